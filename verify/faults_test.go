package verify_test

import (
	"context"
	"net"
	"net/http"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
)

// waits is a Fetcher that answers when its context ends, as a host that never does.
func waits(ctx context.Context, _ verify.Request) (*verify.Resource, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// Fault 12: a deadline of a millisecond is an error, wherever it strikes, and no
// partial pass.
func TestADeadlineOfAMillisecondIsNoPass(t *testing.T) {
	data, v := fromAPage(t, fetches(waits), nil)
	offline := newVerifier(t, nil)
	inside := []byte(prove(t, unproved(t), credential.ProofOptions{}))
	slow := verify.Rule{Name: "slow", Check: func(ctx context.Context, _ *credential.Credential) error { <-ctx.Done(); return nil }}
	for name, judge := range map[string]func(context.Context) (*verify.Report, error){
		"a key that does not come": func(ctx context.Context) (*verify.Report, error) { return v.Verify(ctx, data) },
		"a rule that takes its time, and then says yes": func(ctx context.Context) (*verify.Report, error) {
			return offline.Verify(ctx, inside, slow, verify.RecipientID("did:example:ada"))
		},
		"nothing at all": func(ctx context.Context) (*verify.Report, error) {
			<-ctx.Done()
			return offline.Verify(ctx, inside)
		},
	} {
		t.Run(name, func(t *testing.T) {
			within, cancel := context.WithTimeout(ctx, time.Millisecond)
			defer cancel()
			began := time.Now()
			report, err := judge(within)
			require.Less(t, time.Since(began), time.Second)
			require.ErrorIs(t, err, verify.Interrupted)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.Equal(t, verify.Undetermined, report.Outcome)
			require.Equal(t, "undetermined", report.Verdict())
			require.Zero(t, report.GoodUntil)
			require.True(t, report.Retry())
		})
	}

	// Wherever the end comes: either everything was judged, or the verdict is open.
	for n := range 200 {
		within, cancel := context.WithTimeout(ctx, time.Duration(n)*5*time.Microsecond)
		report, err := offline.Verify(within, inside, verify.RecipientID("did:example:ada"))
		cancel()
		require.Equal(t, report.Outcome == verify.Passed, err == nil)
		require.NotEqual(t, verify.Failed, report.Outcome)
		for _, k := range report.Checks {
			require.True(t, report.Outcome != verify.Passed || k.Outcome == verify.Passed)
		}
	}
}

// noNetwork makes whatever reaches for the network through the standard library's own
// defaults a failure of the test.
func noNetwork(t *testing.T) {
	t.Helper()
	transport, resolver := http.DefaultTransport, net.DefaultResolver
	dial := func(_ context.Context, network, address string) (net.Conn, error) {
		t.Errorf("dialled %s %s", network, address)
		return nil, net.ErrClosed
	}
	http.DefaultTransport = &http.Transport{DialContext: dial, DialTLSContext: dial}
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: dial}
	t.Cleanup(func() { http.DefaultTransport, net.DefaultResolver = transport, resolver })
}

// Fault 30: without a network did:key and did:jwk are verified to the end, and
// whatever would have to be looked up stays open, with nobody asked.
func TestWithoutANetworkNobodyIsAsked(t *testing.T) {
	noNetwork(t)
	for _, v := range testdata.Vectors() {
		if v.ID == "I02" {
			k, err := verify.New(verify.Config{Issuers: v.Issuers, Strict: v.Policy.Strict, Now: func() time.Time { return v.At }})
			require.NoError(t, err)
			report, _ := k.Verify(ctx, v.Data)
			require.Equal(t, string(v.Expect), report.Verdict(), v.Name)
			require.Empty(t, report.Sources, v.Name)
		}
	}
	key := edKey(0)
	jwk, err := credential.DIDJWK(key.Public(), "EdDSA")
	require.NoError(t, err)
	for name, c := range map[string]struct {
		method  credential.Method
		verdict string
		code    error
	}{
		"did:jwk":  {jwk, "valid", nil},
		"did:web":  {credential.Method{ID: "did:web:school.example#k", Controller: "did:web:school.example"}, "undetermined", verify.ResolveOffline},
		"https":    {credential.Method{ID: "https://school.example/i#k", Controller: "https://school.example/i"}, "undetermined", verify.ResolveOffline},
		"did:ethr": {credential.Method{ID: "did:ethr:0x1#k", Controller: "did:ethr:0x1"}, "undetermined", credential.DIDMethodUnsupported},
	} {
		signer, err := credential.NewSigner(credential.Method{ID: c.method.ID, Controller: c.method.Controller}, key)
		require.NoError(t, err, name)
		v := newVerifier(t, func(cfg *verify.Config) { cfg.Issuers = []string{c.method.Controller} })
		report, err := v.Verify(ctx, issueAs(t, signer, civics(t)))
		require.Equal(t, c.verdict, report.Verdict(), name)
		require.ErrorIs(t, err, c.code, name)
		require.False(t, report.Retry(), name)
		for _, s := range report.Sources {
			require.Error(t, s.Problem)
		}
	}
	revocable := civics(t)
	revocable.Status = []badge.Status{{ID: "https://school.example/status#1", Type: "1EdTechRevocationList"}}
	report, err := newVerifier(t, nil).Verify(ctx, issueAs(t, school(t), revocable))
	require.Error(t, err)
	require.Equal(t, verify.Undetermined, report.Outcome)
	require.True(t, report.Authentic)
}

// deaf is a Registry and a Rule that pass over the end of their context.
type deaf struct{ entered, release chan struct{} }

func (d deaf) Issuer(context.Context, string) (string, bool, error) {
	close(d.entered)
	<-d.release
	return "A College", true, nil
}

func (d deaf) Check(context.Context, *credential.Credential) error {
	close(d.entered)
	<-d.release
	return nil
}

// Fault 31: nothing of this library writes to a log, a metric or a trace, so a sink
// that is blocked blocks nobody. A plug-in that passes over its context is waited for,
// because nobody can end it; its late yes counts for nothing.
func TestALateYesIsNoYes(t *testing.T) {
	data := issueAs(t, school(t), civics(t))
	for name, c := range map[string]struct {
		change func(*verify.Config, deaf)
		check  string
	}{
		"a registry": {func(cfg *verify.Config, d deaf) { cfg.Issuers, cfg.Registry = nil, d }, verify.CheckTrust},
		"registries": {func(cfg *verify.Config, d deaf) { cfg.Issuers, cfg.Registry = nil, verify.Registries{d} }, verify.CheckTrust},
		"a rule": {func(cfg *verify.Config, d deaf) {
			cfg.Rules = []verify.Rule{{Name: "deaf", Check: d.Check}}
		}, "deaf"},
	} {
		t.Run(name, func(t *testing.T) {
			d := deaf{make(chan struct{}), make(chan struct{})}
			v := newVerifier(t, func(cfg *verify.Config) { c.change(cfg, d) })
			other := newVerifier(t, nil)
			within, cancel := context.WithCancel(ctx)
			done := make(chan *verify.Report)
			go func() {
				report, err := v.Verify(within, data)
				if err == nil {
					report = nil
				}
				done <- report
			}()
			<-d.entered
			_, err := other.Verify(ctx, data)
			require.NoError(t, err, "others are not affected")
			cancel()
			close(d.release)
			report := <-done
			require.NotNil(t, report, "no yes")
			require.Equal(t, verify.Undetermined, report.Outcome)
			require.Equal(t, c.check, report.Errors()[0].Check)
			require.Equal(t, verify.Interrupted, report.Errors()[0].Code)
		})
	}
}

// A no that was found before the end is a no.
func TestALateNoIsANo(t *testing.T) {
	within, cancel := context.WithCancel(ctx)
	report, err := newVerifier(t, nil).Verify(within, issueAs(t, school(t), civics(t)), verify.Rule{Check: func(context.Context, *credential.Credential) error {
		cancel()
		return verify.AchievementMismatch
	}})
	require.ErrorIs(t, err, verify.AchievementMismatch)
	require.Equal(t, verify.Failed, report.Outcome)
}

// Fault 28: on one thread, with a memory limit of 64 MiB, the verdict on every vector is
// what it is elsewhere, and nothing of them is kept.
func TestTheCorpusIsJudgedOnOneThreadInLittleMemory(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(64 << 20))
	held := func() int64 {
		var stats runtime.MemStats
		runtime.GC()
		runtime.GC() // what a sync.Pool keeps goes with the second
		runtime.ReadMemStats(&stats)
		return int64(stats.HeapAlloc)
	}
	vectors := testdata.Vectors()
	var before int64
	for round := range 2 {
		if round == 1 {
			before = held() // what is compiled once is
		}
		for _, v := range vectors {
			if v.Policy != (testdata.Policy{}) || v.Net != nil {
				continue
			}
			k, err := verify.New(verify.Config{Issuers: v.Issuers, Now: func() time.Time { return v.At }})
			require.NoError(t, err)
			report, _ := k.Verify(ctx, v.Data)
			require.Equal(t, string(v.Expect), report.Verdict(), v.Name)
		}
	}
	require.Less(t, held()-before, int64(1<<20))
	runtime.KeepAlive(vectors)
}
