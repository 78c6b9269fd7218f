package shape

import (
	"unicode"
	"unicode/utf8"
)

// suspicious says how a text can mislead the person who reads it, or "".
//
// The attacker names himself like another: with letters of another alphabet,
// with a text that runs backwards, with a character that takes no room. None of
// it changes what is signed, so none of it is more than a Note; whom to trust is
// decided by id.
//
// Every text is looked at for control characters; one that is displayed also for
// hidden and turning characters; a name also for words of mixed alphabets.
func suspicious(s []byte, kind kind) string {
	plain := true
	for _, c := range s {
		if c < 0x20 || c >= 0x7f {
			plain = false
			break
		}
	}
	if plain {
		return ""
	}
	var before rune
	var word alphabets
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRune(s[i:])
		i += size
		switch {
		case isControl(r) && r != '\n' && r != '\t' && r != '\r':
			return "the text holds a control character"
		case kind == isText:
			continue
		case isBidi(r):
			return "the text holds a character that turns the direction of writing"
		case isInvisible(r):
			after, _ := utf8.DecodeRune(s[i:])
			if !isJoiner(r) || joinsPlain(before) || joinsPlain(after) {
				return "the text holds a character that cannot be seen"
			}
			continue // it does not end a word
		case kind != isLabel:
		case unicode.IsLetter(r):
			word |= alphabet(r)
			if word&latin != 0 && word&(cyrillic|greek) != 0 {
				return "a word of the name mixes letters of several alphabets"
			}
		case !unicode.IsMark(r):
			word = 0
		}
		before = r
	}
	return ""
}

// isControl reports the control characters C0, DEL and C1.
func isControl(r rune) bool { return r < 0x20 || 0x7f <= r && r <= 0x9f }

// isBidi reports the embeddings, overrides and isolates of Unicode's bidirectional algorithm.
func isBidi(r rune) bool { return 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069 }

// isInvisible reports characters without width: zero width space and joiners,
// word joiner, byte order mark.
func isInvisible(r rune) bool {
	return 0x200b <= r && r <= 0x200d || r == 0x2060 || r == 0xfeff
}

// isJoiner reports the characters without width that some scripts, and emoji, are written with.
func isJoiner(r rune) bool { return r == 0x200c || r == 0x200d }

// joinsPlain reports whether r is a letter or digit of a script that is written
// without joiners, so that one beside it can only be there to hide.
func joinsPlain(r rune) bool {
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return false
	}
	return alphabet(r) != 0 || unicode.Is(unicode.Common, r)
}

type alphabets uint8

const (
	latin alphabets = 1 << iota
	cyrillic
	greek
)

func alphabet(r rune) alphabets {
	switch {
	case unicode.Is(unicode.Latin, r):
		return latin
	case unicode.Is(unicode.Cyrillic, r):
		return cyrillic
	case unicode.Is(unicode.Greek, r):
		return greek
	}
	return 0
}
