package credential

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

// The tools that judge what this library does not. They are named by what they read, and
// by who keeps the standard where a tool of theirs is the one to ask.
const (
	toolOB2    = "a validator for Open Badges 2.0, such as that of 1EdTech, who publish the standard,"
	toolOB1    = "a validator for Open Badges 2.0 that also reads version 1, such as that of 1EdTech, who publish the standard,"
	toolCLR1   = "a validator for CLR 1.0, such as that of 1EdTech, who publish the standard,"
	toolChain  = "a verifier of Blockcerts, which asks the blockchain,"
	toolSDJWT  = "a wallet, or the verifier that a wallet shows it to, which reads SD-JWT,"
	toolMdoc   = "a wallet, or a reader of mobile documents (ISO/IEC 18013-5),"
	toolCOSE   = "a verifier of credentials that are secured with COSE"
	toolKept   = "whoever names the verifier that made it (the command verify, with -trusted-receipt)"
	toolEurope = "if it is a European digital credential, which comes so, the viewer of Europass"
)

// An outer is a kind of file that is none of those in which a badge travels.
type outer struct {
	container Container
	code      Code
	words     string
}

// foreign says what data is if no badge is read from such a file, nil if it is nothing
// that is known. InputUnsupported is for what may well be a credential, or hold one: it
// is not said to be bad, and somebody else can say.
func foreign(data []byte) *outer {
	for _, p := range [...]struct {
		begins string
		outer
	}{
		{"\x89PNG", outer{ContainerPicture, BakedFormat, "this begins as a PNG does and is none: it was cut off, or changed on its way, as by a transfer as text"}},
		{"GIF8", outer{ContainerPicture, BakedFormat, "this is a GIF; a badge is in a PNG or an SVG"}},
		{"\xff\xd8\xff", outer{ContainerPicture, BakedFormat, "this is a JPEG; a badge is in a PNG or an SVG, and is lost when one is made into a JPEG"}},
		{"II*\x00", outer{ContainerPicture, BakedFormat, "this is a TIFF; a badge is in a PNG or an SVG"}},
		{"MM\x00*", outer{ContainerPicture, BakedFormat, "this is a TIFF; a badge is in a PNG or an SVG"}},
		{"RIFF", outer{ContainerPicture, BakedFormat, "this is a WebP or another file of that family; a badge is in a PNG or an SVG"}},
		{"\x1f\x8b", outer{ContainerUnknown, InputUnsupported, "this is compressed with gzip, and nothing is inflated here; unpack it first"}},
		{"-----BEGIN ", outer{ContainerUnknown, JWSFormat, "this is a key or a certificate (PEM) and no badge; a private key is nobody's but its owner's"}},
	} {
		if bytes.HasPrefix(data, []byte(p.begins)) {
			return &p.outer
		}
	}
	switch {
	case len(data) >= 12 && string(data[4:8]) == "ftyp" && isHEIF(string(data[8:12])):
		return &outer{ContainerPicture, BakedFormat, "this is a HEIC or AVIF, as cameras make it; a badge is in a PNG or an SVG, and is lost when one is made into another picture"}
	case len(data) >= 14 && string(data[:2]) == "BM" && string(data[6:10]) == "\x00\x00\x00\x00":
		return &outer{ContainerPicture, BakedFormat, "this is a BMP; a badge is in a PNG or an SVG"}
	case isCBOR(data):
		return &outer{ContainerCBOR, InputUnsupported, inCBOR(data)}
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(data, []byte(byteOrderMark)), " \t\r\n")
	if isHTML(text) {
		return &outer{ContainerHTML, JWSFormat, "this is a web page (HTML) and no badge; the badge may be a file that it leads to"}
	}
	return foreignText(bytes.TrimRight(text, " \t\r\n"))
}

// foreignText is foreign for a line of text.
func foreignText(text []byte) *outer {
	refused := func(words string) *outer { return &outer{ContainerUnknown, JWSFormat, words} }
	if len(text) == 0 {
		return refused("there is nothing in it")
	}
	if isSDJWT(text) {
		return &outer{ContainerSDJWT, JWSFormat, "this is an SD-JWT, whose disclosures behind a ~ are not read here; " + toolSDJWT + " can judge it"}
	}
	if scheme, _, found := strings.Cut(string(text[:min(len(text), 40)]), ":"); found {
		switch strings.ToLower(scheme) {
		case "http", "https":
			if !bytes.ContainsAny(text, " \t\r\n") {
				return refused("this is a link and no badge; save what it leads to, and give that")
			}
		case "openid-credential-offer", "haip", "openid4vp", "dccrequest":
			return refused("this is an offer or a request for a wallet, and no badge; a wallet can open it")
		}
	}
	if raw, err := base64.RawURLEncoding.DecodeString(string(text[:min(len(text), 2048)/4*4])); err == nil && isCBOR(raw) {
		return &outer{ContainerCBOR, InputUnsupported, inCBOR(raw)}
	}
	if bytes.ContainsAny(text, " \t\r\n") && isText(text) && !bytes.HasPrefix(text, []byte("Bearer ")) {
		return refused("this is some text and no badge; a badge is a picture (PNG or SVG), a JSON document, or one line of three parts with dots between them")
	}
	return nil
}

// isText tells what people write from what begins as a file of another kind does.
func isText(text []byte) bool {
	head := text[:min(len(text), 64)]
	return bytes.IndexByte(head, 0) < 0 && !bytes.HasPrefix(head, []byte("eyJ")) && bytes.IndexByte([]byte("<{[\""), head[0]) < 0 && utf8.Valid(text)
}

const byteOrderMark = "\xef\xbb\xbf"

// isSDJWT tells a token with disclosures behind it.
func isSDJWT(text []byte) bool {
	token, _, found := bytes.Cut(text, []byte("~"))
	return found && bytes.Count(token, []byte(".")) == 2 && !bytes.ContainsFunc(token, func(r rune) bool {
		return !('a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '_' || r == '.')
	})
}

// isHEIF reports whether a brand of the ISO base media format is that of a picture.
func isHEIF(brand string) bool {
	switch brand {
	case "heic", "heix", "hevc", "heim", "heis", "mif1", "msf1", "avif", "avis":
		return true
	}
	return false
}

// isCBOR tells the beginnings of credentials in CBOR (RFC 8949): a map whose first key is
// a text, a signature (COSE_Sign1, RFC 9052, tagged or not), or the tag that says CBOR.
// No text begins so, for it would not be UTF-8.
func isCBOR(data []byte) bool {
	if len(data) < 4 {
		return false
	}
	switch first, second := data[0], data[1]; {
	case first > 0xa0 && first <= 0xb7 || first == 0xbf:
		key := data[2:min(len(data), 2+int(second&0x1f))]
		return second > 0x60 && second < 0x78 && isASCII(key) && bytes.IndexByte(key, 0) < 0
	case first == 0xd2:
		return second == 0x84
	case first == 0x84:
		return second >= 0x41 && second <= 0x58
	}
	return bytes.HasPrefix(data, []byte("\xd9\xd9\xf7")) || bytes.HasPrefix(data, []byte("\xd8\x18\x58")) || bytes.HasPrefix(data, []byte("\xd8\x18\x59"))
}

// inCBOR tells a mobile document from another thing in CBOR by the names that
// ISO/IEC 18013-5 gives its members.
func inCBOR(data []byte) string {
	head := data[:min(len(data), 4096)]
	for _, name := range [...]string{"docType", "nameSpaces", "issuerAuth", "issuerSigned"} {
		if bytes.Contains(head, []byte(name)) {
			return "this is a mobile document (mdoc), in CBOR, which is not read here; " + toolMdoc + " can judge it"
		}
	}
	return "this is CBOR, which is not read here; if it is a credential, " + toolCOSE + " can judge it"
}

// Described says in words what the document is by its types, contexts and members, such
// as "an assertion of Open Badges 2.0, hosted", and who else can judge it where this
// library does not: elsewhere is "" where it does, or where nobody could. Nothing vouches
// for either.
func (s *Secured) Described() (what, elsewhere string) {
	switch s.kind {
	case KindOB30:
		return "a badge of Open Badges 3.0", ""
	case KindEndorsement:
		return "an endorsement of Open Badges 3.0", ""
	case KindStatusList:
		return "a status list", ""
	case KindCLR20:
		return "a Comprehensive Learner Record (CLR 2.0)", ""
	case KindVC:
		return "a verifiable credential of another kind", ""
	case KindPresentation:
		return "a presentation of credentials", ""
	case KindOB20:
		if s.version == 0 {
			return s.describeAssertion()
		}
		return "a document that has the contexts of a credential and the type of an assertion of Open Badges 2.0", ""
	}
	doc := s.doc
	ob2 := namesContext(doc, "w3id.org/openbadges/")
	switch {
	case s.version != 0:
		return "a document with the contexts of a credential, and the types of none", ""
	case namesContext(doc, "/spec/clr/v1p0/"):
		return "a Comprehensive Learner Record of CLR 1.0", toolCLR1
	case ob2 && hasType(doc, "BadgeClass"):
		return "a badge class of Open Badges 2.0 and no award", toolOB2
	case ob2 && hasType(doc, "Endorsement"):
		return "an endorsement of Open Badges 2.0", toolOB2
	case ob2:
		return "a document of Open Badges 2.0 or 1", toolOB2
	case hasType(doc, "Achievement"):
		return "an achievement and no award", ""
	case hasType(doc, "Profile"):
		return "the profile of somebody", ""
	case hasType(doc, "1EdTechRevocationList"):
		return "a list of revoked credentials", ""
	case hasType(doc, "OpenBadgesEvidenceBundle"):
		return "a bundle of evidence, in which a badge is kept as it was verified once", toolKept
	case doc.Get("keys").Kind() == strictjson.Array:
		return "a set of keys (JWK set)", ""
	case doc.Get("verificationMethod").Exists():
		return "a document with the keys of somebody (controller document)", ""
	}
	for _, name := range [...]string{"verifiableCredential", "credential", "credentials", "verifiablePresentation", "badge"} {
		if doc.Get(name).Exists() && !doc.Get("@context").Exists() {
			return "a message, whose member " + name + " may be a credential: give that alone", ""
		}
	}
	return "a document of no kind that is known here", ""
}

// isAssertion tells the assertions of Open Badges 2.0 and before: they name their type
// since 1.1, and have been told by their members before.
func isAssertion(doc strictjson.Value) bool {
	if hasType(doc, "Assertion") {
		return true
	}
	return doc.Get("badge").Exists() && doc.Get("recipient").Exists() && !doc.Get("type").Exists()
}

func (s *Secured) describeAssertion() (what, elsewhere string) {
	doc, version, tool := s.doc, "2.0", toolOB2
	switch {
	case namesContext(doc, "w3id.org/blockcerts/"):
		return "a Blockcerts certificate, which is anchored in a blockchain", toolChain
	case namesContext(doc, "w3id.org/openbadges/v1"), !doc.Get("@context").Exists(), doc.Get("verify").Exists():
		version, tool = "1", toolOB1
	}
	how := "hosted"
	verification := doc.Get("verification")
	if !verification.Exists() {
		verification = doc.Get("verify")
	}
	if s.token != nil || hasType(verification, "SignedBadge") || hasType(verification, "signed") {
		how = "signed"
	}
	return "an assertion of Open Badges " + version + ", " + how, tool
}

// namesContext reports whether a context of the document is a URL with part in it.
func namesContext(doc strictjson.Value, part string) bool {
	names := func(v strictjson.Value) bool {
		return v.Kind() == strictjson.String && strings.Contains(v.Text(), part)
	}
	context := doc.Get("@context")
	if context.Kind() != strictjson.Array {
		return names(context)
	}
	for _, element := range context.Elements() {
		if names(element) {
			return true
		}
	}
	return false
}
