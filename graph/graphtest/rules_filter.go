package graphtest

import (
	"dragoman/graph"
)

// seen gives a relation under a filter as "STATUS sources", "none" where it does
// not exist there.
func (c *check) seen(words string, where *graph.Filter) string {
	c.Helper()
	rs, err := c.store.Relations(c.ctx, []string{id(words)}, where)
	c.ok("Relations", err)
	if rs[0] == nil {
		return "none"
	}
	if where == nil || where.Sources == nil && where.ExcludeSources == nil { // former ids may be resolved
		c.want("the filter that the evidence is under", rs[0].Where.View(), where.ClaimsOnly().View())
	}
	return rs[0].Status.String()
}

var filterRules = []rule{
	{"filter/asOf", "asOf counts only what was known on that day, the day included; what has no day falls out", func(c *check) {
		c.want("the day before", c.seen("anna HOLDS fm", &graph.Filter{AsOf: day("2025-09-30")}), "none")
		c.want("the day", c.seen("anna HOLDS fm", &graph.Filter{AsOf: day("2025-10-01")}), "REPORTED")
		c.want("later", c.seen("anna HOLDS fm", &graph.Filter{AsOf: day("2025-10-05")}), "CORROBORATED")
		c.want("known by retrieval", c.seen("osman CONSULT anna ports", &graph.Filter{AsOf: day("2025-10-31")}), "none")
		c.want("known by retrieval, the day", c.seen("osman CONSULT anna ports", &graph.Filter{AsOf: day("2025-11-01")}), "CONFIRMED")
		c.want("never known", c.seen("osman BACKS rau", &graph.Filter{AsOf: day("2030-01-01")}), "none")
		c.want("a denial that nothing has superseded yet", c.seen("norland RECOGNIZES sudland", &graph.Filter{AsOf: day("2025-10-02")}), "DENIED")
		c.want("a dispute that has not begun", c.seen("sudland ACCUSE norland harboring", &graph.Filter{AsOf: day("2025-10-05")}), "REPORTED")
	}},
	{"filter/retracted", "a claim taken back as ERROR never was; WITHDRAWN counts until its day", func(c *check) {
		c.want("withdrawn, before", c.seen("Anna SPOKE_TO ming", &graph.Filter{AsOf: day("2025-10-19")}), "REPORTED")
		c.want("withdrawn, the day", c.seen("Anna SPOKE_TO ming", &graph.Filter{AsOf: day("2025-10-20")}), "RETRACTED")
		c.want("error, before", c.seen("Anna SPOKE_TO rau", &graph.Filter{AsOf: day("2025-10-02")}), "RETRACTED")
		c.want("listed while it counted", c.relations(graph.RelationQuery{Of: []string{"Anna"}, Lens: graph.LensContact, Where: &graph.Filter{AsOf: day("2025-10-02")}}), []string{"Anna SPOKE_TO ming"})
	}},
	{"filter/documents", "documents and excludeDocuments select claims", func(c *check) {
		c.want("one of two", c.seen("anna HOLDS fm", &graph.Filter{Documents: []string{"d2", "d3"}}), "REPORTED")
		c.want("without the denial", c.seen("sudland ACCUSE norland harboring", &graph.Filter{ExcludeDocuments: []string{"d3"}}), "REPORTED")
		c.want("none", c.seen("anna HOLDS fm", &graph.Filter{ExcludeDocuments: []string{"d1", "d2"}}), "none")
		c.want("both fields", c.seen("anna HOLDS fm", &graph.Filter{Documents: []string{"d1"}, ExcludeDocuments: []string{"d1"}}), "none")
	}},
	{"filter/sources", "a source matches at any link of the chain, and as the outlet of the document's own voice", func(c *check) {
		c.want("named", c.seen("sudland ACCUSE norland harboring", &graph.Filter{Sources: []string{"sudland"}}), "REPORTED")
		c.want("the other side", c.seen("sudland ACCUSE norland harboring", &graph.Filter{Sources: []string{"norland"}}), "DENIED")
		c.want("an outlet that passes on is not the source", c.seen("sudland ACCUSE norland harboring", &graph.Filter{Sources: []string{"tribune"}}), "none")
		c.want("an outlet in its own voice", c.seen("anna HOLDS fm", &graph.Filter{Sources: []string{"tribune"}}), "REPORTED")
		c.want("excluded", c.seen("anna HOLDS fm", &graph.Filter{ExcludeSources: []string{"tribune"}}), "REPORTED")
		c.want("without an outlet there is no source", c.seen("osman BACKS rau", &graph.Filter{Sources: []string{"herald", "wire", "tribune"}}), "none")
	}},
	{"filter/minReliability", "minReliability keeps letters at least that good and drops F, which is unknown", func(c *check) {
		c.want("A", c.seen("anna HOLDS fm", &graph.Filter{MinReliability: graph.ReliabilityA}), "REPORTED")
		c.want("B", c.seen("anna HOLDS fm", &graph.Filter{MinReliability: graph.ReliabilityB}), "CORROBORATED")
		c.want("no letter", c.seen("osman BACKS rau", &graph.Filter{MinReliability: graph.ReliabilityE}), "none")
	}},
	{"filter/relations by id", "by id only claim-selecting fields apply", func(c *check) {
		c.want("other statuses", c.seen("anna HOLDS fm", &graph.Filter{Statuses: []graph.Status{graph.Denied}, Types: []graph.RelationType{graph.Of}, MinIndependentSources: 9}), "CORROBORATED")
	}},
	{"filter/time", "at and during select by date: POSSIBLE if some reading meets it, undated passing; CERTAIN if every reading does", func(c *check) {
		of := []string{"anna"}
		at := func(when string, o graph.Overlap) []string {
			return c.relations(graph.RelationQuery{Of: of, Where: &graph.Filter{At: edtf(when), Overlap: o}})
		}
		c.want("at a day, possibly", at("2025-10-07", graph.OverlapPossible), []string{"anna HOLDS fm", "anna MEMBER_OF league", "anna CONSULT osman fish", "anna CONSULT osman ports"})
		c.want("at a day, certainly", at("2025-10-07", graph.OverlapCertain), []string{"anna CONSULT osman fish", "anna CONSULT osman ports"})
		c.want("at a month, certainly", at("2025-09", graph.OverlapCertain), []string{"anna PARTICIPATED_IN talk HOST"})
		c.want("during a year, certainly", c.relations(graph.RelationQuery{Of: of, Where: &graph.Filter{During: edtf("2025"), Overlap: graph.OverlapCertain}}), []string{
			"anna HOLDS fm", "anna PARTICIPATED_IN summit PARTICIPANT", "anna PARTICIPATED_IN talk HOST", "anna SPOKE_TO osman", "anna CONSULT osman fish", "anna CONSULT osman ports",
		})
	}},
	{"filter/kinds", "kinds are those of both ends; the entities asked about are exempt", func(c *check) {
		c.want("of the hub", c.relations(graph.RelationQuery{Of: []string{"league"}, Where: &graph.Filter{Kinds: []graph.EntityKind{graph.KindGovernment}}}), []string{"norland MEMBER_OF league", "sudland MEMBER_OF league"})
		c.want("of nothing in particular", c.relations(graph.RelationQuery{Where: &graph.Filter{Kinds: []graph.EntityKind{graph.KindGovernment}}}), []string{"norland RECOGNIZES sudland", "norland SUPPORT norland self", "sudland ACCUSE norland harboring"})
	}},
	{"filter/sources count", "minIndependentSources keeps relations with so many; 0 and 1 differ", func(c *check) {
		two := &graph.Filter{MinIndependentSources: 2}
		c.want("two", c.relations(graph.RelationQuery{Where: two}), []string{"anna HOLDS fm", "anna PARTICIPATED_IN talk HOST"})
		c.want("one", len(c.relations(graph.RelationQuery{Where: &graph.Filter{MinIndependentSources: 1}})), 32)
	}},
	{"filter/entities", "with a filter, an entity is listed only if one of its relations passes; kinds select the entities", func(c *check) {
		c.want("by d6", c.entities(graph.EntityQuery{Where: &graph.Filter{Documents: []string{"d6"}}}), []string{"Anna", "league", "osman", "rau"})
		c.want("by d6, persons", c.entities(graph.EntityQuery{Where: &graph.Filter{Documents: []string{"d6"}, Kinds: []graph.EntityKind{graph.KindPerson}}}), []string{"Anna", "osman", "rau"})
		c.want("kinds alone leave the lonely in", c.entities(graph.EntityQuery{Where: &graph.Filter{Kinds: []graph.EntityKind{graph.KindGroup}}}), []string{"crowd"})
	}},
	{"filter/unknown ids", "an id of the filter that the store does not have is NOT_FOUND, and the error lists it", func(c *check) {
		for _, f := range []*graph.Filter{
			{Documents: []string{"d1", "d99"}}, {ExcludeDocuments: []string{"d99"}},
		} {
			_, err := c.store.ListRelations(c.ctx, []graph.RelationQuery{{Where: f, Slice: all}})
			c.want("ids", c.refused("relations", err, graph.ErrNotFound).IDs, []string{"d99"})
			_, err = c.store.Relations(c.ctx, nil, f)
			c.refused("relations by id", err, graph.ErrNotFound)
		}
		for _, f := range []*graph.Filter{{Sources: []string{"nobody"}}, {ExcludeSources: []string{"wire", "nobody"}}} {
			_, err := c.store.Paths(c.ctx, graph.PathQuery{From: []string{"anna"}, To: []string{"rau"}, First: 1, MaxHops: 3, Where: f})
			c.want("ids", c.refused("paths", err, graph.ErrNotFound).IDs, []string{"nobody"})
			_, err = c.store.Search(c.ctx, graph.SearchQuery{Where: f, Slice: all})
			c.refused("search", err, graph.ErrNotFound)
		}
	}},
	{"filter/bad values", "a filter with a bad value is INVALID", func(c *check) {
		for _, f := range []*graph.Filter{{MinIndependentSources: -1}, {At: edtf("XXXX-10-25")}} {
			_, err := c.store.ListRelations(c.ctx, []graph.RelationQuery{{Where: f, Slice: all}})
			c.refused("relations", err, graph.ErrInvalid)
			_, err = c.store.Ego(c.ctx, graph.EgoQuery{Of: []string{"anna"}, Depth: 1, First: 5, PerNode: 5, DegreeCap: 9, Where: f})
			c.refused("ego", err, graph.ErrInvalid)
		}
	}},
}
