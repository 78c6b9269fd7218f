package main

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// respelled is a token in which some software has written a time anew.
func respelled(t testing.TB, token []byte) string {
	t.Helper()
	segments := strings.Split(string(token), ".")
	payload, err := base64.RawURLEncoding.DecodeString(segments[1])
	require.NoError(t, err)
	changed := regexp.MustCompile(`("validFrom":"[^"]*)Z"`).ReplaceAllString(string(payload), `$1.000Z"`)
	require.NotEqual(t, string(payload), changed)
	segments[1] = base64.RawURLEncoding.EncodeToString([]byte(changed))
	return strings.Join(segments, ".")
}

func TestThePageExplainsARefusalOnRequest(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	broken := respelled(t, school.Good())
	for _, l := range []language{english, spanish} {
		_, before, _ := h.ask(t, sent{file: broken, lang: l.String()})
		require.Contains(t, before, l.say("explain"), "the button")
		require.NotContains(t, before, l.say("diagnosis"))
		_, page, _ := h.ask(t, sent{again: base64.StdEncoding.EncodeToString([]byte(broken)), lang: l.String(), explain: "yes"})
		class, _, _ := verdictOn(t, page)
		require.Equal(t, classBad, class)
		require.Contains(t, page, l.say("diagnosis"))
		require.Contains(t, page, "/validFrom")
		require.Contains(t, page, l.say("nothing.shown"))
		require.NotContains(t, page, ">"+l.say("covered")+"<")
		require.NotContains(t, page, `<pre class="document"`, "nothing vouches for it")
		require.Equal(t, strings.Contains(before, verifytest.Learner), strings.Contains(page, verifytest.Learner))
	}
	_, page, _ := h.ask(t, sent{file: string(school.Good()), explain: "yes"})
	require.Contains(t, page, english.say("covered.all"))
	require.NotContains(t, page, english.say("diagnosis"))
	require.NotContains(t, page, "<mark")
}

// A stranger signs his own badge, has its text escaped, and would have the page say what he
// likes.
func TestAnExplanationOnThePageHasNoTextOfARefusedBadge(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	s := strings.Split(string(school.Good()), ".")
	payload, err := base64.RawURLEncoding.DecodeString(s[1])
	require.NoError(t, err)
	name := regexp.MustCompile(`"name":"[^"]*`)
	signed, err := credential.SignJWS(t.Context(), name.ReplaceAll(payload, []byte(`$0 & it is certified genuine é`)), school.Signer, credential.OpenBadges)
	require.NoError(t, err)
	for _, change := range []func(string) string{
		func(s string) string { return strings.ReplaceAll(s, "&", "&amp;") },
		func(s string) string { return strings.ReplaceAll(s, "é", "Ã©") },
	} {
		s := strings.Split(string(signed.Bytes()), ".")
		payload, err := base64.RawURLEncoding.DecodeString(s[1])
		require.NoError(t, err)
		s[1] = base64.RawURLEncoding.EncodeToString([]byte(change(string(payload))))
		for _, l := range []language{english, spanish} {
			_, page, _ := h.ask(t, sent{file: strings.Join(s, "."), lang: l.String(), explain: "yes"})
			class, _, _ := verdictOn(t, page)
			require.Equal(t, classBad, class)
			require.Contains(t, page, l.say("diagnosis"))
			require.Contains(t, page, "…")
			require.NotContains(t, page, "certified genuine")
		}
	}
}

// Under a proof of a graph the page marks what nobody signed, and in a part that a holder
// shows, what could have been left out.
func TestThePageMarksWhatIsNotSigned(t *testing.T) {
	document := regexp.MustCompile(`(?s)<pre class="document"[^>]*>(.*?)</pre>`)
	mark := regexp.MustCompile(`<mark class="(\w+)">(.*?)<sup>\d+</sup></mark>`)
	for _, suite := range []credential.Suite{credential.EdDSARDFC2022, credential.ECDSASD2023} {
		setup := verifytest.Setup{Suite: suite}
		school := verifytest.NewIssuer(setup)
		good := school.Good()
		h := at(t, school, nil)
		_, page, _ := h.ask(t, sent{file: string(good), explain: "yes"})
		class, _, _ := verdictOn(t, page)
		require.Equal(t, classGood, class)
		shown := document.FindStringSubmatch(page)
		require.NotNil(t, shown, suite)
		marks := map[string]string{}
		for _, m := range mark.FindAllStringSubmatch(shown[1], -1) {
			marks[html.UnescapeString(m[2])] = m[1]
		}
		require.Equal(t, "unsigned", marks[`"https://www.w3.org/ns/credentials/v2"`])
		require.NotContains(t, marks, `"`+string(suite)+`"`, "the proof's configuration is signed")
		// What is shown is the document, but for white space and marks.
		var whole strings.Builder
		for _, text := range regexp.MustCompile(`<sup>\d+</sup>|<[^>]*>`).Split(shown[1], -1) {
			whole.WriteString(html.UnescapeString(text))
		}
		require.JSONEq(t, string(good), whole.String())
		if suite == credential.ECDSASD2023 {
			require.Contains(t, fmt.Sprint(marks), "chosen")
			require.Contains(t, page, html.EscapeString(english.say("covered.chosen")))
		}
	}
}

func TestTheAPIExplainsOnRequest(t *testing.T) {
	h := start(t)
	issued := h.post(t, "/eddsa-rdfc-2022/credentials/issue", `{"credential":`+unsecured(h.issuers[0].signer.Method().Controller, false)+`}`)
	good := string(issued.VerifiableCredential)
	for _, path := range []string{"/credentials/verify", "/credentials/verify?explain"} {
		for _, document := range []string{good, strings.Replace(good, `"proofValue":"z`, `"proofValue":"`, 1)} {
			response, err := http.Post(h.URL+path, "application/json", strings.NewReader(`{"verifiableCredential":`+document+`}`))
			require.NoError(t, err)
			var got struct {
				Verified bool
				Explain  *struct {
					Diagnosis *struct{ Findings []struct{ Hypothesis string } }
					Coverage  struct{ Places []struct{ Pointer string } }
				}
			}
			require.NoError(t, json.NewDecoder(response.Body).Decode(&got))
			require.NoError(t, response.Body.Close())
			require.Equal(t, document == good, got.Verified)
			if path == "/credentials/verify" {
				require.Nil(t, got.Explain)
				continue
			}
			require.NotEmpty(t, got.Explain.Coverage.Places)
			require.Equal(t, document == good, got.Explain.Diagnosis == nil)
			if got.Explain.Diagnosis != nil {
				require.Equal(t, "value-encoding", got.Explain.Diagnosis.Findings[0].Hypothesis)
			}
		}
	}
}

func TestAReportForProgramsIsExplainedOnRequest(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	school.Network.Publish("https://school.example/b.jwt", []byte(respelled(t, school.Good())))
	for _, query := range []string{"", "&explain"} {
		request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, h.URL+"/?url="+url.QueryEscape("https://school.example/b.jwt")+query, nil)
		require.NoError(t, err)
		request.Header.Set("Accept", "application/json")
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		var got map[string]any
		require.NoError(t, json.NewDecoder(response.Body).Decode(&got))
		require.NoError(t, response.Body.Close())
		require.Equal(t, "invalid", got["outcome"])
		require.Equal(t, query != "", got["explain"] != nil)
	}
}

// What an answer takes up is bounded, however many places a badge has.
func TestAnExplanationIsAsLongAsAnAnswerMayBe(t *testing.T) {
	h := start(t)
	data := []byte(`{"` + strings.Repeat("n", 200) + `":{"` + strings.Repeat("m", 200) + `":[` + strings.Repeat("1,", 50_000) + `1]},"proof":{"type":"X"}}`)
	report, _ := h.server.verifier.Verify(context.Background(), data)
	e := h.server.explained(context.Background(), data, report)
	require.LessOrEqual(t, len(e.Coverage.Places), mostCovered)
	require.Greater(t, e.Coverage.More, 40_000)
}

// Of a presentation the page and the API explain each credential that its proof fails.
func TestWhatIsPresentedIsExplainedOnRequest(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	_, key, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	holder, err := credential.NewKeySigner(key)
	require.NoError(t, err)
	var badges []*credential.Secured
	for _, data := range []string{string(school.Good()), respelled(t, school.Good())} {
		s, err := credential.Parse([]byte(data))
		require.NoError(t, err)
		badges = append(badges, s)
	}
	made, err := (&credential.Holder{Signer: holder, Suite: credential.EdDSAJCS2022, Now: school.Clock.Now}).Present(t.Context(), credential.Presentation{Credentials: badges}, "")
	require.NoError(t, err)
	for _, l := range []language{english, spanish} {
		_, before, _ := h.ask(t, sent{file: string(made.Bytes()), lang: l.String()})
		require.Contains(t, before, `name="explain"`, "the button")
		require.NotContains(t, before, l.say("diagnosis"))
		_, page, _ := h.ask(t, sent{again: base64.StdEncoding.EncodeToString(made.Bytes()), lang: l.String(), explain: "yes"})
		class, _, _ := verdictOn(t, page)
		require.Equal(t, classBad, class)
		articles := strings.Split(page, `<article class="presented`)
		require.Len(t, articles, 3)
		require.NotContains(t, articles[1], l.say("diagnosis"))
		require.Contains(t, articles[2], l.say("diagnosis"))
		require.Contains(t, articles[2], "/validFrom")
		require.NotContains(t, page, `name="explain"`)
		forged := strings.Replace(string(made.Bytes()), `"holder":"`, `"name":"x","holder":"`, 1)
		require.NotEqual(t, string(made.Bytes()), forged)
		_, page, _ = h.ask(t, sent{again: base64.StdEncoding.EncodeToString([]byte(forged)), lang: l.String(), explain: "yes"})
		require.Contains(t, page, l.say("diagnosis"), "of its own proof")
	}
	for _, query := range []string{"", "?explain"} {
		response, err := http.Post(h.URL+"/presentations/verify"+query, "application/json", strings.NewReader(`{"verifiablePresentation":`+string(made.Bytes())+`}`))
		require.NoError(t, err)
		var got struct {
			Verified bool
			Explain  *struct{ Presented []struct{ Pointer string } }
		}
		require.NoError(t, json.NewDecoder(response.Body).Decode(&got))
		require.NoError(t, response.Body.Close())
		require.False(t, got.Verified)
		if query == "" {
			require.Nil(t, got.Explain)
			continue
		}
		require.Len(t, got.Explain.Presented, 1)
		require.Equal(t, "/verifiableCredential/1", got.Explain.Presented[0].Pointer)
	}
}
