package verify_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/faultnet"
	"github.com/summitbadges/openbadges/verify"
)

// S30, over TLS: where a refreshService leads on to is its own host or nobody's, and what
// never ends is not read to its end.
func TestWhereARefreshServiceLeads(t *testing.T) {
	edition := func(years int) string {
		c := civics(t)
		c.ValidUntil = clock.AddDate(years, 0, 0)
		c.Refresh = &badge.RefreshService{ID: "https://refresh.example/1", Type: "1EdTechCredentialRefresh"}
		return string(issueAs(t, school(t), c))
	}
	old, newer := edition(1), edition(4)
	for name, c := range map[string]struct {
		answers []faultnet.Answer
		private bool
		code    verify.Code // "" if it is refreshed
	}{
		"the edition":                     {[]faultnet.Answer{faultnet.Text(200, newer, "Content-Type: text/plain")}, false, ""},
		"another place of its own":        {[]faultnet.Answer{faultnet.Redirect(302, "/2"), faultnet.Text(200, newer)}, false, ""},
		"a private address":               {[]faultnet.Answer{faultnet.Redirect(302, "https://169.254.169.254/"), faultnet.Text(200, newer)}, false, verify.ResolveForbiddenTarget},
		"another host":                    {[]faultnet.Answer{faultnet.Redirect(302, "https://other.example/1"), faultnet.Text(200, newer)}, false, verify.ResolveHTTP},
		"itself, for ever":                {[]faultnet.Answer{faultnet.Redirect(302, "/1")}, false, verify.ResolveHTTP},
		"no end":                          {[]faultnet.Answer{faultnet.Endless("HTTP/1.1 200 OK\r\n\r\n", " ")}, false, verify.ResolveTooLarge},
		"a name with a private address":   {[]faultnet.Answer{faultnet.Text(200, newer)}, true, verify.ResolveForbiddenTarget},
		"a badge with another one behind": {[]faultnet.Answer{faultnet.Text(200, newer+"\n"+newer)}, false, "JWS_FORMAT"},
	} {
		t.Run(name, func(t *testing.T) {
			n := faultnet.New(t)
			n.Host("refresh.example", c.answers...)
			other := n.Host("other.example", faultnet.Text(200, newer))
			if c.private {
				n.Resolve("refresh.example", faultnet.Addresses("10.0.0.7"))
			}
			v := overTLS(t, n, func(cfg *verify.Config) { cfg.Refresh = true })
			report, err := v.Verify(ctx, []byte(old))
			require.NoError(t, err, "%v", report)
			k := checkOf(t, report, verify.CheckRefresh)
			require.Zero(t, other.Asked())
			if c.code == "" {
				require.NotNil(t, report.Refreshed, "%v", k)
				require.Equal(t, 2030, report.Until.Year())
				return
			}
			require.Nil(t, report.Refreshed)
			require.Equal(t, c.code, k.Problems[0].Code, "%v", k)
		})
	}
}
