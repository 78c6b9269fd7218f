// Package limits holds every number that an attacker meets, in one file.
//
// Each is a default: a caller may lower it, and raises it only by saying so.
// A loop over received data that has no number here is a defect.
package limits

import "time"

// Received documents.
const (
	Document = 2 << 20  // bytes of a JSON document, the largest sane badge with a picture in it
	JWS      = 2 << 20  // bytes of a compact JWS
	Header   = 16 << 10 // bytes of a decoded JOSE header, an embedded jwk included
	Detached = 2 << 10  // bytes of a detached JWS: RSA of 8192 bits makes one of about 1,400
)

// Pictures that hold a badge. What is taken out of one is a Document at most.
const (
	PNG           = 32 << 20 // bytes
	PNGChunks     = 10_000
	PNGTranslated = 256 // bytes of language tag and translated keyword around the text, each
	SVG           = 8 << 20
	SVGDepth      = 256 // elements inside one another
	SVGAttributes = 96  // of one element: each is compared with all others
	SVGBindings   = 64  // namespaces in force at one place
	SVGName       = 256 // bytes of a name
	Baked         = 32  // badges that are taken out of one picture so that another can go in
)

// Certificates and export packages that hold a badge.
const (
	PDF          = 8 << 20 // bytes
	PDFObjects   = 1024
	Package      = 32 << 20 // bytes of the archive, and of all its files together, inflated
	PackageFiles = 16
	PackageText  = 64 << 10 // bytes of a file for people in it, or of its list of digests
	PackageExtra = 256      // bytes of an extra field of a file in it

	CertificateText     = 4000 // characters of a paragraph that are shown
	CertificateEvidence = 16   // pieces of evidence that are
	PrintedName         = 200  // characters
	ArtPixels           = 4096 // on each side of the art
	SharedMissing       = 8    // characters that one message names
)

// JSON structure, counted while reading.
const (
	Depth   = 64      // objects and arrays inside one another
	Members = 1024    // members of one object
	Nodes   = 100_000 // values in a document
	String  = 1 << 20 // bytes of one string, as written
	Name    = 256     // bytes of one member name, as written

	Shared = 64 << 10 // bytes of a document of which one text may keep all others in memory
)

// Keys and identifiers.
const (
	RSAMinBits = 2048
	RSAMaxBits = 8192
	Multibase  = 256      // characters of a multibase key: the longest suite's has about 140
	DIDJWK     = 8 << 10  // characters of a did:jwk
	Identifier = 2 << 10  // bytes of a DID, DID URL or kid
	PrivateKey = 64 << 10 // bytes of a key file
	EdMeetings = 32       // signatures of an Ed25519 key that have held before its multiples are kept
	EdTables   = 16       // keys of which they are, 215 KB for each
	EdKeys     = 1024     // keys of which the meetings are counted
	TypeValues = 32       // values of one type or @context array
	KeyOps     = 32       // key_ops of a JWK: eight are registered
	Quoted     = 80       // bytes of received text in one message
	Place      = 240      // bytes of a JSON Pointer in one message
)

// Hosts whose names strangers write.
const (
	HostName    = 253 // characters of a name, and of each label of it (RFC 1035 section 2.3.4)
	HostLabel   = 63
	HTTPSPort   = 443
	SystemPorts = 1023 // up to here, no port but that of https is asked
)

// Parts of a badge.
const (
	Proofs       = 8
	Status       = 8
	Endorsements = 32
	Presented    = 32   // credentials of one presentation: each is verified, its keys looked up and all
	Results      = 256  // results of a subject, and result descriptions of an achievement
	Levels       = 1024 // rubric levels, and allowed values, of one result description
	Resources    = 64   // related resources
	Digests      = 8    // digests of one related resource, in one digestSRI
	Problems     = 100  // of one verdict: the rest is counted, not listed
	Changes      = 64   // members in which two editions differ: likewise
	Changed      = 240  // bytes that are shown of each of them, before and after
)

// The view of a document in which objects of one id are read as one: it may repeat
// what stands there once, and others may be made to repeat much.
const (
	UnionBytes = 4 * Document // bytes of values that are compared
	UnionValue = 200          // bytes that each of them counts for besides its own
	View       = 2 * Nodes    // values that are filled in
	ViewBytes  = 4 * Document // bytes of texts that are filled in
)

// The endorsements of one verification: they share what it asks of the outside.
const (
	EndorsementDepth      = 2                // of those in a badge, and of those in them
	EndorsementsPresented = 4                // that are judged besides, for each credential of a presentation
	FetchesEndorsements   = 8                // documents, of those below; in a presentation one more for each credential
	LookupsEndorsements   = 2 * Endorsements // keys, besides those below
	SchemaEndorsements    = 1 << 16          // steps in which they are judged by the schemas that they name
	EndorsementsWait      = FetchTotal / 2
)

// What is asked of the outside: every URL was written by a stranger.
const (
	Fetches             = 16      // documents that one verification asks for
	FetchesPresented    = 4       // more, for each credential of a presentation, and for a newer edition of a badge
	FetchesPresentation = 64      // documents that a presentation can still ask for at a time
	Lookups             = 16      // keys that one verification asks Resolvers for
	LookupsPresented    = 2       // more, for each credential of a presentation
	LookupsPresentation = 32      // keys that a presentation can still ask for at a time
	FetchesAtOnce       = 4       // questions that one host is asked at a time
	Fetched             = 1 << 20 // bytes of a document, decompressed
	FetchedList         = 4 << 20 // of a status list
	FetchedHeader       = 64 << 10
	FetchConnect        = 3 * time.Second
	FetchOne            = 10 * time.Second
	FetchTotal          = 20 * time.Second // of one verification
	FetchRedirects      = 3                // of one origin; for keys, none
	FetchAddresses      = 4                // of one name that are tried
	FetchedURL          = 4 << 10          // bytes of a URL that is asked for
	FetchesAtOnceAll    = 256              // questions that all hosts together are asked at a time
	FetchPatience       = time.Second      // after which one of these is given up, if others wait
	FetchAgainAfter     = 200 * time.Millisecond
	FetchRetryAfter     = 2 * time.Second  // that a host may ask us to wait before the one repetition
	FetchedKept         = 4096             // documents and failures that are kept
	FetchedKeptBytes    = 64 << 20         // that these have together
	Bits                = 16 << 20         // bytes of a status list, inflated
	BitsKept            = 64 << 20         // bytes of inflated lists that one verifier keeps
	BitsEach            = 512              // that each of them counts for besides its own
	BitsScratch         = 256 << 10        // bytes of working memory kept from one list for the next
	StatusSize          = 32               // bits of one entry of a list
	StatusPlaces        = 1 << 22          // places of a list that is issued: whatever is set, it is written in less than String
	StatusRevocations   = 1 << 14          // of a revocation list that is issued, of which the ids are written
	StatusMessages      = 1024             // messages of one entry that the view of a credential holds
	ListsSeen           = 4096             // lists of which a verifier remembers how new the newest was
	RevokedNodes        = 500_000          // values of a revocation list that is not signed
	KeyKept             = time.Hour        // that a controller document is kept at most
	ListKept            = 5 * time.Minute  // that a status list is
	FailureKept         = 30 * time.Second // that a failure is
	AskedAgain          = time.Minute      // between two questions for a newer document
	ListAskedAgain      = 5 * time.Second  // of a status list, which may be kept for seconds
	Methods             = 64               // verification methods of one controller document, keys of one JWK set
)

// The cases of package planning: students, supporters and staff write them.
const (
	CaseEntries = 4096      // entries of one log
	CaseEntry   = 256 << 10 // bytes of one
	CaseText    = 4 << 10   // bytes of a note, a narrative or a reason
	CaseID      = 128       // bytes of an identifier
	CaseList    = 64        // goals, opportunities, supporters or pieces of evidence of a guide, findings, members of a site team
)

// What is shared of a badge: other sites read it, and an issuer writes it.
const (
	SharedName     = 150                  // characters of a title, a name of an issuer, a caption
	SharedText     = 1000                 // of a description, of a paragraph
	SharedPerson   = 300                  // characters of the name of a student
	SharedURL      = 2000                 // bytes of the URL of a page
	SharedEvidence = 16                   // pieces of evidence on a page
	SharedEndorsed = 16                   // endorsements on a page
	SharedLines    = 64                   // paragraphs of a narrative
	SharedBadges   = 32                   // behind one link
	SharedLink     = 366 * 24 * time.Hour // that a link lasts
	SharedLine     = 100                  // characters of a line of an application
	SharedSummary  = 200                  // of a description in the preview of a link
	SharedID       = 200                  // bytes of an id in a URL
	SharedPicture  = 64 << 10             // characters of a picture in a page
	ReportKept     = 5 * time.Minute      // that a report counts without a GoodUntil
)

// Package privacy: what somebody has agreed to, and what is looked through.
const (
	Consents      = 1024      // of one student that are asked
	Consent       = 128 << 10 // bytes of one
	ConsentBadges = 256       // badges that one is for
	LintText      = 64 << 10  // bytes of one text
	LintTexts     = 512 << 10 // of all of one document
	LintNames     = 64        // names that are looked for
	LintName      = 256       // bytes of one
	LintFindings  = 1000      // of one document or file
	LintFile      = 32 << 20  // bytes of a file, and again of what is inflated in it
	LintParts     = 20_000    // segments, chunks, tags or properties of one
	LintMetadata  = 1 << 20   // bytes of a packet of XMP in it
)

// What the doctor finds in a badge.
const (
	DoctorFindings = 64 // that are listed
	DoctorEach     = 8  // of one kind
)

// Awards: portals, and files of rows that somebody has from somewhere.
const (
	AwardKey      = 256      // bytes of the key of a decision and of an identifier of a student
	AwardText     = 4 << 10  // bytes of a title, a narrative or a URL of a piece of evidence
	AwardEvidence = 64       // pieces of evidence, settings and levels of a decision, each; facts of a stack, of each part
	AwardEditions = 1000     // of one decision
	AwardFailures = 16       // badges of the outbox whose failures one error tells
	BatchRows     = 1 << 21  // rows of a file
	BatchRow      = 64 << 10 // bytes of one
	BatchChunk    = 64       // rows that are read, and their badges stored, together
	BatchAtOnce   = 8        // of these that are signed at once
)

// JSON Schemas, which an issuer writes. What judging a badge by them can cost is counted
// before it is done.
const (
	Schemas          = 8         // of one badge that are asked
	Schema           = 256 << 10 // bytes of one
	SchemaNodes      = 8192      // values in it
	SchemaParts      = 2048      // objects in it, each of which may be a schema
	SchemaPlaces     = 1 << 20   // bytes that the JSON Pointers of its parts have together
	SchemaRefs       = 1024      // references in it
	SchemaElsewhere  = 64        // of these, to other places than $defs and definitions
	SchemaNames      = 64        // names ($id, $anchor) that it gives to parts of itself
	SchemaChain      = 128       // schemas in one another that judge one value
	SchemaWork       = 1 << 18   // steps in which one verification reads schemas and judges by them
	SchemaPresented  = 1 << 15   // more, for each credential of a presentation
	SchemaPart       = 64        // steps that a part of a schema is worth when it is compiled
	SchemaViolations = 10        // of one schema that are told
	SchemaPattern    = 1000      // instructions of one regular expression
	SchemaPatterns   = 10_000    // of all of a schema
	SchemaOpen       = 16        // places of a badge that are each read in two ways, all others alike
	SchemaMatch      = 8         // of these, times the bytes matched, that are one step
)

// What is told of a badge on request, after its verdict: which places its proofs cover,
// and which harmless change would explain why one does not hold. A diagnosis reads the
// document once more, as its refusal did, and copies only of a small one.
const (
	CoveragePlaces  = 10_000    // values, and orders of lists, that are listed
	CoverageBytes   = 4 << 20   // bytes that their JSON Pointers have together
	ExplainedPlaces = 400       // that are written as text
	Diagnosis       = 256 << 10 // bytes of the copies that are read, DiagnosisCopy counted besides for each
	DiagnosisCopy   = 1 << 10
	DiagnosisWhole  = 24 << 10 // bytes of a document of which copies are read
	DiagnosisText   = 4 << 10  // bytes beyond which a picture in a text is one,
	DiagnosisBytes  = 6        // of which so many cost no more than one of other things
	DiagnosisSigns  = 64       // signatures that are judged,
	DiagnosisP384   = 6        // of which one on P-384 counts for so many
	DiagnosisKeys   = 8        // other keys of the issuer that are tried
	DiagnosisFound  = 16       // explanations that are told
	DiagnosisAlone  = 24       // places that are changed one at a time, by each hypothesis
)

// Many badges at once: what they hold of memory at a time is bounded by the
// product of the two, each being no larger than a document.
const (
	Workers   = 256 // badges judged at once
	ReadAhead = 4   // badges read and not yet reported, for each worker
)

// A file of issuers, which the caller has from somebody.
const (
	Registry        = 4 << 20 // bytes
	RegistryIssuers = 16 << 10
)

// Receipts of verifications, and the bundles of evidence around them.
const (
	Receipt         = 256 << 10       // bytes of one
	ReceiptDelay    = 5 * time.Minute // that it may be signed after the verification
	ReceiptPolicy   = 64              // statements of a policy that it shows: all are in its digest
	Evidence        = 16 << 20        // bytes of a bundle, whose documents take four thirds of their own
	EvidenceEntries = 128             // documents of a bundle
)

// Time.
const ClockSkew = 5 * time.Minute // the most a caller may allow

// Canonicalization of RDF (RDFC-1.0). The quads, blank nodes and bytes bound what
// is linear; the rest bounds what blank nodes that look alike can cost, which is
// factorial. Work is hash N-degree calls and permutations.
const (
	Quads           = 100_000
	BlankNodes      = 10_000
	Terms           = 8 * Document  // bytes of the terms of a dataset, as N-Quads
	Canonical       = 16 * Document // bytes of canonical N-Quads
	Scratch         = 4 * Document  // bytes of working memory kept from one document for the next
	RDFCWork        = 4096          // or RDFCPerNode for each blank node whose first hash is not its own, if that is more
	RDFCPerNode     = 16
	RDFCDepth       = 64      // hash N-degree calls inside one another
	RDFCHashed      = 8 << 20 // bytes hashed by them, or RDFCPerByte for each byte of terms and RDFCQuad of each quad, if that is more
	RDFCPerByte     = 16
	RDFCAgain       = 64       // steps that copies of a document may cost besides what it has cost
	RDFCAgainHashed = 64 << 10 // and bytes hashed
	RDFCQuad        = 32       // bytes that a quad counts for there besides its terms, of which one that stands in many quads counts once

	// Of Canonical, what a text earns: as many bytes for each of its terms and for each
	// quad. A picture as a data: URL that is the id of an Image stands in three quads.
	CanonicalLeast   = 2 * Document // that any text may
	CanonicalPerByte = 8
	CanonicalQuad    = 256
)

// Selective disclosure (ecdsa-sd-2023). A proof whose parts go beyond these is
// neither made nor read.
const (
	SDPointers   = 1024    // JSON Pointers of one selection
	SDPointer    = 1 << 10 // bytes of one of them
	SDStatements = 4096    // signatures, mandatory statements or blank nodes of one proof
	SDProofValue = 1 << 20 // characters of a proofValue

	SDStatementsAll = 2 * SDStatements // statements of all derived proofs that one verification judges
)

// JSON-LD contexts. The first four bound what a caller adds, of which a file may be
// somebody else's; the rest bounds what documents can make us compile, and keep.
const (
	ContextDocuments          = 256     // in one set
	ContextNames              = 16384   // that they define
	ContextVocabs             = 16      // different @vocab in one set
	ContextWork               = 1 << 18 // context objects of each document a caller adds times the names around them, together
	ContextList               = 16      // contexts that one document names
	ContextListsInside        = 16      // different ones that the documents inside one document name
	ContextLists              = 64      // lists kept compiled
	ActiveContexts            = 1024    // kept compiled for these lists
	ActiveContextsPerDocument = 64      // compiled for one document
)
