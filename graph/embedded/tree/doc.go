// Package tree lays rows that come in the order of their keys into a SQLite file,
// page by page, without SQLite.
//
// Its one idea: a tree whose keys only grow needs no searching, splitting or
// balancing. Leaves are filled one after the other; what stands above them is made
// when all of them are there, and the topmost page takes the place of the empty
// root that a CREATE statement left.
//
//	rows by key ─▶ leaf ─ leaf ─ leaf ─ …        as they come
//	                └──────┴──────┘
//	               page above, …, root           at the end
//
// The form is that of "Database File Format", sqlite.org/fileformat2.html, to which
// the sections named in this package belong. Files made so are checked by SQLite
// itself in the tests (PRAGMA integrity_check).
package tree
