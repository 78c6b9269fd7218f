package verify_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

const (
	hosted  = "https://host.example/tenants/victim"
	hostSet = "https://host.example/.well-known/jwks.json"
)

// What an honest issuer of a shared host may do to publish its key.
func TestAnHTTPSIssuer(t *testing.T) {
	key := edKey(0)
	jwk := jwkOf(t, key, `,"kid":"k1"`)
	set := func(keys ...string) []byte { return []byte(`{"keys":[` + strings.Join(keys, ",") + `]}`) }
	mine := func(id string) string { return multikeyMethod(t, id, hosted, key, "") }
	oct := `{"kty":"oct","k":"AAAA","kid":"k1"}`
	type site = verify.FetchMap
	for name, c := range map[string]struct {
		issuer, kid string
		site        site
	}{
		"its page lists the key":                           {hosted, hosted + "#key-0", site{hosted: document(hosted, mine(hosted+"#key-0"))}},
		"relatively":                                       {hosted, "#key-0", site{hosted: document(hosted, mine("#key-0"))}},
		"a page with a query":                              {"https://host.example/i/7?v=3_0", "https://host.example/i/7?v=3_0#key-0", site{"https://host.example/i/7?v=3_0": document("https://host.example/i/7?v=3_0", multikeyMethod(t, "#key-0", "https://host.example/i/7?v=3_0", key, ""))}},
		"a profile with a key":                             {hosted, hosted + "#k", site{hosted: []byte(`{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"` + hosted + `","type":["Profile"],"name":"V","verificationMethod":[` + mine("#k") + `],"assertionMethod":["#k"]}`)}},
		"the page itself is the name":                      {hosted, hosted, site{hosted: document(hosted, mine("#k"))}},
		"the page is a JWK":                                {hosted, hosted + "#k1", site{hosted: []byte(jwk)}},
		"the page lists a key that stands elsewhere":       {hosted, "https://host.example/keys/1", site{hosted: document(hosted, mine("https://host.example/keys/1"))}},
		"the page names one that stands elsewhere":         {hosted, "https://host.example/keys#k1", site{hosted: document(hosted, `"https://host.example/keys#k1"`), "https://host.example/keys": set(jwk)}},
		"on another host":                                  {hosted, "https://keys.example/7#k1", site{hosted: document(hosted, `"https://keys.example/7#k1"`), "https://keys.example/7": set(jwk)}}, // H28
		"whole, by the name of another host":               {hosted, "https://keys.example/7#k1", site{hosted: document(hosted, mine("https://keys.example/7#k1"))}},
		"a method on another host":                         {hosted, "https://keys.example/7", site{hosted: document(hosted, `"https://keys.example/7"`), "https://keys.example/7": []byte(mine("https://keys.example/7"))}},
		"in a document of another host":                    {hosted, "https://keys.example/7#k", site{hosted: document(hosted, `"https://keys.example/7#k"`), "https://keys.example/7": document("https://keys.example/7", mine("#k"))}},
		"a JWK below the page":                             {hosted, hosted + "/keys/1", site{hosted + "/keys/1": []byte(jwk)}},
		"a JWK below the page, by a fragment":              {hosted, hosted + "/keys#k1", site{hosted + "/keys": []byte(jwk)}},
		"a JWK without a kid, by a fragment":               {hosted, hosted + "/keys#k9", site{hosted + "/keys": []byte(jwkOf(t, key, ""))}},
		"a set below the page":                             {hosted, hosted + "/jwks.json#k1", site{hosted + "/jwks.json": set(jwkOf(t, edKey(1), `,"kid":"k2"`), jwk, oct)}},
		"a set whose kid is the whole URL":                 {hosted, hosted + "/jwks.json#k1", site{hosted + "/jwks.json": set(jwkOf(t, edKey(1), `,"kid":"k2"`), jwkOf(t, key, `,"kid":"`+hosted+`/jwks.json#k1"`))}},
		"a set of one, by its URL":                         {hosted, hosted + "/jwks.json", site{hosted + "/jwks.json": set(jwk)}},
		"a method below the page":                          {hosted, hosted + "/keys/1", site{hosted + "/keys/1": []byte(mine(hosted + "/keys/1"))}},
		"below a page with a slash at its end":             {hosted + "/", hosted + "/keys/1", site{hosted + "/keys/1": []byte(jwk)}},
		"it says whose it is":                              {hosted, hosted + "/keys/1", site{hosted + "/keys/1": []byte(jwkOf(t, key, `,"iss":"`+hosted+`"`))}},
		"the host says whose it is":                        {hosted, hostSet + "#k1", site{hostSet: set(jwkOf(t, edKey(1), `,"kid":"k1","iss":"https://host.example/tenants/evil"`), jwkOf(t, key, `,"kid":"k1","iss":"`+hosted+`"`))}},
		"the host says so of a key that stands elsewhere":  {hosted, "https://host.example/keys/1", site{"https://host.example/keys/1": []byte(jwk), hosted: []byte("<html>"), hostSet: set(jwkOf(t, key, `,"kid":"https://host.example/keys/1","iss":"`+hosted+`"`))}},
		"the host's set has it by the name of the page":    {hosted, hosted + "#key-1", site{hostSet: set(jwkOf(t, key, `,"kid":"key-1","iss":"`+hosted+`"`))}},
		"the same, and the page is for people":             {hosted, hosted + "#key-1", site{hosted: []byte("<html>"), hostSet: set(jwkOf(t, key, `,"kid":"`+hosted+`#key-1","iss":"`+hosted+`"`))}},
		"the same, and the page lists no keys":             {hosted, hosted + "#key-1", site{hosted: []byte(`{"id":"` + hosted + `","type":["Profile"]}`), hostSet: set(jwkOf(t, key, `,"kid":"key-1","iss":"`+hosted+`"`))}},
		"the issuer is the host":                           {"https://school.example", "https://school.example/keys/1", site{"https://school.example/keys/1": []byte(jwk)}},
		"the issuer is the host, with a slash":             {"https://school.example/", "https://school.example/a/jwks.json?x=1#k1", site{"https://school.example/a/jwks.json?x=1": set(jwk)}},
		"the issuer is the host, whose page is for people": {"https://school.example", "https://school.example", site{"https://school.example": []byte("<html>"), "https://school.example/.well-known/jwks.json": set(jwk)}},
		"below the page, and for what the page says":       {hosted, hosted + "/keys#k", site{hosted + "/keys": []byte(`{"id":"` + hosted + `/keys","verificationMethod":[` + mine("#k") + `]}`), hosted: document(hosted, `"`+hosted+`/keys#k"`)}},
		"another port":                                     {"https://host.example:8443/i", "https://host.example:8443/i#k", site{"https://host.example:8443/i": document("https://host.example:8443/i", multikeyMethod(t, "#k", "https://host.example:8443/i", key, ""))}},
	} {
		report := requireCode(t, c.site, c.issuer, badgeOf(t, c.issuer, named(c.kid), key), nil, name)
		require.Equal(t, c.issuer, report.Controller, name)
		if strings.Contains(c.kid, "/") && c.kid != c.issuer {
			require.Equal(t, c.kid, report.Method, name)
		}
		require.LessOrEqual(t, len(report.Sources), 3, name)
		if strings.HasPrefix(c.kid, hosted+"#") || strings.HasPrefix(c.kid, "https://host.example/keys") {
			requireCode(t, c.site, c.issuer, embeddedOf(t, c.issuer, c.kid, key), nil, name+", as a proof")
		}
		requireCode(t, c.site, c.issuer, badgeOf(t, c.issuer, named(c.kid), edKey(2)), verify.ProofSigInvalid, name+", and signed by another")
	}
}

// A token without a kid shows its key, which has to be one that the issuer publishes.
func TestAKeyThatIsOnlyShown(t *testing.T) {
	const bare = "https://school.example"
	key := edKey(0)
	jwk := func(seed byte, members string) string { return jwkOf(t, edKey(seed), members) }
	two := verify.FetchMap{hostSet: []byte(`{"keys":[` + jwk(1, `,"iss":"`+hosted+`"`) + `,` + jwk(0, `,"kid":"a","iss":"`+hosted+`"`) + `,` + jwk(2, `,"iss":"https://host.example/tenants/evil"`) + `,` + jwk(3, "") + `]}`)}
	report := requireCode(t, two, hosted, badgeOf(t, hosted, shown(t, key), key), nil, "in the host's set")
	require.Equal(t, hostSet+"#a", report.Method)
	requireCode(t, two, hosted, badgeOf(t, hosted, shown(t, edKey(2)), edKey(2)), verify.ResolveHTTP, "another tenant's: whether the page would list it is open")
	requireCode(t, two, hosted, badgeOf(t, hosted, shown(t, edKey(3)), edKey(3)), verify.ResolveHTTP, "nobody's")
	two[hosted] = document(hosted)
	requireCode(t, two, hosted, badgeOf(t, hosted, shown(t, edKey(2)), edKey(2)), credential.KeyNotFound, "another tenant's")
	requireCode(t, two, hosted, badgeOf(t, hosted, shown(t, edKey(3)), edKey(3)), credential.KeyNotFound, "nobody's")
	requireCode(t, two, hosted, badgeOf(t, hosted, shown(t, key), key), nil, "in the host's set, beside a page that lists none")
	own := verify.FetchMap{bare + "/.well-known/jwks.json": []byte(`{"keys":[` + jwk(1, "") + `,` + jwk(0, "") + `]}`)}
	requireCode(t, own, bare, badgeOf(t, bare, shown(t, key), key), nil, "the issuer is the host")
	requireCode(t, own, bare, badgeOf(t, bare, "", key), verify.ResolveHTTP, "which of the two is not said")
}

// A JWK that says whose it is counts on the issuer's host, but not where another issuer
// could have put it.
func TestAKeyOfTheHostThatSaysWhoseItIs(t *testing.T) {
	key := edKey(0)
	iss := func(issuer string) string { return jwkOf(t, key, `,"kid":"k","iss":"`+issuer+`"`) }
	const apart = "https://host.example/keys/1"
	for name, doc := range map[string]string{
		"a JWK": iss(hosted), "a set": `{"keys":[` + jwkOf(t, edKey(1), `,"kid":"k","iss":"https://host.example/tenants/evil"`) + `,` + iss(hosted) + `]}`,
	} {
		for _, page := range [][]byte{nil, []byte("<html>"), document(hosted)} {
			site := verify.FetchMap{apart: []byte(doc)}
			if page != nil {
				site[hosted] = page
			}
			report := requireCode(t, site, hosted, badgeOf(t, hosted, named(apart+"#k"), key), nil, name)
			require.Equal(t, hosted, report.Controller)
			requireCode(t, site, hosted, badgeOf(t, hosted, named(apart+"#k"), edKey(1)), verify.ProofSigInvalid, name)
		}
	}
	for name, doc := range map[string]string{
		"nobody's": jwkOf(t, key, `,"kid":"k"`), "another's": iss("https://host.example/tenants/evil"), "a method": multikeyMethod(t, apart+"#k", hosted, key, ""),
		"a document": string(document(apart, multikeyMethod(t, apart+"#k", hosted, key, ""))),
	} {
		site := verify.FetchMap{apart: []byte(doc), hosted: document(hosted)}
		requireCode(t, site, hosted, badgeOf(t, hosted, named(apart+"#k"), key), verify.KeyControllerMismatch, name)
	}
	const top = "https://host.example/victim" // beside whatever is on its host
	site := verify.FetchMap{apart: []byte(iss(top)), top: document(top)}
	requireCode(t, site, top, badgeOf(t, top, named(apart+"#k"), key), verify.KeyControllerMismatch, "a neighbour at the top")
}

// Two tenants of a host are two issuers, whatever they write, and however.
func TestTenantsOfOneHostDoNotForgeEachOther(t *testing.T) {
	evil := edKey(1)
	const theirs = "https://host.example/tenants/evil"
	jwk := jwkOf(t, evil, `,"kid":"k","iss":"`+hosted+`"`)
	for _, at := range []string{
		theirs, theirs + "/keys/1", hosted + "2", hosted + "2/keys/1", "https://host.example/tenants/", "https://host.example/tenants/victi", "https://host.example/tenants", "https://host.example/",
		hosted + "/", hosted + "?user=evil", hosted + "/?x", hosted + "/keys?file=../../evil/key", hosted + "/..;/evil/key", hosted + "/;x/key", hosted + ";x/key",
		hosted + "/%252e%252e/evil", hosted + "%20/key", hosted + "/a%2Fb", hosted + "//evil/key", hosted + "%00/key",
		"https://host.example//tenants/victim/key", "https://host.example/Tenants/victim/key", "https://host.example/tenants/VICTIM/key",
		"https://host.example:443/tenants/victim/key", "https://host.example:8443/tenants/victim/key", "https://evil.example/tenants/victim/key", "https://host.example.evil.example/tenants/victim/key",
		"https://host.example/redirect?to=" + hosted, "https://HOST.example/tenants/victim/key",
		"https://xhost.example/tenants/victim/key",
	} {
		for _, kid := range []string{at, at + "#k"} {
			for what, doc := range map[string]string{
				"a JWK":             jwk,
				"a set":             `{"keys":[` + jwk + `]}`,
				"a method":          multikeyMethod(t, kid, hosted, evil, ""),
				"a document":        string(document(at, multikeyMethod(t, kid, hosted, evil, ""))),
				"a forged document": string(document(hosted, multikeyMethod(t, kid, hosted, evil, ""))),
			} {
				site := verify.FetchMap{at: []byte(doc), hosted: document(hosted, multikeyMethod(t, "#key-0", hosted, edKey(0), "")), theirs + "/.well-known/jwks.json": []byte(`{"keys":[` + jwk + `]}`)}
				report, err := fetching(t, site, hosted, nil).Verify(ctx, badgeOf(t, hosted, named(kid), evil))
				require.Error(t, err, "%s at %s", what, kid)
				require.Equal(t, verify.Failed, report.Outcome, "%s at %s: %v", what, kid, err)
				require.ErrorIs(t, err, verify.KeyControllerMismatch, "%s at %s", what, kid)
			}
		}
	}
	for _, kid := range []string{hosted + "/%2e%2e%2fevil", hosted + "/..%2Fevil/key", hosted + "%2F..%2Fevil/key", hosted + "/../evil/key", hosted + "/./../evil/key", hosted + "/%2e%2e/evil/key", hosted + "/.%2E/evil", `https://host.example/tenants/victim/\..\evil`} {
		site := verify.FetchMap{kid: []byte(jwk), hosted: document(hosted)}
		requireCode(t, site, hosted, badgeOf(t, hosted, strings.ReplaceAll(named(kid), `\`, `\\`), evil), verify.ResolveForbiddenTarget, kid)
	}
	// An issuer is chosen by a query: its path is that of all of them.
	asked := "https://host.example/i?id=victim"
	for _, kid := range []string{"https://host.example/i?id=evil#k", "https://host.example/i/key", "https://host.example/i#k", "https://host.example/i?id=victim&id=evil#k", "https://host.example/i?id=victim2#k"} {
		site := verify.FetchMap{asked: document(asked), strings.TrimSuffix(kid, "#k"): []byte(jwkOf(t, evil, `,"kid":"k","iss":"`+asked+`"`))}
		requireCode(t, site, asked, badgeOf(t, asked, named(kid), evil), verify.KeyControllerMismatch, kid)
	}
	// The key of a host whose issuer is one of its tenants' is not that of another.
	for name, site := range map[string]verify.FetchMap{
		"a host's key that names nobody":       {hostSet: []byte(`{"keys":[` + jwkOf(t, evil, `,"kid":"k"`) + `]}`)},
		"a host's key that names another":      {hostSet: []byte(`{"keys":[` + jwkOf(t, evil, `,"kid":"k","iss":"`+theirs+`"`) + `]}`)},
		"a host's key that names a longer one": {hostSet: []byte(`{"keys":[` + jwkOf(t, evil, `,"kid":"k","iss":"`+hosted+`/"`) + `]}`)},
	} {
		site[hosted] = document(hosted)
		requireCode(t, site, hosted, badgeOf(t, hosted, named(hostSet+"#k"), evil), verify.KeyControllerMismatch, name)
	}
}

func TestAKeyThatAnIssuerCannotHave(t *testing.T) {
	key := edKey(0)
	at := hosted + "/keys/1"
	list := `"` + at + `"`
	for name, c := range map[string]struct {
		kid  string
		site verify.FetchMap
		want error
	}{
		"below the page, another's by its iss":               {at, verify.FetchMap{at: []byte(jwkOf(t, key, `,"iss":"https://host.example/tenants/evil"`)), hosted: document(hosted)}, verify.KeyControllerMismatch},
		"listed, another's by its iss":                       {at, verify.FetchMap{at: []byte(jwkOf(t, key, `,"iss":"https://host.example/tenants/evil"`)), hosted: document(hosted, list)}, verify.KeyControllerMismatch},
		"listed, another's by its controller":                {at, verify.FetchMap{at: []byte(multikeyMethod(t, at, "https://host.example/tenants/evil", key, "")), hosted: document(hosted, list)}, verify.KeyControllerMismatch},
		"on the page, another's by its controller":           {hosted + "#k", verify.FetchMap{hosted: document(hosted, multikeyMethod(t, "#k", "https://host.example/tenants/evil", key, ""))}, verify.KeyControllerMismatch},                                              // H29
		"on another host, and not listed":                    {"https://b.example/keys#k", verify.FetchMap{hosted: document(hosted), "https://b.example/keys": []byte(`{"keys":[` + jwkOf(t, key, `,"kid":"k","iss":"`+hosted+`"`) + `]}`)}, verify.KeyControllerMismatch}, // H28
		"a method of another name":                           {at, verify.FetchMap{at: []byte(multikeyMethod(t, at+"x", hosted, key, "")), hosted: document(hosted)}, credential.ResolveDocID},
		"a method without a controller":                      {at, verify.FetchMap{at: []byte(strings.Replace(multikeyMethod(t, at, hosted, key, ""), `"controller"`, `"x"`, 1))}, credential.SchemaInvalid},
		"the page lists it for presentations":                {hosted + "#k", verify.FetchMap{hosted: []byte(fmt.Sprintf(`{"id":%q,"authentication":[%s]}`, hosted, multikeyMethod(t, "#k", hosted, key, "")))}, credential.KeyRelationship},
		"the page has it, and lists it for nothing":          {hosted + "#k", verify.FetchMap{hosted: []byte(fmt.Sprintf(`{"id":%q,"verificationMethod":[%s]}`, hosted, multikeyMethod(t, "#k", hosted, key, "")))}, credential.KeyRelationship},
		"a fragment that is a key":                           {hosted + "#" + multikeyOf(t, key), verify.FetchMap{hosted: document(hosted)}, credential.KeyNotFound},
		"a set with a name twice":                            {at + "#k", verify.FetchMap{at: []byte(`{"keys":[` + jwkOf(t, key, `,"kid":"k"`) + `,` + jwkOf(t, edKey(1), `,"kid":"k"`) + `]}`)}, credential.SchemaInvalid},
		"a set of 65 keys":                                   {at + "#k", verify.FetchMap{at: []byte(`{"keys":[` + strings.Repeat(`{"kty":"EC"},`, 64) + jwkOf(t, key, `,"kid":"k"`) + `]}`)}, credential.SchemaInvalid},
		"a JWK of another kid":                               {at + "#k", verify.FetchMap{at: []byte(jwkOf(t, key, `,"kid":"k2"`)), hosted: document(hosted)}, credential.KeyNotFound},
		"listed, in a document, another's by its controller": {at + "#k", verify.FetchMap{at: document(at, multikeyMethod(t, "#k", at, key, "")), hosted: document(hosted, `"`+at+`#k"`)}, verify.KeyControllerMismatch},
		"below the page, for nothing":                        {at + "#k", verify.FetchMap{at: []byte(fmt.Sprintf(`{"id":%q,"verificationMethod":[%s]}`, at, multikeyMethod(t, "#k", hosted, key, ""))), hosted: document(hosted)}, credential.KeyRelationship},
		"a set that is none":                                 {at + "#k", verify.FetchMap{at: []byte(`{"keys":{"k":` + jwkOf(t, key, "") + `}}`)}, credential.SchemaInvalid},
		"a set with a text":                                  {at + "#k", verify.FetchMap{at: []byte(`{"keys":["k"]}`)}, credential.SchemaInvalid},
		"a kid that is a number":                             {at + "#1", verify.FetchMap{at: []byte(`{"keys":[` + jwkOf(t, key, `,"kid":1`) + `]}`)}, credential.SchemaInvalid},
		"an iss that is a list":                              {at, verify.FetchMap{at: []byte(jwkOf(t, key, `,"iss":["`+hosted+`"]`))}, credential.SchemaInvalid},
		"a set and a document":                               {at + "#k", verify.FetchMap{at: []byte(`{"id":"` + at + `","assertionMethod":[],"keys":[` + jwkOf(t, key, `,"kid":"k"`) + `]}`)}, credential.SchemaInvalid},
		"a key and a set":                                    {at, verify.FetchMap{at: []byte(jwkOf(t, key, `,"keys":[]`))}, credential.SchemaInvalid},
		"a private key":                                      {at, verify.FetchMap{at: []byte(jwkOf(t, key, `,"d":"x"`))}, credential.KeyPrivateExposed},                                       // K16
		"a private key in a set":                             {at + "#k", verify.FetchMap{at: []byte(`{"keys":[` + jwkOf(t, key, `,"kid":"k","d":"x"`) + `]}`)}, credential.KeyPrivateExposed}, // K16
		"a symmetric key":                                    {at, verify.FetchMap{at: []byte(`{"kty":"oct","k":"AAAA"}`), hosted: document(hosted)}, credential.KeyNotFound},                  // K17
		"a set of symmetric keys":                            {at, verify.FetchMap{at: []byte(`{"keys":[{"kty":"oct","k":"AAAA"}]}`), hosted: []byte("<html>")}, credential.KeyNotFound},       // K17
		"a key that is no more":                              {at, verify.FetchMap{hosted: []byte("<html>")}, verify.ResolveHTTP},
		"a page for people":                                  {hosted + "#k", verify.FetchMap{hosted: []byte("<html>")}, verify.ResolveHTTP},
		"a page for people, and a key of the host":           {"https://host.example/keys#k", verify.FetchMap{hosted: []byte("<html>"), "https://host.example/keys": []byte(jwkOf(t, key, ""))}, verify.ResolveHTTP},
		"a list with names twice":                            {at, verify.FetchMap{at: []byte(jwkOf(t, key, `,"kty":"OKP"`))}, credential.SchemaInvalid},
		"given up":                                           {hosted + "#k", verify.FetchMap{hosted: []byte(strings.Replace(string(document(hosted, multikeyMethod(t, "#k", hosted, key, ""))), `"id"`, `"deactivated":true,"id"`, 1))}, credential.DIDDeactivated},
	} {
		requireCode(t, c.site, hosted, badgeOf(t, hosted, named(c.kid), key), c.want, name)
		if name != "the page lists it for presentations" { // which is the caller's to judge
			_, err := verify.HTTPS(c.site).Resolve(ctx, verify.KeyQuery{Method: c.kid, Issuer: hosted})
			require.ErrorIs(t, err, c.want, name)
		}
	}
}

// Whoever's key it is: only who lists it is its controller.
func TestTheControllerIsWhoListsTheKey(t *testing.T) {
	key := edKey(0)
	const at, owner = "https://host.example/keys/1", "https://owner.example/i"
	method := []byte(multikeyMethod(t, at, owner, key, ""))
	for name, c := range map[string]struct {
		kid  string
		site verify.FetchMap
		who  string
		want error
	}{
		"a document":                       {hosted + "#k", verify.FetchMap{hosted: document(hosted, multikeyMethod(t, "#k", hosted, key, ""))}, hosted, nil},
		"a document with one key":          {hosted, verify.FetchMap{hosted: document(hosted, multikeyMethod(t, "#k", hosted, key, ""))}, hosted, nil},
		"a method that is listed back":     {at, verify.FetchMap{at: method, owner: document(owner, `"`+at+`"`)}, owner, nil},
		"a method that is not listed back": {at, verify.FetchMap{at: method, owner: document(owner)}, "", verify.KeyControllerMismatch},
		"a method of somebody who is gone": {at, verify.FetchMap{at: method}, "", verify.ResolveHTTP},
		"a method of a DID":                {at, verify.FetchMap{at: []byte(multikeyMethod(t, at, webSchool, key, ""))}, "", verify.KeyControllerMismatch},
		"a method of an address":           {at, verify.FetchMap{at: []byte(multikeyMethod(t, at, "https://127.0.0.1/i", key, ""))}, "", verify.KeyControllerMismatch},
		"a document with another's method": {hosted + "#k", verify.FetchMap{hosted: document(hosted, multikeyMethod(t, "#k", owner, key, "")), owner: document(owner, multikeyMethod(t, hosted+"#k", owner, key, ""))}, "", verify.KeyControllerMismatch},
		"a JWK":                            {at, verify.FetchMap{at: []byte(jwkOf(t, key, ""))}, at, nil},
		"a set":                            {at + "#k", verify.FetchMap{at: []byte(`{"keys":[` + jwkOf(t, key, `,"kid":"k"`) + `]}`)}, at, nil},
		"a JWK of somebody who lists it":   {at, verify.FetchMap{at: []byte(jwkOf(t, key, `,"iss":"`+owner+`"`)), owner: document(owner, `"`+at+`"`)}, owner, nil},
		"a JWK of somebody who does not":   {at, verify.FetchMap{at: []byte(jwkOf(t, key, `,"iss":"`+owner+`"`)), owner: document(owner)}, "", verify.KeyControllerMismatch},
		"a DID document":                   {webSchool + "#k", verify.FetchMap{webPlace: document(webSchool, multikeyMethod(t, "#k", webSchool, key, ""))}, webSchool, nil},
	} {
		report, err := fetching(t, c.site, "https://nobody.example", nil).VerifyProofs(ctx, badgeOf(t, "https://somebody.example", named(c.kid), key))
		require.Equal(t, c.who, report.Controller, name)
		if c.want != nil {
			require.ErrorIs(t, err, c.want, name)
			continue
		}
		require.NoError(t, err, name)
	}
}

// Nobody but the Resolver that asks the issuer first is asked for a key of another host.
func TestAKeyOfAnotherHostIsNotLookedUpForAnybody(t *testing.T) {
	const kid = "https://keys.example/7"
	theirs := resolver{m: credential.Method{ID: kid, Controller: hosted, Key: edKey(0).Public(), Purposes: []string{credential.AssertionMethod}}}
	v := fetching(t, nil, hosted, func(c *verify.Config) { c.Resolvers = map[string]verify.Resolver{"https": theirs} })
	_, err := v.Verify(ctx, badgeOf(t, hosted, named(kid), edKey(0)))
	require.ErrorIs(t, err, verify.KeyControllerMismatch)
	requireCode(t, unasked(t), webSchool, badgeOf(t, webSchool, named(kid), edKey(0)), verify.KeyControllerMismatch, "the issuer is a DID")
	requireCode(t, unasked(t), "http://host.example/i", badgeOf(t, "http://host.example/i", named(kid), edKey(0)), verify.KeyControllerMismatch, "the issuer has no TLS")
}
