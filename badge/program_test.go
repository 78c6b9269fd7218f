package badge_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
)

const makersFile = `{
  "id": "https://school.example/makers",
  "name": "Makers",
  "alternateName": "Makers at Pine Ridge",
  "description": "Working with one's hands.",
  "version": "1.0.0",
  "sourceDate": "2026-01-31",
  "requires": "all",
  "credentials": [
    {
      "key": "joinery",
      "name": "Joinery",
      "statement": "Student joins wood by hand so that it holds.",
      "caption": "Badge of two boards in a dovetail joint: Joinery",
      "competencies": [
        {"key": "measuring", "name": "Measuring", "definition": "to mark what will be cut"},
        {"key": "sawing-true", "name": "Sawing true", "definition": "to cut where it is marked, *with* [the] grain_of_wood"},
        {"key": "care", "name": "Care for tools", "definition": "to keep an edge"}
      ]
    },
    {
      "key": "solder",
      "name": "Soldering",
      "statement": "Student solders a circuit that works.",
      "competencies": [{"key": "heat", "name": "Heat", "definition": "to heat the joint and not the solder"}]
    }
  ]
}`

func makers(t testing.TB) *badge.Program {
	p, err := badge.ReadProgram(fstest.MapFS{"program.json": {Data: []byte(makersFile)}}, "program.json")
	require.NoError(t, err)
	return p
}

func TestReadsAProgram(t *testing.T) {
	p := makers(t)
	require.Equal(t, "Makers", p.Name)
	require.Equal(t, "Makers at Pine Ridge", p.AlternateName)
	require.Equal(t, "2026-01-31", p.SourceDate)
	require.Equal(t, "all", p.Requires)
	require.Len(t, p.Credentials, 2)
	joinery, ok := p.MicroCredential("joinery")
	require.True(t, ok)
	require.Equal(t, p.Credentials[0], joinery)
	require.Equal(t, badge.Competency{Key: "care", Name: "Care for tools", Definition: "to keep an edge"}, joinery.Competencies[2])
	_, ok = p.MicroCredential("Joinery")
	require.False(t, ok)
}

func TestAProgramWrittenIsTheProgramRead(t *testing.T) {
	p := makers(t)
	data, err := json.Marshal(p)
	require.NoError(t, err)
	require.JSONEq(t, makersFile, string(data))
	var again badge.Program
	require.NoError(t, json.Unmarshal(data, &again))
	require.Equal(t, *p, again)
}

func TestAProgramNeedsOnlyTheMembersThatSaySomething(t *testing.T) {
	p, err := badge.ReadProgram(fstest.MapFS{"p.json": {Data: []byte(`{"id":"urn:uuid:2ed6657d-e927-568b-95e1-2665a8aea6a2","name":"N","version":"1",
		"credentials":[{"key":"a","name":"A","statement":"S","competencies":[{"key":"b","name":"B","definition":"D"}]}]}`)}}, "p.json")
	require.NoError(t, err)
	require.Empty(t, p.Requires)
}

func TestRefusesAProgramThatSaysMoreOrLessThanItMay(t *testing.T) {
	for name, c := range map[string]struct{ old, new, pointer, reason string }{
		"an unknown member":              {`"sourceDate"`, `"sourcedate"`, "/sourcedate", "no such member"},
		"a member in another case":       {`"id"`, `"ID"`, "/ID", "no such member"},
		"an unknown member, deeper":      {`"caption"`, `"alt"`, "/credentials/0/alt", "no such member"},
		"an unknown member, deepest":     {`"definition": "to keep`, `"note": "x", "definition": "to keep`, "/credentials/0/competencies/2/note", "no such member"},
		"a number for a string":          {`"1.0.0"`, `1`, "/version", "expected a string"},
		"null for a string":              {`"all"`, `null`, "/requires", "expected a string"},
		"an array for a string":          {`"Joinery"`, `["Joinery"]`, "/credentials/0/name", "expected a string"},
		"an object for an array":         {`[{"key": "heat"`, `{"x": [{"key": "heat"`, "", ""},
		"a string for a competency":      {`[{"key": "heat", "name": "Heat", "definition": "to heat the joint and not the solder"}]`, `["heat"]`, "/credentials/1/competencies/0", "expected an object"},
		"an object for the competencies": {`[{"key": "heat", "name": "Heat", "definition": "to heat the joint and not the solder"}]`, `{}`, "/credentials/1/competencies", "expected an array"},
		"no name":                        {`"name": "Makers"`, `"name": ""`, "/name", "expected a text"},
		"a blank name":                   {`"name": "Makers"`, `"name": " "`, "/name", "expected a text"},
		"no version":                     {`"version": "1.0.0",`, ``, "/version", "expected a text"},
		"a version that climbs":          {`"1.0.0"`, `".."`, "/version", "a letter or a digit"},
		"no id":                          {`"id": "https://school.example/makers",`, ``, "/id", "expected a text"},
		"a relative id":                  {`https://school.example/makers`, `makers`, "/id", "absolute URI"},
		"an id without a scheme":         {`https://school.example/makers`, `//school.example/makers`, "/id", "absolute URI"},
		"an id of a scheme alone":        {`https://school.example/makers`, `https://`, "/id", "absolute URI"},
		"an id with a space":             {`https://school.example/makers`, `https://school.example/ma kers`, "/id", "absolute URI"},
		"an id that is no URI":           {`https://school.example/makers`, `https://[`, "/id", "absolute URI"},
		"a date that is none":            {`2026-01-31`, `2026-02-31`, "/sourceDate", "expected a date"},
		"another requirement":            {`"all"`, `"3"`, "/requires", `expected "all"`},
		"no statement":                   {`"statement": "Student solders a circuit that works.",`, ``, "/credentials/1/statement", "expected a text"},
		"no definition":                  {`"to keep an edge"`, `""`, "/credentials/0/competencies/2/definition", "expected a text"},
		"no name of a credential":        {`"name": "Soldering",`, ``, "/credentials/1/name", "expected a text"},
		"no name of a competency":        {`"name": "Heat",`, ``, "/credentials/1/competencies/0/name", "expected a text"},
		"no competencies":                {`{"key": "heat", "name": "Heat", "definition": "to heat the joint and not the solder"}`, ``, "/credentials/1/competencies", "at least one"},
		"a key used twice":               {`"solder"`, `"joinery"`, "/credentials/1/key", "found that of /credentials/0/key"},
		"a competency's key used twice":  {`"care"`, `"measuring"`, "/credentials/0/competencies/2/key", "found that of /credentials/0/competencies/0/key"},
		"a competency's name used twice": {`"Care for tools"`, `"measuring."`, "/credentials/0/competencies/2/name", "found that of /credentials/0/competencies/0/name"},
		"no key":                         {`"key": "solder",`, ``, "/credentials/1/key", "expected a key"},
		"a key in capitals":              {`"solder"`, `"Solder"`, "/credentials/1/key", "expected a key"},
		"a key with a slash":             {`"heat"`, `"heat/2"`, "/credentials/1/competencies/0/key", "expected a key"},
		"a key with a dot":               {`"solder"`, `".."`, "/credentials/1/key", "expected a key"},
		"a key with a space":             {`"solder"`, `"sol der"`, "/credentials/1/key", "expected a key"},
		"a key with a line break":        {`"solder"`, `"solder\n"`, "/credentials/1/key", "expected a key"},
		"a key that is too long":         {`"solder"`, `"` + strings.Repeat("a", 65) + `"`, "/credentials/1/key", "expected a key"},
		"two lines":                      {`"to keep an edge"`, `"to keep\n# an edge"`, "/credentials/0/competencies/2/definition", "one line of text"},
		"two lines of caption":           {`Badge of two`, `Badge\tof two`, "/credentials/0/caption", "one line of text"},
		"two lines of description":       {`Working with`, `Working\nwith`, "/description", "one line of text"},
		"two lines of the other title":   {`Makers at`, `Makers\nat`, "/alternateName", "one line of text"},
		"two members of one name":        {`"requires": "all"`, `"requires": "all", "requires": "all"`, "", "duplicate"},
		"something after the end":        {`"Heat"`, `"Heat"}`, "", ""},
	} {
		require.Contains(t, makersFile, c.old, name)
		file := strings.Replace(makersFile, c.old, c.new, 1)
		_, err := badge.ReadProgram(fstest.MapFS{"p.json": {Data: []byte(file)}}, "p.json")
		require.ErrorContains(t, err, "p.json", name)
		require.ErrorContains(t, err, c.reason, name)
		if c.pointer != "" {
			var v *badge.ValueError
			require.ErrorAs(t, err, &v, name)
			require.Equal(t, c.pointer, v.Pointer, name)
		}
	}
}

func TestTellsEverythingThatIsWrongAtOnce(t *testing.T) {
	err := (&badge.Program{Credentials: []badge.MicroCredential{{Key: "A"}}}).Validate()
	for _, pointer := range []string{"/id", "/name", "/version", "/credentials/0/key", "/credentials/0/name", "/credentials/0/statement", "/credentials/0/competencies"} {
		require.ErrorContains(t, err, pointer+": ")
	}
	require.ErrorContains(t, (&badge.Program{}).Validate(), "/credentials: expected at least one credential")
	require.ErrorContains(t, json.Unmarshal([]byte(`{}`), new(badge.Program)), "/credentials: expected at least one credential")
	require.ErrorContains(t, (&badge.Program{Name: "\xff"}).Validate(), "/name: ")
}

func TestSaysWhichProgramFileIsMissing(t *testing.T) {
	_, err := badge.ReadProgram(fstest.MapFS{}, "program.json")
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, "program.json")
}

func TestAFailedReadLeavesTheProgramAlone(t *testing.T) {
	p := makers(t)
	for _, bad := range []string{`{}`, `{"id":7}`, `[]`, `null`, `{`, `{"credentials":{}}`} {
		require.Error(t, p.UnmarshalJSON([]byte(bad)), bad)
		require.Equal(t, makers(t), p)
	}
}

func FuzzReadProgram(f *testing.F) {
	f.Add([]byte(makersFile))
	f.Add([]byte(`{"id":"urn:a:b","name":"N","version":"1/../é","credentials":[{"key":"a","name":"*","statement":"S","competencies":[{"key":"b","name":"B","definition":"D"}]}]}`))
	f.Add([]byte(`{"credentials":[{"competencies":[null]}]}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := badge.ReadProgram(fstest.MapFS{"p.json": {Data: data}}, "p.json")
		if err != nil {
			require.Nil(t, p)
			return
		}
		again := new(badge.Program)
		written, err := json.Marshal(p)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(written, again))
		require.Equal(t, p, again)
		ids := map[string]bool{}
		for _, c := range p.Credentials {
			for _, pub := range []badge.Publication{{}, {BaseURL: "https://school.example/b"}, {Rubric: apprentice()}} {
				a, err := p.Achievement(c.Key, pub)
				var v *badge.ValueError
				if errors.As(err, &v) {
					continue // the data model has rules of its own about texts
				}
				require.NoError(t, err)
				id := fmt.Sprintf("%s %v", a.ID, pub.Rubric != nil)
				require.False(t, ids[id], "two credentials are %s", a.ID)
				ids[id] = true
				levels := map[string]string{}
				for _, k := range c.Competencies {
					levels[k.Key] = "Completed"
					if pub.Rubric != nil {
						levels[k.Key] = "journeyman"
					}
				}
				results, err := a.Results(levels)
				require.NoError(t, err)
				require.Len(t, results, len(c.Competencies))
			}
		}
	})
}
