package rdfc

import "github.com/summitbadges/openbadges/internal/limits"

// A Budget is what several canonicalizations may cost together to tell blank nodes
// apart that look alike: what one may, and for each dataset as much again as grows
// with its text. So nobody has the same dataset canonicalized many times over, each at
// the full price. What a dataset needs besides its text earns, the first take from the
// others; what its text earns is its own. The zero Budget has been spent on nothing.
//
// It is for one goroutine.
type Budget struct {
	alike, size   int // of the datasets
	steps, hashed int // spent

	// Once copies are admitted of what was canonicalized, what all may cost together.
	capped                bool
	mostSteps, mostHashed int
}

// Again says that what comes from now on are copies of what was canonicalized, in which
// little is otherwise: together they may cost RDFCAgain and no more, however much the text of each would earn.
func (b *Budget) Again() {
	b.capped = true
	b.mostSteps, b.mostHashed = b.steps+limits.RDFCAgain, b.hashed+limits.RDFCAgainHashed
}

// admit adds a dataset, unless it was admitted before in another form, and lowers what
// its canonicalization may cost to what is left.
func (b *Budget) admit(n *nDegree, alike, size int, again bool) {
	if b == nil {
		return
	}
	if !again {
		b.alike, b.size = b.alike+alike, b.size+size
	}
	if b.capped {
		n.mostSteps = min(n.mostSteps, max(0, b.mostSteps-b.steps))
		n.mostHashed = min(n.mostHashed, max(0, b.mostHashed-b.hashed))
	}
	n.mostSteps = min(n.mostSteps, max(0, limits.RDFCWork+limits.RDFCPerNode*b.alike-b.steps))
	n.mostHashed = min(n.mostHashed, max(0, limits.RDFCHashed+limits.RDFCPerByte*b.size-b.hashed))
}

// spent counts what a canonicalization has cost. What went beyond its budget was
// counted there, and not done.
func (b *Budget) spent(n *nDegree) {
	if b != nil {
		b.steps, b.hashed = b.steps+min(n.steps, n.mostSteps), b.hashed+min(n.hashed, n.mostHashed)
	}
}
