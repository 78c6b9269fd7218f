package main

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// A presentation is told by the worst of what is in it.
func TestAPresentationIsToldByTheWorstInIt(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	present := func(badges ...[]byte) string {
		var list []*credential.Secured
		for _, b := range badges {
			s, err := credential.Parse(b)
			require.NoError(t, err)
			list = append(list, s)
		}
		holder := credential.Holder{Signer: school.Signer, Now: school.Clock.Now}
		p, err := holder.Present(context.Background(), credential.Presentation{Credentials: list}, "c", "https://employer.example")
		require.NoError(t, err)
		return string(p.Bytes())
	}
	for _, c := range []struct {
		class  string
		badges [][]byte
	}{
		{classGood, [][]byte{school.Good()}},
		{classUnknown, [][]byte{school.Good(), school.Untrusted()}},
		{classBad, [][]byte{school.Good(), school.Expired()}},
		{classOpen, [][]byte{school.Undecidable(), school.Good()}},
		{classBad, [][]byte{school.Undecidable(), school.Revoked(), school.Untrusted()}},
	} {
		for _, l := range []language{english, spanish} {
			status, page, _ := h.ask(t, sent{text: present(c.badges...), lang: l.String()})
			require.Equal(t, http.StatusOK, status)
			class, words, holder := verdictOn(t, page)
			require.Equal(t, c.class, class)
			require.Equal(t, l.say("head."+c.class), words)
			require.Equal(t, l.say("presented.holder", len(c.badges)), holder)
			require.Contains(t, page, l.say("presented.by"))
		}
	}
	forged := []byte(present(school.Good()))
	forged[len(forged)-4] ^= 1
	_, page, _ := h.ask(t, sent{file: string(forged)})
	class, _, _ := verdictOn(t, page)
	require.Equal(t, classBad, class)
	_, body, _ := h.ask(t, sent{text: present(school.Good()), accept: "application/json"})
	require.Contains(t, body, `"outcome":"`)
	require.Contains(t, body, `"credentials"`)
}
