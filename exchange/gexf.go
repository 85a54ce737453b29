package exchange

import (
	"bufio"
	"encoding/xml"

	"dragoman/graph"
)

// gexf is GEXF 1.3. The dates of a relation are its spells, a spell for each date,
// from its earliest to its latest day; one without dates is always there.
type gexf struct{}

var gexfTypes = map[columnType]string{isString: "string", isInteger: "integer", isBoolean: "boolean", isIDs: "string", isTree: "string"}

func (gexf) begin(w *bufio.Writer) {
	put(w, xml.Header, `<gexf xmlns="http://gexf.net/1.3" version="1.3">`, "\n <meta><creator>dragoman</creator></meta>\n",
		` <graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">`, "\n",
		`  <attributes class="node" mode="static">`)
	for _, c := range nodeColumns {
		put(w, `<attribute id="`, c.name, `" title="`, c.name, `" type="`, gexfTypes[c.kind], `"/>`)
	}
	put(w, "</attributes>\n", `  <attributes class="edge" mode="static">`)
	for _, c := range edgeColumns {
		put(w, `<attribute id="`, c.name, `" title="`, c.name, `" type="`, gexfTypes[c.kind], `"/>`)
	}
	put(w, "</attributes>\n  <nodes>\n")
}

func (gexf) node(w *bufio.Writer, n *node) {
	put(w, `   <node id="`, n.ID, `" label="`)
	escape(w, n.Name)
	put(w, `"><attvalues>`)
	for i := range nodeColumns {
		value(w, &nodeColumns[i], n)
	}
	put(w, "</attvalues></node>\n")
}

func value[T any](w *bufio.Writer, c *column[T], x T) {
	if s, ok := c.scalar(x); ok {
		put(w, `<attvalue for="`, c.name, `" value="`)
		escape(w, s)
		put(w, `"/>`)
	}
}

func (gexf) between(w *bufio.Writer) { put(w, "  </nodes>\n  <edges>\n") }

// edge: parallel edges of one kind are not allowed for, so the kind tells them
// apart by what does so here, and the id stays.
func (gexf) edge(w *bufio.Writer, e *edge) {
	put(w, `   <edge id="`, e.ID, `" source="`, e.From, `" target="`, e.To, `" label="`, e.Type.String(), `" kind="`)
	escape(w, e.Type.String()+suffix(" ", e.Role.String())+suffix(" ", e.Key))
	put(w, `"><attvalues>`)
	for i := range edgeColumns {
		value(w, &edgeColumns[i], e)
	}
	put(w, "</attvalues>")
	spells(w, e.Dates)
	put(w, "</edge>\n")
}

func suffix(sign, s string) string {
	if s == "" {
		return ""
	}
	return sign + s
}

// spells writes the bounded ends of dates; a date of which no end is within the
// years that xs:date has four digits for gives none.
func spells(w *bufio.Writer, dates []graph.When) {
	open := false
	for _, d := range dates {
		start, end := fourDigits(bound(d, d.Span.Earliest())), fourDigits(bound(d, d.Span.Latest()))
		if start == "" && end == "" {
			continue
		}
		if !open {
			put(w, "<spells>")
			open = true
		}
		put(w, "<spell")
		if start != "" {
			put(w, ` start="`, start, `"`)
		}
		if end != "" {
			put(w, ` end="`, end, `"`)
		}
		put(w, "/>")
	}
	if open {
		put(w, "</spells>")
	}
}

// fourDigits is the day if it is written YYYY-MM-DD, else "".
func fourDigits(day string) string {
	if len(day) == len("2006-01-02") && day[0] >= '0' && day[0] <= '9' {
		return day
	}
	return ""
}

func (gexf) end(w *bufio.Writer) { put(w, "  </edges>\n </graph>\n</gexf>\n") }
