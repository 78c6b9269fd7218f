package receipt

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// Verify judges the badge anew, from its bytes, as of the time of the receipt and on the
// documents of the bundle: by cfg, which is that of whoever asks now, and by the rules, as
// verify.Verifier.Verify does, of badges and nothing else. It asks nobody. Config.Fetcher, Resolvers, Refresh and CompareResources are of a network that
// it does not have, and have to be zero; Config.Now is not asked, for the Reader's clock has
// been.
//
// The report is as any other, with Report.Time the time of the receipt, and one Check more:
// verify.CheckReceipt, which says by whose word this is what was published then, and in
// notes of the Code RECEIPT_PAST what may have changed since. A badge that has ended by now
// has a note TIME_EXPIRED. So Report.Verdict is never "valid": a pass says that the badge
// was good then. Where the verifier who signed the receipt did not accept the badge, this is
// no pass either, but undetermined, for he may have known more.
//
// A context that the verifier had added, and that cfg has not, is taken from the bundle: what
// its names mean is then his word, too, and a note says so. One that cfg has by that name
// counts as it is there.
//
// That the badge and the documents were there by then is the verifier's word: a key that
// was compromised later, by Config.KeyHistory, had signed them before (see
// verify.Verifier.SeenBy).
//
// It returns a report whenever cfg is one that a Verifier can be made of. The error is nil
// if and only if the badge passed.
func (e *Evidence) Verify(ctx context.Context, cfg verify.Config, rules ...verify.Rule) (*verify.Report, error) {
	switch {
	case e == nil || e.Receipt == nil || e.documents == nil:
		return nil, errors.New("receipt: there is no evidence; Reader.Open reads it")
	case cfg.Fetcher != nil || cfg.Resolvers != nil:
		return nil, errors.New("receipt: a bundle is judged on what is in it; leave Config.Fetcher and Config.Resolvers zero")
	case cfg.Refresh || cfg.CompareResources:
		return nil, errors.New("receipt: Config.Refresh and CompareResources ask for what is there today, and a bundle is of another time")
	}
	at := e.Receipt.Time()
	cfg.Now, cfg.KeyHistory = func() time.Time { return at }, known(cfg.KeyHistory, at)
	if len(e.Receipt.Sources)+len(e.Receipt.Schemas) > 0 { // else nobody was asked then, or could be
		cfg.Fetcher = then{e}
	}
	var words []verify.Problem
	cfg.Contexts, words = e.contexts(cfg.Contexts)
	v, err := verify.New(cfg)
	if err != nil {
		return nil, err
	}
	r, _ := v.SeenBy(at).Verify(ctx, e.Badge, rules...)
	k := verify.Check{Name: verify.CheckReceipt, Outcome: verify.Passed,
		Reason: "what was published then is the word of " + limits.Abridge(e.Receipt.Verifier) + ", who verified the badge on " + at.Format(time.RFC3339)}
	if o := e.Receipt.Outcome; o != "valid" && o != "warning" {
		k.Outcome = verify.Undetermined
		k.Problems = append(k.Problems, e.problem(credential.ReceiptMismatch, verify.Violation,
			"whoever verified the badge then did not accept it ("+o+"), and may have known more than is in the bundle"))
		if r.Outcome == verify.Passed {
			r.Outcome = verify.Undetermined
		}
	}
	k.Problems = append(append(k.Problems, words...), e.since(r)...)
	r.Checks = append(r.Checks, k)
	r.GoodUntil = time.Time{}
	if r.Outcome != verify.Passed {
		return r, &verify.Error{Report: r}
	}
	r.GoodUntil = at // and not a moment longer, whatever bounds the badge itself
	return r, nil
}

// contexts are those of cs, with what the verifier had added and cs has not, and a note on
// each of these. One that cannot stand beside those of cs is left out: the badge is then
// refused as one whose context nobody knows.
func (e *Evidence) contexts(cs *credential.Contexts) (*credential.Contexts, []verify.Problem) {
	var words []verify.Problem
	for _, c := range e.Receipt.Contexts {
		data := e.documents[c.SHA256]
		if !c.Given || data == nil || c.URL != "" && cs.Has(c.URL) {
			continue
		}
		with, err := cs.With(c.URL, data)
		if err != nil {
			why := asProblem(credential.ContextUnknown, err)
			words = append(words, e.problem(credential.ContextUnknown, verify.Note, "the context "+limits.Abridge(c.name())+" of the bundle cannot be used: "+why.Message))
			continue
		}
		if with == cs {
			continue // it is written out, and whoever asks has it
		}
		cs = with
		words = append(words, e.problem(credential.ReceiptPast, verify.Note,
			"what the names of the context "+limits.Abridge(c.name())+" mean is the word of whoever verified the badge then: it is none of yours"))
	}
	return cs, words
}

// name is how a person is told of the context.
func (c Context) name() string {
	if c.URL == "" {
		return "that is written out in the badge"
	}
	return c.URL
}

// known is what is known of keys, for documents that were all there by then: a key that was
// stolen later has signed none of them in other hands. SeenBy says so of the badge alone.
func known(history []verify.KeyRecord, at time.Time) []verify.KeyRecord {
	history = slices.Clone(history)
	for i := range history {
		if r := &history[i]; r.State == verify.KeyCompromised && at.Before(r.Since) {
			r.State, r.Since = verify.KeyActive, time.Time{}
		}
	}
	return history
}

// Verify opens a bundle and judges the badge in it, as Open and Evidence.Verify do. A bundle
// that is not opened has a report as well, of verify.CheckReceipt and nothing else: failed,
// or under RECEIPT_UNTRUSTED undetermined.
func (d Reader) Verify(ctx context.Context, bundle []byte, cfg verify.Config, rules ...verify.Rule) (*verify.Report, error) {
	today := d.today()
	e, err := d.openAt(bundle, today)
	if err == nil {
		return e.Verify(ctx, cfg, rules...)
	}
	outcome := verify.Failed
	if errors.Is(err, credential.ReceiptUntrusted) {
		outcome = verify.Undetermined
	}
	found := *asProblem(credential.ReceiptFormat, err)
	found.Check = verify.CheckReceipt
	r := &verify.Report{Outcome: outcome, Time: today, Checks: []verify.Check{{Name: verify.CheckReceipt, Outcome: outcome, Problems: []verify.Problem{found}}}}
	return r, &verify.Error{Report: r}
}

// asProblem is the Problem that an error holds, or one of the given Code.
func asProblem(code verify.Code, err error) *verify.Problem {
	if p, ok := errors.AsType[*verify.Problem](err); ok {
		return p
	}
	return credential.NewProblem(code, "", err, "%v", err)
}

func (e *Evidence) problem(code verify.Code, severity verify.Severity, message string) verify.Problem {
	return verify.Problem{Code: code, Severity: severity, Check: verify.CheckReceipt, Message: message}
}

// since says what nobody can know from the bundle.
func (e *Evidence) since(r *verify.Report) []verify.Problem {
	var found []verify.Problem
	note := func(message string) {
		found = append(found, e.problem(credential.ReceiptPast, verify.Note, message))
	}
	day := e.Receipt.Time().Format(time.DateOnly)
	note("this is what was so on " + day + "; now it is " + e.opened.UTC().Format(time.DateOnly) + ", and nobody was asked what has happened since")
	if !r.Authentic {
		return found
	}
	asked := map[string]bool{}
	for _, s := range r.Status {
		if !asked[s.List] {
			asked[s.List] = true
			note("whether it was revoked or suspended since is not known: its list " + limits.Abridge(s.List) + " is that of then")
		}
	}
	note("whether the key " + limits.Abridge(r.Method) + " was stolen, or withdrawn by its owner, since is not known")
	if c := r.Credential; c != nil && c.Refresh != nil {
		note("whether there is a newer edition of it by now is not known")
	}
	if len(r.Endorsements) > 0 {
		note("nor is any of this known of its endorsements")
	}
	for _, s := range e.Receipt.Sources {
		if s.SHA256 != "" && s.Fetched == "" {
			note("whoever verified it does not say when " + limits.Abridge(s.URL) + " came from its host, or that it did")
		}
	}
	now := map[[2]string]bool{}
	for _, c := range r.Contexts() {
		now[[2]string{c.URL, hex.EncodeToString(c.Digest)}] = true
	}
	for _, c := range e.Receipt.Contexts {
		if c.URL != "" && !now[[2]string{c.URL, c.SHA256}] {
			note("the context " + limits.Abridge(c.URL) + " was another document then than is known by that name here")
		}
	}
	if !r.Until.IsZero() && r.Until.Before(e.opened) {
		found = append(found, e.problem(verify.TimeExpired, verify.Note, "it has ended since, on "+r.Until.UTC().Format(time.DateOnly)))
	}
	return found
}
