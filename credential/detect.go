package credential

import (
	"bytes"

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
	text := bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // Parse refuses a byte order mark, and says so
	text = bytes.TrimLeft(text, " \t\r\n")
	if len(text) == 0 {
		return ContainerUnknown
	}
	switch c := text[0]; {
	case c == '{' || c == '[' || c == '"':
		return ContainerJSON
	case c == '<' && !isHTML(text):
		return ContainerSVG
	case bytes.IndexByte(text, 0) >= 0 || !isASCII(text[:min(len(text), 16)]):
		return ContainerUnknown
	case bytes.IndexByte(text, '.') >= 0:
		return ContainerJWS
	}
	return ContainerUnknown
}

// isHTML tells a page for people, which hosts send where there is nothing else.
func isHTML(text []byte) bool {
	text = text[:min(len(text), 16)]
	return len(text) >= 14 && bytes.EqualFold(text[:14], []byte("<!doctype html")) || len(text) >= 5 && bytes.EqualFold(text[:5], []byte("<html"))
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
	KindOB20        Kind = "ob20"        // an Open Badges 2.0 assertion
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
	{KindOB20, []string{"Assertion"}},
}

func kindOf(doc strictjson.Value) Kind {
	for _, t := range types {
		for _, value := range t.values {
			if hasType(doc, value) {
				return t.kind
			}
		}
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
