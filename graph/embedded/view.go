package embedded

import (
	"cmp"
	"context"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// view reads rows as the judgements make them look. It belongs to one call. It
// is a graph.Docket; an error of its methods without one is kept for failed.
type view struct {
	*merge.View
	c         *conn
	g         *topology.Graph
	documents map[string]*graph.Document // nil for an unknown id; outlet replaced
	familyOf  map[string]string          // by document
	named     map[string]bool
	err       error

	// Of a reader's view; nil and 0 of a writer's, which sees rows of its own.
	kept     *kept
	papers   *kept
	calls    *calls
	revision int64
}

func newView(c *conn, g *topology.Graph, merges *merge.View) *view {
	return &view{View: merges, c: c, g: g, documents: map[string]*graph.Document{}, familyOf: map[string]string{}, named: map[string]bool{}}
}

// keep remembers the first error.
func (v *view) keep(err error) {
	if v.err == nil {
		v.err = err
	}
}

func (v *view) damaged(what string, err error) error {
	if v.c == nil {
		return errNoRows // whoever reads it by a connection says where it is
	}
	return damaged(v.c.where, what, err)
}

// Document implements graph.Docket.
func (v *view) Document(id string) *graph.Document {
	d, ok := v.documents[id]
	if ok || v.err != nil {
		return d
	}
	d, err := v.document(id)
	v.keep(err)
	v.documents[id] = d
	return d
}

// Family implements graph.Docket.
func (v *view) Family(id string) string {
	family, ok := v.familyOf[id]
	if ok || v.err != nil {
		return family
	}
	found, err := v.c.one("SELECT family FROM document WHERE id = ?", id)
	v.keep(err)
	family = str(found)
	v.familyOf[id] = family
	return family
}

// Canonical implements graph.Docket.
func (v *view) Canonical(id string) string { return v.Of(id) }

// Named implements graph.Docket.
func (v *view) Named(id string) bool {
	is, ok := v.named[id]
	if !ok {
		e, err := v.entity(id)
		v.keep(err)
		is = e != nil && e.Named
		v.named[id] = is
	}
	return is
}

// rawEntity reads one record; nil where there is none.
func (v *view) rawEntity(id string) (e *graph.Entity, err error) {
	err = v.c.each(context.Background(), "SELECT body FROM entity WHERE id = ?", func(row []driverValue) error {
		var err error
		if e, err = pack.OpenEntity(id, blob(row[0])); err != nil {
			return v.damaged("entity "+id, err)
		}
		return errStop
	}, id)
	return e, err
}

// entity gives what a canonical id stands for, all its records in one; nil for
// an unknown id. Degree is that of the topology. What a reader gets is read only.
func (v *view) entity(id string) (*graph.Entity, error) {
	if v.kept == nil {
		_, degree, _ := v.entityOfGraph(id)
		return v.readEntity(id, degree)
	}
	e := new(graph.Entity)
	if there, err := v.entityTo(id, e); !there {
		return nil, err
	}
	return e, nil
}

// entityTo is entity for a reader who has the memory, which is zero.
func (v *view) entityTo(id string, e *graph.Entity) (there bool, err error) {
	x := v.kept.get(id)
	at, pooled := stamp(x.stamp), v.Pooled(id)
	good := x.slot != nil && (v.kept.still(at.revision(), v.revision) || !pooled && v.kept.good(id, at.revision(), v.revision))
	degree := at.degree()
	if !good || at.revision() != v.revision || degree < 0 {
		if _, degree, there = v.g.Entity(id); !there {
			return false, nil
		}
		at = stamped(v.revision, degree)
	}
	record := x.bytes
	switch {
	case !good:
		if record, err = v.entityRecord(id, pooled); record == nil {
			return false, err
		}
		v.kept.keep(id, record, at)
	case uint64(at) != x.stamp:
		x.again(uint64(at))
	}
	if err := pack.ReadEntity(id, record, e); err != nil {
		return false, v.damaged("entity "+id, err)
	}
	e.Degree = degree
	if pooled {
		e.FormerIDs = v.formerIDs(id)
	}
	return true, nil
}

// entityRecord reads the packed record of an entity, or makes one of all its records;
// nil where there is none.
func (v *view) entityRecord(id string, pooled bool) (record []byte, err error) {
	if pooled {
		e, err := v.readEntity(id, 0)
		if err != nil || e == nil {
			return nil, err
		}
		return pack.Record(new(pack.Packer).Entity(e), id)
	}
	v.kept.miss(v.c, v.revision)
	err = v.c.each(context.Background(), "SELECT body FROM entity WHERE id = ?", func(row []driverValue) (err error) {
		if record, err = pack.Record(blob(row[0]), id); err != nil {
			return v.damaged("entity "+id, err)
		}
		return errStop
	}, id)
	return record, err
}

// formerIDs are those that an entity stands for besides its own.
func (v *view) formerIDs(id string) []string {
	return slices.DeleteFunc(slices.Clone(v.Raws(id)), func(raw string) bool { return raw == id })
}

func (v *view) entityOfGraph(id string) (kind graph.EntityKind, degree int, ok bool) {
	if v.g == nil {
		return 0, 0, false
	}
	return v.g.Entity(id)
}

func (v *view) readEntity(id string, degree int) (*graph.Entity, error) {
	e, err := v.rawEntity(id)
	if err != nil || e == nil {
		return nil, err
	}
	if raws := v.Raws(id); len(raws) > 1 {
		if e, err = v.whole(e, raws); err != nil {
			return nil, err
		}
	}
	e.Degree = degree
	return e, nil
}

// document gives a document by its id, outlet replaced; nil for an unknown id.
func (v *view) document(id string) (*graph.Document, error) {
	d := new(graph.Document)
	if there, err := v.documentTo(id, d); !there {
		return nil, err
	}
	return d, nil
}

// documentTo is document for who has the memory, which is zero.
func (v *view) documentTo(id string, d *graph.Document) (there bool, err error) {
	if v.papers == nil {
		record, err := v.documentRecord(id)
		if record == nil {
			return false, err
		}
		return true, v.readDocument(id, record, d)
	}
	x, at := v.papers.get(id), stamped(v.revision, -1)
	record := x.bytes
	switch {
	case x.slot == nil || !v.papers.good(id, stamp(x.stamp).revision(), v.revision):
		if record, err = v.documentRecord(id); record == nil {
			return false, err
		}
		v.papers.keep(id, record, at)
	case uint64(at) != x.stamp:
		x.again(uint64(at))
	}
	return true, v.readDocument(id, record, d)
}

func (v *view) readDocument(id string, record []byte, d *graph.Document) error {
	if err := pack.ReadDocument(id, record, d); err != nil {
		return v.damaged("document "+id, err)
	}
	d.Outlet = v.Of(d.Outlet)
	return nil
}

func (v *view) documentRecord(id string) (record []byte, err error) {
	if v.papers != nil {
		v.papers.miss(v.c, v.revision)
	}
	err = v.c.each(context.Background(), "SELECT body FROM document WHERE id = ?", func(row []driverValue) (err error) {
		if record, err = pack.Record(blob(row[0]), id); err != nil {
			return v.damaged("document "+id, err)
		}
		return errStop
	}, id)
	return record, err
}

// whole adds the records of former ids to the survivor's.
func (v *view) whole(e *graph.Entity, raws []string) (*graph.Entity, error) {
	var merged []*graph.Entity
	for _, id := range raws {
		if id == e.ID {
			continue
		}
		raw, err := v.rawEntity(id)
		if err != nil {
			return nil, err
		}
		if raw == nil {
			return nil, v.damaged("entity "+id+" is missing", nil)
		}
		merged = append(merged, raw)
	}
	return merge.Entity(e, merged)
}

// fact is one claim as stored.
type fact struct {
	num      int64
	about    string
	claim    graph.Claim
	identity topology.Identity // Type is 0 for an attribute
}

const factColumns = "SELECT num, id, about, body FROM fact "

func (v *view) readFact(row []driverValue) (fact, error) {
	f := fact{num: num(row[0]), about: str(row[2])}
	var err error
	if f.claim, f.identity, err = pack.OpenClaim(str(row[1]), f.about, blob(row[3])); err != nil {
		return f, v.damaged("claim "+str(row[1]), err)
	}
	return f, nil
}

// factsAbout reads the claims about one relation or attribute as loaded.
func (v *view) factsAbout(raw string) (fs []fact, err error) {
	err = v.c.each(context.Background(), factColumns+"WHERE about_key = ? AND about = ?", func(row []driverValue) error {
		f, err := v.readFact(row)
		fs = append(fs, f)
		return err
	}, keyOf(raw), raw)
	return fs, err
}

// relation reads a relation whole, by its canonical id: ids and sources
// replaced, claims by id. nil for an unknown id.
func (v *view) relation(id string) (*graph.RelationRecord, error) {
	return v.relationOf(id, v.factsAbout, v.concernsOf)
}

// relationOf puts one together of what there is by raw id.
func (v *view) relationOf(id string, facts func(raw string) ([]fact, error), concerns func(raw string) ([]string, error)) (*graph.RelationRecord, error) {
	var r *graph.RelationRecord
	for _, raw := range v.Raws(id) {
		fs, err := facts(raw)
		if err != nil {
			return nil, err
		}
		for _, f := range fs {
			if i := v.Identity(f.identity); r == nil || r.ID != id && i.ID() == id {
				claims := []graph.Claim(nil)
				if r != nil {
					claims = r.Claims
				}
				r = &graph.RelationRecord{ID: i.ID(), From: i.From, Type: i.Type, To: i.To, Role: i.Role, Key: i.Key, Claims: claims}
			}
			r.Claims = append(r.Claims, v.Claim(f.claim))
		}
	}
	if r == nil {
		return nil, nil
	}
	r.ID = id
	slices.SortFunc(r.Claims, func(a, b graph.Claim) int { return cmp.Compare(a.ID, b.ID) })
	for _, raw := range v.Raws(id) {
		entities, err := concerns(raw)
		if err != nil {
			return nil, err
		}
		for _, e := range entities {
			r.Concerns = append(r.Concerns, v.Of(e))
		}
	}
	slices.Sort(r.Concerns)
	r.Concerns = slices.Compact(r.Concerns)
	return r, nil
}

func (v *view) concernsOf(raw string) (entities []string, err error) {
	err = v.c.each(context.Background(), "SELECT entity FROM concern WHERE relation = ?", func(row []driverValue) error {
		entities = append(entities, str(row[0]))
		return nil
	}, raw)
	return entities, err
}

// rawAttribute reads an attribute as loaded, without claims; nil where there is none.
func (v *view) rawAttribute(id string) (a *graph.AttributeRecord, err error) {
	err = v.c.each(context.Background(), "SELECT body FROM attribute WHERE id = ?", func(row []driverValue) error {
		var err error
		if a, err = pack.OpenAttribute(id, blob(row[0])); err != nil {
			return v.damaged("attribute "+id, err)
		}
		return errStop
	}, id)
	return a, err
}

// attributesOf reads the attributes of an entity or relation by its canonical
// id, ids and sources replaced, in the order of attributes, with claims by id.
func (v *view) attributesOf(of string) ([]*graph.AttributeRecord, error) {
	byKey := map[graph.AttributeKey]*graph.AttributeRecord{}
	for _, target := range v.Raws(of) {
		err := v.c.each(context.Background(), "SELECT id, body FROM attribute WHERE target = ?", func(row []driverValue) error {
			id := str(row[0])
			a, err := pack.OpenAttribute(id, blob(row[1]))
			if err != nil {
				return v.damaged("attribute "+id, err)
			}
			a.Of, a.Entity = of, v.Of(a.Entity)
			if k := a.Identity(); byKey[k] == nil {
				byKey[k] = a
			}
			return v.addClaims(byKey[a.Identity()], id)
		}, target)
		if err != nil {
			return nil, err
		}
	}
	out := make([]*graph.AttributeRecord, 0, len(byKey))
	for _, a := range byKey {
		slices.SortFunc(a.Claims, func(a, b graph.Claim) int { return cmp.Compare(a.ID, b.ID) })
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b *graph.AttributeRecord) int { return compareKeys(a.Identity(), b.Identity()) })
	return out, nil
}

func (v *view) addClaims(a *graph.AttributeRecord, raw string) error {
	fs, err := v.factsAbout(raw)
	for _, f := range fs {
		a.Claims = append(a.Claims, v.Claim(f.claim))
	}
	return err
}

func compareKeys(a, b graph.AttributeKey) int {
	return slices.Compare(graph.AttributeSortKey(a), graph.AttributeSortKey(b))
}
