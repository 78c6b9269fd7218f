package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// readEquivalent reads the guards that may go because another one holds what they hold:
// the name of one, as the command prints it, and on the next line, indented, why.
func readEquivalent(text string) (map[string]string, error) {
	accepted := map[string]string{}
	name := ""
	for i, line := range strings.Split(text, "\n") {
		reason := strings.TrimSpace(line)
		switch {
		case reason == "" || strings.HasPrefix(line, "#"):
		case !strings.HasPrefix(line, "\t"):
			if _, twice := accepted[line]; twice || name != "" && accepted[name] == "" {
				return nil, fmt.Errorf("equivalent.txt:%d: a guard is named once, and has a reason", i+1)
			}
			name = line
			accepted[name] = ""
		case name == "":
			return nil, fmt.Errorf("equivalent.txt:%d: a reason without a guard", i+1)
		default:
			accepted[name] = strings.TrimSpace(accepted[name] + " " + reason)
		}
	}
	if name != "" && accepted[name] == "" {
		return nil, fmt.Errorf("equivalent.txt: %s has no reason", name)
	}
	return accepted, nil
}

// stale refuses reasons whose guard is not there any more.
func stale(accepted map[string]string, guards []*guard) error {
	var errs []error
	for name := range accepted {
		if !slices.ContainsFunc(guards, func(g *guard) bool { return g.name() == name }) {
			errs = append(errs, fmt.Errorf("equivalent.txt gives a reason for a guard that is not there: %s", name))
		}
	}
	return errors.Join(errs...)
}
