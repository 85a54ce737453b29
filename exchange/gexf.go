package exchange

import (
	"encoding/xml"

	"dragoman/graph"
)

// gexf is GEXF 1.3. The dates of a relation are its spells, a spell for each date,
// from its earliest to its latest day; one without dates is always there.
type gexf struct{ text []byte }

var gexfTypes = map[columnType]string{isString: "string", isInteger: "integer", isBoolean: "boolean", isIDs: "string", isTree: "string"}

func (g *gexf) begin(w *out) {
	w.put(xml.Header, `<gexf xmlns="http://gexf.net/1.3" version="1.3">`, "\n <meta><creator>dragoman</creator></meta>\n",
		` <graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">`, "\n",
		`  <attributes class="node" mode="static">`)
	for _, c := range nodeColumns {
		w.put(`<attribute id="`, c.name, `" title="`, c.name, `" type="`, gexfTypes[c.kind], `"/>`)
	}
	w.put("</attributes>\n", `  <attributes class="edge" mode="static">`)
	for _, c := range edgeColumns {
		w.put(`<attribute id="`, c.name, `" title="`, c.name, `" type="`, gexfTypes[c.kind], `"/>`)
	}
	w.put("</attributes>\n  <nodes>\n")
}

func (g *gexf) node(w *out, n *node) {
	w.put(`   <node id="`, n.ID, `" label="`)
	w.b = appendXML(w.b, n.Name)
	w.put(`"><attvalues>`)
	for i := range nodeColumns {
		g.text = value(w, g.text, &nodeColumns[i], n)
	}
	w.put("</attvalues></node>\n")
}

// value writes a column if it holds something. It gives the buffer back.
func value[T any](w *out, text []byte, c *column[T], x T) []byte {
	if text = c.text(text[:0], x); len(text) > 0 {
		w.put(`<attvalue for="`, c.name, `" value="`)
		w.b = appendXML(w.b, text)
		w.put(`"/>`)
	}
	return text
}

func (g *gexf) between(w *out) { w.put("  </nodes>\n  <edges>\n") }

// edge: parallel edges of one kind are not allowed for, so the kind tells them
// apart by what does so here, and the id stays.
func (g *gexf) edge(w *out, e *edge) {
	w.put(`   <edge id="`, e.ID, `" source="`, e.From, `" target="`, e.To, `" label="`, e.Type.String(), `" kind="`)
	w.b = appendXML(w.b, e.Type.String()+suffix(" ", e.Role.String())+suffix(" ", e.Key))
	w.put(`"><attvalues>`)
	for i := range edgeColumns {
		g.text = value(w, g.text, &edgeColumns[i], e)
	}
	w.put("</attvalues>")
	spells(w, e.Dates)
	w.put("</edge>\n")
}

// spells writes the bounded ends of dates; a date of which no end is within the
// years that xs:date has four digits for gives none.
func spells(w *out, dates []graph.When) {
	open := false
	for _, d := range dates {
		start, end := fourDigits(bound(d, d.Span.Earliest())), fourDigits(bound(d, d.Span.Latest()))
		if start == "" && end == "" {
			continue
		}
		if !open {
			w.put("<spells>")
			open = true
		}
		w.put("<spell")
		if start != "" {
			w.put(` start="`, start, `"`)
		}
		if end != "" {
			w.put(` end="`, end, `"`)
		}
		w.put("/>")
	}
	if open {
		w.put("</spells>")
	}
}

// fourDigits is the day if it is written YYYY-MM-DD, else "".
func fourDigits(day string) string {
	if len(day) == len("2006-01-02") && day[0] >= '0' && day[0] <= '9' {
		return day
	}
	return ""
}

func (g *gexf) end(w *out) { w.put("  </edges>\n </graph>\n</gexf>\n") }
