package embedded

import (
	"cmp"
	"context"
	"hash/maphash"
	"iter"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// ahead makes the topology of a first, long load while the rows are still being
// written. That works as long as documents and entities come before relations and
// each relation comes once, as in a canonical file; it is given up at the first
// record that is otherwise, and the topology is made from the rows at the end.
//
//	records ──▶ session ──▶ rows
//	               └──lots──▶ topology.Build
//
// The methods may be called on nil, which is one that was given up.
type ahead struct {
	revision  string
	documents []*graph.Document
	entities  []fedEntity
	occurred  []*graph.AttributeRecord
	seen      map[string]bool // meetings in occurred

	lot    lot
	lots   chan lot             // nil before the first relation
	dates  [1 << 13]*graph.Date // some that came, by their hashes
	result chan built
	cancel context.CancelFunc
	sealed bool // nothing more comes
	gone   bool // given up, or finished
}

type fedEntity struct {
	id    string
	kind  graph.EntityKind
	named bool
}

// lot is relations that are handed over together, and their claims in one piece.
type lot struct {
	relations []topology.Numbered
	claims    []topology.NumberedClaim
}

func newLot() lot {
	return lot{make([]topology.Numbered, 0, lotSize), make([]topology.NumberedClaim, 0, lotSize+lotSize/4)}
}

type built struct {
	graph *topology.Graph
	err   error
}

const lotSize = 512 // relations

func newAhead(revision string) *ahead {
	return &ahead{revision: revision, seen: map[string]bool{}, lot: newLot()}
}

func (a *ahead) off() bool { return a == nil || a.gone }

// abandon gives up. It returns when nothing runs any more.
func (a *ahead) abandon() {
	if a.off() {
		return
	}
	a.gone = true
	if a.lots != nil {
		a.cancel()
		if !a.sealed {
			close(a.lots)
		}
		<-a.result
	}
	*a = ahead{gone: true}
}

func (a *ahead) document(n *node, d *graph.Document, isNew bool) {
	if a.off() {
		return
	}
	if !isNew || a.lots != nil {
		a.abandon()
		return
	}
	n.fed = uint32(len(a.documents))
	a.documents = append(a.documents, d)
}

func (a *ahead) entity(n *node, e *graph.Entity, isNew bool) {
	if a.off() {
		return
	}
	if !isNew || a.lots != nil {
		a.abandon()
		return
	}
	n.fed = uint32(len(a.entities))
	a.entities = append(a.entities, fedEntity{e.ID, e.Kind, e.Named})
}

// feed hands a relation, or an attribute, with the claims that were stored to the
// topology that is made meanwhile. All that it names is there, and its ends are at hand.
func (w *session) feed(r *waiting, st *statement, writes []claimWrite, isNew bool) error {
	a := w.ahead
	if a.off() {
		return nil
	}
	byID := func(x, y claimWrite) int { return cmp.Compare(x.claim.ID, y.claim.ID) }
	if !slices.IsSortedFunc(writes, byID) {
		writes = slices.Clone(writes) // they are stored as they came
		slices.SortFunc(writes, byID)
	}
	if at := r.record.Attribute; at != nil {
		a.attribute(at, writes, isNew)
		return nil
	}
	rel := r.record.Relation
	if !isNew || a.sealed {
		if isNew || len(writes) > 0 || len(rel.Concerns) > 0 {
			a.abandon()
		}
		return nil
	}
	out := topology.Numbered{Type: rel.Type, Role: rel.Role, Key: rel.Key, ID: st.about}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(rel.Concerns))) {
		n, err := w.node(id)
		if err != nil {
			return err
		}
		out.Concerns = append(out.Concerns, n.fed)
	}
	out.From, out.To = w.ends.from.fed, w.ends.to.fed
	first := len(a.lot.claims)
	for i := range writes {
		c := &writes[i].claim
		doc := writes[i].document
		if doc == nil {
			var err error
			if doc, err = w.node(c.Document); err != nil {
				return err
			}
		}
		a.lot.claims = append(a.lot.claims, topology.NumberedClaim{
			Document: doc.fed, Date: a.date(&c.Date), Stance: c.Stance, Against: c.Against,
			Sources: c.Sources, RecordedAt: c.RecordedAt, Retracted: c.Retracted,
		})
	}
	end := len(a.lot.claims)
	out.Claims = a.lot.claims[first:end:end]
	if a.lot.relations = append(a.lot.relations, out); len(a.lot.relations) == lotSize {
		a.send()
	}
	return nil
}

// date gives the one of those that came before which says the same, or a copy.
func (a *ahead) date(d *graph.Date) *graph.Date {
	if d.IsZero() {
		return nil
	}
	slot := &a.dates[maphash.String(nodeSeed, d.EDTF.String())%uint64(len(a.dates))]
	if *slot == nil || **slot != *d {
		own := *d
		*slot = &own
	}
	return *slot
}

func (a *ahead) attribute(at *graph.AttributeRecord, writes []claimWrite, isNew bool) {
	if at.Name != occurred || merge.IsRelation(at.Of) {
		return
	}
	if !isNew && len(writes) > 0 || isNew && (a.seen[at.Of] || a.sealed) {
		a.abandon()
		return
	}
	if isNew {
		claims := make([]graph.Claim, len(writes))
		for i := range writes {
			claims[i] = writes[i].claim
		}
		a.seen[at.Of] = true
		whole := *at
		whole.Claims = claims
		a.occurred = append(a.occurred, &whole)
	}
}

// send hands a lot of relations over, and starts with the first.
func (a *ahead) send() {
	if a.lots == nil {
		a.start()
	}
	a.lots <- a.lot
	a.lot = newLot()
}

func (a *ahead) start() {
	ctx, cancel := context.WithCancel(context.Background())
	a.cancel, a.lots, a.result = cancel, make(chan lot, 4), make(chan built, 1)
	f := topology.Feed{
		Revision: a.revision, Documents: drain(a.documents), Entities: fedEntities(a.entities), Numbered: each(a.lots),
		// Read after the relations, when all of them are there.
		Occurred: func(yield func(*graph.AttributeRecord, error) bool) { drain(a.occurred)(yield) },
	}
	a.documents, a.entities = nil, nil
	lots, result := a.lots, a.result
	go func() {
		g, err := topology.Build(ctx, f)
		for range lots { // so that the sender never waits for one that has failed
		}
		result <- built{g, err}
	}()
}

// seal says that nothing more comes, so that the topology is completed while the rows
// are.
func (a *ahead) seal() {
	if a.off() || a.lots == nil || a.sealed {
		return
	}
	a.lots <- a.lot
	close(a.lots)
	a.lot, a.sealed = lot{}, true
}

// finish gives the topology; nil where it was given up.
func (a *ahead) finish(revision string) (*topology.Graph, error) {
	if a.off() {
		return nil, nil
	}
	if a.lots == nil || revision != a.revision {
		a.abandon()
		return nil, nil
	}
	a.seal()
	b := <-a.result
	a.cancel()
	*a = ahead{gone: true}
	return b.graph, b.err
}

// drain gives a list once, and lets go of it.
func drain[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		rest := list
		list = nil
		for _, x := range rest {
			if !yield(x, nil) {
				return
			}
		}
	}
}

func fedEntities(list []fedEntity) iter.Seq2[*graph.Entity, error] {
	return func(yield func(*graph.Entity, error) bool) {
		var one graph.Entity
		for x := range drain(list) {
			one = graph.Entity{ID: x.id, Kind: x.kind, Named: x.named}
			if !yield(&one, nil) {
				return
			}
		}
	}
}

func each(lots <-chan lot) iter.Seq2[*topology.Numbered, error] {
	return func(yield func(*topology.Numbered, error) bool) {
		for l := range lots {
			for i := range l.relations {
				if !yield(&l.relations[i], nil) {
					return
				}
			}
		}
	}
}
