// Package testdata is a corpus of good and bad badges that any verifier of
// Open Badges 3.0 can run.
//
// A [Vector] is one document, byte for byte, with the verdict that it must
// get: when, from whom, under which policy, and for which reason. The bad ones
// each break one rule; beside them stand good ones that come as close to the
// rule as they may. Everything is signed with keys that anybody can derive
// (internal/gen), so nothing here proves anything about anybody.
//
// The files under vectors are made for programs in other languages as well:
// README.md describes their format. This package reads them for Go:
//
//	for _, v := range testdata.Vectors() {
//		if got := judge(v.Data, v.At, v.Issuers, v.Policy, v.Net); got != v.Expect {
//			log.Printf("%s: %s, expected %s %v: %s", v.Name, got, v.Expect, v.Codes, v.Comment)
//		}
//	}
package testdata

import (
	"embed"
	"fmt"
	"io/fs"
	"time"
)

// Version is the version of the corpus. The first number grows when the format
// changes or a vector's expectation does, the second when vectors are added.
const Version = "5.2"

// Outcome is the verdict on a document, as the report of a verification words it.
type Outcome string

const (
	Valid        Outcome = "valid"        // nothing stands against the badge
	Warning      Outcome = "warning"      // accepted, and there is something to tell
	Invalid      Outcome = "invalid"      // refused
	Undetermined Outcome = "undetermined" // neither accepted nor refused: a check could not be made
)

// A Vector is one document and the verdict that it must get.
type Vector struct {
	ID     string // number in the catalogue of bad inputs, such as "J12"; several vectors share one
	Name   string // "J12-duplicate-alg-none-first": unique, and stable between versions
	Family string // the folder: jws, document, canon, jsontext, keys, clock, semantics, issuing, vcdm, presentation, resolution, status, png, svg, carried

	Data []byte // the document exactly as a verifier receives it

	Expect Outcome
	// Codes are the reasons that must be given: among the warnings where
	// Expect is Warning, among the errors where it is Invalid or
	// Undetermined. Others may stand beside them. None where Expect is Valid.
	Codes []string

	// Pointer is the place (RFC 6901) at which the first of the codes must be
	// given; empty where any will do.
	Pointer string

	At      time.Time         // the clock of the verification
	Issuers []string          // the issuers that are trusted; none where the policy asks for none
	Policy  Policy            //
	Net     map[string]Answer // what the network answers, by URL; nil: there is no network

	Comment string // why the verdict is the right one
}

// An Answer is what the network answers to a GET for one URL, whenever it is asked. A
// URL that Vector.Net does not have gets status 404, from a host that can be reached.
type Answer struct {
	Status   int    // of HTTP; 0 where Failure says why there is none
	Type     string // Content-Type; empty: there is no such field
	Location string // where a redirect leads
	Body     []byte

	// Failure is what is wrong with the whole host of the URL: "refused" (nobody takes
	// connections there), "timeout" (nobody answers), "tls" (its certificate is by
	// nobody that anyone knows), or "private" (its name leads to 10.1.2.3). Empty:
	// nothing.
	Failure string
}

// Policy is what the caller of a verification asks for. The zero Policy is
// the default one.
type Policy struct {
	Strict    bool // deviations from the letter refuse a badge instead of being warnings
	AnyIssuer bool // every issuer will do
	ProofOnly bool // judge nothing but the proof and its key
	AnyType   bool // judge a credential of any type, and not a badge only

	RecipientType string // such as "emailAddress"; empty: nobody asks for whom the badge is
	Recipient     string // the plain identifier

	Achievement string // the id of the achievement that is asked for; empty: any

	StatusIssuer     string // who besides the issuer may say that a badge was revoked; empty: nobody
	CompareResources bool   // fetch what the badge links to and gives a digest of, and compare

	Presentation bool   // judge a presentation and what is in it, and not a badge
	Challenge    string // for which it has to be made; expected together with Domain, if either is there
	Domain       string //
	Held         bool   // ask whether what is presented was issued to who presents it
}

//go:embed vectors golden
var files embed.FS

// Vectors returns the corpus, ordered by file name within each family. What it
// returns is the caller's own. It panics if the files that were compiled in
// are not a corpus, which the tests of this project exclude.
func Vectors() []Vector {
	vectors, err := Read(files)
	if err != nil {
		panic("testdata: " + err.Error())
	}
	return vectors
}

// Read reads every vector of fsys, whose files are vectors/FAMILY/NAME.vec.
// Anything else in that folder is an error, as is a file that [Parse] refuses.
func Read(fsys fs.FS) ([]Vector, error) {
	var vectors []Vector
	err := fs.WalkDir(fsys, "vectors", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		file, err := fs.ReadFile(fsys, path)
		if err != nil {
			return err
		}
		v, err := Parse(path, file)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		vectors = append(vectors, v)
		return nil
	})
	return vectors, err
}

// Golden returns the five badges of the Summit program exactly as
// credential.Issue writes them with a fixed key, clock, id and salt, one file
// for each: civics.jwt and so on. Beside each stands its payload, indented for
// reading: civics.json.
func Golden() fs.FS {
	golden, err := fs.Sub(files, "golden")
	if err != nil {
		panic("testdata: " + err.Error()) // "golden" is a valid path
	}
	return golden
}
