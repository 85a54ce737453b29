package resolvers

import "github.com/99designs/gqlgen/graphql"

// Written counts the root fields that a schema wrote without the executor.
func Written(s graphql.ExecutableSchema) int64 { return s.(batching).direct.written.Load() }

// Covers says whether a field is written without the executor.
func Covers(s graphql.ExecutableSchema, object, field string) bool {
	t := s.(batching).direct.shapes.types[object]
	return t != nil && t.Fields[field] != nil
}
