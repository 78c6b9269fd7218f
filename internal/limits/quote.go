package limits

import "strings"

// Abridge shortens a received text for a message to about Quoted bytes, because
// a stranger chose its length, and never in the midst of a character.
func Abridge(s string) string {
	if len(s) <= Quoted {
		return s
	}
	return strings.ToValidUTF8(s[:Quoted/2], "") + "…" + strings.ToValidUTF8(s[len(s)-Quoted/4:], "")
}
