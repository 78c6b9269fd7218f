package rdfc

import (
	"bytes"
	"cmp"
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/summitbadges/openbadges/internal/limits"
)

// canon is the state of one canonicalization (RDFC-1.0 §4.2) and the memory for
// the next. Blank nodes are counted from 0 here, and subjects are the blank nodes
// followed by the IRIs.
type canon struct {
	ctx  context.Context
	hash crypto.Hash
	size int // of a hash in bytes
	poll int // bytes of work since ctx was asked

	rank     []uint32 // of every predicate, if the vocabulary does not have them all
	byRank   []Predicate
	start    []uint32 // of each subject's entries in order, and the end of the last
	order    []entry
	fill     []uint32
	mentions mentions
	texts    []text
	lines    []span // of a first-degree input
	text     []byte // lines as they come
	sorted   []byte // and in order

	hashes  []byte   // the first-degree hash of each blank node
	ranking []ranked // the blank nodes that occur, by that hash
	labels  []int32  // canonical number of each blank node, -1 until it is issued
	issued  int32
	lexical []int32 // place of each blank node among all, by the text of its label
	nodes   []int32

	ndegree nDegree
	budget  *Budget // shared with others, or nil
	again   bool    // the dataset is one that was admitted to it before
	out     []byte
}

// ranked is a blank node with the beginning of its hash, which nearly always
// decides a comparison alone.
type ranked struct {
	prefix uint64
	node   int32
}

func (c *canon) reset() {
	c.labels, c.out = c.labels[:0], c.out[:0]
}

// Canonicalize returns the canonical N-Quads of the dataset as RDFC-1.0 defines
// them, computed with SHA-256 or SHA-384 (any other hash is an error). They are
// d's own memory and valid until its next Reset or Canonicalize. The dataset
// itself stays as it is. The error wraps [ErrBudget], or is the context's; any
// other is a mistake in the calling code, as a quad without an object.
func (d *Dataset) Canonicalize(ctx context.Context, hash crypto.Hash) ([]byte, error) {
	return d.CanonicalizeWithin(ctx, hash, nil, false)
}

// CanonicalizeWithin is Canonicalize at the cost of a Budget, if b is not nil. again
// says that the dataset has been canonicalized on it before, under another hash or with
// little besides, so that its text earns nothing more.
func (d *Dataset) CanonicalizeWithin(ctx context.Context, hash crypto.Hash, b *Budget, again bool) ([]byte, error) {
	c := &d.canon
	c.reset()
	if d.err != nil {
		return nil, d.err
	}
	if hash != crypto.SHA256 && hash != crypto.SHA384 {
		return nil, fmt.Errorf("rdfc: hash %v: expected SHA-256 or SHA-384", hash)
	}
	c.hash, c.size, c.ctx, c.poll, c.budget, c.again = hash, hash.Size(), ctx, 0, b, again
	defer func() { c.ctx, c.budget = nil, nil }()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	size, err := d.measure()
	if err != nil {
		return nil, err
	}
	d.rankPredicates()
	if err := d.sortBySubject(); err != nil {
		return nil, err
	}
	d.collectMentions()
	if err := d.label(); err != nil {
		c.labels = c.labels[:0]
		return nil, err
	}
	d.write(size)
	return c.out, nil
}

// Label is the number N of the canonical label c14nN that the last Canonicalize
// issued for the blank node n; false if no quad mentions n.
func (d *Dataset) Label(n Node) (int, bool) {
	if !n.IsBlank() || int(n) > len(d.canon.labels) || d.canon.labels[n-1] < 0 {
		return 0, false
	}
	return int(d.canon.labels[n-1]), true
}

// label is RDFC-1.0 §4.4.3, steps 3 to 5: it issues every canonical label.
func (d *Dataset) label() error {
	c := &d.canon
	blanks := int(d.blanks)
	c.labels, c.issued = grow(c.labels, blanks), 0
	c.ranking = c.ranking[:0]
	for b := range int32(blanks) {
		c.labels[b] = -1
		if c.start[b] != c.start[b+1] || c.mentions.start[b] != c.mentions.start[b+1] {
			c.ranking = append(c.ranking, ranked{node: b})
		}
	}
	if len(c.ranking) == 1 {
		// Its label is c14n0, whatever its hash.
		c.issue(c.ranking[0].node)
		return nil
	}
	c.hashes = grow(c.hashes, blanks*c.size)
	for i := range c.ranking {
		r := &c.ranking[i]
		if err := d.firstDegree(r.node); err != nil {
			return err
		}
		r.prefix = binary.BigEndian.Uint64(c.hashOf(r.node))
	}
	slices.SortFunc(c.ranking, func(a, b ranked) int {
		if a.prefix != b.prefix {
			return cmp.Compare(a.prefix, b.prefix)
		}
		return cmp.Or(bytes.Compare(c.hashOf(a.node), c.hashOf(b.node)), cmp.Compare(a.node, b.node))
	})
	alike := 0
	for i, j := 0, 0; i < len(c.ranking); i = j {
		if j = c.alike(i); j == i+1 {
			c.issue(c.ranking[i].node)
		} else {
			alike += j - i
		}
	}
	if alike == 0 {
		return nil
	}
	size := len(d.arena) + limits.RDFCQuad*len(d.quads)
	c.ndegree.reset(blanks, alike, size)
	c.budget.admit(&c.ndegree, alike, size, c.again)
	defer c.budget.spent(&c.ndegree)
	for i, j := 0, 0; i < len(c.ranking); i = j {
		if j = c.alike(i); j > i+1 {
			if err := d.labelAlike(c.ranking[i:j]); err != nil {
				return err
			}
		}
	}
	return nil
}

// alike is the end of the blank nodes from i that share a first-degree hash.
func (c *canon) alike(i int) int {
	j := i + 1
	for j < len(c.ranking) && c.ranking[j].prefix == c.ranking[i].prefix &&
		bytes.Equal(c.hashOf(c.ranking[j].node), c.hashOf(c.ranking[i].node)) {
		j++
	}
	return j
}

func (c *canon) hashOf(b int32) []byte { return c.hashes[int(b)*c.size : (int(b)+1)*c.size] }

func (c *canon) issue(b int32) {
	if c.labels[b] < 0 {
		c.labels[b] = c.issued
		c.issued++
	}
}

// sum writes the hash of data to dst.
func (c *canon) sum(dst, data []byte) {
	if c.hash == crypto.SHA384 {
		h := sha512.Sum384(data)
		copy(dst, h[:])
		return
	}
	h := sha256.Sum256(data)
	copy(dst, h[:])
}

// work counts n bytes of work and asks the context now and then.
func (c *canon) work(n int) error {
	if c.poll += n; c.poll < 1<<16 {
		return nil
	}
	c.poll = 0
	return c.ctx.Err()
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2+8)
	}
	return s[:n]
}
