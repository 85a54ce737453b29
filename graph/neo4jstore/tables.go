package neo4jstore

import (
	"strings"

	"dragoman/graph"
)

// labels are those of the kinds: Person, Government, …. A label or a
// relationship type in a statement comes from here or from RelationType.String,
// never from input.
var labels = func() map[graph.EntityKind]string {
	m := map[graph.EntityKind]string{}
	for _, k := range graph.EntityKinds() {
		name := k.String()
		m[k] = name[:1] + strings.ToLower(name[1:])
	}
	return m
}()
