package verify

import (
	"net/url"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

func forbidden(name, why string) *Problem {
	return credential.NewProblem(credential.ResolveForbiddenTarget, "", nil, "%s is never asked: %s", limits.Abridge(name), why)
}

// judgeHTTPS refuses an https URL that is never asked, or that one program would read
// otherwise than another.
func judgeHTTPS(name string) error {
	if !strings.HasPrefix(name, "https://") {
		return forbidden(name, "only DID URLs and plain https URLs are ever looked up")
	}
	if _, err := destination(name, true); err != nil {
		return err
	}
	if u, err := url.Parse(name); err != nil || strings.Contains(name, `\`) || hasDotSegment(u.Path) {
		return forbidden(name, "its path has segments of dots, or a backslash")
	}
	return nil
}

// hasDotSegment reports whether a path, its escapes undone, has a segment that leads
// somewhere else.
func hasDotSegment(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}
