package intake

import (
	"context"
	"errors"

	"dragoman/graph"
)

// maxListed is how many refusals a BatchError lists.
const maxListed = 100

// survey is what a first look shows.
type survey struct {
	count   [classes]int
	total   int
	ordered bool // sections come in canonical order
	refused []graph.Refusal
	more    int // further ones that are not listed
}

// item is a step of a stream.
type item struct {
	record graph.Record
	err    error
}

// look reads the stream without writing. A stream that fits one portion is given
// back whole, with its bad records; nil means that the survey is made and nothing
// speaks against the stream.
func (l *load) look(ctx context.Context) (whole items, err error) {
	whole = items{}
	l.seen = survey{ordered: true}
	var twice *repetition
	section := 0
	for record, err := range l.source() {
		if whole != nil && len(whole) == l.portion {
			twice = l.startLook(whole)
			whole = nil
		}
		var fault *graph.RecordError
		bad := errors.As(err, &fault)
		if err != nil && !bad {
			return nil, err
		}
		if ctx.Err() != nil {
			return nil, &graph.Error{Code: graph.Deadline, Message: "the load was stopped before anything was written", Err: ctx.Err()}
		}
		if whole != nil {
			whole = append(whole, item{record, err})
		}
		if bad {
			l.seen.refuse(fault.Refusal(), l.OnError)
			continue
		}
		c := classOf(&record)
		l.seen.ordered = l.seen.ordered && c.section() >= section
		section = c.section()
		l.seen.count[c]++
		l.seen.total++
		l.tell(l.seen.total, 0)
		twice.note(&record)
	}
	if whole != nil {
		return whole, nil
	}
	return nil, l.judge(twice)
}

// startLook begins to watch for repetitions once the stream proves to be long.
// Under SKIP the store tells what contradicts.
func (l *load) startLook(before items) *repetition {
	if l.OnError == graph.Skip {
		return nil
	}
	r := newRepetition()
	for i := range before {
		if before[i].err == nil {
			r.note(&before[i].record)
		}
	}
	return r
}

// judge refuses the stream for what the look found.
func (l *load) judge(twice *repetition) error {
	if l.OnError == graph.Skip {
		return nil
	}
	if twice.any() {
		for record, err := range l.source() {
			if err != nil {
				if errors.As(err, new(*graph.RecordError)) {
					continue
				}
				return err
			}
			if fault := twice.clash(&record, l.Replace); fault != nil {
				l.seen.refuse(fault.Refusal(), l.OnError)
			}
		}
	}
	if len(l.seen.refused) == 0 {
		return nil
	}
	return &graph.BatchError{Refused: inOrder(l.seen.refused), More: l.seen.more}
}

func (s *survey) refuse(r graph.Refusal, o graph.OnError) {
	if o != graph.Skip && len(s.refused) == maxListed {
		s.more++
		return
	}
	s.refused = append(s.refused, r)
}
