// Package verifytest helps to test programs that verify badges, as net/http/httptest
// helps with programs that speak HTTP: a school that issues badges of every kind, a
// network and a clock within the process, and a [verify.Verifier] that knows of
// nothing else.
//
//	school := verifytest.NewIssuer(verifytest.Setup{})
//	handler := portal(school.Verifier())
//	post(handler, school.Good())     // is to be accepted
//	post(handler, school.Revoked())  // is to be refused
//
// Nothing is a stand-in: the badges are signed and the verdicts are those of package
// verify. Nothing reaches outside, and nothing waits. Keys, identifiers and times are
// fixed, so that two runs of a test see the same bytes, save for the signatures of a key
// that needs randomness (RSA-PSS).
//
// # The badges
//
// What the school's Verifier says of each as long as nobody has changed the clock, the
// network or the Verifier's Config. An outcome that is not a pass comes with exactly one
// error, of the Code that is named.
//
//	Good          Passed        no warning; Report.Verdict is "valid"
//	Expired       Failed        TIME_EXPIRED
//	NotYetValid   Failed        TIME_NOT_YET
//	Revoked       Failed        STATUS_REVOKED
//	Suspended     Failed        STATUS_SUSPENDED
//	Tampered      Failed        PROOF_SIG_INVALID; not authentic
//	Untrusted     Failed        TRUST_ISSUER_UNKNOWN
//	Undecidable   Undetermined  STATUS_UNAVAILABLE; Report.Retry is true
//
// All of them but Tampered are authentic (Report.Authentic). [Issuer.Issue] makes any
// other badge, beginning with what [Issuer.Claims] says, and [Issuer.Revoke],
// [Issuer.Suspend] and [Issuer.Reinstate] change what the lists say about one.
//
// # The network
//
// What an issuer publishes stands below its Issuer.Home:
//
//	…/status/revocation    the list in which badges are revoked (Bitstring Status List 1.0)
//	…/status/suspension    the list in which they are suspended
//	…/status/unreachable   a list whose host answers with 503
//
// and, by its identifier: the DID document of a did:web; of an https issuer, the page at
// that URL, with its key, and the keys of its host at /.well-known/jwks.json. A test
// reads, changes, takes down and counts all of this by the methods of [Network].
//
// # Mistakes
//
// What cannot be is a mistake in the test and not something to be handled in it: an
// identifier that no verifier looks up, claims that cannot be issued, revoking somebody
// else's badge. It panics with the reason. Nothing but tests should import this package.
package verifytest
