package award

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"

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
// Nothing is kept of a row but some 60 bytes, or 120 where it has a key, to tell whether
// another says the same.
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

// An item is a row on its way through a chunk of them.
type item struct {
	row    row
	read   int64 // bytes of the file up to its end
	result Result
	claims *claims // of a badge that is to be made
	made   *Record // a badge that was made before, or by somebody else
	err    error   // none of the row's
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
		items, end := a.chunk(ctx, t, b, p, &seen)
		if !p.dry {
			a.makeAll(ctx, items)
		}
		for _, i := range items {
			if ctx.Err() != nil {
				return s, context.Cause(ctx)
			}
			if i.err != nil {
				return s, fmt.Errorf("award: line %d: %w", i.row.line, i.err)
			}
			s.Rows++
			s.Outcomes[i.result.Outcome]++
			if b.Result != nil {
				if err := b.Result(i.result); err != nil {
					return s, fmt.Errorf("award: line %d: the result: %w", i.row.line, err)
				}
			}
			if b.Progress != nil {
				b.Progress(Progress{Rows: s.Rows, Refused: s.Outcomes[RowRefused], Read: min(i.read, size), Size: size})
			}
		}
		if errors.Is(end, io.EOF) {
			return s, nil
		}
		if end != nil || ctx.Err() != nil {
			return s, cmp.Or(end, context.Cause(ctx))
		}
	}
}

// chunk reads and judges as many rows as are stored together. What it could not read on,
// or ask, is the end of them.
func (a *Awards) chunk(ctx context.Context, t *table, b Batch, p pass, seen *memory) (items []*item, end error) {
	for range limits.BatchChunk {
		row, err := t.next()
		if err != nil {
			return items, err
		}
		i := &item{row: row, read: t.offset(), result: Result{Line: row.line}}
		items = append(items, i)
		if i.err = a.judgeRow(ctx, i, b, p, seen); i.err != nil {
			return items, i.err
		}
	}
	return items, nil
}

// judgeRow finds out what is to be done with a row. Its error is none of the row's.
func (a *Awards) judgeRow(ctx context.Context, i *item, b Batch, p pass, seen *memory) error {
	d, err := i.row.decision(b.Name)
	if err != nil {
		return i.refuse(err)
	}
	i.result.Recipient, i.result.Credential = i.row.cells[columnRecipient], limits.Abridge(d.Credential)
	if err := a.levels(d); err != nil {
		return i.refuse(err)
	}
	digest, err := d.digest()
	if err != nil {
		return i.refuse(err)
	}
	if line, same := seen.row(i.row.line, i.row.cells[columnKey] != "", d, digest); line != 0 {
		switch {
		case same && b.Repeats:
			i.result.Outcome, i.result.Reason = RowRepeated, fmt.Sprintf("line %d says the same", line)
			return nil
		case same:
			return i.refuse(refuse(ErrDecision, "line %d says the same", line))
		}
		return i.refuse(refuse(ErrDecision, "line %d has the same recipient and credential, or the same key, and says something else", line))
	}
	made, err := a.made(ctx, d)
	if err != nil {
		return i.refuse(err)
	}
	if made != nil {
		i.made, i.result.Outcome, i.result.ID = made, RowAlready, made.Credential
		return nil
	}
	if i.claims, err = a.claims(d); err != nil {
		return i.refuse(err)
	}
	if !p.dry {
		return nil
	}
	if err := a.mayOnce(ctx, d); err != nil {
		return i.refuse(err)
	}
	if i.result.Outcome = RowGood; p.withhold {
		i.result.Outcome = RowWithheld
	}
	return nil
}

// refuse makes an error the row's, if it is, and else returns it.
func (i *item) refuse(err error) error {
	if !rowsOwn(err) {
		return err
	}
	i.claims = nil
	i.result.Outcome, i.result.Reason = RowRefused, err.Error()
	return nil
}
