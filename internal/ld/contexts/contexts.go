// Package contexts holds the JSON-LD context documents of Open Badges 3.0, the
// Comprehensive Learner Record, the Verifiable Credentials Data Model, Data
// Integrity and its keys, and the status lists, as data.
//
// A context says which IRI a member name stands for, and an RDFC proof signs
// the IRIs but not the context. Whoever could choose the bytes behind a context's
// URL could therefore choose what a signed badge says. So nothing here is ever
// fetched: the documents are files of this package, a manifest names for each
// the digest of its published bytes and the package that it comes from, and the
// tests hold the files to both.
//
// The files have the values of the published documents, in the same order of
// members, and white space of our own. Command gen writes them:
//
//	go run ./internal/ld/contexts/gen          from the npm packages that the manifest names
//	go run ./internal/ld/contexts/gen -check   write nothing; exit 1 if anything would change
//
// A new document is a row in manifest.go and a run of gen, which prints the
// digest to write into the row. LICENCES.txt holds the packages' licences.
package contexts

import (
	"embed"
	"slices"
)

//go:generate go run ./gen -dir .

//go:embed data/*.jsonld
var files embed.FS

// A Document is a context document and where it comes from.
type Document struct {
	// URL is the name under which the @context of a document refers to it.
	URL string

	// Edition tells documents with one URL apart. It is empty for the one that
	// is published, which is what the URL means unless something says otherwise.
	Edition string

	// Additional are, of another edition, the names that it defines and that the
	// published one does not.
	Additional []string

	// File is the name of its file in the folder data.
	File string

	// Digest is the SHA-256 of the bytes that are published (for another
	// edition: that were met) under URL, in hexadecimal. It names the document
	// to the world; it is not the digest of Data.
	Digest string

	// SHA384 and SHA512 are the digests of the same bytes by those functions, for
	// documents that name one (VCDM 2.0 section 5.3).
	SHA384, SHA512 string

	// DataDigest is the SHA-256 of Data, in hexadecimal.
	DataDigest string

	// Source is where the terms were taken from.
	Source Source

	// Licence is the one under which Source gives the document: an SPDX
	// identifier, or a name where the source does not say which version.
	Licence string

	// Data is a JSON text whose value is that of the published document. The
	// caller may change it: it is a copy.
	Data []byte
}

// A Source is a file of an npm package, at one version. The zero Package stands
// for this project: no package had the document, and its terms were written down.
type Source struct {
	Package string
	Version string
	Path    string

	// Change says what the file in data has that the package's has not.
	Change string
}

// String is the source in words.
func (s Source) String() string {
	if s.Package == "" {
		return "written down by this project"
	}
	text := s.Package + " " + s.Version + ", " + s.Path
	if s.Change != "" {
		text += ", " + s.Change
	}
	return text
}

// EndorsementJwt is the Edition of the Open Badges 3.0.3 context that defines
// the terms endorsementJwt and jti, which the published one does not. Verifiers
// in use have it under the same URL, so that badges with these terms were signed
// under it; every other badge has the same graph under both.
const EndorsementJwt = "endorsementJwt"

// All returns every document, the published ones and the other editions, in the
// order of the manifest.
func All() []Document {
	all := slices.Clone(manifest[:])
	for i := range all {
		all[i].Data = read(all[i].File)
	}
	return all
}

// Manifest returns what All does, without the Data: who needs two documents need
// not copy eighteen.
func Manifest() []Document { return slices.Clone(manifest[:]) }

// Get returns the document that is published under url, compared exactly.
func Get(url string) (Document, bool) {
	return Edition(url, "")
}

// Edition returns that edition of the document under url, compared exactly.
func Edition(url, edition string) (Document, bool) {
	for _, d := range manifest {
		if d.URL == url && d.Edition == edition {
			d.Data = read(d.File)
			return d, true
		}
	}
	return Document{}, false
}

// read returns a copy. That every file of the manifest is there is the matter of
// a test; without one, a reader would be given no JSON and refuse it.
func read(file string) []byte {
	data, err := files.ReadFile("data/" + file)
	if err != nil {
		return nil
	}
	return data
}
