package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
)

// old reports whether the database is older than was witnessed.
func (s *school) old(ctx context.Context) (bool, error) {
	floor, err := s.witness.Epoch(ctx)
	if err != nil {
		return false, err
	}
	_, epoch, err := s.store.Read(ctx, status.Query{Kind: status.ByCredential})
	return epoch < floor, err
}

// recover takes in what the database has forgotten: who was revoked, from the published
// lists, and whose the places are, from the badges that were kept.
func (s *school) recover(ctx context.Context, o options, stdout io.Writer) error {
	old, err := s.old(ctx)
	if err != nil {
		return err
	}
	if old {
		published, err := s.published(ctx, o)
		if err != nil {
			return err
		}
		from := status.Recovery{Published: published, Keys: []credential.Method{s.issuer.Signer.Method()}}
		if err := s.lists.Recover(ctx, from); err != nil {
			return err
		}
		fmt.Fprintln(stdout, "The published lists are taken in. New badges have their places in a new one:\npublish it.")
	} else {
		fmt.Fprintln(stdout, "The database is no older than was witnessed: no list was taken in.")
	}
	badges, err := s.all()
	if err != nil {
		return err
	}
	for _, b := range badges {
		if _, err := s.lists.Entry(ctx, b.ID()); !errors.Is(err, status.ErrUnknown) {
			if err != nil {
				return err
			}
			continue
		}
		view, err := b.Unverified()
		if err != nil {
			return err
		}
		if len(view.Status) != 1 {
			return fmt.Errorf("%s is kept without a place in a list", b.ID())
		}
		switch err := s.lists.Adopt(ctx, b.ID(), view.Status[0]); {
		case errors.Is(err, status.ErrTaken):
			fmt.Fprintf(stdout, "%s: set in the published list, and stays so\n", b.ID())
		case err != nil:
			return fmt.Errorf("%s: %w", b.ID(), err)
		default:
			fmt.Fprintf(stdout, "%s: known again\n", b.ID())
		}
	}
	return nil
}

// published are the lists of this school below the directory, by their URLs.
func (s *school) published(ctx context.Context, o options) (map[string][]byte, error) {
	dir := filepath.Join(o.output, filepath.FromSlash(strings.TrimPrefix(s.url, "https://")))
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, usageError{err}
	}
	published := map[string][]byte{}
	for _, e := range entries {
		if e.IsDir() || strings.Trim(e.Name(), "0123456789") != "" {
			continue // what a publication that was cut short has left
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, usageError{err}
		}
		published[s.url+"/"+e.Name()] = data
	}
	if !o.unpublished {
		if len(published) == 0 {
			return nil, usagef("-o %s holds no list of this school, as %s would be.\nIf none was ever published, say -unpublished", o.output, filepath.Join(dir, "NUMBER"))
		}
		return published, nil
	}
	lists, _, err := s.store.Read(ctx, status.Query{Kind: status.Openings})
	if err != nil {
		return nil, err
	}
	for _, l := range lists {
		if url := fmt.Sprintf("%s/%d", s.url, l.List); published[url] == nil {
			published[url] = nil
		}
	}
	return published, nil
}
