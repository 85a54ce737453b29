package resolvers_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"dragoman/resolvers"
)

// drawn makes random valid queries from the schema: aliases, fragments, inline
// fragments on kinds and interfaces, @skip and @include by constants and by
// variables, __typename, pages of none, unknown ids.
type drawn struct {
	w      twoWays
	schema *ast.Schema
	rand   *rand.Rand
	ids    []string // of entities
	others []string // of relations, claims, documents

	roots     int // root fields of the operation
	fragments []string
	flags     bool // the operation has the variables $yes and $no
	cover     bool // mostly fields that are covered
	names     int
}

func newDrawn(t *testing.T, w twoWays, seed uint64) *drawn {
	d := &drawn{w: w, schema: w.schema.Schema(), rand: rand.New(rand.NewPCG(seed, 1))}
	all := w.plain.get(`{ search(first: 1000) { nodes { entity { id } } } relations(first: 100) { nodes { id } } claims(first: 100) { nodes { id } } documents { nodes { id } } }`)
	for i := 0; at(all, "search", "nodes", i) != nil; i++ {
		d.ids = append(d.ids, at(all, "search", "nodes", i, "entity", "id").(string))
	}
	for _, list := range []string{"relations", "claims", "documents"} {
		for i := 0; at(all, list, "nodes", i) != nil; i++ {
			d.others = append(d.others, at(all, list, "nodes", i, "id").(string))
		}
	}
	if len(d.ids) < 50 || len(d.others) < 50 {
		t.Fatalf("%d entities, %d others", len(d.ids), len(d.others))
	}
	return d
}

func (d *drawn) chance(percent int) bool { return d.rand.IntN(100) < percent }

func pick[T any](d *drawn, list []T) T { return list[d.rand.IntN(len(list))] }

func (d *drawn) operation() (string, vars) {
	d.roots, d.fragments, d.flags, d.names, d.cover = 0, nil, d.chance(40), 0, d.chance(85)
	var b strings.Builder
	for n := 1 + d.rand.IntN(2); d.roots < n; {
		f := pick(d, d.schema.Query.Fields)
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		d.roots++
		fmt.Fprintf(&b, " q%d: %s", d.roots, d.field(f, 1))
	}
	if !d.flags {
		return "{" + b.String() + " }" + strings.Join(d.fragments, ""), nil
	}
	return "query ($yes: Boolean!, $no: Boolean = false) { used: __typename @skip(if: $yes) @include(if: $no)" + b.String() + " }" + strings.Join(d.fragments, ""),
		vars{"yes": d.chance(70), "no": d.chance(30)}
}

// field writes a field without its alias.
func (d *drawn) field(f *ast.FieldDefinition, depth int) string {
	out := f.Name + d.arguments(f, depth) + d.directive()
	if t := d.schema.Types[f.Type.Name()]; t.IsCompositeType() {
		out += " " + d.set(t, depth+1)
	}
	return out
}

func (d *drawn) directive() string {
	switch {
	case !d.flags || d.chance(85):
		return ""
	case d.chance(50):
		return pick(d, []string{" @include(if: $yes)", " @skip(if: $no)"})
	}
	return pick(d, []string{" @include(if: true)", " @skip(if: false)", " @skip(if: true)"})
}

const deepest = 6

// set writes a selection set of a type.
func (d *drawn) set(t *ast.Definition, depth int) string {
	var b strings.Builder
	b.WriteString("{ __typename")
	for range 1 + d.rand.IntN(5) {
		switch {
		case depth < deepest && d.chance(12):
			on := d.narrower(t)
			fmt.Fprintf(&b, " ... on %s%s %s", on.Name, d.directive(), d.set(on, depth+1))
		case depth < deepest && d.chance(8):
			fmt.Fprintf(&b, " ...%s %s", d.directive(), d.set(t, depth+1))
		case depth < deepest && d.chance(12):
			on := d.narrower(t)
			d.names++
			name := fmt.Sprintf("f%d", d.names)
			d.fragments = append(d.fragments, fmt.Sprintf(" fragment %s on %s %s", name, on.Name, d.set(on, depth+1)))
			fmt.Fprintf(&b, " ...%s%s", name, d.directive())
		default:
			if f := d.choose(t, depth); f != nil {
				fmt.Fprintf(&b, " %s%s", d.alias(f), d.field(f, depth))
			}
		}
	}
	return b.String() + " }"
}

// alias gives a field a name of its own, unless any two of it merge: leaves without
// arguments.
func (d *drawn) alias(f *ast.FieldDefinition) string {
	if t := d.schema.Types[f.Type.Name()]; len(f.Arguments) == 0 && !t.IsCompositeType() && d.chance(60) {
		return ""
	}
	if len(f.Arguments) == 0 && d.chance(50) {
		return "" // selections unite
	}
	d.names++
	return fmt.Sprintf("a%d: ", d.names)
}

// narrower is a type that a fragment in a selection of t may be on.
func (d *drawn) narrower(t *ast.Definition) *ast.Definition {
	on := []*ast.Definition{t}
	if t.IsAbstractType() {
		on = append(on, d.schema.GetPossibleTypes(t)...)
	}
	for _, i := range t.Interfaces {
		on = append(on, d.schema.Types[i])
	}
	return pick(d, on)
}

// choose draws a field of a type.
func (d *drawn) choose(t *ast.Definition, depth int) *ast.FieldDefinition {
	object := t.Name
	if t.IsAbstractType() {
		object = d.schema.GetPossibleTypes(t)[0].Name
	}
	var fields []*ast.FieldDefinition
	for _, f := range t.Fields {
		switch {
		case strings.HasPrefix(f.Name, "__"):
		case depth >= deepest-1 && d.schema.Types[f.Type.Name()].IsCompositeType():
		case d.cover && !resolvers.Covers(d.w.schema, object, f.Name):
		default:
			fields = append(fields, f)
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return pick(d, fields)
}

func (d *drawn) arguments(f *ast.FieldDefinition, depth int) string {
	var args []string
	for _, a := range f.Arguments {
		if !a.Type.NonNull && d.chance(60) && a.Name != "first" {
			continue
		}
		if v := d.value(a, depth); v != "" {
			args = append(args, a.Name+": "+v)
		}
	}
	if len(args) == 0 {
		return ""
	}
	d.rand.Shuffle(len(args), func(i, j int) { args[i], args[j] = args[j], args[i] })
	return "(" + strings.Join(args, ", ") + ")"
}

func (d *drawn) value(a *ast.ArgumentDefinition, depth int) string {
	switch {
	case a.Name == "first" && depth > 1:
		return pick(d, []string{"0", "1", "2", "3", "null"})
	case a.Name == "first":
		return pick(d, []string{"0", "1", "5", "20"})
	case a.Name == "depth", a.Name == "maxHops":
		return pick(d, []string{"0", "1", "2", "3"})
	case a.Name == "perNode":
		return pick(d, []string{"0", "3", "20"})
	case a.Name == "degreeCap":
		return pick(d, []string{"0", "5", "1000"})
	case a.Name == "text":
		return pick(d, []string{`"the"`, `"minister"`, `"a"`, `"zzz"`, `""`})
	case a.Name == "where" && depth > 1 && d.chance(80):
		return ""
	case a.Name == "where":
		return pick(d, []string{"{}", "null", `{asOf: "2025-11-01"}`, "{statuses: [CONFIRMED, REPORTED]}", "{minIndependentSources: 2}", "{kinds: [PERSON, GOVERNMENT]}", `{during: "2025-10"}`})
	case a.Name == "id":
		return fmt.Sprintf("%q", d.anyID())
	case a.Name == "source", a.Name == "document":
		return fmt.Sprintf("%q", d.anyID())
	case a.Type.Name() == "ID":
		n := 1 + d.rand.IntN(3)
		if a.Name == "of" && d.chance(50) {
			n = 2
		}
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprintf("%q", pick(d, d.ids))
		}
		if d.chance(5) {
			list = append(list, `"nobody"`)
		}
		slices.Sort(list)
		return "[" + strings.Join(slices.Compact(list), ", ") + "]"
	case a.Name == "after":
		return ""
	}
	if t := d.schema.Types[a.Type.Name()]; t.Kind == ast.Enum {
		v := pick(d, t.EnumValues).Name
		if a.Type.Elem != nil {
			return "[" + v + "]"
		}
		return v
	}
	return ""
}

func (d *drawn) anyID() string {
	switch {
	case d.chance(5):
		return "nobody"
	case d.chance(30):
		return pick(d, d.others)
	}
	return pick(d, d.ids)
}
