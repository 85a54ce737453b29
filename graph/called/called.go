// Package called puts whom a search by name found in order, and cuts pages out of
// them, alike for every store.
package called

import (
	"cmp"
	"slices"
	"strings"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// Row is a hit without the rest of its entity.
type Row struct {
	ID, Matched string
	Degree      int32
	Kind        graph.EntityKind
	Score       uint8
}

func (r Row) key() graph.SortKey { return graph.SearchKey(int(r.Score), int(r.Degree), r.ID) }

// Sort puts rows in the order of a search: score and degree descending, then id.
func Sort(rows []Row) {
	slices.SortFunc(rows, func(a, b Row) int {
		if c := cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Degree, a.Degree)); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
}

// Weigh gives rows the degrees that a graph has. It says which entity the graph does
// not have, "" where it has all.
func Weigh(rows []Row, g *topology.Graph) (absent string) {
	for i := range rows {
		_, degree, ok := g.Entity(rows[i].ID)
		if !ok && absent == "" {
			absent = rows[i].ID
		}
		rows[i].Degree = int32(degree)
	}
	return absent
}

// Page cuts a slice out of sorted rows, of the kinds that are wanted; nil wants all.
func Page(rows []Row, s graph.Slice, wanted func(graph.EntityKind) bool) (p graph.Page[Row]) {
	if wanted != nil {
		rows = slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return !wanted(r.Kind) })
	}
	if s.Count {
		total := len(rows)
		p.Total = &total
	}
	if s.After != nil {
		at, found := slices.BinarySearchFunc(rows, s.After, func(r Row, key graph.SortKey) int { return slices.Compare(r.key(), key) })
		if found {
			at++
		}
		rows = rows[at:]
	}
	p.More = len(rows) > s.First
	p.Items = rows[:min(s.First, len(rows))]
	for _, r := range p.Items {
		p.Keys = append(p.Keys, r.key())
	}
	return p
}
