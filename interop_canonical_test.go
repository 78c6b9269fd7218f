package openbadges_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

const (
	canonicalV2 = `"https://www.w3.org/ns/credentials/v2"`
	canonicalOB = `"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`
)

// credentialWith returns a credential of both contexts and the given members.
func credentialWith(issuer, members string) string {
	return `{"@context":[` + canonicalV2 + `,` + canonicalOB + `],"type":["VerifiableCredential","OpenBadgeCredential"],"issuer":` + issuer + `,` + members + `}`
}

func subjectWith(members string) string {
	return `"credentialSubject":{"id":"did:example:ada","type":["AchievementSubject"],` + members + `}`
}

const endorsement = `{"@context":[` + canonicalV2 + `,` + canonicalOB + `],"id":"urn:e:1","type":["VerifiableCredential","EndorsementCredential"],` +
	`"issuer":{"id":"did:example:board","type":["Profile"],"name":"Board"},"name":{"@value":"Bien","@language":"fr"},"validFrom":"2026-01-01T00:00:00Z",` +
	`"credentialSubject":{"id":"urn:a:1","type":["EndorsementSubject"],"endorsementComment":"Good."},"proof":[{"type":"DataIntegrityProof",` +
	`"cryptosuite":"eddsa-rdfc-2022","created":"2026-01-01T00:00:00Z","verificationMethod":"did:example:board#k","proofPurpose":"assertionMethod","proofValue":"z3FXQ"}]}`

// Whatever an honest credential may hold has one canonical form on both sides,
// and so each side's proofs hold on the other.
func TestInteropIntegrityOfCanonicalForms(t *testing.T) {
	o := startOtherSide(t)
	did := `"` + o.did() + `"`
	ada := `"credentialSubject":{"id":"did:example:ada"}`
	documents := map[string]string{
		"a badge within a record": `{"@context":[` + canonicalV2 + `,"https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",` + canonicalOB + `],"id":"urn:c:1",` +
			`"type":["VerifiableCredential","ClrCredential"],"name":"Transcript","issuer":{"id":` + did + `,"type":["Profile"],"name":"School"},"validFrom":"2026-01-01T00:00:00Z",` +
			`"credentialSubject":{"id":"did:example:ada","type":["ClrSubject"],"achievement":[{"id":"urn:a:1","type":["Achievement"],"name":"n"}],` +
			`"association":[{"type":"Association","associationType":"isChildOf","sourceId":"urn:a:1","targetId":"urn:a:2"}],"verifiableCredential":[` + endorsement + `]}}`,
		"a status list": `{"@context":[` + canonicalV2 + `],"id":"https://school.example/s","type":["VerifiableCredential","BitstringStatusListCredential"],"issuer":` + did + `,` +
			`"credentialSubject":{"id":"https://school.example/s#list","type":"BitstringStatusList","statusPurpose":"revocation","ttl":3600000,"encodedList":"uH4sI"}}`,
		"1EdTech extensions": strings.Replace(credentialWith(did, `"credentialSchema":[{"id":"https://school.example/schema","type":"1EdTechJsonSchemaValidator2019"}],`+
			`"refreshService":{"id":"https://school.example/r","type":"1EdTechCredentialRefresh"},`+ada), canonicalOB, canonicalOB+`,"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"`, 1),
	}
	for name, members := range map[string]string{
		"status, schema and related resource": `"credentialStatus":{"id":"https://school.example/s#1","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"94567",` +
			`"statusListCredential":"https://school.example/s"},"credentialSchema":[{"id":"https://school.example/schema","type":"JsonSchema"}],"relatedResource":[{"id":"https://school.example/r","digestSRI":"sha384-AA"}],` + ada,
		"endorsements": `"endorsement":[` + endorsement + `],` + subjectWith(`"achievement":{"id":"urn:a:1","type":["Achievement"],"name":"n","endorsement":[`+strings.Replace(endorsement, "urn:e:1", "urn:e:2", 1)+`]}`),
		"two subjects": `"credentialSubject":[{"id":"did:example:ada","type":["AchievementSubject"],"source":{"id":"https://p.example","type":["Profile"],"name":"P",` +
			`"address":{"type":["Address"],"addressLocality":"L","geo":{"type":["GeoCoordinates"],"latitude":40.5,"longitude":-105}}}},` +
			`{"type":["AchievementSubject"],"identifier":[{"type":"IdentityObject","identityType":"emailAddress","identityHash":"x@y","hashed":false}]}]`,
		"twins without names": subjectWith(`"result":[{"type":["Result"],"value":"1"},{"type":["Result"],"value":"1"},{"type":["Result"],"value":"2","alignment":[` +
			`{"type":["Alignment"],"targetName":"t","targetUrl":"https://t.example"},{"type":["Alignment"],"targetName":"t","targetUrl":"https://t.example"}]}]`),
		"lists": subjectWith(`"achievement":{"id":"urn:a:1","type":["Achievement"],"resultDescription":[{"id":"urn:r:1","type":["ResultDescription"],"name":"n","resultType":"LetterGrade","allowedValue":["B","A","A"]},` +
			`{"id":"urn:r:2","type":["ResultDescription"],"name":"n","resultType":"ext:Own","allowedValue":[]},{"id":"urn:r:3","type":["ResultDescription"],"name":"n","resultType":"Status","allowedValue":"one"}]}`),
		"one profile in two places": subjectWith(`"source":{"id":"did:example:s","type":["Profile"],"name":"A"},"achievement":{"id":"urn:a:1","type":["Achievement"],"creator":{"id":"did:example:s","type":["Profile"],"name":"A","url":"https://u.example"}}`),
		"objects that say nothing":  subjectWith(`"result":[{}],"image":{}`),
		"spellings of dates":        `"validFrom":"2026-01-01T00:00:00.000+05:30","awardedDate":"2026-01-01T00:00:00.1Z",` + subjectWith(`"activityStartDate":"2026-01-01T00:00:00-00:00"`),
	} {
		documents[name] = credentialWith(did, members)
	}
	for _, types := range []string{`"Profile"`, `["Profile","ext:Own"]`, `["Profile","https://school.example/Type"]`, `["Evidence","Profile","Achievement"]`, `["Profile","Image"]`, `["Profile","Profile"]`, `[]`} {
		documents["types "+types] = credentialWith(`{"id":`+did+`,"type":`+types+`,"name":"N","image":{"id":"https://i.example","type":"Image"}}`, ada)
	}
	for _, number := range []string{"3", "3.0", "3.5", "0.1", "0", "-0", "-3.25", "1E+2", "1e-1", "0.30000000000000004", "1.5e-7", "9007199254740991", "1e21", "1.7976931348623157e308"} {
		documents["number "+number] = credentialWith(did, subjectWith(`"creditsEarned":`+number+`,"achievement":{"id":"urn:a:1","type":["Achievement"],"creditsAvailable":`+number+`}`))
	}
	for _, id := range []string{"https://x.example/é", "https://x.example/%C3%A9", "HTTPS://X.example/", "urn:UUID:A", "did:example:a?b=c#d", "data:text/plain,a%20b", `https://x.example/\ud83d\ude00`, "http://[::1]/", "https://école.example/", "schema:foo"} {
		documents["id "+id] = credentialWith(did, `"credentialSubject":{"id":"`+id+`","type":["AchievementSubject"]},"evidence":[{"id":"`+id+`","type":["Evidence"]}]`)
	}
	for _, text := range []string{
		`"plain"`, `""`, `["b","a","b"]`, `{"@value":"Bürgerkunde","@language":"de"}`, `{"@value":"x","@language":"DE-at"}`, `{"@value":"x","@language":"zh-Hant-TW"}`,
		`{"@value":"مدنية","@language":"ar","@direction":"rtl"}`, `{"@value":"x","@direction":"ltr"}`, `["a",{"@value":"b","@language":"es"},{"@value":"c","@language":"en"}]`,
		`"<b>&amp;'\u003c"`, `"é e\u0301 \ud83d\ude00 🗳️ \u200f\u2028\u00a0\ufeff\ufffd\u0080"`, `"tab\t nl\n cr\r quote\" backslash\\ solidus\/ \b\f\u0000\u0007\u000b\u001f\u007f"`,
	} {
		documents["text "+text] = credentialWith(did, `"name":`+text+`,"description":`+text+`,`+ada)
	}
	v, err := verify.New(verify.Config{Issuers: []string{o.did()}, Now: func() time.Time { return integrityClock }})
	require.NoError(t, err)
	for name, document := range documents {
		t.Run(name, func(t *testing.T) {
			o.requireCanonical(t, document)
			for _, suite := range integritySuites {
				if suite == credential.Ed25519Signature2020 {
					document = strings.Replace(document, `],`, `,"https://w3id.org/security/suites/ed25519-2020/v1"],`, 1)
				}
				ours, err := credential.AddProof(context.Background(), []byte(document), o.signer, credential.ProofOptions{Suite: suite, Created: integrityClock})
				require.NoError(t, err)
				o.requireVerifies(t, string(ours.Bytes()))
				theirs := o.issue(t, suite, document)
				_, err = v.VerifyProofs(context.Background(), []byte(theirs))
				require.NoError(t, err)
				require.Equal(t, proofValue(t, string(ours.Bytes())), proofValue(t, theirs))
			}
		})
	}
}

// What the other side takes and this one refuses: processors disagree on it, or
// one graph could be shown in two ways. Each difference is here so that it is
// noticed when it goes away.
func TestInteropIntegrityWhereThisSideIsStricter(t *testing.T) {
	o := startOtherSide(t)
	did := `"` + o.did() + `"`
	number := func(n string) string { return credentialWith(did, subjectWith(`"creditsEarned":`+n)) }
	id := func(iri string) string { return credentialWith(did, `"credentialSubject":{"id":"`+iri+`"}`) }
	for name, c := range map[string]struct {
		document string
		code     credential.Code
	}{
		"a fraction that they take for 0":         {number("1e-7"), credential.JSONNumber},
		"an integer that others take for double":  {number("100000000000000000000"), credential.JSONNumber},
		"an integer that they round":              {number("9007199254740993"), credential.JSONNumber},
		"a blank node with a name":                {id("_:b0"), credential.IRIInvalid},
		"characters that N-Quads has to escape":   {id("https://x.example/{a}"), credential.IRIInvalid},
		"an object where a string says the same":  {credentialWith(did, `"name":{"@value":"Civics"},`+subjectWith(`"role":"r"`)), credential.JSONKeyForm},
		"arrays of arrays, which RDF cannot tell": {credentialWith(did, `"name":[["a"],["b"]],`+subjectWith(`"role":"r"`)), credential.SchemaInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			require.Empty(t, o.ask(map[string]any{"op": "canonize", "document": c.document})["error"])
			_, err := credential.Canonicalize(context.Background(), []byte(c.document), nil)
			require.ErrorIs(t, err, c.code)
		})
	}
}

// Canonical N-Quads write what is no Char of XML 1.1 as \u and four digits:
// U+FFFE and U+FFFF, which rdf-canonize 5.0.0 leaves as they are. A signature over
// such a text holds on one side only, so no badge is issued with one.
func TestInteropIntegrityOfNoncharacters(t *testing.T) {
	o := startOtherSide(t)
	document := credentialWith(`"`+o.did()+`"`, `"name":"\ufffe\uffff","credentialSubject":{"id":"did:example:ada"}`)
	ours, err := credential.Canonicalize(context.Background(), []byte(document), nil)
	require.NoError(t, err)
	require.Contains(t, string(ours), `"\uFFFE\uFFFF"`)
	require.Contains(t, o.ask(map[string]any{"op": "canonize", "document": document})["nquads"], "\"\uFFFE\uFFFF\"")
}

func TestInteropIntegrityOfProofSetsAndOptions(t *testing.T) {
	o := startOtherSide(t)
	ctx := context.Background()
	document := strings.Replace(credentialWith(`"`+o.did()+`"`, `"credentialSubject":{"id":"did:example:ada"}`), `],`, `,"https://w3id.org/security/suites/ed25519-2020/v1"],`, 1)
	v, err := verify.New(verify.Config{Issuers: []string{o.did()}, Now: func() time.Time { return integrityClock }})
	require.NoError(t, err)
	for _, first := range integritySuites {
		for _, second := range integritySuites {
			t.Run(string(first)+" and "+string(second), func(t *testing.T) {
				one, err := credential.AddProof(ctx, []byte(document), o.signer, credential.ProofOptions{Suite: first, Created: integrityClock,
					Expires: integrityClock.Add(time.Hour), Domain: "https://school.example", Challenge: "c1"})
				require.NoError(t, err)
				o.requireVerifies(t, string(one.Bytes()))
				two, err := credential.AddProof(ctx, one.Bytes(), o.signer, credential.ProofOptions{Suite: second, Created: integrityClock})
				require.NoError(t, err)
				o.requireVerifies(t, string(two.Bytes()))
				_, err = v.Expecting("c1", "https://school.example").VerifyProofs(ctx, one.Bytes())
				require.NoError(t, err)

				theirs := o.issue(t, second, o.issue(t, first, document))
				report, err := v.VerifyProofs(ctx, []byte(theirs))
				require.NoError(t, err)
				require.Len(t, report.Proofs, 2)
				require.Equal(t, proofValue(t, string(two.Bytes())), proofValue(t, theirs))
			})
		}
	}
}
