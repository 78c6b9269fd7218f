package shape

import "github.com/summitbadges/openbadges/internal/limits"

// What was achieved, by whom, and how that is shown: OB 3.0 appendix B.

var achievementSubject = class{
	name:  "AchievementSubject",
	types: [][]string{{"AchievementSubject"}},
	properties: []property{
		{name: "achievement", kind: isNode, card: one, class: classAchievement, flags: decisive | reference},
		{name: "activityEndDate", kind: isMoment},
		{name: "activityStartDate", kind: isMoment},
		{name: "creditsEarned", kind: isNumber},
		{name: "id", kind: isLink, flags: decisive | private},
		{name: "identifier", kind: isNode, card: many, class: classIdentityObject},
		{name: "image", kind: isNode, class: classImage, flags: picture},
		{name: "licenseNumber", kind: isText},
		{name: "narrative", kind: isText},
		{name: "result", kind: isNode, card: many, class: classResult, max: limits.Results},
		{name: "role", kind: isText},
		{name: "source", kind: isNode, class: classProfile},
		{name: "term", kind: isText},
		{name: "type", kind: isTypes, card: one},
	},
}

var endorsementSubject = class{
	name:  "EndorsementSubject",
	types: [][]string{{"EndorsementSubject"}},
	properties: []property{
		{name: "endorsementComment", kind: isText},
		{name: "id", kind: isLink, card: one, flags: decisive},
		{name: "type", kind: isTypes, card: one},
	},
}

var achievement = class{
	name:  "Achievement",
	types: [][]string{{"Achievement"}},
	properties: []property{
		{name: "achievementType", kind: isTerm, values: &achievementTypes},
		{name: "alignment", kind: isNode, card: many, class: classAlignment},
		{name: "creator", kind: isNode, class: classProfile},
		{name: "creditsAvailable", kind: isNumber},
		{name: "criteria", kind: isNode, card: one, class: classCriteria},
		{name: "description", kind: isProse, card: one},
		{name: "endorsement", kind: isEndorsement, card: many},
		{name: "endorsementJwt", kind: isJWS, card: many},
		{name: "fieldOfStudy", kind: isText},
		{name: "humanCode", kind: isText},
		{name: "id", kind: isLink, card: one, flags: decisive},
		{name: "image", kind: isNode, class: classImage},
		{name: "inLanguage", kind: isLanguage},
		{name: "name", kind: isLabel, card: one},
		{name: "otherIdentifier", kind: isNode, card: many, class: classIdentifierEntry},
		{name: "related", kind: isNode, card: many, class: classRelated},
		{name: "resultDescription", kind: isNode, card: many, class: classResultDescription, max: limits.Results},
		{name: "specialization", kind: isText},
		{name: "tag", kind: isText, card: many},
		{name: "type", kind: isTypes, card: one},
		{name: "version", kind: isText},
	},
}

var criteria = class{
	name: "Criteria",
	byID: true,
	properties: []property{
		{name: "id", kind: isLink, flags: decisive},
		{name: "narrative", kind: isText},
		{name: "type", kind: isTypes},
	},
}

var alignment = class{
	name:  "Alignment",
	types: [][]string{{"Alignment"}},
	properties: []property{
		{name: "targetCode", kind: isText},
		{name: "targetDescription", kind: isProse},
		{name: "targetFramework", kind: isText},
		{name: "targetName", kind: isLabel, card: one},
		{name: "targetType", kind: isTerm, values: &alignmentTargetTypes},
		{name: "targetUrl", kind: isTarget, card: one},
		{name: "type", kind: isTypes, card: one},
	},
}

var related = class{
	name:  "Related",
	types: [][]string{{"Related"}},
	byID:  true,
	properties: []property{
		{name: "id", kind: isLink, card: one, flags: decisive},
		{name: "inLanguage", kind: isLanguage},
		{name: "type", kind: isTypes, card: one},
		{name: "version", kind: isText},
	},
}

var evidence = class{
	name:  "Evidence",
	types: [][]string{{"Evidence"}},
	byID:  true,
	properties: []property{
		{name: "audience", kind: isText},
		{name: "description", kind: isProse},
		{name: "genre", kind: isText},
		{name: "id", kind: isLink, flags: decisive},
		{name: "name", kind: isLabel},
		{name: "narrative", kind: isText},
		{name: "type", kind: isTypes, card: one},
	},
}

var result = class{
	name:  "Result",
	types: [][]string{{"Result"}},
	properties: []property{
		{name: "achievedLevel", kind: isLink, flags: decisive},
		{name: "alignment", kind: isNode, card: many, class: classAlignment},
		{name: "resultDescription", kind: isLink, flags: decisive},
		{name: "status", kind: isTerm, values: &resultStatusTypes, flags: decisive},
		{name: "type", kind: isTypes, card: one},
		{name: "value", kind: isText, flags: decisive},
	},
}

var resultDescription = class{
	name:  "ResultDescription",
	types: [][]string{{"ResultDescription"}},
	properties: []property{
		{name: "alignment", kind: isNode, card: many, class: classAlignment},
		{name: "allowedValue", kind: isText, card: many, max: limits.Levels},
		{name: "id", kind: isLink, card: one, flags: decisive},
		{name: "name", kind: isLabel, card: one},
		{name: "requiredLevel", kind: isLink, flags: decisive},
		{name: "requiredValue", kind: isText, flags: decisive},
		{name: "resultType", kind: isTerm, card: one, values: &resultTypes},
		{name: "rubricCriterionLevel", kind: isNode, card: many, class: classRubricCriterionLevel, max: limits.Levels},
		{name: "type", kind: isTypes, card: one},
		{name: "valueMax", kind: isText, flags: decisive},
		{name: "valueMin", kind: isText, flags: decisive},
	},
}

var rubricCriterionLevel = class{
	name:  "RubricCriterionLevel",
	types: [][]string{{"RubricCriterionLevel"}},
	properties: []property{
		{name: "alignment", kind: isNode, card: many, class: classAlignment},
		{name: "description", kind: isProse},
		{name: "id", kind: isLink, card: one, flags: decisive},
		{name: "level", kind: isText},
		{name: "name", kind: isLabel, card: one},
		{name: "points", kind: isText},
		{name: "type", kind: isTypes, card: one},
	},
}

var image = class{
	name:    "Image",
	types:   [][]string{{"Image"}},
	oneType: true,
	closed:  true,
	byID:    true,
	properties: []property{
		{name: "caption", kind: isProse},
		{name: "id", kind: isLink, card: one, flags: decisive},
		{name: "type", kind: isTypes, card: one},
	},
}
