package embedded

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// session applies one batch inside a transaction. Records that name what has not
// come yet wait: documents and entities for each other until the first relation
// after them, the rest until the end.
type session struct {
	*view
	s        *Store
	ctx      context.Context
	batch    *graph.Batch
	group    *group
	own      bool // View is a copy that may be changed
	revision int64
	receipt  graph.Receipt
	touched  *touched
	changed  bool

	whole   bool // all of the batch was read before any was taken, in the order of sorts
	order   int  // of records as they came
	refused []refusal
	more    int // refusals beyond the first hundred

	nodes     map[string]*node  // found so far; nil for an id that is not there
	lastNum   int64             // given to a node, while virgin
	virgin    bool              // there were no entities and documents: nodes knows all
	pending   []waiting         // documents and entities whose references are open
	based     []*graph.Document // written, their families not yet joined
	settled   int               // length of pending after it was last looked through
	deferred  []waiting         // relations and attributes that name what is not there yet
	judgement []waiting
	turned    bool // one of them turns round what was judged before
	created   set  // relations, attributes and claims that are new or were counted
	facts     factWriter
	tokens    []token // to be written, while virgin
	ahead     *ahead  // nil where the topology is made afterwards
}

// waiting is a record and its place in the batch.
type waiting struct {
	record   graph.Record
	order    int
	computed bool // the id of a relation is the one that Check gave it
}

func newSession(g *group, j *job) *session {
	w := &session{
		view: newView(g.c, nil, g.merges), s: g.s, ctx: j.ctx, batch: j.batch, group: g,
		revision: g.last, touched: newTouched(g.s.set.rebuild),
		nodes: map[string]*node{}, created: set{},
	}
	return w
}

// safely is apply for records from a stream that may panic, perhaps on behalf of
// another caller than the one whose goroutine this is.
func (w *session) safely() (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = graph.Errorf(graph.Internal, "the batch could not be taken: %v", cause)
		}
	}()
	return w.apply()
}

func (w *session) apply() error {
	if done, err := w.replay(); done || err != nil {
		return err
	}
	if err := w.prepare(); err != nil {
		return err
	}
	if err := w.records(); err != nil {
		return err
	}
	if err := w.flushTokens(); err != nil {
		return err
	}
	if w.batch.OnError == graph.Skip || len(w.refused) == 0 {
		if err := w.facts.finish(w); err != nil {
			return err
		}
	}
	if err := w.judge(); err != nil {
		return err
	}
	if err := w.verdict(); err != nil {
		return err
	}
	if err := w.retract(); err != nil {
		return err
	}
	if err := w.split(); err != nil {
		return err
	}
	if w.err != nil {
		return w.err
	}
	return w.log()
}

// prepare looks at what is there.
func (w *session) prepare() error {
	any, err := w.c.integer("SELECT EXISTS (SELECT 1 FROM entity) OR EXISTS (SELECT 1 FROM document)")
	w.virgin = any == 0
	if err != nil {
		return err
	}
	if err := w.facts.prepare(w.c); err != nil {
		return err
	}
	if w.virgin && w.facts.bulk && w.group.last == w.group.base.revision {
		w.ahead = newAhead(w.s.name(w.revision + 1))
	}
	return nil
}

// replay answers a batch that was applied before under its key.
func (w *session) replay() (done bool, err error) {
	b := w.batch
	if b.Key == "" {
		return false, nil
	}
	err = w.c.each(w.ctx, "SELECT digest, receipt FROM request WHERE key = ?", func(row []driverValue) error {
		if str(row[0]) != b.Digest {
			return &graph.Error{Code: graph.Conflict, Field: "key", IDs: []string{b.Key}, Message: "key " + b.Key + " was used for other content; send this under a new key"}
		}
		done = true
		if err := json.Unmarshal(blob(row[1]), &w.receipt); err != nil {
			return w.damaged("receipt of "+b.Key, err)
		}
		w.receipt.Replayed = true
		return errStop
	}, b.Key)
	return done, err
}

// atOnce records of a batch are looked at together: documents, entities,
// relations, attributes, judgements, each as they came, so that nothing has to
// wait. A longer batch is taken as it streams in; which of two records in it that
// contradict each other is refused depends on which could be taken first.
const atOnce = 4096

// records takes the records in, and then those that had to wait.
func (w *session) records() error {
	var first []waiting
	w.whole = true
	err := w.read(func(r waiting) error {
		if !w.whole {
			return w.take(r)
		}
		if first = append(first, r); len(first) < atOnce {
			return nil
		}
		early := first
		w.whole, first = false, nil
		return w.takeAll(early)
	})
	if err != nil {
		return err
	}
	if w.whole { // too short to be worth it
		w.ahead.abandon()
	}
	slices.SortStableFunc(first, func(a, b waiting) int { return a.record.Rank() - b.record.Rank() })
	if err := w.takeAll(first); err != nil {
		return err
	}
	if err := w.settle(true); err != nil {
		return err
	}
	late := w.deferred
	w.deferred = nil
	slices.SortStableFunc(late, func(a, b waiting) int { return a.record.Rank() - b.record.Rank() })
	for _, r := range late {
		if err := w.state(r, true); err != nil {
			return err
		}
	}
	return inTime(w.ctx)
}

// read shows the records of the batch that could be read.
func (w *session) read(visit func(waiting) error) error {
	if w.batch.Records == nil {
		return nil
	}
	for r, err := range w.batch.Records {
		w.order++
		if err == nil {
			err = visit(waiting{record: r, order: w.order})
		} else if err = w.bad(w.order, err); err == nil && w.batch.OnError != graph.Skip {
			return nil
		}
		if err == nil && w.order%64 == 0 {
			err = inTime(w.ctx)
		}
		if err == nil {
			err = w.err
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *session) takeAll(rs []waiting) error {
	for _, r := range rs {
		if err := w.take(r); err != nil {
			return err
		}
	}
	return nil
}

// take takes one record as far as it can be taken now.
func (w *session) take(r waiting) error {
	r.computed = r.record.Relation != nil && r.record.Relation.ID == ""
	if err := r.record.Check(); err != nil {
		return w.bad(r.order, err)
	}
	switch {
	case r.record.Document != nil, r.record.Entity != nil:
		w.pending = append(w.pending, r)
		return nil
	case r.record.Judgement != nil:
		w.judgement = append(w.judgement, r)
		return nil
	}
	if len(w.pending) > 0 && (w.whole || len(w.pending) > 2*w.settled) {
		if err := w.settle(w.whole); err != nil {
			return err
		}
	}
	return w.state(r, w.whole)
}

// log ends the batch: its row in the audit trail, and its key.
func (w *session) log() error {
	if w.changed {
		w.revision++
	}
	w.receipt.Revision = w.s.name(w.revision)
	receipt, err := json.Marshal(w.receipt)
	if err != nil {
		return err
	}
	b := w.batch
	if w.changed {
		touched, err := json.Marshal(w.touched)
		if err != nil {
			return err
		}
		at := w.s.set.now().UTC().Format(time.RFC3339Nano)
		if err := w.c.exec("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?)", w.revision, at, b.Actor, b.Key, b.Action, receipt, touched); err != nil {
			return err
		}
	}
	if b.Key != "" {
		return w.c.exec("INSERT INTO request VALUES (?, ?, ?)", b.Key, b.Digest, receipt)
	}
	return nil
}

// change says that the state differs after this batch.
func (w *session) change(n *int) {
	*n++
	w.changed = true
}

// ownView makes the view own, to be changed.
func (w *session) ownView() *merge.View {
	if !w.own {
		w.View, w.own = w.View.Clone(), true
	}
	return w.View
}

// relate tells the view of a new relation, where its ends are merged.
func (w *session) relate(raw string, identity topology.Identity) error {
	to, unsaid := w.Stands(raw, identity)
	if !unsaid {
		return nil
	}
	merges := w.ownView()
	for _, id := range []string{to, raw} {
		if merges.Pooled(to) && slices.Contains(merges.Raws(to), id) {
			continue
		}
		merges.Add(id, to)
		if err := w.c.exec("INSERT OR REPLACE INTO alias VALUES (?, ?)", id, to); err != nil {
			return err
		}
	}
	return nil
}
