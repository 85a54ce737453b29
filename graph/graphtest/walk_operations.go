package graphtest

import (
	"fmt"
	"math/rand/v2"

	"dragoman/graph"
)

// universe is who there is to talk about; the kind follows from the first letter.
var universe = []string{
	"p1", "p2", "p3", "P1", "p4", "g1", "g2", "o1", "o2", "gr", "mi", "de", "de2", "of1", "of2",
	"m1", "m2", "m3", "ag", "pl1", "pl2", "in", "p5", "g3", "m4", "p6", "O1", "p10", "g10", "m5",
}

func kindOf(id string) graph.EntityKind {
	for prefix, k := range map[string]graph.EntityKind{
		"p": graph.KindPerson, "P": graph.KindPerson, "g": graph.KindGovernment, "o": graph.KindOrganization, "O": graph.KindOrganization, "m": graph.KindMeeting,
	} {
		if id[:1] == prefix && id[1] >= '0' && id[1] <= '9' {
			return k
		}
	}
	switch id[:2] {
	case "gr":
		return graph.KindGroup
	case "mi":
		return graph.KindMission
	case "de":
		return graph.KindDelegation
	case "of":
		return graph.KindOffice
	case "ag":
		return graph.KindAgreement
	case "in":
		return graph.KindIncident
	}
	return graph.KindPlace
}

var (
	papers     = []string{"d0", "d1", "d2", "d3", "d4", "D1", "d10", "d5"}
	dates      = []string{"", "", "2024", "2025-01-01", "2025-02", "2024/2025", "2025-10-XX", "../2025-03", "2025?", "XXXX-10-25", "2025-11-01/..", "2025-10-05", "2025-10-05"}
	knownNames = []string{"Amir Khan", "amir khan", "Ámir Khàn", "Рахмон", "Rahmon", "Lü Míng", "Khan, Amir", "O'Brien", "Amira Khanova", "???", "李明", "João"}
	words      = []string{"", "", "a word", "another", "ein Wort"}
	sought     = []string{"", "khan", "Amir Khan", "rah", "?", "???", "lu mi", "李", "khan a"}
	matters    = []string{"k1", "k2", "ß"}
)

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// some draws up to n of a list, seldom repeated.
func some[T any](r *rand.Rand, n int, list []T) (out []T) {
	for range r.IntN(n + 1) {
		out = append(out, pick(r, list))
	}
	return out
}

// operation draws the next batch.
func (w *walker) operation() operation {
	if w.step == 0 {
		return w.beginning()
	}
	op := operation{batch: graph.Batch{Replace: w.chance(10), Actor: "walker", Action: "load"}}
	if w.chance(40) {
		op.batch.OnError = graph.Skip
	}
	switch n := w.rng.IntN(100); {
	case n < 4 && len(w.keyed) > 0:
		op = pick(w.rng, w.keyed)
		if w.chance(30) {
			op.batch.Digest += "x"
		}
		return op
	case n < 10:
		op.batch.Retract = []graph.ClaimRetraction{w.retraction()}
	case n < 13:
		op.batch.Split = []string{w.formerID()}
	default:
		for range 1 + w.rng.IntN(4) {
			op.records = append(op.records, w.record())
		}
		if w.chance(6) {
			op.records = append(op.records, w.bad())
		}
	}
	if w.chance(8) {
		w.nextID++
		op.batch.Key = fmt.Sprintf("key%d", w.nextID)
		op.batch.Digest = "digest"
		w.keyed = append(w.keyed, op)
	}
	return op
}

// beginning gives most documents and entities.
func (w *walker) beginning() operation {
	op := operation{batch: graph.Batch{OnError: graph.Skip, Action: "load"}}
	for _, id := range papers {
		if w.chance(90) {
			op.records = append(op.records, graph.Record{Document: w.document(id)})
		}
	}
	for _, id := range universe {
		if w.chance(90) {
			op.records = append(op.records, graph.Record{Entity: w.entity(id)})
		}
	}
	return op
}

func (w *walker) record() graph.Record {
	switch n := w.rng.IntN(100); {
	case n < 8:
		return graph.Record{Document: w.document(pick(w.rng, papers))}
	case n < 18:
		return graph.Record{Entity: w.entity(pick(w.rng, universe))}
	case n < 78:
		return graph.Record{Relation: w.relationRecord()}
	case n < 92:
		return graph.Record{Attribute: w.attribute()}
	default:
		return graph.Record{Judgement: w.judgement()}
	}
}

func (w *walker) document(id string) *graph.Document {
	d := &graph.Document{ID: id}
	if w.chance(50) {
		d.Title = "Title of " + id
	}
	if w.chance(60) {
		d.Outlet = []string{"o1", "o2", "O1"}[int(id[len(id)-1])%3]
	}
	if id != "d0" && w.chance(70) {
		d.Published = w.date()
	}
	if w.chance(20) {
		d.Retrieved = edtf("2025-12-01")
	}
	if w.chance(50) {
		d.Reliability = graph.Reliability(1 + int(id[len(id)-1])%6)
	}
	if w.chance(10) {
		if base := pick(w.rng, papers); base != id {
			d.BasedOn = []string{base}
		}
	}
	return d
}

func (w *walker) date() graph.Date {
	d := graph.Date{EDTF: edtf(pick(w.rng, dates))}
	if w.chance(10) {
		d.Text, d.Resolved, d.Basis = "last week", edtf("2025-09-03"), "the week before publication"
	}
	return d
}

func (w *walker) entity(id string) *graph.Entity {
	e := &graph.Entity{ID: id, Kind: kindOf(id), Name: knownNames[int(id[len(id)-1])%len(knownNames)], Named: len(id) < 3 || id != "gr"}
	if w.chance(5) {
		e.Name = pick(w.rng, knownNames)
	}
	if w.chance(20) {
		e.Type = "word"
	}
	if w.chance(30) {
		e.Names = append(e.Names, graph.Name{Text: pick(w.rng, knownNames), Documents: some(w.rng, 1, papers)})
	}
	if w.chance(10) {
		e.ExternalIDs = []graph.ExternalID{{Scheme: "wd", Value: fmt.Sprint("Q", w.rng.IntN(9))}}
	}
	return e
}

// relation draws ends until they fit, with few exceptions.
func (w *walker) relationRecord() *graph.RelationRecord {
	r := &graph.RelationRecord{Claims: w.claims()}
	types := graph.RelationTypes()
	for range 200 {
		r.From, r.To, r.Type = w.actor(), w.actor(), pick(w.rng, types)
		if w.chance(35) {
			r.Type = graph.ParticipatedIn
		}
		if r.Type.CheckEnds(kindOf(r.From), kindOf(r.To)) == nil || w.chance(1) {
			break
		}
	}
	if r.Type.NeedsKey() {
		r.Key = pick(w.rng, matters)
	}
	if r.Type == graph.ParticipatedIn && w.chance(50) {
		r.Role = graph.Role(1 + w.rng.IntN(7))
	}
	if w.chance(10) {
		r.Concerns = some(w.rng, 2, universe)
	}
	return r
}

func (w *walker) attribute() *graph.AttributeRecord {
	a := &graph.AttributeRecord{Of: w.actor(), Claims: w.claims()}
	if w.chance(15) {
		a.Of = w.relationID()
	}
	switch w.rng.IntN(4) {
	case 0:
		a.Of, a.Name, a.Value = pick(w.rng, []string{"m1", "m2", "m3"}), "occurred", "yes"
	case 1:
		a.Name, a.Entity = "topic", w.actor()
	case 2:
		n := float64(w.rng.IntN(3)) + 0.5
		a.Name, a.Number, a.Unit = "size", &n, pick(w.rng, []string{"", "km"})
	default:
		a.Name, a.Value = pick(w.rng, []string{"topic", "outcome"}), pick(w.rng, []string{"fish", "Fish", "ports"})
	}
	return a
}

func (w *walker) claims() (out []graph.Claim) {
	for range 1 + w.rng.IntN(2) {
		c := graph.Claim{Document: pick(w.rng, papers), Stance: graph.Stance(1 + w.rng.IntN(9)), Date: w.date(), Note: pick(w.rng, words)}
		if w.chance(40) {
			c.Stance = graph.Asserts
		}
		c.Against = c.Stance.CanTurn() && w.chance(20)
		for range w.rng.IntN(3) {
			if w.chance(20) {
				c.Sources = append(c.Sources, graph.Source{Text: "somebody"})
			} else {
				c.Sources = append(c.Sources, graph.Source{Entity: w.actor()})
			}
		}
		if w.chance(10) {
			c.RecordedAt = "2025-11-15"
		}
		if w.chance(3) {
			c.Retracted = &graph.Retraction{Kind: graph.RetractedError, Reason: "wrong"}
		}
		if w.chance(10) {
			c.ID = fmt.Sprint("given", w.rng.IntN(40))
		}
		out = append(out, c)
	}
	return out
}

func (w *walker) judgement() *graph.Judgement {
	j := &graph.Judgement{A: w.actor(), Same: w.chance(75), Reason: pick(w.rng, words)}
	j.B = w.actor()
	for range 50 {
		if kindOf(j.A) == kindOf(j.B) && j.A != j.B {
			break
		}
		j.A, j.B = w.actor(), w.actor()
	}
	if w.chance(25) {
		j.A, j.B = w.relationID(), w.relationID()
	}
	return j
}

func (w *walker) relationID() string {
	ids := sortedKeys(w.model.view.resolve)
	if len(ids) == 0 || w.chance(2) {
		return graph.RelationID("no", graph.Holds, "such", 0, "")
	}
	return pick(w.rng, ids)
}

func (w *walker) claimID() string {
	ids := sortedKeys(w.model.records.claims)
	if len(ids) == 0 || w.chance(3) {
		return "nosuchclaim"
	}
	return pick(w.rng, ids)
}

func (w *walker) retraction() graph.ClaimRetraction {
	r := graph.Retraction{Kind: graph.RetractionKind(1 + w.rng.IntN(2)), Reason: "mistaken"}
	if w.chance(60) {
		r.At = pick(w.rng, []string{"2025-10-20", "2025-02-01"})
	}
	return graph.ClaimRetraction{Claim: w.claimID(), Retraction: r}
}

// formerID is mostly an id that was merged away.
func (w *walker) formerID() string {
	var former []string
	for _, e := range w.model.view.entities {
		former = append(former, e.FormerIDs...)
	}
	for _, j := range w.model.records.judgements {
		if j.Same && isRelation(j.B) && w.model.view.resolve[j.B] != j.B {
			former = append(former, j.B)
		}
	}
	if len(former) == 0 || w.chance(10) {
		return w.actor()
	}
	return pick(w.rng, sortedIDs(former))
}

// bad draws a record that no store takes.
func (w *walker) bad() graph.Record {
	claim := graph.Claim{Document: "d1", Stance: graph.Asserts}
	switch w.rng.IntN(7) {
	case 0:
		return graph.Record{Entity: &graph.Entity{ID: "not an id", Kind: graph.KindPerson, Name: "x"}}
	case 1:
		return graph.Record{Relation: &graph.RelationRecord{From: "p1", Type: graph.SpokeTo, To: "nobody", Claims: []graph.Claim{claim}}}
	case 2:
		return graph.Record{Relation: &graph.RelationRecord{From: "m1", Type: graph.Holds, To: "of1", Claims: []graph.Claim{claim}}}
	case 3:
		claim.Document = "nopaper"
		return graph.Record{Relation: &graph.RelationRecord{From: "p1", Type: graph.SpokeTo, To: "p2", Claims: []graph.Claim{claim}}}
	case 4:
		return graph.Record{Entity: &graph.Entity{ID: "p1", Kind: graph.KindGovernment, Name: knownNames[1], Named: true}}
	case 5:
		return graph.Record{}
	default:
		claim.Stance = 77
		return graph.Record{Relation: &graph.RelationRecord{From: "p1", Type: graph.SpokeTo, To: "p2", Claims: []graph.Claim{claim}}}
	}
}
