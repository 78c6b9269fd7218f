package multikey

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/mr-tron/base58"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/seeds"
)

// Keys published with the did:key method, one of each kind.
const (
	publishedEd25519   = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
	publishedP256      = "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169"
	publishedP384      = "z82LkvCwHNreneWpsgPEbV3gu1C6NFJEBg4srfJ5gdxEsMGRJUz2sG9FE42shbn2xkZJh54"
	publishedX25519    = "z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc"
	publishedSecp256k1 = "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"
)

func multibase(parts ...[]byte) string { return "z" + base58.Encode(bytes.Join(parts, nil)) }

func TestReadsPublishedKeysAndWritesThemBack(t *testing.T) {
	for _, text := range []string{publishedEd25519, publishedP256, publishedP384} {
		key, err := Decode(text)
		require.NoError(t, err, text)
		require.NoError(t, Check(key))
		back, err := Encode(key)
		require.NoError(t, err)
		require.Equal(t, text, back)
	}
	key, err := Decode(publishedEd25519)
	require.NoError(t, err)
	require.Equal(t, "2e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6", hex.EncodeToString(key.(ed25519.PublicKey)))
}

func TestEveryFreshKeySurvivesMultibase(t *testing.T) {
	for range 20 {
		public, _, err := ed25519.GenerateKey(rand.Reader)
		require.NoError(t, err)
		for _, key := range []crypto.PublicKey{public, testEC(t, elliptic.P256()).Public(), testEC(t, elliptic.P384()).Public()} {
			text, err := Encode(key)
			require.NoError(t, err)
			back, err := Decode(text)
			require.NoError(t, err)
			require.True(t, Equal(key, back))

			raw, err := EncodeBytes(key)
			require.NoError(t, err)
			require.Equal(t, text, multibase(raw))
			back, err = DecodeBytes(raw)
			require.NoError(t, err)
			require.True(t, Equal(key, back))
		}
	}
}

func TestRefusesMultibaseThatIsNoKeyOfOurs(t *testing.T) {
	p256 := testEC(t, elliptic.P256()).PublicKey
	long, err := p256.Bytes()
	require.NoError(t, err)
	x := long[1:33]
	compressed := append([]byte{2}, x...)
	hybrid := append([]byte{6 | long[64]&1}, long[1:]...)
	prime256 := elliptic.P256().Params().P.Bytes()
	key32 := bytes.Repeat([]byte{7}, 32)
	notOnCurve := append([]byte{2}, make([]byte, 32)...)
	for notOnCurve[32] = 1; ; notOnCurve[32]++ {
		if x, _ := elliptic.UnmarshalCompressed(elliptic.P256(), notOnCurve); x == nil {
			break
		}
	}

	for _, c := range []struct {
		what, text string
		want       error
	}{
		{"empty", "", ErrMalformed},
		{"only the prefix", "z", ErrMalformed},
		{"hex", "fed01" + hex.EncodeToString(key32), ErrMalformed},
		{"base64", "m7QEHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBw", ErrMalformed},
		{"base64url", "u7QEHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBw", ErrMalformed},
		{"the other base58", "Z" + publishedEd25519[1:], ErrMalformed},
		{"no prefix", publishedEd25519[1:], ErrMalformed},
		{"a leading one", "z1" + publishedEd25519[1:], ErrMalformed},
		{"nothing but ones", "z111111", ErrMalformed},
		{"a digit that is none", strings.Replace(publishedEd25519, "M", "0", 1), ErrMalformed},
		{"a byte beyond ASCII", publishedEd25519 + "é", ErrMalformed},
		{"white space", publishedEd25519 + "\n", ErrMalformed},
		{"a mebibyte", "z" + strings.Repeat("2", 1<<20), ErrMalformed},
		{"one character too many", "z" + strings.Repeat("2", limits.Multibase), ErrMalformed},

		{"Ed25519 of 0 bytes", multibase([]byte{0xed, 1}), ErrMalformed},
		{"Ed25519 of 31 bytes", multibase([]byte{0xed, 1}, key32[1:]), ErrMalformed},
		{"Ed25519 of 33 bytes", multibase([]byte{0xed, 1}, key32, []byte{7}), ErrMalformed},
		{"an overlong varint", multibase([]byte{0xed, 0x81, 0}, key32), ErrMalformed},
		{"an unended varint", multibase([]byte{0xed}), ErrMalformed},
		{"a varint beyond 64 bits", multibase(bytes.Repeat([]byte{0xff}, 11), key32), ErrMalformed},
		{"an unknown code", multibase([]byte{0xf0, 1}, key32), ErrMalformed},
		{"the neutral point", multibase([]byte{0xed, 1}, []byte(yNeutral)), ErrWeak},
		{"an unreduced point", multibase([]byte{0xed, 1}, encode25519(p25519(), 0)), ErrWeak},

		{"P-256 uncompressed", multibase([]byte{0x80, 0x24}, long), ErrMalformed},
		{"P-256 hybrid", multibase([]byte{0x80, 0x24}, hybrid), ErrMalformed},
		{"P-256 with the tag of an uncompressed point", multibase([]byte{0x80, 0x24, 4}, x), ErrMalformed},
		{"P-256 with the tag of a hybrid point", multibase([]byte{0x80, 0x24, 6}, x), ErrMalformed},
		{"P-256 at infinity", multibase([]byte{0x80, 0x24, 0}), ErrMalformed},
		{"P-256 at infinity, full length", multibase([]byte{0x80, 0x24, 0}, make([]byte, 32)), ErrMalformed},
		{"P-256 off the curve", multibase([]byte{0x80, 0x24}, notOnCurve), ErrMalformed},
		{"P-256 with x of the prime", multibase([]byte{0x80, 0x24, 2}, prime256), ErrMalformed},
		{"P-256 with x of all ones", multibase([]byte{0x80, 0x24, 3}, bytes.Repeat([]byte{0xff}, 32)), ErrMalformed},
		{"P-256 as P-384", multibase([]byte{0x81, 0x24}, compressed), ErrMalformed},
		{"P-256 as Ed25519", multibase([]byte{0xed, 1}, compressed), ErrMalformed},

		{"X25519", publishedX25519, ErrUnsupported},
		{"secp256k1", publishedSecp256k1, ErrUnsupported},
		{"BLS12-381", multibase([]byte{0xeb, 1}, make([]byte, 96)), ErrUnsupported},
		{"P-521", multibase([]byte{0x82, 0x24}, make([]byte, 67)), ErrUnsupported},
		{"X25519 of 31 bytes", multibase([]byte{0xec, 1}, key32[1:]), ErrMalformed},
		{"a secret key of Ed25519", multibase([]byte{0x80, 0x26}, key32), ErrPrivate},
		{"a secret key of P-256", multibase([]byte{0x86, 0x26}, key32), ErrPrivate},
	} {
		key, err := Decode(c.text)
		require.ErrorIs(t, err, c.want, c.what)
		require.Nil(t, key, c.what)
		require.Less(t, len(err.Error()), 200, c.what)
	}
	_, err = Decode("z" + strings.Repeat("2", limits.Multibase))
	require.ErrorContains(t, err, "256 characters", "judged before base58 is decoded")
	_, err = Decode(multibase([]byte{0x80, 0x24}, long))
	require.ErrorContains(t, err, "33 bytes")
}

func TestErrorsDoNotRepeatAKeyInAWrongPlace(t *testing.T) {
	secret := multibase([]byte{0x80, 0x26}, bytes.Repeat([]byte{9}, 32))
	for _, text := range []string{secret, secret[1:], "u" + secret, "z1" + secret} {
		_, err := Decode(text)
		require.Error(t, err)
		require.NotContains(t, err.Error(), secret[5:10])
	}
}

func TestWritesNoMultibaseForOtherKeys(t *testing.T) {
	for _, c := range []struct {
		key  crypto.PublicKey
		want error
	}{
		{testRSA().Public(), ErrUnsupported},
		{testEC(t, elliptic.P521()).Public(), ErrUnsupported},
		{nil, ErrUnsupported},
		{make(ed25519.PublicKey, 31), ErrMalformed},
		{ed25519.PublicKey(yOrder8), ErrWeak},
		{&ecdsa.PublicKey{Curve: elliptic.P384()}, ErrMalformed},
	} {
		_, err := Encode(c.key)
		require.ErrorIs(t, err, c.want)
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range seeds.Strings("publicKeyMultibase") {
		f.Add(s)
	}
	for _, seed := range []string{
		"", "z", "z1", publishedEd25519, publishedP256, publishedP384, publishedX25519, publishedSecp256k1,
		"Z" + publishedEd25519[1:], "z1" + publishedEd25519[1:], publishedEd25519 + "\n", "fed01",
		multibase([]byte{0xed, 0x81, 0}, make([]byte, 32)),
		multibase([]byte{0xed, 1}, []byte(yNeutral)),
		multibase([]byte{0x80, 0x24, 4}, make([]byte, 64)),
		multibase([]byte{0x80, 0x26}, make([]byte, 32)),
		multibase(bytes.Repeat([]byte{0xff}, 12)),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		key, err := Decode(text)
		if err != nil {
			require.Nil(t, key)
			return
		}
		require.NoError(t, Check(key))
		back, err := Encode(key)
		require.NoError(t, err)
		require.Equal(t, text, back)
	})
}

func BenchmarkDecode(b *testing.B) {
	for name, text := range map[string]string{"Ed25519": publishedEd25519, "P-256": publishedP256, "P-384": publishedP384} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Decode(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("verify", func(b *testing.B) {
		public, private, err := ed25519.GenerateKey(rand.Reader)
		require.NoError(b, err)
		message := make([]byte, 2000)
		signature := ed25519.Sign(private, message)
		for b.Loop() {
			if !ed25519.Verify(public, message, signature) {
				b.Fatal("refused")
			}
		}
	})
}
