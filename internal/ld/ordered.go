package ld

// KeepsOrder says whether the graph keeps the order of allowedValue, the one list of
// Open Badges whose order a reader uses and of which contexts differ: those of OB
// 3.0.0 and 3.0.1 make it a set, those from 3.0.2 on an ordered list. It keeps none
// if the document has one anywhere that is a set. (rubricCriterionLevel is a set
// in all of them.)
func (n *Nodes) KeepsOrder() bool { return !n.mixed }

// unordered notes that the member at k, whose name is id, was read as a set. One that
// says nothing is none: a holder may add it, wherever some context defines the name.
// Of documents inside the document nobody compares a level.
func (w *walker) unordered(k uint32, id nameID) {
	if id == nameAllowedValue && w.nodes != nil && !w.within && w.t.At(k).Says() {
		w.nodes.mixed = true
	}
}
