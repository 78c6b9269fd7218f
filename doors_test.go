package openbadges_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/carrier"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/testdata"
)

// everyDoor is the share of the corpus that goes through a door under -short.
const everyDoor = 7

// passedOver says whether a vector is left out of a short run.
func passedOver(i int) bool { return testing.Short() && i%everyDoor != 0 }

// share is how many of n vectors a run has at least.
func share(n int) int {
	if testing.Short() {
		return n / (2 * everyDoor) // the chosen ones are not spread evenly
	}
	return n
}

// A doorway counts the vectors at one door: those that have gone through it, and those
// that are left out, by the reason.
type doorway struct {
	name    string
	through int
	left    map[string]int
	whole   bool // all of them come, in a short run too
}

func newDoorway(name string) *doorway { return &doorway{name: name, left: map[string]int{}} }

// leftOut is how many vectors each door leaves out for each reason. Whoever leaves out
// another one changes a number here.
var leftOut = map[string]map[string]int{
	"bytes":       {},
	"a reader":    {"it is judged from bytes alone": 447},
	"a PNG":       {isAFile: 183, isTooLarge: 8, isNoText: 12, "no picture has such a text": 4, "it is neither a compact JWS nor a JSON object": 29},
	"an SVG":      {isAFile: 183, isTooLarge: 8, isNoText: 12, "no picture has such a text": 4, "it is neither a compact JWS nor a JSON object": 29},
	"a PDF":       {isAFile: 183, isTooLarge: 8, isNoText: 12, "it is refused there before it is read: no token, under the name of one": 29},
	"a package":   {isAFile: 183, isTooLarge: 8, isNoText: 12, "it is refused there before it is read: no token, under the name of one": 29},
	"the command": {"it has no flag for this": 13, "it judges badges, and presentations of them": 358, "it judges each as what it is, and is never asked for the other": 6, "its -resources are documents, and hosts that answer with one": 25},
}

const (
	isAFile    = "it is a file around a badge itself, and no file is opened in another"
	isTooLarge = "it is larger than what is read there"
	isNoText   = "it is no text"
)

// close wants every vector to have gone through the door, or to have been left out for a
// reason, as many for each as leftOut says.
func (d *doorway) close(t *testing.T) {
	t.Helper()
	came, out := 0, 0
	for i := range testdata.Vectors() {
		if d.whole || !passedOver(i) {
			came++
		}
	}
	for _, n := range d.left {
		out += n
	}
	assert.Equal(t, came, d.through+out, "%s: each vector goes through, or is left out for a reason", d.name)
	if d.whole || !testing.Short() {
		assert.Equal(t, leftOut[d.name], d.left, "%s: how many are left out", d.name)
	}
}

// uncarried says why the text of a vector comes in nothing else; "" if it can.
func uncarried(text []byte) string {
	switch credential.Detect(text) {
	case credential.ContainerPNG, credential.ContainerSVG, credential.ContainerPDF, credential.ContainerZIP:
		return isAFile
	}
	switch {
	case len(text) > limits.Document:
		return isTooLarge
	case !utf8.Valid(text) || len(text) == 0:
		return isNoText
	}
	return ""
}

// compact is the form of a token. Pictures take a token or an object, and nothing else.
var compact = regexp.MustCompile(`^[\w-]*\.[\w-]*\.[\w-]*$`)

// unbaked says why a text can be baked into no picture; "" if it can.
func unbaked(text []byte) string {
	object := bytes.HasPrefix(text, []byte("{")) && bytes.HasSuffix(text, []byte("}"))
	switch {
	case uncarried(text) != "":
		return uncarried(text)
	case bytes.IndexByte(text, 0) >= 0:
		return "no picture has such a text"
	case !object && !compact.Match(text):
		return "it is neither a compact JWS nor a JSON object"
	}
	return ""
}

// A certificate and a package around a document change nothing about its verdict.
func TestEveryVectorIsJudgedAlikeInAPDFAndAPackage(t *testing.T) {
	paper := blankCertificate(t)
	inPDF, inPackage := newDoorway("a PDF"), newDoorway("a package")
	for i, v := range testdata.Vectors() {
		if passedOver(i) {
			continue
		}
		text := bytes.Trim(v.Data, " \t\r\n")
		name, media := carrier.NameJWT, "application/vc+jwt"
		if bytes.HasPrefix(text, []byte("{")) {
			name, media = carrier.NameJSON, "application/vc"
		}
		if why := uncarried(text); why != "" {
			inPDF.left[why]++
			inPackage.left[why]++
			continue
		}
		pdf, err := carrier.Attach(paper, text, media)
		require.NoError(t, err, v.Name)
		packed, err := carrier.Pack([]carrier.File{{Name: name, Content: text}, {Name: carrier.NamePDF, Content: pdf}}, time.Unix(0, 0))
		require.NoError(t, err, v.Name)
		want := judge(t, vectorOf(v, text), plainly(text))
		for door, file := range map[*doorway][]byte{inPDF: pdf, inPackage: packed} {
			got := judge(t, vectorOf(v, file), plainly(file))
			if name == carrier.NameJWT && !compact.Match(text) { // else told what it is, here that badge.jwt is no token
				require.Equal(t, []string{string(credential.JWSFormat)}, got.errors, v.Name)
				require.Equal(t, testdata.Invalid, got.outcome, v.Name)
				door.left["it is refused there before it is read: no token, under the name of one"]++
				continue
			}
			require.Equal(t, want, got, v.Name)
			door.through++
		}
	}
	inPDF.close(t)
	inPackage.close(t)
}

// vectorOf is a vector with another document.
func vectorOf(v testdata.Vector, data []byte) testdata.Vector {
	v.Data = data
	return v
}

func blankCertificate(t testing.TB) []byte {
	t.Helper()
	for _, v := range testdata.Vectors() {
		if v.Name == "F01-nothing-attached" {
			return v.Data
		}
	}
	t.Fatal("the corpus has no PDF without a badge")
	return nil
}

// inFiles are the vectors on which the command, which reads files, differs from
// the library, which is given bytes.
var inFiles = map[string]testdata.Outcome{
	"J58-carriage-return-line-feed-behind": testdata.Valid, // the line end of its system
}

// noFlag says why the command cannot be asked what a vector asks, "" if it can.
func noFlag(v testdata.Vector) string {
	switch {
	case v.Policy.Achievement != "", v.Policy.StatusIssuer != "", v.Policy.CompareResources:
		return "it has no flag for this"
	case v.Policy.AnyType:
		return "it judges badges, and presentations of them"
	case !hasDocumentsOnly(v):
		return "its -resources are documents, and hosts that answer with one"
	}
	s, err := credential.Parse(v.Data)
	if err == nil && !v.Policy.ProofOnly && (s.Kind() == credential.KindPresentation) != v.Policy.Presentation {
		return "it judges each as what it is, and is never asked for the other"
	}
	return ""
}

// The command is what other suites drive: what its JSON says of each of many files, and
// its exit code, are what the library says.
func TestTheVerifyCommandAgrees(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	program := filepath.Join(t.TempDir(), "verify")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	build := exec.Command("go", "build", "-o", program, "./examples/verify")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)

	calls := map[string][]testdata.Vector{} // by what else stands on the command line
	asked := map[string][]string{}
	door := newDoorway("the command")
	for _, v := range testdata.Vectors() {
		if why := noFlag(v); why != "" {
			door.left[why]++
			continue
		}
		accepted := v.Expect == testdata.Valid || v.Expect == testdata.Warning || inFiles[v.Name] != ""
		args := append(arguments(v), resourcesOf(t, v, t.TempDir())...)
		call := fmt.Sprintf("%q accepted %v", args, accepted)
		calls[call], asked[call] = append(calls[call], v), args
	}
	for _, call := range slices.Sorted(maps.Keys(calls)) {
		dir := t.TempDir()
		args := asked[call]
		for _, v := range calls[call] {
			file := filepath.Join(dir, v.Name)
			require.NoError(t, os.WriteFile(file, v.Data, 0o600))
			args = append(args, file)
		}
		exit := 0
		if strings.HasSuffix(call, "false") {
			exit = 1
		}
		found := run(t, program, exit, args...)
		require.Len(t, found, len(calls[call]))
		for i, v := range calls[call] {
			door.through++
			if outcome, differs := inFiles[v.Name]; differs {
				require.Equal(t, outcome, found[i].outcome, v.Name)
				continue
			}
			requireExpected(t, v, found[i])
			require.Equal(t, judge(t, v, plainly(v.Data)), found[i], v.Name)
		}
	}
	door.close(t)
}

// arguments are the flags of the command that ask what the vector asks.
func arguments(v testdata.Vector) []string {
	args := []string{"-json", "-at", v.At.Format(time.RFC3339Nano)}
	for _, id := range v.Issuers {
		args = append(args, "-issuer", id)
	}
	for _, flag := range []struct {
		name string
		set  bool
	}{{"-strict", v.Policy.Strict}, {"-any-issuer", v.Policy.AnyIssuer}, {"-proof-only", v.Policy.ProofOnly}, {"-held", v.Policy.Held}} {
		if flag.set {
			args = append(args, flag.name)
		}
	}
	if v.Policy.Challenge != "" {
		args = append(args, "-challenge", v.Policy.Challenge)
	}
	if v.Policy.Domain != "" {
		args = append(args, "-domain", v.Policy.Domain)
	}
	if v.Policy.RecipientType != "" {
		args = append(args, "-recipient", v.Policy.RecipientType+"="+v.Policy.Recipient)
	}
	return args
}

// run is what the command says of each file that stands in args.
func run(t *testing.T, program string, exit int, args ...string) []judgement {
	t.Helper()
	command := exec.Command(program, args...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	require.Equal(t, exit, command.ProcessState.ExitCode(), "%s", stderr.String())
	var found []judgement
	for line := range bytes.Lines(out) {
		var verdict struct {
			Outcome          testdata.Outcome
			Errors, Warnings []struct{ Code, Pointer string }
		}
		require.NoError(t, json.Unmarshal(line, &verdict), "%s", line)
		got := judgement{verdict.Outcome, []string{}, []string{}, nil}
		for _, p := range verdict.Errors {
			got.errors, got.places = append(got.errors, p.Code), append(got.places, p.Code+" at "+p.Pointer)
		}
		for _, p := range verdict.Warnings {
			got.warnings, got.places = append(got.warnings, p.Code), append(got.places, p.Code+" at "+p.Pointer)
		}
		found = append(found, got)
	}
	return found
}
