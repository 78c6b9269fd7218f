package summit

import (
	"errors"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
)

// Metadata is what the program says makes a badge unique and lets others see
// how mastery was achieved. An issuer has it before it signs, a verifier after.
type Metadata struct {
	Issuer   badge.Profile    // the issuing institution
	Issued   time.Time        // the date of issuance: awardedDate, or validFrom where there is none
	Criteria badge.Criteria   // the criteria for earning the badge, from its achievement
	Evidence []badge.Evidence // evidence that the learner met the criteria
}

// CheckMetadata reports which of the program's four named items a badge lacks,
// as joined errors of type [*badge.ValueError] whose pointers are those of an
// Open Badges 3.0 credential. OB 3.0 asks for less: there an issuer needs no
// name and a badge no evidence.
//
// An institution is given by its name, criteria by a narrative or an id, and
// evidence by at least one entry with a narrative, an id or a name. White space
// alone gives nothing. CheckMetadata does not judge what it finds: not whether
// the institution may award the badge, not whether the date has come, not
// whether the evidence suffices or its links still lead anywhere.
func CheckMetadata(m Metadata) error {
	var missing []error
	lacks := func(pointer, reason string) {
		missing = append(missing, &badge.ValueError{Pointer: pointer, Reason: reason})
	}
	if blank(m.Issuer.Name) {
		lacks("/issuer/name", "the issuing institution is missing: expected the name of the school or district")
	}
	if m.Issued.IsZero() {
		lacks("/validFrom", "the date of issuance is missing: expected awardedDate or validFrom")
	}
	if blank(m.Criteria.Narrative, m.Criteria.ID) {
		lacks("/credentialSubject/achievement/criteria", "the criteria for earning the badge are missing: expected a narrative or an id")
	}
	if !anyEvidence(m.Evidence) {
		lacks("/evidence", "evidence that the learner met the criteria is missing: expected at least one entry with a narrative, an id or a name")
	}
	return errors.Join(missing...)
}

func anyEvidence(list []badge.Evidence) bool {
	for _, e := range list {
		if !blank(e.Narrative, e.ID, e.Name) {
			return true
		}
	}
	return false
}

// blank reports whether none of the texts says anything.
func blank(texts ...string) bool {
	return strings.TrimSpace(strings.Join(texts, "")) == ""
}
