package main

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/credential/award"
)

// putFile gives the school of an object a file that was handed in, and its student a badge
// of one.
func (tw *town) putFile(o *object) {
	t, office := tw.t, tw.portal.office
	b := batch{School: o.school, Kind: kindPlans, Name: "plans.csv", Person: "a1", file: []byte("student,completed\nnobody,2026-05-20\n")}
	b.ID = batchID(b.School, b.Kind, b.file)
	require.NoError(t, office.handIn(t.Context(), b))
	_, err := office.db.Exec(`UPDATE batches SET state = 'tried', confirmed = '' WHERE id = ?`, b.ID)
	require.NoError(t, err)
	_, err = office.db.Exec(`INSERT INTO given (credential, student, school, achievement, award, batch) SELECT credential, student, $1, 'civics', award, $2 FROM badges WHERE case_id = $3 ON CONFLICT DO NOTHING`, o.school, b.ID, o.id)
	require.NoError(t, err)
	o.batch = b.ID
	require.NoError(t, office.db.QueryRow(`SELECT credential FROM badges WHERE case_id = ?`, o.id).Scan(&o.given))
	o.given = strings.TrimPrefix(o.given, "urn:uuid:")
}

// handsIn hands a file in for Pine Ridge.
func (b *browser) handsIn(kind, file string) (int, string) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	require.NoError(b.t, w.WriteField("token", b.token))
	require.NoError(b.t, w.WriteField("kind", kind))
	part, err := w.CreateFormFile("file", kind+".csv")
	require.NoError(b.t, err)
	_, err = part.Write([]byte(file))
	require.NoError(b.t, err)
	require.NoError(b.t, w.Close())
	r, err := http.NewRequest(http.MethodPost, b.server.URL+"/schools/pine-ridge/files", &body)
	require.NoError(b.t, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.do(r)
}

// outcomes are those of a report, by line.
func outcomes(t *testing.T, report string) (list []string) {
	_, rows, err := readRows([]byte(report))
	require.NoError(t, err)
	for _, r := range rows {
		list = append(list, r.cells[0]+" "+r.cells[3])
	}
	return list
}

func (tw *town) count(table string) (n int) {
	require.NoError(tw.t, tw.portal.office.db.QueryRow(`SELECT count(*) FROM `+table).Scan(&n))
	return n
}

func TestAttestationsOfAFileAreTriedConfirmedAndReported(t *testing.T) {
	tw := newTown(t)
	mary := tw.as("c1")
	_, err := tw.portal.office.db.Exec(`INSERT INTO people (id, name, born, school) VALUES ('s8', 'Zoe Quxly', '2009-01-01', 'pine-ridge')`)
	require.NoError(t, err)
	file := "student,completed\ns9,2026-05-20\ns5,2026-05-20\ns9,2026-05-21\ns8,tomorrow\nt4,2026-05-20\n=cmd(),2026-05-20\ns8\ns8,2026-05-20\n"
	want := func(good string) []string {
		return []string{"2 " + good, "3 refused", "4 refused", "5 refused", "6 refused", "7 refused", "8 refused", "9 refused"}
	}
	status, at := mary.handsIn("plans", file)
	require.Equal(t, http.StatusSeeOther, status, at)
	page := mary.done(status, at)
	require.Contains(t, page, "1 of 8 rows are good, and nothing was done")
	_, report := mary.get(at + "/report.csv")
	require.Equal(t, want("good"), outcomes(t, report), report)
	require.NotContains(t, report, "cmd")
	require.Zero(t, tw.count("cases"))

	page = mary.done(mary.post(at+"/confirm", nil))
	require.Contains(t, page, "1 of 8 rows were done")
	_, report = mary.get(at + "/report.csv")
	require.Equal(t, want("awarded"), outcomes(t, report))
	require.Equal(t, 1, tw.count("cases"))
	status, _ = mary.post(at+"/confirm", nil)
	require.Equal(t, http.StatusConflict, status)
	// The same file once more is the same file.
	status, again := mary.handsIn("plans", file)
	require.Equal(t, http.StatusSeeOther, status)
	require.Equal(t, at, again)
	_, home := tw.as("s9").get("/")
	require.Contains(t, home, "ready to start")

	// What the administrator confirms is refused, row by row: attesting is for counselors.
	ruth := tw.as("a1")
	status, at = ruth.handsIn("plans", "student,completed\ns8,2026-05-20\n")
	require.Equal(t, http.StatusSeeOther, status, at)
	ruth.done(ruth.post(at+"/confirm", nil))
	_, report = ruth.get(at + "/report.csv")
	require.Equal(t, []string{"2 refused"}, outcomes(t, report))
	require.Equal(t, 1, tw.count("cases"))
}

func TestAwardsOfAFileNeedTwoPeopleAndAreMadeOnce(t *testing.T) {
	tw := newTown(t)
	mary, tom, ana, noor := tw.as("c1"), tw.as("d3"), tw.as("s9"), tw.as("c7")
	_, err := tw.portal.office.db.Exec(`INSERT INTO people (id, name, born, school) VALUES ('s8', 'Zoe Quxly', '2009-01-01', 'pine-ridge')`)
	require.NoError(t, err)
	_, err = tw.portal.office.db.Exec(`INSERT INTO seats (person, school, role, student) VALUES ('d3', 'pine-ridge', 'guardian', 's8')`)
	require.NoError(t, err)
	file := "recipient,credential,awarded,school\ns9,civics,2026-05-01,\ns5,civics,2026-05-01,\ns9,civics,2026-05-02,\ns9,leadership,2026-05-01,juniper\ns9,cooking,2026-05-01,\n\"s9\nx\",civics,2026-05-01,\ns8,civics,2026-05-01,\ns9,leadership,2026-05-01,pine-ridge\n"
	status, at := mary.handsIn("awards", file)
	require.Equal(t, http.StatusSeeOther, status, at)
	_, report := mary.get(at + "/report.csv")
	want := []string{"2 good", "3 refused", "4 refused", "5 refused", "6 refused", "7 refused", "9 good", "10 good"}
	require.Equal(t, want, outcomes(t, report), report)
	status, page := mary.post(at+"/confirm", nil)
	require.Equal(t, http.StatusForbidden, status, page)
	status, _ = noor.post(at+"/confirm", nil)
	require.Equal(t, http.StatusNotFound, status)
	require.Empty(t, tw.records(award.Delivered))

	page = tom.done(tom.post(at+"/confirm", nil))
	require.Contains(t, page, "2 of 8 rows were done")
	_, report = tom.get(at + "/report.csv")
	want[0], want[6], want[7] = "2 awarded", "9 refused", "10 awarded" // Tom is a guardian of the student in line 9
	require.Equal(t, want, outcomes(t, report), report)
	require.Len(t, tw.records(award.Delivered), 2)
	require.Equal(t, 2, tw.count("given"))
	require.NoError(t, tw.portal.office.resume(t.Context()))
	require.Equal(t, 2, tw.count("given"))

	_, page = ana.get("/")
	require.Contains(t, page, "/given")
	_, page = ana.get("/given")
	require.Contains(t, page, "verifies")
	_, page = ana.get(givenPath.FindString(page))
	png := regexp.MustCompile(`/given/[0-9a-f-]{36}/badge/badge\.png`).FindString(page)
	require.NotEmpty(t, png, page)
	status, picture := ana.get(png)
	require.Equal(t, http.StatusOK, status)
	_, err = tw.portal.office.verifier.Verify(t.Context(), []byte(picture))
	require.NoError(t, err)
	mary.done(mary.post(strings.TrimSuffix(png, "/badge/badge.png")+"/revoke", map[string][]string{"reason": {"not decided"}}))
	_, err = tw.portal.office.verifier.Verify(t.Context(), []byte(picture))
	require.ErrorContains(t, err, "the issuer has")
}

// A file that was confirmed, and whose portal ended before it was done.
func TestAConfirmedFileIsTakenUpAgain(t *testing.T) {
	tw := newTown(t)
	o := tw.portal.office
	b := batch{School: "pine-ridge", Kind: kindAwards, Name: "x", Person: "c1", file: []byte("recipient,credential\ns9,civics\ns9,leadership\n")}
	b.ID = batchID(b.School, b.Kind, b.file)
	require.NoError(t, o.handIn(t.Context(), b))
	require.NoError(t, o.resume(t.Context()))
	require.Zero(t, tw.count("given"), "nobody has confirmed it")
	_, err := o.db.Exec(`UPDATE batches SET state = 'confirmed', confirmed = 'd3'`)
	require.NoError(t, err)
	b.Confirmed = "d3"
	first := b
	first.file = []byte("recipient,credential\ns9,civics\n") // as far as it had come
	_, err = o.run(t.Context(), first, false)
	require.NoError(t, err)
	require.Equal(t, 1, tw.count("given"))
	require.NoError(t, o.resume(t.Context()))
	require.Equal(t, 2, tw.count("given"))
	done, err := o.batch(t.Context(), b.School, b.ID)
	require.NoError(t, err)
	require.Equal(t, batchDone, done.State)
	require.Equal(t, []string{"2 already", "3 awarded"}, outcomes(t, string(done.report)))
}

func TestAFileThatCannotBeReadIsRefused(t *testing.T) {
	tw := newTown(t)
	mary := tw.as("c1")
	for _, refused := range []struct{ kind, file string }{
		{"plans", ""}, {"plans", "student,completed\n"}, {"plans", "student,name\ns9,Ana\n"}, {"plans", "student,completed\n\"s9\n"}, {"plans", "student,student\ns9,s9\n"},
		{"awards", "recipient,credential\n\"s9\n"}, {"awards", "recipient,name\ns9,Ana\n"}, {"awards", "recipient,recipient,credential\ns9,s5,civics\n"}, {"letters", "a,b\n1,2\n"},
		{"plans", "student,completed\n" + strings.Repeat("s9,2026-05-20\n", mostLines+1)},
		{"plans", "student,completed\n" + strings.Repeat("x", mostTable)},
	} {
		status, page := mary.handsIn(refused.kind, refused.file)
		require.Equal(t, http.StatusBadRequest, status, "%s %.60q\n%s", refused.kind, refused.file, page)
	}
	require.Zero(t, tw.count("batches"))
}

func FuzzReadRows(f *testing.F) {
	for _, seed := range []string{"student,completed\ns9,2026-05-20\n", "\ufeffa,b\r\n\"x\ny\",z\r\n", "a\n\"\n", "\"", ",,\n,\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		header, rows, err := readRows(file)
		if err != nil {
			require.ErrorIs(t, err, award.ErrFile)
			return
		}
		require.NotEmpty(t, header)
		last := 0
		for _, r := range rows {
			require.Greater(t, r.line, last, "rows come in order")
			last = r.line
			for _, name := range header {
				_ = r.cell(header, name)
			}
		}
	})
}

func TestAGuardianDoesNotJudgeAboutTheirChild(t *testing.T) {
	tw := newTown(t)
	o := tw.portal.office
	_, err := o.db.Exec(`INSERT INTO seats (person, school, role, student) VALUES ('c1', 'pine-ridge', 'guardian', 's9')`)
	require.NoError(t, err)
	team, err := o.team(t.Context(), "pine-ridge")
	require.NoError(t, err)
	for who, refused := range map[string]bool{"c1": true, "g2": true, "d3": false} {
		err := o.concerns(t.Context(), team, "s9", who)
		require.Equal(t, refused, err != nil, fmt.Sprint(who, err))
		if refused {
			require.ErrorIs(t, err, planning.ErrConflictOfInterest)
		}
	}
}

// A deputy hands in a file, and the deputation ends: a badge would be on the word of the one
// who confirms it alone.
func TestNoFileIsConfirmedOfWhoHasLeft(t *testing.T) {
	tw := newTown(t)
	mary, tom, ruth := tw.as("c1"), tw.as("d3"), tw.as("a1")
	const file = "recipient,credential\ns9,civics\n"
	status, at := tom.handsIn("awards", file)
	require.Equal(t, http.StatusSeeOther, status, at)
	ruth.done(ruth.post("/schools/pine-ridge/people/d3/leave", nil))
	status, page := mary.post(at+"/confirm", nil)
	require.Equal(t, http.StatusForbidden, status, page)
	require.Empty(t, tw.records(award.Delivered))
	status, _ = mary.handsIn("awards", file)
	require.Equal(t, http.StatusSeeOther, status)
	status, _ = mary.post(at+"/confirm", nil)
	require.Equal(t, http.StatusForbidden, status, "it is hers now")
	status, _ = ruth.handsIn("awards", file)
	require.Equal(t, http.StatusSeeOther, status)
	page = ruth.done(ruth.post(at+"/confirm", nil))
	require.Contains(t, page, "1 of 1 rows were done", "it has stayed Mary's")
}

// Who has two seats at a school acts in the one that a badge of a file asks for, and nobody
// acts on their own child's, wherever the child is by now.
func TestABadgeOfAFileIsRevokedInTheSeatThatIsAskedFor(t *testing.T) {
	tw := newTown(t)
	mary, tom := tw.as("c1"), tw.as("d3")
	_, at := mary.handsIn("awards", "recipient,credential\ns9,civics\ns9,leadership\n")
	tom.done(tom.post(at+"/confirm", nil))
	_, err := tw.portal.office.db.Exec(`INSERT INTO seats (person, school, role, student) VALUES ('c1', 'pine-ridge', 'admin', ''), ('c1', 'pine-ridge', 'guardian', 's9')`)
	require.NoError(t, err)
	_, err = tw.portal.office.db.Exec(`UPDATE people SET school = 'juniper' WHERE id = 's9'`)
	require.NoError(t, err)
	_, page := mary.get("/given")
	desks := regexp.MustCompile(`/given/[0-9a-f-]{36}/desk`).FindAllString(page, -1)
	require.Len(t, desks, 2)
	_, page = mary.get(desks[0])
	require.NotContains(t, page, "/revoke")
	require.Contains(t, page, "You are a parent or guardian of this student")
	paths := []string{strings.TrimSuffix(desks[0], "desk") + "revoke"}
	status, page := mary.post(paths[0], map[string][]string{"reason": {"not decided"}})
	require.Equal(t, http.StatusForbidden, status, page)
	require.Zero(t, tw.count("acts"))
	_, err = tw.portal.office.db.Exec(`DELETE FROM seats WHERE person = 'c1' AND role = 'guardian'`)
	require.NoError(t, err)
	mary.done(mary.post(paths[0], map[string][]string{"reason": {"not decided"}}))
	require.Equal(t, 1, tw.count("acts"))
}
