package topology

import (
	"sync"

	"dragoman/graph"
)

// none is no ordinal.
const none = ^uint32(0)

// cell is one relation as a row shows it. A self loop has one, any other relation
// one in the row of each end.
type cell struct {
	nbr  uint32 // the other end
	meta uint32 // see the layout below
	rel  uint32 // ordinal of the relation: its claims, its key
	date uint32 // ordinal of its date; 0 is none
}

// Layout of cell.meta.
const (
	metaRole    = 6  // 3 bits, above 6 bits of type
	metaStatus  = 9  // 4 bits
	metaSources = 13 // 10 bits; maxSources stands for that many or more
	maxSources  = 1<<10 - 1

	metaIn        uint32 = 1 << 23 // the row's entity is to; from where unset
	metaParallel  uint32 = 1 << 24 // there may be other relations between the two
	metaContact   uint32 = 1 << 25 // walked through lens CONTACT
	metaRelations uint32 = 1 << 26 // walked through lens RELATIONS
	metaConcerns  uint32 = 1 << 27 // it concerns entities
	metaEnd              = 28
)

func (c *cell) typ() graph.RelationType { return graph.RelationType(c.meta & 63) }
func (c *cell) role() graph.Role        { return graph.Role(c.meta >> metaRole & 7) }
func (c *cell) status() graph.Status    { return graph.Status(c.meta >> metaStatus & 15) }
func (c *cell) sources() int            { return int(c.meta >> metaSources & maxSources) }
func (c *cell) in() bool                { return c.meta&metaIn != 0 }

// packMeta packs what does not depend on the direction.
func packMeta(t graph.RelationType, r graph.Role, from, to graph.EntityKind) uint32 {
	m := uint32(t) | uint32(r)<<metaRole
	if graph.LensContact.Walks(t, r, from, to) {
		m |= metaContact
	}
	if graph.LensRelations.Walks(t, r, from, to) {
		m |= metaRelations
	}
	return m
}

// weighed puts status and number of sources into meta.
func weighed(meta uint32, s graph.Status, independent int) uint32 {
	meta &^= 15<<metaStatus | maxSources<<metaSources
	return meta | uint32(s)<<metaStatus | uint32(min(independent, maxSources))<<metaSources
}

// Entity flags.
const (
	kindMask = 0x0f
	stated   = 0x40 // of a degree that the feed gave
	unnamed  = 0x80
)

// Claim bits: stance in the lowest four.
const (
	claimStance    = 1<<4 - 1
	claimAgainst   = 1 << 4
	claimRetracted = 1 << 5 // on every day, unless claimWithdrawn
	claimWithdrawn = 1 << 6 // from a day on, see dayTable
	claimRecorded  = 1 << 7 // known from a day of its own, see dayTable
)

// dayTable keeps the days that few claims have.
type dayTable struct {
	claim []uint32 // ascending
	day   []int32
}

// wordsLink marks a link of a chain that is words: the rest numbers them.
const wordsLink uint32 = 1 << 31

// base is the immutable part that a build makes and a file keeps.
type base struct {
	ids  idTable // of entities
	kind []uint8 // kind and flags
	occ  []uint8 // status of the attribute "occurred", 0 where there is none
	deg  []uint32

	rowOff []starts // one more than entities
	rels   upRows   // the parts of rows that lead up, and so all relations
	cells  downRows // those that lead down

	byID   idIndex
	keys   idTable // unsorted
	claims claimRows

	withdrawn dayTable
	recorded  dayTable

	concernOf  []uint32 // relations that concern anything, ascending
	concernOff []uint32 // one more
	concerns   []uint32 // entities; none where they were removed

	chainOff []uint32
	links    []uint32 // outermost first: entities, words (wordsLink), or none where an entity was removed
	texts    idTable  // words given as sources, unsorted

	dates   []dateRow
	written []graph.When // of dates

	docs     idTable
	about    []document // by document
	basedOff []uint32
	based    []uint32

	occOf  []uint32 // meetings that have the attribute, ascending
	occOff []uint32 // their claims, which follow those of relations

	// Derived, not saved.
	reach   records // distinct neighbours under the usual policy, by entity and lens
	settled settledDays
	great   []uint32 // entities of a degree above longRow, greatest first
	stated  bool     // there are entities of a stated degree
	weighed bool     // relations came without claims
	kept    keptDigests

	pool *sync.Pool // of *scratch
}

func (b *base) entities() int  { return len(b.kind) }
func (b *base) relations() int { return max(b.rels.n-1, 0) }
