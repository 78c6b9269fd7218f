package ld

import (
	"bytes"
	"math"
	"strconv"

	"github.com/summitbadges/openbadges/internal/rdfc"
)

// number is a JSON number as a literal (JSON-LD 1.1 API, section 8.5): digits for
// an integer, the canonical form of xsd:double for what has a fraction or is to be
// one.
//
// jsonld.js asks whether a number that is printed has a decimal point, and takes
// 1e-7, which has none, for the integer 0. json-gold asks whether it fits 64
// bits, and takes 1e20, which does not, for a double. Where they differ a
// signature would hold for one and fail for the other: such a number is refused.
func (w *walker) number(i uint32, t *term) (rdfc.Object, error) {
	raw, _ := w.t.RawText(w.t.Entry(i))
	dt := w.l.rdf.integer
	if t.coercion == toDatatype {
		dt = t.datatype
	}
	double := t.coercion == toDatatype && t.double
	if isShortInteger(raw) && !double {
		return w.dst.Literal(raw, dt), nil
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil {
		return rdfc.Object{}, w.fail(i, ErrNumber, "expected a number that a double holds, found %s", quoted(raw))
	}
	var buf [32]byte
	if !double && f == math.Trunc(f) && math.Abs(f) < 1<<63 {
		return w.dst.Literal(strconv.AppendInt(buf[:0], int64(f), 10), dt), nil
	}
	if !double && !sameEverywhere(f) || f == 0 && math.Signbit(f) {
		return rdfc.Object{}, w.fail(i, ErrNumber, "processors do not agree on how to write %s", quoted(raw))
	}
	if isTie(f) {
		return rdfc.Object{}, w.fail(i, ErrNumber, "processors do not agree on how to round %s to sixteen digits", quoted(raw))
	}
	if t.coercion != toDatatype {
		dt = w.l.rdf.double
	}
	return w.dst.Literal(appendDouble(buf[:0], f), dt), nil
}

// isShortInteger says whether a number is an integer that is written as it is
// read: no sign but that of a number below zero, few enough digits for any reader.
func isShortInteger(raw []byte) bool {
	if len(raw) > 15 || raw[0] == '-' && raw[1] == '0' {
		return false
	}
	for i, c := range raw {
		if (c < '0' || c > '9') && (c != '-' || i > 0) {
			return false
		}
	}
	return true
}

// sameEverywhere says whether both processors take f, which is no integer of 64
// bits, for a double: it prints with a decimal point in ECMAScript, or with an
// exponent of 21 or more.
func sameEverywhere(f float64) bool {
	if f == math.Trunc(f) {
		return math.Abs(f) >= 1e21
	}
	if math.Abs(f) >= 1e-6 {
		return true // never an exponent, hence a point
	}
	var buf [32]byte
	digits := strconv.AppendFloat(buf[:0], f, 'e', -1, 64)
	if digits[0] == '-' {
		digits = digits[1:]
	}
	return digits[1] == '.'
}

// isTie says whether f lies just between two numbers of sixteen digits, of which
// ECMAScript, and so jsonld.js, takes the larger and Go, and so json-gold, the one
// whose last digit is even.
func isTie(f float64) bool {
	var buf [48]byte
	digits := strconv.AppendFloat(buf[:0], math.Abs(f), 'E', 36, 64) // d.ddd…E
	return digits[17] == '5' && digits[16]%2 == 0 && len(bytes.TrimLeft(digits[18:38], "0")) == 0
}

// Rounded is the number that a graph keeps of f: two fractions that are written alike
// there are one, and so are 0 and -0. Integers are kept in full.
func Rounded(f float64) float64 {
	if f == 0 {
		return 0
	}
	if f == math.Trunc(f) && math.Abs(f) < 1<<63 {
		return f
	}
	var buf [32]byte
	kept, err := strconv.ParseFloat(string(appendDouble(buf[:0], f)), 64)
	if err != nil {
		return f // cannot be: what is written is a number
	}
	return kept
}

// appendDouble writes the canonical form of XML Schema 1.1 in which JSON-LD has
// doubles: sixteen significant digits, without trailing zeros but one behind the
// point, and an exponent.
func appendDouble(dst []byte, f float64) []byte {
	start := len(dst)
	dst = strconv.AppendFloat(dst, f, 'E', 15, 64)
	e := start
	for dst[e] != 'E' {
		e++
	}
	exponent, _ := strconv.Atoi(string(dst[e+1:]))
	for e > start && dst[e-1] == '0' && dst[e-2] != '.' {
		e--
	}
	return strconv.AppendInt(append(dst[:e], 'E'), int64(exponent), 10)
}
