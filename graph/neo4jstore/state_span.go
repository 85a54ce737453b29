package neo4jstore

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"dragoman/graph"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// nodes gives the places of entities in filling.ids by the numbers of their nodes.
// These are looked up for both ends of each relation, and most databases have
// them without large gaps.
type nodes struct {
	dense  []uint32 // place and 1
	sparse map[int64]uint32
}

// gaps is how many numbers there may be for each entity in a dense table.
const gaps = 32

func makeNodes(numbers []int64) (n nodes) {
	last := int64(-1)
	for _, number := range numbers {
		last = max(last, number)
	}
	if last < gaps*int64(len(numbers)) {
		n.dense = make([]uint32, last+1)
		for place, number := range numbers {
			n.dense[number] = uint32(place) + 1
		}
		return n
	}
	n.sparse = make(map[int64]uint32, len(numbers))
	for place, number := range numbers {
		n.sparse[number] = uint32(place)
	}
	return n
}

func (n *nodes) place(number int64) (uint32, bool) {
	if n.sparse != nil {
		place, ok := n.sparse[number]
		return place, ok
	}
	if number < 0 || number >= int64(len(n.dense)) {
		return 0, false
	}
	return n.dense[number] - 1, n.dense[number] > 0
}

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
	relations []topology.Numbered
	claims    []topology.NumberedClaim
	part      bool // of the relations of one entity
	seen      int64
	err       error
}

func (f *filling) relationFeed(yield func(*topology.Numbered, error) bool) {
	ctx, cancel := context.WithCancel(f.ctx)
	var (
		readers sync.WaitGroup
		next    atomic.Int64
		spans   = f.spans()
		parcels = make(chan *parcel, rowReaders)
		used    = sync.Pool{New: func() any { return &parcel{} }}
		ofHubs  = map[string]bool{}
	)
	defer readers.Wait()
	defer cancel()
	for range rowReaders {
		readers.Go(func() { f.readSpans(ctx, spans, &next, parcels, &used) })
	}
	for range spans {
		var p *parcel
		select {
		case p = <-parcels:
		case <-ctx.Done():
			p = &parcel{err: late(ctx.Err())}
		}
		if p.err != nil {
			yield(nil, p.err)
			return
		}
		f.seen = max(f.seen, p.seen)
		for i := range p.relations {
			r := &p.relations[i]
			if p.part { // one that was made anew meanwhile may be in two parts
				if ofHubs[r.ID] {
					continue
				}
				ofHubs[r.ID] = true
			}
			if !yield(r, nil) {
				return
			}
		}
		used.Put(p)
	}
}

// readSpans reads spans that no other reader has taken.
func (f *filling) readSpans(ctx context.Context, spans []span, next *atomic.Int64, out chan<- *parcel, used *sync.Pool) {
	r := &rowReader{
		reading: &reading{s: f.s, ctx: ctx, v: f.s.newView(ctx, f.st, direct{f.s})}, f: f,
		numbers: pack.Numbers{Documents: f.papers}, types: map[string]graph.RelationType{},
	}
	for {
		i := int(next.Add(1)) - 1
		if i >= len(spans) {
			return
		}
		p := used.Get().(*parcel)
		*p = parcel{relations: p.relations[:0], claims: p.claims[:0], part: spans[i].parts > 1}
		p.err = r.span(p, spans[i])
		p.seen = r.seen
		select {
		case out <- p:
		case <-ctx.Done():
			return
		}
	}
}

// rowReader reads rows of relations.
type rowReader struct {
	*reading
	f       *filling
	numbers pack.Numbers
	types   map[string]graph.RelationType // that came
}

func (r *rowReader) span(p *parcel, sp span) error {
	text, params := relationRows, map[string]any{"from": sp.from, "to": sp.to}
	if sp.parts > 1 {
		text, params = hubRows, map[string]any{"from": sp.from, "part": sp.part, "parts": sp.parts}
	}
	rows, err := r.rows(text, params)
	if err != nil {
		return err
	}
	for _, row := range rows {
		from := row.([]any)
		place, ok := r.f.nodes.place(num(from[0]))
		if !ok {
			if !r.moved() {
				return r.v.damaged("entity", errNoEnd)
			}
			continue
		}
		for _, cols := range from[1].([]any) {
			if err := r.filled(p, place, cols.([]any)); err != nil {
				return err
			}
		}
	}
	if r.moved() {
		p.once()
	}
	return nil
}

// moved says that something was committed since the state that is filled. Then
// relations are left out that name what was not there yet when entities and
// documents were read: they were touched.
func (r *rowReader) moved() bool { return r.seen != r.f.st.revision }

// once leaves out repetitions, of relations that were made anew meanwhile.
func (p *parcel) once() {
	seen := make(map[string]bool, len(p.relations))
	p.relations = slices.DeleteFunc(p.relations, func(n topology.Numbered) bool {
		again := seen[n.ID]
		seen[n.ID] = true
		return again
	})
}

// errNoEnd is the cause where the end of a relation, what it concerns, or what a
// claim about it names is not there.
var errNoEnd = errors.New("it refers to what is not there")

// filled reads a row of filledColumns into the parcel.
func (r *rowReader) filled(p *parcel, from uint32, cols []any) (err error) {
	n := topology.Numbered{From: from, Key: str(cols[3])}
	if n.Type = r.types[str(cols[0])]; n.Type == 0 {
		if n.Type, err = graph.ParseRelationType(str(cols[0])); err != nil {
			return r.v.damaged("relationship of type "+str(cols[0]), err)
		}
		r.types[str(cols[0])] = n.Type
	}
	if role := str(cols[2]); role != "" {
		if n.Role, err = graph.ParseRole(role); err != nil {
			return r.v.damaged("role "+role, err)
		}
	}
	to, known := r.f.nodes.place(num(cols[1]))
	if n.To = to; known {
		n.ID = graph.RelationID(r.f.ids[from], n.Type, r.f.ids[to], n.Role, n.Key)
		known, err = r.evidence(p, &n, cols)
	}
	switch {
	case err != nil:
		return r.v.damaged("relation "+n.ID, err)
	case known:
		p.relations = append(p.relations, n)
	case !r.moved():
		return r.v.damaged(n.Type.String()+" from "+r.f.ids[from], errNoEnd)
	}
	return nil
}

// evidence reads what a relation concerns and its claims; it says whether all that
// they name is known.
func (r *rowReader) evidence(p *parcel, n *topology.Numbered, cols []any) (known bool, err error) {
	start := len(p.claims)
	if p.claims, known, err = r.numbers.Evidence(n.ID, blob(cols[5]), p.claims); err != nil {
		return false, err
	}
	n.Claims = p.claims[start:len(p.claims):len(p.claims)]
	for i := range n.Claims {
		sources := n.Claims[i].Sources
		for j := range sources {
			sources[j].Entity = r.v.Of(sources[j].Entity)
		}
		known = known && (!r.moved() || r.f.hasSources(sources))
	}
	for _, id := range texts(cols[4]) {
		place, ok := slices.BinarySearch(r.f.ids, id)
		n.Concerns, known = append(n.Concerns, uint32(place)), known && ok
	}
	return known, nil
}
