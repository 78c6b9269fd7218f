package main

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/testdata"
)

// In a list, too, it is said of each who can judge it.
func TestAFileOfAnotherKindIsNamedAmongOthers(t *testing.T) {
	dir := t.TempDir()
	var names []string
	for _, o := range testdata.Others() {
		if o.Code == "INPUT_UNSUPPORTED" || o.Code == "BAKED_LEGACY" {
			names = append(names, save(t, dir, o.File, o.Data))
		}
	}
	out := command(t, nil, append([]string{"-any-issuer"}, names...)...)
	for _, o := range testdata.Others() {
		if o.Code == "INPUT_UNSUPPORTED" || o.Code == "BAKED_LEGACY" {
			line := regexp.MustCompile(`(?m)^.*/` + regexp.QuoteMeta(o.File) + ` .*$`).FindString(out.stdout)
			require.Contains(t, line, o.Names)
			require.Contains(t, line, o.Tool)
		}
	}
}

// Whoever gives the program something else than a badge reads what it is, and who can
// judge it, in both of its languages.
func TestAFileOfAnotherKindIsNamed(t *testing.T) {
	dir := t.TempDir()
	for _, o := range testdata.Others() {
		t.Run(o.File, func(t *testing.T) {
			name := save(t, dir, o.File, o.Data)
			for _, trust := range [][]string{{"-any-issuer"}, {"-issuer", school(t)}} {
				person := command(t, nil, append(trust, name)...)
				require.Equal(t, exitRefused, person.exit, person.stdout+person.stderr)
				page := strings.Join(strings.Fields(person.stdout), " ")
				require.Contains(t, page, o.Names)
				require.Contains(t, page, o.Tool)
				require.Contains(t, page, "["+o.Code+"]")

				program := command(t, nil, append(append([]string{"-json"}, trust...), name)...)
				require.Equal(t, exitRefused, program.exit)
				var said struct {
					Outcome, Kind string
					Errors        []struct{ Code, Message string }
					Report        struct{ Checks []struct{ Reason string } }
				}
				require.NoError(t, json.Unmarshal([]byte(program.stdout), &said), program.stdout)
				require.Equal(t, string(o.Expect), said.Outcome)
				require.Equal(t, o.Kind, said.Kind)
				require.Equal(t, o.Code, said.Errors[0].Code)
				require.Contains(t, said.Errors[0].Message+said.Report.Checks[0].Reason, o.Names)
				require.Contains(t, said.Errors[0].Message, o.Tool)
			}
		})
	}
}
