package resolvers

import "context"

// RoleOf is what the request may do, 0 where that is not known.
func RoleOf(ctx context.Context) Role {
	role, _ := ctx.Value(roleKey{}).(Role)
	return role
}

// Actor is who is asking, "" where that is not known.
func Actor(ctx context.Context) string { return actor(ctx) }
