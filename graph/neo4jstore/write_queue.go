package neo4jstore

import (
	"context"
	"slices"
	"sync"
	"time"

	"dragoman/graph"
)

// A group is committed in one transaction: at most maxGroup batches, of at most
// groupRecords records unless the first one alone has more.
const (
	maxGroup     = 128
	groupRecords = portion
)

// job is one call of Apply.
type job struct {
	ctx     context.Context
	batch   *graph.Batch
	in      *input
	fault   error // why the records could not be read; a batch applied before under its key is answered anyway
	receipt graph.Receipt
	change  *change
	err     error
	done    chan struct{} // closed when receipt and err are final
	stage   stage         // guarded by queue.mu
}

type stage uint8

const (
	waits      stage = iota
	abandoned        // by its caller: it is not to be committed
	committing       // too late to abandon it
)

// queue holds the calls that wait to be written, and lets one goroutine write.
type queue struct {
	mu      sync.Mutex // guards all below
	jobs    []*job
	writing bool
	cancel  context.CancelFunc // ends the group that is written, when nobody waits for it any more
	group   []*job
	token   string // of this process, by which it finds out what became of a commit
	swept   bool
}

// add queues a job; first says that the caller must see to it that it is written.
func (q *queue) add(j *job) (first bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, j)
	first, q.writing = !q.writing, true
	return first
}

// take gives the next group, which is empty when nothing waits: then nobody
// writes any more. A batch that may merge or split is a group of its own.
func (q *queue) take(cancel context.CancelFunc) []*job {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = slices.DeleteFunc(q.jobs, func(j *job) bool { return j.stage == abandoned })
	n, records := 0, 0
	for n < min(len(q.jobs), maxGroup) {
		j := q.jobs[n]
		alone := j.in.judges(j.batch)
		records += len(j.in.items)
		if n > 0 && (alone || records > groupRecords) {
			break
		}
		n++
		if alone {
			break
		}
	}
	q.group = slices.Clone(q.jobs[:n])
	q.jobs = slices.Delete(q.jobs, 0, n)
	q.cancel, q.writing = cancel, n > 0
	return q.group
}

// abandon takes back a job whose caller's time is over. It is false when it is
// too late for that.
func (q *queue) abandon(j *job) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if j.stage == committing {
		return false
	}
	j.stage = abandoned
	if !slices.ContainsFunc(q.group, func(o *job) bool { return o.stage != abandoned }) && slices.Contains(q.group, j) {
		q.cancel()
	}
	return true
}

// seal makes it too late to abandon any of the jobs, unless one is abandoned.
func (q *queue) seal(jobs []*job) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if slices.ContainsFunc(jobs, func(j *job) bool { return j.stage == abandoned }) {
		return false
	}
	for _, j := range jobs {
		j.stage = committing
	}
	return true
}

// unseal says that the jobs are not committed after all, and leaves out those
// that are abandoned.
func (q *queue) unseal(jobs []*job) []*job {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, j := range jobs {
		if j.stage == committing {
			j.stage = waits
		}
	}
	return slices.DeleteFunc(slices.Clone(jobs), func(j *job) bool { return j.stage == abandoned })
}

func (j *job) finish(err error) {
	if err != nil {
		j.receipt = graph.Receipt{}
	}
	j.err = err
	close(j.done)
}

// grace is for how long after its deadline a call waits for a commit that has
// begun.
const grace = 150 * time.Millisecond

// Apply implements graph.Writer. Calls that come while another one writes are
// committed together: each batch is whole or not there, as ever, and has a
// revision of its own, but they share the transaction.
func (s *Store) Apply(ctx context.Context, b graph.Batch) (graph.Receipt, error) {
	if err := s.enter(ctx); err != nil {
		return graph.Receipt{}, err
	}
	defer s.leave()
	if _, err := s.current(ctx); err != nil {
		return graph.Receipt{}, err
	}
	in, err := readBatch(ctx, &b)
	if err != nil && b.Key == "" {
		return graph.Receipt{}, err
	}
	j := &job{ctx: ctx, batch: &b, in: in, fault: err, done: make(chan struct{})}
	if s.writes.add(j) {
		s.use.Add(1) // the store is not closed under a group that is written
		go func() {
			defer s.use.Done()
			s.writeAll()
		}()
	}
	select {
	case <-j.done:
		return j.receipt, j.err
	case <-ctx.Done():
	}
	if s.writes.abandon(j) {
		return graph.Receipt{}, late(ctx.Err())
	}
	select {
	case <-j.done:
		return j.receipt, j.err
	case <-time.After(grace):
		return graph.Receipt{}, s.unknownOutcome(ctx.Err())
	}
}

func (s *Store) unknownOutcome(err error) error {
	return &graph.Error{Code: graph.OutcomeUnknown, Message: s.where + ": the database was lost or the time was over while the batch was being committed, so it may or may not be there; send it again under the same key", Err: err}
}

// writeAll writes what waits, group by group.
func (s *Store) writeAll() {
	for {
		ctx, cancel := context.WithCancel(context.Background())
		jobs := s.writes.take(cancel)
		if len(jobs) > 0 {
			s.writeGroup(ctx, jobs)
		}
		cancel()
		if len(jobs) == 0 {
			return
		}
	}
}
