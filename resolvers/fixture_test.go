package resolvers_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/transport"

	"dragoman/graph"
	"dragoman/graph/graphtest"
	"dragoman/resolvers"
)

// fixture is a small graph, invented throughout:
//
//	ada ──HOLDS──▶ minister ──OF──▶ ministry ──PART_OF──▶ taliban ──REPRESENTS──▶ state
//	 │                                                      ▲  ▲
//	 │ PARTICIPATED_IN                             OPPOSES  │  │ CONTROLS, OPERATES
//	 ▼                                                      │  ▼
//	talks ◀──PARTICIPATED_IN── ben               tajikistan ┘  embassy ──REPRESENTS──▶ state
//	 │                          │ HOLDS                │          └──ACCREDITED_TO──▶ tajikistan
//	 └─PRODUCED▶ pact           ▼                      └─BACKS (disputed)──▶ nrf
//	                          envoy ──OF──▶ tajikistan
const fixture = `{"dragoman": 1}
{"document": {"id": "one", "title": "First report", "outlet": "gazette", "published": "2025-10-01", "reliability": "B"}}
{"document": {"id": "two", "title": "Second report", "outlet": "herald", "published": "2025-11-05", "reliability": "C"}}
{"document": {"id": "three", "title": "A reprint", "outlet": "herald", "published": "2025-11-20", "basedOn": ["one"]}}
{"document": {"id": "undated"}}
{"entity": {"id": "gazette", "kind": "ORGANIZATION", "type": "outlet", "name": "The Gazette"}}
{"entity": {"id": "herald", "kind": "ORGANIZATION", "type": "outlet", "name": "The Herald"}}
{"entity": {"id": "taliban", "kind": "GOVERNMENT", "name": "The Movement", "names": [{"text": "The Movement", "lang": "en", "documents": ["one"]}], "externalIds": [{"scheme": "wd", "value": "Q1"}]}}
{"entity": {"id": "tajikistan", "kind": "GOVERNMENT", "name": "The Neighbour"}}
{"entity": {"id": "state", "kind": "GOVERNMENT", "name": "The State"}}
{"entity": {"id": "nrf", "kind": "GROUP", "name": "The Front"}}
{"entity": {"id": "ministry", "kind": "ORGANIZATION", "type": "ministry", "name": "The Ministry"}}
{"entity": {"id": "minister", "kind": "OFFICE", "name": "Minister"}}
{"entity": {"id": "envoy", "kind": "OFFICE", "name": "Envoy"}}
{"entity": {"id": "sirajuddin-haqqani", "kind": "PERSON", "name": "Ada Alder", "summary": "A minister."}}
{"entity": {"id": "s-jaishankar", "kind": "PERSON", "name": "Ben Birch"}}
{"entity": {"id": "clerk", "kind": "PERSON", "name": "a clerk", "named": false}}
{"entity": {"id": "embassy", "kind": "MISSION", "type": "embassy", "name": "The Embassy"}}
{"entity": {"id": "consulate", "kind": "MISSION", "type": "consulate", "name": "The Consulate"}}
{"entity": {"id": "delegation", "kind": "DELEGATION", "name": "The Delegation"}}
{"entity": {"id": "talks", "kind": "MEETING", "type": "meeting", "name": "The Talks"}}
{"entity": {"id": "visit", "kind": "MEETING", "type": "visit", "name": "The Visit"}}
{"entity": {"id": "clash", "kind": "INCIDENT", "name": "The Clash"}}
{"entity": {"id": "pact", "kind": "AGREEMENT", "name": "The Pact"}}
{"entity": {"id": "town", "kind": "PLACE", "type": "city", "name": "The Town"}}
{"entity": {"id": "land", "kind": "PLACE", "name": "The Land"}}
{"entity": {"id": "plain", "kind": "PLACE", "name": "The Plain"}}
{"relation": {"from": "sirajuddin-haqqani", "type": "HOLDS", "to": "minister", "claims": [{"document": "one", "stance": "ASSERTS", "acting": true, "locator": 2, "label": "acting minister"}]}}
{"relation": {"from": "s-jaishankar", "type": "HOLDS", "to": "envoy", "claims": [{"document": "two", "stance": "ASSERTS"}]}}
{"relation": {"from": "minister", "type": "OF", "to": "ministry", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"relation": {"from": "envoy", "type": "OF", "to": "tajikistan", "claims": [{"document": "two", "stance": "ASSERTS"}]}}
{"relation": {"from": "ministry", "type": "PART_OF", "to": "taliban", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"relation": {"from": "taliban", "type": "REPRESENTS", "to": "state", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"relation": {"from": "embassy", "type": "REPRESENTS", "to": "state", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"relation": {"from": "consulate", "type": "REPRESENTS", "to": "state", "claims": [{"document": "two", "stance": "ASSERTS"}]}}
{"relation": {"from": "embassy", "type": "ACCREDITED_TO", "to": "tajikistan", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"relation": {"from": "taliban", "type": "OPERATES", "to": "embassy", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"relation": {"from": "taliban", "type": "CONTROLS", "to": "embassy", "claims": [{"document": "one", "stance": "ASSERTS", "date": "2025"}, {"document": "two", "stance": "REPORTS", "sources": ["ministry"]}]}}
{"relation": {"from": "tajikistan", "type": "CONTROLS", "to": "consulate", "claims": [{"document": "two", "stance": "ASSERTS"}, {"document": "three", "stance": "REPORTS", "sources": [{"text": "a passer-by"}]}]}}
{"relation": {"from": "clerk", "type": "HEADS", "to": "embassy", "claims": [{"document": "two", "stance": "SUGGESTS"}]}}
{"relation": {"from": "clerk", "type": "EMPLOYED_BY", "to": "ministry", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"relation": {"from": "sirajuddin-haqqani", "type": "MEMBER_OF", "to": "taliban", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"relation": {"from": "clerk", "type": "MEMBER_OF", "to": "nrf", "claims": [{"document": "one", "stance": "ALLEGES", "sources": [{"text": "unnamed accusers"}]}]}}
{"relation": {"from": "tajikistan", "type": "OPPOSES", "to": "taliban", "claims": [{"document": "two", "stance": "ASSERTS", "date": "2025-11-05"}]}}
{"relation": {"from": "tajikistan", "type": "BACKS", "to": "nrf", "claims": [{"document": "one", "stance": "ALLEGES", "sources": ["taliban"], "date": "2025-09"}, {"document": "two", "stance": "DENIES", "sources": ["tajikistan"], "date": "2025-09"}]}}
{"relation": {"from": "tajikistan", "type": "RECOGNIZES", "to": "taliban", "claims": [{"document": "one", "stance": "DENIES"}]}}
{"relation": {"from": "taliban", "type": "ACCUSE", "to": "tajikistan", "key": "harboring", "concerns": ["nrf"], "claims": [{"document": "one", "stance": "ASSERTS", "date": {"text": "on October 1", "edtf": "XXXX-10-01", "resolved": "2025-10-01", "basis": "the year of the report"}}]}}
{"relation": {"from": "sirajuddin-haqqani", "type": "PARTICIPATED_IN", "to": "talks", "role": "HOST", "claims": [{"document": "one", "stance": "CONFIRMS", "sources": ["ministry"], "date": {"text": "10 September", "edtf": "2025-09-10"}}]}}
{"relation": {"from": "s-jaishankar", "type": "PARTICIPATED_IN", "to": "talks", "role": "PARTICIPANT", "claims": [{"document": "one", "stance": "ASSERTS", "date": "2025-09-10"}, {"document": "two", "stance": "ASSERTS", "date": "2025-09-10"}]}}
{"relation": {"from": "clerk", "type": "PARTICIPATED_IN", "to": "talks", "role": "INVITED", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"relation": {"from": "delegation", "type": "PARTICIPATED_IN", "to": "visit", "role": "VISITOR", "claims": [{"document": "two", "stance": "PLANS", "date": "2025-12"}]}}
{"relation": {"from": "delegation", "type": "REPRESENTS", "to": "tajikistan", "claims": [{"document": "two", "stance": "ASSERTS"}]}}
{"relation": {"from": "s-jaishankar", "type": "LED", "to": "delegation", "claims": [{"document": "two", "stance": "ASSERTS"}]}}
{"relation": {"from": "clerk", "type": "MEMBER_OF", "to": "delegation", "claims": [{"document": "two", "stance": "ASSERTS"}]}}
{"relation": {"from": "tajikistan", "type": "PARTICIPATED_IN", "to": "clash", "role": "VICTIM", "claims": [{"document": "two", "stance": "ASSERTS", "date": "2025-10-25"}]}}
{"relation": {"from": "talks", "type": "PART_OF", "to": "visit", "claims": [{"document": "two", "stance": "ASSERTS"}]}}
{"relation": {"from": "talks", "type": "PRODUCED", "to": "pact", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"relation": {"from": "tajikistan", "type": "SIGNED", "to": "pact", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"relation": {"from": "pact", "type": "BASED_ON", "to": "talks", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"relation": {"from": "talks", "type": "LOCATED_IN", "to": "town", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"relation": {"from": "clash", "type": "LOCATED_IN", "to": "land", "claims": [{"document": "two", "stance": "ASSERTS"}]}}
{"relation": {"from": "embassy", "type": "LOCATED_IN", "to": "town", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"relation": {"from": "town", "type": "LOCATED_IN", "to": "land", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"relation": {"from": "town", "type": "CAPITAL_OF", "to": "land", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"relation": {"from": "land", "type": "BORDERS", "to": "plain", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"relation": {"from": "tajikistan", "type": "GOVERNS", "to": "land", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"attribute": {"of": "talks", "name": "topic", "value": "trade", "claims": [{"document": "one", "stance": "ASSERTS"}]}}
{"attribute": {"of": "visit", "name": "occurred", "value": "yes", "claims": [{"document": "two", "stance": "PLANS", "date": "2025-12-01"}]}}
{"attribute": {"of": "delegation", "name": "size", "number": 14, "unit": "persons", "claims": [{"document": "two", "stance": "ASSERTS"}]}}
{"attribute": {"of": "delegation", "name": "size", "number": 12, "unit": "persons", "claims": [{"document": "three", "stance": "REPORTS", "sources": ["gazette"]}]}}
{"attribute": {"of": "talks", "name": "subject", "entity": "embassy", "claims": [{"document": "undated", "stance": "ASSERTS"}]}}
`

// clock is the day on which mutations of the tests happen.
var clock = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// logged takes what is logged during a test.
func logged(t *testing.T) *bytes.Buffer {
	t.Helper()
	out, before := &bytes.Buffer{}, slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(out, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return out
}

func load(t *testing.T) graph.Store {
	t.Helper()
	store := graphtest.NewModel()
	_, err := store.Apply(t.Context(), graph.Batch{Records: graph.DecodeRecords("fixture", strings.NewReader(fixture))})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// client asks one server over HTTP.
type client struct {
	t   *testing.T
	url string
}

// serve runs the schema over a store with the handler that the server uses.
func serve(t *testing.T, store graph.Store, role resolvers.Role) client {
	t.Helper()
	return serveWithin(t, time.Hour, store, role)
}

// serveWithin is serve with a deadline for each operation.
func serveWithin(t *testing.T, limit time.Duration, store graph.Store, role resolvers.Role) client {
	t.Helper()
	return serveSchema(t, limit, resolvers.NewExecutableSchema(store, resolvers.Options{Now: func() time.Time { return clock }}), role)
}

// serveSchema is serveWithin for a schema that is at hand.
func serveSchema(t *testing.T, limit time.Duration, schema graphql.ExecutableSchema, role resolvers.Role) client {
	t.Helper()
	h := handler.New(schema)
	h.AddTransport(transport.POST{})
	h.SetErrorPresenter(resolvers.ErrorPresenter)
	h.SetRecoverFunc(resolvers.Recover)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(resolvers.WithRequestID(resolvers.WithActor(r.Context(), "tester"), "req-1"), limit)
		defer cancel()
		if role != 0 {
			ctx = resolvers.WithRole(ctx, role)
		}
		h.ServeHTTP(w, r.WithContext(ctx))
	}))
	t.Cleanup(srv.Close)
	return client{t, srv.URL}
}

func serveFixture(t *testing.T) client { return serve(t, load(t), resolvers.Editor) }

type reply struct {
	Data   map[string]any
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
}

type vars map[string]any

// ask sends an operation; errors are part of the reply.
func (c client) ask(query string, variables ...vars) reply {
	c.t.Helper()
	var r reply
	if err := json.Unmarshal(c.body(query, variables...), &r); err != nil {
		c.t.Fatal(err)
	}
	return r
}

// body sends an operation and gives all that comes back.
func (c client) body(query string, variables ...vars) []byte {
	c.t.Helper()
	body := map[string]any{"query": query}
	if len(variables) > 0 {
		body["variables"] = variables[0]
	}
	b, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, c.url, bytes.NewReader(b))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	all, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return all
}

// get sends an operation that must succeed.
func (c client) get(query string, variables ...vars) map[string]any {
	c.t.Helper()
	r := c.ask(query, variables...)
	for _, e := range r.Errors {
		c.t.Fatalf("%s\n%v: %s %v", query, e.Path, e.Message, e.Extensions)
	}
	return r.Data
}

// text is data as compact JSON, keys sorted.
func text(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

// at walks into data by field names and indices.
func at(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[p]
		case int:
			l, _ := v.([]any)
			if p >= len(l) {
				return nil
			}
			v = l[p]
		}
	}
	return v
}
