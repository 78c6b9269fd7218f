package verify

import (
	"net/url"
	"slices"
	"strings"
)

// isOwn reports whether nobody but the issuer, or who runs its host, publishes at the
// given URL: it lies below the issuer's own by whole segments of the path, or the issuer
// is the host. Many issuers share a host, and each would like to be another one.
//
// Where the two URLs could be read in more than one way, the answer is no: with a
// query, which may choose the tenant; with an escape, an empty segment, or a semicolon,
// which hosts undo differently.
func isOwn(issuer, at string) bool {
	owner, err := url.Parse(issuer)
	key, errKey := url.Parse(at)
	origin := originOf(issuer)
	if err != nil || errKey != nil || origin == "" || origin != originOf(at) || !strings.HasPrefix(issuer, origin) || !strings.HasPrefix(at, origin) || strings.ContainsAny(issuer, "?#") {
		return false
	}
	if owner.Path == "" || owner.Path == "/" {
		return true
	}
	if strings.ContainsAny(at, "?#") {
		return false
	}
	above, ok := plainSegments(owner)
	below, okKey := plainSegments(key)
	if !ok || !okKey || len(below) <= len(above) {
		return false
	}
	for i, segment := range above {
		if below[i] != segment {
			return false
		}
	}
	return true
}

// isApart reports whether a URL of the issuer's host is neither the issuer's own nor
// beside it: not below the place that the issuer stands in, where others like it stand.
// Of an issuer that stands at the top of its host everything there is beside it. Where
// the URLs could be read in more than one way, the answer is no.
func isApart(issuer, at string) bool {
	owner, err := url.Parse(issuer)
	key, errKey := url.Parse(at)
	if err != nil || errKey != nil || originOf(issuer) == "" || originOf(issuer) != originOf(at) || strings.ContainsAny(issuer+at, "?#") {
		return false
	}
	segments, ok := plainSegments(owner)
	there, okKey := plainSegments(key)
	if !ok || !okKey {
		return false
	}
	place := segments[:len(segments)-1]
	return len(there) < len(place) || !slices.EqualFunc(there[:len(place)], place, strings.EqualFold) // to some hosts, letters have no case
}

// plainSegments returns the segments of a path, without the empty one that a slash at
// its end makes, and whether every host reads the path as these.
func plainSegments(u *url.URL) ([]string, bool) {
	path := strings.TrimSuffix(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	segments := strings.Split(path, "/")
	for _, s := range segments {
		if s == "" || s == "." || s == ".." || strings.Trim(s, plain) != "" {
			return nil, false
		}
	}
	return segments, true
}

// plain are the characters of a segment that no host takes for others: the unreserved
// ones of RFC 3986 section 2.3, and a few that identifiers have.
const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~@:=+,$"
