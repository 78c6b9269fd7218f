package share

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
)

// The forms are those of The Unicode Standard, table 9-3 and section 9.2: alone, final,
// initial, medial.
func TestArabicLettersAreJoined(t *testing.T) {
	for word, want := range map[string]string{
		"\u0628":                          "\ufe8f",                   // beh alone
		"\u0628\u0628\u0628":              "\ufe91\ufe92\ufe90",       // initial, medial, final
		"\u062f\u0628":                    "\ufea9\ufe8f",             // dal joins nothing behind it
		"\u0628\u062f\u0628":              "\ufe91\ufeaa\ufe8f",       // but what is before it
		"\u0644\u0627":                    "\ufefb",                   // lam and alef are one
		"\u0628\u0644\u0627\u0628":        "\ufe91\ufefc\ufe8f",       // likewise behind a letter
		"\u0628\u0621\u0628":              "\ufe8f\ufe80\ufe8f",       // hamza joins neither
		"\u0628 \u0628":                   "\ufe8f \ufe8f",            // nor does a space
		"\u067e\u0686\u06af\u06cc":        "\ufb58\ufb7d\ufb95\ufbfd", // of Persian
		"\u0628\u05d0\u0628":              "\ufe8f\u05d0\ufe8f",
		"Ada \u05d0":                      "Ada \u05d0",
		"\u0645\u062d\u0645\u062f \u0639": "\ufee3\ufea4\ufee4\ufeaa \ufec9",
	} {
		got := joined(word)
		require.Equal(t, want, got, "%+q", word)
		require.Equal(t, word, norm.NFKC.String(got), "no letter is lost")
	}
	for letter, f := range arabic() {
		require.Contains(t, []int{1, 2, 4}, len(f), "%+q", letter)
		for _, form := range f {
			require.True(t, letters()[form], "%U", form)
		}
	}
	require.Len(t, arabic(), 36+4+6, "letters of Arabic, lam with alef, and those of Persian")
}

func TestWhatIsReadFromTheRightIsSeenFromTheLeft(t *testing.T) {
	require.Equal(t, "\u05d2\u05d1 \u05d0.", seen(".\u05d0 \u05d1\u05d2"))
	require.Equal(t, "Ada", seen("Ada"))
}
