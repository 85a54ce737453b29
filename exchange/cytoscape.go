package exchange

import (
	"strings"

	"dragoman/graph"
)

// cytoscape is the JSON of Cytoscape and Cytoscape.js: the data of nodes and edges,
// with lists and trees as they are.
type cytoscape struct {
	some bool
	text []byte
}

func (c *cytoscape) begin(w *out) {
	w.put(`{"format_version":"1.0","generated_by":"dragoman","target_cytoscapejs_version":"~3","data":{"name":"dragoman"},"directed":true,"multigraph":true,"elements":{"nodes":[`)
}

// element writes one, after a comma if it is not the first.
func (c *cytoscape) element(w *out, fields func(o *object)) {
	if c.some {
		w.put(",")
	}
	c.some = true
	w.put("\n{\"data\":")
	o := object{b: w.b}
	o.open()
	fields(&o)
	o.close()
	w.b = append(o.b, '}')
}

func (c *cytoscape) node(w *out, n *node) {
	c.element(w, func(o *object) {
		o.text("id", n.ID)
		c.text = columnFields(o, c.text, nodeColumns, n)
	})
}

func (c *cytoscape) between(w *out) {
	c.some = false
	w.put("],\n\"edges\":[")
}

func (c *cytoscape) edge(w *out, e *edge) {
	c.element(w, func(o *object) {
		o.text("id", e.ID)
		o.text("source", e.From)
		o.text("target", e.To)
		o.text("interaction", e.Type.String())
		c.text = columnFields(o, c.text, edgeColumns, e)
	})
}

func (c *cytoscape) end(w *out) { w.put("]}}\n") }

// columnFields writes the columns that hold something. It gives the buffer back.
func columnFields[T any](o *object, text []byte, columns []column[T], x T) []byte {
	for i := range columns {
		c := &columns[i]
		if text = c.text(text[:0], x); len(text) == 0 {
			continue
		}
		o.key(c.name)
		switch c.kind {
		case isString:
			o.b = graph.AppendQuoted(o.b, string(text))
		case isIDs:
			o.list(strings.Split(string(text), ";"))
		default:
			o.b = append(o.b, text...)
		}
	}
	return text
}
