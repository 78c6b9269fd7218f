package privacy_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/privacy"
)

func kindsIn(t *testing.T, text string, names ...string) []privacy.Kind {
	t.Helper()
	found, err := privacy.Policy{Artefacts: true}.InspectText(text, names...)
	var kinds []privacy.Kind
	for _, f := range found {
		kinds = append(kinds, f.Kind)
	}
	require.Equal(t, len(kinds) > 0, err != nil)
	return kinds
}

func TestM09TextsThatNameAPersonAreFound(t *testing.T) {
	for _, tt := range []struct {
		kind  privacy.Kind
		texts []string
	}{
		{privacy.KindMail, []string{
			"write to ada@school.example", "ada.l+x@mail.school.co.uk", "ada@school.exam\u200bple", "ada&#64;school.example", "ada＠school.example", "ada (at) school (dot) example",
			"ada [at] school.example", "ana [arroba] escuela [punto] example", "<ada@school.example>", "mailto:ada@school.example", "d’ada@школа.рф",
		}},
		{privacy.KindPhone, []string{
			"call 303-555-0123", "(303) 555-0123", "303.555.0123", "303 555 0123", "+1 303 555 0123", "+44 20 7946 0958", "tel: 5550123", "555-0123", "0151 23456789",
			"llame al teléfono 5512345678", "303‑555‑0123", "٣٠٣-٥٥٥-٠١٢٣", "３０３-５５５-０１２３", "my cell is 5 5 5 0 1 2 3",
		}},
		{privacy.KindNumber, []string{"student number 4711", "Student ID: 12345", "student #98765", "ID 20481234", "S1234567", "078-05-1120", "matrícula 55512", "lunch no. 4711"}},
		{privacy.KindBirth, []string{
			"born on May 3, 2010", "my birthday is 5/3/2010", "DOB 2010-05-03", "date of birth: 3 May 2010", "I am 14", "I'm 15 years old", "a 14-year-old", "aged 14", "tengo 15 años",
			"fecha de nacimiento: 3/5/2010", "nacida el 3 de mayo de 2010", "my birthday is in 2010",
		}},
		{privacy.KindName, []string{"My name is Ada", "my full name is", "Hi, my name's Ada", "me llamo Ada", "Mi nombre es Ada", "I am called Ada", "je m’appelle Ada", "ich heiße Ada"}},
		{privacy.KindHandle, []string{"follow me @ada_l", "@ada.l", "instagram.com/ada", "https://www.tiktok.com/@ada", "snap: ada99", "Discord: ada#1234", "(@ada)"}},
		{privacy.KindAddress, []string{
			"at 123 Main Street", "12 N. Elm St", "1600 Pennsylvania Ave", "45 West 4th Street", "Denver, CO 80203", "P.O. Box 12", "Calle de Alcalá 45", "Avenida Siempre Viva 742",
			"Hauptstraße 12", "I live on the hill", "vivo en la calle Luna",
		}},
		{privacy.KindLocation, []string{"39.7392, -104.9903", "39°44′ N", "https://maps.app.goo.gl/x", "google.com/maps/place", "geo:39.7,-104.9"}},
		{privacy.KindSensitive, []string{
			"a Gifted & Talented student", "GT counselor", "after my ALP", "the G&T program", "Gifted &amp; Talented", "gifted and talented", "her IEP", "a 504 plan", "advanced learning plan",
			"with ADHD", "dyslexia", "I was diagnosed", "special education", "superdotado", "altas capacidades", "TDAH", "free lunch", "twice exceptional", "her therapist", "G/T",
		}},
	} {
		for _, text := range tt.texts {
			require.Contains(t, kindsIn(t, text), tt.kind, "%q", text)
		}
	}
}

// What is refused for nothing is tolerated wholesale soon.
func TestOrdinaryNarrativesNamePersonsToNobody(t *testing.T) {
	for _, text := range []string{
		"",
		"The learner planned a fundraiser with the robotics club and raised $1,250 for 3 families in 2025-2026.",
		"Over 12 weeks the team met 24 times, tested 3 prototypes and wrote 4 reports.",
		"On 31 May 2026 the council voted 7 to 2; the proposal passed at 18:30.",
		"The student gathered data in the classroom and at work, and presented it on 2026-05-31.",
		"The song was shared at 440 Hz; version 1.2.3 of the code has 95% coverage.",
		"Planeó una campaña con el club de robótica durante 12 semanas y 3 eventos en 2025-2026.",
		"Innovation: *synthesizes* existing ideas, images, or concepts; 5 @ $3.50 each.",
		"Bake sale: 120 cookies, 3 kinds (10 trays), 4.5 hours.",
		"RFC 9562, ISO 8601, page 12-15.",
	} {
		require.Empty(t, kindsIn(t, text, "Zoë Álvarez", "Will Young", "Mary-Jane O'Brien", "李小龙"), "%q", text)
	}
}

func TestM09TheNamesOfAPersonAreFoundInAnyScript(t *testing.T) {
	for _, tt := range []struct {
		name string
		in   []string
		not  []string
	}{
		{"Zoë Álvarez", []string{"Zoë led", "ZOE LED", "zoe led", "Zo\u0065\u0308", "zoë's plan", "**Zo**ë", "Z\u200boë", "by Álvarez, Z.", "alvarez", "http://x.example/zoealvarez", "zoe2010", "ZoePortfolio", "x_zoe_x", "ｚｏｅ"}, []string{"zoetrope", "alvarezia", "the zone"}},
		{"Mary-Jane O’Brien", []string{"Mary Jane", "maryjaneobrien", "O'Brien's", "OBrien", "O’BRIEN", "Jane"}, []string{"Janet", "marry"}},
		{"Will Young", []string{"Will led", "will young", "Young"}, []string{"she will learn from young people"}},
		{"Jürgen Müller", []string{"Mueller", "MULLER", "jurgen", "Juergen", "Müller’s"}, nil},
		{"Łukasz Żółć", []string{"Lukasz", "zolc", "ŻÓŁĆ"}, nil},
		{"Bjørn Strauß", []string{"Bjorn", "STRAUSS", "strauß"}, nil},
		{"İpek Işık", []string{"ipek", "IPEK", "Isik", "ışık"}, nil},
		{"Ana de la Cruz", []string{"Ana de la Cruz", "Cruz", "Ana"}, []string{"la casa de todos", "a cruz", "banana"}},
		{"Анна Ёлкина", []string{"АННА", "анна", "Елкина"}, []string{"ваннами"}},
		{"Ελένη Παππάς", []string{"ΕΛΕΝΗ", "Ελενη", "ΠΑΠΠΑΣ", "παππας"}, nil},
		{"محمد علي", []string{"ومحمد", "مُحَمَّد", "محمـد"}, []string{"مدرسة"}},
		{"דוד כהן", []string{"לדוד", "כהן"}, []string{"תלמיד"}},
		{"李小龙", []string{"我的同学李小龙说", "李 小 龙"}, []string{"小学"}},
		{"김민수", []string{"김민수가 말했다"}, []string{"학생"}},
		{"สมชาย", []string{"นักเรียนสมชายทำ"}, nil},
		{"सीता शर्मा", []string{"सीता ने"}, []string{"विद्यालय"}},
		{"Sukarno", []string{"sukarno"}, []string{"Sukarnoputri"}},
		{"S4711X", []string{"s4711x", "nos4711xy"}, []string{"471x"}},
		{"4711", []string{"no. 4711", "4711", "A4711"}, []string{"14711"}},
	} {
		for _, text := range tt.in {
			require.Contains(t, kindsIn(t, text, tt.name), privacy.KindName, "%q in %q", tt.name, text)
		}
		for _, text := range tt.not {
			require.NotContains(t, kindsIn(t, text, tt.name), privacy.KindName, "%q in %q", tt.name, text)
		}
	}
}

func TestNamesThatCannotBeLookedForAreAnError(t *testing.T) {
	for _, names := range [][]string{{""}, {"  "}, {"-"}, {"é"}, {"A."}, {strings.Repeat("a", 257)}, {"\xff"}, make([]string, 65)} {
		_, err := privacy.Policy{}.InspectText("x", names...)
		require.ErrorIs(t, err, privacy.ErrUnread)
		_, err = privacy.Policy{}.Inspect(publicBadge(t, "civics"), names...)
		require.ErrorIs(t, err, privacy.ErrUnread)
	}
}

func TestATextThatIsTooLongToLookThroughIsNoPass(t *testing.T) {
	long := strings.Repeat("a ", 32<<10)
	_, err := privacy.Policy{}.InspectText(long)
	require.NoError(t, err)
	tolerant := privacy.Policy{Tolerated: []privacy.Kind{privacy.KindName, privacy.KindMail}}
	_, err = tolerant.InspectText(long + "a")
	require.ErrorIs(t, err, privacy.ErrUnread)
	_, err = tolerant.InspectText("\xff")
	require.ErrorIs(t, err, privacy.ErrUnread)
}

func TestADocumentOfTooManyTextsIsNoPass(t *testing.T) {
	cred := publicBadge(t, "civics")
	for range 9 {
		cred.Subject.Achievement.Tag = append(cred.Subject.Achievement.Tag, strings.Repeat("a ", 30<<10))
	}
	_, err := privacy.Policy{}.Inspect(cred)
	require.ErrorIs(t, err, privacy.ErrUnread)
}

// Where everything that is found is tolerated, what was not looked at still is not.
func TestMoreFindingsThanAreListedAreNoPass(t *testing.T) {
	p := privacy.Policy{Tolerated: []privacy.Kind{privacy.KindArtefact}}
	found, err := p.InspectText(strings.Repeat("http://a.example ", 999))
	require.NoError(t, err)
	require.Len(t, found, 999)
	found, err = p.InspectText(strings.Repeat("http://a.example ", 2000))
	require.ErrorIs(t, err, privacy.ErrUnread)
	require.Len(t, found, 1001)
}

func TestThePolicyRefusesOrTells(t *testing.T) {
	p := privacy.Policy{Tolerated: []privacy.Kind{privacy.KindSensitive}}
	found, err := p.InspectText("a gifted student")
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.False(t, found[0].Refused)
	found, err = p.InspectText("a gifted student, ada@school.example")
	require.ErrorIs(t, err, privacy.ErrPersonal)
	require.Len(t, found, 2)
	require.True(t, found[0].Refused, "the e-mail address")
	require.NotContains(t, err.Error(), "ada")
}

func TestDigitsOfEveryScriptAreRead(t *testing.T) {
	n := 0
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if unicode.Is(unicode.Nd, r) && r != utf8.RuneError {
			n++
			require.Contains(t, kindsIn(t, strings.Repeat(string(r), 8)), privacy.KindNumber, "%U", r)
		}
	}
	require.Greater(t, n, 500)
}

func FuzzText(f *testing.F) {
	f.Add("My name is Zoë, write to zoe@school.example or 303-555-0123", "Zoë Álvarez")
	f.Add("李小龙 &#64; **x** %41", "李小龙")
	f.Add("\xff\xfe", "é")
	f.Fuzz(func(t *testing.T, text, name string) {
		found, err := privacy.Policy{}.InspectText(text, name)
		if err == nil {
			require.Empty(t, found)
		}
		// A name that can be looked for is found where it stands by itself.
		if _, err := (privacy.Policy{}).InspectText("", name); err == nil {
			found, _ := privacy.Policy{}.InspectText(strings.ToUpper(name), name)
			require.NotEmpty(t, found, "%q", name)
		}
	})
}
