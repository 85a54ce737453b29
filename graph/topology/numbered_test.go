package topology_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// numbers makes of a feed of records one that names entities and documents by
// their places; they come in an order of their own.
func (w *world) numbers(d dice, relations []*graph.RelationRecord) (topology.Feed, []*topology.Numbered) {
	entities, documents := sorted(w.ents), sorted(w.docs)
	d.Shuffle(len(entities), func(i, j int) { entities[i], entities[j] = entities[j], entities[i] })
	d.Shuffle(len(documents), func(i, j int) { documents[i], documents[j] = documents[j], documents[i] })
	place := func(ids []string, id string) uint32 { return uint32(slices.Index(ids, id)) }
	f := topology.Feed{Revision: "r1", Occurred: list(values(w.occ))}
	f.Entities = list(pick(w.ents, entities))
	f.Documents = list(pick(w.docs, documents))
	var out []*topology.Numbered
	dates := map[graph.Date]*graph.Date{{}: nil}
	for _, r := range relations {
		n := &topology.Numbered{From: place(entities, r.From), To: place(entities, r.To), Type: r.Type, Role: r.Role, Key: r.Key, ID: r.ID}
		for _, id := range r.Concerns {
			n.Concerns = append(n.Concerns, place(entities, id))
		}
		for _, c := range r.Claims {
			if _, ok := dates[c.Date]; !ok {
				date := c.Date
				dates[c.Date] = &date
			}
			n.Claims = append(n.Claims, topology.NumberedClaim{
				Document: place(documents, c.Document), Date: dates[c.Date], Stance: c.Stance, Against: c.Against,
				Sources: c.Sources, RecordedAt: c.RecordedAt, Retracted: c.Retracted,
			})
		}
		out = append(out, n)
	}
	f.Numbered = list(out)
	return f, out
}

func pick[T any](m map[string]T, ids []string) (out []T) {
	for _, id := range ids {
		out = append(out, m[id])
	}
	return out
}

func values[T any](m map[string]T) []T { return pick(m, sorted(m)) }

func TestNumberedRelationsAreTheSame(t *testing.T) {
	for i := range uint64(60) {
		d := roll(*seed + 90000 + i)
		w := d.world(4+d.IntN(6), d.IntN(30))
		f := w.feed()
		f.Relations, f.Occurred = list(values(w.rels)), list(values(w.occ))
		want, err := topology.Build(context.Background(), f)
		if err != nil {
			t.Fatal(err)
		}
		f, _ = w.numbers(d, values(w.rels))
		got, err := topology.Build(context.Background(), f)
		if err != nil {
			t.Fatal(err)
		}
		if err := got.Check(); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(save(t, want), save(t, got)) {
			t.Fatalf("seed %d: numbered relations make another graph than records", *seed+90000+i)
		}
	}
}

func TestNumbersOfNothingAreRefused(t *testing.T) {
	d := roll(*seed + 91000)
	w := d.world(6, 12)
	for reason, spoil := range map[string]func(*topology.Numbered){
		"from":     func(n *topology.Numbered) { n.From = uint32(len(w.ents)) },
		"to":       func(n *topology.Numbered) { n.To = uint32(len(w.ents)) },
		"type":     func(n *topology.Numbered) { n.Type = 0 },
		"id":       func(n *topology.Numbered) { n.ID = "r:1" },
		"concerns": func(n *topology.Numbered) { n.Concerns = []uint32{uint32(len(w.ents))} },
		"document": func(n *topology.Numbered) { n.Claims = []topology.NumberedClaim{{Document: uint32(len(w.docs))}} },
		"source": func(n *topology.Numbered) {
			n.Claims = []topology.NumberedClaim{{Sources: []graph.Source{{Entity: "x"}}}}
		},
	} {
		f, relations := w.numbers(d, values(w.rels))
		spoil(relations[0])
		if _, err := topology.Build(context.Background(), f); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("%s: %v", reason, err)
		}
	}
}
