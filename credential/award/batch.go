package award

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"maps"
	"slices"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A Batch says how a file of awards is taken.
type Batch struct {
	// Name is part of the key of each award, in the letters of an identifier. Whoever runs
	// the same file once more under the same Name goes on where it ended, and awards
	// nothing twice; under another Name it is another batch.
	Name string

	DryRun       bool // awards nothing, stores nothing, and says what would be
	AllOrNothing bool // awards nothing if one row is bad; the file is then read twice, and MUST NOT change
	Repeats      bool // a row that says the same as an earlier one is passed over; otherwise it is bad

	Result   func(Result) error // is given the result of each row, in order; its error ends the batch. nil: none
	Progress func(Progress)     // is called after each row. nil: none
}

// A RowOutcome is what became of a row.
type RowOutcome string

const (
	RowAwarded  RowOutcome = "awarded"  // by this run; Reason where it was not delivered yet
	RowAlready  RowOutcome = "already"  // by an earlier run
	RowGood     RowOutcome = "good"     // it would be awarded (DryRun)
	RowRepeated RowOutcome = "repeated" // it says the same as an earlier row (Repeats)
	RowRefused  RowOutcome = "refused"
	RowWithheld RowOutcome = "withheld" // it is good, and another is not (AllOrNothing)
)

// A Result is what became of one row.
type Result struct {
	Line       int // in the file, where the row begins; that of the header is 1
	Recipient  string
	Credential string // key in the program
	Outcome    RowOutcome
	ID         string // of the badge
	Reason     string
}

// Progress is how far a batch has come. Read is bytes of Size.
type Progress struct {
	Rows, Refused int
	Read, Size    int64
}

// A Summary counts the rows of a batch by what became of them.
type Summary struct {
	Rows     int
	Outcomes map[RowOutcome]int
}

// Batch awards the rows of a CSV file (RFC 4180, in UTF-8, with or without a byte order
// mark), one after the other. Its header names the columns, in any order: recipient and
// credential, and, as far as they are used, key, awarded, expires, school, settings,
// evidence, digest and level:competency. Any other column is refused.
//
//   - recipient: the portal's identifier of the student, or a URI of the student's own that
//     begins with did: or urn:. No name and no e-mail address fits in.
//   - credential: its key in the program.
//   - key: of the decision. Without one, a recipient has each credential once in a batch.
//   - awarded, expires: dates such as 2026-05-31, in UTC.
//   - settings: of planning.Setting, with spaces between.
//   - evidence, digest: an https URL, and sha256-… of its bytes.
//   - level:KEY: the level shown in a competency. A row that gives one gives all, and none
//     below the one that the rubric requires.
//
// A bad row is refused with its reason, and the others are awarded. Each row has one
// Result, also when the batch is run once more: what an earlier run has awarded is then
// RowAlready. The error says that the batch ended before the end of the file: because the
// file cannot be read on (ErrFile), or the Store, the Signer or the status list failed, or
// ctx ended; run it again to go on. With AllOrNothing, ErrWithheld says that rows are bad.
//
// Nothing is kept of a row but some 60 bytes, to tell whether another says the same.
func (a *Awards) Batch(ctx context.Context, file io.ReadSeeker, b Batch) (Summary, error) {
	if err := checkKey("Batch.Name", b.Name, ""); err != nil {
		return Summary{}, err
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return Summary{}, refuse(ErrFile, "%w", err)
	}
	if !b.AllOrNothing || b.DryRun {
		return a.pass(ctx, file, size, b, pass{dry: b.DryRun})
	}
	silent := b
	silent.Result, silent.Progress = nil, nil
	s, err := a.pass(ctx, file, size, silent, pass{dry: true})
	if err != nil {
		return s, err
	}
	if s.Outcomes[RowRefused] == 0 {
		return a.pass(ctx, file, size, b, pass{})
	}
	s, err = a.pass(ctx, file, size, b, pass{dry: true, withhold: true})
	if err == nil {
		err = refuse(ErrWithheld, "%d of %d", s.Outcomes[RowRefused], s.Rows)
	}
	return s, err
}

// A pass is one reading of a file.
type pass struct {
	dry      bool
	withhold bool // what would be awarded is not, because of other rows
}

func (a *Awards) pass(ctx context.Context, file io.ReadSeeker, size int64, b Batch, p pass) (Summary, error) {
	s := Summary{Outcomes: map[RowOutcome]int{}}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return s, refuse(ErrFile, "%w", err)
	}
	t, err := readTable(file, a.competencies())
	if err != nil {
		return s, err
	}
	seen := memory{seed: maphash.MakeSeed(), rows: map[uint64]seenRow{}}
	for {
		if ctx.Err() != nil {
			return s, context.Cause(ctx)
		}
		row, err := t.next()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return s, err
		}
		result, err := a.row(ctx, row, b, p, &seen)
		if err != nil {
			return s, fmt.Errorf("award: line %d: %w", row.line, err)
		}
		s.Rows++
		s.Outcomes[result.Outcome]++
		if b.Result != nil {
			if err := b.Result(result); err != nil {
				return s, fmt.Errorf("award: line %d: the result: %w", row.line, err)
			}
		}
		if b.Progress != nil {
			b.Progress(Progress{Rows: s.Rows, Refused: s.Outcomes[RowRefused], Read: min(t.csv.InputOffset(), size), Size: size})
		}
	}
}

// row does what is to be done with a row. Its error is none of the row's.
func (a *Awards) row(ctx context.Context, row row, b Batch, p pass, seen *memory) (Result, error) {
	result := Result{Line: row.line}
	refused := func(err error) (Result, error) {
		result.Outcome, result.Reason = RowRefused, err.Error()
		return result, nil
	}
	d, err := row.decision(b.Name)
	if err != nil {
		return refused(err)
	}
	result.Recipient, result.Credential = row.cells[columnRecipient], limits.Abridge(d.Credential)
	if err := a.levels(d); err != nil {
		return refused(err)
	}
	digest, err := d.digest()
	if err != nil {
		return refused(err)
	}
	if line, same := seen.row(row.line, d, digest); line != 0 {
		switch {
		case same && b.Repeats:
			result.Outcome, result.Reason = RowRepeated, fmt.Sprintf("line %d says the same", line)
			return result, nil
		case same:
			return refused(refuse(ErrDecision, "line %d says the same", line))
		}
		return refused(refuse(ErrDecision, "line %d has the same recipient and credential, or the same key, and says something else", line))
	}
	made, err := a.made(ctx, d)
	if errors.Is(err, ErrChanged) || errors.Is(err, ErrDecision) {
		return refused(err)
	}
	if err != nil {
		return result, err
	}
	if made != nil {
		result.Outcome, result.ID = RowAlready, made.Credential
		if p.dry {
			return result, nil
		}
		_, err := a.settle(ctx, *made)
		return result, undelivered(&result, err)
	}
	c, err := a.claim(d)
	if err != nil {
		return refused(err)
	}
	if p.dry {
		if err := a.mayOnce(ctx, d); errors.Is(err, ErrEarned) {
			return refused(err)
		} else if err != nil {
			return result, err
		}
		if result.Outcome = RowGood; p.withhold {
			result.Outcome = RowWithheld
		}
		return result, nil
	}
	r, err := a.make(ctx, c)
	if rowsOwn(err) {
		return refused(err)
	}
	if err := undelivered(&result, err); err != nil {
		return result, err
	}
	result.Outcome, result.ID = RowAwarded, r.Credential
	return result, nil
}

// undelivered tells of a badge that is made, and will be delivered later.
func undelivered(result *Result, err error) error {
	if errors.Is(err, ErrUndelivered) {
		result.Reason = err.Error()
		return nil
	}
	return err
}

// rowsOwn says whether an error is that of the row, so that others may fare better.
func rowsOwn(err error) bool {
	if errors.Is(err, ErrEarned) || errors.Is(err, ErrChanged) {
		return true
	}
	problem, ok := errors.AsType[*credential.Problem](err)
	if !ok {
		return false
	}
	return !slices.Contains([]credential.Code{
		credential.IssueSigner, credential.IssueStatus, credential.IssueRandomness, credential.IssueSelfCheck,
		credential.KeyNotFound, credential.KeyRevoked, credential.KeyRelationship, credential.KeyControllerMismatch,
	}, problem.Code)
}

// levels refuses a row whose levels do not earn what it awards. Of a case, the site team
// has judged that.
func (a *Awards) levels(d Decision) error {
	m, ok := a.cfg.Program.MicroCredential(d.Credential)
	if !ok || len(d.Levels) == 0 {
		return nil // claim says what is wrong
	}
	rubric := a.cfg.Publication.Rubric
	for _, k := range m.Competencies {
		level, given := d.Levels[k.Key]
		if !given {
			return refuse(ErrDecision, "expected a level of each competency or of none, and there is none of %s", k.Key)
		}
		if rubric == nil {
			if level != "Completed" {
				return refuse(ErrDecision, "%s: expected Completed, found %q", k.Key, limits.Abridge(level))
			}
			continue
		}
		reached, required := -1, -1
		for i, l := range rubric.Levels {
			if l.Key == level {
				reached = i
			}
			if l.Key == rubric.Required {
				required = i
			}
		}
		if reached < 0 || reached < required {
			return refuse(ErrDecision, "%s: expected the key of a level from %q on, found %q", k.Key, rubric.Required, limits.Abridge(level))
		}
	}
	for _, k := range slices.Sorted(maps.Keys(d.Levels)) {
		if !slices.ContainsFunc(m.Competencies, func(c badge.Competency) bool { return c.Key == k }) {
			return refuse(ErrDecision, "%s has no competency %s", m.Name, limits.Abridge(k))
		}
	}
	return nil
}

// competencies are the keys of all that the program has.
func (a *Awards) competencies() map[string]bool {
	keys := map[string]bool{}
	for _, m := range a.cfg.Program.Credentials {
		for _, k := range m.Competencies {
			keys[k.Key] = true
		}
	}
	return keys
}

// A memory tells whether a row says what an earlier one has said. It keeps numbers with a
// seed of this run, so that nobody can write rows that look alike to it.
type memory struct {
	seed maphash.Seed
	rows map[uint64]seenRow
}

type seenRow struct {
	content uint64
	line    int32
}

// row returns the line of an earlier row of the same key, or of the same recipient and
// credential, and whether it says the same; else it keeps this one, and returns 0.
func (m *memory) row(line int, d Decision, digest string) (earlier int, same bool) {
	content := maphash.String(m.seed, digest)
	keys := [...]uint64{
		maphash.String(m.seed, "key\x00"+d.Key),
		maphash.String(m.seed, "recipient\x00"+d.Student+"\x00"+d.Holder+"\x00"+d.Credential),
	}
	for _, k := range keys {
		if r, ok := m.rows[k]; ok {
			return int(r.line), r.content == content
		}
	}
	for _, k := range keys {
		m.rows[k] = seenRow{content, int32(line)}
	}
	return 0, false
}

func shortDigest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}
