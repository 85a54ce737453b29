package intake

import (
	"cmp"
	"context"
	"crypto/rand"
	"iter"
	"slices"

	"dragoman/graph"
)

// Source gives the records of one stream, from its beginning, each time it is
// called. Its sequences follow [graph.DecodeRecords]: a *[graph.RecordError] for
// a bad record, after which reading goes on, any other error at their end.
type Source func() iter.Seq2[graph.Record, error]

// Options say how a stream is loaded. Actor, Action, Key, Digest, Origin, Checked,
// OnError and Replace are those of the [graph.Batch]. Without a Key, one is made for this
// load, so that loading the same stream later is a load of its own.
type Options struct {
	Actor, Action string
	Key, Digest   string
	Origin        string // of a stream that goes as one batch
	Checked       bool
	OnError       graph.OnError
	Replace       bool

	// Progress, where it is not nil, hears now and then how many records were
	// looked at (of is 0) and then how many of them are in. It is called from one
	// goroutine.
	Progress func(done, of int)
}

// Take loads a stream. A store that is no [graph.Portioner] gets it as one batch
// and is read from the source once. Else the receipt sums those of the portions,
// each thing counted once; its revision is that of the last.
//
// Under REFUSE_ALL a record that is bad in itself, or contradicts another of the
// stream, refuses the stream whole (*[graph.BatchError]), as does a stream that
// cannot be read to its end. What shows only against the store may stop the load
// after some portions: the error is then a *[Stopped] around its cause. With
// Replace it is not said which of two values of one stream is kept.
//
// The memory needed does not grow with the stream but for what is said twice in
// it, and under SKIP for the bad records.
func Take(ctx context.Context, store graph.Writer, records Source, o Options) (graph.Receipt, error) {
	p, ok := store.(graph.Portioner)
	if !ok {
		return store.Apply(ctx, o.batch(watched(records(), o.Progress)))
	}
	l := &load{store: store, source: records, Options: o, portion: max(1, p.Portion()), run: cmp.Or(o.Key, "load-"+rand.Text())}
	l.stretch = min(l.portion, longest)
	whole, err := l.look(ctx)
	if err != nil {
		return graph.Receipt{}, err
	}
	if whole != nil {
		return l.apply(ctx, l.parcel(whole))
	}
	if err := l.takeRounds(ctx); err != nil {
		return graph.Receipt{}, l.stopped(err)
	}
	l.receipt.Refused = inOrder(append(l.seen.refused, l.receipt.Refused...))
	return l.receipt, nil
}

// longest is how many records a portion of a long stream has, though the store
// would take more. A database holds all that a transaction writes in memory until
// it commits, and its garbage collector copies that again and again: in portions of
// 10,000 relations this took a third as much time as the writing, or more.
const longest = 1000

// load is one stream on its way in.
type load struct {
	Options
	store   graph.Writer
	source  Source
	portion int    // records at most in a batch
	stretch int    // records at most in a batch of a stream that is longer than one
	run     string // part of every key

	seen    survey
	receipt graph.Receipt // of what is in
	taken   int           // records that are in
	sent    int           // portions
}

func (o *Options) batch(records iter.Seq2[graph.Record, error]) graph.Batch {
	return graph.Batch{
		Actor: o.Actor, Action: o.Action, Key: o.Key, Digest: o.Digest, Origin: o.Origin, Checked: o.Checked,
		OnError: o.OnError, Replace: o.Replace, Records: records,
	}
}

// told is how many records lie between two calls of Progress.
const told = 512

func (l *load) tell(done, of int) {
	if l.Progress != nil && (done%told == 0 || done == of) {
		l.Progress(done, of)
	}
}

// watched tells of the records of a stream that is read once.
func watched(in iter.Seq2[graph.Record, error], progress func(done, of int)) iter.Seq2[graph.Record, error] {
	if progress == nil {
		return in
	}
	return func(yield func(graph.Record, error) bool) {
		n := 0
		for r, err := range in {
			if n++; n%told == 0 {
				progress(n, 0)
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// inOrder sorts refusals by their place and drops those of a record that was
// sent twice.
func inOrder(list []graph.Refusal) []graph.Refusal {
	slices.SortStableFunc(list, func(a, b graph.Refusal) int { return cmp.Compare(a.Line, b.Line) })
	return slices.CompactFunc(list, func(a, b graph.Refusal) bool { return a.Line > 0 && a.Line == b.Line && a.File == b.File })
}
