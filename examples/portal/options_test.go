package main

import (
	"bytes"
	"path/filepath"
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
		{options{demo: "perhaps"}, "127.0.0.1:0", false, true},
	} {
		demo, err := c.o.founding(c.listen)
		require.Equal(t, c.fails, err != nil, c)
		if err == nil {
			require.Equal(t, c.demo, demo, c)
		}
	}
}

func TestADistrictWithAccountsIsNeverADemonstrationAgain(t *testing.T) {
	dir, where := filepath.Join(t.TempDir(), "district"), newDatabase(t)
	require.NoError(t, found(t.Context(), dir, where, false))
	tw := &town{t: t, dir: dir, where: where, logged: &bytes.Buffer{}}
	tw.start()
	s := tw.portal.office.store
	_, err := (&options{demo: "true"}).demonstrates(t.Context(), s, "127.0.0.1:0")
	require.ErrorContains(t, err, "a district with accounts")
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
	_, err = (&options{proxy: true}).demonstrates(t.Context(), tw.portal.office.store, "192.0.2.7:443")
	require.Error(t, err)
}
