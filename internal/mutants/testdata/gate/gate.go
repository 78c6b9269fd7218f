// Package gate is what the mutation command is tried on: guards of every form that it
// knows, of which the tests hold all but the one in Late.
package gate

import (
	"errors"
	"fmt"
)

// Errors of this package.
var (
	ErrName  = errors.New("no name")
	ErrAge   = errors.New("no age")
	ErrKind  = errors.New("no such kind")
	ErrGhost = errors.New("a ghost")
	ErrLate  = errors.New("too late")
)

// A Problem is what speaks against a guest.
type Problem struct{ Message string }

// Admit refuses guests without a name or an age.
func Admit(name string, age int, kind string) error {
	if name == "" {
		return fmt.Errorf("%w: a guest says who it is", ErrName)
	}
	switch {
	case age < 0, age > 150:
		return ErrAge
	case age == 0:
		name += " the newborn"
	}
	switch kind {
	case "guest", "host":
	case "ghost":
		return ErrGhost
	default:
		return fmt.Errorf("%w: %s, for %s", ErrKind, kind, name)
	}
	return listed(name)
}

func listed(name string) error {
	for _, known := range []string{"Ann", "Ann the newborn", "Bob"} {
		if known == name {
			return nil
		}
	}
	return errors.New("not on the list")
}

// Kin reports whether both are of one house, and grown up.
func Kin(house, other string, age int) bool {
	if house == "" {
		return false
	}
	return house == other && age >= 18
}

// Complain says what is wrong with a guest's coat.
func Complain(wet, torn bool) (found []Problem) {
	if wet {
		found = append(found, Problem{"wet"})
	}
	if torn {
		found = append(found, Problem{"torn"})
	}
	return found
}

// Late refuses who comes after ten; no test asks for half past.
func Late(hour, minute int) error {
	if hour > 22 {
		return ErrLate
	}
	if hour == 22 && minute > 0 {
		return ErrLate
	}
	return nil
}

// Spare refuses the same twice, so that the second guard is worth nothing.
func Spare(n int) error {
	if n < 0 {
		return ErrAge
	}
	if n < -1 {
		return ErrAge
	}
	return nil
}

// Wait ends, as long as it stops at an end.
func Wait(n int) bool {
	for i := n; ; i++ {
		if i > 10 {
			return false
		}
	}
}

// Known says of what may be carried in.
func Known(thing any) error {
	switch thing.(type) {
	case string:
		return ErrKind
	default:
		return nil
	}
}

// Through refuses who stands before a closed door.
func Through(open bool) (err error) {
	if open {
		err = nil
	} else {
		err = ErrLate
	}
	return err
}
