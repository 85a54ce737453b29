package embedded

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"

	"dragoman/graph"
	"dragoman/graph/embedded/pagesum"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// Check implements graph.Checker: the file as SQLite sees it, every row's
// checksum, what rows say of each other, the topology against one made anew, and its
// snapshot. It reads everything; writers are not held up.
func (s *Store) Check(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		var found []string // yielded after the read, so that the reader may write
		err := s.check(ctx, func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) })
		for _, f := range found {
			if !yield(f, nil) {
				return
			}
		}
		if err != nil {
			yield("", err)
		}
	}
}

// check looks at the pages first: that needs no state, so that a store which was found
// damaged tells all that is.
func (s *Store) check(ctx context.Context, find func(format string, args ...any)) error {
	damaged, err := s.damagedPages(ctx)
	for _, offset := range damaged {
		find("%s", pageAt(fileName, offset))
	}
	if err != nil || len(damaged) > 0 {
		return err
	}
	v, end, err := s.begin(ctx)
	if errors.Is(err, ErrDamaged) { // found before, and no matter of pages
		find("%v", err)
		return nil
	}
	if err != nil {
		return err
	}
	defer end()
	return (&checker{view: v, s: s, ctx: ctx, find: find}).run()
}

type checker struct {
	*view
	s    *Store
	ctx  context.Context
	find func(format string, args ...any)
	bad  bool // a row cannot be read, so that what follows from the rows cannot be told
}

func (c *checker) run() error {
	for _, look := range []func() error{c.snapshot, c.file, c.rows, c.references, c.views, c.topology} {
		err := look()
		if errors.Is(err, ErrDamaged) {
			c.find("%v", err)
			c.bad = true
		} else if err != nil {
			return err
		}
		if c.bad {
			return nil
		}
	}
	return nil
}

// damagedPages looks at the sums of all pages on the disk, also of those that are in
// SQLite's memory, and those that hold nothing. Pages that do not fit are looked at
// again while nobody writes: they may have been read in the middle of a write.
func (s *Store) damagedPages(ctx context.Context) (damaged []int64, err error) {
	if err := s.enterBroken(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	if s.dir == "" {
		return nil, nil
	}
	damaged, err = s.scan(ctx)
	if err == nil && len(damaged) > 0 {
		err = s.alone(ctx, func() error {
			// Nor may they be ones that the log has anew, half written when a disk failed.
			err := s.writer.exec("PRAGMA wal_checkpoint(PASSIVE)")
			if err != nil {
				return err
			}
			f, err := s.dataFile()
			if err == nil {
				damaged, err = pagesum.Damaged(f, damaged)
			}
			return err
		})
	}
	if err != nil {
		if late := inTime(ctx); late != nil {
			return nil, late
		}
		return nil, unusable(s.dir, err)
	}
	return damaged, nil
}

func (s *Store) scan(ctx context.Context) ([]int64, error) {
	s.turn.RLock()
	defer s.turn.RUnlock()
	f, err := s.dataFile()
	if err != nil {
		return nil, err
	}
	return pagesum.Scan(ctx, f)
}

// snapshot tells what the start found of it, else looks at the one on the disk.
func (c *checker) snapshot() error {
	if why := c.s.refused.Load(); why != nil {
		c.find("%s was damaged when the folder was opened (%s): the topology was made anew from the rows, and the file is written anew by itself", snapshotName, *why)
	} else if why := c.s.snapshotDamage(); why != "" {
		c.find("%s is damaged (%s): no answer comes from it, and the next start makes the topology anew, which takes longer; check --repair writes it anew now", snapshotName, why)
	}
	return nil
}

func (c *checker) file() error {
	err := c.c.each(c.ctx, "PRAGMA integrity_check", func(row []driverValue) error {
		if s := str(row[0]); s != "ok" {
			c.find("the data file: %s", s)
			c.bad = true
		}
		return nil
	})
	if err == nil && !c.bad {
		c.s.believe()
	}
	return err
}

// rows reads every row, which checks its sum.
func (c *checker) rows() error {
	for _, t := range []struct {
		query string
		read  func(row []driverValue) error
	}{
		{"SELECT id, body FROM entity", func(row []driverValue) error { _, err := pack.OpenEntity(str(row[0]), blob(row[1])); return err }},
		{"SELECT id, body FROM document", func(row []driverValue) error { _, err := pack.OpenDocument(str(row[0]), blob(row[1])); return err }},
		{"SELECT id, body FROM attribute", func(row []driverValue) error { _, err := pack.OpenAttribute(str(row[0]), blob(row[1])); return err }},
		{"SELECT id, body, about FROM fact", func(row []driverValue) error {
			_, _, err := pack.OpenClaim(str(row[0]), str(row[2]), blob(row[1]))
			return err
		}},
		{"SELECT a, body, b FROM judgement", func(row []driverValue) error {
			_, err := pack.OpenJudgement(str(row[0]), str(row[2]), blob(row[1]))
			return err
		}},
	} {
		err := c.c.each(c.ctx, t.query, func(row []driverValue) error {
			if err := t.read(row); err != nil {
				c.bad = true
				c.find("%s: %s: %v", t.query[len("SELECT "):], str(row[0]), err)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// references looks at what rows repeat of each other.
func (c *checker) references() error {
	for _, q := range []struct{ query, says string }{
		{"SELECT f.id FROM fact f LEFT JOIN document d ON d.num = f.document WHERE d.num IS NULL", "claim %s: its document is missing"},
		{"SELECT id FROM attribute WHERE id NOT IN (SELECT about FROM fact)", "attribute %s: it has no claims"},
		{"SELECT about FROM fact WHERE about GLOB 'a:*' AND about NOT IN (SELECT id FROM attribute)", "attribute %s: claims are about it, and it is missing"},
		{"SELECT relation FROM concern WHERE relation NOT IN (SELECT about FROM fact)", "relation %s: it has no claims"},
		{"SELECT id FROM fact GROUP BY id_key, id HAVING count(*) > 1", "claim %s: it is there twice"},
		{"SELECT id FROM entity WHERE id IN (SELECT id FROM document)", "%s is both an entity and a document"},
		{"SELECT relation FROM concern WHERE entity NOT IN (SELECT id FROM entity)", "relation %s: it concerns what is not there"},
	} {
		if err := c.c.each(c.ctx, q.query, func(row []driverValue) error {
			c.find(q.says, str(row[0]))
			return nil
		}); err != nil {
			return err
		}
	}
	if err := c.days(); err != nil {
		return err
	}
	return c.repeated()
}

// repeated compares the words and columns that repeat what is in records.
func (c *checker) repeated() error {
	lost, err := c.lostIndexes(c.ctx)
	if err != nil {
		return err
	}
	for _, name := range lost {
		c.find("the data file: the index %s is missing", name)
	}
	had := map[int64][]string{}
	if err := c.c.each(c.ctx, "SELECT entity, word FROM token ORDER BY entity, word", func(row []driverValue) error {
		had[num(row[0])] = append(had[num(row[0])], str(row[1]))
		return nil
	}); err != nil {
		return err
	}
	if err := c.c.each(c.ctx, "SELECT num, id, kind, body FROM entity", func(row []driverValue) error {
		e, err := pack.OpenEntity(str(row[1]), blob(row[3]))
		if err != nil {
			return c.damaged("entity "+str(row[1]), err)
		}
		was := had[num(row[0])]
		delete(had, num(row[0]))
		if slices.Sort(was); !slices.Equal(was, tokensOf(e)) {
			c.find("entity %s: search finds it by other words than its names have", e.ID)
		}
		if int64(e.Kind) != num(row[2]) {
			c.find("entity %s: it is listed under another kind than its own", e.ID)
		}
		return nil
	}); err != nil {
		return err
	}
	for n := range had {
		c.find("search finds entity number %d, which is not there", n)
	}
	return c.c.each(c.ctx, "SELECT id, target, body FROM attribute", func(row []driverValue) error {
		a, err := pack.OpenAttribute(str(row[0]), blob(row[2]))
		if err != nil {
			return c.damaged("attribute "+str(row[0]), err)
		}
		if a.Of != str(row[1]) {
			c.find("attribute %s: it is listed by another thing than it is of", str(row[0]))
		}
		return nil
	})
}

// days computes anew the columns that lists are ordered by.
func (c *checker) days() error {
	known := map[int64]graph.Day{}
	ids := map[int64]string{}
	err := c.c.each(c.ctx, "SELECT num, id, body, day, outlet FROM document", func(row []driverValue) error {
		d, err := pack.OpenDocument(str(row[1]), blob(row[2]))
		if err != nil {
			return c.damaged("document "+str(row[1]), err)
		}
		known[num(row[0])], ids[num(row[0])] = knownOf(d), d.ID
		if day := graph.DocumentSortDay(d); int64(day) != num(row[3]) {
			c.find("document %s: it is listed under another day than it came out", d.ID)
		}
		if d.Outlet != str(row[4]) {
			c.find("document %s: it is listed under another outlet than its own", d.ID)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.c.each(c.ctx, "SELECT num, id, about, body, known, document, id_key, about_key, stance FROM fact", func(row []driverValue) error {
		f, err := c.readFact(row)
		if err != nil {
			return err
		}
		day := known[num(row[5])]
		if recorded, ok := f.claim.KnownDay(nil); ok && day == graph.DayMax {
			day = recorded
		}
		if int64(day) != num(row[4]) || ids[num(row[5])] != f.claim.Document {
			c.find("claim %s: it is listed under another day or document than its own", f.claim.ID)
		}
		if keyOf(f.claim.ID) != num(row[6]) || keyOf(f.about) != num(row[7]) {
			c.find("claim %s: it is not found by its id or what it is about", f.claim.ID)
		}
		if int64(f.claim.Stance) != num(row[8]) {
			c.find("claim %s: it is listed under another stance than its own", f.claim.ID)
		}
		if i := f.identity; i.Type != 0 && i.ID() != f.about {
			c.find("claim %s: its relation has another id than its ends give", f.claim.ID)
		}
		return nil
	})
}

// topology compares the one that answers with one made from the rows.
func (c *checker) topology() error {
	if err := c.g.Check(); err != nil {
		c.find("the topology: %v", err)
	}
	anew, err := c.s.build(c.ctx, newView(c.c, nil, c.View), c.g.Revision())
	if err != nil {
		return err
	}
	if a, b := c.g.Counts(), anew.Counts(); !reflect.DeepEqual(a, b) {
		c.find("the topology counts %+v, the rows give %+v", a, b)
	}
	if err := c.sameEntities(anew); err != nil {
		return err
	}
	return c.sameRelations(anew)
}

func (c *checker) sameRelations(anew *topology.Graph) error {
	q := graph.RelationQuery{Where: &graph.Filter{Statuses: graph.Statuses()}, Slice: graph.Slice{First: graph.MaxFirst}}
	for {
		a, err := c.g.RelationPage(c.ctx, q)
		if err != nil {
			return err
		}
		b, err := anew.RelationPage(c.ctx, q)
		if err != nil {
			return err
		}
		for i := range max(len(a.Items), len(b.Items)) {
			if i >= len(a.Items) || i >= len(b.Items) || !reflect.DeepEqual(a.Items[i], b.Items[i]) {
				c.find("the topology differs from the rows from relation %d of a page on", i+1)
				return nil
			}
		}
		if !a.More {
			return nil
		}
		q.Slice.After = a.Keys[len(a.Keys)-1]
	}
}

func (c *checker) sameEntities(anew *topology.Graph) error {
	q := graph.EntityQuery{Slice: graph.Slice{First: graph.MaxFirst}}
	for {
		a, err := c.g.EntityPage(c.ctx, q)
		if err != nil {
			return err
		}
		for _, id := range a.Items {
			kind, degree, _ := c.g.Entity(id)
			k, d, ok := anew.Entity(id)
			if !ok || k != kind || d != degree {
				c.find("entity %s: the topology says %s with degree %d, the rows %s with %d", id, kind, degree, k, d)
			}
		}
		if !a.More {
			return nil
		}
		q.Slice.After = a.Keys[len(a.Keys)-1]
	}
}
