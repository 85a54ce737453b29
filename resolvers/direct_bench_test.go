package resolvers_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"

	"dragoman/graph"
	"dragoman/graph/embedded"
	"dragoman/resolvers"
)

// star is a group with members: one ego network of 200 nodes.
//
//	m000 ──MEMBER_OF──▶ hub ◀── m199;   m000 ──SUPPORT──▶ m001 ──▶ m002 …
func star(b *testing.B) graph.Store {
	b.Helper()
	store, err := embedded.OpenMemory(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	text := `{"dragoman": 1}
{"document": {"id": "doc", "title": "Report", "published": "2025-10-01"}}
{"entity": {"id": "hub", "kind": "GROUP", "name": "The Hub"}}
`
	for i := range 200 {
		text += fmt.Sprintf(`{"entity": {"id": "m%03d", "kind": "PERSON", "type": "delegate", "name": "Member %d", "summary": "One of them."}}`+"\n", i, i)
		text += fmt.Sprintf(`{"relation": {"from": "m%03d", "type": "MEMBER_OF", "to": "hub", "claims": [{"document": "doc", "stance": "ASSERTS", "date": "2025-09"}]}}`+"\n", i)
		if i > 0 {
			text += fmt.Sprintf(`{"relation": {"from": "m%03d", "type": "SUPPORT", "to": "m%03d", "key": "k", "claims": [{"document": "doc", "stance": "REPORTS"}]}}`+"\n", i-1, i)
		}
	}
	if _, err := store.Apply(b.Context(), graph.Batch{Records: graph.DecodeRecords("star", strings.NewReader(text))}); err != nil {
		b.Fatal(err)
	}
	return store
}

type keptDocuments map[string]*ast.QueryDocument

func (k keptDocuments) Get(_ context.Context, q string) (*ast.QueryDocument, bool) {
	d, ok := k[q]
	return d, ok
}
func (k keptDocuments) Add(_ context.Context, q string, d *ast.QueryDocument) { k[q] = d }

// BenchmarkAnswer is a whole GraphQL answer in process, with the store's part, as it
// is and by the executor alone.
func BenchmarkAnswer(b *testing.B) {
	store := star(b)
	ids := make([]string, 100)
	for i := range ids {
		ids[i] = fmt.Sprintf("%q", fmt.Sprintf("m%03d", i))
	}
	for _, q := range []struct{ name, query string }{
		{"entity", `{ entity(id: "hub") { id kind type name degree summary } }`},
		{"entities=100", `{ entities(ids: [` + strings.Join(ids, ",") + `]) { id kind type name degree summary } }`},
		{"relations=20", `{ entity(id: "hub") { name relations(first: 20) { nodes { id type status independentSources when { edtf } from { id name } to { id name } } } } }`},
		{"ego=200", `{ ego(of: ["hub"], depth: 1, first: 200, perNode: 200) { complete nodes { distance rank hidden entity { id kind name } } relations { id type status from { id } to { id } } } }`},
		{"path", `{ paths(from: ["m000"], to: ["m150"]) { outcome paths { hops status text nodes { id kind name } steps { forward relation { id type status documents { title } } } } } }`},
	} {
		for _, way := range []string{"direct", "executor"} {
			b.Run(q.name+"/"+way, func(b *testing.B) {
				exec := executor.New(resolvers.NewExecutableSchema(store, resolvers.Options{Plain: way == "executor"}))
				exec.SetQueryCache(keptDocuments{})
				b.ReportAllocs()
				for b.Loop() {
					lent := new(resolvers.Loan)
					ctx := resolvers.WithLoan(graphql.StartOperationTrace(b.Context()), lent)
					oc, errs := exec.CreateOperationContext(ctx, &graphql.RawParams{Query: q.query})
					if errs != nil {
						b.Fatal(errs)
					}
					responses, ctx := exec.DispatchOperation(ctx, oc)
					if resp := responses(ctx); len(resp.Errors) > 0 || len(resp.Data) < 50 {
						b.Fatal(resp.Errors, string(resp.Data))
					}
					lent.Return()
				}
			})
		}
	}
}
