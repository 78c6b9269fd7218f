package verify_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

const (
	badgeID     = "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100"
	revocations = "https://district.example/revocations"
)

// district is an issuer whose id is a URL or a DID on the web, and whose key is known.
func district(t testing.TB, id string) (badge []byte, method credential.Method) {
	t.Helper()
	method = school(t).Method()
	own := method.Controller
	method.ID, method.Controller = id+"#key-1", id
	text := payload(t, `"evidence":`, `"credentialStatus":{"id":"`+revocations+`","type":"1EdTechRevocationList"},"evidence":`)
	text = strings.Replace(strings.ReplaceAll(text, own, id), `context-3.0.3.json"`, `context-3.0.3.json","https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"`, 1)
	return forge(`{"alg":"EdDSA","kid":"`+method.ID+`","typ":"JWT"}`, text, edKey(0)), method
}

// revoking is a list of the district's with these members behind its id and issuer.
func revoking(issuer, members string) []byte {
	return []byte(`{"id":"` + revocations + `","issuer":"` + issuer + `"` + members + `}`)
}

const districtID = "https://district.example/issuers/1"

func askDistrict(t testing.TB, id string, list []byte, change ...func(*verify.Config)) (*verify.Verifier, []byte) {
	t.Helper()
	badge, method := district(t, id)
	return online(t, verify.FetchMap{revocations: list}, append([]func(*verify.Config){func(c *verify.Config) {
		c.Issuers, c.Methods = []string{id}, []credential.Method{method}
	}}, change...)...), badge
}

// Case S29: what an entry of an 1EdTechRevocationList says, under both names of the member.
func TestAListOfRevokedCredentialsIsRead(t *testing.T) {
	other := `{"id":"urn:uuid:00000000-0000-4000-8000-000000000000","revoked":true}`
	for name, c := range map[string]struct {
		members string
		revoked bool
	}{
		"nobody":                  {`,"revokedCredential":[]`, false},
		"another":                 {`,"revokedCredential":[` + other + `]`, false},
		"revoked":                 {`,"revokedCredential":[` + other + `,{"id":"` + badgeID + `","revoked":true,"revocationReason":"awarded in error"}]`, true},
		"revoked, not said":       {`,"revokedCredential":[{"id":"` + badgeID + `"}]`, true},
		"reinstated":              {`,"revokedCredential":[{"id":"` + badgeID + `","revoked":false}]`, false},
		"reinstated and revoked":  {`,"revokedCredential":[{"id":"` + badgeID + `","revoked":false},{"id":"` + badgeID + `","revoked":true}]`, true},
		"revoked and reinstated":  {`,"revokedCredential":[{"id":"` + badgeID + `"},{"id":"` + badgeID + `","revoked":false}]`, true},
		"revoked is a text":       {`,"revokedCredential":[{"id":"` + badgeID + `","revoked":"false"}]`, true},
		"revoked is null":         {`,"revokedCredential":[{"id":"` + badgeID + `","revoked":null}]`, true},
		"the id alone":            {`,"revokedCredential":["` + badgeID + `"]`, true},
		"the plural":              {`,"revokedCredentials":[{"id":"` + badgeID + `"}]`, true},
		"both, in the plural":     {`,"revokedCredential":[` + other + `],"revokedCredentials":["` + badgeID + `"]`, true},
		"no list":                 {`,"revokedCredential":{"id":"` + badgeID + `"}`, true},
		"a text":                  {`,"revokedCredential":"` + badgeID + `"`, true},
		"percent-encoded":         {`,"revokedCredential":["` + strings.Replace(badgeID, ":", "%3A", 2) + `"]`, true},
		"with spaces":             {`,"revokedCredential":["%20` + badgeID + ` "]`, true},
		"in another case":         {`,"revokedCredential":["` + strings.ToUpper(badgeID) + `"]`, false},
		"the beginning of it":     {`,"revokedCredential":["` + badgeID[:20] + `"]`, false},
		"a type beside it":        {`,"type":["1EdTechRevocationList"],"revokedCredential":[{"id":"` + badgeID + `","revoked":true}]`, true},
		"broken percent-encoding": {`,"revokedCredential":["%zz` + badgeID + `"]`, false},
		"the issuer as an object": {`,"x":1,"revokedCredential":["` + badgeID + `"]`, true},
	} {
		t.Run(name, func(t *testing.T) {
			list := revoking(districtID, c.members)
			if strings.HasPrefix(name, "the issuer") {
				list = []byte(strings.Replace(string(list), `"`+districtID+`"`, `{"id":"`+districtID+`","type":"Profile"}`, 1))
			}
			v, badge := askDistrict(t, districtID, list)
			if !c.revoked {
				report := requireStatus(t, v, badge, verify.Passed, "")
				require.Equal(t, []verify.StatusResult{{Type: "1EdTechRevocationList", Purpose: "revocation", List: revocations, Known: true}}, report.Status)
				return
			}
			report := requireStatus(t, v, badge, verify.Failed, verify.StatusRevoked)
			if name == "revoked" {
				require.Equal(t, "awarded in error", report.Status[0].Message)
				require.Contains(t, report.Errors()[0].Message, "awarded in error")
			}
		})
	}
}

// Case S29: nobody signs such a list, so it counts where its issuer publishes, and by its
// name.
func TestAListThatNobodySignsCountsAtItsIssuersOrigin(t *testing.T) {
	clear := `,"revokedCredential":[]`
	for name, c := range map[string]struct {
		issuer  string
		list    []byte
		outcome verify.Outcome
		code    verify.Code
	}{
		"its origin":                 {districtID, revoking(districtID, clear), verify.Passed, ""},
		"a DID of its host":          {"did:web:district.example:issuers:1", revoking("did:web:district.example:issuers:1", clear), verify.Passed, ""},
		"another host":               {"https://school.example/issuers/1", revoking("https://school.example/issuers/1", clear), verify.Undetermined, credential.StatusIssuerUntrusted},
		"a host below":               {"https://a.district.example/", revoking("https://a.district.example/", clear), verify.Undetermined, credential.StatusIssuerUntrusted},
		"another port":               {"https://district.example:8443/", revoking("https://district.example:8443/", clear), verify.Undetermined, credential.StatusIssuerUntrusted},
		"a DID of another host":      {"did:web:school.example", revoking("did:web:school.example", clear), verify.Undetermined, credential.StatusIssuerUntrusted},
		"a DID of another port":      {"did:web:district.example%3A8443", revoking("did:web:district.example%3A8443", clear), verify.Undetermined, credential.StatusIssuerUntrusted},
		"a DID of no host":           {"did:web:district.example%2Fx", revoking("did:web:district.example%2Fx", clear), verify.Undetermined, credential.StatusIssuerUntrusted},
		"another tenant's list":      {districtID, revoking("https://district.example/issuers/2", clear), verify.Undetermined, credential.StatusIssuerUntrusted},
		"nobody's list":              {districtID, []byte(`{"id":"` + revocations + `","revokedCredential":[]}`), verify.Undetermined, credential.StatusIssuerUntrusted},
		"another list":               {districtID, []byte(`{"id":"` + revocations + `/2","issuer":"` + districtID + `","revokedCredential":[]}`), verify.Failed, credential.StatusVerification},
		"a list without an id":       {districtID, []byte(`{"issuer":"` + districtID + `","revokedCredential":[]}`), verify.Passed, ""},
		"a list whose id is no text": {districtID, []byte(`{"id":7,"issuer":"` + districtID + `","revokedCredential":[]}`), verify.Failed, credential.StatusVerification},
		"members that are no list":   {districtID, revoking(districtID, `,"revokedCredential":7`), verify.Undetermined, credential.StatusListMalformed},
		"a page":                     {districtID, []byte("<html>"), verify.Undetermined, verify.StatusUnavailable},
		"a list of JSON":             {districtID, []byte(`["` + badgeID + `"]`), verify.Undetermined, verify.StatusUnavailable},
		"a name twice":               {districtID, revoking(districtID, `,"revokedCredential":["`+badgeID+`"],"revokedCredential":[]`), verify.Undetermined, verify.StatusUnavailable},
		"nothing":                    {districtID, nil, verify.Undetermined, verify.StatusUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			v, badge := askDistrict(t, c.issuer, c.list)
			report := requireStatus(t, v, badge, c.outcome, c.code)
			require.Equal(t, c.code == credential.StatusIssuerUntrusted && name != "another tenant's list" && name != "nobody's list", len(report.Sources) == 0, "what could not count is not asked for")
		})
	}
	// The caller may say that somebody else's counts, where they publish.
	const board = "https://district.example/board"
	v, badge := askDistrict(t, "https://school.example/issuers/1", revoking(board, `,"revokedCredential":["`+badgeID+`"]`), func(c *verify.Config) { c.StatusIssuers = []string{board} })
	requireStatus(t, v, badge, verify.Failed, verify.StatusRevoked)
	v, badge = askDistrict(t, "https://school.example/issuers/1", revoking(board, clear), func(c *verify.Config) { c.StatusIssuers = []string{"https://board.example/"} })
	requireStatus(t, v, badge, verify.Undetermined, credential.StatusIssuerUntrusted)
}

// Case S29: an entry that names nobody revokes nobody.
// What cannot be read could be this badge, and what holds no list says that nobody made one.
func TestAListThatNamesNobodyLeavesTheVerdictOpen(t *testing.T) {
	for _, entry := range []string{`{"revoked":true}`, `null`, `7`, `{"id":7}`, `"abc"`, `{"credential":"` + badgeID + `","revoked":true}`, `[]`} {
		v, badge := askDistrict(t, districtID, revoking(districtID, `,"revokedCredential":["urn:a:b",`+entry+`]`))
		report := requireStatus(t, v, badge, verify.Undetermined, credential.StatusListMalformed)
		require.False(t, report.Status[0].Known, entry)
		v, badge = askDistrict(t, districtID, revoking(districtID, `,"revokedCredential":[`+entry+`,"`+badgeID+`"]`))
		requireStatus(t, v, badge, verify.Failed, verify.StatusRevoked)
	}
	for members, code := range map[string]verify.Code{
		``: verify.StatusUnavailable, `,"error":"temporarily unavailable"`: verify.StatusUnavailable, `,"revokedAssertions":[{"id":"` + badgeID + `"}]`: verify.StatusUnavailable,
		`,"revokedcredential":["` + badgeID + `"]`: verify.StatusUnavailable, `,"RevokedCredential":["` + badgeID + `"]`: verify.StatusUnavailable,
		`,"revokedCredential":null`: credential.StatusListMalformed, `,"revokedCredential":"abc"`: credential.StatusListMalformed, `,"revokedCredential":7`: credential.StatusListMalformed,
		`,"revokedCredential":[],"revokedCredentials":true`: credential.StatusListMalformed,
	} {
		v, badge := askDistrict(t, districtID, revoking(districtID, members))
		report := requireStatus(t, v, badge, verify.Undetermined, code)
		require.False(t, report.Status[0].Known, members)
	}
}

func TestWhatIsNoListOfRevokedCredentialsIsSaid(t *testing.T) {
	for text, why := range map[string]string{`<html>`: "not JSON", `{"id":"a","id":"b"}`: "id", `[]`: "a JSON object is needed"} {
		v, badge := askDistrict(t, districtID, []byte(text))
		report := requireStatus(t, v, badge, verify.Undetermined, verify.StatusUnavailable)
		require.Contains(t, report.Errors()[0].Message, why, text)
		require.Equal(t, text == `[]`, strings.Contains(report.Errors()[0].Message, "a JSON object is needed"), text)
	}
}

// Case S29: as many entries as a list may have are read, and more are no yes.
func TestAListOfManyRevokedCredentialsIsBounded(t *testing.T) {
	list := func(n int) []byte {
		var ids []string
		for i := range n {
			ids = append(ids, fmt.Sprintf("urn:uuid:00000000-0000-4000-8000-%012d", i))
		}
		out, err := json.Marshal(append(ids, badgeID))
		require.NoError(t, err)
		return revoking(districtID, `,"revokedCredential":`+string(out))
	}
	v, badge := askDistrict(t, districtID, list(80_000))
	requireStatus(t, v, badge, verify.Failed, verify.StatusRevoked)
	v, badge = askDistrict(t, districtID, list(1_000_000))
	_, err := v.Verify(ctx, badge)
	require.ErrorIs(t, err, verify.StatusUnavailable)
	require.ErrorIs(t, err, verify.ResolveTooLarge)
	v, badge = askDistrict(t, districtID, revoking(districtID, `,"revokedCredential":[`+strings.Repeat("7,", limits.RevokedNodes)+`7]`))
	requireStatus(t, v, badge, verify.Undetermined, credential.StatusListTooLarge)
}

// Case S23 for a list that has no period of its own.
func TestAnUnsignedListIsAsOldAsItsHostGaveIt(t *testing.T) {
	list := revoking(districtID, `,"revokedCredential":["`+badgeID+`"]`)
	for name, c := range map[string]struct {
		fetched time.Time
		known   verify.Code
		age     time.Duration
	}{
		"fresh":   {clock.Add(-time.Minute), verify.StatusRevoked, time.Minute},
		"old":     {clock.Add(-2 * time.Hour), verify.StatusListExpired, 2 * time.Hour},
		"unknown": {time.Time{}, verify.StatusListExpired, 0},
		"renewed": {clock.Add(-2 * time.Hour), verify.StatusRevoked, time.Minute},
	} {
		v, badge := askDistrict(t, districtID, nil, func(cfg *verify.Config) {
			cfg.StatusMaxAge = time.Hour
			cfg.Fetcher = answering(func(r verify.Request) (*verify.Resource, error) {
				require.Equal(t, "application/json", r.Accept)
				fetched := c.fetched
				if r.Again && name == "old" {
					return nil, credential.NewProblem(verify.ResolveTimeout, "", nil, "no answer")
				}
				if r.Again && name == "renewed" {
					fetched = clock.Add(-time.Minute)
				}
				return &verify.Resource{URL: r.URL, Data: list, Fetched: fetched, FromCache: true, FreshUntil: clock.Add(2 * time.Hour)}, nil
			})
		})
		report, err := v.Verify(ctx, badge)
		require.ErrorIs(t, err, c.known, name)
		require.Equal(t, c.age, report.Status[0].Age, name)
		require.Equal(t, uint32(1), report.Status[0].Value, "what is known stands in the report")
		if name == "fresh" {
			require.Equal(t, clock.Add(59*time.Minute), report.Status[0].GoodUntil)
		}
	}
}

// A list of revoked credentials at a place of one badge's own tells its host everything.
func TestAnUnsignedListOfOneBadgeIsRemarkedOn(t *testing.T) {
	_, method := district(t, districtID)
	own := revocations + "/" + strings.TrimPrefix(badgeID, "urn:uuid:")
	text := payload(t, `"evidence":`, `"credentialStatus":{"id":"`+own+`","type":"1EdTechRevocationList"},"evidence":`)
	badge := forge(`{"alg":"EdDSA","kid":"`+method.ID+`","typ":"JWT"}`, strings.ReplaceAll(text, school(t).Method().Controller, districtID), edKey(0))
	v := online(t, verify.FetchMap{own: []byte(`{"id":"` + own + `","issuer":"` + districtID + `","revokedCredential":[]}`)}, func(c *verify.Config) {
		c.Issuers, c.Methods = []string{districtID}, []credential.Method{method}
	})
	report := requireStatus(t, v, badge, verify.Passed, "")
	var codes []verify.Code
	for _, p := range report.Warnings() {
		codes = append(codes, p.Code)
	}
	require.Contains(t, codes, credential.StatusTracking)
}

// A credential without an id cannot be found in a list of ids.
func TestACredentialWithoutAnIDIsNotFoundUnrevoked(t *testing.T) {
	_, method := district(t, districtID)
	text := diploma(t, `,"credentialStatus":{"id":"`+revocations+`","type":"1EdTechRevocationList"}`)
	text = strings.Replace(text, `"id":"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a",`, "", 1)
	text = strings.ReplaceAll(text, school(t).Method().Controller, districtID)
	data := forge(`{"alg":"EdDSA","kid":"`+method.ID+`","typ":"vc+jwt"}`, text, edKey(0))
	v := online(t, verify.FetchMap{revocations: revoking(districtID, "")}, func(c *verify.Config) {
		c.Issuers, c.Methods = []string{districtID}, []credential.Method{method}
	})
	report, err := v.VerifyCredential(ctx, data)
	require.True(t, report.Authentic, "%v", report)
	require.ErrorIs(t, err, verify.StatusUnsupported)
}
