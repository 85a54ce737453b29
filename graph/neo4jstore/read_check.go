package neo4jstore

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// Check implements graph.Checker: everything that is kept besides records is made
// again from the records and compared. It reads everything, a chunk at a time;
// writers are not held up.
func (s *Store) Check(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		c := &checker{s: s, ctx: ctx, yield: yield, families: merge.Classes{}, named: map[string]topology.Identity{}}
		for _, part := range []func() error{c.readBases, c.documents, c.entities, c.relations, c.claims, c.attributes, c.aliases} {
			if err := part(); err != nil {
				if !errors.Is(err, errStopped) {
					yield("", err)
				}
				return
			}
		}
	}
}

type checker struct {
	s        *Store
	ctx      context.Context
	yield    func(string, error) bool
	families merge.Classes                // of documents that basedOn joins
	named    map[string]topology.Identity // of relations as loaded that a view may move
}

// findings are what one chunk shows.
type findings struct {
	*view
	list []string
}

func (f *findings) add(format string, args ...any) {
	f.list = append(f.list, fmt.Sprintf(format, args...))
}

// chunk looks at a part of the store in one state, and yields what is wrong.
func (c *checker) chunk(work func(*findings) error) error {
	var f *findings
	err := c.s.look(c.ctx, func(v *view) error {
		f = &findings{view: v}
		return work(f)
	})
	if err != nil {
		return err
	}
	for _, says := range f.list {
		if !c.yield(says, nil) {
			return errStopped
		}
	}
	return nil
}

// each goes through all rows of a statement that takes $after and $limit, whose
// first column is what it is ordered by.
func (c *checker) each(text string, work func(f *findings, rows []any) error) error {
	for after, last := "", false; !last; {
		next := ""
		err := c.chunk(func(f *findings) error {
			rows, err := f.rows(text, map[string]any{"after": after, "limit": nextChunk})
			if err != nil {
				return err
			}
			if last = len(rows) < nextChunk; len(rows) > 0 {
				next = str(rows[len(rows)-1].([]any)[0])
			}
			return work(f, rows)
		})
		if err != nil {
			return err
		}
		after = next
	}
	return nil
}

const documentsToCheck = `
MATCH (d:Document)
WHERE d.id > $p.after
WITH d ORDER BY d.id LIMIT $p.limit
WITH collect([d.id, d.record, d.family, d.day, d.known, d.outlet,
  [(d)-[:DRAWS_ON]->(b) | b.id], [(d)-[:PUBLISHED_BY]->(o) | o.id]]) AS rows`

// readBases joins families.
func (c *checker) readBases() error {
	return c.each(documentRecords, func(_ *findings, rows []any) error {
		for _, r := range rows {
			cols := r.([]any)
			d, err := pack.OpenDocument(str(cols[0]), blob(cols[1]))
			if err != nil {
				continue // told by documents
			}
			for _, base := range d.BasedOn {
				c.families.Unite(d.ID, base)
			}
		}
		return nil
	})
}

func (c *checker) documents() error {
	return c.each(documentsToCheck, func(f *findings, rows []any) error {
		for _, r := range rows {
			cols := r.([]any)
			id := str(cols[0])
			d, err := pack.OpenDocument(id, blob(cols[1]))
			if err != nil {
				f.add("document %s: %v", id, err)
				continue
			}
			if want := c.families.Of(id); str(cols[2]) != want {
				f.add("document %s: its family is %s, by basedOn it is %s", id, str(cols[2]), want)
			}
			if num(cols[3]) != int64(graph.DocumentSortDay(d)) || num(cols[4]) != int64(knownOf(d)) {
				f.add("document %s: it is listed or known under another day than its own", id)
			}
			if !slices.Equal(gathered(texts(cols[6])), gathered(d.BasedOn)) {
				f.add("document %s: it is not joined to what it is based on", id)
			}
			if o := texts(cols[7]); str(cols[5]) != d.Outlet || len(o) > 1 || len(o) == 1 && o[0] != d.Outlet || len(o) == 0 && d.Outlet != "" {
				f.add("document %s: it is not joined to its outlet", id)
			}
		}
		return nil
	})
}

var entitiesToCheck = `
CALL () {
  MATCH (e:Entity) WHERE e.id > $p.after
  RETURN e ORDER BY e.id LIMIT $p.limit
UNION ALL
  MATCH (e:Former) WHERE e.id > $p.after
  RETURN e ORDER BY e.id LIMIT $p.limit
}
WITH e ORDER BY e.id LIMIT $p.limit
WITH collect([e.id, e.record, e.view, e.kind, e.name, e.named, e.words, e.degree, e.into, labels(e),
  COUNT { (e)-[r:` + anyType + `]-(:Entity) WHERE r.status <> 'RETRACTED' },
  coalesce(e.magnitude, 1) = size(toString(e.degree))]) AS rows`

func (c *checker) entities() error {
	return c.each(entitiesToCheck, func(f *findings, rows []any) error {
		for _, r := range rows {
			if err := f.entity(r.([]any)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f *findings) entity(cols []any) error {
	id := str(cols[0])
	e, err := pack.OpenEntity(id, blob(cols[1]))
	if err != nil {
		f.add("entity %s: %v", id, err)
		return nil
	}
	label := texts(cols[9])
	if into := f.Of(id); into != id {
		if !slices.Contains(label, "Former") || str(cols[8]) != into {
			f.add("entity %s: it is merged into %s, and its node does not say so", id, into)
		}
		return nil
	}
	if !slices.Contains(label, "Entity") || !slices.Contains(label, labels[e.Kind]) || str(cols[3]) != e.Kind.String() {
		f.add("entity %s: its labels or its kind are not those of a %s", id, e.Kind)
	}
	if num(cols[7]) != num(cols[10]) {
		f.add("entity %s: its degree is %d, it has %d relations", id, num(cols[7]), num(cols[10]))
	}
	if !truth(cols[11]) {
		f.add("entity %s: its magnitude is not that of its degree", id)
	}
	if f.Pooled(id) != (cols[2] != nil) {
		f.add("entity %s: what was merged into it is not shown, or it shows what was not", id)
	}
	if body := blob(cols[2]); body != nil {
		if e, err = pack.OpenEntity(id, body); err != nil {
			f.add("entity %s, as the view shows it: %v", id, err)
			return nil
		}
	}
	if str(cols[6]) != wordsOf(e) || str(cols[4]) != e.Name || truth(cols[5]) != e.Named {
		f.add("entity %s: search finds it by other names than its own", id)
	}
	return nil
}
