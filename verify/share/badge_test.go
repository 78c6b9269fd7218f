package share

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAGoodPublicBadgeIsShared(t *testing.T) {
	b := newWorld(t).badge(t, nil)
	require.Equal(t, "Civics Credential", b.printed.Name)
	require.Equal(t, "Pine Ridge High School", b.printed.Issuer)
}

func TestWhatIsNoGoodBadgeOfNowIsNotShared(t *testing.T) {
	w := newWorld(t)
	for name, tc := range map[string]struct {
		data []byte
		want error
	}{
		"tampered": {w.Tampered(), ErrNotVerified}, "untrusted": {w.Untrusted(), ErrNotVerified}, "undecidable": {w.Undecidable(), ErrNotVerified},
		"not yet valid": {w.NotYetValid(), ErrNotVerified}, "revoked": {w.Revoked(), ErrRevoked}, "suspended": {w.Suspended(), ErrRevoked}, "expired": {w.Expired(), ErrExpired},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := w.of(t, tc.data)
			require.ErrorIs(t, err, tc.want)
			require.Nil(t, b)
		})
	}
}
