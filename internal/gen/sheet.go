package main

import (
	"crypto"
	"fmt"
	"strings"
)

// A sheet is a badge as a JSON document in the making, with an embedded proof.
// Document and proof are text: what its issuer writes is signed with it, what
// its holder writes comes afterwards.
type sheet struct {
	by      signer
	trusted string // the issuer that the vector trusts
	text    string // without the proof
	proof   string // the members of the proof, without its value
	seal    func(message string) []byte
	encode  func(signature []byte) string // the proof's value; nil: base58

	signed      string // the text under the signature, if it is not the one sent
	signedProof string // the same of the proof
	previous    string // proofs that it builds on, with commas between

	jcs    bool        // the JSON value is signed, and not the graph
	hash   crypto.Hash // of proof and document
	inside crypto.Hash // the same within RDFC-1.0
	header string      // of the detached JWS that stands for the proof's value
}

// Pieces of the honest sheet that vectors replace.
const (
	ob303         = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
	baseV1        = "https://www.w3.org/2018/credentials/v1"
	baseV2        = "https://www.w3.org/ns/credentials/v2"
	integrityV1   = "https://w3id.org/security/data-integrity/v1"
	integrityV2   = "https://w3id.org/security/data-integrity/v2"
	ed25519V1     = "https://w3id.org/security/suites/ed25519-2020/v1"
	jws2020V1     = "https://w3id.org/security/suites/jws-2020/v1"
	suiteMembers  = `"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022"`
	createdMember = `"created":"2026-01-01T00:00:00Z"`
	laterMember   = `"created":"2026-02-01T00:00:00Z"`
	purposeMember = `"proofPurpose":"assertionMethod"`
	titleMember   = `"name":"Civics credential"`
	endedMember   = `"validUntil":"2026-03-01T00:00:00Z"` // three months before the clock of the vectors
	statusMember  = `"credentialStatus":{"id":"https://school.example/status/3#94567","type":"BitstringStatusListEntry","statusPurpose":"revocation",` +
		`"statusListIndex":"94567","statusListCredential":"https://school.example/status/3"}`
	pollWork = `{"id":"urn:uuid:e0000000-0000-4000-8000-000000000001","type":["Evidence"],"narrative":"Worked at the polls."}`
	driveRun = `{"id":"urn:uuid:e0000000-0000-4000-8000-000000000002","type":["Evidence"],"narrative":"Ran a voter drive."}`
)

// honestSheet is the honest badge, secured with eddsa-rdfc-2022.
func honestSheet(by signer) sheet {
	payload := honest(by).payload
	return sheet{
		by: by, trusted: by.did,
		text:  payload[:strings.Index(payload, `,"iss":`)] + "}",
		proof: fmt.Sprintf(`%s,%s,"verificationMethod":"%s",%s`, suiteMembers, createdMember, by.kid, purposeMember),
		seal:  by.sign,
		hash:  crypto.SHA256, inside: crypto.SHA256,
	}
}

// endorsement is an honest endorsement of the honest badge, as a sheet of its own.
func endorsement(by signer) sheet {
	s := honestSheet(by)
	s.text = `{"@context":` + contexts + `,"id":"urn:uuid:e0d00000-0000-4000-8000-000000000001","type":["VerifiableCredential","EndorsementCredential"],"name":"An endorsement",` +
		`"issuer":{"id":"` + by.did + `","type":["Profile"],"name":"A board"},` + fromMember + `,"credentialSubject":{"id":"` + badgeID + `","type":["EndorsementSubject"],"endorsementComment":"Well taught."}}`
	return s
}

// contexts replaces the list of contexts: URLs, and objects as they are written.
func (s sheet) contexts(entries ...string) sheet {
	var list []string
	for _, entry := range entries {
		if entry[0] != '{' {
			entry = `"` + entry + `"`
		}
		list = append(list, entry)
	}
	return s.edit(contexts, "["+strings.Join(list, ",")+"]")
}

// first is the badge in the form of VCDM 1.1, under these contexts beside its own.
func (s sheet) first(others ...string) sheet {
	return s.edit(`"validFrom"`, `"issuanceDate"`).contexts(append([]string{baseV1}, others...)...)
}

// older is the badge secured with Ed25519Signature2020.
func (s sheet) older() sheet {
	return s.contexts(baseV2, ob303, ed25519V1).option(suiteMembers, `"type":"Ed25519Signature2020"`)
}

func (s sheet) edit(old, new string) sheet { s.text = replace(s.text, old, new); return s }
func (s sheet) add(members string) sheet {
	s.text = s.text[:len(s.text)-1] + "," + members + "}"
	return s
}

// option changes the proof's members, before it is signed.
func (s sheet) option(old, new string) sheet { s.proof = replace(s.proof, old, new); return s }

// held changes the document after it was signed.
func (s sheet) held(old, new string) sheet { return s.after().edit(old, new) }

// heldAdd adds members to the document after it was signed.
func (s sheet) heldAdd(members string) sheet { return s.after().add(members) }

// heldOption changes the proof's members after it was signed.
func (s sheet) heldOption(old, new string) sheet { return s.after().option(old, new) }

func (s sheet) after() sheet {
	if s.signed == "" {
		s.signed, s.signedProof = s.text, s.proof
	}
	return s
}

// key replaces the name of the key by which the proof is said to be made.
func (s sheet) key(name string) sheet {
	return s.option(`"verificationMethod":"`+s.by.kid+`"`, `"verificationMethod":"`+name+`"`)
}

func (s sheet) issuer() string { return s.trusted }
func (s sheet) bytes() []byte  { return []byte(s.with("[" + s.whole() + "]")) }

// with is the document with that proof member.
func (s sheet) with(proof string) string { return s.text[:len(s.text)-1] + `,"proof":` + proof + "}" }

// as is the whole text, after changing it.
func (s sheet) as(change func(string) string) wire { return wire{change(string(s.bytes())), s.trusted} }

// proved is the document with another member proof.
func (s sheet) proved(member string) wire { return wire{s.with(member), s.trusted} }

// whole is the proof with its value.
func (s sheet) whole() string { return "{" + s.proof + `,"` + s.member() + `":"` + s.value() + `"}` }

// member is the name of the one that holds the signature.
func (s sheet) member() string {
	if s.header != "" {
		return "jws"
	}
	return "proofValue"
}

func (s sheet) value() string {
	s = s.after()
	message := s.message()
	if s.header != "" {
		head := b64([]byte(s.header))
		signature := s.seal(head + "." + message)
		if s.encode != nil {
			return s.encode(signature)
		}
		return head + ".." + b64(signature)
	}
	signature := s.seal(message)
	if s.encode != nil {
		return s.encode(signature)
	}
	return "z" + base58(signature)
}

// message is what the suites sign: the digest of the proof without its value, and
// then that of the document (Data Integrity EdDSA Cryptosuites 1.0 section 3.2.4).
func (s sheet) message() string {
	s = s.after()
	document := s.signed
	if s.previous != "" {
		document = document[:len(document)-1] + `,"proof":[` + s.previous + "]}"
	}
	if s.jcs {
		return string(digest(s.hash, jcsForm("{"+s.signedProof+"}"))) + string(digest(s.hash, jcsForm(document)))
	}
	return string(digest(s.hash, canonicalForm("{"+s.signedProof+"}", contextOf(document), s.inside))) +
		string(digest(s.hash, canonicalForm(document, "", s.inside)))
}
