package mappings_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dragoman/graph"
	"dragoman/graph/embedded"
	"dragoman/intake"
	"dragoman/mapping"
	"dragoman/mappings"
	"dragoman/records"
	"dragoman/seed"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// fixtures are invented rows in the layout of the public files.
var fixtures = map[string][]string{
	"countries": {"countries.json"},
	"embassies": {"embassies.csv"},
	"icews":     {"icews.txt"},
	"ofac-sdn":  {"sdn.csv", "alt.csv", "add.csv"},
}

// plan reads files of a folder by a mapping.
func plan(t *testing.T, name, folder string, files []string) *mapping.Load {
	t.Helper()
	m, err := mappings.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	var inputs []mapping.Input
	for _, file := range files {
		inputs = append(inputs, mapping.Input{Name: filepath.Base(file), Open: func() (io.ReadCloser, error) { return os.Open(filepath.Join(folder, file)) }})
	}
	loads, err := m.Plan(inputs, nil)
	if err != nil || len(loads) != 1 {
		t.Fatalf("%s: %d loads, %v", name, len(loads), err)
	}
	return loads[0]
}

// Every mapping has a fixture, and gives the records of its golden file. -update
// rewrites them.
func TestFixtures(t *testing.T) {
	for _, name := range mappings.Names() {
		l := plan(t, name, "testdata", fixtures[name])
		var b strings.Builder
		for r, err := range l.Records() {
			if err != nil {
				fmt.Fprintln(&b, err)
			} else {
				fmt.Fprintf(&b, "%s\n", graph.AppendRecord(nil, &r, graph.EncodeOptions{}))
			}
		}
		tally := l.Tally()
		fmt.Fprintf(&b, "%+v\n", tally)
		path := filepath.Join("testdata", name+".golden")
		if *update {
			if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), b.String()); diff != "" || tally.Refused != 0 {
			t.Errorf("%s (-want +got; -update rewrites it):\n%s", name, diff)
		}
	}
}

func open(t *testing.T) graph.Store {
	t.Helper()
	s, err := embedded.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func take(ctx context.Context, s graph.Writer, from intake.Source) (graph.Receipt, error) {
	return intake.Take(ctx, s, from, intake.Options{Actor: "test", Action: "load"})
}

func digest(t *testing.T, s graph.Store) string {
	t.Helper()
	d, err := records.DigestOf(s.(graph.Exporter).Export(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	return d.String()
}

// All mappings go into one graph beside the demo graph, in any order; a second load
// changes nothing; and a government is one, whichever file names it.
func TestTogether(t *testing.T) {
	var digests []string
	for _, order := range [][]string{{"countries", "embassies", "icews", "ofac-sdn"}, {"ofac-sdn", "icews", "embassies", "countries"}} {
		s := open(t)
		if _, err := take(t.Context(), s, seed.Records); err != nil {
			t.Fatal(err)
		}
		for _, name := range order {
			r, err := take(t.Context(), s, plan(t, name, "testdata", fixtures[name]).Records)
			if err != nil || r.Claims == 0 {
				t.Fatalf("%s: %v %+v", name, err, r)
			}
		}
		before := digest(t, s)
		for _, name := range order {
			r, err := take(t.Context(), s, plan(t, name, "testdata", fixtures[name]).Records)
			r.Revision = ""
			if diff := cmp.Diff(graph.Receipt{}, r); diff != "" || err != nil {
				t.Errorf("%s again: %v %s", name, err, diff)
			}
		}
		after := digest(t, s)
		if before != after {
			t.Error("a second load changes the graph")
		}
		digests = append(digests, after)
		got, err := s.Entities(t.Context(), []string{"tajikistan"})
		if err != nil || len(got) != 1 || got[0] == nil {
			t.Fatal(got, err)
		}
		e := got[0]
		schemes := ""
		for _, x := range e.ExternalIDs {
			schemes += x.Scheme + " "
		}
		if e.Kind != graph.KindGovernment || e.Name != "Tajikistan" || schemes != "iso3166-1-alpha-2 iso3166-1-alpha-3 iso3166-1-numeric wd " {
			t.Errorf("%+v %s", e, schemes)
		}
	}
	if digests[0] != digests[1] {
		t.Error("the order of the files matters")
	}
}

// portioned is a store that takes so few records at a time that every load is cut.
type portioned struct{ graph.Store }

func (portioned) Portion() int { return 7 }

// In portions a file gives the same graph, and its rows are counted once.
func TestInPortions(t *testing.T) {
	whole, cut := open(t), open(t)
	for _, name := range mappings.Names() {
		if _, err := take(t.Context(), whole, plan(t, name, "testdata", fixtures[name]).Records); err != nil {
			t.Fatal(err)
		}
		l := plan(t, name, "testdata", fixtures[name])
		for range l.Records() { // only to count
		}
		want := l.Tally()
		if _, err := take(t.Context(), portioned{cut}, l.Records); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, l.Tally()); diff != "" {
			t.Errorf("%s: tally (-read once +in portions):\n%s", name, diff)
		}
	}
	if digest(t, whole) != digest(t, cut) {
		t.Error("in portions the graph is another one")
	}
}

func TestFind(t *testing.T) {
	if got := mappings.Names(); !slices.Equal(got, []string{"countries", "embassies", "icews", "ofac-sdn"}) {
		t.Error(got)
	}
	for _, name := range mappings.Names() {
		if m, err := mappings.Find(name); err != nil || m.About == "" || !slices.Contains(m.Constants(), "published") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := mappings.Find("none"); graph.CodeOf(err) != graph.NotFound {
		t.Error(err)
	}
	if text, err := mappings.Table("states.csv"); err != nil || !strings.HasPrefix(string(text), "id,name,type,iso2,iso3,spellings\n") {
		t.Error(err)
	}
	for _, name := range []string{"none.csv", "icews.yaml"} {
		if _, err := mappings.Table(name); graph.CodeOf(err) != graph.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// public are the real files, by their place below the folder that
// DRAGOMAN_PUBLIC_FILES names, and what they are known to give.
var public = []struct {
	name  string
	files []string
	rows  int
}{
	{"countries", []string{"countries-mledoze/countries.json"}, 250},
	{"embassies", []string{"embassies-wikidata/database_of_embassies.csv"}, 9852},
	{"icews", []string{"icews/icews_2005-2015_valid.txt"}, 46275},
	{"ofac-sdn", []string{"ofac-sdn/sdn.csv", "ofac-sdn/alt.csv", "ofac-sdn/add.csv"}, 8976},
}

// The real files load whole, and again without a change. With -v it prints the
// table of docs/mapping.md.
func TestPublicFiles(t *testing.T) {
	folder := os.Getenv("DRAGOMAN_PUBLIC_FILES")
	if folder == "" {
		t.Skip("DRAGOMAN_PUBLIC_FILES names no folder with the public files (docs/mapping.md says which): the mappings were tried on fixtures only")
	}
	s, err := embedded.Open(t.Context(), filepath.Join(t.TempDir(), "graph"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, p := range public {
		l := plan(t, p.name, folder, p.files)
		start := time.Now()
		r, err := take(t.Context(), s, l.Records)
		if err != nil {
			t.Fatalf("%s: %v", p.name, err)
		}
		tally := l.Tally()
		if tally.Rows != p.rows || tally.Refused != 0 {
			t.Errorf("%s: %+v", p.name, tally)
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		t.Logf("%s: %d rows, %d entities, %d relations, %d attributes, %d claims, skipped %v, %s, heap %d MiB", p.name, tally.Rows, r.Entities, r.Relations, r.Attributes, r.Claims, tally.Skipped, time.Since(start).Round(time.Millisecond), m.HeapSys>>20)
	}
	before := digest(t, s)
	for _, p := range public {
		r, err := take(t.Context(), s, plan(t, p.name, folder, p.files).Records)
		r.Revision = ""
		if diff := cmp.Diff(graph.Receipt{}, r); diff != "" || err != nil {
			t.Errorf("%s again: %v %s", p.name, err, diff)
		}
	}
	if digest(t, s) != before {
		t.Error("a second load changes the graph")
	}
}
