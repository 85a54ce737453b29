package embedded

import (
	"context"
	"fmt"
	"slices"

	"dragoman/graph"
	"dragoman/graph/pack"
)

// Repair implements graph.Repairer. What is made anew: the words that search finds
// entities by, the columns of rows that repeat what is in their records, the families
// of documents, the index of sources, the view of merges, SQLite's indexes, the topology
// and its snapshot. Records are never touched, what a relation concerns among them,
// which is written nowhere else; where one cannot be read nothing is done.
func (s *Store) Repair(ctx context.Context) (done []string, err error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	if err := s.wholePages(ctx); err != nil {
		return nil, err
	}
	damage := s.snapshotDamage()
	err = s.alone(ctx, func() error {
		r := &repair{view: newView(s.writer, nil, s.state.Load().merges), ctx: ctx}
		if err := s.writer.transact(func() error {
			for _, part := range []func() error{r.words, r.columns, r.documents, r.claims, r.familiesOfDocuments, r.sources, r.merged} {
				if err := part(); err != nil {
					return err
				}
			}
			return r.indexes()
		}); err != nil {
			return err
		}
		done = r.done
		return s.remake(ctx)
	})
	if err != nil {
		return nil, err
	}
	if was := s.refused.Swap(nil); was != nil || damage != "" {
		done = append(done, snapshotName+" was damaged, and was written anew")
	}
	return append(done, "the topology was made anew from the records"), nil
}

// wholePages refuses a data file with damaged pages: what was on them is written nowhere else.
func (s *Store) wholePages(ctx context.Context) error {
	pages, err := s.damagedPages(ctx)
	if err != nil || len(pages) == 0 {
		return err
	}
	at := pageAt(fileName, pages[0])
	if more := len(pages) - 1; more > 0 {
		at += fmt.Sprintf("; and %d more pages", more)
	}
	return damaged(s.dir, at+"; nothing was repaired, for what was on it cannot be made from the rest", nil)
}

// remake puts a topology made from the rows in the place of the one that answers.
func (s *Store) remake(ctx context.Context) error {
	st := s.state.Load()
	merges, err := loadMerges(ctx, s.writer)
	if err != nil {
		return err
	}
	g, err := s.build(ctx, newView(s.writer, nil, merges), s.name(st.revision))
	if err != nil {
		return err
	}
	next := &state{revision: st.revision, merges: merges, graph: s.tune(g)}
	s.state.Store(next)
	s.keepAnew() // who reads an earlier state keeps nothing of it there
	s.stats.Store(nil)
	s.saved.Store(-1)
	return s.saveSnapshot(next)
}

type repair struct {
	*view
	ctx  context.Context
	done []string
}

func (r *repair) did(n int, one, many string) {
	switch {
	case n == 1:
		r.done = append(r.done, one)
	case n > 1:
		r.done = append(r.done, fmt.Sprintf(many, n))
	}
}

// gather reads rows to the end before anything is changed.
func (r *repair) gather(query string, visit func(row []driverValue) error) error {
	return r.c.each(r.ctx, query, visit)
}

func (r *repair) words() error {
	type entity struct {
		num   int64
		words []string
	}
	var all []entity
	if err := r.gather("SELECT num, id, body FROM entity ORDER BY num", func(row []driverValue) error {
		e, err := pack.OpenEntity(str(row[1]), blob(row[2]))
		if err != nil {
			return r.damaged("entity "+str(row[1]), err)
		}
		all = append(all, entity{num(row[0]), tokensOf(e)})
		return nil
	}); err != nil {
		return err
	}
	had := map[int64][]string{}
	if err := r.gather("SELECT entity, word FROM token ORDER BY entity, word", func(row []driverValue) error {
		had[num(row[0])] = append(had[num(row[0])], str(row[1]))
		return nil
	}); err != nil {
		return err
	}
	wrong := 0
	for _, e := range all {
		was := had[e.num]
		delete(had, e.num)
		slices.Sort(was)
		if slices.Equal(was, e.words) {
			continue
		}
		wrong++
		if err := r.c.exec("DELETE FROM token WHERE entity = ?", e.num); err != nil {
			return err
		}
		for _, w := range e.words {
			if err := r.c.exec(insertToken, w, e.num); err != nil {
				return err
			}
		}
	}
	for num := range had { // of nobody
		wrong++
		if err := r.c.exec("DELETE FROM token WHERE entity = ?", num); err != nil {
			return err
		}
	}
	r.did(wrong, "the words that search finds an entity by were written anew", "the words that search finds %d entities by were written anew")
	return nil
}

func (r *repair) documents() error {
	type document struct {
		num, day int64
		outlet   string
	}
	var wrong []document
	if err := r.gather("SELECT num, id, body, day, outlet FROM document", func(row []driverValue) error {
		d, err := pack.OpenDocument(str(row[1]), blob(row[2]))
		if err != nil {
			return r.damaged("document "+str(row[1]), err)
		}
		if is := (document{num(row[0]), int64(graph.DocumentSortDay(d)), d.Outlet}); is.day != num(row[3]) || is.outlet != str(row[4]) {
			wrong = append(wrong, is)
		}
		return nil
	}); err != nil {
		return err
	}
	for _, d := range wrong {
		if err := r.c.exec("UPDATE document SET day = ?, outlet = ? WHERE num = ?", d.day, d.outlet, d.num); err != nil {
			return err
		}
	}
	r.did(len(wrong), "the day that a document is listed under was read anew", "the days that %d documents are listed under were read anew")
	return nil
}

func (r *repair) claims() error {
	type node struct {
		num   int64
		known graph.Day
	}
	documents := map[string]node{}
	if err := r.gather("SELECT num, id, body FROM document", func(row []driverValue) error {
		d, err := pack.OpenDocument(str(row[1]), blob(row[2]))
		if err != nil {
			return r.damaged("document "+str(row[1]), err)
		}
		documents[d.ID] = node{num(row[0]), knownOf(d)}
		return nil
	}); err != nil {
		return err
	}
	var wrong [][]driverValue
	if err := r.gather("SELECT num, id, about, body, known, document, id_key, about_key, stance FROM fact", func(row []driverValue) error {
		f, err := r.readFact(row)
		if err != nil {
			return err
		}
		d, ok := documents[f.claim.Document]
		if !ok {
			return nil // its document is gone: nothing to derive from
		}
		day := d.known
		if recorded, ok := f.claim.KnownDay(nil); ok && day == graph.DayMax {
			day = recorded
		}
		is := []driverValue{int64(day), d.num, keyOf(f.claim.ID), keyOf(f.about), int64(f.claim.Stance)}
		if !slices.Equal(is, row[4:9]) {
			wrong = append(wrong, append(is, row[0]))
		}
		return nil
	}); err != nil {
		return err
	}
	for _, is := range wrong {
		if err := r.c.exec("UPDATE fact SET known = ?, document = ?, id_key = ?, about_key = ?, stance = ? WHERE num = ?", is...); err != nil {
			return err
		}
	}
	r.did(len(wrong), "what a claim is listed by was read anew", "what %d claims are listed by was read anew")
	return nil
}

// sources makes the index of who is named as a source.
func (r *repair) sources() error {
	is, extra, err := r.mentions(r.ctx)
	if err != nil {
		return err
	}
	for at := range is {
		if err := r.c.exec("INSERT INTO mention VALUES (?, ?)", at[0], at[1]); err != nil {
			return err
		}
	}
	for _, at := range extra {
		if err := r.c.exec("DELETE FROM mention WHERE entity = ? AND fact = ?", at[0], at[1]); err != nil {
			return err
		}
	}
	r.did(len(is)+len(extra), "an entry of the index of sources was written anew", "%d entries of the index of sources were written anew")
	return nil
}
