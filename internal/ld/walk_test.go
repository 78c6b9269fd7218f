package ld_test

import (
	"context"
	"crypto"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// form is the canonical form of a document, which the reference in this folder
// and json-gold must find too.
func form(t testing.TB, text string) string {
	t.Helper()
	doc := parse(t, []byte(text))
	list, err := ld.Standard().Of(doc)
	require.NoError(t, err)
	got := canonical(t, list, doc, crypto.SHA256)
	r := newReference(t, list.Edition() != "")
	want, err := r.nquads([]byte(text))
	require.NoError(t, err)
	require.Empty(t, r.lost)
	require.Equal(t, canonicalNQuads(t, want), got)
	if !goldIsWrong(got) {
		want, err = goldNQuads(t, []byte(text), list.Edition() != "")
		require.NoError(t, err)
		require.Equal(t, canonicalNQuads(t, want), got)
	}
	return got
}

func convertOnly(l *ld.List, v strictjson.Value) error {
	var d rdfc.Dataset
	return l.Convert(&d, nil, v)
}

func in2(members string) string {
	return `{"@context":["` + v2 + `","` + ob303 + `"],"id":"urn:b","type":["VerifiableCredential","OpenBadgeCredential"],` + members + `}`
}

func TestEqualGraphsHaveEqualForms(t *testing.T) {
	const base = `"name":"n\u00e4","issuer":"urn:i","evidence":[{"id":"urn:e","type":["Evidence"]}]`
	want := form(t, in2(base))
	for _, same := range []string{
		`"evidence":{"type":"Evidence","id":"urn:e"},"issuer":["urn:i"],"name":["nä"]`,
		`"name":["nä","nä"],"issuer":{"id":"urn:i"},"evidence":[{"id":"urn:e","type":["Evidence","Evidence"]},{"id":"urn:e"}]`,
		`"n\u0061me":"n\u00E4","description":null,"termsOfUse":[],"issuer":"\u0075rn:i","evidence":[null,{"id":"urn:e","type":["Evidence"],"genre":null,"audience":[null]}]`,
		"\n\"name\" :\t\"nä\" , \"issuer\":\"urn:i\",\"evidence\":[ {\"id\":\"urn:e\",\"type\":\"Evidence\"} ]",
	} {
		require.Equal(t, want, form(t, in2(same)), same)
	}
	for _, other := range []string{
		`"name":"n\u00e4 ","issuer":"urn:i","evidence":[{"id":"urn:e","type":["Evidence"]}]`,
		`"name":"n\u00e4","issuer":"urn:I","evidence":[{"id":"urn:e","type":["Evidence"]}]`,
		`"name":"n\u00e4","issuer":"urn:i","evidence":[{"id":"urn:e","type":["Alignment"]}]`,
		`"name":"n\u00e4","issuer":"urn:i","evidence":[{"type":["Evidence"]}]`,
		`"name":"n\u00e4","issuer":"urn:i","evidence":[{"id":"urn:e","type":["Evidence"],"audience":""}]`,
		`"name":"n\u00e4","issuer":"urn:i","image":[{"id":"urn:e","type":["Evidence"]}]`,
	} {
		require.NotEqual(t, want, form(t, in2(other)), other)
	}
}

func TestEveryValueIsPartOfTheForm(t *testing.T) {
	text := honest(v2, ob303)
	doc := parse(t, []byte(text))
	list, err := ld.Standard().Of(doc)
	require.NoError(t, err)
	want := canonical(t, list, doc, crypto.SHA256, "proof")

	changed := 0
	var leaf func(v strictjson.Value, skip bool)
	leaf = func(v strictjson.Value, skip bool) {
		for name, m := range v.Members() {
			leaf(m, skip || name == "@context" || v.Pointer() == "" && name == "proof")
		}
		for _, e := range v.Elements() {
			leaf(e, skip)
		}
		var other string
		switch start, end := v.Span(); {
		case skip:
			return
		case v.Kind() == strictjson.String:
			other = text[:end-1] + "x\"" + text[end:]
		case v.Kind() == strictjson.Number:
			other = text[:start] + "9" + text[end:]
		case v.Kind() == strictjson.True:
			other = text[:start] + "false" + text[end:]
		default:
			return
		}
		changed++
		edited := parse(t, []byte(other))
		if read(t, ld.Standard(), other) == nil { // a name of a type may be none now
			require.NotEqual(t, want, canonical(t, list, edited, crypto.SHA256, "proof"), v.Pointer())
		}
	}
	leaf(doc, false)
	require.Greater(t, changed, 100)
}

func TestNumbersAreWrittenAsBothProcessorsWriteThem(t *testing.T) {
	const integer = `"^^<http://www.w3.org/2001/XMLSchema#integer>`
	const double = `"^^<http://www.w3.org/2001/XMLSchema#double>`
	for number, want := range map[string]string{
		"0": `"0` + integer, "-0": `"0` + integer, "0.0": `"0` + integer, "-0.0": `"0` + integer, "1.0": `"1` + integer, "-7": `"-7` + integer, "1e3": `"1000` + integer,
		"123456789012345":     `"123456789012345` + integer,
		"1234567890123456800": `"1234567890123456768` + integer, // the double nearest to it, in full
		"9007199254740992":    `"9007199254740992` + integer,
		"0.5":                 `"5.0E-1` + double, "-0.125": `"-1.25E-1` + double, "3.141592653589793": `"3.141592653589793E0` + double,
		"1e21": `"1.0E21` + double, "1.5e300": `"1.5E300` + double, "1.5e-7": `"1.5E-7` + double, "0.000001": `"1.0E-6` + double, "100.5": `"1.005E2` + double,
		"1000000000000001.5": `"1.000000000000002E15` + double, "40.000091552734375": `"4.000009155273438E1` + double, // ties that both round up
		"0.30000000000000004": `"3.0E-1` + double, "-122.08421299999998": `"-1.22084213E2` + double,
	} {
		require.Contains(t, form(t, in2(`"name":`+number)), "<https://schema.org/name> "+want+" .\n", number)
	}
	for number, want := range map[string]string{"3.0": "3", "3.5": "3.5E0", "-12": "-12", "true": "true"} {
		got := form(t, in2(`"credentialSubject":{"type":"AchievementSubject","creditsEarned":`+number+`}`))
		require.Contains(t, got, `"`+want+`"^^<https://www.w3.org/2001/XMLSchema#float> .`, "the datatype of the term, and the digits of the number")
	}
	for _, number := range []string{"1e20", "9223372036854775807e0", "1e-7", "-1e-7", "5e-324", "1e19", "-1e20",
		"40.000030517578125", "-40.000030517578125", "1000000000000000.5", "0.5000000000000002220446049250313080847263336181640625"} {
		err := refusal(t, in2(`"name":`+number))
		if err != nil { // the strict reader refuses some before
			require.ErrorIs(t, err, ld.ErrNumber, number)
		}
	}
}

// refusal is why a document is refused; nil if it is no JSON to the strict reader.
func refusal(t testing.TB, text string) error {
	if _, err := strictjson.Parse([]byte(text), strictjson.Limits{}); err != nil {
		require.ErrorIs(t, err, strictjson.ErrNumber)
		return nil
	}
	err := read(t, ld.Standard(), text)
	require.Error(t, err)
	return err
}

func TestAnXSDDoubleIsAlwaysWrittenAsOne(t *testing.T) {
	c, err := ld.Standard().With("https://e.example/c", []byte(`{"@context":{"ratio":{"@id":"https://e.example/v#ratio","@type":"http://www.w3.org/2001/XMLSchema#double"}}}`))
	require.NoError(t, err)
	text := func(value string) string {
		return `{"@context":["` + v2 + `","https://e.example/c"],"id":"urn:b","type":"VerifiableCredential","ratio":` + value + `}`
	}
	for value, want := range map[string]string{"3": "3.0E0", "0": "0.0E0", "1e20": "1.0E20", "1e-7": "1.0E-7", "true": "true"} {
		doc := parse(t, []byte(text(value)))
		list, err := c.Of(doc)
		require.NoError(t, err)
		require.Contains(t, canonical(t, list, doc, crypto.SHA256), `"`+want+`"^^<http://www.w3.org/2001/XMLSchema#double>`)
	}
	for _, value := range []string{`"3"`, "-0", "-0.0"} {
		requireRefused(t, read(t, c, text(value)), ld.ErrNumber, "/ratio")
	}
}

func TestLanguagesAreFoldedAndDirectionsKept(t *testing.T) {
	const name = `<urn:b> <https://schema.org/name> `
	for value, want := range map[string]string{
		`{"@value":"a\"\n\u0001","@language":"DE-at"}`:                      `"a\"\n\u0001"@de-at`,
		`{"@language":"en","@direction":"ltr","@value":"n"}`:                `"n"^^<https://www.w3.org/ns/i18n#en_ltr>`,
		`{"@value":"\u05e9","@direction":"rtl"}`:                            `"ש"^^<https://www.w3.org/ns/i18n#_rtl>`,
		`{"@v\u0061lue":"n","@language":"\u0065n"}`:                         `"n"@en`,
		`[{"@value":"n","@language":"en"},{"@value":"n","@language":"EN"}]`: `"n"@en`,
	} {
		got := form(t, in2(`"name":`+value))
		require.Contains(t, got, name+want+" .\n", value)
		require.Equal(t, 1, strings.Count(got, name))
	}
}

func TestAContextOfAMemberAppliesInsideItAlone(t *testing.T) {
	// cnf gives kid and jwk another meaning than the root does, although kid is protected there.
	got := form(t, `{"@context":"`+v2+`","id":"urn:b","type":"VerifiableCredential","kid":"urn:k1","cnf":{"kid":"urn:k2","jwk":{"y":1.0,"x":["\u00e9"]}}}`)
	require.Contains(t, got, `<urn:b> <https://www.iana.org/assignments/jose#kid> <urn:k1> .`)
	require.Contains(t, got, `_:c14n0 <https://www.iana.org/assignments/jwt#kid> <urn:k2> .`)
	require.Contains(t, got, `"{\"x\":[\"é\"],\"y\":1}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> .`)

	requireRefused(t, read(t, ld.Standard(), `{"@context":"`+v2+`","id":"urn:b","type":"VerifiableCredential","jwk":{}}`), ld.ErrTermUndefined, "/jwk")

	// The name of a purpose is a term of the context that proofPurpose has, and of no other.
	proof := `{"type":"DataIntegrityProof","proofPurpose":PURPOSE}`
	purpose := func(p string) string {
		return in2(`"endorsement":{"id":"urn:e","type":"VerifiableCredential","proof":` + strings.Replace(proof, "PURPOSE", p, 1) + `}`)
	}
	require.Contains(t, form(t, purpose(`"authentication"`)), `<https://w3id.org/security#proofPurpose> <https://w3id.org/security#authenticationMethod> _:c14n`)
	require.Contains(t, form(t, purpose(`"urn:own:purpose"`)), `<https://w3id.org/security#proofPurpose> <urn:own:purpose> _:c14n`)
	requireRefused(t, read(t, ld.Standard(), purpose(`"assertion"`)), ld.ErrTermUndefined, "/endorsement/proof/proofPurpose")
	requireRefused(t, read(t, ld.Standard(), purpose(`"type"`)), ld.ErrTermUndefined, "/endorsement/proof/proofPurpose")
	requireRefused(t, read(t, ld.Standard(), purpose(`"https://w3id.org/security#assertionMethod"`)), ld.ErrKeyForm, "/endorsement/proof/proofPurpose")
}

func TestSeveralTypesBringTheirNamesTogether(t *testing.T) {
	of1 := `{"@context":["` + v1 + `","` + list2021 + `"],"id":"urn:b","type":[TYPES],"name":"n","issuer":"urn:i"}`
	want := form(t, strings.Replace(of1, "TYPES", `"VerifiableCredential","StatusList2021Credential"`, 1))
	require.Contains(t, want, `<urn:b> <http://schema.org/name> "n" .`)
	require.Equal(t, want, form(t, strings.Replace(of1, "TYPES", `"StatusList2021Credential","VerifiableCredential","VerifiableCredential"`, 1)))
	requireRefused(t, read(t, ld.Standard(), strings.Replace(of1, "TYPES", `"StatusList2021Credential"`, 1)), ld.ErrTermUndefined, "/issuer")
	requireRefused(t, read(t, ld.Standard(), strings.Replace(of1, "TYPES", `"VerifiableCredential"`, 1)), ld.ErrTermUndefined, "/name")

	// Two types that give one name two meanings, protected.
	requireRefused(t, read(t, ld.Standard(), in2(`"credentialSubject":{"type":["Achievement","AchievementSubject","Result","ResultDescription"]}`)), ld.ErrContextConflict, "/credentialSubject/type")
}

func TestAPresentationHoldsItsCredentialsInGraphsOfTheirOwn(t *testing.T) {
	credential := `{"@context":["` + v2 + `"],"id":"urn:c","type":"VerifiableCredential","name":"n"}`
	text := `{"@context":["` + v2 + `"],"id":"urn:p","type":"VerifiablePresentation","verifiableCredential":[` + credential + `]}`
	got := form(t, text)
	require.Contains(t, got, `<urn:c> <https://schema.org/name> "n" _:c14n0 .`)
	require.Contains(t, got, `<urn:p> <https://www.w3.org/2018/credentials#verifiableCredential> _:c14n0 .`)

	// Without a context of its own, nothing is defined in it.
	requireRefused(t, read(t, ld.Standard(), strings.Replace(text, credential, `{"id":"urn:c"}`, 1)), ld.ErrTermUndefined, "/verifiableCredential/0/id")
	requireRefused(t, read(t, ld.Standard(), strings.Replace(text, credential, `"urn:c"`, 1)), ld.ErrValue, "/verifiableCredential/0")
}

func TestAListKeepsItsOrderAndASetDoesNot(t *testing.T) {
	levels := func(members string) string {
		return in2(`"credentialSubject":{"type":"AchievementSubject","achievement":{"type":"Achievement","resultDescription":{"id":"urn:r","type":"ResultDescription",` + members + `}}}`)
	}
	require.NotEqual(t, form(t, levels(`"allowedValue":["1","2"]`)), form(t, levels(`"allowedValue":["2","1"]`)))
	require.Equal(t, form(t, levels(`"allowedValue":["1"]`)), form(t, levels(`"allowedValue":"1"`)))
	require.Equal(t, form(t, levels(`"allowedValue":["1",null,"1"]`)), form(t, levels(`"allowedValue":["1","1"]`)))
	require.NotEqual(t, form(t, levels(`"allowedValue":["1","1"]`)), form(t, levels(`"allowedValue":["1"]`)))
	require.Contains(t, form(t, levels(`"allowedValue":[]`)), `#allowedValue> <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .`)
	require.NotContains(t, form(t, levels(`"allowedValue":null`)), `#allowedValue>`)
	require.Equal(t,
		form(t, levels(`"rubricCriterionLevel":[{"id":"urn:1","type":"RubricCriterionLevel"},{"id":"urn:2","type":"RubricCriterionLevel"}]`)),
		form(t, levels(`"rubricCriterionLevel":[{"id":"urn:2","type":"RubricCriterionLevel"},{"id":"urn:1","type":"RubricCriterionLevel"}]`)))
}

func TestTheLaterEditionIsReadWhereItsNamesAreUsed(t *testing.T) {
	list := func(text string) *ld.List {
		l, err := ld.Standard().Of(parse(t, []byte(text)))
		require.NoError(t, err)
		return l
	}
	require.Empty(t, list(in2(`"name":"n"`)).Edition())
	require.Empty(t, list(in2(`"name":"jti endorsementJwt"`)).Edition())
	require.Equal(t, "endorsementJwt", list(in2(`"endorsementJwt":["a.b.c"]`)).Edition())
	require.Equal(t, "endorsementJwt", list(in2(`"\u006ati":"urn:b"`)).Edition())
	require.Equal(t, "endorsementJwt", list(in2(`"issuer":{"id":"urn:i","type":"Profile","endorsementJwt":"a.b.c"}`)).Edition())
	require.Contains(t, form(t, in2(`"endorsementJwt":["a.b.c"],"endorsement":{"@context":["`+v2+`","`+ob303+`"],"id":"urn:e","type":"VerifiableCredential"}`)),
		`<urn:b> <https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsementJwt> "a.b.c" .`)

	// The editions of other contexts do not have them at all.
	requireRefused(t, read(t, ld.Standard(), strings.Replace(in2(`"endorsementJwt":["a.b.c"]`), ob303, ob302, 1)), ld.ErrTermUndefined, "/endorsementJwt")
}

func TestAProofsOwnContextsAreThoseItIsHashedUnder(t *testing.T) {
	text := `{"@context":["` + v1 + `","` + ob303 + `","` + di1 + `"],"id":"urn:b","type":"VerifiableCredential",
		"proof":[{"type":"DataIntegrityProof","cryptosuite":"x"},{"@context":["` + di2 + `"],"type":"DataIntegrityProof","cryptosuite":"x"},
		{"@context":["` + di2 + `",{}],"type":"DataIntegrityProof"},{"@context":"` + ed2020 + `","type":"Ed25519Signature2020","proofValue":"z"}]}`
	doc := parse(t, []byte(text))
	c := ld.Standard()
	list, err := c.Of(doc)
	require.NoError(t, err)
	proof := func(i int) (string, error) {
		p, _ := doc.Lookup("/proof/" + strconv.Itoa(i))
		own, err := c.OfProof(list, p)
		if err != nil {
			return "", err
		}
		return canonical(t, own, p, crypto.SHA256, "proofValue"), nil
	}
	first, err := proof(0)
	require.NoError(t, err)
	require.Contains(t, first, `<https://w3id.org/security#cryptosuite> "x" .`)
	second, err := proof(1)
	require.NoError(t, err)
	require.Contains(t, second, `<https://w3id.org/security#cryptosuite> "x"^^<https://w3id.org/security#cryptosuiteString> .`)
	_, err = proof(2)
	requireRefused(t, err, ld.ErrContextUnknown, "/proof/2/@context/1")
	last, err := proof(3)
	require.NoError(t, err)
	require.NotContains(t, last, "proofValue")
	require.Contains(t, last, "#Ed25519Signature2020>")
}

func TestADocumentThatIsNoObjectIsRefused(t *testing.T) {
	for _, text := range []string{`[]`, `null`, `"x"`, `1`, `[` + small + `]`} {
		require.ErrorIs(t, read(t, ld.Standard(), text), ld.ErrContextUnknown, text)
	}
	list, err := ld.Standard().Of(parse(t, []byte(small)))
	require.NoError(t, err)
	require.ErrorIs(t, convertOnly(list, parse(t, []byte(`[]`))), ld.ErrValue)
	require.ErrorIs(t, convertOnly(list, strictjson.Value{}), ld.ErrValue)
	require.ErrorIs(t, convertOnly(list, parse(t, []byte(`{"id":"urn:b","@context":null}`))), ld.ErrValue)
}

// A proof that another one builds on may have an @context of its own, as one of a
// jcs suite has: it is read under that, and no other object of the document may
// have one because of it.
func TestAProofWithAContextOfItsOwn(t *testing.T) {
	own := []string{
		`["` + v2 + `","` + ob303 + `"]`, `"https://w3id.org/security/data-integrity/v1"`, `"https://w3id.org/security/data-integrity/v2"`,
	}
	for _, contexts := range [][]string{{v2, ob303}, {v1, ob303, "https://w3id.org/vc/status-list/2021/v1", "https://w3id.org/security/data-integrity/v2"}} {
		for _, c := range own {
			proof := `{"type":"DataIntegrityProof","cryptosuite":"eddsa-jcs-2022","created":"2026-03-01T00:00:00Z","proofPurpose":"assertionMethod","id":"urn:p:1","verificationMethod":"did:key:z6Mk#z6Mk","@context":` + c + `,"proofValue":"z1"}`
			bare := string(strictjson.Cut(parse(t, []byte(honest(contexts...))).Get("proof")))
			doc := bare[:strings.LastIndexByte(bare, '}')] + `,"proof":` + proof + `}`
			v := parse(t, []byte(doc))
			list, err := ld.Standard().Of(v)
			require.NoError(t, err)
			var d rdfc.Dataset
			err = list.ConvertWithProofs(&d, nil, v, []strictjson.Value{v.Get("proof")})
			want, goldErr := goldNQuads(t, []byte(doc), false)
			if goldErr != nil {
				require.ErrorIs(t, err, ld.ErrContextConflict, "%s %s", contexts, c)
				continue
			}
			require.NoError(t, err)
			form, err := d.Canonicalize(context.Background(), crypto.SHA256)
			require.NoError(t, err)
			require.Equal(t, canonicalNQuads(t, want), string(form))

			moved := parse(t, []byte(strings.Replace(doc, `"criteria":{`, `"criteria":{"@context":`+c+`,`, 1)))
			require.ErrorIs(t, list.ConvertWithProofs(&d, nil, moved, []strictjson.Value{moved.Get("proof")}), ld.ErrContextNested)
			require.ErrorIs(t, convertOnly(list, v), ld.ErrContextNested, "as a part of the document")
		}
	}
}
