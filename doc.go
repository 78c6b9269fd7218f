// Package openbadges issues and verifies Open Badges 3.0: digital credentials
// that say what a person has shown, secured so that anyone can check who said
// so.
//
// It exports nothing itself. Three packages hold the library, and each does
// one thing:
//
//   - [github.com/summitbadges/openbadges/badge] says what was earned: the
//     classes of the specification, and programs such as Summit that group
//     micro-credentials and their competencies.
//   - [github.com/summitbadges/openbadges/credential] turns that into secured
//     bytes: a verifiable credential (VCDM 2.0) signed as a compact JWS, or as
//     a JSON document with Data Integrity proofs inside; and presents it, on
//     behalf of who holds it.
//   - [github.com/summitbadges/openbadges/verify] turns bytes into a verdict:
//     whose key, whose badge, in force or not, and why. Its verifytest
//     helps to test programs that use it.
//
// Beside them stand two for an issuer:
//
//   - [github.com/summitbadges/openbadges/credential/status] gives each badge a place in
//     a status list, revokes and suspends by the badge's id, and publishes the lists.
//   - [github.com/summitbadges/openbadges/credential/carrier] attaches badges to PDFs, packs
//     them for export, and takes them out again.
//   - [github.com/summitbadges/openbadges/credential/bake] puts badges into pictures, PNG
//     and SVG, and takes them out again.
//
// Start with examples/quickstart. Of the other programs examples/issue and
// examples/verify are commands, examples/server issues and verifies over
// HTTP, and examples/revoke is an issuer who revokes. Then read ARCHITECTURE.md.
package openbadges
