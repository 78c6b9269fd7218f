package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// Every reason that the packages export is in the table, as their sources have it.
func TestEveryReasonOfThePackagesIsSaidInSpanish(t *testing.T) {
	known := map[string]string{}
	for _, r := range reasons {
		require.Contains(t, words, r.key)
		known[r.err.Error()] = r.key
	}
	n := 0
	for _, dir := range []string{"badge/planning", "badge/privacy", "credential/award", "credential/status", "verify/share"} {
		files, err := filepath.Glob(filepath.Join("..", "..", dir, "*.go"))
		require.NoError(t, err)
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			for _, m := range regexp.MustCompile(`\bErr[A-Z]\w+\s*=\s*errors\.New\("([^"]+)"\)`).FindAllStringSubmatch(string(text), -1) {
				require.Contains(t, known, m[1], name)
				n++
			}
		}
	}
	require.Greater(t, n, 40)
	for _, r := range reasons {
		said, err := spanish.why(fmt.Errorf("outside: %w: a detail", r.err))
		require.NoError(t, err)
		first, _ := spanish.say(known[r.err.Error()])
		require.Equal(t, first, said)
	}
	for _, err := range badInput {
		require.Contains(t, known, err.Error())
	}
}

func TestAReasonIsSaidByItsCodeAndNeverByItsEnglishWords(t *testing.T) {
	said, err := spanish.why(errors.New("the quorum is 2, and 0 votes count"))
	require.NoError(t, err)
	require.Equal(t, "No es posible.", said)
	said, err = spanish.why(credential.NewProblem(credential.Code("STATUS_REVOKED"), "", nil, "in English"))
	require.NoError(t, err)
	require.Equal(t, verify.StatusRevoked.Sentence("es"), said)
	require.NotEqual(t, verify.StatusRevoked.Sentence("en"), said)
	said, err = english.why(fmt.Errorf("%w: this", errInput))
	require.NoError(t, err)
	require.Equal(t, errInput.Error()+": this", said)
	found, refused := (privacy.Policy{}).InspectText("Ana Torres, 970-555-0147", "Ana Torres")
	said, err = spanish.why(inspected(found, refused))
	require.NoError(t, err)
	require.Contains(t, said, "un nombre de persona")
	require.Contains(t, said, "un número de teléfono")
}

func TestEveryKindOfFindingHasWords(t *testing.T) {
	for _, k := range []privacy.Kind{privacy.KindName, privacy.KindBirth, privacy.KindMail, privacy.KindPhone, privacy.KindAddress, privacy.KindNumber, privacy.KindHandle, privacy.KindPhoto,
		privacy.KindLocation, privacy.KindIdentity, privacy.KindGuessable, privacy.KindResults, privacy.KindArtefact, privacy.KindSource, privacy.KindSensitive, privacy.KindAuthor, privacy.KindUnread} {
		require.Contains(t, words, "found."+string(k))
	}
}

func TestTheWholeProgramAndItsLevelsAreInSpanish(t *testing.T) {
	require.Len(t, programWords, len(summit.Program().Credentials))
	for i, m := range spanish.program() {
		was := summit.Program().Credentials[i]
		require.Equal(t, was.Key, m.Key)
		require.NotEqual(t, was.Name, m.Name)
		require.NotEqual(t, was.Statement, m.Statement)
		require.Len(t, programWords[m.Key].competencies, len(was.Competencies))
		for j, k := range m.Competencies {
			require.NotEqual(t, was.Competencies[j].Name, k.Name)
			require.NotEqual(t, was.Competencies[j].Definition, k.Definition)
			require.NotEmpty(t, k.Definition)
		}
		require.Equal(t, was, english.credential(m.Key))
	}
	for i, l := range spanish.levels() {
		require.Equal(t, rubric().Levels[i].Key, l.Key)
		require.NotEqual(t, rubric().Levels[i].Name, l.Name)
	}
}

// Why a verdict is not carried is counted anew, and has to be what the package says.
func TestWhatAVerdictLacksIsWhatThePackageSays(t *testing.T) {
	tw := newTown(t)
	o := tw.gathering()
	office := tw.portal.office
	team, err := office.team(t.Context(), o.school)
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, state := range []string{"review", "one", "disagreed", "voted", "low", "deputies"} {
		lines, ok := o.states[state]
		if !ok {
			continue
		}
		c, err := planning.Read(lines, planning.Head{}, office.rules)
		require.NoError(t, err)
		tally := c.Tally(team)
		for verdict, missing := range tally.Missing {
			p := page{Lang: english, Case: c}
			said, err := p.Missing(&tally, verdict)
			require.NoError(t, err)
			require.Equal(t, missing, said, state)
			seen[missing] = true
			p.Lang = spanish
			said, err = p.Missing(&tally, verdict)
			require.NoError(t, err)
			require.Equal(t, missing == "", said == "")
			require.True(t, missing == "" || said != missing)
		}
	}
	require.GreaterOrEqual(t, len(seen), 2)
}

// Not an English word of the program, of a level or of a reason is on a page in Spanish.
func TestPagesInSpanishSayNothingInEnglish(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	ana := tw.as("s9")
	ana.done(ana.post("/language", url.Values{"language": {"es"}, "back": {"/"}}))
	pages := map[string]string{}
	given, _ := tw.fromFile("leadership")
	for _, path := range []string{"/", "/my", at, at + "/badge", given + "/badge", "/given"} {
		_, pages[path] = ana.get(path)
	}
	_, pages["publish"] = ana.post(at+"/publish", nil)
	_, pages["publish of a file"] = ana.post(given+"/publish", nil)
	_, pages["late"] = ana.post(at+"/submit", nil)
	_, pages["other's"] = ana.post(at+"/award", url.Values{"reason": {"x"}})
	_, pages["link"] = ana.post("/my/links", url.Values{"badge": {tw.anyBadge()}, "purpose": {"resume"}, "days": {"30"}})
	english := []string{"planning:", "privacy:", "share:", "Credential<", "possible", "consent ", "expected"}
	for _, m := range summit.Program().Credentials {
		english = append(english, m.Name)
		for _, k := range m.Competencies {
			english = append(english, k.Definition)
		}
	}
	for _, l := range rubric().Levels {
		english = append(english, l.Name)
	}
	for name, page := range pages {
		require.Contains(t, page, `<html lang="es">`, name)
		for _, text := range english {
			require.NotContains(t, page, text, name)
		}
	}
	require.Contains(t, pages[at], "Credencial de Civismo")
	require.Contains(t, pages["publish"], "No hay un consentimiento que valga.")
	status, _ := ana.get(at)
	require.Equal(t, http.StatusOK, status)
}
