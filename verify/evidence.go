package verify

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/multikey"
)

// Received returns the bytes that were judged, as they were received, taken out of the
// picture, PDF or package that they came in; of a badge in whose place Refreshed stands,
// those of the newer edition. It is nil of what could not be read. That they are there says
// nothing: Authentic and Outcome do.
func (r *Report) Received() []byte {
	if r.given == nil {
		return nil
	}
	return slices.Clone(r.given.Bytes())
}

// Contexts returns the JSON-LD contexts that the document names, with the digests of those
// by which it was read, as credential.Secured.Contexts does; and behind them those of the
// Config that only a status list names which was asked for.
func (r *Report) Contexts() []credential.NamedContext {
	if r.given == nil || r.policy == nil {
		return nil
	}
	list := r.given.Contexts(r.policy.contexts)
	if r.policy.contexts == nil {
		return list
	}
	for _, s := range r.Sources {
		found, err := credential.Parse(s.Data)
		if err != nil || found.Kind() != credential.KindStatusList {
			continue
		}
		for _, c := range found.Contexts(r.policy.contexts) {
			if c.Given != nil && !slices.ContainsFunc(list, func(k credential.NamedContext) bool {
				return k.URL == c.URL && slices.Equal(k.Digest, c.Digest)
			}) {
				list = append(list, c)
			}
		}
	}
	return list
}

// Policy returns what of the Config the verdict hangs on, a statement each, for people and
// for whoever compares two of them: whom it trusts, which keys it knows, what it asks for.
// Of a Registry, a Rule or a Resolver of the caller's it says no more than that there is
// one. Config.Refresh is not in it: no verdict on the badge that was given hangs on that. It
// is nil of a report that no Verifier has made.
func (r *Report) Policy() []string {
	if r.policy == nil {
		return nil
	}
	return r.policy.statements()
}

// A policy is what Report.Policy tells. It is never changed, so that all reports of a
// Verifier share it.
type policy struct {
	lines    []string
	contexts *credential.Contexts
	seen     time.Time // SeenBy
	expect   *audience // Expecting
}

func (p *policy) statements() []string {
	list := slices.Clone(p.lines)
	if !p.seen.IsZero() {
		list = append(list, "the badge was there by: "+p.seen.UTC().Format(time.RFC3339Nano))
	}
	if p.expect != nil {
		list = append(list, "the proof is made for: "+occasion(p.expect.domain, p.expect.challenge))
	}
	return list
}

func (p *policy) seenBy(t time.Time) *policy {
	if p == nil {
		return nil
	}
	q := *p
	q.seen = t
	return &q
}

func (p *policy) expecting(a *audience) *policy {
	if p == nil {
		return nil
	}
	q := *p
	q.expect = a
	return &q
}

// policyOf tells a Config that New has completed.
func policyOf(cfg *Config, schemas map[string]*schemaSource) *policy {
	p := &policy{contexts: cfg.Contexts}
	say := func(subject, what string) { p.lines = append(p.lines, subject+": "+what) }
	when := func(set bool, what string) {
		if set {
			say("policy", what)
		}
	}
	for _, id := range slices.Sorted(slices.Values(cfg.Issuers)) {
		say("trusted issuer", id)
	}
	when(cfg.Registry != nil, "issuers are trusted that a registry of the caller's knows")
	when(cfg.AnyIssuer, "any issuer is accepted")
	when(cfg.UnboundIssuers, "credentials count whose key is not their issuer's")
	for _, m := range cfg.Methods {
		say("known key", nameOfKey(&m))
	}
	for _, r := range cfg.KeyHistory {
		say("key history", nameOfKey(&r.Method)+" "+r.State.String()+on("from", r.NotBefore)+on("to", r.NotAfter)+on("since", r.Since))
	}
	say("keys are looked up by", strings.Join(slices.Sorted(maps.Keys(cfg.Resolvers)), ", "))
	when(cfg.Fetcher == nil, "nothing is fetched")
	when(cfg.Contexts != nil, "the contexts are the caller's set")
	for _, url := range slices.Sorted(maps.Keys(schemas)) {
		say("known schema", fmt.Sprintf("%s sha256 %x", url, schemas[url].digest))
	}
	say("proofs that must hold", cfg.Proofs.words())
	say("status lists", statusWords(cfg))
	when(cfg.RequireSchemas, "every schema that the badge names must be at hand")
	when(cfg.CompareResources, "what the badge links to is compared")
	say("endorsements", [...]string{"reported", "must hold", "ignored"}[cfg.Endorsements])
	for _, r := range cfg.Rules {
		say("rule", r.name())
	}
	when(cfg.Strict, "deviations from the letter are errors")
	when(cfg.ClockSkew > 0, "clocks may differ by "+cfg.ClockSkew.String())
	return p
}

// String returns the state in a word.
func (s KeyState) String() string {
	switch s {
	case KeyActive:
		return "active"
	case KeyRetired:
		return "retired"
	case KeyCompromised:
		return "compromised"
	}
	return fmt.Sprintf("KeyState(%d)", int(s))
}

// nameOfKey names a key by the method and, where there is one, by itself, with what bounds
// its use: a verdict hangs on that as on the key.
func nameOfKey(m *credential.Method) string {
	name := m.ID
	if thumbprint, err := multikey.Thumbprint(m.Key); err == nil {
		name += " " + thumbprint
	}
	if len(m.Purposes) > 0 {
		name += " for " + strings.Join(m.Purposes, ", ")
	}
	return name + on("expires", m.Expires) + on("revoked", m.Revoked)
}

// on is a time that bounds a key, "" where none does.
func on(what string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " " + what + " " + t.UTC().Format(time.RFC3339Nano)
}

func (p ProofPolicy) words() string {
	switch {
	case p.Least == 0:
		return "all that can be judged"
	case p.Suites == nil:
		return fmt.Sprintf("%d", p.Least)
	}
	suites := make([]string, len(p.Suites))
	for i, s := range p.Suites {
		suites[i] = string(s)
	}
	return fmt.Sprintf("%d of %s", p.Least, strings.Join(suites, ", "))
}

func statusWords(cfg *Config) string {
	words := "must be read where the badge names them"
	if cfg.AllowUnknownStatus {
		words = "count where they can be read"
	}
	if cfg.StatusMaxAge > 0 {
		words += ", and may be " + cfg.StatusMaxAge.String() + " old"
	}
	if others := slices.Sorted(slices.Values(cfg.StatusIssuers)); len(others) > 0 {
		words += "; also those of " + strings.Join(others, ", ")
	}
	return words
}
