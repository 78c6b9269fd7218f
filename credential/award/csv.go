package award

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/limits"
)

// The columns of a file of awards, by the names in its header. The first two are required.
const (
	columnRecipient  = "recipient"
	columnCredential = "credential"
	columnKey        = "key"
	columnAwarded    = "awarded"
	columnExpires    = "expires"
	columnSchool     = "school"
	columnSettings   = "settings"
	columnEvidence   = "evidence"
	columnDigest     = "digest"
	columnLevel      = "level:" // with the key of a competency behind it
)

func columns() []string {
	return []string{columnRecipient, columnCredential, columnKey, columnAwarded, columnExpires, columnSchool, columnSettings, columnEvidence, columnDigest}
}

// A table reads the rows of a file, one at a time.
type table struct {
	bytes  *bounded
	csv    *csv.Reader
	header []string
	rows   int
	mark   int64 // bytes of a byte order mark
}

// offset is how many bytes of the file were read up to the end of a row.
func (t *table) offset() int64 { return t.csv.InputOffset() + t.mark }

// A bounded reader ends a row that goes on for ever: encoding/csv would keep all of it.
type bounded struct {
	r    io.Reader
	left int
}

var errRow = errors.New("the row is too long")

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errRow
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// chunk is how much encoding/csv reads ahead of a row, at most.
const chunk = 4096

// readTable reads the header. A byte order mark before it is passed over.
func readTable(r io.Reader, competencies map[string]bool) (*table, error) {
	t := &table{bytes: &bounded{r: r, left: limits.BatchRow + chunk}}
	head := bufio.NewReaderSize(t.bytes, chunk)
	mark, err := head.Peek(3)
	switch {
	case string(mark) == "\ufeff":
		if _, err := head.Discard(3); err != nil {
			return nil, refuse(ErrFile, "%w", err)
		}
		t.mark = 3
	case len(mark) > 1 && (string(mark[:2]) == "\xff\xfe" || string(mark[:2]) == "\xfe\xff"):
		return nil, refuse(ErrFile, "expected text in UTF-8, found UTF-16")
	case err != nil && len(mark) == 0 && !errors.Is(err, io.EOF):
		return nil, refuse(ErrFile, "%w", err)
	}
	t.csv = csv.NewReader(head)
	t.csv.FieldsPerRecord = -1 // counted here, where a short row is a row and not the end
	header, err := t.csv.Read()
	if err != nil {
		return nil, refuse(ErrFile, "the header: %w", plainCSV(err))
	}
	t.header = slices.Clone(header)
	for i, name := range t.header {
		competency, level := strings.CutPrefix(name, columnLevel)
		switch {
		case slices.Contains(t.header[:i], name):
			return nil, refuse(ErrFile, "the header has the column %q twice", limits.Abridge(name))
		case level && !competencies[competency]:
			return nil, refuse(ErrFile, "no credential of the program has a competency %q, of which the header has a column", limits.Abridge(competency))
		case !level && !slices.Contains(columns(), name):
			return nil, refuse(ErrFile, "expected the columns %s and %scompetency, with commas between, found %q", strings.Join(columns(), ", "), columnLevel, limits.Abridge(name))
		}
	}
	for _, name := range []string{columnRecipient, columnCredential} {
		if !slices.Contains(t.header, name) {
			return nil, refuse(ErrFile, "the header lacks the column %q", name)
		}
	}
	return t, nil
}

// next returns the next row, or io.EOF. Any other error says that the file cannot be read
// on: behind a stray quotation mark nobody knows where rows begin.
func (t *table) next() (row, error) {
	t.bytes.left = limits.BatchRow + chunk
	record, err := t.csv.Read()
	if errors.Is(err, io.EOF) && record == nil {
		return row{}, io.EOF
	}
	if err != nil {
		return row{}, refuse(ErrFile, "%w", plainCSV(err))
	}
	if t.rows++; t.rows > limits.BatchRows {
		return row{}, refuse(ErrFile, "it has more than %d rows", limits.BatchRows)
	}
	r := row{cells: make(map[string]string, len(record))}
	r.line, _ = t.csv.FieldPos(0)
	if len(record) != len(t.header) {
		r.fault = refuse(ErrDecision, "expected %d cells, as the header has, found %d", len(t.header), len(record))
		return r, nil
	}
	for i, cell := range record {
		if !utf8.ValidString(cell) || strings.ContainsFunc(cell, unicode.IsControl) {
			r.fault = refuse(ErrDecision, "%s: expected one line of text in UTF-8, without control characters", t.header[i])
			return r, nil
		}
		r.cells[t.header[i]] = cell
	}
	return r, nil
}

// plainCSV says in our words what encoding/csv says.
func plainCSV(err error) error {
	var at *csv.ParseError
	switch {
	case errors.Is(err, errRow):
		return fmt.Errorf("expected rows of at most %d bytes: %w", limits.BatchRow, err)
	case errors.Is(err, io.EOF):
		return errors.New("the file is empty")
	case errors.As(err, &at):
		return fmt.Errorf("line %d, from line %d on: a quotation mark where none can stand: %w", at.Line, at.StartLine, at.Err)
	}
	return err
}
