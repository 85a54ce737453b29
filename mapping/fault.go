package mapping

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"dragoman/graph"
)

// place is where something stands in a mapping.
type place struct {
	file         string
	line, column int    // in characters, from 1
	key          string // path of mapping keys: rules[2].relation.to
}

// String gives file:line:column.
func (p place) String() string { return fmt.Sprintf("%s:%d:%d", p.file, p.line, p.column) }

// fault is what is wrong with a mapping, or with a row by a mapping.
type fault struct {
	at     place  // in the mapping
	column string // of the file, whose cell is to blame; empty where none
	field  string // of the record
	code   graph.Code
	reason string
}

func (f *fault) Error() string {
	key := ""
	if f.at.key != "" {
		key = "mapping key " + f.at.key + ": "
	}
	return fmt.Sprintf("%s: %s%s", f.at, key, f.reason)
}

func faultAt(at place, format string, args ...any) *fault {
	return &fault{at: at, code: graph.Invalid, reason: fmt.Sprintf(format, args...)}
}

// maxFaults is how many faults of a mapping are told at once.
const maxFaults = 10

// refuse makes one error of the faults of a mapping, in the order of their places.
func refuse(faults []*fault) error {
	if len(faults) == 0 {
		return nil
	}
	inOrder(faults)
	var lines []string
	for _, f := range faults[:min(len(faults), maxFaults)] {
		lines = append(lines, f.Error())
	}
	if n := len(faults) - maxFaults; n > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", n))
	}
	return &graph.Error{Code: graph.Invalid, Field: faults[0].at.key, Message: strings.Join(lines, "\n")}
}

// inOrder sorts faults by their places.
func inOrder(faults []*fault) {
	slices.SortStableFunc(faults, func(a, b *fault) int {
		if a.at.line != b.at.line {
			return a.at.line - b.at.line
		}
		return a.at.column - b.at.column
	})
}

// placeOf gives the line and column of a node, zeros where that is not known.
func placeOf(n ast.Node) (line, column int) {
	switch x := n.(type) {
	case nil:
		return 0, 0
	case *ast.MappingNode:
		if !x.IsFlowStyle && len(x.Values) > 0 {
			return placeOf(x.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return placeOf(x.Key)
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line, t.Position.Column
	}
	return 0, 0
}
