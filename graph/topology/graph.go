package topology

import (
	"context"
	"iter"
	"slices"

	"dragoman/graph"
)

// Feed is everything that a topology is built from. Ids are canonical: merges
// are resolved before. A nil stream is an empty one.
type Feed struct {
	Revision  string
	Documents iter.Seq2[*graph.Document, error]
	Entities  iter.Seq2[*graph.Entity, error]          // only ID, Kind and Named are read
	Relations iter.Seq2[*graph.RelationRecord, error]  // each identity once, in any order, claims in order of id; a value may be reused after the next step
	Numbered  iter.Seq2[*Numbered, error]              // more relations, in any order
	Occurred  iter.Seq2[*graph.AttributeRecord, error] // the attributes "occurred" of meetings, claims in order of id

	// Degree gives the degrees of entities where the feed is only a part of the
	// store. Where it is nil or not ok, the relations that were fed are counted.
	Degree func(id string) (degree int, ok bool)

	// Weighed says what the claims about a relation add up to, for a feed that has
	// no claims: searches then answer as if those had been fed, but for evidence,
	// and no filter may select claims. Such a graph is neither saved nor changed.
	// nil where claims are fed.
	Weighed func(r *graph.RelationRecord) Weighed

	// Newest is the newest known day of the store where the feed is only a part of
	// it; nil finds it among what was fed.
	Newest *graph.Day
}

// Identity is what makes a relation the one it is.
type Identity struct {
	From string
	Type graph.RelationType
	To   string
	Role graph.Role
	Key  string
}

// ID computes the relation's id.
func (i Identity) ID() string { return graph.RelationID(i.From, i.Type, i.To, i.Role, i.Key) }

// Options tune the searches of a Graph.
type Options struct {
	Budget int // relations looked at by one search before it stops with StopBudget; 0 is DefaultBudget
}

// DefaultBudget is the budget of a search for which none is set.
const DefaultBudget = 20_000_000

// Counts is what the graph holds. Claims are those about relations and about
// whether meetings occurred; other attributes are not in the topology.
type Counts struct {
	Entities      int
	Documents     int
	Relations     int
	Claims        int
	UndatedClaims int // those whose known day is not known
	ByKind        map[graph.EntityKind]int
	ByType        map[graph.RelationType]int
	ByStatus      map[graph.Status]int // of relations
}

// tally is Counts as it is kept.
type tally struct {
	entities, documents, relations, claims, undated int

	kind   [16]int
	typ    [64]int
	status [16]int
}

// Graph is one state of a topology. It never changes; all methods may be called
// concurrently.
type Graph struct {
	base     *base
	opt      Options
	revision string
	tally    tally
	maxDeg   int       // no entity has a greater degree
	newest   graph.Day // newest known day; DayMin where none is known

	// The overlay: what differs from base. Ordinals from base.entities() on are
	// new entities, from base.relations() on new relations, and so forth.
	touched  bool
	redated  bool     // a document of base was changed
	grown    []uint32 // entities with many relations that have more of them than base says
	verts    trie[vertex]
	rels     trie[relation]
	docs     trie[docRow]
	dates    trie[newDate]
	texts    trie[string]   // words given as sources, by number
	newRels  trie[[]uint32] // by the first bits of their ids
	newIDs   trie[string]   // of new entities, by ordinal
	newDocs  trie[string]
	idOrder  []uint32 // new entities by id
	docOrder []uint32 // new documents by id
	families []uint32 // of documents; replaces what base says; empty where base holds
	nVerts, nRels, nDocs, nDates, nTexts,
	patches int
}

// WithOptions gives the same graph with other options.
func (g *Graph) WithOptions(o Options) *Graph {
	h := *g
	h.opt = o
	return &h
}

// Revision names the state that the graph shows.
func (g *Graph) Revision() string { return g.revision }

// OverlaySize is the number of entities, relations and documents that were
// written since the base was built: a measure of when to Compact.
func (g *Graph) OverlaySize() int { return g.patches }

// Counts says what the graph holds.
func (g *Graph) Counts() Counts {
	t := &g.tally
	c := Counts{
		Entities: t.entities, Documents: t.documents, Relations: t.relations, Claims: t.claims, UndatedClaims: t.undated,
		ByKind: map[graph.EntityKind]int{}, ByType: map[graph.RelationType]int{}, ByStatus: map[graph.Status]int{},
	}
	for k, n := range t.kind {
		if n > 0 {
			c.ByKind[graph.EntityKind(k)] = n
		}
	}
	for k, n := range t.typ {
		if n > 0 {
			c.ByType[graph.RelationType(k)] = n
		}
	}
	for k, n := range t.status {
		if n > 0 {
			c.ByStatus[graph.Status(k)] = n
		}
	}
	return c
}

// Bytes estimates the memory that the graph takes, scratch space of searches
// not included.
func (g *Graph) Bytes() int64 {
	n := 2048 * int64(g.patches)
	for _, c := range g.base.sizes() {
		n += c.bytes
	}
	return n
}

// Entity gives kind and degree of an entity: its relations of every status but
// RETRACTED, in both directions, a self loop once; or the degree that the feed
// gave, with what changes added since.
func (g *Graph) Entity(id string) (kind graph.EntityKind, degree int, ok bool) {
	v, ok := g.entity(id)
	if !ok {
		return 0, 0, false
	}
	return g.kind(v), g.degree(v), true
}

// entity finds an entity that exists.
func (g *Graph) entity(id string) (uint32, bool) {
	v, ok := g.base.ids.find(id)
	if !ok {
		i, found := slices.BinarySearchFunc(g.idOrder, id, func(v uint32, id string) int { return compareStrings(*g.newIDs.get(v), id) })
		if !found {
			return 0, false
		}
		v = g.idOrder[i]
	}
	if o := g.verts.get(v); o != nil && o.removed {
		return 0, false
	}
	return v, true
}

func (g *Graph) id(v uint32) string {
	if int(v) < g.base.entities() {
		return g.base.ids.at(v)
	}
	return *g.newIDs.get(v)
}

// compareIDs orders entities by id.
func (g *Graph) compareIDs(a, b uint32) int {
	n := uint32(g.base.entities())
	if a == b || a < n && b < n {
		return int(int64(a) - int64(b))
	}
	return compareStrings(g.id(a), g.id(b))
}

func (g *Graph) flags(v uint32) uint8 {
	if g.touched {
		if o := g.verts.get(v); o != nil {
			return o.flags
		}
	}
	return g.base.kind[v]
}

func (g *Graph) kind(v uint32) graph.EntityKind { return graph.EntityKind(g.flags(v) & kindMask) }
func (g *Graph) named(v uint32) bool            { return g.flags(v)&unnamed == 0 }

func (g *Graph) degree(v uint32) int {
	if g.touched {
		if o := g.verts.get(v); o != nil {
			return int(o.deg)
		}
	}
	return int(g.base.deg[v])
}

// words reads the table of words given as sources.
func (g *Graph) words(i uint32) string {
	if int(i) < g.base.texts.len() {
		return g.base.texts.at(i)
	}
	return *g.texts.get(i)
}

func (g *Graph) documentID(d uint32) string {
	if int(d) < g.base.docs.len() {
		return g.base.docs.at(d)
	}
	return *g.newDocs.get(d)
}

// compareDocuments orders documents by id.
func (g *Graph) compareDocuments(a, b uint32) int {
	n := uint32(g.base.docs.len())
	if a == b || a < n && b < n {
		return int(int64(a) - int64(b))
	}
	return compareStrings(g.documentID(a), g.documentID(b))
}

// key gives the key of the relation that a cell shows.
func (g *Graph) key(rel uint32) string { return g.keyAt(rel, g.keyOrdinal(rel)) }

// keyOrdinal gives the place of the key in base, none where the overlay has it.
func (g *Graph) keyOrdinal(rel uint32) uint32 {
	if int(rel) < g.base.relations() {
		return g.base.rels.key(rel)
	}
	return none
}

func (g *Graph) keyAt(rel, ordinal uint32) string {
	if ordinal == none {
		return g.rels.get(rel).key
	}
	return g.base.keys.at(ordinal)
}

// count computes from scratch what Apply keeps current.
func (g *Graph) count() {
	b := g.base
	g.nVerts, g.nRels, g.nDocs, g.nDates, g.nTexts = b.entities(), b.relations(), b.docs.len(), len(b.dates), b.texts.len()
	t := tally{entities: b.entities(), documents: b.docs.len(), relations: b.relations(), claims: b.claims.n}
	for _, k := range b.kind {
		t.kind[k&kindMask]++
	}
	for i := range uint32(b.relations()) {
		m := b.rels.meta(i)
		t.typ[m&63]++
		t.status[m>>metaStatus&15]++
	}
	g.newest = graph.DayMin
	for i := range b.about {
		if d := b.about[i].known; d != int32(graph.DayMax) {
			g.newest = max(g.newest, graph.Day(d))
		}
	}
	for i := range uint32(b.claims.n) {
		d, bits := b.claims.doc(i), b.claims.bits8(i)
		if b.about[d].known != int32(graph.DayMax) {
			continue
		}
		if bits&claimRecorded == 0 {
			t.undated++
			continue
		}
		g.newest = max(g.newest, graph.Day(b.recorded.at(i)))
	}
	g.tally = t
	b.rankDegrees()
	g.maxDeg = 0
	for _, d := range b.deg {
		g.maxDeg = max(g.maxDeg, int(d))
	}
}

// deadline is the error of a call that ran out of time.
func deadline(ctx context.Context) error {
	return &graph.Error{Code: graph.Deadline, Message: "out of time or cancelled; ask for less or allow more time", Err: ctx.Err()}
}
