package neo4jstore

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// writer is the key of the row in which this process notes its last commit. No
// key of a caller is like it.
func (q *queue) writer() string {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.token == "" {
		q.token = writerPrefix + rand.Text()
	}
	return q.token
}

const writerPrefix = "\x00writer:"

// commit ends the transaction, and finds out what became of it where the
// connection did not say.
func (g *group) commit() error {
	err := g.tx.Commit(g.ctx)
	if err != nil {
		there, unknown := g.s.isCommitted(g.s.writes.writer(), g.token)
		if unknown != nil {
			return fmt.Errorf("%w: %w", errUnknown, errors.Join(err, unknown))
		}
		if !there {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if g.last != g.base {
		g.s.committed(ctx, g.last, g.feed...)
		g.retain()
	}
	g.finish()
	g.s.sweep()
	return nil
}

func (g *group) finish() {
	for _, j := range slices.Concat(g.kept, g.replayed) {
		j.finish(nil)
	}
}

const wasCommitted = `
MATCH (dragoman:Dragoman {id: 0})
SET dragoman.lock = true
WITH dragoman
OPTIONAL MATCH (q:Request {key: $p.writer})
RETURN q.digest`

// resolving is for how long the outcome of a commit is looked for.
const resolving = 10 * time.Second

// isCommitted says whether a transaction of this process was committed. The
// writers' lock makes it wait for one that is still being processed.
func (s *Store) isCommitted(writer, token string) (there bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), resolving)
	defer cancel()
	for pause := firstPause; ; pause = min(2*pause, 500*time.Millisecond) {
		there, err = s.isToken(ctx, writer, token)
		if err == nil || !passing(err) || ctx.Err() != nil {
			return there, err
		}
		if s.sleep(ctx, pause) != nil {
			return false, err
		}
	}
}

func (s *Store) isToken(ctx context.Context, writer, token string) (bool, error) {
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer s.closeSession(session)
	tx, err := session.BeginTransaction(ctx, transactionTimeout(ctx))
	if err != nil {
		return false, err
	}
	defer s.closeSession(tx)
	row, err := transaction{s, tx}.one(ctx, wasCommitted, map[string]any{"writer": writer})
	if err != nil {
		return false, err
	}
	return str(row[0]) == token, nil
}

// sweeping removes notes of processes that are long gone.
const sweeping = `
MATCH (q:Request)
WHERE q.key STARTS WITH $prefix AND q.receipt < $before
WITH q LIMIT 1000
DELETE q
RETURN count(*)`

// sweep removes, once in the life of a store, what processes left that wrote
// more than a week ago.
func (s *Store) sweep() {
	s.writes.mu.Lock()
	done := s.writes.swept
	s.writes.swept = true
	s.writes.mu.Unlock()
	if done {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer s.closeSession(session)
	before := time.Now().UTC().AddDate(0, 0, -7).Format(time.RFC3339Nano)
	if result, err := session.Run(ctx, sweeping, map[string]any{"prefix": writerPrefix, "before": before}, transactionTimeout(ctx)); err == nil {
		_, _ = result.Consume(ctx) // the next process tries again
	}
}
