package main

import (
	"errors"
	"flag"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// options are what the command line says.
type options struct {
	command  string
	dir      string // where the school keeps its key and its database
	witness  string // "" is beside them
	url      string
	purpose  string
	award    string
	email    string
	id       string
	reason   string
	output   string
	lifetime time.Duration
}

// commands are what there is to do, with the flags that each takes besides -dir and
// -witness.
var commands = []struct{ name, flags, does string }{
	{"init", "url purpose", "make a key, a database and a witness in a new directory"},
	{"issue", "credential recipient id o", "award a badge that can be revoked"},
	{"revoke", "id reason", "revoke a badge, for good"},
	{"suspend", "id reason", "suspend a badge, where the lists are for suspension"},
	{"reinstate", "id reason", "end a suspension"},
	{"publish", "o lifetime", "sign all lists and write them; do it on a schedule, whatever has changed"},
	{"show", "id", "show what is known of a badge, or of the lists"},
}

func parse(args []string) (o options, err error) {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		if len(args) > 0 && (args[0] == "-h" || args[0] == "-help" || args[0] == "--help") {
			return o, flag.ErrHelp
		}
		return o, usagef("what is to be done? init, issue, revoke, suspend, reinstate, publish or show; -h tells more")
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
	if o.witness == "" {
		o.witness = filepath.Join(o.dir, "witness")
	}
	required := map[string]string{"init": o.url, "issue": o.output, "revoke": o.id, "suspend": o.id, "reinstate": o.id, "publish": o.output, "show": "-"}
	name := map[string]string{"init": "-url", "issue": "-o", "publish": "-o"}[o.command]
	switch {
	case fs.NArg() > 0:
		return o, usagef("%q is no flag, and nothing else is expected; -h shows the flags", fs.Arg(0))
	case required[o.command] == "" && name != "":
		return o, usagef("%s needs %s; -h tells more", o.command, name)
	case required[o.command] == "":
		return o, usagef("%s needs -id, the id of the badge", o.command)
	case o.command == "revoke" && o.reason == "":
		return o, usagef("revoke needs -reason: it stays here, and nobody else sees it")
	}
	return o, nil
}

func (o *options) flags(wanted string) *flag.FlagSet {
	fs := flag.NewFlagSet("revoke", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // run prints the error
	fs.Usage = func() {}
	fs.StringVar(&o.dir, "dir", "school", "`DIR` with the key and the database")
	fs.StringVar(&o.witness, "witness", "", "`DIR` that remembers how far the database was, so that an old copy of it is\nnoticed (default DIR/witness; put it where no backup of the database is)")
	for _, name := range strings.Fields(wanted) {
		switch name {
		case "url":
			fs.StringVar(&o.url, name, "", "`URL` below which the lists will stand, such as https://school.example/status")
		case "purpose":
			fs.StringVar(&o.purpose, name, "revocation", "`PURPOSE` of the lists: revocation, or suspension, which can be taken back")
		case "credential":
			fs.StringVar(&o.award, name, "civics", "what was earned: `KEY` is innovation, communication, leadership, civics or\nprofessionalism")
		case "recipient":
			fs.StringVar(&o.email, name, "", "`ADDRESS` of e-mail of who earned it; goes in as a salted hash")
		case "id":
			fs.StringVar(&o.id, name, "", "`ID` of the badge")
		case "reason":
			fs.StringVar(&o.reason, name, "", "`TEXT` that says why; it is kept here and not published")
		case "o":
			fs.StringVar(&o.output, name, "", "write to `PATH`: of issue the badge, of publish the directory of the lists")
		case "lifetime":
			fs.DurationVar(&o.lifetime, name, 0, "`DURATION` for which the lists count, such as 48h (default 24h)")
		}
	}
	return fs
}

func help() string {
	var b strings.Builder
	b.WriteString("revoke issues badges that can be revoked, revokes them, and publishes the lists in\nwhich verifiers look.\n\n")
	for _, c := range commands {
		b.WriteString("revoke " + c.name + ": " + c.does + "\n")
		var o options
		fs := o.flags(c.flags)
		fs.SetOutput(&b)
		fs.PrintDefaults()
		b.WriteString("\n")
	}
	return b.String()
}
