package neo4jstore

import (
	"context"
	"slices"

	"dragoman/graph"
)

// ListDocuments implements graph.Lister. As in ListClaims, without statuses in
// the filter a document of retracted claims is listed too.
func (s *Store) ListDocuments(ctx context.Context, qs []graph.DocumentQuery) ([]graph.Page[*graph.Document], error) {
	return pages(ctx, s, qs, func(q graph.DocumentQuery) ask {
		return ask{slice: q.Slice, where: q.Where, of: q.Of, concerns: true}
	}, func(v *view, asks []ask, seen []*sight) (out []graph.Page[*graph.Document], err error) {
		out = make([]graph.Page[*graph.Document], len(qs))
		for i, q := range qs {
			if q.Of != nil {
				out[i] = seen[i].documentsOf(q, &asks[i])
			} else if out[i], err = seen[i].allDocuments(q); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}

// documentsOf lists what bears a claim about something.
func (s *sight) documentsOf(q graph.DocumentQuery, a *ask) graph.Page[*graph.Document] {
	bearing := map[string]bool{}
	s.subjects(a, everyStatus, func(x subject) {
		for _, c := range x.selected() {
			bearing[c.Document] = true
		}
	})
	rows := make([]row[*graph.Document], 0, len(bearing))
	for id := range bearing {
		d := s.Document(id)
		rows = append(rows, row[*graph.Document]{graph.DocumentKey(d), d})
	}
	return page(q.Slice, rows)
}

const documentsInOrder = `
CALL () {
  MATCH (d:Document)
  WHERE d.day = $p.day AND d.id > $p.id
  RETURN d ORDER BY d.id LIMIT $p.limit
UNION
  MATCH (d:Document)
  WHERE d.day > $p.day AND d.id IS NOT NULL
  RETURN d ORDER BY d.day, d.id LIMIT $p.limit
}
WITH d ORDER BY d.day, d.id LIMIT $p.limit
WITH collect([d.day, d.id]) AS rows`

const countOfDocuments = `
MATCH (d:Document)
WITH count(d) AS n
WITH [n] AS rows`

// allDocuments goes along the index of days. With a filter, claims of each
// document are looked at until one passes.
func (s *sight) allDocuments(q graph.DocumentQuery) (p graph.Page[*graph.Document], err error) {
	free := !s.where.SelectsClaims() && !s.where.SelectsRelations()
	total := -1
	if q.Slice.Count && free {
		n, err := s.rows(countOfDocuments, nil)
		if err != nil {
			return p, err
		}
		total = int(num(n[0]))
	}
	var rows []row[*graph.Document]
	day, id := placeOf(q.Slice.After)
	for limit := q.Slice.First + 1; len(rows) <= q.Slice.First; {
		chunk, err := s.rows(documentsInOrder, map[string]any{"day": day, "id": id, "limit": limit})
		if err != nil {
			return p, err
		}
		ids := make([]string, len(chunk))
		for i, c := range chunk {
			c := c.([]any)
			day, id = num(c[0]), str(c[1])
			ids[i] = id
		}
		last := len(chunk) < limit
		if err := s.gatherDocuments(ids); err != nil {
			return p, err
		}
		if !free {
			if ids, err = s.bearing(ids); err != nil {
				return p, err
			}
			limit = max(limit, firstChunk)
		}
		for _, id := range ids {
			d := s.Document(id)
			rows = append(rows, row[*graph.Document]{graph.DocumentKey(d), d})
		}
		if last {
			break
		}
	}
	return cut(q.Slice, rows, total), nil
}

// subjectsOfDocuments gives what documents bear claims about, by the ids as
// loaded, from a place on.
const subjectsOfDocuments = `
UNWIND $p.documents AS document
CALL (document) {
  MATCH (:Document {id: document.id})<-[:SAID_IN]-(c:Claim)
  WHERE c.about > document.after
  WITH DISTINCT c.about AS about ORDER BY about LIMIT $p.limit
  RETURN collect(about) AS abouts
}
WITH collect([document.id, abouts]) AS rows`

// subjectsAtOnce are looked at of each document.
const subjectsAtOnce = 100

// bearing keeps the documents of which a claim is selected about something that
// passes.
func (s *sight) bearing(ids []string) ([]string, error) {
	bears, after := map[string]bool{}, map[string]string{}
	open := s.mayBear(ids)
	for len(open) > 0 {
		places := make([]any, len(open))
		for i, id := range open {
			places[i] = map[string]any{"id": id, "after": after[id]}
		}
		found, err := s.rows(subjectsOfDocuments, map[string]any{"documents": places, "limit": subjectsAtOnce})
		if err != nil {
			return nil, err
		}
		p, w := s.newPool(), wanted{}
		for _, f := range found {
			for _, about := range texts(f.([]any)[1]) {
				w.subject(s.view, about)
			}
		}
		if err := p.fill(w); err != nil {
			return nil, err
		}
		under := s.over(p)
		open = open[:0:0]
		for _, f := range found {
			id, abouts := str(f.([]any)[0]), texts(f.([]any)[1])
			bears[id] = slices.ContainsFunc(abouts, func(about string) bool { return under.bearsAbout(id, about) })
			if !bears[id] && len(abouts) == subjectsAtOnce {
				open, after[id] = append(open, id), abouts[len(abouts)-1]
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !bears[id] }), nil
}

// mayBear leaves out documents of which the filter selects no claim anyway.
func (s *sight) mayBear(ids []string) (out []string) {
	for _, id := range ids {
		if w := s.where; w.Documents == nil || slices.Contains(w.Documents, id) {
			out = append(out, id)
		}
	}
	return out
}

func (s *sight) bearsAbout(document, about string) bool {
	x, ok := s.subjectOf(about)
	return ok && s.subjectPasses(x, everyStatus, nil) &&
		slices.ContainsFunc(x.selected(), func(c graph.Assessed) bool { return c.Document == document })
}
