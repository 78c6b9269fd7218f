package award_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/award"
)

var errStore = errors.New("the disk is full")

// A faultyStore fails at one of its calls: at odd ones before it has done what was asked,
// at even ones behind that, when the answer is lost.
type faultyStore struct {
	*award.Memory
	calls, fail int
}

func (s *faultyStore) step() error {
	if s.calls++; s.calls == s.fail {
		return errStore
	}
	return nil
}

func (s *faultyStore) Insert(ctx context.Context, r ...award.Record) ([]award.Record, error) {
	if err := s.step(); err != nil {
		return nil, err
	}
	stored, err := s.Memory.Insert(ctx, r...)
	return stored, errors.Join(err, s.step())
}

func (s *faultyStore) Update(ctx context.Context, r ...award.Record) error {
	if err := s.step(); err != nil {
		return err
	}
	return errors.Join(s.Memory.Update(ctx, r...), s.step())
}

type lyingStore struct {
	*award.Memory
	lie func(*award.Record)
}

func (s *lyingStore) Read(ctx context.Context, q award.Query) ([]award.Record, error) {
	found, err := s.Memory.Read(ctx, q)
	for i := range found {
		s.lie(&found[i])
	}
	return found, err
}

func (s *lyingStore) Insert(ctx context.Context, r ...award.Record) ([]award.Record, error) {
	stored, err := s.Memory.Insert(ctx, r...)
	for i := range stored {
		s.lie(&stored[i])
	}
	return stored, err
}

// A conflictingStore says of so many changes that somebody else was first.
type conflictingStore struct {
	*award.Memory
	left int
}

func (s *conflictingStore) Update(ctx context.Context, r ...award.Record) error {
	if s.left--; s.left >= 0 {
		return award.ErrConflict
	}
	return s.Memory.Update(ctx, r...)
}

type unreadableStore struct{ *award.Memory }

func (unreadableStore) Read(context.Context, award.Query) ([]award.Record, error) {
	return nil, errStore
}

// A hookedStore lets something happen before the first record of a batch is inserted.
type hookedStore struct {
	*award.Memory
	before func()
}

func (s *hookedStore) Insert(ctx context.Context, r ...award.Record) ([]award.Record, error) {
	if before := s.before; before != nil && len(r) > 0 && r[0].State == award.Reserved {
		s.before = nil
		before()
	}
	return s.Memory.Insert(ctx, r...)
}

// A shortStore returns fewer records than it was given.
type shortStore struct{ *award.Memory }

func (s shortStore) Insert(ctx context.Context, r ...award.Record) ([]award.Record, error) {
	stored, err := s.Memory.Insert(ctx, r...)
	return stored[:len(stored)-1], err
}

// A meetingSigner signs once as many as it waits for want something signed.
type meetingSigner struct {
	credential.Signer
	wait sync.WaitGroup
	n    atomic.Int64
}

func (s *meetingSigner) Sign(ctx context.Context, message []byte) ([]byte, error) {
	if s.n.Add(1) <= 16 {
		s.wait.Done()
	}
	s.wait.Wait()
	return s.Signer.Sign(ctx, message)
}

type deliverer func(context.Context, award.Record) error

func (f deliverer) Deliver(ctx context.Context, r award.Record) error { return f(ctx, r) }

type failingSigner struct{ credential.Signer }

func (failingSigner) Sign(context.Context, []byte) ([]byte, error) { return nil, errDown }

type panickingSigner struct{ credential.Signer }

func (panickingSigner) Sign(context.Context, []byte) ([]byte, error) { panic("no") }

func requireEmpty(t testing.TB, s award.Store) {
	t.Helper()
	for _, state := range []award.State{award.Reserved, award.Issued, award.Delivered, award.Superseded, award.Noted} {
		found, err := s.Read(ctx, award.Query{State: state, Limit: 10})
		require.NoError(t, err)
		require.Empty(t, found)
	}
}
