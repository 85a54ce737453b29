package server_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"dragoman/graph"
	"dragoman/graph/graphtest"
	"dragoman/resolvers"
	"dragoman/server"
)

// shared is the model as a store that others write to, takes portions and may be
// away.
type shared struct {
	*graphtest.Model
	await   func(ctx context.Context, revision string) error
	health  graph.Health
	portion int
}

func (s *shared) Await(ctx context.Context, revision string) error { return s.await(ctx, revision) }
func (s *shared) Health(context.Context) graph.Health              { return s.health }
func (s *shared) Portion() int                                     { return s.portion }

func newShared(t *testing.T) (*shared, server.Config) {
	t.Helper()
	c := config(t)
	s := &shared{Model: graphtest.NewModel(), portion: 2, health: graph.Health{Ready: true, Search: "memory", Revision: "r7"}}
	t.Cleanup(func() { _ = s.Close() })
	s.await = func(context.Context, string) error { return nil }
	c.Store = s
	c.Schema = resolvers.NewExecutableSchema(s, resolvers.Options{})
	return s, c
}

const someEntity = `{"query":"mutation { a: upsertEntity(key: \"1\", input: {id: \"a\", kind: PLACE, name: \"A\"}) { token } b: upsertEntity(key: \"2\", input: {id: \"b\", kind: PLACE, name: \"B\"}) { token } }"}`

func TestTokensOfChangesTravel(t *testing.T) {
	s, c := newShared(t)
	var awaited []string
	s.await = func(_ context.Context, revision string) error {
		awaited = append(awaited, revision)
		return nil
	}
	h := handler(t, c, "127.0.0.1:0")
	resp, out := do(t, h, "POST", "/graphql", someEntity, nil)
	after := resp.Header.Get("Dragoman-After")
	var tokens []string
	for _, root := range []string{"a", "b"} {
		token, _ := out.Data[root].(map[string]any)["token"].(string)
		tokens = append(tokens, token)
	}
	if after != strings.Join(tokens, ", ") || tokens[0] == tokens[1] {
		t.Fatalf("the header is %q, the tokens are %q", after, tokens)
	}
	resp, _ = do(t, h, "POST", "/graphql", `{"query":"{ store { revision } }"}`, map[string]string{"Dragoman-After": after})
	if !slices.Equal(awaited, tokens) {
		t.Errorf("waited for %q, want %q", awaited, tokens)
	}
	if got := resp.Header.Get("Dragoman-After"); got != s.Revision() {
		t.Errorf("a query's answer shows %q, want %q", got, s.Revision())
	}
	for _, path := range []string{"/records", "/check", "/graphql?query={store{revision}}"} {
		awaited = nil
		if resp, _ := do(t, h, "GET", path, "", map[string]string{"Dragoman-After": "x"}); resp.StatusCode != 200 && path != "/check" || len(awaited) != 1 {
			t.Errorf("%s: %d, waited for %q", path, resp.StatusCode, awaited)
		}
	}
	resp, _ = do(t, h, "POST", "/records", "{\"dragoman\": 1}\n{\"document\":{\"id\":\"d\"}}\n", nil)
	if got := resp.Header.Get("Dragoman-After"); got != s.Revision() || got == "" {
		t.Errorf("a load's answer shows %q, want %q", got, s.Revision())
	}
}

func TestTokensThatAreNotServed(t *testing.T) {
	s, c := newShared(t)
	c.Limits.Deadline = 20 * time.Millisecond
	s.await = func(ctx context.Context, revision string) error {
		switch revision {
		case "later":
			<-ctx.Done()
			return graph.Errorf(graph.Deadline, "not yet")
		case "away":
			return graph.Errorf(graph.Unavailable, "the store is away")
		}
		return graph.Errorf(graph.Invalid, "the token %q is of no change to this store", revision)
	}
	h := handler(t, c, "127.0.0.1:0")
	for _, tt := range []struct {
		reason, token string
		status        int
		code, says    string
	}{
		{"of another store", "foreign", 400, "INVALID", "foreign"},
		{"not there in time", "later", 504, "DEADLINE", "later"},
		{"a store that is away", "away", 503, "UNAVAILABLE", "away"},
		{"too many", strings.Repeat("x,", 17), 400, "LIMIT", "16"},
		{"too long", strings.Repeat("x", 300), 400, "INVALID", "Dragoman-After"},
	} {
		for _, path := range []string{"/graphql", "/records"} {
			body, method := `{"query":"{store{revision}}"}`, "POST"
			if path == "/records" {
				body, method = "", "GET"
			}
			resp, out := do(t, h, method, path, body, map[string]string{"Dragoman-After": tt.token, "Accept": "application/json"})
			if resp.StatusCode != tt.status || out.code() != tt.code || !strings.Contains(out.Errors[0].Message, tt.says) {
				t.Errorf("%s at %s: %d %+v, want %d %s", tt.reason, path, resp.StatusCode, out, tt.status, tt.code)
			}
		}
	}
	plain := config(t) // a store that cannot tell tokens apart takes any
	if resp, _ := do(t, handler(t, plain, "127.0.0.1:0"), "POST", "/graphql", `{"query":"{who}"}`, map[string]string{"Dragoman-After": "any"}); resp.StatusCode != 200 {
		t.Errorf("without Await: %d", resp.StatusCode)
	}
}

func TestReadiness(t *testing.T) {
	s, c := newShared(t)
	h := handler(t, c, "127.0.0.1:0")
	for _, tt := range []struct {
		reason string
		health graph.Health
		status int
		want   string
	}{
		{"ready", graph.Health{Ready: true, Search: "memory", Revision: "r7", Behind: 0.25}, 200, `{"ready":true,"reasons":[],"search":"memory","revision":"r7","behind":0.25,"store":{`},
		{"ready, with a remark", graph.Health{Ready: true, Reasons: []string{"filling"}, Search: "filling", Revision: "r7"}, 200, `{"ready":true,"reasons":["filling"],"search":"filling","revision":"r7","behind":0,"store":{`},
		{"away", graph.Health{Reasons: []string{"bolt://x cannot be reached"}}, 503, `{"ready":false,"reasons":["bolt://x cannot be reached"],"behind":0}`},
	} {
		s.health = tt.health
		r := httptest.NewRequest("GET", "http://localhost/readyz", nil)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != tt.status || !strings.HasPrefix(w.Body.String(), tt.want) {
			t.Errorf("%s: %d %s, want %s", tt.reason, w.Code, w.Body, tt.want)
		}
	}
	s.health = graph.Health{Ready: true, Behind: 1.5}
	r := httptest.NewRequest("GET", "http://localhost/metrics", nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), "dragoman_store_behind_seconds 1.5") || !strings.Contains(w.Body.String(), "dragoman_store_ready 1") {
		t.Errorf("metrics: %s", w.Body)
	}
	_, out := do(t, h, "POST", "/graphql", `{"query":"{ store { search behind } }"}`, nil)
	if b, _ := json.Marshal(out.Data); string(b) != `{"store":{"behind":1.5,"search":null}}` {
		t.Errorf("store: %s", b)
	}
}

func TestRecordsInPortions(t *testing.T) {
	s, c := newShared(t)
	h := handler(t, c, "127.0.0.1:0")
	const good = `{"dragoman":1}
{"document":{"id":"d"}}
{"entity":{"id":"a","kind":"PERSON","name":"A"}}
{"entity":{"id":"b","kind":"PERSON","name":"B"}}
{"relation":{"from":"a","type":"SPOKE_TO","to":"b","claims":[{"document":"d","stance":"ASSERTS"}]}}
`
	const astray = `{"relation":{"from":"a","type":"RELATED_TO","to":"nobody","claims":[{"document":"d","stance":"ASSERTS"}]}}` + "\n"
	post := func(body string) (int, string) {
		t.Helper()
		resp, _ := do(t, h, "POST", "/records?name=f.jsonl", body, nil)
		text, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, string(text)
	}
	if status, body := post(good + `{"entity":{"id":"c"}}` + "\n"); status != http.StatusUnprocessableEntity || !strings.Contains(body, `"line":6`) || strings.Contains(body, "stopped") {
		t.Errorf("wrong in itself: %d %s", status, body)
	}
	if info, _ := s.Info(t.Context()); info.Entities != 0 {
		t.Error("something was stored all the same")
	}
	if status, body := post(good + astray); status != http.StatusUnprocessableEntity || !strings.Contains(body, `"stopped":{"records":3,"of":5,`) {
		t.Errorf("wrong against the store: %d %s", status, body)
	}
	if status, body := post(good); status != http.StatusOK || !strings.Contains(body, `"relations":1`) || !strings.Contains(body, `"entities":0`) {
		t.Errorf("again: %d %s", status, body)
	}
	q, _ := json.Marshal(map[string]any{"query": `mutation($r: String!) { importRecords(key: "k", jsonl: $r) { relations token } }`, "variables": map[string]any{"r": good + astray}})
	_, out := do(t, h, "POST", "/graphql", string(q), nil)
	if out.code() != "NOT_FOUND" || !strings.Contains(out.Errors[0].Message, "3 of 5 records are in") {
		t.Errorf("importRecords: %+v", out)
	}
}
