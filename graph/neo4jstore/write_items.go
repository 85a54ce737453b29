package neo4jstore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"dragoman/graph"
)

// portion is how many records one batch may have.
const portion = 10_000

// item is a record of a batch and its place.
type item struct {
	record   graph.Record
	order    int
	computed bool // the id of a relation is the one that Check gave it
}

// input is a batch read to its end, in the order in which it is applied:
// documents, entities, relations, attributes, judgements, each as they came.
type input struct {
	items   []item
	refused []refusal // what Check or the sequence refused
	more    int       // refusals beyond those listed
}

type refusal struct {
	graph.Refusal
	order int
}

// maxRefused refusals are listed; further ones of a refused batch are counted.
const maxRefused = 100

// readBatch reads the records of a batch. The sequence may read from this very
// store, and it may panic.
func readBatch(ctx context.Context, b *graph.Batch) (in *input, err error) {
	in = &input{}
	defer func() {
		if cause := recover(); cause != nil {
			err = graph.Errorf(graph.Internal, "the records of the batch could not be read: %v", cause)
		}
	}()
	if b.Records == nil {
		return in, nil
	}
	order := 0
	for r, fault := range b.Records {
		if order++; order > portion {
			return in, &graph.Error{Code: graph.Limit, Field: "records", Limit: portion, Message: fmt.Sprintf("a batch of more than %d records is too long for one transaction; load them in portions (Portion says how many)", portion)}
		}
		x := item{record: r, order: order, computed: r.Relation != nil && r.Relation.ID == ""}
		if fault == nil {
			fault = x.record.Check()
		}
		switch {
		case fault == nil:
			in.items = append(in.items, x)
		default:
			if err := in.refuse(b, order, fault); err != nil {
				return in, err
			}
		}
		if order%64 == 0 {
			if err := inTime(ctx); err != nil {
				return in, err
			}
		}
	}
	slices.SortStableFunc(in.items, func(a, b item) int { return a.record.Rank() - b.record.Rank() })
	return in, nil
}

// refuse notes a bad record; what is no fault of the record ends the batch.
func (in *input) refuse(b *graph.Batch, order int, err error) error {
	var re *graph.RecordError
	if !errors.As(err, &re) {
		return err
	}
	if b.OnError != graph.Skip && len(in.refused) >= maxRefused {
		in.more++
		return nil
	}
	in.refused = append(in.refused, refusal{re.Refusal(), order})
	return nil
}

// judges says whether the batch may merge or split.
func (in *input) judges(b *graph.Batch) bool {
	n := len(in.items)
	return len(b.Split) > 0 || n > 0 && in.items[n-1].record.Judgement != nil
}
