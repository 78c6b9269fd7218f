package award

import (
	"crypto/sha256"
	"encoding/hex"
	"hash/maphash"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A row is one of a file, by the names of the columns.
type row struct {
	line  int
	cells map[string]string
	fault error // of this row alone
}

// decision is what a row says.
func (r row) decision(batch string) (Decision, error) {
	if r.fault != nil {
		return Decision{}, r.fault
	}
	recipient := r.cells[columnRecipient]
	d := Decision{Credential: r.cells[columnCredential], School: r.cells[columnSchool]}
	name := recipient
	scheme, _, ok := strings.Cut(strings.ToLower(recipient), ":")
	if ok && (scheme == "did" || scheme == "urn") {
		// In another spelling one recipient would be two, or taken for an identifier of the portal's.
		if !strings.HasPrefix(recipient, scheme) || strings.HasPrefix(strings.ToLower(recipient), "urn:uuid:") && recipient != strings.ToLower(recipient) {
			return Decision{}, refuse(ErrDecision, "%s: expected %s in small letters, found %q", columnRecipient, scheme, limits.Abridge(recipient))
		}
		d.Holder, name = recipient, shortDigest(recipient)
	} else if err := checkKey(columnRecipient, recipient, ""); err != nil {
		return Decision{}, err
	} else {
		d.Student = recipient
	}
	// In four parts or more: the keys of cases have three.
	if key := r.cells[columnKey]; key != "" {
		if err := checkKey(columnKey, key, "/"); err != nil {
			return Decision{}, err
		}
		d.Key = "batch/" + batch + "/k/" + key
	} else {
		d.Key = "batch/" + batch + "/r/" + name + "/" + d.Credential
	}
	var err error
	if d.Time, err = r.date(columnAwarded); err != nil {
		return Decision{}, err
	}
	if d.Expires, err = r.date(columnExpires); err != nil {
		return Decision{}, err
	}
	for _, s := range strings.Fields(r.cells[columnSettings]) {
		d.Settings = append(d.Settings, planning.Setting(s))
	}
	if url, digest := r.cells[columnEvidence], r.cells[columnDigest]; url != "" || digest != "" {
		d.Evidence = []Evidence{{URL: url, Digest: digest}}
	}
	for name, cell := range r.cells {
		if competency, level := strings.CutPrefix(name, columnLevel); level && cell != "" {
			if d.Levels == nil {
				d.Levels = map[string]string{}
			}
			d.Levels[competency] = cell
		}
	}
	return d, nil
}

func (r row) date(column string) (time.Time, error) {
	cell := r.cells[column]
	if cell == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.DateOnly, cell)
	if err != nil || at.IsZero() {
		return time.Time{}, refuse(ErrDecision, "%s: expected a date such as 2026-05-31, found %q", column, limits.Abridge(cell))
	}
	return at, nil
}

func shortDigest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}

// levels refuses a row of no credential, or whose levels do not earn the one that it awards. Of a case, the site team
// has judged that.
func (a *Awards) levels(d Decision) error {
	m, ok := a.cfg.Program.MicroCredential(d.Credential)
	if !ok {
		return a.unknown(d)
	}
	if len(d.Levels) == 0 {
		return nil
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
func (m *memory) row(line int, keyed bool, d Decision, digest string) (earlier int, same bool) {
	content := maphash.String(m.seed, digest)
	keys := []uint64{maphash.String(m.seed, "recipient\x00"+d.Student+"\x00"+d.Holder+"\x00"+d.Credential)}
	if keyed { // otherwise the key says no more than that
		keys = append(keys, maphash.String(m.seed, "key\x00"+d.Key))
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
