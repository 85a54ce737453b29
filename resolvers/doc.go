// Package resolvers answers GraphQL out of a store. A resolver checks its
// arguments, calls the store once, and shapes what comes back; what the answers
// mean is decided in package graph.
//
// Its one idea: the store is asked level by level, not row by row. All objects
// that one field of a query produced stand together as a level; the first of
// them that is asked for a further field asks for all.
//
//	{ missions { nodes {            1 call: ListEntities
//	    controlledBy { nodes {      1 call: ListRelations, one query for each mission
//	      from { name }             1 call: Entities, of all relations of all missions
//	      documents { title } } } } } }
//
// How often the store is called follows from the query alone, never from how
// many rows there are or how goroutines happen to run (see each).
package resolvers
