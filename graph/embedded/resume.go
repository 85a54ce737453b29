package embedded

import (
	"errors"
	"path/filepath"
	"time"

	"dragoman/graph"
	"dragoman/graph/embedded/tree"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// resume goes on with a first load of the same stream that was stopped, if there is
// one. What its file holds is read; the stream is read again, but what was taken of it
// is passed over.
func (w *session) resume() error {
	all, size := readMarks(w.s.dir)
	if len(all) == 0 || all[0].Origin != w.batch.Origin {
		return nil
	}
	f := emptyFirst(w.s)
	err := w.recover(f, all)
	if err == nil {
		f.marks = &marks{origin: w.batch.Origin, size: size, written: len(all), last: time.Now(), at: w.facts.last}
		f.marks.file, err = w.s.set.disk.Reuse(filepath.Join(w.s.dir, marksName))
	}
	if err == nil {
		err = f.marks.file.Truncate(size)
	}
	if err == nil {
		w.first, w.touched.Everything = f, true
		return nil
	}
	if ended := inTime(w.ctx); ended != nil {
		return errors.Join(ended, f.close())
	}
	// What is kept cannot be used: the load begins anew.
	w.ahead.abandon()
	fresh := newSession(w.group, &job{ctx: w.ctx, batch: w.batch})
	*w = *fresh
	if err := f.drop(); err != nil {
		return unwritten(w.s.dir, err)
	}
	return w.prepare()
}

func (w *session) recover(f *first, all []footing) (err error) {
	last := &all[len(all)-1]
	if _, err := removeEnds(w.s.set.disk, f.path, firstEnds[1:]...); err != nil { // of the moment after all was laid
		return err
	}
	if err := f.open(); err != nil {
		return err
	}
	if f.file.Pages() < last.Pages {
		return errors.New("the file is shorter than was marked")
	}
	if err := errors.Join(f.file.Restore(all[0].Head), f.file.Truncate(last.Pages)); err != nil {
		return err
	}
	if err := f.readRoots(w.ctx); err != nil {
		return err
	}
	f.facts = tree.NewTable(f.file)
	w.first = f // while its rows are noted
	defer func() { w.first = nil }()
	for i := range all {
		if err := w.recoverMark(f, &all[i]); err != nil {
			return err
		}
	}
	if err := w.recoverNodes(f); err != nil {
		return err
	}
	if err := w.recoverFacts(f, uint32(len(all[0].Head)/f.file.Size())+1, last.Pages); err != nil {
		return err
	}
	if w.facts.last != last.Facts {
		return errors.New("there are not the claims that were marked")
	}
	w.receipt, w.changed, w.lastNum, w.taken = last.Receipt, true, last.Nodes, last.Taken
	w.again = make(map[int]bool, len(last.Waiting))
	for _, order := range last.Waiting {
		w.again[order] = true
	}
	return nil
}

func (w *session) recoverMark(f *first, x *footing) error {
	for _, e := range x.Entities {
		laid := laidEntity{e.Num, e.ID, graph.EntityKind(e.Kind), e.Body}
		if e.At <= len(f.entities) {
			f.entities[e.At-1] = laid
		} else {
			f.entities = append(f.entities, laid)
		}
	}
	for _, d := range x.Documents {
		laid := laidDocument{num: d.Num, id: d.ID, outlet: d.Outlet, day: d.Day, body: d.Body, family: d.At - 1}
		if d.At <= len(f.documents) {
			f.documents[d.At-1] = laid
		} else {
			f.documents = append(f.documents, laid)
		}
	}
	for _, a := range x.Attributes {
		f.attribute[a.ID] = len(f.attributes)
		f.attributes = append(f.attributes, laidAttribute{a.ID, a.Target, a.Body})
	}
	for _, c := range x.Concerns {
		f.concerns[concern{c[0], c[1]}] = struct{}{}
	}
	for _, c := range x.Changes {
		claim, identity, err := pack.OpenClaim(c.ID, c.About, c.Body)
		if err != nil {
			return err
		}
		f.changed[c.Num] = &factChange{fact{c.Num, c.About, claim, identity}, c.Document, graph.Day(c.Known)}
	}
	return nil
}

func (w *session) recoverNodes(f *first) error {
	var based []*graph.Document
	for i := range f.documents {
		x := &f.documents[i]
		d, err := pack.OpenDocument(x.id, x.body)
		if err != nil {
			return err
		}
		n := w.nodes.add(x.id)
		n.num, n.known, n.counted, n.at = x.num, knownOf(d), true, i+1
		if len(d.BasedOn) > 0 {
			based = append(based, d)
		}
		w.ahead.document(n, d, true)
	}
	for _, d := range based {
		for _, base := range d.BasedOn {
			if n := w.nodes.find(base); n != nil && n.kind == 0 {
				f.joinFamilies(w.nodes.find(d.ID), n)
			}
		}
	}
	for i := range f.entities {
		x := &f.entities[i]
		e, err := pack.OpenEntity(x.id, x.body)
		if err != nil {
			return err
		}
		n := w.nodes.add(x.id)
		n.num, n.kind, n.counted, n.at = x.num, x.kind, true, i+1
		for _, word := range tokensOf(e) {
			w.tokens = append(w.tokens, token{word, x.num})
		}
		w.ahead.entity(n, e, true)
	}
	return nil
}

// recoverFacts reads the claims that were laid. Those of one record stand together.
func (w *session) recoverFacts(f *first, from, to uint32) error {
	about := map[string][]string{}
	for c := range f.concerns {
		about[c.relation] = append(about[c.relation], c.entity)
	}
	var together []claimWrite
	var of string
	var identity topology.Identity
	stated := func() error {
		if len(together) == 0 {
			return nil
		}
		err := w.restate(f, of, identity, about[of], together)
		together = nil
		return err
	}
	err := f.facts.Recover(from, to, func(number int64, columns []tree.Value) error {
		if number != w.facts.last+1 || len(columns) != factWidth {
			return errors.New("claims that were marked are missing")
		}
		id, raw := string(columns[2].Bytes), string(columns[4].Bytes)
		if raw != of {
			if err := stated(); err != nil {
				return err
			}
		}
		claim, i, err := pack.OpenClaim(id, raw, columns[8].Bytes)
		if err != nil {
			return err
		}
		if number%1024 == 0 {
			if err := inTime(w.ctx); err != nil {
				return err
			}
		}
		of, identity = raw, i
		together = append(together, claimWrite{claim: claim})
		f.note(uint32(number), columns[1].Int, shorten(raw), columns[5].Int, graph.Day(columns[6].Int))
		w.facts.last = number
		return w.facts.mention(w, &claim, number)
	})
	if err != nil {
		return err
	}
	for n, x := range f.changed { // sources that came with a change
		if err := w.facts.mention(w, &x.claim, n); err != nil {
			return err
		}
	}
	if len(f.changed) > 0 {
		w.ahead.abandon()
	}
	return stated()
}

// restate tells the topology that is made meanwhile.
func (w *session) restate(f *first, about string, identity topology.Identity, concerns []string, claims []claimWrite) error {
	if w.ahead.off() {
		return nil
	}
	isNew := int64(f.statement(shorten(about))) == w.facts.last-int64(len(claims))+1
	st := statement{about: about, identity: identity}
	if identity.Type != 0 {
		w.ends.from, w.ends.to = w.nodes.find(identity.From), w.nodes.find(identity.To)
		if w.ends.from == nil || w.ends.to == nil {
			return errors.New("an entity that a claim names was not marked")
		}
		return w.feed(&waiting{record: graph.Record{Relation: &graph.RelationRecord{
			From: identity.From, Type: identity.Type, To: identity.To, Role: identity.Role, Key: identity.Key, Concerns: concerns,
		}}}, &st, claims, isNew)
	}
	at, ok := f.attribute[about]
	if !ok {
		return errors.New("an attribute of a claim was not marked")
	}
	a, err := pack.OpenAttribute(about, f.attributes[at].body)
	if err != nil {
		return err
	}
	return w.feed(&waiting{record: graph.Record{Attribute: a}}, &st, claims, isNew)
}
