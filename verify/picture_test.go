package verify_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"io"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/bake"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

func baked(t testing.TB, art string, badge []byte) []byte {
	t.Helper()
	image, err := fs.ReadFile(summit.Art(), art)
	require.NoError(t, err)
	image, err = bake.Bake(image, badge)
	require.NoError(t, err)
	return image
}

func TestAReportSaysThatABadgeCameInAPicture(t *testing.T) {
	for art, words := range map[string]string{"leadership.png": "PNG", "leadership.svg": "SVG"} {
		data := baked(t, art, issueAs(t, school(t), civics(t)))
		report, err := newVerifier(t, nil).Verify(ctx, data)
		require.NoError(t, err)
		require.Equal(t, credential.Detect(data), report.Container)
		require.Contains(t, report.String(), "a picture ("+words+"), which nobody signed")
		require.Contains(t, report.String(), "Civics", "the name is the badge's, whatever the picture shows")
		written, err := json.Marshal(report)
		require.NoError(t, err)
		require.Contains(t, string(written), `"container":"`+string(report.Container)+`"`)

		data = bytes.Replace(data, []byte("eyJ"), []byte("eyK"), 1)
		report, err = newVerifier(t, nil).Verify(ctx, data)
		require.Error(t, err)
		require.Equal(t, verify.Failed, report.Outcome)
	}
	report, err := newVerifier(t, nil).Verify(ctx, issueAs(t, school(t), civics(t)))
	require.NoError(t, err)
	require.Equal(t, credential.ContainerJWS, report.Container)
	require.NotContains(t, report.String(), "picture")
}

func TestAnEarlierVersionInAPictureIsTold(t *testing.T) {
	image := []byte(`<svg xmlns="http://www.w3.org/2000/svg"><assertion xmlns="http://openbadges.org" verify="https://a.example/1"/></svg>`)
	report, err := newVerifier(t, nil).Verify(ctx, image)
	require.ErrorIs(t, err, credential.BakedLegacy)
	require.Equal(t, credential.KindOB20, report.Kind)
	require.Empty(t, report.Sources, "nothing was fetched")
}

// An endless is data and then zeros, and counts what was read of it.
type endless struct {
	data []byte
	read int
}

func (e *endless) Read(b []byte) (int, error) {
	n := copy(b, e.data)
	e.data = e.data[n:]
	clear(b[n:])
	e.read += len(b)
	return len(b), nil
}

func TestAReaderIsReadAsFarAsABadgeOfItsKindCanGo(t *testing.T) {
	for begins, most := range map[string]int{
		"":                  limits.Document,
		"{":                 limits.Document,
		"eyJ.":              limits.Document,
		"<html>":            limits.Document,
		"\xff\xd8\xff":      limits.Document,
		"<svg ":             limits.SVG,
		"<?xml ":            limits.SVG,
		"\x89PNG\r\n\x1a\n": limits.PNG,
	} {
		e := &endless{data: []byte(begins)}
		_, err := newVerifier(t, nil).VerifyReader(ctx, e)
		require.Error(t, err)
		require.GreaterOrEqual(t, e.read, most)
		require.LessOrEqual(t, e.read, most+2, "%q", begins)
	}
}

func TestABadgeBehindALargePictureIsRead(t *testing.T) {
	chunk := binary.BigEndian.AppendUint32(nil, 5<<20)
	chunk = append(chunk, "prVt"...)
	chunk = append(chunk, make([]byte, 5<<20)...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	image := baked(t, "civics.png", issueAs(t, school(t), civics(t)))
	image = append(append(bytes.Clone(image[:33]), chunk...), image[33:]...)
	report, err := newVerifier(t, nil).VerifyReader(ctx, io.MultiReader(bytes.NewReader(image[:7]), bytes.NewReader(image[7:])))
	require.NoError(t, err)
	require.Equal(t, verify.Passed, report.Outcome)
}
