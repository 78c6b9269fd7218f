package doctor

import (
	"bytes"
	"context"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

func FuzzExamine(f *testing.F) {
	f.Add([]byte(good))
	for _, list := range cases(f) {
		for _, s := range list {
			f.Add(s.badge)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		seen, err := Examine(context.Background(), data)
		require.Equal(t, before, data)
		require.Equal(t, err == nil, seen != nil)
		if seen == nil {
			return
		}
		require.LessOrEqual(t, len(seen.Findings), limits.DoctorFindings)
		for _, f := range seen.Findings {
			require.NotEmpty(t, f.ID)
			require.LessOrEqual(t, len(f.Found), 4*limits.Quoted)
		}
		again, err := Examine(context.Background(), data)
		require.NoError(t, err)
		require.Equal(t, seen, again)
		require.NotEmpty(t, seen.Report("en"))
		require.NotEmpty(t, seen.Report("es"))
	})
}

// A good badge and a good token with one value of them replaced by any other, so that what
// is examined is JSON more often than bytes at random are.
func FuzzExamineEdited(f *testing.F) {
	for _, value := range []string{`null`, `""`, `[]`, `{}`, `[null]`, `{"type":"Image"}`, `["Image",["x"]]`, `"\u00c3\u00a9"`, `"did:key:x"`, `"#x"`, `"https://x#y"`, `1e3`, `true`, `"2026-06-01T09:00:00.5+01:00"`, `[{"@context":{"x":1}}]`} {
		f.Add(uint16(len(value)), false, value)
		f.Add(uint16(2*len(value)), true, value)
	}
	f.Fuzz(func(t *testing.T, at uint16, token bool, value string) {
		tape, err := strictjson.Parse([]byte(good), strictjson.Limits{})
		require.NoError(t, err)
		all := walk(nil, tape.Root(), "")
		start, end := all[int(at)%len(all)].Span()
		data := []byte(good[:start] + value + good[end:])
		if token {
			part := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
			data = []byte(part(with(goodHeader, `"https://school.example/keys/1"`, `"`+strings.Trim(value, `"`)+`"`)) + "." + part(string(data)) + "." + part("s"))
		}
		seen, err := Examine(context.Background(), data)
		require.Equal(t, err == nil, seen != nil)
		if seen != nil {
			require.LessOrEqual(t, len(seen.Findings), limits.DoctorFindings)
			require.NotContains(t, seen.Report("en"), "\x1b")
		}
	})
}
