package main

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/doctor"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// The button of the page, pressed: what it sends back is what the page has kept.
func askTheDoctor(t *testing.T, h *host, s sent) string {
	t.Helper()
	_, page, _ := h.ask(t, s)
	require.NotContains(t, page, `class="doctor"`, "who did not ask hears nothing")
	kept := regexp.MustCompile(`name="again" value="([^"]+)">[^\n]*name="doctor"`).FindStringSubmatch(page)
	require.NotNil(t, kept, "there is a button that asks")
	_, page, _ = h.ask(t, sent{again: html.UnescapeString(kept[1]), doctor: "yes", lang: s.lang, accept: s.accept})
	return page
}

func TestThePageTellsWhatTheDoctorFinds(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	for lang, says := range map[string]int{"en": 0, "es": 1} {
		page := askTheDoctor(t, h, sent{file: string(school.Good()), lang: lang})
		require.Contains(t, page, `class="verdict good"`, "the verdict stays")
		for _, l := range doctor.Lints() {
			if l.ID == "token-algorithm" {
				require.Contains(t, page, []string{l.Says.English, l.Says.Spanish}[says])
				require.Contains(t, page, html.EscapeString([]string{l.Change.English, l.Change.Spanish}[says]))
			}
		}
		require.Contains(t, page, `<bdi>/alg</bdi>`)
		require.Contains(t, page, "1EdTech/digital-credentials-public-validator#23")
		require.Contains(t, page, `<span class="code" translate="no">R8</span>`)
		require.NotContains(t, page, "ZgotmplZ")
		for key, both := range words {
			if strings.HasPrefix(key, "doctor.") && !strings.Contains(both[1-says], "%") {
				require.NotContains(t, html.UnescapeString(page), both[1-says], key)
			}
		}
	}
}

func TestTheDoctorShowsNothingThatNothingVouchesFor(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{Suite: "eddsa-rdfc-2022"})
	h := at(t, school, nil)
	badge := strings.Replace(string(school.Tampered()), `"inLanguage":"en"`, `"inLanguage":"come-to-evil.example"`, 1)
	if !strings.Contains(badge, "evil") {
		badge = strings.Replace(string(school.Tampered()), `"achievement":{`, `"achievement":{"inLanguage":"come-to-evil.example",`, 1)
	}
	require.Contains(t, badge, "evil")
	page := askTheDoctor(t, h, sent{file: badge})
	require.Contains(t, page, "language-code")
	require.NotContains(t, regexp.MustCompile(`value="[^"]*"`).ReplaceAllString(page, ""), "evil")
}

func TestProgramsAskTheDoctor(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{Suite: "eddsa-rdfc-2022"})
	h := at(t, school, nil)

	var report struct {
		Outcome string
		Doctor  *doctor.Examination
	}
	_, body, _ := h.ask(t, sent{file: string(school.Good()), doctor: "yes", accept: "application/json"})
	require.NoError(t, json.Unmarshal([]byte(body), &report), body)
	require.NotNil(t, report.Doctor)
	report.Doctor = nil
	_, body, _ = h.ask(t, sent{file: string(school.Good()), accept: "application/json"})
	require.NoError(t, json.Unmarshal([]byte(body), &report))
	require.Nil(t, report.Doctor, "who did not ask hears nothing")

	link := school.Home + "/badges/civics.json"
	school.Network.Publish(link, school.Good())
	for query, asked := range map[string]bool{"": false, "&doctor": true} {
		status, page := h.get(t, "/?url="+url.QueryEscape(link)+query)
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, asked, strings.Contains(page, `class="doctor"`), query)
	}

	request := `{"verifiableCredential":` + string(school.Good()) + `}`
	plain, asked := h.post(t, "/credentials/verify", request), h.post(t, "/credentials/verify?doctor", request)
	require.Equal(t, plain.status, asked.status)
	require.NotContains(t, plain.raw, `"doctor"`)
	require.NoError(t, json.Unmarshal([]byte(asked.raw), &report), asked.raw)
	require.NotNil(t, report.Doctor)

	asked = h.post(t, "/credentials/verify?doctor", `{"verifiableCredential":{"type":"x"}}`)
	require.Equal(t, http.StatusBadRequest, asked.status)
	require.Contains(t, asked.raw, `"doctor":{"errors":[{`)
}

func TestTheDoctorSaysWhatHeDoesNotLookAt(t *testing.T) {
	h := start(t)
	_, page, _ := h.ask(t, sent{file: `{"type":["VerifiableCredential","EndorsementCredential"]}`, doctor: "yes"})
	require.Contains(t, page, english.say("doctor.failed"))
	_, page, _ = h.ask(t, sent{file: `{`, doctor: "yes"})
	require.Contains(t, page, `class="doctor"`)
}
