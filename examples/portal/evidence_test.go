package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/summit"
)

// signedPicture is a PNG that says who made it.
func signedPicture(t *testing.T) []byte {
	picture, err := fs.ReadFile(summit.Art(), "civics.png")
	require.NoError(t, err)
	data := []byte("tEXtAuthor\x00Ana Torres")
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(data)-4))
	chunk = binary.BigEndian.AppendUint32(append(chunk, data...), crc32.ChecksumIEEE(data))
	end := bytes.LastIndex(picture, []byte("IEND")) - 4
	return bytes.Join([][]byte{picture[:end], chunk, picture[end:]}, nil)
}

func (tw *town) gathering() *object {
	o := &object{id: "case-" + secret(), student: "s9", counselor: "c1", member: "t4", school: "pine-ridge", secret: secret(), item: "i" + secret()}
	tw.history(o)
	tw.put(o, "active")
	return o
}

func TestAFileOrATextThatNamesTheStudentIsNotKept(t *testing.T) {
	tw := newTown(t)
	o := tw.gathering()
	ana := tw.as("s9")
	gather := func(title, narrative string, file []byte) (int, string) {
		return ana.upload("/cases/"+o.id+"/gather", url.Values{"title": {title}, "narrative": {narrative}, "competency": {"participation"}}, file)
	}
	picture, err := fs.ReadFile(summit.Art(), "civics.png")
	require.NoError(t, err)
	ana.done(gather("A picture", "mine", picture)) // what is refused below is refused for what it says
	before := tw.kept()
	for _, refused := range []struct {
		title, narrative string
		file             []byte
	}{
		{"A picture", "mine", signedPicture(t)},
		{"By Ana Torres", "mine", nil},
		{"A text", "It was I, Ana Torres.", nil},
		{"A program", "mine", []byte("MZ\x90\x00 not a picture")},
		{"Nothing", "", nil},
	} {
		status, page := gather(refused.title, refused.narrative, refused.file)
		require.Equal(t, http.StatusBadRequest, status, "%s\n%s", refused.title, page)
	}
	status, _ := gather("Large", "mine", append(picture, make([]byte, mostBody)...))
	require.Equal(t, http.StatusRequestEntityTooLarge, status)
	require.Equal(t, before, tw.kept())
}

func TestEvidenceThatIsNotWhatWasSubmittedIsNotShown(t *testing.T) {
	tw := newTown(t)
	o := tw.gathering()
	tw.put(o, "review")
	grace := tw.as("t4")
	status, body := grace.get("/cases/" + o.id + "/files/" + o.item)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "What I said.", body)
	_, err := tw.portal.office.db.Exec(`UPDATE files SET data = ? WHERE item = ?`, []byte("What I never said."), o.item)
	require.NoError(t, err)
	status, body = grace.get("/cases/" + o.id + "/files/" + o.item)
	require.NotEqual(t, http.StatusOK, status)
	require.NotContains(t, body, "never")
}

// The link of a supporter whom the guide does not name any more leads nowhere.
func TestASupporterWhoWasReplacedHasNoLink(t *testing.T) {
	tw := newTown(t)
	o := tw.gathering()
	ana, adviser := tw.as("s9"), tw.browser()
	status, _ := adviser.get("/s/" + o.secret)
	require.Equal(t, http.StatusOK, status)
	page := ana.done(ana.post("/cases/"+o.id+"/plan", url.Values{"opportunity": {"the council"}, "setting": {"clubs"}, "supporter": {"coach"},
		"evidence": {"A speech"}, "kind": {"create"}, "competency": {"participation"}}))
	require.Contains(t, page, "/s/")
	require.NotContains(t, page, o.secret)
	for _, path := range []string{"", "/saw", "/confirm"} {
		if status, _ = adviser.get("/s/" + o.secret); path != "" {
			status, _ = adviser.post("/s/"+o.secret+path, url.Values{"note": {"I saw it."}})
		}
		require.Equal(t, http.StatusNotFound, status, path)
	}
}

func TestWhatWasDroppedIsGone(t *testing.T) {
	tw := newTown(t)
	o := tw.gathering()
	ana := tw.as("s9")
	ana.done(ana.post("/cases/"+o.id+"/drop", url.Values{"item": {o.item}}))
	var n int
	require.NoError(t, tw.portal.office.db.QueryRow(`SELECT count(*) FROM files`).Scan(&n))
	require.Zero(t, n)
	status, _ := ana.get("/cases/" + o.id + "/files/" + o.item)
	require.Equal(t, http.StatusNotFound, status)
	// What a crash has left behind before the log could name it.
	_, err := tw.portal.office.db.Exec(`INSERT INTO files (case_id, item, media_type, data) VALUES (?, 'stray', 'text/plain', 'left')`, o.id)
	require.NoError(t, err)
	status, _ = ana.get("/cases/" + o.id + "/files/stray")
	require.Equal(t, http.StatusNotFound, status)
}

// Two who have seen the same case, one after the other.
func TestTheSecondOfTwoAtOneMomentLooksAgain(t *testing.T) {
	tw := newTown(t)
	o := tw.gathering()
	ctx, office := context.Background(), tw.portal.office
	seen, err := office.load(ctx, o.id)
	require.NoError(t, err)
	note := planning.Event{Action: planning.ActCheckIn, Actor: "s9", Role: planning.RoleStudent, CheckIn: &planning.CheckIn{Note: "one"}}
	_, err = office.apply(ctx, seen, note)
	require.NoError(t, err)
	_, err = office.apply(ctx, seen, note)
	require.ErrorIs(t, err, errChanged)
	c, err := office.load(ctx, o.id)
	require.NoError(t, err)
	require.Len(t, c.Guide().CheckIns, 1)
}

// Ended and begun again, the portal is the same issuer with the same badges.
func TestARestartChangesNothing(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	before, err := tw.portal.office.badgeOf(t.Context(), strings.TrimPrefix(at, "/cases/"))
	require.NoError(t, err)
	tw.server.Close()
	require.NoError(t, tw.portal.office.db.Close())
	tw.start()
	require.NoError(t, tw.portal.office.resume(t.Context()))
	after, err := tw.portal.office.badgeOf(t.Context(), strings.TrimPrefix(at, "/cases/"))
	require.NoError(t, err)
	require.Equal(t, before, after)
	_, err = tw.portal.office.verifier.Verify(t.Context(), after.Badge)
	require.NoError(t, err)
}
