package badge

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestComputesTheVersion5UUIDOfRFC9562(t *testing.T) {
	dns, ok := parseUUID("urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8")
	require.True(t, ok)
	require.Equal(t, "urn:uuid:2ed6657d-e927-568b-95e1-2665a8aea6a2", dns.v5("www.example.com").String())
	require.Equal(t, "urn:uuid:6ba7b811-9dad-11d1-80b4-00c04fd430c8", namespaceURL.String())
}

func TestReadsAUUIDInItsOneSpelling(t *testing.T) {
	lower, ok := parseUUID("urn:uuid:2ed6657d-e927-568b-95e1-2665a8aea6a2")
	require.True(t, ok)
	upper, ok := parseUUID("urn:uuid:2ED6657D-E927-568B-95E1-2665A8AEA6A2")
	require.True(t, ok)
	require.Equal(t, lower, upper)
	for _, bad := range []string{
		"",
		"2ed6657d-e927-568b-95e1-2665a8aea6a2",
		"urn:uuid:2ed6657de942568b95e12665a8aea6a2",
		"urn:uuid:2ed6657d-e927-568b-95e1-2665a8aea6a",
		"urn:uuid:2ed6657d-e927-568b-95e1-2665a8aea6a2#a",
		"urn:uuid:2ed6657d+e942-568b-95e1-2665a8aea6a2",
		"urn:uuid:2ed6657g-e942-568b-95e1-2665a8aea6a2",
		"urn:uuid:é2ed6657d-e927-568b-95e1-2665a8aea6a",
	} {
		_, ok := parseUUID(bad)
		require.False(t, ok, bad)
	}
}
