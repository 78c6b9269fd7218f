package bake

import (
	"bytes"
	"encoding/base64"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/limits"
)

const space = " \t\r\n"

// formOf says what a baked text is by its beginning. An earlier version may hold the
// URL of an assertion, which OB 3.0 does not have.
func formOf(text []byte, v Version, at int64) (Form, error) {
	text = bytes.Trim(text, space)
	url := bytes.HasPrefix(text, []byte("https:")) || bytes.HasPrefix(text, []byte("http:"))
	switch {
	case len(text) == 0:
		return "", malformed(at, "the place of the badge is there, and holds nothing")
	case text[0] == '{':
		return JSON, nil
	case url && v != OB30:
		return URL, nil
	case url:
		return "", malformed(at, "the picture holds the URL %q; OB 3.0 has the credential itself there", limits.Abridge(string(text)))
	}
	return JWS, nil
}

// versionOf tells OB 2.0 from what was before it: by the @context of an assertion, and
// where it names none by the place, which only OB 1.0 has of its own.
func versionOf(text []byte, ob1 bool) Version {
	if parts := bytes.Split(bytes.Trim(text, space), []byte(".")); len(parts) == 3 {
		if payload, err := base64.RawURLEncoding.DecodeString(string(parts[1])); err == nil {
			text = payload
		}
	}
	switch {
	case bytes.Contains(text, []byte("w3id.org/openbadges/v2")):
		return OB20
	case ob1, bytes.Contains(text, []byte("w3id.org/openbadges/v1")):
		return OB1
	}
	return OB20
}

// checkCredential refuses what no reader of the picture could take for a badge.
func checkCredential(text []byte) (Form, error) {
	refuse := func(detail string) (Form, error) { return "", fault(ErrCredential, 0, "%s", detail) }
	inner := bytes.Trim(text, space)
	switch {
	case len(text) > limits.Document:
		return "", tooLarge(0, "a credential has at most %d bytes; this has %d", limits.Document, len(text))
	case len(inner) == 0:
		return refuse("it is empty")
	case !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0:
		return refuse("it is no text in UTF-8")
	case inner[0] == '{' && inner[len(inner)-1] == '}':
		return JSON, nil
	case bytes.Count(inner, []byte(".")) != 2 || bytes.ContainsFunc(inner, func(r rune) bool { return r != '.' && notBase64url(r) }):
		return refuse("it is neither a compact JWS nor a JSON object")
	}
	return JWS, nil
}

func notBase64url(r rune) bool {
	return !('a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '_')
}
