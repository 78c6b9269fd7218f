package strictjson

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAcceptsNumbersThatAFloat64PrintsBack(t *testing.T) {
	for num, want := range map[string]float64{
		"0": 0, "-0": math.Copysign(0, -1), "0.0": 0, "0e400": 0, "-0.000e-9": math.Copysign(0, -1),
		"1": 1, "1.0": 1, "100": 100, "1E2": 100, "1e+2": 100, "100e-2": 1, "0.01e2": 1,
		"0.1": 0.1, "0.10000000000000000000000": 0.1, "-0.3": -0.3, "3.75": 3.75, "1.50": 1.5,
		"999999999999999": 999999999999999, "9007199254740991": 9007199254740991, "9007199254740992": 9007199254740992,
		"-9007199254740992": -9007199254740992, "9007199254740994": 9007199254740994,
		"1e21": 1e21, "1e20": 1e20, "100000000000000000000": 1e20, "1e-7": 1e-7, "0.0000001": 1e-7, "1e23": 1e23,
		"0.30000000000000004": 0x1.3333333333334p-2, "295147905179352830000": 295147905179352830000,
		"1.7976931348623157e308": math.MaxFloat64, "-1.7976931348623157E+308": -math.MaxFloat64,
		"17976931348623157e292": math.MaxFloat64,
		"1e308":                 1e308, "1e-307": 1e-307, "1e-308": 1e-308, "2.2250738585072014e-308": 0x1p-1022,
		"5e-324": 5e-324, "1e-323": 1e-323,
		"0." + strings.Repeat("0", 1000) + "1e1001":   1,
		"1" + strings.Repeat("0", 1000) + "e-1000":    1,
		"1." + strings.Repeat("0", 1000):              1,
		"0." + strings.Repeat("0", 20000) + "1e20001": 1,
		"1e-0000000000000000000000000000000000000":    1,
	} {
		v := parse(t, num)
		got, ok := v.Float()
		require.True(t, ok, num)
		require.Equal(t, math.Float64bits(want), math.Float64bits(got), num)
		require.Equal(t, want == 0 && math.Signbit(want), v.NegativeZero(), num)
	}
}

func TestRefusesNumbersThatLosePrecision(t *testing.T) {
	for _, num := range []string{
		"9007199254740993", "-9007199254740993", "9007199254740993.0", "9007199254740993e0", "0.9007199254740993e16",
		"12345678901234567890", "18446744073709551615", "9223372036854775807",
		"1152921504606846976", // 2^60: a float64 holds it, and prints ...847000
		"1e400", "-1e400", "1E309", "1.8e308", "1.7976931348623158e308", "1e99999999999999999999999",
		"1e-400", "-1e-400", "1e-324", "2e-324", "4.9e-324", "1e-99999999999999999999999",
		"0.1000000000000000055511151231257827",
		"0.30000000000000003", "3.141592653589793238", "1.00000000000000000001",
		"333333333.33333329", // a number of RFC 8785's own example, which JCS rewrites as 333333333.3333333
	} {
		e := refused(t, `{"a":[`+num+`]}`, Limits{})
		require.ErrorIs(t, e, ErrNumber, num)
		require.Equal(t, 6, e.Offset)
		require.Equal(t, "/a/0", e.Pointer)
	}
}

func TestANumberOfAMillionDigitsIsJudgedByItsValue(t *testing.T) {
	const n = 1 << 20
	zeros := strings.Repeat("0", n)
	for num, err := range map[string]error{
		strings.Repeat("9", n):                       ErrNumber,
		"1" + zeros:                                  ErrNumber,
		"0." + zeros + "1":                           ErrNumber,
		"0." + strings.Repeat("1", n):                ErrNumber,
		"1." + zeros + "1":                           ErrNumber,
		"1" + zeros[:65] + "1":                       ErrNumber, // 1 in arithmetic modulo 2^64
		"1" + zeros[:65] + "1e-66":                   ErrNumber,
		"1e" + strings.Repeat("9", n):                ErrNumber,
		"1e-" + strings.Repeat("9", n):               ErrNumber,
		"1." + zeros:                                 nil,
		"0." + zeros:                                 nil,
		"0e" + strings.Repeat("9", n):                nil,
		"1e" + zeros + "5":                           nil,
		fmt.Sprintf("1%se-%d", zeros, n):             nil,
		fmt.Sprintf("0.%s1e%d", zeros, n+1):          nil,
		fmt.Sprintf("0.%s1e%d", zeros, n+1-308):      nil, // 1e-308
		fmt.Sprintf("0.%s1e%d", zeros, n+1-330):      ErrNumber,
		fmt.Sprintf("0.%s12345e%d", zeros, n+1+1000): ErrNumber,
	} {
		tape, got := Parse([]byte(num), Limits{})
		require.ErrorIs(t, got, err, "%.20s… of %d bytes", num, len(num))
		if err == nil {
			_, ok := tape.Root().Float()
			require.True(t, ok)
			require.Less(t, len(mustJCS(t, tape.Root())), 30)
		}
	}
}

// exactSlowly says by big rationals what exact says by digits.
func exactSlowly(num string) bool {
	f, err := strconv.ParseFloat(num, 64)
	if err != nil {
		return false
	}
	written, ok := new(big.Rat).SetString(num)
	if !ok {
		panic(num)
	}
	printed, _ := new(big.Rat).SetString(strconv.FormatFloat(f, 'e', -1, 64))
	return written.Cmp(printed) == 0
}

func TestExactAgreesWithRationalArithmetic(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	seen := map[bool]int{}
	check := func(num string) {
		got := exact([]byte(num))
		require.Equal(t, exactSlowly(num), got, num)
		seen[got]++
	}
	for range 20_000 {
		digits := strconv.FormatUint(r.Uint64()>>(r.UintN(60)), 10)
		check(digits)
		check(fmt.Sprintf("-%s.%s", digits, strconv.FormatUint(r.Uint64()>>(r.UintN(64)), 10)))
		check(fmt.Sprintf("%se%d", digits, r.IntN(700)-360))
		check(fmt.Sprintf("0.000%sE-%d", digits, r.IntN(330)))
		f := math.Float64frombits(r.Uint64())
		if math.IsNaN(f) || math.IsInf(f, 0) {
			continue
		}
		check(strconv.FormatFloat(f, 'e', -1, 64))
		check(strconv.FormatFloat(f, 'e', 16, 64))
		check(strconv.FormatFloat(f, 'e', 15, 64))
		check(strconv.FormatFloat(f, 'e', 14, 64))
	}
	require.Greater(t, seen[true], 10_000)
	require.Greater(t, seen[false], 10_000)
}

func TestFloatAgreesWithStrconv(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		f := math.Float64frombits(r.Uint64())
		if math.IsNaN(f) || math.IsInf(f, 0) {
			continue
		}
		for _, format := range []byte{'e', 'f', 'g'} {
			num := strconv.FormatFloat(f, format, -1, 64)
			got, ok := parse(t, num).Float()
			require.True(t, ok, num)
			require.Equal(t, f, got, num)
		}
	}
}

func TestIntTakesIntegralNumbersHoweverSpelled(t *testing.T) {
	for num, want := range map[string]int64{
		"0": 0, "-0": 0, "0.0": 0, "0e9": 0, "7": 7, "-7": -7, "100": 100, "1E2": 100, "100.0": 100, "1.5e1": 15, "1200e-2": 12,
		"9007199254740992": 1 << 53, "-9007199254740992": -1 << 53, "1e18": 1e18, "-1e18": -1e18, "9.2e18": 9.2e18, "9200000000000000000": 9.2e18,
	} {
		got, ok := parse(t, num).Int()
		require.True(t, ok, num)
		require.Equal(t, want, got, num)
	}
	for _, num := range []string{"0.5", "-1.25", "1e-7", "15e-1", "1e19", "-1e19", "9.3e18", "-9.3e18", "1e300", "5e-324", `"7"`, "true", "null", "[]", "{}"} {
		got, ok := parse(t, num).Int()
		require.False(t, ok, num)
		require.Zero(t, got, num)
	}
}

func TestOnlyNumbersAreNumbers(t *testing.T) {
	for _, doc := range []string{`"1"`, "true", "null", "[1]", `{"a":1}`} {
		f, ok := parse(t, doc).Float()
		require.False(t, ok)
		require.Zero(t, f)
		require.False(t, parse(t, doc).NegativeZero())
	}
	for _, num := range []string{"0", "0.0", "-1", "-0.1", "-1e-300"} {
		require.False(t, parse(t, num).NegativeZero(), num)
	}
	for _, num := range []string{"-0", "-0.0", "-0e5", "-0.00E-5"} {
		require.True(t, parse(t, num).NegativeZero(), num)
	}
}
