package topology

import (
	"sync"

	"dragoman/graph"
)

// answerRoom is the memory of an ego network that is handed out: most of what an
// answer costs the garbage collector, unless it comes back. What waits to be used
// again is zero.
type answerRoom struct {
	nodes     []graph.EgoNode
	relations []*graph.Relation // to as many of block
	block     []graph.Relation
}

var answerRooms sync.Pool // of *answerRoom

// Rooms that grew beyond these are not kept: a few great answers must not hold
// their memory for ever.
const (
	keptNodes     = graph.MaxFirst
	keptRelations = 1 << 12
)

func borrowAnswerRoom() *answerRoom {
	if r, ok := answerRooms.Get().(*answerRoom); ok {
		return r
	}
	return &answerRoom{}
}

// size makes room for as many.
func (r *answerRoom) size(nodes, relations int) {
	if r.nodes == nil || cap(r.nodes) < nodes {
		r.nodes = make([]graph.EgoNode, nodes)
	}
	if r.relations == nil || len(r.block) < relations {
		r.block, r.relations = make([]graph.Relation, relations), make([]*graph.Relation, relations)
	}
	r.nodes, r.relations = r.nodes[:nodes], r.relations[:relations]
}

// release is graph.EgoNetwork.Release.
func (r *answerRoom) release() {
	if cap(r.nodes) > keptNodes || len(r.block) > keptRelations {
		return
	}
	clear(r.nodes)
	clear(r.block[:len(r.relations)])
	answerRooms.Put(r)
}
