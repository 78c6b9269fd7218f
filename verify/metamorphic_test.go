package verify_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// A script of edits, as a holder of a badge might make them, read from fuzzed
// bytes. Two bytes choose places, one what to do there.
type editor struct {
	script  []byte
	objects []map[string]any
	crowded bool // one crowd is enough: a crowd of crowds is no document
}

func (e *editor) next() int {
	if len(e.script) == 0 {
		return 0
	}
	n := int(e.script[0])
	e.script = e.script[1:]
	return n
}

func (e *editor) collect(v any) {
	switch v := v.(type) {
	case map[string]any:
		e.objects = append(e.objects, v)
		for _, name := range sortedNames(v) {
			e.collect(v[name])
		}
	case []any:
		for _, element := range v {
			e.collect(element)
		}
	}
}

// clone keeps an object from being put into itself.
func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for name := range v {
			m[name] = clone(v[name])
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = clone(v[i])
		}
		return list
	}
	return v
}

func sortedNames(m map[string]any) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

var renamed = []string{"https://www.w3.org/2018/credentials#validUntil", "@id", "@type", "@nest", "Criteria", "cred:issuer",
	"https://www.w3.org/2018/credentials#credentialStatus", "@graph", "@included", "validUntil", "name", "description", "credentialStatus", "creator"}

// placeless are members of a badge whose objects are of no class.
var placeless = []string{"relatedResource", "holder", "confidenceMethod", "renderMethod"}

func asList(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return slices.Clone(v)
	}
	return []any{v}
}

// edit makes one edit.
func (e *editor) edit(root map[string]any) {
	e.objects = nil
	e.collect(root)
	from, to := e.objects[e.next()%len(e.objects)], e.objects[e.next()%len(e.objects)]
	names := sortedNames(from)
	if len(names) == 0 {
		return
	}
	name := names[e.next()%len(names)]
	value := from[name]
	switch e.next() % 19 {
	case 0: // move
		delete(from, name)
		to[name] = clone(value)
	case 1: // copy
		to[name] = clone(value)
	case 2: // into an array, or out of one
		if list, ok := value.([]any); ok && len(list) == 1 {
			from[name] = list[0]
		} else {
			from[name] = []any{value}
		}
	case 3: // a node by its id, or an id as a node
		if m, ok := value.(map[string]any); ok && m["id"] != nil {
			from[name] = m["id"]
		} else if s, ok := value.(string); ok {
			from[name] = map[string]any{"id": s}
		}
	case 4: // under another name
		delete(from, name)
		from[renamed[e.next()%len(renamed)]] = value
	case 5:
		delete(from, name)
	case 6:
		from[name] = nil
	case 7: // twice
		if list, ok := value.([]any); ok && len(list) > 0 {
			from[name] = append(slices.Clone(list), list[e.next()%len(list)])
		} else {
			from[name] = []any{value, value}
		}
	case 8: // the other way round
		if list, ok := value.([]any); ok {
			list = slices.Clone(list)
			slices.Reverse(list)
			from[name] = list
		}
	case 9: // only an id left
		if m, ok := value.(map[string]any); ok && m["id"] != nil {
			from[name] = map[string]any{"id": m["id"]}
			to["creator"] = clone(m)
		}
	case 10: // a member that says nothing
		to[renamed[9+e.next()%5]] = []any{}
	case 11:
		from[name] = map[string]any{"@value": value}
	case 13: // a list that says nothing
		to[name] = []any{nil}
	case 14: // a node once more, by its id
		if id, ok := to["id"].(string); ok {
			list, ok := value.([]any)
			if !ok {
				list = []any{value}
			}
			from[name] = append([]any{id}, list...)
		}
	case 15: // a crowd
		if id, ok := to["id"].(string); ok && !e.crowded {
			e.crowded = true
			list, ok := value.([]any)
			if !ok {
				list = []any{value}
			}
			half := map[string]any{"id": id}
			if to["type"] != nil {
				half["type"] = clone(to["type"])
			}
			from[name] = append(slices.Repeat([]any{half}, 120), list...)
		}
	case 17: // with the types that give it its meaning
		delete(from, name)
		to[name] = clone(value)
		types := append(asList(to["type"]), asList(from["type"])...)
		if len(types) > 0 {
			to["type"] = clone(types)
		}
	case 18: // into a place where no class is asked for it
		place := placeless[e.next()%len(placeless)]
		if id, ok := from["id"].(string); ok && name != "id" && name != "type" {
			for _, o := range asList(root[place]) {
				half, ok := o.(map[string]any)
				if !ok && o == any(id) {
					half, ok = map[string]any{"id": id}, true
					root[place] = half
				}
				if ok && half["id"] == any(id) {
					delete(from, name)
					half[name] = clone(value)
					half["type"] = clone(append(asList(half["type"]), asList(from["type"])...))
					break
				}
			}
		}
	case 16: // what a member says, to the one around it
		if m, ok := value.(map[string]any); ok {
			for inner, v := range m {
				if _, taken := from[inner]; !taken {
					from[inner] = v
					delete(m, inner)
				}
			}
		}
	case 12: // the next number
		if f, ok := value.(float64); ok && f == 0 {
			from[name] = math.Copysign(0, -1)
		} else if ok {
			from[name] = math.Nextafter(f, float64(e.next()-128))
		}
	}
}

// told is what a report shows as fact, whatever the order of sets. Endorsements
// are documents of their own, with verdicts of their own: they are not shown here.
func told(t testing.TB, r *verify.Report) any {
	t.Helper()
	shown := *r.Credential
	shown.Endorsement = nil
	data, err := json.Marshal(shown)
	require.NoError(t, err)
	var v any
	require.NoError(t, json.Unmarshal(data, &v))
	found := map[string]any{}
	for _, pointer := range []string{"/id", "/issuer/name", "/issuer/url", "/validUntil", "/credentialSubject/source/url", "/credentialSubject/achievement/creator/name",
		"/credentialSubject/achievement/creator/url", "/credentialSubject/achievement/name", "/credentialStatus/id", "/proof/0/type", "/proof/type"} {
		if raw, ok := r.Credential.Lookup(pointer); ok {
			var v any
			require.NoError(t, json.Unmarshal(raw, &v))
			if list, ok := v.([]any); ok && len(list) == 1 {
				v = list[0]
			}
			found[pointer] = v
		}
	}
	report := map[string]any{"id": r.Issuer.ID}
	if r.Issuer.Name != "" {
		report["name"] = r.Issuer.Name
	}
	until, err := json.Marshal(r.Credential.ValidUntil)
	require.NoError(t, err)
	return map[string]any{"view": sets(t, v), "report": report, "until": string(until), "found": found}
}

// sets sorts each list of v that is a set, and keeps an element that is there twice once.
func sets(t testing.TB, v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name := range v {
			if list, ok := v[name].([]any); !ok || name != "allowedValue" && len(list) > 0 {
				v[name] = sets(t, v[name])
			}
		}
	case []any:
		byText := map[string]any{}
		for i := range v {
			element := sets(t, v[i])
			byText[textOf(t, element)] = element
		}
		set := make([]any, 0, len(byText))
		for _, text := range sortedNames(byText) {
			set = append(set, byText[text])
		}
		return set
	}
	return v
}

func textOf(t testing.TB, v any) string {
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

// noted are the notes of a report: the code, and the member that it is about.
func noted(r *verify.Report) map[string]bool {
	notes := map[string]bool{}
	for _, p := range r.Warnings() {
		member, _, _ := strings.Cut(p.Message, ":")
		if strings.Contains(member, " ") {
			member = ""
		}
		notes[string(p.Code)+" "+member] = true
	}
	return notes
}

// less says whether after is before without the members that a note names: a holder
// may put what describes into an endorsement, and then nobody is shown it, and told so.
func less(before, after any, notes map[string]bool) bool {
	switch after := after.(type) {
	case map[string]any:
		before, ok := before.(map[string]any)
		if !ok {
			return false
		}
		for name, v := range after {
			if w, ok := before[name]; !ok || !less(w, v, notes) {
				return false
			}
		}
		for name := range before {
			missing := strings.Split(name, "/") // a pointer is lost with each member on its way
			told := slices.ContainsFunc(missing, func(member string) bool { return notes[string(credential.SchemaInvalid)+" "+member] })
			if _, ok := after[name]; !ok && !told {
				return false
			}
		}
		return true
	case []any:
		before, ok := before.([]any)
		if !ok {
			return false
		}
		covered := func(v any) bool {
			return slices.ContainsFunc(before, func(w any) bool { return less(w, v, notes) })
		}
		kept := func(w any) bool { return slices.ContainsFunc(after, func(v any) bool { return less(w, v, notes) }) }
		for _, v := range after {
			if !covered(v) {
				return false
			}
		}
		for _, w := range before {
			if !kept(w) {
				return false
			}
		}
		return true
	}
	return before == after
}

// honestDocuments are badges in which much can be moved: a creator and a source
// that are the issuer, an endorsement of the badge and of the achievement, and an
// achievement with results.
func honestDocuments(t testing.TB) []string {
	rubric := summit.Rubric()
	a, err := summit.Program().Achievement("civics", badge.Publication{Rubric: &rubric, BaseURL: "https://school.example/badges"})
	require.NoError(t, err)
	did := signerOf(t, edKey(0)).Method().Controller
	a.Creator = &badge.Profile{ID: did, URL: "https://school.example"}
	c := civics(t)
	c.Subject.Achievement = a
	c.Subject.Source = &badge.Profile{ID: did}
	c.Evidence = []badge.Evidence{{ID: "https://school.example/e", Narrative: "Led it."}, {ID: "https://school.example/e", Name: "Report"}, {Name: "Another"}}
	unsigned := func(id, of string) string {
		return `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],` +
			`"id":"` + id + `","type":["VerifiableCredential","EndorsementCredential"],"name":"Endorsement",` +
			`"issuer":{"id":"did:example:endorser","type":["Profile"]},"validFrom":"2026-04-01T00:00:00Z",` +
			`"credentialSubject":{"id":"` + of + `","type":["EndorsementSubject"],"endorsementComment":"Well earned."}}`
	}
	endorsement := func(id, of string) json.RawMessage { return endorserSigns(t, unsigned(id, of)) }
	c.Endorsement = []json.RawMessage{endorsement("urn:uuid:aaaaaaaa-0b0a-4908-8706-050403020100", c.ID), endorsement("urn:uuid:bbbbbbbb-0b0a-4908-8706-050403020100", a.ID)}
	c.Refresh = nil
	earned, available := 0.3, 1.1
	c.Subject.CreditsEarned, c.Subject.Achievement.CreditsAvailable = &earned, &available
	c.Issuer.Address = &badge.Address{Geo: &badge.GeoCoordinates{Latitude: 40.712776, Longitude: -74.005974}}
	issued := func(c credential.Credential) string {
		return issueEmbedded(t, signerOf(t, edKey(0)), credential.EdDSARDFC2022, c)
	}
	// Results below what is required, in a list whose order is signed and by points.
	failed := civics(t)
	one, two := badge.RubricCriterionLevel{ID: "urn:x:1", Name: "1", Points: "1"}, badge.RubricCriterionLevel{ID: "urn:x:2", Name: "2", Points: "2"}
	failed.Subject.Achievement.ResultDescription = []badge.ResultDescription{
		{ID: "urn:x:grade", Name: "Grade", ResultType: "LetterGrade", RequiredValue: "C", AllowedValue: []string{"F", "C", "A"}},
		{ID: "urn:x:d", Name: "D", ResultType: "RubricCriterionLevel", RequiredLevel: "urn:x:2", RubricCriterionLevel: []badge.RubricCriterionLevel{one, two}},
	}
	failed.Subject.Result = []badge.Result{{ResultDescription: "urn:x:grade", Value: "F"}, {ResultDescription: "urn:x:d", AchievedLevel: "urn:x:1"}}
	documents := []string{issued(c), issued(civics(t))}

	// No two objects of one id say much: what a holder has is ids, and places for more.
	bare := civics(t)
	bare.Subject.Achievement.Creator = &badge.Profile{ID: did}
	bare.Subject.Achievement.Criteria = badge.Criteria{ID: bare.Subject.Achievement.ID, Narrative: "Led a drive."}
	bare.Subject.Achievement.Type = badge.Many[string]{"Achievement", "urn:example:FinalExam"}
	bare.Type = []string{"urn:example:Diploma"}
	bare.Evidence = []badge.Evidence{{ID: "https://school.example/e", Narrative: "Led it."}}
	bare.Issuer = badge.Profile{ID: did, Name: "Pine Ridge High School", ParentOrg: &badge.Profile{ID: "https://district.example", Name: "District"}}

	// Endorsements that repeat the badge, and whose issuer is that of the badge.
	endorsed := bare
	about := func(id, members, issuer string) json.RawMessage {
		e := strings.Replace(unsigned("urn:uuid:cccccccc-0b0a-4908-8706-050403020100", id), `"type":["EndorsementSubject"]`, members, 1)
		if strings.Contains(members, "AchievementSubject") {
			e = strings.Replace(e, "cccccccc", "dddddddd", 1)
		}
		return endorserSigns(t, strings.Replace(e, `{"id":"did:example:endorser","type":["Profile"]}`, issuer, 1))
	}
	endorsed.Endorsement = []json.RawMessage{
		about(endorsed.Subject.Achievement.ID, `"type":["EndorsementSubject","Achievement"],"name":"`+endorsed.Subject.Achievement.Name+`"`, `{"id":"`+did+`","type":["Profile"]}`),
	}
	if endorsed.Subject.ID != "" {
		endorsed.Endorsement = append(endorsed.Endorsement, about(endorsed.Subject.ID, `"type":["EndorsementSubject","AchievementSubject"]`, `"did:example:endorser"`))
	}

	// As many disputes as a report lists, and one behind them.
	crowded := civics(t)
	crowded.Subject.Achievement.Creator = &badge.Profile{ID: did, Name: "Oak Hill"}
	crowded.Evidence = nil
	for i := range 100 {
		id := fmt.Sprintf("https://school.example/e/%d", i)
		crowded.Evidence = append(crowded.Evidence, badge.Evidence{ID: id, Name: "Report"}, badge.Evidence{ID: id, Name: "Paper"})
	}
	return append(documents, issued(bare), issued(endorsed), issued(crowded), issued(failed))
}

// flawedDocuments are badges that an issuer signed and that are refused, or remarked on,
// each for something that a holder could put where nobody looks: there is room in
// related resources, in the holder of VCDM 1.1, in the criteria, and in an endorsement.
func flawedDocuments(t testing.TB) (documents []string) {
	resource := `,"relatedResource":[{"id":"urn:x:a",` + anyDigest + `},{"id":"urn:x:g","mediaType":"text/plain",` + anyDigest + `}]`
	criteria := `{"id":"urn:x:a","narrative":"c"}`
	for _, part := range []string{
		`,"alignment":[{"type":["Alignment"],"targetName":"T","targetUrl":"javascript:alert(1)"}]`,
		`,"image":{"id":"javascript:alert(1)","type":"Image"}`,
		`,"resultDescription":[{"id":"urn:x:g","type":["ResultDescription"],"name":"G","resultType":"nonsense"}]`,
		`,"creator":{"id":"did:example:c","type":["Profile"],"name":"P\u0430ypal"}`,
		belowRequired,
	} {
		b := written{root: resource, achievement: part, subject: `,"result":[{"id":"urn:x:r","type":["Result"],"value":"F"}]`}
		if part == belowRequired {
			b.subject = `,"result":[{"id":"urn:x:r","type":["Result"],"resultDescription":"urn:x:g","value":"F"}]`
		}
		documents = append(documents, signedText(t, b.text(t)))
		b.root, b.criteria = `,"endorsement":[`+endorsementText("urn:x:e1", "urn:x:a", `{"id":"did:example:ada","type":["Profile"]}`, "")+`]`, criteria
		documents = append(documents, signedText(t, b.text(t)))
	}
	for _, part := range []string{
		`,"identifier":[{"type":"IdentityObject","identityType":"emailAddress","identityHash":"md5$0123456789abcdef0123456789abcdef","hashed":true}]`,
		`,"identifier":[{"type":"IdentityObject","identityType":"nonsense","identityHash":"ada@example.org","hashed":false}]`,
	} {
		documents = append(documents, signedText(t, written{contexts: underV1, root: `,"holder":"did:example:ada"`, subject: part}.text(t)))
	}
	return documents
}

// FuzzEditsByAHolder is the property that finds what a list of attacks forgets:
// whatever a holder does to the JSON of a badge, either it is refused, or what the
// report shows is what it showed before, but for what describes, and then a note says
// so; and whatever was noted before is noted still. No edit makes a verdict better.
func FuzzEditsByAHolder(f *testing.F) {
	v := newVerifier(f, ignoringEndorsements) // what he does to an endorsement is its own verdict
	documents := honestDocuments(f)
	honestOnes := len(documents)
	documents = append(documents, flawedDocuments(f)...)
	var honest []any
	var notes []map[string]bool
	var ranks []int
	for i, d := range documents {
		report, err := v.Verify(ctx, []byte(d))
		if i < honestOnes {
			require.NoError(f, err)
		} else {
			require.NotEqual(f, "valid", report.Verdict())
		}
		ranks = append(ranks, rank(report))
		notes = append(notes, noted(report))
		if err != nil {
			honest = append(honest, nil)
			continue
		}
		honest = append(honest, told(f, report))
	}
	for which := range byte(len(documents)) {
		for kind := range byte(19) {
			f.Add([]byte{0, 0, 3, 5, kind, 2}, which)
			f.Add([]byte{1, 2, 1, kind, 1, 0, 5, 2, kind, 3}, which)
		}
		f.Add([]byte(strings.Repeat("\x02\x09\x01\x00", 3)), which)
	}
	f.Add([]byte("&08C1020"), byte(0)) // a list of one, in the way of a pointer
	f.Add([]byte("a18"), byte(3))      // the creator, into an endorsement of the achievement
	f.Fuzz(func(t *testing.T, script []byte, which byte) {
		i := int(which) % len(documents)
		var root map[string]any
		require.NoError(t, json.Unmarshal([]byte(documents[i]), &root))
		e := &editor{script: script}
		for n := 0; len(e.script) > 0 && n < 4; n++ {
			e.edit(root)
		}
		edited, err := json.Marshal(root)
		require.NoError(t, err)
		report, err := v.Verify(ctx, edited)
		if report.Outcome == verify.Passed || len(report.Proofs) > 0 && report.Proofs[0].Held { // else it is about another proof
			require.LessOrEqual(t, rank(report), ranks[i], "%s, in %.4000s", report.Verdict(), edited)
		}
		if err != nil {
			return
		}
		now := noted(report)
		for note := range notes[i] {
			require.Contains(t, now, note, "noted before, and not now, in %.4000s", edited)
		}
		if after := told(t, report); !less(honest[i], after, now) {
			a, b := textOf(t, honest[i]), textOf(t, after)
			k := 0
			for k < min(len(a), len(b)) && a[k] == b[k] {
				k++
			}
			t.Fatalf("shown before: …%.200s\nshown now:    …%.200s\nin %.6000s", a[max(0, k-80):], b[max(0, k-80):], edited)
		}
	})
}
