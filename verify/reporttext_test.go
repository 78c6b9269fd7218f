package verify_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// inOneLine is a report as a reader has it who does not see where its lines break.
func inOneLine(r *verify.Report) string { return strings.Join(strings.Fields(r.String()), " ") }

// Who shows an old badge is told what is wrong with it, and nothing that says the same
// twice.
func TestAReportOfANewerEditionSaysWhatTheOldOneIs(t *testing.T) {
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022} {
		w := newRefreshWorld(suite)
		old := w.edition(-300, -1)
		w.Network.Publish(w.place, w.edition(-2, 200))
		report, err := w.refreshing(t).Verify(ctx, old)
		require.NoError(t, err)
		text := inOneLine(report)
		require.Contains(t, text, "is by itself invalid: ")
		require.Contains(t, text, "["+string(verify.TimeExpired)+"]")
		for _, c := range report.Refreshed.Changes {
			require.NotEqual(t, "/exp", c.Pointer, "a claim that repeats a member is no change")
		}
		data, err := report.MarshalJSON()
		require.NoError(t, err)
		var told struct {
			Report struct {
				Refreshed map[string]any `json:"refreshed"`
			} `json:"report"`
		}
		require.NoError(t, json.Unmarshal(data, &told))
		require.NotContains(t, told.Report.Refreshed, "outcome", "it could be read as that of the newer edition")
		require.NotContains(t, told.Report.Refreshed, "validFrom")
		before := told.Report.Refreshed["old"].(map[string]any)
		require.Equal(t, "invalid", before["outcome"])
		require.Equal(t, string(verify.TimeExpired), before["errors"].([]any)[0].(map[string]any)["code"])
		require.Equal(t, report.Refreshed.ValidFrom.UTC().Format("2006-01-02T15:04:05Z"), before["validFrom"])
	}
}

// An end that only a claim changes is a change.
func TestAnEndThatAClaimChangesIsTold(t *testing.T) {
	w := newRefreshWorld("")
	newer := w.resigned(w.edition(-2, 200), `"exp":\d+`, `"exp":`+strconvUnix(w.Clock.Now().AddDate(0, 0, 100)))
	w.Network.Publish(w.place, newer)
	report, err := w.refreshing(t).Verify(ctx, w.edition(-300, -1))
	require.NoError(t, err)
	require.Contains(t, inOneLine(report), "/exp: ")
}

func TestTheHeadlineOfABrokenPromise(t *testing.T) {
	report := judgedBy(t, "1EdTechJsonSchemaValidator2019", `{`+d2019+`,"required":["nothing"]}`, nil)
	require.Equal(t, verify.Failed, report.Outcome)
	require.Contains(t, report.String(), "REFUSED   The badge is genuine, but it breaks a schema that it promises to keep\n          to.\n")
	report = judgedBy(t, "JsonSchema", `{`, nil)
	require.Contains(t, inOneLine(report), "1 of the 2 schemas could not be asked")
}

// What has no space in it is broken where it can be read, and nothing of it is lost.
func TestALongWordIsBroken(t *testing.T) {
	long := "https://school.example/" + strings.Repeat("a-long-path/", 12) + "é" + strings.Repeat("x", 90)
	v := newVerifier(t, func(c *verify.Config) { c.Fetcher = verify.FetchMap{} })
	report, _ := v.Verify(ctx, sign(t, promising(t, schemaEntry(long, "JsonSchema"))))
	for line := range strings.Lines(report.String()) {
		require.LessOrEqual(t, utf8.RuneCountInString(line), 81)
	}
	require.Contains(t, strings.ReplaceAll(strings.ReplaceAll(report.String(), "\n", ""), " ", ""), long[len(long)-60:])
}

// What a caller's rule says may be no text at all.
func TestALongWordThatIsNoTextIsBroken(t *testing.T) {
	noText := strings.Repeat("\xff", 200)
	report, _ := newVerifier(t, nil).Verify(ctx, sign(t, payload(t, "", "")), verify.Rule{Name: noText, Check: func(context.Context, *credential.Credential) error { return errors.New(noText) }})
	for line := range strings.Lines(report.String()) {
		require.LessOrEqual(t, utf8.RuneCountInString(line), 81)
	}
}

func TestSuspendedIsNotCalledRevoked(t *testing.T) {
	w := newRefreshWorld("")
	suspended := w.Suspended()
	report, err := w.Verifier().Verify(ctx, suspended)
	require.ErrorIs(t, err, verify.StatusSuspended)
	require.Contains(t, report.String(), "  NO    It was neither revoked nor suspended\n")
}
