package verify

import (
	"github.com/summitbadges/openbadges/credential"
)

// jsonEndorsement is an Endorsement. What it says is only there when it is authentic.
type jsonEndorsement struct {
	Outcome      string            `json:"outcome"` // in the words of a verdict
	Pointer      string            `json:"pointer"`
	Token        bool              `json:"token"`
	ID           string            `json:"id,omitempty"`
	Endorses     *jsonEndorsed     `json:"endorses,omitempty"`
	Endorser     *jsonIssuer       `json:"endorser,omitempty"`
	Trust        string            `json:"trust"`
	SelfEndorsed bool              `json:"selfEndorsed"`
	SelfBecause  string            `json:"selfBecause,omitempty"`
	Repeats      string            `json:"repeats,omitempty"`
	Name         string            `json:"name,omitempty"`
	Comment      string            `json:"comment,omitempty"`
	ValidUntil   string            `json:"validUntil,omitempty"`
	Errors       []jsonProblem     `json:"errors"`
	Warnings     []jsonProblem     `json:"warnings"`
	Status       []jsonStatus      `json:"status,omitempty"`
	Proofs       []jsonProof       `json:"proofs,omitempty"`
	Checks       []jsonCheck       `json:"checks"`
	Endorsements []jsonEndorsement `json:"endorsements,omitempty"`
}

type jsonEndorsed struct {
	Kind    credential.EntityKind `json:"kind"`
	ID      string                `json:"id"`
	Pointer string                `json:"pointer"`
}

func jsonEndorsements(endorsements []Endorsement) []jsonEndorsement {
	var list []jsonEndorsement
	for i := range endorsements {
		e := &endorsements[i]
		j := jsonEndorsement{
			Outcome: e.Verdict(), Pointer: e.Pointer, Token: e.Token, ID: e.ID, Trust: e.Trust.String(),
			SelfEndorsed: e.SelfEndorsed, SelfBecause: e.SelfBecause, Repeats: e.Repeats, Name: e.Name, Comment: e.Comment, ValidUntil: day(e.Until),
			Errors: jsonProblems(e.Errors()), Warnings: jsonProblems(e.Warnings()), Status: jsonStatuses(e.Status),
			Proofs: jsonProofs(e.Proofs), Checks: jsonChecks(e.Checks), Endorsements: jsonEndorsements(e.Endorsements),
		}
		if e.Endorses != (credential.Entity{}) {
			j.Endorses = &jsonEndorsed{e.Endorses.Kind, e.Endorses.ID, e.Endorses.Pointer}
		}
		if e.Endorser.ID != "" {
			j.Endorser = &jsonIssuer{e.Endorser.ID, e.Endorser.Name, e.Endorser.NameFrom}
		}
		list = append(list, j)
	}
	return list
}

// who is the endorser as a person is told.
func (e *Endorsement) who() string {
	if e.Endorser.Name == "" {
		return e.Endorser.ID
	}
	return e.Endorser.Name + ", " + e.Endorser.ID
}

// words say what is endorsed, whether the reader trusts the endorser, and why the
// endorsement is none by somebody else: three answers, of which none hides another.
func (e *Endorsement) words() string {
	trust := map[TrustResult]string{
		TrustNotAsked:     "whether you trust them was not asked",
		TrustUndetermined: "whether you trust them could not be found out",
		Untrusted:         "by somebody you do not know",
		Trusted:           "by somebody you trust",
	}[e.Trust]
	words := "(of the " + string(e.Endorses.Kind) + ", " + trust
	if e.SelfEndorsed {
		words += "; not independent: " + e.SelfBecause
	}
	return words + ")"
}
