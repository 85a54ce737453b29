package neo4jstore

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/dev/neo4j/neo4jtest"
	"dragoman/graph"
)

func TestFindBench(t *testing.T) {
	server := neo4jtest.ForTests(t)
	ctx := context.Background()
	d, _ := neo4j.NewDriverWithContext(server.URI, neo4j.NoAuth())
	r, err := neo4j.ExecuteQuery(ctx, d, "MATCH (e:Entity) RETURN count(e) AS n", nil, neo4j.EagerResultTransformer)
	if err != nil {
		t.Fatal(err)
	}
	n, _ := r.Records[0].Get("n")
	if n.(int64) < 20000 {
		for {
			r, err := neo4j.ExecuteQuery(ctx, d, "MATCH (n) WITH n LIMIT 20000 DETACH DELETE n RETURN count(*) AS n", nil, neo4j.EagerResultTransformer)
			if err != nil {
				t.Fatal(err)
			}
			if x, _ := r.Records[0].Get("n"); x.(int64) == 0 {
				break
			}
		}
	}
	s, err := Open(ctx, Options{URI: server.URI, Search: SearchDatabase})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if n.(int64) < 20000 {
		f, _ := os.Open("/tmp/f_gen.jsonl")
		var batch []graph.Record
		start := time.Now()
		flush := func() {
			if _, err := s.Apply(ctx, graph.Batch{Records: func(yield func(graph.Record, error) bool) {
				for _, r := range batch {
					if !yield(r, nil) {
						return
					}
				}
			}, Action: "load"}); err != nil {
				t.Fatal(err)
			}
			batch = batch[:0]
		}
		var all []graph.Record
		for r, err := range graph.DecodeRecords("gen", bufio.NewReader(f)) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, r)
		}
		slices.SortStableFunc(all, func(a, b graph.Record) int {
			x, y := 1, 1
			if a.Entity != nil {
				x = 0
			}
			if b.Entity != nil {
				y = 0
			}
			return x - y
		})
		for _, r := range all {
			if batch = append(batch, r); len(batch) == 10000 {
				flush()
			}
		}
		flush()
		fmt.Println("loaded in", time.Since(start))
	}
	p, err := s.ListEntities(ctx, []graph.EntityQuery{{Kinds: []graph.EntityKind{graph.KindPerson}, Slice: graph.Slice{First: 1000}}})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, e := range p[0].Items {
		ids = append(ids, e.ID)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	pick := func() string { return ids[rng.IntN(len(ids))] }
	measure := func(name string, work func() error) {
		var ds []time.Duration
		for i := range 150 {
			start := time.Now()
			if err := work(); err != nil {
				fmt.Println(name, err)
				return
			}
			if i >= 50 {
				ds = append(ds, time.Since(start))
			}
		}
		slices.Sort(ds)
		fmt.Println(name, "p50", ds[50], "p90", ds[90], "max", ds[99])
	}
	hops := map[int]int{}
	measure("path", func() error {
		r, err := s.Paths(ctx, graph.PathQuery{From: []string{pick()}, To: []string{pick()}, First: 1, MaxHops: 6, DegreeCap: 1000})
		if err == nil && len(r.Paths) > 0 {
			hops[r.Paths[0].Hops]++
		} else if err == nil {
			hops[-1]++
		}
		return err
	})
	fmt.Println(hops)
	measure("raw shortestPath", func() error {
		_, err := neo4j.ExecuteQuery(ctx, d, "MATCH (a:Entity {id:$a}), (b:Entity {id:$b}) MATCH p = shortestPath((a)-[:"+relationTypes+"*..6]-(b)) WHERE all(r IN relationships(p) WHERE r.status IN $statuses AND r.aside IS NULL AND r.gate IS NULL) AND all(n IN nodes(p) WHERE n.degree <= 1000 OR n.id IN [$a,$b]) RETURN [n IN nodes(p) | n.id], [r IN relationships(p) | r.status]",
			map[string]any{"a": pick(), "b": pick(), "statuses": []string{"CONFIRMED", "CORROBORATED", "REPORTED", "ALLEGED", "DISPUTED"}}, neo4j.EagerResultTransformer)
		return err
	})
	sizes, rels := 0, 0
	measure("ego 2", func() error {
		n, err := s.Ego(ctx, graph.EgoQuery{Of: []string{pick()}, Depth: 2, First: 200, PerNode: 50, DegreeCap: 1000})
		if err == nil {
			sizes, rels = sizes+len(n.Nodes), rels+len(n.Relations)
			if n.StoppedBy != 0 {
				fmt.Println("stopped", n.StoppedBy)
			}
		}
		return err
	})
	fmt.Println(sizes/150, rels/150)
	measure("ego 1", func() error {
		_, err := s.Ego(ctx, graph.EgoQuery{Of: []string{pick()}, Depth: 1, First: 50, PerNode: 50, DegreeCap: 1000})
		return err
	})
	measure("relations of entity", func() error {
		_, err := s.ListRelations(ctx, []graph.RelationQuery{{Of: []string{pick()}, Slice: graph.Slice{First: 50}}})
		return err
	})
	measure("list 100", func() error {
		_, err := s.ListEntities(ctx, []graph.EntityQuery{{Slice: graph.Slice{First: 100, After: graph.SortKey{pick()}}}})
		return err
	})
	measure("common", func() error {
		_, err := s.Common(ctx, graph.CommonQuery{Of: []string{pick(), pick()}, MaxHops: 1, Slice: graph.Slice{First: 50}})
		return err
	})
	measure("neighbour counts", func() error {
		_, err := s.NeighbourCounts(ctx, []graph.NeighbourQuery{{Of: pick()}})
		return err
	})
	v := 0
	r2, _ := neo4j.ExecuteQuery(ctx, d, "MATCH (e:Entity) RETURN max(e.degree) AS m, avg(e.degree) AS a, percentileDisc(e.degree, 0.99) AS p", nil, neo4j.EagerResultTransformer)
	fmt.Println(r2.Records[0].Values, v)
}
