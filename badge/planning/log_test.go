package planning_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
)

// damage requires that a log is refused, by Verify and by Read, at that entry.
func damage(t *testing.T, r *planning.Rules, log [][]byte, head planning.Head, entry int, kinds ...planning.Damage) {
	t.Helper()
	var e *planning.LogError
	err := planning.Verify(log, head)
	require.ErrorIs(t, err, planning.ErrLog)
	require.ErrorAs(t, err, &e)
	require.Equal(t, entry, e.Entry, "%v", err)
	require.Contains(t, kinds, e.Damage, "%v", err)
	c, err := planning.Read(log, head, r)
	require.Error(t, err)
	require.Equal(t, planning.Case{}, c, "a log that is damaged gives nothing")
}

func lived(t *testing.T) (*planning.Rules, *life) {
	r := rulesOf(t, policy())
	return r, newLife(t, r).toAwarded()
}

func TestM21EveryAlteredByteIsFoundInItsEntry(t *testing.T) {
	r := rulesOf(t, policy())
	l := newLife(t, r).toActive()
	for i := range l.log {
		for at := range l.log[i] {
			log := bytesOf(l.log)
			log[i][at] ^= []byte{1, 0x20}[at%2]
			head := l.c.Head()
			if at%3 == 0 && i < len(l.log)-2 {
				head = planning.Head{} // then nobody vouches for the end of the log
			}
			var e *planning.LogError
			require.ErrorAs(t, planning.Verify(log, head), &e)
			require.Equal(t, i+1, e.Entry, "byte %d: %v", at, e)
		}
	}
	damage(t, r, [][]byte{}, planning.Head{}, 1, planning.Dropped)
	damage(t, r, nil, l.c.Head(), 1, planning.Dropped)
}

func TestM21EntriesThatWereDroppedInsertedOrMoved(t *testing.T) {
	r, l := lived(t)
	n, head := len(l.log), l.c.Head()
	require.Greater(t, n, 8)
	for i := range l.log {
		log := slices.Delete(bytesOf(l.log), i, i+1)
		damage(t, r, log, head, i+1, planning.Dropped)
		if i < n-1 {
			damage(t, r, log, planning.Head{}, i+1, planning.Dropped)
		}
		damage(t, r, slices.Insert(bytesOf(l.log), i+1, l.log[i]), head, i+2, planning.Inserted)
		for j := i + 1; j < n; j++ {
			log := bytesOf(l.log)
			log[i], log[j] = log[j], log[i]
			damage(t, r, log, head, i+1, planning.Reordered)
		}
		// One that follows the entry before it, as if it had been there.
		forged := []byte(strings.Replace(string(l.log[i]), `"reason":"as agreed"`, `"reason":"as forged"`, 1))
		require.NotEqual(t, l.log[i], forged)
		damage(t, r, slices.Insert(bytesOf(l.log), i, forged), head, i+1, planning.Inserted, planning.Altered)
	}
	// What is cut off at the end only a head tells.
	require.NoError(t, planning.Verify(l.log[:n-1], planning.Head{}))
	damage(t, r, l.log[:n-2], head, n-1, planning.Dropped)
	damage(t, r, l.log, planning.Head{Entries: n - 1, Digest: head.Digest}, n, planning.Inserted)
	damage(t, r, l.log, planning.Head{Entries: n, Digest: strings.Repeat("0", 64)}, n, planning.Altered)
	damage(t, r, l.log, planning.Head{Digest: head.Digest}, 1, planning.Inserted)
	damage(t, r, l.log, planning.Head{Entries: -1}, 1, planning.Inserted)
}

// rechain writes the numbers and digests anew, as whoever can write the whole log would.
func rechain(log [][]byte) [][]byte {
	previous := ""
	for i, line := range log {
		_, rest, _ := bytes.Cut(line, []byte(`,"case":`))
		log[i] = fmt.Appendf(nil, `{"n":%d,"previous":%q,"case":%s`, i+1, previous, rest)
		sum := sha256.Sum256(log[i])
		previous = hex.EncodeToString(sum[:])
	}
	return log
}

// A chain that was made anew is sound in itself: a head tells, and Read tells of every
// event that would not have been possible.
func TestM21AForgedChainThatIsSoundIsJudgedAnew(t *testing.T) {
	r, l := lived(t)
	require.Equal(t, l.log, rechain(bytesOf(l.log)), "the forger spells as we do")
	edit := func(i int, old, new string) [][]byte {
		log := bytesOf(l.log)
		require.Contains(t, string(log[i-1]), old)
		log[i-1] = []byte(strings.Replace(string(log[i-1]), old, new, 1))
		return rechain(log)
	}
	for name, forged := range map[string]struct {
		log   [][]byte
		entry int
		err   error
	}{
		"without the attestation": {rechain(bytesOf(l.log[1:])), 1, nil},
		"without the votes":       {rechain(slices.Delete(bytesOf(l.log), 8, 10)), 9, planning.ErrQuorum},
		"without one vote":        {rechain(slices.Delete(bytesOf(l.log), 9, 10)), 10, planning.ErrQuorum},
		"a vote twice":            {rechain(slices.Concat(bytesOf(l.log[:9]), bytesOf(l.log[8:9]), bytesOf(l.log[10:]))), 11, planning.ErrQuorum},
		"another's decision":      {edit(11, `"actor":"counselor-1"`, `"actor":"member-2"`), 11, planning.ErrForbidden},
		"the student's vote":      {edit(10, `"actor":"member-1"`, `"actor":"student-1"`), 10, planning.ErrConflictOfInterest},
		"another version":         {edit(10, `"submission":"sha256-`, `"submission":"sha256-AAAA`), 10, planning.ErrQuorum},
		"a digest of evidence":    {edit(7, `"digest":"sha256-`, `"digest":"sha256-A`), 7, planning.ErrEvidence},
		"another state":           {edit(5, `"to":"active"`, `"to":"review"`), 5, nil},
		"another case":            {edit(5, `"case":"case-1"`, `"case":"case-2"`), 5, nil},
		"a clock that goes back":  {edit(5, `"time":"2026-01-12`, `"time":"2025-01-12`), 5, nil},
	} {
		damaged := forged.log
		c, err := planning.Read(damaged, planning.Head{}, r)
		require.ErrorIs(t, err, planning.ErrLog, name)
		require.Equal(t, planning.Case{}, c)
		var e *planning.LogError
		require.ErrorAs(t, err, &e)
		require.Equal(t, forged.entry, e.Entry, "%s: %v", name, err)
		if forged.err != nil {
			require.ErrorIs(t, err, forged.err, name)
		}
		require.Error(t, planning.Verify(damaged, l.c.Head()), name)
	}
	err := planning.Verify(edit(5, `"time":"2026-01-12`, `"time":"2025-01-12`), planning.Head{})
	var back *planning.LogError
	require.ErrorAs(t, err, &back, "the chain alone shows a clock that goes back")
	require.Equal(t, 5, back.Entry)
	// Words that decide nothing can be forged by whoever writes all of the log, and then
	// only the head tells.
	polite := edit(11, "as agreed", "with honours")
	_, err = planning.Read(polite, planning.Head{}, r)
	require.NoError(t, err)
	_, err = planning.Read(polite, l.c.Head(), r)
	require.ErrorIs(t, err, planning.ErrLog)
}

func TestALogTellsWhoDidWhatWhenAndWhy(t *testing.T) {
	_, l := lived(t)
	events, err := planning.Events(l.log, l.c.Head())
	require.NoError(t, err)
	require.Len(t, events, len(l.log))
	require.Equal(t, planning.Event{Action: planning.ActStart, Actor: student, Role: planning.RoleStudent, Time: begin.Add(time.Hour), Reason: "as agreed", Subject: "innovation"}, events[1])
	require.Equal(t, "2026-01-09", events[0].ALP.Completed)
	events, err = planning.Events(l.log[1:], planning.Head{})
	require.ErrorIs(t, err, planning.ErrLog)
	require.Nil(t, events)
}

func TestM20AGuideIsNotChangedAfterItsSubmission(t *testing.T) {
	r := rulesOf(t, policy())
	l := newLife(t, r).toReview()
	for action, set := range map[planning.Action]func(*planning.Event){
		planning.ActPlan: plan, planning.ActGather: item("log", four...), planning.ActDrop: subject("log"), planning.ActSubmit: l.contents,
	} {
		require.ErrorIs(t, l.try(planning.RoleStudent, student, action, set), planning.ErrTransition, action)
	}
	// In the store, past the library.
	log := bytesOf(l.log)
	log[4] = bytes.Replace(log[4], []byte("I built it twice."), []byte("I built it thrice"), 1)
	damage(t, r, log, planning.Head{}, 5, planning.Altered)
	// And with the chain made anew: the votes are then for another submission.
	l.do(planning.RoleCounselor, lead, planning.ActVote, l.ballot(planning.ActAward, "emerging-expert"))
	log = bytesOf(l.log)
	log[4] = bytes.Replace(log[4], []byte("I built it twice."), []byte("I built it thrice"), 1)
	_, err := planning.Read(rechain(log), planning.Head{}, r)
	var e *planning.LogError
	require.True(t, errors.As(err, &e) && e.Entry == 9 && errors.Is(err, planning.ErrQuorum), "%v", err)
}

// There is one spelling of an entry.
func TestAnEntryIsReadAsItIsWrittenAndNoOtherWay(t *testing.T) {
	r, l := lived(t)
	line := string(l.log[0])
	for name, other := range map[string]string{
		"an unknown member":   strings.Replace(line, `"role"`, `"rank":1,"role"`, 1),
		"one inside":          strings.Replace(line, `"completed"`, `"plan":"…","completed"`, 1),
		"a member twice":      strings.Replace(line, `"role"`, `"actor":"counselor-1","role"`, 1),
		"a space":             strings.Replace(line, `"n":1`, `"n": 1`, 1),
		"a number's spelling": strings.Replace(line, `"n":1`, `"n":1.0`, 1),
		"an escape":           strings.Replace(line, `as agreed`, `as \u0061greed`, 1),
		"a null":              strings.Replace(line, `"alp"`, `"plan":null,"alp"`, 1),
		"another case":        strings.Replace(line, `"role"`, `"Role"`, 1),
		"another order":       strings.Replace(strings.Replace(line, `"n":1,`, ``, 1), `{"previous":"",`, `{"previous":"","n":1,`, 1),
		"an offset":           strings.Replace(line, `00Z"`, `00+00:00"`, 1),
		"a value in a list":   "[" + line + "]",
		"a line break":        line + "\n",
		"what is no JSON":     "begin",
		"nothing":             "",
		"no UTF-8":            strings.Replace(line, `as agreed`, "as \xff", 1),
	} {
		require.NotEqual(t, line, other, name)
		damage(t, r, append([][]byte{[]byte(other)}, l.log[1:]...), planning.Head{}, 1, planning.Altered)
	}
}

func TestM12ATombstoneIsNoWayAroundTheRules(t *testing.T) {
	r := rulesOf(t, policy())
	l := newLife(t, r).toAwarded()
	l.do(planning.RoleAdmin, admin, planning.ActErase)
	line := string(l.log[0])
	for name, forged := range map[string]string{
		"by another role":     strings.ReplaceAll(line, `"role":"admin"`, `"role":"counselor"`),
		"by nobody's seat":    strings.Replace(line, `"actor":"admin-1"`, `"actor":"admin-2"`, 1),
		"from another state":  strings.Replace(line, `"from":"awarded"`, `"from":"review"`, 1),
		"without its award":   strings.Replace(line, `,"award":"case-1/innovation/1"`, ``, 1),
		"without the head":    strings.Replace(line, l.c.Head().Digest, "", 1),
		"without a reason":    strings.Replace(line, `"reason":"as agreed",`, ``, 1),
		"with another's seat": strings.Replace(line, `"members":[`, `"members":[{"id":"x","role":"member"},`, 1),
		"into another state":  strings.Replace(line, `"to":"erased"`, `"to":"awarded"`, 1),
		"another digest":      strings.Replace(line, `"digest":"`, `"digest":"zz`, 1),
		"another rule":        strings.Replace(line, `"rules":"`, `"rules":"0`, 1),
	} {
		if name == "without the head" {
			continue // its digest is that of the line itself, which does not stand in it
		}
		require.NotEqual(t, line, forged, name)
		_, err := planning.Read([][]byte{[]byte(forged)}, planning.Head{}, r)
		require.Error(t, err, name)
	}
	_, err := planning.Read([][]byte{l.log[0], l.log[0]}, planning.Head{}, r)
	require.ErrorIs(t, err, planning.ErrLog)
	// Nor does one stand behind other entries, as if the case went on.
	alive := newLife(t, r).toAwarded()
	end, _, _ := strings.Cut(line, `,"team":`)
	_, err = planning.Read(rechain(append(alive.log, []byte(end+"}"))), planning.Head{}, r)
	var e *planning.LogError
	require.ErrorAs(t, err, &e)
	require.Equal(t, len(alive.log)+1, e.Entry)
	require.Equal(t, planning.Illegal, e.Damage)
}
