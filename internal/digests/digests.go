// Package digests reads the two forms in which a credential names the digest of a
// file elsewhere (VCDM 2.0 section 5.3): digestSRI, which is the integrity
// metadata of Subresource Integrity, and digestMultibase, a multihash in
// multibase (Controlled Identifiers 1.0 sections 2.4 and 2.5).
//
// It accepts one spelling of each digest, of SHA-256, SHA-384 and SHA-512 only:
// what cannot be computed here cannot be compared, and must not pass for equal.
package digests

import (
	"bytes"
	"crypto"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/summitbadges/openbadges/internal/base64url"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
)

// A Digest is the hash of some bytes, and by which function.
type Digest struct {
	Hash crypto.Hash
	Sum  []byte
}

// Of returns the digests of data by every function that is read here.
func Of(data []byte) []Digest {
	list := make([]Digest, 0, len(functions))
	for _, f := range functions {
		h := f.hash.New()
		h.Write(data)
		list = append(list, Digest{f.hash, h.Sum(nil)})
	}
	return list
}

// functions are the hashes, the strongest last.
var functions = [...]struct {
	hash crypto.Hash
	sri  string
	code byte // of multihash, a varint of one byte
}{
	{crypto.SHA256, "sha256-", 0x12},
	{crypto.SHA384, "sha384-", 0x20},
	{crypto.SHA512, "sha512-", 0x13},
}

var (
	errSRI       = errors.New("expected sha256-, sha384- or sha512- and the digest in base64")
	errMultibase = errors.New("expected a multihash of SHA-256, SHA-384 or SHA-512 in multibase, which begins with z (base58btc) or u (base64url)")
)

// ParseSRI reads a digestSRI: one digest, or several with single spaces between
// (Subresource Integrity section 3.5). Options, which that grammar leaves for
// later, are refused.
func ParseSRI(s string) ([]Digest, error) {
	if n := strings.Count(s, " ") + 1; n > limits.Digests {
		return nil, fmt.Errorf("expected at most %d digests, found %d", limits.Digests, n)
	}
	var list []Digest
	for text := range strings.SplitSeq(s, " ") {
		d, err := parseSRI(text)
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, nil
}

func parseSRI(text string) (Digest, error) {
	for _, f := range functions {
		encoded, ok := strings.CutPrefix(text, f.sri)
		if !ok {
			continue
		}
		if len(encoded) != base64.StdEncoding.EncodedLen(f.hash.Size()) {
			return Digest{}, errSRI
		}
		sum, err := base64.StdEncoding.Strict().DecodeString(encoded)
		// encoding/base64 passes over line ends, which would leave it too short.
		if err != nil || len(sum) != f.hash.Size() {
			return Digest{}, errSRI
		}
		return Digest{f.hash, sum}, nil
	}
	return Digest{}, errSRI
}

// ParseMultibase reads a digestMultibase.
func ParseMultibase(s string) (Digest, error) {
	for _, f := range functions {
		size := 2 + f.hash.Size()
		raw, err := decode(s, size)
		if err == nil && raw[0] == f.code && int(raw[1]) == f.hash.Size() {
			return Digest{f.hash, raw[2:]}, nil
		}
	}
	return Digest{}, errMultibase
}

// decode reads exactly size bytes of multibase.
func decode(s string, size int) ([]byte, error) {
	text, ok := strings.CutPrefix(s, "u")
	if !ok {
		return multikey.DecodeBase58(s, size)
	}
	if len(text) != base64.RawURLEncoding.EncodedLen(size) {
		return nil, errMultibase
	}
	raw := make([]byte, size)
	if _, err := base64url.Decode(raw, []byte(text)); err != nil {
		return nil, err
	}
	return raw, nil
}

// Match reports whether given names the bytes whose digests are known. Of several
// digests only those of the strongest function count, and one of them is enough
// (Subresource Integrity section 3.3.4). Without one that can be compared it is
// false.
func Match(given, known []Digest) bool {
	for i := len(functions) - 1; i >= 0; i-- {
		found := false
		for _, g := range given {
			if g.Hash != functions[i].hash {
				continue
			}
			found = true
			for _, k := range known {
				if k.Hash == g.Hash && len(k.Sum) > 0 && bytes.Equal(k.Sum, g.Sum) {
					return true
				}
			}
		}
		if found {
			return false
		}
	}
	return false
}
