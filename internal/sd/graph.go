package sd

import (
	"context"
	"crypto"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A graph is what a document says, and the digests that its proof is about.
type graph struct {
	contexts       *ld.Contexts
	list           *ld.List
	document       strictjson.Value
	data           rdfc.Dataset
	budget         *rdfc.Budget // nil for the issuer and the holder, whose document it is
	again          bool         // as in rdfc.CanonicalizeWithin
	proofDigest    [sha256.Size]byte
	documentDigest [sha256.Size]byte

	// Of the issuer's or the holder's, who know the key of the labels:
	origins ld.Origins
	labels  map[rdfc.Node][]byte
	lines   []string
}

// newGraph takes the digest of the proof's configuration, under the contexts of the
// document unless the proof has its own.
func newGraph(ctx context.Context, budget *rdfc.Budget, contexts *ld.Contexts, document, proof strictjson.Value) (*graph, error) {
	g := &graph{contexts: contexts, document: document, budget: budget}
	var err error
	if g.list, err = contexts.Of(document); err != nil {
		return nil, err
	}
	proofList, err := contexts.OfProof(g.list, proof)
	if err != nil {
		return nil, err
	}
	if err = proofList.Convert(&g.data, nil, proof, "proofValue"); err != nil {
		return nil, err
	}
	g.proofDigest, err = g.canonicalize(ctx)
	return g, err
}

// convert reads the document for somebody who does not know the key of the labels.
func (g *graph) convert(ctx context.Context, nodes *ld.Nodes) (err error) {
	if err = g.list.Convert(&g.data, nodes, g.document, "proof"); err == nil {
		g.documentDigest, err = g.canonicalize(ctx)
	}
	return err
}

// convertWithKey reads the document for somebody who knows it
// (labelReplacementCanonicalizeJsonLd with createHmacIdLabelMapFunction).
func (g *graph) convertWithKey(ctx context.Context, hmacKey []byte) (err error) {
	if g.origins, err = g.list.ConvertOrigins(&g.data, g.document, "proof"); err != nil {
		return err
	}
	if g.documentDigest, err = g.canonicalize(ctx); err != nil {
		return err
	}
	g.labels = map[rdfc.Node][]byte{}
	for _, n := range g.origins {
		if number, ok := g.data.Label(n); ok {
			h := hmac.New(sha256.New, hmacKey)
			h.Write([]byte("c14n" + strconv.Itoa(number)))
			g.labels[n] = h.Sum(nil)
		}
	}
	g.lines = g.data.Lines(func(n rdfc.Node) string { return labelText(g.labels[n]) })
	return nil
}

func (g *graph) canonicalize(ctx context.Context) (digest [sha256.Size]byte, err error) {
	form, err := g.data.CanonicalizeWithin(ctx, crypto.SHA256, g.budget, g.again)
	if err != nil {
		return digest, err
	}
	return sha256.Sum256(form), nil
}

// relabel is the graph under the labels of a derived proof, by the numbers of the
// canonical ones (decompressLabelMap, createLabelMapFunction). Each blank node has
// one, and each of them a blank node.
func (g *graph) relabel(labels [][]byte) ([]string, error) {
	nodes := 0
	lines := g.data.Lines(func(n rdfc.Node) string {
		number, _ := g.data.Label(n)
		nodes = max(nodes, number+1)
		if number >= len(labels) {
			return ""
		}
		return labelText(labels[number])
	})
	if nodes != len(labels) {
		return nil, fmt.Errorf("%w: expected a label map of %d labels, one for each blank node, found %d", ErrSignature, nodes, len(labels))
	}
	return lines, nil
}

func labelText(label []byte) string { return "u" + base64.RawURLEncoding.EncodeToString(label) }

// A group says of each line of a graph whether it belongs to a selection.
type group []bool

// divide parts lines into those of the group and the others.
func (in group) divide(lines []string) (members, others []string) {
	for i, line := range lines {
		if in[i] {
			members = append(members, line)
		} else {
			others = append(others, line)
		}
	}
	return members, others
}

// group is what pointers select of the graph (canonicalizeAndGroup).
func (g *graph) group(ctx context.Context, pointers []string) (group, error) {
	in, _, err := g.choose(ctx, pointers)
	return in, err
}

// choose is what pointers select of the graph, and the part of the document that
// says it; nil if there is no pointer. Its blank nodes are the document's
// (selectCanonicalNQuads).
func (g *graph) choose(ctx context.Context, pointers []string) (group, *part, error) {
	in := make(group, len(g.lines))
	if len(pointers) == 0 {
		return in, nil, nil
	}
	s, err := selectPointers(g.document, pointers)
	if err != nil {
		return nil, nil, err
	}
	p, err := g.read(s)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: what they select cannot stand alone: %w", ErrPointer, err)
	}
	// As whoever receives it will, who refuses what costs more than a badge may.
	if _, err := p.data.Canonicalize(ctx, crypto.SHA256); err != nil {
		return nil, nil, err
	}
	p.lines = p.data.Lines(func(n rdfc.Node) string { return labelText(g.labels[p.nodes[n]]) })
	for _, line := range p.lines {
		i, found := slices.BinarySearch(g.lines, line)
		if !found {
			return nil, nil, fmt.Errorf("%w: what they select says %q by itself, which the document does not say; select the whole of the list, or of the text with its language", ErrPointer, limits.Abridge(line))
		}
		in[i] = true
	}
	return in, p, nil
}

// A part is a selection as a document of its own.
type part struct {
	text  []byte
	data  rdfc.Dataset
	nodes map[rdfc.Node]rdfc.Node // the document's, by the part's
	lines []string
}

// read reads a selection as whoever receives it will.
func (g *graph) read(s *selection) (*part, error) {
	p := &part{nodes: map[rdfc.Node]rdfc.Node{}}
	text, from := s.document()
	p.text = text
	tape, err := strictjson.Parse(text, strictjson.Limits{})
	if err != nil {
		return nil, err
	}
	list, err := g.contexts.Of(tape.Root())
	if err != nil {
		return nil, err
	}
	origins, err := list.ConvertOrigins(&p.data, tape.Root())
	if err != nil {
		return nil, err
	}
	for origin, n := range origins {
		origin.At = from[origin.At]
		p.nodes[n] = g.origins[origin]
	}
	return p, nil
}

// labelsOf are the labels of the blank nodes of a part, by the numbers of the
// canonical labels that they have there.
func (g *graph) labelsOf(p *part) [][]byte {
	var labels [][]byte
	for n, whole := range p.nodes {
		if number, ok := p.data.Label(n); ok {
			for number >= len(labels) {
				labels = append(labels, nil)
			}
			labels[number] = g.labels[whole]
		}
	}
	return labels
}
