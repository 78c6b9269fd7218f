package verify

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A Config says whom to trust and what to consult. One of Issuers, Registry
// and AnyIssuer must be set; every other zero value is a safe default.
type Config struct {
	// Issuers are the identifiers (issuer.id of a badge, compared as strings)
	// of the issuers you trust.
	Issuers []string

	// Registry knows more issuers than a list can hold. It is asked for an
	// issuer that Issuers does not name.
	Registry Registry

	// AnyIssuer accepts a genuine badge of anybody, strangers who call
	// themselves Harvard included. It is right where the caller judges
	// Report.Issuer.ID itself, and nowhere else. It excludes the other two.
	AnyIssuer bool

	// UnboundIssuers lets VerifyCredential, and VerifyPresentation of what is presented,
	// pass a credential whose key is not its issuer's, with a deviation
	// KEY_CONTROLLER_MISMATCH: anybody can sign it in anybody's name. It is for suites that
	// test the data model with issuers that do not exist, and needs AnyIssuer. No host is
	// asked for such a key nor for anything that the credential names, so that one with a
	// status is undetermined, or, by AllowUnknownStatus, of unknown status; a Fetcher that
	// is Local is asked for both. Badges,
	// endorsements, learner records and status lists are bound to their issuers whatever it
	// says, and so is what has one proof by its issuer's key.
	UnboundIssuers bool

	// Methods are keys you know, consulted before any Resolver.
	Methods []credential.Method

	// KeyHistory is what you know of keys besides what their controllers publish today:
	// which were replaced, and which were stolen. What a controller publishes as revoked
	// stays so.
	KeyHistory []KeyRecord

	// Fetcher is the network. Nil means that there is none: what would have to be
	// fetched stays open.
	Fetcher Fetcher

	// Resolvers find the key of an issuer, by "did:" and the DID method, such as
	// "did:web", or by the URL scheme "https". Nil means did:key and did:jwk, which need
	// no network, and with a Fetcher did:web and https, too.
	Resolvers map[string]Resolver

	// Proofs says which of several proofs of a credential must hold. The zero value: all
	// that can be judged.
	Proofs ProofPolicy

	// Contexts are the JSON-LD contexts that documents with embedded proofs may
	// name. Nil means credential.StandardContexts.
	Contexts *credential.Contexts

	// CanonicalForms keeps the canonical forms that embedded proofs were judged
	// on in the Report, for people who search for a difference.
	CanonicalForms bool

	// CompareResources asks whether what a badge links to is still what it was: the
	// page of the criteria, evidence and pictures, where the badge gives a digest of
	// them (relatedResource, VCDM 2.0 section 5.3), and whatever else it gives one of.
	// They are fetched once everything
	// else has passed, and what has changed or is gone is a note: what was signed
	// counts. Their hosts learn by it that and when a badge is verified. It needs a
	// Fetcher.
	CompareResources bool

	// Refresh asks the refreshService of a badge (1EdTechCredentialRefresh, OB 3.0
	// section 9.1 step 3), once the badge is authentic and its issuer trusted, which under
	// AnyIssuer everybody is, for a newer edition; false asks nobody.
	//
	// The report is of the newer edition, and Report.Refreshed says so, if that passes
	// everything that the badge would have to pass, under this Config and the rules, and
	// whether it was revoked could be found out (AllowUnknownStatus does not count); if
	// id, issuer.id and the subject's id are the same, byte for byte, or, of subjects
	// without one, all identifiers are there again (credential.SameRecipient); and if its
	// validFrom is not earlier. Such an edition is what credential.Issuer.Reissue makes. So
	// an expired badge passes whose newer edition does. A revoked one does not where its
	// issuer works with this library: one id has one place in the status lists, and all
	// editions are revoked by it together. It passes where an issuer revokes an edition alone,
	// by a place of its own, and the newer one has another place, in a list for the same
	// purpose that says nothing against it: one that names no such list does not take the
	// place of a revoked badge. A badge under a new id that supersedes this one is not taken for
	// a newer edition. What else a newer edition says, another achievement included, is its
	// issuer's word, of which the rules are asked anew. Whatever else comes of the question
	// is a note, and leaves the verdict on the badge as it would be without it.
	//
	// A newer edition's own refreshService is not asked, nor that of what stands in a
	// presentation, nor any as of another time (At). The host learns by it that and when
	// this badge is verified. It needs a Fetcher.
	Refresh bool

	// Schemas are JSON Schemas by their URLs (https, without a fragment), of draft
	// 2019-09 or 2020-12. One that a badge names is taken from here rather than fetched,
	// and they are all that a schema can refer to outside of itself. The schemas of OB 3.0
	// need not be given: the rules of CheckForm answer for them.
	//
	// New compiles them and refuses what is no schema, or refers to one that is not here.
	// One without "$schema" counts as of draft 2019-09 for a badge that names it by the
	// type 1EdTechJsonSchemaValidator2019, and cannot be asked for one that names it by
	// the type JsonSchema: which of them will name it New does not know.
	Schemas map[string][]byte

	// RequireSchemas leaves the verdict open on a badge that names a schema which is not
	// at hand, or cannot be judged here. Without it a note says so, unless a holder could
	// have brought that about.
	RequireSchemas bool

	// StatusIssuers are others than the issuer of a badge, by their identifiers, whose
	// lists say whether it was revoked: a list by anybody else leaves that open. For a
	// list that nobody signs, an 1EdTechRevocationList, one counts if the list names it
	// as its issuer and stands at its origin.
	StatusIssuers []string

	// StatusMaxAge is how old a status list may be: how long ago it came from its host,
	// or, where the Fetcher does not say, how long ago it began to count (validFrom). 0
	// means what the list itself says, and else that its host has it.
	StatusMaxAge time.Duration

	// AllowUnknownStatus accepts a badge of which could not be found out whether it was
	// revoked, with a note: whoever keeps the list from you then has his revoked badge
	// accepted. One that is known to be revoked or suspended, and one whose list is
	// forged, is refused nevertheless.
	AllowUnknownStatus bool

	// Endorsements says what an endorsement that does not hold does to the badge that
	// carries it. The zero value: it is told, and the verdict does not hang on it.
	Endorsements EndorsementPolicy

	// Rules are asked of every badge, before those given to Verify.
	Rules []Rule

	// Strict turns deviations from the letter of the specification, which are
	// warnings otherwise, into errors.
	Strict bool

	// Now is the clock, read once for each verification. Nil means time.Now. One that
	// gives the zero time leaves every verdict open.
	Now func() time.Time

	// ClockSkew is how far an issuer's clock may be off: a badge counts as
	// valid that much before its first and after its last instant. The zero
	// value allows nothing; more than MaxClockSkew is refused.
	ClockSkew time.Duration
}

// MaxClockSkew is the most that Config.ClockSkew may be.
const MaxClockSkew = limits.ClockSkew

// A Registry says which issuers are known, such as the members of a federation.
// It MUST be safe for concurrent use.
type Registry interface {
	// Issuer reports whether the issuer with the given id is known, and the
	// name under which the registry knows it; "" leaves the issuer the name that its
	// badge gives it. An error means that it could not be asked, which leaves the
	// verdict open.
	Issuer(ctx context.Context, id string) (name string, known bool, err error)
}

// A Resolver finds verification methods (Controlled Identifiers 1.0 section 3.3).
// It MUST be safe for concurrent use.
type Resolver interface {
	// Resolve returns the method that q asks for. Its Controller MUST be the one
	// under whose name the key is published, and its Purposes the relationships
	// under which: here, no Purposes means none. A *Problem says why there is none, as
	// a verdict about the badge; any other error, that it could not be found out.
	Resolve(ctx context.Context, q KeyQuery) (credential.Method, error)
}

// A KeyQuery says which key is looked for.
type KeyQuery struct {
	// Method is the URL of the verification method that the proof names; or, where it
	// names none, the identifier of the issuer, of whom then the only method is meant.
	Method string

	// Issuer is whose key it has to be, which the caller judges; "" is anybody's. It
	// says where a controller may publish, so that two who share a host stay two.
	Issuer string

	// Shown is the key in the header of a token, nil if there is none. It proves
	// nothing, and only says which of several methods of the issuer is meant.
	Shown crypto.PublicKey
}

// A Verifier judges badges. It is safe for concurrent use. New makes one; the
// zero Verifier and a nil one trust nobody, and their every verdict is undetermined.
// The context that its methods take must not be nil.
type Verifier struct {
	cfg     Config
	trusted map[string]bool
	schemas map[string]*schemaSource // Config.Schemas, read
	policy  *policy                  // what a verdict hangs on, in words
	seen    time.Time                // when its badges certainly existed; zero: nobody vouches for a time
	expect  *audience                // nil: nothing is expected
	lists   *listMemory              // shared with the copies that At and Expecting make
	keys    *credential.KeyMemory    // likewise
	present func() time.Time         // the clock behind the time that At gave; nil if it gave none
}

type audience struct {
	domain    []string
	challenge string
}

// New returns a Verifier, or an error if cfg does not say whom to trust or
// contradicts itself. The configuration is copied.
func New(cfg Config) (*Verifier, error) {
	named := len(cfg.Issuers) > 0 || cfg.Registry != nil
	switch {
	case !named && !cfg.AnyIssuer:
		return nil, errors.New("verify: whom do you trust? Set Config.Issuers or Config.Registry, or say AnyIssuer")
	case named && cfg.AnyIssuer:
		return nil, errors.New("verify: Config.AnyIssuer trusts everybody; Issuers or a Registry beside it contradict it")
	case cfg.UnboundIssuers && !cfg.AnyIssuer:
		return nil, errors.New("verify: Config.UnboundIssuers takes anybody's word for who issued a credential; whom you trust says nothing of that, so it needs AnyIssuer")
	case cfg.CompareResources && cfg.Fetcher == nil:
		return nil, errors.New("verify: Config.CompareResources would fetch what badges link to, and there is no Config.Fetcher")
	case cfg.Refresh && cfg.Fetcher == nil:
		return nil, errors.New("verify: Config.Refresh would fetch newer editions of badges, and there is no Config.Fetcher")
	case cfg.Endorsements < EndorsementsReported || cfg.Endorsements > EndorsementsIgnored:
		return nil, fmt.Errorf("verify: Config.Endorsements is %d, which is no EndorsementPolicy", int(cfg.Endorsements))
	case cfg.StatusMaxAge < 0:
		return nil, fmt.Errorf("verify: Config.StatusMaxAge is %v; it may not be negative", cfg.StatusMaxAge)
	case slices.Contains(cfg.StatusIssuers, ""):
		return nil, errors.New("verify: Config.StatusIssuers holds an empty identifier")
	case cfg.ClockSkew < 0 || cfg.ClockSkew > MaxClockSkew:
		return nil, fmt.Errorf("verify: Config.ClockSkew is %v; it may be 0 to %v", cfg.ClockSkew, MaxClockSkew)
	}
	if err := cfg.Proofs.check(); err != nil {
		return nil, err
	}
	v := &Verifier{cfg: cfg, trusted: make(map[string]bool, len(cfg.Issuers)), lists: new(listMemory), keys: new(credential.KeyMemory)}
	for _, id := range cfg.Issuers {
		if id == "" {
			return nil, errors.New("verify: Config.Issuers holds an empty identifier")
		}
		v.trusted[id] = true
	}
	v.cfg.Proofs.Suites = slices.Clone(cfg.Proofs.Suites)
	v.cfg.Methods = slices.Clone(cfg.Methods)
	for i := range v.cfg.Methods {
		v.cfg.Methods[i].Purposes = slices.Clone(v.cfg.Methods[i].Purposes)
		for _, other := range v.cfg.Methods[:i] {
			if other.ID == v.cfg.Methods[i].ID {
				return nil, fmt.Errorf("verify: Config.Methods holds two keys of the name %s", other.ID)
			}
		}
		if err := v.cfg.Methods[i].Check(); err != nil {
			return nil, fmt.Errorf("verify: Config.Methods: %w", err)
		}
	}
	v.cfg.KeyHistory = slices.Clone(cfg.KeyHistory)
	for i := range v.cfg.KeyHistory {
		r := &v.cfg.KeyHistory[i]
		r.Method.Purposes = slices.Clone(r.Method.Purposes)
		for _, other := range v.cfg.KeyHistory[:i] {
			if other.Method.ID == r.Method.ID {
				return nil, fmt.Errorf("verify: Config.KeyHistory holds two records of the name %s", r.Method.ID)
			}
		}
		if err := r.check(); err != nil {
			return nil, err
		}
	}
	for _, r := range cfg.Rules {
		if r.Check == nil {
			return nil, fmt.Errorf("verify: Config.Rules: the rule %q has no Check", r.Name)
		}
	}
	for name, r := range cfg.Resolvers {
		if r == nil {
			return nil, fmt.Errorf("verify: Config.Resolvers: the resolver for %q is nil", name)
		}
		if method, ok := strings.CutPrefix(name, "did:"); name != "https" && !(ok && isDIDMethod(method)) {
			return nil, fmt.Errorf("verify: Config.Resolvers: nothing is ever asked of a resolver for %q; the names are https, and did: with a method, such as did:web", name)
		}
	}
	if cfg.Resolvers == nil {
		v.cfg.Resolvers = map[string]Resolver{"did:key": DIDKey(), "did:jwk": DIDJWK()}
		if cfg.Fetcher != nil {
			v.cfg.Resolvers["did:web"], v.cfg.Resolvers["https"] = DIDWeb(cfg.Fetcher), HTTPS(cfg.Fetcher)
		}
	} else {
		v.cfg.Resolvers = maps.Clone(cfg.Resolvers)
	}
	var err error
	if v.schemas, err = readSchemas(cfg.Schemas); err != nil {
		return nil, err
	}
	v.cfg.Schemas = nil // they were read
	v.cfg.StatusIssuers = slices.Clone(cfg.StatusIssuers)
	v.cfg.Rules = slices.Clone(cfg.Rules)
	if cfg.Now == nil {
		v.cfg.Now = time.Now
	}
	v.policy = policyOf(&v.cfg, v.schemas)
	return v, nil
}

// At returns a Verifier that judges as of t and shares everything else with v.
//
// The period of the badge, the ends of proofs and keys, and whether a fetched document
// is in force are judged as of t. What is looked up is what is there today: a key that
// its issuer has removed since is not found, and a status list says what was revoked
// by now and not what had been by then. So a badge may fail that passed at t, and a
// verdict as of t is none that anybody had then. What was known at t, a caller gives by
// Config.Methods and Config.KeyHistory. Nor does it say that a badge existed at t: see
// SeenBy. A RegistryFile is as old as it is now, whatever t.
func (v *Verifier) At(t time.Time) *Verifier {
	if v == nil {
		return &Verifier{}
	}
	w := *v
	if w.present == nil {
		w.present = v.cfg.Now
	}
	w.cfg.Now = func() time.Time { return t }
	return &w
}

// Expecting returns a Verifier that accepts a proof only if it was made for exactly
// these domains and this challenge (Data Integrity 1.0 section 4.5), and shares
// everything else with v. A token that is a presentation says it in its claims: nonce
// has to be the challenge, and aud has to name every one of the domains, and may name
// others. Any other token says neither, so it is refused unless neither is expected.
//
// Badges are made for everybody and carry neither; presentations carry both. What is
// expected of a presentation is not expected of the credentials in it.
func (v *Verifier) Expecting(challenge string, domain ...string) *Verifier {
	if v == nil {
		return &Verifier{}
	}
	w := *v
	w.expect = &audience{slices.Clone(domain), challenge}
	w.policy = w.policy.expecting(w.expect)
	return &w
}
