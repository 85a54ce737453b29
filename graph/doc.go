// Package graph is the domain of dragoman: what a knowledge graph of contested
// facts is made of, and what may be concluded from it.
//
// Its one idea: nothing is true here, things are claimed.
//
//	document ──states──▶ claim ──about──▶ relation ──between──▶ entities
//	                        │            or attribute ──of──▶ entity, relation
//	                        └─on the word of─▶ sources, outermost first
//
// A relation exists only because claims state it. Its status, the number of
// independent sources behind it and the day since when it is known are computed
// from those claims by pure functions of this package ([Weigh]); nobody types
// them in. A [Filter] may select the claims first ("as known on 1 November",
// "without this outlet"), and then every computed field follows.
//
// The package also states what a store must do, as small roles ([EntityReader],
// [Lister], [Traverser], [Writer], …), and the record format in which graphs
// travel. It depends on the standard library only and on no package of this
// module.
package graph
