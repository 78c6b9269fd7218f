package status

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/bitstring"
	"github.com/summitbadges/openbadges/internal/hosts"
	"github.com/summitbadges/openbadges/internal/limits"
)

// The types of entries, and the purposes of lists.
const (
	BitstringStatusList = "BitstringStatusListEntry" // Bitstring Status List 1.0
	RevocationList      = "1EdTechRevocationList"    // 1EdTech Revocation List 1.0

	Revocation = "revocation" // what is set stays set
	Suspension = "suspension" // what is set may be reinstated
)

// A form is what a list is, fixed when it is opened: badges that name the list are out.
type form struct {
	kind, purpose string
	size          int64  // places
	url           string // below which the list stands, by its number
}

// String writes the form as the Reason of an Opening.
func (f form) String() string {
	return fmt.Sprintf("%s %s %d %s", f.kind, f.purpose, f.size, f.url)
}

// parseForm reads what String has written, and nothing else.
func parseForm(text string) (form, error) {
	parts := strings.Split(text, " ")
	if len(parts) != 4 {
		return form{}, fmt.Errorf("%w: a list is said to be %q", ErrCorrupt, limits.Abridge(text))
	}
	f := form{kind: parts[0], purpose: parts[1], url: parts[3]}
	f.size, _ = strconv.ParseInt(parts[2], 10, 64)
	if err := f.check(); err != nil || f.String() != text {
		return form{}, fmt.Errorf("%w: a list is said to be %q", ErrCorrupt, limits.Abridge(text))
	}
	return f, nil
}

// check judges what a configuration asks for.
func (f form) check() error {
	if f.kind != BitstringStatusList && f.kind != RevocationList {
		return fmt.Errorf("status: Type: expected %s or %s, found %q", BitstringStatusList, RevocationList, limits.Abridge(f.kind))
	}
	if f.purpose != Revocation && f.purpose != Suspension {
		return fmt.Errorf("status: Purpose: expected %s or %s, found %q", Revocation, Suspension, limits.Abridge(f.purpose))
	}
	if f.kind == RevocationList {
		if f.size < 16 || f.size > limits.StatusRevocations {
			return fmt.Errorf("status: Size: expected 16 to %d places of a %s, found %d", limits.StatusRevocations, RevocationList, f.size)
		}
	} else if f.size < bitstring.MinEntries || f.size > limits.StatusPlaces || f.size%8 != 0 {
		return fmt.Errorf("status: Size: expected a multiple of 8 from %d to %d, found %d", bitstring.MinEntries, limits.StatusPlaces, f.size)
	}
	return checkURL(f.url)
}

// checkURL refuses what no verifier asks for, or not all as the same: badges whose lists
// stand there could never be verified, and name them for good.
func checkURL(text string) error {
	refused := func(why string) error {
		return fmt.Errorf("status: URL: expected an https URL of a public host, such as https://school.example/status, found %q: %s", limits.Abridge(text), why)
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.String() != text || strings.ContainsAny(text, ` ?#\`):
		return refused("scheme, host and path in their usual spelling, and nothing else")
	case len(text) > limits.FetchedURL-len("/9223372036854775807"):
		return refused("it is too long")
	}
	host, port, hasPort := strings.Cut(u.Host, ":")
	if why, _ := hosts.Fault(host); why != "" {
		return refused(why)
	}
	if hasPort && hosts.Port(port) <= limits.SystemPorts {
		return refused("a port stands there only if it is above 1023")
	}
	for _, segment := range strings.Split(u.Path, "/")[1:] {
		if segment == "" || segment == "." || segment == ".." {
			return refused("its path has a segment that is empty or of dots, or ends in a slash")
		}
	}
	return nil
}

// list is the URL of a list.
func (f form) list(number int64) string { return f.url + "/" + strconv.FormatInt(number, 10) }

// number is the list of that URL.
func (f form) number(list string) (int64, bool) {
	text, ok := strings.CutPrefix(list, f.url+"/")
	n, err := bitstring.Index(text)
	return int64(n), ok && err == nil && n > 0 && n < 1<<62
}

// status is what the credential of e says about where its status is found.
func (f form) status(e Entry) badge.Status {
	list := f.list(e.List)
	if f.kind == RevocationList {
		return badge.Status{ID: list, Type: RevocationList}
	}
	index := strconv.FormatInt(e.Index, 10)
	return badge.Status{ID: list + "#" + index, Type: BitstringStatusList,
		StatusPurpose: f.purpose, StatusListIndex: index, StatusListCredential: list}
}
