package openbadges_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/testdata"
)

const vectorPath = "vectors/jws/J12-duplicate-alg.vec"

const vectorFile = `expect: invalid
codes: JSON_DUPLICATE_KEY JWS_FORMAT
pointer: /a/0
at: 2026-06-01T12:00:00.5Z
trust: did:key:zA did:key:zB
policy: achievement=urn:x%20y recipient=emailAddress=ada%40x=y%20 strict
net: none
comment: one reader takes the first: another the last

the document

its second part` + "\n"

func TestAVectorFileIsReadWhole(t *testing.T) {
	v, err := testdata.Parse(vectorPath, []byte(vectorFile))
	require.NoError(t, err)
	require.Equal(t, testdata.Vector{
		ID: "J12", Name: "J12-duplicate-alg", Family: "jws",
		Data:    []byte("the document\n\nits second part\n"),
		Expect:  testdata.Invalid,
		Codes:   []string{"JSON_DUPLICATE_KEY", "JWS_FORMAT"},
		Pointer: "/a/0",
		At:      time.Date(2026, 6, 1, 12, 0, 0, 500_000_000, time.UTC),
		Issuers: []string{"did:key:zA", "did:key:zB"},
		Policy: testdata.Policy{
			Strict: true, Achievement: "urn:x y",
			RecipientType: "emailAddress", Recipient: "ada@x=y ",
		},
		Comment: "one reader takes the first: another the last",
	}, v)
}

func TestTheNetworkOfAVectorIsReadWhole(t *testing.T) {
	const answers = `net: answers
answer: https://a.example/1 200 application/json text {"a": "b  c"}
answer: https://a.example/2 404
answer: https://a.example/3 302 https://a.example/1
answer: https://a.example/4 500 text/plain base64 AP8K
answer: https://a.example/5 200 text/plain gzip `
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err := z.Write([]byte("x"))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	file := strings.Replace(vectorFile, "net: none", answers+base64.StdEncoding.EncodeToString(packed.Bytes())+"\nanswer: https://b.example/ private", 1)
	v, err := testdata.Parse(vectorPath, []byte(file))
	require.NoError(t, err)
	require.Equal(t, map[string]testdata.Answer{
		"https://a.example/1": {Status: 200, Type: "application/json", Body: []byte(`{"a": "b  c"}`)},
		"https://a.example/2": {Status: 404},
		"https://a.example/3": {Status: 302, Location: "https://a.example/1"},
		"https://a.example/4": {Status: 500, Type: "text/plain", Body: []byte("\x00\xff\n")},
		"https://a.example/5": {Status: 200, Type: "text/plain", Body: []byte("x")},
		"https://b.example/":  {Failure: "private"},
	}, v.Net)
}

func TestAVectorFileMayHoldAnyBytes(t *testing.T) {
	for _, document := range []string{"", "\n", "\r\n\r\n", "\x00\xff\xfe", "\n\nexpect: valid\n\n"} {
		v, err := testdata.Parse(vectorPath, []byte("expect: valid\nat: 2026-06-01T12:00:00Z\npolicy: any-issuer\n\n"+document))
		require.NoError(t, err)
		require.Equal(t, document, string(v.Data))
	}
}

// A vector that is half understood would be a test that does not test.
func TestAVectorFileThatIsNotUnderstoodIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ old, new, says string }{
		"unknown key":               {"net: none", "nett: none", "unknown key"},
		"key in capitals":           {"net: none", "Net: none", "unknown key"},
		"key twice":                 {"net: none", "net: none\nnet: none", "twice"},
		"no expectation":            {"expect: invalid\n", "", "expect is missing"},
		"unknown expectation":       {"expect: invalid", "expect: refused", "not \"refused\""},
		"invalid without a reason":  {"codes: JSON_DUPLICATE_KEY JWS_FORMAT\n", "", "has a reason"},
		"valid with a reason":       {"expect: invalid", "expect: valid", "has a reason"},
		"code in small letters":     {"JWS_FORMAT", "jws_format", "CODES"},
		"code twice":                {"JWS_FORMAT", "JSON_DUPLICATE_KEY", "different CODES"},
		"two spaces between codes":  {"_KEY JWS", "_KEY  JWS", "single spaces"},
		"no clock":                  {"at: 2026-06-01T12:00:00.5Z\n", "", "clock"},
		"clock without offset":      {"00.5Z", "00.5", "clock"},
		"clock in another spelling": {"00.5Z", "00.50Z", "shortest"},
		"clock with a comma":        {"00.5Z", "00,5Z", "shortest"},
		"nobody trusted":            {"trust: did:key:zA did:key:zB\n", "", "whom to trust"},
		"somebody and everybody":    {" strict", " any-issuer strict", "whom to trust"},
		"somebody for proofs alone": {" strict", " proof-only", "whom to trust"},
		"two spaces between names":  {"zA did", "zA  did", "single spaces"},
		"place that is no pointer":  {"/a/0", "id", "JSON Pointer"},
		"any type of proofs alone":  {"trust: did:key:zA did:key:zB\npolicy: achievement=urn:x%20y recipient=emailAddress=ada%40x=y%20 strict", "policy: any-type proof-only", "any-type"},
		"presentation of any type":  {" strict", " any-type presentation", "presentation"},
		"challenge of a badge":      {" strict", " challenge=x", "presentation"},
		"domain of a badge":         {" strict", " domain=x", "presentation"},
		"empty challenge":           {" strict", " challenge presentation", "unknown policy"},
		"argument to presentation":  {" strict", " presentation=1", "unknown policy"},
		"argument to held":          {" strict", " held=1", "unknown policy"},
		"argument to any-type":      {" strict", " any-type=1", "unknown policy"},
		"unknown policy":            {" strict", " lenient", "unknown policy"},
		"policy twice":              {" strict", " strict strict", "twice"},
		"argument to strict":        {" strict", " strict=1", "unknown policy"},
		"recipient without a type":  {"emailAddress=ada", "=ada", "TYPE=VALUE"},
		"recipient without a value": {"=ada%40x=y%20", "", "TYPE=VALUE"},
		"broken percent-encoding":   {"%20y", "%2y", "achievement"},
		"unknown network":           {"net: none", "net: all", "unknown network"},
		"answers without any":       {"net: none", "net: answers", "needs an answer"},
		"an answer without network": {"net: none", "net: none\nanswer: https://a.example/ 404", "needs net"},
		"an answer and no net":      {"net: none", "answer: https://a.example/ 404", "needs net"},
		"two answers for one URL":   {"net: none", "net: answers\nanswer: https://a.example/ 404\nanswer: https://a.example/ 500", "two answers"},
		"an answer without TLS":     {"net: none", "net: answers\nanswer: http://a.example/ 404", "https URL"},
		"an answer of a fragment":   {"net: none", "net: answers\nanswer: https://a.example/#x 404", "https URL"},
		"an answer of a user":       {"net: none", "net: answers\nanswer: https://u@a.example/ 404", "https URL"},
		"an answer of nothing":      {"net: none", "net: answers\nanswer: https://a.example/", "status or a failure"},
		"an unknown failure":        {"net: none", "net: answers\nanswer: https://a.example/ asleep", "status or a failure"},
		"a failure with a body":     {"net: none", "net: answers\nanswer: https://a.example/ private text/plain text x", "status or a failure"},
		"a status of one digit":     {"net: none", "net: answers\nanswer: https://a.example/ 4", "status or a failure"},
		"a status with a sign":      {"net: none", "net: answers\nanswer: https://a.example/ +20", "status or a failure"},
		"a status of none":          {"net: none", "net: answers\nanswer: https://a.example/ 100", "status or a failure"},
		"two locations":             {"net: none", "net: answers\nanswer: https://a.example/ 302 https://a.example/1 x", "location"},
		"a body without a form":     {"net: none", "net: answers\nanswer: https://a.example/ 200 text/plain x", "form"},
		"a body of no form":         {"net: none", "net: answers\nanswer: https://a.example/ 200 text/plain zstd AAAA", "unknown form"},
		"a body that is no base64":  {"net: none", "net: answers\nanswer: https://a.example/ 200 text/plain base64 A", "body"},
		"a body that is no gzip":    {"net: none", "net: answers\nanswer: https://a.example/ 200 text/plain gzip AAAA", "gzip"},
		"half a host":               {"net: none", "net: answers\nanswer: https://a.example/1 private\nanswer: https://a.example/2 404", "same host"},
		"resources of proofs alone": {"trust: did:key:zA did:key:zB\npolicy: achievement=urn:x%20y recipient=emailAddress=ada%40x=y%20 strict", "policy: compare-resources proof-only", "proof-only"},
		"argument to compare":       {" strict", " compare-resources=1", "unknown policy"},
		"no status issuer":          {" strict", " status-issuer", "unknown policy"},
		"unknown body":              {"net: none", "net: none\nbody: zstd", "unknown body"},
		"broken body":               {"net: none", "net: none\nbody: gzip", "gzip"},
		"empty value":               {"net: none", "net: ", "key: value"},
		"space behind a value":      {"net: none", "net: none ", "key: value"},
		"no space behind the colon": {"net: none", "net:none", "key: value"},
		"carriage returns":          {"net: none\n", "net: none\r\n", "carriage returns"},
		"no empty line":             {"\n\n", "\n", "key: value"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, vectorFile, c.old)
			_, err := testdata.Parse(vectorPath, []byte(strings.Replace(vectorFile, c.old, c.new, 1)))
			require.ErrorContains(t, err, c.says)
		})
	}
	_, err := testdata.Parse(vectorPath, []byte("expect: valid"))
	require.ErrorContains(t, err, "empty line")
}

func TestAVectorIsNamedByItsPath(t *testing.T) {
	for _, wrong := range []string{
		"", "J12-duplicate-alg.vec", "vectors/J12-duplicate-alg.vec", "vectors/jws/duplicate-alg.vec", "vectors/jws/J12.vec", "vectors/jws/J12-.vec",
		"vectors/jws/J1-duplicate.vec", "vectors/jws/J12-Duplicate.vec", "vectors/jws/J12-a--b.vec", "vectors/jws/J12-a.txt", "vectors/JWS/J12-a.vec", "vectors/jws/../J12-a.vec",
	} {
		_, err := testdata.Parse(wrong, []byte(vectorFile))
		require.ErrorContains(t, err, "path", wrong)
	}
	_, err := testdata.Read(fstest.MapFS{"vectors/jws/notes.txt": {Data: []byte("x")}})
	require.ErrorContains(t, err, "notes.txt", "what is no vector has no place among them")
}

func TestTheCorpusIsOrderlyAndSmall(t *testing.T) {
	vectors := testdata.Vectors()
	require.Greater(t, len(vectors), 500)
	families, names, lax := map[string]byte{}, map[string]bool{}, map[string]string{}
	for _, v := range vectors {
		require.False(t, names[v.Name], "%s occurs twice", v.Name)
		names[v.Name] = true
		require.NotEmpty(t, v.Comment, v.Name)
		letter, known := families[v.Family]
		require.True(t, !known || letter == v.ID[0], "%s stands in the folder of another family", v.Name)
		families[v.Family] = v.ID[0]
		if !v.Policy.Strict {
			lax[v.Name] = string(v.Data)
		}
	}
	for _, v := range vectors {
		if base, ok := strings.CutSuffix(v.Name, "-strict"); ok {
			require.Equal(t, lax[base], string(v.Data), "%s is the same document under the strict policy", v.Name)
		}
	}
	size := 0
	for _, folder := range []string{"vectors", "golden", "others"} {
		require.NoError(t, fs.WalkDir(os.DirFS("testdata"), folder, func(_ string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			info, err := entry.Info()
			size += int(info.Size())
			return err
		}))
	}
	// It is compiled into whatever imports it: some 2,000 vectors of about 2 KB.
	require.Less(t, size, 6<<20)
}

func TestGoldenBadgesStandInPairs(t *testing.T) {
	files, err := fs.Glob(testdata.Golden(), "*.jwt")
	require.NoError(t, err)
	require.Len(t, files, 5)
	vectors := map[string]string{}
	for _, v := range testdata.Vectors() {
		vectors[v.Name] = string(v.Data)
	}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".jwt")
		token, err := fs.ReadFile(testdata.Golden(), file)
		require.NoError(t, err)
		_, err = fs.Stat(testdata.Golden(), name+".json")
		require.NoError(t, err)
		require.Equal(t, vectors["I02-golden-"+name], string(token), "%s is a vector as well", file)
	}
}

func FuzzVectorFile(f *testing.F) {
	f.Add([]byte(vectorFile))
	f.Add([]byte("expect: valid\nat: 2026-06-01T12:00:00Z\npolicy: any-issuer\n\n{}"))
	f.Add([]byte("expect: valid\nat: 2026-06-01T12:00:00Z\npolicy: any-issuer\nnet: answers\nanswer: https://a.example/ 200 a/b text x\nanswer: https://b.example/ tls\n\n{}"))
	f.Add([]byte("expect: valid\nat: 2026-06-01T12:00:00Z\npolicy: proof-only\nbody: gzip\n\n\x1f\x8b\x08\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		v, err := testdata.Parse(vectorPath, file)
		if err != nil {
			require.Zero(t, v, "a failed parse returns nothing but an error")
			return
		}
		require.NotEmpty(t, v.Expect)
		require.Equal(t, v.Expect == testdata.Valid, len(v.Codes) == 0)
		for _, a := range v.Net {
			require.Equal(t, a.Failure == "", a.Status != 0)
		}
		require.NotEqual(t, len(v.Issuers) > 0, v.Policy.AnyIssuer || v.Policy.ProofOnly)
	})
}
