package main

import (
	"errors"
	"io"
	"iter"

	"dragoman/graph"
)

// transfer turns a file of any form into JSON Lines for a server. What is wrong
// with the file is found on this side, and the lines that the server complains
// of are translated to those of the file.
type transfer struct {
	body *io.PipeReader
	done chan struct{} // closed when the fields below are final

	lines []int           // of the file, by line sent
	bad   []graph.Refusal // records that were not sent
	more  int             // further ones that are not listed
	err   error           // why the file was not sent to its end
}

// sent is how many records lie between two words of progress.
const sent = 512

// maxListed is how many refusals a BatchError lists.
const maxListed = 100

func newTransfer(f *feed, o loading) *transfer {
	r, w := io.Pipe()
	t := &transfer{body: r, done: make(chan struct{}), lines: []int{1}} // the header is a line
	go func() {
		defer close(t.done)
		err := graph.EncodeRecords(w, t.good(f.records(), o), graph.EncodeOptions{Audit: true})
		if !errors.Is(err, io.ErrClosedPipe) {
			t.err = err
		}
		_ = w.CloseWithError(err) // never fails
	}()
	return t
}

// good passes good records on. Under REFUSE_ALL nothing is sent after a bad one;
// the rest is only read for what else is wrong.
func (t *transfer) good(in iter.Seq2[graph.Record, error], o loading) iter.Seq2[graph.Record, error] {
	onError := o.onError
	return func(yield func(graph.Record, error) bool) {
		for r, err := range in {
			var fault *graph.RecordError
			switch {
			case errors.As(err, &fault):
				t.refuse(fault, onError)
				continue
			case err == nil && onError != graph.Skip && len(t.bad) > 0:
				continue
			}
			t.lines = append(t.lines, r.Line)
			if o.progress != nil && len(t.lines)%sent == 0 {
				o.progress(len(t.lines), 0)
			}
			if !yield(r.AsWritten(), err) {
				return
			}
		}
		if onError != graph.Skip && len(t.bad) > 0 {
			yield(graph.Record{}, &graph.BatchError{Refused: t.bad, More: t.more})
		}
	}
}

func (t *transfer) refuse(fault *graph.RecordError, onError graph.OnError) {
	if onError != graph.Skip && len(t.bad) == maxListed {
		t.more++
		return
	}
	t.bad = append(t.bad, fault.Refusal())
}

// end stops the transfer, whether or not the server took it whole.
func (t *transfer) end() {
	_ = t.body.Close() // never fails
	<-t.done
}

// translate turns lines as sent into lines of the file.
func (t *transfer) translate(refused []graph.Refusal) {
	for i, r := range refused {
		if r.Line >= 1 && r.Line <= len(t.lines) {
			refused[i].Line, refused[i].Column = t.lines[r.Line-1], 0
		}
	}
}
