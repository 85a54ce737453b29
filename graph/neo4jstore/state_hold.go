package neo4jstore

import (
	"cmp"
	"context"
	"errors"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/graph"
)

// lock takes the writers' lock, which transactions hold until their end, and
// gives the revision that then cannot change.
const lock = `
MATCH (dragoman:Dragoman {id: 0})
SET dragoman.lock = true
RETURN dragoman.revision`

// hold runs work in a transaction with the writers' lock, so that nothing is
// committed meanwhile, in a state of that revision. The transaction is rolled
// back afterwards. For readers that lose against writers time and again, and for
// whoever reads long.
func (s *Store) hold(ctx context.Context, work func(transaction, *state) error) error {
	if h, ok := ctx.Value(heldBy{s}).(*held); ok {
		return work(h.t, h.st)
	}
	if _, err := s.current(ctx); err != nil { // before it was connected there is nothing to bring to a revision
		return err
	}
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer s.closeSession(session)
	tx, err := session.BeginTransaction(ctx, transactionTimeout(ctx))
	if err != nil {
		return s.failure(ctx, err)
	}
	t := transaction{s, tx}
	row, err := t.one(ctx, lock, nil)
	if err != nil {
		return s.failure(ctx, err)
	}
	revision := num(row[0])
	s.heard(revision)
	if err := s.reach(ctx, revision); err != nil {
		return err
	}
	st := s.state.Load()
	if st.revision != revision {
		return errMoved
	}
	return work(t, st)
}

// survey is look with the topology: the state of the view is one that the
// topology is at, which is not older than any that was seen here before. Work
// that asks the topology only is never run twice.
func (s *Store) survey(ctx context.Context, work func(*view) error) error {
	if s.inDatabase() {
		return s.look(ctx, work)
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	for range attempts {
		st, err := s.current(ctx)
		if err != nil {
			return err
		}
		if st, err = s.shaped(ctx, st.revision); err != nil {
			return err
		}
		if err = work(s.newView(ctx, st, direct{s})); !errors.Is(err, errMoved) {
			return err
		}
		if err := s.catchUp(ctx); err != nil {
			return err
		}
	}
	return s.hold(ctx, func(t transaction, st *state) error {
		st, err := s.shaped(ctx, st.revision)
		if err != nil {
			return err
		}
		return work(s.newView(ctx, st, t))
	})
}

// held is the transaction of Hold, as the value of its context: who would take the
// writers' lock within takes over the one that has it.
type held struct {
	t  transaction
	st *state
}

// heldBy is the key of that value.
type heldBy struct{ store *Store }

// Hold implements graph.Holder. All writers wait until it ends, so the reads of f,
// in transactions of their own, find one revision. f is run once.
func (s *Store) Hold(ctx context.Context, f func(ctx context.Context) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	var err error
	for range attempts {
		ran := false
		err = s.hold(ctx, func(t transaction, st *state) error {
			ran = true
			return f(context.WithValue(ctx, heldBy{s}, &held{t, st}))
		})
		if ran || !errors.Is(err, errMoved) {
			return err
		}
	}
	return err
}

// Revision implements graph.Store. "" before the database was reached.
func (s *Store) Revision() string {
	st := s.state.Load()
	if st == nil {
		return ""
	}
	return s.name(st.revision)
}

// Await implements graph.Awaiter.
func (s *Store) Await(ctx context.Context, revision string) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	if _, err := s.current(ctx); err != nil {
		return err
	}
	n, ok := s.number(revision)
	if !ok {
		return &graph.Error{Code: graph.Invalid, Field: "revision", IDs: []string{revision}, Message: "revision " + cmp.Or(revision, `""`) + " is none of this store; take the token that a mutation gave"}
	}
	return s.reach(ctx, n)
}

// Portion implements graph.Portioner.
func (s *Store) Portion() int { return 10_000 }
