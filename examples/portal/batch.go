package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential/award"
)

// A batch is a file that somebody has handed in for a school, of one of two kinds. It is
// tried first, and nothing of it is done before it is confirmed.
type batch struct {
	ID, School, Kind  string
	Name              string // of the file, on its owner's machine
	Person, Confirmed string // who has handed it in, and who has confirmed it
	State             string
	file, report      []byte
	Made              time.Time
}

const (
	kindAwards = "awards" // decisions that were made elsewhere, in the columns of award.Awards.Batch
	kindPlans  = "plans"  // attestations: student, completed

	batchTried     = "tried"
	batchConfirmed = "confirmed"
	batchDone      = "done"
)

// batchID is the same whenever the same file is handed in for the same school, so that
// nothing of it is done twice. It is the Name of a batch of awards.
func batchID(school, kind string, file []byte) string {
	sum := sha256.Sum256(slices.Concat([]byte(school+"\x00"+kind+"\x00"), file))
	return hex.EncodeToString(sum[:16])
}

const batchColumns = `id, school, kind, name, person, confirmed, state, file, report, made`

func scanBatch(row interface{ Scan(...any) error }) (b batch, err error) {
	var made int64
	err = row.Scan(&b.ID, &b.School, &b.Kind, &b.Name, &b.Person, &b.Confirmed, &b.State, &b.file, &b.report, &made)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNone
	}
	b.Made = time.Unix(made, 0).UTC()
	return b, err
}

func (s *store) batch(ctx context.Context, school, id string) (batch, error) {
	return scanBatch(s.db.QueryRowContext(ctx, `SELECT `+batchColumns+` FROM batches WHERE id = ? AND school = ?`, id, school))
}

func (s *store) batches(ctx context.Context, where string, args ...any) (list []batch, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT `+batchColumns+` FROM batches WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		b, err := scanBatch(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, b)
	}
	return list, rows.Err()
}

// handIn keeps a file, unless it is there. One of somebody who has left, whom it waits for
// in vain, is now that of who hands it in.
func (s *store) handIn(ctx context.Context, b batch) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO batches (`+batchColumns+`) VALUES (?, ?, ?, ?, ?, '', ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET person = excluded.person, name = excluded.name
		WHERE batches.state = excluded.state AND batches.person NOT IN (SELECT person FROM seats WHERE school = batches.school AND role IN ('counselor', 'deputy', 'admin'))`,
		b.ID, b.School, b.Kind, b.Name, b.Person, batchTried, b.file, []byte{}, s.now().Unix())
	return err
}

// run goes through a file, and returns what became, or would become, of each row.
func (o *office) run(ctx context.Context, b batch, dry bool) (results []award.Result, err error) {
	team, err := o.team(ctx, b.School)
	if err != nil {
		return nil, err
	}
	header, rows, err := readRows(b.file)
	if err != nil {
		return nil, err
	}
	if b.Kind == kindPlans {
		return o.attest(ctx, b, team, header, rows, dry)
	}
	return o.awardRows(ctx, b, team, header, rows, dry)
}

// A cellRow is a row of a file, and where it stands.
type cellRow struct {
	line  int
	cells []string
}

// readRows reads a CSV file in bounds. What its cells mean is judged by whom they are for.
func readRows(file []byte) (header []string, rows []cellRow, err error) {
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	r := csv.NewReader(bytes.NewReader(file))
	r.FieldsPerRecord = -1
	var all []cellRow
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", award.ErrFile, err)
		}
		line, _ := r.FieldPos(0)
		if all = append(all, cellRow{line, cells}); len(all) > mostLines+1 {
			return nil, nil, fmt.Errorf("%w: expected at most %d rows", award.ErrFile, mostLines)
		}
	}
	if len(all) < 2 {
		return nil, nil, fmt.Errorf("%w: expected a line with the names of the columns, and rows", award.ErrFile)
	}
	return all[0].cells, all[1:], nil
}

// cell is the one of a column; "" where there is none.
func (r cellRow) cell(header []string, column string) string {
	if i := slices.Index(header, column); i >= 0 && i < len(r.cells) {
		return r.cells[i]
	}
	return ""
}

// concerns says why somebody may not judge about a student, at this school as it is now. A
// guardian is one at whatever school.
func (o *office) concerns(ctx context.Context, team planning.SiteTeam, student string, judges ...string) error {
	for _, who := range judges {
		wards, err := o.wards(ctx, who)
		if err != nil {
			return err
		}
		if slices.Contains(wards, student) {
			return fmt.Errorf("%w: a guardian of the student's has handed it in or confirmed it", planning.ErrConflictOfInterest)
		}
	}
	p, err := o.person(ctx, student)
	if errors.Is(err, errNone) || err == nil && p.School != team.School {
		return fmt.Errorf("%w: expected a student of %s", award.ErrDecision, team.School)
	}
	return err
}

// awardRows lets package award judge, and award, the rows that are about students of this
// school. The others never come to it.
func (o *office) awardRows(ctx context.Context, b batch, team planning.SiteTeam, header []string, rows []cellRow, dry bool) (results []award.Result, err error) {
	var file bytes.Buffer
	at := map[int]int{} // the line that a row has in what is handed on, to the one in the file
	line := 1
	write := func(cells []string) {
		before := file.Len()
		w := csv.NewWriter(&file)
		_ = w.Write(cells) // into a buffer
		w.Flush()
		line += bytes.Count(file.Bytes()[before:], []byte("\n"))
	}
	write(header)
	for _, r := range rows {
		recipient, school := r.cell(header, "recipient"), r.cell(header, "school")
		refused := o.concerns(ctx, team, recipient, b.Person, b.Confirmed)
		if refused == nil && school != "" && school != b.School {
			refused = fmt.Errorf("%w: school: expected %s or none", award.ErrDecision, b.School)
		}
		if _, known := summit.Program().MicroCredential(r.cell(header, "credential")); known && refused == nil {
			refused = o.claimRow(ctx, b.ID, recipient, r.cell(header, "credential"), dry)
		}
		switch {
		case refused == nil || len(r.cells) != len(header):
			at[line] = r.line
			write(r.cells)
		case errors.Is(refused, award.ErrDecision) || errors.Is(refused, award.ErrEarned) || errors.Is(refused, planning.ErrConflictOfInterest):
			results = append(results, award.Result{Line: r.line, Recipient: plainID(recipient), Credential: plainID(r.cell(header, "credential")), Outcome: award.RowRefused, Reason: refused.Error()})
		default:
			return nil, refused
		}
	}
	_, err = o.awards.Batch(ctx, bytes.NewReader(file.Bytes()), award.Batch{Name: b.ID, DryRun: dry, Result: func(r award.Result) error {
		r.Line = at[r.Line]
		results = append(results, r)
		return nil
	}})
	slices.SortStableFunc(results, func(a, b award.Result) int { return a.Line - b.Line })
	if err == nil && !dry { // what ended in between is taken up, by this portal or another, and keeps its claims
		err = o.unclaim(ctx, b.ID)
	}
	return results, err
}

// claimRow refuses a credential that a case gives the student, decided or at this moment.
func (o *office) claimRow(ctx context.Context, file, student, credential string, dry bool) error {
	if !dry {
		if err := o.claim(ctx, o.db, student, credential, file); err != nil {
			return err
		}
	}
	return o.undecided(ctx, student, credential, "")
}

// plainID is what a cell says, if it can be an identifier: others are not written into a
// report.
func plainID(s string) string {
	if len(s) > 64 || strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '.'
	}) {
		return ""
	}
	return s
}

// attest opens a case for each row, as the page of one attestation does. The case of a row
// has an id that follows from the file, so that it is opened once.
func (o *office) attest(ctx context.Context, b batch, team planning.SiteTeam, header []string, rows []cellRow, dry bool) (results []award.Result, err error) {
	for _, column := range header {
		if column != "student" && column != "completed" {
			return nil, fmt.Errorf("%w: expected the columns student and completed, found %q", award.ErrFile, plainID(column))
		}
	}
	if len(header) != 2 || header[0] == header[1] {
		return nil, fmt.Errorf("%w: expected the columns student and completed", award.ErrFile)
	}
	who := b.Confirmed
	if who == "" {
		who = b.Person
	}
	seen := map[string]int{}
	for _, r := range rows {
		student := r.cell(header, "student")
		result := award.Result{Line: r.line, Recipient: plainID(student), Outcome: award.RowRefused}
		sum := sha256.Sum256([]byte(b.ID + "\x00" + student))
		id := "case-" + hex.EncodeToString(sum[:16])
		refused := o.concerns(ctx, team, student, b.Person, who)
		if refused == nil && len(r.cells) != len(header) {
			refused = fmt.Errorf("%w: expected %d cells, found %d", award.ErrDecision, len(header), len(r.cells))
		}
		if refused == nil && seen[student] != 0 {
			refused = fmt.Errorf("%w: line %d is about the same student", award.ErrDecision, seen[student])
		}
		if refused == nil {
			seen[student] = r.line
			result.Outcome, refused = o.attestOne(ctx, team, id, who, planning.ALP{Student: student, School: b.School, Completed: r.cell(header, "completed")}, dry)
		}
		switch {
		case refused == nil:
			result.ID = id
		case errors.Is(refused, award.ErrDecision) || statusOf(refused) < 500:
			result.Outcome, result.Reason = award.RowRefused, refused.Error()
		default:
			return results, refused
		}
		results = append(results, result)
	}
	return results, nil
}

func (o *office) attestOne(ctx context.Context, team planning.SiteTeam, id, who string, alp planning.ALP, dry bool) (award.RowOutcome, error) {
	if day, err := time.Parse(time.DateOnly, alp.Completed); err != nil || day.After(o.now()) {
		return "", fmt.Errorf("%w: completed: expected a day that has been, such as 2026-05-20", award.ErrDecision)
	}
	if _, err := o.load(ctx, id); !errors.Is(err, errNone) {
		return award.RowAlready, err
	}
	c, err := o.rules.Case(id)
	if err != nil {
		return "", err
	}
	event := planning.Event{Action: planning.ActAttest, Actor: who, ALP: &alp}
	for _, role := range []planning.Role{planning.RoleCounselor, planning.RoleDeputy} {
		event.Role = role
		if err = c.May(team, who, role, planning.ActAttest); err == nil {
			break
		}
	}
	if err != nil {
		return "", err
	}
	if dry {
		event.Time = o.now().UTC().Truncate(time.Second)
		_, _, err = c.Apply(team, event)
		return award.RowGood, err
	}
	_, err = o.apply(ctx, c, event)
	return award.RowAwarded, err
}

// finish does what was confirmed, up to the report. Whoever ends in between, another portal
// or a later time does it again: what was done is found, and not done twice.
func (o *office) finish(ctx context.Context, b batch) error {
	results, err := o.run(ctx, b, false)
	if err != nil {
		return fmt.Errorf("the file %s of %s: %w", b.ID, b.School, err)
	}
	_, err = o.db.ExecContext(ctx, `UPDATE batches SET state = ?, report = ? WHERE id = ? AND state = ?`, batchDone, reportOf(results), b.ID, batchConfirmed)
	return err
}

// finishAll takes up the files that were confirmed and not finished.
func (o *office) finishAll(ctx context.Context) error {
	list, err := o.batches(ctx, `state = ? ORDER BY made, id`, batchConfirmed)
	errs := []error{err}
	for _, b := range list {
		errs = append(errs, o.finish(ctx, b))
	}
	return errors.Join(errs...)
}

func reportOf(results []award.Result) []byte {
	var b bytes.Buffer
	write := award.Report(&b)
	for _, r := range results {
		_ = write(r) // into a buffer
	}
	return b.Bytes()
}
