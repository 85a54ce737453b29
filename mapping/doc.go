// Package mapping turns tables that other people made into records, by a short
// description of what their columns mean.
//
// Its one idea: a mapping looks like the record that it makes, with the names of
// columns in braces where a record has values. Whoever knows the record format
// can read it.
//
//	name;leader;since                 rules:                         {"entity":{"id":"utopia",…}}
//	Utopia;Thomas More;1516    +        - entity:              ──▶
//	Atlantis;;                              id: '{name | slug}'       {"entity":{"id":"atlantis",…}}
//	                                        kind: GOVERNMENT
//	                                        name: '{name}'
//
// A row goes the same way in each reading, and only by what is in it, in the
// mapping and in the tables that it names:
//
//	file ─▶ rows ─▶ skip? ─▶ let ─▶ rule by rule ─▶ templates ─▶ Record.Check
//	          ▲                        each, if
//	other files, joined by a column
//
// A template of which a part is empty is empty as a whole, so that an id is never
// made of half of its parts; what is needed and empty is an error that names the
// place in the file and in the mapping. Nothing is guessed or left out in silence:
// rows that a mapping does not want are counted by the reason that it gives.
//
// The main file is streamed. What is held in memory are the tables and the files
// that are joined to it ([MaxJoined]).
package mapping
