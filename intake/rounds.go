package intake

import (
	"context"
	"errors"
	"iter"
	"slices"

	"dragoman/graph"
)

// class tells by what a record can name in which rounds it goes.
type class uint8

// The classes, in the order of their sections in canonical form but for the
// cycle that rounds break: documents name outlets, names of entities documents.
const (
	original  class = iota // a document based on no other
	derived                // a document based on others
	plain                  // an entity whose names cite no document
	cited                  // an entity whose names cite documents
	relation               //
	attribute              //
	judgement              //
	classes                // their number
)

func classOf(r *graph.Record) class {
	switch {
	case r.Document != nil && len(r.Document.BasedOn) == 0:
		return original
	case r.Document != nil:
		return derived
	case r.Entity != nil && !slices.ContainsFunc(r.Entity.Names, func(n graph.Name) bool { return len(n.Documents) > 0 }):
		return plain
	case r.Entity != nil:
		return cited
	case r.Relation != nil:
		return relation
	case r.Attribute != nil:
		return attribute
	}
	return judgement
}

// section is the place of a class in the canonical order.
func (c class) section() int {
	switch c {
	case original, derived:
		return 0
	case plain, cited:
		return 1
	}
	return int(c)
}

// round is one reading of the stream.
type round struct {
	of   []class
	bare bool // without what may name something later; not counted, since the whole record follows
}

// rounds lists those that the stream needs.
func (l *load) rounds() []round {
	all := []round{
		{of: []class{plain}},
		{of: []class{cited}, bare: true},
		{of: []class{original}},
		{of: []class{derived}, bare: true},
		{of: []class{derived}},
		{of: []class{cited}},
		{of: []class{relation}},
		{of: []class{attribute}},
		{of: []class{judgement}},
	}
	if l.seen.ordered { // one reading gives them one after the other
		all = append(all[:6], round{of: []class{relation, attribute, judgement}})
	}
	return slices.DeleteFunc(all, func(r round) bool {
		n := 0
		for _, c := range r.of {
			n += l.seen.count[c]
		}
		return n == 0 || r.bare && r.of[0] == derived && n <= l.stretch
	})
}

// bared is a copy of a record without what may name something later.
func bared(r graph.Record) graph.Record {
	if r.Document != nil {
		d := *r.Document
		d.BasedOn = nil
		r.Document = &d
	}
	if r.Entity != nil {
		e := *r.Entity
		e.Names = slices.Clone(e.Names)
		for i := range e.Names {
			e.Names[i].Documents = nil
		}
		r.Entity = &e
	}
	return r
}

// portions cuts one round. Records that are bad in themselves were told of.
func (l *load) portions(r round) iter.Seq2[[]graph.Record, error] {
	last := 0
	for _, c := range r.of {
		last = max(last, c.section())
	}
	return func(yield func([]graph.Record, error) bool) {
		var next []graph.Record
		for record, err := range l.source() {
			if errors.As(err, new(*graph.RecordError)) {
				continue
			}
			if err != nil {
				yield(nil, err)
				return
			}
			c := classOf(&record)
			if l.seen.ordered && c.section() > last {
				break
			}
			if !slices.Contains(r.of, c) {
				continue
			}
			if r.bare {
				record = bared(record)
			}
			if next = append(next, record); len(next) == l.stretch {
				if !yield(next, nil) {
					return
				}
				next = nil
			}
		}
		if len(next) > 0 {
			yield(next, nil)
		}
	}
}

func (l *load) takeRounds(ctx context.Context) error {
	for _, r := range l.rounds() {
		for portion, err := range ahead(l.parcels(r)) {
			if err != nil {
				return err
			}
			receipt, err := l.apply(ctx, portion)
			if err != nil {
				return err
			}
			l.add(receipt, r, len(portion.records))
		}
	}
	return nil
}

// add sums receipts. What a bare round changes is counted by the whole one.
func (l *load) add(r graph.Receipt, of round, records int) {
	in := &l.receipt
	in.Revision, in.Replayed = r.Revision, r.Replayed
	in.Refused = append(in.Refused, r.Refused...)
	if of.bare {
		return
	}
	in.Documents += r.Documents
	in.Entities += r.Entities
	in.Relations += r.Relations
	in.Attributes += r.Attributes
	in.Claims += r.Claims
	in.Judgements += r.Judgements
	l.taken += records
	if l.Progress != nil {
		l.Progress(l.taken, l.seen.total)
	}
}

func (l *load) parcels(r round) iter.Seq2[parcel, error] {
	return func(yield func(parcel, error) bool) {
		for records, err := range l.portions(r) {
			if err != nil {
				yield(parcel{}, err)
				return
			}
			if !yield(l.parcel(every(records)), nil) {
				return
			}
		}
	}
}

// ahead prepares the next portion while the one before is written.
func ahead[T any](in iter.Seq2[T, error]) iter.Seq2[T, error] {
	type item struct {
		value T
		err   error
	}
	return func(yield func(T, error) bool) {
		items, stop := make(chan item), make(chan struct{})
		go func() {
			defer close(items)
			for value, err := range in {
				select {
				case items <- item{value, err}:
				case <-stop:
					return
				}
			}
		}()
		defer func() {
			close(stop)
			for range items { // until the reader has ended, so that the source is free
			}
		}()
		for i := range items {
			if !yield(i.value, i.err) {
				return
			}
		}
	}
}
