package credential_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
)

// O24: percent-encoded variants of one id are one.
func TestEqualCredentialsHaveOneRef(t *testing.T) {
	const issuer, id = "https://school.example/i", "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100"
	want := credential.NewRef(issuer, id)
	for _, same := range [][2]string{
		{issuer, id},
		{" " + issuer + "\n", "\t" + id},
		{issuer + "%20", "%20%0A" + id + "%C2%A0"}, // decoded first, and trimmed then
		{"https%3A%2F%2Fschool.example/%69", "urn:uuid%3a0f0e0d0c-0b0a-4908-8706-050403020100"},
		{"\u2003" + issuer + "\u0085", id},
	} {
		require.Equal(t, want, credential.NewRef(same[0], same[1]), "%q", same)
	}
	for _, other := range [][2]string{
		{"https://School.example/i", id}, {"HTTPS://school.example/i", id}, {issuer + "/", id}, {"https://school.example:443/i", id},
		{"https://school.example/a/../i", id}, {issuer, strings.ToUpper(id)}, {issuer, id + "%2520"}, {issuer, id + "+"}, {issuer, id + "%00"},
		{issuer, id + "%2"}, {issuer, id + "%"}, {issuer, id + "%zz"}, {issuer, id + "\ufeff"}, {id, issuer}, {"", id}, {issuer, ""},
	} {
		require.NotEqual(t, want, credential.NewRef(other[0], other[1]), "%q", other)
	}
	for text, decoded := range map[string]string{
		"%": "%", "%4": "%4", "%g1": "%g1", "%4g": "%4g", "%%41": "%A", "%25%34%31": "%41", "a%zzb%41": "a%zzbA", "%ff": "\xff", "%85x": "\x85x", "a+b": "a+b",
	} {
		require.Equal(t, decoded, credential.NewRef("x", text).ID, "a %% without two digits stands for itself, and nothing is decoded twice: %q", text)
	}
	c := credential.Credential{ID: "%20a", Issuer: badge.Profile{ID: "b%20"}}
	require.Equal(t, credential.Ref{Issuer: "b", ID: "a"}, c.Ref())
	require.Zero(t, (*credential.Credential)(nil).Ref())
}

func TestARefTakesAnIssuerThatIsAString(t *testing.T) {
	document := `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:uuid:1","type":["VerifiableCredential","OpenBadgeCredential"],"issuer":%s}`
	var refs []credential.Ref
	for _, issuer := range []string{`"did:web:school.example"`, `{"id":"did:web:school.example","type":["Profile"]}`} {
		s, err := credential.Parse(fmt.Appendf(nil, document, issuer))
		require.NoError(t, err)
		view, err := s.Unverified()
		require.NoError(t, err)
		refs = append(refs, view.Ref())
	}
	require.Equal(t, credential.NewRef("did:web:school.example", "urn:uuid:1"), refs[0])
	require.Equal(t, refs[0], refs[1])
}

func FuzzRef(f *testing.F) {
	for _, s := range []string{"", "%", "%20a%20", " %2520 ", "did:web:a%3A8443", "%C2%A0x", "%zz%4", "\xff%ff", "\u2028a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := credential.NewRef(s, "x").Issuer
		require.Equal(t, strings.TrimSpace(got), got)
		require.LessOrEqual(t, len(got), len(s))
		if decoded, err := url.PathUnescape(s); err == nil {
			require.Equal(t, strings.TrimSpace(decoded), got)
		}
		if !strings.Contains(s, "%") {
			require.Equal(t, strings.TrimSpace(s), got)
		}
		var escaped strings.Builder
		for _, b := range []byte(s) {
			fmt.Fprintf(&escaped, "%%%02X", b)
		}
		require.Equal(t, strings.TrimSpace(s), credential.NewRef(escaped.String(), "x").Issuer)
		require.Equal(t, credential.NewRef(s, "x").Issuer, credential.NewRef("%20"+s+"%0a", "x").Issuer)
	})
}

// keptBadge is what a store has of a badge: the view of one that was signed.
func keptBadge(t testing.TB, c credential.Credential, suite credential.Suite, at time.Time) *credential.Credential {
	t.Helper()
	is := newIssuer(t, edKey(0))
	is.Suite, is.Now = suite, func() time.Time { return at }
	s, err := is.Issue(t.Context(), c)
	require.NoError(t, err)
	view, err := s.Unverified()
	require.NoError(t, err)
	return view
}

// O24 and O25.
func TestOfEqualCredentialsTheNewerIsCurrent(t *testing.T) {
	day := 24 * time.Hour
	first := keptBadge(t, civics(t), "", clock)
	later := keptBadge(t, civics(t), "", clock.Add(day))
	changed := civics(t)
	changed.Evidence = nil
	another := keptBadge(t, changed, "", clock)
	elsewhere := civics(t)
	elsewhere.ID = "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020101"
	variant := civics(t)
	variant.ID = "urn:uuid%3A0f0e0d0c-0b0a-4908-8706-050403020100"
	undated, spelled := *first, *later
	undated.ValidFrom = time.Time{}
	spelled.ID = "%20" + spelled.ID
	nameless, issuerless := *first, *first
	nameless.ID, issuerless.Issuer.ID = "%20", ""
	zone := *first
	zone.ValidFrom = zone.ValidFrom.In(time.FixedZone("", 3600))
	for name, pair := range map[string]struct {
		stored, received *credential.Credential
		order            credential.Order
	}{
		"the very same":                 {first, first, credential.Repeated},
		"signed once more":              {first, keptBadge(t, civics(t), "", clock), credential.Repeated},
		"with a proof inside":           {first, keptBadge(t, civics(t), credential.EdDSARDFC2022, clock), credential.Repeated},
		"with another proof inside":     {keptBadge(t, civics(t), credential.EdDSAJCS2022, clock), keptBadge(t, civics(t), credential.EdDSARDFC2022, clock), credential.Repeated},
		"the same instant elsewhere":    {first, &zone, credential.Repeated},
		"newer":                         {first, later, credential.Newer},
		"newer, and spelled otherwise":  {first, &spelled, credential.Newer},
		"newer, and different":          {another, later, credential.Newer},
		"older":                         {later, first, credential.Older},
		"older, and different":          {later, another, credential.Older},
		"of another id":                 {first, keptBadge(t, elsewhere, "", clock.Add(day)), credential.Different},
		"without an id":                 {&nameless, &nameless, credential.Different},
		"without an issuer":             {&issuerless, &issuerless, credential.Different},
		"nothing there":                 {nil, first, credential.Different},
		"different content":             {first, another, credential.Conflict},
		"different, in another suite":   {first, keptBadge(t, changed, credential.EdDSAJCS2022, clock), credential.Conflict},
		"an id in another spelling":     {first, keptBadge(t, variant, "", clock), credential.Conflict},
		"an original without a date":    {&undated, another, credential.Conflict},
		"a newer one without a date":    {another, &undated, credential.Conflict},
		"built, and not as it was kept": {first, &credential.Credential{ID: first.ID, Issuer: first.Issuer, ValidFrom: first.ValidFrom}, credential.Conflict},
	} {
		order, err := credential.Compare(pair.stored, pair.received)
		require.Equal(t, pair.order, order, name)
		if order == credential.Conflict {
			require.ErrorIs(t, err, credential.CredentialConflict, name)
		} else {
			require.NoError(t, err, name)
		}
	}
	require.Equal(t, "conflict", credential.Order(0).String(), "the zero value replaces nothing")
	require.Equal(t, "Order(9)", credential.Order(9).String())
}

// The exp of a token may end the badge earlier than the badge says, which is no
// repetition of it.
func TestAClaimThatRepeatsNothingIsContent(t *testing.T) {
	read := func(payload string) *credential.Credential {
		signer := signerOf(t, edKey(0))
		s, err := credential.SignJWS(t.Context(), []byte(payload), signer, credential.OpenBadges)
		require.NoError(t, err)
		view, err := s.Unverified()
		require.NoError(t, err)
		return view
	}
	const head = `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:uuid:1","type":["VerifiableCredential","OpenBadgeCredential"],"issuer":"did:web:school.example","validFrom":"2026-01-01T00:00:00Z","validUntil":"2027-01-01T00:00:00Z"`
	bare := read(head + `}`)
	for claims, order := range map[string]credential.Order{
		`,"iss":"did:web:school.example","nbf":1767225600,"jti":"urn:uuid:1","iat":1,"exp":1798761600}`: credential.Repeated,
		`,"exp":1798761599}`:      credential.Conflict,
		`,"cnf":{"kid":"x"}}`:     credential.Conflict,
		`,"name":"Civics"}`:       credential.Conflict,
		`,"credentialStatus":{}}`: credential.Conflict,
	} {
		got, err := credential.Compare(bare, read(head+claims))
		require.Equal(t, order, got, claims)
		require.Equal(t, order == credential.Conflict, err != nil)
	}
}
