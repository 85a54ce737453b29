package resolvers

import (
	"reflect"

	"dragoman/graph"
	"dragoman/resolvers/emit"
)

// rows is the shapes of rows of lists that are neither entities nor evidence.
func (s *shapes) rows() {
	s.define("SearchHit", fieldsByName{
		"entity": emit.Part(s.entity, func(h *graph.SearchHit) *graph.Entity { return h.Entity }),
		"score":  number(func(h *graph.SearchHit) int { return h.Score }),
		"matchedName": emit.Leaf(func(b []byte, h *graph.SearchHit) []byte {
			if name, ok := h.Matched(); ok {
				return emit.AppendOrNull(b, name)
			}
			return null(b)
		}),
	})
	s.define("TimelineEntry", fieldsByName{
		"when":      emit.Part(s.object("When"), func(t *graph.TimelineRow) *graph.When { return shown(&t.When) }).OrNull(),
		"order":     word(func(t *graph.TimelineRow) graph.Order { return t.Order }),
		"relation":  emit.Part(s.object("Relation"), func(t *graph.TimelineRow) *graph.Relation { return t.Relation }).OrNull(),
		"attribute": emit.Part(s.object("AttributeValue"), func(t *graph.TimelineRow) *graph.Attribute { return t.Attribute }).OrNull(),
	})
	claims := func(get func(*graph.Dispute) []*graph.ClaimAnswer) *emit.Field {
		return emit.List(s.object("Claim"), get, func(c *graph.ClaimAnswer) any { return c })
	}
	s.define("Dispute", fieldsByName{
		"relation":  emit.Part(s.object("Relation"), func(d *graph.Dispute) *graph.Relation { return d.Relation }).OrNull(),
		"attribute": emit.Part(s.object("AttributeValue"), func(d *graph.Dispute) *graph.Attribute { return d.Attribute }).OrNull(),
		"for":       claims(func(d *graph.Dispute) []*graph.ClaimAnswer { return d.For }),
		"against":   claims(func(d *graph.Dispute) []*graph.ClaimAnswer { return d.Against }),
		"overlap":   word(func(d *graph.Dispute) graph.Overlap { return d.Overlap }),
	})
	s.define("CommonNeighbour", fieldsByName{
		"entity":    entityRef(s, func(n *graph.CommonNode) string { return n.Entity }),
		"distances": numbers(func(n *graph.CommonNode) []int { return n.Distances }),
		"rank":      number(func(n *graph.CommonNode) int { return n.Rank }),
	})
}

// lists is the shapes of connections.
func (s *shapes) lists() {
	connectionOf(s, "Relation", s.object("Relation"), same[*graph.Relation])
	connectionOf(s, "Claim", s.object("Claim"), same[*graph.ClaimAnswer])
	connectionOf(s, "Document", s.object("Document"), same[*graph.Document])
	connectionOf(s, "Search", s.object("SearchHit"), same[*graph.SearchHit])
	connectionOf(s, "Timeline", s.object("TimelineEntry"), same[*graph.TimelineRow])
	connectionOf(s, "Dispute", s.object("Dispute"), same[*graph.Dispute])
	connectionOf(s, "Common", s.object("CommonNeighbour"), same[*graph.CommonNode])
	connectionOf(s, "Person", s.object("Person"), (*graph.Person).Base)
	connectionOf(s, "Government", s.object("Government"), (*graph.Government).Base)
	connectionOf(s, "Organization", s.object("Organization"), (*graph.Organization).Base)
	connectionOf(s, "Group", s.object("Group"), (*graph.Group).Base)
	connectionOf(s, "Mission", s.object("Mission"), (*graph.Mission).Base)
	connectionOf(s, "Delegation", s.object("Delegation"), (*graph.Delegation).Base)
	connectionOf(s, "Office", s.object("Office"), (*graph.Office).Base)
	connectionOf(s, "Meeting", s.object("Meeting"), (*graph.Meeting).Base)
	connectionOf(s, "Incident", s.object("Incident"), (*graph.Incident).Base)
	connectionOf(s, "Agreement", s.object("Agreement"), (*graph.Agreement).Base)
	connectionOf(s, "Place", s.object("Place"), (*graph.Place).Base)
	info := func(cursor func(*graph.PageInfo) *string) *emit.Field {
		return emit.Leaf(func(b []byte, i *graph.PageInfo) []byte {
			if c := cursor(i); c != nil {
				return emit.AppendOrNull(b, *c)
			}
			return null(b)
		})
	}
	s.define("PageInfo", fieldsByName{
		"hasNextPage":     boolean(func(i *graph.PageInfo) bool { return i.HasNextPage }),
		"hasPreviousPage": boolean(func(i *graph.PageInfo) bool { return i.HasPreviousPage }),
		"startCursor":     info(func(i *graph.PageInfo) *string { return i.StartCursor }),
		"endCursor":       info(func(i *graph.PageInfo) *string { return i.EndCursor }),
	})
}

// connectionOf makes the shapes of a connection and its edges. show gives what the
// shape of the rows is of.
func connectionOf[N, S any](s *shapes, name string, rows *emit.Shape, show func(N) *S) {
	type connection = *graph.Connection[N]
	s.roots[reflect.TypeFor[connection]()] = s.object(name + "Connection")
	s.define(name+"Connection", fieldsByName{
		"nodes":    emit.List(rows, connection.Nodes, func(n N) any { return show(n) }),
		"edges":    emit.Parts(s.object(name+"Edge"), connection.Edges),
		"pageInfo": emit.Part(s.object("PageInfo"), func(c connection) *graph.PageInfo { info := c.PageInfo(); return &info }),
		"totalCount": numberOrNull(func(c connection) (int, bool) {
			if n := c.TotalCount(); n != nil {
				return *n, true
			}
			return 0, false
		}),
	})
	type edge = *graph.Edge[N]
	s.define(name+"Edge", fieldsByName{
		"cursor": text(func(e edge) string { return e.Cursor }),
		"node":   emit.Part(rows, func(e edge) *S { return show(e.Node) }),
	})
}
