// Package rdfc canonicalizes RDF datasets by RDFC-1.0 (RDF Dataset
// Canonicalization, W3C Recommendation of 21 May 2024), with SHA-256 or SHA-384.
// It is the only canonicalizer of this module.
//
// A [Dataset] is filled by calls (the walk over a JSON-LD document) or from
// N-Quads ([Dataset.ParseNQuads]); [Dataset.Canonicalize] returns canonical
// N-Quads; [Dataset.Label] and [Dataset.Issued] tell which blank node became which
// c14nN.
//
// # Why it is fast
//
// RDFC-1.0 prescribes a SHA-256 for every blank node, over every quad that
// mentions it. For a badge that is about as much hashing as its canonical form
// takes once more, and cannot be avoided; all else is kept small beside it.
//
// Every term is written once, when it is added, as the N-Quads text that it will
// have, into one arena; predicates and types that are known beforehand stand
// written in a [Vocabulary]. A quad is then six integers, and a line of output
// three pieces to copy.
//
// Lines are not sorted by comparing them. Quads are distributed to their subjects
// by counting, and within a subject sorted by one integer, the rank of the
// predicate and the kind of the object; the text of objects is looked at only where
// one predicate has several values. What the labels of blank nodes decide is
// repaired at the end, where it occurs. From such quads the inputs of the
// first-degree hashes come out sorted as they are written. A dataset with one
// blank node, as a proof's options are, needs no hash at all: it is c14n0. The
// order of the labels as text (c14n10 before c14n2) is counted, not sorted.
//
// Blank nodes with equal first-degree hashes, which an ordinary badge hardly has,
// take the algorithm Hash N-Degree Quads. It runs on stacks instead of copied
// identifier issuers, and groups of one skip the permutations. A Dataset that is
// used again allocates nothing, here neither.
//
// # Why it is right
//
// The cleverness above has a twin without any: twin_test.go holds RDFC-1.0 a
// second time, straight from the specification, in maps and strings, with a reader
// of its own. TestAgreesWithTheTwinOnRandomGraphs and FuzzCanonicalize compare the
// two on graphs in which blank nodes look alike, each in many disguises (order,
// labels, escapes, repeated quads); FuzzParseNQuads compares the readers;
// TestPassesTheSuiteOfRDFC10 is the published suite, all 86 tests.
//
// # Hostile input
//
// The algorithm is factorial, and a kilobyte can cost hours. Calls of Hash
// N-Degree Quads and permutations are counted against a budget that grows with the
// blank nodes that look alike, what they hash is counted in bytes against one that
// grows with the text, a term that repeats counted once, and their depth is bounded;
// a group with more permutations than the budget has left is refused before the
// first is tried. Quads, blank nodes, terms and the size of the output are bounded
// before any work is done. All of these refusals are [ErrBudget], and the numbers
// stand in package limits. Nothing is timed, so that one document has
// the same verdict on every machine. (Near the budget it can depend on the order of
// the quads, because the algorithm gives up a permutation as soon as it is worse
// than the best so far.)
//
// # Which N-Quads
//
// Canonical N-Quads are those of RDFC-1.0, appendix A: \t \b \n \r \f \" \\ by
// their letters, the other characters up to U+001F, U+007F, U+FFFE and U+FFFF as
// \uXXXX, everything else as it is; xsd:string is left unsaid. The two
// noncharacters are there because the specification demands an escape for what is
// no Char of XML 1.1; some implementations write them as they are. Language tags
// keep their case: RDF 1.1 leaves folding it to whoever makes the dataset. Input is
// RDF 1.1 N-Quads, strictly.
package rdfc
