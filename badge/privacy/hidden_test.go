package privacy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/privacy"
)

// A student who wants to be named, or somebody who wants to name one, writes what looks
// like a name and is spelled otherwise.
func TestM09ANameIsFoundInLettersThatLookLikeIt(t *testing.T) {
	for text, name := range map[string]string{
		"Z\u043e\u0451 led the team":                        "Zoë Álvarez", // Cyrillic о and ё
		"by \u0410lvarez":                                   "Zoë Álvarez", // Cyrillic А
		"by \u0391da":                                       "Ada Byron",   // Greek Α
		"\u0410\u0501\u0430":                                "Ada Byron",   // Cyrillic А, ԁ, а
		"\u1d00\u1d05\u1d00 led the team":                   "Ada Byron",   // small capitals
		"\U0001d4d0\U0001d4ed\U0001d4ea led":                "Ada Byron",   // mathematical script
		"\u24b6\u24d3\u24d0 led":                            "Ada Byron",   // in circles
		"\U0001f130\U0001f133\U0001f130 led":                "Ada Byron",   // in squares
		"A\u3164da led":                                     "Ada Byron",   // a filler without a shape
		"A\u115fd\u034fa led":                               "Ada Byron",
		"A\ufe0fd\ufe0fa led":                               "Ada Byron", // variation selectors
		"A\u20ddd\u20dda\u20dd led":                         "Ada Byron", // enclosing circles
		"A<b></b>da led":                                    "Ada Byron",
		"A<!-- -->da led":                                   "Ada Byron",
		"[A](https://x.example)[da](https://y.example) led": "Ada Byron",
		"\u0410\u043d\u043d\u0430":                          "Анна Ёлкина",
		"A\u043d\u043da":                                    "Анна Ёлкина", // Latin in a Cyrillic name
	} {
		require.Contains(t, kindsIn(t, text, name), privacy.KindName, "%q in %q", name, text)
	}
	for _, text := range []string{"Canada", "the Adam family", "a < b, da > c", "2 < 3 and 5 > 4"} {
		require.NotContains(t, kindsIn(t, text, "Ada Byron"), privacy.KindName, "%q", text)
	}
}

func TestM09NumbersAreReadWithoutWhatNobodySees(t *testing.T) {
	for text, kind := range map[string]privacy.Kind{
		"3\ufe0f\u20e30\ufe0f\u20e33\ufe0f\u20e35\ufe0f\u20e35\ufe0f\u20e35\ufe0f\u20e30\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e3": privacy.KindNumber,
		"303\u034f-555\u3164-0123":                   privacy.KindPhone,
		"zoe\ufe0f@\ufe0fschool.example":             privacy.KindMail,
		"303-555-<b></b>0123":                        privacy.KindPhone,
		"zoe@<i></i>school.example":                  privacy.KindMail,
		"\u2460\u2461\u2462\u2463\u2464\u2465\u2466": privacy.KindNumber,
	} {
		require.Contains(t, kindsIn(t, text), kind, "%q", text)
	}
}

func TestM09NoMemberHidesANameByWhatItIsCalled(t *testing.T) {
	public := func(more string) raw {
		return raw(`{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:uuid:1","type":["VerifiableCredential","OpenBadgeCredential"],"issuer":{"id":"did:web:s.example","type":["Profile"],"name":"S"},` +
			`"credentialSubject":{"id":"urn:uuid:0b9c8a77-6655-4433-8211-00ffeeddccbb","type":["AchievementSubject"],"achievement":{"id":"https://s.example/a","type":["Achievement"],"name":"Civics","description":"d","criteria":{"narrative":"n"}}` + more + `}}`)
	}
	const sri = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
	for more, good := range map[string]bool{
		``:                                      true,
		`,"x":{"digestSRI":"` + sri + `"}`:      true,
		`,"x":3.5`:                              true,
		`,"x":{"digestSRI":"Zoe"}`:              false,
		`,"digestMultibase":"uZoe"`:             false,
		`,"proof":{"note":"Zoe"}`:               false,
		`,"x":{"proof":"Zoe"}`:                  false,
		`,"x":4711`:                             false, // a name that is looked for
		`,"x":3035550123`:                       false,
		`,"x":"see=data:text/html;base64,Wm9l"`: false,
	} {
		_, err := privacy.Policy{}.Inspect(public(more), "Zoe", "4711")
		require.Equal(t, good, err == nil, "%s: %v", more, err)
	}
}
