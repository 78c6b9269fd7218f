package outside

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is read must be what any JSON reader reads, name for name.
func FuzzReadResources(f *testing.F) {
	for _, seed := range []string{
		`{}`, ` { } `, `{"https://a.example/k":"k.json"}`, `{"https://a.example/k": "k.json" , "did:web:b":"b"}`,
		`{"https://a.example/\u006b":"k"}`, `{"https://a.example/k":"k"}{}`, `{"a:b":"c","a:b":"d"}`, `{"a:b":["c"]}`, `{"a:b":"c",}`, `[]`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := readResources(data)
		if err != nil {
			return
		}
		got := map[string]string{}
		for _, e := range entries {
			got[e.url] = e.path
		}
		require.Len(t, got, len(entries))
		want := map[string]string{}
		require.NoError(t, json.Unmarshal(data, &want))
		require.Equal(t, want, got)
	})
}
