package exchange

// The pair of CSV files is laid out for `neo4j-admin database import`: a header
// with types, ids of one space, lists of ids with semicolons. Texts may hold line
// feeds, so it wants --multiline-fields=true.

var csvTypes = map[columnType]string{isString: "", isInteger: ":int", isBoolean: ":boolean", isIDs: ":string[]", isTree: ""}

func writeCSVNodes(w *out, k *walk) error {
	w.b = append(w.b, "id:ID,:LABEL"...)
	for _, c := range nodeColumns {
		w.put(",", c.name, csvTypes[c.kind])
	}
	w.put("\n")
	var text []byte
	return k.nodes(func(n *node) error {
		w.b = append(appendCSV(w.b, n.ID), ",Entity;"...)
		w.b = appendCSV(w.b, label(n.Kind.String()))
		for i := range nodeColumns {
			text = nodeColumns[i].text(text[:0], n)
			w.b = appendCSV(append(w.b, ','), text)
		}
		w.b = append(w.b, '\n')
		return w.flush(pieceSize)
	})
}

func writeCSVEdges(w *out, k *walk) error {
	w.put(":START_ID,:END_ID,:TYPE,id")
	for _, c := range edgeColumns {
		if c.name != "type" { // it is the TYPE
			w.put(",", c.name, csvTypes[c.kind])
		}
	}
	w.put("\n")
	var text []byte
	return k.edges(func(e *edge) error {
		w.put(e.From, ",", e.To, ",", e.Type.String(), ",", e.ID)
		for i := range edgeColumns {
			if c := &edgeColumns[i]; c.name != "type" {
				text = c.text(text[:0], e)
				w.b = appendCSV(append(w.b, ','), text)
			}
		}
		w.b = append(w.b, '\n')
		return w.flush(pieceSize)
	})
}
