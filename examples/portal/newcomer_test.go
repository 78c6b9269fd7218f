package main

import (
	"net/url"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

var tickedBox = regexp.MustCompile(`<input type="checkbox" name="(channel|name)" value="([a-z]+)" checked>`)

// The form puts what is ticked in the place of what was agreed to. Whoever adds one more
// channel to an empty form would end all the others, and a page would be gone.
func TestWhatSomebodyHasAgreedToIsTickedInTheFormThatReplacesIt(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	luis, ana := tw.as("g2"), tw.as("s9")
	_, page := luis.get(at + "/badge")
	require.Empty(t, tickedBox.FindAllString(page, -1), "nothing is agreed to before anybody has")
	ticked := func(page string) url.Values {
		form := url.Values{}
		for _, m := range tickedBox.FindAllStringSubmatch(page, -1) {
			form.Add(m[1], m[2])
		}
		return form
	}
	agreed := url.Values{"channel": {"page", "linkedin"}, "name": {"yes"}}
	page = luis.done(luis.post(at+"/consent", url.Values{"channel": {"page", "linkedin"}, "name": {"yes"}}))
	require.Equal(t, agreed, ticked(page))
	require.Contains(t, page, "with the name on a link", "what was agreed to is all said")
	more := ticked(page)
	more.Add("channel", "email")
	page = luis.done(luis.post(at+"/consent", more))
	require.ElementsMatch(t, []string{"page", "linkedin", "email"}, ticked(page)["channel"])

	_, page = ana.get(at + "/badge")
	require.Empty(t, ticked(page), "another's consent is not hers")
	page = luis.done(luis.post(at+"/refuse", nil))
	require.Empty(t, ticked(page), "and one that was withdrawn is none")
}
