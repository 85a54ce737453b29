package topology_test

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// world is a graph as plain records: the slow model that answers are compared to.
type world struct {
	docs map[string]*graph.Document
	ents map[string]*graph.Entity
	rels map[string]*graph.RelationRecord // by id
	occ  map[string]*graph.AttributeRecord
}

func (w *world) clone() *world {
	return &world{maps.Clone(w.docs), maps.Clone(w.ents), maps.Clone(w.rels), maps.Clone(w.occ)}
}

// A world is a Docket.
func (w *world) Document(id string) *graph.Document { return w.docs[id] }
func (w *world) Canonical(id string) string         { return id }
func (w *world) Named(id string) bool               { return w.ents[id] == nil || w.ents[id].Named }
func (w *world) Family(id string) string {
	seen := map[string]bool{id: true}
	for grown := true; grown; {
		grown = false
		for _, d := range w.docs {
			for _, o := range d.BasedOn {
				if seen[d.ID] != seen[o] {
					seen[d.ID], seen[o], grown = true, true, true
				}
			}
		}
	}
	return slices.Min(slices.Collect(maps.Keys(seen)))
}

func sorted[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

func stream[T any](m map[string]T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range m {
			if !yield(v, nil) {
				return
			}
		}
	}
}

func (w *world) feed() topology.Feed {
	return topology.Feed{Revision: "r1", Documents: stream(w.docs), Entities: stream(w.ents), Relations: stream(w.rels), Occurred: stream(w.occ)}
}

func (w *world) build(t testing.TB) *topology.Graph {
	t.Helper()
	g, err := topology.Build(context.Background(), w.feed())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// dice makes random worlds and questions.
type dice struct{ *rand.Rand }

func roll(seed uint64) dice { return dice{rand.New(rand.NewPCG(seed, 7))} }

func one[T any](d dice, xs ...T) T { return xs[d.IntN(len(xs))] }

func (d dice) some(ids []string, most int) []string {
	n := 1 + d.IntN(most)
	out := []string{}
	for range n {
		if id := one(d, ids...); !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func edtf(s string) graph.EDTF {
	e, err := graph.ParseEDTF(s)
	if err != nil {
		panic(err)
	}
	return e
}

func (d dice) date() graph.Date {
	switch d.IntN(8) {
	case 0:
		return graph.Date{}
	case 1:
		return graph.Date{Text: one(d, "recently", "of late")}
	case 5:
		return graph.Date{Text: one(d, "a Sunday", "the fifth"), EDTF: edtf(one(d, "2025-01-05", "XXXX-10-25"))}
	case 6:
		return graph.Date{Text: "the 25th", EDTF: edtf("XXXX-10-25"), Resolved: edtf("2024-10-25"), Basis: one(d, "before the summit", "after the vote")}
	case 2:
		return graph.Date{EDTF: edtf(one(d, "2024-05/2025-02", "2025-01/..", "../2024-12-31", "2025-03/"))}
	case 3:
		return graph.Date{EDTF: edtf(one(d, "2025-XX-05", "2025-10-2X", "XXXX-10-25"))}
	case 4:
		return graph.Date{Text: "a year ago", Resolved: edtf(one(d, "2024", "2025-04"))}
	}
	return graph.Date{EDTF: edtf(one(d, "2024-11-03", "2025-01-05", "2025-04", "2025"))}
}

var testKinds = []graph.EntityKind{graph.KindPerson, graph.KindGovernment, graph.KindMeeting, graph.KindDelegation, graph.KindOffice, graph.KindOrganization}

func (d dice) entity(id string) *graph.Entity {
	return &graph.Entity{ID: id, Kind: one(d, testKinds...), Named: d.IntN(5) > 0}
}

func (d dice) document(id string, w *world) *graph.Document {
	doc := &graph.Document{ID: id, Reliability: graph.Reliability(d.IntN(7))}
	if d.IntN(4) > 0 {
		doc.Outlet = one(d, sorted(w.ents)...)
	}
	switch d.IntN(4) {
	case 0:
	case 1:
		doc.Retrieved = edtf("2025-06-01")
	default:
		doc.Published = graph.Date{EDTF: edtf(one(d, "2024-12-01", "2025-02", "2025-05-09"))}
	}
	if len(w.docs) > 0 && d.IntN(3) == 0 {
		doc.BasedOn = []string{one(d, sorted(w.docs)...)}
	}
	return doc
}

func (d dice) claim(w *world) graph.Claim {
	c := graph.Claim{
		Document: one(d, sorted(w.docs)...), Date: d.date(), Locator: 1 + d.IntN(1000000),
		Stance: one(d, graph.Reports, graph.Asserts, graph.Reports, graph.Confirms, graph.Alleges, graph.Denies, graph.Suggests, graph.Plans, graph.Opines, graph.NoComment),
	}
	c.Against = c.Stance.CanTurn() && d.IntN(3) == 0
	for range d.IntN(3) {
		if d.IntN(4) == 0 {
			c.Sources = append(c.Sources, graph.Source{Text: one(d, "somebody", "a person familiar with the matter")})
		} else {
			c.Sources = append(c.Sources, graph.Source{Entity: one(d, sorted(w.ents)...)})
		}
	}
	if d.IntN(4) == 0 {
		c.RecordedAt = "2025-07-01T10:00:00Z"
	}
	if d.IntN(6) == 0 {
		c.Retracted = &graph.Retraction{Kind: one(d, graph.RetractedError, graph.RetractedWithdrawn), At: one(d, "", "2025-03-01", "2025-09-01")}
	}
	return c
}

func (d dice) claims(w *world, most int) []graph.Claim {
	cs := make([]graph.Claim, 1+d.IntN(most))
	for i := range cs {
		cs[i] = d.claim(w)
		cs[i].ID = fmt.Sprintf("c%03d", i)
	}
	return cs
}

var testTypes = []graph.RelationType{
	graph.ParticipatedIn, graph.ParticipatedIn, graph.Consult, graph.SpokeTo, graph.Holds, graph.Of, graph.PartOf, graph.Represents,
	graph.MemberOf, graph.HasTies, graph.Accuse, graph.LocatedIn, graph.Heads, graph.Recognizes,
}

func (d dice) relation(w *world) *graph.RelationRecord {
	ids := sorted(w.ents)
	r := &graph.RelationRecord{From: one(d, ids...), Type: one(d, testTypes...), To: one(d, ids...), Claims: d.claims(w, 3)}
	if d.IntN(3) == 0 {
		r.Key = one(d, "trade", "security")
	}
	if r.Type == graph.ParticipatedIn {
		r.Role = graph.Role(d.IntN(8))
	}
	if d.IntN(4) == 0 {
		r.Concerns = d.some(ids, 3)
	}
	if r.Type.Symmetric() && r.To < r.From {
		r.From, r.To = r.To, r.From
	}
	r.ID = graph.RelationID(r.From, r.Type, r.To, r.Role, r.Key)
	return r
}

func (d dice) occurred(w *world, id string) *graph.AttributeRecord {
	return &graph.AttributeRecord{Of: id, Name: "occurred", Value: "yes", Claims: d.claims(w, 2)}
}

func (d dice) world(entities, relations int) *world {
	w := &world{docs: map[string]*graph.Document{}, ents: map[string]*graph.Entity{}, rels: map[string]*graph.RelationRecord{}, occ: map[string]*graph.AttributeRecord{}}
	for i := range entities {
		id := fmt.Sprintf("e%02d", i)
		w.ents[id] = d.entity(id)
	}
	for i := range 5 {
		id := fmt.Sprintf("d%d", i)
		w.docs[id] = d.document(id, w)
	}
	for range relations {
		r := d.relation(w)
		w.rels[r.ID] = r
	}
	for _, id := range sorted(w.ents) { // in order, so that a seed gives one world
		if w.ents[id].Kind == graph.KindMeeting && d.IntN(2) == 0 {
			w.occ[id] = d.occurred(w, id)
		}
	}
	return w
}

func (d dice) filter(w *world) *graph.Filter {
	if d.IntN(3) == 0 {
		return nil
	}
	f := &graph.Filter{}
	if d.IntN(4) == 0 {
		day, _ := graph.ParseDay(one(d, "2025-01-01", "2025-05-20", "2025-06-01", "2025-12-01"))
		f.AsOf = &day
	}
	if d.IntN(6) == 0 {
		f.Documents = d.some(sorted(w.docs), 4)
	}
	if d.IntN(6) == 0 {
		f.ExcludeDocuments = d.some(sorted(w.docs), 2)
	}
	if d.IntN(8) == 0 {
		f.Sources = d.some(sorted(w.ents), 5)
	}
	if d.IntN(8) == 0 {
		f.ExcludeSources = d.some(sorted(w.ents), 2)
	}
	if d.IntN(8) == 0 {
		f.MinReliability = graph.Reliability(1 + d.IntN(6))
	}
	if d.IntN(6) == 0 {
		for range 6 {
			f.Types = append(f.Types, one(d, testTypes...))
		}
	}
	if d.IntN(4) == 0 {
		f.Statuses = []graph.Status{}
		for range d.IntN(12) {
			f.Statuses = append(f.Statuses, graph.Status(1+d.IntN(11)))
		}
	}
	if d.IntN(6) == 0 {
		f.Kinds = []graph.EntityKind{one(d, testKinds...), one(d, testKinds...), one(d, testKinds...)}
	}
	if d.IntN(5) == 0 {
		f.At = edtf(one(d, "2025-01-05", "2024", "2025-04", "2025-03-07"))
	}
	if d.IntN(8) == 0 {
		f.During = edtf(one(d, "2024/2025", "2025-01/2025-06"))
	}
	if d.IntN(3) == 0 {
		f.Overlap = graph.OverlapCertain
	}
	if d.IntN(6) == 0 {
		f.MinIndependentSources = d.IntN(3)
	}
	return f
}

func (d dice) lens() graph.Lens { return graph.Lens(d.IntN(5)) }
