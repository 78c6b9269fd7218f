package shape

import "slices"

// IsMember reports whether the class with the given name has a member of that
// name, in either version of the VCDM.
func IsMember(class, name string) bool {
	id, ok := classNamed(class)
	return ok && slices.ContainsFunc(id.table().properties, func(p property) bool { return p.name == name })
}
