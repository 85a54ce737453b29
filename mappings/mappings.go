// Package mappings holds the mappings that come with the program: descriptions of
// how public files become records, without any of their data.
//
//	NAME.yaml ─▶ mapping.Parse ─▶ Find(NAME)
//	*.csv, the tables that they share ──┘
//
// states.csv is where governments meet: each mapping finds a state by ISO code or
// by one of its spellings and gives it the id, the name and the type that stand
// there; its territory is that id and "-land".
package mappings

import (
	"embed"
	"io/fs"
	"strings"

	"dragoman/graph"
	"dragoman/mapping"
)

//go:embed *.yaml *.csv
var files embed.FS

// Names lists the mappings, sorted.
func Names() (names []string) {
	found, _ := fs.Glob(files, "*.yaml") // the pattern is right
	for _, name := range found {
		names = append(names, strings.TrimSuffix(name, ".yaml"))
	}
	return names
}

// Find reads a mapping by its name. NOT_FOUND where there is none.
func Find(name string) (*mapping.Mapping, error) {
	text, err := Text(name)
	if err != nil {
		return nil, err
	}
	return mapping.Parse(name+".yaml", text, files)
}

// Text is the YAML of a mapping, to be read or to start from. NOT_FOUND where
// there is none.
func Text(name string) ([]byte, error) {
	text, err := files.ReadFile(name + ".yaml")
	if err != nil {
		return nil, &graph.Error{Code: graph.NotFound, IDs: []string{name}, Message: "there is no mapping " + name + " in the program; there are " + strings.Join(Names(), " ")}
	}
	return text, nil
}

// Table is a table that the mappings share, by the name of its file. NOT_FOUND
// where there is none.
func Table(name string) ([]byte, error) {
	text, err := files.ReadFile(name)
	if err != nil || !strings.HasSuffix(name, ".csv") {
		return nil, &graph.Error{Code: graph.NotFound, IDs: []string{name}, Message: "there is no table " + name + " in the program"}
	}
	return text, nil
}
