package topology

import (
	"context"
	"slices"

	"dragoman/graph"
)

// Build makes a graph from everything a store holds. The streams are read one
// after the other: entities, documents, relations, numbered ones, occurrences. A relation or
// claim that refers to an entity or document that did not come is ErrInvalid; a
// cancelled context is ErrDeadline.
func Build(ctx context.Context, f Feed) (*Graph, error) {
	in := &intake{ctx: ctx, b: &base{weighed: f.Weighed != nil}, entityNo: map[string]uint32{}, docNo: map[string]uint32{}}
	for _, step := range []func(Feed) error{in.entities, in.documents, in.relations, in.numbered, in.occurred} {
		if err := step(f); err != nil {
			return nil, err
		}
	}
	g, err := in.w.finish(in.occ)
	if err != nil {
		return nil, err
	}
	g.base.state(f.Degree)
	g.revision = f.Revision
	g.count()
	if f.Newest != nil {
		g.newest = *f.Newest
	}
	return g, nil
}

// intake reads a feed.
type intake struct {
	ctx      context.Context
	b        *base
	w        *builder
	entityNo map[string]uint32
	docNo    map[string]uint32
	occ      []occurrence
	entityAt places
	docAt    places
	dateNo   map[*graph.Date]uint32
	seen     int
	buf      claim
	concerns []uint32
}

// alive looks at the context now and then.
func (in *intake) alive() error {
	if in.seen++; in.seen%4096 != 1 || in.ctx.Err() == nil {
		return nil
	}
	return deadline(in.ctx)
}

func (in *intake) entities(f Feed) error {
	type entity struct {
		id   string
		kind uint8
	}
	var es []entity
	if f.Entities != nil {
		for e, err := range f.Entities {
			if err = orAlive(err, in); err != nil {
				return err
			}
			es = append(es, entity{e.ID, entityFlags(e)})
		}
	}
	es, in.entityAt = sorted(es, func(e *entity) string { return e.id })
	ids := make([]string, len(es))
	in.b.kind, in.b.occ = make([]uint8, len(es)), make([]uint8, len(es))
	for i, e := range es {
		if i > 0 && es[i-1].id == e.id {
			return graph.Errorf(graph.Invalid, "entity %q comes twice in the feed", e.id)
		}
		ids[i], in.b.kind[i] = e.id, e.kind
	}
	in.b.ids = newIDTable(ids)
	for i := range uint32(len(ids)) {
		in.entityNo[in.b.ids.at(i)] = i
	}
	return nil
}

func entityFlags(e *graph.Entity) uint8 {
	k := uint8(e.Kind) & kindMask
	if !e.Named {
		k |= unnamed
	}
	return k
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func orAlive(err error, in *intake) error {
	if err != nil {
		return err
	}
	return in.alive()
}

func (in *intake) documents(f Feed) error {
	var ds []graph.Document
	if f.Documents != nil {
		for d, err := range f.Documents {
			if err = orAlive(err, in); err != nil {
				return err
			}
			ds = append(ds, graph.Document{ID: d.ID, Outlet: d.Outlet, Published: d.Published, Retrieved: d.Retrieved, Reliability: d.Reliability, BasedOn: slices.Clone(d.BasedOn)})
		}
	}
	ds, in.docAt = sorted(ds, func(d *graph.Document) string { return d.ID })
	ids := make([]string, len(ds))
	for i := range ds {
		if i > 0 && ds[i-1].ID == ds[i].ID {
			return graph.Errorf(graph.Invalid, "document %q comes twice in the feed", ds[i].ID)
		}
		ids[i] = ds[i].ID
	}
	b := in.b
	b.docs = newIDTable(ids)
	for i := range uint32(len(ids)) {
		in.docNo[b.docs.at(i)] = i
	}
	b.basedOff = []uint32{0}
	for i := range ds {
		o, err := in.document(&ds[i])
		if err != nil {
			return err
		}
		b.about = append(b.about, document{known: o.known, published: o.published, reliability: o.reliability, outlet: o.outlet})
		b.based = append(b.based, o.based...)
		b.basedOff = append(b.basedOff, uint32(len(b.based)))
	}
	b.join()
	in.w = newBuilder(b)
	return nil
}

func (in *intake) entity(id string) (uint32, bool)            { v, ok := in.entityNo[id]; return v, ok }
func (in *intake) docOrdinal(id string) (uint32, bool)        { d, ok := in.docNo[id]; return d, ok }
func (in *intake) dateOrdinal(d *graph.Date) uint32           { return in.w.t.date(d) }
func (in *intake) textOrdinal(s string) uint32                { return in.w.t.texts.number(s) }
func (in *intake) document(d *graph.Document) (docRow, error) { return packDocument(in, d) }

func (in *intake) relations(f Feed) error {
	if f.Relations == nil {
		return nil
	}
	for r, err := range f.Relations {
		if err = orAlive(err, in); err != nil {
			return err
		}
		from, to, err := relationEnds(in, r)
		if err != nil {
			return err
		}
		concerns, err := packConcerns(in, r)
		if err != nil {
			return err
		}
		in.w.relation(from, r.Type, to, r.Role, r.Key, digestOf(graph.RelationID(r.From, r.Type, r.To, r.Role, r.Key)), concerns)
		for i := range r.Claims {
			if err := packClaim(in, &in.buf, &r.Claims[i]); err != nil {
				return err
			}
			in.w.claim(&in.buf)
		}
		if f.Weighed != nil {
			in.w.weigh(f.Weighed(r))
		}
	}
	return nil
}

func (in *intake) occurred(f Feed) error {
	if f.Occurred == nil {
		return nil
	}
	for a, err := range f.Occurred {
		if err = orAlive(err, in); err != nil {
			return err
		}
		o, err := packOccurred(in, a)
		if err != nil {
			return err
		}
		in.occ = append(in.occ, o)
	}
	return nil
}

// join finds the families of documents.
func (b *base) join() {
	families := unite(len(b.about), func(d uint32) []uint32 { return b.based[b.basedOff[d]:b.basedOff[d+1]] })
	for d, f := range families {
		b.about[d].family = f
	}
}

// state puts the degrees that the feed gives in the place of those counted.
func (b *base) state(degree func(id string) (int, bool)) {
	if degree == nil {
		return
	}
	for v := range b.deg {
		if n, ok := degree(b.ids.at(uint32(v))); ok {
			b.deg[v] = uint32(min(max(n, 0), maxCap))
			b.kind[v] |= stated
			b.stated = true
		}
	}
}
