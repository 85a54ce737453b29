package topology

import (
	"slices"

	"dragoman/graph"
)

// Change is what one or more committed batches did. Removals come first, then
// documents and entities, then relations: what is removed and sent again exists
// afterwards. Where two entities became one, every relation that had the former
// one as an end, a link of a claim's sources or among its concerns, and every
// document that had it as outlet, must be sent again with the surviving id.
type Change struct {
	Revision         string
	Documents        []*graph.Document
	Entities         []*graph.Entity
	Relations        []*graph.RelationRecord // the whole current state with all claims in order of id; replaces what there was
	Occurred         []*graph.AttributeRecord
	RemovedEntities  []string   // their remaining relations go with them
	RemovedRelations []Identity // unknown ones are passed over
	RemovedOccurred  []string   // ids of meetings
}

// Apply gives the graph after a change. g stays as it is. A reference to what
// neither the graph nor the change has is ErrInvalid, and nothing is applied.
// A write about one relation costs microseconds; a change of what is known about
// an existing document or of who is named looks through all claims once.
func (g *Graph) Apply(c Change) (*Graph, error) {
	if g.base.weighed {
		return nil, errWeighed
	}
	h := *g
	h.revision = c.Revision
	h.touched = true
	w := &writer{g: &h, dropped: graph.DayMin}
	w.remove(&c)
	for _, e := range c.Entities {
		w.putEntity(e)
	}
	if err := w.putDocuments(c.Documents); err != nil {
		return nil, err
	}
	for _, r := range c.Relations {
		if err := w.putRelation(r); err != nil {
			return nil, err
		}
	}
	for _, a := range c.Occurred {
		o, err := packOccurred(w, a)
		if err != nil {
			return nil, err
		}
		w.putOccurred(o)
	}
	switch {
	case w.reweigh != nil || w.renamed != nil:
		w.weighAgain()
	case w.dropped != graph.DayMin:
		w.recount()
	}
	return &h, nil
}

// writer changes its graph, which nobody else sees yet.
type writer struct {
	g       *Graph
	k       docket
	reweigh map[uint32]bool // documents whose claims weigh differently now
	renamed map[uint32]bool // entities that became named or unnamed
	dateNo  map[dateKey]uint32
	textNo  map[string]uint32
	dropped graph.Day // what was the newest known day, if claims of that day went
}

func (w *writer) entity(id string) (uint32, bool) { return w.g.entity(id) }

func (w *writer) docOrdinal(id string) (uint32, bool) { return w.g.docOrdinal(id) }

func (g *Graph) docOrdinal(id string) (uint32, bool) {
	if d, ok := g.base.docs.find(id); ok {
		return d, true
	}
	i, ok := slices.BinarySearchFunc(g.docOrder, id, func(d uint32, id string) int { return compareStrings(*g.newDocs.get(d), id) })
	if !ok {
		return 0, false
	}
	return g.docOrder[i], true
}

func (w *writer) textOrdinal(s string) uint32 {
	if n, ok := w.textNo[s]; ok {
		return n
	}
	n := uint32(w.g.nTexts)
	w.g.texts = w.g.texts.set(n, &s)
	w.g.nTexts++
	if w.textNo == nil {
		w.textNo = map[string]uint32{}
	}
	w.textNo[s] = n
	return n
}

// vertex gives a copy of an entity's state to change; put it back with verts.set.
func (w *writer) vertex(v uint32) *vertex {
	if o := w.g.verts.get(v); o != nil {
		c := *o
		c.reach = &reach{}
		return &c
	}
	w.g.patches++
	b := w.g.base
	if int(v) >= b.entities() {
		return &vertex{reach: &reach{}}
	}
	return &vertex{flags: b.kind[v], deg: int32(b.deg[v]), reach: &reach{}}
}

func (w *writer) change(v uint32, f func(*vertex)) {
	o := w.vertex(v)
	was := o.deg
	f(o)
	if o.deg > was && int(o.deg) > longRow && !o.grown {
		o.grown = true
		w.g.grown = append(w.g.grown[:len(w.g.grown):len(w.g.grown)], v)
	}
	w.g.verts = w.g.verts.set(v, o)
	w.g.maxDeg = max(w.g.maxDeg, int(o.deg))
}

func (w *writer) remove(c *Change) {
	for _, i := range c.RemovedRelations {
		if rel, from, to, ok := w.g.findIdentity(i); ok {
			w.kill(rel, from, to, i.Type)
		}
	}
	for _, id := range c.RemovedOccurred {
		if v, ok := w.g.entity(id); ok {
			w.putOccurred(occurrence{of: v})
		}
	}
	for _, id := range c.RemovedEntities {
		if v, ok := w.g.entity(id); ok {
			w.removeEntity(v)
		}
	}
}

func (w *writer) removeEntity(v uint32) {
	var buf []cell
	for _, c := range w.g.row(v, &buf) {
		r := w.g.relationOf(v, &c)
		w.kill(c.rel, r.from, r.to, c.typ())
	}
	w.putOccurred(occurrence{of: v})
	w.g.tally.entities--
	w.g.tally.kind[w.g.kind(v)]--
	w.change(v, func(o *vertex) { o.removed = true })
}

func (w *writer) putEntity(e *graph.Entity) {
	g := w.g
	flags := entityFlags(e)
	v, ok := g.anyEntity(e.ID)
	if !ok {
		v = uint32(g.nVerts)
		g.nVerts++
		id := e.ID
		g.newIDs = g.newIDs.set(v, &id)
		i, _ := slices.BinarySearchFunc(g.idOrder, e.ID, func(v uint32, id string) int { return compareStrings(*g.newIDs.get(v), id) })
		g.idOrder = insertAt(g.idOrder, i, v)
		w.change(v, func(o *vertex) { o.flags = flags })
	} else {
		o := w.g.verts.get(v)
		removed := o != nil && o.removed
		old := g.flags(v)
		if !removed {
			flags |= old & stated
		}
		if !removed && old == flags {
			return
		}
		if old&unnamed != flags&unnamed {
			w.rename(v)
		}
		w.change(v, func(o *vertex) {
			if o.flags, o.removed = flags, false; removed {
				o.deg = 0 // its relations went with it
			}
		})
		if !removed {
			g.tally.entities--
			g.tally.kind[old&kindMask]--
			if old&kindMask != flags&kindMask {
				w.rekind(v)
			}
		}
	}
	g.tally.entities++
	g.tally.kind[flags&kindMask]++
}

func insertAt(s []uint32, i int, v uint32) []uint32 {
	out := make([]uint32, 0, len(s)+1)
	out = append(out, s[:i]...)
	out = append(out, v)
	return append(out, s[i:]...)
}

// anyEntity also finds removed ones.
func (g *Graph) anyEntity(id string) (uint32, bool) {
	if v, ok := g.base.ids.find(id); ok {
		return v, true
	}
	i, ok := slices.BinarySearchFunc(g.idOrder, id, func(v uint32, id string) int { return compareStrings(*g.newIDs.get(v), id) })
	if !ok {
		return 0, false
	}
	return g.idOrder[i], true
}

func (w *writer) rename(v uint32) {
	if w.renamed == nil {
		w.renamed = map[uint32]bool{}
	}
	w.renamed[v] = true
}

// rekind brings what depends on kinds up to date in the relations of v.
func (w *writer) rekind(v uint32) {
	var buf []cell
	for _, c := range w.g.row(v, &buf) {
		r := *w.g.relationOf(v, &c)
		r.meta = packMeta(c.typ(), c.role(), w.g.kind(r.from), w.g.kind(r.to)) | r.meta&(15<<metaStatus|maxSources<<metaSources|metaConcerns)
		w.setRelation(c.rel, &r)
	}
}

// setRelation stores a relation of which status and ends did not change.
func (w *writer) setRelation(rel uint32, r *relation) {
	if w.g.rels.get(rel) == nil {
		w.g.patches++
	}
	w.g.rels = w.g.rels.set(rel, r)
	w.change(r.from, func(*vertex) {})
	w.change(r.to, func(*vertex) {})
}
