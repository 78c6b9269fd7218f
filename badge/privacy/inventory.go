package privacy

import (
	"slices"
	"strings"
)

// An Item says of some fields, which belong together, what becomes of them.
type Item struct {
	Record string   // what holds them: a type of this module, by its package
	Fields []string // by their names in Go
	What   string   // what that is
	Why    string   // why it is there
	Seen   string   // by whom
	Kept   string   // for how long, as far as this module has a say
	Erased string   // how
}

// Who sees what, how long it is kept and how it goes, where many fields have the same.
const (
	atSchool  = "student, supporters, site team, guardian, district admin"
	portal    = "the portal"
	issuer    = "the issuer's staff"
	everybody = "whoever is shown the badge"

	withCase  = "as long as the case, which the school decides"
	withBadge = "for good: copies are in others' hands"
	byErase   = "planning.ActErase puts a tombstone in the place of the log"
	byNobody  = "cannot be recalled; the issuer's own copy is deleted with award.Record"
	byRow     = "the portal deletes the row"
)

// inventory in the order of a badge's life.
var inventory = []Item{
	{"badge/planning.entry", []string{"Number", "Previous", "Case", "Rules", "At", "From", "To"}, "place of an entry in the log, opaque id of the case, time, states", "so that nobody changes what was decided", atSchool, withCase, byErase},
	{"badge/planning.entry", []string{"Team", "Erased"}, "site team by which an event was judged; what is left of a case", "so that a decision can be judged anew", atSchool, withCase, byErase + ", which names the admin who erased"},
	{"badge/planning.Event", []string{"Action", "Actor", "Role", "Time", "Reason", "Subject"}, "who did what, when, and why in words; opaque ids", "audit", atSchool, withCase, byErase},
	{"badge/planning.Event", []string{"ALP", "Plan", "Opportunity", "Item", "CheckIn", "Contents", "Ballot"}, "what the event brought, below", "audit", atSchool, withCase, byErase},
	{"badge/planning.ALP", []string{"Student", "School", "Completed"}, "that an Advanced Learning Plan is complete, whose and since when; never the plan", "the program asks for it first", atSchool, withCase, byErase},
	{"badge/planning.Plan", []string{"Goals", "Opportunities", "Supporters", "Evidence"}, "the student's plan", "the program's planning guide", atSchool, withCase, byErase},
	{"badge/planning.Goal", []string{"Text", "By", "ALP"}, "a goal in the student's words; a reference to one of the Advanced Learning Plan", "the program's planning guide", atSchool, withCase, byErase},
	{"badge/planning.Opportunity", []string{"ID", "Setting", "Text"}, "where something can be shown", "the program's planning guide", atSchool, withCase, byErase},
	{"badge/planning.Supporter", []string{"ID", "Role"}, "opaque id and role of who helps", "the program's planning guide", atSchool, withCase, byErase},
	{"badge/planning.Item", []string{"ID", "Title", "Kind", "Competencies", "Narrative", "URL"}, "a piece of evidence, in the student's words, and where it is", "it is judged", atSchool, withCase, byErase + "; the piece itself is the portal's to delete"},
	{"badge/planning.CheckIn", []string{"Note", "Percent", "Next", "By"}, "how it is going", "the program's progress monitoring", atSchool, withCase, byErase},
	{"badge/planning.Content", []string{"Item", "Digest", "Size", "MediaType", "Findings"}, "digest and size of a piece, and what was found in it", "so that votes are for these bytes", atSchool, withCase, byErase},
	{"badge/planning.Ballot", []string{"Submission", "Verdict", "Levels", "Comment"}, "one vote, with a comment for the site team", "the decision", "site team, district admin; the portal decides who else", withCase, byErase},
	{"badge/planning.Shown", []string{"Competency", "Level"}, "the level that a voter saw", "the decision", "site team, district admin; the portal decides who else", withCase, byErase},
	{"badge/planning.SiteTeam", []string{"School", "Members"}, "the school, and who stood where", "so that a decision can be judged anew", atSchool, withCase, byErase},
	{"badge/planning.Member", []string{"ID", "Role", "Student", "Away"}, "opaque id and role; of a guardian, whose", "so that a decision can be judged anew", atSchool, withCase, byErase},
	{"badge/planning.Tombstone", []string{"Head", "State", "Award"}, "digest of the log that was, its last state, the key of an award; no student, no text", "so that nothing is awarded twice", issuer, "for good", "it is what is left"},
	{"badge/planning.Head", []string{"Entries", "Digest"}, "length and digest of a log", "so that a log cannot be cut", portal, "for good", "it says nothing of anybody"},

	{"badge/privacy.Consent", []string{"ID", "Student", "By", "Person", "Age", "Badges", "Channels", "Audience", "Fields", "Given", "Ends", "Withdrawn"}, "who agreed to what, by opaque ids; the student's age in years at the time", "nothing is shown without it", portal, "until it has ended, and as long as the school has to show that it was given", "Withdrawn ends it; " + byRow},

	{"credential/award.Record", []string{"State", "Digest", "Achievement", "ValidFrom", "Corrects", "CorrectedBy", "Revokes", "Version", "Changed"}, "how far an award has come; a digest of the decision", "so that a badge is made once", issuer, "as long as the badge can be corrected", "award.Awards.Erase empties the row, and its Key keeps the award from being made again; were the row deleted, nothing would"},
	{"credential/award.Record", []string{"Key", "Student", "Subject", "Credential"}, "the portal's ids of the case and of the student, and the opaque ids that stand in the badge: the one link between them", "corrections, and the student's further badges, which have the same subject", issuer, "as long as the badge can be corrected, or confirmed", byRow + "; then the badge is nobody's at the school"},
	{"credential/award.Record", []string{"Badge"}, "the badge, byte for byte", "it is delivered, and delivered again", issuer, "as long as the school hands out copies", byRow},
	{"credential/award.Result", []string{"Line", "Recipient", "Credential", "Outcome", "ID", "Reason"}, "what became of a row of a file of awards", "the report that whoever ran the batch writes to a file", issuer, "as long as the file", "the portal deletes the file"},

	{"credential/status.Entry", []string{"Credential", "List", "Index", "State", "Version", "Changed"}, "the badge's place in a status list, and whether it is set", "revocation", issuer, "for good: a place is never given twice, and a revocation never forgotten", "it is not: it has the badge's id, and no student"},
	{"credential/status.Entry", []string{"Reason"}, "why it was revoked, for the issuer's eyes", "audit", issuer, "for good", "it is not: say it in neutral words, of which Reason has two"},

	{"credential.Credential", []string{"ID", "Type", "Context", "Name", "Description", "Image", "Issuer", "AwardedDate", "ValidFrom", "ValidUntil"}, "what was awarded, by whom and when", "the program's four metadata", everybody, withBadge, byNobody},
	{"credential.Credential", []string{"Subject", "Evidence"}, "who earned it, by an opaque id, and on what evidence, in neutral words", "the program's four metadata", everybody, withBadge, byNobody},
	{"credential.Credential", []string{"RelatedResource"}, "digests: of artefacts without their place, of the page of the criteria", "an artefact that is shown can be compared", everybody, withBadge, byNobody},
	{"credential.Credential", []string{"Status", "Schema", "Refresh", "TermsOfUse"}, "where to ask about the badge; its place among many in a list", "revocation, corrections", everybody, withBadge, byNobody},
	{"credential.Credential", []string{"Endorsement", "EndorsementJWT"}, "what others say of it, in their words", "endorsements", everybody, withBadge, byNobody},
	{"badge.Subject", []string{"ID", "Type", "Achievement"}, "an opaque id, and what was earned", "the badge is the holder's who has the key, or whom the school confirms", everybody, withBadge, byNobody},
	{"badge.Subject", []string{"Identifier", "Image", "LicenseNumber", "Narrative", "Role", "Term", "ActivityStartDate", "ActivityEndDate"}, "what names a person, or tells a story", "OB 3.0 has it; none by default, and in a public badge the profile refuses what names", everybody, withBadge, byNobody},
	{"badge.Subject", []string{"Result", "CreditsEarned"}, "what was reached", "only with Policy.Results", everybody, withBadge, byNobody},
	{"badge.Subject", []string{"Source"}, "the school", "only with Policy.Source", everybody, withBadge, byNobody},
	{"badge.Result", []string{"Type", "ResultDescription", "AchievedLevel", "Status", "Value", "Alignment"}, "a level", "only with Policy.Results", everybody, withBadge, byNobody},
	{"badge.Identity", []string{"Type", "Hash", "Hashed", "Salt"}, "an identifier, hashed with a salt of its own; whoever can guess it can check the guess", "for hosts that look badges up by e-mail address; none by default", everybody, withBadge, byNobody},
	{"badge.Evidence", []string{"Type", "Narrative", "Name", "Description", "Genre", "Audience"}, "that there is evidence, and in which settings", "the program's four metadata; NeutralEvidence", everybody, withBadge, byNobody},
	{"badge.Evidence", []string{"ID"}, "a link to an artefact", "only with Policy.Artefacts", everybody, withBadge, "the portal deletes the artefact behind it"},
	{"badge.RelatedResource", []string{"ID", "MediaType", "DigestSRI", "DigestMultibase"}, "a digest, and what it is of", "an artefact that is shown can be compared", everybody, withBadge, byNobody},
	{"badge.Achievement", []string{"ID", "Type", "Name", "Description", "AchievementType", "Criteria", "Image", "Creator", "Alignment", "CreditsAvailable", "FieldOfStudy", "HumanCode", "InLanguage", "OtherIdentifier", "Related", "ResultDescription", "Specialization", "Tag", "Version", "Endorsement", "EndorsementJWT"}, "what can be earned", "the same for everybody", everybody, withBadge, byNobody},
	{"badge.Profile", []string{"ID", "Type", "Name", "URL", "Phone", "Description", "Image", "Email", "Address", "Official", "ParentOrg", "OtherIdentifier", "Endorsement", "EndorsementJWT"}, "an institution", "who awards; the school only with Policy.Source", everybody, withBadge, byNobody},
	{"badge.Profile", []string{"FamilyName", "GivenName", "AdditionalName", "PatronymicName", "HonorificPrefix", "HonorificSuffix", "FamilyNamePrefix", "DateOfBirth"}, "a person", "OB 3.0 has it; in a public badge the profile refuses it", everybody, withBadge, byNobody},
	{"badge.Status", []string{"ID", "Type", "StatusPurpose", "StatusListIndex", "StatusListCredential", "StatusSize", "StatusMessage", "StatusReference"}, "a random place in a list of 131,072 or more", "revocation; whose host sees which list is asked for, and not for which badge", everybody, withBadge, byNobody},

	{"verify/share.Link", []string{"Slug", "Student", "Badges", "Named", "Levels", "Indexed", "Made", "Ends", "Withdrawn"}, "a random address, and which badges stand behind it", "the student's public page, or a link that the student made", "the portal; the address, whoever has it", "until it ends or is withdrawn", "Withdrawn ends it; " + byRow},
	{"verify/share.Student", []string{"Age", "Consents"}, "what the gates ask for", "age and consent are asked at every view", portal, "with the student's record", byRow},
}

// Inventory lists what this module stores or publishes in the life of a badge, field by
// field, with what it is for, who sees it, how long it is kept and how it is erased: the
// data elements that a school has to list for those whose data they are.
//
// A published status list has a bit for each place, and nothing else of a badge. A store is
// the caller's: what a portal keeps besides, such as names, e-mail addresses, the artefacts
// themselves, backups and the logs of its servers, is not in the list. A public page, a
// certificate and an export package show what the badge says, and store nothing; a name that
// a certificate prints, or a link confirms, comes from the portal at that moment.
func Inventory() []Item {
	all := slices.Clone(inventory)
	for i := range all {
		all[i].Fields = slices.Clone(all[i].Fields)
	}
	return all
}

// InventoryTable is Inventory as a table in Markdown.
func InventoryTable() string {
	var b strings.Builder
	b.WriteString("| record | fields | what | why | who sees it | how long | how it is erased |\n|---|---|---|---|---|---|---|\n")
	for _, i := range inventory {
		b.WriteString("| `" + i.Record + "` | " + strings.Join(i.Fields, ", "))
		for _, cell := range []string{i.What, i.Why, i.Seen, i.Kept, i.Erased} {
			b.WriteString(" | " + cell)
		}
		b.WriteString(" |\n")
	}
	return b.String()
}
