package main

import (
	"errors"
	"net/http"
	"regexp"
)

// ways lead from where a form goes to the page that it is on. The first that fits counts.
var ways = []struct {
	form *regexp.Regexp
	page string
}{
	{regexp.MustCompile(`^/(cases|given)/([^/]+)/(?:consent|refuse|publish|unpublish)$`), "/$1/$2/badge"},
	{regexp.MustCompile(`^/(cases|given)/([^/]+)/(?:suspend|reinstate|revoke|reissue|transfer|erase)$`), "/$1/$2/desk"},
	{regexp.MustCompile(`^/cases/([^/]+)/conflict$`), "/cases/$1/conflict"},
	{regexp.MustCompile(`^/(?:cases|given)/([^/]+)/not-now$`), "/queue"},
	{regexp.MustCompile(`^/(cases|s)/([^/]+)/.+$`), "/$1/$2"},
	{regexp.MustCompile(`^/schools/([^/]+)/files/([^/]+)/confirm$`), "/schools/$1/files/$2"},
	{regexp.MustCompile(`^/schools/([^/]+)/people/([^/]+)/(?:graduate|rebind)$`), "/schools/$1/people/$2/graduation"},
	{regexp.MustCompile(`^/schools/([^/]+)/(files|people)(?:/.+)?$`), "/schools/$1/$2"},
	{regexp.MustCompile(`^/(my|keys|given|account|arrivals)/.+$`), "/$1"},
	{regexp.MustCompile(`^/(moved|forgot)$`), "/$1"},
	{regexp.MustCompile(`^/(open|rebind)/([^/]+)$`), "/$1/$2"},
}

// wayBack is the page of a form that was not taken, for who may mend it there; "" where there
// is none, or it is not theirs.
func (a *ask) wayBack(status int, err error) string {
	mended := status == http.StatusBadRequest || status == http.StatusConflict || status == http.StatusRequestEntityTooLarge ||
		errors.Is(err, errForm) || errors.Is(err, errWrong) || errors.Is(err, errSlow)
	if a.r.Method != http.MethodPost || !mended {
		return ""
	}
	for _, w := range ways {
		if w.form.MatchString(a.r.URL.Path) {
			return w.form.ReplaceAllString(a.r.URL.Path, w.page)
		}
	}
	return ""
}
