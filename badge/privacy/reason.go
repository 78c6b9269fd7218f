package privacy

// A Reason is all that may be said in public about why a badge is not in force any more.
// The list is closed, and short on purpose: were there a reason for "at the student's own
// request", its absence would accuse everybody else. The true reason is for the issuer's
// own records (status.Lists.Revoke keeps it there, and never publishes it).
type Reason string

const (
	Withdrawn Reason = "withdrawn" // the issuer does not stand behind it any more; the zero Reason and any other says the same
	Replaced  Reason = "replaced"  // there is another one in its place
)

// Text is the sentence for r in a language: "es" and its regional forms in Spanish, any
// other in English.
func (r Reason) Text(lang string) string {
	es := spanish(lang)
	switch {
	case r == Replaced && es:
		return "Esta insignia fue sustituida por otra."
	case r == Replaced:
		return "This badge has been replaced by another."
	case es:
		return "Esta insignia ya no es válida. El motivo no es público."
	}
	return "This badge is no longer valid. The reason is not public."
}
