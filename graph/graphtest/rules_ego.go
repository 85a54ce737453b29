package graphtest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"dragoman/graph"
)

// around asks for an ego network and gives its nodes as "id distance hidden".
func (c *check) around(q graph.EgoQuery) (*graph.EgoNetwork, []string) {
	c.Helper()
	if q.DegreeCap == 0 {
		q.DegreeCap = 1000
	}
	q.ListHubs = true
	n, err := c.store.Ego(c.ctx, q)
	c.ok("Ego", err)
	return n, mapped(n.Nodes, func(n graph.EgoNode) string { return fmt.Sprint(n.Entity, " ", n.Distance, " ", n.Hidden) })
}

// brief compares an ego network with the same one asked for without evidence.
func brief(c *check, where *graph.Filter) {
	c.Helper()
	q := graph.EgoQuery{Of: one("osman"), Depth: 2, First: 50, PerNode: 50, Lens: graph.LensEverything, Where: where}
	whole, nodes := c.around(q)
	q.Brief = true
	short, same := c.around(q)
	c.want("nodes", same, nodes)
	c.want("relations", lines(short), lines(whole))
}

// lines shows the relations of an ego network without their evidence.
func lines(n *graph.EgoNetwork) []string {
	return mapped(n.Relations, func(r *graph.Relation) string {
		return fmt.Sprint(r.ID, " ", told(r), " ", r.Concerns, " ", r.Status, " ", r.Independent, " ", r.View())
	})
}

var egoRules = []rule{
	{"ego/nodes", "nodes come nearest first, then by rank, then id, without the centres; hidden counts the neighbours that are left out", func(c *check) {
		n, nodes := c.around(graph.EgoQuery{Of: one("osman"), Depth: 1, First: 50, PerNode: 50, Rank: graph.RankID})
		c.want("nodes", nodes, one("anna 1 1", "envoys 1 1", "league 1 3", "ming 1 1", "rau 1 1", "talk 1 0"))
		c.want("centres", n.Centers, one("osman"))
		c.want("complete", fmt.Sprint(n.Complete, n.StoppedBy, len(n.Omitted)), fmt.Sprint(true, graph.StopReason(0), 0))
		_, nodes = c.around(graph.EgoQuery{Of: one("osman"), Depth: 1, First: 50, PerNode: 50, Rank: graph.RankDegree})
		c.want("by degree", nodes, one("anna 1 1", "league 1 3", "ming 1 1", "rau 1 1", "talk 1 0", "envoys 1 1"))
	}},
	{"ego/relevance", "by default the rank is the greatest Relevance of a relation that shows the node", func(c *check) {
		n, _ := c.around(graph.EgoQuery{Of: one("anna"), Depth: 1, First: 50, PerNode: 50})
		d := func(s string) graph.Day { return *day(s) }
		c.want("nodes", mapped(n.Nodes, func(n graph.EgoNode) string { return fmt.Sprint(n.Entity, " ", n.Rank) }), one(
			fmt.Sprint("osman ", graph.Relevance(graph.Confirmed, 1, d("2025-10-06"), d("2025-11-01"), 8)),
			fmt.Sprint("talk ", graph.Relevance(graph.Corroborated, 2, d("2025-09-21"), d("2025-11-01"), 4)),
			fmt.Sprint("fm ", graph.Relevance(graph.Corroborated, 2, d("2025-01-01"), d("2025-11-01"), 2)),
			fmt.Sprint("league ", graph.Relevance(graph.Reported, 1, graph.DayMin, d("2025-11-01"), 7)),
		))
	}},
	{"ego/relations", "relations have one end new and the other new, a centre or known, and are listed by id", func(c *check) {
		n, _ := c.around(graph.EgoQuery{Of: one("osman"), Depth: 1, First: 50, PerNode: 50, Known: one("ming")})
		c.want("number", len(n.Relations), 13)
		for i := 1; i < len(n.Relations); i++ {
			if n.Relations[i-1].ID >= n.Relations[i].ID {
				c.violated("%s is not before %s", n.Relations[i-1].ID, n.Relations[i].ID)
			}
		}
		for _, r := range n.Relations {
			if told(r) == "ming BACKS osman" {
				c.violated("%s has no new end", told(r))
			}
		}
		n, _ = c.around(graph.EgoQuery{Of: one("sudland"), Depth: 1, First: 50, PerNode: 50, Lens: graph.LensEverything, Where: &graph.Filter{Kinds: []graph.EntityKind{graph.KindGovernment}}})
		found := false
		for _, r := range n.Relations {
			found = found || told(r) == "norland SUPPORT norland self"
		}
		c.want("a self loop on a new node is drawn", found, true)
	}},
	{"ego/brief", "relations asked for without evidence are the same ones, with the same status and number of independent sources", func(c *check) {
		brief(c, nil)
		brief(c, &graph.Filter{Kinds: []graph.EntityKind{graph.KindPerson, graph.KindOffice, graph.KindMeeting}})
	}},
	{"ego/brief as of", "so are they as known on a day", func(c *check) {
		brief(c, &graph.Filter{AsOf: day("2025-10-01")})
	}},
	{"ego/given back", "what is given back was part of no other answer, and the next answer is right", func(c *check) {
		q := graph.EgoQuery{Of: one("osman"), Depth: 2, First: 50, PerNode: 50, Lens: graph.LensEverything}
		kept, nodes := c.around(q)
		before := lines(kept)
		c.want("nothing lent unasked", kept.Release == nil, true)
		q.Lend = true
		for _, q.Brief = range []bool{false, true} {
			if given, _ := c.around(q); given.Release != nil {
				given.Release()
			}
			again, same := c.around(q)
			c.want("nodes", same, nodes)
			c.want("relations", lines(again), before)
		}
		c.want("relations that were kept", lines(kept), before)
	}},
	{"ego/known", "known nodes are walked through, but neither returned nor counted", func(c *check) {
		_, nodes := c.around(graph.EgoQuery{Of: one("fm"), Depth: 2, First: 1, PerNode: 1, Known: one("anna"), Rank: graph.RankID})
		c.want("first round", nodes, one("ministry 1 1"))
		_, nodes = c.around(graph.EgoQuery{Of: one("fm"), Depth: 2, First: 50, PerNode: 50, Known: one("anna", "league", "fm"), Rank: graph.RankID})
		c.want("through anna", nodes, one("ministry 1 0", "norland 2 2", "osman 2 3", "talk 2 1"))
	}},
	{"ego/expanding", "expanded node by node with all that is there as known, a network repeats nothing and comes to hold all that there is", func(c *check) {
		known, drawn := one("osman"), map[string]bool{}
		for i := 0; i < len(known); i++ {
			for {
				n, nodes := c.around(graph.EgoQuery{Of: known[i : i+1], Depth: 1, First: 2, PerNode: 50, Known: known, Lens: graph.LensEverything})
				for _, x := range n.Nodes {
					if slices.Contains(known, x.Entity) {
						c.violated("%s came again", x.Entity)
					}
					known = append(known, x.Entity)
				}
				for _, r := range n.Relations {
					if drawn[r.ID] {
						c.violated("%s came again", told(r))
					}
					drawn[r.ID] = true
				}
				if len(nodes) == 0 {
					break
				}
			}
		}
		whole, _ := c.around(graph.EgoQuery{Of: one("osman"), Depth: 4, First: 1000, PerNode: 1000, Lens: graph.LensEverything})
		c.want("entities", len(known), len(whole.Nodes)+1)
		c.want("relations", len(drawn), len(whole.Relations))
	}},
	{"ego/limits", "perNode cuts each node's new neighbours, first the whole; omitted counts what was cut", func(c *check) {
		n, nodes := c.around(graph.EgoQuery{Of: one("league"), Depth: 1, First: 3, PerNode: 50, Rank: graph.RankID})
		c.want("first 3", nodes, one("Anna 1 0", "anna 1 3", "ming 1 3"))
		c.want("omitted", n.Omitted, []graph.Omitted{{Kind: graph.KindPerson, Type: graph.MemberOf, Count: 2}, {Kind: graph.KindGovernment, Type: graph.MemberOf, Count: 2}})
		n, nodes = c.around(graph.EgoQuery{Of: one("league", "envoys"), Depth: 1, First: 50, PerNode: 1, Rank: graph.RankID})
		c.want("one of each centre", nodes, one("Anna 1 0", "osman 1 4"))
		c.want("omitted", n.Omitted, []graph.Omitted{{Kind: graph.KindPerson, Type: graph.MemberOf, Count: 3}, {Kind: graph.KindGovernment, Type: graph.MemberOf, Count: 2}, {Kind: graph.KindMeeting, Type: graph.ParticipatedIn, Count: 1}})
	}},
	{"ego/nothing asked", "depth 0 or first 0 give the centres and nothing else", func(c *check) {
		for _, q := range []graph.EgoQuery{{Of: one("osman", "anna", "osman"), First: 5, PerNode: 5}, {Of: one("osman", "anna"), Depth: 2, PerNode: 5}} {
			n, nodes := c.around(q)
			c.want("answer", fmt.Sprint(n.Centers, nodes, len(n.Relations), n.Complete), "[osman anna] [] 0 true")
		}
	}},
	{"ego/hubs", "a hub is shown but not expanded, which makes the answer incomplete; centres are exempt", func(c *check) {
		n, nodes := c.around(graph.EgoQuery{Of: one("Anna"), Depth: 2, First: 50, PerNode: 50, DegreeCap: 6})
		c.want("nodes", nodes, one("league 1 6"))
		c.want("hubs", n.Policy.HubsSkipped, []graph.Hub{{Entity: "league", Degree: 7}})
		c.want("complete", n.Complete, false)
		n, _ = c.around(graph.EgoQuery{Of: one("league"), Depth: 1, First: 50, PerNode: 50, DegreeCap: 1})
		c.want("a hub in the centre", fmt.Sprint(len(n.Nodes), n.Complete), "7 true")
	}},
	{"ego/contact", "the contact lens reaches a body but does not go through it", func(c *check) {
		n, nodes := c.around(graph.EgoQuery{Of: one("anna"), Depth: 4, First: 50, PerNode: 50, Lens: graph.LensContact, Rank: graph.RankID})
		c.want("nodes", nodes, one("osman 1 0", "talk 1 0", "envoys 2 0", "sudland 3 0"))
		c.want("complete", n.Complete, true)
	}},
	{"ego/bad values", "depth above 4, first above 1000 and more than 2000 known are LIMIT; below 0 or no centre INVALID; unknown ids NOT_FOUND", func(c *check) {
		good := graph.EgoQuery{Of: one("anna"), Depth: 1, First: 5, PerNode: 5, DegreeCap: 9}
		for _, x := range []struct {
			reason string
			change func(*graph.EgoQuery)
			class  *graph.Error
			limit  int
		}{
			{"depth -1", func(q *graph.EgoQuery) { q.Depth = -1 }, graph.ErrInvalid, 0},
			{"depth 5", func(q *graph.EgoQuery) { q.Depth = 5 }, graph.ErrLimit, 4},
			{"first 1001", func(q *graph.EgoQuery) { q.First = 1001 }, graph.ErrLimit, 1000},
			{"first -1", func(q *graph.EgoQuery) { q.First = -1 }, graph.ErrInvalid, 0},
			{"perNode 1001", func(q *graph.EgoQuery) { q.PerNode = 1001 }, graph.ErrLimit, 1000},
			{"perNode -1", func(q *graph.EgoQuery) { q.PerNode = -1 }, graph.ErrInvalid, 0},
			{"degreeCap -1", func(q *graph.EgoQuery) { q.DegreeCap = -1 }, graph.ErrInvalid, 0},
			{"2001 known", func(q *graph.EgoQuery) { q.Known = make([]string, 2001) }, graph.ErrLimit, 2000},
			{"no centre", func(q *graph.EgoQuery) { q.Of = nil }, graph.ErrInvalid, 0},
			{"unknown centre", func(q *graph.EgoQuery) { q.Of = one("anna", "nobody") }, graph.ErrNotFound, 0},
			{"unknown known", func(q *graph.EgoQuery) { q.Known = one("nobody") }, graph.ErrNotFound, 0},
		} {
			q := good
			x.change(&q)
			_, err := c.store.Ego(c.ctx, q)
			c.want(x.reason+": limit", c.refused(x.reason, err, x.class).Limit, x.limit)
		}
	}},
	{"neighbours/counts", "distinct neighbours are counted by type, direction and kind, in that order; an entity is no neighbour of its own", func(c *check) {
		ns, err := c.store.NeighbourCounts(c.ctx, []graph.NeighbourQuery{{Of: "anna"}, {Of: "norland", Lens: graph.LensEverything}, {Of: "crowd"}, {Of: "visit"}})
		c.ok("NeighbourCounts", err)
		shown := func(n graph.NeighbourCount) string {
			return fmt.Sprint(n.Type, " ", n.Direction, " ", n.Kind, " ", n.Count)
		}
		c.want("of anna: a meeting to come is not walked", mapped(ns[0], shown), one(
			"HOLDS OUT OFFICE 1", "MEMBER_OF OUT ORGANIZATION 1", "PARTICIPATED_IN OUT MEETING 1", "SPOKE_TO BOTH PERSON 1", "CONSULT BOTH PERSON 1",
		))
		c.want("of norland", mapped(ns[1], shown), one(
			"PART_OF IN ORGANIZATION 1", "MEMBER_OF OUT ORGANIZATION 1", "PARTICIPATED_IN OUT MEETING 1", "RECOGNIZES OUT GOVERNMENT 1", "ACCUSE IN GOVERNMENT 1", "GOVERNS OUT PLACE 1",
		))
		c.want("of the crowd", len(ns[2]), 0)
		c.want("of the visit, whose talk the lens does not walk to", mapped(ns[3], shown), one("PARTICIPATED_IN IN PERSON 2", "PARTICIPATED_IN IN GOVERNMENT 1"))
		_, err = c.store.NeighbourCounts(c.ctx, []graph.NeighbourQuery{{Of: "anna"}, {Of: "nobody"}})
		c.want("unknown", c.refused("an unknown id", err, graph.ErrNotFound).IDs, one("nobody"))
	}},
	{"common/order", "common neighbours come nearest first (sum of distances), then by rank, then id, with distances aligned", func(c *check) {
		p, err := c.store.Common(c.ctx, graph.CommonQuery{Of: one("anna", "ming"), MaxHops: 1, Slice: all})
		c.ok("Common", err)
		shown := func(n graph.CommonNode) string { return fmt.Sprint(n.Entity, " ", n.Distances) }
		c.want("neighbours", mapped(p.Items, shown), one("osman [1 1]", "league [1 1]"))
		p, err = c.store.Common(c.ctx, graph.CommonQuery{Of: one("fm", "talk"), MaxHops: 2, Slice: all})
		c.ok("Common", err)
		c.want("within two", mapped(p.Items, shown), one("anna [1 1]", "osman [2 1]", "league [2 2]"))
		p, err = c.store.Common(c.ctx, graph.CommonQuery{Of: one("anna", "sudland"), MaxHops: 3, Lens: graph.LensContact, Slice: all})
		c.ok("Common", err)
		c.want("by contact", mapped(p.Items, shown), one("osman [1 2]", "talk [1 2]", "envoys [2 1]"))
		p, err = c.store.Common(c.ctx, graph.CommonQuery{Of: one("anna", "sudland"), MaxHops: 12, Lens: graph.LensContact, Slice: graph.Slice{First: 3}})
		c.ok("Common", err)
		c.want("the nearest by contact, however far one looks", mapped(p.Items, shown), one("osman [1 2]", "talk [1 2]", "envoys [2 1]"))
		p, err = c.store.Common(c.ctx, graph.CommonQuery{Of: one("anna", "ming"), Slice: all})
		c.ok("Common", err)
		c.want("without a hop", len(p.Items), 0)
	}},
	{"common/bad values", "fewer than two different entities or negative hops are INVALID, more than 20 entities or 12 hops LIMIT", func(c *check) {
		for _, x := range []struct {
			reason string
			q      graph.CommonQuery
			class  *graph.Error
		}{
			{"one", graph.CommonQuery{Of: one("anna"), MaxHops: 1}, graph.ErrInvalid},
			{"one twice", graph.CommonQuery{Of: one("anna", "anna"), MaxHops: 1}, graph.ErrInvalid},
			{"21", graph.CommonQuery{Of: make([]string, 21), MaxHops: 1}, graph.ErrLimit},
			{"hops -1", graph.CommonQuery{Of: one("anna", "rau"), MaxHops: -1}, graph.ErrInvalid},
			{"hops 13", graph.CommonQuery{Of: one("anna", "rau"), MaxHops: 13}, graph.ErrLimit},
			{"unknown", graph.CommonQuery{Of: one("anna", "nobody"), MaxHops: 1}, graph.ErrNotFound},
		} {
			_, err := c.store.Common(c.ctx, x.q)
			c.refused(x.reason, err, x.class)
		}
	}},
}

// recencyRules are about dates of every width, each of one talk with "me" and one
// with "you" that nothing else tells apart. The newest known day is 2025-11-01.
var recencyRules = []rule{
	{"ego/wide dates", "recency counts from the earliest day of a date: none that is vague ranks above an exact one within it, and what has no first day has none", func(c *check) {
		dates := []struct {
			id, date string
			earliest graph.Day
		}{
			{"y-day", `"2025-10-30"`, *day("2025-10-30")},
			{"x-since", `"2025-10-30/.."`, *day("2025-10-30")},
			{"w-week", `{"text":"last week","resolved":"2025-10-20/2025-10-26","basis":"the day of the article"}`, *day("2025-10-20")},
			{"v-month", `"2025-10"`, *day("2025-10-01")},
			{"t-year", `"2025"`, *day("2025-01-01")},
			{"s-years", `"2020/2025"`, *day("2020-01-01")},
			{"p-day", `"1990-10-30"`, *day("1990-10-30")},
			{"q-until", `"../2025-10-30"`, graph.DayMin},
			{"r-before", `"[..2025-10-30]"`, graph.DayMin},
			{"z-undated", `""`, graph.DayMin},
		}
		lines := `{"document":{"id":"d","title":"Talks","published":"2025-11-01"}}` + "\n"
		for _, id := range one("me", "you") {
			lines += fmt.Sprintf(`{"entity":{"id":%q,"kind":"PERSON","name":%q}}`+"\n", id, id)
		}
		var want []string
		for _, x := range dates {
			lines += fmt.Sprintf(`{"entity":{"id":%q,"kind":"PERSON","name":%q}}`+"\n", x.id, x.id)
			for _, id := range one("me", "you") {
				lines += fmt.Sprintf(`{"relation":{"from":%q,"type":"SPOKE_TO","to":%q,"claims":[{"document":"d","stance":"ASSERTS","date":%s}]}}`+"\n", min(id, x.id), max(id, x.id), x.date)
			}
			want = append(want, fmt.Sprint(x.id, " ", graph.Relevance(graph.Reported, 1, x.earliest, *day("2025-11-01"), 2)))
		}
		c.load(lines)
		slices.SortStableFunc(want, func(a, b string) int {
			rank := func(s string) (n int) { _, _ = fmt.Sscan(s[strings.Index(s, " "):], &n); return }
			return cmp.Or(cmp.Compare(rank(b), rank(a)), cmp.Compare(a, b))
		})
		n, _ := c.around(graph.EgoQuery{Of: one("me"), Depth: 1, First: 50, PerNode: 50})
		c.want("an ego network", mapped(n.Nodes, func(n graph.EgoNode) string { return fmt.Sprint(n.Entity, " ", n.Rank) }), want)
		p, err := c.store.Common(c.ctx, graph.CommonQuery{Of: one("me", "you"), MaxHops: 1, Slice: all})
		c.ok("Common", err)
		c.want("common neighbours", mapped(p.Items, func(n graph.CommonNode) string { return fmt.Sprint(n.Entity, " ", n.Rank) }), want)
	}},
}
