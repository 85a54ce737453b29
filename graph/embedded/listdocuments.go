package embedded

import (
	"context"
	"slices"
	"strconv"

	"dragoman/graph"
)

// ListDocuments implements graph.Lister. As in ListClaims, without statuses in
// the filter a document of retracted claims is listed too.
func (s *Store) ListDocuments(ctx context.Context, qs []graph.DocumentQuery) ([]graph.Page[*graph.Document], error) {
	return pages(ctx, s, qs, func(v *view, q graph.DocumentQuery) (p graph.Page[*graph.Document], err error) {
		seen, err := v.glimpse(ctx, q.Slice, q.Where)
		if err == nil {
			err = v.known("of", q.Of, v.isThing)
		}
		if err != nil {
			return p, err
		}
		if q.Of == nil {
			return seen.allDocuments(q)
		}
		return seen.documentsOf(q)
	})
}

// documentsOf lists what bears a claim about something.
func (s *sight) documentsOf(q graph.DocumentQuery) (p graph.Page[*graph.Document], err error) {
	bearing := map[string]bool{}
	err = s.subjects(s.scope(q.Of, true), everyStatus, func(x subject) error {
		for _, c := range x.selected() {
			bearing[c.Document] = true
		}
		return nil
	})
	if err != nil {
		return p, err
	}
	var rows []row[*graph.Document]
	for id := range bearing {
		d := s.Document(id)
		if d == nil {
			return p, s.damaged("document "+id+" is missing", s.err)
		}
		rows = append(rows, row[*graph.Document]{graph.DocumentKey(d), d})
	}
	return page(q.Slice, rows), s.err
}

// allDocuments walks along the index of days. With a filter, each document's
// claims are looked at until one passes.
func (s *sight) allDocuments(q graph.DocumentQuery) (p graph.Page[*graph.Document], err error) {
	free := !s.where.SelectsClaims() && !s.where.SelectsRelations()
	day, id := int64(graph.DayMin), ""
	if after := q.Slice.After; len(after) == 2 {
		if n, err := strconv.ParseInt(after[0], 10, 64); err == nil {
			day, id = n+int64(graph.DayMin), after[1]
		}
	}
	var rows []row[*graph.Document]
	err = s.c.each(s.ctx, "SELECT num, id FROM document WHERE (day, id) > (?, ?) ORDER BY day, id", func(r []driverValue) error {
		if len(rows) > q.Slice.First {
			return errStop
		}
		bears, err := free, error(nil)
		if !free {
			bears, err = s.bears(num(r[0]))
		}
		if err != nil || !bears {
			return err
		}
		d := s.Document(str(r[1]))
		if d == nil {
			return s.damaged("document "+str(r[1]), s.err)
		}
		rows = append(rows, row[*graph.Document]{graph.DocumentKey(d), d})
		return nil
	}, day, id)
	if err != nil {
		return p, err
	}
	total := -1
	if q.Slice.Count && free {
		n, err := s.c.integer("SELECT count(*) FROM document")
		if err != nil {
			return p, err
		}
		total = int(n)
	}
	return cut(q.Slice, rows, total), s.err
}

// bears says whether a claim of a document is selected about something that passes.
func (s *sight) bears(document int64) (bears bool, err error) {
	done := map[string]bool{}
	err = s.c.each(s.ctx, "SELECT about FROM fact WHERE document = ?", func(r []driverValue) error {
		about := str(r[0])
		if done[about] {
			return nil
		}
		done[about] = true
		x, ok, err := s.subjectOf(about)
		if err != nil || !ok || !s.subjectPasses(x, everyStatus, nil) {
			return err
		}
		id, err := s.c.one("SELECT id FROM document WHERE num = ?", document)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(x.selected(), func(c graph.Assessed) bool { return c.Document == str(id) }) {
			bears = true
			return errStop
		}
		return nil
	}, document)
	return bears, err
}

// ListAttributes implements graph.Lister.
func (s *Store) ListAttributes(ctx context.Context, qs []graph.AttributeQuery) ([]graph.Page[*graph.Attribute], error) {
	return pages(ctx, s, qs, func(v *view, q graph.AttributeQuery) (p graph.Page[*graph.Attribute], err error) {
		seen, err := v.glimpse(ctx, q.Slice, q.Where)
		if err == nil {
			err = v.known("of", q.Of, v.isThing)
		}
		if err != nil {
			return p, err
		}
		return seen.attributePage(q)
	})
}

// attributePage goes through what attributes are of, in order, until the page is
// full or, where the list is counted and not too long, to the end.
func (s *sight) attributePage(q graph.AttributeQuery) (p graph.Page[*graph.Attribute], err error) {
	owners, err := s.attributeOwners(s.scope(q.Of, false))
	if err != nil {
		return p, err
	}
	count := q.Slice.Count && len(owners) <= countUpTo
	var rows []row[*graph.Attribute]
	total := 0
	for _, of := range owners {
		if !count && (len(rows) > q.Slice.First || len(q.Slice.After) > 0 && of < q.Slice.After[0]) {
			continue
		}
		if err := inTime(s.ctx); err != nil {
			return p, err
		}
		as, err := s.attributesOf(of)
		if err != nil {
			return p, err
		}
		delete(s.attributes, of)
		for _, a := range as {
			if q.Names != nil && !slices.Contains(q.Names, a.Name) || !s.passesAttribute(a, graph.Listed) {
				continue
			}
			total++
			key := graph.AttributeSortKey(a.AttributeKey)
			if len(rows) <= q.Slice.First && (q.Slice.After == nil || slices.Compare(key, q.Slice.After) > 0) {
				rows = append(rows, row[*graph.Attribute]{key, a.Attribute})
			}
		}
	}
	if !count {
		total = -1
	}
	return cut(q.Slice, rows, total), nil
}
