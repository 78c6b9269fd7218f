package main

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whoever has two seats at a school stands twice in its directory, and each line has a form of
// its own: a label that belongs to two fields is read out at the first of them.
func TestEveryFieldOfTheDirectoryHasAnIdOfItsOwn(t *testing.T) {
	tw := newTown(t)
	_, err := tw.portal.office.db.Exec(`INSERT INTO people (id, name, born, school) VALUES ('s8', 'Zoe Marsh', '2009-05-05', 'pine-ridge'); INSERT INTO seats (person, school, role, student) VALUES ('g2', 'pine-ridge', 'guardian', 's8'), ('c1', 'pine-ridge', 'member', '')`)
	require.NoError(t, err)
	_, page := tw.as("a1").get("/schools/pine-ridge/people")
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		require.False(t, seen[m[1]], m[1])
		seen[m[1]] = true
	}
	require.NotEmpty(t, seen)
}
