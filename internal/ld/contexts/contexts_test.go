package contexts_test

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/beside"
	"github.com/summitbadges/openbadges/internal/ld/contexts"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

const (
	obV3  = "https://purl.imsglobal.org/spec/ob/v3p0/"
	ob303 = obV3 + "context-3.0.3.json"
)

// A changed file is noticed without the published documents at hand.
func TestEveryFileIsTheOneThatTheManifestNames(t *testing.T) {
	stand, err := filepath.Glob("data/*")
	require.NoError(t, err)
	for _, d := range contexts.All() {
		require.NotEmpty(t, d.Data, d.File)
		require.Equal(t, d.DataDigest, sum(d.Data), "%s is not the document that was reviewed", d.File)
		file := filepath.Join("data", d.File)
		require.Contains(t, stand, file)
		stand = slices.DeleteFunc(stand, func(s string) bool { return s == file })
	}
	require.Empty(t, stand, "files without a row in the manifest")
}

// The published documents are not part of the project; where they are at hand,
// each of ours must mean the same, and the manifest must name their bytes.
func TestEveryDocumentMeansWhatIsPublished(t *testing.T) {
	const published = "../../../../shared/contexts"
	if _, err := os.Stat(published); errors.Is(err, fs.ErrNotExist) {
		beside.Missing(t, "the published context documents are not here")
	}
	for _, d := range contexts.All() {
		t.Run(d.File, func(t *testing.T) {
			theirs, err := os.ReadFile(filepath.Join(published, d.File))
			require.NoError(t, err)
			require.Equal(t, d.Digest, sum(theirs), "the digest of the published bytes")
			require.Equal(t, d.SHA384, fmt.Sprintf("%x", sha512.Sum384(theirs)))
			require.Equal(t, d.SHA512, fmt.Sprintf("%x", sha512.Sum512(theirs)))
			require.True(t, parse(t, d.Data).Equal(parse(t, theirs)), "expected the value of the published document")
		})
	}
}

func TestOneDocumentForEachURLAndEdition(t *testing.T) {
	seen := map[[2]string]bool{}
	for _, d := range contexts.All() {
		key := [2]string{d.URL, d.Edition}
		require.False(t, seen[key], "%s stands twice", key)
		seen[key] = true
		got, found := contexts.Edition(d.URL, d.Edition)
		require.True(t, found)
		require.Equal(t, d, got)
		require.True(t, strings.HasPrefix(d.URL, "https://"), d.URL)
		require.NotEmpty(t, d.Licence)
	}
	require.Len(t, seen, 18)
}

func TestAURLMeansThePublishedEdition(t *testing.T) {
	for _, d := range contexts.All() {
		published, found := contexts.Get(d.URL)
		require.True(t, found)
		require.Empty(t, published.Edition)
	}
	published, found := contexts.Get(ob303)
	require.True(t, found)
	require.Equal(t, "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761", published.Digest)
	edition, found := contexts.Edition(ob303, contexts.EndorsementJwt)
	require.True(t, found)
	require.Equal(t, "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84", edition.Digest)
}

// A URL is compared exactly: one that only looks like a known one is unknown.
func TestUnknownURLsHaveNoDocument(t *testing.T) {
	for _, url := range []string{
		"", "https://www.w3.org/ns/credentials/v3",
		"https://www.w3.org/ns/credentials/v2/", "https://www.w3.org/ns/credentials/v2#",
		"http://www.w3.org/ns/credentials/v2", "HTTPS://www.w3.org/ns/credentials/v2",
		obV3 + "context-3.0.1-3.0.2.json",
	} {
		_, found := contexts.Get(url)
		require.False(t, found, url)
	}
	_, found := contexts.Edition(obV3+"context-3.0.2.json", contexts.EndorsementJwt)
	require.False(t, found)
	_, found = contexts.Edition(ob303, "endorsementJWT")
	require.False(t, found)
}

// One caller's mistake must not become what the next one reads.
func TestCallersGetCopies(t *testing.T) {
	first, _ := contexts.Get(ob303)
	want := slices.Clone(first.Data)
	clear(first.Data)
	clear(contexts.All()[0].Data)
	again, _ := contexts.Get(ob303)
	require.Equal(t, want, again.Data)

	all := contexts.All()
	url := all[0].URL
	all[0] = contexts.Document{}
	require.Equal(t, url, contexts.All()[0].URL)
}

// They are linked into every program that verifies a badge.
func TestTheDocumentsStaySmall(t *testing.T) {
	total := 0
	for _, d := range contexts.All() {
		require.Less(t, len(d.Data), 16<<10, d.File)
		total += len(d.Data)
	}
	require.Less(t, total, 112<<10)
}

func TestEverySourceAndItsLicenceIsNamed(t *testing.T) {
	texts, err := os.ReadFile("LICENCES.txt")
	require.NoError(t, err)
	var own []string
	for _, d := range contexts.All() {
		if d.Source.Package == "" {
			own = append(own, d.File)
			require.Equal(t, contexts.Source{}, d.Source)
			require.Equal(t, "written down by this project", d.Source.String())
			require.Equal(t, "MIT", d.Licence, "the licence of this project")
			continue
		}
		_, part, found := strings.Cut(string(texts), "\n==== "+d.Source.Package+" "+d.Source.Version+"\n")
		require.True(t, found, "LICENCES.txt has no part for %s", d.Source)
		head, body, found := strings.Cut(part, "\n\n")
		require.True(t, found)
		require.Contains(t, strings.Split(head, "\n"), "==== data/"+d.File)
		phrase, known := map[string]string{
			"MIT":                               "MIT License",
			"BSD-3-Clause":                      "BSD 3-Clause License",
			"Apache-2.0":                        "Apache License",
			"W3C Software and Document License": "W3C Software and Document License",
		}[d.Licence]
		require.True(t, known, d.Licence)
		require.Contains(t, body[:600], phrase, d.File)
		require.Equal(t, d.Edition == "", d.Source.Change == "", d.File)
	}
	require.Equal(t, []string{"clr-2.0.1.jsonld", "jwk-v1.jsonld"}, own)
}

func parse(t *testing.T, data []byte) strictjson.Value {
	t.Helper()
	tape, err := strictjson.Parse(data, strictjson.Limits{})
	require.NoError(t, err)
	return tape.Root()
}

func sum(data []byte) string {
	digest := sha256.Sum256(data)
	return hex.EncodeToString(digest[:])
}
