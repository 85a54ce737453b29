package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dragoman/graph"
)

// publicGraph is a graph made of public files by mappings that the program has.
type publicGraph struct {
	what  string
	loads [][]string // arguments of load; files lie below DRAGOMAN_PUBLIC_FILES
}

var (
	loadCountries = []string{"--map", "countries", "countries-mledoze/countries.json"}
	loadEmbassies = []string{"--map", "embassies", "--set", "published=2022-11-16", "embassies-wikidata/database_of_embassies.csv"}
	loadEvents    = []string{"--map", "icews", "icews/icews_2005-2015_valid.txt"}
	loadSanctions = []string{"--map", "ofac-sdn", "ofac-sdn/sdn.csv", "ofac-sdn/alt.csv", "ofac-sdn/add.csv"}

	publicGraphs = []publicGraph{
		{"countries and embassies", [][]string{loadCountries, loadEmbassies}},
		{"ICEWS events", [][]string{loadEvents}},
		{"all four files", [][]string{loadCountries, loadEmbassies, loadSanctions, loadEvents}},
	}
)

// BenchmarkPublicFiles measures as BenchmarkFigures does, on graphs made of public
// files instead of an invented one: docs/mapping.md says which files, and
// DRAGOMAN_PUBLIC_FILES where they are.
func BenchmarkPublicFiles(b *testing.B) {
	folder := os.Getenv("DRAGOMAN_PUBLIC_FILES")
	if folder == "" {
		b.Skip("DRAGOMAN_PUBLIC_FILES names no folder with the public files (docs/mapping.md says which): real graphs were not measured")
	}
	for range b.N {
		f := newFigures(b)
		var columns [][]figure
		for _, g := range publicGraphs {
			f.began, f.table = time.Now(), nil
			f.dir = filepath.Join(b.TempDir(), "graph")
			f.public(folder, g)
			columns = append(columns, f.table)
		}
		f.printPublic(columns)
	}
}

// public loads the files, then asks as of an invented graph. The bare arrays are
// filled from what the store gives back.
func (f *figures) public(folder string, g publicGraph) {
	took := time.Duration(0)
	for _, args := range g.loads {
		full := append([]string{"load", "--data", f.dir}, below(folder, args)...)
		took += f.timed(func() error { f.run(f.binary, full...); return nil })
	}
	f.run(f.binary, "export", "--data", f.dir, "-o", f.input)
	f.count()
	f.row("entities", thousands(f.entities), "", false)
	f.row("relations", thousands(f.relations), "", false)
	f.row("load, whole commands", seconds(took), "", false)
	f.read()
	s := f.serve()
	f.row("start", seconds(s.started), "", false)
	f.ask(s)
	f.row("resident memory, after all queries", s.resident("VmRSS"), "", false)
	s.stop()
	f.search()
}

// count makes the entities of an export those that are drawn.
func (f *figures) count() {
	in, err := os.Open(f.input)
	if err != nil {
		f.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	f.ids, f.relations = idList{}, 0
	for r, err := range graph.DecodeRecords(f.input, bufio.NewReaderSize(in, 1<<20)) {
		switch {
		case err != nil:
			f.Fatal(err)
		case r.Entity != nil:
			f.ids.add(r.Entity.ID)
		case r.Relation != nil:
			f.relations++
		}
	}
	f.entities = f.ids.len()
}

// printPublic writes a column for each graph. Rows are the same for all; what a
// row's name tells in brackets differs, and goes to the figure.
func (f *figures) printPublic(columns [][]figure) {
	fmt.Printf("\n%s\n\n| figure |", f.when())
	for _, g := range publicGraphs {
		fmt.Printf(" %s |", g.what)
	}
	fmt.Print("\n|---|" + strings.Repeat("---|", len(columns)) + "\n")
	for i, r := range columns[0] {
		what, _, _ := strings.Cut(r.what, " (")
		fmt.Printf("| %s |", what)
		for _, c := range columns {
			if _, told, ok := strings.Cut(c[i].what, " ("); ok {
				fmt.Printf(" %s (%s |", c[i].value, told)
			} else {
				fmt.Printf(" %s |", c[i].value)
			}
		}
		fmt.Println()
	}
	fmt.Println()
}
