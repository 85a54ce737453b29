package graphtest

import (
	"dragoman/graph"
)

// unknown are queries of every list that name an id nobody has.
var unknown = []query{
	entityList(graph.EntityQuery{OfficialsOf: one("norland", "nobody")}, 5),
	entityList(graph.EntityQuery{Participant: one("nobody")}, 5),
	entityList(graph.EntityQuery{Between: one("anna", "nobody")}, 5),
	relationList(graph.RelationQuery{Of: one("nobody", "anna")}, 5),
	relationList(graph.RelationQuery{Between: one("anna", "nobody")}, 5),
	claimList(graph.ClaimQuery{Of: one("nobody")}, 5),
	claimList(graph.ClaimQuery{Document: "nobody"}, 5),
	claimList(graph.ClaimQuery{Source: "nobody"}, 5),
	documentList(graph.DocumentQuery{Of: one("nobody")}, 5),
	attributeList(graph.AttributeQuery{Of: one("nobody")}, 5),
	timelineList(graph.TimelineQuery{Of: one("anna", "nobody")}, 5),
	disputeList(graph.DisputeQuery{Of: one("nobody")}, 5),
}

var errorRules = []rule{
	{"errors/unknown ids", "an id that a list names and the store does not have is NOT_FOUND, with the id; it is never an empty answer", func(c *check) {
		for _, q := range unknown {
			_, err := q.ask(c.ctx, c.store)
			c.want(q.words, c.refused(q.words, err, graph.ErrNotFound).IDs, one("nobody"))
		}
	}},
	{"errors/several ids", "all unknown ids are listed, each once", func(c *check) {
		_, err := c.store.ListRelations(c.ctx, []graph.RelationQuery{{Of: one("no1", "anna", "no2", "no1"), Slice: all}})
		c.want("ids", sortedIDs(c.refused("relations", err, graph.ErrNotFound).IDs), one("no1", "no2"))
	}},
}
