package award_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
)

// A mailbox stands for whatever a portal hands badges over by. It publishes the status
// lists first, for a badge may be the first of one.
type mailbox struct{ lists *status.Publication }

func (m mailbox) Deliver(ctx context.Context, r award.Record) error {
	if err := m.lists.PublishChanged(ctx); err != nil {
		return err
	}
	fmt.Printf("delivered: %s of %s\n", r.Achievement, r.Student)
	return nil
}

// A school awards what its site team has decided, and then a student who has earned every
// credential of the program is awarded the stack of them. The stores of a program that is
// no example are a status.SQL and an award.SQL.
func Example() {
	dir, err := os.MkdirTemp("", "award")
	check(err)
	defer os.RemoveAll(dir)
	witness := status.DirWitness{Path: filepath.Join(dir, "witness")}
	check(status.CreateWitness(witness.Path))
	lists, err := status.New(status.Config{Store: &status.Memory{}, Witness: witness, URL: "https://school.example/status"})
	check(err)
	_, key, err := ed25519.GenerateKey(rand.Reader)
	check(err)
	signer, err := credential.NewKeySigner(key)
	check(err)
	issuer := &credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "Pine Ridge High School"}, Status: lists}
	www := filepath.Join(dir, "www")
	check(os.Mkdir(www, 0o755))
	program := summit.Program()
	awards, err := award.New(award.Config{
		Issuer: issuer, Program: program, Store: &award.Memory{},
		Deliverer: mailbox{&status.Publication{Lists: lists, Issuer: issuer, To: status.Dir{Root: www}}},
	})
	check(err)

	// Of a planning.Case, award.Decided makes the decision.
	var badges [][]byte
	for _, c := range program.Credentials {
		d := award.Decision{Key: "case-7/" + c.Key + "/1", Student: "s9", Credential: c.Key, Settings: []planning.Setting{planning.SettingClubs}}
		r, err := awards.Award(ctx, d)
		check(err)
		again, err := awards.Award(ctx, d)
		check(err)
		if again.Credential != r.Credential {
			fmt.Println("a second badge")
		}
		badges = append(badges, r.Badge)
	}

	// What a verifier finds out about the badges are the facts of the stack.
	verifier, err := verify.New(verify.Config{Issuers: []string{signer.Method().Controller}, Fetcher: verify.FetchFS(os.DirFS(www))})
	check(err)
	var facts []award.Fact
	for _, b := range badges {
		report, _ := verifier.Verify(ctx, b)
		facts = append(facts, factOf(report, b))
	}
	parts, err := award.Parts(program, badge.Publication{})
	check(err)
	stack := award.Stack{
		Key: "all-five", Parts: parts, Issuers: []string{signer.Method().Controller},
		Achievement: badge.Achievement{
			ID: "https://school.example/stacks/all-five", Name: "All Five", AchievementType: badge.TypeMicroCredential,
			Description: "Has earned all credentials of the program.", Criteria: badge.Criteria{Narrative: "A badge of each credential of the program."},
		},
	}
	_, _, err = awards.Stack(ctx, stack, award.Decision{Key: "stack/s9", Student: "s9"}, facts[:4])
	fmt.Println(err)
	_, e, err := awards.Stack(ctx, stack, award.Decision{Key: "stack/s9", Student: "s9"}, facts)
	check(err)
	fmt.Println(e.Outcome, len(e.Earned))
	// Output:
	// delivered: innovation of s9
	// delivered: communication of s9
	// delivered: leadership of s9
	// delivered: civics of s9
	// delivered: professionalism of s9
	// award: the parts of the stack are not all earned: failed: 4 of 5 needed parts are earned
	// earned: Innovation Credential
	// earned: Communication Credential
	// earned: Leadership Credential
	// earned: Civics Credential
	// missing: Professionalism Credential: there is no badge of it
	// delivered: all-five of s9
	// passed 5
}

// A file of awards, with its report.
func ExampleAwards_Batch() {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	check(err)
	signer, err := credential.NewKeySigner(key)
	check(err)
	issuer := &credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "Pine Ridge High School"}, NewID: numbered()}
	awards, err := award.New(award.Config{Issuer: issuer, Program: summit.Program(), Store: &award.Memory{}, Now: func() time.Time { return time.Now() }})
	check(err)
	file := strings.NewReader("recipient,credential,awarded\ns1,civics,2026-05-01\nzoe@school.example,civics,2026-05-01\ns2,leadership,2026-05-01\n")
	var report bytes.Buffer
	summary, err := awards.Batch(ctx, file, award.Batch{Name: "may-2026", Result: award.Report(&report), Progress: bar(os.Stdout)})
	check(err)
	fmt.Println(summary.Outcomes[award.RowAwarded], "of", summary.Rows)
	fmt.Print(report.String())
	// Output:
	// 100%, 3 rows, 1 refused
	// 2 of 3
	// line,recipient,credential,outcome,id,reason
	// 2,s1,civics,awarded,urn:uuid:00000000-0000-4000-8000-000000000003,
	// 3,,,refused,,"award: no badge can be made of this decision: recipient: expected an opaque identifier of at most 256 letters, digits and -._:~ (no name, no e-mail address), found ""zoe@school.example"""
	// 4,s2,leadership,awarded,urn:uuid:00000000-0000-4000-8000-000000000004,
}

// bar draws how far a batch is: on a terminal in one line that it draws anew, and
// elsewhere, such as in a log, a line whenever another tenth is done.
func bar(w io.Writer) func(award.Progress) {
	terminal := false
	if f, ok := w.(*os.File); ok {
		info, err := f.Stat()
		terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	const width = 40
	tenth := int64(0)
	return func(p award.Progress) {
		done := p.Read * 100 / max(1, p.Size)
		switch {
		case terminal:
			filled := int(p.Read * width / max(1, p.Size))
			fmt.Fprintf(w, "\r[%s%s] %3d%%, %d rows, %d refused", strings.Repeat("#", filled), strings.Repeat(".", width-filled), done, p.Rows, p.Refused)
			if p.Read == p.Size {
				fmt.Fprintln(w)
			}
		case done/10 > tenth && p.Read == p.Size || done/10 > tenth && p.Size > 1<<10:
			tenth = done / 10
			fmt.Fprintf(w, "%d%%, %d rows, %d refused\n", done, p.Rows, p.Refused)
		}
	}
}

// numbered gives ids that an example can print.
func numbered() func() string {
	n := 0
	return func() string {
		n++
		return fmt.Sprintf("urn:uuid:00000000-0000-4000-8000-%012d", n)
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
