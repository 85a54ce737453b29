package topology

import "dragoman/graph"

// Weighed is what the claims about a relation add up to.
type Weighed struct {
	Status      graph.Status
	Independent int // at most MaxWeighed
	When        graph.Span
	Dated       bool // When has bounds
}

// MaxWeighed is the greatest number of sources that a relation fed without its
// claims can have.
const MaxWeighed = maxSources - 1

// errWeighed keeps a graph for one search from being taken for one of a store:
// without its claims it can neither be saved nor follow a change.
var errWeighed = graph.Errorf(graph.Internal, "a topology that was fed without claims is neither saved nor changed")

// weigh notes what was said of the last relation that came.
func (w *builder) weigh(v Weighed) {
	if w.weighed == nil {
		w.weighed, w.spans = map[uint32]verdict{}, map[graph.Span]uint32{}
	}
	x := verdict{status: v.Status, independent: v.Independent}
	if v.Dated {
		x.date = w.span(v.When)
	}
	w.weighed[uint32(w.arrived.Len()-1)] = x
}

// span numbers a date of which only the bounds are known.
func (w *builder) span(s graph.Span) uint32 {
	n, ok := w.spans[s]
	if !ok {
		n = uint32(len(w.t.dates))
		w.t.dates, w.t.written = append(w.t.dates, dateRow{span: s, dated: true}), append(w.t.written, graph.When{})
		w.spans[s] = n
	}
	return n
}
