package sqltest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/internal/bitstring"
)

// A job is what another process is to do, which is this test binary once more.
type job struct {
	Place    place
	Task     string
	From, To int // badges
	Shared   int // badges that every process revokes, besides its own
	Worker   int
	KillAt   int // the step at which the process kills itself; 0: none
}

const jobVariable = "OPENBADGES_SQLTEST_JOB"

func TestMain(m *testing.M) {
	text := os.Getenv(jobVariable)
	if text == "" {
		os.Exit(m.Run())
	}
	var j job
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		panic(err)
	}
	t := &inChild{}
	j.run(t)
	for _, undo := range t.cleanup {
		undo()
	}
	fmt.Println(steps.Load(), "steps")
}

// inChild is a testing.TB for the helpers, in a process without a test.
type inChild struct {
	testing.TB
	cleanup []func()
}

func (t *inChild) Helper()                           {}
func (t *inChild) Cleanup(f func())                  { t.cleanup = append(t.cleanup, f) }
func (t *inChild) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (t *inChild) FailNow()                          { panic("failed") }

func (j job) command(t *testing.T) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	text, err := json.Marshal(j)
	require.NoError(t, err)
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), jobVariable+"="+string(text))
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	return c, &out
}

// start runs the job, and returns how to wait for its success.
func (j job) start(t *testing.T) (wait func()) {
	t.Helper()
	c, out := j.command(t)
	require.NoError(t, c.Start())
	return func() {
		t.Helper()
		require.NoError(t, c.Wait(), "%s", out)
	}
}

func (j job) run(t testing.TB) {
	killAt = j.KillAt
	l := j.Place.lists(t, status.Config{Store: stepping{j.Place.store(j.Place.open(t))}, Witness: steppingWitness{j.Place.witness()}})
	switch j.Task {
	case "reserve":
		for n := j.From; n < j.To; n++ {
			_, err := l.Reserve(ctx, badgeID(n))
			require.NoError(t, err)
		}
	case "revoke":
		order := rand.Perm(j.To - j.From + j.Shared)
		for _, i := range order {
			n := i - j.Shared // the shared ones come before the first badge of all
			if n >= 0 {
				n += j.From
			} else {
				n = -1 - n
			}
			require.NoError(t, l.Revoke(ctx, badgeID(n), fmt.Sprintf("by process %d", j.Worker)))
		}
	case "issue":
		for n := j.From; n < j.To; n++ {
			j.issue(t, l, n)
		}
	case "publish":
		require.NoError(t, l.Revoke(ctx, badgeID(j.From), "x"))
		p := &status.Publication{Lists: l, To: steppingPublisher{status.Dir{Root: j.Place.published()}}, Issuer: issuer(t, nil)}
		require.NoError(t, p.Publish(ctx))
	case "award":
		j.award(t, l)
	case "batch":
		j.batch(t, l)
	default:
		panic(j.Task)
	}
}

// issue reserves, signs and delivers one badge, as a program does that can be repeated:
// its id and its time are fixed before.
func (j job) issue(t testing.TB, l *status.Lists, n int) {
	is := issuer(t, l)
	is.Signer = steppingSigner{is.Signer, filepath.Join(j.Place.Dir, fmt.Sprintf("signed-%d", n))}
	c := civics(t, badgeID(n))
	c.ValidFrom = time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
	b, err := is.Issue(ctx, c)
	require.NoError(t, err)
	step()
	require.NoError(t, status.Dir{Root: j.Place.published()}.Put(ctx, fmt.Sprintf("https://outbox.example/%d", n), b.Bytes()))
	step()
}

// The steps of a job are counted, and at one of them it ends as on a power cut: nothing
// is closed, flushed or rolled back.
var (
	steps  atomic.Int64
	killAt int
)

func step() {
	if int(steps.Add(1)) == killAt {
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

type stepping struct{ status.Store }

func (s stepping) Insert(ctx context.Context, floor int64, e status.Entry) (status.Entry, int64, error) {
	step()
	defer step()
	return s.Store.Insert(ctx, floor, e)
}

func (s stepping) Update(ctx context.Context, floor int64, e status.Entry) (int64, error) {
	step()
	defer step()
	return s.Store.Update(ctx, floor, e)
}

type steppingWitness struct{ status.Witness }

func (s steppingWitness) Raise(ctx context.Context, epoch int64) error {
	step()
	defer step()
	return s.Witness.Raise(ctx, epoch)
}

type steppingPublisher struct{ status.Publisher }

func (s steppingPublisher) Put(ctx context.Context, url string, data []byte) error {
	step()
	defer step()
	return s.Publisher.Put(ctx, url, data)
}

// steppingSigner notes what was signed before anybody else sees the signature.
type steppingSigner struct {
	credential.Signer
	log string
}

func (s steppingSigner) Sign(ctx context.Context, message []byte) ([]byte, error) {
	step()
	signature, err := s.Signer.Sign(ctx, message)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(f, "%x\n", sha256.Sum256(message))
	step()
	return signature, errors.Join(err, f.Close())
}

// Case I08 and fault 20: eight processes at once, ten thousand revocations.
func TestEightProcessesRevokeAndNothingIsLost(t *testing.T) {
	const processes, shared = 8, 50
	badges := 10_000 - processes*shared // the shared ones are tried by every process
	if testing.Short() {
		badges = 1_000
	}
	each := badges / processes
	databases(t, func(t *testing.T, p place) {
		began := time.Now()
		var waits []func()
		for w := range processes {
			waits = append(waits, job{Place: p, Task: "reserve", From: w * each, To: (w + 1) * each, Worker: w}.start(t))
		}
		for _, wait := range waits {
			wait()
		}
		reserved := time.Since(began)
		waits, began = nil, time.Now()
		for w := range processes {
			waits = append(waits, job{Place: p, Task: "revoke", From: w * each, To: (w + 1) * each, Shared: shared, Worker: w}.start(t))
		}
		for _, wait := range waits {
			wait()
		}
		operations := processes * (each + shared)
		t.Logf("%d reservations in %v, %d revocations in %v", processes*each, reserved.Round(time.Millisecond), operations, time.Since(began).Round(time.Millisecond))

		l := p.lists(t, status.Config{})
		places := map[string]bool{}
		lists := map[int64]bool{}
		for n := range processes * each {
			e, err := l.Entry(ctx, badgeID(n))
			require.NoError(t, err)
			require.Equal(t, status.Revoked, e.State)
			require.EqualValues(t, 2, e.Version, "it was changed once, whoever came first")
			at := fmt.Sprint(e.List, " ", e.Index)
			require.False(t, places[at])
			places[at] = true
			lists[e.List] = true
		}
		require.Len(t, lists, 1)
		_, epoch, err := p.store(p.open(t)).Read(ctx, status.Query{Kind: status.Openings})
		require.NoError(t, err)
		require.EqualValues(t, first+2*processes*each, epoch, "every change has an epoch of its own")
		witnessed, err := p.witness().Epoch(ctx)
		require.NoError(t, err)
		require.Equal(t, epoch, witnessed)
		require.NoError(t, p.publication(t, l).Publish(ctx))
		require.Equal(t, len(places), countSet(t, p, first))
	})
}

func (p place) publication(t testing.TB, l *status.Lists) *status.Publication {
	t.Helper()
	return &status.Publication{Lists: l, To: status.Dir{Root: p.published()}, Issuer: issuer(t, nil)}
}

func (p place) list(number int64) string {
	return filepath.Join(p.published(), "school.example", "status", fmt.Sprint(number))
}

// countSet is how many places are set in a published list.
func countSet(t testing.TB, p place, number int64) (n int) {
	t.Helper()
	bits := readBits(t, p.list(number))
	for i := range bits.Entries(1) {
		set, err := bits.At(i, 1)
		require.NoError(t, err)
		n += int(set)
	}
	return n
}

func readBits(t testing.TB, name string) *bitstring.List {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	s, err := credential.Parse(data)
	require.NoError(t, err)
	var document struct {
		Subject struct {
			EncodedList string `json:"encodedList"`
		} `json:"credentialSubject"`
	}
	require.NoError(t, json.Unmarshal(s.Document(), &document))
	bits, _, err := bitstring.Decode([]byte(document.Subject.EncodedList))
	require.NoError(t, err)
	return bits
}

// delivered is the badge of that number in the outbox, or nil.
func (p place) delivered(t testing.TB, n int) *credential.Secured {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(p.published(), "outbox.example", fmt.Sprint(n)))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	require.NoError(t, err)
	s, err := credential.Parse(data)
	require.NoError(t, err)
	return s
}

// requireWhole wants each badge to be delivered with a place of its own that the store
// knows, and every signature that was ever made to be of what was delivered.
func requireWhole(t testing.TB, p place, l *status.Lists, badges int) {
	t.Helper()
	places := map[string]int{}
	for n := range badges {
		s := p.delivered(t, n)
		require.NotNil(t, s, "badge %d", n)
		view, err := s.Unverified()
		require.NoError(t, err)
		require.Len(t, view.Status, 1)
		entry := view.Status[0]
		other, twice := places[entry.ID]
		require.False(t, twice, "%d and %d have one place", n, other)
		places[entry.ID] = n
		stored, err := l.Reserve(ctx, badgeID(n))
		require.NoError(t, err)
		require.Equal(t, entry, stored)
		signed, err := os.ReadFile(filepath.Join(p.Dir, fmt.Sprintf("signed-%d", n)))
		require.NoError(t, err)
		token := s.Bytes()
		want := fmt.Appendf(nil, "%x\n", sha256.Sum256(token[:bytes.LastIndexByte(token, '.')]))
		for line := range bytes.Lines(signed) {
			require.Equal(t, string(want), string(line), "what was signed once is what was delivered")
		}
	}
}

// Cases I06 and I07, and fault 19: a process is killed at every step of reserving,
// persisting, signing and delivering; what is repeated converges.
func TestKilledAtEveryStepAndRepeated(t *testing.T) {
	databases(t, func(t *testing.T, p place) {
		badges := 0
		for at := 1; ; at++ {
			j := job{Place: p, Task: "issue", From: badges, To: badges + 1, KillAt: at}
			c, out := j.command(t)
			err := c.Run()
			if err == nil {
				badges++
				require.Greater(t, at, 8, "%s", out)
				break // it has not so many steps
			}
			requireKilled(t, err, out)
			if at%2 == 0 { // and killed once more before it may go on
				j.KillAt = 2
				c, out = j.command(t)
				requireKilled(t, c.Run(), out)
			}
			j.KillAt = 0
			j.start(t)()
			badges++
		}
		l := p.lists(t, status.Config{})
		requireWhole(t, p, l, badges)
		t.Logf("killed at each of %d steps", badges-1)

		for at := 1; ; at++ {
			j := job{Place: p, Task: "publish", From: at % badges, KillAt: at}
			c, out := j.command(t)
			err := c.Run()
			if err == nil {
				break
			}
			requireKilled(t, err, out)
			if _, err := os.Stat(p.list(first)); err == nil {
				readBits(t, p.list(first)) // whatever is there is whole
			}
			j.KillAt = 0
			j.start(t)()
			e, err := l.Entry(ctx, badgeID(at%badges))
			require.NoError(t, err)
			require.Equal(t, status.Revoked, e.State)
			set, err := readBits(t, p.list(first)).At(uint64(e.Index), 1)
			require.NoError(t, err)
			require.EqualValues(t, 1, set)
		}
	})
}

func requireKilled(t testing.TB, err error, out *bytes.Buffer) {
	t.Helper()
	failed, ok := errors.AsType[*exec.ExitError](err)
	require.True(t, ok, "%v %s", err, out)
	status, ok := failed.Sys().(syscall.WaitStatus)
	require.True(t, ok && status.Signaled() && status.Signal() == syscall.SIGKILL, "%v %s", err, out)
}

// And at times that nobody has chosen, with statements under way.
func TestKilledAtAnyTimeAndRepeated(t *testing.T) {
	databases(t, func(t *testing.T, p place) {
		const badges = 400
		rounds := 20
		if testing.Short() {
			rounds = 8
		}
		killed := 0
		for range rounds {
			j := job{Place: p, Task: "issue", From: 0, To: badges}
			c, _ := j.command(t)
			require.NoError(t, c.Start())
			time.Sleep(time.Duration(50+rand.IntN(250)) * time.Millisecond)
			require.NoError(t, c.Process.Kill())
			if c.Wait() != nil {
				killed++
			}
		}
		job{Place: p, Task: "issue", From: 0, To: badges}.start(t)()
		l := p.lists(t, status.Config{})
		requireWhole(t, p, l, badges)
		t.Logf("killed %d times", killed)
	})
}
