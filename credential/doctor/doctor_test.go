package doctor

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// good is a badge in which the doctor finds nothing. Its proof is of no key: the doctor
// judges none.
const good = `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],` +
	`"id":"urn:uuid:ac42fa08-4a38-4c55-9ecb-2369d24dfb1c","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Civics Credential",` +
	`"issuer":{"id":"did:key:z6MkoYViLD7KhifttXRDkQ88LS6HDxQPmvdEZatRsBQenFjx","type":["Profile"],"name":"Pine Ridge"},` +
	`"validFrom":"2026-06-01T09:00:00Z","credentialSubject":{"id":"urn:uuid:11111111-1111-4111-8111-111111111111","type":["AchievementSubject"],` +
	`"achievement":{"id":"urn:uuid:6b58c606-1ebc-55b5-bb80-11bd5a3ec3e0","type":["Achievement"],"name":"Civics Credential","description":"Résumé of civics",` +
	`"criteria":{"narrative":"Take part."},"image":{"id":"https://school.example/civics.png","type":"Image"},"inLanguage":"en-US","tag":["civics"]}},` +
	`"credentialStatus":{"id":"https://school.example/status/1#7","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"7","statusListCredential":"https://school.example/status/1"},` +
	`"proof":[` + goodProof + `]}`

const goodProof = `{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","created":"2026-06-01T09:00:00Z",` +
	`"verificationMethod":"did:key:z6MkoYViLD7KhifttXRDkQ88LS6HDxQPmvdEZatRsBQenFjx#z6MkoYViLD7KhifttXRDkQ88LS6HDxQPmvdEZatRsBQenFjx",` +
	`"proofPurpose":"assertionMethod","proofValue":"z4YkACLD9xmU4QAG1PfTGDfpxBgfrGTEuTxvPNiPh267Un9vrVQRTw1KpvYNCRsPCnPjjxdTcZN9U7rMxpj3tauhP"}`

const goodHeader = `{"alg":"ES256","kid":"https://school.example/keys/1","typ":"JWT"}`

// goodToken is a badge as a token in which nothing is found but that it is one.
func goodToken(header string, edits ...string) []byte {
	body := with(strings.Replace(good, `,"proof":[`+goodProof+`]`, "", 1),
		`{"@context"`, `{"iss":"did:key:z6MkoYViLD7KhifttXRDkQ88LS6HDxQPmvdEZatRsBQenFjx","sub":"urn:uuid:11111111-1111-4111-8111-111111111111","nbf":1780304400,"jti":"urn:uuid:ac42fa08-4a38-4c55-9ecb-2369d24dfb1c","@context"`)
	body = with(body, edits...)
	part := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	return []byte(part(header) + "." + part(body) + "." + part(strings.Repeat("s", 64)))
}

// inClaim is a token of VCDM 1.1, whose badge stands in the claim "vc".
func inClaim(edits []string) []byte {
	part := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	body := with(with(good, edits...), `,"proof":[`+goodProof+`]`, "")
	return []byte(part(goodHeader) + "." + part(`{"vc":`+body+`}`) + "." + part(strings.Repeat("s", 64)))
}

// with replaces texts, each of which has to be there.
func with(s string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(s, pairs[i]) {
			panic("there is no " + pairs[i])
		}
		s = strings.Replace(s, pairs[i], pairs[i+1], 1)
	}
	return s
}

func document(pairs ...string) []byte { return []byte(with(good, pairs...)) }

// A sick badge has what a row looks for at these places, each as PART POINTER.
type sick struct {
	badge  []byte
	places string
}

func baked(t testing.TB, picture string, data []byte) []byte {
	b, err := credential.Parse(data)
	require.NoError(t, err)
	out, err := b.Bake([]byte(picture))
	require.NoError(t, err)
	return out
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>x</title></svg>`

func cases(t testing.TB) map[string][]sick {
	doc := func(places string, pairs ...string) sick { return sick{document(pairs...), places} }
	proof := func(places, proof string) sick { return doc(places, goodProof, proof) }
	suite := func(name string) string { return with(goodProof, "eddsa-rdfc-2022", name) }
	header := func(places, header string) sick { return sick{goodToken(header), places} }
	old := with(goodProof, `"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022"`, `"type":"Ed25519Signature2020"`)
	did := "did:key:z6MkoYViLD7KhifttXRDkQ88LS6HDxQPmvdEZatRsBQenFjx"
	const (
		ob       = `"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`
		identity = `"credentialSubject":{"identifier":[{"type":"IdentityObject","hashed":%,"identityHash":"h","identityType":"T"}],`
		status   = `"type":"BitstringStatusListEntry","statusPurpose":"revocation"`
	)
	first := []string{`https://www.w3.org/ns/credentials/v2`, `https://www.w3.org/2018/credentials/v1`, "validFrom", "issuanceDate",
		`"credentialStatus":{"id":"https://school.example/status/1#7","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"7","statusListCredential":"https://school.example/status/1"},`, ""}
	return map[string][]sick{
		"picture":         {{baked(t, svg, []byte(good)), "file "}},
		"svg-json":        {{baked(t, svg, []byte(good)), "file "}},
		"token-wrapped":   {{[]byte(`{"jwt":"` + string(goodToken(goodHeader)) + `"}`), "file "}, {[]byte(`"` + string(goodToken(goodHeader)) + `"`), "file "}},
		"token":           {header("header /alg", goodHeader)},
		"token-algorithm": {header("header /alg", with(goodHeader, "ES256", "EdDSA"))},
		"kid-fragment":    {header("header /kid", with(goodHeader, "keys/1", "keys#key-1"))},
		"kid-relative":    {header("header /kid", with(goodHeader, "https://school.example/keys/1", "#key-1")), header("header /kid", with(goodHeader, "https://school.example/keys/1", "key"))},
		"kid-did":         {header("header /kid", with(goodHeader, "https://school.example/keys/1", "did:web:school.example#key-1"))},
		"kid-missing": {header("header /kid", with(goodHeader, `"kid":"https://school.example/keys/1"`,
			`"jwk":{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}`))},
		"claim-missing": {
			{goodToken(goodHeader, `"nbf":1780304400,`, ""), "document /nbf"},
			{goodToken(goodHeader, `"iss":"`+did+`",`, ""), "document /iss"},
			{goodToken(goodHeader, `"jti":"urn:uuid:ac42fa08-4a38-4c55-9ecb-2369d24dfb1c",`, ""), "document /jti"},
			{goodToken(goodHeader, `"sub":"urn:uuid:11111111-1111-4111-8111-111111111111",`, ""), "document /sub"},
			{goodToken(goodHeader, `"validFrom"`, `"validUntil":"2027-06-01T09:00:00Z","validFrom"`), "document /exp"},
		},
		"proof-suite":           {proof("document /proof/0/cryptosuite", suite("ecdsa-rdfc-2019")), proof("document /proof/0/cryptosuite", suite("eddsa-jcs-2022"))},
		"proof-suite-wallets":   {proof("document /proof/0/cryptosuite", suite("eddsa-jcs-2022")), proof("document /proof/0/cryptosuite", suite("ecdsa-sd-2023"))},
		"proof-suite-certified": {proof("document /proof/0/type", old), proof("document /proof/0/cryptosuite", suite("ecdsa-rdfc-2019"))},
		"proof-order":           {proof("document /proof/0", suite("ecdsa-rdfc-2019")+","+goodProof)},
		"method-document":       {proof("document /proof/0/verificationMethod", with(goodProof, did+"#z6MkoYViLD7KhifttXRDkQ88LS6HDxQPmvdEZatRsBQenFjx", "https://school.example/issuer#key-1"))},
		"key-without-fragment": {
			proof("document /proof/0/verificationMethod", with(goodProof, "#z6MkoYViLD7KhifttXRDkQ88LS6HDxQPmvdEZatRsBQenFjx", "")),
			header("header /kid", with(goodHeader, "https://school.example/keys/1", "did:web:school.example")),
		},
		"proof-undefined": {
			proof("document /proof/0/type", old),
			proof("document /proof/0/type", with(old, `{"type"`, `{"@context":"https://www.w3.org/ns/credentials/v2","type"`)),
			proof("document /proof/0/type", with(goodProof, `"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022"`, `"type":"JsonWebSignature2020"`)),
			doc("document /proof/0/type", first...),
		},
		"proof-context":       {proof("document /proof/0/@context", with(goodProof, `{"type"`, `{"@context":["https://www.w3.org/ns/credentials/v2"],"type"`))},
		"vcdm-1.1":            {doc("document /@context", first...), {inClaim(first), "document /vc/@context"}},
		"context-unversioned": {doc("document /@context/1", append(first, "context-3.0.3.json", "context.json")...)},
		"context-custom":      {doc("document /@context/2", ob, ob+`,"https://school.example/context.json"`)},
		"context-inline":      {doc("document /@context/2", ob, ob+`,{"grade":"https://school.example/grade"}`)},
		"json-ld": {
			doc("document /credentialSubject/achievement/grade", `"tag"`, `"grade":"A","tag"`),
			doc("document /credentialStatus/type", status, `"type":"1EdTechRevocationList"`, `"statusListIndex":"7","statusListCredential":"https://school.example/status/1"`, `"type":"x"`, `,"type":"x"`, ""),
			{goodToken(goodHeader, `"tag"`, `"grade":"A","tag"`), "document /credentialSubject/achievement/grade"},
			doc("document /nonce", `"validFrom"`, `"nonce":"x","validFrom"`), // a claim of tokens alone
		},
		"endorsement-jwt": {doc("document /credentialSubject/achievement/endorsementJwt", `"tag"`, `"endorsementJwt":["a.b.c"],"tag"`)},
		"null":            {doc("document /credentialSubject/achievement/humanCode", `"tag"`, `"humanCode":null,"tag"`)},
		"single": {
			doc("document /proof", "["+goodProof+"]", goodProof),
			doc("document /credentialSubject/achievement/type", `["Achievement"]`, `"Achievement"`),
			doc("document /credentialSchema", `"validFrom"`, `"credentialSchema":{"id":"https://school.example/s.json","type":"JsonSchema"},"validFrom"`),
		},
		"single-refused": {
			doc("document /credentialSubject/achievement/tag", `["civics"]`, `"civics"`),
			doc("document /evidence", `"validFrom"`, `"evidence":{"type":["Evidence"],"narrative":"x"},"validFrom"`),
		},
		"type-list": {
			doc("document /credentialSubject/achievement/image/type", `"Image"`, `["Image"]`),
			doc("document /credentialStatus/type", `"BitstringStatusListEntry"`, `["BitstringStatusListEntry"]`),
		},
		"image-text": {doc("document /credentialSubject/achievement/image", `{"id":"https://school.example/civics.png","type":"Image"}`, `"https://school.example/civics.png"`)},
		"time-spelling": {
			doc("document /validFrom", "09:00:00Z", "09:00:00+00:00"),
			doc("document /validFrom", "09:00:00Z", "09:00:00.000Z"),
			proof("document /proof/0/created", with(goodProof, "09:00:00Z", "09:00:00.5Z")),
		},
		"language-code": {doc("document /credentialSubject/achievement/inLanguage", "en-US", "en-us"), doc("document /credentialSubject/achievement/inLanguage", "en-US", "de-CH-1996")},
		"mojibake": {
			doc("document /credentialSubject/achievement/description", "Résumé", "RÃ©sumÃ©"),
			doc("document /credentialSubject/achievement/description", "Résumé", "world\u00e2\u0080\u0099s"),
			doc("document /credentialSubject/achievement/description", "Résumé", "worldâ€™s"),
			doc("document /credentialSubject/achievement/description", "Résumé of civics", "SAFeÂ®"),
		},
		"badge-type":  {doc("document /type", "OpenBadgeCredential", "AchievementCredential")},
		"name":        {doc("document /name", `"name":"Civics Credential",`, ""), doc("document /name", `"name":"Civics Credential",`, `"name":" ",`)},
		"criteria":    {doc("document /credentialSubject/achievement/criteria", `"narrative":"Take part."`, ""), doc("document /credentialSubject/achievement/criteria", "Take part.", "")},
		"issuer-text": {doc("document /issuer", `{"id":"`+did+`","type":["Profile"],"name":"Pine Ridge"}`, `"`+did+`"`)},
		"issuer-type": {doc("document /issuer/type", `["Profile"]`, `["Organization"]`), doc("document /issuer/type", `"type":["Profile"],`, "")},
		"issuer-name": {doc("document /issuer/name", `,"name":"Pine Ridge"`, "")},
		"recipient-hashed": {doc("document /credentialSubject/identifier", `"credentialSubject":{`,
			strings.ReplaceAll(identity, "%", "true"))},
		"recipient-name": {doc("document /credentialSubject/identifier/0", `"credentialSubject":{`,
			strings.NewReplacer("%", "false", `"T"`, `"name"`).Replace(identity))},
		"status-unread": {doc("document /credentialStatus/type", "BitstringStatusListEntry", "StatusList2021Entry"), doc("document /credentialStatus/type", "BitstringStatusListEntry", "1EdTechRevocationList")},
		"status-list":   {doc("document /credentialStatus", `"credentialStatus":{`, `"credentialStatus":[{`, `"statusListCredential":"https://school.example/status/1"}`, `"statusListCredential":"https://school.example/status/1"}]`)},
		"status-id":     {doc("document /credentialStatus/id", `"id":"https://school.example/status/1#7",`, "")},
		"status-purpose": {
			doc("document /credentialStatus/statusPurpose", `"statusPurpose":"revocation"`, `"statusPurpose":"suspension"`),
		},
		"schema-type": {doc("document /credentialSchema/0/type", `"validFrom"`, `"credentialSchema":[{"id":"https://school.example/s.json","type":"JsonSchemaValidator2019"}],"validFrom"`)},
	}
}

func examine(t testing.TB, badge []byte) *Examination {
	seen, err := Examine(context.Background(), badge)
	require.NoError(t, err)
	return seen
}

// places are where one row has found something.
func (e *Examination) places(id string) (at []string) {
	for _, f := range e.Findings {
		if f.ID == id {
			at = append(at, string(f.Part)+" "+f.Pointer)
		}
	}
	return at
}

func TestTheDoctorFindsNothingInAGoodBadge(t *testing.T) {
	require.Empty(t, examine(t, []byte(good)).Findings)
	seen := examine(t, goodToken(goodHeader))
	require.Len(t, seen.Findings, 1, "%v", seen.Findings)
	require.Equal(t, "token", seen.Findings[0].ID)
}

func TestTheDoctorFindsEachThingWhereItIs(t *testing.T) {
	all := cases(t)
	for _, r := range rows() {
		require.NotEmpty(t, all[r.ID], "%s has no badge in which it is found", r.ID)
		for _, s := range all[r.ID] {
			require.Equal(t, []string{s.places}, examine(t, s.badge).places(r.ID), "%s in %s", r.ID, s.badge)
		}
		require.Empty(t, examine(t, []byte(good)).places(r.ID), r.ID)
		if r.ID != "token" {
			require.Empty(t, examine(t, goodToken(goodHeader)).places(r.ID), r.ID)
		}
		delete(all, r.ID)
	}
	require.Empty(t, all, "rows that are not there")
}

// What stands beside a row and is not what it looks for.
func TestTheDoctorDoesNotFindWhatIsNotThere(t *testing.T) {
	const ob = `"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`
	identities := func(list string) []byte {
		return document(`"credentialSubject":{`, `"credentialSubject":{"identifier":[`+list+`],`)
	}
	identity := func(hashed, kind string) string {
		return `{"type":"IdentityObject","hashed":` + hashed + `,"identityHash":"h","identityType":"` + kind + `"}`
	}
	proofs := func(list string, more ...string) []byte {
		return document(append([]string{goodProof, list}, more...)...)
	}
	named := func(kind, context string) []byte {
		return proofs(with(goodProof, `"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022"`, `"type":"`+kind+`"`), ob, ob+`,"`+context+`"`)
	}
	inToken := func(proof string) []byte {
		return goodToken(goodHeader, `"validFrom"`, `"proof":[`+proof+`],"validFrom"`)
	}
	weak, stranger := with(goodProof, "eddsa-rdfc-2022", "ecdsa-rdfc-2019"), with(goodProof, "assertionMethod", "authentication")
	for _, c := range []struct {
		id    string
		badge []byte
	}{
		{"json-ld", goodToken(goodHeader, `"validFrom"`, `"nonce":"x","validFrom"`)}, // is no member of the badge
		{"null", document(`3.0.3.json"]`, `3.0.3.json",{"grade":null}]`)},            // is no value of the badge
		{"recipient-hashed", identities(identity("true", "emailAddress") + "," + identity("false", "emailAddress"))},
		{"recipient-name", identities(identity("false", "emailAddress"))},
		{"recipient-name", identities(identity("true", "name"))},
		{"schema-type", document(`"validFrom"`, `"credentialSchema":[{"id":"https://school.example/s.json","type":"1EdTechJsonSchemaValidator2019"}],"validFrom"`)},
		{"proof-order", proofs(goodProof + "," + weak)},
		{"proof-order", proofs(with(stranger, "eddsa-rdfc-2022", "ecdsa-rdfc-2019") + "," + goodProof)},                       // is passed over there
		{"proof-order", proofs(with(weak, `"DataIntegrityProof"`, `"OtherProof"`, `"cryptosuite"`, `"x"`) + "," + goodProof)}, // likewise
		{"proof-order", proofs(weak)},
		{"proof-order", inToken(weak + "," + goodProof)}, // whose own signature is judged
		{"proof-suite", inToken(weak)},
		{"method-document", inToken(with(goodProof, "did:key:z6MkoYViLD7KhifttXRDkQ88LS6HDxQPmvdEZatRsBQenFjx#z6Mk", "https://school.example/issuer#k"))},
		{"method-document", proofs(with(goodProof, "did:key:z6MkoYViLD7KhifttXRDkQ88LS6HDxQPmvdEZatRsBQenFjx#z6Mk", "https://school.example/issuer#z6Mk"))},
		{"method-document", proofs(with(goodProof, "did:key:z6MkoYViLD7KhifttXRDkQ88LS6HDxQPmvdEZatRsBQenFjx#z6Mk", "https://school.example/keys/z6Mk"))},
		{"proof-undefined", named("Ed25519Signature2020", "https://w3id.org/security/suites/ed25519-2020/v1")},
		{"proof-undefined", named("JsonWebSignature2020", "https://w3id.org/security/suites/jws-2020/v1")},
		{"proof-undefined", proofs(with(goodProof, `{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022"`, `{"@context":"https://w3id.org/security/suites/ed25519-2020/v1","type":"Ed25519Signature2020"`))},
		{"proof-undefined", document(ob, ob+`,"https://w3id.org/security/data-integrity/v1"`, `https://www.w3.org/ns/credentials/v2`, `https://www.w3.org/2018/credentials/v1`)},
		{"proof-context", proofs(with(goodProof, "eddsa-rdfc-2022", "eddsa-jcs-2022", `{"type"`, `{"@context":["https://www.w3.org/ns/credentials/v2"],"type"`))},
		{"proof-suite-wallets", proofs(weak)},
		{"proof-suite-certified", proofs(with(goodProof, "eddsa-rdfc-2022", "ecdsa-sd-2023"))},
		{"svg-json", baked(t, svg, goodToken(goodHeader))},
		{"claim-missing", goodToken(with(goodHeader), `"validFrom"`, `"validUntil":"2027-06-01T09:00:00Z","validFrom"`, `"nbf"`, `"exp":1811840400,"nbf"`)},
		{"kid-missing", goodToken(`{"alg":"ES256","jwk":{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}}`,
			`"issuer":{"id":"did:key:z6MkoYViLD7KhifttXRDkQ88LS6HDxQPmvdEZatRsBQenFjx"`, `"issuer":{"id":"https://school.example"`)},
		{"status-purpose", document("BitstringStatusListEntry", "1EdTechRevocationList", `"statusPurpose":"revocation",`, "")},
		{"kid-did", goodToken(with(goodHeader, "https://school.example/keys/1", "did:jwk:eyJ9#0"))},
		{"json-ld", cases(t)["context-custom"][0].badge}, // is told once
	} {
		require.Empty(t, examine(t, c.badge).places(c.id), "%s in %s", c.id, c.badge)
	}
}

func TestATextIsSaidToBeEncodedTwiceIfItsBytesAreUTF8(t *testing.T) {
	for text, twice := range map[string]bool{
		"": false, "plain": false, "Ã©": true, "é": false, "Ã": false, "ÃÃ": false, "© 2026": false, "naïve Ã©tÃ©": true, "worldâ€™s": true,
		"Ã\x00": false, "日本語": false, "æ—¥": true, "«€»": false, "Ünïcödé ÄÖÜ": false,
	} {
		require.Equal(t, twice, twiceEncoded(text), "%q", text)
	}
}

func TestEveryLintIsSaidInBothLanguages(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range Lints() {
		require.False(t, seen[l.ID], l.ID)
		seen[l.ID] = true
		require.Regexp(t, `^[a-z0-9][a-z0-9.-]*$`, l.ID)
		require.NotEmpty(t, l.Readers, l.ID)
		for _, text := range []Text{l.Says, l.Change} {
			require.NotEmpty(t, text.English, l.ID)
			require.NotEmpty(t, text.Spanish, l.ID)
			require.NotEqual(t, text.English, text.Spanish, l.ID)
			require.True(t, strings.HasSuffix(text.English, ".") && strings.HasSuffix(text.Spanish, "."), l.ID)
		}
		for _, r := range l.Readers {
			require.NotEmpty(t, r.Name.English, l.ID)
			require.NotEmpty(t, r.Name.Spanish, l.ID)
			require.NotEqual(t, r.Effect.Says().English, r.Effect.Says().Spanish, l.ID)
			for _, thread := range r.Threads {
				require.Regexp(t, `^[\w.-]+/[\w.-]+#\d+$`, thread)
			}
		}
	}
}

func TestWhatIsNoBadgeIsNotExamined(t *testing.T) {
	unsigned := with(good, `,"proof":[`+goodProof+`]`, "")
	for name, c := range map[string]struct {
		data string
		code credential.Code
	}{
		"nothing":        {"", credential.JWSFormat},
		"no JSON":        {"{", credential.JSONSyntax},
		"a name twice":   {with(good, `"name":`, `"name":"x","name":`), credential.JSONDuplicateKey},
		"nothing signed": {unsigned, credential.ProofMissing},
		"an endorsement": {with(good, "OpenBadgeCredential", "EndorsementCredential"), credential.SchemaInvalid},
		"a presentation": {with(good, `"VerifiableCredential","OpenBadgeCredential"`, `"VerifiablePresentation"`), credential.SchemaInvalid},
		"a web page":     {"<!doctype html><p>", credential.JWSFormat},
	} {
		seen, err := Examine(context.Background(), []byte(c.data))
		require.Nil(t, seen, name)
		require.ErrorIs(t, err, c.code, name)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	seen, err := Examine(ctx, []byte(good))
	require.Nil(t, seen)
	require.ErrorIs(t, err, credential.Interrupted)
}

func TestTheDoctorChangesNothing(t *testing.T) {
	data := []byte(good)
	examine(t, data)
	require.Equal(t, good, string(data))
}

// What one caller does with a finding is nothing to another.
func TestAFindingIsItsCallersOwn(t *testing.T) {
	for _, readers := range [][]Reader{examine(t, cases(t)["time-spelling"][0].badge).Findings[0].Readers, Lints()[2].Readers} {
		readers[0].Name.English, readers[0].Threads[0] = "changed", "changed"
	}
	for _, l := range Lints() {
		for _, r := range l.Readers {
			require.NotEqual(t, "changed", r.Name.English)
			require.NotContains(t, r.Threads, "changed")
		}
	}
}

func TestTheDoctorListsSoManyFindingsAndCountsTheRest(t *testing.T) {
	seen := examine(t, document(`["civics"]`, `[`+strings.Repeat("null,", 999)+`null]`))
	require.Len(t, seen.places("null"), limits.DoctorEach)
	require.GreaterOrEqual(t, seen.More, 1000-limits.DoctorEach)

	seen = examine(t, document(`"credentialStatus":{`, `"credentialStatus":[`+strings.Repeat(`{"type":"x"},`, 20)+`{`, `status/1"}`, `status/1"}]`))
	require.Len(t, seen.places("status-id"), limits.DoctorEach, "of what is missing no more are listed")

	sick := `{"type":"Evidence","narrative":null,"inLanguage":"xx-","image":"x","tag":"RÃ©","created":"x","criteria":{},"endorsementJwt":["x"],"place":{"type":["Image"]}},`
	seen = examine(t, document(`"validFrom"`, `"evidence":[`+strings.Repeat(sick, 8)+strings.TrimSuffix(sick, ",")+`],"validFrom"`))
	require.Len(t, seen.Findings, limits.DoctorFindings)
	require.Contains(t, seen.Report("en"), "more, which are not listed")
}

func TestWhatIsFoundIsShownShortAndWithoutControls(t *testing.T) {
	seen := examine(t, document("en-US", strings.Repeat("x", 5000)+`\u001b[2J\u202e`))
	require.Less(t, len(seen.Findings[0].Found), 200)
	seen = examine(t, document("en-US", `\u001b[2J\u202e`))
	for _, tag := range []string{"en", "es"} {
		text := seen.Report(tag)
		require.NotContains(t, text, "\x1b")
		require.NotContains(t, text, "\u202e")
		require.Contains(t, text, "[language-code]")
	}
	require.NotEqual(t, seen.Report("en"), seen.Report("es"))
}

func TestWhatStandsThereIsTold(t *testing.T) {
	told := func(id string, badge []byte) string {
		for _, f := range examine(t, badge).Findings {
			if f.ID == id {
				return f.Found
			}
		}
		return "not found"
	}
	all := cases(t)
	for id, want := range map[string]string{
		"status-unread": "StatusList2021Entry", "null": "null", "criteria": "an object", "type-list": "a list of 1", "token-algorithm": "EdDSA", "picture": "svg", "issuer-name": "",
	} {
		require.Equal(t, want, told(id, all[id][0].badge), id)
	}
}

func TestAWrittenReportNamesWhoRefusesAndWhatToChange(t *testing.T) {
	text := examine(t, goodToken(with(goodHeader, "ES256", "EdDSA"))).Report("en")
	for _, part := range []string{"[token-algorithm]", "1EdTech validator: refused (1EdTech/digital-credentials-public-validator#23)", "header /alg: EdDSA", "P-256", "R8"} {
		require.Contains(t, text, part)
	}
	require.Contains(t, examine(t, []byte(good)).Report("en"), "That is no verdict.")
}
