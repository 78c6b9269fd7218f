// Package limits holds every number that an attacker meets, in one file.
//
// Each is a default: a caller may lower it, and raises it only by saying so.
// A loop over received data that has no number here is a defect.
package limits

import "time"

// Received documents.
const (
	Document = 2 << 20  // bytes of a JSON document, the largest sane badge with a picture in it
	JWS      = 2 << 20  // bytes of a compact JWS
	Header   = 16 << 10 // bytes of a decoded JOSE header, an embedded jwk included
)

// JSON structure, counted while reading.
const (
	Depth   = 64      // objects and arrays inside one another
	Members = 1024    // members of one object
	Nodes   = 100_000 // values in a document
	String  = 1 << 20 // bytes of one string, as written
	Name    = 256     // bytes of one member name, as written
)

// Keys and identifiers.
const (
	RSAMinBits = 2048
	RSAMaxBits = 8192
	Multibase  = 256      // characters of a multibase key: the longest suite's has about 140
	DIDJWK     = 8 << 10  // characters of a did:jwk
	Identifier = 2 << 10  // bytes of a DID, DID URL or kid
	PrivateKey = 64 << 10 // bytes of a key file
	TypeValues = 32       // values of one type or @context array
	KeyOps     = 32       // key_ops of a JWK: eight are registered
	Quoted     = 80       // bytes of received text in one message
)

// Parts of a badge.
const (
	Proofs       = 8
	Status       = 8
	Endorsements = 32
	Results      = 256  // results of a subject, and result descriptions of an achievement
	Levels       = 1024 // rubric levels, and allowed values, of one result description
	Resources    = 64   // related resources
	Problems     = 100  // of one verdict: the rest is counted, not listed
)

// Time.
const ClockSkew = 5 * time.Minute // the most a caller may allow
