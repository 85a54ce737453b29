package resolvers

import (
	"testing"

	"dragoman/graph/gen"
	"dragoman/graph/graphtest"
)

// What the shapes name is in the schema, and has no arguments that they would not
// heed.
func TestShapesAreThoseOfTheSchema(t *testing.T) {
	schema := gen.NewExecutableSchema(gen.Config{}).Schema()
	const heeded = 5 // direction, lens, where, first, after, of the relations of entities
	fields := 0
	for name, shape := range newShapes(New(graphtest.NewModel(), Options{})).types {
		def := schema.Types[name]
		if def == nil {
			t.Errorf("the schema has no type %s", name)
			continue
		}
		for field := range shape.Fields {
			fields++
			f := def.Fields.ForName(field)
			if f == nil {
				t.Errorf("the schema has no %s.%s", name, field)
				continue
			}
			want := 0
			if field == "relations" && kindTypes[name] {
				want = heeded
			}
			if got := len(f.Arguments); got != want {
				t.Errorf("%s.%s has %d arguments, of which %d are heeded", name, field, got, want)
			}
		}
	}
	if fields < 200 {
		t.Errorf("%d fields are covered", fields)
	}
}
