package verify_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/bitstring"
	"github.com/summitbadges/openbadges/verify"
)

const (
	listURL  = "https://school.example/status/3"
	otherURL = "https://school.example/status/4"
	index    = 94567
)

// entry is a status entry for the list at listURL. Edits are pairs of what stands in it
// and what stands there instead.
func entry(edits ...string) string {
	return edited(`{"id":"`+listURL+`#94567","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"94567","statusListCredential":"`+listURL+`"}`, edits...)
}

func edited(text string, edits ...string) string {
	for i := 0; i < len(edits); i += 2 {
		if !strings.Contains(text, edits[i]) {
			panic("nowhere: " + edits[i])
		}
		text = strings.Replace(text, edits[i], edits[i+1], 1)
	}
	return text
}

// revocable is an honest badge with that status.
func revocable(t testing.TB, status string) []byte {
	t.Helper()
	return sign(t, payload(t, `"evidence":`, `"credentialStatus":`+status+`,"evidence":`))
}

// bitsOf is an encoded list of entries of one bit, of which these are set.
func bitsOf(t testing.TB, set ...uint64) string {
	t.Helper()
	return sized(t, 1, 1, set...)
}

// sized is one of entries of size bits.
func sized(t testing.TB, size int, value uint32, set ...uint64) string {
	t.Helper()
	l, err := bitstring.New(bitstring.MinEntries, size)
	require.NoError(t, err)
	for _, i := range set {
		require.NoError(t, l.Set(i, size, value))
	}
	return l.Encode()
}

// listText is the school's list at listURL, unsigned.
func listText(t testing.TB, encoded string, edits ...string) string {
	t.Helper()
	return edited(`{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"`+listURL+`","type":["VerifiableCredential","BitstringStatusListCredential"],`+
		`"issuer":"`+school(t).Method().Controller+`","validFrom":"2026-04-01T00:00:00Z",`+
		`"credentialSubject":{"id":"`+listURL+`#list","type":"BitstringStatusList","statusPurpose":"revocation","encodedList":"`+encoded+`"}}`, edits...)
}

// published is the same, signed as a token.
func published(t testing.TB, text string) []byte { return publishedBy(t, school(t), text) }

func publishedBy(t testing.TB, s credential.Signer, text string) []byte {
	t.Helper()
	list, err := credential.SignJWS(ctx, []byte(text), s, credential.VCJOSE)
	require.NoError(t, err)
	return list.Bytes()
}

// online is a Verifier that finds these documents.
func online(t testing.TB, net verify.FetchMap, change ...func(*verify.Config)) *verify.Verifier {
	return newVerifier(t, func(c *verify.Config) {
		c.Fetcher = net
		for _, f := range change {
			f(c)
		}
	})
}

func strictly(c *verify.Config) { c.Strict = true }

// statusCheck is the Check named CheckStatus.
func statusCheck(t testing.TB, r *verify.Report) verify.Check {
	t.Helper()
	for _, k := range r.Checks {
		if k.Name == verify.CheckStatus {
			return k
		}
	}
	require.Fail(t, "the status was not asked")
	return verify.Check{}
}

// requireStatus wants that the status alone decides, by this Code; "" wants a pass.
func requireStatus(t testing.TB, v *verify.Verifier, badge []byte, outcome verify.Outcome, code verify.Code) *verify.Report {
	t.Helper()
	report, err := v.Verify(ctx, badge)
	require.True(t, report.Authentic, "%v", report)
	require.Equal(t, outcome, report.Outcome, "%v", report)
	require.Equal(t, outcome, statusCheck(t, report).Outcome, "%v", report)
	if code == "" {
		require.NoError(t, err)
		return report
	}
	require.ErrorIs(t, err, code)
	require.Equal(t, code, report.Errors()[0].Code, "%v", report)
	require.Equal(t, verify.CheckStatus, report.Errors()[0].Check)
	return report
}

// Cases S01, S02, S03 and S32: the bit decides, most significant first, however the list
// is secured and however the badge is.
func TestABadgeIsLookedUpInItsList(t *testing.T) {
	clear, set := listText(t, bitsOf(t, index-1, index+1, index^7)), listText(t, bitsOf(t, index))
	embedded := func(text string) []byte { return []byte(prove(t, text, credential.ProofOptions{})) }
	jcs := func(text string) []byte {
		return []byte(prove(t, text, credential.ProofOptions{Suite: credential.EdDSAJCS2022}))
	}
	token := func(text string) []byte { return published(t, text) }
	badges := map[string][]byte{
		"a token":        revocable(t, entry()),
		"a proof inside": []byte(prove(t, strings.Replace(unproved(t), `"evidence":`, `"credentialStatus":`+entry()+`,"evidence":`, 1), credential.ProofOptions{})),
	}
	for name, badge := range badges {
		for form, secured := range map[string]func(string) []byte{"token": token, "eddsa-rdfc-2022": embedded, "eddsa-jcs-2022": jcs} {
			t.Run(name+", "+form, func(t *testing.T) {
				net := verify.FetchMap{listURL: secured(clear)}
				report := requireStatus(t, online(t, net, strictly), badge, verify.Passed, "")
				require.Equal(t, "valid", report.Verdict(), "%v", report.Warnings())
				require.Equal(t, []verify.StatusResult{{Type: "BitstringStatusListEntry", Purpose: "revocation", List: listURL, Known: true, Age: 30*24*time.Hour + 9*time.Hour}}, report.Status)
				require.Len(t, report.Sources, 1)
				require.Equal(t, verify.CheckStatus, report.Sources[0].Check)

				net[listURL] = secured(set)
				report = requireStatus(t, online(t, net), badge, verify.Failed, verify.StatusRevoked)
				require.Equal(t, "/credentialStatus", report.Errors()[0].Pointer)
				require.Equal(t, uint32(1), report.Status[0].Value)

				net[listURL] = secured(strings.Replace(set, `"revocation"`, `"suspension"`, 1))
				requireStatus(t, online(t, net), revocable(t, entry(`"revocation"`, `"suspension"`)), verify.Failed, verify.StatusSuspended)
			})
		}
	}
}

// Case S01, of the whole verifier: the first byte is 0x80 for entry 0, and 0x01 for entry 7.
func TestTheFirstEntryIsTheMostSignificantBit(t *testing.T) {
	zero, seven := revocable(t, entry(`"94567"`, `"0"`)), revocable(t, entry(`"94567"`, `"7"`))
	for first, revoked := range map[byte][]byte{0x80: zero, 0x01: seven} {
		bits := make([]byte, bitstring.MinEntries/8)
		bits[0] = first
		v := online(t, verify.FetchMap{listURL: published(t, listText(t, packed(t, bits)))})
		for _, badge := range [][]byte{zero, seven} {
			if &badge[0] == &revoked[0] {
				requireStatus(t, v, badge, verify.Failed, verify.StatusRevoked)
			} else {
				requireStatus(t, v, badge, verify.Passed, "")
			}
		}
	}
}

// packed is a list of any bytes.
func packed(t testing.TB, bits []byte) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write(bits)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return "u" + base64.RawURLEncoding.EncodeToString(b.Bytes())
}

// Case S32: the published example of a list, under a list of Status List 2021 as well.
func TestThePublishedListsAreRead(t *testing.T) {
	const example = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
	v := online(t, verify.FetchMap{listURL: published(t, listText(t, example))}, strictly)
	requireStatus(t, v, revocable(t, entry()), verify.Passed, "")

	list2021 := func(encoded string) string {
		return listText(t, encoded, `v2"]`, `v2","https://w3id.org/vc/status-list/2021/v1"]`, "BitstringStatusListCredential", "StatusList2021Credential", `"BitstringStatusList"`, `"StatusList2021"`)
	}
	badge := revocable(t, entry("BitstringStatusListEntry", "StatusList2021Entry"))
	padded := bitsOf(t, index)[1:]
	padded += strings.Repeat("=", (4-len(padded)%4)%4)
	for name, c := range map[string]struct {
		encoded string
		outcome verify.Outcome
		code    verify.Code
		warned  bool
	}{
		"clear":              {example[1:], verify.Passed, "", false},
		"set":                {bitsOf(t, index)[1:], verify.Failed, verify.StatusRevoked, false},
		"set, with padding":  {padded, verify.Failed, verify.StatusRevoked, false},
		"clear, with prefix": {example, verify.Passed, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			report := requireStatus(t, online(t, verify.FetchMap{listURL: published(t, list2021(c.encoded))}), badge, c.outcome, c.code)
			said := false
			for _, p := range report.Warnings() {
				said = said || p.Code == credential.StatusListMalformed
			}
			require.Equal(t, c.warned, said)
		})
	}
}

// Case S04: the reason why there is no list, and not a yes.
func TestAListThatCannotBeHadLeavesTheVerdictOpen(t *testing.T) {
	badge := revocable(t, entry())
	report := requireStatus(t, newVerifier(t, nil), badge, verify.Undetermined, verify.StatusUnavailable)
	_, err := newVerifier(t, nil).Verify(ctx, badge)
	require.ErrorIs(t, err, verify.ResolveOffline, "no Fetcher")
	require.False(t, report.Status[0].Known)

	_, err = online(t, verify.FetchMap{}).Verify(ctx, badge)
	require.ErrorIs(t, err, verify.StatusUnavailable)
	require.ErrorIs(t, err, verify.ResolveHTTP)
	var status *verify.HTTPError
	require.ErrorAs(t, err, &status)
	require.Equal(t, 404, status.Status)
	report = requireStatus(t, online(t, verify.FetchMap{}), badge, verify.Undetermined, verify.StatusUnavailable)
	require.True(t, report.Retry(), "it may not be published yet")
	for status, retry := range map[int]bool{401: false, 403: false, 404: true, 410: false, 503: true} {
		answers := fetches(func(context.Context, verify.Request) (*verify.Resource, error) {
			return nil, credential.NewProblem(verify.ResolveHTTP, "", &verify.HTTPError{Status: status}, "status %d", status)
		})
		report := requireStatus(t, newVerifier(t, func(c *verify.Config) { c.Fetcher = answers }), badge, verify.Undetermined, verify.StatusUnavailable)
		require.Equal(t, retry, report.Retry(), "status %d", status)
	}

	for name, page := range map[string]string{
		"nothing": "", "a page": "<html>Log in</html>", "null": "null", "a list of JSON": "[]", "a text": "not found", "half of it": `{"@context":`,
		"a name twice": `{"a":1,"a":2}`, "an object": "{}",
	} {
		want := verify.StatusUnavailable
		if name == "an object" {
			want = credential.StatusIssuerUntrusted
		}
		requireStatus(t, online(t, verify.FetchMap{listURL: []byte(page)}), badge, verify.Undetermined, want)
	}
}

// resolving is a Resolver with any answer.
type resolving func(q verify.KeyQuery) (credential.Method, error)

func (f resolving) Resolve(_ context.Context, q verify.KeyQuery) (credential.Method, error) {
	return f(q)
}

// Cases S04 and S05: what could not be found out may be allowed, and nothing else.
func TestWhatIsUnknownMayBeAllowed(t *testing.T) {
	allow := func(c *verify.Config) { c.AllowUnknownStatus = true }
	for name, badge := range map[string][]byte{
		"no such list": revocable(t, entry()), "an unknown type": revocable(t, entry("BitstringStatusListEntry", "UnknownStatus2099")),
	} {
		report, err := online(t, verify.FetchMap{}, allow).Verify(ctx, badge)
		require.NoError(t, err, name)
		require.Equal(t, verify.NotApplicable, statusCheck(t, report).Outcome, "it was not found unrevoked")
		require.Contains(t, statusCheck(t, report).Reason, "AllowUnknownStatus")
		require.Equal(t, "warning", report.Verdict())
		require.Len(t, report.Warnings(), 1)
	}
	net := verify.FetchMap{listURL: published(t, listText(t, bitsOf(t, index)))}
	net["revoked"] = net[listURL]
	requireStatus(t, online(t, net, allow), revocable(t, entry()), verify.Failed, verify.StatusRevoked)
	both := "[" + entry(listURL+`"}`, otherURL+`"}`) + "," + entry() + "]"
	requireStatus(t, online(t, net, allow), revocable(t, both), verify.Failed, verify.StatusRevoked)
	net[listURL] = []byte(listText(t, bitsOf(t)))
	requireStatus(t, online(t, net, allow), revocable(t, entry()), verify.Failed, credential.StatusVerification)

	report, err := newVerifier(t, func(c *verify.Config) {
		c.AllowUnknownStatus, c.Fetcher = true, faultyFetcher{}
	}).Verify(ctx, revocable(t, entry()))
	require.ErrorIs(t, err, verify.Panicked)
	require.Equal(t, verify.Undetermined, report.Outcome)

	board := signerOf(t, edKey(1))
	boards := publishedBy(t, board, listText(t, bitsOf(t), school(t).Method().Controller, board.Method().Controller))
	report, err = newVerifier(t, func(c *verify.Config) {
		c.AllowUnknownStatus, c.Fetcher, c.StatusIssuers = true, verify.FetchMap{listURL: boards}, []string{board.Method().Controller}
		c.Resolvers = map[string]verify.Resolver{"did:key": resolving(func(q verify.KeyQuery) (credential.Method, error) {
			if q.Issuer == board.Method().Controller {
				panic("of the resolver, when it is asked for the key of the list")
			}
			return verify.DIDKey().Resolve(ctx, q)
		})}
	}).Verify(ctx, revocable(t, entry()))
	require.ErrorIs(t, err, verify.Panicked)
	require.Equal(t, verify.Undetermined, report.Outcome, "a fault of this program's is nothing that could not be found out")

	over, cancel := context.WithCancel(ctx)
	report, err = newVerifier(t, func(c *verify.Config) {
		c.AllowUnknownStatus, c.Fetcher = true, asking(func(verify.Request) { cancel() })
	}).Verify(over, revocable(t, entry()))
	require.ErrorIs(t, err, verify.Interrupted)
	require.Equal(t, verify.Undetermined, report.Outcome, "the caller broke off")

	// What one entry said before another one's list broke off stands.
	report, err = newVerifier(t, func(c *verify.Config) {
		c.Fetcher = answering(func(r verify.Request) (*verify.Resource, error) {
			if r.URL != listURL {
				panic("of the network")
			}
			return &verify.Resource{URL: listURL, Data: net["revoked"]}, nil
		})
	}).Verify(ctx, revocable(t, "["+entry()+","+entry(listURL+`"}`, otherURL+`"}`)+"]"))
	require.ErrorIs(t, err, verify.StatusRevoked)
	require.ErrorIs(t, err, verify.Panicked)
	require.Equal(t, verify.Failed, report.Outcome)
}

// Cases S05 and S06: a type that is not known is never "not revoked".
func TestAnUnknownStatusLeavesTheVerdictOpen(t *testing.T) {
	for _, kind := range []string{"UnknownStatus2099", "bitstringstatuslistentry", "RevocationList2020Status", "BitstringStatusListCredential"} {
		badge := revocable(t, entry("BitstringStatusListEntry", kind))
		report := requireStatus(t, online(t, verify.FetchMap{listURL: published(t, listText(t, bitsOf(t)))}), badge, verify.Undetermined, verify.StatusUnsupported)
		require.Empty(t, report.Sources, "nothing is asked on its behalf")
	}
}

// Case S07: every entry is evaluated, and a revocation outweighs all.
func TestEveryEntryIsEvaluated(t *testing.T) {
	revocation, suspension := entry(), entry(`"revocation"`, `"suspension"`, listURL+`"}`, otherURL+`"}`)
	unknown := entry("BitstringStatusListEntry", "UnknownStatus2099")
	unreachable := entry(listURL+`"}`, "https://school.example/status/9\"}")
	list := func(set ...uint64) []byte { return published(t, listText(t, bitsOf(t, set...))) }
	other := func(set ...uint64) []byte {
		return published(t, listText(t, bitsOf(t, set...), listURL, otherURL, `"revocation"`, `"suspension"`))
	}
	for name, c := range map[string]struct {
		status  []string
		net     verify.FetchMap
		outcome verify.Outcome
		code    verify.Code
	}{
		"both clear":               {[]string{revocation, suspension}, verify.FetchMap{listURL: list(), otherURL: other()}, verify.Passed, ""},
		"the second set":           {[]string{suspension, revocation}, verify.FetchMap{listURL: list(index), otherURL: other()}, verify.Failed, verify.StatusRevoked},
		"the first set":            {[]string{revocation, suspension}, verify.FetchMap{listURL: list(index), otherURL: other()}, verify.Failed, verify.StatusRevoked},
		"an unknown one before":    {[]string{unknown, revocation}, verify.FetchMap{listURL: list(index)}, verify.Failed, verify.StatusRevoked},
		"an unknown one behind":    {[]string{revocation, unknown}, verify.FetchMap{listURL: list()}, verify.Undetermined, verify.StatusUnsupported},
		"an unreachable before":    {[]string{unreachable, revocation}, verify.FetchMap{listURL: list(index)}, verify.Failed, verify.StatusRevoked},
		"an unreachable behind":    {[]string{revocation, unreachable}, verify.FetchMap{listURL: list()}, verify.Undetermined, verify.StatusUnavailable},
		"two of one list":          {[]string{entry(`"94567"`, `"5"`), revocation}, verify.FetchMap{listURL: list(index)}, verify.Failed, verify.StatusRevoked},
		"two of one list, clear":   {[]string{entry(`"94567"`, `"5"`), revocation}, verify.FetchMap{listURL: list(6)}, verify.Passed, ""},
		"suspended and unknown":    {[]string{unknown, suspension}, verify.FetchMap{otherURL: other(index)}, verify.Failed, verify.StatusSuspended},
		"a forged one and revoked": {[]string{suspension, revocation}, verify.FetchMap{listURL: list(index), otherURL: []byte(listText(t, bitsOf(t)))}, verify.Failed, verify.StatusRevoked},
	} {
		t.Run(name, func(t *testing.T) {
			report := requireStatus(t, online(t, c.net), revocable(t, "["+strings.Join(c.status, ",")+"]"), c.outcome, c.code)
			require.Len(t, report.Status, 2)
			if c.outcome != verify.Passed {
				require.Contains(t, []string{"/credentialStatus/0", "/credentialStatus/1"}, report.Errors()[0].Pointer)
			}
			require.LessOrEqual(t, len(report.Sources), len(c.net)+1, "one list is asked for once")
		})
	}
}

// Cases S14, S15 and S16, as far as the list shows them.
func TestAPlaceThatTheListDoesNotHaveIsRefused(t *testing.T) {
	two := `,"statusSize":2,"statusMessage":[{"status":"0x0"},{"status":"0x1"},{"status":"0x2"},{"status":"0x3"}]}`
	for name, c := range map[string]struct {
		badge string
		list  string
		code  verify.Code
	}{
		"the last":                {entry(`"94567"`, `"131071"`), bitsOf(t), ""},
		"one behind the last":     {entry(`"94567"`, `"131072"`), bitsOf(t), credential.StatusIndex},
		"2^31":                    {entry(`"94567"`, `"2147483648"`), bitsOf(t), credential.StatusIndex},
		"2^63":                    {entry(`"94567"`, `"9223372036854775808"`), bitsOf(t), credential.StatusIndex},
		"2^64":                    {entry(`"94567"`, `"18446744073709551616"`), bitsOf(t), credential.StatusIndex},
		"times the size, 2^64":    {edited(entry(`"94567"`, `"9223372036854775808"`), `"}`, `"`+two), sized(t, 2, 1), credential.StatusIndex},
		"a byte short":            {entry(), packed(t, make([]byte, 16383)), credential.StatusListLength},
		"empty":                   {entry(), packed(t, nil), credential.StatusListLength},
		"half, of two bits each":  {edited(entry(), `"}`, `"`+two), bitsOf(t), credential.StatusListLength},
		"whole, of two bits each": {edited(entry(), `"}`, `"`+two), sized(t, 2, 1), ""},
	} {
		t.Run(name, func(t *testing.T) {
			outcome := verify.Failed
			if c.code == "" {
				outcome = verify.Passed
			}
			requireStatus(t, online(t, verify.FetchMap{listURL: published(t, listText(t, c.list))}), revocable(t, c.badge), outcome, c.code)
		})
	}
	// A StatusList2021 has entries of one bit, whatever a member of another type says.
	old := revocable(t, edited(entry("BitstringStatusListEntry", "StatusList2021Entry"), `"}`, `"`+two))
	bits := published(t, listText(t, bitsOf(t, index)[1:], "BitstringStatusListCredential", "StatusList2021Credential", `"BitstringStatusList"`, `"StatusList2021"`))
	requireStatus(t, online(t, verify.FetchMap{listURL: bits}), old, verify.Failed, verify.StatusRevoked)

	// What the badge alone shows is judged with its form, and nothing is asked.
	for _, bad := range []string{"-1", "-0", "+5", "007", "0x10", "1e3", "５", " 5", "", "abc"} {
		report, err := newVerifier(t, nil).Verify(ctx, revocable(t, entry(`"94567"`, `"`+bad+`"`)))
		require.Equal(t, verify.Failed, report.Outcome, bad)
		require.ErrorIs(t, err, credential.StatusIndex, bad)
	}
	for _, size := range []string{"0", "-1", "33", "1.5"} {
		_, err := newVerifier(t, nil).Verify(ctx, revocable(t, edited(entry(), `"}`, `","statusSize":`+size+`}`)))
		require.ErrorIs(t, err, credential.StatusIndex, size)
	}
}

// Case S17: by any other purpose than the two the issuer tells something.
func TestOtherPurposesAreData(t *testing.T) {
	four := `,"statusSize":2,"statusMessage":[{"status":"0x0","message":"pending"},{"status":"0x1","message":"passed"},{"status":"0x2","message":"appealed"},{"status":"0x3","message":"closed"}]}`
	for _, purpose := range []string{"message", "refresh", "https://school.example/purposes#loan"} {
		badge := revocable(t, edited(entry(`"revocation"`, `"`+purpose+`"`), `"}`, `"`+four))
		net := verify.FetchMap{listURL: published(t, listText(t, sized(t, 2, 2, index), `"revocation"`, `"`+purpose+`"`))}
		report, err := online(t, net, strictly).Verify(ctx, badge)
		require.NoError(t, err)
		require.Equal(t, "warning", report.Verdict())
		require.Equal(t, credential.StatusMessage, report.Warnings()[0].Code)
		require.Equal(t, uint32(2), report.Status[0].Value)
		require.Equal(t, "appealed", report.Status[0].Message)

		net[listURL] = published(t, listText(t, sized(t, 2, 2), `"revocation"`, `"`+purpose+`"`))
		report, err = online(t, net, strictly).Verify(ctx, badge)
		require.NoError(t, err)
		require.Equal(t, "valid", report.Verdict())
		require.Equal(t, "pending", report.Status[0].Message)
	}
	// A revocation of several bits is one by any of them.
	badge := revocable(t, edited(entry(), `"}`, `"`+four))
	net := verify.FetchMap{listURL: published(t, listText(t, sized(t, 2, 2, index)))}
	requireStatus(t, online(t, net), badge, verify.Failed, verify.StatusRevoked)
}

// Case S18.
func TestAListForAnotherPurposeIsRefused(t *testing.T) {
	for purposes, fits := range map[string]bool{
		`"revocation"`: true, `["suspension","revocation"]`: true, `["revocation"]`: true,
		`"suspension"`: false, `"Revocation"`: false, `""`: false, `[]`: false, `null`: false, `7`: false, `["suspension","message"]`: false, `[["revocation"]]`: false, `{"id":"revocation"}`: false,
	} {
		net := verify.FetchMap{listURL: published(t, listText(t, bitsOf(t), `"statusPurpose":"revocation"`, `"statusPurpose":`+purposes))}
		if fits {
			requireStatus(t, online(t, net), revocable(t, entry()), verify.Passed, "")
			continue
		}
		requireStatus(t, online(t, net), revocable(t, entry()), verify.Failed, credential.StatusPurpose)
	}
	net := verify.FetchMap{listURL: published(t, listText(t, bitsOf(t), `"statusPurpose":"revocation",`, ``))}
	requireStatus(t, online(t, net), revocable(t, entry()), verify.Failed, credential.StatusPurpose)
}

// Case S26: nothing is asked of a place of one's own network.
func TestAListAtAForbiddenPlaceIsRefused(t *testing.T) {
	for _, at := range []string{
		"http://169.254.169.254/latest", "http://school.example/status/3", "https://169.254.169.254/latest", "https://127.0.0.1/x", "https://[::1]/x", "https://2130706433/x", "https://0x7f.1/x", "https://127.1/x",
		"https://localhost/x", "https://metadata/x", "https://u@school.example/status/3", "file:///etc/passwd", "ftp://school.example/status/3", "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100",
	} {
		asked := false
		v := newVerifier(t, func(c *verify.Config) { c.Fetcher = asking(func(verify.Request) { asked = true }) })
		requireStatus(t, v, revocable(t, entry(`"statusListCredential":"`+listURL, `"statusListCredential":"`+at)), verify.Failed, verify.ResolveForbiddenTarget)
		requireStatus(t, v, revocable(t, `{"id":"`+at+`","type":"1EdTechRevocationList"}`), verify.Failed, verify.ResolveForbiddenTarget)
		require.False(t, asked, at)
	}
	forbidden := newVerifier(t, func(c *verify.Config) {
		c.Fetcher = refusing{credential.NewProblem(verify.ResolveForbiddenTarget, "", nil, "that name is of a host of one's own")}
	})
	requireStatus(t, forbidden, revocable(t, entry()), verify.Failed, verify.ResolveForbiddenTarget)
	long := "https://school.example/" + strings.Repeat("x", 3000)
	requireStatus(t, online(t, nil), revocable(t, entry(`"statusListCredential":"`+listURL, `"statusListCredential":"`+long)), verify.Failed, credential.InputTooLarge)
}

// Case S27.
func TestAnEntryByTheNameOfItsListIsRemarkedOn(t *testing.T) {
	net := verify.FetchMap{listURL: published(t, listText(t, bitsOf(t)))}
	badge := revocable(t, entry(listURL+"#94567", listURL))
	report := requireStatus(t, online(t, net), badge, verify.Passed, "")
	require.Equal(t, "/credentialStatus/id", report.Warnings()[0].Pointer)
	report, err := online(t, net, strictly).Verify(ctx, badge)
	require.ErrorIs(t, err, credential.SchemaInvalid)
	require.Equal(t, verify.Failed, report.Outcome)
}

func TestAListOfOneBadgeIsRemarkedOn(t *testing.T) {
	const id = "0f0e0d0c-0b0a-4908-8706-050403020100"
	for at, tells := range map[string]bool{
		listURL: false, "https://school.example/status/" + id: true, "https://school.example/" + strings.ToUpper(id) + "/status": true, "https://school.example/s?of=urn%3Auuid%3A" + id: true,
		"https://school.example/status/0f0e0d0c": false,
	} {
		net := verify.FetchMap{at: published(t, listText(t, bitsOf(t), `"id":"`+listURL+`"`, `"id":"`+at+`"`))}
		report := requireStatus(t, online(t, net), revocable(t, entry(listURL+`"}`, at+`"}`)), verify.Passed, "")
		require.Equal(t, tells, len(report.Warnings()) > 0, at)
		if tells {
			require.Equal(t, credential.StatusTracking, report.Warnings()[0].Code)
			require.Equal(t, verify.Note, report.Warnings()[0].Severity)
		}
	}
}

// A credential that is no badge is asked about in the same way, whatever its types.
func TestTheStatusOfAnyCredentialIsAsked(t *testing.T) {
	net := verify.FetchMap{listURL: published(t, listText(t, bitsOf(t, index)))}
	for name, c := range map[string]struct {
		status string
		code   verify.Code
	}{
		"one":               {entry(), verify.StatusRevoked},
		"several types":     {entry(`"BitstringStatusListEntry"`, `["BitstringStatusListEntry","https://school.example/types#Own"]`), verify.StatusRevoked},
		"two known types":   {entry(`"BitstringStatusListEntry"`, `["BitstringStatusListEntry","StatusList2021Entry"]`), verify.StatusUnsupported},
		"the second":        {"[" + entry(`"94567"`, `"5"`, "#94567", "#5") + "," + entry() + "]", verify.StatusRevoked},
		"another index":     {entry(`"94567"`, `"5"`), ""},
		"no id, as allowed": {entry(`"id":"`+listURL+`#94567",`, ""), verify.StatusRevoked},
	} {
		t.Run(name, func(t *testing.T) {
			data := [][]byte{enveloped(t, diploma(t, `,"credentialStatus":`+c.status))}
			if name != "two known types" { // which no contexts define together
				data = append(data, []byte(prove(t, diploma(t, `,"credentialStatus":`+c.status), credential.ProofOptions{})))
			}
			for _, data := range data {
				_, err := online(t, net).VerifyCredential(ctx, data)
				if c.code == "" {
					require.NoError(t, err)
					continue
				}
				require.ErrorIs(t, err, c.code)
			}
		})
	}
}

// Case C15: a list says what is so now.
func TestAListSaysNothingOfThePast(t *testing.T) {
	daily := listText(t, bitsOf(t), "2026-04-01", "2026-05-01") // signed anew after the time that is asked about
	v := online(t, verify.FetchMap{listURL: published(t, daily)})
	past := v.At(clock.AddDate(0, 0, -20)).At(clock.AddDate(0, 0, -10))
	report := requireStatus(t, past, revocable(t, entry()), verify.Passed, "")
	require.Contains(t, statusCheck(t, report).Reason, "2026-05-01T09:00:00Z")
	require.Contains(t, inOneLine(report), "do not say")
	require.Empty(t, statusCheck(t, requireStatus(t, v, revocable(t, entry()), verify.Passed, "")).Reason)

	signedNow := []byte(prove(t, daily, credential.ProofOptions{Created: clock}))
	requireStatus(t, online(t, verify.FetchMap{listURL: signedNow}).At(clock.AddDate(0, 0, -10)), revocable(t, entry()), verify.Passed, "")

	v = online(t, verify.FetchMap{listURL: published(t, listText(t, bitsOf(t, index)))})
	report = requireStatus(t, v.At(clock.AddDate(0, 0, -10)), revocable(t, entry()), verify.Failed, verify.StatusRevoked)
	require.Contains(t, report.Errors()[0].Message, "since when is not known")

	ended := online(t, verify.FetchMap{listURL: published(t, listText(t, bitsOf(t), `"validFrom"`, `"validUntil":"2026-04-25T00:00:00Z","validFrom"`))})
	requireStatus(t, ended.At(clock.AddDate(0, 0, -10)), revocable(t, entry()), verify.Undetermined, verify.StatusListExpired)
	report = requireStatus(t, v.At(clock.AddDate(0, 1, 0)), revocable(t, entry()), verify.Failed, verify.StatusRevoked)
	require.Empty(t, statusCheck(t, report).Reason, "the future is no past")
}

func TestWhatAStatusSaysStandsInTheReport(t *testing.T) {
	net := verify.FetchMap{listURL: published(t, listText(t, bitsOf(t, index), `"validFrom"`, `"validUntil":"2026-06-01T00:00:00Z","validFrom"`))}
	report := requireStatus(t, online(t, net), revocable(t, entry()), verify.Failed, verify.StatusRevoked)
	out, err := report.MarshalJSON()
	require.NoError(t, err)
	require.Contains(t, string(out), fmt.Sprintf(`"status":[{"type":"BitstringStatusListEntry","purpose":"revocation","list":"%s","value":1,"ageSeconds":2624400,"goodUntil":"2026-06-01T00:00:00Z"}]`, listURL))
	require.Contains(t, report.String(), "REFUSED   The badge is genuine, but its issuer has revoked it.")
}
