package main

import (
	"context"
	"errors"
	"strings"

	"dragoman/graph"
	"dragoman/graph/neo4jstore"
)

// openNeo4j answers a command from a database.
func (m *Main) openNeo4j(ctx context.Context, c *choice, folder string) (*local, error) {
	o, err := m.storeOptions(c, folder)
	if err != nil {
		return nil, err
	}
	store, err := openDatabase(ctx, o)
	if err != nil {
		return nil, err
	}
	return newLocal(store), nil
}

// openDatabase keeps a nil store from becoming an interface that is not, and
// makes a refused flag a usage error.
func openDatabase(ctx context.Context, o neo4jstore.Options) (graph.Store, error) {
	store, err := neo4jstore.Open(ctx, o)
	if err == nil {
		return store, nil
	}
	var e *graph.Error
	if errors.As(err, &e) && e.Code == graph.Invalid && e.Field == "neo4j-uri" {
		return nil, usage("--neo4j-uri: %s", e.Message)
	}
	return nil, err
}

// isDatabase tells the address of a database from a folder's name.
func isDatabase(place string) bool {
	scheme, _, ok := strings.Cut(place, "://")
	scheme, _, _ = strings.Cut(scheme, "+")
	return ok && (scheme == "bolt" || scheme == "neo4j")
}
