// Package intake takes a long stream of records into a store that takes them in
// portions.
//
// Its one idea: order makes up for what one transaction no longer gives. The
// stream is looked through first, without writing; what is wrong in itself
// refuses it whole. Then it is read again, once for each round, so that no
// record names what only a later portion brings:
//
//	stream ─▶ look ─▶ refused whole, or
//	          round 1  entities                       ─▶ portion ─▶ Apply
//	                2  those whose names cite documents, without the citations
//	                3  documents
//	                4  those based on others, without saying on which
//	                5  the same, whole
//	                6  the entities of round 2, whole
//	                7  relations, then attributes, then judgements
//
// A round without records is left out, and so is all of this where the stream
// fits one portion, or the store takes streams of any length: then it is one
// batch, taken whole or not at all.
//
// Every portion has a key of its own, so that one whose outcome is not known is
// sent again safely. What stops a load between two portions is a [Stopped], which
// says what is in; loading again is harmless, because loading adds and never
// repeats.
package intake
