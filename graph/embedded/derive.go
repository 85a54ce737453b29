package embedded

import (
	"context"
	"maps"
	"slices"
	"strings"

	"dragoman/graph/merge"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// What the rows of documents and judgements come to, worked out from all of them.
// Apply keeps it up to date batch by batch; Check compares, and Repair writes it anew.

// family is a document's, as stored and as it follows from basedOn.
type family struct {
	num     int64
	id      string
	was, is string
}

// families lists the documents whose family is another than the smallest id of
// those joined by basedOn.
func (v *view) families(ctx context.Context) (wrong []family, err error) {
	joined := merge.Classes{}
	var all []family
	based := map[string][]string{}
	err = v.c.each(ctx, "SELECT num, id, family, body FROM document", func(row []driverValue) error {
		d, err := pack.OpenDocument(str(row[1]), blob(row[3]))
		if err != nil {
			return v.damaged("document "+str(row[1]), err)
		}
		all = append(all, family{num: num(row[0]), id: d.ID, was: str(row[2])})
		if len(d.BasedOn) > 0 {
			based[d.ID] = d.BasedOn
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for id, bases := range based {
		for _, base := range bases {
			joined.Unite(id, base)
		}
	}
	for _, f := range all {
		if f.is = joined.Of(f.id); f.is != f.was {
			wrong = append(wrong, f)
		}
	}
	return wrong, nil
}

// merges works out the view that all judgements together give.
func (v *view) merges(ctx context.Context) (*merge.View, error) {
	all, err := v.judgements()
	if err != nil {
		return nil, err
	}
	after := merge.Entities(all)
	named := map[string]bool{}
	for _, j := range all {
		if merge.IsRelation(j.A) {
			named[j.A], named[j.B] = true, true
		}
	}
	if after.Empty() && len(named) == 0 {
		return after, nil
	}
	identities := map[string]topology.Identity{}
	err = v.c.each(ctx, factColumns+"WHERE about_key >= ?", func(row []driverValue) error {
		f, err := v.readFact(row)
		if err != nil {
			return err
		}
		if i := f.identity; named[f.about] || after.Pooled(after.Of(i.From)) || after.Pooled(after.Of(i.To)) {
			identities[f.about] = i
		}
		return nil
	}, firstRelationKey)
	if err != nil {
		return nil, err
	}
	after.Complete(all, identities)
	return after, nil
}

// aliases compares the stored view with the one that judgements give.
func (v *view) aliases(ctx context.Context) (stored, is *merge.View, wrong []string, err error) {
	if stored, err = loadMerges(ctx, v.c); err != nil {
		return nil, nil, nil, err
	}
	if is, err = v.merges(ctx); err != nil {
		return nil, nil, nil, err
	}
	a, b := pairsOf(stored), pairsOf(is)
	differ := map[string]bool{}
	for _, pairs := range [][2]map[[2]string]bool{{a, b}, {b, a}} {
		for pair := range pairs[0] {
			if !pairs[1][pair] {
				differ[pair[0]] = true
			}
		}
	}
	return stored, is, slices.Sorted(maps.Keys(differ)), nil
}

// views is the part of a check that looks at what follows from many rows.
func (c *checker) views() error {
	wrong, err := c.families(c.ctx)
	if err != nil {
		return err
	}
	for _, f := range wrong {
		c.find("document %s: it is counted to the family of %s, and belongs to that of %s", f.id, f.was, f.is)
	}
	missing, extra, err := c.mentions(c.ctx)
	if err != nil {
		return err
	}
	if n := len(missing) + len(extra); n > 0 {
		c.find("the index of sources: %d entries are missing or name what is not so", n)
	}
	_, _, ids, err := c.aliases(c.ctx)
	for _, id := range ids {
		c.bad = true // the topology cannot be made by such a view
		c.find("%s: the judgements say that it stands for another, or none, than the view of merges does", id)
	}
	return err
}

// families of documents follow from what they are based on.
func (r *repair) familiesOfDocuments() error {
	wrong, err := r.families(r.ctx)
	for _, f := range wrong {
		if err == nil {
			err = r.c.exec("UPDATE document SET family = ? WHERE num = ?", f.is, f.num)
		}
	}
	r.did(len(wrong), "the family that a document is counted to was worked out anew", "the families that %d documents are counted to were worked out anew")
	return err
}

// merged is the view of who is the same as whom; it follows from judgements.
func (r *repair) merged() error {
	stored, is, wrong, err := r.aliases(r.ctx)
	if err == nil && len(wrong) > 0 {
		err = storeMerges(r.c, stored, is)
	}
	r.did(len(wrong), "what an id stands for was worked out anew from the judgements", "what %d ids stand for was worked out anew from the judgements")
	return err
}

// columns of entities and attributes repeat what is in their records.
func (r *repair) columns() error {
	type row struct{ key, is driverValue }
	var kinds, targets []row
	if err := r.gather("SELECT num, id, kind, body FROM entity", func(rows []driverValue) error {
		e, err := pack.OpenEntity(str(rows[1]), blob(rows[3]))
		if err != nil {
			return r.damaged("entity "+str(rows[1]), err)
		}
		if int64(e.Kind) != num(rows[2]) {
			kinds = append(kinds, row{rows[0], int64(e.Kind)})
		}
		return nil
	}); err != nil {
		return err
	}
	if err := r.gather("SELECT id, target, body FROM attribute", func(rows []driverValue) error {
		a, err := pack.OpenAttribute(str(rows[0]), blob(rows[2]))
		if err != nil {
			return r.damaged("attribute "+str(rows[0]), err)
		}
		if a.Of != str(rows[1]) {
			targets = append(targets, row{rows[0], a.Of})
		}
		return nil
	}); err != nil {
		return err
	}
	for statement, wrong := range map[string][]row{
		"UPDATE entity SET kind = ? WHERE num = ?": kinds, "UPDATE attribute SET target = ? WHERE id = ?": targets,
	} {
		for _, w := range wrong {
			if err := r.c.exec(statement, w.is, w.key); err != nil {
				return err
			}
		}
	}
	r.did(len(kinds), "the kind that an entity is listed under was read anew", "the kinds that %d entities are listed under were read anew")
	r.did(len(targets), "what an attribute is listed by was read anew", "what %d attributes are listed by was read anew")
	return nil
}

// indexes are the statements that make them, by name.
func indexes() map[string]string {
	all := map[string]string{}
	for line := range strings.SplitSeq(tables, "\n") {
		for _, begin := range []string{"CREATE INDEX ", "CREATE UNIQUE INDEX "} {
			if rest, ok := strings.CutPrefix(line, begin); ok {
				name, _, _ := strings.Cut(rest, " ")
				all[name] = line
			}
		}
	}
	return all
}

// lostIndexes lists, sorted, those that are not there: queries would read whole tables.
func (v *view) lostIndexes(ctx context.Context) ([]string, error) {
	all := indexes()
	err := v.c.each(ctx, "SELECT name FROM sqlite_schema WHERE type = 'index'", func(row []driverValue) error {
		delete(all, str(row[0]))
		return nil
	})
	return slices.Sorted(maps.Keys(all)), err
}

// indexes are SQLite's: those that are there are made anew, too.
func (r *repair) indexes() error {
	lost, err := r.lostIndexes(r.ctx)
	for _, name := range lost {
		if err == nil {
			err = r.c.exec(indexes()[name])
		}
	}
	r.did(len(lost), "an index was missing, and was made anew", "%d indexes were missing, and were made anew")
	if err == nil {
		err = r.c.exec("REINDEX")
	}
	return err
}

// mentions compares the index of who is named as a source with what claims say.
func (v *view) mentions(ctx context.Context) (missing map[[2]int64]bool, extra [][2]int64, err error) {
	nums := map[string]int64{}
	if err := v.c.each(ctx, "SELECT id, num FROM entity", func(row []driverValue) error {
		nums[str(row[0])] = num(row[1])
		return nil
	}); err != nil {
		return nil, nil, err
	}
	is := map[[2]int64]bool{}
	if err := v.c.each(ctx, factColumns, func(row []driverValue) error {
		f, err := v.readFact(row)
		for _, s := range f.claim.Sources {
			if n, ok := nums[s.Entity]; ok && s.Entity != "" {
				is[[2]int64{n, f.num}] = true
			}
		}
		return err
	}); err != nil {
		return nil, nil, err
	}
	err = v.c.each(ctx, "SELECT entity, fact FROM mention", func(row []driverValue) error {
		if at := [2]int64{num(row[0]), num(row[1])}; is[at] {
			delete(is, at)
		} else {
			extra = append(extra, at)
		}
		return nil
	})
	return is, extra, err
}
