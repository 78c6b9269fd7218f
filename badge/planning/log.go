package planning

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Head is the end of a log: how many entries there are, and the digest of the last one's
// bytes, in hexadecimal SHA-256. Whoever keeps it apart from the log, or signs it, sees
// every later change; a log alone cannot show that its last entries are missing, or that
// all of it was written anew. The zero Head says nothing.
type Head struct {
	Entries int    `json:"entries"`
	Digest  string `json:"digest"`
}

// A Tombstone is what remains of a case that was erased: neither student
// nor text, but the reason that was given. The school and the admin stand in the entry.
type Tombstone struct {
	Head  Head   `json:"head"`            // of the log that was
	State State  `json:"state"`           // that the case was in
	Award string `json:"award,omitempty"` // Award.Key, so that it is not made twice
}

func (c Case) remains() *Tombstone {
	t := &Tombstone{Head: c.head, State: c.state}
	if c.award != nil {
		t.Award = c.award.Key
	}
	return t
}

// entry is a line of the log.
type entry struct {
	Number   int    `json:"n"`
	Previous string `json:"previous"` // digest of the line before as it is stored; "" of the first
	Case     string `json:"case"`
	Rules    string `json:"rules"` // digest
	At       string `json:"time"`
	From     State  `json:"from"`
	To       State  `json:"to"`
	Event
	Team   *SiteTeam  `json:"team,omitempty"`   // by which the event was judged, if it is not that of the entry before
	Erased *Tombstone `json:"erased,omitempty"` // of ActErase
}

func digest(line []byte) string {
	sum := sha256.Sum256(line)
	return hex.EncodeToString(sum[:])
}

func (e entry) encode() ([]byte, error) {
	e.At = e.Time.Format(time.RFC3339Nano)
	line, err := write(e)
	if err != nil {
		return nil, refuse(ErrEvent, "%v", err)
	}
	if len(line) > limits.CaseEntry {
		return nil, refuse(ErrEvent, "expected an entry of at most %d bytes, found %d", limits.CaseEntry, len(line))
	}
	return line, nil
}

// decode reads a line that is spelled as encode spells it, and no other: an unknown
// member, another order or a space more would be a second text for one event.
func decode(line []byte) (entry, error) {
	if len(line) > limits.CaseEntry {
		return entry{}, refuse(ErrEvent, "expected an entry of at most %d bytes, found %d", limits.CaseEntry, len(line))
	}
	tape, err := strictjson.Parse(line, strictjson.Limits{})
	if err != nil {
		return entry{}, refuse(ErrEvent, "%v", err)
	}
	var e entry
	if err := strictjson.View(tape.Root(), &e); err != nil {
		return entry{}, refuse(ErrEvent, "%v", err)
	}
	if e.Time, err = time.Parse(time.RFC3339Nano, e.At); err != nil {
		return entry{}, refuse(ErrEvent, "expected a time in UTC, found %q", limits.Abridge(e.At))
	}
	e.Time = e.Time.UTC()
	again, err := e.encode()
	if err != nil {
		return entry{}, err
	}
	if !bytes.Equal(line, again) {
		return entry{}, refuse(ErrEvent, "the entry has other members, or another spelling, than an entry of this package")
	}
	return e, nil
}

// Read makes the case of its log: the entries as they were stored, in order. Each is
// judged anew, by the rules that the case began under, which must be among those given;
// so no log leads to a state that Apply would not have led to. Where head is not zero,
// the log must end there. The error is a *LogError, or wraps ErrRules.
//
// A log without entries is an error: it is that of no case.
func Read(log [][]byte, head Head, rules ...*Rules) (Case, error) {
	chain, err := link(log, head)
	if err != nil {
		return Case{}, err
	}
	var c Case
	first := chain.entries[0]
	for _, r := range rules {
		if r != nil && r.digest == first.Rules {
			c = Case{rules: r, id: first.Case, state: StateNew}
		}
	}
	if c.rules == nil {
		return Case{}, refuse(ErrRules, "the case %s began under the rules %s, which are not among those given", limits.Abridge(first.Case), limits.Abridge(first.Rules))
	}
	if first.Action == ActErase {
		return readErased(c, chain)
	}
	for i, e := range chain.entries {
		if e.Action == ActErase || e.Case != c.id || e.Rules != c.rules.digest || e.From != c.state || e.Erased != nil {
			return Case{}, damaged(i+1, Illegal, "expected an entry of the case %s from the state %s", c.id, c.state)
		}
		// A team that is the same as before is not written again.
		if e.Team != nil && (e.Team.equal(c.seen) || !e.Team.about(e.student(c)).equal(*e.Team)) {
			return Case{}, damaged(i+1, Illegal, "expected what concerns the case of a site team that has changed")
		}
		after, err := c.replay(e)
		if err != nil {
			return Case{}, &LogError{Entry: i + 1, Damage: Illegal, Err: err}
		}
		if e.To != after.state {
			return Case{}, damaged(i+1, Illegal, "the event leads to the state %s, and the entry says %s", after.state, limits.Abridge(string(e.To)))
		}
		c = after
		c.head = Head{e.Number, chain.digests[i]}
	}
	return c, nil
}

// student is whose case it is once e is in its log.
func (e entry) student(c Case) string {
	if e.ALP != nil {
		return e.ALP.Student
	}
	return c.student
}

// readErased judges a tombstone as far as it can be judged: by the team that it holds.
func readErased(c Case, log chain) (Case, error) {
	e := log.entries[0]
	t, _ := find(ActErase)
	if len(log.entries) != 1 || e.Erased == nil || e.Team == nil || len(e.Team.Members) != 1 || e.To != StateErased || checkID("case", c.id) != nil {
		return Case{}, damaged(1, Illegal, "expected the tombstone of a case, alone and with the site team")
	}
	c.school, c.state = e.Team.School, e.From
	if err := checkAll(e.Event.check(t), c.May(*e.Team, e.Actor, e.Role, ActErase)); err != nil {
		return Case{}, &LogError{Entry: 1, Damage: Illegal, Err: err}
	}
	sum, err := hex.DecodeString(e.Erased.Head.Digest)
	if err != nil || len(sum) != sha256.Size || e.Erased.Head.Entries < 1 || e.Erased.State != e.From || (e.Erased.Award != "") != (e.From == StateAwarded) {
		return Case{}, damaged(1, Illegal, "expected the head and the state of the log that was")
	}
	return Case{rules: c.rules, id: c.id, state: StateErased, tombstone: e.Erased, seen: *e.Team, last: e.Time, head: Head{1, log.digests[0]}}, nil
}
