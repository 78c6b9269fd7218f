package award_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/award"
)

// run runs a batch and returns the results.
func run(t testing.TB, a *award.Awards, file io.ReadSeeker, b award.Batch) ([]award.Result, award.Summary, error) {
	t.Helper()
	var results []award.Result
	if b.Name == "" {
		b.Name = "may"
	}
	b.Result = func(r award.Result) error { results = append(results, r); return nil }
	s, err := a.Batch(ctx, file, b)
	return results, s, err
}

func outcomes(results []award.Result) (list []award.RowOutcome) {
	for _, r := range results {
		list = append(list, r.Outcome)
	}
	return list
}

func TestI27EachRowHasAResultAndABadRowStopsNoOther(t *testing.T) {
	w := newWorld(t)
	a := w.awards(func(c *award.Config) {
		r := summit.Rubric()
		r.Required = "strategic-learner"
		c.Publication.Rubric = &r
	})
	file := lines(
		"recipient,credential,awarded,expires,school,settings,evidence,digest,level:citizenship,level:participation,level:civic-knowledge,level:situational-knowledge",
		"s1,civics,2026-05-01,2028-05-01,north,clubs work,https://files.example/1,sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=,strategic-learner,emerging-expert,strategic-learner,strategic-learner",
		"did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK,civics,,,,,,,,,,",
		"zoe@school.example,civics,,,,,,,,,,",
		"Zoë,civics,,,,,,,,,,",
		"s2,teamwork,,,,,,,,,,",
		"s3,civics",
		"s4,,,,,,,,,,,",
		"s5,civics,05/01/2026,,,,,,,,,",
		"s6,civics,,,,,,,strategic-learner,,,",
		"s7,civics,,,,,,,novice,emerging-expert,strategic-learner,strategic-learner",
		"s8,civics,,,,,,,splendid,emerging-expert,strategic-learner,strategic-learner",
		"s9,leadership,,,,,,,strategic-learner,,,",
		"s10,civics,,2026-01-01,,,,,,,,",
		"s11,civics,,,,moon,,,,,,",
		"s12,civics,,,,,http://files.example,,,,,",
		"s13,civics,,,,,,sha256-x,,,,",
		"s14,civics,,,,,\"a\nb\",,,,,",
		",civics,,,,,,,,,,",
		"=1+1,civics,,,,,,,,,,",
		"s1,civics,2026-05-01,2028-05-01,north,clubs work,https://files.example/1,sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=,strategic-learner,emerging-expert,strategic-learner,strategic-learner",
		"s1,civics,,,,,,,,,,",
		"s1,leadership,,,,,,,,,,",
	)
	results, s, err := run(t, a, file, award.Batch{})
	require.NoError(t, err)
	require.Equal(t, 22, s.Rows)
	require.Equal(t, map[award.RowOutcome]int{award.RowAwarded: 3, award.RowRefused: 19}, s.Outcomes)
	for i, says := range map[int]string{
		2: "no e-mail address", 3: "recipient", 4: "teamwork", 5: "expected 12 cells", 6: "and no \"\"", 7: "2026-05-31", 8: "each competency or of none",
		9: "strategic-learner", 10: "splendid", 11: "each competency", 12: "ended", 13: "moon", 14: "https", 15: "Digest", 16: "one line", 17: "recipient",
		18: "recipient", 19: "line 2 says the same", 20: "line 2 has the same recipient and credential",
	} {
		require.Contains(t, results[i].Reason, says, i)
		require.Empty(t, results[i].ID)
	}
	require.Equal(t, 2, results[0].Line)
	require.Equal(t, 21, results[18].Line, "a row of two lines is before it")
	require.Equal(t, 24, results[21].Line)
	for _, i := range []int{0, 1, 21} {
		require.Len(t, w.box.badges[results[i].ID], 1)
		_, err := w.judge([]byte(w.box.badges[results[i].ID][0]))
		require.NoError(t, err)
	}
	mine := view(t, []byte(w.box.badges[results[1].ID][0]))
	require.Equal(t, "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", mine.Subject.ID)
}

func TestI27ABatchThatIsRunAgainAwardsNothingTwice(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	rows := []string{"recipient,credential", "s1,civics", "s2,civics", "s3,civics"}
	first, _, err := run(t, a, lines(rows...), award.Batch{})
	require.NoError(t, err)
	rows = append(rows[:2], "s0,civics", rows[2], rows[3]) // and a row more
	again, s, err := run(t, a, lines(rows...), award.Batch{})
	require.NoError(t, err)
	require.Equal(t, []award.RowOutcome{award.RowAlready, award.RowAwarded, award.RowAlready, award.RowAlready}, outcomes(again))
	require.Equal(t, 4, s.Rows)
	require.Equal(t, first[0].ID, again[0].ID)
	require.Len(t, w.box.badges, 4)
	// What was awarded under a key is not awarded otherwise.
	changed, _, err := run(t, a, lines("credential,recipient,expires", "civics,s1,2030-01-01"), award.Batch{})
	require.NoError(t, err)
	require.Equal(t, award.RowRefused, changed[0].Outcome)
	require.Contains(t, changed[0].Reason, award.ErrChanged.Error())
	other, _, err := run(t, a, lines(rows...), award.Batch{Name: "june"})
	require.NoError(t, err)
	require.Equal(t, award.RowAwarded, other[0].Outcome, "another batch")
}

func TestI27ABatchEndsWhereTheStoreFailsAndGoesOnThere(t *testing.T) {
	file := lines("recipient,credential", "s1,civics", "s2,teamwork", "s3,civics", "s4,civics")
	for fail := 1; ; fail++ {
		w := newWorld(t)
		store := &faultyStore{Memory: w.store, fail: fail}
		a := w.awards(func(c *award.Config) { c.Store = store })
		results, _, err := run(t, a, file, award.Batch{})
		if err == nil {
			require.Greater(t, fail, 8)
			return
		}
		require.ErrorIs(t, err, errStore)
		require.ErrorContains(t, err, "line 2")
		require.Empty(t, results)
		results, _, err = run(t, a, file, award.Batch{})
		require.NoError(t, err)
		require.Len(t, results, 4)
		require.Len(t, w.box.badges, 3)
	}
}

// What is wrong with the signer or the store is no row's fault: nobody is refused for it.
func TestI27AFaultOfOursRefusesNoRow(t *testing.T) {
	w := newWorld(t)
	file := lines("recipient,credential", "s1,civics", "s2,civics")
	w.issuer.Signer = failingSigner{w.signer}
	results, _, err := run(t, w.awards(), file, award.Batch{})
	require.ErrorIs(t, err, credential.IssueSigner)
	require.Empty(t, results)
	w.issuer.Signer = w.signer
	results, _, err = run(t, w.awards(func(c *award.Config) { c.Store = unreadableStore{w.store} }), file, award.Batch{})
	require.ErrorIs(t, err, errStore)
	require.Empty(t, results)
}

// A row that somebody else awards after it was judged keeps that one's badge.
func TestI27ARowThatIsAwardedMeanwhileKeepsItsBadge(t *testing.T) {
	w := newWorld(t)
	w.issuer.Suite = credential.EdDSARDFC2022
	var seconds atomic.Int64
	w.issuer.Now = func() time.Time { return w.now.Add(time.Duration(seconds.Add(1)) * time.Second) }
	file := []string{"recipient,credential", "s1,civics", "s2,civics"}
	var first []award.Result
	meanwhile := &hookedStore{Memory: w.store, before: func() { first, _, _ = run(t, w.awards(), lines(file...), award.Batch{}) }}
	results, _, err := run(t, w.awards(func(c *award.Config) { c.Store = meanwhile }), lines(file...), award.Batch{})
	require.NoError(t, err)
	require.Equal(t, []award.RowOutcome{award.RowAwarded, award.RowAwarded}, outcomes(first))
	require.Equal(t, []award.RowOutcome{award.RowAlready, award.RowAlready}, outcomes(results))
	require.Len(t, w.box.badges, 2)
	for i, r := range results {
		require.Equal(t, first[i].ID, r.ID)
		require.Len(t, w.box.badges[r.ID], 1, "it was delivered already")
	}
}

func TestI27ARowOfAStudentWhoHasTheCredentialIsRefused(t *testing.T) {
	w := newWorld(t)
	a := w.awards(func(c *award.Config) { c.Once = true })
	_, err := a.Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	results, _, err := run(t, a, lines("recipient,credential", "s1,civics", "s9,civics", "s2,civics"), award.Batch{})
	require.NoError(t, err)
	require.Equal(t, []award.RowOutcome{award.RowAwarded, award.RowRefused, award.RowAwarded}, outcomes(results))
	require.Contains(t, results[1].Reason, "case-1/civics/1")
}

func TestI27WithoutARubricALevelIsCompleted(t *testing.T) {
	header := "recipient,credential,level:citizenship,level:participation,level:civic-knowledge,level:situational-knowledge"
	results, _, err := run(t, newWorld(t).awards(), lines(header, "s1,civics,Completed,Completed,Completed,Completed", "s2,civics,Completed,Completed,Failed,Completed"), award.Batch{})
	require.NoError(t, err)
	require.Equal(t, []award.RowOutcome{award.RowAwarded, award.RowRefused}, outcomes(results))
}

// Others award the same rows at the same time.
func TestI27TwoAtOnceAwardARowOnce(t *testing.T) {
	w := newWorld(t)
	rows := []string{"recipient,credential"}
	for n := range 70 {
		rows = append(rows, student(n)+",civics")
	}
	a := w.awards()
	ids := make([]map[string]bool, 2)
	errs := make([]error, 2)
	var wait sync.WaitGroup
	for i := range ids {
		ids[i] = map[string]bool{}
		wait.Go(func() {
			_, errs[i] = a.Batch(ctx, lines(rows...), award.Batch{Name: "may", Result: func(r award.Result) error { ids[i][r.ID] = true; return nil }})
		})
	}
	wait.Wait()
	require.NoError(t, errors.Join(errs...))
	for i := range ids {
		require.Equal(t, ids[0], ids[i])
	}
	require.Len(t, ids[0], 70)
	require.Len(t, w.box.badges, 70)
}

func TestI27ADryRunStoresNothing(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	file := lines("recipient,credential", "s1,civics", "s2,teamwork", "s1,civics")
	results, s, err := run(t, a, file, award.Batch{DryRun: true})
	require.NoError(t, err)
	require.Equal(t, []award.RowOutcome{award.RowGood, award.RowRefused, award.RowRefused}, outcomes(results))
	require.Equal(t, 3, s.Rows)
	requireEmpty(t, w.store)
	_, _, err = run(t, a, file, award.Batch{})
	require.NoError(t, err)
	results, _, err = run(t, a, file, award.Batch{DryRun: true})
	require.NoError(t, err)
	require.Equal(t, award.RowAlready, results[0].Outcome)

	once := w.awards(func(c *award.Config) { c.Once = true })
	_, err = once.Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	results, _, err = run(t, once, lines("recipient,credential", "s9,civics"), award.Batch{DryRun: true})
	require.NoError(t, err)
	require.Contains(t, results[0].Reason, award.ErrEarned.Error())
}

func TestI27AllOrNothingAwardsNothingWhereOneRowIsBad(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	results, s, err := run(t, a, lines("recipient,credential", "s1,civics", "s2,teamwork", "s3,civics"), award.Batch{AllOrNothing: true})
	require.ErrorIs(t, err, award.ErrWithheld)
	require.Equal(t, []award.RowOutcome{award.RowWithheld, award.RowRefused, award.RowWithheld}, outcomes(results))
	require.Equal(t, 3, s.Rows)
	requireEmpty(t, w.store)
	results, _, err = run(t, a, lines("recipient,credential", "s1,civics", "s2,civics", "s3,civics"), award.Batch{AllOrNothing: true})
	require.NoError(t, err)
	require.Equal(t, []award.RowOutcome{award.RowAwarded, award.RowAwarded, award.RowAwarded}, outcomes(results))
	require.Len(t, w.box.badges, 3)
}

func TestI27RowsThatSayTheSameAreRefusedOrPassedOver(t *testing.T) {
	file := lines("key,recipient,credential", "k1,s1,civics", "k1,s1,civics", "k1,s2,civics", "k2,s1,civics", "k3,s3,civics")
	results, _, err := run(t, newWorld(t).awards(), file, award.Batch{})
	require.NoError(t, err)
	require.Equal(t, []award.RowOutcome{award.RowAwarded, award.RowRefused, award.RowRefused, award.RowRefused, award.RowAwarded}, outcomes(results))
	results, _, err = run(t, newWorld(t).awards(), file, award.Batch{Repeats: true})
	require.NoError(t, err)
	require.Equal(t, []award.RowOutcome{award.RowAwarded, award.RowRepeated, award.RowRefused, award.RowRefused, award.RowAwarded}, outcomes(results))
}

func TestI27ABadgeThatIsNotDeliveredIsAwarded(t *testing.T) {
	w := newWorld(t)
	w.box.fail = errDown
	file := lines("recipient,credential", "s1,civics")
	results, _, err := run(t, w.awards(), file, award.Batch{})
	require.NoError(t, err)
	require.Equal(t, award.RowAwarded, results[0].Outcome)
	require.Contains(t, results[0].Reason, errDown.Error())
	results, _, err = run(t, w.awards(), file, award.Batch{})
	require.NoError(t, err)
	require.Equal(t, award.RowAlready, results[0].Outcome)
	require.Contains(t, results[0].Reason, errDown.Error())
	w.box.fail = nil
	results, _, err = run(t, w.awards(), file, award.Batch{})
	require.NoError(t, err)
	require.Equal(t, award.RowAlready, results[0].Outcome)
	require.Len(t, w.box.badges, 1)
}

func TestI27AFileIsReadStrictly(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	for name, c := range map[string]struct{ file, says string }{
		"nothing":                 {"", "empty"},
		"a header of other names": {"Name,credential\ns1,civics\n", `"Name"`},
		"names in another case":   {"Recipient,credential\ns1,civics\n", `"Recipient"`},
		"semicolons":              {"recipient;credential\ns1;civics\n", "commas"},
		"a column twice":          {"recipient,credential,recipient\ns1,civics,s2\n", "twice"},
		"no recipient":            {"credential\ncivics\n", "recipient"},
		"no credential":           {"recipient\ns1\n", "credential"},
		"a level of nothing":      {"recipient,credential,level:joinery\ns1,civics,x\n", "joinery"},
		"UTF-16":                  {"\xff\xfer\x00e\x00", "UTF-16"},
		"a stray quotation mark":  {"recipient,credential\ns1,civ\"ics\n", "line 2"},
		"an open quotation mark":  {"recipient,credential\ns1,\"civics\ns2,civics\n", "quotation mark"},
		"an endless header":       {"recipient,credential," + strings.Repeat("x", 80<<10), "too long"},
		"an endless row":          {"recipient,credential\ns1,\"" + strings.Repeat("x\n", 80<<10), "too long"},
		"a hundred columns":       {"recipient,credential" + strings.Repeat(",x", 100) + "\n", "columns"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := run(t, a, strings.NewReader(c.file), award.Batch{})
			require.ErrorIs(t, err, award.ErrFile)
			require.ErrorContains(t, err, c.says)
			requireEmpty(t, w.store)
		})
	}
	for name, file := range map[string]string{
		"a byte order mark":      "\ufeffrecipient,credential\ns1,civics\n",
		"CRLF":                   "recipient,credential\r\ns1,civics\r\n",
		"no last line break":     "recipient,credential\ns1,civics",
		"quotation marks":        "\"recipient\",\"credential\"\n\"s1\",\"civics\"\n",
		"a mark and quotation":   "\ufeff\"recipient\",\"credential\"\r\n\r\ns1,civics\r\n",
		"columns in other order": "credential,recipient\ncivics,s1\n",
	} {
		results, _, err := run(t, a, strings.NewReader(file), award.Batch{DryRun: true})
		require.NoError(t, err, name)
		require.Len(t, results, 1, name)
		require.Equal(t, award.RowGood, results[0].Outcome, "%s: %s", name, results[0].Reason)
	}
	_, _, err := run(t, a, lines("recipient,credential"), award.Batch{Name: "a b"})
	require.ErrorIs(t, err, award.ErrDecision)
}

func TestABatchEndsWithItsContextAndItsResult(t *testing.T) {
	w := newWorld(t)
	ended, cancel := context.WithCancel(ctx)
	n := 0
	_, err := w.awards().Batch(ended, lines("recipient,credential", "s1,civics", "s2,civics"), award.Batch{Name: "may", Progress: func(award.Progress) { n++; cancel() }})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 1, n)
	_, err = w.awards().Batch(ctx, lines("recipient,credential", "s1,civics"), award.Batch{Name: "may", Result: func(award.Result) error { return errDown }})
	require.ErrorIs(t, err, errDown)
}

func TestASignerThatPanicsEndsTheBatchAndNotTheProcess(t *testing.T) {
	w := newWorld(t)
	signer := w.issuer.Signer
	w.issuer.Signer = panickingSigner{signer}
	file := lines("recipient,credential", "s1,civics", "s2,civics")
	_, _, err := run(t, w.awards(), file, award.Batch{})
	require.ErrorContains(t, err, "line 2")
	w.issuer.Signer = signer
	results, _, err := run(t, w.awards(), file, award.Batch{})
	require.NoError(t, err)
	require.Equal(t, []award.RowOutcome{award.RowAwarded, award.RowAwarded}, outcomes(results))
}

func TestAReportHasALineForEachRowAndNoFormula(t *testing.T) {
	w := newWorld(t)
	var out bytes.Buffer
	_, err := w.awards().Batch(ctx, lines("recipient,credential", "s1,civics", "-2+3,civics", "s2,=cmd|'/c calc'!A0", "s3,\"x;=1+1\""), award.Batch{Name: "may", Result: award.Report(&out)})
	require.NoError(t, err)
	rows, err := csv.NewReader(&out).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 5)
	require.Equal(t, []string{"line", "recipient", "credential", "outcome", "id", "reason"}, rows[0])
	require.Equal(t, []string{"2", "s1", "civics", "awarded"}, rows[1][:4])
	for _, row := range rows {
		for _, cell := range row {
			for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";\t\n", r) }) {
				part = strings.TrimLeft(part, " \"")
				require.False(t, part != "" && strings.ContainsRune("=+-@|%", rune(part[0])), cell)
			}
		}
	}
	failing := award.Report(failingWriter{})
	require.ErrorIs(t, failing(award.Result{}), errStore)
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errStore }

func TestProgressGoesFromNothingToTheEnd(t *testing.T) {
	w := newWorld(t)
	var last award.Progress
	file := lines("\ufeffrecipient,credential", "s1,civics", "s2,teamwork", "s3,civics")
	_, err := w.awards().Batch(ctx, file, award.Batch{Name: "may", Progress: func(p award.Progress) {
		require.Equal(t, last.Rows+1, p.Rows)
		require.Greater(t, p.Read, last.Read)
		last = p
	}})
	require.NoError(t, err)
	require.Equal(t, award.Progress{Rows: 3, Refused: 1, Read: file.Size(), Size: file.Size()}, last)
}

// A spring is a file of many rows that nobody has to store.
type spring struct {
	rows, at int
	left     string
}

func (s *spring) row(n int) string {
	if n == 0 {
		return "recipient,credential\n"
	}
	if n%1000 == 0 { // good ones are judged, which takes a while
		return student(n) + ",civics\n"
	}
	return student(n) + ",teamwork\n"
}

func (s *spring) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if s.left == "" {
			if s.at > s.rows {
				if n == 0 {
					return 0, io.EOF
				}
				return n, nil
			}
			s.left, s.at = s.row(s.at), s.at+1
		}
		copied := copy(p[n:], s.left)
		n, s.left = n+copied, s.left[copied:]
	}
	return n, nil
}

func (s *spring) Seek(_ int64, whence int) (int64, error) {
	if whence == io.SeekStart {
		s.at, s.left = 0, ""
	}
	return int64(s.rows) * 17, nil
}

// A million rows leave nothing in memory but what tells one from another.
func TestI27AMillionRowsStreamInLittleMemory(t *testing.T) {
	rows := 1_000_000
	if testing.Short() {
		rows = 100_000
	}
	w := newWorld(t)
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var most uint64
	n := 0
	s, err := w.awards().Batch(ctx, &spring{rows: rows}, award.Batch{Name: "may", DryRun: true, Result: func(award.Result) error {
		if n++; n%(rows/10) == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc-min(before.HeapAlloc, now.HeapAlloc))
		}
		return nil
	}})
	require.NoError(t, err)
	require.Equal(t, rows, s.Rows)
	t.Logf("%d rows, %d bytes of heap, %d for each row", rows, most, most/uint64(rows))
	require.Less(t, most/uint64(rows), uint64(160))
	_, err = w.awards().Batch(ctx, &spring{rows: 3 << 20}, award.Batch{Name: "may", DryRun: true, Result: func(r award.Result) error {
		if r.Line > 10 {
			return errDown
		}
		return nil
	}})
	require.True(t, errors.Is(err, errDown))
}
