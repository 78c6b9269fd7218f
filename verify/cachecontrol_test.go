package verify

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// fieldsOf reads fields of a test, one each line.
func fieldsOf(text string) http.Header {
	h := http.Header{}
	for _, line := range strings.Split(text, "\n") {
		if name, value, ok := strings.Cut(line, ":"); ok {
			h.Add(name, strings.Trim(value, " \r"))
		}
	}
	return h
}

var cacheFields = map[string]freshness{
	"":                          {},
	"Content-Type: a":           {},
	"Cache-Control: public":     {},
	"Cache-Control: max-age=60": {life: time.Minute, said: true},
	"Cache-Control: public, MAX-AGE=60, immutable":       {life: time.Minute, said: true},
	"Cache-Control: private , max-age=\"60\"":            {life: time.Minute, said: true},
	"Cache-Control: max-age=60\nCache-Control: x":        {life: time.Minute, said: true},
	"Cache-Control: s-maxage=3600, max-age=60":           {life: time.Minute, said: true},
	"Cache-Control: max-age=60, must-revalidate":         {life: time.Minute, said: true, never: true},
	"Cache-Control: max-age=60, no-store":                {said: true, never: true},
	"Cache-Control: no-cache":                            {said: true, never: true},
	"Cache-Control: no-cache=\"Set-Cookie\"":             {said: true, never: true},
	"Cache-Control: a=\"no-store, max-age=1\", b":        {},
	"Cache-Control: a=\"\\\", no-store\", max-age=2":     {life: 2 * time.Second, said: true},
	"Cache-Control: max-age=\"60":                        {said: true},
	"Cache-Control: max-age=60, max-age=10":              {life: 10 * time.Second, said: true},
	"Cache-Control: max-age=60\nCache-Control: no-store": {said: true, never: true},
	"Cache-Control: max-age=":                            {said: true},
	"Cache-Control: max-age":                             {said: true},
	"Cache-Control: max-age=-1":                          {said: true},
	"Cache-Control: max-age=+1":                          {said: true},
	"Cache-Control: max-age=1.5":                         {said: true},
	"Cache-Control: max-age=6 0":                         {said: true},
	"Cache-Control: max-age=99999999999999999999999999":  {life: longest, said: true},
	"Cache-Control: max-age=60\nAge: 20":                 {life: 40 * time.Second, said: true},
	"Cache-Control: max-age=60\nAge: 20\nAge: 30":        {life: 10 * time.Second, said: true},
	"Cache-Control: max-age=60\nAge: 61":                 {said: true},
	"Cache-Control: max-age=60\nAge: x":                  {said: true},
	"Cache-Control: max-age=60\nAge:":                    {said: true},
	"Cache-Control: max-age=60\nAge: 99999999999999999":  {said: true},
	"Cache-Control: max-age=60\nVary: Accept":            {life: time.Minute, said: true},
	"Cache-Control: max-age=60\nVary: Accept, *":         {said: true, never: true},
	// The host's clock is years behind, and its minute is a minute all the same.
	"Date: Mon, 01 Jan 2001 00:00:00 GMT\nExpires: Mon, 01 Jan 2001 00:01:00 GMT":                           {life: time.Minute, said: true},
	"Date: Mon, 01 Jan 2001 00:00:00 GMT\nExpires: Mon, 01 Jan 2001 00:01:00 GMT\nAge: 30":                  {life: 30 * time.Second, said: true},
	"Date: Mon, 01 Jan 2001 00:00:00 GMT\nExpires: Mon, 01 Jan 2001 00:01:00 GMT\nCache-Control: max-age=5": {life: 5 * time.Second, said: true},
	"Date: Mon, 01 Jan 2001 00:00:00 GMT\nExpires: Fri, 01 Jan 2999 00:01:00 GMT":                           {life: longest, said: true},
	"Date: Mon, 01 Jan 2001 00:01:00 GMT\nExpires: Mon, 01 Jan 2001 00:00:00 GMT":                           {said: true},
	"Expires: Thu, 01 Jan 2026 00:01:00 GMT":                                                                {life: time.Minute, said: true},
	"Expires: Thu, 01 Jan 2026 00:01:00 GMT\nExpires: Thu, 01 Jan 2026 00:02:00 GMT":                        {said: true},
	"Expires: 0":                         {said: true},
	"Expires: -1\nCache-Control: public": {said: true},
}

func TestAHostSaysHowLongItsAnswerIsKept(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for text, want := range cacheFields {
		require.Equal(t, want, freshnessOf(fieldsOf(text), now), text)
	}
}

func TestRetryAfterIsReadInBothForms(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "0": 0, "2": 2 * time.Second, "-2": 0, "2.5": 0, "soon": 0, "99999999999999999999": longest,
		"Thu, 01 Jan 2026 00:00:30 GMT": 30 * time.Second, "Thu, 01 Jan 2025 00:00:30 GMT": 0, "Thu, 01 Jan 9999 00:00:30 GMT": longest,
	} {
		require.Equal(t, want, retryAfter(http.Header{"Retry-After": {text}}, now), text)
	}
}

func FuzzFreshness(f *testing.F) {
	for text := range cacheFields {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		h := fieldsOf(text)
		got := freshnessOf(h, now)
		require.True(t, got.life >= 0 && got.life <= longest)
		require.True(t, got.said || got.life == 0)
		// What is said besides only ever shortens.
		h.Add("Cache-Control", "max-age=30")
		shorter := freshnessOf(h, now)
		require.True(t, shorter.said && shorter.life <= 30*time.Second)
		h.Add("Cache-Control", "no-store")
		require.Equal(t, freshness{said: true, never: true}, freshnessOf(h, now))
	})
}
