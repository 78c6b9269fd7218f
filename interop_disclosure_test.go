package openbadges_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
)

// Whoever made the base proof and whoever derived from it, here or there, both sides
// accept what is shown, and refuse it once it is edited.
func TestInteropIntegrityOfDisclosure(t *testing.T) {
	o := startOtherSide(t).with(t, credential.ECDSASD2023, credential.ES256)
	ctx := context.Background()
	is := credential.Issuer{Signer: o.signer, Suite: credential.ECDSASD2023, Now: func() time.Time { return integrityClock }}
	is.Profile.Name = "Pine Ridge High School"
	achievement, err := summit.Program().Achievement("civics", badge.Publication{})
	require.NoError(t, err)
	c := credential.Credential{ID: "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100", Subject: badge.Subject{ID: "did:example:ada", Achievement: achievement}}
	c.Evidence = []badge.Evidence{{ID: "https://school.example/e/1", Narrative: "One."}, {Narrative: "Two."}, {Narrative: "Three."}}
	ours, err := is.Issue(ctx, c)
	require.NoError(t, err)
	document := string(ours.Bytes()[:strings.Index(string(ours.Bytes()), `,"proof":[`)]) + "}"

	reply := o.ask(map[string]any{"op": "issue", "document": document, "suite": "ecdsa-sd-2023", "jwk": privateJWK(t, o.key), "created": integrityClock.Format(time.RFC3339),
		"mandatory": []string{"/issuer", "/validFrom", "/name", "/credentialSubject/id", "/credentialSubject/type", "/credentialSubject/achievement"}})
	require.Empty(t, reply["error"])
	theirs, err := credential.Parse([]byte(reply["document"]))
	require.NoError(t, err)

	for name, base := range map[string]*credential.Secured{"ours": ours, "theirs": theirs} {
		for _, pointers := range [][]string{{"/evidence/0"}, {"/evidence/1", "/evidence/2"}, {"/evidence"}, {"/evidence/0/narrative"}} {
			t.Run(name+" "+strings.Join(pointers, " "), func(t *testing.T) {
				here, err := credential.Derive(ctx, base, pointers, nil)
				require.NoError(t, err)
				there := o.ask(map[string]any{"op": "derive", "document": string(base.Bytes()), "selective": pointers})
				require.Empty(t, there["error"])
				require.JSONEq(t, canonicalLists(t, there["document"]), canonicalLists(t, string(here.Bytes())), "the same is shown, and the same proof made")
				for _, shown := range []string{string(here.Bytes()), there["document"]} {
					o.requireVerifies(t, shown)
					o.requireVerifiesHere(t, canonicalLists(t, shown))
					edited := strings.Replace(shown, "Pine Ridge", "Pine Hill", 1)
					require.NotEqual(t, shown, edited)
					o.requireNeitherVerifies(t, canonicalLists(t, edited))
				}
			})
		}
		require.NotEmpty(t, o.verify(string(base.Bytes()))["error"], "a base proof is for the holder")
		_, err := o.verifyHere(t, string(base.Bytes()))
		require.ErrorIs(t, err, credential.ProofMalformed)
	}
}

// canonicalLists writes the proof as a list of one, as Open Badges have it.
func canonicalLists(t *testing.T, document string) string {
	t.Helper()
	var m map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(document), &m))
	if m["proof"][0] != '[' {
		m["proof"] = json.RawMessage("[" + string(m["proof"]) + "]")
	}
	out, err := json.Marshal(m)
	require.NoError(t, err)
	return string(out)
}
