package badge_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing/fstest"

	"github.com/summitbadges/openbadges/badge"
)

func ExampleReadProgram() {
	files := fstest.MapFS{"program.json": {Data: []byte(`{
		"id": "https://school.example/makers",
		"name": "Makers",
		"version": "1.0.0",
		"credentials": [{
			"key": "joinery",
			"name": "Joinery",
			"statement": "Student joins wood by hand so that it holds.",
			"competencies": [
				{"key": "measuring", "name": "Measuring", "definition": "to mark what will be cut"},
				{"key": "sawing", "name": "Sawing", "definition": "to cut where it is marked"}
			]
		}]
	}`)}} // or os.DirFS, or an embed.FS
	program, err := badge.ReadProgram(files, "program.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	joinery, err := program.Achievement("joinery", badge.Publication{BaseURL: "https://school.example/badges"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(joinery.ID)
	fmt.Print(joinery.Criteria.Narrative)
	// Output:
	// https://school.example/badges/1.0.0/joinery
	// Student joins wood by hand so that it holds.
	//
	// Program: Makers, version 1.0.0. This credential is earned through performance-based assessment; all of these competencies are required:
	//
	// - **Measuring**: to mark what will be cut
	// - **Sawing**: to cut where it is marked
}

func ExampleAchievement_Results() {
	joinery := badge.Achievement{
		Name: "Joinery",
		ResultDescription: []badge.ResultDescription{
			{ID: "https://school.example/joinery#measuring", Name: "Measuring", ResultType: badge.ResultStatus},
			{ID: "https://school.example/joinery#sawing", Name: "Sawing", ResultType: badge.ResultStatus},
		},
	}
	results, err := joinery.Results(map[string]string{"measuring": "Completed", "sawing": "InProgress"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range results {
		fmt.Println(r.ResultDescription, r.Status)
	}
	_, err = joinery.Results(map[string]string{"painting": "Completed"})
	fmt.Println(err)
	// Output:
	// https://school.example/joinery#measuring Completed
	// https://school.example/joinery#sawing InProgress
	// badge: Joinery has no competency "painting"; it has measuring, sawing
}

func ExampleSaltedIdentity() {
	id := badge.SaltedIdentity(badge.EmailAddress, "a@example.com", "Kosher")
	fmt.Println(id.Hash)
	fmt.Println(id.Matches("a@example.com"), id.Matches("A@example.com"))
	// Output:
	// sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399
	// true false
}

func ExampleHashedIdentity() {
	subject := badge.Subject{
		Identifier: []badge.Identity{badge.HashedIdentity(badge.EmailAddress, "ada@example.org")},
	}
	fmt.Println(subject.Identifier[0].Matches("ada@example.org"))
	// Output: true
}

func ExampleAchievement_MarshalJSON() {
	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	enc.Encode(badge.Achievement{
		ID:          "https://school.example/joinery",
		Name:        "Joinery & Tools",
		Description: "Joins wood by hand.",
		Criteria:    badge.Criteria{Narrative: "Joins three boards."},
		Tag:         badge.Many[string]{"wood"},
	})
	// Output:
	// {
	//   "id": "https://school.example/joinery",
	//   "type": [
	//     "Achievement"
	//   ],
	//   "name": "Joinery & Tools",
	//   "description": "Joins wood by hand.",
	//   "criteria": {
	//     "narrative": "Joins three boards."
	//   },
	//   "tag": [
	//     "wood"
	//   ]
	// }
}

func ExampleAchievement_Validate() {
	err := (&badge.Achievement{
		ID:              "joinery",
		Description:     "Joins wood by hand.",
		AchievementType: "Microcredential",
		Criteria:        badge.Criteria{Narrative: "Joins three boards."},
	}).Validate()
	for _, err := range err.(interface{ Unwrap() []error }).Unwrap() {
		fmt.Println(err.(*badge.ValueError).Pointer)
	}
	// Output:
	// /id
	// /name
	// /achievementType
}
