// Package emit writes what a query selects of a value straight into JSON, where
// the executor would make an object, a context and a closure for every field of
// every row.
//
// Its one idea: a selection is looked at once, not once for each object. From a
// [Table], which says how the fields of each type are found and written, the
// selection set becomes a [Plan]; a plan is then run over a value in two passes:
//
//	gather   walks the value and notes what it refers to; the store is asked for
//	         all of it together, then for what that refers to, and so on
//	write    walks the value again and appends bytes
//
//	ego ─┬─ nodes ── entity ╌╌╌╌╮                 ╌ a reference: an id
//	     └─ relations ─┬─ from ╌┼╌▶ one call
//	                   └─ to ╌╌╌╯
//
// Which fields are selected (aliases, fragments, @skip, @include) is decided by
// the executor's own CollectFields. Whatever is out of the ordinary (a field that
// the table does not have, an error of the store, an unknown id where the schema
// promises an object, a panic) ends the run without an answer; the executor then
// goes its own way over the same value, so errors, their paths and nulls are its.
package emit
