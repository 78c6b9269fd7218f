package main

import (
	"path"
	"slices"
	"strings"
)

// A row says of which stage files are, or, without a stage, why no guard is removed
// there. A name that ends in a slash is a directory with everything below it; one with
// a colon is functions of a file. What is named more narrowly counts.
type row struct {
	stage, why string
	files      string
}

// rows names every file of verify, credential and internal.
var rows = []row{
	{stage: "resolve", files: `
		verify/resolve.go verify/kid.go verify/unbound.go verify/tenants.go verify/keyhistory.go
		verify/did.go verify/didweb.go verify/https.go verify/host.go verify/jwkset.go verify/controller.go verify/publishedkey.go
		verify/fetch.go verify/lookups.go verify/outing.go
		verify/destination.go verify/addresses.go verify/dial.go verify/exchange.go verify/httpfetcher.go
		verify/cachecontrol.go verify/fetchcache.go verify/flight.go verify/turns.go
		credential/method.go credential/didweb.go
		internal/hosts/ internal/multikey/`},
	{stage: "authenticate", files: `
		verify/proofs.go verify/stages.go verify/presentation.go
		credential/secured.go credential/envelope.go credential/proof.go credential/suite.go credential/checker.go credential/keymemory.go
		credential/integrity.go credential/disclosure.go credential/contexts.go credential/union.go credential/document.go
		internal/jose/ internal/eddsa/ internal/sd/ internal/digests/ internal/base64url/ internal/ld/ internal/rdfc/`},
	{stage: "conform", files: `
		verify/stages.go:corridor.conform,corridor.formOf,told
		credential/conform.go credential/claims.go credential/general.go credential/presentation.go credential/resources.go
		internal/shape/`},
	{stage: "trust", files: `verify/stages.go:corridor.trust,trustOf,untrusted verify/registryfile.go`},
	{stage: "period", files: `verify/stages.go:corridor.period,corridor.end,corridor.oddTime`},
	{stage: "status", files: `
		verify/status.go verify/statuslist.go verify/revocationlist.go verify/listmemory.go verify/role.go
		internal/bitstring/`},

	{why: "the corridor and its policy, which decide nothing themselves", files: `
		verify/verify.go verify/config.go verify/checks.go verify/codes.go verify/doc.go verify/panic.go verify/stopwatch.go verify/batch.go verify/elsewhere.go`},
	{why: "words for what was decided", files: `verify/report.go verify/reportjson.go verify/reporttext.go verify/nexttext.go verify/endorsementtext.go`},
	{why: "the stages that only some badges give occasion for: schema, endorsements, resources, refresh", files: `
		verify/schema.go verify/schemajudge.go verify/schemapattern.go verify/schemaonce.go verify/schemareading.go verify/schemasource.go verify/schemawork.go
		verify/endorsement.go verify/resources.go verify/refresh.go verify/changes.go credential/endorsements.go credential/equality.go`},
	{why: "rules, which the caller asks for", files: `verify/rules.go verify/awarded.go`},
	{why: "a package of its own beside the corridor", files: `verify/share/ verify/verifytest/ verify/receipt/ credential/bake/ credential/carrier/ credential/status/ credential/award/`},
	{why: "what is told after a verdict, and changes none", files: `
		verify/evidence.go credential/namedcontexts.go verify/keysmet.go verify/explain/ credential/doctor/ credential/coverage.go credential/coverageplaces.go
		internal/ld/left.go internal/sd/cover.go internal/rdfc/lines.go:Dataset.Line`},
	{why: "what json-gold asks for documents, which no compiled context names", files: `internal/ld/list.go:noLoader.LoadDocument`},
	{why: "issuing, which refuses by the rules of conform and checks each signature it got", files: `
		credential/addproof.go credential/allocator.go credential/credential.go credential/edit.go credential/endorse.go credential/identity.go
		credential/issuedocument.go credential/issuer.go credential/present.go credential/publish.go credential/readkey.go credential/refreshservice.go
		credential/reissue.go credential/signer.go credential/signjws.go credential/statusplace.go
		credential/disclosure.go:suite.addBase credential/document.go:encode,Credential.document,document.addClaims,oneOrMore.MarshalJSON
		credential/method.go:Method.JWK,Method.Multikey,DIDKey,DIDJWK internal/multikey/multibase.go:Encode,EncodeBytes
		internal/jose/sign.go internal/multikey/private.go internal/multikey/thumbprint.go internal/sd/create.go internal/shape/issue.go`},
	{why: "what a holder does with a badge, which is judged where it arrives", files: `internal/sd/derive.go credential/disclosure.go:Derive`},
	{why: "how a badge is found in what was received, before any stage: held by the fuzzers, the mangler and the vectors of every container", files: `
		credential/detect.go credential/carried.go credential/picture.go credential/otherkinds.go internal/strictjson/`},
	{why: "words, and names for reasons", files: `
		credential/catalogue.go credential/cataloguespanish.go credential/code.go credential/codestanding.go credential/doc.go credential/problem.go`},
	{why: "numbers", files: `internal/limits/`},
	{why: "generators of data, and what only tests, benchmarks and stores use", files: `
		internal/gen/ internal/ld/contexts/ internal/beside/ internal/faultnet/ internal/sqltest/ internal/sqltx/ internal/xraw/ internal/mutants/ internal/seeds/`},
}

// rowOf returns the row that names a function of a file most narrowly, and whether there
// is one. Without a function it is the file's.
func rowOf(file, function string) (row, bool) {
	best, length := row{}, -1
	for _, r := range rows {
		for _, f := range strings.Fields(r.files) {
			name, functions, some := strings.Cut(f, ":")
			n := len(name)
			switch {
			case some && name == file && slices.Contains(strings.Split(functions, ","), function):
				n++
			case some, name != file && !(strings.HasSuffix(name, "/") && strings.HasPrefix(file, name)):
				continue
			}
			if n > length {
				best, length = r, n
			}
		}
	}
	return best, length >= 0
}

func stageOf(file, function string) string {
	r, _ := rowOf(file, function)
	return r.stage
}

// stages are the names of the stages.
func stages() (all []string) {
	for _, r := range rows {
		if r.stage != "" && !slices.Contains(all, r.stage) {
			all = append(all, r.stage)
		}
	}
	return all
}

// guardedDirs are the directories of the packages in which guards are removed.
func guardedDirs() (all []string) {
	for _, r := range rows {
		if r.stage == "" {
			continue
		}
		for _, f := range strings.Fields(r.files) {
			name, _, _ := strings.Cut(f, ":")
			dir := path.Dir(name) // of a directory, itself
			if !slices.Contains(all, dir) {
				all = append(all, dir)
			}
		}
	}
	return all
}
