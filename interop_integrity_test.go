package openbadges_test

import (
	"bufio"
	"context"
	"crypto"
	"crypto/ed25519"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/ld/contexts"
	"github.com/summitbadges/openbadges/verify"
)

var (
	integrityClock  = time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
	integritySuites = []credential.Suite{credential.EdDSARDFC2022, credential.Ed25519Signature2020}
)

// Everything that a badge of the program may hold, by itself and together: each
// is another part of the contexts.
var summitVariants = map[string]func(t *testing.T, program *badge.Program, key string, c *credential.Credential){
	"plain": func(*testing.T, *badge.Program, string, *credential.Credential) {},
	"rubric": func(t *testing.T, program *badge.Program, key string, c *credential.Credential) {
		rubric := summit.Rubric()
		rubric.Required = "strategic-learner"
		achievement, err := program.Achievement(key, badge.Publication{BaseURL: "https://school.example/badges", Rubric: &rubric})
		require.NoError(t, err)
		definition, ok := program.MicroCredential(key)
		require.True(t, ok)
		levels := map[string]string{}
		for i, competency := range definition.Competencies {
			levels[competency.Key] = []string{"emerging-expert", "strategic-learner"}[i%2]
		}
		c.Subject.Result, err = achievement.Results(levels)
		require.NoError(t, err)
		c.Subject.Achievement = achievement
	},
	"evidence": func(_ *testing.T, _ *badge.Program, _ string, c *credential.Credential) {
		c.Evidence = []badge.Evidence{
			{ID: "https://school.example/portfolio/1?page=2#top", Name: "Voter drive", Genre: "Report", Audience: "The school board"},
			{Narrative: "Ran the “voter drive”;\n214\tregistrations \\ 3 schools — élèves, 学生, 🗳️.", Description: "Line one\r\nline two"},
			{Narrative: "Spoke at the county board."},
		}
	},
	"image": func(t *testing.T, program *badge.Program, key string, c *credential.Credential) {
		achievement, err := program.Achievement(key, badge.Publication{Image: summit.Image, Creator: &badge.Profile{ID: "https://summit.example", Name: "Summit"}})
		require.NoError(t, err)
		c.Subject.Achievement = achievement
		c.Image = &badge.Image{ID: "https://school.example/badge.png", Caption: "The badge of " + key}
	},
	"hashed identity": func(_ *testing.T, _ *badge.Program, _ string, c *credential.Credential) {
		c.Subject.ID = ""
		c.Subject.Identifier = []badge.Identity{
			badge.SaltedIdentity(badge.EmailAddress, "ada@example.org", "0123456789abcdef0123456789abcdef"),
			badge.PlainIdentity(badge.SISSourcedID, "S-4711"),
		}
	},
	"dated": func(_ *testing.T, _ *badge.Program, _ string, c *credential.Credential) {
		c.AwardedDate = integrityClock.AddDate(0, 0, -3)
		c.ValidFrom = integrityClock.AddDate(0, 0, -1)
		c.ValidUntil = integrityClock.AddDate(2, 0, 0)
		c.Subject.ActivityStartDate, c.Subject.ActivityEndDate = "2025-08-20T08:00:00-06:00", "2026-04-28T15:30:00.5-06:00"
	},
	"credits": func(_ *testing.T, _ *badge.Program, _ string, c *credential.Credential) {
		available, earned := 3.0, 0.1
		c.Subject.Achievement.CreditsAvailable, c.Subject.CreditsEarned = &available, &earned
		c.Subject.Role, c.Subject.Term, c.Subject.LicenseNumber = "Chair", "2026 spring", "L-1"
		c.Subject.Achievement.Tag = []string{"civics", "voting"}
		c.Subject.Achievement.OtherIdentifier = []badge.Identifier{{Identifier: "CIV-1", IdentifierType: badge.GenericIdentifier}}
	},
}

func TestInteropIntegrityOfEverySummitBadge(t *testing.T) {
	o := startOtherSide(t)
	program := summit.Program()
	for _, suite := range integritySuites {
		for _, definition := range program.Credentials {
			for variant, change := range summitVariants {
				t.Run(strings.Join([]string{string(suite), definition.Key, variant}, "/"), func(t *testing.T) {
					achievement, err := program.Achievement(definition.Key, badge.Publication{})
					require.NoError(t, err)
					c := credential.Credential{
						Subject:  badge.Subject{ID: "urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11", Achievement: achievement},
						Evidence: []badge.Evidence{{Narrative: "Ran the 2026 student voter drive; 214 registrations."}},
					}
					change(t, program, definition.Key, &c)
					issuer := credential.Issuer{Signer: o.signer, Suite: suite, Profile: badge.Profile{Name: "Pine Ridge High School"},
						Now: func() time.Time { return integrityClock }}
					secured, err := issuer.Issue(context.Background(), c)
					require.NoError(t, err)
					ours := string(secured.Bytes())

					o.requireCanonical(t, ours)
					o.requireVerifies(t, ours)
					theirs := o.issue(t, suite, withoutProof(t, ours))
					o.requireVerifiesHere(t, theirs)
					require.Equal(t, proofValue(t, ours), proofValue(t, theirs), "one key, one canonical form, one signature")

					for _, document := range []string{ours, theirs} {
						edited := strings.Replace(document, "Pine Ridge", "Pine Bridge", 1)
						require.NotEqual(t, document, edited)
						answer, err := o.requireNeitherVerifies(t, edited)
						require.ErrorIs(t, err, credential.ProofSigInvalid)
						require.Contains(t, answer, "Invalid signature")
					}
				})
			}
		}
	}
}

// Both models, every edition of the context, and what the other side adds to a
// proof of its own accord.
func TestInteropIntegrityOfTheirCredentials(t *testing.T) {
	o := startOtherSide(t)
	const (
		v1, v2 = `"https://www.w3.org/2018/credentials/v1"`, `"https://www.w3.org/ns/credentials/v2"`
		ob     = `"https://purl.imsglobal.org/spec/ob/v3p0/context`
		di1    = `"https://w3id.org/security/data-integrity/v1"`
		di2    = `"https://w3id.org/security/data-integrity/v2"`
		ed2020 = `"https://w3id.org/security/suites/ed25519-2020/v1"`
	)
	const from11, from20 = `"issuanceDate":"2026-04-01T00:00:00Z","expirationDate":"2027-04-01T00:00:00Z"`, `"validFrom":"2026-04-01T00:00:00Z","validUntil":"2027-04-01T00:00:00.000+02:00"`
	for name, c := range map[string]struct {
		suite    credential.Suite
		contexts []string
		dates    string
	}{
		"VCDM 2.0, OB 3.0.3":                       {credential.EdDSARDFC2022, []string{v2, ob + `-3.0.3.json"`}, from20},
		"VCDM 2.0, OB 3.0.3, extensions":           {credential.EdDSARDFC2022, []string{v2, ob + `-3.0.3.json"`, `"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"`}, from20},
		"VCDM 2.0, OB 3.0.3, data-integrity v2":    {credential.EdDSARDFC2022, []string{v2, ob + `-3.0.3.json"`, di2}, from20},
		"VCDM 2.0, OB 3.0.3, Ed25519Signature2020": {credential.Ed25519Signature2020, []string{v2, ob + `-3.0.3.json"`, ed2020}, from20},
		"VCDM 1.1, OB 3.0.3, data-integrity v2":    {credential.EdDSARDFC2022, []string{v1, ob + `-3.0.3.json"`, di2}, from11},
		"VCDM 1.1, OB 3.0.3, data-integrity v1":    {credential.EdDSARDFC2022, []string{v1, ob + `-3.0.3.json"`, di1}, from11},
		"VCDM 1.1, OB 3.0.3, and what they add":    {credential.EdDSARDFC2022, []string{v1, ob + `-3.0.3.json"`}, from11},
		"VCDM 1.1, OB 3.0.2, data-integrity v2":    {credential.EdDSARDFC2022, []string{v1, ob + `-3.0.2.json"`, di2}, from11},
		"VCDM 1.1, OB 3.0.0, Ed25519Signature2020": {credential.Ed25519Signature2020, []string{v1, ob + `.json"`, ed2020}, from11},
		"VCDM 1.1, OB 3.0.1, Ed25519Signature2020": {credential.Ed25519Signature2020, []string{v1, ob + `-3.0.1.json"`, ed2020}, from11},
		"VCDM 1.1, OB 3.0.3, Ed25519Signature2020": {credential.Ed25519Signature2020, []string{v1, ob + `-3.0.3.json"`, ed2020}, from11},
	} {
		t.Run(name, func(t *testing.T) {
			document := `{"@context":[` + strings.Join(c.contexts, ",") + `],"id":"urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100",` +
				`"type":["VerifiableCredential","OpenBadgeCredential"],"name":"Civics",` + c.dates + `,` +
				`"issuer":{"id":"` + o.did() + `","type":["Profile"],"name":"Pine Ridge High School"},` +
				`"credentialSubject":{"id":"did:example:ada","type":["AchievementSubject"],"achievement":{"id":"https://school.example/civics",` +
				`"type":["Achievement"],"name":"Civics","description":"Takes part.","criteria":{"narrative":"Take part."},"achievementType":"MicroCredential"}}}`
			theirs := o.issue(t, c.suite, document)
			o.requireVerifies(t, theirs)
			o.requireVerifiesHere(t, theirs)
			o.requireCanonical(t, theirs)
			again, err := credential.AddProof(context.Background(), []byte(withoutProof(t, theirs)), o.signer, credential.ProofOptions{Suite: c.suite, Created: integrityClock})
			require.NoError(t, err)
			require.Equal(t, proofValue(t, theirs), proofValue(t, string(again.Bytes())))
			o.requireVerifies(t, string(again.Bytes()))
			o.requireNeitherVerifies(t, strings.Replace(theirs, "Takes part.", "Leads.", 1))
		})
	}
}

// What an attacker would edit, and what a wallet may: both sides draw the line
// in the same place.
func TestInteropIntegrityOfEdits(t *testing.T) {
	o := startOtherSide(t)
	stranger, err := credential.NewKeySigner(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
	require.NoError(t, err)
	c := credential.Credential{ID: "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100", Subject: badge.Subject{ID: "did:example:ada"}}
	for _, variant := range []string{"rubric", "evidence", "dated", "credits"} {
		summitVariants[variant](t, summit.Program(), "civics", &c)
	}
	for _, suite := range integritySuites {
		issuer := credential.Issuer{Signer: o.signer, Suite: suite, Profile: badge.Profile{Name: "Pine Ridge High School"}, Now: func() time.Time { return integrityClock }}
		secured, err := issuer.Issue(context.Background(), c)
		require.NoError(t, err)
		honest := string(secured.Bytes())
		for name, e := range map[string]struct {
			old, edited string
			refused     bool
		}{
			"the name":               {`"Pine Ridge High School"`, `"Harvard"`, true},
			"the recipient":          {`"did:example:ada"`, `"did:example:eve"`, true},
			"the evidence":           {"214", "999", true},
			"a credit more":          {`"creditsEarned":0.1`, `"creditsEarned":1.1`, true},
			"a longer life":          {`"validUntil":"2028`, `"validUntil":"2038`, true},
			"no end":                 {`"validUntil":"2028-05-01T09:00:00Z",`, ``, true},
			"an earlier award":       {`"awardedDate":"2026-04-28`, `"awardedDate":"2016-04-28`, true},
			"another spelling of it": {`"awardedDate":"2026-04-28T09:00:00Z"`, `"awardedDate":"2026-04-28T09:00:00.0Z"`, true},
			"another level":          {`/emerging-expert","`, `/novice","`, true},
			"a type more":            {`"OpenBadgeCredential"`, `"OpenBadgeCredential","VerifiablePresentation"`, true},
			"an unknown member":      {`"evidence":`, `"grade":"A","evidence":`, true},
			"an unknown context":     {`context-3.0.3.json"`, `context-3.0.3.json","https://school.example/context"`, true},
			"a time of the proof":    {`"created":"2026`, `"created":"2025`, true},
			"another purpose":        {`"proofPurpose":"assertionMethod"`, `"proofPurpose":"authentication"`, true},
			"another key":            {`"verificationMethod":"` + o.signer.Method().ID, `"verificationMethod":"` + stranger.Method().ID, true},
			"another issuer":         {`"issuer":{"id":"` + o.did(), `"issuer":{"id":"` + stranger.Method().Controller, true},
			"a shorter signature":    {`"proofValue":"` + proofValue(t, honest), `"proofValue":"` + proofValue(t, honest)[:80], true},

			"an escape":             {`"Pine Ridge`, `"\u0050ine\u0020Ridge`, false},
			"an escaped name":       {`"issuer":`, `"issu\u0065r":`, false},
			"white space":           {`"issuer":{`, "\"issuer\" :\r\n\t{", false},
			"another number":        {`"creditsEarned":0.1`, `"creditsEarned":1.0e-1`, false},
			"another order":         {`"VerifiableCredential","OpenBadgeCredential"`, `"OpenBadgeCredential","VerifiableCredential"`, false},
			"a value for a set":     {`"type":["Profile"]`, `"type":"Profile"`, false},
			"the alias of its type": {`"OpenBadgeCredential"`, `"AchievementCredential"`, false},
		} {
			t.Run(string(suite)+"/"+name, func(t *testing.T) {
				require.Contains(t, honest, e.old)
				edited := strings.Replace(honest, e.old, e.edited, 1)
				if e.refused {
					o.requireNeitherVerifies(t, edited)
					return
				}
				o.requireVerifies(t, edited)
				o.requireCanonical(t, edited)
				_, err := o.verifyHere(t, edited)
				require.NoError(t, err)
			})
		}
	}
}

// An otherSide issues and verifies with the npm packages, and knows the key of
// an issuer that both sides play.
type otherSide struct {
	ask    func(request map[string]any) map[string]string
	key    crypto.Signer
	signer credential.Signer
}

func startOtherSide(t *testing.T) *otherSide {
	t.Helper()
	o := &otherSide{ask: startScript(t, "integrity.mjs", "@digitalbazaar/vc")}
	files := map[string]string{}
	for _, d := range contexts.All() {
		if d.Edition == "" {
			files[d.URL] = d.File
		}
	}
	require.Empty(t, o.ask(map[string]any{"op": "contexts", "files": files}))
	var err error
	_, o.key, err = ed25519.GenerateKey(nil)
	require.NoError(t, err)
	o.signer, err = credential.NewKeySigner(o.key)
	require.NoError(t, err)
	return o
}

func (o *otherSide) did() string { return o.signer.Method().Controller }

// issue has the other side secure document.
func (o *otherSide) issue(t *testing.T, suite credential.Suite, document string) string {
	t.Helper()
	request := map[string]any{"op": "issue", "document": document, "suite": string(suite),
		"jwk": privateJWK(t, o.key), "created": integrityClock.Format(time.RFC3339)}
	if strings.HasPrefix(o.did(), "did:jwk:") {
		request["method"] = o.signer.Method().ID
	}
	reply := o.ask(request)
	require.Empty(t, reply["error"])
	require.Equal(t, o.did(), reply["issuer"], "one key, one did:key")
	return reply["document"]
}

func (o *otherSide) verify(document string) map[string]string {
	return o.ask(map[string]any{"op": "verify", "document": document, "now": integrityClock.Format(time.RFC3339)})
}

func (o *otherSide) requireVerifies(t *testing.T, document string) {
	t.Helper()
	reply := o.verify(document)
	require.Empty(t, reply["error"])
	require.Equal(t, o.did(), reply["issuer"])
}

func (o *otherSide) requireCanonical(t *testing.T, document string) {
	t.Helper()
	reply := o.ask(map[string]any{"op": "canonize", "document": document})
	require.Empty(t, reply["error"])
	ours, err := credential.Canonicalize(context.Background(), []byte(document), nil)
	require.NoError(t, err)
	require.Equal(t, reply["nquads"], string(ours))
}

func (o *otherSide) requireNeitherVerifies(t *testing.T, document string) (theirs string, ours error) {
	t.Helper()
	report, ours := o.verifyHere(t, document)
	require.Error(t, ours)
	require.False(t, report.Authentic)
	theirs = o.verify(document)["error"]
	require.NotEmpty(t, theirs)
	return theirs, ours
}

func (o *otherSide) verifyHere(t *testing.T, document string) (*verify.Report, error) {
	t.Helper()
	v, err := verify.New(verify.Config{Issuers: []string{o.did()}, Now: func() time.Time { return integrityClock }})
	require.NoError(t, err)
	return v.Verify(context.Background(), []byte(document))
}

func (o *otherSide) requireVerifiesHere(t *testing.T, document string) {
	t.Helper()
	report, err := o.verifyHere(t, document)
	require.NoError(t, err)
	require.Equal(t, "valid", report.Verdict(), "%v", report.Warnings())
}

// startScript starts a script of the other side and returns a function that asks it.
func startScript(t *testing.T, script, npmPackage string) func(request map[string]any) map[string]string {
	t.Helper()
	if _, err := os.Stat(filepath.Join(".ci/interop/node_modules", npmPackage)); err != nil {
		missing(t, "the npm package "+npmPackage+" is not installed")
	}
	if _, err := exec.LookPath("node"); err != nil {
		missing(t, "node is not installed")
	}
	cmd := exec.Command("node", filepath.Join(".ci/interop", script))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { in.Close(); _ = cmd.Wait() })
	replies := bufio.NewReader(out)
	return func(request map[string]any) map[string]string {
		line, err := json.Marshal(request)
		require.NoError(t, err)
		_, err = in.Write(append(line, '\n'))
		require.NoError(t, err)
		reply, err := replies.ReadBytes('\n')
		require.NoError(t, err)
		var answer map[string]string
		require.NoError(t, json.Unmarshal(reply, &answer))
		return answer
	}
}

// withoutProof returns the document that a single proof secures, as another
// issuer would be given it.
func withoutProof(t *testing.T, document string) string {
	t.Helper()
	var members map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(document), &members))
	delete(members, "proof")
	bare, err := json.Marshal(members)
	require.NoError(t, err)
	return string(bare)
}

// proofValue returns that of the document's own proof, which stands last.
func proofValue(t *testing.T, document string) string {
	t.Helper()
	const name = `"proofValue":"`
	i := strings.LastIndex(document, name)
	require.Positive(t, i)
	value, _, found := strings.Cut(document[i+len(name):], `"`)
	require.True(t, found)
	return value
}
