package embedded

import (
	"context"
	"errors"
	"iter"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// Only the attribute of this name is part of the topology: off it the state of a
// meeting is read.
const occurred = "occurred"

// build makes the topology of all rows that the view sees.
func (s *Store) build(ctx context.Context, v *view, revision string) (*topology.Graph, error) {
	shared, err := v.manyClaims(ctx)
	if err != nil {
		return nil, err
	}
	g, err := topology.Build(ctx, topology.Feed{
		Revision: revision, Documents: v.feedDocuments(ctx), Entities: v.feedEntities(ctx),
		Relations: v.feedRelations(ctx, shared), Occurred: v.feedOccurred(ctx),
	})
	if err != nil {
		return nil, err
	}
	return s.tune(g), nil
}

func (s *Store) tune(g *topology.Graph) *topology.Graph {
	if g == nil || s.set.budget == 0 {
		return g
	}
	return g.WithOptions(topology.Options{Budget: s.set.budget})
}

// stream makes a sequence of a query's rows.
func stream[T any](ctx context.Context, c *conn, query string, read func(row []driverValue) (T, bool, error), args ...driverValue) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		err := c.each(ctx, query, func(row []driverValue) error {
			x, ok, err := read(row)
			if err == nil && ok && !yield(x, nil) {
				err = errStopped
			}
			return err
		}, args...)
		if err != nil && !errors.Is(err, errStopped) {
			var none T
			yield(none, err)
		}
	}
}

func (v *view) feedDocuments(ctx context.Context) iter.Seq2[*graph.Document, error] {
	return stream(ctx, v.c, "SELECT id, body FROM document ORDER BY id", func(row []driverValue) (*graph.Document, bool, error) {
		d, err := pack.OpenDocument(str(row[0]), blob(row[1]))
		if err != nil {
			return nil, false, v.damaged("document "+str(row[0]), err)
		}
		d.Outlet = v.Of(d.Outlet)
		return d, true, nil
	})
}

func (v *view) feedEntities(ctx context.Context) iter.Seq2[*graph.Entity, error] {
	return stream(ctx, v.c, "SELECT id, body FROM entity ORDER BY id", func(row []driverValue) (*graph.Entity, bool, error) {
		id := str(row[0])
		if v.Of(id) != id {
			return nil, false, nil
		}
		if v.Pooled(id) {
			e, err := v.entity(id)
			return e, true, err
		}
		e, err := pack.OpenEntity(id, blob(row[1]))
		if err != nil {
			err = v.damaged("entity "+id, err)
		}
		return e, true, err
	})
}

// manyClaims finds what has more than one claim, which is read by itself, so that
// all else can be read in the order of the file.
func (v *view) manyClaims(ctx context.Context) (map[int64]bool, error) {
	many := map[int64]bool{}
	err := v.c.each(ctx, "SELECT about_key FROM fact WHERE about_key >= ? GROUP BY about_key HAVING count(*) > 1", func(row []driverValue) error {
		many[num(row[0])] = true
		return nil
	}, firstRelationKey)
	return many, err
}

// feedRelations gives each relation once: those with one claim and no part in a
// merge straight from their row.
func (v *view) feedRelations(ctx context.Context, many map[int64]bool) iter.Seq2[*graph.RelationRecord, error] {
	return func(yield func(*graph.RelationRecord, error) bool) {
		concerned := map[string]bool{}
		err := v.c.each(ctx, "SELECT DISTINCT relation FROM concern", func(row []driverValue) error {
			concerned[str(row[0])] = true
			return nil
		})
		var (
			one  graph.RelationRecord
			list [1]graph.Claim
		)
		if err == nil {
			err = v.c.each(ctx, factColumns+"WHERE +about_key >= ? ORDER BY num", func(row []driverValue) error {
				about := str(row[2])
				if many[keyOf(about)] || concerned[about] || v.inView(about) {
					return nil
				}
				f, err := v.readFact(row)
				if err != nil {
					return err
				}
				i := f.identity
				list[0] = v.Claim(f.claim)
				one = graph.RelationRecord{ID: about, From: i.From, Type: i.Type, To: i.To, Role: i.Role, Key: i.Key, Claims: list[:]}
				if !yield(&one, nil) {
					return errStopped
				}
				return nil
			}, firstRelationKey)
		}
		if err == nil {
			err = v.feedOthers(ctx, many, concerned, yield)
		}
		if err != nil && !errors.Is(err, errStopped) {
			yield(nil, err)
		}
	}
}

func (v *view) inView(relation string) bool {
	return v.Pooled(relation) || v.Of(relation) != relation
}

// feedOthers gives the relations that take more than one row.
func (v *view) feedOthers(ctx context.Context, many map[int64]bool, concerned map[string]bool, yield func(*graph.RelationRecord, error) bool) error {
	done := map[string]bool{}
	give := func(raw string) error {
		id := v.Of(raw)
		if done[id] || !merge.IsRelation(id) {
			return nil
		}
		done[id] = true
		if err := inTime(ctx); err != nil {
			return err
		}
		r, err := v.relation(id)
		if err == nil && r != nil && !yield(r, nil) {
			err = errStopped
		}
		return err
	}
	for key := range many {
		var ids []string
		err := v.c.each(ctx, "SELECT DISTINCT about FROM fact WHERE about_key = ?", func(row []driverValue) error {
			ids = append(ids, str(row[0]))
			return nil
		}, key)
		for _, id := range ids {
			if err == nil {
				err = give(id)
			}
		}
		if err != nil {
			return err
		}
	}
	for id := range concerned {
		if err := give(id); err != nil {
			return err
		}
	}
	var err error
	v.Members(func(id string, _ []string) {
		if err == nil {
			err = give(id)
		}
	})
	return err
}

func (v *view) feedOccurred(ctx context.Context) iter.Seq2[*graph.AttributeRecord, error] {
	done := map[string]bool{}
	return stream(ctx, v.c, "SELECT id, body FROM attribute ORDER BY id", func(row []driverValue) (*graph.AttributeRecord, bool, error) {
		a, err := pack.OpenAttribute(str(row[0]), blob(row[1]))
		if err != nil {
			return nil, false, v.damaged("attribute "+str(row[0]), err)
		}
		of := v.Of(a.Of)
		if a.Name != occurred || done[of] || merge.IsRelation(of) {
			return nil, false, nil
		}
		done[of] = true
		a, err = v.occurredOf(of)
		return a, a != nil, err
	})
}

// occurredOf gives the attribute "occurred" of a meeting; nil where there is none.
func (v *view) occurredOf(meeting string) (*graph.AttributeRecord, error) {
	of, err := v.attributesOf(meeting)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(of, func(a *graph.AttributeRecord) bool { return a.Name == occurred })
	if i < 0 {
		return nil, nil
	}
	return of[i], nil
}
