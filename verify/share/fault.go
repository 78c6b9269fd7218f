package share

import (
	"errors"
	"fmt"
)

// The reasons for which a badge is not shared, for errors.Is. Those of what may be
// said and shown of a minor are those of package privacy: ErrConsent, ErrAgePolicy and
// ErrPersonal.
var (
	// ErrNotVerified: the report is no pass, or it is one on which a third person could not
	// rely: the issuer is not trusted by name, whether the badge was revoked is not known,
	// or the bytes are not those that were verified. So is a Badge that Of has not made.
	ErrNotVerified = errors.New("the badge is not verified")

	// ErrRevoked: its issuer has revoked or suspended the badge.
	ErrRevoked = errors.New("the badge was revoked")

	// ErrExpired: the badge has ended.
	ErrExpired = errors.New("the badge has ended")

	// ErrStale: the report is too old to say how the badge stands, or of a time to come.
	ErrStale = errors.New("the report is not of now")

	// ErrPrivate: nobody has said that the badge is public.
	ErrPrivate = errors.New("the badge is private")

	// ErrURL: the URL is not one that may be given to strangers.
	ErrURL = errors.New("not the URL of a public page")

	// ErrUnconfirmed: the school does not say that one student earned all of this, and how
	// that student is called.
	ErrUnconfirmed = errors.New("the school does not confirm who earned it")

	// ErrText: what would be printed has no words, or words that do not belong there.
	ErrText = errors.New("the badge has words that are not shared")
)

// refuse is an error of one of the reasons above.
func refuse(reason error, format string, args ...any) error {
	return fmt.Errorf("share: %w: %s", reason, fmt.Sprintf(format, args...))
}
