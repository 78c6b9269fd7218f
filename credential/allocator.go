package credential

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A StatusAllocator finds credentials a place in the lists in which their issuer will
// revoke them. Package credential/status has one.
type StatusAllocator interface {
	// Reserve returns the entry of the credential of that id, and an error if it was
	// revoked. The place that it names
	// MUST be kept for good before Reserve returns, MUST never have been another
	// credential's, and MUST be the same whenever it is asked for the same id. Reserve
	// MUST be safe for concurrent use, and MUST return when ctx is done. Its result is
	// judged like every other part of a credential.
	Reserve(ctx context.Context, credentialID string) (badge.Status, error)
}

// entryless refuses an entry beside the one that is.Status finds.
func (is *Issuer) entryless(c *Credential) error {
	if is.Status != nil && len(c.Status) > 0 {
		return NewProblem(IssueStatus, "/credentialStatus", nil, "the credential has a status entry already, and the issuer's Status would add another; OB 3.0 allows one")
	}
	return nil
}

// whereOf says where a status entry says that the status is found.
func whereOf(s badge.Status) string { return limits.Abridge(cmp.Or(s.ID, s.StatusListCredential)) }

// reserved adds the entry of is.Status to c.
func (is *Issuer) reserved(ctx context.Context, c *Credential) error {
	s, err := reserve(ctx, is.Status, c.ID)
	if err != nil {
		return NewProblem(IssueStatus, "/credentialStatus", err, "no place was reserved in a status list: %v", err)
	}
	c.Status = []badge.Status{s}
	return nil
}

func reserve(ctx context.Context, a StatusAllocator, id string) (s badge.Status, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the allocator panicked: %v", r)
		}
	}()
	return a.Reserve(ctx, id)
}

var errRehearsed = errors.New("this was the rehearsal")

// understudy stands in for a Signer up to where it would sign.
type understudy struct{ method Method }

func (u understudy) Method() Method                               { return u.method }
func (u understudy) Sign(context.Context, []byte) ([]byte, error) { return nil, errRehearsed }

// rehearse does everything with a document but to sign it, so that what cannot be
// secured takes up no place in a list.
func (is *Issuer) rehearse(ctx context.Context, document []byte, m Method, c *Credential) error {
	stage := *is
	stage.Signer = understudy{m}
	if _, err := stage.secured(ctx, document, m, c.issued); !errors.Is(err, errRehearsed) {
		return err
	}
	return nil
}
