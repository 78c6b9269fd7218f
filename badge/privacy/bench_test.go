package privacy_test

import (
	"testing"

	"github.com/summitbadges/openbadges/badge/privacy"
)

// What a batch of awards pays for each badge.
func BenchmarkInspect(b *testing.B) {
	cred := publicBadge(b, "innovation")
	for b.Loop() {
		if _, err := (privacy.Policy{}).Inspect(cred, "Zoë Álvarez"); err != nil {
			b.Fatal(err)
		}
	}
}
