package verify

import "github.com/summitbadges/openbadges/credential"

// elsewhere says of a document that is no badge what it is by its types, and reports
// whether it is one that only another tool can judge. That speaks neither for nor against
// it. Its proofs, where they alone are asked for, are judged like any other; and where a
// badge led to it, as its endorsement or its list, it is simply none.
func (c *corridor) elsewhere(k *Check, s *credential.Secured) bool {
	if s.Kind() == credential.KindOB30 || c.behalf != "" {
		return false
	}
	what, tool := s.Described()
	if tool == "" || c.asked == forEither {
		k.Reason = "by its types and members it is " + what
		return false
	}
	k.open(credential.NewProblem(credential.InputUnsupported, "", nil, "this is %s, which is not judged here; %s can judge it", what, tool))
	return true
}
