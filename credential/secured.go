package credential

import (
	"bytes"
	"context"
	"errors"

	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/sd"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Secured is a document with its proof, byte for byte as produced or
// received. It is immutable and safe for concurrent use. That it exists says
// only that it could be read: nothing about it is authentic before package
// verify has said so.
type Secured struct {
	raw       []byte
	container Container
	token     *jose.Token      // nil unless a JWS
	tape      *strictjson.Tape // of the JSON document, or of the JWS payload
	doc       strictjson.Value // the credential or presentation: the root, or the "vc" or "vp" claim of VCDM 1.1
	claims    strictjson.Value // the JWT claims: the root of a JWS payload, else nothing
	kind      Kind
	version   int       // of VCDM: 1, 2, or 0 where @context does not say
	image     Container // the picture, PDF or archive it came in; "" without one
	remarks   []Problem // on that
	envelope  string    // the media type of the data: URL that the token came in; "" without an envelope
}

// The base contexts, by which the version of VCDM is told (VCDM 2.0 section 4.3).
const (
	contextV1 = "https://www.w3.org/2018/credentials/v1"
	contextV2 = "https://www.w3.org/ns/credentials/v2"
)

// Parse reads a secured document: a compact JWS (OB 3.0 section 8.2), to which
// one line feed may be attached, a JSON document, or such a JWS in an object of
// type EnvelopedVerifiableCredential or EnvelopedVerifiablePresentation (VCDM 2.0
// section 4.13). A token, or an envelope, whose media type is that of a credential
// holds no presentation, and the other way round. A JSON string, or an object whose one
// member is "jwt", in which some software hands a JWS on, is read for that. A PNG or SVG
// is read for the one of all these that is baked into it (OB 3.0 section 5.3), and so are
// a certificate (PDF) and an export package (ZIP) in the form in which package carrier
// makes them. The bytes are copied.
//
// A failed Parse returns nothing but a *Problem that says what and where, and of a file of
// another kind what it is and who can judge it. InputUnsupported is for what may be a
// credential that somebody else can judge, such as a mobile document in CBOR.
func Parse(data []byte) (*Secured, error) {
	container := Detect(data)
	switch container {
	case ContainerPNG, ContainerSVG:
		return parseImage(data, container)
	case ContainerPDF, ContainerZIP:
		return parseCarried(data, container)
	case ContainerJSON:
		return parseJSON(data)
	case ContainerJWS:
		return parseJWS(data)
	}
	if other := foreign(data); other != nil {
		return nil, NewProblem(other.code, "", nil, "%s", other.words)
	}
	if err := checkEncoding(data); err != nil {
		return nil, err
	}
	return parseJWS(data)
}

// checkEncoding names text in UTF-16 or UTF-32, which would otherwise be
// refused as a malformed JWS, to the bewilderment of whoever saved it so.
func checkEncoding(data []byte) error {
	head := data[:min(len(data), 4)]
	if bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) || bytes.IndexByte(head, 0) >= 0 {
		return NewProblem(InputEncoding, "", nil, "the text is in UTF-16 or UTF-32, or is no text; a badge is UTF-8")
	}
	return nil
}

func parseJSON(data []byte) (*Secured, error) {
	if len(data) > limits.Document {
		return nil, NewProblem(InputTooLarge, "", nil, "a badge has at most %d bytes; this has %d", limits.Document, len(data))
	}
	s := &Secured{raw: bytes.Clone(data), container: ContainerJSON}
	tape, err := strictjson.Parse(s.raw, strictjson.Limits{})
	if err != nil {
		return nil, problem(err, JSONSyntax)
	}
	tape.Share() // s.raw is our own
	root := tape.Root()
	if token := wrapped(root); token.Exists() {
		s.raw, s.container = []byte(token.Text()), ContainerJWS
		return s.readToken(s.raw)
	}
	if root.Kind() != strictjson.Object {
		return nil, NewProblem(JSONSyntax, "", nil, "a badge is a JSON object; this is another value")
	}
	if root.Get("ciphertext").Exists() || root.Get("payload").Exists() && (root.Get("signature").Exists() || root.Get("signatures").Exists()) {
		return nil, NewProblem(JWSFormat, "", nil, "this is a JWS or JWE in its JSON form; badges use the compact form only (OB 3.0 section 8.2); %s can judge it", toolEurope)
	}
	if e := envelopingOf(root); e != nil {
		compact, mediaType, err := e.open(root)
		if err != nil {
			return nil, err
		}
		s.envelope = mediaType
		if _, err := s.readToken([]byte(compact)); err != nil {
			return nil, err
		}
		if err := e.holds(s); err != nil {
			return nil, err
		}
		return s, nil
	}
	s.tape, s.doc = tape, root
	s.classify()
	return s, nil
}

// wrapped is the token in what is JSON for no other reason than that somebody's API
// speaks JSON: a string, or an object whose one member is "jwt". Nothing signs the
// wrapping, so there is room for nothing else in it.
func wrapped(root strictjson.Value) strictjson.Value {
	if root.Kind() == strictjson.String {
		return root
	}
	if token := root.Get("jwt"); root.Len() == 1 && token.Kind() == strictjson.String {
		return token
	}
	return strictjson.Value{}
}

func parseJWS(data []byte) (*Secured, error) {
	if len(data) > limits.JWS+1 {
		return nil, NewProblem(InputTooLarge, "", nil, "a signed badge has at most %d bytes; this has %d", limits.JWS, len(data))
	}
	s := &Secured{raw: bytes.Clone(data), container: ContainerJWS}
	compact := s.raw
	if n := len(compact); n > 0 && compact[n-1] == '\n' { // as every text editor leaves it
		compact = compact[:n-1]
	}
	return s.readToken(compact)
}

// readToken reads a compact JWS as the document of s.
func (s *Secured) readToken(compact []byte) (*Secured, error) {
	token, err := jose.Parse(compact)
	if err != nil {
		p := problem(err, JWSFormat)
		p.Pointer = "" // of a fault in the header, which is no part of the document
		return nil, p
	}
	tape, err := strictjson.Parse(token.Payload, strictjson.Limits{})
	if err != nil {
		return nil, problem(err, JSONSyntax)
	}
	tape.Share() // s.raw is our own
	root := tape.Root()
	if root.Kind() != strictjson.Object {
		return nil, NewProblem(JSONSyntax, "", nil, "the signed content must be a JSON object; it is another value")
	}
	s.token, s.tape, s.doc, s.claims = token, tape, root, root
	for _, claim := range [...]string{"vp", "vc"} { // with both, the form is told to be wrong
		if inner := root.Get(claim); inner.Kind() == strictjson.Object {
			s.doc = inner
		}
	}
	s.classify()
	if err := s.checkTyped(); err != nil {
		return nil, err
	}
	return s, nil
}

// checkTyped keeps a token of one kind from being read as one of another (RFC 8725
// section 3.11): a holder signs presentations of any content for whoever asks, and
// an issuer's credential is no answer to a challenge.
func (s *Secured) checkTyped() error {
	isVP := s.kind == KindPresentation
	switch {
	case s.token.Header.Of(isVP):
		return nil
	case isVP:
		return NewProblem(SchemaInvalid, pointer(s.doc, "type"), nil, "by its types this is a presentation; by its header the token is a credential (typ %q, cty %q)",
			limits.Abridge(s.token.Header.Type), limits.Abridge(s.token.Header.ContentType))
	}
	return NewProblem(JWSHeaderForbidden, "", nil, "by its header the token is a presentation (typ %q, cty %q); by its types the content is none",
		limits.Abridge(s.token.Header.Type), limits.Abridge(s.token.Header.ContentType))
}

func (s *Secured) classify() {
	s.kind = kindOf(s.doc)
	switch first := firstContext(s.doc); {
	case first.Is(contextV2):
		s.version = 2
	case first.Is(contextV1):
		s.version = 1
	}
}

func firstContext(doc strictjson.Value) strictjson.Value {
	context := doc.Get("@context")
	if context.Kind() != strictjson.Array {
		return context
	}
	for _, element := range context.Elements() {
		return element
	}
	return strictjson.Value{}
}

// Bytes returns a copy of the document as it was produced or received. Of one that came
// in a picture it is the text that was baked, without white space around it; the
// picture is the caller's.
func (s *Secured) Bytes() []byte { return bytes.Clone(s.raw) }

// Container says in which outer form the document came: in which kind of picture, if
// in one.
func (s *Secured) Container() Container {
	if s.image != "" {
		return s.image
	}
	return s.container
}

// Kind says what the document claims to be, by its types.
func (s *Secured) Kind() Kind { return s.kind }

// MediaType returns the media type that fits the document: application/vc for
// JSON, an envelope included; for a JWS application/vc+jwt if its header says so, else application/jwt.
// Of a presentation it is application/vp and application/vp+jwt.
// (OB 3.0 serves a JWS as text/plain.)
func (s *Secured) MediaType() string {
	media := "application/vc"
	if s.kind == KindPresentation {
		media = "application/vp"
	}
	switch {
	case s.container == ContainerJSON:
		return media
	case s.joseForm():
		return media + "+jwt"
	}
	return "application/jwt"
}

// Document returns a copy of the bytes that the proof secures: the JSON
// document, or the payload of the JWS, claims included. The pointers of
// Problems point into it.
func (s *Secured) Document() []byte { return bytes.Clone(s.tape.Bytes()) }

// ID returns the credential's own id, as claimed, or "" if it has none.
func (s *Secured) ID() string {
	if id := s.doc.Get("id"); id.Exists() {
		return id.Text()
	}
	return s.fromClaim("jti")
}

// IssuerID returns the id of the issuer that the document claims: the string
// "issuer", its "id", or, where VCDM 1.1 leaves it to the claims, "iss". A
// presentation has a holder and no issuer.
func (s *Secured) IssuerID() string {
	if s.kind == KindPresentation {
		return ""
	}
	issuer := s.doc.Get("issuer")
	switch issuer.Kind() {
	case strictjson.String:
		return issuer.Text()
	case strictjson.Object:
		return issuer.Get("id").Text()
	case strictjson.Invalid:
		return s.fromClaim("iss")
	}
	return ""
}

// fromClaim returns a registered claim that may stand for an absent member of
// the credential: only in the "vc" form, whose section 6.3.1 of VCDM 1.1 moves
// members into claims.
func (s *Secured) fromClaim(name string) string {
	if !s.inClaim() {
		return ""
	}
	return s.claims.Get(name).Text()
}

// inClaim reports whether the credential stands in the "vc" claim.
func (s *Secured) inClaim() bool { return s.claims.Exists() && s.doc != s.claims }

// joseForm reports whether the JWS says that it follows VC-JOSE-COSE rather
// than OB 3.0 section 8.2: there the claims are optional, and exp limits the
// signature, not the badge.
func (s *Secured) joseForm() bool {
	if s.token == nil {
		return false
	}
	switch jose.NormalType(s.token.Header.Type) {
	case "vc+jwt", "vc+ld+jwt", "vc+ld+json+jwt", "vc+sd-jwt", "vp+jwt", "vp+ld+jwt", "vp+ld+json+jwt":
		return true
	}
	return false
}

// CheckProof reports whether p, judged with the key of m, secures the document, as
// Checker.CheckProof does. An embedded proof is judged under the contexts of cs; nil
// means StandardContexts. Who judges several proofs of one document uses a Checker.
func (s *Secured) CheckProof(ctx context.Context, p Proof, m Method, cs *Contexts) (Transform, error) {
	return s.Checker(cs).CheckProof(ctx, p, m)
}

func signatureProblem(err error, at string) *Problem {
	if errors.Is(err, jose.ErrSignature) || errors.Is(err, sd.ErrSignature) {
		return NewProblem(ProofSigInvalid, at, err, "the signature does not fit these bytes: something was changed after signing, or another key signed")
	}
	return problem(err, ProofSigInvalid)
}
