package credential_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

var coverageMade = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

// coveredDocument has a value of every kind that the suites tell apart.
const coveredDocument = `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"CONTEXTS],` +
	`"id":"urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100","type":["VerifiableCredential","OpenBadgeCredential"],` +
	`"name":{"@value":"Civics","@language":"en","@direction":"ltr"},"description":{"@value":"A text","@language":"es"},` +
	`"image":{"id":"https://example.edu/i.png","type":"Image","caption":"c"},` +
	`"issuer":{"id":"ISSUER","type":["Profile"],"name":"School","url":"https://example.edu","otherIdentifier":[],"phone":null,"image":{"id":"https://example.edu/logo.png"}},` +
	`"validFrom":"2026-04-01T09:00:00Z","awardedDate":"2026-04-01T09:00:00.000Z",` +
	`"evidence":[{"id":"https://example.edu/e1","type":["Evidence"],"name":"One"},{"type":["Evidence"],"name":"Two","genre":null},{"id":"https://example.edu/e3","type":["Evidence","https://example.edu/Own"]}],` +
	`"credentialSubject":{"id":"did:example:ada","type":["AchievementSubject"],"activityEndDate":"2026-03-01T00:00:00Z","creditsEarned":2.5,` +
	`"identifier":[{"type":"IdentityObject","hashed":false,"identityHash":"ada","identityType":"userName"}],` +
	`"achievement":{"id":"https://example.edu/a","type":["Achievement"],"name":"Civics","description":"D","criteria":{"narrative":"c"},"tag":["one","two","three"],` +
	`"creditsAvailable":3,"resultDescription":[{"id":"urn:x:r","type":["ResultDescription"],"name":"Grade","resultType":"LetterGrade","allowedValue":["A","B","C"]}]},` +
	`"result":[{"type":["Result"],"resultDescription":"urn:x:r","value":"A"}]}}`

const simpleBadge = `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"type":["VerifiableCredential","OpenBadgeCredential"],` +
	`"issuer":{"id":"did:example:i","type":["Profile"]},"credentialSubject":{"id":"did:example:s","type":["AchievementSubject"]}}`

type coverageCase struct {
	name  string
	alg   string
	proof func(t *testing.T, doc string, signer credential.Signer) *credential.Secured
}

func coverageCases() []coverageCase {
	add := func(t *testing.T, doc []byte, signer credential.Signer, o credential.ProofOptions) *credential.Secured {
		t.Helper()
		s, err := credential.AddProof(context.Background(), doc, signer, o)
		require.NoError(t, err)
		return s
	}
	cases := []coverageCase{{"JWS", credential.EdDSA, func(t *testing.T, doc string, signer credential.Signer) *credential.Secured {
		s, err := credential.SignJWS(context.Background(), []byte(doc), signer, credential.OpenBadges)
		require.NoError(t, err)
		return s
	}}}
	for _, v := range everySuite {
		cases = append(cases, coverageCase{string(v.suite) + " " + v.alg, v.alg, func(t *testing.T, doc string, signer credential.Signer) *credential.Secured {
			s := add(t, []byte(doc), signer, credential.ProofOptions{Suite: v.suite, Created: coverageMade, Mandatory: []string{"/evidence/0"}})
			if v.suite == credential.ECDSASD2023 {
				var err error
				s, err = credential.Derive(context.Background(), s, []string{"/evidence", "/credentialSubject", "/description", "/name"}, nil)
				require.NoError(t, err)
			}
			return s
		}})
	}
	set := func(first, second credential.Suite, chain bool) func(t *testing.T, doc string, signer credential.Signer) *credential.Secured {
		return func(t *testing.T, doc string, signer credential.Signer) *credential.Secured {
			s := add(t, []byte(doc), signer, credential.ProofOptions{Suite: first, Created: coverageMade, ID: "urn:x:first"})
			o := credential.ProofOptions{Suite: second, Created: coverageMade}
			if chain {
				o.Previous = []string{"urn:x:first"}
			}
			return add(t, s.Bytes(), signer, o)
		}
	}
	return append(cases,
		coverageCase{"set of a graph and a value", credential.EdDSA, set(credential.EdDSARDFC2022, credential.EdDSAJCS2022, false)},
		coverageCase{"set of two graphs", credential.EdDSA, set(credential.EdDSARDFC2022, credential.EdDSARDFC2022, false)},
		coverageCase{"chain of graphs", credential.EdDSA, set(credential.EdDSARDFC2022, credential.EdDSARDFC2022, true)},
		coverageCase{"chain of values", credential.EdDSA, set(credential.EdDSAJCS2022, credential.EdDSAJCS2022, true)},
	)
}

// The map says that a proof covers a place exactly where another value there breaks the
// proof: every leaf and every order is changed, and every proof judged anew.
func TestTheCoverageIsWhatAChangeBreaks(t *testing.T) {
	for _, c := range coverageCases() {
		t.Run(c.name, func(t *testing.T) {
			signer := signerFor(t, c.alg, 0)
			contexts := ""
			for suite, url := range map[string]string{"Ed25519Signature2020": "https://w3id.org/security/suites/ed25519-2020/v1", "JsonWebSignature2020": "https://w3id.org/security/suites/jws-2020/v1"} {
				if strings.HasPrefix(c.name, suite) {
					contexts = `,"` + url + `"`
				}
			}
			doc := strings.NewReplacer("CONTEXTS", contexts, "ISSUER", signer.Method().Controller).Replace(coveredDocument)
			s := c.proof(t, doc, signer)
			m := signer.Method()
			coverage, err := s.Coverage(context.Background(), nil)
			require.NoError(t, err)
			require.Zero(t, coverage.More)
			whole := s.Document()
			why := map[credential.Uncovered]int{}
			covered := 0
			for i, p := range coverage.Proofs {
				require.NoError(t, p.Err)
				require.True(t, holdsAfter(t, s, whole, i, m), "the proof %d holds before", i)
			}
			for _, p := range coverage.Places {
				require.LessOrEqual(t, p.End, len(whole))
				for i := range coverage.Proofs {
					covers := false
					for _, k := range p.Proofs {
						covers = covers || k == i
					}
					for _, changed := range changes(t, string(whole), p, covers) {
						holds := holdsAfter(t, s, []byte(changed), i, m)
						require.Equal(t, covers, !holds, "proof %d, %s (order: %v, why: %s): %s", i, p.Pointer, p.Order, p.Why, string(whole[p.Start:p.End]))
					}
				}
				if len(p.Proofs) > 0 {
					covered++
				} else {
					why[p.Why]++
				}
			}
			t.Logf("%d places are covered; not: %v", covered, why)
			require.Greater(t, covered, 30)
			require.Zero(t, why[credential.UncoveredOther])
			require.Zero(t, why[credential.UncoveredUnknown])
		})
	}
}

// changes are other documents, in which one place is otherwise: for a covered place
// another value, and for one that is not what its holder could do unseen.
func changes(t *testing.T, whole string, p credential.Place, covered bool) []string {
	raw := whole[p.Start:p.End]
	with := func(text string) string { return whole[:p.Start] + text + whole[p.End:] }
	switch {
	case strings.HasSuffix(p.Pointer, "/proofValue"), strings.HasSuffix(p.Pointer, "/jws"):
		return nil // no other signature is at hand; see the test below for one that another proof covers
	case p.Order && strings.Contains(p.Pointer, "@context") && !covered:
		return nil // the first has to be that of VCDM, whatever is signed
	case p.Order:
		return []string{with(reversed(t, raw))}
	case raw == "null" && !covered:
		return []string{with("[]")}
	case raw == "[]" && !covered:
		return []string{with("null")}
	case strings.Contains(p.Pointer, "@context") && !covered:
		return nil // no other context says the same of all these names; see the test below
	case strings.HasSuffix(p.Pointer, "/previousProof") && !covered:
		return nil // whatever is signed, there is no other proof that it could name
	case raw == "null", raw == "[]":
		return []string{with(`"x"`), with(map[string]string{"null": "[]", "[]": "null"}[raw])}
	case raw == "true", raw == "false":
		return []string{with(map[string]string{"true": "false", "false": "true"}[raw])}
	case raw[0] == '"':
		return []string{with(raw[:len(raw)-1] + `x"`), with(`"urn:x:other"`)}
	}
	return []string{with("1" + raw)}
}

func reversed(t *testing.T, raw string) string {
	t.Helper()
	elements := splitArray(t, raw)
	for i, k := 0, len(elements)-1; i < k; i, k = i+1, k-1 {
		elements[i], elements[k] = elements[k], elements[i]
	}
	return "[" + strings.Join(elements, ",") + "]"
}

func splitArray(t *testing.T, raw string) []string {
	t.Helper()
	var elements []json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(raw), &elements))
	texts := make([]string, len(elements))
	for i, e := range elements {
		texts[i] = string(e)
	}
	return texts
}

// holdsAfter reports whether a proof of s holds over another document in its place.
func holdsAfter(t *testing.T, s *credential.Secured, document []byte, proof int, m credential.Method) bool {
	t.Helper()
	data := document
	if s.Container() == credential.ContainerJWS {
		segments := strings.Split(string(s.Bytes()), ".")
		segments[1] = base64.RawURLEncoding.EncodeToString(document)
		data = []byte(strings.Join(segments, "."))
	}
	changed, err := credential.Parse(data)
	if err != nil {
		return false
	}
	proofs, err := changed.Proofs()
	return err == nil && checkProof(changed, proofs[proof], m) == nil
}

// A proof that builds on another covers its signature.
func TestAProofInAChainCoversTheSignatureBeforeIt(t *testing.T) {
	for _, suite := range []credential.Suite{credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		signer := signerFor(t, credential.EdDSA, 0)
		doc := strings.NewReplacer("CONTEXTS", "", "ISSUER", signer.Method().Controller).Replace(coveredDocument)
		first, err := credential.AddProof(context.Background(), []byte(doc), signer, credential.ProofOptions{Suite: suite, ID: "urn:x:first"})
		require.NoError(t, err)
		s, err := credential.AddProof(context.Background(), first.Bytes(), signer, credential.ProofOptions{Suite: suite, Previous: []string{"urn:x:first"}})
		require.NoError(t, err)
		coverage, err := s.Coverage(context.Background(), nil)
		require.NoError(t, err)
		found := map[string][]int{}
		for _, p := range coverage.Places {
			found[p.Pointer] = p.Proofs
		}
		require.Equal(t, []int{1}, found["/proof/0/proofValue"], suite)
		require.Equal(t, []int{0, 1}, found["/proof/0/id"], suite)
		require.Empty(t, found["/proof/1/proofValue"], suite)
		require.Equal(t, []int{1}, found["/proof/1/previousProof"], suite)
	}
}

// A proof of a graph signs what the names mean, and not where that is written: a holder
// may name another edition that says the same of them.
func TestTheAddressOfAContextIsNotCovered(t *testing.T) {
	signer := signerFor(t, credential.EdDSA, 0)
	s, err := credential.AddProof(context.Background(), []byte(simpleBadge), signer, credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	require.NoError(t, err)
	require.Contains(t, string(s.Document()), "context-3.0.3.json")
	other := strings.Replace(string(s.Document()), "context-3.0.3.json", "context-3.0.2.json", 1)
	require.True(t, holdsAfter(t, s, []byte(other), 0, signer.Method()))
	coverage, err := s.Coverage(context.Background(), nil)
	require.NoError(t, err)
	contexts := 0
	for _, p := range coverage.Places {
		if strings.HasPrefix(p.Pointer, "/@context/") && !p.Order {
			contexts++
			require.Equal(t, credential.UncoveredContext, p.Why)
		}
	}
	require.Equal(t, 2, contexts)
}

// Contexts that were added behind those that a jcs proof was made under are signed by
// nobody.
func TestAContextBesideAValueIsNotCovered(t *testing.T) {
	signer := signerFor(t, credential.EdDSA, 0)
	s, err := credential.AddProof(context.Background(), []byte(simpleBadge), signer, credential.ProofOptions{Suite: credential.EdDSAJCS2022})
	require.NoError(t, err)
	beside := strings.Replace(string(s.Document()), `context-3.0.3.json"],"type"`, `context-3.0.3.json","https://w3id.org/security/multikey/v1"],"type"`, 1)
	require.NotEqual(t, string(s.Document()), beside)
	require.True(t, holdsAfter(t, s, []byte(beside), 0, signer.Method()))
	s, err = credential.Parse([]byte(beside))
	require.NoError(t, err)
	coverage, err := s.Coverage(context.Background(), nil)
	require.NoError(t, err)
	for _, p := range coverage.Places {
		if p.Pointer == "/@context/2" {
			require.Equal(t, credential.UncoveredBeside, p.Why)
			require.Empty(t, p.Proofs)
		}
		if p.Pointer == "/@context/1" {
			require.Equal(t, []int{0}, p.Proofs)
		}
	}
}

// What a holder of a badge under ecdsa-sd-2023 could have left out is told from what the
// issuer made mandatory.
func TestTheCoverageTellsWhatAHolderChose(t *testing.T) {
	signer := signerFor(t, credential.ES256, 0)
	doc := strings.NewReplacer("CONTEXTS", "", "ISSUER", signer.Method().Controller).Replace(coveredDocument)
	base, err := credential.AddProof(context.Background(), []byte(doc), signer, credential.ProofOptions{Suite: credential.ECDSASD2023, Mandatory: []string{"/evidence/0"}})
	require.NoError(t, err)
	derived, err := credential.Derive(context.Background(), base, []string{"/description", "/evidence"}, nil)
	require.NoError(t, err)
	for _, s := range []*credential.Secured{base, derived} {
		coverage, err := s.Coverage(context.Background(), nil)
		require.NoError(t, err)
		require.NoError(t, coverage.Proofs[0].Err)
		chosen := map[string]bool{}
		for _, p := range coverage.Places {
			if len(p.Proofs) > 0 {
				chosen[p.Pointer] = p.Chosen
			}
		}
		for pointer, want := range map[string]bool{"/id": false, "/issuer/id": false, "/validFrom": false, "/evidence/0/name": false,
			"/evidence/1/name": true, "/evidence/2/id": true, "/description/@value": true, "/proof/created": false} {
			got, there := chosen[pointer]
			if pointer != "/proof/created" {
				require.True(t, there, pointer)
			}
			require.Equal(t, want, got, pointer)
		}
	}
}

func TestNoPlaceIsCoveredByAProofThatCannotBeRead(t *testing.T) {
	s, err := credential.Parse([]byte(`{"a":1,"proof":{"type":"OtherProof2030","proofValue":"z"}}`))
	require.NoError(t, err)
	coverage, err := s.Coverage(context.Background(), nil)
	require.NoError(t, err)
	require.ErrorIs(t, coverage.Proofs[0].Err, credential.ProofTypeUnsupported)
	for _, p := range coverage.Places {
		require.Empty(t, p.Proofs)
		require.Equal(t, credential.UncoveredUnknown, p.Why)
	}
	require.Len(t, coverage.Places, 3)
}

// Nor by one of which only the document could be read, and not what it says of itself.
func TestNoPlaceIsCoveredByAProofWhoseOwnWordsCannotBeRead(t *testing.T) {
	signer := signerFor(t, credential.EdDSA, 0)
	s, err := credential.AddProof(context.Background(), []byte(simpleBadge), signer, credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	require.NoError(t, err)
	s, err = credential.Parse([]byte(strings.Replace(string(s.Bytes()), `"proofPurpose"`, `"unheardOf":"x","proofPurpose"`, 1)))
	require.NoError(t, err)
	coverage, err := s.Coverage(context.Background(), nil)
	require.NoError(t, err)
	require.ErrorIs(t, coverage.Proofs[0].Err, credential.TermUndefined)
	for _, p := range coverage.Places {
		require.Empty(t, p.Proofs, p.Pointer)
	}
}

// Copies of a document, for whoever looks for a fault, cost hardly anything to tell blank
// nodes apart beyond what it has cost itself.
func TestCopiesOfADocumentCostHardlyMoreThanIt(t *testing.T) {
	k := 0
	level := func() string {
		k += 2
		return fmt.Sprintf(`{"type":"RubricCriterionLevel","alignment":[{"type":"Alignment","targetName":"%d"},{"type":"Alignment","targetName":"%d"}]}`, k, k+1)
	}
	describe := func() string {
		return `{"type":"ResultDescription","rubricCriterionLevel":[` + strings.Join([]string{level(), level(), level(), level()}, ",") + `]}`
	}
	laborious := strings.Replace(simpleBadge, `"type":["AchievementSubject"]`, `"type":["AchievementSubject"],"achievement":{"id":"urn:x:a","type":["Achievement"],"resultDescription":[`+describe()+`,`+describe()+`]}`, 1)
	signer := signerFor(t, credential.EdDSA, 0)
	limited := func(document string) (copies int) {
		s, err := credential.AddProof(context.Background(), []byte(document), signer, credential.ProofOptions{Suite: credential.EdDSARDFC2022})
		require.NoError(t, err)
		proofs, err := s.Proofs()
		require.NoError(t, err)
		checker := s.Checker(nil).Beside(s)
		_, err = checker.CheckProof(context.Background(), proofs[0], signer.Method())
		require.NoError(t, err)
		for copies < 50 {
			_, err := checker.Instead(s).CheckProof(context.Background(), proofs[0], signer.Method())
			if err != nil {
				require.ErrorIs(t, err, credential.CanonLimit)
				break
			}
			copies++
		}
		return copies
	}
	require.Equal(t, 50, limited(simpleBadge))
	require.Zero(t, limited(laborious))
}

func TestACoverageListsSoManyPlacesAndNoMore(t *testing.T) {
	doc := `{"a":[` + strings.Repeat("1,", limits.CoveragePlaces) + `1],"` + strings.Repeat("n", 200) + `":[` + strings.Repeat("1,", 50_000) + `1],"proof":{"type":"OtherProof2030"}}`
	s, err := credential.Parse([]byte(doc))
	require.NoError(t, err)
	coverage, err := s.Coverage(context.Background(), nil)
	require.NoError(t, err)
	require.LessOrEqual(t, len(coverage.Places), limits.CoveragePlaces)
	require.Greater(t, coverage.More, 50_000)
}
