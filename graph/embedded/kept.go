package embedded

import (
	"sync"
	"sync/atomic"
)

// kept holds records that were read, as they are packed in their rows, so that a read
// of some hundred of them needs no row of SQLite. It is exact: a record is good for a
// reader only if it did not change between the revision at which it was read and the
// reader's.
//
//	revision   4 ──── 5 ──────── 6 ────▶
//	record      written at 5
//	read at 4: good for a reader of 4 only; read at 6: good for 5 and 6
//
// What changed is noted before a revision is published, so that whoever reads that
// revision knows.
type kept struct {
	*shelf
	fill     func()       // reads all rows; see filling
	missed   atomic.Int64 // rows that were read one by one since
	fillFrom atomic.Int64 // of missed, from which it is worth it

	latest  atomic.Int64     // revision of the latest change of any record
	mu      sync.RWMutex     // guards what follows
	changed map[string]int64 // revision of the latest change, by id, of those after floor
	floor   int64            // what was read before is good for nobody
}

const (
	keptBytes   = 192 << 20 // each of entities and documents
	keptChanges = 1 << 16
)

func newKept(most int, fill func(*kept)) *kept {
	k := &kept{shelf: newShelf(most), changed: map[string]int64{}}
	k.fill = func() { fill(k) }
	k.fillFrom.Store(fillFrom)
	return k
}

// stamp is the revision at which a record was read, and a degree of that revision.
type stamp uint64

const (
	degreeBits  = 28
	mostStamped = 1<<(64-degreeBits) - 1 // revision; it takes two thousand years of a change each second
)

// stamped makes one of a degree; -1 is one that was not looked up.
func stamped(revision int64, degree int) stamp {
	if degree+1 >= 1<<degreeBits {
		degree = -1
	}
	return stamp(revision<<degreeBits | int64(degree+1))
}

func (s stamp) revision() int64 { return int64(s >> degreeBits) }

func (s stamp) degree() int { return int(s&(1<<degreeBits-1)) - 1 }

// keep keeps what was read.
func (k *kept) keep(id string, record []byte, at stamp) {
	if at.revision() < mostStamped {
		k.put(id, record, uint64(at))
	}
}

// note takes down what a group of batches changed, before its revision is published.
func (k *kept) note(ids set, everything bool, revision int64) {
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

// good says whether what was read at one revision, or a later one, is what a reader of
// another one would read.
func (k *kept) good(id string, read, reader int64) bool {
	if k.still(read, reader) {
		return true
	}
	earlier := min(read, reader)
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.floor <= earlier && k.changed[id] <= earlier
}

// reaches says whether what is read now may be good for a reader.
func (k *kept) reaches(reader int64) bool {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.floor <= reader
}

// still says whether no record changed between two revisions, nor after them.
func (k *kept) still(a, b int64) bool { return k.latest.Load() <= min(a, b) }
