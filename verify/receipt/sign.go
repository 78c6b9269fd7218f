package receipt

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// Sign returns the receipt of a report: a compact JWS of the typ openbadges-receipt+jwt,
// whose payload is the JSON of a Receipt. The signer is the verifier's own, of a key that is
// for nothing else. A verdict that is no pass has a receipt as well.
//
// now is the time by the signer's clock. The report has to be of that time, or of five
// minutes before at most: whoever judged as of another (verify.Verifier.At) has asked today
// what was so then, and his receipt would say that he had seen the badge then. So it is for
// Config.Now, too: the clock of the Verifier MUST be a real one.
//
// There is no receipt of what could not be read, nor of a newer edition that took the
// place of a badge (verify.Report.Refreshed).
func Sign(ctx context.Context, r *verify.Report, s credential.Signer, now time.Time) ([]byte, error) {
	if s == nil {
		return nil, errors.New("receipt: there is no Signer")
	}
	m := s.Method()
	statement, err := of(r, m.Controller)
	if err != nil {
		return nil, err
	}
	if late := now.Sub(r.Time); r.Time.IsZero() || late < 0 || late > limits.ReceiptDelay {
		return nil, fmt.Errorf("receipt: the report is as of %s, and now it is %s; a receipt is of a verification that has just been made", stamp(r.Time), stamp(now))
	}
	payload, err := write(statement)
	if err != nil {
		return nil, err
	}
	header, err := write(struct {
		Alg string `json:"alg"`
		Kid string `json:"kid"`
		Typ string `json:"typ"`
	}{algorithm(m), m.ID, receiptTyp})
	if err != nil {
		return nil, err
	}
	input := jose.SigningInput(header, payload)
	signature, err := credential.SignMessage(ctx, s, input)
	if err != nil {
		return nil, err
	}
	signed := jose.Compact(input, signature)
	// What is not read back is not handed out.
	if _, err := (Reader{Keys: []credential.Method{m}, Now: func() time.Time { return now }}).Read(signed); err != nil {
		return nil, fmt.Errorf("receipt: what was signed would not be read: %w", err)
	}
	return signed, nil
}

// algorithm is the one that the key is for.
func algorithm(m credential.Method) string {
	for _, alg := range jose.AlgorithmsFor(m.Key) {
		if m.Admits(alg) {
			return alg
		}
	}
	return ""
}
