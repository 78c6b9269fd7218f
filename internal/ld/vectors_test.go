package ld_test

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/mr-tron/base58"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/beside"
	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

const shared = "../../../shared/"

// published reads a file of the published material, which is not part of the project.
func published(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(shared, path))
	if err != nil {
		beside.Missing(t, "the published vectors are not here")
	}
	return data
}

func parse(t testing.TB, data []byte) strictjson.Value {
	t.Helper()
	tape, err := strictjson.Parse(data, strictjson.Limits{})
	require.NoError(t, err)
	return tape.Root()
}

// canonical is the canonical form of a document, or of its proof's configuration.
func canonical(t testing.TB, l *ld.List, v strictjson.Value, hash crypto.Hash, skip ...string) string {
	t.Helper()
	var d rdfc.Dataset
	require.NoError(t, l.Convert(&d, nil, v, skip...))
	form, err := d.Canonicalize(context.Background(), hash)
	require.NoError(t, err)
	return string(form)
}

func TestThePublishedBadgeHasThePublishedCanonicalForms(t *testing.T) {
	doc := parse(t, published(t, "vectors/ob/signed.json"))
	list, err := ld.Standard().Of(doc)
	require.NoError(t, err)
	require.Empty(t, list.Edition())

	require.Equal(t, string(published(t, "vectors/ob/document-canon.txt")), canonical(t, list, doc, crypto.SHA256, "proof"))
	require.Equal(t, string(published(t, "vectors/ob/proof-canon.txt")), canonical(t, list, doc.Get("proof"), crypto.SHA256, "proofValue"))
}

// w3cContexts are the built-in contexts and the two that the examples of W3C use.
func w3cContexts(t testing.TB) *ld.Contexts {
	t.Helper()
	c, err := ld.Standard().With("https://www.w3.org/ns/credentials/examples/v2", published(t, "contexts/examples-v2.jsonld"))
	require.NoError(t, err)
	c, err = c.With("https://w3id.org/citizenship/v4rc1", published(t, "contexts/citizenship-v4rc1.jsonld"))
	require.NoError(t, err)
	return c
}

func TestTheVectorsOfTheDataIntegritySuitesHaveTheirCanonicalForms(t *testing.T) {
	contexts := w3cContexts(t)
	for _, v := range []struct {
		dir, suffix string
		hash        crypto.Hash
	}{
		{"eddsa/eddsa-rdfc-2022", "DataInt", crypto.SHA256},
		{"eddsa/eddsa-rdfc-2022/employ", "DataInt", crypto.SHA256},
		{"eddsa/Ed25519Signature2020", "EdSig", crypto.SHA256},
		{"ecdsa/ecdsa-rdfc-2019-p256", "ECDSAP256", crypto.SHA256},
		{"ecdsa/ecdsa-rdfc-2019-p256/employ", "ECDSAP256", crypto.SHA256},
		{"ecdsa/ecdsa-rdfc-2019-p384", "ECDSAP384", crypto.SHA384},
		{"ecdsa/ecdsa-rdfc-2019-p384/employ", "ECDSAP384", crypto.SHA384},
	} {
		t.Run(v.dir, func(t *testing.T) {
			dir := "vectors/di/" + v.dir + "/"
			doc := parse(t, published(t, dir+"signed"+v.suffix+".json"))
			list, err := contexts.Of(doc)
			require.NoError(t, err)
			require.Equal(t, string(published(t, dir+"canonDoc"+v.suffix+".txt")), canonical(t, list, doc, v.hash, "proof"))

			want := string(published(t, dir+"proofCanon"+v.suffix+".txt"))
			require.Equal(t, want, canonical(t, list, doc.Get("proof"), v.hash, "proofValue"))
			config := parse(t, published(t, dir+"proofConfig"+v.suffix+".json"))
			require.Equal(t, want, canonical(t, list, config, v.hash))
		})
	}
}

// TestAProofChainIsSignedOverTheProofsThatItFollows checks the signatures
// themselves: the vectors give no canonical forms for chains.
func TestAProofChainIsSignedOverTheProofsThatItFollows(t *testing.T) {
	contexts := w3cContexts(t)
	doc := parse(t, published(t, "vectors/di/eddsa/proof-set-chain/signedProofChain2.json"))
	list, err := contexts.Of(doc)
	require.NoError(t, err)
	proof := func(i int) strictjson.Value {
		v, ok := doc.Lookup("/proof/" + strconv.Itoa(i))
		require.True(t, ok)
		return v
	}
	for i, follows := range [][]strictjson.Value{nil, nil, {proof(0), proof(1)}, {proof(2)}} {
		config := sha256.Sum256([]byte(canonical(t, list, proof(i), crypto.SHA256, "proofValue")))
		var d rdfc.Dataset
		require.NoError(t, list.ConvertWithProofs(&d, nil, doc, follows))
		form, err := d.Canonicalize(context.Background(), crypto.SHA256)
		require.NoError(t, err)
		hash := sha256.Sum256(form)

		_, method, _ := strings.Cut(proof(i).Get("verificationMethod").Text(), "#")
		key, err := base58.Decode(method[1:])
		require.NoError(t, err)
		signature, err := base58.Decode(proof(i).Get("proofValue").Text()[1:])
		require.NoError(t, err)
		require.True(t, ed25519.Verify(key[2:], append(config[:], hash[:]...), signature), "proof %d", i)
	}

	var d rdfc.Dataset
	require.ErrorIs(t, list.ConvertWithProofs(&d, nil, doc, []strictjson.Value{doc.Get("credentialSubject")}), ld.ErrValue)
}
