package intake

import (
	"errors"
	"fmt"

	"dragoman/graph"
)

// Stopped is a load that ended after some portions were in, or may be.
type Stopped struct {
	Records int           `json:"records"` // of the stream that are in
	Of      int           `json:"of"`      // records of the stream
	Receipt graph.Receipt `json:"receipt"` // what they brought
	Err     error         `json:"-"`       // what stopped it; nothing of that portion is in, unless its code is OUTCOME_UNKNOWN
}

// Error says what is in, and why no more.
func (s *Stopped) Error() string { return s.Err.Error() + "; " + s.State() }

// Unwrap gives the cause.
func (s *Stopped) Unwrap() error { return s.Err }

// State says, in words, what is in.
func (s *Stopped) State() string {
	state := fmt.Sprintf("%d of %d records are in, the rest is not", s.Records, s.Of)
	if graph.CodeOf(s.Err) == graph.OutcomeUnknown {
		state = fmt.Sprintf("%d of %d records are in, and whether the next ones are is not known", s.Records, s.Of)
	}
	return state + "; load the same again once the cause is mended: what is in is not added twice"
}

// Domain is the cause as an error of the domain whose message also says what is
// in.
func (s *Stopped) Domain() *graph.Error {
	out := &graph.Error{Code: graph.CodeOf(s.Err), Message: "the load stopped", Err: s.Err}
	var cause *graph.Error
	var batch *graph.BatchError
	switch {
	case errors.As(s.Err, &batch):
		out.Message, out.Code, out.Err = batch.Error(), graph.Invalid, nil
		if len(batch.Refused) > 0 && batch.Refused[0].Code != "" {
			out.Code = batch.Refused[0].Code
		}
	case errors.As(s.Err, &cause):
		*out = *cause
	}
	out.Message += "; " + s.State()
	return out
}

// stopped wraps an error of a load that may have written something.
func (l *load) stopped(err error) error {
	return &Stopped{Records: l.taken, Of: l.seen.total, Receipt: l.receipt, Err: err}
}
