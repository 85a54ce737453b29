// Package records brings records in from files and out to them, for people.
//
// Its one idea: there is one set of rules, that of package graph. YAML is only
// another way to write the same objects, so each item of a YAML list is turned
// into the JSON it stands for, with a map from the bytes of that JSON back to
// lines and columns, and then decoded like any other record:
//
//	file ─▶ items ─▶ nodes ─▶ JSON ─▶ graph.DecodeRecord ─▶ record
//	         (one at a time)    └──positions──▶ error at line:column
//
// [Open] reads a file in whichever of the formats its name says, [Read] a
// stream, and [WriteYAML] writes.
package records
