package verify_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// The contexts of badges that are written out here.
const (
	underV2 = `["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]`
	underV1 = `["https://www.w3.org/2018/credentials/v1","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json","https://w3id.org/security/data-integrity/v2"]`
)

// A written badge is text, with room for more members in its objects.
type written struct{ contexts, root, issuer, subject, achievement, criteria string }

func (b written) text(t testing.TB) string {
	t.Helper()
	if b.contexts == "" {
		b.contexts = underV2
	}
	if b.criteria == "" {
		b.criteria = `{"narrative":"c"}`
	}
	from := "validFrom"
	if strings.Contains(b.contexts, "/2018/") {
		from = "issuanceDate"
	}
	return `{"@context":` + b.contexts + `,"id":"urn:x:d","type":["VerifiableCredential","OpenBadgeCredential"],"name":"X","` + from + `":"2026-04-01T09:00:00Z"` + b.root +
		`,"issuer":{"id":"` + school(t).Method().Controller + `","type":["Profile"],"name":"S"` + b.issuer + `},` +
		`"credentialSubject":{"id":"did:example:ada","type":["AchievementSubject"]` + b.subject +
		`,"achievement":{"id":"urn:x:a","type":["Achievement"],"name":"N","description":"D","criteria":` + b.criteria + b.achievement + `}}}`
}

// generalText is a credential of no type of Open Badges.
func generalText(t testing.TB, types, root, subject string) string {
	return `{"@context":` + underV2 + `,"id":"urn:x:d","type":[` + types + `],"validFrom":"2026-04-01T09:00:00Z"` + root +
		`,"issuer":{"id":"` + school(t).Method().Controller + `","type":["Profile"],"name":"S"},"credentialSubject":` + subject + `}`
}

// signedText signs a document over its graph, as it is: it need not be a badge in form.
func signedText(t testing.TB, doc string) string {
	t.Helper()
	s, err := credential.AddProof(ctx, []byte(doc), school(t), credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	require.NoError(t, err)
	return string(s.Bytes())
}

// instead is text with one part of it replaced, which stands in it once.
func instead(t testing.TB, text, part, by string) string {
	t.Helper()
	require.Equal(t, 1, strings.Count(text, part), part)
	return strings.Replace(text, part, by, 1)
}

// sameProof asserts that two reports are about one graph.
func sameProof(t testing.TB, before, after *verify.Report) {
	t.Helper()
	require.Equal(t, before.Proofs[0].DocumentDigest, after.Proofs[0].DocumentDigest, "the same graph")
}

// rank orders verdicts: what a holder does may lower it, and never raises it.
func rank(r *verify.Report) int {
	return slices.Index([]string{"invalid", "undetermined", "warning", "valid"}, r.Verdict())
}

const anyDigest = `"digestSRI":"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="`

// What an issuer signed and nobody accepts stays refused, and what is remarked on is
// remarked on, wherever the holder puts it: into places where no class is asked for it.
func TestNoPlaceHidesAMemberFromItsClass(t *testing.T) {
	const suspicious = `,"creator":{"id":"did:example:c","type":["Profile"],"name":"P\u0430ypal"}`
	achievement := map[string]string{
		"an alignment to a script":     `,"alignment":[{"type":["Alignment"],"targetName":"T","targetUrl":"javascript:alert(1)"}]`,
		"an image that is a script":    `,"image":{"id":"javascript:alert(1)","type":"Image"}`,
		"a result of no type":          `,"resultDescription":[{"id":"urn:x:g","type":["ResultDescription"],"name":"G","resultType":"nonsense"}]`,
		"a level that is none":         `,"resultDescription":[{"id":"urn:x:g","type":["ResultDescription"],"name":"G","resultType":"LetterGrade","requiredLevel":"urn:none"}]`,
		"a creator without its type":   `,"creator":{"id":"did:example:c","name":"C"}`,
		"a name that could be another": suspicious,
	}
	subject := map[string]string{
		"a hash of no form":         `,"identifier":[{"type":"IdentityObject","identityType":"emailAddress","identityHash":"ada@example.org","hashed":true}]`,
		"an identity of no type":    `,"identifier":[{"type":"IdentityObject","identityType":"nonsense","identityHash":"ada@example.org","hashed":false}]`,
		"a weak hash":               `,"identifier":[{"type":"IdentityObject","identityType":"emailAddress","identityHash":"md5$0123456789abcdef0123456789abcdef","hashed":true}]`,
		"a source without its type": `,"source":{"id":"did:example:c","name":"C"}`,
	}
	type place struct {
		b        written
		at, here string // where there is room, and the same with the member
	}
	places := map[string]place{
		"a related resource": {written{root: `,"relatedResource":[{"id":"urn:x:a",` + anyDigest + `}]`}, `{"id":"urn:x:a",` + anyDigest, `{"id":"urn:x:a","type":["Achievement"],` + anyDigest},
		"the criteria":       {written{criteria: `{"id":"urn:x:a","narrative":"c"}`}, `{"id":"urn:x:a","narrative":"c"`, `{"id":"urn:x:a","type":["Achievement"],"narrative":"c"`},
	}
	check := func(t *testing.T, data, moved string) {
		for _, strict := range []bool{false, true} {
			v := newVerifier(t, func(c *verify.Config) { c.Strict = strict })
			before, _ := v.Verify(ctx, []byte(data))
			after, _ := v.Verify(ctx, []byte(moved))
			sameProof(t, before, after)
			require.NotEqual(t, "valid", before.Verdict())
			require.LessOrEqual(t, rank(after), rank(before), "%s became %s", before.Verdict(), after.Verdict())
			for note := range noted(before) {
				require.Contains(t, noted(after), note)
			}
		}
	}
	for what, part := range achievement {
		for where, p := range places {
			t.Run(what+" in "+where, func(t *testing.T) {
				p.b.achievement = part
				data := signedText(t, p.b.text(t))
				check(t, data, instead(t, instead(t, data, part, ""), p.at, p.here+part))
			})
		}
	}
	for what, part := range subject {
		t.Run(what+" in the holder", func(t *testing.T) {
			data := signedText(t, written{contexts: underV1, root: `,"holder":"did:example:ada"`, subject: part}.text(t))
			check(t, data, instead(t, instead(t, data, part, ""), `"holder":"did:example:ada"`, `"holder":{"id":"did:example:ada","type":["AchievementSubject"]`+part+`}`))
		})
	}
}

// An issuer's name that could be another is remarked on while it is shown.
func TestTheNameOfAnIssuerIsJudgedWhereverItStands(t *testing.T) {
	did := school(t).Method().Controller
	data := signedText(t, strings.Replace(generalText(t, `"VerifiableCredential"`, `,"evidence":[{"id":"`+did+`","type":["Evidence"]}]`, `{"id":"did:example:ada"}`), `"name":"S"`, `"name":"P\u0430ypal"`, 1))
	v := newVerifier(t, nil)
	before, err := v.VerifyCredential(ctx, []byte(data))
	require.NoError(t, err)
	require.Equal(t, "warning", before.Verdict())
	moved := instead(t, instead(t, data, `,"name":"P\u0430ypal"`, ""), `"type":["Evidence"]`, `"type":["Evidence"],"name":"P\u0430ypal"`)
	after, err := v.VerifyCredential(ctx, []byte(moved))
	require.NoError(t, err)
	sameProof(t, before, after)
	require.Equal(t, before.Issuer, after.Issuer)
	require.Equal(t, noted(before), noted(after))
}
