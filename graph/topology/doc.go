// Package topology is the shape of a graph in memory, and the searches over it.
//
// Its one idea: a search should touch nothing but arrays. Entities are numbered
// in the order of their ids, so that comparing numbers compares ids, and every
// entity has one row that holds its relations in both directions, in two parts.
// Seen from the end of the shorter row a relation leads up, and there it lies;
// seen from the other it leads down, and has a cell that tells where it is:
//
//	up     [ a · · | b | c · · · | … ]     the relations, by neighbour: type, role,
//	                                       status, sources, date, key: see climb.go
//	down   [ b · | c · · | … ]             cells, by type and neighbour: the same and
//	                                       the relation: see cells.go
//	claims [ … 1 1 2 1 3 … ]               in the order of relations; read where a filter
//	                                       selects claims, and for the evidence of what
//	                                       is shown
//
// All of that lies in tables of as many bits as their numbers need (records.go):
//
//	relation  neighbour, meta, date, key, first claim   59 bits at ten million
//	cell      neighbour, meta, date, relation           64
//	settled   the day from which it stands              12
//	claim     document, chain, date, bits               30
//
// A [Graph] never changes. [Graph.Apply] gives a new one that shares everything
// with the old one but a few nodes of persistent tries (the overlay); readers of
// the old one go on undisturbed. [Graph.Compact] turns base and overlay into a
// new base. [Graph.Save] and [Load] keep a base in a checksummed file.
//
// The package knows no database: it is filled from any store's relation stream
// and kept current from its changes. What relations, statuses and filters mean
// is decided by package graph alone; relation ids are digests, worked out when an
// answer shows them: see digests.go. What can be counted beforehand is derived
// from the rows when a base is made, so that no ego network reads the row of a hub.
package topology
