// Package seed holds the built-in demo graph: what five news articles say, as
// records in the public format.
//
//	*.yaml, by name ─▶ records ─▶ Records()
package seed

import (
	"bytes"
	"embed"
	"io/fs"
	"iter"

	"dragoman/graph"
	"dragoman/records"
)

//go:embed *.yaml
var files embed.FS

// Records yields all records of the demo graph, file by file in the order of
// their names. An error ends the sequence.
func Records() iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		names, err := fs.Glob(files, "*.yaml")
		if err != nil {
			yield(graph.Record{}, err)
			return
		}
		for _, name := range names {
			text, err := files.ReadFile(name)
			if err != nil {
				yield(graph.Record{}, err)
				return
			}
			for r, err := range records.DecodeYAML(name, bytes.NewReader(text)) {
				if !yield(r, err) || err != nil {
					return
				}
			}
		}
	}
}
