package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/credential/award"
)

type batchView struct {
	School  string
	Batches []batch
	Batch   batch
	Who     string // who has handed it in
	Results []award.Result
	Good    int  // rows of which something would come
	Confirm bool // by this person
	Rows    int
}

func (p *portal) files(a *ask) error {
	list, err := p.office.batches(a.r.Context(), `school = ? ORDER BY made DESC, id`, a.team.School)
	if err != nil {
		return err
	}
	return p.render(a, http.StatusOK, "files", batchView{School: a.team.School, Batches: list, Rows: mostLines})
}

// handIn keeps a file that can be read, and shows what would become of it.
func (p *portal) handIn(a *ask) error {
	b := batch{School: a.team.School, Kind: a.form("kind"), Person: a.person.ID}
	if b.Kind != kindAwards && b.Kind != kindPlans {
		return fmt.Errorf("%w: expected a kind of file", errInput)
	}
	file, head, err := a.r.FormFile("file")
	if err != nil {
		return fmt.Errorf("%w: expected a file", errInput)
	}
	defer file.Close()
	if b.file, err = io.ReadAll(io.LimitReader(file, mostTable+1)); err != nil {
		return err
	}
	if len(b.file) > mostTable {
		return fmt.Errorf("%w: expected a file of at most %d bytes", errInput, mostTable)
	}
	b.Name = strings.ToValidUTF8(strings.ReplaceAll(head.Filename[:min(len(head.Filename), 100)], "\x00", ""), "")
	b.ID = batchID(b.School, b.Kind, b.file)
	if _, err := p.office.run(a.r.Context(), b, true); err != nil {
		return err
	}
	if err := p.office.handIn(a.r.Context(), b); err != nil {
		return err
	}
	return a.to("/schools/" + b.School + "/files/" + b.ID)
}

// confirmable says why this person cannot confirm a batch. What a file awards was decided
// elsewhere, and no site team has voted on it here: two people answer for it.
func confirmable(a *ask, b batch) error {
	switch {
	case b.State != batchTried:
		return errChanged
	case b.Kind == kindAwards && b.Person == a.person.ID:
		return fmt.Errorf("%w: somebody else than who has handed it in has to confirm it", planning.ErrForbidden)
	case b.Kind == kindAwards && !slices.ContainsFunc(a.team.Members, func(m planning.Member) bool { return m.ID == b.Person && slices.Contains(keepers, m.Role) }):
		return fmt.Errorf("%w: who has handed it in is nobody at this school any more; somebody else can hand it in", planning.ErrForbidden)
	}
	return nil
}

func (p *portal) showFile(a *ask) error {
	ctx := a.r.Context()
	b, err := p.office.batch(ctx, a.team.School, a.r.PathValue("batch"))
	if err != nil {
		return err
	}
	v := batchView{School: a.team.School, Batch: b}
	who, err := p.office.person(ctx, b.Person)
	if err != nil {
		return err
	}
	v.Who = who.Name
	if b.State == batchTried {
		// By the directory and the clock as they are now, and for who would confirm it.
		asked := b
		if b.Kind == kindPlans {
			asked.Confirmed = a.person.ID
		}
		if v.Results, err = p.office.run(ctx, asked, true); err != nil {
			return err
		}
		v.Confirm = confirmable(a, b) == nil
	} else if len(b.report) > 0 {
		_, rows, err := readRows(b.report)
		if err != nil && !errors.Is(err, award.ErrFile) {
			return err
		}
		for _, r := range rows {
			result := award.Result{Recipient: r.cells[1], Credential: r.cells[2], Outcome: award.RowOutcome(r.cells[3]), ID: r.cells[4], Reason: r.cells[5]}
			if _, err := fmt.Sscan(r.cells[0], &result.Line); err != nil {
				return err
			}
			v.Results = append(v.Results, result)
		}
	}
	for _, r := range v.Results {
		if r.Outcome == award.RowGood || r.Outcome == award.RowAwarded || r.Outcome == award.RowAlready {
			v.Good++
		}
	}
	return p.render(a, http.StatusOK, "file", v)
}

func (p *portal) confirmFile(a *ask) error {
	ctx := a.r.Context()
	b, err := p.office.batch(ctx, a.team.School, a.r.PathValue("batch"))
	if err != nil {
		return err
	}
	if err := confirmable(a, b); err != nil {
		return err
	}
	b.Confirmed, b.State = a.person.ID, batchConfirmed
	result, err := p.office.db.ExecContext(ctx, `UPDATE batches SET state = ?, confirmed = ? WHERE id = ? AND state = ?`, b.State, b.Confirmed, b.ID, batchTried)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return errors.Join(errChanged, err)
	}
	// What ends here is taken up again by office.resume.
	if err := p.office.finish(ctx, b); err != nil {
		p.logger.ErrorContext(ctx, "a file is not finished yet", "error", err)
	}
	return a.to("/schools/" + b.School + "/files/" + b.ID)
}

// reportFile is the report to keep, as a file that a spreadsheet opens.
func (p *portal) reportFile(a *ask) error {
	b, err := p.office.batch(a.r.Context(), a.team.School, a.r.PathValue("batch"))
	if err != nil {
		return err
	}
	data := b.report
	if b.State != batchDone {
		results, err := p.office.run(a.r.Context(), b, true)
		if err != nil {
			return err
		}
		data = reportOf(results)
	}
	a.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	a.w.Header().Set("Content-Disposition", "attachment; filename=report.csv")
	_, err = a.w.Write(data)
	return err
}
