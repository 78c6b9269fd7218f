package doctor

// A Text is a sentence in the languages that the library speaks.
type Text struct {
	English string `json:"en"`
	Spanish string `json:"es"`
}

// In returns the text in the language of a BCP 47 tag, "es" or any other, which is English.
func (t Text) In(tag string) string {
	if tag == "es" {
		return t.Spanish
	}
	return t.English
}

// An Effect is what a Reader makes of a badge.
type Effect string

const (
	Refuses    Effect = "refuses"
	Warns      Effect = "warns"
	ShowsBadly Effect = "shows badly"
	PassesOver Effect = "passes over" // what it should have asked: a badge that does not count any more is good there
)

// Says returns what becomes of the badge, in words.
func (e Effect) Says() Text {
	switch e {
	case Refuses:
		return Text{"refused", "rechazada"}
	case Warns:
		return Text{"a warning", "un aviso"}
	case ShowsBadly:
		return Text{"shown badly", "se muestra mal"}
	case PassesOver:
		return Text{"passed over", "se pasa por alto"}
	}
	return Text{string(e), string(e)}
}

// A Reader is software that reads badges, and what it makes of one.
type Reader struct {
	Name    Text     `json:"name"`
	Effect  Effect   `json:"effect"`
	Threads []string `json:"threads,omitempty"` // on GitHub, as OWNER/REPOSITORY#NUMBER, where it was told
}

// A Lint is one thing that the doctor looks for.
type Lint struct {
	ID      string   `json:"id"`   // stable, in lower case, so that nobody takes it for a Code of a verdict
	Says    Text     `json:"says"` // what is so
	Change  Text     `json:"change"`
	Readers []Reader `json:"readers"`
}

// A Part is what of a badge a Finding points into.
type Part string

const (
	PartDocument Part = "document" // the JSON document, or the payload of a token
	PartHeader   Part = "header"   // the JOSE header of a token
	PartFile     Part = "file"     // what the badge came in; Pointer is ""
)

// A Finding is a Lint found in a badge.
type Finding struct {
	Lint
	Part    Part   `json:"part"`
	Pointer string `json:"pointer"`         // RFC 6901; to what is missing as well
	Found   string `json:"found,omitempty"` // what stands there, shortened: a stranger wrote it
}

// An Examination is what the doctor has to say of one badge. It is no verdict.
type Examination struct {
	Findings    []Finding    `json:"findings"`    // in the order of the table
	More        int          `json:"more"`        // findings that are not listed, for there are too many
	Differences []Difference `json:"differences"` // that the 1EdTech validator would make of this badge
}

// Lints returns everything that the doctor looks for, in order.
func Lints() []Lint {
	var all []Lint
	for _, r := range rows() {
		all = append(all, r.Lint)
	}
	return all
}
