package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"go.uber.org/goleak"

	"dragoman/graph"
	"dragoman/graph/graphtest"
	"dragoman/resolvers"
	"dragoman/server"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// echo is an executable schema of one field, so that the edge is tested by
// itself: it answers with the caller's role, panics, or waits for the deadline.
type echo struct {
	schema  *ast.Schema
	waiting chan struct{} // receives when a request begins to wait
}

func (e echo) Schema() *ast.Schema { return e.schema }
func (echo) Complexity(context.Context, string, string, int, map[string]any) (int, bool) {
	return 0, false
}

func (e echo) Exec(ctx context.Context) graphql.ResponseHandler {
	oc := graphql.GetOperationContext(ctx)
	return graphql.OneShot(func() *graphql.Response {
		switch oc.Operation.SelectionSet[0].(*ast.Field).Name {
		case "panic":
			panic("a secret detail")
		case "wait":
			select {
			case e.waiting <- struct{}{}:
			default:
			}
			<-ctx.Done()
			return &graphql.Response{Data: []byte(`{"wait":"cut"}`)}
		}
		b, _ := json.Marshal(map[string]any{"who": resolvers.Actor(ctx)})
		return &graphql.Response{Data: b}
	}())
}

func newEcho() echo {
	return echo{
		schema:  gqlparser.MustLoadSchema(&ast.Source{Input: `type Query { who: String wait: String panic: String } type Mutation { change: String }`}),
		waiting: make(chan struct{}, 1),
	}
}

func config(t *testing.T) server.Config {
	t.Helper()
	store := graphtest.NewModel()
	t.Cleanup(func() { _ = store.Close() })
	return server.Config{
		Store: store, Schema: newEcho(), SDL: "type Query", Limits: server.DefaultLimits(),
		Present: resolvers.ErrorPresenter, Recover: resolvers.Recover,
		Version: server.Version{Version: "1.2.3", Go: "go"}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}

func handler(t *testing.T, c server.Config, addr string) http.Handler {
	t.Helper()
	s, err := server.New(c, addr)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

type response struct {
	Data   map[string]any
	Errors []struct {
		Message    string
		Extensions map[string]any
	}
}

func (r response) code() string {
	if len(r.Errors) == 0 {
		return ""
	}
	s, _ := r.Errors[0].Extensions["code"].(string)
	return s
}

// do sends one request and reads the answer as JSON where it is JSON.
func do(t *testing.T, h http.Handler, method, target, body string, header map[string]string) (*http.Response, response) {
	t.Helper()
	r := httptest.NewRequest(method, "http://localhost"+target, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for k, v := range header {
		if k == "Host" {
			r.Host = v
			continue
		}
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var out response
	_ = json.Unmarshal(w.Body.Bytes(), &out)
	return w.Result(), out
}

func TestGraphQLOverHTTP(t *testing.T) {
	h := handler(t, config(t), "127.0.0.1:0")
	const modern = "application/graphql-response+json"
	who := `{"query":"{who}"}`
	for _, tt := range []struct {
		reason, method, target, body, accept string
		status                               int
		code                                 string
		media                                string
	}{
		{"a query by POST", "POST", "/graphql", who, "", 200, "", "application/json"},
		{"the modern media type", "POST", "/graphql", who, modern, 200, "", modern},
		{"anything goes", "POST", "/graphql", who, "*/*", 200, "", "application/json"},
		{"the first served type wins", "POST", "/graphql", who, "text/html, " + modern + ";q=0.9, application/json", 200, "", modern},
		{"a type that is not served", "POST", "/graphql", who, "text/html", 406, "", ""},
		{"a query by GET", "GET", "/graphql?query={who}", "", modern, 200, "", modern},
		{"a mutation by GET", "GET", "/graphql?query=mutation{change}", "", modern, 405, "INVALID", modern},
		{"another method", "PUT", "/graphql", who, modern, 405, "INVALID", modern},
		{"a query that does not parse", "POST", "/graphql", `{"query":"{"}`, modern, 400, "INVALID", modern},
		{"the same for an old client", "POST", "/graphql", `{"query":"{"}`, "application/json", 200, "INVALID", "application/json"},
		{"an unknown field", "POST", "/graphql", `{"query":"{nobody}"}`, modern, 400, "INVALID", modern},
		{"the same for an old client", "POST", "/graphql", `{"query":"{nobody}"}`, "application/json", 200, "INVALID", "application/json"},
		{"no query", "POST", "/graphql", `{}`, modern, 400, "INVALID", modern},
		{"query is no string", "POST", "/graphql", `{"query":1}`, modern, 400, "INVALID", modern},
		{"variables are no map", "POST", "/graphql", `{"query":"{who}","variables":[]}`, modern, 400, "INVALID", modern},
		{"null parameters are absent ones", "POST", "/graphql", `{"query":"{who}","variables":null,"operationName":null,"extensions":null}`, modern, 200, "", modern},
		{"an array of operations", "POST", "/graphql", `[` + who + `]`, modern, 400, "INVALID", modern},
		{"truncated JSON", "POST", "/graphql", `{"query":"{who}"`, modern, 400, "INVALID", modern},
		{"something after the JSON", "POST", "/graphql", who + "{}", modern, 400, "INVALID", modern},
		{"bytes that are not UTF-8", "POST", "/graphql", "{\"query\":\"\xff{who}\"}", modern, 400, "INVALID", modern},
		{"a body over the limit", "POST", "/graphql", `{"query":"` + strings.Repeat(" ", 1<<20) + `{who}"}`, modern, 413, "LIMIT", modern},
		{"too many tokens", "POST", "/graphql", `{"query":"{` + strings.Repeat("who ", 4000) + `}"}`, modern, 400, "LIMIT", modern},
		{"too deep, and refused before validation", "POST", "/graphql", `{"query":"` + strings.Repeat("{x", 16) + strings.Repeat("}", 16) + `"}`, modern, 400, "LIMIT", modern},
		{"an operation that is not there", "POST", "/graphql", `{"query":"query A{who}","operationName":"B"}`, modern, 400, "INVALID", modern},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			header := map[string]string{}
			if tt.accept != "" {
				header["Accept"] = tt.accept
			}
			resp, out := do(t, h, tt.method, tt.target, tt.body, header)
			if resp.StatusCode != tt.status || out.code() != tt.code {
				t.Errorf("status %d code %q, want %d %q: %+v", resp.StatusCode, out.code(), tt.status, tt.code, out)
			}
			if media := resp.Header.Get("Content-Type"); tt.media != "" && media != tt.media+"; charset=utf-8" {
				t.Errorf("content type %q, want %q", media, tt.media)
			}
			if resp.StatusCode == 405 && resp.Header.Get("Allow") == "" {
				t.Error("405 without Allow")
			}
		})
	}
}

func TestContentTypeOfRequests(t *testing.T) {
	h := handler(t, config(t), "127.0.0.1:0")
	for ct, want := range map[string]int{
		"application/json": 200, "application/json; charset=utf-8": 200, "application/json; charset=utf-16": 415,
		"text/plain": 415, "application/x-www-form-urlencoded": 415, "multipart/form-data; boundary=x": 415, "": 415,
	} {
		resp, _ := do(t, h, "POST", "/graphql", `{"query":"{who}"}`, map[string]string{"Content-Type": ct})
		if resp.StatusCode != want {
			t.Errorf("%q: %d, want %d", ct, resp.StatusCode, want)
		}
	}
}

func TestDeadlineReachesExecution(t *testing.T) {
	c := config(t)
	c.Limits.Deadline = 20 * time.Millisecond
	_, out := do(t, handler(t, c, "127.0.0.1:0"), "POST", "/graphql", `{"query":"{wait}"}`, nil)
	if out.Data["wait"] != "cut" && out.code() != "DEADLINE" {
		t.Errorf("got %+v", out)
	}
}

// A panic in execution becomes INTERNAL with the request's id and no detail.
func TestPanics(t *testing.T) {
	resp, out := do(t, handler(t, config(t), "127.0.0.1:0"), "POST", "/graphql", `{"query":"{panic}"}`, nil)
	if out.code() != "INTERNAL" || out.Errors[0].Extensions["requestId"] != resp.Header.Get("X-Request-Id") {
		t.Errorf("got %+v", out)
	}
	if b, _ := json.Marshal(out); bytes.Contains(b, []byte("secret")) {
		t.Errorf("the panic reached the client: %s", b)
	}
}

func tokenFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func tokens(t *testing.T, content, role string) []server.Token {
	t.Helper()
	ts, err := server.ReadTokens(tokenFile(t, content), role)
	if err != nil {
		t.Fatal(err)
	}
	return ts
}

func TestTokens(t *testing.T) {
	c := config(t)
	c.Tokens.Readers = tokens(t, "# readers\nreader-token-1234567\n\nanna anna-token-123456789\n", "reader")
	c.Tokens.Editors = tokens(t, "editor-token-1234567\n", "editor")
	h := handler(t, c, "0.0.0.0:80")
	for _, tt := range []struct {
		reason, header string
		status         int
		who            any
	}{
		{"none", "", 401, nil},
		{"unknown", "Bearer nobody-token-1234567", 401, nil},
		{"another scheme", "Basic reader-token-1234567", 401, nil},
		{"a reader", "Bearer reader-token-1234567", 200, "reader-1"},
		{"a reader with a name", "bearer anna-token-123456789", 200, "anna"},
		{"an editor reads too", "Bearer editor-token-1234567", 200, "editor-1"},
	} {
		resp, out := do(t, h, "POST", "/graphql", `{"query":"{who}"}`, map[string]string{"Authorization": tt.header})
		if resp.StatusCode != tt.status || out.Data["who"] != tt.who {
			t.Errorf("%s: status %d who %v, want %d %v", tt.reason, resp.StatusCode, out.Data["who"], tt.status, tt.who)
		}
		if tt.status == 401 && (out.code() != "UNAUTHENTICATED" || resp.Header.Get("WWW-Authenticate") == "") {
			t.Errorf("%s: %+v %v", tt.reason, out, resp.Header)
		}
	}
	for _, path := range []string{"/records", "/metrics", "/schema.graphql", "/check"} {
		if resp, _ := do(t, h, "GET", path, "", nil); resp.StatusCode != 401 {
			t.Errorf("%s without a token: %d", path, resp.StatusCode)
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/version"} {
		if resp, _ := do(t, h, "GET", path, "", nil); resp.StatusCode != 200 {
			t.Errorf("%s without a token: %d", path, resp.StatusCode)
		}
	}
	if resp, _ := do(t, h, "POST", "/records", `{"dragoman":1}`, map[string]string{"Authorization": "Bearer reader-token-1234567"}); resp.StatusCode != 403 {
		t.Errorf("a reader may load: %d", resp.StatusCode)
	}
}

func TestBadTokenFiles(t *testing.T) {
	for reason, content := range map[string]string{"empty": "# nothing\n", "short": "abc\n", "three words": "a b c\n"} {
		if _, err := server.ReadTokens(tokenFile(t, content), "reader"); graph.CodeOf(err) != graph.Invalid {
			t.Errorf("%s: %v", reason, err)
		}
	}
	if _, err := server.ReadTokens(filepath.Join(t.TempDir(), "none"), "reader"); graph.CodeOf(err) != graph.Invalid {
		t.Errorf("missing file: %v", err)
	}
}

func TestExposure(t *testing.T) {
	c := config(t)
	for _, addr := range []string{"0.0.0.0:8080", ":8080", "192.168.1.5:80", "[::]:80", "example.org:80"} {
		if _, err := server.New(c, addr); graph.CodeOf(err) != graph.Invalid {
			t.Errorf("%s was served to anyone: %v", addr, err)
		}
	}
	for _, addr := range []string{"127.0.0.1:0", "localhost:80", "[::1]:80"} {
		if _, err := server.New(c, addr); err != nil {
			t.Errorf("%s: %v", addr, err)
		}
	}
	c.Insecure = true
	if _, err := server.New(c, "0.0.0.0:80"); err != nil {
		t.Error(err)
	}
}

func TestHostAndOrigin(t *testing.T) {
	c := config(t)
	c.Hosts = []string{"graph.example"}
	h := handler(t, c, "127.0.0.1:0")
	query := `{"query":"{who}"}`
	for _, tt := range []struct {
		reason string
		header map[string]string
		status int
	}{
		{"localhost", map[string]string{"Host": "localhost:8080"}, 200},
		{"an address", map[string]string{"Host": "[::1]:8080"}, 200},
		{"a name that was allowed", map[string]string{"Host": "graph.example"}, 200},
		{"a name that resolves here by rebinding", map[string]string{"Host": "evil.example:8080"}, 421},
		{"a page of the same origin", map[string]string{"Sec-Fetch-Site": "same-origin"}, 200},
		{"a page of another site", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"an old browser's page of another site", map[string]string{"Origin": "http://evil.example"}, 403},
	} {
		if resp, out := do(t, h, "POST", "/graphql", query, tt.header); resp.StatusCode != tt.status {
			t.Errorf("%s: %d, want %d: %+v", tt.reason, resp.StatusCode, tt.status, out)
		}
	}
}

func TestProbes(t *testing.T) {
	c := config(t)
	h := handler(t, c, "127.0.0.1:0")
	get := func(path string) (int, string) {
		r := httptest.NewRequest("GET", "http://localhost"+path, nil)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	for path, want := range map[string]string{
		"/healthz": "ok", "/readyz": `"ready":true`, "/version": `"version":"1.2.3"`, "/schema.graphql": "type Query",
		"/metrics": "dragoman_store_up 1", "/check": "0 faults",
	} {
		if status, body := get(path); status != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	if err := c.Store.Close(); err != nil {
		t.Fatal(err)
	}
	if status, body := get("/readyz"); status != 503 || !strings.Contains(body, `"ready":false`) || !strings.Contains(body, "store") {
		t.Errorf("closed store: %d %s", status, body)
	}
}

// damagedStore found its data damaged.
type damagedStore struct{ graph.Store }

func (damagedStore) Info(context.Context) (graph.StoreInfo, error) {
	return graph.StoreInfo{}, &graph.Error{Code: graph.Internal, Message: "/srv/secret: the data file is damaged (graph.db, page 7)", Err: graph.ErrDamaged}
}

// Anybody may read that the store is damaged and where that is told; the place itself
// is for the log.
func TestReadinessOfADamagedStore(t *testing.T) {
	c := config(t)
	c.Store = damagedStore{c.Store}
	var log bytes.Buffer
	c.Log = slog.New(slog.NewTextHandler(&log, nil))
	r := httptest.NewRecorder()
	handler(t, c, "127.0.0.1:0").ServeHTTP(r, httptest.NewRequest("GET", "http://localhost/readyz", nil))
	if body := r.Body.String(); r.Code != 503 || !strings.Contains(body, "damaged") || !strings.Contains(body, "check") || !strings.Contains(body, "log") || strings.Contains(body, "/srv") {
		t.Errorf("%d %s", r.Code, body)
	}
	if !strings.Contains(log.String(), "/srv/secret: the data file is damaged (graph.db, page 7)") {
		t.Errorf("the log does not name the place: %s", log.String())
	}
}

func TestRecords(t *testing.T) {
	h := handler(t, config(t), "127.0.0.1:0")
	const lines = `{"dragoman":1}
{"document":{"id":"d"}}
{"entity":{"id":"a","kind":"PERSON","name":"A"}}
{"entity":{"id":"b","kind":"PERSON","name":"B"}}
{"relation":{"from":"a","type":"SPOKE_TO","to":"b","claims":[{"document":"d","stance":"ASSERTS"}]}}
`
	resp, _ := do(t, h, "POST", "/records", lines, nil)
	if resp.StatusCode != 200 {
		t.Fatalf("load: %d", resp.StatusCode)
	}
	r := httptest.NewRequest("GET", "http://localhost/records", nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if n := strings.Count(w.Body.String(), "\n"); n != 5 {
		t.Errorf("export has %d lines:\n%s", n, w.Body)
	}
	resp, _ = do(t, h, "POST", "/records?name=bad.jsonl", lines+`{"entity":{"id":"c"}}`+"\n", nil)
	body, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != 422 || !strings.Contains(string(body), "bad.jsonl") {
		t.Errorf("bad record: %d %s", resp.StatusCode, body)
	}
}

// Serving ends when asked to, after the requests under way.
func TestGracefulShutdown(t *testing.T) {
	c := config(t)
	c.Limits.Deadline = 100 * time.Millisecond
	s, err := server.New(c, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l, 5*time.Second) }()
	answered := make(chan int, 1)
	go func() {
		resp, err := http.Post("http://"+l.Addr().String()+"/graphql", "application/json", strings.NewReader(`{"query":"{wait}"}`))
		if err != nil {
			answered <- 0
			return
		}
		_ = resp.Body.Close()
		answered <- resp.StatusCode
	}()
	<-c.Schema.(echo).waiting
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
	if status := <-answered; status != 200 && status != 504 {
		t.Errorf("the request under way got %d", status)
	}
	http.DefaultClient.CloseIdleConnections()
}

// What is wrong with a body is told in words, not in those of a library.
func TestBodiesThatAreNone(t *testing.T) {
	h := handler(t, config(t), "127.0.0.1:0")
	for body, says := range map[string]string{
		`{"query":[]}`:                    "query cannot be a list",
		`{"query":"{who}","variables":1}`: "variables cannot be a number",
		`{"query":{}}`:                    "query cannot be an object",
		`"who"`:                           "it is a text",
		`{"query"x`:                       "it is no JSON at byte 9",
	} {
		_, r := do(t, h, "POST", "/graphql", body, nil)
		if r.code() != "INVALID" || !strings.HasSuffix(r.Errors[0].Message, says) {
			t.Errorf("%s: %+v, want %s", body, r.Errors, says)
		}
	}
}
