// Command quickstart shows in one go what this library is for: a school makes a
// key, issues the five Summit badges to one student, and three people try to
// cheat. Everything is left as files, to be looked at and tried again:
//
//	go run ./examples/quickstart
//
// It asks nothing of the network. It exits 0 if the good badges were accepted
// and the bad ones refused, and 1 if anything went otherwise.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/verify"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr, world{
		rand:     rand.Reader,
		identity: badge.HashedIdentity,
		now:      time.Now,
		trust:    func(school string) verify.Config { return verify.Config{Issuers: []string{school}} },
		colour:   isTerminal(os.Stdout) && os.Getenv("NO_COLOR") == "",
		marks:    isTerminal(os.Stdout),
	}))
}

// A world is everything that is another one in every run, or in a test.
type world struct {
	rand     io.Reader // keys and ids
	identity func(t badge.IdentityType, plaintext string) badge.Identity
	now      func() time.Time
	trust    func(school string) verify.Config // whom the verifier trusts
	colour   bool
	marks    bool
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

const usage = `quickstart issues the five Summit badges, verifies them, and shows three
forgeries refused.

  go run ./examples/quickstart [-o DIR]

  -o DIR    write the badges there (default badges); of what is in DIR, only
            files of an earlier quickstart are replaced
`

func run(ctx context.Context, args []string, stdout, stderr io.Writer, w world) int {
	dir, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, usage)
		return 0
	}
	if err != nil {
		fmt.Fprintln(stderr, "quickstart:", err)
		return 2
	}
	if err := show(ctx, dir, stdout, w); err != nil {
		fmt.Fprintf(stderr, "quickstart: %s\n", strings.ReplaceAll(err.Error(), "\n", "\n            "))
		return 1
	}
	return 0
}

func parse(args []string) (dir string, err error) {
	fs := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // run prints the error
	fs.Usage = func() {}
	fs.StringVar(&dir, "o", "badges", "")
	if err := fs.Parse(args); err != nil {
		return "", err
	}
	switch {
	case fs.NArg() > 0:
		return "", fmt.Errorf("%q is no flag; -o DIR is the only one", fs.Arg(0))
	case dir == "":
		return "", errors.New("-o: expected the name of a folder, found none")
	}
	return dir, nil
}

// show does what the package comment says.
func show(ctx context.Context, dir string, stdout io.Writer, w world) error {
	school, err := newSchool(w)
	if err != nil {
		return err
	}
	issued, err := school.issueAll(ctx)
	if err != nil {
		return err
	}
	cheats, err := forge(ctx, w, issued.tokens, issued.documents)
	if err != nil {
		return err
	}

	v, err := verify.New(w.trust(school.id))
	if err != nil {
		return err
	}
	gallery, err := writeGallery(ctx, v, school, issued, cheats)
	if err != nil {
		return err
	}
	files := []file{{keyFile, school.pem}, {galleryFile, gallery}}
	for _, c := range slices.Concat(issued.tokens, issued.documents, issued.pictures, cheats) {
		files = append(files, file{c.file, c.data})
	}
	replaced, err := write(dir, files)
	if err != nil {
		return err
	}

	p := &page{w: stdout, dir: dir, world: w}
	p.head(school, replaced)
	p.section("Issued and verified")
	for _, c := range issued.tokens {
		p.try(ctx, v, c)
	}
	p.tryAll(ctx, v, "each also with a Data Integrity proof", issued.documents)
	p.tryAll(ctx, v, "each also inside its own picture", issued.pictures)
	p.printf("  Open %s to see them.\n", p.path(galleryFile))
	p.section("Three ways to cheat")
	for _, c := range cheats {
		p.try(ctx, v, c)
	}
	p.foot(school)
	return errors.Join(p.failures...)
}
