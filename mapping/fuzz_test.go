package mapping_test

import (
	"errors"
	"testing"

	"dragoman/graph"
	"dragoman/mapping"
	"dragoman/mappings"
)

// Whatever the mapping and the file are, there are records that are well formed
// and errors of the domain, and no panic.
func FuzzMapping(f *testing.F) {
	for _, name := range mappings.Names() {
		text, err := mappings.Text(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), "a,b\n1,2\n")
	}
	f.Add(person("{}"), "id,name\na,N\n\"")
	f.Add(person("{format: json, items: a.b}"), `{"a":{"b":[{"id":"x","name":[{}]}]}}`)
	f.Add(person("{format: jsonl}"), `{"id":{"x":1},"name":null}`)
	f.Add("mapping: 1\nlet: {x: '{a | split(\"|\")}'}\nrules:\n  - each: [{y: x, z: b}, {w: y}]\n    if: 'not w matches \"^[\"'\n    document: {id: '{w | slug(3)}'}\n", "a,b\n1|2,\n")
	f.Fuzz(func(t *testing.T, text, rows string) {
		m, err := mapping.Parse("m.yaml", []byte(text), nil)
		if err != nil {
			if graph.CodeOf(err) != graph.Invalid {
				t.Fatalf("a mapping is refused with %v", err)
			}
			return
		}
		loads, err := m.Plan([]mapping.Input{file("f.csv", rows)}, nil)
		if err != nil {
			return
		}
		n := 0
		for r, err := range loads[0].Records() {
			if n++; n > 1000 {
				break
			}
			if err == nil {
				err = r.Check()
				if err != nil {
					t.Fatalf("a record that is not well formed: %v", err)
				}
				continue
			}
			if bad := (*graph.RecordError)(nil); !errors.As(err, &bad) && graph.CodeOf(err) == graph.Internal {
				t.Fatalf("an error of no code: %v", err)
			}
		}
	})
}
