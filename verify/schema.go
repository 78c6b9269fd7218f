package verify

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/digests"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/shape"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A SchemaResult is what came of one schema that a badge names.
type SchemaResult struct {
	URL    string // as the badge names it
	Type   string // such as 1EdTechJsonSchemaValidator2019
	Digest []byte // SHA-256 of its bytes; nil if they were not read
	Data   []byte // these bytes, which others may read, too
	Given  bool   // it is one of Config.Schemas

	// Outcome is Passed if the badge keeps to the schema, Failed if it does not,
	// NotApplicable if the schema is one of OB 3.0 itself, which the rules of CheckForm
	// answer, and Undetermined if it was not at hand or cannot be judged here.
	Outcome Outcome
}

// The types of credentialSchema whose schemas are JSON Schemas: of OB 3.0, of what many
// issuers write in its place, and of VC JSON Schema; and the one of that specification
// whose schemas are inside a credential.
const (
	schemaOf1EdTech = "1EdTechJsonSchemaValidator2019"
	schemaOf2019    = "JsonSchemaValidator2019"
	schemaOfW3C     = "JsonSchema"
	schemaSigned    = "JsonSchemaCredential"
)

const acceptSchema = "application/schema+json, application/json"

// schemas asks the schemas that an authentic badge names (OB 3.0 section 9.1, step 1a).
// A schema says what its issuer promised of the badge. One that cannot be asked leaves
// that promise open, and the badge what it is, unless the Config says otherwise.
func (c *corridor) schemas() {
	if !c.report.Authentic || len(c.view.Schema) == 0 {
		return
	}
	// Whoever is not trusted does not choose whom we ask: the badge has failed by then.
	c.stage(CheckSchema, c.report.Trust != Untrusted, func(k *Check) {
		p := promises{corridor: c, check: k, at: c.places("credentialSchema")}
		own, open := 0, 0
		for i, s := range c.view.Schema {
			r := SchemaResult{URL: s.ID, Type: s.Type}
			p.ask(i, s, &r)
			c.report.Schemas = append(c.report.Schemas, r)
			switch r.Outcome {
			case NotApplicable:
				own++
			case Undetermined:
				open++
			}
			if i == limits.Schemas { // of the others nothing else could be said
				open += len(c.view.Schema) - i - 1
				break
			}
			if c.ctx.Err() != nil {
				return
			}
		}
		var reasons []string
		if own > 0 {
			reasons = append(reasons, "the schema of Open Badges 3.0 is answered by the rules of the form")
		}
		if open > 0 { // which is no pass, and nothing hangs on it unless the Config says so
			k.Outcome = NotApplicable
			reasons = append(reasons, unasked(open, len(c.view.Schema)))
		}
		k.Reason = strings.Join(reasons, "; ")
	})
}

// unasked says how many of the schemas could not be asked.
func unasked(open, all int) string {
	switch {
	case all == 1:
		return "its only schema could not be asked"
	case open == all:
		return fmt.Sprintf("none of the %d schemas could be asked", all)
	}
	return fmt.Sprintf("%d of the %d schemas could not be asked", open, all)
}

// promises is the stage of the schemas of one badge.
type promises struct {
	*corridor
	check    *Check
	at       func(i int) (member, pointer string)
	instance any // the badge as the schemas judge it; made when the first one is read
	other    any // the same, as its issuer may have written it as well; nil if there is one way only
}

// ask asks one schema.
func (p *promises) ask(i int, s badge.Schema, r *SchemaResult) {
	if i >= limits.Schemas {
		p.missing(i, r, errSpent, "the badge names %d schemas, of which the first %d are asked", len(p.view.Schema), limits.Schemas)
		return
	}
	types := strings.Split(s.Type, ", ") // of what is no badge there may be several
	draft := noDraft
	switch {
	case slices.Contains(types, schemaOf1EdTech), slices.Contains(types, schemaOf2019):
		draft = draft2019
	case slices.Contains(types, schemaOfW3C):
	case slices.Contains(types, schemaSigned):
		p.missing(i, r, nil, "the schema %q is in a credential of its own (%s), and such are not read here", limits.Abridge(s.ID), schemaSigned)
		return
	default:
		p.missing(i, r, nil, "the schema %q is of the type %q, which is not known here", limits.Abridge(s.ID), limits.Abridge(s.Type))
		return
	}
	if ob, ok := shape.ReadOBSchema(s.ID); ok && p.class() != "" {
		p.ownSchema(i, ob, r)
		return
	}
	if slices.ContainsFunc(p.report.Proofs, func(j JudgedProof) bool { return j.Held && j.Algorithm == string(credential.ECDSASD2023) }) {
		p.missing(i, r, nil, "the schema %q was written for the whole badge, and a part of it is shown", limits.Abridge(s.ID))
		return
	}
	source, d := p.find(s.ID, r)
	if d != nil {
		p.unheld(i, r, d)
		return
	}
	if err := p.lay(); err != nil {
		p.missing(i, r, err, "the badge could not be laid before its schema: %v", err)
		return
	}
	judge := func(instance any) ([]violation, error) {
		return p.outing.desk(p.behalf).judge(s.ID, source, p.Verifier.schemas, draft, instance, p.ofGraph())
	}
	violations, err := judge(p.instance)
	if err == nil && p.other != nil {
		var others []violation
		if others, err = judge(p.other); err == nil && (len(others) == 0) != (len(violations) == 0) {
			err = errSchemaLetter
		}
	}
	if err == nil && len(violations) == 0 && p.ofGraph() {
		err = p.readings(func(instance any, r *reading) error {
			others, err := judge(instance)
			if err == nil && slices.ContainsFunc(others, func(v violation) bool { return !r.excuses(v) }) {
				err = errSchemaLetter
			}
			return err
		})
	}
	switch {
	case err != nil:
		p.missing(i, r, err, "the schema %q was read and cannot be asked: %v", limits.Abridge(s.ID), err)
	case len(violations) == 0:
		r.Outcome = Passed
	default:
		r.Outcome = Failed
		for _, v := range violations[:min(len(violations), limits.SchemaViolations)] {
			p.check.add(credential.NewProblem(credential.SchemaInvalid, p.root()+v.pointer, nil, "the schema %s does not allow this: %s (%s)", limits.Abridge(s.ID), v.said, whereInSchema(v.keyword)))
		}
	}
}

// lay makes what the schemas judge.
func (p *promises) lay() (err error) {
	if p.instance != nil {
		return nil
	}
	if p.ofGraph() {
		places, ok := p.otherwise()
		if !ok {
			return errSchemaLetter
		}
		if len(places) > 0 {
			if p.other, err = p.asInstance(places); err != nil {
				return err
			}
		}
	}
	p.instance, err = p.asInstance(nil)
	return err
}

// errSchemaLetter says that a verdict hangs on what whoever had the badge could change.
var errSchemaLetter = errors.New("its answer hangs on the way in which the badge is written, which its proof does not cover")

// whereInSchema is where a keyword stands, the end of it where it is long.
func whereInSchema(keyword string) string {
	if len(keyword) <= limits.Place {
		return keyword
	}
	return "…" + strings.ToValidUTF8(keyword[len(keyword)-limits.Place:], "")
}

// class is the class of OB 3.0 by whose rules the form was judged, "" if by those of none.
func (p *promises) class() string {
	switch p.report.Kind {
	case credential.KindOB30:
		return "AchievementCredential"
	case credential.KindEndorsement:
		return "EndorsementCredential"
	}
	return ""
}

// ownSchema answers for the schemas of OB 3.0. The rules of conform are those schemas
// and more, and what they take with a warning stays so. Which version of the VCDM the
// badge is of says which of them it is; issuers name the other one too.
func (p *promises) ownSchema(i int, s shape.OBSchema, r *SchemaResult) {
	_, at := p.at(i)
	r.Outcome = NotApplicable
	switch old := strings.HasSuffix(p.signed.DatePointers()[0], "/issuanceDate"); {
	case s.Class != p.class():
		r.Outcome = Failed
		p.check.add(credential.NewProblem(credential.SchemaInvalid, at+"/id", nil, "the credential says that it keeps to the schema of an %s, and it is none", s.Class))
	case old && !s.Any:
		note := credential.NewProblem(credential.SchemaInvalid, at+"/id", nil, "this schema is for VCDM 2.0, and the credential is of VCDM 1.1, by whose rules it was judged")
		note.Severity = Note
		p.check.add(note)
	}
}

// find returns the schema of that URL: one that the caller gave, or one that is fetched.
func (p *promises) find(id string, r *SchemaResult) (*schemaSource, *Problem) {
	url, _, _ := strings.Cut(id, "#")
	if given := p.Verifier.schemas[url]; given != nil {
		r.Given, r.Digest, r.Data = true, given.digest, given.data
		return given, p.pinned(id, given)
	}
	if _, err := destination(url, true); err != nil {
		return nil, asProblem(err)
	}
	resource, err := fetch(p.ctx, p.cfg.Fetcher, Request{URL: url, Accept: acceptSchema, Limit: limits.Schema})
	if err != nil {
		return nil, asProblem(err)
	}
	source, err := readSchema(url, resource.Data)
	if err != nil {
		return nil, credential.NewProblem(credential.SchemaUnavailable, "", err, "what stands at %s cannot be read as a schema: %v", limits.Abridge(url), err)
	}
	r.Digest, r.Data = source.digest, source.data
	return source, p.pinned(id, source)
}

// pinned compares a schema with the digests that the badge gives of it, in
// relatedResource (VCDM 2.0 section 5.3) or beside its URL (VC JSON Schema section 2.1).
func (p *promises) pinned(id string, source *schemaSource) *Problem {
	url, _, _ := strings.Cut(id, "#")
	matches := true
	for _, name := range slices.Compact([]string{id, url}) {
		if m, given := p.view.MatchesDigest(name, source.data); given {
			matches = matches && m
		}
	}
	known := digests.Of(source.data)
	for k := range p.named() { // by its id, as an object of one id is one
		member, _ := p.at(k)
		if !p.received(member + "/id").Is(id) {
			continue
		}
		if sri := p.received(member + "/digestSRI"); sri.Exists() {
			given, err := digests.ParseSRI(sri.Text())
			matches = matches && err == nil && digests.Match(given, known)
		}
		if multibase := p.received(member + "/digestMultibase"); multibase.Exists() {
			given, err := digests.ParseMultibase(multibase.Text())
			matches = matches && err == nil && digests.Match([]digests.Digest{given}, known)
		}
	}
	if matches {
		return nil
	}
	return credential.NewProblem(credential.ResourceDigest, "", nil, "the schema %s is not what it was when the badge was signed: its digest is another", limits.Abridge(url))
}

// named is how many entries the badge has, of which so many are looked at.
func (p *promises) named() int {
	if list := p.received("/credentialSchema"); list.Kind() == strictjson.Array {
		return min(list.Len(), limits.Resources)
	}
	return 1
}

// missing records that a schema could not be asked.
func (p *promises) missing(i int, r *SchemaResult, cause error, format string, args ...any) {
	p.unheld(i, r, credential.NewProblem(credential.SchemaUnavailable, "", cause, format, args...))
}

// unheld records why a schema could not be asked. What a host does, and what cannot be
// judged here, is no fault of the badge's.
func (p *promises) unheld(i int, r *SchemaResult, why *Problem) {
	_, at := p.at(i)
	r.Outcome = Undetermined
	if why.Code == Interrupted {
		p.check.open(why)
		return
	}
	copied := *why // it may be the Fetcher's, and shared
	found := &copied
	if why.Code != credential.SchemaUnavailable && why.Code != credential.ResourceDigest {
		found = credential.NewProblem(credential.SchemaUnavailable, "", why, "the badge names a further schema, which was not at hand: %s", why.Message)
	}
	found.Pointer = at
	spent := errors.Is(why, errSpent) || errors.Is(why, errSchemaWork) || errors.Is(why, errSchemaLetter)
	if p.cfg.Strict || p.cfg.RequireSchemas || spent && p.stretched() {
		p.check.open(found)
		return
	}
	found.Severity = Note
	p.check.add(found)
}

// stretched reports whether somebody else than the issuer has a say in how much the
// schemas of the badge may cost, and so in which of them are asked: whoever presents it
// together with others, who asks for a newer edition of it, and, where a proof inside it
// holds, whoever adds proofs, entries and values that this one does not cover.
func (p *promises) stretched() bool {
	byToken := slices.ContainsFunc(p.report.Proofs, func(j JudgedProof) bool { return j.Held && j.Type == "JWS" })
	return p.within != nil || p.behalf != "" || !byToken
}

// root is where the credential stands in what was signed.
func (c *corridor) root() string {
	from := c.signed.DatePointers()[0]
	return from[:strings.LastIndexByte(from, '/')]
}

// places says where the entries of a member stand: in the credential, and in what was
// signed.
func (c *corridor) places(name string) func(i int) (member, pointer string) {
	member := "/" + name
	raw, ok := c.view.Lookup(member)
	listed := ok && raw[0] == '['
	return func(i int) (string, string) {
		m := member
		if listed {
			m = fmt.Sprintf("%s/%d", member, i)
		}
		return m, c.root() + m
	}
}
