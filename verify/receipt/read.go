package receipt

import (
	"bytes"
	"encoding/hex"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Reader reads the receipts of verifiers whose word counts. Its zero value believes
// nobody, and reads none.
type Reader struct {
	// Keys are those of the verifiers. A receipt counts if it names one of them as its key
	// (kid is the ID), is by that key and algorithm, and by its Controller; no other is
	// looked up. By Revoked nothing counts any more that the key signed, whatever time it
	// bears, and by Expires nothing that says it is of a later time.
	Keys []credential.Method

	// Now is the clock; nil means time.Now. A receipt of a later time is refused.
	Now func() time.Time
}

// Read reads a receipt, as Sign makes it, to the byte; save that whoever has a signature by
// ECDSA can write the other one that holds for the same message. Its error is a *verify.Problem of the
// Code RECEIPT_FORMAT, INPUT_TOO_LARGE, RECEIPT_UNTRUSTED, PROOF_SIG_INVALID, KEY_REVOKED,
// PROOF_CREATED_FUTURE or CLOCK_UNSET, or of what is wrong with the key in Keys.
func (d Reader) Read(signed []byte) (*Receipt, error) {
	return d.readAt(signed, d.today())
}

// today is the time by the Reader's clock, which is asked once for each thing that is read.
func (d Reader) today() time.Time {
	if d.Now != nil {
		return d.Now()
	}
	return time.Now()
}

func (d Reader) readAt(signed []byte, today time.Time) (*Receipt, error) {
	if len(signed) > limits.Receipt {
		return nil, refused(credential.InputTooLarge, "a receipt has at most %d bytes; this has %d", limits.Receipt, len(signed))
	}
	token, err := jose.ParseTyped(signed, receiptTyp)
	if err != nil {
		return nil, credential.NewProblem(credential.ReceiptFormat, "", err, "this is no receipt of a verification: %v", err)
	}
	m, err := d.key(token.Header)
	if err != nil {
		return nil, err
	}
	if err := jose.Verify(token.Header.Alg, m.Key, token.SigningInput, token.Signature); err != nil {
		return nil, credential.NewProblem(credential.ProofSigInvalid, "", err, "the receipt is not signed by the key %s that it names", limits.Abridge(m.ID))
	}
	r, err := parse(token.Payload)
	if err != nil {
		return nil, err
	}
	at := r.Time()
	switch {
	case today.IsZero():
		return nil, refused(credential.ClockUnset, "the clock gave no time to read the receipt by")
	case r.Verifier != m.Controller:
		return nil, refused(credential.ReceiptUntrusted, "the receipt says that %s has checked, and is signed by the key of %s", limits.Abridge(r.Verifier), limits.Abridge(m.Controller))
	case at.After(today):
		return nil, refused(credential.ProofCreatedFuture, "the receipt is of %s; now it is %s", r.At, stamp(today))
	case !m.Revoked.IsZero() && !today.Before(m.Revoked):
		return nil, refused(credential.KeyRevoked, "the key %s of the verifier was withdrawn on %s: whoever has it may have dated the receipt back", limits.Abridge(m.ID), stamp(m.Revoked))
	case !m.Expires.IsZero() && !at.Before(m.Expires):
		return nil, refused(credential.KeyRevoked, "the key %s of the verifier was in use until %s, and the receipt is of %s", limits.Abridge(m.ID), stamp(m.Expires), r.At)
	}
	return r, nil
}

// key returns the key that the header names, if the Reader has it and it admits the
// algorithm. Nothing is taken from the header but which of them to try.
func (d Reader) key(h jose.Header) (*credential.Method, error) {
	i := slices.IndexFunc(d.Keys, func(m credential.Method) bool { return m.ID == h.KeyID })
	if i < 0 {
		return nil, refused(credential.ReceiptUntrusted, "the receipt is by the key %s, which is none of those whose receipts are taken for true here", limits.Abridge(h.KeyID))
	}
	m := d.Keys[i]
	switch err := m.Check(); {
	case err != nil:
		return nil, err
	case !m.For(credential.AssertionMethod):
		return nil, refused(credential.KeyRelationship, "the key %s is not for signing receipts (%s)", limits.Abridge(m.ID), credential.AssertionMethod)
	case !m.Admits(h.Alg):
		return nil, refused(credential.KeyTypeMismatch, "the receipt is signed by %s, for which the key %s is not", h.Alg, limits.Abridge(m.ID))
	}
	return &m, nil
}

// parse reads the payload of a receipt. It has one spelling: what would be written
// otherwise, a member that nobody knows included, is refused.
func parse(payload []byte) (*Receipt, error) {
	r := new(Receipt)
	if err := readExactly(payload, strictjson.Limits{Size: limits.Receipt}, r, "the receipt"); err != nil {
		return nil, err
	}
	switch {
	case r.Type != receiptType || r.Version != receiptVersion:
		return nil, refused(credential.ReceiptFormat, "expected a receipt of the type %s, version %d; found %q, version %d", receiptType, receiptVersion, limits.Abridge(r.Type), r.Version)
	case r.Time().IsZero():
		return nil, refused(credential.ReceiptFormat, "the receipt does not say when the badge was checked (at); found %q", limits.Abridge(r.At))
	case !isDigest(r.Badge.SHA256) || !isDigest(r.Policy.SHA256):
		return nil, refused(credential.ReceiptFormat, "the receipt lacks the digest of the badge or of the policy")
	case !slices.Contains([]string{"valid", "warning", "invalid", "undetermined"}, r.Outcome) || len(r.Checks) == 0:
		return nil, refused(credential.ReceiptFormat, "the receipt does not say what came of the verification; found %q", limits.Abridge(r.Outcome))
	}
	for _, s := range r.Sources {
		if s.URL == "" || s.SHA256 != "" && !isDigest(s.SHA256) || (s.SHA256 == "") != (s.Code != "") ||
			s.Fetched != "" && instant(s.Fetched).IsZero() || s.FreshUntil != "" && instant(s.FreshUntil).IsZero() {
			return nil, refused(credential.ReceiptFormat, "the receipt names a document of which it does not say what it was, or when: %s", limits.Abridge(s.URL))
		}
	}
	for _, s := range r.Schemas {
		if s.SHA256 != "" && !isDigest(s.SHA256) {
			return nil, refused(credential.ReceiptFormat, "the receipt names a schema by something that is no digest: %s", limits.Abridge(s.URL))
		}
	}
	return r, nil
}

func isDigest(text string) bool {
	sum, err := hex.DecodeString(text)
	return err == nil && len(sum) == 32 && hex.EncodeToString(sum) == text
}

// readExactly fills dst, and refuses what is not what write would make of it.
func readExactly(data []byte, lim strictjson.Limits, dst any, what string) error {
	tape, err := strictjson.Parse(data, lim)
	if err == nil {
		err = strictjson.View(tape.Root(), dst)
	}
	if err != nil {
		return credential.NewProblem(credential.ReceiptFormat, "", err, "%s cannot be read: %v", what, err)
	}
	again, err := write(dst)
	if err != nil || !bytes.Equal(again, data) {
		return refused(credential.ReceiptFormat, "%s is not as it was made: somebody has added white space or a member, left one out, or saved it anew; it has to be handed on byte for byte", what)
	}
	return nil
}
