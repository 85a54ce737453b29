package neo4jstore

import (
	"context"
	"sync"
	"sync/atomic"

	"dragoman/graph"
	"dragoman/graph/pack"
)

// span is a row of relations to be read: those of entities from to to, or a part
// of those of one.
type span struct {
	from, to    string
	part, parts int
}

// spans divides all entities so that every row stays bounded.
func (f *filling) spans() []span {
	var out []span
	sum, start := int64(0), 0
	end := func(i int) {
		if i > start {
			out = append(out, span{from: f.ids[start], to: f.ids[i-1], parts: 1})
		}
		sum, start = 0, i
	}
	for i, n := range f.out {
		if n > relationsInRow {
			end(i)
			parts := int((n + relationsInRow - 1) / relationsInRow)
			for part := range parts {
				out = append(out, span{from: f.ids[i], part: part, parts: parts})
			}
			start = i + 1
			continue
		}
		if sum += n; sum > relationsInRow {
			end(i)
			sum = n
		}
	}
	end(len(f.ids))
	return out
}

// parcel is a row as it was read.
type parcel struct {
	relations []graph.RelationRecord
	seen      int64
	err       error
}

func (f *filling) relationFeed(yield func(*graph.RelationRecord, error) bool) {
	ctx, cancel := context.WithCancel(f.ctx)
	var (
		readers sync.WaitGroup
		next    atomic.Int64
		spans   = f.spans()
		parcels = make(chan parcel, rowReaders)
	)
	defer readers.Wait()
	defer cancel()
	for range rowReaders {
		readers.Go(func() { f.readSpans(ctx, spans, &next, parcels) })
	}
	for range spans {
		var p parcel
		select {
		case p = <-parcels:
		case <-ctx.Done():
			p.err = late(ctx.Err())
		}
		if p.err != nil {
			yield(nil, p.err)
			return
		}
		f.seen = max(f.seen, p.seen)
		if p.seen != f.st.revision {
			p.relations = f.consistent(p.relations)
		}
		for i := range p.relations {
			if !yield(&p.relations[i], nil) {
				return
			}
		}
	}
}

// readSpans reads spans that no other reader has taken.
func (f *filling) readSpans(ctx context.Context, spans []span, next *atomic.Int64, out chan<- parcel) {
	r := &reading{s: f.s, ctx: ctx, v: f.s.newView(ctx, f.st, direct{f.s})}
	for {
		i := int(next.Add(1)) - 1
		if i >= len(spans) {
			return
		}
		var p parcel
		p.relations, p.err = r.span(spans[i])
		p.seen = r.seen
		select {
		case out <- p:
		case <-ctx.Done():
			return
		}
	}
}

func (r *reading) span(sp span) ([]graph.RelationRecord, error) {
	text, params := relationRows, map[string]any{"from": sp.from, "to": sp.to}
	if sp.parts > 1 {
		text, params = hubRows, map[string]any{"from": sp.from, "part": sp.part, "parts": sp.parts}
	}
	rows, err := r.rows(text, params)
	if err != nil {
		return nil, err
	}
	var (
		out    = make([]graph.RelationRecord, 0, relationsInRow)
		claims = make([]graph.Claim, 0, relationsInRow)
	)
	for _, row := range rows {
		from := row.([]any)
		for _, cols := range from[1].([]any) {
			rel, all, err := r.filled(str(from[0]), cols.([]any), claims)
			if err != nil {
				return nil, err
			}
			claims = all
			out = append(out, rel)
		}
	}
	return out, nil
}

// filled reads a row of filledColumns; the claims of the relation are added to
// claims.
func (r *reading) filled(from string, cols []any, claims []graph.Claim) (rel graph.RelationRecord, all []graph.Claim, err error) {
	rel = graph.RelationRecord{ID: str(cols[5]), From: from, To: str(cols[1]), Key: str(cols[3]), Concerns: texts(cols[4])}
	if rel.Type, err = graph.ParseRelationType(str(cols[0])); err != nil {
		return rel, claims, r.v.damaged("relationship of type "+str(cols[0]), err)
	}
	if role := str(cols[2]); role != "" {
		if rel.Role, err = graph.ParseRole(role); err != nil {
			return rel, claims, r.v.damaged("role "+role, err)
		}
	}
	n := len(claims)
	if all, err = pack.OpenEvidence(rel.ID, blob(cols[6]), claims, &r.v.dates); err != nil {
		return rel, all, r.v.damaged("relation "+rel.ID, err)
	}
	rel.Claims = all[n:len(all):len(all)]
	for i := range rel.Claims {
		rel.Claims[i] = r.v.Claim(rel.Claims[i])
	}
	return rel, all, nil
}
