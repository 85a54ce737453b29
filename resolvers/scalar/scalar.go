// Package scalar says how strings are written in GraphQL: an empty one is null
// wherever the schema allows null, since the domain writes "not given" as "".
package scalar

import (
	"context"
	"io"

	"github.com/99designs/gqlgen/graphql"
)

// MarshalString writes a string; an empty one is null in a nullable field.
func MarshalString(s string) graphql.ContextMarshaler {
	return graphql.ContextWriterFunc(func(ctx context.Context, w io.Writer) error {
		if s == "" && nullable(ctx) {
			graphql.Null.MarshalGQL(w)
			return nil
		}
		graphql.MarshalString(s).MarshalGQL(w)
		return nil
	})
}

func nullable(ctx context.Context) bool {
	fc := graphql.GetFieldContext(ctx)
	return fc != nil && fc.Field.Field != nil && fc.Field.Definition != nil && fc.Field.Definition.Type.Elem == nil && !fc.Field.Definition.Type.NonNull
}

// UnmarshalString reads a string; null, where it may be given, is the empty one.
func UnmarshalString(_ context.Context, v any) (string, error) {
	if v == nil {
		return "", nil
	}
	return graphql.UnmarshalString(v)
}
