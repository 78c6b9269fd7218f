package main

import (
	"encoding/hex"
	"errors"
	"flag"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
)

// options are what the command line says.
type options struct {
	award     string // key of the credential
	program   string // file; "" is Summit
	recipient string // TYPE=VALUE; "" is somebody known by a new urn:uuid
	evidence  []string
	levels    map[string]string // by competency

	key        string // file; "" makes a key
	issuerID   string
	publish    string // folder; "" writes no documents
	name       string
	validFrom  time.Time
	validUntil time.Time

	suite  credential.Suite // of an embedded proof; "" signs a JWS
	show   []string         // of a badge of ecdsa-sd-2023; none: the whole, for its holder
	output string           // file; "" is standard output
	art    string           // file of the picture that the badge goes into; "" is the program's own
	strip  bool             // take from it what tells of whoever made it
	doctor bool             // tell what other software refuses
	id     string
	now    time.Time
	salt   string
}

func parse(args []string) (options, error) {
	o := options{levels: map[string]string{}}
	var proof string
	fs := flags(&o, &proof)
	if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
		return o, err
	} else if err != nil {
		return o, usageError{err}
	}
	switch {
	case fs.NArg() > 0:
		return o, usagef("%q is no flag, and nothing else is expected; -h shows the flags", fs.Arg(0))
	case o.award == "":
		return o, usagef("which credential? -credential civics, for example; -h shows the flags")
	case proof == "", proof == "jws":
	case slices.Contains(suites(), proof):
		o.suite = credential.Suite(proof)
	default:
		return o, usagef("-proof %s is not known; there are jws, %s", proof, strings.Join(suites(), ", "))
	}
	if len(o.show) > 0 && o.suite != credential.ECDSASD2023 {
		return o, usagef("-show: only -proof %s lets a part of a badge be shown", credential.ECDSASD2023)
	}
	if o.publish != "" && o.issuerID == "" {
		return o, usagef("-publish needs -issuer: the issuer that is its key is published nowhere")
	}
	if o.now.IsZero() {
		o.now = time.Now()
	}
	return o, o.checkOutput()
}

// suites are the names of the proofs that stand inside a JSON document.
func suites() []string {
	var names []string
	for _, s := range credential.Suites() {
		names = append(names, string(s))
	}
	return names
}

// checkOutput refuses before anything is signed what could not be written after.
func (o *options) checkOutput() error {
	if (o.art != "" || o.strip) && !isPicture(o.output) {
		return usagef("-art and -strip are about the picture that a badge goes into; add -o with a name in .png or .svg")
	}
	switch name, ending := o.output, filepath.Ext(o.output); {
	case name == "":
	case ending == ".jwt", ending == ".jws":
		if o.suite != "" {
			return usagef("-o %s: a badge with a proof inside it (-proof %s) is JSON; use .json", name, o.suite)
		}
	case ending == ".json":
		if o.suite == "" {
			return usagef("-o %s: a badge as JSON has its proof inside it; add -proof %s, or use .jwt", name, credential.EdDSARDFC2022)
		}
	case isPicture(name):
		if o.art == "" && o.program != "" {
			return usagef("-o %s: the art is that of the Summit program, and -program has none; name a picture with -art, or use .jwt or .json", name)
		}
		if o.art != "" && filepath.Ext(o.art) != ending {
			return usagef("-o %s: the badge goes into %s as it is, so both end alike", name, o.art)
		}
	default:
		return usagef("-o %s: the ending says what to write, and is .jwt, .jws, .json, .png or .svg", name)
	}
	return nil
}

// flags declares the command line. Every flag but -evidence, -level and -show may be
// given once: of two values, one would be dropped in silence.
func flags(o *options, proof *string) *flag.FlagSet {
	fs := flag.NewFlagSet("issue", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // run prints the error
	fs.Usage = func() {}

	fs.Func("credential", "what was earned: `KEY` is innovation, communication, leadership,\n"+
		"civics or professionalism, or any key of -program", once(&o.award))
	fs.Func("program", "award a credential of another program: `FILE` is its program.json", once(&o.program))
	fs.Func("recipient", "who earned it, `TYPE=VALUE`: emailAddress=ada@example.org and every other\n"+
		"identifier type of Open Badges go in as a salted hash; id=URI names the\n"+
		"subject openly. Default: id with a new urn:uuid, which tells nothing\n"+
		"about anybody (computed from -salt where that is given)", once(&o.recipient))
	fs.Func("evidence", "what was done or made: `URL-or-text`, a URL where it begins with http://\n"+
		"or https:// (repeatable)", func(s string) error {
		if strings.TrimSpace(s) == "" {
			return errEmpty
		}
		o.evidence = append(o.evidence, s)
		return nil
	})
	fs.Func("level", "what was reached, `COMPETENCY=LEVEL`: novice, advanced-beginner,\n"+
		"strategic-learner or emerging-expert; or, for all of them, a status\n"+
		"such as Completed (repeatable)", o.addLevel)
	fs.Func("proof", "how to secure it: `jws` (the default), or inside the JSON document\n"+
		"eddsa-rdfc-2022, eddsa-jcs-2022 or Ed25519Signature2020 with an Ed25519\n"+
		"key, ecdsa-rdfc-2019 or ecdsa-jcs-2019 with one of P-256 or P-384,\n"+
		"JsonWebSignature2020 with any, or ecdsa-sd-2023 with one of P-256", once(proof))
	fs.Func("show", "of a badge of ecdsa-sd-2023, write what its holder shows: what every\n"+
		"verifier reads, and what stands at `POINTER`, such as /evidence\n"+
		"(repeatable). Without it the whole is written, which is for its holder\n"+
		"alone and which no verifier accepts", func(s string) error {
		if !strings.HasPrefix(s, "/") {
			return errors.New("expected a JSON Pointer, which begins with a slash")
		}
		o.show = append(o.show, s)
		return nil
	})
	fs.Func("key", "sign with the private key in `FILE`, PEM or JWK: Ed25519, P-256, P-384,\n"+
		"RSA. Default: a new key that is not kept, of P-256 for the ecdsa suites\n"+
		"and else of Ed25519", once(&o.key))
	fs.Func("issuer", "the issuer's `ID`: an https URL or a DID, to publish the key as ID#key-1.\n"+
		"Default: the did:key or did:jwk that is the key itself", once(&o.issuerID))
	fs.Func("publish", "write the documents by which a verifier finds the key of -issuer, a\n"+
		"did:web or an https URL, into the folder `DIR` as HOST/PATH, to stand at\n"+
		"https://HOST/PATH. One that is there and differs is not replaced: it may\n"+
		"list the keys of other badges", once(&o.publish))
	fs.Func("name", "the issuer's `NAME`", once(&o.name))
	fs.Func("valid-from", "first instant, as `RFC3339` (default now)", onceTime(&o.validFrom))
	fs.Func("valid-until", "last instant, as `RFC3339` (default none)", onceTime(&o.validUntil))
	fs.Func("o", "write to `FILE`, which ends in .jwt or .jws, or with a proof inside in\n"+
		".json; in .png or .svg for the badge in the program's art (default\n"+
		"standard output)", once(&o.output))
	fs.Func("art", "with -o in .png or .svg: put the badge into the picture in `FILE`, of the\n"+
		"same kind, in place of the program's art", once(&o.art))
	fs.BoolVar(&o.strip, "strip", false, "take from the picture what tells of whoever made it: Exif, texts and\n"+
		"times of a PNG; comments, metadata and what drawing programs write for\n"+
		"themselves in an SVG, whose title stays. What is drawn stays as it is")
	fs.BoolVar(&o.doctor, "doctor", false, "before the badge is written, tell what wallets and validators in use are\n"+
		"known to refuse in it or to show badly")
	fs.Func("id", "the badge's own id, `URN` (default a new urn:uuid)", once(&o.id))
	fs.Func("now", "the clock, as `RFC3339`", onceTime(&o.now))
	fs.Func("salt", "salt of the recipient's hash, `HEX` of 32 digits or more (default random).\n"+
		"One salt serves one badge", func(s string) error {
		if raw, err := hex.DecodeString(s); err != nil || len(raw) < 16 {
			return errors.New("expected 32 hexadecimal digits or more")
		}
		return once(&o.salt)(s)
	})
	return fs
}

func help() string {
	var b strings.Builder
	b.WriteString("issue awards one credential of a program and writes it as a signed badge.\n\n" +
		"  go run ./examples/issue -credential civics \\\n" +
		"      -recipient emailAddress=ada@example.org -o civics.jwt\n\n" +
		"With -key, -id, -now and -salt the same command writes the same bytes; with a\n" +
		"PS256 key the same payload.\n\n")
	var o options
	var proof string
	fs := flags(&o, &proof)
	fs.SetOutput(&b)
	fs.PrintDefaults()
	return b.String()
}

var (
	errEmpty = errors.New("it is empty")
	errTwice = errors.New("it was given before")
)

func once(dst *string) func(string) error {
	return func(s string) error {
		switch {
		case s == "":
			return errEmpty
		case *dst != "":
			return errTwice
		}
		*dst = s
		return nil
	}
}

// rfc3339 is the form of a time. time.Parse alone passes over departures from
// it, such as an hour of one digit and a comma before the fraction.
var rfc3339 = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

func onceTime(dst *time.Time) func(string) error {
	return func(s string) error {
		t, err := time.Parse(time.RFC3339, s)
		switch {
		case err != nil || !rfc3339.MatchString(s):
			return errors.New("expected a time such as 2026-06-01T09:00:00Z")
		case t.Nanosecond() != 0:
			return errors.New("a badge holds whole seconds")
		case t.IsZero():
			return errors.New("that is before every calendar")
		case !dst.IsZero():
			return errTwice
		}
		*dst = t
		return nil
	}
}

func (o *options) addLevel(s string) error {
	competency, level, ok := strings.Cut(s, "=")
	if !ok || competency == "" || level == "" {
		return errors.New("expected COMPETENCY=LEVEL, such as participation=emerging-expert")
	}
	if o.levels[competency] != "" {
		return errTwice
	}
	o.levels[competency] = level
	return nil
}
