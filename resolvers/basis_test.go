package resolvers_test

import (
	"context"
	"testing"
	"time"

	"dragoman/graph"
	"dragoman/resolvers"
)

// The talks connect the two by a confirmation in one document and by two documents
// that assert the other participation.
func TestSources(t *testing.T) {
	c := serveFixture(t)
	ada := graph.RelationID("sirajuddin-haqqani", graph.ParticipatedIn, "talks", graph.Host, "")
	ben := graph.RelationID("s-jaishankar", graph.ParticipatedIn, "talks", graph.Participant, "")
	controls := graph.RelationID("tajikistan", graph.Controls, "consulate", 0, "")
	backs := graph.RelationID("tajikistan", graph.Backs, "nrf", 0, "")
	of := `of: ["` + ada + `", "` + ben + `"]`
	cases := []struct{ reason, query, want string }{
		{
			"the path, from the end nearer to the first relation, and what it is worth",
			`{ sources(` + of + `, lens: CONTACT) { nodes { id } steps { id from { id } to { id } walked relation { status view } } stands independentSources outcome complete stoppedBy best { nodes { id } } policy { lens degreeCap } } }`,
			`{"sources":{"best":{"nodes":[{"id":"sirajuddin-haqqani"},{"id":"talks"},{"id":"s-jaishankar"}]},"complete":true,"independentSources":1,"nodes":[{"id":"sirajuddin-haqqani"},{"id":"talks"},{"id":"s-jaishankar"}],"outcome":"FOUND","policy":{"degreeCap":1000,"lens":"CONTACT"},"stands":true,` +
				`"steps":[{"from":{"id":"sirajuddin-haqqani"},"id":"` + ada + `","relation":{"status":"CONFIRMED","view":"` + ada + `@all"},"to":{"id":"talks"},"walked":true},{"from":{"id":"talks"},"id":"` + ben + `","relation":{"status":"CORROBORATED","view":"` + ben + `@all"},"to":{"id":"s-jaishankar"},"walked":true}],"stoppedBy":null}}`,
		},
		{
			"each document: the one carries a step alone, the other does not",
			`{ sources(` + of + `, lens: CONTACT) { documents { document { id } relations without { claims lost stands outcome next { status } } } } }`,
			`{"sources":{"documents":[{"document":{"id":"one"},"relations":["` + ada + `","` + ben + `"],"without":{"claims":2,"lost":["` + ada + `"],"next":null,"outcome":"NO_PATH","stands":false}},` +
				`{"document":{"id":"two"},"relations":["` + ben + `"],"without":{"claims":1,"lost":[],"next":{"status":"REPORTED"},"outcome":"FOUND","stands":true}}]}}`,
		},
		{
			"sources: who confirms, and the outlets that speak for themselves",
			`{ sources(` + of + `, lens: CONTACT) { sources { source { entity { id } text } documents { id } without { outcome } } } }`,
			`{"sources":{"sources":[{"documents":[{"id":"one"}],"source":{"entity":{"id":"gazette"},"text":null},"without":{"outcome":"FOUND"}},{"documents":[{"id":"two"}],"source":{"entity":{"id":"herald"},"text":null},"without":{"outcome":"FOUND"}},{"documents":[{"id":"one"}],"source":{"entity":{"id":"ministry"},"text":null},"without":{"outcome":"NO_PATH"}}]}}`,
		},
		{
			"an origin: a reprint is not told apart from what it rests on",
			`{ sources(` + of + `, lens: CONTACT) { families { documents { id } members without { outcome } } } }`,
			`{"sources":{"families":[{"documents":[{"id":"one"}],"members":2,"without":{"outcome":"NO_PATH"}},{"documents":[{"id":"two"}],"members":1,"without":{"outcome":"FOUND"}}]}}`,
		},
		{
			"the documents that every path depends on", `{ sources(` + of + `, lens: CONTACT) { cut { documents { id } smallest minimal atLeast complete stoppedBy } } }`,
			`{"sources":{"cut":{"atLeast":1,"complete":true,"documents":[{"id":"one"}],"minimal":true,"smallest":true,"stoppedBy":null}}}`,
		},
		{
			"words that name nobody are a source; what is left shows the evidence that is left, under a view of its own",
			`{ sources(of: ["` + controls + `"], maxHops: 1) { sources { source { text } without { claims outcome next { steps { relation { stances { stance } } } } } } } }`,
			`{"sources":{"sources":[{"source":{"text":null},"without":{"claims":1,"next":{"steps":[{"relation":{"stances":[{"stance":"REPORTS"}]}}]},"outcome":"FOUND"}},{"source":{"text":"a passer-by"},"without":{"claims":1,"next":{"steps":[{"relation":{"stances":[{"stance":"ASSERTS"}]}}]},"outcome":"FOUND"}}]}}`,
		},
		{
			"without the accusation only the denial is left, without the denial the accusation stands alone",
			`{ sources(of: ["` + backs + `"], maxHops: 1) { steps { relation { status } } documents { document { id } without { outcome lost next { status } } } } }`,
			`{"sources":{"documents":[{"document":{"id":"one"},"without":{"lost":["` + backs + `"],"next":null,"outcome":"NO_PATH"}},{"document":{"id":"two"},"without":{"lost":[],"next":{"status":"ALLEGED"},"outcome":"FOUND"}}],"steps":[{"relation":{"status":"DISPUTED"}}]}}`,
		},
		{
			"where the filter leaves nothing the path does not stand", `{ sources(of: ["` + backs + `"], maxHops: 1, where: {documents: ["two"]}) { stands outcome steps { walked relation { status } } cut { documents { id } } } }`,
			`{"sources":{"cut":{"documents":[]},"outcome":"NO_PATH","stands":false,"steps":[{"relation":{"status":"DENIED"},"walked":false}]}}`,
		},
	}
	for _, tc := range cases {
		if got := text(c.get(tc.query)); got != tc.want {
			t.Errorf("%s\n%s\n got %s\nwant %s", tc.reason, tc.query, got, tc.want)
		}
	}
}

// What is left out shows in the view, which clients keep relations by.
func TestSourcesViewsDiffer(t *testing.T) {
	c := serveFixture(t)
	controls := graph.RelationID("tajikistan", graph.Controls, "consulate", 0, "")
	found := c.get(`{ sources(of: ["` + controls + `"], maxHops: 1) {
		best { steps { relation { view claims { totalCount } } } }
		sources { without { next { steps { relation { view claims { totalCount } } } } } } } }`)
	seen := map[any]any{at(found, "sources", "best", "steps", 0, "relation", "view"): at(found, "sources", "best", "steps", 0, "relation", "claims", "totalCount")}
	for i := range 2 {
		r := at(found, "sources", "sources", i, "without", "next", "steps", 0, "relation")
		seen[at(r, "view")] = at(r, "claims", "totalCount")
		if got := text(at(r, "claims", "totalCount")); got != "1" {
			t.Errorf("source %d: %s claims are left, want the other one", i, got)
		}
	}
	if len(seen) != 3 {
		t.Errorf("three selections of claims have %d views: %v", len(seen), seen)
	}
}

func TestSourcesRefusals(t *testing.T) {
	c := serveFixture(t)
	holds := graph.RelationID("s-jaishankar", graph.Holds, "envoy", 0, "")
	signed := graph.RelationID("tajikistan", graph.Signed, "pact", 0, "")
	for _, tc := range []struct{ reason, arguments, code string }{
		{"no relation", `of: []`, "INVALID"},
		{"an entity is no relation", `of: ["taliban"]`, "NOT_FOUND"},
		{"an unknown relation", `of: ["r:aaaaaaaaaaaaaaaaaaaaaaaaaa"]`, "NOT_FOUND"},
		{"relations that do not hang together", `of: ["` + holds + `", "` + signed + `"]`, "INVALID"},
		{"too many hops", `of: ["` + holds + `"], maxHops: 13`, "LIMIT"},
		{"a negative cap", `of: ["` + holds + `"], degreeCap: -1`, "INVALID"},
		{"an unknown document", `of: ["` + holds + `"], where: {documents: ["none"]}`, "NOT_FOUND"},
	} {
		r := c.ask(`{ sources(` + tc.arguments + `) { outcome } }`)
		if len(r.Errors) != 1 || r.Errors[0].Extensions["code"] != tc.code {
			t.Errorf("%s: %+v, want %s", tc.reason, r.Errors, tc.code)
		}
	}
}

func TestChanges(t *testing.T) {
	c := serveFixture(t)
	cases := []struct{ reason, query, want string }{
		{
			"what became known of the front: a denial made the accusation disputed",
			`{ changes(of: ["nrf"], since: "2025-10-15") { paths { now } rows { nodes { kind day relation { type status } before { status when { edtf } independentSources } after { status } because { cause claim { stance document { id } } } } totalCount } } }`,
			`{"changes":{"paths":null,"rows":{"nodes":[{"after":{"status":"DISPUTED"},"because":[{"cause":"BECAME_KNOWN","claim":{"document":{"id":"two"},"stance":"DENIES"}}],"before":{"independentSources":0,"status":"ALLEGED","when":{"edtf":"2025-09"}},"day":"2025-11-05","kind":"ALTERED","relation":{"status":"DISPUTED","type":"BACKS"}}],"totalCount":1}}}`,
		},
		{
			"what is new, by day; of an attribute the rival value that made it disputed",
			`{ changes(of: ["delegation"], since: "2025-11-10", where: {asOf: "2025-12-01"}) { rows { nodes { kind day attribute { number } before { status } after { status } because { claim { document { id } } } } } } }`,
			`{"changes":{"rows":{"nodes":[` +
				`{"after":{"status":"DISPUTED"},"attribute":{"number":14},"because":[{"claim":{"document":{"id":"three"}}}],"before":{"status":"REPORTED"},"day":"2025-11-20","kind":"ALTERED"},` +
				`{"after":{"status":"DISPUTED"},"attribute":{"number":12},"because":[{"claim":{"document":{"id":"three"}}}],"before":null,"day":"2025-11-20","kind":"APPEARED"}]}}}`,
		},
		{
			"a claim without a known day may have been known then",
			`{ changes(of: ["talks"], since: "2025-12-01") { rows { nodes { kind day attribute { name } because { cause } } } } }`,
			`{"changes":{"rows":{"nodes":[{"attribute":{"name":"subject"},"because":[{"cause":"UNDATED"}],"day":null,"kind":"APPEARED"}]}}}`,
		},
		{
			"a connection that came about, and by what",
			`{ changes(of: ["s-jaishankar"], between: ["tajikistan"], since: "2025-10-15", lens: FORMAL, first: 1) { rows { totalCount } paths { then now complete appeared { path { nodes { id } } because { kind relation { type } } } ceased { path { hops } } } } }`,
			`{"changes":{"paths":{"appeared":[{"because":[{"kind":"APPEARED","relation":{"type":"HOLDS"}},{"kind":"APPEARED","relation":{"type":"OF"}}],"path":{"nodes":[{"id":"s-jaishankar"},{"id":"envoy"},{"id":"tajikistan"}]}}],"ceased":[],"complete":true,"now":"FOUND","then":"NO_PATH"},"rows":null}}`,
		},
	}
	for _, tc := range cases {
		if got := text(c.get(tc.query)); got != tc.want {
			t.Errorf("%s\n%s\n got %s\nwant %s", tc.reason, tc.query, got, tc.want)
		}
	}
}

func TestChangesRefusals(t *testing.T) {
	c := serveFixture(t)
	for _, tc := range []struct{ reason, arguments, code string }{
		{"of nothing", `of: [], since: "2025-01-01"`, "INVALID"},
		{"an unknown entity", `of: ["nobody"], since: "2025-01-01"`, "NOT_FOUND"},
		{"now before then", `of: ["nrf"], since: "2025-11-02", where: {asOf: "2025-11-01"}`, "INVALID"},
		{"now before then, of paths", `of: ["nrf"], between: ["taliban"], since: "2025-11-02", where: {asOf: "2025-11-01"}`, "INVALID"},
		{"a cursor of paths", `of: ["nrf"], between: ["taliban"], since: "2025-11-02", after: "x"`, "INVALID"},
		{"a bad cursor", `of: ["nrf"], since: "2025-11-02", after: "x"`, "INVALID"},
		{"between nothing", `of: ["nrf"], between: [], since: "2025-11-02"`, "INVALID"},
		{"too many", `of: ["nrf"], since: "2025-11-02", first: 1001`, "LIMIT"},
	} {
		r := c.ask(`{ changes(` + tc.arguments + `) { rows { totalCount } paths { now } } }`)
		if len(r.Errors) != 1 || r.Errors[0].Extensions["code"] != tc.code {
			t.Errorf("%s: %+v, want %s", tc.reason, r.Errors, tc.code)
		}
	}
}

// Pages of changes hang together.
func TestChangesArePaged(t *testing.T) {
	c := serveFixture(t)
	query := func(rest string) map[string]any {
		return c.get(`{ changes(of: ["tajikistan"], since: "2025-10-15", first: 3` + rest + `) { rows { nodes { relation { id } } pageInfo { hasNextPage endCursor } totalCount } } }`)
	}
	seen, after := map[string]bool{}, ""
	for range 9 {
		r := at(query(after), "changes", "rows")
		for _, n := range at(r, "nodes").([]any) {
			id := text(n)
			if seen[id] {
				t.Errorf("%s comes twice", id)
			}
			seen[id] = true
		}
		if at(r, "pageInfo", "hasNextPage") != true {
			if total := at(r, "totalCount"); text(total) != text(len(seen)) {
				t.Errorf("%d rows of %v", len(seen), total)
			}
			return
		}
		after = `, after: ` + text(at(r, "pageInfo", "endCursor"))
	}
	t.Error("the list does not end")
}

// examining searches until its time is over, and then answers with what it has.
type examining struct{ graph.Store }

func (s examining) Basis(ctx context.Context, q graph.BasisQuery) (*graph.Basis, error) {
	<-ctx.Done()
	return s.Store.Basis(ctx, q)
}

// What was not searched in time says so, and is answered.
func TestSourcesOutOfTime(t *testing.T) {
	c := serveWithin(t, 2*time.Second, examining{load(t)}, resolvers.Reader)
	backs := graph.RelationID("tajikistan", graph.Backs, "nrf", 0, "")
	got := text(c.get(`{ sources(of: ["` + backs + `"]) { outcome complete stoppedBy nodes { name } cut { documents { id } smallest stoppedBy } } }`))
	want := `{"sources":{"complete":false,"cut":{"documents":null,"smallest":false,"stoppedBy":"DEADLINE"},"nodes":[{"name":"The Neighbour"},{"name":"The Front"}],"outcome":"STOPPED","stoppedBy":"DEADLINE"}}`
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
