package main

import (
	"context"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// judgeBundle judges the badge in a bundle of evidence, as of its receipt and asking nobody.
// Whoever the bundle came from, it is believed by the word of a verifier that the operator
// has named (-trusted-receipt), and else not opened. badge is what was judged; without such
// a word the bundle itself, of which nothing is told.
func (s *server) judgeBundle(ctx context.Context, data []byte, rules ...verify.Rule) (r *verify.Report, badge []byte) {
	r, _ = s.reader.Verify(ctx, data, s.offline, rules...) // the error says nothing that the report does not
	if e, err := s.reader.Open(data); err == nil {
		data = e.Badge
	}
	return r, data
}

// verifyBundle answers for a bundle that was sent in the place of a credential, if the option
// asOf is "receipt". A program that hands on what strangers upload asks how a badge stands
// today, and one that was revoked since would be verified by the bundle of a better day. It
// was made for no occasion, and of its badge more is asked than whether a proof holds: a
// request that says otherwise is refused, for whoever sent it expects something.
func (s *server) verifyBundle(ctx context.Context, request message, data []byte) (*verify.Report, []byte, error) {
	if as, err := request.option("asOf"); err != nil || !slices.Equal(as, []string{"receipt"}) {
		return nil, nil, credential.NewProblem(credential.ReceiptPast, "/options/asOf", err,
			"a bundle of evidence says how its badge stood on the day of its receipt, and not today: send the badge itself, or, where that day is asked for, the option \"asOf\": \"receipt\"")
	}
	for _, name := range []string{"checks", "challenge", "domain"} {
		if given, err := request.option(name); err != nil || len(given) > 0 {
			return nil, nil, credential.NewProblem(credential.ReceiptFormat, "/options/"+name, err,
				"a bundle of evidence is judged as a whole, as of its receipt: the options checks, challenge and domain are for a credential that somebody shows now")
		}
	}
	r, badge := s.judgeBundle(ctx, data)
	return r, badge, nil
}

// onRecord reports whether a report says what was so at the time of a receipt.
func onRecord(r *verify.Report) bool { return len(since(r)) > 0 }

// since are the notes on what nobody can know by a bundle.
func since(r *verify.Report) (found []verify.Problem) {
	for _, p := range r.Warnings() {
		if p.Check == verify.CheckReceipt && p.Severity == credential.Note {
			found = append(found, p)
		}
	}
	return found
}

// record says on the page, of a badge in a bundle, as of when it was judged and what nobody
// knows of the time since. No headline there says that something is so today.
func (v *result) record(l language, r *verify.Report) {
	notes := since(r)
	if len(notes) == 0 {
		return
	}
	for _, p := range notes[:min(len(notes), mostListed)] {
		said := reasonFor(l, p)
		if n := len(v.Since); n > 0 && v.Since[n-1].Code == said.Code { // once is enough
			said.Sentence = ""
		}
		v.Since = append(v.Since, said)
	}
	v.TimeLabel = l.say("checked.then")
	switch v.Class {
	case classOpen:
		v.Next = l.say("next.today")
	case classGood, classUnknown:
		v.Headline = l.say("then."+v.Class, l.date(r.Time))
		told := l.say("explain.then")
		switch {
		case r.Trust == verify.Untrusted: // and so nothing else was asked
			told = l.say("explain.unk")
		case v.Class == classUnknown:
			told += " " + l.say("explain.whose")
		}
		v.Explain = told + " " + l.say("explain.kept")
		v.Next = l.say("next.today")
	}
}

// date is the day of a time, as day has it.
func (l language) date(t time.Time) string {
	t = t.UTC()
	return l.say("date", t.Day(), l.month(t), t.Year())
}
