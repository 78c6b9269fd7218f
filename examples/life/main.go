// Command life walks through the whole life of one badge, and prints each step: a student
// plans, a team decides, a badge is made, shown, taken along, revoked.
//
//	go run ./examples/life
//
// It keeps nothing: a portal has a database where this has Memory (see examples/award and
// examples/revoke), a web server where this has a folder, and people where this has names.
package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/share"
)

func main() {
	dir := must(os.MkdirTemp("", "life"))
	defer os.RemoveAll(dir)
	life(context.Background(), os.Stdout, dir)
}

func life(ctx context.Context, out io.Writer, dir string) {
	step := func(format string, args ...any) { fmt.Fprintf(out, format+"\n", args...) }

	step("PLAN")
	c, log := earn(step)
	check(planning.Verify(log, c.Head()))
	step("  the log of %d entries is whole", len(log))

	step("AWARD")
	_, key, err := ed25519.GenerateKey(rand.Reader)
	check(err)
	signer := must(credential.NewKeySigner(key))
	witness, www := status.DirWitness{Path: filepath.Join(dir, "witness")}, filepath.Join(dir, "www")
	check(status.CreateWitness(witness.Path))
	check(os.Mkdir(www, 0o755))
	lists := must(status.New(status.Config{Store: &status.Memory{}, Witness: witness, URL: "https://school.example/status"}))
	issuer := &credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "Pine Ridge High School"}, Status: lists}
	publication := &status.Publication{Lists: lists, Issuer: issuer, To: status.Dir{Root: www}}
	awards := must(award.New(award.Config{Issuer: issuer, Program: summit.Program(), Publication: badge.Publication{Image: summit.Image}, Store: &award.Memory{}}))
	decision := must(award.Decided(c))
	decision.Names = []string{"Ada Lovelace"} // to be found in no text of the badge
	record := must(awards.Award(ctx, decision))
	check(publication.Publish(ctx))
	step("  a badge of %s; asked once more: the same badge: %t", record.Achievement, must(awards.Award(ctx, decision)).Credential == record.Credential)

	step("VERIFY")
	verifier := must(verify.New(verify.Config{Issuers: []string{signer.Method().Controller}, Fetcher: verify.FetchFS(os.DirFS(www))}))
	report := must(verifier.Verify(ctx, record.Badge))
	step("  %s: %s, by %s", report.Outcome, report.Credential.Subject.Achievement.Name, report.Issuer.Name)
	step("  its evidence: %s", report.Credential.Evidence[0].Narrative)

	step("SHARE")
	now := time.Now()
	consent := privacy.Consent{ID: "consent-1", Student: record.Student, By: privacy.ByGuardian, Person: "g2", Badges: []string{record.Credential},
		Channels: []privacy.Channel{privacy.ToPage, privacy.ToLinkedIn}, Audience: privacy.Public, Fields: []privacy.Field{privacy.FieldBadge}, Given: now.Add(-time.Hour), Ends: now.AddDate(1, 0, 0)}
	terms := share.Terms{URL: "https://school.example/b/4f1c0c1e5d7a4f0c9b1e6a7d8c9b0a1f", Public: true, Now: now, Student: record.Student, Age: 15, Consents: []privacy.Consent{consent}}
	_, err = must(share.Of(report, record.Badge, terms)).LinkedInProfile("")
	step("  LinkedIn at 15: %v", err)
	terms.Age = 16
	b := must(share.Of(report, record.Badge, terms))
	link, _, _ := strings.Cut(must(b.LinkedInProfile("")), "&issueYear")
	step("  LinkedIn at 16: %s…", link)
	_, err = b.FacebookPost()
	step("  Facebook: %v", err)

	step("TAKE ALONG")
	art := must(fs.ReadFile(summit.Art(), record.Achievement+".png"))
	packed := must(b.Package(share.Paper{Art: art, Name: "Ada Lovelace"}, share.Pictures{PNG: art}))
	report = must(verifier.Verify(ctx, packed))
	step("  a package of badge, picture and certificate: %s", report.Outcome)

	step("REVOKE")
	check(lists.Revoke(ctx, record.Credential, "awarded by mistake"))
	check(publication.Publish(ctx))
	report, err = verifier.Verify(ctx, packed)
	step("  %s: %v", report.Outcome, err)
	_, err = share.Of(report, packed, terms)
	step("  shared once more: %v", err)
}

// earn is a student's way to a decision, and its log, of which a portal stores each line.
func earn(step func(format string, args ...any)) (c planning.Case, log [][]byte) {
	c = must(must(planning.New(summit.Program(), planning.Policy{Quorum: 2})).Case("case-7f3a"))
	team := planning.SiteTeam{School: "pine-ridge", Members: []planning.Member{{ID: "c1", Role: planning.RoleCounselor}, {ID: "t4", Role: planning.RoleMember}}}
	now := time.Now().UTC().AddDate(0, 0, -90).Truncate(time.Second)
	do := func(who string, role planning.Role, e planning.Event) {
		e.Actor, e.Role, e.Time = who, role, now
		next, line, err := c.Apply(team, e)
		check(err)
		c, log, now = next, append(log, line), now.AddDate(0, 0, 7)
		step("  %s by the %s: %s", e.Action, role, c.State())
	}
	speech := planning.Item{ID: "p1", Title: "Speech to the council", Kind: planning.Create}
	vote := &planning.Ballot{Verdict: planning.ActAward}
	civics, _ := summit.Program().MicroCredential("civics")
	for _, k := range civics.Competencies {
		speech.Competencies = append(speech.Competencies, k.Key)
		vote.Levels = append(vote.Levels, planning.Shown{Competency: k.Key, Level: "Completed"})
	}
	do("c1", planning.RoleCounselor, planning.Event{Action: planning.ActAttest, ALP: &planning.ALP{Student: "s9", School: team.School, Completed: now.AddDate(0, -2, 0).Format(time.DateOnly)}})
	do("s9", planning.RoleStudent, planning.Event{Action: planning.ActStart, Subject: civics.Key})
	do("s9", planning.RoleStudent, planning.Event{Action: planning.ActPlan, Plan: &planning.Plan{
		Opportunities: []planning.Opportunity{{ID: "o1", Setting: planning.SettingBeyond, Text: "the youth council"}},
		Supporters:    []planning.Supporter{{ID: "a2", Role: "adviser of the youth council"}}, Evidence: []planning.Item{speech}}})
	do("c1", planning.RoleCounselor, planning.Event{Action: planning.ActApprove})
	do("s9", planning.RoleStudent, planning.Event{Action: planning.ActGather, Item: &speech})
	content := must(planning.ReadContent(speech.ID, "text/plain", strings.NewReader("Members of the council, …")))
	do("s9", planning.RoleStudent, planning.Event{Action: planning.ActSubmit, Contents: []planning.Content{content}})
	do("c1", planning.RoleCounselor, planning.Event{Action: planning.ActReview})
	vote.Submission = c.Submissions()[0].Digest
	do("c1", planning.RoleCounselor, planning.Event{Action: planning.ActVote, Ballot: vote})
	do("t4", planning.RoleMember, planning.Event{Action: planning.ActVote, Ballot: vote})
	do("c1", planning.RoleCounselor, planning.Event{Action: planning.ActAward, Reason: "all four were shown"})
	return c, log
}

// check and must end the walk where it fails: this is no way for a portal.
func check(err error) {
	if err != nil {
		panic(err)
	}
}

func must[T any](v T, err error) T {
	check(err)
	return v
}
