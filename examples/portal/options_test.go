package main

import (
	"bytes"
	"flag"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestADistrictIsADemonstrationOnlyWhereNobodyElseReachesIt(t *testing.T) {
	for _, c := range []struct {
		o      options
		listen string
		demo   bool
		fails  bool
	}{
		{options{}, "127.0.0.1:0", true, false},
		{options{}, "192.0.2.7:443", false, false},
		{options{admin: "ruth@district.example"}, "127.0.0.1:0", false, false},
		{options{demo: "true"}, "192.0.2.7:443", false, true},
		{options{demo: "false"}, "127.0.0.1:0", false, false},
		{options{proxy: true}, "127.0.0.1:0", false, false},
		{options{cert: "c", key: "k"}, "127.0.0.1:0", false, false},
		{options{demo: "true", proxy: true}, "127.0.0.1:0", false, true},
		{options{demo: "perhaps"}, "127.0.0.1:0", false, true},
	} {
		demo, err := c.o.founding(c.listen)
		require.Equal(t, c.fails, err != nil, c)
		if err == nil {
			require.Equal(t, c.demo, demo, c)
		}
	}
}

func TestADemonstrationIsAskedForByTheWordAlone(t *testing.T) {
	for args, want := range map[string]either{"-demo": "true", "-demo=false": "false", "": "", "-demo=perhaps": "error"} {
		var o options
		f := flag.NewFlagSet("portal", flag.ContinueOnError)
		f.SetOutput(io.Discard)
		o.flags(f)
		if err := f.Parse(strings.Fields(args)); err != nil {
			o.demo = "error"
		}
		require.Equal(t, want, o.demo, args)
	}
}

func TestADistrictWithAccountsIsNeverADemonstrationAgain(t *testing.T) {
	dir, where := filepath.Join(t.TempDir(), "district"), newDatabase(t)
	require.NoError(t, found(t.Context(), dir, where, false))
	tw := &town{t: t, dir: dir, where: where, logged: &bytes.Buffer{}}
	tw.start()
	s := tw.portal.office.store
	_, err := (&options{demo: "true"}).demonstrates(t.Context(), s, "127.0.0.1:0")
	require.ErrorContains(t, err, "whoever comes")
	_, err = (&options{}).demonstrates(t.Context(), s, "127.0.0.1:0")
	require.ErrorContains(t, err, "-school", "it has no school yet")

	real := options{admin: "Ruth@district.example", schools: list{"North High", "South High"}}
	for range 2 {
		demo, err := real.demonstrates(t.Context(), s, "127.0.0.1:0")
		require.NoError(t, err)
		require.False(t, demo)
	}
	tw.portal.demo = false
	ruth := tw.invited("ruth@district.example", phrase)
	_, page := ruth.get("/account")
	require.Contains(t, page, "North High")
	require.Contains(t, page, "South High")
	require.NoError(t, s.establish(t.Context(), []string{"West High"}, "ruth@district.example"))
	_, page = ruth.get("/account")
	require.Contains(t, page, "West High")
	var people int
	require.NoError(t, s.db.QueryRow(`SELECT count(*) FROM people`).Scan(&people))
	require.Equal(t, 1, people, "a district with accounts has nobody who is made up")

	for _, o := range []options{{}, {cert: "c"}, {cert: "c", key: "k", proxy: true}} {
		_, err = o.demonstrates(t.Context(), s, "192.0.2.7:443")
		require.Error(t, err, o)
	}
	for _, o := range []options{{cert: "c", key: "k"}, {proxy: true}} {
		_, err = o.demonstrates(t.Context(), s, "192.0.2.7:443")
		require.NoError(t, err, o)
	}
}

func TestADemonstrationIsReachedFromThisMachineAlone(t *testing.T) {
	tw := newTown(t)
	demo, err := (&options{}).demonstrates(t.Context(), tw.portal.office.store, "127.0.0.1:0")
	require.NoError(t, err)
	require.True(t, demo)
	for _, o := range []options{{proxy: true}, {cert: "c", key: "k"}} {
		for _, listen := range []string{"192.0.2.7:443", "127.0.0.1:0"} {
			_, err = o.demonstrates(t.Context(), tw.portal.office.store, listen)
			require.Error(t, err, "a proxy on this machine lets others in")
		}
	}
	for demo, want := range map[bool]int{true: http.StatusMisdirectedRequest, false: http.StatusOK} {
		tw.portal.hosts = []string{"127.0.0.1"}
		require.NoError(t, (&options{}).serve(tw.portal, demo, tw.dir, "https://portal.example", nil))
		r, err := http.NewRequest(http.MethodGet, tw.server.URL+"/portal.css", nil)
		require.NoError(t, err)
		r.Host = "portal.example"
		resp, err := http.DefaultTransport.RoundTrip(r)
		require.NoError(t, err)
		resp.Body.Close()
		require.Equal(t, want, resp.StatusCode, "of a demonstration nobody is told by a name that others know")
	}
}
