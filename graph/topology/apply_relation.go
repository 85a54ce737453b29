package topology

import (
	"dragoman/graph"
)

func (w *writer) putRelation(r *graph.RelationRecord) error {
	from, to, err := relationEnds(w, r)
	if err != nil {
		return err
	}
	concerns, err := packConcerns(w, r)
	if err != nil {
		return err
	}
	n := &relation{from: from, to: to, key: r.Key, claims: make([]claim, len(r.Claims)), concerns: concerns}
	for i := range r.Claims {
		if err := packClaim(w, &n.claims[i], &r.Claims[i]); err != nil {
			return err
		}
	}
	rel, alive := w.g.find(from, r.Type, to, r.Role, r.Key)
	if alive {
		w.kill(rel, from, to, r.Type)
	}
	isNew := rel == none
	if isNew {
		rel = uint32(w.g.nRels)
		w.g.nRels++
		add := func(o *vertex) { o.extra = append(o.extra[:len(o.extra):len(o.extra)], rel) }
		w.change(from, add)
		if to != from {
			w.change(to, add)
		}
	}
	n.meta = packMeta(r.Type, r.Role, w.g.kind(from), w.g.kind(to)) | concerning(concerns)
	w.weigh(n)
	if int(rel) >= w.g.base.relations() {
		n.identify(w.g)
	}
	if isNew {
		w.enlist(rel, &n.id)
	}
	w.setRelation(rel, n)
	w.tallyRelation(n, 1)
	return nil
}

// weigh puts status, sources and date into a relation.
func (w *writer) weigh(r *relation) {
	v := w.g.weighClaims(&w.k, nil, r.claims, graph.RelationType(r.meta&63).Lasting())
	r.meta = weighed(r.meta, v.status, v.independent)
	r.date = v.date
}

// tallyRelation counts a relation in (by is 1) or out (by is -1), with its
// claims and in the degrees of its ends.
func (w *writer) tallyRelation(r *relation, by int) {
	t := &w.g.tally
	t.relations += by
	t.typ[r.meta&63] += by
	status := r.meta >> metaStatus & 15
	t.status[status] += by
	w.tallyClaims(r.claims, by)
	if graph.Status(status) == graph.Retracted {
		return
	}
	w.change(r.from, func(o *vertex) { o.deg += int32(by) })
	if r.to != r.from {
		w.change(r.to, func(o *vertex) { o.deg += int32(by) })
	}
}

func (w *writer) tallyClaims(cs []claim, by int) {
	w.g.tally.claims += by * len(cs)
	for i := range cs {
		known := w.g.document(cs[i].doc).known
		if known != int32(graph.DayMax) {
			continue
		}
		if cs[i].bits&claimRecorded == 0 {
			w.g.tally.undated += by
		} else if day := graph.Day(cs[i].known); by > 0 {
			w.g.newest = max(w.g.newest, day)
		} else if day == w.g.newest {
			w.dropped = day
		}
	}
}

// kill makes an existing relation a dead one.
func (w *writer) kill(rel, from, to uint32, t graph.RelationType) {
	r := w.g.rels.get(rel)
	if r == nil {
		r = w.baseRelation(rel, from, to, t)
	}
	d := *r
	w.tallyRelation(&d, -1)
	d.dead = true
	d.claims, d.concerns = nil, nil
	w.setRelation(rel, &d)
}

// baseRelation lifts a relation of base that is known to lie between two
// entities.
func (w *writer) baseRelation(rel, from, to uint32, t graph.RelationType) *relation {
	if at, lo, hi := w.g.base.joined(from, to); rel >= lo && rel < hi {
		c := w.g.base.rels.cell(rel)
		return w.g.relationOf(at, &c)
	}
	return &relation{from: from, to: to, meta: uint32(t)}
}

func (w *writer) putOccurred(o occurrence) {
	g := w.g
	old := g.occurrenceClaims(o.of)
	if len(old) == 0 && len(o.claims) == 0 {
		return
	}
	w.tallyClaims(old, -1)
	w.tallyClaims(o.claims, 1)
	status := g.weighClaims(&w.k, nil, o.claims, false).status
	before := g.occurred(&w.k, nil, o.of)
	w.change(o.of, func(v *vertex) { v.occOwn, v.occ, v.occClaims = true, status, o.claims })
	if heldBack(before) != heldBack(status) {
		w.recountAround(o.of)
	}
}

// occurrenceClaims lists the claims of a meeting's attribute "occurred".
func (g *Graph) occurrenceClaims(v uint32) []claim {
	if o := g.verts.get(v); o != nil && o.occOwn {
		return o.occClaims
	}
	lo, hi := g.base.occurrence(v)
	var cs []claim
	for i := lo; i < hi; i++ {
		cs = append(cs, g.base.claim(i))
	}
	return cs
}
