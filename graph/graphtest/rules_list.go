package graphtest

import (
	"fmt"

	"dragoman/graph"
)

var all = graph.Slice{First: 1000}

// relations gives the relations that a query lists.
func (c *check) relations(q graph.RelationQuery) []string {
	c.Helper()
	q.Slice = all
	ps, err := c.store.ListRelations(c.ctx, []graph.RelationQuery{q})
	c.ok("ListRelations", err)
	return mapped(ps[0].Items, told)
}

func (c *check) entities(q graph.EntityQuery) []string {
	c.Helper()
	q.Slice = all
	ps, err := c.store.ListEntities(c.ctx, []graph.EntityQuery{q})
	c.ok("ListEntities", err)
	return mapped(ps[0].Items, entityID)
}

func (c *check) claims(q graph.ClaimQuery) []string {
	c.Helper()
	q.Slice = all
	ps, err := c.store.ListClaims(c.ctx, []graph.ClaimQuery{q})
	c.ok("ListClaims", err)
	return mapped(ps[0].Items, func(a *graph.ClaimAnswer) string { return a.ID })
}

func (c *check) documents(q graph.DocumentQuery) []string {
	c.Helper()
	q.Slice = all
	ps, err := c.store.ListDocuments(c.ctx, []graph.DocumentQuery{q})
	c.ok("ListDocuments", err)
	return mapped(ps[0].Items, func(d *graph.Document) string { return d.ID })
}

func (c *check) attributes(q graph.AttributeQuery) []string {
	c.Helper()
	q.Slice = all
	ps, err := c.store.ListAttributes(c.ctx, []graph.AttributeQuery{q})
	c.ok("ListAttributes", err)
	return mapped(ps[0].Items, func(a *graph.Attribute) string {
		return fmt.Sprintf("%s %s %s%s%s %s", a.Of, a.Name, a.Value, a.Entity, a.Number, a.Status)
	})
}

func (c *check) timeline(q graph.TimelineQuery) []string {
	c.Helper()
	q.Slice = all
	ps, err := c.store.ListTimeline(c.ctx, []graph.TimelineQuery{q})
	c.ok("ListTimeline", err)
	return mapped(ps[0].Items, func(r graph.TimelineRow) string {
		what := told(r.Relation)
		if r.Attribute != nil {
			what = r.Attribute.Of + " " + r.Attribute.Name + " " + r.Attribute.Value + r.Attribute.Entity + r.Attribute.Number
		}
		return fmt.Sprintf("%s %s %s", r.When.EDTF, r.Order, what)
	})
}

var listRules = []rule{
	{"lists/entities", "entities are listed by id, byte by byte", func(c *check) {
		c.want("persons and offices", c.entities(graph.EntityQuery{Kinds: []graph.EntityKind{graph.KindPerson, graph.KindOffice}}), []string{"Anna", "anna", "fm", "ming", "osman", "rau"})
	}},
	{"lists/empty is not nil", "a list that is nil selects everything, one that is empty and not nil selects nothing", func(c *check) {
		none := []string{}
		c.want("entities of no kinds", c.entities(graph.EntityQuery{Kinds: []graph.EntityKind{}}), none)
		c.want("entities where no kinds", c.entities(graph.EntityQuery{Where: &graph.Filter{Kinds: []graph.EntityKind{}}}), none)
		c.want("relations of nothing", c.relations(graph.RelationQuery{Of: none}), none)
		c.want("relations between nothing", c.relations(graph.RelationQuery{Between: none}), none)
		c.want("relations where no documents", c.relations(graph.RelationQuery{Where: &graph.Filter{Documents: none}}), none)
		c.want("relations where no statuses", c.relations(graph.RelationQuery{Where: &graph.Filter{Statuses: []graph.Status{}}}), none)
		c.want("claims of no stances", c.claims(graph.ClaimQuery{Stances: []graph.Stance{}}), none)
		c.want("attributes of no names", c.attributes(graph.AttributeQuery{Names: none}), none)
		c.want("timeline of nothing", c.timeline(graph.TimelineQuery{Of: none}), none)
		c.want("meetings between nobody", c.entities(graph.EntityQuery{Between: none}), none)
		c.want("officials of no bodies", c.entities(graph.EntityQuery{OfficialsOf: none}), none)
		c.want("an empty filter is none", len(c.relations(graph.RelationQuery{Where: &graph.Filter{}})), 34)
		c.want("excluding nothing is no filter", len(c.relations(graph.RelationQuery{Where: &graph.Filter{ExcludeDocuments: none}})), 34)
	}},
	{"lists/relations order", "relations are listed by type in the order of the contract, then other end, key, id", func(c *check) {
		c.want("of anna", c.relations(graph.RelationQuery{Of: []string{"anna"}}), []string{
			"anna HOLDS fm", "anna MEMBER_OF league", "anna PARTICIPATED_IN summit PARTICIPANT", "anna PARTICIPATED_IN talk HOST",
			"anna SPOKE_TO osman", "anna CONSULT osman fish", "anna CONSULT osman ports",
		})
		c.want("of league: the other end is from", c.relations(graph.RelationQuery{Of: []string{"league"}}), []string{
			"Anna MEMBER_OF league", "anna MEMBER_OF league", "ming MEMBER_OF league", "norland MEMBER_OF league", "osman MEMBER_OF league", "rau MEMBER_OF league", "sudland MEMBER_OF league",
		})
	}},
	{"lists/relations direction", "OUT and IN look at one end; symmetric relations always pass", func(c *check) {
		c.want("out of osman", c.relations(graph.RelationQuery{Of: []string{"osman"}, Direction: graph.Out}), []string{
			"osman MEMBER_OF envoys", "osman MEMBER_OF league", "osman PARTICIPATED_IN talk VISITOR", "anna SPOKE_TO osman", "anna CONSULT osman fish", "anna CONSULT osman ports", "osman BACKS rau",
		})
		c.want("into osman", c.relations(graph.RelationQuery{Of: []string{"osman"}, Direction: graph.In}), []string{
			"anna SPOKE_TO osman", "anna CONSULT osman fish", "anna CONSULT osman ports", "ming BACKS osman",
		})
		c.want("a self loop lies both ways and is listed once", c.relations(graph.RelationQuery{Of: []string{"norland"}, Types: []graph.RelationType{graph.Support}}), []string{"norland SUPPORT norland self"})
	}},
	{"lists/relations between", "between wants both ends in the list; lens, types and filter intersect", func(c *check) {
		three := []string{"anna", "osman", "talk"}
		c.want("between three", c.relations(graph.RelationQuery{Between: three}), []string{
			"anna PARTICIPATED_IN talk HOST", "osman PARTICIPATED_IN talk VISITOR", "anna SPOKE_TO osman", "anna CONSULT osman fish", "anna CONSULT osman ports",
		})
		c.want("types and where.types", c.relations(graph.RelationQuery{Between: three, Types: []graph.RelationType{graph.SpokeTo, graph.Consult}, Where: &graph.Filter{Types: []graph.RelationType{graph.SpokeTo, graph.Holds}}}), []string{"anna SPOKE_TO osman"})
		c.want("lens", c.relations(graph.RelationQuery{Of: []string{"anna"}, Lens: graph.LensFormal}), []string{"anna HOLDS fm", "anna MEMBER_OF league"})
	}},
	{"lists/statuses", "lists show every status but RETRACTED; a filter names others", func(c *check) {
		c.want("of Anna", c.relations(graph.RelationQuery{Of: []string{"Anna"}}), []string{"Anna MEMBER_OF league", "Anna OPPOSES sudland"})
		c.want("retracted", c.relations(graph.RelationQuery{Where: &graph.Filter{Statuses: []graph.Status{graph.Retracted}}}), []string{"Anna SPOKE_TO ming", "Anna SPOKE_TO rau"})
	}},
	{"lists/claims", "claims are listed by known day, unknown last, then id; those of relations and attributes, retracted ones too", func(c *check) {
		c.want("of Anna", c.claims(graph.ClaimQuery{Of: []string{"Anna"}}), []string{"k37", "k40", "k41", "k39", "k38"})
		c.want("of the league: relations, what concerns it, attributes", c.claims(graph.ClaimQuery{Of: []string{"league"}}), []string{
			"k31", "k32", "k33", "k34", "k35", "k36", "k37", "q3", "k7", "q4", "q5", "k8", "k38",
		})
		c.want("of a relation", c.claims(graph.ClaimQuery{Of: []string{id("norland RECOGNIZES sudland")}}), []string{"k5", "k6"})
		c.want("of an attribute", c.claims(graph.ClaimQuery{Attribute: []graph.AttributeKey{{Of: "league", Name: "size", Number: "14"}}}), []string{"q4"})
		c.want("of an attribute besides a thing", c.claims(graph.ClaimQuery{Of: []string{"port"}, Attribute: []graph.AttributeKey{{Of: "league", Name: "size", Number: "14"}}}), []string{"k42", "q4"})
		c.want("by document", c.claims(graph.ClaimQuery{Document: "d6"}), []string{"k30", "k38"})
		c.want("by source at any link", c.claims(graph.ClaimQuery{Source: "norland"}), []string{"k6", "k8", "q2"})
		c.want("by source as outlet of the own voice", c.claims(graph.ClaimQuery{Source: "wire"}), []string{"k28", "k18", "k29", "q1"})
		c.want("by stance", c.claims(graph.ClaimQuery{Stances: []graph.Stance{graph.Denies}}), []string{"k5", "k8", "q2"})
	}},
	{"lists/documents", "documents are listed by latest publication day, unknown last, then id", func(c *check) {
		c.want("all", c.documents(graph.DocumentQuery{}), []string{"d1", "d2", "d3", "d4", "d5", "d6"})
		c.want("of Anna", c.documents(graph.DocumentQuery{Of: []string{"Anna"}}), []string{"d1", "d2", "d6"})
		c.want("of a relation", c.documents(graph.DocumentQuery{Of: []string{id("anna CONSULT osman fish")}}), []string{"d3", "d4"})
		c.want("with denials that stand", c.documents(graph.DocumentQuery{Where: &graph.Filter{Statuses: []graph.Status{graph.Disputed}}}), []string{"d1", "d2", "d3"})
	}},
	{"lists/attributes", "attributes are listed by of, name, value, entity, number, unit; rival values are DISPUTED where their times may meet", func(c *check) {
		c.want("all", c.attributes(graph.AttributeQuery{}), []string{
			"call occurred yes DENIED", "league size 12 DISPUTED", "league size 14 DISPUTED", "league size 9 REPORTED", "summit occurred yes PLANNED",
			"talk topic port REPORTED", "talk topic fish REPORTED",
		})
		c.want("of talk", c.attributes(graph.AttributeQuery{Of: []string{"talk", "anna"}, Names: []string{"topic"}}), []string{"talk topic port REPORTED", "talk topic fish REPORTED"})
		c.want("a rival that the filter drops disputes nothing", c.attributes(graph.AttributeQuery{Names: []string{"size"}, Where: &graph.Filter{ExcludeDocuments: []string{"d2"}}}), []string{"league size 12 REPORTED"})
	}},
	{"lists/timeline", "a timeline is sorted by earliest, latest, id, undated last; it says BEFORE only where that is sure", func(c *check) {
		c.want("of anna", c.timeline(graph.TimelineQuery{Of: []string{"anna"}}), []string{
			"2025 UNDETERMINED anna HOLDS fm",
			"2025-09-21 UNDETERMINED anna PARTICIPATED_IN talk HOST",
			"2025-10-06/2025-10-07 BEFORE anna CONSULT osman ports",
			"2025-10-07 UNDETERMINED anna CONSULT osman fish",
			"2025-10-08 BEFORE anna SPOKE_TO osman",
			"2025-12 BEFORE anna PARTICIPATED_IN summit PARTICIPANT",
			" UNDETERMINED anna MEMBER_OF league",
		})
		c.want("of port: attributes of others are not its own", c.timeline(graph.TimelineQuery{Of: []string{"port"}}), []string{" UNDETERMINED norland GOVERNS port"})
		c.want("of the league: by what it is concerned, and its sizes", c.timeline(graph.TimelineQuery{Of: []string{"league"}})[:4], []string{
			"1990 UNDETERMINED league size 9", "2025 BEFORE league size 14", "2025-05 UNDETERMINED league size 12", "2025-10-04 BEFORE sudland ACCUSE norland harboring",
		})
	}},
	{"lists/disputes", "disputes are listed by id with both sides in the order of claims, and how sure it is that they speak of one time", func(c *check) {
		ps, err := c.store.ListDisputes(c.ctx, []graph.DisputeQuery{{Of: []string{"norland"}, Slice: all}, {Slice: all}, {Of: []string{"league"}, Slice: all}, {Where: &graph.Filter{ExcludeSources: []string{"norland"}}, Of: []string{"sudland"}, Slice: all}})
		c.ok("ListDisputes", err)
		sides := func(d graph.Dispute) string {
			ids := func(as []*graph.ClaimAnswer) []string {
				return mapped(as, func(a *graph.ClaimAnswer) string { return a.ID })
			}
			return fmt.Sprint(ids(d.For), " against ", ids(d.Against), " ", d.Overlap)
		}
		c.want("of norland", mapped(ps[0].Items, sides), []string{"[k7] against [k8] CERTAIN"})
		c.want("all", len(ps[1].Items), 3)
		sizes := mapped(ps[2].Items, sides)
		if len(sizes) == 2 && sizes[0] > sizes[1] {
			sizes[0], sizes[1] = sizes[1], sizes[0]
		}
		c.want("of the league: not what concerns it", sizes, []string{"[q3] against [q4] POSSIBLE", "[q4] against [q3] POSSIBLE"})
		c.want("without the denial", mapped(ps[3].Items, sides), []string{})
	}},
	{"lists/officials", "officials hold an office or head a body, that of a part of the body included", func(c *check) {
		c.want("all", c.entities(graph.EntityQuery{Officials: true}), []string{"anna"})
		c.want("of norland, through its ministry", c.entities(graph.EntityQuery{OfficialsOf: []string{"norland"}}), []string{"anna"})
		c.want("of sudland", c.entities(graph.EntityQuery{OfficialsOf: []string{"sudland"}}), []string{})
		c.want("before it was known", c.entities(graph.EntityQuery{Officials: true, Where: &graph.Filter{AsOf: day("2025-09-30")}}), []string{})
	}},
	{"lists/meetings", "meetings are selected by who takes part, itself or by one that represents it, and by state", func(c *check) {
		c.want("with anna", c.entities(graph.EntityQuery{Participant: []string{"anna"}}), []string{"summit", "talk"})
		c.want("with sudland, by its envoys", c.entities(graph.EntityQuery{Participant: []string{"sudland"}}), []string{"talk"})
		c.want("with ming", c.entities(graph.EntityQuery{Participant: []string{"ming"}}), []string{"call", "summit", "visit"})
		c.want("with each of two", c.entities(graph.EntityQuery{Participant: []string{"anna", "ming"}}), []string{"summit"})
		c.want("between", c.entities(graph.EntityQuery{Between: []string{"anna", "sudland", "rau"}}), []string{"talk"})
		c.want("planned", c.entities(graph.EntityQuery{State: graph.StatePlanned}), []string{"summit"})
		c.want("not held, with rau", c.entities(graph.EntityQuery{State: graph.NotHeld, Participant: []string{"rau"}}), []string{"call"})
	}},
	{"lists/batches", "a batch of queries is answered aligned, by pages of their own", func(c *check) {
		ps, err := c.store.ListRelations(c.ctx, []graph.RelationQuery{
			{Of: []string{"talk"}, Slice: graph.Slice{First: 1}}, {Of: []string{"crowd"}, Slice: all}, {Of: []string{"talk"}, Slice: graph.Slice{First: 2}},
		})
		c.ok("ListRelations", err)
		c.want("pages", mapped(ps, func(p graph.Page[*graph.Relation]) string { return fmt.Sprint(len(p.Items), p.More) }), []string{"1 true", "0 false", "2 true"})
		none, err := c.store.ListClaims(c.ctx, nil)
		c.ok("ListClaims of nothing", err)
		c.want("no queries, no pages", len(none), 0)
	}},
}
