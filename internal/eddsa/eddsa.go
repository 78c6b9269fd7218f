// Package eddsa checks many Ed25519 signatures by one key in less than half the time
// that crypto/ed25519 takes for each.
//
// Such a check computes [S]B - [k]A and compares it with R (RFC 8032 section 5.1.7, by
// the equation without the cofactor). Of crypto/ed25519's time two thirds are doublings
// of A and B, which are the same for every signature by the key: with the multiples of
// A and B in tables none is left. The arithmetic is that of filippo.io/edwards25519,
// which is crypto/ed25519's own as a module; what is added here is which multiples are
// added up.
//
// A signature holds here exactly if it holds for crypto/ed25519: A is decoded alike, S
// has to be below the order of B, and R is compared as the 32 bytes that it is written
// in. TestEverySignatureHoldsHereAsItDoesForTheStandardLibrary and FuzzHolds compare
// the two. A no is never said here: it leaves the question to crypto/ed25519.
//
// Nothing is in constant time: keys, messages and signatures are public.
package eddsa

import (
	"crypto/ed25519"
	"crypto/sha512"
	"sync"

	"filippo.io/edwards25519"

	"github.com/summitbadges/openbadges/internal/limits"
)

// Keys remembers keys by which signatures have held, and the tables of those that have
// been met often. Whoever holds 1,000 keys, or many tables' worth of them, has the
// others counted anew and built again; that costs time, and changes no verdict. The
// zero Keys has met none. Any number of goroutines may share it; a nil one remembers
// nothing.
type Keys struct {
	mu       sync.Mutex
	met      map[[ed25519.PublicKeySize]byte]*met
	tables   int    // of the keys in met
	uses     uint64 // of tables, so far
	building bool   // one at a time, by whoever met a key often enough
	base     *table // of B, once there is another
}

// met is a key that was met.
type met struct {
	held   int
	table  *table // of -A; nil until it was met often
	usedAt uint64
}

// Holds reports whether signature is one of message by key. That it is not, or that
// the key has not been met often, is false alike.
func (k *Keys) Holds(key ed25519.PublicKey, message, signature []byte) bool {
	if k == nil || len(key) != ed25519.PublicKeySize || len(signature) != ed25519.SignatureSize {
		return false
	}
	a, b := k.find([ed25519.PublicKeySize]byte(key))
	if a == nil {
		return false
	}
	s, err := new(edwards25519.Scalar).SetCanonicalBytes(signature[32:])
	if err != nil {
		return false
	}
	h := sha512.New()
	h.Write(signature[:32])
	h.Write(key)
	h.Write(message)
	var digest [sha512.Size]byte
	c, err := new(edwards25519.Scalar).SetUniformBytes(h.Sum(digest[:0]))
	if err != nil {
		return false
	}
	r := edwards25519.NewIdentityPoint()
	b.add(r, s)
	a.add(r, c)
	return [32]byte(r.Bytes()) == [32]byte(signature[:32])
}

func (k *Keys) find(key [ed25519.PublicKeySize]byte) (a, b *table) {
	k.mu.Lock()
	defer k.mu.Unlock()
	m := k.met[key]
	if m == nil || m.table == nil {
		return nil, nil
	}
	k.uses++
	m.usedAt = k.uses
	return m.table, k.base
}

// Held notes that a signature by key has held, for crypto/ed25519, and builds the table
// of a key of which that was noted limits.EdMeetings times.
func (k *Keys) Held(key ed25519.PublicKey) {
	if k == nil || len(key) != ed25519.PublicKeySize {
		return
	}
	build, b := k.count([ed25519.PublicKeySize]byte(key))
	if !build {
		return
	}
	var a *table
	if p, err := new(edwards25519.Point).SetBytes(key); err == nil { // else none would hold
		// Of -A, and not a number of the other sign: A may have a part of small order,
		// of which the order of B is no multiple.
		a = newTable(p.Negate(p))
	}
	if b == nil {
		b = newTable(edwards25519.NewGeneratorPoint())
	}
	k.keep([ed25519.PublicKeySize]byte(key), a, b)
}

// count reports whether the table of key is to be built, by the caller, and returns
// that of B if there is one.
func (k *Keys) count(key [ed25519.PublicKeySize]byte) (build bool, base *table) {
	k.mu.Lock()
	defer k.mu.Unlock()
	m := k.met[key]
	if m == nil {
		if len(k.met) >= limits.EdKeys {
			for other, m := range k.met {
				if m.table == nil {
					delete(k.met, other)
				}
			}
		}
		if k.met == nil {
			k.met = map[[ed25519.PublicKeySize]byte]*met{}
		}
		m = new(met)
		k.met[key] = m
	}
	m.held++
	if m.held < limits.EdMeetings || m.table != nil || k.building {
		return false, k.base
	}
	k.building = true
	return true, k.base
}

// keep keeps the tables of key and of B, in place of the one that was not used for the
// longest if there are too many.
func (k *Keys) keep(key [ed25519.PublicKeySize]byte, a, b *table) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.building = false
	m := k.met[key]
	if m == nil || a == nil {
		return
	}
	if k.tables++; k.tables > limits.EdTables {
		var oldest [ed25519.PublicKeySize]byte
		usedAt := k.uses + 1
		for other, m := range k.met {
			if m.table != nil && m.usedAt < usedAt {
				oldest, usedAt = other, m.usedAt
			}
		}
		delete(k.met, oldest)
		k.tables--
	}
	k.base = b
	k.uses++
	m.table, m.usedAt = a, k.uses
}

// A table holds the multiples of a point that sums of digits are made of: in row i, by
// 1 to 32 times 64 to the power of i.
type table [rows][half]edwards25519.Point

const (
	width = 6 // bits of a digit
	half  = 1 << (width - 1)
	rows  = (253 + width) / width // for numbers below the order of B, and a carry
)

func newTable(p *edwards25519.Point) *table {
	t := new(table)
	first := p
	for i := range t {
		row := &t[i]
		row[0].Set(first)
		for j := 1; j < half; j++ {
			row[j].Add(&row[j-1], first)
		}
		first = new(edwards25519.Point).Add(&row[half-1], &row[half-1])
	}
	return t
}

// add adds to v as many times the table's point as s says. Digits above half are taken
// as what is lacking from the next one, so that a row needs half of them.
func (t *table) add(v *edwards25519.Point, s *edwards25519.Scalar) {
	var bytes [34]byte
	copy(bytes[:], s.Bytes())
	carry := 0
	for i := range t {
		bit := i * width
		digit := (int(bytes[bit/8])|int(bytes[bit/8+1])<<8)>>(bit%8)&(1<<width-1) + carry
		if carry = 0; digit > half {
			digit, carry = digit-1<<width, 1
		}
		switch {
		case digit > 0:
			v.Add(v, &t[i][digit-1])
		case digit < 0:
			v.Subtract(v, &t[i][-digit-1])
		}
	}
}
