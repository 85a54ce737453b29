package main

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"dragoman/dev/neo4j"
)

// BenchmarkNeo4jImport measures a first load through Neo4j's own importer, step by
// step. It prints the table of docs/performance.md. With -short the graph is a tenth
// of the size.
//
//	records ─ load ─▶ folder ─ neo4j-files ─▶ CSV ─ neo4j-admin ─▶ database ─▶ first start
func BenchmarkNeo4jImport(b *testing.B) {
	for range b.N {
		f := newFigures(b)
		f.generate()
		f.imported()
		f.print()
	}
}

func (f *figures) imported() {
	files, home := filepath.Join(f.TempDir(), "files"), filepath.Join(f.TempDir(), "home")
	step := func(what string, s spent) time.Duration {
		f.row(what, fmt.Sprintf("%.1f s, %d MiB of memory", s.took.Seconds(), s.memory), "", false)
		return s.took
	}
	loaded := step("`load` into an empty folder", f.spend("load", f.input, "--data", f.dir))
	total := step("`neo4j-files` of that folder", f.spend("neo4j-files", "-o", files, "--data", f.dir))
	begin := time.Now()
	if out, err := neo4j.Admin(f.Context(), home, files, "database", "import", "full", "neo4j", "@import.args"); err != nil {
		f.Fatalf("%v\n%s", err, out)
	}
	took := time.Since(begin)
	f.row("`neo4j-admin database import full`", seconds(took), "", false)
	total += took
	begin = time.Now()
	server, err := neo4j.Start(f.Context(), neo4j.Options{Dir: home, Heap: "2g", PageCache: "1g"})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = server.Stop(f.Context()) })
	f.row("start of Neo4j (not counted)", seconds(time.Since(begin)), "", false)
	over := []string{"stats", "--search", "database", "--timeout", "10m", "--store", "neo4j", "--neo4j-uri", server.URI}
	total += step("first opening: constraints, indexes, `stats`", f.spend(over...))
	step("second opening, `stats`", f.spend(over...))
	rate := float64(f.relations) / total.Seconds()
	f.row(fmt.Sprintf("from the folder to the first answer (%.0f s)", total.Seconds()), thousands(int(rate))+" relations/s", "≥ 20,000", rate < 20_000)
	rate = float64(f.relations) / (loaded + total).Seconds()
	f.row(fmt.Sprintf("from the records to the first answer (%.0f s)", (loaded+total).Seconds()), thousands(int(rate))+" relations/s", "≥ 20,000", rate < 20_000)
}
