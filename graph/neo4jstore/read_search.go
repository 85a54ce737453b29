package neo4jstore

import (
	"context"
	"slices"

	"dragoman/graph"
	"dragoman/names"
)

// namesakesByWords gives what the full-text index finds: id, degree, where there are
// not too many the whole record, name, names, kind.
const namesakesByWords = `
CALL db.index.fulltext.queryNodes('dragoman_entity_words', $p.words) YIELD node AS e
WHERE e.kind IN $p.kinds
WITH collect(e) AS found
UNWIND found AS e
WITH collect([e.id, e.degree, CASE WHEN size(found) <= $p.whole THEN coalesce(e.view, e.record) END, e.name, e.names, e.kind]) AS rows`

// wholeUpTo is the number of candidates up to which their records come with them,
// so that a search takes one round trip.
const wholeUpTo = 60

// Search implements graph.Searcher. The index of words gives candidates, the
// names decide.
func (s *Store) Search(ctx context.Context, q graph.SearchQuery) (p graph.Page[graph.SearchHit], err error) {
	err = s.look(ctx, func(v *view) error {
		asks := []ask{{slice: q.Slice, where: q.Where}}
		seen, err := v.sights(asks)
		if err != nil {
			return err
		}
		if q.Text == "" {
			p, err = seen[0].everyName(q)
		} else {
			p, err = seen[0].search(q)
		}
		return err
	})
	if err != nil {
		return graph.Page[graph.SearchHit]{}, err
	}
	return p, nil
}

// kindNames are the kinds that a search is for.
func (s *sight) kindNames(kinds []graph.EntityKind) []string {
	out := []string{}
	for _, k := range graph.EntityKinds() {
		if s.isOf(kinds, k) {
			out = append(out, k.String())
		}
	}
	return out
}

func (s *sight) isOf(kinds []graph.EntityKind, k graph.EntityKind) bool {
	return (kinds == nil || slices.Contains(kinds, k)) && s.where.HasKind(k)
}

// namesake is a candidate and how well it fits.
type namesake struct {
	id      string
	score   int
	degree  int
	matched string        // the first of the names that fits best
	whole   *graph.Entity // where it came
}

func (s *sight) search(q graph.SearchQuery) (p graph.Page[graph.SearchHit], err error) {
	if g := s.atHand(); g != nil && s.st.entities != nil && !s.narrows() {
		l, err := s.called(g, q.Text)
		if err != nil {
			return p, err
		}
		return l.page(s, q)
	}
	var rows []row[namesake]
	err = s.eachNamesake(names.Prepare(q.Text), s.kindNames(q.Kinds), func(n *namesake, _ []any) error {
		rows = append(rows, row[namesake]{graph.SearchKey(n.score, n.degree, n.id), *n})
		return nil
	})
	if err != nil {
		return p, err
	}
	if rows, err = s.related(rows); err != nil {
		return p, err
	}
	return s.hits(page(q.Slice, rows))
}

// eachNamesake shows the entities that a text finds, of some kinds, each with its
// row.
func (s *sight) eachNamesake(asked names.Query, kinds []string, visit func(n *namesake, cols []any) error) error {
	found, err := s.rows(namesakesByWords, map[string]any{"words": namesakes(asked), "kinds": kinds, "whole": wholeUpTo})
	if err != nil {
		return err
	}
	for _, f := range found {
		cols := f.([]any)
		n := namesake{id: str(cols[0]), degree: int(num(cols[1])), matched: str(cols[3])}
		n.score = int(asked.Match(n.matched))
		for _, name := range texts(cols[4]) {
			if x := int(asked.Match(name)); x > n.score {
				n.matched, n.score = name, x
			}
		}
		if n.score == 0 {
			continue
		}
		if cols[2] != nil {
			if n.whole, err = s.entityRow(cols[:3]); err != nil {
				return err
			}
		}
		if err := visit(&n, cols); err != nil {
			return err
		}
	}
	return nil
}

// hits shows a page of namesakes.
func (s *sight) hits(found graph.Page[namesake]) (p graph.Page[graph.SearchHit], err error) {
	p = graph.Page[graph.SearchHit]{Keys: found.Keys, More: found.More, Total: found.Total}
	var absent []string
	for _, n := range found.Items {
		if n.whole == nil {
			absent = append(absent, n.id)
		}
	}
	fetched := map[string]*graph.Entity{}
	if absent != nil {
		if fetched, err = s.entities(absent); err != nil {
			return p, err
		}
	}
	for _, n := range found.Items {
		e := n.whole
		if e == nil {
			e = fetched[n.id]
		}
		p.Items = append(p.Items, graph.SearchHit{Entity: e, MatchedName: n.matched, Score: n.score})
	}
	return p, nil
}

// relatedAtOnce entities are asked for their relations with one statement.
const relatedAtOnce = 200

// related keeps the candidates of which some relation passes the filter, Kinds
// apart; without one, all.
func (s *sight) related(rows []row[namesake]) ([]row[namesake], error) {
	if !s.narrows() {
		return rows, nil
	}
	var kept []row[namesake]
	for chunk := range slices.Chunk(rows, relatedAtOnce) {
		ids := make([]string, len(chunk))
		for i, r := range chunk {
			ids[i] = r.item.id
		}
		has, err := s.withRelation(ids)
		if err != nil {
			return nil, err
		}
		for _, r := range chunk {
			if has[r.item.id] {
				kept = append(kept, r)
			}
		}
	}
	return kept, nil
}

// narrows says that the filter asks for a relation.
func (s *sight) narrows() bool {
	if s.where == nil {
		return false
	}
	rest := *s.where
	rest.Kinds = nil
	return rest.SelectsClaims() || rest.SelectsRelations()
}

// withRelation tells which entities have a relation that passes the filter, Kinds
// apart.
func (s *sight) withRelation(ids []string) (map[string]bool, error) {
	rest := *s.where
	rest.Kinds = nil
	has := make(map[string]bool, len(ids))
	if g := s.atHand(); g != nil {
		for _, id := range ids {
			p, err := g.RelationPage(s.ctx, graph.RelationQuery{Of: []string{id}, Where: &rest})
			if err != nil {
				return nil, err
			}
			has[id] = p.More
		}
		return has, nil
	}
	p := s.newPool()
	if err := p.fill(wanted{entities: ids}); err != nil {
		return nil, err
	}
	under := s.over(p)
	under.where = &rest
	for _, id := range ids {
		has[id] = slices.ContainsFunc(p.at[id], func(r *pooled) bool {
			seen := under.relation(r.ID)
			return seen != nil && under.passes(seen, graph.Listed, nil)
		})
	}
	return has, nil
}
