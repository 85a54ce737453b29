package neo4jstore

import (
	"context"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/graph"
)

// runner runs one statement and gives its only record. Statements are constant
// texts; whatever comes from outside is a parameter, a member of $p.
type runner interface {
	one(ctx context.Context, text string, params map[string]any) ([]any, error)
}

// bound makes parameters the members of one, $p. The database keeps plans by the
// types of parameters, and takes lists of none, one, up to 10, up to 100 and up to
// 1,000 members for different types; into a map it does not look. So one plan
// serves a statement, whatever it asks for: to plan a search takes a second.
func bound(params map[string]any) map[string]any {
	if params == nil {
		return nil
	}
	return map[string]any{"p": params}
}

// direct runs each statement as a transaction of its own, in one round trip, and
// again after a passing failure: as long as ctx allows where the database asks
// for it, for a short while where it cannot be reached. Only for reading.
type direct struct{ s *Store }

const (
	firstPause = 10 * time.Millisecond
	patience   = 2 * time.Second // with a database that cannot be reached
)

func (d direct) one(ctx context.Context, text string, params map[string]any) ([]any, error) {
	var start time.Time
	for pause := firstPause; ; pause = min(2*pause, 500*time.Millisecond) {
		row, err := d.once(ctx, text, params)
		if err == nil {
			return row, nil
		}
		if start.IsZero() {
			start = time.Now()
		}
		if !passing(err) || over(ctx) || time.Since(start) > patience && serverError(causesOf(err)) == nil {
			return nil, d.s.failure(ctx, err)
		}
		if d.s.sleep(ctx, pause) != nil {
			return nil, d.s.failure(ctx, err)
		}
	}
}

func (d direct) once(ctx context.Context, text string, params map[string]any) ([]any, error) {
	session := d.s.session(ctx, neo4j.AccessModeRead)
	result, err := session.Run(ctx, text, bound(params), transactionTimeout(ctx))
	if err == nil {
		var record *neo4j.Record
		if record, err = result.Single(ctx); err == nil {
			_ = session.Close(ctx) // all was read: the connection goes back without a word
			return record.Values, nil
		}
	}
	d.s.closeSession(session)
	return nil, err
}

// transaction runs statements inside one transaction.
type transaction struct {
	s  *Store
	tx neo4j.ExplicitTransaction
}

func (t transaction) one(ctx context.Context, text string, params map[string]any) ([]any, error) {
	finish, err := t.start(ctx, text, params)
	if err != nil {
		return nil, err
	}
	return finish()
}

// start sends a statement, and returns while the database works on it. finish
// gives its only record; it may be called after other statements, which begin when
// this one has ended.
func (t transaction) start(ctx context.Context, text string, params map[string]any) (finish func() ([]any, error), err error) {
	result, err := t.tx.Run(ctx, text, bound(params))
	if err != nil {
		return nil, err
	}
	return func() ([]any, error) {
		record, err := result.Single(ctx)
		if err != nil {
			return nil, err
		}
		return record.Values, nil
	}, nil
}

func (s *Store) session(ctx context.Context, mode neo4j.AccessMode) neo4j.SessionWithContext {
	return s.driver.NewSession(ctx, neo4j.SessionConfig{
		AccessMode: mode, DatabaseName: s.options.Database, BookmarkManager: s.bookmarks, FetchSize: neo4j.FetchAll,
	})
}

// closeSession gives the connection back even where the caller's time is over. It
// is not waited for long, so that a server which hangs does not hold the caller.
// A transaction is left to its session, which rolls it back: the two must not
// close at once.
func (s *Store) closeSession(session interface{ Close(context.Context) error }) {
	if _, ok := session.(neo4j.ExplicitTransaction); ok {
		return
	}
	done := make(chan struct{})
	s.background.Go(func() {
		defer close(done)
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		_ = session.Close(ctx) // what it may say was said by the statement before
	})
	t := time.NewTimer(100 * time.Millisecond)
	defer t.Stop()
	select {
	case <-done:
	case <-t.C:
	}
}

// transactionTimeout makes the server stop when the caller does.
func transactionTimeout(ctx context.Context) func(*neo4j.TransactionConfig) {
	if at, ok := ctx.Deadline(); ok {
		return neo4j.WithTxTimeout(max(time.Until(at), time.Millisecond))
	}
	return func(*neo4j.TransactionConfig) {}
}

// head ends every statement that reads: what was collected before it comes with
// the revision that the database had afterwards. That it is the revision of the
// state which the answer is made from shows that nothing was mixed.
const head = `
MATCH (dragoman:Dragoman {id: 0})
RETURN rows, dragoman.revision`

// errMoved says that the database is at a later revision than the state.
var errMoved = &graph.Error{Code: graph.Unavailable, Message: "the store was written to while it was read; ask again"}
