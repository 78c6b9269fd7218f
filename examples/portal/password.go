package main

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// A hashing makes and checks what is kept of passwords: argon2id (RFC 9106). As many are at
// work at once as it has places, so that a crowd at the sign-in page costs time, and not
// the memory of the machine.
type hashing chan struct{}

func newHashing() hashing { return make(hashing, mostHashing) }

func (h hashing) key(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case h <- struct{}{}:
		defer func() { <-h }()
		return argon2.IDKey([]byte(password), salt, argonTime, argonKiB, 1, 32), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// of is what is kept of a password, in the PHC string format.
func (h hashing) of(ctx context.Context, password string) (string, error) {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	key, err := h.key(ctx, password, salt)
	return argonPrefix() + base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(key), err
}

// holds says whether a password is the one of which this was kept. Where nothing was, it
// takes as long to say no: how long it takes tells nobody whether there is an account.
func (h hashing) holds(ctx context.Context, kept, password string) (bool, error) {
	known := kept != ""
	if !known {
		kept = argonPrefix() + strings.Repeat("A", 22) + "$" + strings.Repeat("A", 43)
	}
	text, ok := strings.CutPrefix(kept, argonPrefix())
	salted, keyed, both := strings.Cut(text, "$")
	salt, noSalt := base64.RawStdEncoding.Strict().DecodeString(salted)
	want, noKey := base64.RawStdEncoding.Strict().DecodeString(keyed)
	if !ok || !both || noSalt != nil || noKey != nil || len(salt) != 16 || len(want) != 32 {
		return false, fmt.Errorf("what is kept of a password is not of the form %s", argonPrefix())
	}
	key, err := h.key(ctx, password, salt)
	return err == nil && subtle.ConstantTimeCompare(key, want) == 1 && known, err
}

func argonPrefix() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$", argon2.Version, argonKiB, argonTime)
}

// checkPassword refuses what is guessed first. What a password is made of is its owner's
// business; that it is long, and not the address, is not.
func checkPassword(password, address string) error {
	different := map[rune]bool{}
	for _, r := range password {
		different[r] = true
	}
	local, _, _ := strings.Cut(address, "@")
	switch {
	case !utf8.ValidString(password), len(password) > mostPassword, utf8.RuneCountInString(password) < leastPassword:
		return fmt.Errorf("%w: expected %d characters or more, and at most %d bytes", errPassword, leastPassword, mostPassword)
	case len(different) < 5:
		return fmt.Errorf("%w: expected more than the same few characters again and again", errPassword)
	case common(password):
		return fmt.Errorf("%w: expected none of those that everybody guesses first, such as a word and a row of digits", errPassword)
	case local != "" && strings.Contains(strings.ToLower(password), local) && utf8.RuneCountInString(password) < leastPassword+utf8.RuneCountInString(local):
		return fmt.Errorf("%w: expected %d characters beside what stands in your address", errPassword, leastPassword)
	}
	return nil
}

// What most passwords of this length are that are in use in too many places: one of these
// words, or none, with digits and signs around it, or a row of keys.
var (
	commonWords = []string{"password", "passwort", "contrasena", "contraseña", "welcome", "bienvenido", "bienvenida", "qwerty", "qwertz", "letmein", "iloveyou", "teamo", "administrator", "admin", "login", "school", "escuela", "student", "estudiante", "teacher", "football", "baseball", "basketball", "princess", "princesa", "superman", "sunshine", "dragon", "monkey", "abc", "test", "badge", "insignia"}
	commonRows  = []string{"01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb"}
)

func common(password string) bool {
	lower := strings.ToLower(password)
	for _, row := range commonRows {
		if strings.Contains(row, lower) {
			return true
		}
	}
	word := strings.NewReplacer("@", "a", "$", "s", "0", "o").Replace(strings.Trim(lower, "0123456789!?.,*#-_ "))
	if word == "" { // digits alone, which are no row
		return false
	}
	for word != "" { // one of them, or one after the other
		i := slices.IndexFunc(commonWords, func(w string) bool { return strings.HasPrefix(word, w) })
		if i < 0 {
			return false
		}
		word = strings.TrimLeft(word[len(commonWords[i]):], "0123456789!?.,*#-_ ")
	}
	return true
}
