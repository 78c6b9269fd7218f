package credential

import (
	"strings"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// typeEnveloped is the type of an object that carries a secured credential in the
// data: URL of its id (VCDM 2.0 section 4.13).
const typeEnveloped = "EnvelopedVerifiableCredential"

// enveloping are the media types of the data: URL under which a compact JWS is
// read; false marks those that VC-JOSE-COSE has given up.
var enveloping = map[string]bool{
	"application/vc+jwt":         true,
	"application/vc-ld+jwt":      false,
	"application/vc+ld+jwt":      false,
	"application/vc+ld+json+jwt": false,
	"application/jwt":            false,
}

// otherEnveloping are media types of securing mechanisms that cannot be judged here.
var otherEnveloping = map[string]bool{
	"application/vc+sd-jwt": true, "application/vc+cose": true, "application/vc-ld+sd-jwt": true, "application/vc-ld+cose": true,
}

// openEnvelope returns the compact JWS in an envelope, and its media type.
//
// Nothing signs the envelope. So it may say nothing but what makes it one: a
// member or a type beside that would be read by some, and vouched for by nobody.
func openEnvelope(envelope strictjson.Value) (compact, mediaType string, err error) {
	for name, member := range envelope.Members() {
		switch name {
		case "@context", "id", "type":
		default:
			return "", "", NewProblem(SchemaInvalid, member.Pointer(), nil, "an envelope has @context, id and type only, because nothing signs it; found %q", limits.Abridge(name))
		}
	}
	if t := envelope.Get("type"); t.Kind() == strictjson.Array && t.Len() != 1 {
		return "", "", NewProblem(SchemaInvalid, t.Pointer(), nil, "the type of an envelope is %s alone, because nothing signs it", typeEnveloped)
	}
	if first := firstContext(envelope); !first.Is(contextV2) {
		return "", "", NewProblem(ContextOrder, pointer(envelope, "@context"), nil, "the first context of an envelope must be %s", contextV2)
	}
	id := envelope.Get("id")
	data, found := strings.CutPrefix(id.Text(), "data:")
	mediaType, compact, comma := strings.Cut(data, ",")
	if !found || !comma {
		return "", "", NewProblem(JWSFormat, pointer(envelope, "id"), nil, "the id of an envelope is a data: URL that holds the signed credential")
	}
	if otherEnveloping[mediaType] {
		return "", "", NewProblem(InputUnsupported, id.Pointer(), nil, "the envelope holds a credential as %s, which cannot be judged here", mediaType)
	}
	if _, ok := enveloping[mediaType]; !ok {
		return "", "", NewProblem(JWSFormat, id.Pointer(), nil,
			"the data: URL of an envelope begins with data:application/vc+jwt, and holds the token as it is; found the media type %q", limits.Abridge(mediaType))
	}
	return compact, mediaType, nil
}

// checkEnvelope remarks on a media type of former drafts.
func (s *Secured) checkEnvelope() []Problem {
	if s.envelope == "" || enveloping[s.envelope] {
		return nil
	}
	return []Problem{{Code: JWSFormat, Severity: Deviation,
		Message: "the envelope holds the token as " + s.envelope + "; VC-JOSE-COSE writes application/vc+jwt"}}
}
