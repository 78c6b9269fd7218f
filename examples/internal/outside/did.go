package outside

import (
	"context"
	"errors"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// MethodOf is the key that a DID holds, of a verifier whose receipts count (-trusted-receipt).
func MethodOf(did string) (credential.Method, error) {
	var r verify.Resolver
	switch {
	case strings.HasPrefix(did, "did:key:"):
		r = verify.DIDKey()
	case strings.HasPrefix(did, "did:jwk:"):
		r = verify.DIDJWK()
	}
	if r == nil || strings.Contains(did, "#") {
		return credential.Method{}, errors.New("expected a did:key or did:jwk, which hold their key, without a fragment")
	}
	return r.Resolve(context.Background(), verify.KeyQuery{Method: did})
}
