package jose

import (
	"bytes"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// rawRSA applies the private key to an encoded message, whatever it holds.
func rawRSA(key *rsa.PrivateKey, encoded []byte) []byte {
	m := new(big.Int).SetBytes(encoded)
	return m.Exp(m, key.D, key.N).FillBytes(make([]byte, key.Size()))
}

// padded is an encoded message of RSASSA-PKCS1-v1_5 (RFC 8017 §9.2) around what
// stands behind the padding.
func padded(size int, inner []byte) []byte {
	return slices.Concat([]byte{0, 1}, bytes.Repeat([]byte{0xff}, size-3-len(inner)), []byte{0}, inner)
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	require.NoError(t, err)
	return b
}

// DigestInfo of SHA-256: SEQUENCE { SEQUENCE { OID, NULL }, OCTET STRING }.
const infoSHA256 = "3031300d060960864801650304020105000420"

// TestRefusesMalformedEncodingsOfRS256 signs encodings that a careless verifier
// takes for the honest one. With an exponent of 3 several of them can be forged
// without the private key (Bleichenbacher 2006, and CVE-2006-4339 after it).
func TestRefusesMalformedEncodingsOfRS256(t *testing.T) {
	key := testRSA()
	size := key.Size()
	input := []byte("eyJhbGciOiJSUzI1NiJ9.e30")
	sum := sha256.Sum256(input)
	digest := sum[:]
	other := sha256.Sum256([]byte("another input"))
	short := sha1.Sum(input)
	info := append(unhex(t, infoSHA256), digest...)

	honest := padded(size, info)
	require.NoError(t, Verify(RS256, key.Public(), input, rawRSA(key, honest)), "the honest encoding")

	change := func(at int, b byte) []byte {
		encoded := slices.Clone(honest)
		encoded[at] = b
		return encoded
	}
	inner := func(parts ...[]byte) []byte { return padded(size, slices.Concat(parts...)) }
	// The honest inner part right behind a short padding, and bytes of the
	// forger's choice behind it.
	garbage := func(padding int) []byte {
		head := slices.Concat([]byte{0, 1}, bytes.Repeat([]byte{0xff}, padding), []byte{0}, info)
		return append(head, bytes.Repeat([]byte{0x5a}, size-len(head))...)
	}

	for what, encoded := range map[string][]byte{
		"without NULL":                     inner(unhex(t, "302f300b0609608648016503040201"), unhex(t, "0420"), digest),
		"NULL of length one":               inner(unhex(t, "3032300e06096086480165030402010501000420"), digest),
		"NULL in the long form":            inner(unhex(t, "3032300e06096086480165030402010581000420"), digest),
		"outer length in the long form":    inner(unhex(t, "308131300d060960864801650304020105000420"), digest),
		"inner length in the long form":    inner(unhex(t, "303230810d060960864801650304020105000420"), digest),
		"digest length in the long form":   inner(unhex(t, "3032300d06096086480165030402010500048120"), digest),
		"indefinite length":                inner(unhex(t, "3080300d060960864801650304020105000420"), digest, []byte{0, 0}),
		"garbage in the parameters":        inner(unhex(t, "3039301506096086480165030402010408"), []byte("forgery!"), unhex(t, "0500"), unhex(t, "0420"), digest),
		"the OID of SHA-384":               inner(unhex(t, "3031300d060960864801650304020205000420"), digest),
		"the OID of SHA-224":               inner(unhex(t, "3031300d060960864801650304020405000420"), digest),
		"SHA-1 under its own OID":          inner(unhex(t, "3021300906052b0e03021a05000414"), short[:]),
		"SHA-1 under the OID of SHA-256":   inner(unhex(t, "3025300d060960864801650304020105000414"), short[:]),
		"a digest cut short":               inner(unhex(t, "3030300d06096086480165030402010500041f"), digest[:31]),
		"a digest with a byte more":        inner(unhex(t, "3032300d060960864801650304020105000421"), digest, []byte{0}),
		"the digest of another input":      inner(unhex(t, infoSHA256), other[:]),
		"the digest alone":                 inner(digest),
		"garbage behind the digest":        inner(info, []byte("garbage")),
		"garbage counted into the outer":   inner(unhex(t, "3038300d060960864801650304020105000420"), digest, []byte("garbage")),
		"no padding, garbage behind":       garbage(0),
		"eight of padding, garbage behind": garbage(8),
		"one of padding too few":           garbage(size - 4 - len(info)),
		"block type 0":                     change(1, 0),
		"block type 2":                     change(1, 2),
		"a first byte that is not zero":    change(0, 1),
		"a padding byte that is not FF":    change(10, 0xfe),
		"a zero in the padding":            change(10, 0),
		"no zero behind the padding":       change(size-len(info)-1, 0xff),
		"all zero":                         make([]byte, size),
		"the number one":                   append(make([]byte, size-1), 1),
	} {
		require.Len(t, encoded, size, what)
		require.Same(t, ErrSignature, Verify(RS256, key.Public(), input, rawRSA(key, encoded)), what)
	}
}

func TestRefusesCubeRootsAsSignaturesUnderExponentThree(t *testing.T) {
	n := new(big.Int).SetBit(big.NewInt(1), 2047, 1)
	key := &rsa.PublicKey{N: n.SetBit(n, 1000, 1), E: 3}
	input := []byte("input")
	digest := sha256.Sum256(input)
	info := append(unhex(t, infoSHA256), digest[:]...)
	for _, padding := range []int{0, 1, 8} {
		head := slices.Concat([]byte{0, 1}, bytes.Repeat([]byte{0xff}, padding), []byte{0}, info)
		low := new(big.Int).SetBytes(append(slices.Clone(head), make([]byte, 256-len(head))...))
		root := cubeRoot(low)
		cube := new(big.Int).Exp(root, big.NewInt(3), nil)
		require.True(t, bytes.HasPrefix(cube.FillBytes(make([]byte, 256)), head), "the forgery is one")
		require.Same(t, ErrSignature, Verify(RS256, key, input, root.FillBytes(make([]byte, 256))))
	}
}

// cubeRoot is the least number whose cube is n or more.
func cubeRoot(n *big.Int) *big.Int {
	root := new(big.Int)
	for bit := n.BitLen()/3 + 1; bit >= 0; bit-- {
		root.SetBit(root, bit, 1)
		if new(big.Int).Exp(root, big.NewInt(3), nil).Cmp(n) >= 0 {
			root.SetBit(root, bit, 0)
		}
	}
	return root.Add(root, big.NewInt(1))
}

func TestRefusesRSASignaturesBeyondTheModulus(t *testing.T) {
	key := testRSA()
	for i := range 10_000 {
		input := big.NewInt(int64(i)).Append([]byte("input "), 10)
		digest := sha256.Sum256(input)
		signature := rawRSA(key, padded(key.Size(), append(unhex(t, infoSHA256), digest[:]...)))
		twin := new(big.Int).Add(new(big.Int).SetBytes(signature), key.N)
		if twin.BitLen() > 8*key.Size() {
			continue
		}
		require.NoError(t, Verify(RS256, key.Public(), input, signature))
		require.Same(t, ErrSignature, Verify(RS256, key.Public(), input, twin.Bytes()))
		return
	}
	t.Fatal("no signature was small enough to add the modulus to")
}
