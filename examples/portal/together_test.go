package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/credential/status"
)

// process starts a built portal, and returns its address.
func (tw *town) process(program string) (*exec.Cmd, string) {
	t := tw.t
	c := exec.Command(program, "-dir", tw.dir, "-database", tw.where, "-listen", "127.0.0.1:0", "-every", "3s")
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	require.NoError(t, err)
	c.Stderr = log
	require.NoError(t, c.Start())
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
		_ = log.Close()
		if t.Failed() {
			text, _ := os.ReadFile(log.Name())
			t.Logf("%s", text)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	return c, strings.TrimSpace(line)
}

// voters are clients of one counselor, each at an address of its own: a portal bounds what
// one address may ask in a minute, and one person.
func voters(t *testing.T, base, counselor string, first, n int) (clients []*http.Client, token string) {
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	for i := range n {
		dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(1+first+i))}}
		clients = append(clients, &http.Client{Jar: jar, Timeout: time.Minute, Transport: &http.Transport{DialContext: dialer.DialContext},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }})
	}
	b := &browser{town: &town{t: t}, client: clients[0]}
	ask := func(method, path string, form url.Values) {
		r, err := http.NewRequest(method, base+path, strings.NewReader(form.Encode()))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		status, body := b.do(r)
		require.Less(t, status, 400, body)
	}
	ask("GET", "/", nil)
	ask("POST", "/sign-in", url.Values{"person": {counselor}, "token": {b.token}})
	ask("GET", "/", nil)
	return clients, b.token
}

// Two built portals on one PostgreSQL are asked over HTTP to award at once, one of them is
// killed on the way and not started again. Every case that was decided ends with one badge
// that verifies at one place of its own, and so do those that the survivor is asked for once
// more, as a browser behind a balancer would ask. A thousand, or with -short a hundred.
func TestOfTwoPortalsOneIsKilledAndEveryCaseIsAwardedOnce(t *testing.T) {
	if newDatabase(t) == "" {
		t.Skip("several portals need PostgreSQL: .ci/postgres")
	}
	n := 1000
	if testing.Short() {
		n = 100
	}
	tw := newTown(t)
	o, ctx := tw.portal.office, context.Background()
	const each = 100 // cases of one counselor
	counselor := func(i int) string { return fmt.Sprintf("k%02d", i/each) }
	cases := make([]*object, n)
	for i := range cases {
		if i%each == 0 {
			_, err := o.db.Exec(`INSERT INTO people (id, name, born, school) VALUES (?, 'Cora Nimbly', '1980-01-01', 'pine-ridge')`, counselor(i))
			require.NoError(t, err)
			_, err = o.db.Exec(`INSERT INTO seats (person, school, role, student) VALUES (?, 'pine-ridge', 'counselor', '')`, counselor(i))
			require.NoError(t, err)
		}
		c := &object{id: "case-" + secret(), student: fmt.Sprintf("p%04d", i), counselor: counselor(i), member: "t4", school: "pine-ridge", secret: secret(), item: "i" + secret()}
		_, err := o.db.Exec(`INSERT INTO people (id, name, born, school) VALUES (?, 'Zoltan Quxly', '2009-03-14', 'pine-ridge')`, c.student)
		require.NoError(t, err)
		tw.history(c)
		awarded := c.states["awarded"]
		c.states["about to be"] = awarded[:len(awarded)-1]
		tw.put(c, "about to be")
		cases[i] = c
	}
	program := filepath.Join(t.TempDir(), "portal")
	out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	victim, at0 := tw.process(program)
	_, at1 := tw.process(program)
	const of = 5 // clients of one counselor
	var clients []*http.Client
	var tokens []string
	for i := 0; i < n; i += each {
		more, token := voters(t, at0, counselor(i), len(clients), of)
		clients, tokens = append(clients, more...), append(tokens, token)
	}

	var done, decidedByVictim atomic.Int64
	var killed time.Time
	var left int // decided at that moment, and without a badge
	began := time.Now()
	decide := func(i int) {
		for try := 0; ; try++ {
			at := at1
			if i%2 == 0 && try == 0 {
				at = at0
			}
			r, err := http.NewRequest(http.MethodPost, at+"/cases/"+cases[i].id+"/award", strings.NewReader(url.Values{"token": {tokens[i/each]}, "reason": {"so it was seen"}}.Encode()))
			if err != nil {
				panic(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			resp, err := clients[i/each*of+i%of].Do(r)
			if err != nil {
				if at == at1 {
					t.Errorf("the survivor did not answer: %v", err)
					return
				}
				continue
			}
			_ = resp.Body.Close()
			if at == at0 {
				decidedByVictim.Add(1)
			}
			// 409: the victim had come so far, and nobody was told.
			if resp.StatusCode != http.StatusSeeOther && (resp.StatusCode != http.StatusConflict || try == 0) {
				t.Errorf("case %d: %s", i, resp.Status)
			}
			return
		}
	}
	var next atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				decide(i)
				if done.Add(1) == int64(n*2/5) {
					killed = time.Now()
					_ = victim.Process.Kill() // SIGKILL: nothing is closed, flushed or rolled back
					if err := o.db.QueryRow(`SELECT (SELECT count(*) FROM entries WHERE n = $1) - (SELECT count(*) FROM badges)`, len(cases[i].states["awarded"])).Scan(&left); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	all.Wait()
	answered := time.Since(began)
	require.False(t, t.Failed())
	require.Eventually(t, func() bool {
		var badges int
		return o.db.QueryRow(`SELECT count(*) FROM badges`).Scan(&badges) == nil && badges == n && len(tw.records(award.Issued)) == 0
	}, 2*time.Minute, 200*time.Millisecond)
	t.Logf("%d cases in %v by 8 at once; the victim had answered %d when it was killed after %v, where %d were decided and had no badge; all had one after %v",
		n, answered.Round(time.Millisecond), decidedByVictim.Load(), killed.Sub(began).Round(time.Millisecond), left, time.Since(began).Round(time.Millisecond))
	require.Greater(t, decidedByVictim.Load(), int64(0))

	places, ids := map[string]string{}, map[string]string{}
	for _, c := range cases {
		is, err := o.load(ctx, c.id)
		require.NoError(t, err)
		require.Equal(t, planning.StateAwarded, is.State())
		r, err := o.badgeOf(ctx, c.id)
		require.NoError(t, err, c.id)
		_, err = o.verifier.Verify(ctx, r.Badge)
		require.NoError(t, err)
		s, err := credential.Parse(r.Badge)
		require.NoError(t, err)
		view, err := s.Unverified()
		require.NoError(t, err)
		require.Len(t, view.Status, 1)
		require.Empty(t, places[view.Status[0].ID], "two badges have one place")
		require.Empty(t, ids[view.ID], "two cases have one badge")
		places[view.Status[0].ID], ids[view.ID] = c.id, c.id
		entry, err := o.lists.Entry(ctx, view.ID)
		require.NoError(t, err)
		require.Equal(t, view.Status[0].ID, fmt.Sprintf("%s/status/%d#%d", o.base, entry.List, entry.Index))
		require.NotEqual(t, status.Revoked, entry.State)
	}
	var reserved, awards int
	require.NoError(t, o.db.QueryRow(`SELECT (SELECT count(*) FROM status_entries WHERE state <> 'opening'), (SELECT count(*) FROM awards WHERE state <> 'noted')`).Scan(&reserved, &awards))
	require.Equal(t, n, reserved, "no place was taken for a badge that is nobody's")
	require.Equal(t, n, awards)
	require.Len(t, tw.records(award.Delivered), n)
}

func (tw *town) records(state award.State) []award.Record {
	list, err := tw.portal.office.db.awards().Read(context.Background(), award.Query{State: state, Limit: 10_000})
	require.NoError(tw.t, err)
	return list
}
