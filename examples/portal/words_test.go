package main

import (
	"io/fs"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/verify/share"
)

func TestEveryTextOfAPageIsInTheCatalogueInBothLanguages(t *testing.T) {
	used := map[string]bool{}
	prefixes := []string{"why.", "found.", "missing."} // reasons_test.go has who says them
	names, err := fs.Glob(files, "templates/*.html")
	require.NoError(t, err)
	for _, name := range names {
		text, err := files.ReadFile(name)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`\.T "([^"]+)"`).FindAllStringSubmatch(string(text), -1) {
			used[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`\.T \(printf "([^"%]+)%`).FindAllStringSubmatch(string(text), -1) {
			prefixes = append(prefixes, m[1])
		}
	}
	for _, kind := range []string{mailInvitation, mailReset, mailChanged, mailClosed, mailReminder, mailRebind, mailObject} {
		used["mail."+kind], used["mail."+kind+".text"] = true, true
	}
	used["mail.hour"], used["mail.week"] = true, true
	require.NotEmpty(t, used)
	for key := range used {
		require.Contains(t, words, key)
	}
	verbs := regexp.MustCompile(`%.`)
	for key, w := range words {
		require.True(t, used[key] || slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) }), "nothing says %q", key)
		require.NotEmpty(t, w[0], key)
		require.NotEmpty(t, w[1], key)
		require.Equal(t, verbs.FindAllString(w[0], -1), verbs.FindAllString(w[1], -1), key)
	}
}

func TestWhatACaseCanBeInHasWords(t *testing.T) {
	for _, s := range []planning.State{planning.StateReady, planning.StateDraft, planning.StateActive, planning.StateSubmitted, planning.StateReview, planning.StateAwarded,
		planning.StateDeclined, planning.StateWithdrawn, planning.StateHeld, planning.StateTransferring, planning.StateErased} {
		require.Contains(t, words, "state."+string(s))
	}
	for _, a := range slices.Concat(ahead, plain, moves[1:2], []planning.Action{planning.ActPlan, planning.ActGather, planning.ActConfirm, planning.ActReceive, actConsent}) {
		require.Contains(t, words, "act."+string(a))
	}
	for _, c := range channels {
		require.Contains(t, words, "to."+string(c))
	}
	for _, r := range slices.Concat(keepers, family, []planning.Role{planning.RoleMember, planning.RoleSupporter}) {
		require.Contains(t, words, "role."+string(r))
	}
	for _, err := range append(slices.Clone(badInput), errNone, errSignIn, errForm, errBusy, errSlow, errWrong, errPassword, errHost, errChanged, planning.ErrForbidden, fs.ErrInvalid) {
		_, said := english.say("problem." + strconv.Itoa(statusOf(err)))
		require.NoError(t, said)
	}
	require.Contains(t, words, "problem."+strconv.Itoa(http.StatusRequestEntityTooLarge))
}

func TestSpanishIsSpokenToWhomAsksForIt(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	ana := tw.as("s9")
	ana.done(ana.post("/language", map[string][]string{"language": {"es"}, "back": {at + "/badge"}}))
	for _, path := range []string{"/", at, at + "/badge", at + "/nothing"} {
		_, page := ana.get(path)
		require.Contains(t, page, `<html lang="es">`, path)
		require.Contains(t, page, "Sesión de Ana Torres", path)
	}
	_, to := ana.post("/language", map[string][]string{"language": {"en"}, "back": {"//evil.example/"}})
	require.Equal(t, "/", to)
}

func TestABadgeThatIsNotPublishedIsNotGivenToThePages(t *testing.T) {
	tw := newTown(t)
	tw.decided()
	_, err := shelf{tw.portal.office.store}.Badge(t.Context(), "s9", tw.anyBadge())
	require.ErrorIs(t, err, share.ErrPrivate)
	_, err = shelf{tw.portal.office.store}.Badge(t.Context(), "s5", tw.anyBadge())
	require.ErrorIs(t, err, share.ErrNotFound)
}
