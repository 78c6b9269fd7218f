package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"slices"
	"strings"
)

var errUnfinished = errors.New("a file that tells of it is not finished yet")

// strike takes out of every file, and out of its report, the rows about a badge, and about the
// case that a file began. Those of a file that only waits for a second person stay: nothing of
// it was done.
func (o *office) strike(ctx context.Context, student, achievement, caseID string) error {
	list, err := o.batches(ctx, `state <> ? ORDER BY id`, batchTried)
	errs := []error{err}
	for _, b := range list {
		errs = append(errs, o.strikeOut(ctx, b, student, achievement, caseID))
	}
	return errors.Join(errs...)
}

func (o *office) strikeOut(ctx context.Context, b batch, student, achievement, caseID string) error {
	report, reported, err := without(b.report, func(cell func(string) string) bool {
		return caseID != "" && cell("id") == caseID || achievement != "" && cell("recipient") == student && cell("credential") == achievement
	})
	if err != nil {
		return err
	}
	began := reported && b.Kind == kindPlans // of plans the report alone says which case each began
	file, held, err := without(b.file, func(cell func(string) string) bool {
		return began && cell("student") == student || achievement != "" && cell("recipient") == student && cell("credential") == achievement
	})
	if err != nil || !held && !reported {
		return err
	}
	if b.State != batchDone { // it would bring them back with its report
		return errUnfinished
	}
	_, err = o.db.ExecContext(ctx, `UPDATE batches SET file = ?, report = ? WHERE id = ?`, file, report, b.ID)
	return err
}

// without is a table without some of its rows, and whether there were any.
func without(table []byte, about func(cell func(column string) string) bool) ([]byte, bool, error) {
	if len(table) == 0 {
		return table, false, nil
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(table, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	all, err := r.ReadAll()
	if err != nil || len(all) == 0 {
		return table, false, err
	}
	left := slices.DeleteFunc(slices.Clone(all[1:]), func(cells []string) bool {
		return about(func(column string) string { return cellRow{cells: cells}.cell(all[0], column) })
	})
	if len(left)+1 == len(all) {
		return table, false, nil
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	err = errors.Join(w.Write(all[0]), w.WriteAll(left))
	return b.Bytes(), true, err
}

// strikeCase takes out of files, and of their reports, what tells of a case and of its badge: a
// tombstone that a report beside it explains would keep nothing.
func (o *office) strikeCase(ctx context.Context, e erasure) error {
	students, err := o.column(ctx, `SELECT student FROM cases WHERE id = ? AND student IS NOT NULL`, e.Object)
	if err != nil || len(students) == 0 {
		return err
	}
	earned, err := o.column(ctx, `SELECT achievement FROM awards WHERE key = ?`, e.Award)
	if err != nil {
		return err
	}
	return o.strike(ctx, students[0], strings.Join(earned, ""), e.Object)
}
