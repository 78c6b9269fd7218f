package badge_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/seeds"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

func TestReadsOneValueWhereSeveralMayStand(t *testing.T) {
	var one, several badge.Achievement
	require.NoError(t, json.Unmarshal([]byte(`{"type":"Achievement","tag":"a","alignment":{"targetName":"n"},"image":"https://a.example/i"}`), &one))
	require.NoError(t, json.Unmarshal([]byte(`{"type":["Achievement"],"tag":["a"],"alignment":[{"targetName":"n"}],"image":{"id":"https://a.example/i"}}`), &several))
	require.Equal(t, several, one)
	require.Equal(t, badge.Many[string]{"a"}, one.Tag)

	var m badge.Many[int]
	require.NoError(t, json.Unmarshal([]byte(`7`), &m))
	require.Equal(t, badge.Many[int]{7}, m)
	require.NoError(t, json.Unmarshal([]byte(`[7,8]`), &m))
	require.Equal(t, badge.Many[int]{7, 8}, m)
}

func TestReadsExactNamesOnly(t *testing.T) {
	var a badge.Achievement
	require.NoError(t, json.Unmarshal([]byte(`{"Name":"other","NAME":"other","name":"ours","nameſ":"other"}`), &a))
	require.Equal(t, badge.Achievement{Name: "ours"}, a)
}

func TestRefusesTwoMembersOfOneName(t *testing.T) {
	var a badge.Achievement
	require.ErrorIs(t, json.Unmarshal([]byte(`{"name":"first","n\u0061me":"second"}`), &a), strictjson.ErrDuplicate)
}

func TestAFailedReadLeavesTheValueAlone(t *testing.T) {
	before := badge.Profile{ID: "did:example:a", Name: "A"}
	p := before
	require.Error(t, json.Unmarshal([]byte(`{"id":"did:example:b","name":"B","email":7}`), &p))
	require.Equal(t, before, p)
	require.Error(t, p.UnmarshalJSON([]byte(`{"id":"did:example:b"`)))
	require.Equal(t, before, p)
	require.NoError(t, json.Unmarshal([]byte(`null`), &p))
	require.Equal(t, before, p)
}

func TestASecondReadKeepsNothingOfTheFirst(t *testing.T) {
	p := badge.Profile{ID: "did:example:a", Name: "A"}
	require.NoError(t, json.Unmarshal([]byte(`{"id":"did:example:b"}`), &p))
	require.Equal(t, badge.Profile{ID: "did:example:b"}, p)
}

func TestKeepsAnEndorsementByteForByte(t *testing.T) {
	signed := `{ "z" : 1.0, "a":"\u0041" }`
	var a badge.Achievement
	require.NoError(t, a.UnmarshalJSON([]byte(`{"endorsement":[`+signed+`]}`)))
	require.Equal(t, badge.Many[json.RawMessage]{json.RawMessage(signed)}, a.Endorsement)
}

func TestKeepsTheSpellingOfADate(t *testing.T) {
	var s badge.Subject
	require.NoError(t, s.UnmarshalJSON([]byte(`{"activityStartDate":"2020-05-22T00:00:00.000+00:00"}`)))
	require.Contains(t, string(encode(t, s)), `"2020-05-22T00:00:00.000+00:00"`)
}

// fixpoint writes v, views what was written, and writes that.
func fixpoint(t *testing.T, v any) {
	t.Helper()
	first := encode(t, v)
	tape, err := strictjson.Parse(first, strictjson.Limits{})
	if errors.Is(err, strictjson.ErrDepth) || errors.Is(err, strictjson.ErrTooLarge) {
		return // more than the reader of the written form takes
	}
	require.NoError(t, err, "%s", first)
	again := reflect.New(reflect.TypeOf(v))
	require.NoError(t, strictjson.View(tape.Root(), again.Interface()), "%s", first)
	require.Equal(t, string(first), string(encode(t, again.Interface())))

	own := reflect.New(reflect.TypeOf(v))
	require.NoError(t, json.Unmarshal(first, own.Interface()), "%s", first)
	require.Equal(t, again.Interface(), own.Interface())
}

func TestWhatIsWrittenIsReadAsWhatWasWritten(t *testing.T) {
	fixpoint(t, fullSubject())
	list := classes()
	slices.SortFunc(list, func(a, b reflect.Type) int { return strings.Compare(a.Name(), b.Name()) })
	for seed := range 60 {
		random := rand.New(rand.NewSource(int64(seed)))
		for _, class := range list {
			v := reflect.New(class).Elem()
			fill(v, random, 4)
			fixpoint(t, v.Interface())
		}
	}
}

func FuzzReadAchievement(f *testing.F) {
	for _, s := range seeds.JSON() {
		f.Add(s)
	}
	data, err := json.Marshal(fullAchievement())
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte(`{"type":"Achievement","criteria":"https://a.example/c","image":["https://a.example/i"],"creditsAvailable":1e400}`))
	f.Add([]byte(`{"creator":{"parentOrg":{"parentOrg":null}},"endorsement":[null,"x",[1]]}`))
	f.Add([]byte(`"https://a.example/1"`))
	f.Add([]byte("{\"name\":\"\xff\"}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var a badge.Achievement
		if err := a.UnmarshalJSON(data); err != nil {
			require.Equal(t, badge.Achievement{}, a)
			return
		}
		fixpoint(t, a)
		_ = a.Validate()
	})
}

// fill puts something random into every field: letters that JSON, HTML and
// Unicode treat in their own ways, zero values, and nesting down to depth.
func fill(v reflect.Value, random *rand.Rand, depth int) {
	switch v.Kind() {
	case reflect.String:
		alphabet := []rune("aé\"\\<&>\u2028\x00\n🏔\ufffd ")
		var b strings.Builder
		for range random.Intn(6) {
			b.WriteRune(alphabet[random.Intn(len(alphabet))])
		}
		v.SetString(b.String())
	case reflect.Bool:
		v.SetBool(random.Intn(2) == 0)
	case reflect.Int:
		v.SetInt(int64(random.Intn(9)))
	case reflect.Float64:
		v.SetFloat([]float64{0, -1.5, 3, 1e21, 1e-7, 0.1, 123456789.125}[random.Intn(7)])
	case reflect.Pointer:
		if depth > 0 && random.Intn(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), random, depth-1)
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			v.SetBytes([]byte(fmt.Sprintf(`{"n":%d,"s":"\u00e9"}`, random.Intn(9))))
			return
		}
		if depth <= 0 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), random.Intn(3), 3))
		for i := range v.Len() {
			fill(v.Index(i), random, depth-1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), random, depth-1)
		}
	default:
		panic("a field of kind " + v.Kind().String() + ", which no class had before")
	}
}
