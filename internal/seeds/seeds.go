// Package seeds gives fuzz targets what the corpus has: documents, the JSON in them, what
// the network answers, and single values. Go's fuzzer takes no dictionary and invents no
// words: whatever a parser tells apart by name has to stand in a seed. So a document is
// chosen for each word that none before it has — a member's name, a type, suite or
// algorithm, and every Code that a vector expects — and the dictionary has the terms of
// every context. Only tests import this package.
package seeds

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/internal/ld/contexts"
	"github.com/summitbadges/openbadges/testdata"
)

// largest is the size of a seed: a fuzzer changes a byte at a time, and gets nowhere in a
// document of megabytes.
const largest = 32 << 10

var (
	names  = regexp.MustCompile(`"([^"\\]{1,64})"\s*:`)
	values = regexp.MustCompile(`"(?:type|cryptosuite|alg|kty|crv|use|typ|cty|proofPurpose|statusPurpose|identityType|resultType|achievementType|targetType|status)"\s*:\s*"([^"\\]{1,64})"`)
)

// Documents are vectors of those families, or of all, as a verifier receives them.
func Documents(families ...string) [][]byte {
	var chosen [][]byte
	seen := map[string]bool{}
	for _, v := range vectors(families) {
		fresh := false
		for _, word := range slices.Concat(v.Codes, words(v.Data)) {
			fresh = fresh || !seen[word]
			seen[word] = true
		}
		if fresh {
			chosen = append(chosen, v.Data)
		}
	}
	return chosen
}

// JSON are the objects in those documents: documents themselves, and headers and payloads
// of tokens; and the dictionary.
func JSON(families ...string) [][]byte {
	return append(objects(Documents(families...)), Dictionary()...)
}

// Answers are the bodies that the network gives to vectors.
func Answers() [][]byte {
	var found [][]byte
	for _, v := range vectors(nil) {
		for _, a := range v.Net {
			if len(a.Body) > 0 && len(a.Body) <= largest {
				found = append(found, a.Body)
			}
		}
	}
	slices.SortFunc(found, bytes.Compare) // v.Net has no order
	return distinct(found)
}

// AnswerJSON are the objects in those bodies.
func AnswerJSON() [][]byte { return objects(Answers()) }

// Strings are the values of members of those names, wherever a vector or an answer has
// them as strings.
func Strings(members ...string) []string {
	return matches(`"(?:` + strings.Join(members, "|") + `)"\s*:\s*"([^"\\]*)"`)
}

// Objects are the values of members of those names that are objects without objects in
// them, such as keys.
func Objects(members ...string) []string {
	return matches(`"(?:` + strings.Join(members, "|") + `)"\s*:\s*(\{[^{}]*\})`)
}

// Dictionary has for every context a document with a member for each of its terms.
func Dictionary() [][]byte {
	var all [][]byte
	for _, c := range contexts.All() {
		var out bytes.Buffer
		out.WriteString(`{"@context":` + quoted(c.URL))
		seen := map[string]bool{}
		for _, m := range names.FindAllSubmatch(c.Data, -1) {
			if name := string(m[1]); name[0] != '@' && !seen[name] {
				seen[name] = true
				out.WriteString("," + quoted(name) + ":" + quoted(name))
			}
		}
		out.WriteByte('}')
		all = append(all, out.Bytes())
	}
	return all
}

func vectors(families []string) []testdata.Vector {
	return slices.DeleteFunc(testdata.Vectors(), func(v testdata.Vector) bool {
		return len(v.Data) > largest || len(families) > 0 && !slices.Contains(families, v.Family)
	})
}

// objects are the JSON objects that documents are or hold.
func objects(documents [][]byte) [][]byte {
	var found [][]byte
	for _, document := range documents {
		for _, text := range texts(document) {
			if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
				found = append(found, text)
			}
		}
	}
	return distinct(found)
}

// texts are a document, and what the first two parts of a token hold.
func texts(document []byte) [][]byte {
	list := [][]byte{document}
	for i, part := range bytes.Split(bytes.TrimSpace(document), []byte(".")) {
		text, err := base64.RawURLEncoding.DecodeString(string(part))
		if err != nil || i > 1 {
			break
		}
		list = append(list, text)
	}
	return list
}

func words(document []byte) []string {
	var found []string
	for _, text := range texts(document) {
		for _, form := range []*regexp.Regexp{names, values} {
			for _, m := range form.FindAllSubmatch(text, -1) {
				found = append(found, string(m[1]))
			}
		}
	}
	return found
}

func matches(form string) []string {
	re := regexp.MustCompile(form)
	var found []string
	for _, v := range vectors(nil) {
		for _, text := range texts(v.Data) {
			for _, m := range re.FindAllSubmatch(text, -1) {
				found = append(found, string(m[1]))
			}
		}
	}
	for _, body := range Answers() {
		for _, m := range re.FindAllSubmatch(body, -1) {
			found = append(found, string(m[1]))
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// distinct keeps the first of each.
func distinct(list [][]byte) [][]byte {
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(b []byte) bool {
		before := seen[string(b)]
		seen[string(b)] = true
		return before
	})
}

func quoted(s string) string {
	text, _ := json.Marshal(s) // a string is always written
	return string(text)
}
