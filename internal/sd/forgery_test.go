package sd

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/rdfc"
)

// forged is a derived document whose proofValue somebody has changed.
func forged(t testing.TB, document string, change func(p *derivedProof)) string {
	t.Helper()
	text := parse(t, []byte(document)).Get("proof").Get("proofValue").Text()
	p, err := parseDerived(text)
	require.NoError(t, err)
	change(p)
	return strings.Replace(document, text, p.String(), 1)
}

var testShown = []string{"/name", "/credentialSubject/result/0", "/credentialSubject/identifier/0/identityHash"}

func TestNoHonestProofHoldsForAnotherDocument(t *testing.T) {
	honest := derived(t, issued(t, testBadge, 1, testMandatory...), testShown...)
	for what, edit := range map[string][2]string{
		"a mandatory name":         {`Pine Ridge\u0020High School`, `Harvard`},
		"a mandatory result":       {`"value": "B"`, `"value": "A"`},
		"a longer life":            {`2027-04-01`, `2037-04-01`},
		"no end":                   {`"validUntil": "2027-04-01T00:00:00Z",`, ``},
		"no mandatory result":      {`,{"type": ["Result"], "value": "B"}`, ``},
		"a shown value":            {`"value": "A"`, `"value": "B"`},
		"a shown name":             {`"@value": "Civics"`, `"@value": "Physics"`},
		"another language":         {`"@language": "en"`, `"@language": "fr"`},
		"another recipient":        {`ada@example.org`, `eve@example.org`},
		"a member more":            {`"identityHash":`, `"hashed":false,"identityHash":`},
		"a member less":            {`, "alignment"`, `}, {"alignment"`},
		"an id for the subject":    {`"credentialSubject": {`, `"credentialSubject": {"id":"did:example:eve",`},
		"another id":               {`urn:uuid:0f0e`, `urn:uuid:0f0f`},
		"another issuer":           {`"id": "https://school.example"`, `"id": "https://other.example"`},
		"a type more":              {`["VerifiableCredential", "OpenBadgeCredential"]`, `["VerifiableCredential", "OpenBadgeCredential", "EndorsementCredential"]`},
		"a result more":            {`"result": [`, `"result": [{"type":["Result"],"value":"D"},`},
		"a result twice":           {`"result": [`, `"result": [{"type":["Result"],"value":"B"},`},
		"a time of the proof":      {`"created":"2026-05-01`, `"created":"2025-05-01`},
		"another method":           {`keys#1`, `keys#2`},
		"a member of the proof":    {`"proofPurpose"`, `"expires":"2036-05-01T09:00:00Z","proofPurpose"`},
		"a context of the proof's": {`"proofPurpose"`, `"@context":"https://w3id.org/security/data-integrity/v1","proofPurpose"`},
	} {
		require.Contains(t, honest, edit[0], what)
		require.ErrorIs(t, verify(t, strings.Replace(honest, edit[0], edit[1], 1)), ErrSignature, what)
	}
	for what, edit := range map[string][2]string{
		"white space": {`"name" : `, "\"name\"\n:\t"},
		"an escape":   {`Civics`, `C\u0069vics`},
		"a set":       {`"type": ["Profile"]`, `"type": "Profile"`},
		"a repeat":    {`"value": "A"`, `"value": ["A","A"]`},
		"its context": {`"proofPurpose"`, `"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"proofPurpose"`},
	} {
		require.Contains(t, honest, edit[0], what)
		require.NoError(t, verify(t, strings.Replace(honest, edit[0], edit[1], 1)), what)
	}
}

// What RDF would drop is signed by nobody: it stands behind all that is.
func TestWhatIsNoJSONLDIsRefused(t *testing.T) {
	base := issued(t, testBadge, 1, testMandatory...)
	for _, honest := range []string{base, derived(t, base, testShown...)} {
		judge := verify
		if honest == base {
			judge = verifyBase
		}
		require.NoError(t, judge(t, honest))
		document, proof := honest[:len(honest)-1]+`,"grade":"A"}`, honest[:len(honest)-2]+`,"grade":"A"}}`
		require.ErrorIs(t, judge(t, document), ld.ErrTermUndefined)
		require.ErrorIs(t, judge(t, proof), ld.ErrTermUndefined)
		require.ErrorIs(t, judge(t, strings.Replace(honest, `context-3.0.3.json"`, `context-3.0.3.json","https://e.example/context"`, 1)), ld.ErrContextUnknown)
		require.ErrorIs(t, judge(t, honest[:len(honest)-2]+`,"@context":"https://e.example/context"}}`), ld.ErrContextUnknown)
		if honest == base {
			for _, edited := range []string{document, proof} {
				_, err := derive(t, edited, "/name")
				require.ErrorIs(t, err, ld.ErrTermUndefined)
			}
		}
	}
	for _, document := range []string{`[]`, `{}`, `"x"`, `{"proof":` + testConfiguration + `}`} {
		_, err := CreateBase(context.Background(), ld.Standard(), parse(t, []byte(document)), parse(t, []byte(testConfiguration)), options(issuerKey(t)))
		var e *ld.Error
		require.ErrorAs(t, err, &e)
	}
}

func TestThePartsOfAProofHoldOnlyTogether(t *testing.T) {
	base := issued(t, testBadge, 1, testMandatory...)
	honest := derived(t, base, testShown...)
	other, err := parseDerived(parse(t, []byte(derived(t, issued(t, testBadge, 2, testMandatory...), testShown...))).Get("proof").Get("proofValue").Text())
	require.NoError(t, err)
	require.NoError(t, verify(t, forged(t, honest, func(*derivedProof) {})))
	for what, change := range map[string]func(p *derivedProof){
		"no issuer's signature":           func(p *derivedProof) { p.signature = make([]byte, signatureSize) },
		"the issuer's of another proof":   func(p *derivedProof) { p.signature = other.signature },
		"the key of another proof":        func(p *derivedProof) { p.publicKey = other.publicKey },
		"both":                            func(p *derivedProof) { p.signature, p.publicKey = other.signature, other.publicKey },
		"the statements of another proof": func(p *derivedProof) { p.signatures = other.signatures },
		"the labels of another proof":     func(p *derivedProof) { p.labels = other.labels },
		"statement by statement":          func(p *derivedProof) { p.signatures[1] = other.signatures[1] },
		"two signatures changed about":    func(p *derivedProof) { p.signatures[0], p.signatures[1] = p.signatures[1], p.signatures[0] },
		"one signature twice":             func(p *derivedProof) { p.signatures[1] = p.signatures[0] },
		"a signature less":                func(p *derivedProof) { p.signatures = p.signatures[1:] },
		"the last less":                   func(p *derivedProof) { p.signatures = p.signatures[:len(p.signatures)-1] },
		"a signature more":                func(p *derivedProof) { p.signatures = append(p.signatures, p.signatures[0]) },
		"no signature":                    func(p *derivedProof) { p.signatures = nil },
		"nothing mandatory":               func(p *derivedProof) { p.mandatory = nil },
		"a mandatory one less":            func(p *derivedProof) { p.mandatory = p.mandatory[1:] },
		"a mandatory one more":            func(p *derivedProof) { p.mandatory = slices.Sorted(slices.Values(append(p.mandatory, free(p)))) },
		"and without its signature": func(p *derivedProof) {
			k := free(p)
			p.mandatory = slices.Sorted(slices.Values(append(p.mandatory, k)))
			p.signatures = p.signatures[1:]
		},
		"all mandatory": func(p *derivedProof) {
			n := len(p.mandatory) + len(p.signatures)
			p.mandatory, p.signatures = nil, nil
			for i := range n {
				p.mandatory = append(p.mandatory, i)
			}
		},
		"a mandatory one that is not there": func(p *derivedProof) { p.mandatory = append(p.mandatory, len(p.mandatory)+len(p.signatures)) },
		"a label less":                      func(p *derivedProof) { p.labels = p.labels[:len(p.labels)-1] },
		"a label more":                      func(p *derivedProof) { p.labels = append(p.labels, make([]byte, labelSize)) },
		"no labels":                         func(p *derivedProof) { p.labels = nil },
		"two labels changed about":          func(p *derivedProof) { p.labels[0], p.labels[1] = p.labels[1], p.labels[0] },
		"another label":                     func(p *derivedProof) { p.labels[0] = make([]byte, labelSize) },
	} {
		err := verify(t, forged(t, honest, change))
		require.ErrorIs(t, err, ErrSignature, what)
		if what == "a label less" || what == "a label more" || what == "no labels" {
			require.ErrorContains(t, err, "one for each blank node", what)
		}
	}
}

// free is the number of a statement that is not mandatory.
func free(p *derivedProof) int {
	k := 0
	for slices.Contains(p.mandatory, k) {
		k++
	}
	return k
}

// Whoever verified the issuer's signature with the proof's key would take this.
func TestAKeyOfOnesOwnSignsForNobody(t *testing.T) {
	thief := private(t, bytes.Repeat([]byte{9}, 32))
	o := options(thief, testMandatory...)
	o.Rand = bytes.NewReader(append(make([]byte, 32), bytes.Repeat([]byte{9}, 32)...))
	text, err := CreateBase(context.Background(), ld.Standard(), parse(t, []byte(testBadge)), parse(t, []byte(testConfiguration)), o)
	require.NoError(t, err)
	base := secured(testBadge, text)
	require.ErrorIs(t, verifyBase(t, base), ErrSignature)
	require.ErrorIs(t, verify(t, derived(t, base, "/name")), ErrSignature)

	// The honest issuer's signature, and the thief's key for the statements.
	honest := derived(t, issued(t, testBadge, 1, testMandatory...), testShown...)
	edited := strings.Replace(honest, "ada@", "eve@", 1)
	require.ErrorIs(t, verify(t, forged(t, edited, func(p *derivedProof) {
		key, err := multikey.EncodeBytes(thief.Public())
		require.NoError(t, err)
		p.publicKey = key
		v := parse(t, []byte(edited))
		g, err := newGraph(context.Background(), nil, ld.Standard(), v, v.Get("proof"))
		require.NoError(t, err)
		require.NoError(t, g.convert(context.Background(), nil))
		lines, err := g.relabel(p.labels)
		require.NoError(t, err)
		_, others, err := split(lines, p.mandatory)
		require.NoError(t, err)
		p.signatures, err = signStatements(context.Background(), thief, others)
		require.NoError(t, err)
	})), ErrSignature)
}

// relabelled is the derived proof of statements that a base proof has, for a
// document of the holder's own making: its blank nodes get the labels of the nodes
// of the whole document that stand at pointers, in the order in which they stand.
func relabelled(t testing.TB, base, shown string, pointers ...string) string {
	t.Helper()
	document := parse(t, []byte(base))
	p, g, err := readBase(context.Background(), ld.Standard(), document, document.Get("proof"))
	require.NoError(t, err)
	in, err := g.group(context.Background(), p.mandatory)
	require.NoError(t, err)
	signatures := map[string][]byte{}
	_, others := in.divide(g.lines)
	for i, line := range others {
		signatures[line] = p.signatures[i]
	}

	v := parse(t, []byte(shown))
	list, err := ld.Standard().Of(v)
	require.NoError(t, err)
	var data rdfc.Dataset
	origins, err := list.ConvertOrigins(&data, v)
	require.NoError(t, err)
	require.Len(t, pointers, len(origins))
	canonicalLines(t, &data)
	var stands []ld.Origin
	for o := range origins {
		stands = append(stands, o)
	}
	slices.SortFunc(stands, func(a, b ld.Origin) int { return int(a.At) - int(b.At) })
	d := &derivedProof{signed: signed{signature: p.signature, publicKey: p.publicKey}, labels: make([][]byte, len(origins))}
	labels := map[rdfc.Node][]byte{}
	for i, o := range stands {
		at, ok := document.Lookup(pointers[i])
		require.True(t, ok)
		_, k := at.Index()
		number, _ := data.Label(origins[o])
		labels[origins[o]] = g.labels[g.origins[ld.Origin{At: k}]]
		d.labels[number] = labels[origins[o]]
	}
	for i, line := range data.Lines(func(n rdfc.Node) string { return labelText(labels[n]) }) {
		if k := slices.Index(g.lines, line); k >= 0 && in[k] {
			d.mandatory = append(d.mandatory, i)
		} else if signature := signatures[line]; signature != nil {
			d.signatures = append(d.signatures, signature)
		} else {
			d.signatures = append(d.signatures, make([]byte, signatureSize))
		}
	}
	return secured(shown, d.String())
}

// A holder chooses the labels, and knows every signature of a base proof.
func TestOneNodeCannotBeTwo(t *testing.T) {
	const head = `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],` +
		`"id":"urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100","type":["VerifiableCredential","OpenBadgeCredential"],"issuer":{"id":"https://school.example","type":["Profile"]},`
	base := issued(t, testBadge, 1, "/issuer/id")
	subject, result := "/credentialSubject", "/credentialSubject/result/0"

	whole := head + `"credentialSubject":{"type":["AchievementSubject"],"result":[{"type":["Result"],"value":"A"}]}}`
	require.NoError(t, verify(t, relabelled(t, base, whole, subject, result)), "the way in which the others are made")

	apart := head + `"credentialSubject":[{"type":["AchievementSubject"]},{"type":["AchievementSubject"],"result":[{"type":["Result"],"value":"A"}]}]}`
	require.ErrorIs(t, verify(t, relabelled(t, base, apart, subject, subject, result)), ErrMalformed)

	together := head + `"credentialSubject":{"type":["AchievementSubject"],"result":[{"type":["Result"],"value":["A","C"]}]}}`
	require.ErrorIs(t, verify(t, relabelled(t, base, together, subject, result)), ErrSignature)

	elsewhere := head + `"credentialSubject":{"type":["AchievementSubject"],"result":[{"type":["Result"],"value":"A"}]}}`
	require.ErrorIs(t, verify(t, relabelled(t, base, elsewhere, subject, "/credentialSubject/result/2")), ErrSignature)
}

func TestABaseProofMustFitItsDocument(t *testing.T) {
	base := issued(t, testBadge, 1, testMandatory...)
	text := parse(t, []byte(base)).Get("proof").Get("proofValue").Text()
	for what, change := range map[string]func(p *baseProof){
		"no issuer's signature": func(p *baseProof) { p.signature = make([]byte, signatureSize) },
		"another mandatory one": func(p *baseProof) { p.mandatory = append(p.mandatory, "/name") },
		"a mandatory one less":  func(p *baseProof) { p.mandatory = p.mandatory[1:] },
		"another secret":        func(p *baseProof) { p.hmacKey = make([]byte, hmacKeySize) },
		"a signature less":      func(p *baseProof) { p.signatures = p.signatures[1:] },
		"a signature more":      func(p *baseProof) { p.signatures = append(p.signatures, p.signatures[0]) },
		"one signature twice":   func(p *baseProof) { p.signatures[1] = p.signatures[0] },
	} {
		p, err := parseBase(text)
		require.NoError(t, err)
		change(p)
		edited := strings.Replace(base, text, p.String(), 1)
		require.ErrorIs(t, verifyBase(t, edited), ErrSignature, what)
		_, err = derive(t, edited, "")
		if what == "no issuer's signature" {
			require.NoError(t, err, "Derive does not know the issuer")
		} else {
			require.ErrorIs(t, err, ErrSignature, what)
		}
	}
	require.ErrorIs(t, verifyBase(t, strings.Replace(base, "ada@", "eve@", 1)), ErrSignature)
	_, err := derive(t, strings.Replace(base, "ada@", "eve@", 1), "/credentialSubject/identifier/0")
	require.ErrorIs(t, err, ErrSignature)
}

// The statements are in one order for everybody, and each counts once.
func TestStatementsAreParted(t *testing.T) {
	lines := []string{"a", "b", "c"}
	for _, c := range []struct {
		numbers           []int
		mandatory, others []string
	}{
		{nil, nil, lines},
		{[]int{0, 1, 2}, lines, nil},
		{[]int{1}, []string{"b"}, []string{"a", "c"}},
		{[]int{0, 2}, []string{"a", "c"}, []string{"b"}},
	} {
		mandatory, others, err := split(lines, c.numbers)
		require.NoError(t, err)
		require.Equal(t, c.mandatory, mandatory)
		require.Equal(t, c.others, others)
	}
	for _, numbers := range [][]int{{3}, {0, 3}, {0, 1, 2, 3}, {1 << 30}} {
		_, _, err := split(lines, numbers)
		require.ErrorIs(t, err, ErrSignature)
	}
	var p signed
	p.publicKey = []byte("key")
	digest := sha256.Sum256([]byte("ab"))
	require.Equal(t, append(make([]byte, 32), append([]byte("key"), digest[:]...)...), p.message([32]byte{}, lines[:2]))
}
