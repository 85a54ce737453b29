package resolvers

import (
	"reflect"

	"dragoman/graph"
	"dragoman/graph/gen"
)

// listCost is what a list without an argument for its length is taken for.
const listCost = 10

// costs says how much a field may cost: a list of at most first rows costs one
// and first times what is asked of a row, so nested lists multiply. A page of
// none still costs one row. Every other field costs one and what is asked of it.
//
// The generated root is one function for each of some four hundred fields, so
// they are filled in by the shape of their arguments: those of every list end in
// (first *int, after *string). The relaxations of paths are few, and there are some
// only where there are no paths: they count as often as paths would.
func costs() gen.ComplexityRoot {
	var root gen.ComplexityRoot
	types := reflect.ValueOf(&root).Elem()
	for i := range types.NumField() {
		fields := types.Field(i)
		for j := range fields.NumField() {
			if f := fields.Field(j); f.Kind() == reflect.Func && isList(f.Type()) {
				f.Set(reflect.MakeFunc(f.Type(), costOfList))
			}
		}
	}
	root.Query.Paths = func(child int, _, _ []string, _ *graph.PathMode, _ *graph.Lens, first, _, _ *int, _ *graph.Filter, _, _ []string) int {
		return rows(first, defaultPaths, child)
	}
	root.Query.Ego = func(child int, _ []string, _, first, _ *int, _ []string, _ *graph.Lens, _ *graph.Rank, _ *int, _ *graph.Filter, _ *bool, _ []*graph.Pin) int {
		return rows(first, defaultFirst, child)
	}
	root.Query.Entities = func(child int, ids []string) int { return 1 + len(ids)*child }
	for _, list := range []*func(int) int{
		&root.Basis.Documents, &root.Basis.Sources, &root.Basis.Families, &root.BasisSource.Documents, &root.BasisFamily.Documents,
		&root.DocumentCut.Documents, &root.PathChanges.Appeared, &root.PathChanges.Ceased, &root.PathChange.Because, &root.Change.Because,
	} {
		*list = unpaged
	}
	root.Relation.Documents = unpaged
	root.Relation.Concerns = unpaged
	root.Path.Steps = unpaged
	root.Path.Nodes = unpaged
	root.ConnectGroup.Members = unpaged
	root.ConnectGroup.Nodes = unpaged
	root.ConnectGroup.Steps = unpaged
	root.ConnectResult.Pairs = unpaged
	return root
}

var (
	intPointer    = reflect.TypeFor[*int]()
	stringPointer = reflect.TypeFor[*string]()
)

func isList(f reflect.Type) bool {
	n := f.NumIn()
	return n >= 3 && f.In(n-2) == intPointer && f.In(n-1) == stringPointer
}

func costOfList(args []reflect.Value) []reflect.Value {
	first, _ := args[len(args)-2].Interface().(*int)
	return []reflect.Value{reflect.ValueOf(rows(first, defaultFirst, int(args[0].Int())))}
}

func rows(first *int, def, child int) int {
	return 1 + min(max(or(first, def), 1), graph.MaxFirst)*child
}

func unpaged(child int) int { return 1 + listCost*child }
