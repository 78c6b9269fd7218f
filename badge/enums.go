package badge

import (
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/internal/shape"
)

// An AchievementType says what kind of achievement something is (OB 3.0,
// enumeration AchievementType). It is one of the constants, or a term of
// somebody's own that begins with "ext:".
type AchievementType string

// The achievement types of OB 3.0.
const (
	TypeAchievement                 AchievementType = "Achievement"
	TypeApprenticeshipCertificate   AchievementType = "ApprenticeshipCertificate"
	TypeAssessment                  AchievementType = "Assessment"
	TypeAssignment                  AchievementType = "Assignment"
	TypeAssociateDegree             AchievementType = "AssociateDegree"
	TypeAward                       AchievementType = "Award"
	TypeBadge                       AchievementType = "Badge"
	TypeBachelorDegree              AchievementType = "BachelorDegree"
	TypeCertificate                 AchievementType = "Certificate"
	TypeCertificateOfCompletion     AchievementType = "CertificateOfCompletion"
	TypeCertification               AchievementType = "Certification"
	TypeCommunityService            AchievementType = "CommunityService"
	TypeCompetency                  AchievementType = "Competency"
	TypeCourse                      AchievementType = "Course"
	TypeCoCurricular                AchievementType = "CoCurricular"
	TypeDegree                      AchievementType = "Degree"
	TypeDiploma                     AchievementType = "Diploma"
	TypeDoctoralDegree              AchievementType = "DoctoralDegree"
	TypeFieldwork                   AchievementType = "Fieldwork"
	TypeGeneralEducationDevelopment AchievementType = "GeneralEducationDevelopment"
	TypeJourneymanCertificate       AchievementType = "JourneymanCertificate"
	TypeLearningProgram             AchievementType = "LearningProgram"
	TypeLicense                     AchievementType = "License"
	TypeMembership                  AchievementType = "Membership"
	TypeProfessionalDoctorate       AchievementType = "ProfessionalDoctorate"
	TypeQualityAssuranceCredential  AchievementType = "QualityAssuranceCredential"
	TypeMasterCertificate           AchievementType = "MasterCertificate"
	TypeMasterDegree                AchievementType = "MasterDegree"
	TypeMicroCredential             AchievementType = "MicroCredential"
	TypeResearchDoctorate           AchievementType = "ResearchDoctorate"
	TypeSecondarySchoolDiploma      AchievementType = "SecondarySchoolDiploma"
)

// Known reports whether t is one of the specification's own values.
func (t AchievementType) Known() bool { return known("AchievementType", string(t)) }

// Valid reports whether t is a value that may be issued: a known one, or "ext:"
// and a term of letters, digits, ".", "-" and "_".
func (t AchievementType) Valid() bool { return t.Known() || extension(string(t)) }

// An AlignmentTargetType says what kind of thing an alignment points to (OB
// 3.0, enumeration AlignmentTargetType). It is one of the constants, or a term
// of somebody's own that begins with "ext:".
type AlignmentTargetType string

// The alignment target types of OB 3.0.
const (
	TargetCompetency             AlignmentTargetType = "ceasn:Competency"
	TargetCredential             AlignmentTargetType = "ceterms:Credential"
	TargetCFItem                 AlignmentTargetType = "CFItem"
	TargetCFRubric               AlignmentTargetType = "CFRubric"
	TargetCFRubricCriterion      AlignmentTargetType = "CFRubricCriterion"
	TargetCFRubricCriterionLevel AlignmentTargetType = "CFRubricCriterionLevel"
	TargetCTDL                   AlignmentTargetType = "CTDL"
)

// Known reports whether t is one of the specification's own values.
func (t AlignmentTargetType) Known() bool { return known("AlignmentTargetType", string(t)) }

// Valid reports whether t is a value that may be issued: a known one, or "ext:"
// and a term of letters, digits, ".", "-" and "_".
func (t AlignmentTargetType) Valid() bool { return t.Known() || extension(string(t)) }

// An IdentityType says what kind of identifier an [Identity] or [Identifier]
// holds (OB 3.0, enumeration IdentifierTypeEnum). It is one of the constants,
// or a term of somebody's own that begins with "ext:".
type IdentityType string

// The identifier types of OB 3.0.
const (
	Name                   IdentityType = "name"
	SourcedID              IdentityType = "sourcedId"
	SystemID               IdentityType = "systemId"
	ProductID              IdentityType = "productId"
	UserName               IdentityType = "userName"
	AccountID              IdentityType = "accountId"
	EmailAddress           IdentityType = "emailAddress"
	NationalIdentityNumber IdentityType = "nationalIdentityNumber"
	ISBN                   IdentityType = "isbn"
	ISSN                   IdentityType = "issn"
	LISSourcedID           IdentityType = "lisSourcedId"
	OneRosterSourcedID     IdentityType = "oneRosterSourcedId"
	SISSourcedID           IdentityType = "sisSourcedId"
	LTIContextID           IdentityType = "ltiContextId"
	LTIDeploymentID        IdentityType = "ltiDeploymentId"
	LTIToolID              IdentityType = "ltiToolId"
	LTIPlatformID          IdentityType = "ltiPlatformId"
	LTIUserID              IdentityType = "ltiUserId"
	GenericIdentifier      IdentityType = "identifier"
)

// Known reports whether t is one of the specification's own values.
func (t IdentityType) Known() bool { return known("IdentifierTypeEnum", string(t)) }

// Valid reports whether t is a value that may be issued: a known one, or "ext:"
// and a term of letters, digits, ".", "-" and "_".
func (t IdentityType) Valid() bool { return t.Known() || extension(string(t)) }

// A ResultType says what the values of a [ResultDescription] are (OB 3.0,
// enumeration ResultType). It is one of the constants, or a term of somebody's
// own that begins with "ext:".
type ResultType string

// The result types of OB 3.0.
const (
	ResultGradePointAverage    ResultType = "GradePointAverage"
	ResultLetterGrade          ResultType = "LetterGrade"
	ResultPercent              ResultType = "Percent"
	ResultPerformanceLevel     ResultType = "PerformanceLevel"
	ResultPredictedScore       ResultType = "PredictedScore"
	ResultRawScore             ResultType = "RawScore"
	ResultResult               ResultType = "Result"
	ResultRubricCriterion      ResultType = "RubricCriterion"
	ResultRubricCriterionLevel ResultType = "RubricCriterionLevel"
	ResultRubricScore          ResultType = "RubricScore"
	ResultScaledScore          ResultType = "ScaledScore"
	ResultStatus               ResultType = "Status"
)

// Known reports whether t is one of the specification's own values.
func (t ResultType) Known() bool { return known("ResultType", string(t)) }

// Valid reports whether t is a value that may be issued: a known one, or "ext:"
// and a term of letters, digits, ".", "-" and "_".
func (t ResultType) Valid() bool { return t.Known() || extension(string(t)) }

// A ResultStatusType says how far somebody has come (OB 3.0, enumeration
// ResultStatusType). It is one of the constants; nobody may add to them.
type ResultStatusType string

// The result statuses of OB 3.0.
const (
	StatusCompleted   ResultStatusType = "Completed"
	StatusEnrolled    ResultStatusType = "Enrolled"
	StatusFailed      ResultStatusType = "Failed"
	StatusInProgress  ResultStatusType = "InProgress"
	StatusOnHold      ResultStatusType = "OnHold"
	StatusProvisional ResultStatusType = "Provisional"
	StatusWithdrew    ResultStatusType = "Withdrew"
)

// Valid reports whether t is one of the specification's values.
func (t ResultStatusType) Valid() bool { return known("ResultStatusType", string(t)) }

func known(enum, value string) bool { return slices.Contains(shape.Enum(enum), value) }

// extension anchors at both ends what the published schemas leave open: their
// pattern also takes "foo ext:a!".
func extension(s string) bool {
	term, ok := strings.CutPrefix(s, "ext:")
	return ok && term != "" && strings.Trim(term, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_") == ""
}
