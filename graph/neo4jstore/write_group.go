package neo4jstore

import (
	"context"
	"errors"
	"slices"
	"time"

	"dragoman/graph"
)

// writeGroup commits jobs, and tries again after passing failures as long as
// somebody waits. All jobs are finished when it returns.
//
//	begin ─▶ lock, look up ─▶ apply each batch ─▶ weigh ─▶ write ─▶ commit
//	  ▲                                                              │ lost?
//	  └──────────── not committed ◀── read the group's row ◀─────────┘
func (s *Store) writeGroup(ctx context.Context, jobs []*job) {
	defer func() {
		if cause := recover(); cause != nil {
			s.finishAll(jobs, graph.Errorf(graph.Internal, "the batch could not be written: %v", cause))
		}
	}()
	if at, ok := latest(jobs); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, at)
		defer cancel()
	}
	var failing time.Time // since when
	for pause := firstPause; ; pause = min(2*pause, 500*time.Millisecond) {
		jobs = s.pending(jobs)
		if len(jobs) == 0 {
			return
		}
		err := s.attempt(ctx, jobs)
		if err != nil && failing.IsZero() {
			failing = time.Now()
		}
		switch {
		case err == nil:
			return
		case errors.Is(err, errAgain):
			pause = firstPause
			continue
		case errors.Is(err, errUnknown):
			s.finishAll(jobs, s.unknownOutcome(err))
			return
		case !passing(err) && !errors.Is(err, errMoved) || ctx.Err() != nil || time.Since(failing) > patienceWith(err):
			s.finishAll(jobs, s.failure(ctx, err))
			return
		}
		if s.sleep(ctx, pause) != nil {
			s.finishAll(jobs, s.failure(ctx, err))
			return
		}
	}
}

// patienceWith is for how long a write is tried again after the first error.
func patienceWith(err error) time.Duration {
	if serverError(causesOf(err)) == nil && !errors.Is(err, errMoved) {
		return patience
	}
	return 30 * time.Second
}

var (
	errAgain   = errors.New("a batch of the group was abandoned")
	errUnknown = errors.New("what became of a commit could not be found out")
)

// latest is the deadline of the call that can wait longest; false where one has none.
func latest(jobs []*job) (at time.Time, ok bool) {
	for _, j := range jobs {
		d, has := j.ctx.Deadline()
		if !has {
			return at, false
		}
		if d.After(at) {
			at = d
		}
	}
	return at, true
}

// pending gives the jobs that are neither done nor abandoned.
func (s *Store) pending(jobs []*job) []*job {
	jobs = s.writes.unseal(jobs)
	return slices.DeleteFunc(jobs, func(j *job) bool {
		select {
		case <-j.done:
			return true
		default:
			return false
		}
	})
}

func (s *Store) finishAll(jobs []*job, err error) {
	for _, j := range jobs {
		select {
		case <-j.done:
		default:
			j.finish(err)
		}
	}
}
