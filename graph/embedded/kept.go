package embedded

import (
	"hash/maphash"
	"sync"
	"sync/atomic"
)

// kept holds records that were read, by id, so that a read of some hundred of them
// needs no row of SQLite. It is exact: a record is good for a reader only if it did
// not change between the revision at which it was read and the reader's.
//
//	revision   4 ──── 5 ──────── 6 ────▶
//	record      written at 5
//	read at 4: good for a reader of 4 only; read at 6: good for 5 and 6
//
// What changed is noted before a revision is published, so that whoever reads that
// revision knows. What is kept is read only.
type kept[T any] struct {
	seed   maphash.Seed
	shards [keptShards]keptShard[T]

	latest  atomic.Int64     // revision of the latest change of any record
	mu      sync.RWMutex     // guards what follows
	changed map[string]int64 // revision of the latest change, by id, of those after floor
	floor   int64            // what was read before is good for nobody
}

type keptShard[T any] struct {
	mu   sync.RWMutex // guards rows
	rows map[string]keptRow[T]
}

type keptRow[T any] struct {
	record   T
	revision int64 // at which it was read
}

// Bounds of what is kept. A record is some hundred bytes.
const (
	keptShards  = 64
	keptRows    = 1 << 17 // in all shards
	keptChanges = 1 << 16
)

func newKept[T any]() *kept[T] {
	k := &kept[T]{seed: maphash.MakeSeed(), changed: map[string]int64{}}
	for i := range k.shards {
		k.shards[i].rows = map[string]keptRow[T]{}
	}
	return k
}

func (k *kept[T]) shard(id string) *keptShard[T] {
	return &k.shards[maphash.String(k.seed, id)%keptShards]
}

// get gives what is kept, good or not; see good.
func (k *kept[T]) get(id string) (keptRow[T], bool) {
	s := k.shard(id)
	s.mu.RLock()
	defer s.mu.RUnlock()
	row, ok := s.rows[id]
	return row, ok
}

// put keeps what was read. Where there is no room, some others go.
func (k *kept[T]) put(id string, record T, revision int64) {
	s := k.shard(id)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.rows) >= keptRows/keptShards {
		going := len(s.rows) / 16
		for other := range s.rows {
			if going--; going < 0 {
				break
			}
			delete(s.rows, other)
		}
	}
	s.rows[id] = keptRow[T]{record, revision}
}

// forget lets go of all records, where rows changed without a revision of their own.
func (k *kept[T]) forget() {
	for i := range k.shards {
		s := &k.shards[i]
		s.mu.Lock()
		clear(s.rows)
		s.mu.Unlock()
	}
}

// note takes down what a group of batches changed, before its revision is published.
func (k *kept[T]) note(ids set, everything bool, revision int64) {
	if len(ids) == 0 && !everything {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if everything || len(k.changed)+len(ids) > keptChanges {
		clear(k.changed)
		k.floor = revision
	}
	for id := range ids {
		k.changed[id] = revision
	}
	k.latest.Store(revision)
}

// good says whether what was read at one revision is what a reader of another one
// would read.
func (k *kept[T]) good(id string, read, reader int64) bool {
	if k.still(read, reader) {
		return true
	}
	earlier := min(read, reader)
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.floor <= earlier && k.changed[id] <= earlier
}

// still says whether no record changed between two revisions, nor after them.
func (k *kept[T]) still(a, b int64) bool { return k.latest.Load() <= min(a, b) }
