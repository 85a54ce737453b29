package graphtest

import (
	"fmt"
	"strings"

	"dragoman/graph"
)

// timed gives the paths of a query with their order and arrival.
func (c *check) timed(q graph.PathQuery) []string {
	q.Mode = graph.Earliest
	r, _ := c.found(q)
	return mapped(r.Paths, inTime)
}

func inTime(p graph.Path) string {
	arrival := "-"
	if p.Arrival != nil {
		arrival = p.Arrival.String()
	}
	return fmt.Sprint(strings.Join(p.Nodes, " "), " ", p.Order, " ", arrival)
}

var wayRules = []rule{
	{"paths/EARLIEST", "paths by contact in order of time, by the latest day of the last contact; delegations take no time", func(c *check) {
		c.want("to one who was there", c.timed(graph.PathQuery{From: one("anna"), To: one("osman"), MaxHops: 4}), one(
			"anna talk osman CERTAIN 2025-09-21", "anna talk envoys osman CERTAIN 2025-09-21", "anna osman CERTAIN 2025-10-07",
		))
		r, nodes := c.found(graph.PathQuery{From: one("anna"), To: one("sudland"), Mode: graph.Earliest, MaxHops: 4})
		c.want("none by talks before which the meeting was", nodes, one("anna talk envoys sudland", "anna talk osman envoys sudland", "anna osman envoys sudland"))
		c.want("contacts", mapped(r.Paths, func(p graph.Path) int { return p.Contacts }), []int{1, 1, 1})
		c.want("shown by the relation that is taken", told(r.Paths[2].Steps[0].Relation), "anna CONSULT osman ports")
		_, nodes = c.found(graph.PathQuery{From: one("norland"), To: one("ming"), Mode: graph.Earliest, MaxHops: 2})
		c.want("an invitation is no contact", nodes, none())
		c.want("through whom the lens lets", c.timed(graph.PathQuery{From: one("rau"), To: one("norland"), MaxHops: 4, Lens: graph.LensContact}), one("rau visit norland CERTAIN 2025-09-20"))
		c.want("no contact, no day", c.timed(graph.PathQuery{From: one("osman"), To: one("sudland"), MaxHops: 2}), one("osman envoys sudland CERTAIN -"))
		r, _ = c.found(graph.PathQuery{From: one("talk"), To: one("talk"), Mode: graph.Earliest})
		c.want("a meeting and itself", mapped(r.Paths, inTime), one("talk CERTAIN 2025-09-21"))
		r, _ = c.found(graph.PathQuery{From: one("anna"), To: one("osman"), MaxHops: 1})
		c.want("nothing of it in other modes", []any{r.Paths[0].Order, r.Paths[0].Arrival}, []any{(*graph.Overlap)(nil), (*graph.Day)(nil)})
	}},
	{"paths/STRONGEST met", "whether a meeting that is planned is walked is for the query to say, not for the strength of the path", func(c *check) {
		_, nodes := c.found(graph.PathQuery{
			From: one("anna"), To: one("ming"), Mode: graph.Strongest, MaxHops: 6, Avoid: one("league", "osman"), First: 1,
			Where: &graph.Filter{Statuses: []graph.Status{graph.Confirmed, graph.Corroborated, graph.Reported, graph.Alleged, graph.Planned}},
		})
		c.want("path", nodes, one("anna summit ming"))
	}},
	{"paths/via", "paths pass entities in the order asked for, each entity once; DegreeCap and Kinds do not concern what is to be passed, the lens does", func(c *check) {
		_, nodes := c.found(graph.PathQuery{From: one("anna"), To: one("ming"), MaxHops: 6, Via: one("rau", "osman")})
		c.want("in order", nodes, one("anna league rau osman ming"))
		_, nodes = c.found(graph.PathQuery{From: one("anna"), To: one("ming"), MaxHops: 6, Via: one("osman", "rau")})
		c.want("in the other order", nodes, one("anna osman rau ming"))
		_, nodes = c.found(graph.PathQuery{From: one("anna"), To: one("ming"), MaxHops: 3, Via: one("rau", "osman")})
		c.want("hops are those of the whole", nodes, none())
		_, nodes = c.found(graph.PathQuery{From: one("anna"), To: one("ming"), MaxHops: 6, Via: one("rau", "rau", "osman")})
		c.want("one that follows itself counts once", nodes, one("anna league rau osman ming"))
		// The best ways to visit and on to osman both pass rau.
		_, nodes = c.found(graph.PathQuery{From: one("ming"), To: one("osman"), MaxHops: 8, Via: one("visit"), Where: &graph.Filter{Statuses: []graph.Status{graph.Confirmed, graph.Corroborated, graph.Reported, graph.Alleged}, Types: []graph.RelationType{graph.ParticipatedIn, graph.Backs, graph.MemberOf}}, Avoid: one(id("ming PARTICIPATED_IN visit INVITED"))})
		c.want("legs that would meet give way", nodes, one("ming league norland visit rau osman"))
		_, nodes = c.found(graph.PathQuery{From: one("Anna"), To: one("norland"), MaxHops: 4, Via: one("league"), DegreeCap: 1})
		c.want("a hub to be passed", nodes, one("Anna league norland"))
		_, nodes = c.found(graph.PathQuery{From: one("Anna"), To: one("norland"), MaxHops: 4, Via: one("league"), Where: &graph.Filter{Kinds: []graph.EntityKind{graph.KindPerson}}})
		c.want("of another kind", nodes, one("Anna league norland"))
		r, _ := c.found(graph.PathQuery{From: one("rau"), To: one("osman"), MaxHops: 8, Via: one("norland"), Lens: graph.LensContact})
		c.want("not through a government by contact", r.Outcome, graph.NoPath)
		r, _ = c.found(graph.PathQuery{From: one("anna"), To: one("ming"), MaxHops: 6, Via: one("rau"), Avoid: one("rau")})
		c.want("to be passed and avoided", r.Outcome, graph.NoPath)
		r, _ = c.found(graph.PathQuery{From: one("anna"), To: one("anna"), MaxHops: 6, Via: one("rau")})
		c.want("there and back", r.Outcome, graph.NoPath)
		_, nodes = c.found(graph.PathQuery{From: one("anna", "ming"), To: one("anna"), MaxHops: 6, Via: one("rau"), Avoid: leagueless})
		c.want("an end among several", nodes, one("ming rau osman anna"))
	}},
	{"paths/via modes", "every mode may have entities to pass", func(c *check) {
		q := graph.PathQuery{From: one("anna"), To: one("ming"), MaxHops: 5, Via: one("osman", "rau"), Avoid: leagueless, First: 3}
		q.Mode = graph.AllShortest
		r, nodes := c.found(q)
		c.want("ALL_SHORTEST", nodes, one("anna osman rau ming"))
		c.want("total", r.Total, new(1))
		q.Mode = graph.KShortest
		_, nodes = c.found(q)
		c.want("K_SHORTEST", nodes, one("anna osman rau ming", "anna osman rau visit ming", "anna talk osman rau ming"))
		q.Mode = graph.Strongest
		_, nodes = c.found(q)
		c.want("STRONGEST", nodes, one("anna osman rau visit ming", "anna talk osman rau visit ming", "anna osman rau ming"))
		c.want("EARLIEST", c.timed(graph.PathQuery{From: one("anna"), To: one("sudland"), MaxHops: 5, Via: one("osman")}), one(
			"anna talk osman envoys sudland CERTAIN 2025-09-21", "anna osman envoys sudland CERTAIN 2025-10-07",
		))
	}},
	{"paths/bad via", "more than 4 entities to pass are LIMIT, unknown ones NOT_FOUND, ends and such as come again after another INVALID", func(c *check) {
		q := graph.PathQuery{From: one("anna"), To: one("ming"), First: 1, MaxHops: 6, DegreeCap: 1000}
		for _, x := range []struct {
			reason string
			via    []string
			class  *graph.Error
			limit  int
			ids    []string
		}{
			{"five", one("rau", "osman", "fm", "talk", "visit"), graph.ErrLimit, 4, nil},
			{"unknown", one("rau", "nobody"), graph.ErrNotFound, 0, one("nobody")},
			{"a relation", one(id("rau BACKS ming")), graph.ErrNotFound, 0, one(id("rau BACKS ming"))},
			{"the start", one("rau", "anna"), graph.ErrInvalid, 0, one("anna")},
			{"the end", one("ming"), graph.ErrInvalid, 0, one("ming")},
			{"again after another", one("rau", "osman", "rau"), graph.ErrInvalid, 0, one("rau")},
		} {
			q.Via = x.via
			_, err := c.store.Paths(c.ctx, q)
			if graph.CodeOf(err) == graph.Unsupported && c.h.options.Skip["paths/via"] != "" {
				continue
			}
			e := c.refused(x.reason, err, x.class)
			c.want(x.reason, []any{e.Limit, e.IDs}, []any{x.limit, x.ids})
		}
	}},
	{"paths/relaxations", "where nothing is found, every condition is told that alone stands in the way, with what it would have to be, the number of paths and the first of them", func(c *check) {
		c.want("hops", c.relaxed(graph.PathQuery{From: one("anna"), To: one("rau"), MaxHops: 1}), one("maxHops 1 > 2: 2 anna league rau"))
		c.want("a hub", c.relaxed(graph.PathQuery{From: one("Anna"), To: one("rau"), MaxHops: 4, DegreeCap: 6}), one("degreeCap 6 > 7: 1 Anna league rau", "statuses "+walkedWords+" > "+walkedWords+", UNCONFIRMED, PLANNED, OPINION, DOUBTED, DENIED, RETRACTED: 1 Anna rau"))
		c.want("a lens", c.relaxed(graph.PathQuery{From: one("norland"), To: one("port"), MaxHops: 2, Lens: graph.LensContact}), one("lens CONTACT > EVERYTHING: 1 norland port"))
		c.want("statuses", c.relaxed(graph.PathQuery{From: one("Anna"), To: one("sudland"), MaxHops: 1}), one(
			"maxHops 1 > 2: 1 Anna league sudland", "statuses "+walkedWords+" > "+walkedWords+", UNCONFIRMED: 1 Anna sudland",
		))
		c.want("sources", c.relaxed(graph.PathQuery{From: one("anna"), To: one("fm"), MaxHops: 1, Where: &graph.Filter{MinIndependentSources: 5}}), one("minIndependentSources 5 > 2: 1 anna fm"))
		c.want("types and kinds", c.relaxed(graph.PathQuery{From: one("anna"), To: one("rau"), MaxHops: 2, Where: &graph.Filter{Types: []graph.RelationType{graph.MemberOf}, Kinds: []graph.EntityKind{graph.KindPerson}}}), one(
			"types MEMBER_OF > : 1 anna osman rau", "kinds PERSON > : 1 anna league rau",
		))
		c.want("time", c.relaxed(graph.PathQuery{From: one("anna"), To: one("fm"), MaxHops: 1, Where: &graph.Filter{At: edtf("2025-06"), Overlap: graph.OverlapCertain}}), one("at 2025-06 > : 1 anna fm", "overlap CERTAIN > POSSIBLE: 1 anna fm"))
		c.want("what is avoided", c.relaxed(graph.PathQuery{From: one("anna"), To: one("Anna"), MaxHops: 4, Avoid: leagueless}), one("statuses "+walkedWords+" > "+walkedWords+", UNCONFIRMED: 2 anna osman envoys sudland Anna", "avoid league > : 1 anna league Anna"))
		c.want("no single one", c.relaxed(graph.PathQuery{From: one("anna"), To: one("crowd"), MaxHops: 12}), none())
		r, err := c.store.Paths(c.ctx, graph.PathQuery{From: one("anna"), To: one("rau"), MaxHops: 1, DegreeCap: 99, First: 1})
		c.ok("Paths", err)
		c.want("only where they are asked for", fmt.Sprint(r.Outcome, r.Relaxations), "NO_PATH []")
		r, err = c.store.Paths(c.ctx, graph.PathQuery{From: one("anna"), To: one("rau"), MaxHops: 2, DegreeCap: 99, First: 1, Relax: true})
		c.ok("Paths", err)
		c.want("only where nothing is found", fmt.Sprint(r.Outcome, r.Relaxations), "FOUND []")
	}},
	{"paths/relaxations of evidence", "among them those that select claims", func(c *check) {
		c.want("day", c.relaxed(graph.PathQuery{From: one("rau"), To: one("ming"), MaxHops: 1, Where: &graph.Filter{AsOf: day("2025-10-01")}}), one(
			"maxHops 1 > 2: 2 rau league ming", "asOf 2025-10-01 > : 1 rau ming",
		))
		c.want("documents", c.relaxed(graph.PathQuery{From: one("rau"), To: one("ming"), MaxHops: 1, Where: &graph.Filter{Documents: one("d3")}}), one("documents d3 > : 1 rau ming"))
		c.want("left out", c.relaxed(graph.PathQuery{From: one("rau"), To: one("osman"), MaxHops: 1, Where: &graph.Filter{ExcludeDocuments: one("d6", "d1"), ExcludeSources: one("wire")}}), one("excludeDocuments d6, d1 > : 1 rau osman"))
		c.want("sources and letters", c.relaxed(graph.PathQuery{From: one("rau"), To: one("ming"), MaxHops: 1, Where: &graph.Filter{MinReliability: graph.ReliabilityA}}), one("maxHops 1 > 2: 2 rau league ming", "minReliability A > : 1 rau ming"))
		c.want("source", c.relaxed(graph.PathQuery{From: one("osman"), To: one("rau"), MaxHops: 1, Where: &graph.Filter{Sources: one("wire")}}), one("maxHops 1 > 2: 1 osman ming rau", "sources wire > : 1 osman rau"))
	}},
}

const walkedWords = "CONFIRMED, CORROBORATED, REPORTED, ALLEGED, DISPUTED"

// relaxed gives the relaxations of a query.
func (c *check) relaxed(q graph.PathQuery) []string {
	c.Helper()
	q.Relax = true
	r, _ := c.found(q)
	return mapped(r.Relaxations, func(x graph.Relaxation) string {
		return fmt.Sprintf("%s %s > %s: %d %s", x.Field, x.From, x.To, *x.Paths, strings.Join(x.Example.Nodes, " "))
	})
}

// talks is for the order of time: who spoke when.
const talks = `
{"document":{"id":"d1","title":"One","published":"2025-12-30"}}
{"entity":{"id":"a","kind":"PERSON","name":"A"}}
{"entity":{"id":"b","kind":"PERSON","name":"B"}}
{"entity":{"id":"c","kind":"PERSON","name":"C"}}
{"entity":{"id":"d","kind":"PERSON","name":"D"}}
{"entity":{"id":"e","kind":"PERSON","name":"E"}}
{"entity":{"id":"f","kind":"PERSON","name":"F"}}
{"entity":{"id":"g","kind":"PERSON","name":"G"}}
{"entity":{"id":"h","kind":"PERSON","name":"H"}}
{"entity":{"id":"i","kind":"PERSON","name":"I"}}
{"entity":{"id":"j","kind":"PERSON","name":"J"}}
{"entity":{"id":"k","kind":"PERSON","name":"K"}}
{"entity":{"id":"l","kind":"PERSON","name":"L"}}
{"entity":{"id":"o","kind":"PERSON","name":"O"}}
{"entity":{"id":"p","kind":"PERSON","name":"P"}}
{"entity":{"id":"m","kind":"MEETING","name":"M"}}
{"entity":{"id":"n","kind":"MEETING","name":"N"}}
{"relation":{"from":"a","type":"SPOKE_TO","to":"b","claims":[{"document":"d1","stance":"ASSERTS","date":"2025-03-01"}]}}
{"relation":{"from":"b","type":"SPOKE_TO","to":"c","claims":[{"document":"d1","stance":"ASSERTS","date":"2025-02"}]}}
{"relation":{"from":"b","type":"SPOKE_TO","to":"d","claims":[{"document":"d1","stance":"ASSERTS","date":"2025"}]}}
{"relation":{"from":"d","type":"SPOKE_TO","to":"e","claims":[{"document":"d1","stance":"ASSERTS","date":"2025-01"}]}}
{"relation":{"from":"a","type":"SPOKE_TO","to":"f","claims":[{"document":"d1","stance":"ASSERTS","date":"2025-03-01"}]}}
{"relation":{"from":"a","type":"SPOKE_TO","to":"g","claims":[{"document":"d1","stance":"ASSERTS","date":{"text":"in spring","resolved":"2025-05-01","basis":"it was May Day"}}]}}
{"relation":{"from":"a","type":"SPOKE_TO","to":"h","claims":[{"document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"l","type":"SPOKE_TO","to":"o","claims":[{"document":"d1","stance":"CONFIRMS","sources":["l"],"date":"2025-05-01"}]}}
{"relation":{"from":"l","type":"CONSULT","to":"o","key":"fish","claims":[{"document":"d1","stance":"ASSERTS","date":"2025-01-01"}]}}
{"relation":{"from":"o","type":"SPOKE_TO","to":"p","claims":[{"document":"d1","stance":"ASSERTS","date":"2025-02"}]}}
{"relation":{"from":"i","type":"PARTICIPATED_IN","to":"m","claims":[{"document":"d1","stance":"ASSERTS","date":"2025-07"}]}}
{"relation":{"from":"j","type":"PARTICIPATED_IN","to":"m","claims":[{"document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"j","type":"PARTICIPATED_IN","to":"n","claims":[{"document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"k","type":"PARTICIPATED_IN","to":"n","claims":[{"document":"d1","stance":"ALLEGES","date":"2025-08"}]}}
{"relation":{"from":"a","type":"PARTICIPATED_IN","to":"n","role":"INVITED","claims":[{"document":"d1","stance":"ASSERTS","date":"2025-01"}]}}
{"attribute":{"of":"m","name":"occurred","value":"yes","claims":[{"document":"d1","stance":"ASSERTS","date":"2025-06-10"}]}}
`

var orderRules = []rule{
	{"paths/order", "contacts are in order of time when some days within their bounds are; the order is CERTAIN when each is wholly before the next, neither by an inferred date", func(c *check) {
		c.load(talks)
		for _, x := range []struct {
			reason, from, to string
			want             []string
		}{
			{"the later talk is wholly before the earlier", "a", "c", none()},
			{"the other way round it is after", "c", "a", one("c b a CERTAIN 2025-03-01")},
			{"some day of the year is later", "a", "d", one("a b d POSSIBLE 2025-12-31")},
			{"but then none of January is", "a", "e", none()},
			{"the last contact says when", "b", "e", one("b d e POSSIBLE 2025-01-31")},
			{"one day tells nothing", "b", "f", one("b a f POSSIBLE 2025-03-01")},
			{"nor does an inferred date", "b", "g", one("b a g POSSIBLE 2025-05-01")},
			{"though one contact has no order", "a", "g", one("a g CERTAIN 2025-05-01")},
			{"any day may be that of an undated one", "b", "h", one("b a h POSSIBLE -")},
			{"also of the first", "h", "b", one("h a b POSSIBLE 2025-03-01")},
			{"a meeting is one contact, on the day it took place", "i", "j", one("i m j CERTAIN 2025-06-10")},
			{"which may be told by who took part, not by who was invited", "j", "k", one("j n k CERTAIN 2025-08-31")},
			{"two meetings", "i", "k", one("i m j n k CERTAIN 2025-08-31")},
			{"not the other way round", "k", "i", none()},
			{"of two talks the one that was in time", "l", "p", one("l o p CERTAIN 2025-02-28")},
			{"and the strongest where both were", "p", "l", one("p o l CERTAIN 2025-05-01")},
		} {
			c.want(x.reason, c.timed(graph.PathQuery{From: one(x.from), To: one(x.to), MaxHops: 6}), x.want)
		}
		r, _ := c.found(graph.PathQuery{From: one("l"), To: one("p"), Mode: graph.Earliest, MaxHops: 2})
		s := r.Paths[0].Steps[0]
		c.want("shown by the one that was in time", told(s.Relation), "l CONSULT o fish")
		c.want("beside the other", s.Parallel, one(id("l SPOKE_TO o")))
		c.want("status", r.Paths[0].Status, graph.Reported)
		c.want("under what was known then", c.timed(graph.PathQuery{From: one("i"), To: one("k"), MaxHops: 6, Where: &graph.Filter{Statuses: []graph.Status{graph.Reported}}}), none())
	}},
}
