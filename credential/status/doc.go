// Package status is the issuer's half of revocation: it finds each credential a place in
// a status list (Bitstring Status List 1.0, or the 1EdTech Revocation List), keeps what
// was revoked, suspended and reinstated, and publishes the lists for verifiers to read.
package status
