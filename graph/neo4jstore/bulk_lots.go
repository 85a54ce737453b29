package neo4jstore

import (
	"context"
	"maps"
	"runtime"
	"sync"

	"dragoman/graph"
)

// lotSize records are made rows of at once.
const lotSize = 512

// lot is a part of the records on its way into the files.
type lot struct {
	records []graph.Record
	nodes   int // number of the first node
	made    chan made
}

type made struct {
	rows *bulkFiles
	err  error
}

// statements writes everything but entities, and counts degrees. Several clerks
// make rows, lot by lot; they are written in the order of the records:
//
//	          ┌─▶ clerk ─▶┐
//	records ──┤           ├─▶ files
//	          └─▶ clerk ─▶┘
func (b *bulk) statements() error {
	ctx, cancel := context.WithCancelCause(b.ctx)
	defer cancel(nil)
	n := max(1, runtime.GOMAXPROCS(0))
	work, order := make(chan *lot, n), make(chan *lot, 2*n)
	blanks := sync.Pool{New: func() any { return b.out.blank() }}
	clerks := make([]*bulk, n)
	var at sync.WaitGroup
	for i := range clerks {
		clerks[i] = b.clerk()
		at.Go(func() { clerks[i].serve(work, &blanks) })
	}
	written := make(chan error, 1)
	go func() {
		err := b.write(order, &blanks)
		cancel(err)
		written <- err
	}()
	err := b.deal(ctx, work, order)
	close(work)
	close(order)
	if e := <-written; e != nil {
		err = e
	}
	at.Wait()
	for _, c := range clerks {
		b.join(c)
	}
	return err
}

// deal hands records out. Documents, which come first, are written at once: what
// follows looks at them.
func (b *bulk) deal(ctx context.Context, work, order chan<- *lot) error {
	next := &lot{nodes: b.nodes, made: make(chan made, 1)}
	send := func() error {
		for _, to := range []chan<- *lot{work, order} {
			select {
			case to <- next:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		next = &lot{nodes: b.nodes, made: make(chan made, 1)}
		return nil
	}
	err := b.each(b.options.Records(), func(r *graph.Record) (bool, error) {
		switch {
		case r.Entity != nil:
			return true, nil
		case r.Document != nil && b.dealt:
			return false, b.unsound("document "+r.Document.ID, "it comes after what is stated")
		case r.Document != nil:
			b.told()
			return true, b.document(r.Document)
		}
		b.told()
		b.dealt = true
		b.nodes += nodesOf(r)
		if next.records = append(next.records, *r); len(next.records) < lotSize {
			return true, nil
		}
		return true, send()
	})
	if err == nil && len(next.records) > 0 {
		err = send()
	}
	return err
}

// nodesOf is for how many nodes rows are made of a record.
func nodesOf(r *graph.Record) int {
	switch {
	case r.Relation != nil:
		return len(r.Relation.Claims) + len(r.Relation.Concerns)
	case r.Attribute != nil:
		return 1 + len(r.Attribute.Claims)
	}
	return 1 // a judgement
}

// write writes lots in order, and none after an error.
func (b *bulk) write(order <-chan *lot, blanks *sync.Pool) (err error) {
	for l := range order {
		if err != nil {
			continue
		}
		m := <-l.made
		if err = m.err; err == nil {
			err = b.out.take(m.rows)
			blanks.Put(m.rows)
		}
	}
	return err
}

// clerk makes rows with a plan of its own; they share the ledger, in which nothing
// changes.
func (b *bulk) clerk() *bulk {
	c := &bulk{
		ctx: b.ctx, store: b.store, plan: b.newPlan(b.plan.w), degrees: map[string]int{}, pooled: map[string]*weighing{},
		documentNodes: b.documentNodes, entityNodes: b.entityNodes,
	}
	c.plan.families, c.plan.meetings = maps.Clone(b.plan.families), b.plan.meetings
	return c
}

func (b *bulk) serve(work <-chan *lot, blanks *sync.Pool) {
	for l := range work {
		b.out, b.nodes = blanks.Get().(*bulkFiles), l.nodes
		l.made <- made{b.out, b.statementsOf(l.records)}
	}
}

func (b *bulk) statementsOf(records []graph.Record) (err error) {
	for i := range records {
		switch r := &records[i]; {
		case r.Relation != nil:
			err = b.relation(r.Relation)
		case r.Attribute != nil:
			err = b.attribute(r.Attribute)
		case r.Judgement != nil:
			err = b.judgement(r.Judgement)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// join adds what a clerk counted and kept.
func (b *bulk) join(c *bulk) {
	for id, n := range c.degrees {
		b.degrees[id] += n
	}
	for id, x := range c.pooled {
		if is := b.pooled[id]; is != nil {
			is.added, is.concerns = append(is.added, x.added...), append(is.concerns, x.concerns...)
		} else {
			b.pooled[id] = x
		}
	}
	r, o := &b.receipt, &c.receipt
	r.Relations, r.Attributes, r.Claims, r.Judgements = r.Relations+o.Relations, r.Attributes+o.Attributes, r.Claims+o.Claims, r.Judgements+o.Judgements
}
