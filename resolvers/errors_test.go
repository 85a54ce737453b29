package resolvers_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"dragoman/graph"
	"dragoman/resolvers"
)

func many(n int) string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("%q", fmt.Sprintf("id%d", i))
	}
	return "[" + strings.Join(ids, ",") + "]"
}

func TestRefusedRequests(t *testing.T) {
	c := serveFixture(t)
	cases := []struct {
		reason, query, code string
		extensions          string // of these keys: field ids limit position
	}{
		{"an unknown id in a list", `{ relations(of: ["taliban", "nobody", "noone"]) { nodes { id } } }`, "NOT_FOUND", `{"field":"of","ids":["nobody","noone"]}`},
		{"an unknown end", `{ paths(from: ["nobody"], to: ["taliban"]) { outcome } }`, "NOT_FOUND", `{"field":"from","ids":["nobody"]}`},
		{"an unknown centre", `{ ego(of: ["nobody"]) { complete } }`, "NOT_FOUND", `{"field":"of","ids":["nobody"]}`},
		{"an unknown document in a filter", `{ places(where: {documents: ["nothing"]}) { nodes { id } } }`, "NOT_FOUND", `{"field":"where.documents","ids":["nothing"]}`},
		{"an unknown document to leave out", `{ places(where: {excludeDocuments: ["nothing"]}) { nodes { id } } }`, "NOT_FOUND", `{"field":"where.excludeDocuments","ids":["nothing"]}`},
		{"an unknown source to leave out", `{ places(where: {excludeSources: ["nobody"]}) { nodes { id } } }`, "NOT_FOUND", `{"field":"where.excludeSources","ids":["nobody"]}`},
		{"an unknown participant", `{ meetings(participant: ["nobody"]) { nodes { id } } }`, "NOT_FOUND", `{"field":"participant","ids":["nobody"]}`},
		{"an unknown one of two that meet", `{ meetings(between: ["taliban", "nobody"]) { nodes { id } } }`, "NOT_FOUND", `{"field":"between","ids":["nobody"]}`},
		{"an unknown one of two that are related", `{ relations(between: ["taliban", "nobody"]) { nodes { id } } }`, "NOT_FOUND", `{"field":"between","ids":["nobody"]}`},
		{"too many hops to what is common", `{ common(of: ["town", "land"], maxHops: 13) { nodes { rank } } }`, "LIMIT", `{"field":"maxHops","limit":12}`},
		{"an unknown document", `{ claims(document: "nothing") { nodes { id } } }`, "NOT_FOUND", `{"field":"document","ids":["nothing"]}`},
		{"too many rows", `{ places(first: 1001) { nodes { id } } }`, "LIMIT", `{"field":"first","limit":1000}`},
		{"too many rows of a field below", `{ entity(id: "taliban") { relations(first: 1001) { nodes { id } } } }`, "LIMIT", `{"field":"first","limit":1000}`},
		{"fewer than none", `{ places(first: -1) { nodes { id } } }`, "INVALID", `{"field":"first"}`},
		{"a number that no Int holds", `{ places(first: 99999999999999999999) { nodes { id } } }`, "INVALID", `{}`},
		{"too many hops", `{ paths(from: ["town"], to: ["land"], maxHops: 13) { outcome } }`, "LIMIT", `{"field":"maxHops","limit":12}`},
		{"one to pass and to avoid", `{ paths(from: ["town"], to: ["land"], via: ["taliban"], avoid: ["taliban"]) { outcome } }`, "INVALID", `{"field":"via","ids":["taliban"]}`},
		{"too deep", `{ ego(of: ["town"], depth: 5) { complete } }`, "LIMIT", `{"field":"depth","limit":4}`},
		{"too many known", `{ ego(of: ["town"], known: ` + many(2001) + `) { complete } }`, "LIMIT", `{"field":"known","limit":2000}`},
		{"negative degree", `{ ego(of: ["town"], degreeCap: -1) { complete } }`, "INVALID", `{"field":"degreeCap"}`},
		{"one is connected with nothing", `{ connect(of: ["town"]) { outcome } }`, "INVALID", `{"field":"of"}`},
		{"one twice is one", `{ connect(of: ["town", "town"]) { outcome } }`, "INVALID", `{}`},
		{"too many to connect", `{ connect(of: ` + many(21) + `) { outcome } }`, "LIMIT", `{"field":"of","limit":20}`},
		{"too many hops between what is connected", `{ connect(of: ["town", "land"], maxHops: 13) { outcome } }`, "LIMIT", `{"field":"maxHops","limit":12}`},
		{"an unknown one to connect", `{ connect(of: ["town", "nobody"]) { outcome } }`, "NOT_FOUND", `{"field":"of","ids":["nobody"]}`},
		{"an unknown one to avoid", `{ connect(of: ["town", "land"], avoid: ["nobody"]) { outcome } }`, "NOT_FOUND", `{"field":"avoid","ids":["nobody"]}`},
		{"places without a picture", `{ ego(of: ["town"], pinned: [{id: "town", x: 0, y: 0}]) { complete } }`, "INVALID", `{"field":"pinned"}`},
		{"a place out of the picture", `{ ego(of: ["town"], layout: true, pinned: [{id: "town", x: 0, y: 10001}]) { complete } }`, "INVALID", `{"field":"pinned"}`},
		{"two places of one", `{ ego(of: ["town"], layout: true, pinned: [{id: "town", x: 0, y: 1}, {id: "town", x: 0, y: 2}]) { complete } }`, "INVALID", `{"field":"pinned"}`},
		{"a place of nobody", `{ ego(of: ["town"], layout: true, pinned: [{id: "nobody", x: 0, y: 1}]) { complete } }`, "NOT_FOUND", `{"field":"pinned","ids":["nobody"]}`},
		{"too many centres to draw", `{ ego(of: ` + many(1001) + `, layout: true) { complete } }`, "LIMIT", `{"field":"of","limit":1000}`},
		{"one has nothing in common", `{ common(of: ["town"]) { nodes { rank } } }`, "INVALID", `{"field":"of"}`},
		{"too many in common", `{ common(of: ` + many(21) + `) { nodes { rank } } }`, "LIMIT", `{"field":"of","limit":20}`},
		{"too many ids", `{ entities(ids: ` + many(1001) + `) { id } }`, "LIMIT", `{"field":"ids","limit":1000}`},
		{"a bad EDTF date", `{ places(where: {at: "2025-13"}) { nodes { id } } }`, "INVALID", `{"position":5}`},
		{"an open year", `{ places(where: {at: "XXXX-10-01"}) { nodes { id } } }`, "INVALID", `{"field":"at"}`},
		{"a bad day", `{ places(where: {asOf: "yesterday"}) { nodes { id } } }`, "INVALID", `{}`},
		{"an unknown key of a filter", `{ places(where: {colour: "red"}) { nodes { id } } }`, "INVALID", `{}`},
		{"an unknown field", `{ places { nodes { colour } } }`, "INVALID", `{}`},
		{"no GraphQL", `{ places {`, "INVALID", `{}`},
		{"a missing variable", `query($id: ID!) { entity(id: $id) { id } }`, "INVALID", `{}`},
	}
	for _, tc := range cases {
		r := c.ask(tc.query)
		if len(r.Errors) == 0 {
			t.Errorf("%s: no error: %s", tc.reason, text(r.Data))
			continue
		}
		got, e := map[string]any{}, r.Errors[0].Extensions
		for _, k := range []string{"field", "ids", "limit", "position"} {
			if v, has := e[k]; has {
				got[k] = v
			}
		}
		if e["code"] != tc.code || text(got) != tc.extensions || e["requestId"] != "req-1" || e["retryable"] != false || r.Errors[0].Message == "" {
			t.Errorf("%s\n got %v %s: %s\nwant %s %s", tc.reason, e["code"], text(e), r.Errors[0].Message, tc.code, tc.extensions)
		}
	}
}

// An id that is known, but of another sort than the argument takes, is told as what
// it is; the code and the ids are those of one that is not known.
func TestIDsOfAnotherSort(t *testing.T) {
	c := serveFixture(t)
	relation := c.ask(`{ relations(of: ["taliban"], first: 1) { nodes { id } } }`).Data["relations"].(map[string]any)["nodes"].([]any)[0].(map[string]any)["id"].(string)
	for _, tc := range []struct{ reason, query, ids, says string }{
		{"a document for an end", `{ paths(from: ["one"], to: ["taliban"]) { outcome } }`, `["one"]`, `from: "one" is a document, and this takes entities; documents are taken by document(id), claims(document) and where {documents, excludeDocuments}`},
		{"a document for a centre", `{ ego(of: ["town", "one"]) { complete } }`, `["one"]`, `of: "one" is a document, and this takes entities`},
		{"a document among what is not known", `{ timeline(of: ["nobody", "one"]) { nodes { order } } }`, `["nobody","one"]`, `this takes entities; documents are taken by document(id), claims(document) and where {documents, excludeDocuments}; no such id: "nobody"; find ids with search`},
		{"a document in a filter of sources", `{ places(where: {sources: ["one"]}) { nodes { id } } }`, `["one"]`, `where.sources: "one" is a document, and this takes entities`},
		{"a document for what claims are about", `{ claims(of: ["one"]) { nodes { id } } }`, `["one"]`, `of: "one" is a document, and this takes entities and relations`},
		{"an entity for a document", `{ claims(document: "gazette") { nodes { id } } }`, `["gazette"]`, `document: "gazette" is an entity, and this takes documents; what an outlet or another source says is selected by where {sources}`},
		{"an entity in a filter of documents", `{ entity(id: "taliban") { relations(where: {documents: ["gazette"]}) { nodes { id } } } }`, `["gazette"]`, `where.documents: "gazette" is an entity, and this takes documents`},
		{"entities for a path that is given by its relations", `{ sources(of: ["town"]) { __typename } }`, `["town"]`, `of: "town" is an entity, and this takes relations; paths and relations have the ids of relations`},
		{"a relation for a centre", `{ ego(of: ["` + relation + `"]) { complete } }`, `["` + relation + `"]`, `is an id of a relation, and this takes entities; relation(id) { from to } has its ends`},
		{"a document that is not known", `{ claims(document: "nothing") { nodes { id } } }`, `["nothing"]`, `document: no such id: "nothing"; documents lists the ids of documents`},
	} {
		r := c.ask(tc.query)
		if len(r.Errors) == 0 {
			t.Errorf("%s: no error: %s", tc.reason, text(r.Data))
			continue
		}
		e := r.Errors[0]
		if e.Extensions["code"] != "NOT_FOUND" || text(e.Extensions["ids"]) != tc.ids || !strings.Contains(e.Message, tc.says) {
			t.Errorf("%s\n got %v %s: %s\nwant %s %s", tc.reason, e.Extensions["code"], text(e.Extensions["ids"]), e.Message, tc.ids, tc.says)
		}
	}
}

func TestPresenterNeverShowsCauses(t *testing.T) {
	log := logged(t)
	cause := errors.New("SELECT secret FROM entities")
	cases := []struct {
		reason    string
		err       error
		code      string
		retryable bool
	}{
		{"an error of a library", cause, "INTERNAL", false},
		{"a defect with a cause", graph.Errorf(graph.Internal, "reading: %w", cause), "INTERNAL", false},
		{"a conflict with a cause", graph.Errorf(graph.Conflict, "key was used: %w", cause), "CONFLICT", false},
		{"wrapped on the way", fmt.Errorf("layer: secret: %w", graph.Errorf(graph.Unsupported, "not here; use --search memory")), "UNSUPPORTED", false},
		{"a sentinel without a message", graph.ErrUnavailable, "UNAVAILABLE", true},
		{"out of time", context.DeadlineExceeded, "DEADLINE", true},
		{"cancelled", fmt.Errorf("secret: %w", context.Canceled), "DEADLINE", true},
		{"a write that may have happened", &graph.Error{Code: graph.OutcomeUnknown, Message: "send it again with the same key"}, "OUTCOME_UNKNOWN", true},
	}
	for _, tc := range cases {
		ctx := graphql.WithResponseContext(resolvers.WithRequestID(t.Context(), "req-9"), resolvers.ErrorPresenter, resolvers.Recover)
		e := resolvers.ErrorPresenter(ctx, tc.err)
		if e.Extensions["code"] != tc.code || e.Extensions["retryable"] != tc.retryable || e.Extensions["requestId"] != "req-9" {
			t.Errorf("%s: got %v", tc.reason, e.Extensions)
		}
		if e.Message == "" || strings.Contains(e.Message, "secret") {
			t.Errorf("%s: message %q", tc.reason, e.Message)
		}
	}
	if n := strings.Count(log.String(), "level=ERROR"); n != 2 {
		t.Errorf("only what is INTERNAL is logged, with its cause:\n%s", log)
	}
}

func TestADefectIsLoggedOnce(t *testing.T) {
	log := logged(t)
	c := serve(t, failing{load(t), func(context.Context) ([]*graph.Entity, error) { return nil, errors.New("the cause") }}, resolvers.Reader)
	r := c.ask(`{ relations { nodes { from { name } } } }`)
	if code(r) != "INTERNAL" || strings.Contains(text(r), "cause") {
		t.Errorf("got %s", text(r))
	}
	if n := strings.Count(log.String(), "the cause"); n != 1 {
		t.Errorf("logged %d times:\n%s", n, log)
	}
}

func TestAClosedStoreIsUnavailable(t *testing.T) {
	store := load(t)
	c := serve(t, store, resolvers.Reader)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	r := c.ask(`{ entity(id: "taliban") { id } places { nodes { id } } }`)
	if len(r.Errors) != 2 || r.Errors[0].Extensions["code"] != "UNAVAILABLE" || text(r.Data) != `{"entity":null,"places":null}` {
		t.Errorf("got %s", text(r))
	}
}
