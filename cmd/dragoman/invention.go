package main

import (
	"bufio"
	"context"
	"math"
	"math/bits"
	"math/rand/v2"
	"strconv"

	"dragoman/graph"
)

// graphSize is what generate was asked for.
type graphSize struct {
	entities, relations int
	seed                uint64
}

// Limits of generate. Beyond them a graph no longer fits a machine that would
// load it.
const (
	maxInventedEntities  = 50_000_000
	maxInventedRelations = 500_000_000
)

// invention is a graph that nobody claims to be true. Its sizes follow those of
// the world: how often an entity of rank r in its kind is picked falls with
// r^(-2/3), so that degrees d are as frequent as d^(-5/2), which is about what
// networks of people and bodies show (Clauset, Shalizi, Newman 2009, table 6.1).
// The rank says nothing about the id.
//
// Lines are put together by hand: with encoding/json the writing would take
// several times as long as everything else.
type invention struct {
	graphSize
	rand      *rand.Rand
	pools     [numKinds][]int32 // entities by kind, most picked first
	documents int
	patterns  []pattern
	weights   []int // running sums over patterns
	used      pairSet
	line      []byte
}

const numKinds = int(graph.KindPlace) + 1

// shares is how many of 1,000 entities are of a kind.
var shares = [numKinds]int{
	graph.KindPerson: 430, graph.KindGovernment: 10, graph.KindOrganization: 120, graph.KindGroup: 40, graph.KindMission: 40, graph.KindDelegation: 50,
	graph.KindOffice: 90, graph.KindMeeting: 140, graph.KindIncident: 30, graph.KindAgreement: 20, graph.KindPlace: 30,
}

// claimsPerDocument is how much an invented document says.
const claimsPerDocument = 40

func newInvention(size graphSize) (*invention, error) {
	switch {
	case size.entities < 0 || size.entities > maxInventedEntities:
		return nil, usage("--entities must be from 0 to %s", thousands(maxInventedEntities))
	case size.relations < 0 || size.relations > maxInventedRelations:
		return nil, usage("--relations must be from 0 to %s", thousands(maxInventedRelations))
	case size.relations > 0 && size.entities < 2:
		return nil, usage("relations need at least 2 entities")
	}
	g := &invention{
		graphSize: size, rand: rand.New(rand.NewPCG(size.seed, 0x9e3779b97f4a7c15)),
		documents: 1 + size.relations/claimsPerDocument, used: newPairSet(size.relations),
	}
	g.draw()
	g.choosePatterns()
	return g, nil
}

// draw gives every entity a kind. Kinds are dealt out evenly along a shuffled
// order, so that also a small graph has several: persons and meetings first.
func (g *invention) draw() {
	order := make([]int32, g.entities)
	for i := range order {
		order[i] = int32(i)
	}
	g.rand.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	next := 0
	take := func(k, n int) {
		n = max(0, min(n, len(order)-next))
		g.pools[k] = append(g.pools[k], order[next:next+n]...)
		next += n
	}
	for _, k := range []graph.EntityKind{graph.KindPerson, graph.KindGovernment, graph.KindMeeting, graph.KindOrganization, graph.KindOffice, graph.KindPlace, graph.KindMission, graph.KindDelegation, graph.KindGroup, graph.KindIncident, graph.KindAgreement} {
		take(int(k), 1)
	}
	for k, share := range shares {
		take(k, (g.entities*share)/1000-len(g.pools[k]))
	}
	take(int(graph.KindPerson), len(order)-next)
}

// kindOf is the table that pools are the index of.
func (g *invention) kinds() []uint8 {
	of := make([]uint8, g.entities)
	for k, pool := range g.pools {
		for _, e := range pool {
			of[e] = uint8(k)
		}
	}
	return of
}

// pick draws an entity of a kind.
func (g *invention) pick(k graph.EntityKind) int32 {
	pool := g.pools[k]
	u := g.rand.Float64()
	return pool[min(int(u*u*u*float64(len(pool))), len(pool)-1)]
}

// write writes the header, documents, entities and relations.
func (g *invention) write(ctx context.Context, w *bufio.Writer) error {
	if _, err := w.WriteString(`{"dragoman": 1}` + "\n"); err != nil {
		return err
	}
	kinds := g.kinds()
	var outlets []int32
	outlets = append(outlets, g.pools[graph.KindOrganization][:min(len(g.pools[graph.KindOrganization]), 25)]...)
	for _, part := range []struct {
		n    int
		line func(i int)
	}{
		{g.documents, func(i int) { g.document(i, outlets) }},
		{g.entities, func(i int) { g.entity(i, graph.EntityKind(kinds[i])) }},
		{g.relations, g.relation},
	} {
		for i := range part.n {
			if i%4096 == 0 && ctx.Err() != nil {
				return graph.Errorf(graph.Deadline, "stopped before the graph was complete")
			}
			g.line = g.line[:0]
			part.line(i)
			if _, err := w.Write(append(g.line, '\n')); err != nil {
				return err
			}
		}
	}
	return nil
}

// pairSet remembers relations by a hash of their identity: open addressing in
// one array, since there may be hundreds of millions.
type pairSet struct {
	slots []uint64
	mask  uint64
}

func newPairSet(n int) pairSet {
	size := uint64(1) << bits.Len64(uint64(max(n, 8))*3/2)
	return pairSet{make([]uint64, size), size - 1}
}

// add says whether the hash was not there before.
func (s *pairSet) add(h uint64) bool {
	h |= 1 // 0 is a free slot
	for i := h * 0x9e3779b97f4a7c15 >> 7; ; i++ {
		switch s.slots[i&s.mask] {
		case 0:
			s.slots[i&s.mask] = h
			return true
		case h:
			return false
		}
	}
}

func (g *invention) put(s string)          { g.line = append(g.line, s...) }
func (g *invention) number(n int64)        { g.line = strconv.AppendInt(g.line, n, 10) }
func (g *invention) entityID(e int32)      { g.put("e"); g.number(scrambled(int64(e), g.entities)) }
func (g *invention) documentID(d int)      { g.put("d"); g.number(int64(d)) }
func (g *invention) chance(p float64) bool { return g.rand.Float64() < p }

// scrambled maps the numbers below n onto themselves, far from their order.
func scrambled(i int64, n int) int64 {
	const prime = 2_147_483_647 // greater than any n, so that it divides none
	return i * prime % int64(n)
}

// firstDay and lastDay bound the invented dates.
var (
	firstDay = graph.DayOf(2015, 1, 1)
	lastDay  = graph.DayOf(2025, 12, 28)
)

// day draws a day; later ones are more frequent, as documents are.
func (g *invention) day() graph.Day {
	return firstDay + graph.Day(math.Sqrt(g.rand.Float64())*float64(lastDay-firstDay))
}
