package embedded

import (
	"sync"
	"sync/atomic"

	"github.com/maypok86/otter/v2"

	"dragoman/graph"
)

// kept holds records that were read, so that a read of some hundred entities needs
// no row of SQLite. It is exact: a row is good for a reader only if its record did
// not change between the revision at which it was read and the reader's.
//
//	revision   4 ──── 5 ──────── 6 ────▶
//	record      written at 5
//	row read at 4: good for a reader of 4 only; row read at 6: good for 5 and 6
//
// What changed is noted before a revision is published, so that whoever reads that
// revision knows. What is kept is read only.
type kept struct {
	entities  *otter.Cache[string, keptRow[*graph.Entity]]
	documents *otter.Cache[string, keptRow[*graph.Document]]

	latest  atomic.Int64     // revision of the latest change of any record
	mu      sync.RWMutex     // guards what follows
	changed map[string]int64 // revision of the latest change, by raw id, of those after floor
	floor   int64            // rows of earlier revisions are good for nobody
}

type keptRow[T any] struct {
	record   T
	revision int64 // at which it was read
}

// Bounds of what is kept. A record is some hundred bytes.
const (
	keptEntities  = 1 << 17
	keptDocuments = 1 << 15
	keptChanges   = 1 << 16
)

func newKept() *kept {
	return &kept{
		entities:  otter.Must(&otter.Options[string, keptRow[*graph.Entity]]{MaximumSize: keptEntities}),
		documents: otter.Must(&otter.Options[string, keptRow[*graph.Document]]{MaximumSize: keptDocuments}),
		changed:   map[string]int64{},
	}
}

// note takes down what a group of batches changed, before its revision is published.
func (k *kept) note(t *touched, revision int64) {
	if !t.Everything && len(t.Entities)+len(t.Documents) == 0 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if t.Everything || len(k.changed)+len(t.Entities)+len(t.Documents) > keptChanges {
		clear(k.changed)
		k.floor = revision
	}
	for _, ids := range []set{t.Entities, t.Documents} {
		for id := range ids {
			k.changed[id] = revision
		}
	}
	k.latest.Store(revision)
}

// good says whether a record that was read at one revision is what a reader of
// another one would read.
func (k *kept) good(id string, read, reader int64) bool {
	earlier := min(read, reader)
	if k.latest.Load() <= earlier {
		return true
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.floor <= earlier && k.changed[id] <= earlier
}

// keptOf gives a record, if a good one is kept.
func keptOf[T any](v *view, in *otter.Cache[string, keptRow[T]], id string) (record T, ok bool) {
	row, ok := in.GetIfPresent(id)
	if !ok || !v.kept.good(id, row.revision, v.revision) {
		return record, false
	}
	return row.record, true
}
