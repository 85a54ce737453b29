package topology

import (
	"sync"

	"dragoman/graph"
)

// What is worked out from rows when a base is made or loaded, so that an ego
// network need not read the rows of hubs: how many neighbours every entity has
// under the usual policy, and of the long rows the part that leads up.

// lenses is how many there are; lens l has bit l-1 in a set of lenses.
const lenses = int(graph.LensEverything)

// lensSets tells by relation type which lenses have it.
var lensSets = func() (sets [64]uint8) {
	for l := range lenses {
		for t := range sets {
			sets[t] |= uint8(graph.Lens(l+1).Types()>>t&1) << l
		}
	}
	return sets
}()

// walkedBy tells through which lenses a traversal without a filter walks the
// relation of a cell in the row of v.
func (g *Graph) walkedBy(v uint32, c *cell) uint8 {
	if !graph.Walked.Has(c.status()) {
		return 0
	}
	set := lensSets[c.meta&63]
	if c.meta&metaContact == 0 {
		set &^= 1 << (graph.LensContact - 1)
	}
	if c.meta&metaRelations == 0 {
		set &^= 1 << (graph.LensRelations - 1)
	}
	if set == 0 || c.typ() != graph.ParticipatedIn {
		return set
	}
	m := c.nbr
	if c.in() {
		m = v
	}
	if g.kind(m) == graph.KindMeeting && heldBack(g.occurred(nil, nil, m)) {
		return 0
	}
	return set
}

// heldBack says that participations in a meeting of which this is known are not
// walked unless the query asks for them.
func heldBack(occurred graph.Status) bool {
	s := graph.StateOf(occurred)
	return s == graph.StatePlanned || s == graph.NotHeld
}

// census counts the distinct neighbours of one entity after another. note holds
// for every entity the last one that counted it, and through which lenses.
type census struct {
	by   []uint32 // entity + 1
	seen []uint8
}

func newCensus(n int) *census { return &census{make([]uint32, n), make([]uint8, n)} }

// of counts the distinct neighbours of v by lens; v is not its own neighbour.
func (n *census) of(g *Graph, v uint32, row []cell) (out [lenses]uint32) {
	for i := range row {
		c := &row[i]
		if c.nbr == v {
			continue
		}
		set := g.walkedBy(v, c)
		if c.meta&metaParallel != 0 && set != 0 {
			if n.by[c.nbr] != v+1 {
				n.by[c.nbr], n.seen[c.nbr] = v+1, 0
			}
			set &^= n.seen[c.nbr]
			n.seen[c.nbr] |= set
		}
		for l := range out {
			out[l] += uint32(set >> l & 1)
		}
	}
	return out
}

// derive fills the columns that are not saved, and does what else is to be done.
// Nothing of that rests on another, so that a start has it from as many processors
// as there are.
func (b *base) derive(more func()) {
	var all sync.WaitGroup
	for _, fill := range []func(){more, b.settle, b.count, b.keep, b.ids.hash} {
		all.Go(fill)
	}
	b.docs.post()
	all.Wait()
}

// count counts the neighbours of every entity.
func (b *base) count() {
	g, n := &Graph{base: b}, b.entities()
	count := newCensus(n)
	var buf []cell
	all := make([][lenses]uint32, n)
	var most [lenses]uint32
	for v := range uint32(n) {
		all[v] = count.of(g, v, b.row(v, &buf))
		for l, n := range all[v] {
			most[l] = max(most[l], n)
		}
		b.stated = b.stated || b.kind[v]&stated != 0
	}
	b.reach = newRecords(n, most[:]...)
	for v, row := range all {
		for l, n := range row {
			b.reach.put(uint32(v), l, n)
		}
	}
}

// reach gives how many distinct neighbours v has through a lens when nothing is
// filtered.
func (g *Graph) reach(v uint32, l graph.Lens, w *walker) int {
	if g.touched {
		if o := g.verts.get(v); o != nil {
			return o.reach.of(v, l, w)
		}
	}
	return int(g.base.reach.at(v, int(l-1)))
}

func (b *base) reached(v uint32) (out [lenses]uint32) {
	for l := range out {
		out[l] = b.reach.at(v, l)
	}
	return out
}
