package credential

import (
	"bytes"
	"strings"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Container is the outer form in which a badge travels.
type Container string

const (
	ContainerUnknown Container = "unknown"
	ContainerJWS     Container = "jws"  // a compact JWS
	ContainerJSON    Container = "json" // a JSON document
	ContainerPNG     Container = "png"  // a PNG image
	ContainerSVG     Container = "svg"  // an SVG or other XML document

	// What Parse refuses, and names.
	ContainerSDJWT   Container = "sd-jwt"  // a JWS with disclosures behind it
	ContainerCBOR    Container = "cbor"    // CBOR, such as a mobile document (mdoc)
	ContainerPicture Container = "picture" // a picture of a format that holds no badge
	ContainerHTML    Container = "html"    // a web page
)

// Detect says by its first bytes what data looks like. It promises nothing
// about the rest: Parse reads.
func Detect(data []byte) Container {
	if c := carriedIn(data); c != "" {
		return c
	}
	if bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")) {
		return ContainerPNG
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe<\x00")) || bytes.HasPrefix(data, []byte("\xfe\xff\x00<")) {
		return ContainerSVG // in UTF-16, which its reader refuses
	}
	text := bytes.TrimPrefix(data, []byte(byteOrderMark)) // Parse refuses a byte order mark, and says so
	text = bytes.TrimLeft(text, " \t\r\n")
	begins := byte(0)
	if len(text) > 0 {
		begins = text[0]
	}
	switch {
	case begins == '{' || begins == '[' || begins == '"':
		return ContainerJSON
	case begins == '<' && !isHTML(text):
		return ContainerSVG
	case !bytes.HasPrefix(text, []byte("eyJ")) || bytes.IndexByte(text, '~') >= 0: // what a JWS begins with; with disclosures it is none
		if other := foreign(data); other != nil {
			return other.container
		}
	}
	if bytes.IndexByte(text, 0) >= 0 || !isASCII(text[:min(len(text), 16)]) || bytes.IndexByte(text, '.') < 0 {
		return ContainerUnknown
	}
	return ContainerJWS
}

// isHTML tells a page for people, which hosts send where there is nothing else.
func isHTML(text []byte) bool {
	for bytes.HasPrefix(text, []byte("<!--")) {
		_, after, _ := bytes.Cut(text, []byte("-->"))
		text = bytes.TrimLeft(after, " \t\r\n")
	}
	for _, begins := range [...]string{"<!doctype html", "<html", "<head", "<body", "<title", "<meta"} {
		if len(text) >= len(begins) && strings.EqualFold(string(text[:len(begins)]), begins) {
			return true
		}
	}
	return false
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// A Kind is what a document claims to be, by its types.
type Kind string

const (
	KindUnknown     Kind = "unknown"
	KindOB30        Kind = "ob30"        // an Open Badges 3.0 credential
	KindOB20        Kind = "ob20"        // an assertion of Open Badges 2.0, or of a version before
	KindEndorsement Kind = "endorsement" // an OB 3.0 endorsement
	KindStatusList  Kind = "statuslist"  // a bitstring status list
	KindCLR20       Kind = "clr20"       // a Comprehensive Learner Record 2.0
	KindVC          Kind = "vc"          // another verifiable credential

	// A presentation of credentials (VCDM 2.0 section 4.13), whatever else its types
	// say it is.
	KindPresentation Kind = "presentation"
)

// types gives each kind the type values of which one is enough, the more special kinds first.
var types = []struct {
	kind   Kind
	values []string
}{
	{KindPresentation, []string{typeVP}},
	{KindStatusList, []string{"BitstringStatusListCredential", "StatusList2021Credential"}},
	{KindEndorsement, []string{"EndorsementCredential"}},
	{KindCLR20, []string{"ClrCredential"}},
	{KindOB30, []string{"OpenBadgeCredential", "AchievementCredential"}},
	{KindVC, []string{"VerifiableCredential"}},
}

func kindOf(doc strictjson.Value) Kind {
	for _, t := range types {
		for _, value := range t.values {
			if hasType(doc, value) {
				return t.kind
			}
		}
	}
	if isAssertion(doc) {
		return KindOB20
	}
	return KindUnknown
}

func hasType(doc strictjson.Value, name string) bool {
	value := doc.Get("type")
	if value.Is(name) {
		return true
	}
	if value.Kind() != strictjson.Array {
		return false
	}
	for _, element := range value.Elements() {
		if element.Is(name) {
			return true
		}
	}
	return false
}
