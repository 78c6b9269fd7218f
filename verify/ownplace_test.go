package verify

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Which of two issuers of one host a URL is of is decided for URLs alone that every host
// reads in one way.
func TestAPlaceThatCouldBeReadInTwoWaysIsNobodys(t *testing.T) {
	const host, tenant = "https://h.example", "https://h.example/t/a"
	own := func(issuer, at string) bool { return isOwn(issuer, at) }
	apart := func(issuer, at string) bool { return isApart(issuer, at) }
	for name, c := range map[string]struct {
		is         func(issuer, at string) bool
		issuer, at string
		want       bool
	}{
		"own, below":                      {own, tenant, tenant + "/keys", true},
		"own, a neighbour":                {own, tenant, host + "/t/b/keys", false},
		"own, the host":                   {own, host, host + "/keys", true},
		"own, the host with a query":      {own, host, host + "/keys?x=1", true},
		"own, the issuer in capitals":     {own, "HTTPS://h.example", host + "/keys", false},
		"own, the key in capitals":        {own, host, "HTTPS://h.example/keys", false},
		"own, the tenant in capitals":     {own, "HTTPS://h.example/t/a", tenant + "/keys", false},
		"own, the issuer with a query":    {own, tenant + "?x", tenant + "/keys", false},
		"own, the issuer with a fragment": {own, tenant + "#x", tenant + "/keys", false},
		"own, the key with a query":       {own, tenant, tenant + "/keys?tenant=b", false},
		"own, the key with a fragment":    {own, tenant, tenant + "/keys#k", false},
		"own, the host and a query":       {own, host + "?tenant=a", host + "/keys", false},
		"apart":                           {apart, tenant, host + "/keys", true},
		"apart, a neighbour":              {apart, tenant, host + "/t/b", false},
		"apart, a neighbour in capitals":  {apart, tenant, host + "/T/b", false},
		"apart, another host":             {apart, tenant, "https://i.example/keys", false},
		"apart, the issuer with a query":  {apart, tenant + "?x", host + "/keys", false},
		"apart, the issuer's fragment":    {apart, tenant + "#x", host + "/keys", false},
		"apart, the key with a query":     {apart, tenant, host + "/keys?tenant=b", false},
		"apart, the key with a fragment":  {apart, tenant, host + "/keys#k", false},
		"apart, of an issuer on top":      {apart, host + "/a", host + "/keys/1", false},
		"apart, what is no URL":           {apart, "did:web:h.example", host + "/keys", false},
	} {
		require.Equal(t, c.want, c.is(c.issuer, c.at), name)
	}
}
