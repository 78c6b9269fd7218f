package strictjson

import (
	"math"
	"strconv"
)

// A decimal is the value of a JSON number: digits × 10^exp, with neither
// leading nor trailing zeros in digits. Zero has digits 0 and exp 0.
type decimal struct {
	neg    bool
	long   bool // more digits than a float64 ever prints, so that no Value has such a number; the rest is then not filled in
	count  int  // of digits
	digits uint64
	exp    int64
}

// mostDigits is how many significant digits the shortest form of a float64 has
// at most; safeDigits how many every float64 of the normal range keeps.
const (
	mostDigits = 17
	safeDigits = 15
)

// toDecimal reads a number of checked grammar. It is linear in its length and
// never holds more than seventeen digits: an attacker may write a million.
func toDecimal(num []byte) decimal {
	var d decimal
	var zeros int64 // zeros read behind the last digit other than zero
	var fraction int64
	inFraction := false
	i := 0
	if num[0] == '-' {
		d.neg = true
		i++
	}
mantissa:
	for ; i < len(num); i++ {
		switch c := num[i]; c {
		case '.':
			inFraction = true
			continue
		case 'e', 'E':
			break mantissa
		case '0':
			if d.count > 0 {
				zeros++
			}
		default:
			if int64(d.count)+zeros+1 > mostDigits {
				d.long = true
				return d
			}
			for ; zeros > 0; zeros-- {
				d.digits *= 10
				d.count++
			}
			d.digits = d.digits*10 + uint64(c-'0')
			d.count++
		}
		if inFraction {
			fraction++
		}
	}
	if d.digits == 0 {
		return d
	}
	d.exp = exponent(num[i:]) - fraction + zeros
	return d
}

// exponent reads "e…" or nothing. It stops counting far beyond what the digits
// of a document (less than 2^32) could bring back into range.
func exponent(s []byte) int64 {
	if len(s) == 0 {
		return 0
	}
	s = s[1:]
	neg := s[0] == '-'
	if neg || s[0] == '+' {
		s = s[1:]
	}
	var e int64
	for _, c := range s {
		if e < 1<<40 {
			e = e*10 + int64(c-'0')
		}
	}
	if neg {
		return -e
	}
	return e
}

// float is the nearest float64, and whether there is a finite one.
func (d decimal) float() (float64, bool) {
	var buf [32]byte
	s := buf[:0]
	if d.neg {
		s = append(s, '-')
	}
	s = strconv.AppendUint(s, d.digits, 10)
	s = append(s, 'e')
	s = strconv.AppendInt(s, d.exp, 10)
	f, err := strconv.ParseFloat(string(s), 64)
	return f, err == nil
}

// exact says whether num is what the nearest float64 prints back, as a decimal
// value. Where it is not, JCS would sign another number than the one that is
// written, and a reader with bigger numbers would see a third.
func exact(num []byte) bool {
	d := toDecimal(num)
	if d.long {
		return false
	}
	if d.digits == 0 {
		return true
	}
	// No two decimals of fifteen digits share a float64 of the normal range, so
	// the shortest form of the one that this becomes is this.
	if lead := d.exp + int64(d.count) - 1; d.count <= safeDigits && lead >= -307 && lead <= 307 {
		return true
	}
	f, ok := d.float()
	if !ok {
		return false
	}
	var buf [32]byte
	back := toDecimal(strconv.AppendFloat(buf[:0], f, 'e', -1, 64))
	return back.digits == d.digits && back.exp == d.exp
}

// Float is the value of a number.
func (v Value) Float() (float64, bool) {
	n := v.node()
	if n.kind != Number {
		return 0, false
	}
	return toDecimal(v.Raw()).float()
}

// Int is the value of a number that is integral and fits, however it is
// spelled: 100, 1E2 and 100.0 are one number.
func (v Value) Int() (int64, bool) {
	n := v.node()
	if n.kind != Number {
		return 0, false
	}
	d := toDecimal(v.Raw())
	if d.exp < 0 {
		return 0, false
	}
	i := int64(d.digits)
	for ; d.exp > 0; d.exp-- {
		if i > math.MaxInt64/10 {
			return 0, false
		}
		i *= 10
	}
	if d.neg {
		i = -i
	}
	return i, true
}

// NegativeZero says whether v is a zero with a minus sign (-0, -0.0, -0e9): JCS
// and every float64 comparison make 0 of it, so an issuer does not write it.
func (v Value) NegativeZero() bool {
	n := v.node()
	if n.kind != Number {
		return false
	}
	d := toDecimal(v.Raw())
	return d.neg && d.digits == 0
}
