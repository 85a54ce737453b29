package graph_test

import (
	"os/exec"
	"strings"
	"testing"
)

// layers lists the packages from the bottom up. A package may import those above
// it in this list, as far as its own line allows.
var layers = []struct {
	pkg   string
	ours  []string // packages of this module that it may import
	third bool     // may import other modules
	why   string
}{
	{"dragoman/graph", nil, false, "the domain stands on the standard library alone"},
	{"dragoman/names", nil, true, "folding knows no graph"},
	{"dragoman/graph/column", nil, false, "lists know no graph"},
	{"dragoman/graph/topology", []string{"graph", "graph/column"}, false, "search knows no database"},
	{"dragoman/graph/called", []string{"graph", "graph/topology"}, false, "who is called so knows no database"},
	{"dragoman/graph/layout", nil, false, "pictures know no graph"},
	{"dragoman/graph/merge", []string{"graph", "graph/topology"}, false, "the view of merges knows no database"},
	{"dragoman/graph/pack", []string{"graph", "graph/topology"}, false, "the packed form knows no database"},
	{"dragoman/graph/neo4jstore", []string{"graph", "graph/called", "graph/merge", "graph/pack", "graph/topology", "names"}, true, "stores never import each other"},
	{"dragoman/graph/embedded/pagesum", nil, true, "pages know what SQLite writes, and no graph"},
	{"dragoman/graph/embedded/tree", nil, true, "the form of a file knows no domain"},
	{"dragoman/graph/embedded", []string{"graph", "graph/called", "graph/column", "graph/embedded/pagesum", "graph/embedded/tree", "graph/merge", "graph/pack", "graph/topology", "names"}, true, "stores never import each other"},
	{"dragoman/graph/gen", []string{"graph", "resolvers/scalar"}, true, "generated code shapes the domain"},
	{"dragoman/records", []string{"graph"}, true, "formats know no store"},
	{"dragoman/mapping", []string{"graph", "names", "records"}, true, "a mapping knows no store"},
	{"dragoman/mappings", []string{"graph", "mapping"}, false, "mappings and the file that embeds them"},
	{"dragoman/archive", []string{"graph"}, false, "the form of backups knows no store"},
	{"dragoman/exchange", []string{"graph", "records"}, false, "formats know the roles of a store, no store"},
	{"dragoman/seed", []string{"graph", "records"}, false, "data and the file that embeds it"},
	{"dragoman/intake", []string{"graph"}, false, "loading in portions knows no store and no format"},
	{"dragoman/web", nil, false, "pages and the file that embeds them"},
	{"dragoman/resolvers/emit", nil, true, "writing by a plan knows no domain"},
	{"dragoman/resolvers", []string{"graph", "graph/gen", "graph/layout", "intake", "resolvers/emit", "resolvers/scalar"}, true, "resolvers know the roles of a store, no store"},
	{"dragoman/server", []string{"archive", "exchange", "graph", "intake", "records", "resolvers"}, true, "the edge knows no store and no page"},
}

// Imports go one way, and graph stands on the standard library.
func TestImports(t *testing.T) {
	for _, l := range layers {
		out, err := exec.Command("go", "list", "-f", `{{join .Imports "\n"}}`, l.pkg).Output()
		if err != nil {
			t.Fatalf("go list %s: %v", l.pkg, err)
		}
		for imported := range strings.Lines(string(out)) {
			imported = strings.TrimSpace(imported)
			path, ours := strings.CutPrefix(imported, "dragoman/")
			first, _, _ := strings.Cut(imported, "/")
			switch {
			case ours:
				allowed := false
				for _, a := range l.ours {
					allowed = allowed || a == path
				}
				if !allowed {
					t.Errorf("%s imports %s: %s", l.pkg, imported, l.why)
				}
			case strings.Contains(first, ".") && !l.third:
				t.Errorf("%s imports %s: %s", l.pkg, imported, l.why)
			}
		}
	}
}
