package receipt

import (
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

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
