// Package exchange brings a graph to the tools next door, and what they hold back.
//
// Its one idea: an export is what a query would answer. It pages through the lists
// of a store under the filter of queries, in one held state, so that status, dates,
// sources and counts are those that everything else shows, merges and filter
// heeded; a format only says how such a page is written.
//
//	store ── pages of 1,000 ──▶ walk ──▶ nodes, edges ──▶ GraphML, GEXF, Cytoscape, CSV
//	  (Holder: one state)        │
//	                             ├──▶ relations, attributes with claims ──▶ JSON-LD, FollowTheMoney
//	                             └──▶ records ──▶ JSON Lines, YAML
//
// Memory is that of a page, whatever the size of the graph; a format that needs to
// know more says so. [ReadFtM] reads entities of FollowTheMoney as records.
package exchange
