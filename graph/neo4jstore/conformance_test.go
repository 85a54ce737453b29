package neo4jstore_test

import (
	"fmt"
	"os"
	"testing"

	"dragoman/dev/neo4j/neo4jtest"
	"dragoman/graph"
	"dragoman/graph/graphtest"
	"dragoman/graph/neo4jstore"
	"dragoman/graph/neo4jstore/storetest"
)

func TestMemoryKeepsTheContract(t *testing.T) {
	keepsTheContract(t, neo4jstore.SearchMemory, graphtest.Options{})
}

func TestDatabaseKeepsTheContract(t *testing.T) {
	keepsTheContract(t, neo4jstore.SearchDatabase, graphtest.Options{Skip: unsupported, Unsupported: needsMemory})
}

// unsupported are the rules about what --search database leaves to --search
// memory; that it says so is tested by TestUnsupportedNamesTheFlag.
var unsupported = map[string]string{
	"paths/STRONGEST":               "UNSUPPORTED: mode STRONGEST",
	"paths/STRONGEST met":           "UNSUPPORTED: mode STRONGEST",
	"paths/EARLIEST":                "UNSUPPORTED: mode EARLIEST",
	"paths/order":                   "UNSUPPORTED: mode EARLIEST",
	"paths/via":                     "UNSUPPORTED: via",
	"paths/via modes":               "UNSUPPORTED: via",
	"paths/via old ids":             "UNSUPPORTED: via",
	"paths/relaxations of evidence": "UNSUPPORTED in part: documents and an asOf in a search",
	"paths/planned":                 "UNSUPPORTED in part: an asOf in a search",
	"ego/brief as of":               "UNSUPPORTED: an asOf in a search",
	"paths/filter":                  "UNSUPPORTED in part: documents and sources in a search",
	"paths/policy":                  "UNSUPPORTED in part: an asOf in a search",
	"basis/statuses":                "UNSUPPORTED: what a connection rests on",
	"basis/revival":                 "UNSUPPORTED: what a connection rests on",
	"basis/meetings":                "UNSUPPORTED: what a connection rests on",
	"basis/origins":                 "UNSUPPORTED: what a connection rests on",
	"basis/words":                   "UNSUPPORTED: what a connection rests on",
	"basis/order":                   "UNSUPPORTED: what a connection rests on",
	"basis/bounds":                  "UNSUPPORTED: what a connection rests on",
	"basis/no path":                 "UNSUPPORTED: what a connection rests on",
	"changes/paths":                 "UNSUPPORTED: how a connection changed",

	"connect/network":    "UNSUPPORTED: connect",
	"connect/order":      "UNSUPPORTED: connect",
	"connect/groups":     "UNSUPPORTED: connect",
	"connect/joints":     "UNSUPPORTED: connect",
	"connect/avoid":      "UNSUPPORTED: connect",
	"connect/hubs":       "UNSUPPORTED: connect",
	"connect/many":       "UNSUPPORTED: connect",
	"connect/bad values": "UNSUPPORTED: connect",
}

func keepsTheContract(t *testing.T, search neo4jstore.Search, o graphtest.Options) {
	o.Reopen = func(t *testing.T, s graph.Store) graph.Store {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		return openStore(t, search)
	}
	o.Steps = 250 // each step is several round trips
	if testing.Short() {
		o.Steps = 50
	}
	_, _ = fmt.Sscan(os.Getenv("WALK_STEPS"), &o.Steps) // for a long walk by hand
	graphtest.RunWith(t, func(t *testing.T) graph.Store {
		server := neo4jtest.ForTests(t)
		storetest.Empty(t, server.URI, server.User, server.Password)
		return openStore(t, search)
	}, o)
}

func openStore(t *testing.T, search neo4jstore.Search) graph.Store {
	t.Helper()
	server := neo4jtest.ForTests(t)
	s, err := neo4jstore.Open(t.Context(), neo4jstore.Options{
		URI: server.URI, User: server.User, Password: server.Password, Search: search,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return s
}
