package jose

import (
	"bytes"
	"encoding/base64"
	"fmt"

	"github.com/summitbadges/openbadges/internal/base64url"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Detached is the JWS that stands in a proof as "jws": its payload is not in it
// (RFC 7515 appendix F) and is not base64 encoded before it is signed (RFC 7797).
type Detached struct {
	Alg       string
	Signature []byte

	header []byte // the first segment, as it was given
}

// ParseDetached reads a detached JWS: a header, two dots, a signature. The header
// has alg, b64 false, and crit with b64 and nothing else in it. A kid is refused as
// any other parameter is: the proof around the JWS names the key, and a second name
// would be one that somebody reads and somebody does not.
func ParseDetached(text []byte) (*Detached, error) {
	if len(text) > limits.Detached {
		return nil, fmt.Errorf("%w: expected at most %d bytes, found %d", ErrTooLarge, limits.Detached, len(text))
	}
	head, sig, ok := bytes.Cut(text, []byte(".."))
	if !ok || len(head) == 0 || len(sig) == 0 || bytes.IndexByte(head, '.') >= 0 || bytes.IndexByte(sig, '.') >= 0 {
		return nil, fmt.Errorf("%w: expected a header, two dots and a signature: a JWS without its payload", ErrFormat)
	}
	header, err := decodeSegment(head)
	if err != nil {
		return nil, fmt.Errorf("%w: the header is %w", ErrFormat, err)
	}
	d := &Detached{header: bytes.Clone(head)}
	if d.Signature, err = decodeSegment(sig); err != nil {
		return nil, fmt.Errorf("%w: the signature is %w", ErrFormat, err)
	}
	tape, err := strictjson.Parse(header, strictjson.Limits{Size: limits.Header})
	if err != nil {
		return nil, inHeader(err)
	}
	return d, d.readHeader(tape.Root())
}

func decodeSegment(segment []byte) ([]byte, error) {
	out := make([]byte, base64url.DecodedLen(len(segment)))
	_, err := base64url.Decode(out, segment)
	return out, err
}

func (d *Detached) readHeader(v strictjson.Value) error {
	if v.Kind() != strictjson.Object {
		return fmt.Errorf("%w: expected an object as its header, found %v", ErrFormat, v.Kind())
	}
	var h Header
	if err := h.readAlg(v.Get("alg")); err != nil {
		return err
	}
	d.Alg = h.Alg
	crit := v.Get("crit")
	understood := false
	for i, name := range crit.Elements() {
		understood = i == 0 && name.Is("b64")
	}
	if crit.Kind() != strictjson.Array || crit.Len() != 1 || !understood {
		return fmt.Errorf("%w: expected crit to be a list of b64 alone", ErrCrit)
	}
	if v.Get("b64").Kind() != strictjson.False {
		return fmt.Errorf("%w: expected b64 to be false", ErrHeader)
	}
	if v.Len() != 3 {
		return fmt.Errorf("%w: expected none but alg, b64 and crit in the header", ErrHeader)
	}
	return nil
}

// SigningInput is what is signed of the header and a payload (RFC 7797 §3).
func (d *Detached) SigningInput(payload []byte) []byte {
	input := make([]byte, 0, len(d.header)+1+len(payload))
	input = append(input, d.header...)
	return append(append(input, '.'), payload...)
}

// NewDetached is a detached JWS that is still to be signed.
func NewDetached(alg string) *Detached {
	header := fmt.Sprintf(`{"alg":%q,"b64":false,"crit":["b64"]}`, alg)
	return &Detached{Alg: alg, header: base64.RawURLEncoding.AppendEncode(nil, []byte(header))}
}

// Text is the detached JWS with this signature.
func (d *Detached) Text(signature []byte) string {
	return string(d.header) + ".." + base64.RawURLEncoding.EncodeToString(signature)
}
