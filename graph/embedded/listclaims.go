package embedded

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/pack"
)

// ListClaims implements graph.Lister. Where no statuses are named, claims about
// relations of every status are listed, RETRACTED ones too, so that nothing is
// hidden about a claim that was taken back.
func (s *Store) ListClaims(ctx context.Context, qs []graph.ClaimQuery) ([]graph.Page[*graph.ClaimAnswer], error) {
	return pages(ctx, s, qs, func(v *view, q graph.ClaimQuery) (p graph.Page[*graph.ClaimAnswer], err error) {
		seen, err := v.glimpse(ctx, q.Slice, q.Where)
		if err == nil {
			err = seen.fetch(q.Of)
		}
		if err == nil {
			err = seen.claimQueryKnown(q)
		}
		if err != nil {
			return p, err
		}
		return seen.claims(q)
	})
}

func (s *sight) claimQueryKnown(q graph.ClaimQuery) error {
	if err := s.known("of", q.Of, s.isSubject); err != nil {
		return err
	}
	if q.Source != "" {
		if err := s.known("source", []string{q.Source}, s.isEntity); err != nil {
			return err
		}
	}
	if q.Document != "" {
		return s.known("document", []string{q.Document}, s.isDocument)
	}
	return nil
}

// candidate is a claim that may be in the list, without its content.
type candidate struct {
	known graph.Day
	id    string
	about string // raw
}

func (c candidate) key() graph.SortKey { return graph.ClaimKey(c.known, c.id) }

// compare is the order of keys.
func (c candidate) compare(d candidate) int {
	return cmp.Or(cmp.Compare(c.known, d.known), cmp.Compare(c.id, d.id))
}

const candidateColumns = "SELECT known, id, about FROM fact "

func readCandidate(row []driverValue) candidate {
	return candidate{graph.Day(num(row[0])), str(row[1]), str(row[2])}
}

// countUpTo is the number of candidates up to which a list is counted.
const countUpTo = 5000

// claims finds candidates by whatever index is narrowest, and looks at them in
// order until the page is full.
func (s *sight) claims(q graph.ClaimQuery) (graph.Page[*graph.ClaimAnswer], error) {
	w := &claimWalk{sight: s, q: q, exempt: setOf(s.All(q.Of)), source: s.Of(q.Source)}
	if q.Of == nil && q.Attribute == nil && q.Document == "" && q.Source == "" {
		return w.everything()
	}
	candidates, err := w.candidates()
	if err != nil {
		return graph.Page[*graph.ClaimAnswer]{}, err
	}
	slices.SortFunc(candidates, candidate.compare)
	candidates = slices.CompactFunc(candidates, func(a, b candidate) bool { return a.id == b.id })
	w.total = -1
	if q.Slice.Count && len(candidates) <= countUpTo {
		w.total = 0
	}
	for _, c := range candidates {
		if err := w.look(c); errors.Is(err, errStop) {
			break
		} else if err != nil {
			return graph.Page[*graph.ClaimAnswer]{}, err
		}
	}
	return cut(q.Slice, w.rows, w.total), nil
}

type claimWalk struct {
	*sight
	q      graph.ClaimQuery
	exempt map[string]bool
	source string
	rows   []row[*graph.ClaimAnswer]
	looked int
	total  int // of those that pass; negative where they are not counted
}

// look takes one candidate in if it passes. errStop when the page is full.
func (w *claimWalk) look(c candidate) error {
	key := c.key()
	before := w.q.Slice.After != nil && slices.Compare(key, w.q.Slice.After) <= 0
	if w.total < 0 {
		if before {
			return nil
		}
		if len(w.rows) > w.q.Slice.First {
			return errStop
		}
	}
	if w.looked++; w.looked%64 == 0 {
		if err := inTime(w.ctx); err != nil {
			return err
		}
	}
	x, ok, err := w.subjectOf(c.about)
	if err != nil || !ok || !w.subjectPasses(x, everyStatus, w.exempt) {
		return err
	}
	selected := x.selected()
	i := slices.IndexFunc(selected, func(a graph.Assessed) bool { return a.ID == c.id })
	if i < 0 || !w.chosen(selected[i]) {
		return nil
	}
	if w.total >= 0 {
		w.total++
	}
	if !before && len(w.rows) <= w.q.Slice.First {
		w.rows = append(w.rows, row[*graph.ClaimAnswer]{key, w.answer(selected[i], x.relation, x.attribute)})
	}
	return nil
}

func (w *claimWalk) chosen(c graph.Assessed) bool {
	switch {
	case w.q.Document != "" && c.Document != w.q.Document,
		w.q.Source != "" && !slices.Contains(c.Links(w), w.source),
		w.q.Stances != nil && !slices.Contains(w.q.Stances, c.Claim.Stance):
		return false
	}
	return true
}

// everything walks along the index of known days.
func (w *claimWalk) everything() (p graph.Page[*graph.ClaimAnswer], err error) {
	w.total = -1
	plain := w.q.Stances == nil && !w.where.SelectsClaims() && !w.where.SelectsRelations()
	known, id := int64(graph.DayMin), ""
	if after := w.q.Slice.After; len(after) == 2 {
		if n, err := strconv.ParseInt(after[0], 10, 64); err == nil {
			known, id = n+int64(graph.DayMin), after[1]
		}
	}
	err = w.c.each(w.ctx, candidateColumns+"WHERE known >= ?1 AND (known > ?1 OR id > ?2) ORDER BY known, id", func(row []driverValue) error {
		return w.look(readCandidate(row))
	}, known, id)
	if err != nil {
		return p, err
	}
	if w.q.Slice.Count && plain {
		n, err := w.c.integer("SELECT count(*) FROM fact")
		if err != nil {
			return p, err
		}
		return cut(w.q.Slice, w.rows, int(n)), nil
	}
	return cut(w.q.Slice, w.rows, -1), nil
}

// candidates lists a superset of the claims that the query wants.
func (w *claimWalk) candidates() (out []candidate, err error) {
	add := func(row []driverValue) error {
		out = append(out, readCandidate(row))
		return nil
	}
	switch {
	case w.q.Of != nil || w.q.Attribute != nil:
		out, err = w.namedCandidates()
		if err == nil {
			err = w.candidatesOf(add)
		}
	case w.q.Document != "":
		err = w.c.each(w.ctx, candidateColumns+"WHERE document = (SELECT num FROM document WHERE id = ?)", add, w.q.Document)
	default:
		for _, raw := range w.Raws(w.source) {
			err = w.c.each(w.ctx, candidateColumns+"WHERE num IN (SELECT fact FROM mention WHERE entity = (SELECT num FROM entity WHERE id = ?))", add, raw)
			if err == nil {
				err = w.c.each(w.ctx, candidateColumns+"WHERE document IN (SELECT num FROM document WHERE outlet = ? AND outlet <> '')", add, raw)
			}
			if err != nil {
				break
			}
		}
	}
	return out, err
}

// namedCandidates gives the claims about the relations that the query names itself,
// which are read whole: they will be looked at anyhow.
func (w *claimWalk) namedCandidates() (out []candidate, err error) {
	for id := range w.exempt {
		if !merge.IsRelation(id) {
			continue
		}
		r, err := w.relation(id)
		if err != nil {
			return nil, err
		}
		if r == nil {
			continue
		}
		for _, c := range r.selected {
			out = append(out, candidate{c.KnownDay, c.ID, id})
		}
	}
	return out, nil
}

// candidatesOf gives the claims about everything else that it names.
func (w *claimWalk) candidatesOf(add func([]driverValue) error) error {
	about := func(raw string) error {
		return w.c.each(w.ctx, candidateColumns+"WHERE about_key = ? AND about = ?", add, keyOf(raw), raw)
	}
	if w.q.Of != nil {
		x := w.scope(w.q.Of, true)
		err := w.relationIDs(x, everyStatus, func(id string) error {
			if w.exempt[id] {
				return nil
			}
			for _, raw := range w.Raws(id) {
				if err := about(raw); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, of := range x.of {
			if err := w.rawAttributes(of, func(raw string, _ graph.AttributeKey) error { return about(raw) }); err != nil {
				return err
			}
		}
	}
	for _, k := range w.q.Attribute {
		wanted := w.Attribute(k)
		err := w.rawAttributes(wanted.Of, func(raw string, key graph.AttributeKey) error {
			if key != wanted {
				return nil
			}
			return about(raw)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// rawAttributes shows the raw ids and the canonical keys of the attributes of a
// canonical id.
func (v *view) rawAttributes(of string, visit func(raw string, key graph.AttributeKey) error) error {
	for _, target := range v.Raws(of) {
		err := v.c.each(context.Background(), "SELECT id, body FROM attribute WHERE target = ?", func(row []driverValue) error {
			id := str(row[0])
			a, err := pack.OpenAttribute(id, blob(row[1]))
			if err != nil {
				return v.damaged("attribute "+id, err)
			}
			return visit(id, v.Attribute(a.Identity()))
		}, target)
		if err != nil {
			return err
		}
	}
	return nil
}
