package credential

import "strings"

// A Code names one reason why a document was refused, doubted or remarked on.
// It is an error, so that errors.Is(err, TimeExpired) tells reasons apart
// without reading sentences. Codes are stable: their spelling is part of the
// API and of the test corpus; their sentences are not.
type Code string

// Sentence returns the code's plain sentence in the language of that tag (BCP 47), by its
// first subtag: in Spanish for "es", "es-MX" and so on, in English for all others. A
// Problem's Message says more, and in English alone.
func (c Code) Sentence(language string) string {
	primary, _, _ := strings.Cut(language, "-")
	if text := spanish[c]; text != "" && strings.EqualFold(primary, "es") {
		return text
	}
	return c.Error()
}

// Error returns the code's plain sentence, in English.
func (c Code) Error() string {
	if e, ok := catalogue[c]; ok {
		return e.sentence
	}
	return string(c)
}

// Type returns the problem type URL that VCDM 2.0, Data Integrity 1.0 or
// Controlled Identifiers 1.0 define for this kind of problem, or "" where none
// of them has one.
func (c Code) Type() string { return catalogue[c].problemType }

// Retry reports whether the same question may get another answer a little later,
// though nobody changes anything: what stood in its way passes by itself. It does for
//
//   - INPUT_UNREADABLE and INTERRUPTED, for the reading or the verification broke off;
//   - RESOLVE_TIMEOUT and RESOLVE_FAILED, for hosts come back; STALE_KEYS, a note;
//   - STATUS_UNAVAILABLE and STATUS_LIST_EXPIRED, for lists are published anew, one that
//     is not there at all (404) included;
//   - TRUST_UNAVAILABLE, for so do registries; ISSUE_SIGNER, for so do signers.
//
// It does not for RESOLVE_HTTP as such, but for a status that says so; for
// RESOLVE_TLS, RESOLVE_TOO_LARGE and RESOLVE_OFFLINE, where somebody has to mend
// something first; nor for whatever speaks against a badge: what is revoked stays so,
// and what is not valid yet, or suspended, is a matter of the calendar or the issuer.
// Problem.Retry knows more than the Code alone.
func (c Code) Retry() bool {
	switch c {
	case InputUnreadable, Interrupted, ResolveTimeout, ResolveFailed, StaleKeys,
		StatusUnavailable, StatusListExpired, TrustUnavailable, IssueSigner:
		return true
	}
	return false
}

// Codes returns every Code of the catalogue, in no particular order.
func Codes() []Code {
	codes := make([]Code, 0, len(catalogue))
	for c := range catalogue {
		codes = append(codes, c)
	}
	return codes
}

// What is wrong with the bytes.
const (
	// The document, its token, or a part of it is larger than is read.
	InputTooLarge Code = "INPUT_TOO_LARGE"

	// The text is not UTF-8, or begins with a byte order mark (RFC 8259 section 8.1).
	InputEncoding Code = "INPUT_ENCODING"

	// The bytes are of a kind that is not read here, such as an SD-JWT. Undetermined.
	InputUnsupported Code = "INPUT_UNSUPPORTED"

	// The io.Reader failed before the end of the document. Undetermined; the cause is
	// its error.
	InputUnreadable Code = "INPUT_UNREADABLE"

	// The text is not JSON (RFC 8259), or not the one object that a document has to be.
	JSONSyntax Code = "JSON_SYNTAX"

	// A name occurs twice in one object, escapes undone (I-JSON, RFC 7493 section 2.3).
	JSONDuplicateKey Code = "JSON_DUPLICATE_KEY"

	// Objects and arrays stand inside one another more often than is read.
	JSONDepth Code = "JSON_DEPTH"

	// A number has more digits than a float64 keeps (RFC 7493 section 2.2), or is one
	// that the canonical forms write in several ways.
	JSONNumber Code = "JSON_NUMBER"
)

// What is wrong with a picture that a badge is in, or is to go into (OB 3.0 section 5.3),
// or with a PDF certificate or export package.
const (
	// The file is no PNG or SVG, or is broken, or the place of the badge in it is; or
	// what a certificate or package has in the place of the badge is none. A deviation for
	// bytes behind the end of a PNG, which are no part of it, and for a package of which a
	// file is missing or is not the one that was packed.
	BakedFormat Code = "BAKED_FORMAT"

	// A checksum in the PNG, or in the package, is not that of what it belongs to.
	BakedCRC Code = "BAKED_CRC"

	// The badge is compressed, which OB 3.0 forbids; it is not inflated.
	BakedCompressed Code = "BAKED_COMPRESSED"

	// No badge of Open Badges 3.0 is in the picture, nor one of an earlier version; or none
	// is in the PDF or package.
	BakedNone Code = "BAKED_NONE"

	// The picture holds an assertion of Open Badges 2.0 or 1, which is judged by other
	// rules and never fetched. A deviation where it holds a badge of OB 3.0 in the place
	// of an earlier version.
	BakedLegacy Code = "BAKED_LEGACY"

	// Several badges are in the picture, of which two readers could take two; or one is
	// in a picture into which another is to go; or the files of a package hold badges that
	// are not the same in every byte.
	BakedDuplicate Code = "BAKED_DUPLICATE"

	// The SVG has a document type declaration, by which it could be made of other
	// documents.
	BakedXMLDTD Code = "BAKED_XML_DTD"

	// The SVG is not in UTF-8, or says so.
	BakedEncoding Code = "BAKED_ENCODING"

	// The art can run or load something: a script, an event, an animation, a link, another
	// document inside it. Only those who bake are told.
	SVGActive Code = "SVG_ACTIVE"

	// The art refers to something outside it, which whoever shows it would load. Only
	// those who bake are told.
	SVGExternal Code = "SVG_EXTERNAL"
)

// What is wrong with the JWS and its claims.
const (
	// The token is no compact JWS in strict base64url (RFC 7515 section 7.1; OB 3.0
	// section 8.2).
	JWSFormat Code = "JWS_FORMAT"

	// The header's "alg" is none, symmetric, or not one of those that secure a badge.
	JWSAlgForbidden Code = "JWS_ALG_FORBIDDEN"

	// The header has "crit", which demands extensions that badges do not have (RFC 7515
	// section 4.1.11).
	JWSCrit Code = "JWS_CRIT"

	// The header holds what OB 3.0 section 8.2.3 does not allow: a violation where it
	// could do harm, such as "b64", "jku" or two keys; a deviation where it could not.
	JWSHeaderForbidden Code = "JWS_HEADER_FORBIDDEN"

	// A registered claim says otherwise than the member it repeats (OB 3.0 section
	// 8.2.4); a deviation where a claim is only absent.
	JWTClaimMismatch Code = "JWT_CLAIM_MISMATCH"
)

// What is wrong with the key, or with the way to it.
const (
	// The key is not one of the issuer that the badge names: somebody signed in
	// another's name (Controlled Identifiers 1.0 section 3.3).
	KeyControllerMismatch Code = "KEY_CONTROLLER_MISMATCH"

	// The key's encoding, or the verification method around it, is broken.
	KeyMalformed Code = "KEY_MALFORMED"

	// The controller publishes no key of the name that the proof gives, or the proof
	// names none.
	KeyNotFound Code = "KEY_NOT_FOUND"

	// A JWK that is public holds private members, so that anyone can sign with it.
	KeyPrivateExposed Code = "KEY_PRIVATE_EXPOSED"

	// The controller publishes the key for another purpose than assertionMethod
	// (Controlled Identifiers 1.0 section 2.3).
	KeyRelationship Code = "KEY_RELATIONSHIP"

	// The key was revoked, or its use has expired, at the time of the verification,
	// whenever the badge says that it was signed.
	KeyRevoked Code = "KEY_REVOKED"

	// The issuer has replaced the key, and the caller's records still vouch for it; that
	// the badge was made in its time is said by nobody but the badge. A note.
	KeyRetired Code = "KEY_RETIRED"

	// The key is of another kind, or published for another algorithm, than the
	// signature's.
	KeyTypeMismatch Code = "KEY_TYPE_MISMATCH"

	// The key is too short or degenerate: RSA below 2048 bits, a point of small order. A
	// note for an RSA exponent below 65537.
	KeyWeak Code = "KEY_WEAK"

	// A decentralized identifier, or the URL of its key, is malformed (DID 1.0 section
	// 3).
	DIDSyntax Code = "DID_SYNTAX"

	// No Resolver is configured for the DID method. Undetermined.
	DIDMethodUnsupported Code = "DID_METHOD_UNSUPPORTED"

	// What is named is never asked: it is neither a DID URL nor an https URL, or its host
	// is an address, of an internal network, or another service than https.
	ResolveForbiddenTarget Code = "RESOLVE_FORBIDDEN_TARGET"

	// The key would have to be fetched and no Resolver does; name the key in
	// verify.Config.Methods. Undetermined.
	ResolveOffline Code = "RESOLVE_OFFLINE"

	// A Resolver failed for a reason that says nothing about the badge. Undetermined;
	// the cause is its error.
	ResolveFailed Code = "RESOLVE_FAILED"

	// A host answered, and not with the document: with a status other than 200, a
	// redirect that is not followed, or content that no such document has. Undetermined;
	// the cause of a status is a *verify.HTTPError.
	ResolveHTTP Code = "RESOLVE_HTTP"

	// A host did not answer in time. Undetermined.
	ResolveTimeout Code = "RESOLVE_TIMEOUT"

	// A host could not show that it is the one of its name (TLS). Undetermined.
	ResolveTLS Code = "RESOLVE_TLS"

	// A document is larger than such a document can be. Undetermined.
	ResolveTooLarge Code = "RESOLVE_TOO_LARGE"

	// A controller document is of another identifier than the one that it was fetched
	// for (Controlled Identifiers 1.0 section 3.3).
	ResolveDocID Code = "RESOLVE_DOC_ID"

	// The controller has given up its decentralized identifier.
	DIDDeactivated Code = "DID_DEACTIVATED"

	// The key comes from a document that is older than its host lets it be, because the
	// host did not answer. A note.
	StaleKeys Code = "STALE_KEYS"
)

// What is wrong with the proof.
const (
	// The document is no token and carries no proof (VCDM 2.0 section 4.12).
	ProofMissing Code = "PROOF_MISSING"

	// Fewer proofs hold than the caller's policy asks for, or one of them builds on a
	// proof that does not (Data Integrity 1.0 section 2.1.2).
	ProofSetIncomplete Code = "PROOF_SET_INCOMPLETE"

	// An embedded proof, or its value, is not of the form that Data Integrity 1.0
	// section 2.1 gives it.
	ProofMalformed Code = "PROOF_MALFORMED"

	// A proof is of a type or cryptosuite that is not judged here. Undetermined where
	// nothing else secures the badge, a note beside a proof that does.
	ProofTypeUnsupported Code = "PROOF_TYPE_UNSUPPORTED"

	// The signature is not one over these bytes by this key: something was changed after
	// signing, or another key signed.
	ProofSigInvalid Code = "PROOF_SIG_INVALID"

	// The signature itself was made for a time that is over: "expires" of a proof, or
	// "exp" of a token under VC-JOSE-COSE.
	ProofExpired Code = "PROOF_EXPIRED"

	// The proof's "proofPurpose" is not assertionMethod (OB 3.0 section 8.3).
	ProofPurpose Code = "PROOF_PURPOSE"

	// The proof's "created" lies after the time of the verification and the allowed
	// clock skew.
	ProofCreatedFuture Code = "PROOF_CREATED_FUTURE"

	// The proof's "domain" or "challenge" is not the one that was expected (Data
	// Integrity 1.0 section 2.1).
	ProofDomain Code = "PROOF_DOMAIN"
)

// What is wrong with the document that the proof secures.
const (
	// A member is missing, of another kind, or out of its place in the data model of OB
	// 3.0 (appendix B); or the document is no badge at all; or a schema that the badge
	// names does not allow what stands there (OB 3.0 section 9.1, step 1a).
	SchemaInvalid Code = "SCHEMA_INVALID"

	// The badge names a schema besides those of OB 3.0 that was not at hand, or cannot be
	// judged here. A note; undetermined under Strict and verify.Config.RequireSchemas.
	SchemaUnavailable Code = "SCHEMA_UNAVAILABLE"

	// What stands at the refreshService of a badge is no newer edition of it: of another
	// kind, id, issuer or subject, or older. A note: the badge counts by itself.
	RefreshRefused Code = "REFRESH_REFUSED"

	// A member or type is none that its contexts define: a deviation under a JWS, which
	// signs it all the same; a violation where the proof would not cover it.
	TermUndefined Code = "TERM_UNDEFINED"

	// "@context" does not begin with the context of VCDM and then that of OB 3.0 (VCDM
	// 2.0 section 4.3; OB 3.0 appendix B), or names contexts that exclude one another.
	ContextOrder Code = "CONTEXT_ORDER"

	// The digest of a relatedResource is not that of the resource as it is known here
	// (VCDM 2.0 section 5.3). Of what verify.Config.CompareResources fetches: a note. Of a
	// schema, which is then not used: a note; undetermined under Strict and
	// verify.Config.RequireSchemas.
	ResourceDigest Code = "RESOURCE_DIGEST"

	// A context is named that is not known here: a deviation under a JWS, a violation
	// under a proof over the graph.
	ContextUnknown Code = "CONTEXT_UNKNOWN"

	// "@context" stands inside the document, where a holder could give names another
	// meaning.
	ContextNested Code = "CONTEXT_NESTED"

	// A member goes by a keyword, an IRI or an alias instead of its plain term, under
	// which every reader looks for it.
	JSONKeyForm Code = "JSON_KEY_FORM"

	// An identifier is not an absolute IRI, so that a proof over the graph would not
	// cover it.
	IRIInvalid Code = "IRI_INVALID"

	// Expanding or canonicalizing the document would take more work than is allowed for
	// one: somebody built it to be slow (RDF Dataset Canonicalization, dataset
	// poisoning).
	CanonLimit Code = "CANON_LIMIT"

	// A time is not an XML Schema dateTimeStamp (VCDM 2.0 section 4.9), or is one that
	// no calendar has.
	TimeFormat Code = "TIME_FORMAT"

	// A result belongs to no result description of the achievement, or has a value that
	// the description does not admit (OB 3.0 appendix B, Result and ResultDescription).
	ResultInvalid Code = "RESULT_INVALID"

	// A result lies below the description's requiredLevel or requiredValue. A note: the
	// issuer awarded the badge nevertheless.
	ResultBelowRequired Code = "RESULT_BELOW_REQUIRED"

	// A text holds invisible or direction-turning characters, which can make it look
	// like another text. A note.
	TextSuspicious Code = "TEXT_SUSPICIOUS"

	// A recipient's hash is by MD5: read with a note, and not issued.
	IdentityHashWeak Code = "IDENTITY_HASH_WEAK"

	// A recipient's hash can be guessed: without a good salt it is not issued; with one,
	// for identifiers such as e-mail addresses, a note to the issuer.
	PrivacyGuessable Code = "PRIVACY_GUESSABLE"

	// Personal data stands openly in the badge and need not. A note to the issuer.
	PrivacyField Code = "PRIVACY_FIELD"
)
