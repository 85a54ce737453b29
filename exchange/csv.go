package exchange

import (
	"bufio"
	"encoding/csv"
)

// The pair of CSV files is laid out for `neo4j-admin database import`: a header
// with types, ids of one space, lists of ids with semicolons. Texts may hold line
// feeds, so it wants --multiline-fields=true.

var csvTypes = map[columnType]string{isString: "", isInteger: ":int", isBoolean: ":boolean", isIDs: ":string[]", isTree: ""}

func writeCSVNodes(w *bufio.Writer, k *walk) error {
	out := csv.NewWriter(w)
	row := []string{"id:ID", ":LABEL"}
	for _, c := range nodeColumns {
		row = append(row, c.name+csvTypes[c.kind])
	}
	if err := out.Write(row); err != nil {
		return unwritten(err)
	}
	err := k.nodes(func(n *node) error {
		row := append(row[:0], n.ID, "Entity;"+label(n.Kind.String()))
		for i := range nodeColumns {
			s, _ := nodeColumns[i].scalar(n)
			row = append(row, s)
		}
		return unwritten(out.Write(row))
	})
	out.Flush()
	if err == nil {
		err = unwritten(out.Error())
	}
	return err
}

func writeCSVEdges(w *bufio.Writer, k *walk) error {
	out := csv.NewWriter(w)
	row := []string{":START_ID", ":END_ID", ":TYPE", "id"}
	for _, c := range edgeColumns {
		if c.name != "type" { // it is the TYPE
			row = append(row, c.name+csvTypes[c.kind])
		}
	}
	if err := out.Write(row); err != nil {
		return unwritten(err)
	}
	err := k.edges(func(e *edge) error {
		row := append(row[:0], e.From, e.To, e.Type.String(), e.ID)
		for i := range edgeColumns {
			if c := &edgeColumns[i]; c.name != "type" {
				s, _ := c.scalar(e)
				row = append(row, s)
			}
		}
		return unwritten(out.Write(row))
	})
	out.Flush()
	if err == nil {
		err = unwritten(out.Error())
	}
	return err
}

// label is the kind as the Neo4j store names its labels: PERSON is Person.
func label(kind string) string {
	b := []byte(kind)
	for i := 1; i < len(b); i++ {
		b[i] |= 0x20
	}
	return string(b)
}
