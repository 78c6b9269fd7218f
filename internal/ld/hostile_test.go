package ld_test

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/seeds"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// combinations is a document with as many sets of types as it has nodes, beginning at one.
func combinations(from, n int) string {
	classes := []string{"Achievement", "AchievementSubject", "Address", "Alignment", "EndorsementSubject", "Evidence", "GeoCoordinates", "IdentityObject", "Image", "RubricCriterionLevel", "BitstringStatusList", "JsonSchema"}
	var nodes []string
	for i := from; i < from+n; i++ {
		var types []string
		for b, c := range classes {
			if i>>b&1 == 1 {
				types = append(types, `"`+c+`"`)
			}
		}
		nodes = append(nodes, `{"id":"urn:`+fmt.Sprint(i)+`","type":[`+strings.Join(types, ",")+`]}`)
	}
	return in2(`"evidence":[` + strings.Join(nodes, ",") + `]`)
}

func TestADocumentCannotAskForEndlessTables(t *testing.T) {
	c := ld.BuiltIn()
	err := read(t, c, combinations(1, 4000))
	require.ErrorIs(t, err, ld.ErrTooMany)

	// Documents that ask for a few each, again and again, leave no more behind than
	// the limit, and an honest badge is read as ever.
	for from := 1; from < 4000; from += 16 {
		require.NoError(t, read(t, c, combinations(from, 16)))
		require.LessOrEqual(t, ld.Compiled(c), limits.ActiveContexts)
	}
	require.NoError(t, read(t, c, small))
	require.Equal(t, canonicalOf(t, ld.Standard(), small), canonicalOf(t, c, small))
}

func TestAListThatIsKeptDoesNotGrowWithoutEnd(t *testing.T) {
	c := ld.BuiltIn()
	list, err := c.Of(parse(t, []byte(small)))
	require.NoError(t, err)
	for from := 1; from < 4000; from += 16 {
		require.NoError(t, convertOnly(list, parse(t, []byte(combinations(from, 16)))))
	}
	require.LessOrEqual(t, ld.Remembered(list), limits.ActiveContexts+limits.ActiveContextsPerDocument)
	require.NoError(t, convertOnly(list, parse(t, []byte(small))))
}

func TestManyListsLeaveRoomForOthers(t *testing.T) {
	c := ld.BuiltIn()
	urls := []string{di1, di2, ed2020, jws2020, list2021, status1, extensions, clr201}
	for i := range 300 {
		list := []string{v1, ob303, urls[i%8], urls[i/8%8], urls[i/64%8]}
		doc := parse(t, []byte(`{"@context":["`+strings.Join(list, `","`)+`"],"id":"urn:b","type":"VerifiableCredential"}`))
		_, err := c.Of(doc)
		if err != nil && !errors.Is(err, ld.ErrContextOrder) { // named twice
			require.ErrorIs(t, err, ld.ErrContextConflict)
		}
		require.LessOrEqual(t, ld.Lists(c), limits.ContextLists)
	}
}

// A stranger who names contexts in ever new orders, or combines types in ever new
// ways, does not make others compile again what they use.
func TestAStrangerDoesNotEmptyTheMemory(t *testing.T) {
	c := ld.BuiltIn()
	mine := parse(t, []byte(small))
	list, err := c.Of(mine)
	require.NoError(t, err)
	require.NoError(t, convertOnly(list, mine))
	requireKept := func() {
		t.Helper()
		again, err := c.Of(mine)
		require.NoError(t, err)
		require.Same(t, list, again)
	}
	urls := []string{di1, di2, ed2020, jws2020, list2021, status1, extensions, clr201}
	for i := range 512 {
		names := []string{v1, ob303, urls[i%8], urls[i/8%8], urls[i/64%8]}
		_, _ = c.Of(parse(t, []byte(`{"@context":["`+strings.Join(names, `","`)+`"],"id":"urn:b","type":"VerifiableCredential"}`)))
		requireKept()
	}
	require.Equal(t, limits.ContextLists, ld.Lists(c))
	for from := 1; from < 4000; from += 16 {
		stranger := parse(t, []byte(strings.Replace(combinations(from, 16), `context-3.0.3.json"`, `context-3.0.2.json"`, 1)))
		other, err := c.Of(stranger)
		require.NoError(t, err)
		require.NotSame(t, list, other)
		require.NoError(t, convertOnly(other, stranger))
		requireKept()
		require.LessOrEqual(t, ld.Compiled(c), limits.ActiveContexts)
	}
}

// Nor does one who fills the very list that others use make them compile at every
// document what a full list does not remember.
func TestAFullListIsForgotten(t *testing.T) {
	c := ld.BuiltIn()
	mine := parse(t, []byte(small))
	full, err := c.Of(parse(t, []byte(combinations(1, 16))))
	require.NoError(t, err)
	for from := 1; from < 4000; from += 16 {
		require.NoError(t, convertOnly(full, parse(t, []byte(combinations(from, 16)))))
	}
	list, err := c.Of(mine)
	require.NoError(t, err)
	require.NotSame(t, full, list)
	require.NoError(t, convertOnly(list, mine))
	compiled := ld.Compiled(c)
	require.NoError(t, convertOnly(list, mine))
	require.Equal(t, compiled, ld.Compiled(c), "what is needed is remembered")
}

func canonicalOf(t testing.TB, c *ld.Contexts, text string) string {
	t.Helper()
	doc := parse(t, []byte(text))
	list, err := c.Of(doc)
	require.NoError(t, err)
	return canonical(t, list, doc, crypto.SHA256, "proof")
}

func TestNestingDoesNotLeadToEverNewTables(t *testing.T) {
	c := ld.BuiltIn()
	deep := func(n int) string {
		return in2(strings.Repeat(`"issuer":{"type":["Profile"],"endorsement":{"@context":["`+v2+`","`+ob303+`"],"type":"VerifiableCredential","credentialStatus":{"type":"BitstringStatusListEntry","statusMessage":{"type":"Alignment"}},`, n) +
			`"id":"urn:x"` + strings.Repeat(`}}`, n))
	}
	require.NoError(t, read(t, c, deep(4)))
	compiled := ld.Compiled(c)
	require.NoError(t, read(t, c, deep(25)))
	require.Equal(t, compiled, ld.Compiled(c))
}

func TestGoroutinesShareOneSet(t *testing.T) {
	c := ld.BuiltIn()
	want := map[string]string{}
	for _, pair := range pairs {
		want[honest(pair...)] = canonicalOf(t, ld.Standard(), honest(pair...))
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			var tape strictjson.Tape
			var d rdfc.Dataset
			for text, form := range want {
				if err := tape.Parse([]byte(text), strictjson.Limits{}); err != nil {
					t.Error(err)
					return
				}
				list, err := c.Of(tape.Root())
				if err == nil {
					err = list.Convert(&d, nil, tape.Root(), "proof")
				}
				if err != nil {
					t.Error(err)
					return
				}
				got, err := d.Canonicalize(context.Background(), crypto.SHA256)
				if err != nil || string(got) != form {
					t.Error(errors.Join(errors.New("another form"), err))
				}
			}
		})
	}
	group.Wait()
}

func TestADatasetBeyondItsLimitsIsRefusedWhenItIsCanonicalized(t *testing.T) {
	text := in2(`"evidence":[` + strings.Repeat(`{},`, limits.BlankNodes) + `{}]`)
	doc := parse(t, []byte(text))
	list, err := ld.Standard().Of(doc)
	require.NoError(t, err)
	var d rdfc.Dataset
	require.NoError(t, list.Convert(&d, nil, doc))
	_, err = d.Canonicalize(context.Background(), crypto.SHA256)
	require.ErrorIs(t, err, rdfc.ErrBudget)
}

func TestConflictsOfManyObjectsAreFoundInTime(t *testing.T) {
	// As many objects of one id as fit, and as many ids: what is counted here is that
	// the test ends.
	one := strings.Repeat(`{"id":"urn:e","type":"Evidence","name":"x"},`, 3000)
	many := make([]string, 3000)
	for i := range many {
		many[i] = fmt.Sprintf(`{"id":"urn:%d","type":"Evidence","name":"x","genre":"%d"}`, i, i)
	}
	all := strings.Join(many, ",")
	nodes, _ := nodesOf(t, in2(`"evidence":[`+one+all+`,`+strings.ReplaceAll(all, `"x"`, `"y"`)+`]`))
	conflicts := unionOf(t, nodes).Conflicts()
	require.Len(t, conflicts, limits.Problems)
	require.Equal(t, ld.Differs, conflicts[0].Kind)
	require.False(t, conflicts[0].Fatal)
}

// What is disputed, and what is fatal, does not depend on how much a report lists.
func TestManyConflictsHideNoOther(t *testing.T) {
	var crowd []string
	for i := range 2 * limits.Problems {
		crowd = append(crowd, fmt.Sprintf(`{"id":"urn:%d","type":"Evidence","name":"x"},{"id":"urn:%d","type":"Evidence","name":"y"}`, i, i))
	}
	nodes, doc := nodesOf(t, in2(`"evidence":[`+strings.Join(crowd, ",")+`,{"id":"urn:e","type":"Evidence","name":"a","narrative":"a"},{"id":"urn:e","type":"Evidence","name":"b","narrative":"b"}]`))
	union := unionOf(t, nodes)
	last, _ := doc.Lookup(fmt.Sprintf("/evidence/%d", 4*limits.Problems))
	require.True(t, union.Disputed(last, "name"))
	require.False(t, union.Disputed(last, "genre"))
	require.False(t, union.Disputed(doc, "name"))
	require.Len(t, union.Conflicts(), limits.Problems+1)
	require.Equal(t, "narrative", union.Conflicts()[0].Member)
	require.True(t, union.Conflicts()[0].Fatal)
}

func TestComparingEndsWithTheContext(t *testing.T) {
	nodes, _ := nodesOf(t, self)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := nodes.Union(ctx)
	require.ErrorIs(t, err, context.Canceled)
}

// Each level of a tree, which stands there twice, holds the rest of it in an object
// without an id.
func TestWhatIsComparedIsCounted(t *testing.T) {
	long := strings.Repeat("x", limits.UnionBytes/16)
	tree := func(levels int) *ld.Nodes {
		inner := `{"type":"Profile","name":"` + long + `"}`
		for i := range levels {
			inner = fmt.Sprintf(`{"type":"Profile","parentOrg":{"id":"urn:%d","type":"Profile","parentOrg":%s}}`, i, inner)
		}
		nodes, _ := nodesOf(t, in2(`"issuer":[`+inner+`,`+inner+`]`))
		return nodes
	}
	require.Empty(t, unionOf(t, tree(5)).Conflicts())
	_, err := tree(9).Union(context.Background())
	require.ErrorIs(t, err, ld.ErrWork)
}

// The first of many objects gives one value many times, and each other one once.
func TestTheFirstObjectIsReadOnce(t *testing.T) {
	first := `{"id":"urn:e","type":"Evidence","name":[` + strings.Repeat(`"0",`, 30000) + `"0"]}`
	nodes, _ := nodesOf(t, in2(`"evidence":[`+first+strings.Repeat(`,{"id":"urn:e","type":"Evidence","name":"0"}`, 1000)+`]`))
	require.Less(t, testing.AllocsPerRun(1, func() { require.Empty(t, unionOf(t, nodes).Conflicts()) }), 200_000.0)
}

func FuzzIRI(f *testing.F) {
	for _, s := range seeds.Strings("id", "url", "targetUrl", "statusListCredential") {
		f.Add(s)
	}
	for _, s := range []string{"", "urn:a", "https://e.example/%41?a[]=b#c", "http://[::1]:80/", "http://a]b/", "http://a@[::1]/", "urn:\u00e4", "urn:\ue000?\ue000", "urn:\u202e", "urn:\ufffe", "_:b", "a b:c", "x", ":", "1:a", "urn:%4", "cred:x", "cred://x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		fault := ld.IRIFault([]byte(s), "cred")
		if fault == "" {
			require.True(t, rdfc.ValidIRI(s))
			require.NotContains(t, s, " ")
		}
		if !rdfc.ValidIRI(s) {
			require.NotEmpty(t, fault)
		}
	})
}

func TestIRIsAreThoseOfTheirSpecification(t *testing.T) {
	for _, good := range []string{"urn:a", "did:key:z6Mk#z6Mk", "https://e.example/%41?a[]=b#c[]", "http://[::1]:80/", "http://a@[::1]/", "urn:\u00e4", "https://бейдж.example/1", "urn:a?\ue000", "urn:\U00010000", "cred://x", "mailto:a@b", "data:image/png;base64,AA==", "urn:a#b#c"} {
		require.Empty(t, ld.IRIFault([]byte(good), "cred"), good)
	}
	for _, bad := range []string{"", "x", "//e.example", "_:b", "1:a", "a b:c", "urn:a b", "urn:<", "urn:\x7f", "urn:%", "urn:%4", "urn:%4g", "http://a]b/", "http://[::1", "http://a[::1]/", "http://[[::1]]/", "urn:\u202e", "urn:\ue000", "urn:a#\ue000", "urn:\ufffe", "urn:\u0085", "urn:\U000e0001", "cred:x", "@id"} {
		require.NotEmpty(t, ld.IRIFault([]byte(bad), "cred"), bad)
	}
}

// A choice looks through all of a document, which can name the context a thousand times.
func TestAnEditionIsChosenOnceForADocument(t *testing.T) {
	choose := ld.Chooser(ld.Standard(), ob303)
	later := choose(parse(t, []byte(in2(`"endorsementJwt":["a.b.c"]`))))
	require.NotEqual(t, ld.Chooser(ld.Standard(), ob303)(parse(t, []byte(small))), later)
	require.Equal(t, later, choose(parse(t, []byte(small))), "which was not looked at again")

	// The walk asks anew for each document, whatever the one before it chose.
	embedding := func(id string) string {
		return `{"@context":["` + v2 + `"],"id":"urn:p","type":"VerifiablePresentation","verifiableCredential":[{"@context":["` + v2 + `","` + ob303 + `"],` + id + `,"type":["VerifiableCredential"]}]}`
	}
	c := ld.BuiltIn()
	for range 2 {
		require.NoError(t, read(t, c, embedding(`"id":"urn:e"`)))
		require.NoError(t, read(t, c, embedding(`"id":"urn:e","jti":"urn:j"`)))
	}
}

// Nine contexts in every order lead to the same context: what is kept of the ways there
// is bounded all the same, and so is what one document makes compiled.
func TestOrdersOfContextsInsideAreBounded(t *testing.T) {
	all := []string{v2, ob303, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json", "https://w3id.org/security/data-integrity/v2",
		"https://w3id.org/security/multikey/v1", "https://w3id.org/security/jwk/v1", "https://w3id.org/security/suites/ed25519-2020/v1",
		"https://w3id.org/vc/status-list/2021/v1", "https://www.w3.org/ns/credentials/status/v1"}
	r := rand.New(rand.NewPCG(1, 2))
	document := func(lists int) strictjson.Value {
		var inside []string
		for i := range lists {
			r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			inside = append(inside, fmt.Sprintf(`{"@context":["%s"],"id":"urn:%d"}`, strings.Join(all, `","`), i))
		}
		return parse(t, []byte(in2(`"endorsement":[`+strings.Join(inside, ",")+`]`)))
	}
	const ownEdges = 16 // of the types and members of these documents
	c := ld.BuiltIn()
	var d rdfc.Dataset
	convert := func(doc strictjson.Value) error {
		list, err := c.Of(doc)
		require.NoError(t, err)
		return list.Convert(&d, nil, doc)
	}
	require.ErrorIs(t, convert(document(limits.ContextListsInside+1)), ld.ErrTooMany)
	for range limits.ActiveContexts/limits.ContextListsInside + 8 {
		require.NoError(t, convert(document(limits.ContextListsInside)))
		require.LessOrEqual(t, ld.Edges(c), limits.ActiveContexts+ownEdges)
	}
}
