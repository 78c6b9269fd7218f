package main

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"

	"github.com/summitbadges/openbadges/verify/share"
)

// pagesBase is where the public pages are. Badges name the district's first domain for ever:
// their issuer, status lists and achievements. Pages are named by nobody but by links, and
// may move; the portal answers under both names.
func (s *store) pagesBase(ctx context.Context, base string) (string, error) {
	var moved []byte
	err := s.db.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = 'pages'`).Scan(&moved)
	if errors.Is(err, sql.ErrNoRows) {
		return base, nil
	}
	return string(moved), err
}

// bound refuses another URL than the one by which badges name the district: whoever forgets
// -url once would sign in the name of somebody else, and publish lists that no badge names.
func (s *store) bound(ctx context.Context, base string) error {
	var first []byte
	err := s.db.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = 'base'`).Scan(&first)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // it has not begun yet
	}
	if err == nil && string(first) != base {
		return fmt.Errorf("-url: badges name this district %s for ever, found %s: start it with -url %s (where the public pages are, its administrator says on the page \"The district's address\")", first, base, first)
	}
	return err
}

// bind keeps the URL by which the district began.
func (s *store) bind(ctx context.Context, base string) error {
	if _, err := s.db.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ('base', ?) ON CONFLICT (name) DO NOTHING`, []byte(base)); err != nil {
		return err
	}
	return s.bound(ctx, base) // another may have begun it meanwhile
}

// move says where the pages are from the next start on.
func (o *office) move(ctx context.Context, to string) error {
	u, err := url.Parse(to)
	if err != nil || to != "https://"+u.Host || u.Host == "" {
		return fmt.Errorf("%w: expected https://HOST", errInput)
	}
	if _, err := share.NewPages(share.PagesConfig{BaseURL: to + "/b/", Verifier: o.verifier, Store: shelf{o.store}}); err != nil {
		return err
	}
	_, err = o.db.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ('pages', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, []byte(to))
	return err
}

func (p *portal) movedPage(a *ask) error {
	next, err := p.office.pagesBase(a.r.Context(), p.office.base)
	if err != nil {
		return err
	}
	return p.render(a, http.StatusOK, "moved", struct{ Base, Pages, Next, Issuer string }{p.office.base, p.office.reached, next, p.office.issuer})
}

func (p *portal) setMoved(a *ask) error {
	if err := p.office.move(a.r.Context(), a.form("url")); err != nil {
		return err
	}
	return a.to("/moved")
}

// published is all that the district has published, as a tree of hosts and paths: what a
// verifier needs who keeps it from before a domain was lost (verify.FetchFS). The keys are in
// it as did.json, so whoever takes it believes where it comes from.
func (p *portal) published(a *ask) error {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	tree := os.DirFS(p.office.www.Root)
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(data)
		}
		return err
	})
	if err := errors.Join(err, z.Close()); err != nil {
		return err
	}
	a.w.Header().Set("Content-Type", "application/zip")
	a.w.Header().Set("Content-Disposition", "attachment; filename=published.zip")
	a.w.Header().Set("Content-Length", fmt.Sprint(b.Len()))
	if a.r.Method == http.MethodHead {
		return nil
	}
	_, err = a.w.Write(b.Bytes())
	return err
}
