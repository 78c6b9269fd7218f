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
// Start with examples/quickstart, then read ARCHITECTURE.md.
package openbadges
