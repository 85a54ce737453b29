package neo4jstore

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"

	"dragoman/graph"
	"dragoman/graph/pack"
)

// errStopped ends a stream that its reader has enough of.
var errStopped = errors.New("stopped by the reader")

// Export implements graph.Exporter. It reads one state, chunk by chunk with flat
// memory, and holds all writers back until it ends: whoever reads it must not
// write to the store meanwhile, nor dawdle.
func (s *Store) Export(ctx context.Context) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		err := s.enter(ctx)
		if err == nil {
			defer s.leave()
			err = s.hold(ctx, func(t transaction, st *state) error {
				v := s.newView(ctx, st, t)
				return v.export(func(r graph.Record) error {
					if !yield(r, nil) {
						return errStopped
					}
					return nil
				})
			})
		}
		if err != nil && !errors.Is(err, errStopped) {
			yield(graph.Record{}, err)
		}
	}
}

func (v *view) export(give func(graph.Record) error) error {
	for _, part := range []func(func(graph.Record) error) error{v.exportDocuments, v.exportEntities, v.exportRelations, v.exportAttributes, v.exportJudgements} {
		if err := part(give); err != nil {
			return err
		}
	}
	return nil
}

// chunks runs a statement that takes $after and $limit until it gives no more;
// the first column is what it is ordered by.
func (v *view) chunks(text, after string, visit func(rows []any) error) error {
	for {
		rows, err := v.rows(text, map[string]any{"after": after, "limit": nextChunk})
		if err != nil {
			return err
		}
		if err := visit(rows); err != nil || len(rows) < nextChunk {
			return err
		}
		after = str(rows[len(rows)-1].([]any)[0])
	}
}

const documentRecords = `
MATCH (d:Document)
WHERE d.id > $p.after
WITH d ORDER BY d.id LIMIT $p.limit
WITH collect([d.id, d.record]) AS rows`

func (v *view) exportDocuments(give func(graph.Record) error) error {
	return v.chunks(documentRecords, "", func(rows []any) error {
		for _, r := range rows {
			id := str(r.([]any)[0])
			d, err := pack.OpenDocument(id, blob(r.([]any)[1]))
			if err != nil {
				return v.damaged("document "+id, err)
			}
			if err := give(graph.Record{Document: d}); err != nil {
				return err
			}
		}
		return nil
	})
}

const entityRecords = `
CALL () {
  MATCH (e:Entity) WHERE e.id > $p.after
  RETURN e ORDER BY e.id LIMIT $p.limit
UNION ALL
  MATCH (e:Former) WHERE e.id > $p.after
  RETURN e ORDER BY e.id LIMIT $p.limit
}
WITH e ORDER BY e.id LIMIT $p.limit
WITH collect([e.id, e.record]) AS rows`

func (v *view) exportEntities(give func(graph.Record) error) error {
	return v.chunks(entityRecords, "", func(rows []any) error {
		for _, r := range rows {
			id := str(r.([]any)[0])
			e, err := pack.OpenEntity(id, blob(r.([]any)[1]))
			if err != nil {
				return v.damaged("entity "+id, err)
			}
			if err := give(graph.Record{Entity: e}); err != nil {
				return err
			}
		}
		return nil
	})
}

const (
	// aboutRelations is before all ids of relations; "r;" is after them.
	aboutRelations = "r:"

	claimsInRelations = `
MATCH (c:Claim)
WHERE c.about > $p.after AND c.about < 'r;'
WITH c ORDER BY c.about LIMIT $p.limit
WITH collect([c.about, c.id, c.record]) AS rows`

	rawClaims = `
UNWIND $p.abouts AS about
MATCH (c:Claim {about: about})
WITH collect([c.about, c.id, c.record]) AS rows`

	concernsOf = `
UNWIND $p.relations AS relation
MATCH (k:Concern {relation: relation})
WITH collect([k.relation, k.entity]) AS rows`
)

// inGroups is chunks for rows of which those with the same first column belong
// together: visit is given whole groups only. A group longer than a chunk is
// fetched by the other statement, which takes the column as the parameter.
func (v *view) inGroups(text, after, whole, parameter string, visit func(rows []any) error) error {
	for {
		rows, err := v.rows(text, map[string]any{"after": after, "limit": nextChunk})
		if err != nil || len(rows) == 0 {
			return err
		}
		last := len(rows) < nextChunk
		after = str(rows[len(rows)-1].([]any)[0])
		if !last {
			first := slices.IndexFunc(rows, func(r any) bool { return str(r.([]any)[0]) == after })
			if first > 0 { // the last group may go on: it comes with the next chunk
				rows = rows[:first]
				after = str(rows[first-1].([]any)[0])
			} else if rows, err = v.rows(whole, map[string]any{parameter: []string{after}}); err != nil {
				return err
			}
		}
		if err := visit(rows); err != nil || last {
			return ignore(err, errOneGroup)
		}
	}
}

// errOneGroup ends inGroups without being an error of it.
var errOneGroup = errors.New("one group is enough")

func ignore(err, what error) error {
	if errors.Is(err, what) {
		return nil
	}
	return err
}

func (v *view) exportRelations(give func(graph.Record) error) error {
	return v.inGroups(claimsInRelations, aboutRelations, rawClaims, "abouts", func(rows []any) error {
		var (
			relations []*graph.RelationRecord
			byID      = map[string]*graph.RelationRecord{}
			ids       []string
		)
		for _, r := range rows {
			cols := r.([]any)
			about, id := str(cols[0]), str(cols[1])
			c, i, err := pack.OpenClaim(id, about, blob(cols[2]))
			if err != nil {
				return v.damaged("claim "+id, err)
			}
			if byID[about] == nil {
				byID[about] = &graph.RelationRecord{ID: about, From: i.From, Type: i.Type, To: i.To, Role: i.Role, Key: i.Key}
				relations, ids = append(relations, byID[about]), append(ids, about)
			}
			byID[about].Claims = append(byID[about].Claims, c)
		}
		concerns, err := v.rows(concernsOf, map[string]any{"relations": ids})
		if err != nil {
			return err
		}
		for _, k := range concerns {
			r := byID[str(k.([]any)[0])]
			r.Concerns = append(r.Concerns, str(k.([]any)[1]))
		}
		for _, r := range relations {
			slices.Sort(r.Concerns)
			sortClaims(r.Claims)
			if err := give(graph.Record{Relation: r}); err != nil {
				return err
			}
		}
		return nil
	})
}

func sortClaims(cs []graph.Claim) {
	slices.SortFunc(cs, func(a, b graph.Claim) int { return cmp.Compare(a.ID, b.ID) })
}
