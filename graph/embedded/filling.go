package embedded

import (
	"context"
	"math"

	"dragoman/graph/pack"
)

// Whoever reads a thousand rows one by one will read more of them. A row among its
// neighbours costs a tenth of one by itself, so then all are read in the background, as
// far as there is room for them.
//
//	rows    read read read … 1,000th ─▶ all, in portions, each of one revision
//	later   of those that changed too many to tell ─▶ again
const (
	fillFrom    = 1000 // rows read one by one, before the first time
	fillAgain   = 16   // later, one of so many
	fillPortion = 2000
)

// miss counts a row that is about to be read for a reader of a revision, if it would not
// have been after all were read; without a connection none is.
func (k *kept) miss(c *conn, reader int64) {
	if c == nil || !k.reaches(reader) {
		return
	}
	if k.missed.Add(1) == k.fillFrom.Load() {
		k.fill()
	}
}

// keepAnew forgets all records that were kept. What was kept before is good for nobody
// from now on: later changes are not noted there, and somebody may have just taken it.
func (s *Store) keepAnew() {
	before := []*kept{s.kept.Load(), s.papers.Load()}
	s.kept.Store(newKept(s.set.keptBytes, func(k *kept) { s.filling(k, entityPortion) }))
	s.papers.Store(newKept(s.set.keptBytes, func(k *kept) { s.filling(k, documentPortion) }))
	for _, k := range before {
		if k != nil {
			k.note(nil, true, math.MaxInt64)
		}
	}
}

// portion keeps the rows after a number, and gives how many there were and the last number.
type portion func(ctx context.Context, v *view, after int64) (rows int, last int64, err error)

// filling reads all rows in the background. What it cannot read is read when it is asked for.
func (s *Store) filling(k *kept, next portion) {
	s.inBackground(func(ctx context.Context) {
		all := 0
		for last := int64(0); ; {
			n, err := read(ctx, s, func(v *view) (n int, err error) {
				n, last, err = next(ctx, v, last)
				return n, err
			})
			if all += n; err != nil || k.turned.Load() {
				return // and not again
			}
			if n < fillPortion {
				break
			}
		}
		k.fillFrom.Store(int64(max(fillFrom, all/fillAgain)))
		k.missed.Store(0)
	})
}

func entityPortion(ctx context.Context, v *view, after int64) (rows int, last int64, err error) {
	v.kept.reserve(v.g.Counts().Entities)
	err = v.c.each(ctx, "SELECT num, id, body FROM entity WHERE num > ? ORDER BY num LIMIT ?", func(row []driverValue) error {
		rows, last = rows+1, num(row[0])
		id := str(row[1])
		if v.Pooled(v.Of(id)) {
			return nil
		}
		record, err := pack.Record(blob(row[2]), id)
		if err == nil {
			v.kept.keep(id, record, stamped(v.revision, -1))
		}
		return err
	}, after, int64(fillPortion))
	return rows, last, err
}

func documentPortion(ctx context.Context, v *view, after int64) (rows int, last int64, err error) {
	v.papers.reserve(v.g.Counts().Documents)
	err = v.c.each(ctx, "SELECT num, id, body FROM document WHERE num > ? ORDER BY num LIMIT ?", func(row []driverValue) error {
		rows, last = rows+1, num(row[0])
		id := str(row[1])
		record, err := pack.Record(blob(row[2]), id)
		if err == nil {
			v.papers.keep(id, record, stamped(v.revision, -1))
		}
		return err
	}, after, int64(fillPortion))
	return rows, last, err
}
