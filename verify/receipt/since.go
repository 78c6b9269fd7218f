package receipt

import (
	"encoding/hex"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/verify"
)

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

func (e *Evidence) problem(code verify.Code, severity verify.Severity, message string) verify.Problem {
	return verify.Problem{Code: code, Severity: severity, Check: verify.CheckReceipt, Message: message}
}

// since says what nobody can know from the bundle, and what whoever asks knows of the time
// since.
func (e *Evidence) since(r *verify.Report, asks *verify.Config) []verify.Problem {
	var found []verify.Problem
	note := func(message string) {
		found = append(found, e.problem(credential.ReceiptPast, verify.Note, message))
	}
	day := e.Receipt.Time().Format(time.DateOnly)
	note("this is what was so on " + day + "; now it is " + e.opened.UTC().Format(time.DateOnly) + ", and nobody was asked what has happened since")
	if !r.Authentic {
		if w := e.keyThen(r); w != "" {
			note(w)
		}
		return found
	}
	told := map[string]bool{}
	for _, s := range r.Status {
		if told[s.List] {
			continue
		}
		told[s.List] = true
		if s.Known {
			note("whether it was revoked or suspended since is not known: its list " + limits.Abridge(s.List) + " is that of then")
		} else {
			note("whether it was revoked or suspended is not known, then or since: its list " + limits.Abridge(s.List) + " says nothing of it, or is not in the bundle")
		}
	}
	if words := e.keySince(r, asks); len(words) > 0 {
		for _, w := range words {
			note(w)
		}
	} else {
		note("whether the key " + limits.Abridge(r.Method) + " was stolen, or withdrawn by its owner, since is not known")
	}
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
	for _, s := range e.Receipt.Schemas {
		if s.Given && asks.Schemas[s.URL] == nil && e.documents[s.SHA256] != nil {
			note("the schema " + limits.Abridge(s.URL) + " is the one that whoever verified it had: it is none of yours")
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

// keyThen says by which key a proof held then, where none is had for it now: one that
// the verifier had been given, or knew to look up in some other way, is in no document.
func (e *Evidence) keyThen(r *verify.Report) string {
	open := slices.ContainsFunc(r.Checks, func(k verify.Check) bool { return k.Name == verify.CheckKey && k.Outcome == verify.Undetermined })
	if !open {
		return ""
	}
	for _, k := range e.Receipt.Keys {
		if k.Held {
			return "whoever verified it had the key " + limits.Abridge(k.Method) + ", with the thumbprint " + limits.Abridge(k.Thumbprint) + ", from elsewhere: it is in no document of the bundle, and whoever has it can give it (Config.Methods)"
		}
	}
	return ""
}

// keySince says what whoever asks knows to have become of the badge's keys after the receipt:
// it fails no badge that was there before, and is not to be told as if nobody knew.
func (e *Evidence) keySince(r *verify.Report, asks *verify.Config) (words []string) {
	at := e.Receipt.Time()
	say := func(id, what string, since time.Time) {
		if since.After(at) && !since.After(e.opened) {
			words = append(words, "you know that the key "+limits.Abridge(id)+" "+what+" "+since.UTC().Format(time.DateOnly)+
				": that the badge was there before is the word of whoever verified it then, and of nobody else")
		}
	}
	for _, p := range r.Proofs {
		if !p.Held {
			continue
		}
		is := func(m *credential.Method) bool {
			if m.Key == nil {
				return m.ID == p.Method
			}
			return multikey.Equal(m.Key, p.Key)
		}
		for i := range asks.Methods {
			if m := &asks.Methods[i]; is(m) {
				say(m.ID, "was withdrawn on", m.Revoked)
				say(m.ID, "was in use until", m.Expires)
			}
		}
		for i := range asks.KeyHistory {
			h := &asks.KeyHistory[i]
			switch {
			case !is(&h.Method):
			case h.State == verify.KeyCompromised:
				say(p.Method, "was in other hands from", h.Since)
			default:
				say(p.Method, "was in use until", h.NotAfter)
			}
		}
	}
	return words
}
