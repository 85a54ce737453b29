package graphtest

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"dragoman/graph"
)

// Model is a store that is plain instead of fast: records in maps, evidence from
// the pure functions of package graph, every search by trying everything. It is
// the contract written out, against which other stores are compared, and may
// serve as a store of a few hundred entities in tests.
type Model struct {
	mu      sync.RWMutex // guards what follows; held for reading throughout each read
	closed  bool
	records *records
	view    *view // of records
}

var (
	_ graph.Store    = (*Model)(nil)
	_ graph.Exporter = (*Model)(nil)
	_ graph.Auditor  = (*Model)(nil)
	_ graph.Checker  = (*Model)(nil)
)

// NewModel gives an empty store.
func NewModel() *Model {
	r := newRecords()
	return &Model{records: r, view: newView(r)}
}

// read takes the state that a read is answered from. The caller calls done.
func (m *Model) read(ctx context.Context) (v *view, done func(), err error) {
	m.mu.RLock()
	switch {
	case m.closed:
		err = errClosed
	case ctx.Err() != nil:
		err = errEnded(ctx)
	}
	if err != nil {
		m.mu.RUnlock()
		return nil, func() {}, err
	}
	return m.view, m.mu.RUnlock, nil
}

var errClosed = graph.Errorf(graph.Unavailable, "the store is closed; open it again")

func errEnded(ctx context.Context) error {
	return graph.Errorf(graph.Deadline, "the call was ended before it was answered: %w", context.Cause(ctx))
}

// Revision counts the batches.
func (m *Model) Revision() string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.records.revisionName()
}

// Close makes every later call fail.
func (m *Model) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}

// Check finds nothing: the view is computed anew from the records each time.
func (m *Model) Check(context.Context) iter.Seq2[string, error] {
	return func(func(string, error) bool) {}
}

func (r *records) revisionName() string { return fmt.Sprintf("m%d", len(r.audit)) }
