package shape

import (
	"bytes"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

type hashForm uint8

const (
	hashNone   hashForm = iota // not of the form algorithm$hex
	hashSHA256                 //
	hashMD5                    //
)

// identityHashForm is OB 3.0's IdentityHash: md5 or sha256, a dollar sign, and
// as many hexadecimal digits as the algorithm gives, in either case.
func identityHashForm(s []byte) hashForm {
	if hex, ok := bytes.CutPrefix(s, []byte("sha256$")); ok && len(hex) == 64 && isHex(hex) {
		return hashSHA256
	}
	if hex, ok := bytes.CutPrefix(s, []byte("md5$")); ok && len(hex) == 32 && isHex(hex) {
		return hashMD5
	}
	return hashNone
}

func isHex(s []byte) bool {
	for _, c := range s {
		if !isDigit(c) && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return false
		}
	}
	return true
}

// shortSalt is the number of characters below which a salt keeps nobody from
// guessing with tables made beforehand.
const shortSalt = 16

// identity judges the rules between the members of an IdentityObject.
//
// No salt makes a hashed e-mail address a secret: it travels beside the hash, and
// the addresses of a school are soon tried. A missing one makes it one table for
// all badges of the world.
func (w *walker) identity(v strictjson.Value) {
	hash, salt := w.get(v, "identityHash"), w.get(v, "salt")
	if hash.Kind() != strictjson.String {
		return
	}
	form := identityHashForm(content(hash))
	switch w.get(v, "hashed").Kind() {
	case strictjson.True:
		if form == hashNone {
			w.found.add(Error, SchemaInvalid, hash, "", "identityHash: sha256$ and 64 hexadecimal digits are needed where hashed is true; found another form")
			return
		}
		if form == hashMD5 {
			w.found.add(Note, IdentityHashWeak, hash, "", "identityHash: sha256 is needed to hide an identifier; found md5")
		}
		if n := utf8.RuneCount(content(salt)); n < shortSalt {
			w.found.add(Note, PrivacyGuessable, hash, "", "identityHash: whoever has the badge can guess the identifier: a random salt of %d characters or more is needed; found %d", shortSalt, n)
		}
	case strictjson.False:
		if form != hashNone {
			w.found.add(Deviation, SchemaInvalid, hash, "", "identityHash: an identifier in plain text is needed where hashed is false; found what looks like a hash, which will match nobody")
		}
	}
}

// saltBits returns how much randomness a salt can hold at most, going by its
// length and the alphabet that it is written in. Digits alone count as hex:
// one honest salt in some millions has no letter.
func saltBits(s []byte) int {
	hex, base64 := true, true
	for _, c := range s {
		hex = hex && isHex([]byte{c})
		base64 = base64 && (isAlphanumeric(c) || c == '-' || c == '_' || c == '+' || c == '/' || c == '=')
	}
	switch {
	case hex:
		return len(s) * 4
	case base64:
		return len(s) * 6
	}
	return len(s) * 8
}
