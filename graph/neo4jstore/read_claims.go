package neo4jstore

import (
	"context"
	"slices"
	"strconv"

	"dragoman/graph"
)

// ListClaims implements graph.Lister. Where no statuses are named, claims about
// relations of every status are listed, RETRACTED ones too, so that nothing is
// hidden about a claim that was taken back.
func (s *Store) ListClaims(ctx context.Context, qs []graph.ClaimQuery) ([]graph.Page[*graph.ClaimAnswer], error) {
	return pages(ctx, s, qs, func(q graph.ClaimQuery) ask {
		return ask{slice: q.Slice, where: q.Where, of: q.Of, concerns: true, keys: q.Attribute, document: q.Document, source: q.Source}
	}, func(v *view, asks []ask, seen []*sight) ([]graph.Page[*graph.ClaimAnswer], error) {
		out := make([]graph.Page[*graph.ClaimAnswer], len(qs))
		var walks []*claimWalk
		for i, q := range qs {
			if q.Of != nil || q.Attribute != nil {
				out[i] = seen[i].claimsOf(q, &asks[i])
			} else {
				walks = append(walks, newClaimWalk(i, q, seen[i]))
			}
		}
		if err := v.walkClaims(walks); err != nil {
			return nil, err
		}
		for _, w := range walks {
			out[w.at] = cut(w.q.Slice, w.rows, w.total)
			if w.counted != nil {
				out[w.at].Total = w.counted
			}
		}
		var answers []*graph.ClaimAnswer
		for _, p := range out {
			answers = append(answers, p.Items...)
		}
		return out, v.complete(answers)
	})
}

// claimsOf lists claims about some things, all of which were gathered.
func (s *sight) claimsOf(q graph.ClaimQuery, a *ask) graph.Page[*graph.ClaimAnswer] {
	var rows []row[*graph.ClaimAnswer]
	source := s.Of(q.Source)
	s.subjects(a, everyStatus, func(x subject) {
		for _, c := range x.selected() {
			if s.chosen(q, source, c) {
				rows = append(rows, row[*graph.ClaimAnswer]{graph.ClaimKey(c.KnownDay, c.ID), s.answer(c, x)})
			}
		}
	})
	return page(q.Slice, rows)
}

// chosen applies what a query asks of a claim itself.
func (s *sight) chosen(q graph.ClaimQuery, source string, c graph.Assessed) bool {
	switch {
	case q.Document != "" && c.Document != q.Document,
		q.Source != "" && !slices.Contains(c.Links(s), source),
		q.Stances != nil && !slices.Contains(q.Stances, c.Claim.Stance):
		return false
	}
	return true
}

// claimWalk goes through the claims of a document, on the word of a source, or of
// everything, in their order, until its page is full.
type claimWalk struct {
	at      int // of its query in the batch
	q       graph.ClaimQuery
	seen    *sight
	source  string
	known   int64 // candidates after this place are next
	id      string
	rows    []row[*graph.ClaimAnswer]
	total   int  // of those that pass; negative where they are not counted
	whole   bool // the first chunk is from the beginning, to be counted
	done    bool
	counted *int // of everything; nil where not asked for
}

// countUpTo is the number of candidates up to which a list is counted.
const countUpTo = 5000

func newClaimWalk(at int, q graph.ClaimQuery, seen *sight) *claimWalk {
	w := &claimWalk{at: at, q: q, seen: seen, source: seen.Of(q.Source), total: -1}
	if w.whole = q.Slice.Count && (q.Document != "" || q.Source != ""); w.whole {
		w.known = int64(graph.DayMin) - 1
	} else {
		w.start()
	}
	return w
}

// start places the walk after the slice's key.
func (w *claimWalk) start() { w.known, w.id = placeOf(w.q.Slice.After) }

// placeOf reads a key of (day, id); without one it is before everything.
func placeOf(key graph.SortKey) (day int64, id string) {
	day = int64(graph.DayMin) - 1
	if len(key) == 2 {
		if n, err := strconv.ParseInt(key[0], 10, 64); err == nil {
			return n + int64(graph.DayMin), key[1]
		}
	}
	return day, ""
}

// candidate is a claim that may be in a list, without its content.
type candidate struct {
	known int64
	id    string
	about string // as loaded
}

// Chunks of long lists, in rows. The first is small, since a page mostly is.
const (
	firstChunk = 128
	nextChunk  = 2000
)

// walkClaims takes all walks on in rounds, each a statement for the candidates
// of every kind of walk and one for what these are about.
func (v *view) walkClaims(walks []*claimWalk) error {
	if err := v.countClaims(walks); err != nil {
		return err
	}
	for round := 0; ; round++ {
		walking, limit := stillWalking(walks, round == 0)
		if len(walking) == 0 {
			return nil
		}
		found, err := v.candidates(walking, limit)
		if err != nil {
			return err
		}
		p, wants := v.newPool(), wanted{}
		for _, cs := range found {
			for _, c := range cs {
				wants.subject(v, c.about)
			}
		}
		if err := p.fill(wants); err != nil {
			return err
		}
		for i, w := range walking {
			w.take(p, found[i], limit)
		}
	}
}

// stillWalking lists the walks that go on, and how many candidates each gets.
func stillWalking(walks []*claimWalk, first bool) (walking []*claimWalk, limit int) {
	limit = nextChunk
	if first {
		limit = firstChunk
	}
	for _, w := range walks {
		if w.done {
			continue
		}
		walking = append(walking, w)
		if w.whole {
			limit = countUpTo + 1
		} else {
			limit = max(limit, w.q.Slice.First+1)
		}
	}
	return walking, limit
}

// take looks at a chunk of candidates, which is the last where it is not full.
func (w *claimWalk) take(p *pool, chunk []candidate, limit int) {
	if w.whole {
		w.whole = false
		if len(chunk) < limit {
			w.total = 0
		} else { // too many to count: only the page is looked for
			w.start()
			return
		}
	}
	seen := w.seen.over(p)
	for _, c := range chunk {
		w.known, w.id = c.known, c.id
		key := graph.ClaimKey(graph.Day(c.known), c.id)
		before := w.q.Slice.After != nil && slices.Compare(key, w.q.Slice.After) <= 0
		full := len(w.rows) > w.q.Slice.First
		if w.total < 0 && full {
			break
		}
		x, ok := seen.subjectOf(c.about)
		if !ok || !seen.subjectPasses(x, everyStatus, nil) {
			continue
		}
		selected := x.selected()
		i := slices.IndexFunc(selected, func(a graph.Assessed) bool { return a.ID == c.id })
		if i < 0 || !seen.chosen(w.q, w.source, selected[i]) {
			continue
		}
		if w.total >= 0 {
			w.total++
		}
		if !before && !full {
			w.rows = append(w.rows, row[*graph.ClaimAnswer]{key, seen.answer(selected[i], x)})
		}
	}
	w.done = len(chunk) < limit || len(w.rows) > w.q.Slice.First
}
