package main

import (
	"errors"
	"flag"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
)

// options are what the command line says.
type options struct {
	command     string
	dir         string // where the school keeps its key and its database
	witness     string // "" is beside it
	url         string
	purpose     string
	award       string
	recipient   badge.Subject // without the achievement
	id          string
	again       bool
	reason      string
	output      string
	unpublished bool
	lifetime    time.Duration

	given map[string]bool // the flags that were
}

// commands are what there is to do, with the flags that each takes besides -dir and
// -witness.
var commands = []struct{ name, flags, does string }{
	{"init", "url purpose", "make a key, a database and a witness in new directories"},
	{"issue", "credential recipient id again o", "award a badge that can be revoked"},
	{"revoke", "id reason", "revoke a badge, for good"},
	{"suspend", "id reason", "suspend a badge, where the lists are for suspension"},
	{"reinstate", "id reason", "end a suspension"},
	{"publish", "o lifetime", "sign all lists and write them; do it on a schedule, whatever has\nchanged, and before a badge is delivered that is the first of a list"},
	{"show", "id", "show what is known of a badge, or of the lists and all badges"},
	{"recover", "o unpublished", "after the database was lost, or restored from a backup, take in the\nlists as publish -o last wrote them, and the badges that issue kept"},
}

func parse(args []string) (o options, err error) {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		if len(args) > 0 && (args[0] == "-h" || args[0] == "-help" || args[0] == "--help") {
			return o, flag.ErrHelp
		}
		return o, usagef("what is to be done? init, issue, revoke, suspend, reinstate, publish, show or recover; -h tells more")
	}
	o.command = args[0]
	at := slices.IndexFunc(commands, func(c struct{ name, flags, does string }) bool { return c.name == o.command })
	if at < 0 {
		return o, usagef("%q is nothing that can be done; -h shows what is", o.command)
	}
	fs := o.flags(commands[at].flags)
	if err := fs.Parse(args[1:]); errors.Is(err, flag.ErrHelp) {
		return o, err
	} else if err != nil {
		return o, usageError{err}
	}
	if fs.NArg() > 0 {
		return o, usagef("%q is no flag, and nothing else is expected; -h shows the flags", fs.Arg(0))
	}
	o.given = map[string]bool{}
	fs.Visit(func(f *flag.Flag) { o.given[f.Name] = true })
	return o, o.complete()
}

// complete checks what the flags say together, and makes paths absolute: a command that
// was started elsewhere, as go run -C does, then prints what its user can find.
func (o *options) complete() error {
	required := map[string]string{"init": o.url, "issue": o.output, "publish": o.output, "recover": o.output,
		"revoke": o.id, "suspend": o.id, "reinstate": o.id, "show": "-"}
	name := map[string]string{"init": "-url", "issue": "-o", "publish": "-o", "recover": "-o"}[o.command]
	switch {
	case required[o.command] == "" && name != "":
		return usagef("%s needs %s; -h tells more", o.command, name)
	case required[o.command] == "":
		return usagef("%s needs -id, the id of the badge; show lists them", o.command)
	case o.given["id"] && !isURL(o.id):
		return usagef("-id %q: expected an absolute URL, such as urn:uuid:…", o.id)
	case o.id != "" && slices.Contains([]string{"revoke", "suspend", "reinstate"}, o.command) && strings.TrimSpace(o.reason) == "":
		return usagef("%s needs -reason: it stays here, and nobody else sees it", o.command)
	case len(o.reason) > 1024:
		return usagef("-reason: expected at most 1024 bytes")
	case o.lifetime < 0 || o.given["lifetime"] && o.lifetime < time.Minute:
		return usagef("-lifetime: expected a minute or more, such as 48h")
	case o.again && o.id == "":
		return usagef("-again needs -id: which badge?")
	}
	if o.command == "issue" {
		switch filepath.Ext(o.output) {
		case ".jwt", ".jws", ".json":
		default:
			return usagef("-o %s: the ending says what to write: .jwt or .jws for a token, .json for a document with its proof inside", o.output)
		}
	}
	for _, path := range []*string{&o.dir, &o.output, &o.witness} {
		if *path == "" {
			continue
		}
		whole, err := filepath.Abs(*path)
		if err != nil {
			return usageError{err}
		}
		*path = whole
	}
	if o.witness == "" {
		o.witness = o.dir + "-witness"
	}
	if within, err := filepath.Rel(o.dir, o.witness); err == nil && filepath.IsLocal(within) {
		return usagef("-witness %s is inside %s: an old copy of the one would bring an old copy of the other with it", o.witness, o.dir)
	}
	return nil
}

// isURL reports whether an id can be one, by the letters that it is of.
func isURL(id string) bool {
	scheme, rest, ok := strings.Cut(id, ":")
	return ok && scheme != "" && rest != "" && !strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r == 0x7f })
}

func (o *options) flags(wanted string) *flag.FlagSet {
	fs := flag.NewFlagSet("revoke", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // run prints the error
	fs.Usage = func() {}
	fs.StringVar(&o.dir, "dir", "school", "`DIR` with the key, the database and the badges")
	fs.StringVar(&o.witness, "witness", "", "`DIR` that remembers how far the database was, so that an old copy of it is\nnoticed (default DIR-witness, beside DIR and never inside: whoever restores\nDIR from a backup would restore both, and nobody would notice. Another disk\nis better)")
	for _, name := range strings.Fields(wanted) {
		switch name {
		case "url":
			fs.StringVar(&o.url, name, "", "`URL` below which the lists will stand, those of one school alone, for ever,\nsuch as https://school.example/status")
		case "purpose":
			fs.StringVar(&o.purpose, name, "revocation", "`PURPOSE` of the lists: revocation, or suspension, which can be taken back")
		case "credential":
			fs.StringVar(&o.award, name, "civics", "what was earned: `KEY` is innovation, communication, leadership, civics or\nprofessionalism")
		case "recipient":
			fs.Func(name, "who earned it, `TYPE=VALUE`: emailAddress=ada@example.org and every other\nidentifier type of Open Badges go in as a salted hash; id=URI names the\nsubject openly (default id with a new urn:uuid)", o.setRecipient)
		case "id":
			fs.StringVar(&o.id, name, "", "`ID` of the badge")
		case "again":
			fs.BoolVar(&o.again, name, false, "write the badge of -id once more, as it was issued")
		case "reason":
			fs.StringVar(&o.reason, name, "", "`TEXT` that says why; it is kept here and not published. Required")
		case "o":
			fs.StringVar(&o.output, name, "", outputs[o.command])
		case "unpublished":
			fs.BoolVar(&o.unpublished, name, false, "a list of the database that is not in -o was never published")
		case "lifetime":
			fs.DurationVar(&o.lifetime, name, 0, "`DURATION` for which the lists count, such as 48h (default 24h)")
		}
	}
	return fs
}

var outputs = map[string]string{
	"issue":   "write to `FILE`, which is not there yet: .jwt or .jws for a token, .json for a\ndocument with its proof inside",
	"publish": "write the lists below `DIR`",
	"recover": "read the lists below `DIR`, where publish wrote them",
}

func (o *options) setRecipient(text string) error {
	name, value, ok := strings.Cut(text, "=")
	identity := badge.IdentityType(name)
	switch {
	case !ok || value == "":
		return errors.New("expected TYPE=VALUE, such as emailAddress=ada@example.org")
	case o.recipient.ID != "" || len(o.recipient.Identifier) > 0:
		return errors.New("it was given before")
	case name == "id":
		if !isURL(value) {
			return errors.New("the id of a subject is an absolute URL, such as urn:uuid:… or did:…")
		}
		o.recipient.ID = value
	case !identity.Valid():
		return errors.New("expected an identifier type of Open Badges, such as emailAddress, sourcedId and userName, one of yours that begins with ext:, or id")
	case identity == badge.EmailAddress && !isAddress(value):
		return errors.New("expected an address of e-mail, such as emailAddress=ada@example.org")
	default:
		o.recipient.Identifier = []badge.Identity{badge.HashedIdentity(identity, value)}
	}
	return nil
}

func isAddress(text string) bool {
	local, domain, ok := strings.Cut(text, "@")
	return ok && local != "" && domain != "" && !strings.ContainsAny(text, " \t\n") && !strings.Contains(domain, "@")
}

func help() string {
	var b strings.Builder
	b.WriteString("revoke issues badges that can be revoked, revokes them, and publishes the lists in\nwhich verifiers look.\n\n")
	for _, c := range commands {
		b.WriteString("revoke " + c.name + ": " + c.does + "\n")
		o := options{command: c.name}
		fs := o.flags(c.flags)
		fs.SetOutput(&b)
		fs.PrintDefaults()
		b.WriteString("\n")
	}
	return b.String()
}
