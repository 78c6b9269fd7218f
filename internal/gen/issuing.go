package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
)

// issuing writes badges as the library issues them: what Issue makes, a
// verifier accepts. These are the only vectors that the library itself makes;
// a change of one is a change of what every badge looks like.
func issuing(b *book) {
	b.begin("issuing")
	for i, c := range summit.Program().Credentials {
		jws := issued(school, publicKeys()["EdDSA"], c.Key, i, credential.OpenBadges)
		b.add("I02", "golden-"+c.Key, jws, valid, "the badge of the Summit program, as Issue writes it").recipient("emailAddress", ada)
		b.files["golden/"+c.Key+".jwt"] = jws.bytes()
		b.files["golden/"+c.Key+".json"] = readable(jws.text)
	}
	for _, by := range []signer{school, p256, p384, rs256, ps256} {
		b.add("I02", "issued-"+strings.ToLower(by.alg), issued(by, publicKeys()[by.alg], "civics", 8, credential.OpenBadges), valid, "what Issue makes, a verifier accepts").recipient("emailAddress", ada)
	}
	b.tolerated("I02", "issued-in-the-form-of-vc-jose-cose", issued(school, publicKeys()["EdDSA"], "civics", 9, credential.VCJOSE), "JWS_HEADER_FORBIDDEN",
		"typ vc+jwt on request: for other verifiers the letter, for this one a remark")
}

func publicKeys() map[string]crypto.PublicKey {
	return map[string]crypto.PublicKey{
		"EdDSA": ed25519.NewKeyFromSeed(stream("an honest school", ed25519.SeedSize)).Public(),
		"ES256": ecPublic(elliptic.P256(), "a school with a P-256 key"),
		"ES384": ecPublic(elliptic.P384(), "a school with a P-384 key"),
		"RS256": rsaSchool.public(),
		"PS256": rsaSchool.public(),
	}
}

func ecPublic(curve elliptic.Curve, words string) crypto.PublicKey {
	return &must1(ecdsa.ParseRawPrivateKey(curve, stream(words, (curve.Params().BitSize+7)/8))).PublicKey
}

// plugIn is a key of the corpus as a Signer, with the salts of PS256 fixed.
type plugIn struct {
	method credential.Method
	key    signer
}

func (p plugIn) Method() credential.Method { return p.method }

func (p plugIn) Sign(_ context.Context, message []byte) ([]byte, error) {
	return p.key.sign(string(message)), nil
}

// issued is a badge of the Summit program for Ada, with nothing in it left to
// chance or to the clock. Badges of different numbers have different ids and salts.
func issued(by signer, public crypto.PublicKey, key string, number int, form credential.Form) wire {
	return issuedWith(by, public, key, number, form, "")
}

// issuedWith is the same, secured with a proof of that suite.
func issuedWith(by signer, public crypto.PublicKey, key string, number int, form credential.Form, suite credential.Suite) wire {
	method, err := credential.DIDKey(public)
	if by.alg == "RS256" || by.alg == "PS256" {
		method, err = credential.DIDJWK(public, by.alg)
	}
	must(err)
	if strings.HasPrefix(by.did, "did:key:") && by.did != method.Controller {
		panic("the library gives the key of " + by.did + " the name " + method.Controller)
	}
	seed := stream(fmt.Sprintf("badge %d", number), 32)
	issuer := credential.Issuer{
		Signer:  plugIn{method, by},
		Profile: badge.Profile{Name: "Pine Ridge High School", URL: "https://pineridge.example"},
		Form:    form,
		Suite:   suite,
		Now:     func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) },
		NewID:   func() string { return urn(seed[:16]) },
	}
	achievement := must1(summit.Program().Achievement(key, badge.Publication{Image: summit.Image}))
	competencies := map[string]string{}
	for _, d := range achievement.ResultDescription {
		competencies[d.Name] = "Completed"
	}
	secured, err := issuer.Issue(context.Background(), credential.Credential{
		Subject: badge.Subject{
			ID:          urn(stream("Ada", 16)),
			Identifier:  []badge.Identity{badge.SaltedIdentity(badge.EmailAddress, ada, hex.EncodeToString(seed[16:]))},
			Achievement: achievement,
			Result:      must1(achievement.Results(competencies)),
		},
		Evidence: []badge.Evidence{{Name: "Portfolio", Narrative: "Showed each competency in a project of her own, and reflected on it with the site team."}},
	})
	must(err)
	return wire{string(secured.Bytes()), method.Controller}
}

// urn writes 16 bytes as a random UUID is written.
func urn(b []byte) string {
	u := bytes.Clone(b)
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// readable is the payload of a token, indented for a person. The signature is
// over the token, not over this.
func readable(compact string) []byte {
	payload := must1(credential.Parse([]byte(compact))).Document()
	var out bytes.Buffer
	must(json.Indent(&out, payload, "", "  "))
	out.WriteByte('\n')
	return out.Bytes()
}
