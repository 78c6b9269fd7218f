package receipt_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

const writtenOut = `{"cap":"https://club.example/vocab#cap"}`

// A clubWorld is a school, and what an office knows beside the built-in contexts.
type clubWorld struct {
	*testing.T
	school *verifytest.Issuer
	state  *verifytest.Issuer // which endorses
	own    *credential.Contexts
}

func newClubWorld(t *testing.T, suite credential.Suite) clubWorld {
	own, err := credential.StandardContexts().With(clubContext, []byte(clubTerms))
	require.NoError(t, err)
	own, err = own.With("", []byte(" "+writtenOut)) // spelled otherwise than in the badge
	require.NoError(t, err)
	own, err = own.With("https://club.example/unused", []byte(`{"@context":{"sock":"https://club.example/vocab#sock"}}`))
	require.NoError(t, err)
	school := verifytest.NewIssuer(verifytest.Setup{Suite: suite})
	return clubWorld{t, school, verifytest.NewIssuer(verifytest.Setup{Network: school.Network}), own}
}

// sealed is a document with a proof over its graph in place of the one that it has.
func (w clubWorld) sealed(document []byte, s credential.Signer) []byte {
	w.Helper()
	document, err := credential.WithoutMember(document, "proof")
	require.NoError(w, err)
	made, err := credential.AddProof(context.Background(), document, s, credential.ProofOptions{Suite: credential.EdDSARDFC2022, Contexts: w.own, Created: w.school.Clock.Now()})
	require.NoError(w, err)
	return made.Bytes()
}

func (w clubWorld) endorsement(suite credential.Suite, names ...string) *credential.Secured {
	w.Helper()
	is := credential.Issuer{Signer: w.state.Signer, Profile: badge.Profile{Name: "The state"}, Suite: suite, Contexts: w.own, Now: w.school.Clock.Now}
	e, err := is.Endorse(context.Background(), credential.Endorsement{Name: "Good", Context: names,
		Subject: badge.EndorsementSubject{ID: w.school.Claims.Subject.Achievement.ID, EndorsementComment: "Good."}})
	require.NoError(w, err)
	return e
}

// issued is a badge that the school signs under all that the office knows.
func (w clubWorld) issued(suite credential.Suite, change func(*credential.Credential)) []byte {
	w.Helper()
	parsed, err := credential.Parse(w.school.Good())
	require.NoError(w, err)
	view, err := parsed.Unverified()
	require.NoError(w, err)
	c := w.school.Claims
	c.Status = view.Status
	change(&c)
	made, err := (&credential.Issuer{Signer: w.school.Signer, Suite: suite, Contexts: w.own, Now: w.school.Clock.Now}).Issue(context.Background(), c)
	require.NoError(w, err)
	return made.Bytes()
}

// What a badge needs of the contexts that the office had added is in the bundle, wherever it
// stands, and nothing else of them: five years on all is judged as it was.
func TestAContextThatStandsAnywhereInABadgeIsInTheBundle(t *testing.T) {
	graph := credential.EdDSARDFC2022
	for name, c := range map[string]struct {
		make  func(w clubWorld) []byte
		holds string // the one document besides those that were fetched
	}{
		"an endorsement in a token": {func(w clubWorld) []byte {
			return w.issued("", func(c *credential.Credential) {
				c.Endorsement = []json.RawMessage{w.endorsement(graph, clubContext).Bytes()}
			})
		}, clubTerms},
		"an endorsement as a token": {func(w clubWorld) []byte {
			return w.issued("", func(c *credential.Credential) {
				c.EndorsementJWT = []string{string(w.endorsement("", clubContext).Bytes())}
			})
		}, clubTerms},
		"an endorsement of the achievement": {func(w clubWorld) []byte {
			return w.issued("", func(c *credential.Credential) {
				c.Subject.Achievement.Endorsement = []json.RawMessage{w.endorsement(graph, clubContext).Bytes()}
			})
		}, clubTerms},
		"an endorsement of an endorsement": {func(w clubWorld) []byte {
			inner := w.endorsement(graph, clubContext)
			outer, err := credential.WithMember(w.endorsement("").Document(), "endorsement", []byte("["+string(inner.Bytes())+"]"))
			require.NoError(w, err)
			signed, err := credential.SignJWS(context.Background(), outer, w.state.Signer, credential.OpenBadges)
			require.NoError(w, err)
			return w.issued("", func(c *credential.Credential) { c.EndorsementJWT = []string{string(signed.Bytes())} })
		}, clubTerms},
		"a status list": {func(w clubWorld) []byte {
			list := w.school.Home + "/status/revocation"
			document, err := credential.WithContext(w.school.Network.Published(list), clubContext)
			require.NoError(w, err)
			w.school.Network.Publish(list, w.sealed(document, w.school.Signer))
			return w.issued("", func(*credential.Credential) {})
		}, clubTerms},
		"one that is written out": {func(w clubWorld) []byte {
			document := string(w.issued(graph, func(*credential.Credential) {}))
			document = strings.Replace(document, `"],"`, `",{"cap": "https:\/\/club.example/vocab#cap"}],"`, 1)
			document = strings.Replace(document, `"credentialSubject":{`, `"credentialSubject":{"cap":"7",`, 1)
			return w.sealed([]byte(document), w.school.Signer)
		}, " " + writtenOut},
	} {
		t.Run(name, func(t *testing.T) {
			w := newClubWorld(t, graph)
			data := c.make(w)
			config := w.school.Config()
			config.Contexts, config.Endorsements = w.own, verify.EndorsementsMustHold
			// Whose name no class of a badge has, or no class of an endorsement.
			config.Strict = name != "one that is written out" && name != "an endorsement of an endorsement"
			f, first, same := judged(t, config, data)
			require.Equal(t, verify.Passed, first.Outcome, first)
			require.Equal(t, verify.Passed, same.Outcome, same)
			require.NotContains(t, receiptNotes(same), "mean is the word of", "whoever asks has it himself")
			require.Contains(t, apart(t, f.bundle).Documents, b64([]byte(c.holds)))
			r, err := later(f, 5).Read(f.signed)
			require.NoError(t, err)
			given := 0
			for _, c := range r.Contexts {
				if c.Given {
					given++
				}
			}
			require.Equal(t, 1, given, "what it does not need is nobody's business")

			config.Fetcher, config.Contexts = nil, nil
			second, err := later(f, 5).Verify(context.Background(), f.bundle, config)
			require.NoError(t, err)
			require.Equal(t, first.Endorsements == nil, second.Endorsements == nil)
			for i, e := range first.Endorsements {
				require.Equal(t, e.Outcome, second.Endorsements[i].Outcome)
				require.Equal(t, e.Errors(), second.Endorsements[i].Errors())
				require.Equal(t, len(e.Endorsements), len(second.Endorsements[i].Endorsements))
				for k := range e.Endorsements {
					require.Equal(t, e.Endorsements[k].Outcome, second.Endorsements[i].Endorsements[k].Outcome)
				}
			}
			told := receiptNotes(second)
			require.Equal(t, warned(first), warned(second))
			require.Equal(t, 1, strings.Count(told, "mean is the word of whoever verified the badge then"))
			if c.holds == clubTerms {
				require.Contains(t, told, clubContext)
			} else {
				require.Contains(t, told, "the context that is written out in the badge mean")
			}
			require.NotContains(t, told, "was another document then")
		})
	}
}

func receiptNotes(r *verify.Report) (all string) {
	for _, p := range r.Warnings() {
		if p.Check == verify.CheckReceipt {
			all += p.Message + "\n"
		}
	}
	return all
}

// Nobody loads what a context that is written out refers to, then or later: the badge is
// judged alike, and its bundle needs nothing of it.
func TestAContextWrittenOutLeadsToNoOther(t *testing.T) {
	w := newClubWorld(t, "")
	parsed, err := credential.Parse(w.school.Issue(w.school.Claims))
	require.NoError(t, err)
	document := strings.Replace(string(parsed.Document()), `"],"`, `",{"@import":"`+clubContext+`","scarf":"https://club.example/vocab#scarf"}],"`, 1)
	signed, err := credential.SignJWS(context.Background(), []byte(document), w.school.Signer, credential.OpenBadges)
	require.NoError(t, err)
	config := w.school.Config()
	config.Contexts = w.own
	f, first, second := judged(t, config, signed.Bytes())
	require.Equal(t, verify.Passed, first.Outcome, first)
	require.Equal(t, verify.Passed, second.Outcome)
	require.True(t, slices.ContainsFunc(first.Warnings(), func(p verify.Problem) bool { return p.Code == credential.ContextUnknown }))
	require.Zero(t, w.school.Network.Requests(clubContext))
	require.NotContains(t, apart(t, f.bundle).Documents, b64([]byte(clubTerms)))
	config.Fetcher, config.Contexts = nil, nil
	again, err := later(f, 5).Verify(context.Background(), f.bundle, config)
	require.NoError(t, err)
	require.Equal(t, warned(first), warned(again))
}

// warned are the remarks that the report on a badge has, and the one on its bundle.
func warned(r *verify.Report) (found []verify.Problem) {
	for _, p := range r.Warnings() {
		if p.Check != verify.CheckReceipt {
			found = append(found, p)
		}
	}
	return found
}

// A digest that a badge gives of a context which it does not name was compared then, and is
// compared again.
func TestAContextOfWhichABadgeGivesTheDigestIsInTheBundle(t *testing.T) {
	w := newClubWorld(t, "")
	for name, sri := range map[string]string{"that of the office": sriOf(clubTerms), "another": sriOf(writtenOut)} {
		parsed, err := credential.Parse(w.school.Issue(w.school.Claims))
		require.NoError(t, err)
		document, err := credential.WithMember(parsed.Document(), "relatedResource", []byte(`[{"id":"`+clubContext+`","digestSRI":"`+sri+`"}]`))
		require.NoError(t, err)
		signed, err := credential.SignJWS(context.Background(), document, w.school.Signer, credential.OpenBadges)
		require.NoError(t, err)
		config := w.school.Config()
		config.Contexts = w.own
		f, first, _ := judged(t, config, signed.Bytes())
		config.Fetcher, config.Contexts = nil, nil
		second, _ := later(f, 5).Verify(context.Background(), f.bundle, config)
		require.Equal(t, name == "that of the office", first.Outcome == verify.Passed, first)
		require.Equal(t, first.Outcome, second.Outcome, name)
		require.Contains(t, apart(t, f.bundle).Documents, b64([]byte(clubTerms)), name)
	}
}

func sriOf(document string) string {
	sum := sha256.Sum256([]byte(document))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
