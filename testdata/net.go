package testdata

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

var failures = []string{"refused", "timeout", "tls", "private"}

// parseNet reads what the network answers: nothing at all, or what the answer lines say.
func parseNet(net string, lines []string) (map[string]Answer, error) {
	switch {
	case net != "" && net != "none" && net != "answers":
		return nil, fmt.Errorf("unknown network %q", net)
	case net == "answers" && len(lines) == 0:
		return nil, errors.New("net: answers needs an answer")
	case net != "answers" && len(lines) > 0:
		return nil, errors.New("an answer needs net: answers")
	case net != "answers":
		return nil, nil
	}
	answers := map[string]Answer{}
	for _, line := range lines {
		at, a, err := parseAnswer(line)
		if err != nil {
			return nil, fmt.Errorf("answer %.80q: %w", line, err)
		}
		if _, twice := answers[at]; twice {
			return nil, fmt.Errorf("two answers for %s", at)
		}
		answers[at] = a
	}
	for at, a := range answers {
		for other, b := range answers {
			if a.Failure != "" && other != at && host(other) == host(at) && b.Failure != a.Failure {
				return nil, fmt.Errorf("%s fails, and %s is of the same host", at, other)
			}
		}
	}
	return answers, nil
}

// parseAnswer reads "URL FAILURE", "URL STATUS", "URL STATUS LOCATION" of a redirect, or
// "URL STATUS TYPE FORM BODY".
func parseAnswer(line string) (at string, a Answer, err error) {
	at, rest, _ := strings.Cut(line, " ")
	if host(at) == "" || strings.Contains(at, "#") {
		return "", a, errors.New("it begins with an https URL that has no fragment")
	}
	word, rest, more := strings.Cut(rest, " ")
	if slices.Contains(failures, word) && !more {
		return at, Answer{Failure: word}, nil
	}
	a.Status, err = strconv.Atoi(word)
	if err != nil || len(word) != 3 || a.Status < 200 || a.Status > 599 {
		return "", a, fmt.Errorf("a status or a failure follows the URL, not %q", word)
	}
	if !more {
		return at, a, nil
	}
	if a.Status >= 300 && a.Status < 400 {
		if strings.Contains(rest, " ") {
			return "", a, errors.New("a redirect has a location, and nothing more")
		}
		a.Location = rest
		return at, a, nil
	}
	a.Type, rest, _ = strings.Cut(rest, " ")
	form, text, found := strings.Cut(rest, " ")
	if !found || a.Type == "" {
		return "", a, errors.New("behind the status there is nothing, or a media type, a form, and a body")
	}
	a.Body, err = decodeText(form, text)
	return at, a, err
}

func decodeText(form, text string) ([]byte, error) {
	if form == "text" {
		return []byte(text), nil
	}
	body, err := base64.StdEncoding.Strict().DecodeString(text)
	switch {
	case err != nil:
		return nil, fmt.Errorf("body: %w", err)
	case form == "base64":
		return body, nil
	case form == "gzip":
		return unfold(body)
	}
	return nil, fmt.Errorf("unknown form %q of a body", form)
}

// host returns the host of an https URL, "" of anything else.
func host(at string) string {
	u, err := url.Parse(at)
	if err != nil || u.Scheme != "https" || u.User != nil {
		return ""
	}
	return u.Host
}
