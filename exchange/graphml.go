package exchange

import (
	"bufio"
	"encoding/xml"
	"io"
)

// escape writes what XML would take for markup as references; the control characters
// that XML has no way to write, which no record holds, would become U+FFFD.
func escape(w *bufio.Writer, s string) { _ = xml.EscapeText(w, []byte(s)) } // the writer keeps its error

func put(w *bufio.Writer, parts ...string) {
	for _, p := range parts {
		_, _ = io.WriteString(w, p) // the writer keeps its error
	}
}

// graphML is GraphML 1.0 with typed keys. Every edge is directed, since readers do
// not agree on mixed graphs; the key "symmetric" tells which mean both ways.
type graphML struct{}

var graphMLTypes = map[columnType]string{isString: "string", isInteger: "int", isBoolean: "boolean", isIDs: "string", isTree: "string"}

func (graphML) begin(w *bufio.Writer) {
	put(w, xml.Header, `<graphml xmlns="http://graphml.graphdrawing.org/xmlns">`, "\n")
	for _, c := range nodeColumns {
		put(w, ` <key id="n-`, c.name, `" for="node" attr.name="`, c.name, `" attr.type="`, graphMLTypes[c.kind], "\"/>\n")
	}
	for _, c := range edgeColumns {
		put(w, ` <key id="e-`, c.name, `" for="edge" attr.name="`, c.name, `" attr.type="`, graphMLTypes[c.kind], "\"/>\n")
	}
	put(w, ` <graph id="dragoman" edgedefault="directed">`, "\n")
}

func (graphML) node(w *bufio.Writer, n *node) {
	put(w, `  <node id="`, n.ID, `">`)
	for i := range nodeColumns {
		c := &nodeColumns[i]
		if s, ok := c.scalar(n); ok {
			put(w, `<data key="n-`, c.name, `">`)
			escape(w, s)
			put(w, "</data>")
		}
	}
	put(w, "</node>\n")
}

func (graphML) between(*bufio.Writer) {}

func (graphML) edge(w *bufio.Writer, e *edge) {
	put(w, `  <edge id="`, e.ID, `" source="`, e.From, `" target="`, e.To, `">`)
	for i := range edgeColumns {
		c := &edgeColumns[i]
		if s, ok := c.scalar(e); ok {
			put(w, `<data key="e-`, c.name, `">`)
			escape(w, s)
			put(w, "</data>")
		}
	}
	put(w, "</edge>\n")
}

func (graphML) end(w *bufio.Writer) { put(w, " </graph>\n</graphml>\n") }
