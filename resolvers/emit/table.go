package emit

import (
	"context"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// Type says how objects of one GraphQL type are written.
type Type struct {
	Name   string
	Is     []string          // the names by which a fragment may mean it, Name included
	Fields map[string]*Field // those that are covered, by name
}

// Shape is what a field may give: objects of one type, or of several.
type Shape struct {
	types []*Type
	of    func(obj any) int // which of types an object is; negative is unusual
	alike bool              // see Kinds
}

// Object is the shape of objects of one type.
func Object(t *Type) *Shape { return &Shape{types: []*Type{t}} }

// Union is the shape of objects of several types, told apart by of, which gives
// the place in types; negative is none of them.
func Union(of func(obj any) int, types ...*Type) *Shape {
	return &Shape{types: types, of: of}
}

// Kinds is a [Union] whose types have the fields of an interface in common: the
// same *Field in each. A selection of those alone is planned once for all.
func Kinds(of func(obj any) int, types ...*Type) *Shape {
	return &Shape{types: types, of: of, alike: true}
}

// A Book has objects by their ids: Load gives them aligned with distinct ids, nil
// for an unknown one.
type Book struct {
	Load func(ctx context.Context, ids []string) ([]any, error)
}

type kind uint8

const (
	leaf  kind = iota // bytes
	told              // bytes, with the help of books
	part              // an object at hand
	parts             // a list of objects at hand
	ref               // an object by its id
	refs              // a list of objects by their ids; unknown ones are left out
	load              // an object or a list that is asked of the store for all parents together
)

// Field says how one field is found and written. Make it by one of the functions
// below.
type Field struct {
	kind     kind
	nullable bool
	exists   bool
	shape    *Shape // of the objects; nil of leaf and told

	leaf  func(b []byte, obj any) []byte
	told  func(b []byte, obj any, found Found) []byte
	needs func(obj any, need func(book *Book, id string))
	part  func(obj any) any
	parts func(obj any, to []any) []any
	book  *Book
	id    func(obj any) string
	ids   func(obj any) []string
	load  func(ctx context.Context, asked Asked, parents []any) ([]any, error)
}

// Found gives an object that was needed; nil for an unknown id.
type Found func(book *Book, id string) any

// Leaf is a field without a selection: write appends its value.
func Leaf[O any](write func(b []byte, obj O) []byte) *Field {
	return &Field{kind: leaf, leaf: func(b []byte, obj any) []byte { return write(b, obj.(O)) }}
}

// Told is a leaf made with the help of objects from books: needs names them.
func Told[O any](needs func(obj O, need func(*Book, string)), write func(b []byte, obj O, found Found) []byte) *Field {
	return &Field{
		kind:  told,
		needs: func(obj any, need func(*Book, string)) { needs(obj.(O), need) },
		told:  func(b []byte, obj any, found Found) []byte { return write(b, obj.(O), found) },
	}
}

// Part is a field that is one object at hand; a nil one is null.
func Part[O, C any](shape *Shape, get func(O) *C) *Field {
	return &Field{kind: part, shape: shape, part: func(obj any) any {
		if c := get(obj.(O)); c != nil {
			return c
		}
		return nil
	}}
}

// Parts is a field that is a list of objects at hand, by their addresses.
func Parts[O, C any](shape *Shape, get func(O) []C) *Field {
	return &Field{kind: parts, shape: shape, parts: func(obj any, to []any) []any {
		list := get(obj.(O))
		for i := range list {
			to = append(to, &list[i])
		}
		return to
	}}
}

// List is a field that is a list of objects at hand; show gives what the shape is of.
func List[O, C any](shape *Shape, get func(O) []C, show func(C) any) *Field {
	return &Field{kind: parts, shape: shape, parts: func(obj any, to []any) []any {
		for _, c := range get(obj.(O)) {
			to = append(to, show(c))
		}
		return to
	}}
}

// Ref is a field that is one object, by its id; "" is none.
func Ref[O any](shape *Shape, book *Book, id func(O) string) *Field {
	return &Field{kind: ref, shape: shape, book: book, id: func(obj any) string { return id(obj.(O)) }}
}

// Refs is a field that is a list of objects, by their ids; unknown ones are left out.
func Refs[O any](shape *Shape, book *Book, ids func(O) []string) *Field {
	return &Field{kind: refs, shape: shape, book: book, ids: func(obj any) []string { return ids(obj.(O)) }}
}

// Load is a field with an object for each parent that the store is asked for:
// once for all of them, which are distinct. ask gives aligned results.
func Load[O any, C any](shape *Shape, ask func(context.Context, Asked, []O) ([]*C, error)) *Field {
	return &Field{kind: load, shape: shape, load: func(ctx context.Context, asked Asked, parents []any) ([]any, error) {
		return asking(ctx, asked, parents, ask)
	}}
}

// Loads is Load for a list; spread gives what the shape is of.
func Loads[O, C any](shape *Shape, ask func(context.Context, Asked, []O) ([][]*C, error)) *Field {
	f := &Field{kind: load, shape: shape, load: func(ctx context.Context, asked Asked, parents []any) ([]any, error) {
		return asking(ctx, asked, parents, ask)
	}}
	f.parts = func(result any, to []any) []any {
		for _, c := range result.([]*C) {
			to = append(to, c)
		}
		return to
	}
	return f
}

func asking[O, C any](ctx context.Context, asked Asked, parents []any, ask func(context.Context, Asked, []O) ([]C, error)) ([]any, error) {
	os := make([]O, len(parents))
	for i, p := range parents {
		os[i] = p.(O)
	}
	found, err := ask(ctx, asked, os)
	if err != nil {
		return nil, err
	}
	out := make([]any, len(found))
	for i, c := range found {
		out[i] = c
	}
	return out, nil
}

// Exists says of a Ref that its id is that of an object that there is: where
// nothing is selected of it but that id, it is not looked up.
func (f *Field) Exists() *Field {
	f.exists = true
	return f
}

// IDAlone says whether nothing is selected but the field id, under whatever names.
func IDAlone(selected ast.SelectionSet) bool {
	return !slices.ContainsFunc(selected, func(s ast.Selection) bool {
		f, ok := s.(*ast.Field)
		return !ok || f.Name != "id"
	})
}

// OrNull lets a Part or Ref be null; without it, none is unusual.
func (f *Field) OrNull() *Field {
	f.nullable = true
	return f
}
