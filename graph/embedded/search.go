package embedded

import (
	"context"
	"math"
	"slices"
	"strings"

	"dragoman/graph"
	"dragoman/graph/called"
	"dragoman/names"
)

// Search implements graph.Searcher. The index of words gives candidates, the
// names decide.
func (s *Store) Search(ctx context.Context, q graph.SearchQuery) (graph.Page[graph.SearchHit], error) {
	return look(ctx, s, func(v *view) (p graph.Page[graph.SearchHit], err error) {
		seen, err := v.glimpse(ctx, q.Slice, q.Where)
		if err != nil {
			return p, err
		}
		if q.Text == "" {
			return seen.everyName(q)
		}
		if seen.where == nil {
			l, err := seen.called(q.Text)
			if err != nil {
				return p, err
			}
			return l.page(seen, q)
		}
		return seen.search(q)
	})
}

func (s *sight) everyName(q graph.SearchQuery) (p graph.Page[graph.SearchHit], err error) {
	ids, err := s.g.EntityPage(s.ctx, graph.EntityQuery{Kinds: q.Kinds, Where: s.where, Slice: q.Slice})
	if err != nil {
		return p, err
	}
	p = graph.Page[graph.SearchHit]{Keys: ids.Keys, More: ids.More, Total: ids.Total}
	for _, id := range ids.Items {
		e, err := s.entity(id)
		if err != nil {
			return p, err
		}
		p.Items = append(p.Items, graph.SearchHit{Entity: e, MatchedName: e.Name})
	}
	return p, nil
}

func (s *sight) search(q graph.SearchQuery) (p graph.Page[graph.SearchHit], err error) {
	var rows []row[graph.SearchHit]
	err = s.eachHit(names.Prepare(q.Text), q.Kinds, func(hit graph.SearchHit) {
		rows = append(rows, row[graph.SearchHit]{graph.SearchKey(hit.Score, hit.Entity.Degree, hit.Entity.ID), hit})
	})
	return page(q.Slice, rows), err
}

// whoIsCalled gives all hits, in no order.
func (s *sight) whoIsCalled(asked names.Query) (rows []called.Row, err error) {
	err = s.eachHit(asked, nil, func(hit graph.SearchHit) {
		e := hit.Entity
		rows = append(rows, called.Row{ID: e.ID, Matched: strings.Clone(hit.MatchedName), Degree: int32(e.Degree), Kind: e.Kind, Score: uint8(hit.Score)})
	})
	return rows, err
}

// eachHit shows the entities that a text finds, each once.
func (s *sight) eachHit(asked names.Query, kinds []graph.EntityKind, visit func(graph.SearchHit)) error {
	nums, err := s.namesakes(asked)
	if err != nil {
		return err
	}
	done := map[string]bool{}
	for i, n := range nums {
		if i%64 == 63 {
			if err := inTime(s.ctx); err != nil {
				return err
			}
		}
		raw, err := s.c.one("SELECT id FROM entity WHERE num = ?", n)
		if err != nil {
			return err
		}
		id := s.Of(str(raw))
		if done[id] {
			continue
		}
		done[id] = true
		hit, ok, err := s.hit(asked, kinds, id)
		if err != nil {
			return err
		}
		if ok {
			visit(hit)
		}
	}
	return nil
}

// hit says how well an entity's names fit, if it passes the filter.
func (s *sight) hit(asked names.Query, kinds []graph.EntityKind, id string) (hit graph.SearchHit, ok bool, err error) {
	kind, _, _ := s.g.Entity(id)
	if kinds != nil && !slices.Contains(kinds, kind) || !s.where.HasKind(kind) {
		return hit, false, nil
	}
	e, err := s.entity(id)
	if err != nil || e == nil {
		return hit, false, err
	}
	hit = graph.SearchHit{Entity: e, MatchedName: e.Name, Score: int(asked.Match(e.Name))}
	for _, n := range e.Names {
		if score := int(asked.Match(n.Text)); score > hit.Score {
			hit.MatchedName, hit.Score = n.Text, score
		}
	}
	if hit.Score == 0 {
		return hit, false, nil
	}
	ok, err = s.hasRelation(id)
	return hit, ok, err
}

// hasRelation says whether some relation of an entity passes the filter, Kinds
// apart; without one, none is needed.
func (s *sight) hasRelation(id string) (bool, error) {
	if s.where == nil {
		return true, nil
	}
	rest := *s.where
	if rest.Kinds = nil; !rest.SelectsClaims() && !rest.SelectsRelations() {
		return true, nil
	}
	p, err := s.g.RelationPage(s.ctx, graph.RelationQuery{Of: []string{id}, Where: &rest})
	return p.More, err
}

// namesakes gives the numbers of the entities of which every word of the query
// begins a word; of a query without words, those with exactly that name.
func (s *sight) namesakes(asked names.Query) (nums []int64, err error) {
	words := asked.Words()
	if len(words) == 0 {
		err = s.c.each(s.ctx, "SELECT entity FROM token WHERE word = ?", func(row []driverValue) error {
			nums = append(nums, num(row[0]))
			return nil
		}, "="+asked.NFC())
		return nums, err
	}
	slices.Sort(words)
	words = slices.Compact(words)
	for _, w := range words { // a rare word gives few enough candidates by itself
		some, whole, err := s.beginning(w, nil, fewEnough+1)
		if err != nil {
			return nil, err
		}
		if whole && (nums == nil || len(some) < len(nums)) {
			nums = append([]int64{}, some...)
		}
	}
	if nums != nil {
		return nums, nil
	}
	var found map[int64]bool
	for _, w := range words {
		if nums, _, err = s.beginning(w, found, math.MaxInt64); err != nil {
			return nil, err
		}
		found = make(map[int64]bool, len(nums))
		for _, n := range nums {
			found[n] = true
		}
	}
	return nums, nil
}

// fewEnough entities are looked at one by one rather than looking for fewer.
const fewEnough = 500

// beginning gives the numbers of entities with a word that begins so, each once;
// with among not nil, only those in it. At most so many rows of the index are
// read; whole says that there were fewer.
func (s *sight) beginning(word string, among map[int64]bool, most int64) (nums []int64, whole bool, err error) {
	done, rows := map[int64]bool{}, int64(0)
	err = s.c.each(s.ctx, "SELECT entity FROM token WHERE word >= ? AND word < ? LIMIT ?", func(row []driverValue) error {
		rows++
		if n := num(row[0]); !done[n] && (among == nil || among[n]) {
			done[n] = true
			nums = append(nums, n)
		}
		return nil
	}, word, word+"\U0010FFFF", most)
	return nums, rows < most, err
}
