package embedded

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// maxGroup batches are committed with one flush at most, so that the first of
// them does not wait long for the last.
const maxGroup = 128

// job is one call of Apply.
type job struct {
	ctx     context.Context
	batch   *graph.Batch
	receipt graph.Receipt
	err     error
	done    chan struct{} // closed when receipt and err are final
}

func (j *job) finish(err error) {
	j.err = err
	close(j.done)
}

// queue holds the calls that wait for the writer's seat.
type queue struct {
	mu   sync.Mutex // guards jobs
	jobs []*job
}

func (q *queue) add(j *job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, j)
}

func (q *queue) take() []*job {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.jobs), maxGroup)
	jobs := q.jobs[:n:n]
	q.jobs = q.jobs[n:]
	return jobs
}

// putBack puts jobs first in the queue.
func (q *queue) putBack(jobs []*job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = slices.Concat(jobs, q.jobs)
}

// withdraw takes a job back; false where somebody has begun it.
func (q *queue) withdraw(j *job) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.jobs, j)
	if i < 0 {
		return false
	}
	q.jobs = slices.Delete(slices.Clone(q.jobs), i, i+1)
	return true
}

// Apply implements graph.Writer. Calls that come while another one writes are
// committed together: each batch is whole or not there, as ever, and has a
// revision of its own, but they share the flush of the disk.
func (s *Store) Apply(ctx context.Context, b graph.Batch) (graph.Receipt, error) {
	if err := s.enter(ctx); err != nil {
		return graph.Receipt{}, err
	}
	defer s.leave()
	if s.memory != nil { // the records may come from a read of this very store
		b.Records = collect(ctx, b.Records)
	}
	j := &job{ctx: ctx, batch: &b, done: make(chan struct{})}
	s.queue.add(j)
	select {
	case s.seat <- struct{}{}:
		s.writeUntil(j)
		<-s.seat
	case <-j.done:
	case <-ctx.Done():
		if s.queue.withdraw(j) {
			return graph.Receipt{}, inTime(ctx)
		}
		<-j.done // it is being written; its own context ends it soon
	}
	return j.receipt, j.err
}

// writeUntil writes what waits, group by group, until j is done.
func (s *Store) writeUntil(j *job) {
	for {
		select {
		case <-j.done:
			return
		default:
			s.writeGroup(s.queue.take())
		}
	}
}

// group is one SQLite transaction for several batches.
type group struct {
	s       *Store
	c       *conn
	base    *state
	merges  *merge.View
	touched *touched // by the batches that succeeded
	last    int64    // revision
	jobs    []*job
	done    []*job // succeeded, if the commit does
	ahead   *ahead // the topology of the last batch, if it was made meanwhile
	first   *first // of the last batch, if it was a first load
}

func (s *Store) writeGroup(jobs []*job) {
	if s.memory != nil {
		s.memory.Lock()
		defer s.memory.Unlock()
	}
	st := s.state.Load()
	g := &group{s: s, jobs: jobs, c: s.writer, base: st, merges: st.merges, last: st.revision, touched: newTouched(s.set.rebuild)}
	next, err := g.write(jobs)
	if err != nil {
		_ = s.writer.wait()           // what failed is known
		_ = s.writer.exec("ROLLBACK") // SQLite may have done so itself
		for _, j := range g.jobs {
			select {
			case <-j.done:
			default:
				j.receipt = graph.Receipt{}
				j.finish(err)
			}
		}
		return
	}
	s.kept.Load().note(g.touched.Entities, g.touched.Everything || next.merges != st.merges, next.revision)
	s.papers.Load().note(g.touched.Documents, g.touched.Everything, next.revision)
	s.state.Store(next)
	s.mark.set(s.name(next.revision))
	for _, j := range g.done {
		j.finish(nil)
	}
	s.tend(next, g.touched.Everything)
}

// write runs the batches and commits. An error is one of all that are not done.
func (g *group) write(jobs []*job) (*state, error) {
	if err := g.c.exec("BEGIN IMMEDIATE"); err != nil {
		return nil, err
	}
	defer func() {
		g.ahead.abandon() // if it was not used
		_ = g.first.drop()
	}()
	for i, j := range jobs {
		if err := g.run(j); err != nil {
			return nil, err
		}
		if g.touched.Everything || g.first != nil { // a long one: the others need not wait for its topology to be made twice
			g.s.queue.putBack(jobs[i+1:])
			g.jobs = jobs[:i+1]
			break
		}
	}
	next := g.base
	if g.last != g.base.revision {
		tg, err := g.advance()
		if err != nil {
			return nil, err
		}
		next = &state{revision: g.last, graph: tg, merges: g.merges}
	}
	return next, g.commit()
}

// commit may fail when the disk has all or some of it already. Where the batches are
// seen afterwards they are on the disk, and what failed came after: the log could
// not be brought into the file, which the next commit tries again. A store that
// cannot tell answers nothing more: what it holds in memory may not be what is there.
func (g *group) commit() error {
	if g.first != nil {
		return g.first.take()
	}
	err := g.c.exec("COMMIT")
	if err == nil {
		return nil
	}
	_ = g.c.exec("ROLLBACK") // SQLite may have done so itself
	last, unread := g.c.integer(lastRevision)
	switch {
	case unread != nil:
		g.s.broken.Store(brokenError(g.s.where, unread))
	case last == g.last && last != g.base.revision:
		return nil
	}
	if errors.Is(err, errDisk) {
		return unknownOutcome(g.s.where, err)
	}
	return err
}

// run applies one batch inside a savepoint. An error is one of the whole group;
// that of the batch alone goes to its job.
func (g *group) run(j *job) error {
	if err := g.c.exec("SAVEPOINT batch"); err != nil {
		return err
	}
	w := newSession(g, j)
	err := w.safely()
	if err == nil {
		err = g.c.exec("RELEASE batch")
	}
	if err == nil {
		g.merges, g.last = w.View, w.revision
		g.touched.add(w.touched)
		j.receipt = w.receipt
		g.done = append(g.done, j)
		g.ahead = w.ahead
		if g.first = w.first; g.first != nil {
			g.c = g.first.c
		}
		return nil
	}
	w.ahead.abandon()
	_ = w.first.leave(err) // the batch has failed already
	_ = g.c.wait()         // the batch has failed already
	if back := g.c.exec("ROLLBACK TO batch; RELEASE batch"); back != nil {
		return errors.Join(err, back) // SQLite gave the whole transaction up
	}
	j.finish(err)
	return nil
}

// advance makes the topology of the state that is about to be committed.
func (g *group) advance() (*topology.Graph, error) {
	v := newView(g.c, g.base.graph, g.merges)
	name := g.s.name(g.last)
	ctx := context.Background() // a group is committed whatever becomes of one of its callers
	if made, err := g.ahead.finish(name); err != nil || made != nil {
		return g.s.tune(made), err
	}
	if g.touched.Everything {
		return g.s.build(ctx, v, name)
	}
	change, err := v.change(g.touched, g.base.merges, name)
	if err != nil {
		return nil, err
	}
	next, err := g.base.graph.Apply(change)
	if err != nil {
		return nil, fmt.Errorf("the topology does not take the change: %w", err)
	}
	return next, nil
}

// collect reads a stream to its end.
func collect(ctx context.Context, records func(func(graph.Record, error) bool)) func(func(graph.Record, error) bool) {
	if records == nil {
		return nil
	}
	type item struct {
		record graph.Record
		err    error
	}
	var items []item
	for r, err := range records {
		items = append(items, item{r, err})
		if ctx.Err() != nil {
			break
		}
	}
	return func(yield func(graph.Record, error) bool) {
		for _, i := range items {
			if !yield(i.record, i.err) {
				return
			}
		}
	}
}
