package resolvers

import (
	"context"
	"reflect"

	"dragoman/graph"
	"dragoman/resolvers/emit"
)

// shapes are the types that are written without the executor, and how their
// fields are found. What is missing here is answered by the executor, so that a
// field that is new to the schema needs no line in these files; one that changes
// its meaning does. An entity is a *graph.Entity in all of them, whatever its kind.
type shapes struct {
	*Resolver
	entityBook, documentBook *emit.Book
	types                    map[string]*emit.Type
	objects                  map[string]*emit.Shape // by the name of their type
	entity                   *emit.Shape
	roots                    map[reflect.Type]*emit.Shape // by the type of what a root field gives, entities apart
}

func newShapes(r *Resolver) *shapes {
	s := &shapes{Resolver: r, types: map[string]*emit.Type{}, objects: map[string]*emit.Shape{}, roots: map[reflect.Type]*emit.Shape{}}
	s.entityBook = &emit.Book{Load: func(ctx context.Context, ids []string) ([]any, error) {
		found, err := r.store.Entities(ctx, ids)
		approach(found)
		return anys(found, err)
	}}
	s.documentBook = &emit.Book{Load: func(ctx context.Context, ids []string) ([]any, error) { return anys(r.store.Documents(ctx, ids)) }}
	s.kinds()
	s.entities()
	s.evidence()
	s.rows()
	s.traversals()
	s.lists()
	return s
}

// approach reads a little of each: entities are far apart in memory, and are so
// waited for together. Inlined, what nobody wants would not be read.
//
//go:noinline
func approach(es []*graph.Entity) (seen int) {
	for _, e := range es {
		if e != nil && e.Name != "" {
			seen += int(e.Name[0])
		}
	}
	return seen
}

// anys makes nil pointers nil.
func anys[T any](list []*T, err error) ([]any, error) {
	out := make([]any, len(list))
	for i, x := range list {
		if x != nil {
			out[i] = x
		}
	}
	return out, err
}

// typeOf gives a type by its name, to be filled by define before anything is written.
func (s *shapes) typeOf(name string) *emit.Type {
	if s.types[name] == nil {
		s.types[name] = &emit.Type{Name: name, Is: []string{name}, Fields: map[string]*emit.Field{}}
	}
	return s.types[name]
}

// object is the shape of the objects of a type.
func (s *shapes) object(name string) *emit.Shape {
	if s.objects[name] == nil {
		s.objects[name] = emit.Object(s.typeOf(name))
	}
	return s.objects[name]
}

type fieldsByName = map[string]*emit.Field

func (s *shapes) define(name string, fields fieldsByName) { s.typeOf(name).Fields = fields }

// kinds makes the shape of entities.
func (s *shapes) kinds() {
	var types []*emit.Type
	for _, k := range graph.EntityKinds() {
		t := s.typeOf(typeNameOf(k))
		t.Is = append(t.Is, "Node", "Entity")
		types = append(types, t)
	}
	s.entity = emit.Kinds(func(obj any) int { return int(obj.(*graph.Entity).Kind) - 1 }, types...)
	for _, name := range []string{"Relation", "Claim", "Document"} {
		t := s.typeOf(name)
		t.Is = append(t.Is, "Node")
	}
}

// entityRef is a field that is one entity.
func entityRef[O any](s *shapes, id func(O) string) *emit.Field {
	return emit.Ref(s.entity, s.entityBook, id)
}

func entityRefs[O any](s *shapes, ids func(O) []string) *emit.Field {
	return emit.Refs(s.entity, s.entityBook, ids)
}

func documentRefs[O any](s *shapes, ids func(O) []string) *emit.Field {
	return emit.Refs(s.object("Document"), s.documentBook, ids)
}

// entities are those fields of them that all kinds have.
func (s *shapes) entities() {
	type entity = *graph.Entity
	common := fieldsByName{
		"id":        text(func(e entity) string { return e.ID }),
		"kind":      word(func(e entity) graph.EntityKind { return e.Kind }),
		"type":      textOrNull(func(e entity) string { return e.Type }),
		"name":      text(func(e entity) string { return e.Name }),
		"names":     emit.Parts(s.object("Name"), func(e entity) []graph.Name { return e.Names }),
		"named":     boolean(func(e entity) bool { return e.Named }),
		"summary":   textOrNull(func(e entity) string { return e.Summary }),
		"degree":    number(func(e entity) int { return e.Degree }),
		"formerIds": texts(func(e entity) []string { return e.FormerIDs }),
		"externalIds": emit.Parts(s.object("ExternalId"), func(e entity) []graph.ExternalID {
			return e.ExternalIDs
		}),
		"relations": emit.Load(s.object("RelationConnection"), s.relationsOf),
	}
	for _, k := range graph.EntityKinds() {
		s.define(typeNameOf(k), common)
	}
	s.define("Name", fieldsByName{
		"text":      text(func(n *graph.Name) string { return n.Text }),
		"lang":      textOrNull(func(n *graph.Name) string { return n.Lang }),
		"script":    textOrNull(func(n *graph.Name) string { return n.Script }),
		"documents": documentRefs(s, func(n *graph.Name) []string { return n.Documents }),
	})
	s.define("ExternalId", fieldsByName{
		"scheme": text(func(x *graph.ExternalID) string { return x.Scheme }),
		"value":  text(func(x *graph.ExternalID) string { return x.Value }),
	})
}

// relationsOf answers Entity.relations without a filter of its own.
func (s *shapes) relationsOf(ctx context.Context, asked emit.Asked, es []*graph.Entity) ([]*graph.Connection[*graph.Relation], error) {
	args := arguments{given: asked.Arguments()}
	direction, lens := enum[graph.Direction](&args, "direction"), enum[graph.Lens](&args, "lens")
	l := listing{"Entity.relations", asked.Selects("totalCount"), args.int("first"), args.string("after")}
	if args.notNull("where") || !args.only("direction", "lens", "where", "first", "after") {
		return nil, errNotCovered
	}
	found, err := connections(ctx, es, l, relationsOfEntity(direction, lens, nil), s.store.ListRelations, same)
	return found, firstOf(err)
}
