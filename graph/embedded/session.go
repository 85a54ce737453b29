package embedded

import (
	"context"
	"encoding/json"
	"errors"
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

	nodes     nodeTable           // found so far
	absent    map[string]struct{} // ids that are not there
	lastNum   int64               // given to a node, while virgin
	virgin    bool                // there were no entities and documents: nodes knows all
	pending   []waiting           // documents and entities whose references are open
	based     []*graph.Document   // written, their families not yet joined
	settled   int                 // length of pending after it was last looked through
	deferred  []waiting           // relations and attributes that name what is not there yet
	judgement []waiting
	turned    bool // one of them turns round what was judged before
	created   set  // relations, attributes and claims that are new or were counted
	facts     factWriter
	writes    []claimWrite // of one record, kept for the next
	tokens    []token      // to be written, while virgin
	ahead     *ahead       // nil where the topology is made afterwards
	taken     int          // records of the stream that were taken before it was stopped
	again     map[int]bool // those of them that waited, and are to be taken again
	first     *first       // nil unless this is a long load into an empty store
	ends      struct {     // what is named by the statement that is being taken, as far as it was found
		from, to  *node
		documents []*node // by claim
	}
	fetched struct { // lists of fetch, used again
		ids            []string
		claims, abouts []int64
	}
}

// waiting is a record and its place in the batch.
type waiting struct {
	record graph.Record
	order  int
	about  string // of a relation: its computed id
	bad    error
}

func newSession(g *group, j *job) *session {
	w := &session{
		view: newView(g.c, nil, g.merges), s: g.s, ctx: j.ctx, batch: j.batch, group: g,
		revision: g.last, touched: newTouched(g.s.set.rebuild),
		absent: map[string]struct{}{}, created: set{}, writes: make([]claimWrite, 0, 4),
	}
	return w
}

// safely is apply for records from a stream that may panic, perhaps on behalf of
// another caller than the one whose goroutine this is.
func (w *session) safely() (err error) {
	defer recovered(&err)
	return w.apply()
}

// recovered makes a panic an error.
func recovered(err *error) {
	if cause := recover(); cause != nil {
		*err = graph.Errorf(graph.Internal, "the batch could not be taken: %v", cause)
	}
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
	if w.batch.OnError == graph.Skip || len(w.refused) == 0 {
		w.ahead.seal()
	}
	if err := w.layFirst(); err != nil {
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

// beginFirst makes the batch a first load, if the store is an empty one in a folder.
func (w *session) beginFirst() (err error) {
	if !w.mayBeFirst() {
		return nil
	}
	if w.first, err = newFirst(w.ctx, w.s); err != nil {
		return err
	}
	w.touched.Everything = true
	return w.first.keepMarks(w.batch.Origin)
}

// longFrom is how many records make the batch long.
func (w *session) longFrom() int {
	if w.mayBeFirst() {
		return w.s.set.atOnce
	}
	return atOnce
}

func (w *session) mayBeFirst() bool {
	return !w.ahead.off() && w.s.dir != "" && w.s.set.pageLimit == 0 && w.revision == 0 && len(w.group.done) == 0
}

// layFirst ends what is particular to a first load: from here on rows are read and
// written by SQLite.
func (w *session) layFirst() error {
	if w.first == nil || w.batch.OnError != graph.Skip && len(w.refused) > 0 && len(w.judgement) == 0 {
		return nil
	}
	if err := w.first.marks.wait(); err != nil {
		return w.first.failed(err)
	}
	if err := w.first.lay(w.ctx, w.tokens, w.facts.mentions); err != nil {
		return err
	}
	w.view.c = w.first.c
	w.tokens, w.virgin = nil, false
	w.facts.bulk, w.facts.mentions = false, nil
	return nil
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
	if w.mayBeFirst() && w.batch.Origin != "" {
		return w.resume()
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
	w.whole = true
	first, err := w.read()
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

// read reads the records of the batch. Those of a short one are given back; of a
// longer one they are taken, by another goroutine, so that the next ones are read and
// checked meanwhile.
func (w *session) read() (short []waiting, err error) {
	if w.batch.Records == nil {
		return nil, nil
	}
	var taker *taker
	defer func() {
		if taker != nil {
			err = errors.Join(err, taker.end())
		}
	}()
	if w.first != nil { // it goes on
		w.whole = false
		taker = w.startTaker()
	}
	for r, bad := range w.batch.Records {
		w.order++
		if w.order <= w.taken && !w.again[w.order] {
			if w.order%1024 == 0 && inTime(w.ctx) != nil {
				return nil, inTime(w.ctx)
			}
			continue
		}
		if bad != nil && !errors.As(bad, new(*graph.RecordError)) {
			return nil, bad
		}
		next := waiting{record: r, order: w.order, bad: bad}
		next.check(w.batch.Checked)
		if next.bad != nil && taker == nil {
			_ = w.take(next) // it is noted
		} else {
			short = append(short, next)
		}
		if w.order%64 == 0 {
			if err := inTime(w.ctx); err != nil {
				return nil, err
			}
		}
		if taker == nil && len(short) == w.longFrom() {
			w.whole = false
			if err := w.beginFirst(); err != nil {
				return nil, err
			}
			taker = w.startTaker()
		}
		if taker != nil && len(short) >= lotSize {
			if !taker.give(short) {
				return nil, nil // it says why
			}
			short = make([]waiting, 0, lotSize)
		}
	}
	if taker != nil {
		taker.give(short)
		short = nil
	}
	return short, nil
}

// taker takes records while the next ones are read. Between its start and its end
// the session is its own.
type taker struct {
	lots   chan []waiting
	failed chan struct{} // closed when err is final
	err    error
}

func (w *session) startTaker() *taker {
	t := &taker{lots: make(chan []waiting, 4), failed: make(chan struct{})}
	go func() {
		defer close(t.failed)
		t.err = w.taking(t.lots)
	}()
	return t
}

func (w *session) taking(lots <-chan []waiting) (err error) {
	defer recovered(&err)
	for lot := range lots {
		if err := w.takeAll(lot); err != nil {
			return err
		}
		if w.err != nil {
			return w.err
		}
		if w.first != nil && len(lot) > 0 {
			if err := w.mark(lot[len(lot)-1].order); err != nil {
				return err
			}
		}
	}
	return nil
}

// give is false where the taker has ended.
func (t *taker) give(lot []waiting) bool {
	select {
	case t.lots <- lot:
		return true
	case <-t.failed:
		return false
	}
}

func (t *taker) end() error {
	close(t.lots)
	<-t.failed
	return t.err
}

func (w *session) takeAll(rs []waiting) error {
	for lot := range slices.Chunk(rs, nearAtOnce) {
		w.fetch(lot)
		for i := range lot {
			if err := w.take(lot[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// nearAtOnce is how many records are looked up together: what they need has room in
// the second cache of a processor.
const nearAtOnce = 128

// fetch brings near what taking some relations into a first load will look up.
func (w *session) fetch(rs []waiting) {
	if w.first == nil {
		return
	}
	ids, claims, abouts := w.fetched.ids[:0], w.fetched.claims[:0], w.fetched.abouts[:0]
	for i := range rs {
		rel := rs[i].record.Relation
		if rel == nil || rs[i].bad != nil {
			continue
		}
		ids, abouts = append(ids, rel.From, rel.To), append(abouts, keyOf(rs[i].about))
		for j := range rel.Claims {
			c := &rel.Claims[j]
			ids, claims = append(ids, c.Document), append(claims, keyOf(c.ID))
			for _, s := range c.Sources {
				if s.Entity != "" {
					ids = append(ids, s.Entity)
				}
			}
		}
	}
	w.nodes.fetch(ids)
	w.first.claims.fetch(claims)
	w.first.stated.fetch(abouts)
	w.fetched.ids, w.fetched.claims, w.fetched.abouts = ids, claims, abouts
}

// check finds out what is wrong with a record in itself, unless its stream said so, or
// it was checked before.
func (r *waiting) check(before bool) {
	if r.bad != nil {
		return
	}
	computed := !before && r.record.Relation != nil && r.record.Relation.ID == ""
	if !before {
		r.bad = r.record.Check()
	}
	if rel := r.record.Relation; rel != nil && r.bad == nil {
		if r.about = rel.ID; !computed {
			r.about = rel.Identity()
		}
	}
}

// take takes one record as far as it can be taken now.
func (w *session) take(r waiting) error {
	if r.bad != nil {
		return w.bad(r.order, r.bad)
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
