package exchange

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"dragoman/graph"
)

// Format is how an export is written.
type Format string

// The formats. A pair of CSV files is asked for one by one.
const (
	JSONL     Format = "jsonl"
	YAML      Format = "yaml"
	FtM       Format = "ftm"
	GraphML   Format = "graphml"
	GEXF      Format = "gexf"
	Cytoscape Format = "cytoscape"
	JSONLD    Format = "jsonld"
	CSVNodes  Format = "csv-nodes"
	CSVEdges  Format = "csv-edges"
)

// Formats lists them.
func Formats() []Format {
	return []Format{JSONL, YAML, FtM, GraphML, GEXF, Cytoscape, JSONLD, CSVNodes, CSVEdges}
}

// ParseFormat reads the name of a format; what is none is INVALID.
func ParseFormat(word string) (Format, error) {
	if f := Format(strings.ToLower(word)); slices.Contains(Formats(), f) {
		return f, nil
	}
	names := make([]string, len(Formats()))
	for i, f := range Formats() {
		names[i] = string(f)
	}
	return "", &graph.Error{Code: graph.Invalid, Field: "format", Message: "format " + strconv.Quote(word) + " is not known; it is one of " + strings.Join(names, " ")}
}

// Media is the media type of what is written.
func (f Format) Media() string {
	switch f {
	case JSONL, FtM:
		return "application/jsonl"
	case YAML:
		return "application/yaml"
	case GraphML, GEXF:
		return "application/xml"
	case JSONLD:
		return "application/ld+json"
	case CSVNodes, CSVEdges:
		return "text/csv; header=present"
	}
	return "application/json"
}

// Graph is what an export reads.
type Graph interface {
	graph.EntityReader
	graph.DocumentReader
	graph.Lister
}

// Options says what is written, and how.
type Options struct {
	Format Format
	// Where is the filter of queries: relations and attributes pass it as in lists
	// (all statuses but RETRACTED where it names none; FtM has a default of its own,
	// see writeFtM), entities as in [graph.EntityQuery]. nil is everything.
	Where *graph.Filter
	// Audit keeps who recorded a claim, and when, in JSONL and YAML.
	Audit bool
	// Left, if not nil, is told at the end what the format could not hold, in words
	// and how often.
	Left func(what string, times int)
}

// Write writes the graph. It ends at the first error of the store or of w and gives
// it; what was written until then is not a whole file. A store that can is held at
// one state meanwhile.
func Write(ctx context.Context, w io.Writer, s Graph, o Options) error {
	return Held(ctx, s, func(ctx context.Context) error { return WriteHeld(ctx, w, s, o) })
}

// Held runs f, with the store held at one state if it can be.
func Held(ctx context.Context, s Graph, f func(ctx context.Context) error) error {
	if h, ok := s.(graph.Holder); ok {
		return h.Hold(ctx, f)
	}
	return f(ctx)
}

// WriteHeld is Write for who holds the store already.
func WriteHeld(ctx context.Context, w io.Writer, s Graph, o Options) error {
	if err := o.Where.Check(); err != nil {
		return err
	}
	k := &walk{ctx: ctx, s: s, where: o.Where, cited: map[string]*citation{}}
	b := &out{w: w}
	var err error
	switch o.Format {
	case JSONL, YAML:
		err = writeRecords(w, k, o)
	case FtM:
		err = writeFtM(b, k, o)
	case GraphML:
		err = writeDrawing(b, k, &graphML{})
	case GEXF:
		err = writeDrawing(b, k, &gexf{})
	case Cytoscape:
		err = writeDrawing(b, k, &cytoscape{})
	case JSONLD:
		err = writeJSONLD(b, k)
	case CSVNodes:
		err = writeCSVNodes(b, k)
	case CSVEdges:
		err = writeCSVEdges(b, k)
	default:
		_, err = ParseFormat(string(o.Format))
	}
	if err != nil {
		return err
	}
	return b.flush(1)
}
