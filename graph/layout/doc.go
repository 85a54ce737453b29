// Package layout gives the nodes of a small network places in a picture.
//
// Its one idea: the same network gives the same picture, on every machine and in
// whatever order it is handed over. Nothing is drawn by lot, nodes are taken in
// the order of their keys, and every product is rounded before it is added, so
// that no processor may fuse the two (Go specification, "Floating-point
// operators").
//
//	communities   neighbours that hold together, by local moves for modularity
//	seed          rings by distance from the centre, a sector for each community
//	forces        links pull, nodes push, rings draw; a fixed number of rounds
//	room          no two nodes nearer than MinDistance
//
// Nodes that are fixed stay where they are, and the others find places around
// them: a picture grows without anything in it moving.
package layout
