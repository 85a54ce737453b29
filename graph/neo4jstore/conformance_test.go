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
	"paths/STRONGEST": "UNSUPPORTED: mode STRONGEST",
	"paths/planned":   "UNSUPPORTED in part: an asOf in a search",
	"paths/filter":    "UNSUPPORTED in part: documents and sources in a search",
	"paths/policy":    "UNSUPPORTED in part: an asOf in a search",

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
	o.Steps = 60 // each step is several round trips
	if testing.Short() {
		o.Steps = 30
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
