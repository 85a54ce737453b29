package embedded

import (
	"errors"
	"slices"

	"dragoman/graph"
)

type refusal struct {
	graph.Refusal
	order int
}

// maxRefused refusals are listed; further ones of a refused batch are counted.
const maxRefused = 100

// bad notes a bad record; what is no fault of the record ends the batch.
func (w *session) bad(order int, err error) error {
	var re *graph.RecordError
	if !errors.As(err, &re) {
		return err
	}
	if w.batch.OnError != graph.Skip && len(w.refused) >= maxRefused {
		w.more++
		return nil
	}
	w.refused = append(w.refused, refusal{re.Refusal(), order})
	return nil
}

// refuse notes a record that is bad in view of the others.
func (w *session) refuse(r waiting, code graph.Code, field, reason string) error {
	return w.bad(r.order, &graph.RecordError{File: r.record.File, Line: r.record.Line, Field: r.record.Written(field), Code: code, Reason: reason})
}

// refuseOpenEnd is refuse for an id that names nothing.
func (w *session) refuseOpenEnd(r waiting, field, what, id string) error {
	return w.bad(r.order, &graph.RecordError{File: r.record.File, Line: r.record.Line, Field: r.record.Written(field), Code: graph.NotFound, Reason: noSuch(what, id), Absent: id})
}

// refuseFor is refuse for the error of a Merge function.
func (w *session) refuseFor(r waiting, field string, err error) error {
	var e *graph.Error
	if !errors.As(err, &e) {
		return err
	}
	if e.Field != "" {
		field += "." + e.Field
	}
	return w.refuse(r, e.Code, field, e.Message)
}

// verdict refuses the batch if there is a bad record and none may be skipped.
func (w *session) verdict() error {
	if len(w.refused) == 0 {
		return nil
	}
	slices.SortStableFunc(w.refused, func(a, b refusal) int { return a.order - b.order })
	list := make([]graph.Refusal, len(w.refused))
	for i, r := range w.refused {
		list[i] = r.Refusal
	}
	if w.batch.OnError != graph.Skip {
		return &graph.BatchError{Refused: list, More: w.more}
	}
	w.receipt.Refused = list
	return nil
}
