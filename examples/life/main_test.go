package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What somebody reads who runs it: from the plan to the badge that is no longer shared.
func TestTheWholeLifeOfABadge(t *testing.T) {
	var out bytes.Buffer
	life(t.Context(), &out, t.TempDir())
	said := out.String()
	for _, line := range []string{
		"  attest by the counselor: ready\n",
		"  award by the counselor: awarded\n  the log of 10 entries is whole\n",
		"  a badge of civics; asked once more: the same badge: true\n",
		"  passed: Civics Credential, by Pine Ridge High School\n",
		"  LinkedIn at 15: share: privacy: not at this age",
		"  LinkedIn at 16: https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&name=Civics+Credential",
		"  Facebook: share: privacy: there is no consent to it",
		"  a package of badge, picture and certificate: passed\n",
		"  failed: the issuer has revoked the badge [STATUS_REVOKED",
		"  shared once more: share: the badge was revoked",
	} {
		at := strings.Index(said, line)
		require.GreaterOrEqual(t, at, 0, "%s\n%s", line, out.String())
		said = said[at:]
	}
	source, err := os.ReadFile("main.go")
	require.NoError(t, err)
	require.Less(t, bytes.Count(source, []byte("\n")), 150, "it is to be read at once")
}
