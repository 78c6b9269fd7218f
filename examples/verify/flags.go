package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// options are what the command line says.
type options struct {
	issuers   []string
	anyIssuer bool
	proofOnly bool
	strict    bool
	challenge string
	domains   []string
	rules     []verify.Rule
	at        time.Time
	atGiven   bool // every time can be meant, the zero one included
	resources string
	online    bool
	refresh   bool
	held      bool
	doctor    bool
	kept      keeping
	known     []credential.Method // of verifiers whose receipts count
	json, csv bool
	explain   bool
	files     []string
}

func parse(args []string) (options, error) {
	var o options
	fs := flags(&o)
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	o.files = fs.Args()
	return o, o.check()
}

// check refuses what contradicts itself. A flag that would be passed over could
// be the one that somebody relies on.
func (o *options) check() error {
	for _, name := range o.files {
		if name == "-" {
			return errors.New("standard input is read where no file is named; - is none")
		}
		if strings.HasPrefix(name, "-") {
			return fmt.Errorf("%s stands behind a file name; flags come first (a file of that name is ./%s)", name, name)
		}
	}
	switch {
	case o.online && o.resources != "":
		return errors.New("-resources stands in for the network, and -online is the network: choose one")
	case o.refresh && !o.online && o.resources == "":
		return errors.New("-refresh asks for newer editions: say where, with -online or -resources")
	case o.refresh && o.atGiven:
		return errors.New("-refresh asks for the edition of today, and -at judges as of another time: choose one")
	case o.refresh && o.proofOnly:
		return errors.New("-proof-only asks for no newer edition, as -refresh does: choose one")
	case o.held && len(o.rules) > 0:
		return errors.New("-held asks for a badge of whoever presents it, -recipient for somebody's: choose one")
	case o.proofOnly && o.held:
		return errors.New("-proof-only asks nothing of who holds a badge, as -held does: choose one")
	case o.proofOnly && (len(o.issuers) > 0 || o.anyIssuer || len(o.rules) > 0):
		return errors.New("-proof-only asks neither whom you trust nor for whom a badge is; -issuer, -any-issuer and -recipient contradict it")
	case o.anyIssuer && len(o.issuers) > 0:
		return errors.New("-any-issuer trusts everybody, -issuer somebody: choose one")
	case o.doctor && o.csv:
		return errors.New("-csv has no room for what -doctor finds: choose one")
	case o.kept.wanted() && o.kept.key == "":
		return errors.New("a receipt is signed: say with -receipt-key by which key")
	case o.kept.key != "" && !o.kept.wanted():
		return errors.New("-receipt-key signs a receipt: say where it goes, with -receipt or -bundle")
	case o.kept.wanted() && o.kept.receipt == o.kept.bundle:
		return errors.New("-receipt and -bundle name the same file")
	case o.kept.wanted() && (o.atGiven || o.refresh || o.proofOnly || len(o.files) > 1):
		return errors.New("a receipt is of one badge as it is, judged now; -at, -refresh, -proof-only and several files contradict it")
	case len(o.known) > 0 && (o.proofOnly || o.challenge != "" || len(o.domains) > 0 || o.held || o.kept.wanted()):
		return errors.New("-trusted-receipt is for bundles of evidence; -proof-only, -challenge, -domain, -held, -receipt and -bundle are for what somebody shows now")
	case o.kept.unpack != "" && (len(o.known) == 0 || len(o.files) > 1):
		return errors.New("-unpack takes the badge out of one bundle: say with -trusted-receipt whose receipt of it counts")
	case o.explain && o.csv:
		return errors.New("-explain tells more than a row of a table holds, which -csv prints: choose one")
	case o.json && o.csv:
		return errors.New("-json and -csv: choose one")
	case !o.proofOnly && !o.anyIssuer && len(o.issuers) == 0:
		return errors.New("whom do you trust? Say one of\n" +
			"  -issuer ID     the issuer you know, such as did:key:z6Mk… (repeatable)\n" +
			"  -any-issuer    everybody, strangers who call themselves Harvard included\n" +
			"  -proof-only    nobody: only whether the signature holds")
	}
	return nil
}

// rfc3339 is the form of a time. time.Parse alone passes over departures from
// it, such as an hour of one digit and a comma before the fraction.
var rfc3339 = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

func flags(o *options) *flag.FlagSet {
	fs := flag.NewFlagSet("verify", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // run prints the error
	fs.Usage = func() {}

	fs.Func("issuer", "trust the issuer with this `ID` (repeatable)", func(s string) error {
		if s == "" {
			return errEmpty
		}
		o.issuers = append(o.issuers, s)
		return nil
	})
	fs.BoolVar(&o.anyIssuer, "any-issuer", false, "trust everybody: judge the issuer that is printed yourself")
	fs.BoolVar(&o.proofOnly, "proof-only", false, "ask only whether the signature holds, with a key that its own controller\n"+
		"publishes for that; not whose badge it is, nor whether it is one")
	fs.Func("recipient", "ask whether the badge was issued to `TYPE=VALUE`, such as\n"+
		"emailAddress=ada@example.org, or id=URI for the subject's own id", o.setRecipient)
	fs.Func("at", "judge as of this time, `RFC3339` (default now)", func(s string) error {
		t, err := time.Parse(time.RFC3339, s)
		switch {
		case err != nil || !rfc3339.MatchString(s):
			return errors.New("expected a time such as 2026-06-01T09:00:00Z")
		case o.atGiven:
			return errTwice
		}
		o.at, o.atGiven = t, true
		return nil
	})
	fs.BoolVar(&o.strict, "strict", false, "refuse what departs from the letter of the specification, too")
	fs.Func("challenge", "the `TEXT` that a presentation has to be made for; without it\n"+
		"anybody who has seen one can show it again", func(s string) error {
		switch {
		case s == "":
			return errEmpty
		case o.challenge != "":
			return errTwice
		}
		o.challenge = s
		return nil
	})
	fs.Func("domain", "the `NAME` of the verifier for whom a presentation has to be made\n"+
		"(repeatable)", func(s string) error {
		if s == "" {
			return errEmpty
		}
		o.domains = append(o.domains, s)
		return nil
	})
	fs.Func("resources", "`FILE` is a JSON object from URL to local path, which stands in for the\n"+
		"network: keys and what else a badge depends on are looked up there, by\n"+
		"exact URL; what is not in it is not found. Paths are relative to FILE.\n"+
		"Or it is a folder, as -publish of the example issue writes it, in which\n"+
		"HOST/PATH stands for https://HOST/PATH", func(s string) error {
		switch {
		case s == "":
			return errEmpty
		case o.resources != "":
			return errTwice
		}
		o.resources = s
		return nil
	})
	fs.BoolVar(&o.held, "held", false, "accept of a presentation only what was issued to whoever presents it")
	fs.BoolVar(&o.online, "online", false, "ask the hosts that the badges name, over https")
	fs.BoolVar(&o.refresh, "refresh", false, "ask where a badge says that a newer edition of it may be, and judge that\n"+
		"one in its place if it is accepted; with -online or -resources")
	fs.BoolVar(&o.doctor, "doctor", false, "tell an issuer what wallets and validators in use refuse in the badge or\n"+
		"show badly, though it is allowed; no part of the verdict, asks nobody")
	o.keepFlags(fs)
	fs.BoolVar(&o.explain, "explain", false, "say besides what of a badge its proofs cover, and, if a proof does not\n"+
		"hold, which harmless change would explain it; no verdict changes by it")
	fs.BoolVar(&o.json, "json", false, "print one JSON object, or one a line for several files")
	fs.BoolVar(&o.csv, "csv", false, "print a table with a head line")
	return fs
}

func help() string {
	var b strings.Builder
	b.WriteString("verify judges badges and says why.\n\n" +
		"  go run ./examples/verify -issuer did:key:z6Mk… [flags] [FILE…]\n\n" +
		"FILE is a badge, a compact JWS or a JSON document with proofs inside, or a\n" +
		"presentation of badges, or a picture, certificate (PDF) or export package (ZIP)\n" +
		"with one in it, or a bundle of evidence; without one, standard input is read. Of\n" +
		"a directory the files ending in .jwt, .jws, .json, .png, .svg, .pdf and .zip are\n" +
		"judged.\n\n" +
		"Exit status of the built program: 0 accepted, 1 refused or undetermined, 2 wrong\n" +
		"usage or unreadable file, 3 internal error.\n\n")
	var o options
	fs := flags(&o)
	fs.SetOutput(&b)
	fs.PrintDefaults()
	return b.String()
}

var (
	errEmpty = errors.New("it is empty")
	errTwice = errors.New("it was given before")
)

func (o *options) setRecipient(s string) error {
	name, value, ok := strings.Cut(s, "=")
	identity := badge.IdentityType(name)
	switch {
	case !ok || value == "":
		return errors.New("expected TYPE=VALUE, such as emailAddress=ada@example.org")
	case len(o.rules) > 0:
		return errTwice
	case name == "id":
		o.rules = append(o.rules, verify.RecipientID(value))
	case !identity.Valid():
		return fmt.Errorf("%q is no identifier type of Open Badges; emailAddress, sourcedId and userName are, and id is the subject's own id", name)
	default:
		o.rules = append(o.rules, verify.Recipient(identity, value))
	}
	return nil
}
