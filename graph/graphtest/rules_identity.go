package graphtest

import (
	"dragoman/graph"
)

var identityRules = []rule{
	{"identity/case", "ids are compared byte by byte: two that differ in case are two things", func(c *check) {
		es, err := c.store.Entities(c.ctx, []string{"Anna", "anna", "ANNA"})
		c.ok("Entities", err)
		c.want("ids", mapped(es, entityID), []string{"Anna", "anna", "none"})
		if len(es) == 3 && es[0] != nil && es[1] != nil {
			c.want("names", []string{es[0].Name, es[1].Name}, []string{"Anna Bergman", "Anna Berg"})
		}
	}},
	{"identity/unicode", "names are kept as written, whatever their script", func(c *check) {
		es, err := c.store.Entities(c.ctx, []string{"rau", "ming", "sudland"})
		c.ok("Entities", err)
		c.want("entities", es, []*graph.Entity{
			{ID: "rau", Kind: graph.KindPerson, Name: "Ангелина Рау", Named: true, Names: []graph.Name{{Text: "Angelina Rau"}}, Degree: 5},
			{ID: "ming", Kind: graph.KindPerson, Name: "Lü Míng", Named: true, Degree: 6},
			{ID: "sudland", Kind: graph.KindGovernment, Name: "Sudland", Named: true, Names: []graph.Name{{Text: "Südland", Lang: "de", Documents: []string{"d1"}}}, Degree: 5},
		})
	}},
	{"identity/degree", "degree counts relations of every status but RETRACTED in both directions, a self loop once", func(c *check) {
		es, err := c.store.Entities(c.ctx, []string{"norland", "Anna", "league", "crowd", "talk"})
		c.ok("Entities", err)
		c.want("degrees", mapped(es, func(e *graph.Entity) int { return e.Degree }), []int{7, 2, 7, 0, 4})
	}},
	{"identity/aligned", "reads by id are aligned with the ids: nil for an unknown one, a repeated one repeated, no error", func(c *check) {
		es, err := c.store.Entities(c.ctx, []string{"osman", "nobody", "osman"})
		c.ok("Entities", err)
		c.want("entities", mapped(es, entityID), []string{"osman", "none", "osman"})
		ds, err := c.store.Documents(c.ctx, []string{"d4", "anna"})
		c.ok("Documents", err)
		c.want("documents", ds, []*graph.Document{{ID: "d4", Title: "Four", Outlet: "herald", Published: graph.Date{EDTF: edtf("2025-10-10")}, Reliability: graph.ReliabilityB, BasedOn: []string{"d3"}}, nil})
		cs, err := c.store.Claims(c.ctx, []string{"k5", "k999", "q5"})
		c.ok("Claims", err)
		c.want("claims", cs, []*graph.ClaimAnswer{
			{Claim: graph.Claim{ID: "k5", Document: "d1", Stance: graph.Denies, Date: graph.Date{EDTF: edtf("2024")}}, Relation: id("norland RECOGNIZES sudland"), Known: *day("2025-10-01"), Superseded: true},
			nil,
			{Claim: graph.Claim{ID: "q5", Document: "d2", Stance: graph.Asserts, Date: graph.Date{EDTF: edtf("1990")}}, Attribute: &graph.AttributeKey{Of: "league", Name: "size", Number: "9"}, Known: *day("2025-10-05")},
		})
		rs, err := c.store.Relations(c.ctx, []string{id("anna SPOKE_TO osman"), id("osman SPOKE_TO anna"), id("anna SPOKE_TO rau")}, nil)
		c.ok("Relations", err)
		c.want("relations (a symmetric one has one id, however it is asked)", mapped(rs, told), []string{"anna SPOKE_TO osman", "anna SPOKE_TO osman", "none"})
		none, err := c.store.Entities(c.ctx, nil)
		c.ok("Entities of nothing", err)
		c.want("entities of nothing", none, []*graph.Entity{})
	}},
	{"identity/evidence", "a relation shows what its claims add up to", func(c *check) {
		rs, err := c.store.Relations(c.ctx, []string{
			id("anna HOLDS fm"), id("norland RECOGNIZES sudland"), id("sudland ACCUSE norland harboring"), id("anna CONSULT osman fish"),
			id("anna SPOKE_TO osman"), id("rau BACKS ming"), id("Anna OPPOSES sudland"), id("Anna SPOKE_TO ming"), id("norland SUPPORT norland self"),
		}, nil)
		c.ok("Relations", err)
		type sum struct {
			Status      graph.Status
			Independent int
			When        string
			Documents   []string
			First       string
		}
		c.want("sums", mapped(rs, func(r *graph.Relation) sum {
			return sum{r.Status, r.Independent, r.When.EDTF.String(), r.Documents, r.FirstKnown.String()}
		}), []sum{
			{graph.Corroborated, 2, "2025", []string{"d1", "d2"}, "2025-10-01"},
			{graph.Confirmed, 1, "2025-09", []string{"d1", "d2"}, "2025-10-05"},
			{graph.Disputed, 1, "2025-10-04", []string{"d2", "d3"}, "2025-10-05"},
			{graph.Reported, 1, "2025-10-07", []string{"d3", "d4"}, "2025-10-09"}, // d4 is a reprint of d3
			{graph.Reported, 1, "2025-10-08", []string{"d3"}, "2025-10-09"},
			{graph.Alleged, 0, "", []string{"d2"}, "2025-10-05"},
			{graph.Unconfirmed, 0, "", []string{"d2"}, "2025-10-05"},
			{graph.Retracted, 0, "", []string{"d1"}, ""},
			{graph.Reported, 1, "2025-01-01", []string{"d1"}, "2025-10-01"},
		})
	}},
	{"identity/meetings", "a meeting's state is that of `occurred`, else of its strongest participation other than INVITED; 0 for what is no meeting", func(c *check) {
		states, err := c.store.MeetingStates(c.ctx, []string{"summit", "call", "talk", "visit", "anna", "nothing"}, nil)
		c.ok("MeetingStates", err)
		c.want("states", states, []graph.MeetingState{graph.StatePlanned, graph.NotHeld, graph.Held, graph.Held, 0, 0})
		states, err = c.store.MeetingStates(c.ctx, []string{"summit", "call", "visit"}, &graph.Filter{Documents: []string{"d2"}})
		c.ok("MeetingStates", err)
		c.want("states by d2 alone", states, []graph.MeetingState{graph.StateUnconfirmed, graph.Held, graph.StateUnconfirmed})
	}},
	{"identity/stats", "Stats and Info count everything once", func(c *check) {
		n, err := c.store.Stats(c.ctx)
		c.ok("Stats", err)
		c.want("counts", []int{n.Entities, n.Documents, n.Relations, n.Attributes, n.Claims, n.Disputes, n.UndatedClaims}, []int{20, 6, 36, 7, 49, 3, 2})
		c.want("by status", n.ByStatus, map[graph.Status]int{graph.Confirmed: 2, graph.Corroborated: 2, graph.Reported: 27, graph.Alleged: 1, graph.Disputed: 1, graph.Unconfirmed: 1, graph.Retracted: 2})
		c.want("persons", n.ByKind[graph.KindPerson], 5)
		c.want("memberships", n.ByType[graph.MemberOf], 8)
		c.want("denials", n.ByStance[graph.Denies], 3)
		i, err := c.store.Info(c.ctx)
		c.ok("Info", err)
		c.want("info", []int{i.Entities, i.Relations, i.Claims}, []int{20, 36, 49})
		c.want("revision", i.Revision, c.store.Revision())
	}},
}
