package exchange

import "encoding/xml"

// graphML is GraphML 1.0 with typed keys. Every edge is directed, since readers do
// not agree on mixed graphs; the key "symmetric" tells which mean both ways.
type graphML struct{ text []byte }

var graphMLTypes = map[columnType]string{isString: "string", isInteger: "int", isBoolean: "boolean", isIDs: "string", isTree: "string"}

func (g *graphML) begin(w *out) {
	w.put(xml.Header, `<graphml xmlns="http://graphml.graphdrawing.org/xmlns">`, "\n")
	for _, c := range nodeColumns {
		w.put(` <key id="n-`, c.name, `" for="node" attr.name="`, c.name, `" attr.type="`, graphMLTypes[c.kind], "\"/>\n")
	}
	for _, c := range edgeColumns {
		w.put(` <key id="e-`, c.name, `" for="edge" attr.name="`, c.name, `" attr.type="`, graphMLTypes[c.kind], "\"/>\n")
	}
	w.put(` <graph id="dragoman" edgedefault="directed">`, "\n")
}

func (g *graphML) node(w *out, n *node) {
	w.put(`  <node id="`, n.ID, `">`)
	for i := range nodeColumns {
		g.text = datum(w, g.text, "n-", &nodeColumns[i], n)
	}
	w.put("</node>\n")
}

// datum writes a column if it holds something. It gives the buffer back.
func datum[T any](w *out, text []byte, prefix string, c *column[T], x T) []byte {
	if text = c.text(text[:0], x); len(text) > 0 {
		w.put(`<data key="`, prefix, c.name, `">`)
		w.b = appendXML(w.b, text)
		w.put("</data>")
	}
	return text
}

func (g *graphML) between(*out) {}

func (g *graphML) edge(w *out, e *edge) {
	w.put(`  <edge id="`, e.ID, `" source="`, e.From, `" target="`, e.To, `">`)
	for i := range edgeColumns {
		g.text = datum(w, g.text, "e-", &edgeColumns[i], e)
	}
	w.put("</edge>\n")
}

func (g *graphML) end(w *out) { w.put(" </graph>\n</graphml>\n") }
