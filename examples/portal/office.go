package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/share"
)

// An office is the district as an issuer: it makes badges of decisions, publishes its key,
// its achievements and its status lists, and verifies as a stranger would, by what it has
// published.
type office struct {
	*store
	issuer      string
	base        string // https://HOST, of issuer, lists and achievements
	reached     string // likewise, of public pages
	lists       *status.Lists
	publication *status.Publication
	awards      *award.Awards
	verifier    *verify.Verifier
	pages       *share.Pages
	setPages    *share.Pages // of links to badges that a student has chosen
	www         status.Dir
	kinds       map[string]string // media types of what is published, by URL
	logger      *slog.Logger
	keys        keyring
	known       []signingKey // with which it was equipped
	older       *atomic.Bool // the database is older than what was published
}

// rubric is an offer of package summit. Which level earns a credential is the district's
// choice, and so are a quorum of two and one appeal.
func rubric() badge.Rubric {
	r := summit.Rubric()
	r.Required = r.Levels[2].Key
	return r
}

func policy() planning.Policy {
	return planning.Policy{Quorum: 2, Rubric: rubric(), Appeals: 1, Evidence: planning.EvidenceRules{
		Bytes: mostUpload, MediaTypes: []string{"text/plain", "image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf"}}}
}

// openOffice opens a district that found has made.
func openOffice(ctx context.Context, dir, address, base, verifier string, now func() time.Time, log *slog.Logger) (_ *office, err error) {
	host, err := url.Parse(base)
	if err != nil || base != "https://"+host.Host {
		return nil, errors.New("expected a base URL of the form https://HOST")
	}
	o := &office{logger: log, base: base, issuer: "did:web:" + host.Host, kinds: map[string]string{}, www: status.Dir{Root: dir + "-www"}, older: &atomic.Bool{}}
	o.keys = keyring{dir + "-keys", o.issuer}
	rules, err := planning.New(summit.Program(), policy())
	if err != nil {
		return nil, err
	}
	db, err := openDatabase(ctx, dir, address)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	o.store = &store{db: db, heads: dir + "-heads", rules: rules, now: now}
	if err = o.remember(ctx, dir+"-witness"); err != nil {
		return nil, err
	}
	if o.lists, err = status.New(status.Config{Store: db.statuses(), Witness: status.DirWitness{Path: dir + "-witness"}, URL: base + "/status", Purpose: status.Suspension, Now: now}); err != nil {
		return nil, err
	}
	if err = o.bound(ctx, base); err != nil {
		return nil, err
	}
	if err = o.equip(); err != nil {
		return nil, err
	}
	if o.verifier, err = verify.New(verify.Config{Issuers: []string{o.issuer}, Fetcher: verify.FetchFS(os.DirFS(o.www.Root)), Now: now}); err != nil {
		return nil, err
	}
	if o.reached, err = o.pagesBase(ctx, base); err != nil {
		return nil, err
	}
	pages := share.PagesConfig{
		BaseURL: o.reached + "/b/", Verifier: o.verifier, Store: shelf{o.store}, Preview: preview, Now: now, VerifierURL: verifier,
		Log: func(ctx context.Context, err error) {
			log.InfoContext(ctx, "a public page was not shown", "error", err)
		},
	}
	if o.pages, err = share.NewPages(pages); err != nil {
		return nil, err
	}
	chosen := setShelf{shelf{o.store}}
	pages.BaseURL, pages.Store, pages.Earners = o.reached+"/l/", chosen, chosen
	if o.setPages, err = share.NewPages(pages); err != nil {
		return nil, err
	}
	if err = o.bind(ctx, base); err != nil {
		return nil, err
	}
	return o, o.announce(ctx)
}

func preview(c *credential.Credential) []byte {
	_, key, _ := cutLast(c.Subject.Achievement.ID)
	return summit.Preview(key)
}

func cutLast(s string) (before, after string, found bool) {
	if i := strings.LastIndexByte(s, '/'); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// announce publishes the keys, the achievements and the lists.
func (o *office) announce(ctx context.Context) error {
	achievements, err := summit.Program().Documents(looks(o.base))
	if err != nil {
		return err
	}
	for {
		keys, err := credential.Publish(credential.Identity{ID: o.issuer, Keys: o.methods()})
		if err != nil {
			return err
		}
		for _, d := range append(keys, achievements...) {
			o.kinds[d.URL] = d.MediaType
			if err := o.www.Put(ctx, d.URL, d.Data); err != nil {
				return err
			}
		}
		// Another portal may have published a key meanwhile, or that one was compromised, and
		// this one have written over it what was before.
		if stale, err := o.stale(); err != nil {
			return err
		} else if !stale {
			break
		}
		if err := o.equip(); err != nil {
			return err
		}
	}
	if err := o.notice(ctx, o.publication.Publish(ctx)); err != nil && !o.older.Load() {
		return err
	}
	return nil
}

// Deliver publishes the status list in which a badge has its place, so that it verifies from
// the moment in which its student finds it.
func (o *office) Deliver(ctx context.Context, r award.Record) error {
	if err := o.give(ctx, r); err != nil {
		return err
	}
	return o.publication.PublishChanged(ctx)
}

// award makes the badge of a case that was decided. Asked again, it finds the one that is
// there: so it is repeated after a crash, for every case without a badge.
func (o *office) award(ctx context.Context, c planning.Case) error {
	d, err := award.Decided(c)
	if err != nil {
		return err
	}
	student, err := o.person(ctx, c.Student())
	if err != nil {
		return err
	}
	d.Names = []string{student.Name}
	r, err := o.awards.Award(ctx, d)
	if err != nil {
		return err
	}
	return o.made(ctx, c, r)
}

// made notes that a case has a badge.
func (o *office) made(ctx context.Context, c planning.Case, r award.Record) error {
	_, err := o.db.ExecContext(ctx, `INSERT INTO badges (credential, case_id, student, award) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, r.Credential, c.ID(), c.Student(), r.Key)
	return errors.Join(err, o.late(ctx, c.ID()))
}

// resume makes the badges of what was decided and has none, and keeps the lists in force.
func (o *office) resume(ctx context.Context) error {
	noticed := o.notice(ctx, o.publication.PublishChanged(ctx))
	if o.older.Load() {
		return noticed
	}
	rows, err := o.db.QueryContext(ctx, `SELECT id FROM cases WHERE id NOT IN (SELECT case_id FROM badges) AND id NOT IN (SELECT object FROM erasures)`)
	if err != nil {
		return err
	}
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return errors.Join(err, rows.Close())
		}
		ids = append(ids, id)
	}
	errs := []error{noticed, rows.Err(), rows.Close()}
	for _, id := range ids {
		c, err := o.load(ctx, id)
		if err == nil && c.State() == planning.StateAwarded {
			err = o.award(ctx, c)
		}
		errs = append(errs, err)
	}
	errs = append(errs, o.finishAll(ctx))
	_, err = o.awards.Deliver(ctx)
	errs = append(errs, err, o.resumeCorrections(ctx), o.resumeErasures(ctx), o.resumeRebindings(ctx))
	return errors.Join(append(errs, o.publication.PublishChanged(ctx))...)
}

// document serves what the district has published.
func (o *office) document(a *ask) error {
	at := o.base + a.r.URL.Path
	data, err := o.www.Get(a.r.Context(), at)
	if err != nil {
		return errNone
	}
	kind := o.kinds[at]
	if kind == "" {
		kind = "application/vc+jwt" // a list, signed by the publication as a JWS
	}
	a.w.Header().Set("Content-Type", kind)
	a.w.Header().Set("Access-Control-Allow-Origin", "*") // it is for everybody
	a.w.Header().Set("Cache-Control", "max-age=60")
	if a.r.Method == http.MethodHead {
		return nil
	}
	_, err = a.w.Write(data)
	return err
}
