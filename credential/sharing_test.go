package credential_test

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// byteSlices are all byte slices that whoever holds v can reach.
func byteSlices(v reflect.Value) (found [][]byte) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			found = byteSlices(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				found = append(found, byteSlices(v.Field(i))...)
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return [][]byte{v.Bytes()}
		}
		for i := range v.Len() {
			found = append(found, byteSlices(v.Index(i))...)
		}
	}
	return found
}

// The texts of a badge lie in the memory in which it was read (strictjson.Tape.Share).
// Whoever could write to that would change a string, which nothing in Go expects.
func TestTheTextsOfABadgeAreNobodyElses(t *testing.T) {
	token := issue(t, newIssuer(t, edKey(0)), civics(t)).Bytes()
	for name, data := range map[string][]byte{
		"a token":                token,
		"a token in an envelope": []byte(`{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:application/vc+jwt,` + string(token) + `"}`),
		"a token as a string":    []byte(`"` + string(token) + `"`),
		"a proof of a graph":     issueEmbedded(t, credential.EdDSARDFC2022),
		"a proof of JSON":        issueEmbedded(t, credential.EdDSAJCS2022),
	} {
		t.Run(name, func(t *testing.T) {
			given := bytes.Clone(data)
			s, err := credential.Parse(given)
			require.NoError(t, err)
			view, err := s.Unverified()
			require.NoError(t, err)
			before, err := json.Marshal(view)
			require.NoError(t, err)
			id, issuer, whole := []byte(s.ID()), []byte(s.IssuerID()), s.Bytes()

			reached := [][]byte{given}
			for i, v := 0, reflect.ValueOf(s); i < v.NumMethod(); i++ {
				if m := v.Method(i); m.Type().NumIn() == 0 {
					for _, result := range m.Call(nil) {
						reached = append(reached, byteSlices(result)...)
					}
				}
			}
			require.Greater(t, len(reached), 2)
			proofs, err := s.Proofs()
			require.NoError(t, err)
			if s.Container() == credential.ContainerJSON && len(proofs) == 1 && strings.HasPrefix(name, "a proof") {
				document, configuration, err := s.Forms(context.Background(), proofs[0], newIssuer(t, edKey(0)).Signer.Method(), nil)
				require.NoError(t, err)
				reached = append(reached, document, configuration)
			}
			for _, at := range []string{"", "/issuer", "/evidence", "/credentialSubject/achievement/name", "/@context"} {
				if raw, ok := view.Lookup(at); ok {
					reached = append(reached, raw)
				}
			}
			for _, b := range reached {
				for i := range b[:cap(b)] {
					b[:cap(b)][i] = 'X'
				}
			}

			after, err := json.Marshal(view)
			require.NoError(t, err)
			require.JSONEq(t, string(before), string(after))
			require.Equal(t, string(id), s.ID())
			require.Equal(t, string(issuer), s.IssuerID())
			require.True(t, bytes.Equal(whole, s.Bytes()))
		})
	}
}

func issueEmbedded(t *testing.T, suite credential.Suite) []byte {
	t.Helper()
	is := newIssuer(t, edKey(0))
	is.Suite = suite
	return issue(t, is, civics(t)).Bytes()
}
