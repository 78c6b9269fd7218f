package badge

// A Result is what a person reached in one of the things that an achievement
// looks at (OB 3.0, class Result). [Achievement.Results] makes them.
type Result struct {
	Type              Many[string]     `json:"type,omitempty"`              // further types beside "Result"
	ResultDescription string           `json:"resultDescription,omitempty"` // ID of a ResultDescription of the same achievement
	AchievedLevel     string           `json:"achievedLevel,omitempty"`     // ID of a RubricCriterionLevel of that description
	Status            ResultStatusType `json:"status,omitempty"`            // required when that description's ResultType is Status; absent means Completed
	Value             string           `json:"value,omitempty"`
	Alignment         Many[Alignment]  `json:"alignment,omitempty"`
}

// MarshalJSON writes r as OB 3.0 JSON, in canonical form.
func (r Result) MarshalJSON() ([]byte, error) {
	type plain Result
	r.Type = typed(r.Type, "Result")
	return write(plain(r))
}

// UnmarshalJSON reads a result by exact names; see the package comment.
func (r *Result) UnmarshalJSON(data []byte) error { return read(data, r) }

// A ResultDescription says how one thing that an achievement looks at is
// measured, and what is needed (OB 3.0, class ResultDescription). ID, Name and
// ResultType are required.
type ResultDescription struct {
	ID            string          `json:"id,omitempty"`
	Type          Many[string]    `json:"type,omitempty"` // further types beside "ResultDescription"
	Name          string          `json:"name,omitempty"`
	ResultType    ResultType      `json:"resultType,omitempty"`
	Alignment     Many[Alignment] `json:"alignment,omitempty"`
	AllowedValue  Many[string]    `json:"allowedValue,omitempty"`  // low to high; the one ordered property of the model
	RequiredLevel string          `json:"requiredLevel,omitempty"` // ID of one of RubricCriterionLevel
	RequiredValue string          `json:"requiredValue,omitempty"` // one of AllowedValue, or between ValueMin and ValueMax
	ValueMax      string          `json:"valueMax,omitempty"`
	ValueMin      string          `json:"valueMin,omitempty"`

	// RubricCriterionLevel is written low to high, as the model asks. A reader
	// must not rely on it: a proof over the graph does not cover this order.
	RubricCriterionLevel Many[RubricCriterionLevel] `json:"rubricCriterionLevel,omitempty"`
}

// MarshalJSON writes d as OB 3.0 JSON, in canonical form.
func (d ResultDescription) MarshalJSON() ([]byte, error) {
	type plain ResultDescription
	d.Type = typed(d.Type, "ResultDescription")
	return write(plain(d))
}

// UnmarshalJSON reads a result description by exact names; see the package comment.
func (d *ResultDescription) UnmarshalJSON(data []byte) error { return read(data, d) }

// A RubricCriterionLevel is one level at which a criterion can be met (OB 3.0,
// class RubricCriterionLevel). ID and Name are required.
type RubricCriterionLevel struct {
	ID          string          `json:"id,omitempty"`
	Type        Many[string]    `json:"type,omitempty"` // further types beside "RubricCriterionLevel"
	Name        string          `json:"name,omitempty"`
	Description string          `json:"description,omitempty"`
	Level       string          `json:"level,omitempty"`
	Points      string          `json:"points,omitempty"` // a string in the model, such as "3"
	Alignment   Many[Alignment] `json:"alignment,omitempty"`
}

// MarshalJSON writes l as OB 3.0 JSON, in canonical form.
func (l RubricCriterionLevel) MarshalJSON() ([]byte, error) {
	type plain RubricCriterionLevel
	l.Type = typed(l.Type, "RubricCriterionLevel")
	return write(plain(l))
}

// UnmarshalJSON reads a level by exact names; see the package comment.
func (l *RubricCriterionLevel) UnmarshalJSON(data []byte) error { return read(data, l) }
