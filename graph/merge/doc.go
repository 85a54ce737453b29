// Package merge is the view that judgements give of ids: which id stands for
// which, once things that are the same have been judged so.
//
//	judgements ──▶ View ──▶ Of(raw) = the id that stands for it
//	                   └──▶ Raws(canonical) = all ids that it stands for
//
// Stores keep records as they were loaded and apply a View when they read, so
// that taking a judgement back leaves everything as it was. The view of
// entities follows from judgements alone; that of relations also from their
// ends, since a relation moves with them (see the comment at the head of
// graph/store.go).
package merge
