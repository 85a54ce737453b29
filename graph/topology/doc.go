// Package topology is the shape of a graph in memory, and the searches over it.
//
// Its one idea: a search should touch nothing but arrays. Entities are numbered
// in the order of their ids, so that comparing numbers compares ids, and every
// entity has one row that holds its relations in both directions, sorted by
// type and neighbour:
//
//	offset   0        3     4           8
//	rows   [ a · · | b | c · · · | … ]     a cell: neighbour, relation, date and
//	                                       type, role, status, sources: see cells.go
//	up     [ b · ]                         of a long row, the ends of still longer
//	                                       ones, by neighbour: see climb.go
//	claims [ … 1 1 2 1 3 … ]               read where a filter selects claims, and
//	                                       for the evidence of what is shown
//
// All of that lies in tables of as many bits as their numbers need (records.go):
//
//	cell      neighbour, meta, date, relation    68 bits at ten million relations
//	relation  key, first claim             18
//	settled   the day from which it stands 13
//	claim     document, chain, date, bits  35
//
// A [Graph] never changes. [Graph.Apply] gives a new one that shares everything
// with the old one but a few nodes of persistent tries (the overlay); readers of
// the old one go on undisturbed. [Graph.Compact] turns base and overlay into a
// new base. [Graph.Save] and [Load] keep a base in a checksummed file.
//
// The package knows no database: it is filled from any store's relation stream
// and kept current from its changes. What relations, statuses and filters mean
// is decided by package graph alone; relation ids are digests, kept as their bits
// and spelled when an answer shows them. What can be counted beforehand is derived
// from the rows when a base is made, so that no ego network reads the row of a hub.
package topology
