package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dragoman/graph"
	"dragoman/graph/embedded"
	"dragoman/intake"
	"dragoman/resolvers"
	"dragoman/seed"
)

// poisoning fills what is given back with nonsense, before the store uses it again:
// whoever reads it then shows that.
type poisoning struct {
	graph.Store
	given *atomic.Int64
}

func (s poisoning) Ego(ctx context.Context, q graph.EgoQuery) (*graph.EgoNetwork, error) {
	n, err := s.Store.Ego(ctx, q)
	if err != nil || n.Release == nil {
		return n, err
	}
	back, nodes, relations := n.Release, n.Nodes, n.Relations
	n.Release = func() {
		s.given.Add(1)
		for i := range nodes {
			nodes[i] = graph.EgoNode{Entity: "poison", Distance: -1}
		}
		for _, r := range relations {
			*r = graph.Relation{ID: "poison", From: "poison", To: "poison"}
		}
		runtime.Gosched()
		back()
	}
	return n, nil
}

func seeded(t *testing.T) graph.Store {
	t.Helper()
	store, err := embedded.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := intake.Take(t.Context(), store, seed.Records, intake.Options{Actor: "test", Action: "seed"}); err != nil {
		t.Fatal(err)
	}
	return store
}

// Answers stay what the executor alone makes of them while the memory of others is
// used again: that of ego networks, and that of bytes that were sent.
func TestMemoryIsUsedAgain(t *testing.T) {
	store := seeded(t)
	asking := func(schema resolvers.Options, store graph.Store) func(query string) string {
		c := config(t)
		c.Store, c.Schema = store, resolvers.NewExecutableSchema(store, schema)
		h := handler(t, c, "127.0.0.1:0")
		return func(query string) string {
			body, err := json.Marshal(map[string]string{"query": query})
			if err != nil {
				return err.Error()
			}
			r := httptest.NewRequest(http.MethodPost, "http://localhost/graphql", strings.NewReader(string(body)))
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			return w.Body.String()
		}
	}
	var given, wanted atomic.Int64
	plain, served := asking(resolvers.Options{Plain: true}, store), asking(resolvers.Options{}, poisoning{store, &given})

	const drawn = `nodes { distance rank hidden entity { id kind name } } relations { id type key status from { id } to { id } }`
	forms := []struct {
		reason, query string
		back          int64 // egos of it that are given back
	}{
		{"what a page draws", `{ ego(of: [%[1]q], depth: 2, first: 200) { complete ` + drawn + ` } }`, 1},
		{"with evidence", `{ ego(of: [%[1]q], depth: 2) { ` + drawn + ` relations { when { text edtf } sources { text entity { name } } documents { title } concerns { name } } } }`, 1},
		{"two, one of them selected twice", `{ ego(of: [%[1]q]) { ` + drawn + ` } ego(of: [%[1]q]) { complete } other: ego(of: [%[1]q], depth: 3) { ` + drawn + ` } }`, 2},
		{"with places", `{ ego(of: [%[1]q], layout: true) { nodes { x y } ` + drawn + ` } }`, 1},
		{"with claims, which the executor writes", `{ ego(of: [%[1]q]) { ` + drawn + ` relations { claims(first: 1) { nodes { id } } } } }`, 0},
		{"no ego", `{ entity(id: %[1]q) { name relations(first: 100) { nodes { id view from { name } to { name } } } } }`, 0},
	}
	var found struct {
		Data struct {
			Search struct {
				Nodes []struct{ Entity struct{ ID string } }
			}
		}
	}
	if err := json.Unmarshal([]byte(plain(`{ search(first: 30) { nodes { entity { id } } } }`)), &found); err != nil || len(found.Data.Search.Nodes) < 30 {
		t.Fatal(err, found)
	}
	type question struct {
		reason, query, want string
		back                int64
	}
	var questions []question
	for _, n := range found.Data.Search.Nodes {
		for _, f := range forms {
			q := fmt.Sprintf(f.query, n.Entity.ID)
			questions = append(questions, question{f.reason, q, plain(q), f.back})
		}
	}
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range questions {
				q := questions[(i*7+worker*31)%len(questions)]
				wanted.Add(q.back)
				if got := served(q.query); got != q.want {
					t.Errorf("%s: %s\n%s", q.reason, q.query, cmp.Diff(q.want, got))
					return
				}
			}
		})
	}
	all.Wait()
	if g, w := given.Load(), wanted.Load(); g != w && !t.Failed() {
		t.Errorf("%d ego networks were given back, want %d", g, w)
	}
}
