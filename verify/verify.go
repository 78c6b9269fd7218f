package verify

import (
	"context"
	"io"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// Verify judges the badge that data holds: a compact JWS (OB 3.0 section 8.2),
// a JSON document with proofs, or a PNG or SVG picture with one of these in it
// (section 5.3), or a PDF certificate or export package. The rules are asked after those of the Config.
//
// It returns a Report in every case. The error is nil if and only if
// Report.Outcome is Passed; otherwise it is an *Error, in which errors.Is finds
// every Code that speaks against the badge, and the cause of a check that
// could not be made, such as context.DeadlineExceeded. A Rule, a Resolver or a
// Registry that panics leaves its check open, under the Code Panicked.
//
// When ctx is done, so is the verification, as soon as the plug-in that was asked last
// returns: a Rule, a Registry, a Resolver or a Fetcher that passes over its context is
// waited for, because nobody can end it, and a yes that it gives too late counts for
// nothing. Nothing here writes to a log, a metric or a trace.
//
// Passed means: the issuer that the badge names signed exactly this (the bytes of a
// token, the JSON or the graph of a document with a proof inside it) with
// a key it publishes for that; you trust this issuer; the badge has the form of
// OB 3.0 and is in force now; the lists by which it says that it can be revoked were
// read and say that it was not; and every rule holds. It does not mean that what
// the badge claims is true, nor that whoever shows it is its recipient, unless
// a rule asked.
//
// With Config.Refresh all of this may be said of a newer edition, which its issuer has
// put in the place of the badge that data holds: see Report.Refreshed. If ctx ends while
// that is looked for, the verdict on the badge itself stands.
//
// A credential of another type is refused, however good: VerifyCredential judges
// those as well. A presentation is for VerifyPresentation.
func (v *Verifier) Verify(ctx context.Context, data []byte, rules ...Rule) (*Report, error) {
	return v.enter(ctx).walk(data, rules)
}

// VerifyCredential judges the verifiable credential of any type that data holds. A
// badge it judges exactly as Verify does; every other one in the same way, but by
// the form that VCDM 2.0 or 1.1 gives it in place of that of a badge, and an endorsement
// by that of its class in OB 3.0. Report.Kind says which it was.
//
// Of what is no badge Report.Credential is nil, and Report.Document is what was
// signed. Passed then means: the issuer that the credential names signed this, as
// Verify has it, with a key it publishes for that; you trust this issuer; the
// credential has the form of the data model and is in force now; the lists that it
// names say that it was not revoked; and every rule holds. What the type's own
// specification asks beyond that was not judged: a list of states that passes need
// not be one that anybody could read. A rule that asks about achievement or recipient
// finds of such a credential the id of its subject and nothing else.
func (v *Verifier) VerifyCredential(ctx context.Context, data []byte, rules ...Rule) (*Report, error) {
	c := v.enter(ctx)
	c.anyType = true
	return c.walk(data, rules)
}

// walk is the whole verification.
func (c *corridor) walk(data []byte, rules []Rule) (*Report, error) {
	// OB 3.0 section 9.1, ordered so that each stage relies only on those
	// before it. A stage whose ground is missing is not skipped in silence: it
	// is recorded as undetermined, so that nothing passes by omission.
	c.parse(data)        // strict reading; needs no key and no clock
	c.steps(rules)       // steps 1 and 2, and 4 to 6
	c = c.refresh(rules) // step 3: the edition that counts, which has gone through all of these
	return c.conclude()
}

// steps are those of the verification of one edition that has been read.
func (c *corridor) steps(rules []Rule) {
	c.resolve(boundToIssuer)    // the keys, bound to the issuer before anything is fetched
	c.authenticate()            // step 2: the signatures
	c.conform()                 // steps 1a and 1b: form, members, claims
	c.trust()                   // whose badge it is, and whether you trust them
	c.period()                  // steps 4b and 4c
	c.schemas()                 // step 1a for schemas other than the specification's own
	c.status()                  // step 4a
	c.endorsements()            // step 6
	c.rules(c.cfg.Rules, rules) // step 5, and whatever else the caller asks
	if c.within == nil {        // credentials asks for what those of a presentation link to
		c.resources() // what the badge links to, if everything else has passed
	}
}

// VerifyReader is Verify for a badge that has yet to be read. It reads no more
// than a badge can have, which is more for what begins as a picture, PDF or archive does.
// A Reader that
// fails leaves the verdict open.
func (v *Verifier) VerifyReader(ctx context.Context, r io.Reader, rules ...Rule) (*Report, error) {
	data, err := readBadge(r)
	if err != nil {
		c := v.enter(ctx)
		c.unreadable(err)
		c.rules(c.cfg.Rules, rules)
		return c.conclude()
	}
	return v.Verify(ctx, data, rules...)
}

// readBadge reads one byte more than a badge can have, by which it is seen to be too
// large.
func readBadge(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limits.Document+2))
	most := map[credential.Container]int{credential.ContainerPNG: limits.PNG, credential.ContainerSVG: limits.SVG,
		credential.ContainerPDF: limits.PDF, credential.ContainerZIP: limits.Package}[credential.Detect(data)]
	if err != nil || len(data) < limits.Document+2 || most == 0 {
		return data, err
	}
	rest, err := io.ReadAll(io.LimitReader(r, int64(most+1-len(data))))
	return append(data, rest...), err
}

// VerifyProofs judges only the proofs of a verifiable credential of any kind, or of
// a presentation, and then not those of what it presents: that each was made with a
// key that its own controller publishes for the purpose, and has not ended. The
// purpose is assertionMethod, or, of a presentation, authentication as well. It does
// not ask whether that controller is the issuer, or the holder, whether you trust
// anybody, whether the document has the form of a badge, nor whether it is in force:
// its result cannot say that a badge is good.
//
// It returns a ProofReport in every case. The error is nil if and only if
// ProofReport.Outcome is Passed; otherwise it joins the *Problems of
// ProofReport.Errors, in which errors.Is finds every Code and its cause.
func (v *Verifier) VerifyProofs(ctx context.Context, data []byte) (*ProofReport, error) {
	c := v.enter(ctx)
	c.asked = forEither
	c.parse(data)
	c.resolve(anyController)
	c.authenticate()
	return c.concludeProofs()
}

// asked says what a document has to be for the question that was put.
type asked int

const (
	forCredential asked = iota
	forPresentation
	forEither // its proofs alone are judged
)

// A corridor is one verification on its way through the stages.
type corridor struct {
	*Verifier
	ctx    context.Context
	outing *outing   // what is asked of the outside on the way
	before int       // questions that were asked on behalf of others
	until  time.Time // when the verdict may have to be asked for again; see bound
	lasts  time.Time // until was this before the badge's own period was judged
	behalf string    // the stage that asks, for a document that it led to; "" of what was given
	watch  stopwatch
	report *Report
	check  Check // of the stage that is at work

	asked   asked         // what the document is to be
	anyType bool          // what is no badge is judged as a credential of its own type
	within  *presentation // that the credential stands in, nil if in none
	vouched time.Time     // Verifier.seen, for what is presented
	role    *role         // as what a document is read that the badge led to; nil for the badge
	depth   int           // of an endorsement: how many documents it stands in

	// Each is set by the stage that vouches for it, and nil before.
	secured *credential.Secured    // parse: it can be read
	several bool                   // resolve: there are several proofs to judge
	counted []counted              // resolve: the proofs to judge, and their keys
	fallen  []fallen               // resolve: those that have no key, beside them
	unbound bool                   // resolve: a key counts that is not the issuer's
	signed  *credential.Secured    // authenticate: as many of them hold as have to
	view    *credential.Credential // authenticate: what they say; of what is no badge, its outline

	transform credential.Transform // authenticate: as what the proofs secure it
	remarks   []Problem            // authenticate: on reading it so
	unread    error                // authenticate: why there is no view; conform judges it
}

func (v *Verifier) enter(ctx context.Context) *corridor {
	if v == nil || v.trusted == nil {
		return &corridor{Verifier: &Verifier{}, ctx: ctx, outing: newOuting(), watch: startStopwatch(), report: &Report{}} // stage says so
	}
	o := newOuting()
	ctx = context.WithValue(ctx, outingKey{}, o)
	return &corridor{Verifier: v, ctx: ctx, outing: o, watch: startStopwatch(), report: &Report{Time: v.cfg.Now(), Checks: make([]Check, 0, 8)}}
}

// stage runs judge and records what it found as the Check of the given name.
// Without ground, which an earlier stage should have laid, or after ctx is
// done, judge is not run and the Check stays undetermined, as it does if judge
// panics, or ctx ends while it is at work and it finds nothing against the badge.
// Stages stand one behind the other: a judge that begins one panics, and passes nothing.
func (c *corridor) stage(name string, ground bool, judge func(k *Check)) {
	k := &c.check
	if k.Name != "" {
		panic("a stage within the stage " + k.Name)
	}
	*k = Check{Name: name, Outcome: Undetermined}
	switch {
	case !ground:
		k.Reason = "not reached"
	case c.trusted == nil:
		k.open(credential.NewProblem(TrustUnavailable, "", errUnmade, "this Verifier does not know whom to trust: it was not made by verify.New"))
	case c.ctx.Err() != nil:
		k.open(interrupted(c.ctx))
	default:
		k.Outcome = Passed
		c.outing.at(c.asking(name))
		guarded(k, judge)
		if c.ctx.Err() != nil && !k.failed && !k.undecided {
			k.open(interrupted(c.ctx)) // a plug-in that was waited for: its late yes is none
		}
		k.settle(c.cfg.Strict)
		k.Took = c.watch.lap()
	}
	c.report.Checks = append(c.report.Checks, *k)
	*k = Check{}
}

// errUnmade says that a Verifier was not made by New, and will not be.
const errUnmade = settled("it trusts nobody")

func interrupted(ctx context.Context) *Problem {
	return credential.NewProblem(Interrupted, "", context.Cause(ctx), "the verification was interrupted: %v", context.Cause(ctx))
}

// passed reports whether the named Check was made and passed.
func (c *corridor) passed(name string) bool {
	for i := range c.report.Checks {
		if c.report.Checks[i].Name == name {
			return c.report.Checks[i].Outcome == Passed
		}
	}
	return false
}
