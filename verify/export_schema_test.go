package verify

import (
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// JudgeBySchema judges a JSON value by a schema that stands alone, and says in how many
// of the steps that were counted.
func JudgeBySchema(schema, instance []byte) (violations, steps int, err error) {
	const url = "https://school.example/schema.json"
	tape, err := strictjson.Parse(instance, strictjson.Limits{})
	if err != nil {
		return 0, 0, err
	}
	source, err := readSchema(url, schema)
	if err != nil {
		return 0, 0, err
	}
	o := newOuting()
	list, err := o.schemas.judge(url, source, nil, draft2019, native(tape.Root()), false)
	return len(list), limits.SchemaWork - o.schemas.left, err
}

// SizeOfPattern is how large a regular expression is taken to be.
func SizeOfPattern(text string) (int, error) {
	ps := patterns{left: limits.SchemaPatterns, known: map[string]*pattern{}}
	_, err := ps.compile(text)
	return limits.SchemaPatterns - ps.left, err
}
