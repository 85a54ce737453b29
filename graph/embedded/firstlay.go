package embedded

import (
	"cmp"
	"context"
	"math"
	"slices"

	"dragoman/graph/column"
	"dragoman/graph/embedded/tree"
	"dragoman/graph/pack"
)

// failed is the error of the file that is laid.
func (f *first) failed(err error) error { return unwritten(f.s.dir, err) }

// lay lays what is not in the file yet, and opens it for SQLite in a transaction.
func (f *first) lay(ctx context.Context, tokens []token, mentions []mention) error {
	for _, part := range []func() error{
		f.layFacts, f.layEntities, func() error { return f.layTokens(tokens) }, f.layDocuments,
		func() error { return f.layMentions(mentions) }, f.layConcerns, f.layAttributes, f.file.Finish, f.file.Close,
	} {
		if err := inTime(ctx); err != nil {
			return err
		}
		if err := part(); err != nil {
			return f.failed(err)
		}
	}
	f.file, f.facts = nil, nil
	c, err := openConn(f.s.dsnOf(f.path), f.s.where)
	if err != nil {
		return err
	}
	f.c = c
	if err := c.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for _, number := range slices.Sorted(keysOf(f.changed)) {
		x := f.changed[number]
		f.row.B = f.row.B[:0]
		err := c.exec("UPDATE fact SET document = ?, known = ?, stance = ?, body = ? WHERE num = ?",
			x.document, int64(x.known), int64(x.claim.Stance), f.row.Claim(&x.claim, x.about, x.identity), x.num)
		if err != nil {
			return err
		}
	}
	return nil
}

func keysOf[K comparable, V any](m map[K]V) func(func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// layFacts ends the table of claims, and makes its indexes, each out of a column.
func (f *first) layFacts() error {
	if err := f.facts.Finish(f.roots["fact"]); err != nil {
		return err
	}
	f.claims, f.stated, f.rests = places{}, places{}, column.List[int64]{}
	signed := func(n int64) uint64 { return uint64(n) ^ 1<<63 } // so that they sort as numbers
	var in sorter
	for _, x := range []struct {
		index string
		key   func(row uint32) uint64
		value func(key uint64) int64
	}{
		{"fact_id", func(i uint32) uint64 { return signed(f.ids.At(i)) }, func(k uint64) int64 { return int64(k ^ 1<<63) }},
		{"fact_about", func(i uint32) uint64 { return signed(f.abouts.At(i)) }, func(k uint64) int64 { return int64(k ^ 1<<63) }},
		{"fact_document", func(i uint32) uint64 { return uint64(f.papers.At(i)) }, func(k uint64) int64 { return int64(k) }},
		{"fact_known", func(i uint32) uint64 { return uint64(int64(f.known.At(i)) - math.MinInt32) }, func(k uint64) int64 { return int64(k) + math.MinInt32 }},
	} {
		index := tree.NewIndex(f.file)
		keys, rows := in.by(f.papers.Len(), x.key)
		for i, k := range keys {
			index.Row().Int(x.value(k)).Int(int64(rows[i]))
			if err := index.Add(); err != nil {
				return err
			}
		}
		if err := index.Finish(f.roots[x.index]); err != nil {
			return err
		}
	}
	f.ids, f.abouts, f.papers, f.known = column.List[int64]{}, column.List[int64]{}, column.List[uint32]{}, column.List[int32]{}
	return nil
}

func (f *first) layEntities() error {
	table := tree.NewTable(f.file)
	for _, e := range f.entities { // they came by number
		table.Row().Null().Text(e.id).Int(int64(e.kind)).Blob(e.body)
		if err := table.Add(e.num); err != nil {
			return err
		}
	}
	if err := table.Finish(f.roots["entity"]); err != nil {
		return err
	}
	slices.SortFunc(f.entities, func(a, b laidEntity) int { return cmp.Compare(a.id, b.id) })
	return layIndex(f, "entity_id", f.entities, func(r *tree.Row, e *laidEntity) { r.Text(e.id).Int(e.num) })
}

// layIndex lays rows that are sorted.
func layIndex[T any](f *first, name string, sorted []T, columns func(*tree.Row, *T)) error {
	index := tree.NewIndex(f.file)
	for i := range sorted {
		columns(index.Row(), &sorted[i])
		if err := index.Add(); err != nil {
			return err
		}
	}
	return index.Finish(f.roots[name])
}

func (f *first) layTokens(tokens []token) error {
	if len(f.renamed) > 0 { // the words of names that were replaced go
		tokens = slices.DeleteFunc(tokens, func(t token) bool { return f.renamed[t.entity] })
		for _, x := range f.entities {
			if !f.renamed[x.num] {
				continue
			}
			e, err := pack.OpenEntity(x.id, x.body)
			if err != nil {
				return err
			}
			for _, word := range tokensOf(e) {
				tokens = append(tokens, token{word, x.num})
			}
		}
	}
	f.entities = nil
	slices.SortFunc(tokens, func(a, b token) int {
		return cmp.Or(cmp.Compare(a.word, b.word), cmp.Compare(a.entity, b.entity))
	})
	return layIndex(f, "token", tokens, func(r *tree.Row, t *token) { r.Text(t.word).Int(t.entity) })
}

func (f *first) layDocuments() error {
	type filed struct {
		*laidDocument
		family string
	}
	table, all := tree.NewTable(f.file), make([]filed, len(f.documents))
	for i := range f.documents {
		d := &f.documents[i]
		all[i] = filed{d, f.documents[f.family(i)].id}
		table.Row().Null().Text(d.id).Int(d.day).Text(all[i].family).Text(d.outlet).Blob(d.body)
		if err := table.Add(d.num); err != nil {
			return err
		}
	}
	if err := table.Finish(f.roots["document"]); err != nil {
		return err
	}
	for _, x := range []struct {
		index   string
		compare func(a, b filed) int
		columns func(*tree.Row, *filed)
	}{
		{"document_id", func(a, b filed) int { return cmp.Compare(a.id, b.id) }, func(r *tree.Row, d *filed) { r.Text(d.id).Int(d.num) }},
		{"document_day", func(a, b filed) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.id, b.id)) }, func(r *tree.Row, d *filed) { r.Int(d.day).Text(d.id).Int(d.num) }},
		{"document_family", func(a, b filed) int { return cmp.Or(cmp.Compare(a.family, b.family), cmp.Compare(a.num, b.num)) }, func(r *tree.Row, d *filed) { r.Text(d.family).Int(d.num) }},
		{"document_outlet", func(a, b filed) int { return cmp.Or(cmp.Compare(a.outlet, b.outlet), cmp.Compare(a.num, b.num)) }, func(r *tree.Row, d *filed) { r.Text(d.outlet).Int(d.num) }},
	} {
		if x.index == "document_outlet" { // without those that name none
			all = slices.DeleteFunc(all, func(d filed) bool { return d.outlet == "" })
		}
		slices.SortFunc(all, x.compare)
		if err := layIndex(f, x.index, all, x.columns); err != nil {
			return err
		}
	}
	return nil
}

func (f *first) layMentions(mentions []mention) error {
	slices.SortFunc(mentions, func(a, b mention) int {
		return cmp.Or(cmp.Compare(a.entity, b.entity), cmp.Compare(a.fact, b.fact))
	})
	return layIndex(f, "mention", slices.Compact(mentions), func(r *tree.Row, m *mention) { r.Int(m.entity).Int(m.fact) })
}

func (f *first) layConcerns() error {
	all := slices.SortedFunc(keysOf(f.concerns), func(a, b concern) int {
		return cmp.Or(cmp.Compare(a.relation, b.relation), cmp.Compare(a.entity, b.entity))
	})
	if err := layIndex(f, "concern", all, func(r *tree.Row, c *concern) { r.Text(c.relation).Text(c.entity) }); err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b concern) int {
		return cmp.Or(cmp.Compare(a.entity, b.entity), cmp.Compare(a.relation, b.relation))
	})
	return layIndex(f, "concern_entity", all, func(r *tree.Row, c *concern) { r.Text(c.entity).Text(c.relation) })
}

func (f *first) layAttributes() error {
	all := f.attributes
	slices.SortFunc(all, func(a, b laidAttribute) int { return cmp.Compare(a.id, b.id) })
	if err := layIndex(f, "attribute", all, func(r *tree.Row, a *laidAttribute) { r.Text(a.id).Text(a.target).Blob(a.body) }); err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b laidAttribute) int { return cmp.Or(cmp.Compare(a.target, b.target), cmp.Compare(a.id, b.id)) })
	return layIndex(f, "attribute_target", all, func(r *tree.Row, a *laidAttribute) { r.Text(a.target).Text(a.id) })
}
