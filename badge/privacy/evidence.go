package privacy

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/limits"
)

// settings are those of planning.Setting, in the words of a public badge.
var settings = []struct{ key, en, es string }{
	{"classroom", "in the classroom", "en el aula"},
	{"sports", "in sports", "en el deporte"},
	{"clubs", "in clubs", "en clubes"},
	{"enrichment", "in enrichment activities", "en actividades de enriquecimiento"},
	{"work", "at work", "en el trabajo"},
	{"beyond-school", "in organizations and activities beyond school", "en organizaciones y actividades fuera de la escuela"},
}

// NeutralEvidence is the evidence of a public badge of a minor: that there is some, in which
// of the settings it was found (planning.Setting; none: not said), and that it is not
// published. It says nothing of a person. lang is as for [Reason.Text].
func NeutralEvidence[S ~string](lang string, in ...S) (badge.Evidence, error) {
	for _, s := range in {
		if !slices.ContainsFunc(settings, func(k struct{ key, en, es string }) bool { return k.key == string(s) }) {
			return badge.Evidence{}, fmt.Errorf("privacy: expected settings of package planning, found %q", limits.Abridge(string(s)))
		}
	}
	es := spanish(lang)
	var places []string
	for _, k := range settings { // in one order, and each once
		switch {
		case !slices.Contains(in, S(k.key)):
		case es:
			places = append(places, k.es)
		default:
			places = append(places, k.en)
		}
	}
	e := badge.Evidence{Name: "Evidence on file with the issuer", Narrative: "The learner gathered and created evidence for this credential"}
	and, end := " and ", ". It was reviewed against the criteria. The artefacts themselves are not published."
	if es {
		e = badge.Evidence{Name: "Evidencia en poder del emisor", Narrative: "Se reunió y elaboró evidencia para esta credencial"}
		and, end = " y ", ". Fue revisada según los criterios. Los trabajos mismos no se publican."
	}
	if n := len(places); n > 0 {
		e.Narrative += " " + strings.Join(places[:n-1], ", ")
		if n > 1 {
			e.Narrative += and
		}
		e.Narrative += places[n-1]
	}
	e.Narrative += end
	return e, nil
}

func spanish(lang string) bool {
	primary, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return primary == "es"
}

// ArtefactDigest names an artefact by the digest of its bytes alone (planning.Content.Digest),
// for the relatedResource of a credential: its id is the ni: URI of RFC 6920, which says
// nothing of where it is, or whose. Whoever is shown the artefact can compare it; a verifier
// that compares resources by itself (verify.Config.CompareResources) notes that it could not.
// Of an artefact that can be guessed, such as a number, the digest hides nothing.
func ArtefactDigest(digestSRI string) (badge.RelatedResource, error) {
	text, ok := strings.CutPrefix(digestSRI, "sha256-")
	sum, err := base64.StdEncoding.Strict().DecodeString(text)
	if !ok || err != nil || len(sum) != 32 || base64.StdEncoding.EncodeToString(sum) != text {
		return badge.RelatedResource{}, fmt.Errorf("privacy: expected a digest as sha256-… in base64, found %q", limits.Abridge(digestSRI))
	}
	return badge.RelatedResource{ID: "ni:///sha-256;" + base64.RawURLEncoding.EncodeToString(sum), DigestSRI: digestSRI}, nil
}
