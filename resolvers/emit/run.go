package emit

import (
	"bytes"
	"context"
	"io"
	"sync"
)

// Run writes an object, which must not be nil. ok is false where something was out
// of the ordinary; the object is then to be shown in another way.
func (p *Plan) Run(ctx context.Context, variables map[string]any, obj any) (answer *Answer, ok bool) {
	return p.run(ctx, variables, func(r *run) {
		r.gather(p.selection, obj)
		r.ask()
		r.out = r.object(r.out, p.selection, obj)
	})
}

// RunList writes a list of objects, of which those that are nil are null.
func (p *Plan) RunList(ctx context.Context, variables map[string]any, list []any) (answer *Answer, ok bool) {
	return p.run(ctx, variables, func(r *run) {
		for _, obj := range list {
			if obj != nil {
				r.gather(p.selection, obj)
			}
		}
		r.ask()
		r.out = append(r.out, '[')
		for i, obj := range list {
			if i > 0 {
				r.out = append(r.out, ',')
			}
			if obj == nil {
				r.out = append(r.out, "null"...)
				continue
			}
			r.out = r.object(r.out, p.selection, obj)
		}
		r.out = append(r.out, ']')
	})
}

// Answer is JSON. It is a graphql.Marshaler that may be asked once.
type Answer struct{ run *run }

// MarshalGQL writes the answer and gives its memory back, or lends it to whoever sends
// the response.
func (a *Answer) MarshalGQL(w io.Writer) {
	if a.run == nil {
		return
	}
	if b, ok := w.(*bytes.Buffer); !ok || !a.run.lend(b) {
		_, _ = w.Write(a.run.out[front:]) // a buffer in memory
	}
	a.run.free()
	a.run = nil
}

// run is one run of a plan.
type run struct {
	ctx       context.Context
	variables map[string]any
	plan      *Plan
	out       []byte                  // from front on; see lend
	buffer    *[]byte                 // that out is of
	stack     []any                   // lists at hand that are being walked, one above the other
	top       int                     // of stack: as far as it was used
	books     map[*Book]*opened       // that are referred to
	links     []map[any]any           // by planned.link: what the store gave, by parent
	parents   [][]any                 // by planned.link: still to be asked for
	after     []reference             // to follow once they are there
	need      func(b *Book, i string) // r.want, bound once
	found     Found                   // r.lookup, bound once
}

// opened is a book with what was taken out of it.
type opened struct {
	book *Book
	ids  places // what is referred to
	objs []any  // by place; nil for what is unknown; those at the end are still to be asked for
}

type reference struct {
	to   *selection
	book *Book
	id   string
}

var runs = sync.Pool{New: func() any {
	r := &run{books: map[*Book]*opened{}}
	r.need, r.found = r.want, r.lookup
	return r
}}

// Runs that grew beyond these are not kept: a few great answers must not hold
// their memory for ever.
const (
	keptBytes   = 4 << 20
	keptObjects = 1 << 13 // of a book
	keptStack   = 1 << 13
)

func (p *Plan) run(ctx context.Context, variables map[string]any, fill func(*run)) (answer *Answer, ok bool) {
	r := runs.Get().(*run)
	r.ctx, r.variables, r.plan = ctx, variables, p
	r.borrow()
	if n := len(p.loads); n > 0 {
		r.links, r.parents = make([]map[any]any, n), make([][]any, n)
	}
	defer func() {
		if recover() != nil { // whatever it was, the executor will meet it too, and say so
			r.free()
			answer, ok = nil, false
		}
	}()
	fill(r)
	return &Answer{r}, true
}

func (r *run) free() {
	giveBack(r.buffer, r.out)
	r.buffer, r.out = nil, nil
	for _, b := range r.books {
		if len(b.ids.list) > keptObjects {
			return
		}
		b.ids.clear()
		clear(b.objs)
		b.objs = b.objs[:0]
	}
	if cap(r.stack) > keptStack {
		return
	}
	clear(r.stack[:r.top])
	r.ctx, r.variables, r.plan, r.links, r.parents, r.after = nil, nil, nil, nil, nil, nil
	r.stack, r.top = r.stack[:0], 0
	runs.Put(r)
}

// unusual ends a run.
func unusual() { panic("out of the ordinary") }

// fieldsOf finds what is selected of an object.
func (s *selection) fieldsOf(obj any) (fs *fields, t *Type) {
	at := 0
	if s.shape.of != nil {
		if at = s.shape.of(obj); at < 0 {
			unusual()
		}
	}
	if fs = s.fields[at]; fs == nil {
		unusual()
	}
	return fs, s.shape.types[at]
}

// gather notes what an object, and what is at hand below it, refers to.
func (r *run) gather(s *selection, obj any) {
	fs, _ := s.fieldsOf(obj)
	for _, f := range fs.asks {
		switch f.kind {
		case told:
			f.needs(obj, r.need)
		case part:
			if c := f.part(obj); c != nil {
				r.gather(f.sub, c)
			}
		case parts:
			r.gatherAll(f.sub, f.Field, obj)
		case ref:
			r.refer(f, f.id(obj))
		case refs:
			for _, id := range f.ids(obj) {
				r.refer(f, id)
			}
		case load:
			if r.links[f.link] == nil {
				r.links[f.link] = map[any]any{}
			}
			if _, has := r.links[f.link][obj]; !has {
				r.links[f.link][obj] = nil
				r.parents[f.link] = append(r.parents[f.link], obj)
			}
		}
	}
}

// gatherAll gathers from a list.
func (r *run) gatherAll(s *selection, f *Field, of any) {
	from := r.push(f, of)
	for i := from; i < len(r.stack); i++ {
		r.gather(s, r.stack[i])
	}
	r.stack = r.stack[:from]
}

// push puts a list on the stack and says where it begins.
func (r *run) push(f *Field, of any) (from int) {
	from = len(r.stack)
	r.stack = f.parts(of, r.stack)
	r.top = max(r.top, len(r.stack))
	return from
}

func (r *run) refer(f *planned, id string) {
	r.want(f.book, id)
	if f.sub.asks && id != "" {
		r.after = append(r.after, reference{f.sub, f.book, id})
	}
}

func (r *run) open(b *Book) *opened {
	o := r.books[b]
	if o == nil {
		o = &opened{book: b}
		r.books[b] = o
	}
	return o
}

func (r *run) want(b *Book, id string) {
	if id != "" {
		r.open(b).ids.add(id)
	}
}

func (r *run) lookup(b *Book, id string) any {
	o := r.open(b)
	if at := o.ids.find(id); at >= 0 && at < len(o.objs) {
		return o.objs[at]
	}
	return nil
}

// ask asks the store for what was noted, then for what that refers to, until there
// is nothing more.
func (r *run) ask() {
	for {
		asked := false
		for _, o := range r.books {
			asked = r.askBook(o) || asked
		}
		fresh := make([][]any, len(r.parents))
		for i, parents := range r.parents {
			if len(parents) > 0 {
				r.askLoad(i, parents)
				fresh[i], r.parents[i], asked = parents, nil, true
			}
		}
		if !asked {
			return
		}
		r.follow(fresh)
	}
}

func (r *run) askBook(o *opened) bool {
	want := o.ids.list[len(o.objs):]
	if len(want) == 0 {
		return false
	}
	objs, err := o.book.Load(r.ctx, want)
	if err != nil || len(objs) != len(want) {
		unusual()
	}
	o.objs = append(o.objs, objs...)
	return true
}

func (r *run) askLoad(link int, parents []any) {
	f := r.plan.loads[link]
	objs, err := f.load(r.ctx, Asked{f, r.variables}, parents)
	if err != nil {
		unusual()
	}
	for i, p := range parents {
		r.links[link][p] = objs[i]
	}
}

// follow gathers from what has come.
func (r *run) follow(fresh [][]any) {
	after := r.after
	r.after = nil
	for _, a := range after {
		if obj := r.lookup(a.book, a.id); obj != nil {
			r.gather(a.to, obj)
		}
	}
	for link, parents := range fresh {
		f := r.plan.loads[link]
		if !f.sub.asks {
			continue
		}
		for _, p := range parents {
			if result := r.links[link][p]; f.parts != nil {
				r.gatherAll(f.sub, f.Field, result)
			} else {
				r.gather(f.sub, result)
			}
		}
	}
}

// object writes what is selected of an object.
func (r *run) object(b []byte, s *selection, obj any) []byte {
	fs, t := s.fieldsOf(obj)
	if len(fs.list) == 0 {
		return append(b, "{}"...)
	}
	for i := range fs.list {
		f := &fs.list[i]
		b = append(b, f.key...)
		if f.typename {
			b = AppendString(b, t.Name)
			continue
		}
		b = r.value(b, f, obj)
	}
	return append(b, '}')
}

func (r *run) value(b []byte, f *planned, obj any) []byte {
	switch f.kind {
	case leaf:
		return f.leaf(b, obj)
	case told:
		return f.told(b, obj, r.found)
	case part:
		return r.single(b, f, f.part(obj))
	case parts:
		return r.list(b, f, obj)
	case ref:
		if f.alone {
			return appendID(b, f.sub.fields[0].list, f.id(obj))
		}
		return r.single(b, f, r.lookup(f.book, f.id(obj)))
	case refs:
		return r.referred(b, f, f.ids(obj))
	}
	if result := r.links[f.link][obj]; f.parts != nil {
		return r.list(b, f, result)
	} else {
		return r.single(b, f, result)
	}
}

// appendID writes an object of which only the id is selected.
func appendID(b []byte, list []planned, id string) []byte {
	if len(list) == 0 {
		return append(b, "{}"...)
	}
	for i := range list {
		b = AppendString(append(b, list[i].key...), id)
	}
	return append(b, '}')
}

func (r *run) single(b []byte, f *planned, obj any) []byte {
	if obj == nil {
		if !f.nullable {
			unusual()
		}
		return append(b, "null"...)
	}
	return r.object(b, f.sub, obj)
}

func (r *run) list(b []byte, f *planned, of any) []byte {
	from := r.push(f.Field, of)
	b = append(b, '[')
	for i := from; i < len(r.stack); i++ {
		if i > from {
			b = append(b, ',')
		}
		b = r.object(b, f.sub, r.stack[i])
	}
	r.stack = r.stack[:from]
	return append(b, ']')
}

func (r *run) referred(b []byte, f *planned, ids []string) []byte {
	b = append(b, '[')
	first := true
	for _, id := range ids {
		obj := r.lookup(f.book, id)
		if obj == nil {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = r.object(b, f.sub, obj)
	}
	return append(b, ']')
}
