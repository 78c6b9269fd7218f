package shape

import "slices"

// An enumeration is a list of values, case and all (OB 3.0 appendix B.6).
type enumeration struct {
	name       string
	extensible bool // a term of the form ext:… may stand for a value that is missing
	values     []string
}

var achievementTypes = enumeration{
	name:       "AchievementType",
	extensible: true,
	values: []string{
		"Achievement", "ApprenticeshipCertificate", "Assessment", "Assignment", "AssociateDegree",
		"Award", "BachelorDegree", "Badge", "Certificate", "CertificateOfCompletion", "Certification",
		"CoCurricular", "CommunityService", "Competency", "Course", "Degree", "Diploma",
		"DoctoralDegree", "Fieldwork", "GeneralEducationDevelopment", "JourneymanCertificate",
		"LearningProgram", "License", "MasterCertificate", "MasterDegree", "Membership",
		"MicroCredential", "ProfessionalDoctorate", "QualityAssuranceCredential",
		"ResearchDoctorate", "SecondarySchoolDiploma",
	},
}

var alignmentTargetTypes = enumeration{
	name:       "AlignmentTargetType",
	extensible: true,
	values: []string{
		"CFItem", "CFRubric", "CFRubricCriterion", "CFRubricCriterionLevel", "CTDL",
		"ceasn:Competency", "ceterms:Credential",
	},
}

var identifierTypes = enumeration{
	name:       "IdentifierTypeEnum",
	extensible: true,
	values: []string{
		"accountId", "emailAddress", "identifier", "isbn", "issn", "lisSourcedId", "ltiContextId",
		"ltiDeploymentId", "ltiPlatformId", "ltiToolId", "ltiUserId", "name",
		"nationalIdentityNumber", "oneRosterSourcedId", "productId", "sisSourcedId", "sourcedId",
		"systemId", "userName",
	},
}

var resultTypes = enumeration{
	name:       "ResultType",
	extensible: true,
	values: []string{
		"GradePointAverage", "LetterGrade", "Percent", "PerformanceLevel", "PredictedScore",
		"RawScore", "Result", "RubricCriterion", "RubricCriterionLevel", "RubricScore",
		"ScaledScore", "Status",
	},
}

var resultStatusTypes = enumeration{
	name: "ResultStatusType",
	values: []string{
		"Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew",
	},
}

// Enum returns the values of the enumeration with the given name of OB 3.0, in
// byte order, or nil if there is none of that name.
func Enum(name string) []string {
	for _, e := range []*enumeration{
		&achievementTypes, &alignmentTargetTypes, &identifierTypes, &resultTypes, &resultStatusTypes,
	} {
		if e.name == name {
			return slices.Clone(e.values)
		}
	}
	return nil
}

func (e *enumeration) holds(s []byte) bool {
	if holds(e.values, s) {
		return true
	}
	return e.extensible && isExtension(s)
}

// holds reports whether the sorted list holds s, without making a string of it.
func holds(list []string, s []byte) bool {
	lo, hi := 0, len(list)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		switch {
		case list[mid] == string(s):
			return true
		case list[mid] < string(s):
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return false
}

// isExtension reports whether s is ext: and at least one of A-Z a-z 0-9 . _ -.
// The published schema's pattern lacks anchors and lets anything around it pass;
// what passes only there is a deviation.
func isExtension(s []byte) bool {
	const prefix = "ext:"
	if len(s) <= len(prefix) || string(s[:len(prefix)]) != prefix {
		return false
	}
	for _, c := range s[len(prefix):] {
		if !isAlphanumeric(c) && c != '.' && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// typeNames are values of type that the contexts of Open Badges 3.0, its
// extensions, the VCDM and the status lists define.
var typeNames = []string{
	"1EdTechCredentialRefresh", "1EdTechJsonSchemaValidator2019", "1EdTechRevocationList",
	"Achievement", "AchievementCredential", "AchievementSubject", "Address", "Alignment",
	"BitstringStatusList", "BitstringStatusListCredential", "BitstringStatusListEntry",
	"Criteria", "DataIntegrityProof", "EndorsementCredential", "EndorsementSubject",
	"EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation", "Evidence",
	"GeoCoordinates", "IdentifierEntry", "IdentityObject", "Image", "JsonSchema",
	"JsonSchemaCredential", "OpenBadgeCredential", "Profile", "Related", "Result",
	"ResultDescription", "RubricCriterionLevel", "StatusList2021", "StatusList2021Credential",
	"StatusList2021Entry", "VerifiableCredential", "VerifiablePresentation",
}
