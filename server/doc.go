// Package server is the HTTP edge: it turns requests into GraphQL operations
// and keeps everything else out.
//
//	request ─▶ id, log, recover ─▶ Host ─▶ cross-origin ─▶ token
//	        ─▶ body limit ─▶ guard (before validation) ─▶ deadline
//	        ─▶ the store shows the changes of Dragoman-After ─▶ execution
//
// It knows no concrete store and no GraphQL type: an executable schema comes
// in, and the guard reads only the shape of the query. Transports follow the
// GraphQL over HTTP specification (graphql.github.io/graphql-over-http).
package server
