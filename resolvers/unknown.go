package resolvers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"dragoman/graph"
)

// recognizing tells of ids that are known, but of another sort than the argument
// takes. A store says no more than that it does not know them there.
type recognizing struct {
	*Resolver
	told sync.Map // by the message of a store, which many rows may have, what is shown instead
}

type recognizingKey struct{}

func withRecognizing(ctx context.Context, r *Resolver) context.Context {
	return context.WithValue(ctx, recognizingKey{}, &recognizing{Resolver: r})
}

// recognized is a NOT_FOUND with a message that says of each id what it is.
func recognized(ctx context.Context, e *graph.Error) *graph.Error {
	r, ok := ctx.Value(recognizingKey{}).(*recognizing)
	if !ok || e.Code != graph.NotFound || len(e.IDs) == 0 || e.Field == "" {
		return e
	}
	words, ok := r.told.Load(e.Message)
	if !ok {
		words = r.words(ctx, e)
		r.told.Store(e.Message, words)
	}
	out := *e
	out.Message = words.(string)
	return &out
}

// maxRecognized is how many ids are looked up for one message.
const maxRecognized = 20

func (r *recognizing) words(ctx context.Context, e *graph.Error) string {
	ids := e.IDs[:min(len(e.IDs), maxRecognized)]
	documents, err := r.store.Documents(ctx, ids)
	if err != nil {
		return e.Message
	}
	entities, err := r.store.Entities(ctx, ids)
	if err != nil {
		return e.Message
	}
	wants := wanted(ctx, e.Field)
	var told, unknown []string
	for i, id := range ids {
		switch {
		case documents[i] != nil:
			told = append(told, fmt.Sprintf("%q is a document, and this takes %s; documents are taken by document(id), claims(document) and where {documents, excludeDocuments}", id, wants))
		case entities[i] != nil:
			told = append(told, fmt.Sprintf("%q is an entity, and this takes %s%s", id, wants, insteadOfEntity[wants]))
		case strings.HasPrefix(id, "r:") && wants == someEntities:
			told = append(told, fmt.Sprintf("%q is an id of a relation, and this takes %s; relation(id) { from to } has its ends", id, wants))
		case strings.HasPrefix(id, "c:"):
			told = append(told, fmt.Sprintf("%q is an id of a claim, and this takes %s; claim(id) says what it is about", id, wants))
		default:
			unknown = append(unknown, id)
		}
	}
	if len(told) == 0 {
		return e.Message
	}
	if unknown = append(unknown, e.IDs[len(ids):]...); len(unknown) > 0 {
		told = append(told, strings.TrimPrefix(graph.Unknown(e.Field, unknown...).Message, e.Field+": "))
	}
	return e.Field + ": " + strings.Join(told, "; ")
}

// What arguments take.
const (
	someEntities  = "entities"
	someDocuments = "documents"
	someRelations = "relations"
	someThings    = "entities and relations"
)

var insteadOfEntity = map[string]string{
	someDocuments: "; what an outlet or another source says is selected by where {sources}",
	someRelations: "; paths and relations have the ids of relations",
}

// wanted says what an argument of the field that is answered takes.
func wanted(ctx context.Context, argument string) string {
	field := ""
	if fc := graphql.GetFieldContext(ctx); fc != nil && fc.Field.Field != nil {
		field = fc.Field.Name
	}
	last := argument[strings.LastIndexByte(argument, '.')+1:]
	switch {
	case slices.Contains([]string{"document", "documents", "excludeDocuments"}, last):
		return someDocuments
	case field == "sources" && argument == "of":
		return someRelations
	case field == "claims" && argument == "of", argument == "avoid":
		return someThings
	}
	return someEntities
}
