package neo4jstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dragoman/graph"
)

// countAll gives what Info shows, from the counters that Neo4j keeps.
var countAll = `
CALL () { MATCH (e:Entity) RETURN count(e) AS entities }
CALL () { MATCH ()-[r:` + relationTypes + `]->() RETURN count(r) AS relations }
CALL () { MATCH (c:Claim) RETURN count(c) AS claims }
WITH [entities, relations, claims] AS rows`

// Info implements graph.Counter.
func (s *Store) Info(ctx context.Context) (info graph.StoreInfo, err error) {
	err = s.look(ctx, func(v *view) error {
		row, err := v.rows(countAll, nil)
		if err == nil {
			info = graph.StoreInfo{Engine: "neo4j", Search: s.way(), Revision: s.name(v.st.revision), Entities: int(num(row[0])), Relations: int(num(row[1])), Claims: int(num(row[2]))}
		}
		return err
	})
	return info, err
}

// Bytes that a topology takes, about, for each thing in it.
const (
	bytesOfRelation = 90
	bytesOfClaim    = 20
	bytesOfEntity   = 120
	bytesAtLeast    = 1 << 20
)

// chooseWay decides where connections are searched. SearchAuto takes memory
// where the topology would take no more than Options.Budget: about 90 bytes for a
// relation, 20 for a claim and 120 for an entity. What is decided holds until the
// store is closed, also when the graph grows.
func (s *Store) chooseWay(ctx context.Context) error {
	if s.options.Search != SearchAuto {
		s.shape.inBase.Store(s.options.Search == SearchDatabase)
		return nil
	}
	row, err := direct{s}.one(ctx, countAll+head, nil)
	if err != nil {
		return err
	}
	n, _ := row[0].([]any)
	size := bytesAtLeast + bytesOfEntity*num(n[0]) + bytesOfRelation*num(n[1]) + bytesOfClaim*num(n[2])
	s.shape.inBase.Store(size > s.options.Budget)
	return nil
}

// way says how connections are searched, in the words of graph.Health.
func (s *Store) way() string {
	switch {
	case s.inDatabase():
		return "database"
	case s.shape.state.Load() == nil:
		return "filling"
	}
	return "memory"
}

// longestProbe is for how long Health asks at most.
const longestProbe = 2 * time.Second

// Health implements graph.Prober. The store is ready when the database answers
// and, where connections are searched in memory, the topology is filled.
func (s *Store) Health(ctx context.Context) graph.Health {
	h := graph.Health{Ready: true, Search: s.way()}
	amiss := func(ready bool, reason string) {
		h.Ready = h.Ready && ready
		h.Reasons = append(h.Reasons, reason)
	}
	if err := s.enter(context.WithoutCancel(ctx)); err != nil {
		return graph.Health{Search: s.way(), Reasons: []string{s.where + ": the store is closed"}}
	}
	defer s.leave()
	short, cancel := context.WithTimeout(ctx, longestProbe)
	defer cancel()
	if _, err := s.current(short); err != nil {
		amiss(false, message(err))
	} else if _, err := s.fly(short); graph.CodeOf(err) == graph.Deadline {
		amiss(false, s.where+": the database does not answer")
	} else if err != nil {
		amiss(false, message(err))
	}
	st := s.state.Load()
	if st == nil {
		return h
	}
	shaped := s.shape.state.Load()
	if s.inDatabase() {
		shaped = st
	}
	if shaped == nil {
		amiss(false, s.where+": the topology is being filled; searches wait for it")
		if err := s.shape.failure(); err != nil {
			amiss(false, message(err))
		}
		return h
	}
	if !s.inDatabase() {
		h.Search = "memory"
	}
	h.Revision = s.name(shaped.revision)
	h.Behind = s.behind(st, shaped)
	if h.Behind > 10 {
		amiss(true, fmt.Sprintf("%s: searches answer from a state that has been out of date for %.0f s", s.where, h.Behind))
	}
	if g := shaped.graph; g != nil && s.options.Search == SearchAuto && g.Bytes() > s.options.Budget {
		amiss(true, fmt.Sprintf("%s: the topology takes %d MiB, more than its budget of %d MiB; raise the budget, or search in the database", s.where, g.Bytes()>>20, s.options.Budget>>20))
	}
	return h
}

// behind says for how long a later revision than the one that searches answer
// from has been known of, in seconds.
func (s *Store) behind(st, shaped *state) float64 {
	s.news.mu.Lock()
	newest, since := s.news.newest, s.news.since
	s.news.mu.Unlock()
	s.shape.mu.Lock()
	defer s.shape.mu.Unlock()
	switch {
	case shaped.revision < st.revision && s.shape.pending != nil:
		return time.Since(s.shape.since).Seconds()
	case shaped.revision < newest:
		return time.Since(since).Seconds()
	}
	return 0
}

// message is what a person is told of an error.
func message(err error) string {
	var e *graph.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}
