package jose

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/summitbadges/openbadges/internal/base64url"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Token is a compact JWS whose shape and header are sound. Nothing in it is
// proved. It refers to the bytes that Parse was given, which must not change.
type Token struct {
	Header       Header
	SigningInput []byte // the first two segments and the dot between them, as they were given
	Payload      []byte // decoded and not empty; not yet read as JSON
	Signature    []byte // decoded and not empty

	header strictjson.Tape // what Header.JWK stands on
}

// Parse reads a compact JWS. The text is the token and nothing else: white space
// around it, a line break at its end included, is the caller's to take off.
//
// What decodes has one spelling: SigningInput and Compact make the same bytes
// of a Token's header, payload and signature again.
func Parse(token []byte) (*Token, error) { return parse(token, "") }

// ParseTyped reads a token as Parse does, but one of the given type and no other: typ is
// spelled exactly so, kid is there, and jwk and cty are not. What a key signs for one use
// is so never read as what it signs for another (RFC 8725 §3.11).
func ParseTyped(token []byte, typ string) (*Token, error) { return parse(token, typ) }

func parse(token []byte, typ string) (*Token, error) {
	if len(token) > limits.JWS {
		return nil, fmt.Errorf("%w: expected at most %d bytes, found %d", ErrTooLarge, limits.JWS, len(token))
	}
	first := bytes.IndexByte(token, '.')
	second := first + 1 + bytes.IndexByte(token[first+1:], '.')
	if first <= 0 || second == first || bytes.IndexByte(token[second+1:], '.') >= 0 {
		return nil, misshapen(token)
	}
	header, payload, signature := token[:first], token[first+1:second], token[second+1:]
	if size := base64url.DecodedLen(len(header)); size > limits.Header {
		return nil, fmt.Errorf("%w: expected at most %d bytes of header, found %d", ErrTooLarge, limits.Header, size)
	}

	buf := make([]byte, 0, base64url.DecodedLen(len(header))+base64url.DecodedLen(len(payload))+base64url.DecodedLen(len(signature)))
	var parts [3][]byte
	for i, segment := range [...][]byte{header, payload, signature} {
		part := buf[len(buf) : len(buf)+base64url.DecodedLen(len(segment))]
		if _, err := base64url.Decode(part, segment); err != nil {
			return nil, undecodable(token, i, err)
		}
		parts[i] = part[:len(part):len(part)]
		buf = buf[:len(buf)+len(part)]
	}

	t := &Token{SigningInput: token[:second:second], Payload: parts[1], Signature: parts[2]}
	if err := t.readHeader(parts[0], typ); err != nil {
		return nil, err
	}
	switch {
	case len(payload) == 0:
		// The reader of JSON would say the same with less to go by.
		return nil, fmt.Errorf("payload of the JWS: %w", &strictjson.Error{
			Err: strictjson.ErrSyntax, Detail: "expected a JSON object, found nothing: the payload is detached"})
	case len(signature) == 0:
		return nil, fmt.Errorf("%w: expected a signature behind the second dot, found nothing", ErrFormat)
	}
	return t, nil
}

// misshapen is the error of a text without two dots and a header before them.
func misshapen(token []byte) error {
	if what := resemblance(token); what != "" {
		return fmt.Errorf("%w: %s", ErrFormat, what)
	}
	if len(token) == 0 {
		return fmt.Errorf("%w: expected three segments with dots between them, found nothing", ErrFormat)
	}
	segments := bytes.Count(token, []byte{'.'}) + 1
	switch segments {
	case 3:
		return fmt.Errorf("%w: expected a header before the first dot, found nothing", ErrFormat)
	case 5:
		return fmt.Errorf("%w: its five segments look like an encrypted token (JWE), and nothing is decrypted here", ErrFormat)
	}
	return fmt.Errorf("%w: expected three segments with dots between them, found %d", ErrFormat, segments)
}

// undecodable is the error of a token one of whose segments is not base64url.
func undecodable(token []byte, segment int, err error) error {
	if what := resemblance(token); what != "" {
		return fmt.Errorf("%w: %s", ErrFormat, what)
	}
	names := [...]string{"header", "payload", "signature"}
	return fmt.Errorf("%w: the %s is %w", ErrFormat, names[segment], err)
}

// resemblance says what a text that is no compact JWS looks like instead, or
// nothing. It is asked only once the text was found not to be one.
func resemblance(token []byte) string {
	inner := bytes.TrimLeft(token, " \t\r\n")
	switch {
	case bytes.HasPrefix(inner, []byte("{")) || bytes.HasPrefix(inner, []byte("[")):
		return "it looks like JSON, and only the compact serialization of a JWS is read"
	case bytes.HasPrefix(token, []byte("\xef\xbb\xbf")):
		return "it begins with a byte order mark"
	case bytes.HasPrefix(token, []byte("\xff\xfe")) || bytes.HasPrefix(token, []byte("\xfe\xff")) || bytes.IndexByte(token, 0) >= 0:
		return "it looks like UTF-16; expected ASCII"
	case bytes.IndexByte(token, '~') >= 0:
		return "it looks like an SD-JWT, and disclosures behind a ~ are not read"
	case bytes.HasPrefix(inner, []byte("Bearer ")):
		return "it begins with Bearer; expected the token alone"
	case bytes.HasPrefix(inner, []byte(`"`)):
		return "it stands in quotes; expected the token alone"
	}
	return ""
}

// inHeader says of an error of strictjson that it stands in the header: its
// offset and pointer would else be looked for in the badge.
func inHeader(err error) error {
	if e, ok := errors.AsType[*strictjson.Error](err); ok {
		return fmt.Errorf("header of the JWS: %w", e)
	}
	return err
}
