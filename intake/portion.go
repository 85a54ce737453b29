package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"strconv"
	"time"

	"dragoman/graph"
)

// items is a stretch of a stream that is kept.
type items []item

func (list items) all() iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		for _, i := range list {
			if !yield(i.record, i.err) {
				return
			}
		}
	}
}

func every(records []graph.Record) items {
	out := make(items, len(records))
	for i := range records {
		out[i].record = records[i]
	}
	return out
}

// digest identifies the content of a portion.
func (list items) digest() string {
	sum := sha256.New()
	var line []byte
	for i := range list {
		if list[i].err == nil {
			line = append(graph.AppendRecord(line[:0], &list[i].record, graph.EncodeOptions{Audit: true}), '\n')
		} else {
			line = append(line[:0], list[i].err.Error()...)
		}
		_, _ = sum.Write(line) // never fails
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// pauses before a portion is sent again: a server that restarts is back in a few
// seconds.
var pauses = []time.Duration{100 * time.Millisecond, 500 * time.Millisecond, 2 * time.Second, 5 * time.Second}

// parcel is a portion and, where the load has no key of its own, its digest.
type parcel struct {
	records items
	digest  string
}

func (l *load) parcel(records items) parcel {
	if l.Key != "" {
		return parcel{records, l.Digest}
	}
	return parcel{records, records.digest()}
}

// apply sends one portion, and again under the same key while its outcome is not
// known or the store is away.
func (l *load) apply(ctx context.Context, p parcel) (graph.Receipt, error) {
	b := l.batch(p.records.all())
	b.Digest = p.digest
	l.sent++
	b.Key = l.run
	if l.sent > 1 || l.Key == "" {
		b.Key += "\x1f" + strconv.Itoa(l.sent)
	}
	receipt, err := l.store.Apply(ctx, b)
	for _, pause := range pauses {
		if code := graph.CodeOf(err); code != graph.OutcomeUnknown && code != graph.Unavailable {
			break
		}
		select {
		case <-ctx.Done():
			return receipt, err
		case <-time.After(pause):
		}
		again, failed := l.store.Apply(ctx, b)
		if failed == nil {
			again.Replayed = false // the load is this one
		}
		if graph.CodeOf(failed) == graph.Unavailable && graph.CodeOf(err) == graph.OutcomeUnknown {
			continue // still not known
		}
		receipt, err = again, failed
	}
	return receipt, err
}
