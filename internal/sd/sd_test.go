package sd

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A badge with nodes that have ids and nodes that have none, some of them alike; a
// text with a language; and places where white space and an escape stand.
const testBadge = `{
  "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
  "id": "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100",
  "type": ["VerifiableCredential", "OpenBadgeCredential"],
  "name": {"@value": "Civics", "@language": "en"},
  "issuer": {"id": "https://school.example", "type": ["Profile"], "name" : "Pine Ridge\u0020High School", "description": "A school."},
  "validFrom": "2026-04-01T00:00:00Z",
  "validUntil": "2027-04-01T00:00:00Z",
  "credentialSubject": {
    "type": ["AchievementSubject"],
    "identifier": [
      {"type": "IdentityObject", "identityHash": "ada@example.org", "identityType": "emailAddress", "hashed": false},
      {"type": "IdentityObject", "identityHash": "S-4711", "identityType": "sourcedId", "hashed": false}
    ],
    "achievement": {
      "id": "https://school.example/civics",
      "type": ["Achievement"],
      "name": "Civics",
      "description": "Takes part.",
      "criteria": {"narrative": "Take part."},
      "tag": ["voting", "civics"],
      "creditsAvailable": 3.0
    },
    "result": [
      {"type": ["Result"], "value": "A", "alignment": [{"type": "Alignment", "targetName": "Voting", "targetUrl": "https://e.example/v"}]},
      {"type": ["Result"], "value": "B"},
      {"type": ["Result"], "value": "C"}
    ]
  }
}`

const testConfiguration = `{"type":"DataIntegrityProof","cryptosuite":"ecdsa-sd-2023","created":"2026-05-01T09:00:00Z",` +
	`"verificationMethod":"https://school.example/keys#1","proofPurpose":"assertionMethod"}`

var testMandatory = []string{"/issuer/name", "/validUntil", "/credentialSubject/achievement/name", "/credentialSubject/result/1"}

func parse(t testing.TB, data []byte) strictjson.Value {
	t.Helper()
	tape, err := strictjson.Parse(data, strictjson.Limits{})
	require.NoError(t, err)
	return tape.Root()
}

func private(t testing.TB, secret []byte) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), secret)
	require.NoError(t, err)
	return key
}

// options are those of an issuer who signs with key, and takes fresh secrets.
func options(key *ecdsa.PrivateKey, mandatory ...string) BaseOptions {
	return BaseOptions{Mandatory: mandatory, Key: &key.PublicKey, Sign: func(_ context.Context, message []byte) ([]byte, error) {
		digest := sha256.Sum256(message)
		der, err := key.Sign(nil, digest[:], crypto.SHA256)
		if err != nil {
			return nil, err
		}
		return jose.RawECDSA(der, key.Curve)
	}}
}

func issuerKey(t testing.TB) *ecdsa.PrivateKey { return private(t, bytes.Repeat([]byte{7}, 32)) }

// issued is a document with a base proof by issuerKey, whose secrets come from seed.
func issued(t testing.TB, document string, seed byte, mandatory ...string) string {
	t.Helper()
	o := options(issuerKey(t), mandatory...)
	o.Rand = bytes.NewReader(bytes.Repeat([]byte{seed}, 64))
	text, err := CreateBase(context.Background(), ld.Standard(), parse(t, []byte(document)), parse(t, []byte(testConfiguration)), o)
	require.NoError(t, err)
	return secured(document, text)
}

// secured is a document, which ends in its brace, with testConfiguration and a
// proofValue.
func secured(document, value string) string {
	proof := testConfiguration[:len(testConfiguration)-1] + `,"proofValue":"` + value + `"}`
	return document[:len(document)-1] + `,"proof":` + proof + `}`
}

func derive(t testing.TB, document string, selective ...string) (string, error) {
	t.Helper()
	v := parse(t, []byte(document))
	revealed, err := Derive(context.Background(), ld.Standard(), v, v.Get("proof"), selective)
	return string(revealed), err
}

func derived(t testing.TB, document string, selective ...string) string {
	t.Helper()
	revealed, err := derive(t, document, selective...)
	require.NoError(t, err)
	return revealed
}

func verify(t testing.TB, document string) error {
	t.Helper()
	v := parse(t, []byte(document))
	_, err := Verify(context.Background(), ld.Standard(), nil, v, v.Get("proof"), &issuerKey(t).PublicKey)
	return err
}

func verifyBase(t testing.TB, document string) error {
	t.Helper()
	v := parse(t, []byte(document))
	return VerifyBase(context.Background(), ld.Standard(), v, v.Get("proof"), &issuerKey(t).PublicKey)
}

func TestWhatIsDerivedVerifies(t *testing.T) {
	base := issued(t, testBadge, 1, testMandatory...)
	require.NoError(t, verifyBase(t, base))
	for _, selective := range [][]string{
		nil,
		{""},
		{"/name"},
		{"/name/@value", "/name/@language"},
		{"/credentialSubject"},
		{"/credentialSubject/result/2", "/credentialSubject/result/0"},
		{"/credentialSubject/result/0/alignment/0/targetName", "/credentialSubject/identifier/1"},
		{"/credentialSubject/achievement/tag/1", "/credentialSubject/achievement/criteria"},
		{"/issuer/name", "/issuer/name", "/id", "/type/0", "/@context"},
	} {
		revealed := derived(t, base, selective...)
		require.NoError(t, verify(t, revealed), "%v", selective)
	}
}

func TestADerivedDocumentIsWrittenInTheBytesOfTheDocument(t *testing.T) {
	base := issued(t, testBadge, 1, testMandatory...)
	revealed := derived(t, base, "/credentialSubject/achievement/creditsAvailable", "/credentialSubject/identifier/1/identityHash")
	v := parse(t, []byte(revealed))
	require.Equal(t, `{"@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],`+
		`"id": "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100","type": ["VerifiableCredential", "OpenBadgeCredential"],`+
		`"issuer": {"id": "https://school.example","type": ["Profile"],"name" : "Pine Ridge\u0020High School"},`+
		`"validUntil": "2027-04-01T00:00:00Z","credentialSubject": {"type": ["AchievementSubject"],`+
		`"identifier": [{"type": "IdentityObject","identityHash": "S-4711"}],`+
		`"achievement": {"id": "https://school.example/civics","type": ["Achievement"],"name": "Civics","creditsAvailable": 3.0},`+
		`"result": [{"type": ["Result"], "value": "B"}]}}`, string(strictjson.Cut(v.Get("proof"))))
	require.True(t, strings.HasPrefix(string(v.Get("proof").Raw()), testConfiguration[:len(testConfiguration)-1]+`,"proofValue":"u2V0B`))
}

func TestASetOfOneProofStaysASet(t *testing.T) {
	base := issued(t, testBadge, 1, testMandatory...)
	i := strings.Index(base, `"proof":`) + len(`"proof":`)
	other := `{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","proofPurpose":"assertionMethod","proofValue":"z1"}`
	v := parse(t, []byte(base[:i]+"["+other+","+base[i:len(base)-1]+"]}"))
	proof, _ := v.Lookup("/proof/1")
	revealed, err := Derive(context.Background(), ld.Standard(), v, proof, []string{"/name"})
	require.NoError(t, err)
	v = parse(t, revealed)
	require.Equal(t, strictjson.Array, v.Get("proof").Kind())
	require.Equal(t, 1, v.Get("proof").Len())
	proof, _ = v.Lookup("/proof/0")
	_, err = Verify(context.Background(), ld.Standard(), nil, v, proof, &issuerKey(t).PublicKey)
	require.NoError(t, err)
}

// An endorsement inside a document has a proof of its own, which stands for itself.
func TestADocumentMayBePartOfAnother(t *testing.T) {
	base := issued(t, testBadge, 1, testMandatory...)
	outer := parse(t, []byte(`{"first":[1,2],"second":`+base+`}`))
	v := outer.Get("second")
	require.NoError(t, VerifyBase(context.Background(), ld.Standard(), v, v.Get("proof"), &issuerKey(t).PublicKey))
	revealed, err := Derive(context.Background(), ld.Standard(), v, v.Get("proof"), []string{"/name"})
	require.NoError(t, err)
	require.Equal(t, derived(t, base, "/name"), string(revealed))
}

func TestNothingMandatory(t *testing.T) {
	base := issued(t, testBadge, 1)
	require.NoError(t, verifyBase(t, base))
	require.NoError(t, verify(t, derived(t, base, "/name")))
	_, err := derive(t, base)
	require.ErrorIs(t, err, ErrPointer)
}

func TestEverythingMandatory(t *testing.T) {
	base := issued(t, testBadge, 1, "")
	require.NoError(t, verifyBase(t, base))
	revealed := derived(t, base)
	require.NoError(t, verify(t, revealed))
	require.Equal(t, ErrSignature, errors.Unwrap(verify(t, strings.Replace(revealed, "Takes part", "Leads", 1))))
}

func TestABaseProofIsForItsHolderAlone(t *testing.T) {
	base := issued(t, testBadge, 1, testMandatory...)
	require.ErrorIs(t, verify(t, base), ErrBase)
	revealed := derived(t, base, "/name")
	require.ErrorIs(t, verifyBase(t, revealed), ErrDerived)
	_, err := derive(t, revealed, "/name")
	require.ErrorIs(t, err, ErrDerived)
}

func TestVerifyTellsWhichObjectsShareAnID(t *testing.T) {
	shared := strings.Replace(testBadge, `"validFrom"`, `"evidence":[{"id":"https://school.example","type":["Evidence"],"name":"Other"}],"validFrom"`, 1)
	v := parse(t, []byte(derived(t, issued(t, shared, 1, ""))))
	var nodes ld.Nodes
	_, err := Verify(context.Background(), ld.Standard(), &nodes, v, v.Get("proof"), &issuerKey(t).PublicKey)
	require.NoError(t, err)
	require.True(t, nodes.Shared())
}

func TestAProofOfAnotherSuiteIsRefused(t *testing.T) {
	base := issued(t, testBadge, 1, testMandatory...)
	revealed := derived(t, base, "/name")
	for old, edited := range map[string]string{
		`"cryptosuite":"ecdsa-sd-2023"`:   `"cryptosuite":"ecdsa-rdfc-2019"`,
		`"cryptosuite":"ecdsa-sd-2023",`:  ``,
		`"type":"DataIntegrityProof"`:     `"type":"Ed25519Signature2020"`,
		`"type":"DataIntegrityProof",`:    ``,
		`"proofPurpose":"assertionMethod`: `"proofPurpose":"authentication`,
	} {
		want := ErrMalformed
		if strings.Contains(old, "Purpose") {
			want = ErrSignature
		}
		require.Contains(t, revealed, old)
		require.ErrorIs(t, verify(t, strings.Replace(revealed, old, edited, 1)), want, edited)
		require.ErrorIs(t, verifyBase(t, strings.Replace(base, old, edited, 1)), want, edited)
	}
	proof := parse(t, []byte(strings.Replace(testConfiguration, "ecdsa-sd-2023", "eddsa-rdfc-2022", 1)))
	_, err := CreateBase(context.Background(), ld.Standard(), parse(t, []byte(testBadge)), proof, options(issuerKey(t)))
	require.ErrorIs(t, err, ErrMalformed)
	for _, value := range []string{`"proofValue":1`, `"proofValue":null`, `"nonce":"x"`} {
		document := revealed[:strings.Index(revealed, `"proofValue"`)] + value + "}}"
		require.ErrorIs(t, verify(t, document), ErrMalformed, value)
	}
	_, err = Verify(context.Background(), ld.Standard(), nil, parse(t, []byte(revealed)), strictjson.Value{}, &issuerKey(t).PublicKey)
	require.ErrorIs(t, err, ErrMalformed)
}

func TestTheIssuersKeyMustBeOne(t *testing.T) {
	revealed := parse(t, []byte(derived(t, issued(t, testBadge, 1, testMandatory...), "/name")))
	p384, err := ecdsa.ParseRawPrivateKey(elliptic.P384(), bytes.Repeat([]byte{7}, 48))
	require.NoError(t, err)
	for _, key := range []*ecdsa.PublicKey{nil, {}, {Curve: elliptic.P256()}, &p384.PublicKey} {
		_, err := Verify(context.Background(), ld.Standard(), nil, revealed, revealed.Get("proof"), key)
		require.ErrorIs(t, err, jose.ErrKeyType)
	}
	_, err = Verify(context.Background(), ld.Standard(), nil, revealed, revealed.Get("proof"), &private(t, bytes.Repeat([]byte{8}, 32)).PublicKey)
	require.ErrorIs(t, err, ErrSignature)
}

func TestASignerIsNotTakenAtItsWord(t *testing.T) {
	document, proof := parse(t, []byte(testBadge)), parse(t, []byte(testConfiguration))
	o := options(issuerKey(t), testMandatory...)
	sign := o.Sign
	for name, answer := range map[string]func(ctx context.Context, message []byte) ([]byte, error){
		"of another message": func(ctx context.Context, message []byte) ([]byte, error) { return sign(ctx, message[1:]) },
		"of nothing":         func(context.Context, []byte) ([]byte, error) { return nil, nil },
		"of zeros":           func(context.Context, []byte) ([]byte, error) { return make([]byte, 64), nil },
		"by another key":     options(private(t, bytes.Repeat([]byte{8}, 32))).Sign,
	} {
		o.Sign = answer
		_, err := CreateBase(context.Background(), ld.Standard(), document, proof, o)
		require.ErrorIs(t, err, ErrSignature, name)
	}
	broken := errors.New("the key is on holiday")
	o.Sign = func(context.Context, []byte) ([]byte, error) { return nil, broken }
	_, err := CreateBase(context.Background(), ld.Standard(), document, proof, o)
	require.ErrorIs(t, err, broken)
}

func TestSecretsAreFreshOrThoseGiven(t *testing.T) {
	document, proof := parse(t, []byte(testBadge)), parse(t, []byte(testConfiguration))
	seen := map[string]bool{}
	for range 2 {
		text, err := CreateBase(context.Background(), ld.Standard(), document, proof, options(issuerKey(t)))
		require.NoError(t, err)
		p, err := parseBase(text)
		require.NoError(t, err)
		require.False(t, seen[string(p.hmacKey)] || seen[string(p.publicKey)])
		seen[string(p.hmacKey)], seen[string(p.publicKey)] = true, true
	}
	o := options(issuerKey(t))
	ones := bytes.Repeat([]byte{1}, 64)
	for _, given := range []io.Reader{
		bytes.NewReader(nil), bytes.NewReader(ones[:31]), bytes.NewReader(ones[:63]), bytes.NewReader(make([]byte, 1<<20)),
		&stutter{Reader: bytes.NewReader(ones)},
	} {
		o.Rand = given
		_, err := CreateBase(context.Background(), ld.Standard(), document, proof, o)
		require.ErrorContains(t, err, "no randomness")
	}
	o.Rand = bytes.NewReader(append(make([]byte, 64), bytes.Repeat([]byte{1}, 32)...)) // 32 zeros are no key; the next 32 bytes are
	_, err := CreateBase(context.Background(), ld.Standard(), document, proof, o)
	require.NoError(t, err)
}

// stutter fails once.
type stutter struct {
	io.Reader
	failed bool
}

func (s *stutter) Read(p []byte) (int, error) {
	if !s.failed {
		s.failed = true
		return 0, errors.New("not now")
	}
	return s.Reader.Read(p)
}

func TestNothingIsMadeThatWouldBeRefused(t *testing.T) {
	proof := parse(t, []byte(testConfiguration))
	create := func(document string, mandatory ...string) error {
		_, err := CreateBase(context.Background(), ld.Standard(), parse(t, []byte(document)), proof, options(issuerKey(t), mandatory...))
		return err
	}
	tags := make([]string, limits.SDStatements+1)
	for i := range tags {
		tags[i] = fmt.Sprint(i)
	}
	list, err := json.Marshal(tags)
	require.NoError(t, err)
	huge := strings.Replace(testBadge, `["voting", "civics"]`, string(list), 1)
	require.ErrorIs(t, create(huge), ErrTooLarge)
	require.ErrorIs(t, create(huge, ""), ErrTooLarge)
	// The holder of a base proof that another issuer made as large as that.
	v := parse(t, []byte(huge))
	g := &graph{contexts: ld.Standard(), document: v}
	g.list, err = g.contexts.Of(v)
	require.NoError(t, err)
	require.NoError(t, g.convertWithKey(context.Background(), make([]byte, hmacKeySize)))
	key, err := multikey.EncodeBytes(issuerKey(t).Public())
	require.NoError(t, err)
	p := &baseProof{signed: signed{signature: make([]byte, signatureSize), publicKey: key}, hmacKey: make([]byte, hmacKeySize), mandatory: []string{""}}
	_, err = derive(t, secured(huge, p.String()))
	require.ErrorIs(t, err, ErrTooLarge)

	// Many long pointers, and many statements, come to more than a proofValue holds.
	const depth = 58
	nested := strings.Replace(testBadge, `"description": "A school."`, strings.Repeat(`"parentOrg":{"type":["Profile"],`, depth)+`"name":"X"`+strings.Repeat("}", depth), 1)
	list, err = json.Marshal(tags[:limits.SDStatements-100])
	require.NoError(t, err)
	pointers := slices.Repeat([]string{"/issuer" + strings.Repeat("/parentOrg", depth)}, limits.SDPointers)
	require.NoError(t, create(nested, pointers...))
	require.ErrorIs(t, create(strings.Replace(nested, `["voting", "civics"]`, string(list), 1), pointers...), ErrTooLarge)

	require.ErrorIs(t, create(testBadge, make([]string, limits.SDPointers+1)...), ErrTooLarge)
	require.ErrorIs(t, create(testBadge, "/"+strings.Repeat("x", limits.SDPointer)), ErrTooLarge)
}

// What is shown of each result is the same, and to tell them apart costs more than
// a badge may.
func TestNothingIsDerivedThatIsTooMuchWork(t *testing.T) {
	var subjects, types []string
	for i := range 2 {
		var results []string
		for k := range 8 {
			results = append(results, fmt.Sprintf(`{"type":["Result"],"value":"%d of %d"}`, k, i))
			types = append(types, fmt.Sprintf("/credentialSubject/%d/result/%d/type", i, k))
		}
		subjects = append(subjects, `{"type":["AchievementSubject"],"result":[`+strings.Join(results, ",")+`]}`)
	}
	i := strings.Index(testBadge, `"credentialSubject"`)
	base := issued(t, testBadge[:i]+`"credentialSubject":[`+strings.Join(subjects, ",")+`]}`, 1)
	require.NoError(t, verify(t, derived(t, base, "/credentialSubject")))
	_, err := derive(t, base, types...)
	require.ErrorIs(t, err, rdfc.ErrBudget)

	// The same as a document.
	alike := regexp.MustCompile(`,"value":"[^"]*"`).ReplaceAllString(base, "")
	require.ErrorIs(t, verifyBase(t, alike), rdfc.ErrBudget)
	_, err = derive(t, alike, "/issuer")
	require.ErrorIs(t, err, rdfc.ErrBudget)
	_, err = CreateBase(context.Background(), ld.Standard(), parse(t, []byte(alike)), parse(t, []byte(testConfiguration)), options(issuerKey(t)))
	require.ErrorIs(t, err, rdfc.ErrBudget)
	_, d := sampleProofs(t)
	v := parse(t, []byte(alike))
	require.ErrorIs(t, verify(t, secured(string(strictjson.Cut(v.Get("proof"))), d.String())), rdfc.ErrBudget)
}

// fading is a context that is cancelled once it was asked so many times.
type fading struct {
	context.Context
	left int
}

func (f *fading) Err() error {
	if f.left--; f.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestSignaturesStopWithTheContext(t *testing.T) {
	key := private(t, bytes.Repeat([]byte{3}, 32))
	lines := []string{"a", "b", "c"}
	_, err := signStatements(&fading{context.Background(), 2}, key, lines)
	require.ErrorIs(t, err, context.Canceled)
	p, _ := sampleProofs(t)
	p.signatures, err = signStatements(context.Background(), key, lines)
	require.NoError(t, err)
	require.NoError(t, p.verifyStatements(context.Background(), lines))
	require.ErrorIs(t, p.verifyStatements(&fading{context.Background(), 2}, lines), context.Canceled)
}

func TestABrokenContextStops(t *testing.T) {
	base := issued(t, testBadge, 1, testMandatory...)
	revealed := parse(t, []byte(derived(t, base, "/name")))
	whole := parse(t, []byte(base))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	key := issuerKey(t)
	_, err := Verify(ctx, ld.Standard(), nil, revealed, revealed.Get("proof"), &key.PublicKey)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, VerifyBase(ctx, ld.Standard(), whole, whole.Get("proof"), &key.PublicKey), context.Canceled)
	_, err = Derive(ctx, ld.Standard(), whole, whole.Get("proof"), nil)
	require.ErrorIs(t, err, context.Canceled)
	_, err = CreateBase(ctx, ld.Standard(), whole, whole.Get("proof"), options(key))
	require.ErrorIs(t, err, context.Canceled)
}
