package verify

import (
	"context"
	"slices"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// AwardedBy asks whether the issuer of the badge is one of those who may award its
// achievement: issuers names them by their ids, for the id of each achievement. Anybody
// can write the id of an official achievement into a badge of his own, so an issuer
// whom you trust with some achievements is not thereby trusted with all.
//
// The map is the whole list: an achievement that it does not name may be awarded by
// nobody, and so may one with an empty list of issuers. Otherwise an id that differs
// from the official one in a letter would pass. Without any achievement, or with an
// empty id, the rule leaves the verdict open. The map is copied.
//
// Whether the issuer is trusted at all is another question, which this rule neither
// asks nor answers.
func AwardedBy(issuers map[string][]string) Rule {
	r := Rule{Name: RuleAwarded}
	allowed := make(map[string][]string, len(issuers))
	for achievement, ids := range issuers {
		if achievement == "" || slices.Contains(ids, "") {
			return asksNothing(r, "the id of an achievement or of an issuer is empty, so it asks for none")
		}
		allowed[achievement] = slices.Clone(ids)
	}
	if len(allowed) == 0 {
		return asksNothing(r, "it names no achievement, so it says nothing about who may award one")
	}
	r.Check = func(_ context.Context, c *credential.Credential) error {
		const at = "/credentialSubject/achievement/id"
		achievement := c.Subject.Achievement.ID
		ids, named := allowed[achievement]
		switch {
		case !named:
			return credential.NewProblem(credential.TrustAchievementUnauthorised, at, nil,
				"the badge is for the achievement %s, which is none of those that anybody may award here", limits.Abridge(achievement))
		case !slices.Contains(ids, c.Issuer.ID):
			return credential.NewProblem(credential.TrustAchievementUnauthorised, at, nil,
				"the badge is for the achievement %s, which %s may not award", limits.Abridge(achievement), limits.Abridge(c.Issuer.ID))
		}
		return nil
	}
	return r
}
