package summit_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/internal/beside"
)

func TestProgramHasFiveCredentialsOfFourCompetenciesInOrder(t *testing.T) {
	p := summit.Program()
	require.Equal(t, "High School Summit Micro-Credential Program", p.Name)
	require.Equal(t, "Summit Micro-Credential Program", p.AlternateName)
	require.Equal(t, "2019-09-09", p.SourceDate)
	require.NotEmpty(t, p.Version)
	require.NotEmpty(t, p.Description)

	var keys [][]string
	for _, c := range p.Credentials {
		k := []string{c.Key}
		for _, comp := range c.Competencies {
			k = append(k, comp.Key)
		}
		keys = append(keys, k)
	}
	require.Equal(t, [][]string{
		{"innovation", "synthesis", "critical-analysis", "creativity", "curiosity"},
		{"communication", "communication-assessment", "listening-skills", "cultural-awareness", "communication-effectiveness"},
		{"leadership", "self-awareness", "interpersonal-attention", "responsibility", "future-orientation"},
		{"civics", "situational-knowledge", "citizenship", "participation", "civic-knowledge"},
		{"professionalism", "integrity", "perseverance", "flexibility", "growth-mindset"},
	}, keys)
}

// The golden text is one to read: a person compares it with the program's page.
func TestProgramSaysWordForWordWhatTheGoldenTextSays(t *testing.T) {
	var credentials []string
	for _, c := range summit.Program().Credentials {
		text := c.Name + "\n" + c.Statement + "\n"
		for _, comp := range c.Competencies {
			text += comp.Name + ": " + comp.Definition + "\n"
		}
		credentials = append(credentials, text)
	}
	golden, err := os.ReadFile("testdata/definitions.txt")
	require.NoError(t, err)
	require.Equal(t, string(golden), strings.Join(credentials, "\n"))
}

func TestProgramSaysWordForWordWhatItsSourceSays(t *testing.T) {
	const source = "../../../shared/spec/program.md"
	text, err := os.ReadFile(source)
	if errors.Is(err, fs.ErrNotExist) {
		beside.Missing(t, "the sheet with the program's own words is not here; the golden text is checked all the same")
	}
	require.NoError(t, err)
	for _, c := range summit.Program().Credentials {
		var competencies []string
		for _, comp := range c.Competencies {
			competencies = append(competencies, fmt.Sprintf("*%s*: %s", comp.Name, comp.Definition))
		}
		line := fmt.Sprintf("\n- **%s** — \"%s\" %s.\n", c.Name, c.Statement, strings.Join(competencies, " · "))
		require.Contains(t, string(text), line)
	}
}

func TestProgramIDIsTheUUIDItsCommentDerives(t *testing.T) {
	id := uuid.NewSHA1(uuid.NameSpaceURL, []byte("https://github.com/summitbadges/openbadges/badge/summit"))
	require.Equal(t, id.URN(), summit.Program().ID)
}

// A program that a caller changed must never reach another caller: whoever
// controls one could otherwise rewrite the criteria of badges issued elsewhere
// in the process.
func TestProgramsShareNoMemory(t *testing.T) {
	a, b := summit.Program(), summit.Program()
	require.Equal(t, a, b)
	shared := intersection(pointers(reflect.ValueOf(a)), pointers(reflect.ValueOf(b)))
	require.Empty(t, shared, "paths whose memory two calls share")

	a.Credentials[3].Name = "changed"
	a.Credentials[3].Competencies[0].Definition = "changed"
	require.Equal(t, b, summit.Program())
}

func TestAchievementStandsForEveryCredentialWithNothingPublished(t *testing.T) {
	p := summit.Program()
	for _, c := range p.Credentials {
		a, err := p.Achievement(c.Key, badge.Publication{})
		require.NoError(t, err)
		require.NoError(t, a.Validate())
		require.Equal(t, c.Name, a.Name)
		require.Equal(t, "MicroCredential", string(a.AchievementType))
		require.Nil(t, a.Image)
		require.Len(t, a.ResultDescription, len(c.Competencies))
		for _, comp := range c.Competencies {
			require.Contains(t, a.Criteria.Narrative, comp.Name)
			require.Contains(t, a.Criteria.Narrative, comp.Definition)
		}
	}
}

func TestAchievementCarriesTheArtAndTheRubricThatWereAskedFor(t *testing.T) {
	p := summit.Program()
	rubric := summit.Rubric()
	rubric.Required = "strategic-learner"
	for _, c := range p.Credentials {
		a, err := p.Achievement(c.Key, badge.Publication{Image: summit.Image, Rubric: &rubric})
		require.NoError(t, err)
		require.NoError(t, a.Validate())
		require.Equal(t, summit.Image(c.Key), a.Image)
		require.Len(t, a.ResultDescription, len(c.Competencies))
		for _, d := range a.ResultDescription {
			var levels []string
			for _, level := range d.RubricCriterionLevel {
				levels = append(levels, level.Name)
			}
			require.Equal(t, []string{"Novice", "Advanced Beginner", "Strategic Learner", "Emerging Expert"}, levels)
		}
	}
}

func TestRubricLeavesTheRequiredLevelToTheAdopter(t *testing.T) {
	require.Empty(t, summit.Rubric().Required)
	changed := summit.Rubric()
	changed.Levels[0].Name = "changed"
	require.Equal(t, "Novice", summit.Rubric().Levels[0].Name)
}

func TestAnotherProgramHasItsOwnNumbers(t *testing.T) {
	p, err := badge.ReadProgram(os.DirFS("../../testdata/programs"), "riverside.json")
	require.NoError(t, err)
	require.NoError(t, p.Validate())
	counts := map[string]int{}
	for _, c := range p.Credentials {
		counts[c.Key] = len(c.Competencies)
		a, err := p.Achievement(c.Key, badge.Publication{Image: summit.Image})
		require.NoError(t, err)
		require.NoError(t, a.Validate())
		require.Len(t, a.ResultDescription, len(c.Competencies))
		require.Nil(t, a.Image, "the art of one program is not that of another")
	}
	require.Equal(t, map[string]int{"bicycle-repair": 2, "river-watch": 3, "kitchen": 5}, counts)
}

// pointers returns the addresses of all memory that can be changed through v,
// with a path to each. Strings are left out: they cannot be changed.
func pointers(v reflect.Value) map[uintptr]string {
	found := map[uintptr]string{}
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				found[v.Pointer()] = path
				walk(path, v.Elem())
			}
		case reflect.Interface:
			walk(path, v.Elem())
		case reflect.Slice:
			if v.Len() > 0 {
				found[v.Pointer()] = path
			}
			for i := range v.Len() {
				walk(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
			}
		case reflect.Map:
			if !v.IsNil() {
				found[v.Pointer()] = path
			}
			for _, key := range v.MapKeys() {
				walk(fmt.Sprintf("%s[%v]", path, key), v.MapIndex(key))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				walk(path+"."+v.Type().Field(i).Name, v.Field(i))
			}
		}
	}
	walk("", v)
	return found
}

func intersection(a, b map[uintptr]string) []string {
	var both []string
	for address, path := range a {
		if _, ok := b[address]; ok {
			both = append(both, path)
		}
	}
	return both
}
