package main

import (
	"bytes"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// olderModel is the badge as VCDM 1.1 has it, signed again.
func olderModel(t *testing.T, school *verifytest.Issuer, data []byte) []byte {
	t.Helper()
	document, err := credential.WithoutMember(data, "proof")
	require.NoError(t, err)
	text := strings.NewReplacer(
		`"https://www.w3.org/ns/credentials/v2"`, `"https://www.w3.org/2018/credentials/v1"`,
		`context-3.0.3.json"`, `context-3.0.3.json","https://w3id.org/security/data-integrity/v1","https://www.w3.org/ns/credentials/status/v1"`,
		`"validFrom"`, `"issuanceDate"`, `"validUntil"`, `"expirationDate"`).Replace(string(document))
	require.Contains(t, text, "issuanceDate")
	signed, err := credential.AddProof(t.Context(), []byte(text), school.Signer, credential.ProofOptions{Suite: credential.EdDSARDFC2022, Created: school.Clock.Now()})
	require.NoError(t, err)
	return signed.Bytes()
}

// What 1EdTech asks of a displayer: D1, badges by URL that are valid, expired and revoked,
// each with its state; D2, the fields that are shown; D3, that whoever looks can have it
// verified; D4, the same of VCDM 1.1; D5, eddsa-rdfc-2022, by which all of these are signed.
func TestADisplayerShowsWhatCertificationAsksFor(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{Suite: credential.EdDSARDFC2022})
	civics, err := summit.Program().Achievement("civics", badge.Publication{Image: summit.Image})
	require.NoError(t, err)
	school.Claims.Subject.Achievement = civics
	h := at(t, school, nil)
	ask := func(link, more string) (int, string) {
		response, err := http.Get(h.URL + "/?url=" + url.QueryEscape(link) + more)
		require.NoError(t, err)
		defer response.Body.Close()
		var b bytes.Buffer
		_, err = b.ReadFrom(response.Body)
		require.NoError(t, err)
		return response.StatusCode, b.String()
	}
	for _, older := range []bool{false, true} {
		for _, c := range []struct {
			name, class string
			data        []byte
			code        credential.Code
		}{
			{"valid", classGood, school.Good(), ""},
			{"expired", classBad, school.Expired(), verify.TimeExpired},
			{"revoked", classBad, school.Good(), verify.StatusRevoked},
		} {
			data := c.data
			if older {
				data = olderModel(t, school, data)
			}
			if c.name == "revoked" {
				school.Revoke(data)
			}
			baked := []byte(picture(t, string(data), "png"))
			for ending, file := range map[string][]byte{".json": data, ".png": baked} {
				link := school.Home + "/badges/" + c.name + ending
				if older {
					link = school.Home + "/badges/1.1/" + c.name + ending
				}
				school.Network.Publish(link, file)
				status, page := ask(link, "")
				require.Equal(t, http.StatusOK, status, link)

				// D1 and D3: asked by a link, the page verifies and says how the badge stands.
				require.Contains(t, page, `class="verdict `+c.class+`"`, link)
				if c.code != "" {
					require.Contains(t, page, html.EscapeString(c.code.Error()), link)
				}
				require.Contains(t, page, `<button class="main">`, "and verifies whatever else a viewer brings")

				// D2
				require.Equal(t, ending == ".png", strings.Contains(page, `<img src="data:image/png;base64,`), link)
				for _, field := range []string{civics.Name, civics.Description, school.Claims.Issuer.Name} {
					require.Contains(t, page, `<bdi>`+html.EscapeString(field)+`</bdi>`, link)
				}
				view, err := credential.Parse(data)
				require.NoError(t, err)
				claims, err := view.Unverified()
				require.NoError(t, err)
				require.Contains(t, page, `<dt>Valid from</dt><dd><time datetime="`+claims.ValidFrom.UTC().Format("2006-01-02T15:04:05Z")+`"`, link)

				// D5
				require.Contains(t, string(data), `"cryptosuite":"eddsa-rdfc-2022"`)
			}
		}
	}

	// The date of issuance is awardedDate where the badge has one.
	c := school.Claims
	c.AwardedDate, c.ValidFrom, c.ValidUntil = school.Clock.Now().AddDate(0, -1, 0), school.Clock.Now(), school.Clock.Now().AddDate(1, 0, 0)
	school.Network.Publish(school.Home+"/badges/awarded.json", school.Issue(c))
	_, page := ask(school.Home+"/badges/awarded.json", "")
	require.Regexp(t, regexp.MustCompile(`<dt>Awarded</dt><dd><time datetime="`+c.AwardedDate.UTC().Format("2006-01-02T15:04:05Z")), page)
}
