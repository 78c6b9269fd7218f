// Package credential turns what an issuer claims into a secured Open Badges 3.0
// credential, and reads secured credentials. It computes: the one thing outside
// the process that it asks is a [Signer]. Whether a badge is to be believed is
// for package verify to say.
//
// For most uses, give an [Issuer] a key and let it issue:
//
//	key, err := credential.ReadKey(pem) // or any crypto.Signer
//	signer, err := credential.NewKeySigner(key)
//	issuer := &credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "Pine Ridge High School"}}
//	b, err := issuer.Issue(ctx, credential.Credential{Subject: subject})
//	os.WriteFile("civics.jwt", b.Bytes(), 0o644)
//
// # Three types for one badge
//
// A [Credential] is what somebody claims, a [Secured] is bytes with a proof, and
// the Credential of a verify.Report is authentic. Reading a badge that nobody has
// verified has to be spelled so: [Secured.Unverified]. A Credential does not
// unmarshal from JSON.
//
// The bytes are the document. A Secured keeps them as they were produced or
// received, and nothing is written again from a view of them: dates and numbers
// keep their spelling, members that the model does not know stay where they are.
//
// # Issuing
//
// [Issuer.Issue] completes the credential, judges it by the rules that a verifier
// asks (and some that only an issuer can be asked to keep, such as a salt that
// is worth its name), writes it once, has those bytes signed, and verifies its
// product before it hands it out. [Credential.Validate] asks the same without
// signing; [Credential.Notes] tells what an issuer should know and what does not
// keep a badge from being issued. [Issuer.IssueDocument] judges and secures a
// credential of any type that you have written; [SignJWS] secures a document as it
// stands and judges nothing about it.
//
// A badge is secured as a compact JWS (OB 3.0 section 8.2) with EdDSA, ES256,
// ES384, RS256 or PS256; or, where Issuer.Suite says so, as a JSON document with a
// proof inside it (OB 3.0 section 8.3, Data Integrity 1.0), by one of [Suites].
// [AddProof] adds such a proof to any document, beside others or building on them.
//
// # What a proof protects
//
// A JWS protects the bytes, a proof of a jcs suite the JSON value. A proof of any
// other suite protects the graph that the document's JSON-LD means: the JSON may be
// written otherwise, and whatever RDF would drop is an error at issue and when
// judging. Contexts come from a closed set, [Contexts],
// to which a caller can add and in which nobody can replace anything; none is ever
// loaded. [Secured.CheckProof] judges the proof, and [Secured.Read] reads the
// document as the proof secures it, in which objects of one id are one.
// [Canonicalize] shows the canonical form.
//
// # Other credentials
//
// [Secured.Conform] judges the form of a badge, [Secured.ConformCredential] that of a
// verifiable credential of any type (VCDM 2.0 and 1.1). A JWS may come in an object
// of type EnvelopedVerifiableCredential: nothing signs that object, so it may say
// nothing of its own, and the credential is what is in it.
//
// # Pictures, certificates, packages
//
// [Secured.Bake] puts a badge into a PNG or an SVG, and [Parse] reads it there (OB 3.0
// section 5.3). The picture is only what the badge came in: nobody signed it, and what
// it shows may be another badge. Package bake has what else there is to do with one.
//
// A badge may come attached to a certificate (PDF) or in an export package (ZIP) of
// package verify/share: [Parse] reads both, as package carrier has it, and nobody signed
// what is around the badge.
//
// # Keys
//
// A [Method] is a public key, the URL it is known by, and who controls it
// (Controlled Identifiers 1.0 section 2.2). [NewKeySigner] makes a did:key or
// did:jwk of the key, which is published nowhere and cannot be exchanged.
// [NewSigner] signs for an issuer with an identifier of its own, which publishes
// the key and can replace it: [Publish] writes the documents of an [Identity]. The
// algorithm is always the key's, never the message's. ECDSA keys in memory sign by
// RFC 6979.
//
// # Corrections
//
// [Issuer.Reissue] issues a badge again under the id that it had. Whoever keeps badges
// asks [Compare] which of two is current; a [Ref] is what they are kept by. Where no
// copy of the wrong one may stay valid, issue one of a new id and revoke the old.
//
// # Errors
//
// Every refusal is a [Problem]: a [Code] to branch on with errors.Is, the place
// as a JSON Pointer, and a sentence with what was expected and what was found.
// Issue and Validate join all that they find.
//
// # What is not promised
//
// That [Parse] returns a Secured says that it could be read, and no more. No
// function of this package looks at a clock except through Issuer.Now, or says
// whose key a Method really is.
package credential
