package share

import (
	"bytes"
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// A token's payload says nothing of its signature. Whoever gives a portal a file beside a
// badge that it has verified would have it packed, printed and shared otherwise.
func TestATokenOfTheSamePayloadUnderAnotherSignatureIsNotShared(t *testing.T) {
	w := newWorld(t)
	data := w.Issue(w.Claims)
	report := w.judged(t, data)
	parts := bytes.Split(data, []byte("."))
	require.Len(t, parts, 3)
	signature := base64.RawURLEncoding.EncodeToString(make([]byte, 64))
	header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"EdDSA","kid":"did:web:stranger.example#key"}`))
	for name, other := range map[string][]byte{
		"another signature": bytes.Join([][]byte{parts[0], parts[1], []byte(signature)}, []byte(".")),
		"another header":    bytes.Join([][]byte{[]byte(header), parts[1], parts[2]}, []byte(".")),
	} {
		s, err := credential.Parse(other)
		require.NoError(t, err, name)
		require.Equal(t, report.Document(), s.Document(), name)
		require.False(t, report.IsOf(s), name)
		_, err = Of(report, other, w.Terms)
		require.ErrorIs(t, err, ErrNotVerified, name)
	}
	same, err := credential.Parse(data)
	require.NoError(t, err)
	require.True(t, report.IsOf(same))
	require.False(t, report.IsOf(nil))
	require.False(t, w.judged(t, w.Tampered()).IsOf(same))
	forged := &verify.Report{Outcome: report.Outcome, Authentic: true, Credential: report.Credential, Issuer: report.Issuer, Trust: report.Trust, Kind: report.Kind, Time: report.Time, Checks: report.Checks}
	require.False(t, forged.IsOf(same))
	_, err = Of(forged, data, w.Terms)
	require.ErrorIs(t, err, ErrNotVerified, "no Verifier has made it")
}
