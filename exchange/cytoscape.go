package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
)

// cytoscape is the JSON of Cytoscape and Cytoscape.js: the data of nodes and edges,
// with lists and trees as they are.
type cytoscape struct{ some bool }

func (c *cytoscape) begin(w *bufio.Writer) {
	put(w, `{"format_version":"1.0","generated_by":"dragoman","target_cytoscapejs_version":"~3","data":{"name":"dragoman"},"directed":true,"multigraph":true,"elements":{"nodes":[`)
}

// element writes one, after a comma if it is not the first.
func (c *cytoscape) element(w *bufio.Writer, data []field) {
	if c.some {
		put(w, ",")
	}
	c.some = true
	put(w, "\n{\"data\":")
	object(w, data)
	put(w, "}")
}

func (c *cytoscape) node(w *bufio.Writer, n *node) {
	c.element(w, append([]field{{"id", n.ID}}, fields(nodeColumns, n)...))
}

func (c *cytoscape) between(w *bufio.Writer) {
	c.some = false
	put(w, "],\n\"edges\":[")
}

func (c *cytoscape) edge(w *bufio.Writer, e *edge) {
	c.element(w, append([]field{{"id", e.ID}, {"source", e.From}, {"target", e.To}, {"interaction", e.Type.String()}}, fields(edgeColumns, e)...))
}

func (c *cytoscape) end(w *bufio.Writer) { put(w, "]}}\n") }

// field is one of a JSON object.
type field struct {
	name  string
	value any
}

// fields gives the columns that hold something.
func fields[T any](columns []column[T], x T) []field {
	out := make([]field, 0, len(columns)+4)
	for i := range columns {
		c := &columns[i]
		switch v := c.of(x).(type) {
		case nil:
		case string:
			if v != "" {
				out = append(out, field{c.name, v})
			}
		case []string:
			if len(v) > 0 {
				out = append(out, field{c.name, v})
			}
		default:
			out = append(out, field{c.name, v})
		}
	}
	return out
}

// object writes fields in their order.
func object(w *bufio.Writer, fields []field) {
	put(w, "{")
	for i, f := range fields {
		if i > 0 {
			put(w, ",")
		}
		put(w, jsonText(f.name), ":")
		if raw, ok := f.value.(json.RawMessage); ok {
			_, _ = w.Write(raw) // the writer keeps its error
			continue
		}
		put(w, jsonText(f.value))
	}
	put(w, "}")
}

// lineOf is an object that keeps the order of its fields.
type lineOf []field

// MarshalJSON implements json.Marshaler.
func (l lineOf) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	object(w, l)
	if err := w.Flush(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// jsonNumber is a number in canonical decimal form.
func jsonNumber(decimal string) json.RawMessage { return json.RawMessage(decimal) }
