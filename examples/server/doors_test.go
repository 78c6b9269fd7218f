package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
)

// A ruling is what somebody is told of a vector.
type ruling struct {
	Outcome          string
	Errors, Warnings []ground
}

type ground struct{ Code, Pointer string }

func rulingOf(r report) ruling {
	return ruling{r.Verdict(), grounds(r.Errors()), grounds(r.Warnings())}
}

func grounds(problems []verify.Problem) []ground {
	list := []ground{}
	for _, p := range problems {
		list = append(list, ground{string(p.Code), p.Pointer})
	}
	return list
}

// facing lets the server judge as the vector has it, and returns the Verifier that does. A
// host that fails answers with nothing here: the library has the same network.
func facing(t testing.TB, h *host, v testdata.Vector) *verify.Verifier {
	t.Helper()
	c := verify.Config{
		Issuers: v.Issuers, AnyIssuer: len(v.Issuers) == 0, Strict: v.Policy.Strict,
		Now: func() time.Time { return v.At }, CompareResources: v.Policy.CompareResources,
	}
	if v.Policy.StatusIssuer != "" {
		c.StatusIssuers = []string{v.Policy.StatusIssuer}
	}
	if v.Policy.Held {
		c.Rules = append(c.Rules, verify.HeldByPresenter())
	}
	if v.Policy.Achievement != "" {
		c.Rules = append(c.Rules, verify.Achievement(v.Policy.Achievement))
	}
	switch v.Policy.RecipientType {
	case "":
	case "id":
		c.Rules = append(c.Rules, verify.RecipientID(v.Policy.Recipient))
	default:
		c.Rules = append(c.Rules, verify.Recipient(badge.IdentityType(v.Policy.RecipientType), v.Policy.Recipient))
	}
	if v.Net != nil {
		documents := verify.FetchMap{}
		for at, a := range v.Net {
			documents[at] = a.Body
		}
		c.Fetcher = documents
	}
	k, err := verify.New(c)
	require.NoError(t, err)
	h.server.verifier, h.server.page.verifier = k, k
	h.server.offline = c
	h.server.offline.Fetcher, h.server.offline.CompareResources = nil, false
	return k
}

// everyDoor is the share of the corpus that goes through a door under -short.
const everyDoor = 7

// Every vector is judged by the page and by the endpoints of the VC-API as it is by the
// library, for the same reasons and at the same places.
func TestEveryVectorIsJudgedAlikeByTheServer(t *testing.T) {
	h := start(t)
	through, left := map[string]int{}, map[string]int{}
	came := 0
	for i, v := range testdata.Vectors() {
		if testing.Short() && i%everyDoor != 0 {
			continue
		}
		k := facing(t, h, v)
		came++
		for door, judged := range map[string]func(*testing.T, *host, *verify.Verifier, testdata.Vector) string{"the page": judgedByThePage, "the VC-API": judgedByTheAPI} {
			if why := judged(t, h, k, v); why != "" {
				left[door+": "+why]++
			} else {
				through[door]++
			}
		}
	}
	out := 0
	for _, n := range left {
		out += n
	}
	require.Equal(t, 2*came, through["the page"]+through["the VC-API"]+out, "each vector goes through, or is left out for a reason")
	if !testing.Short() {
		require.Equal(t, leftOut, left, "how many are left out")
	}
}

// leftOut is how many vectors are left out at a door for each reason. Whoever leaves out
// another one changes a number here.
var leftOut = map[string]int{
	"the page: nobody says there for what it has to be made": 75,
	"the page: no file is no question":                       1,
	"the VC-API: a request has a bound of its own":           15,
	"the VC-API: no request can hold it":                     211,
}

// judgedByThePage uploads a vector, or says why it cannot be. The page judges badges, and presentations as such.
func judgedByThePage(t *testing.T, h *host, k *verify.Verifier, v testdata.Vector) string {
	switch {
	case v.Policy.Challenge+v.Policy.Domain != "":
		return "nobody says there for what it has to be made"
	case len(v.Data) == 0:
		return "no file is no question"
	}
	var want report
	want, _ = k.Verify(t.Context(), v.Data)
	if want.(*verify.Report).Kind == credential.KindPresentation {
		want, _ = k.VerifyPresentation(t.Context(), v.Data)
	}
	status, body, _ := h.ask(t, sent{file: string(v.Data), accept: "application/json"})
	require.Equal(t, http.StatusOK, status, "%s: %s", v.Name, body)
	got := ruling{Errors: []ground{}, Warnings: []ground{}}
	require.NoError(t, json.Unmarshal([]byte(body), &got), v.Name)
	require.Equal(t, rulingOf(want), got, v.Name)
	return ""
}

// judgedByTheAPI posts a vector to the endpoint for what it is, or says why it cannot be: a
// document as it stands, a token in an envelope (VCDM 2.0 section 4.13).
func judgedByTheAPI(t *testing.T, h *host, k *verify.Verifier, v testdata.Vector) string {
	if len(v.Data) > mostBody/2 {
		return "a request has a bound of its own"
	}
	document := v.Data
	kind, media := "Credential", "vc+jwt"
	if v.Policy.Presentation {
		kind, media = "Presentation", "vp+jwt"
	}
	if credential.Detect(v.Data) == credential.ContainerJWS {
		id, err := json.Marshal("data:application/" + media + "," + string(v.Data))
		require.NoError(t, err)
		document = []byte(`{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiable` + kind + `","id":` + string(id) + `}`)
	} else if !json.Valid(v.Data) || !bytes.HasPrefix(bytes.TrimSpace(v.Data), []byte("{")) {
		return "no request can hold it"
	}
	enveloped := bytes.Contains(document, []byte(`"EnvelopedVerifiablePresentation"`))
	switch {
	case enveloped && v.Policy.Challenge != "": // the audience of a token is not compared
		k = k.Expecting(v.Policy.Challenge)
	case !enveloped && v.Policy.Challenge+v.Policy.Domain != "":
		k = k.Expecting(v.Policy.Challenge, v.Policy.Domain)
	}
	var want report
	switch {
	case v.Policy.ProofOnly:
		want, _ = k.VerifyProofs(t.Context(), document)
	case v.Policy.Presentation:
		want, _ = k.VerifyPresentation(t.Context(), document)
	default:
		want, _ = k.VerifyCredential(t.Context(), document)
	}
	options := map[string]any{}
	if v.Policy.ProofOnly {
		options["checks"] = []string{"proof"}
	}
	if v.Policy.Challenge != "" {
		options["challenge"] = v.Policy.Challenge
	}
	if v.Policy.Domain != "" {
		options["domain"] = v.Policy.Domain
	}
	written, err := json.Marshal(options)
	require.NoError(t, err)
	member := "verifiable" + kind
	got := h.post(t, "/"+strings.ToLower(kind)+"s/verify", `{"`+member+`":`+string(document)+`,"options":`+string(written)+`}`)
	found := ruling{want.Verdict(), of(got.Errors), of(got.Warnings)}
	accepted := want.Verdict() == "valid" || want.Verdict() == "warning"
	require.Equal(t, accepted, got.Verified, v.Name)
	require.Equal(t, accepted, got.status == http.StatusOK, v.Name)
	expected := rulingOf(want)
	if _, err := credential.Parse(document); err != nil { // then it is the request that cannot be read, and its places are told
		for i := range found.Errors {
			expected.Errors[i].Pointer = found.Errors[i].Pointer
		}
	}
	require.Equal(t, expected, found, v.Name)
	return ""
}

func of(failures []failure) []ground {
	list := []ground{}
	for _, f := range failures {
		list = append(list, ground{f.Code, f.Pointer})
	}
	return list
}
