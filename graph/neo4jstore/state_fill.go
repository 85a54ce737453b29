package neo4jstore

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"dragoman/graph"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// A topology is filled from packed rows of a few thousand relations each: rows
// that are much longer cost memory on both sides, much shorter ones time.
const (
	entitiesInRow  = 10_000
	relationsInRow = 5_000
	rowReaders     = 3 // that read rows of relations at once
)

// The streams go in the order of ids through the unique indexes; the last columns
// of an entity are the number of its relationships that go out and the number of
// its node. Relations are read by the latter: what is looked up for each of them,
// the id of its other end or its own, costs the database as much as all else. That
// a number still stands for the same node, the checksum of the evidence tells.
const (
	entityRows = `
MATCH (e:Entity) WHERE e.id > $p.after
WITH e ORDER BY e.id LIMIT $p.n
WITH collect([e.id, e.kind, e.named, COUNT { (e)-->() }, id(e)]) AS rows`

	documentRows = `
MATCH (d:Document) WHERE d.id > $p.after
WITH d ORDER BY d.id LIMIT $p.n
WITH collect([d.id, d.record]) AS rows`

	occurredRows = `
MATCH (x:Attribute) WHERE x.id > $p.after
WITH x ORDER BY x.id LIMIT $p.n
WITH collect(CASE x.name WHEN 'occurred' THEN [x.of, x.id, x.record, x.evidence] ELSE [null, x.id] END) AS rows`

	filledColumns = `[type(r), id(b), r.role, r.key, r.concerns, r.evidence]`
)

// relationRows gives the relations of a range of entities; hubRows a part of
// those of one entity, by numbers that stay with a relationship.
var (
	relationRows = `
MATCH (a:Entity) WHERE $p.from <= a.id <= $p.to
MATCH (a)-[r:` + relationTypes + `]->(b)
WITH id(a) AS node, collect(` + filledColumns + `) AS list
WITH collect([node, list]) AS rows`

	hubRows = `
MATCH (a:Entity {id: $p.from})
MATCH (a)-[r:` + relationTypes + `]->(b) WHERE id(r) % $p.parts = $p.part
WITH id(a) AS node, collect(` + filledColumns + `) AS list
WITH collect([node, list]) AS rows`
)

// filling reads everything that a topology is made from.
type filling struct {
	*reading
	st        *state
	ids       []string // of all entities, sorted
	out       []int64  // relationships that go out from each
	nodes     nodes
	documents []*graph.Document
	papers    map[string]uint32 // places of documents
}

// fill makes a topology of all that the database holds now, and says which
// revision that is: a later one than that of st where something was committed
// meanwhile, and then what was touched since st must still be applied to it.
func (s *Store) fill(ctx context.Context, st *state) (*topology.Graph, int64, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	f := &filling{reading: &reading{s: s, ctx: ctx, v: s.newView(ctx, st, direct{s}), seen: st.revision}, st: st}
	g, err := topology.Build(ctx, topology.Feed{
		Revision: s.name(st.revision), Entities: f.entityFeed, Documents: f.documentFeed,
		Numbered: f.relationFeed, Occurred: f.occurredFeed,
	})
	if err != nil {
		return nil, 0, err
	}
	return g, f.seen, nil
}

// keyset runs a statement for row after row, each after the last id of the one
// before, which is in column id.
func (f *filling) keyset(text string, id int, visit func(rows []any) error) error {
	for after := ""; ; {
		rows, err := f.rows(text, map[string]any{"after": after, "n": entitiesInRow})
		if err != nil {
			return err
		}
		if err := visit(rows); err != nil {
			return err
		}
		if len(rows) < entitiesInRow {
			return nil
		}
		after = str(rows[len(rows)-1].([]any)[id])
	}
}

func (f *filling) entityFeed(yield func(*graph.Entity, error) bool) {
	var numbers []int64
	err := f.keyset(entityRows, 0, func(rows []any) error {
		for _, row := range rows {
			cols := row.([]any)
			e, err := f.entity(cols)
			if err != nil {
				return err
			}
			f.ids, f.out, numbers = append(f.ids, e.ID), append(f.out, num(cols[3])), append(numbers, num(cols[4]))
			if !yield(e, nil) {
				return errEnough
			}
		}
		return nil
	})
	f.nodes = makeNodes(numbers)
	ended(yield, err)
}

func (f *filling) documentFeed(yield func(*graph.Document, error) bool) {
	err := f.keyset(documentRows, 0, func(rows []any) error {
		for _, row := range rows {
			cols := row.([]any)
			id := str(cols[0])
			d, err := pack.OpenDocument(id, blob(cols[1]))
			if err != nil {
				return f.v.damaged("document "+id, err)
			}
			d.Outlet = f.v.Of(d.Outlet)
			f.documents = append(f.documents, d)
		}
		return nil
	})
	if err != nil {
		yield(nil, err)
		return
	}
	if f.seen != f.st.revision {
		for whole := false; !whole; {
			kept := slices.DeleteFunc(slices.Clone(f.documents), func(d *graph.Document) bool {
				return d.Outlet != "" && !f.hasEntity(d.Outlet) || slices.ContainsFunc(d.BasedOn, func(id string) bool { return !f.hasDocument(id) })
			})
			whole, f.documents = len(kept) == len(f.documents), kept
		}
	}
	f.papers = make(map[string]uint32, len(f.documents))
	for i, d := range f.documents {
		f.papers[d.ID] = uint32(i)
		if !yield(d, nil) {
			return
		}
	}
}

func (f *filling) occurredFeed(yield func(*graph.AttributeRecord, error) bool) {
	pooled := map[string]*graph.AttributeRecord{}
	err := f.keyset(occurredRows, 1, func(rows []any) error {
		return f.pool(slices.DeleteFunc(rows[:len(rows):len(rows)], func(row any) bool { return row.([]any)[0] == nil }), pooled)
	})
	if err != nil {
		yield(nil, err)
		return
	}
	for of, a := range pooled {
		if f.seen != f.st.revision && !(f.hasEntity(of) && f.hasAll(a.Claims)) {
			continue // a commit since touched it
		}
		if !yield(a, nil) {
			return
		}
	}
}

func (f *filling) hasAll(claims []graph.Claim) bool {
	return !slices.ContainsFunc(claims, func(c graph.Claim) bool {
		return !f.hasDocument(c.Document) || !f.hasSources(c.Sources)
	})
}

func (f *filling) hasSources(list []graph.Source) bool {
	return !slices.ContainsFunc(list, func(s graph.Source) bool { return s.Entity != "" && !f.hasEntity(s.Entity) })
}

func (f *filling) hasEntity(id string) bool {
	_, ok := slices.BinarySearch(f.ids, id)
	return ok
}

func (f *filling) hasDocument(id string) bool {
	_, ok := slices.BinarySearchFunc(f.documents, id, func(d *graph.Document, id string) int { return cmp.Compare(d.ID, id) })
	return ok
}

// errEnough ends a stream that nobody reads further.
var errEnough = &graph.Error{Code: graph.Internal, Message: "nobody reads further"}

// ended gives the error of a stream to its reader.
func ended[T any](yield func(*T, error) bool, err error) {
	if err != nil && !errors.Is(err, errEnough) {
		yield(nil, err)
	}
}
