package credential

import (
	"strings"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// An enveloping is one type of object that carries a secured document in the data:
// URL of its id (VCDM 2.0 section 4.13).
type enveloping struct {
	typ, what string
	isVP      bool

	// media are the media types of the data: URL under which a compact JWS is read;
	// false marks those that VC-JOSE-COSE has given up. other are those of securing
	// mechanisms that cannot be judged here.
	usual string
	media map[string]bool
	other []string
}

const typeEnveloped = "EnvelopedVerifiableCredential"

var envelopings = [...]enveloping{
	{
		typ: typeEnveloped, what: "credential", usual: "application/vc+jwt",
		media: map[string]bool{
			"application/vc+jwt":         true,
			"application/vc-ld+jwt":      false,
			"application/vc+ld+jwt":      false,
			"application/vc+ld+json+jwt": false,
			"application/jwt":            false,
		},
		other: []string{"application/vc+sd-jwt", "application/vc+cose", "application/vc-ld+sd-jwt", "application/vc-ld+cose"},
	},
	{
		typ: "EnvelopedVerifiablePresentation", what: "presentation", isVP: true, usual: "application/vp+jwt",
		media: map[string]bool{
			"application/vp+jwt":         true,
			"application/vp-ld+jwt":      false,
			"application/vp+ld+jwt":      false,
			"application/vp+ld+json+jwt": false,
			"application/jwt":            false,
		},
		other: []string{"application/vp+sd-jwt", "application/vp+cose", "application/vp-ld+sd-jwt", "application/vp-ld+cose"},
	},
}

// envelopingOf is how the document is an envelope, nil if it is none.
func envelopingOf(doc strictjson.Value) *enveloping {
	for i := range envelopings {
		if hasType(doc, envelopings[i].typ) {
			return &envelopings[i]
		}
	}
	return nil
}

// open returns the compact JWS in an envelope, and its media type.
//
// Nothing signs the envelope. So it may say nothing but what makes it one: a
// member or a type beside that would be read by some, and vouched for by nobody.
func (e *enveloping) open(envelope strictjson.Value) (compact, mediaType string, err error) {
	for name, member := range envelope.Members() {
		switch name {
		case "@context", "id", "type":
		default:
			return "", "", NewProblem(SchemaInvalid, member.Pointer(), nil, "an envelope has @context, id and type only, because nothing signs it; found %q", limits.Abridge(name))
		}
	}
	if t := envelope.Get("type"); t.Kind() == strictjson.Array && t.Len() != 1 {
		return "", "", NewProblem(SchemaInvalid, t.Pointer(), nil, "the type of an envelope is %s and no other (VCDM 2.0 section 4.13), because nothing signs it", e.typ)
	}
	if first := firstContext(envelope); !first.Is(contextV2) {
		return "", "", NewProblem(ContextOrder, pointer(envelope, "@context"), nil, "the first context of an envelope must be %s", contextV2)
	}
	id := envelope.Get("id")
	scheme, data, found := strings.Cut(id.Text(), ":")
	found = found && lower(scheme) == "data" // RFC 3986 section 3.1
	mediaType, compact, comma := strings.Cut(data, ",")
	mediaType = lower(mediaType) // RFC 2045 section 5.1
	if !found || !comma {
		return "", "", NewProblem(JWSFormat, pointer(envelope, "id"), nil, "the id of an envelope is a data: URL that holds the signed %s", e.what)
	}
	for _, other := range e.other {
		if mediaType == other {
			tool := toolCOSE
			if strings.HasSuffix(mediaType, "sd-jwt") {
				tool = toolSDJWT
			}
			return "", "", NewProblem(InputUnsupported, id.Pointer(), nil, "the envelope holds a %s as %s, which is not judged here; %s can judge it", e.what, mediaType, tool)
		}
	}
	if _, ok := e.media[mediaType]; !ok {
		return "", "", NewProblem(JWSFormat, id.Pointer(), nil,
			"the data: URL of an envelope begins with data:%s, and holds the token as it is; found the media type %q", e.usual, limits.Abridge(mediaType))
	}
	return compact, mediaType, nil
}

// lower is text with small letters for the capitals of ASCII, and no others: what only
// some readers fold is another media type.
func lower(text string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}

// holds reports whether what came out of an envelope is what its type says.
func (e *enveloping) holds(s *Secured) error {
	if e.isVP == (s.kind == KindPresentation) {
		return nil
	}
	return NewProblem(SchemaInvalid, pointer(s.doc, "type"), nil, "the type of the envelope is %s; by its types the content is no %s", e.typ, e.what)
}

// checkEnvelope remarks on a media type of former drafts.
func (s *Secured) checkEnvelope() []Problem {
	e := &envelopings[0]
	if s.kind == KindPresentation {
		e = &envelopings[1]
	}
	if s.envelope == "" || e.media[s.envelope] {
		return nil
	}
	return []Problem{{Code: JWSFormat, Severity: Deviation,
		Message: "the envelope holds the token as " + s.envelope + "; VC-JOSE-COSE writes " + e.usual}}
}
