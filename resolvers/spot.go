package resolvers

import (
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"dragoman/graph"
)

// spot is where a field stands in the query: below the fields above it, whatever
// the rows of lists. Fields of the same name, alias and arguments that stand in
// several fragments are one spot.
type spot struct {
	name  string // the way here from the root, unique in the operation
	level *level // guarded by levels.mu; nil until the field is asked for
}

// turn leads from a spot to one below it. It is cheap to look up, where a name
// would have to be put together for each row.
type turn struct {
	above  *spot
	object string
	field  *ast.Field
}

// find gives the spot of a field, and that of the nearest one above it that was
// resolved by us (nil for a root field).
func (ls *levels) find(fc *graphql.FieldContext) (here, above *spot) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	here = ls.spot(fc)
	for fc = fc.Parent; fc != nil; fc = fc.Parent {
		if fc.Index == nil && fc.IsResolver {
			return here, ls.spot(fc)
		}
	}
	return here, nil
}

// spot finds or makes one; nil is above the root. The caller holds mu.
func (ls *levels) spot(fc *graphql.FieldContext) *spot {
	for fc != nil && (fc.Index != nil || fc.Field.Field == nil) {
		fc = fc.Parent
	}
	if fc == nil {
		return nil
	}
	by := turn{ls.spot(fc.Parent), fc.Object, fc.Field.Field}
	if s := ls.spots[by]; s != nil {
		return s
	}
	name := by.name(objectOf(fc))
	s := ls.named[name]
	if s == nil {
		s = &spot{name: name}
		ls.named[name] = s
	}
	ls.spots[by] = s
	return s
}

func (t turn) name(object string) string {
	var b strings.Builder
	if t.above != nil {
		b.WriteString(t.above.name)
	}
	fmt.Fprintf(&b, "/%s.%s:%s(", object, t.field.Alias, t.field.Name)
	for _, arg := range t.field.Arguments {
		fmt.Fprintf(&b, "%s:%s,", arg.Name, arg.Value)
	}
	b.WriteString(")")
	return b.String()
}

// objectOf is the type to which a field belongs: the interface where all kinds
// of entities answer it alike, so that they are answered together.
func objectOf(fc *graphql.FieldContext) string {
	switch fc.Field.Name {
	case "names", "relations", "attributes", "claims", "documents", "timeline", "neighbourCounts":
		if kindTypes[fc.Object] {
			return "Entity"
		}
	}
	return fc.Object
}

var kindTypes = func() map[string]bool {
	names := map[string]bool{}
	for _, k := range graph.EntityKinds() {
		names[typeNameOf(k)] = true
	}
	return names
}()

// typeNameOf is the name of the type that entities of a kind have.
func typeNameOf(k graph.EntityKind) string {
	name := k.String()
	return name[:1] + strings.ToLower(name[1:])
}
