package embedded

import (
	"cmp"
	"context"
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
	entities  []*graph.Entity // id, kind and named
	occurred  []*graph.AttributeRecord
	seen      map[string]bool // meetings in occurred

	lot    []graph.RelationRecord
	lots   chan []graph.RelationRecord // nil before the first relation
	result chan built
	cancel context.CancelFunc
	gone   bool // given up, or finished
}

type built struct {
	graph *topology.Graph
	err   error
}

const lotSize = 512 // relations

func newAhead(revision string) *ahead { return &ahead{revision: revision, seen: map[string]bool{}} }

func (a *ahead) off() bool { return a == nil || a.gone }

// abandon gives up. It returns when nothing runs any more.
func (a *ahead) abandon() {
	if a.off() {
		return
	}
	a.gone = true
	if a.lots != nil {
		a.cancel()
		close(a.lots)
		<-a.result
	}
	*a = ahead{gone: true}
}

func (a *ahead) document(d *graph.Document, isNew bool) {
	if a.off() {
		return
	}
	if !isNew || a.lots != nil {
		a.abandon()
		return
	}
	a.documents = append(a.documents, d)
}

func (a *ahead) entity(e *graph.Entity, isNew bool) {
	if a.off() {
		return
	}
	if !isNew || a.lots != nil {
		a.abandon()
		return
	}
	a.entities = append(a.entities, &graph.Entity{ID: e.ID, Kind: e.Kind, Named: e.Named})
}

// state takes a relation, or an attribute, with the claims that were stored.
func (a *ahead) state(r *waiting, st *statement, writes []claimWrite, isNew bool) {
	if a.off() {
		return
	}
	claims := make([]graph.Claim, len(writes))
	for i := range writes {
		claims[i] = writes[i].claim
	}
	slices.SortFunc(claims, func(x, y graph.Claim) int { return cmp.Compare(x.ID, y.ID) })
	if at := r.record.Attribute; at != nil {
		a.attribute(at, claims, isNew)
		return
	}
	rel := r.record.Relation
	if !isNew {
		if len(writes) > 0 || len(rel.Concerns) > 0 {
			a.abandon()
		}
		return
	}
	concerns := slices.Clone(rel.Concerns)
	slices.Sort(concerns)
	a.lot = append(a.lot, graph.RelationRecord{
		ID: st.about, From: rel.From, Type: rel.Type, To: rel.To, Role: rel.Role, Key: rel.Key,
		Concerns: slices.Compact(concerns), Claims: claims,
	})
	if len(a.lot) == lotSize {
		a.send()
	}
}

func (a *ahead) attribute(at *graph.AttributeRecord, claims []graph.Claim, isNew bool) {
	if at.Name != occurred || merge.IsRelation(at.Of) {
		return
	}
	if !isNew && len(claims) > 0 || a.seen[at.Of] && isNew {
		a.abandon()
		return
	}
	if isNew {
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
	a.lot = make([]graph.RelationRecord, 0, lotSize)
}

func (a *ahead) start() {
	ctx, cancel := context.WithCancel(context.Background())
	a.cancel, a.lots, a.result = cancel, make(chan []graph.RelationRecord, 4), make(chan built, 1)
	f := topology.Feed{
		Revision: a.revision, Documents: all(a.documents), Entities: all(a.entities), Relations: each(a.lots),
		// Read after the relations, when all of them are there.
		Occurred: func(yield func(*graph.AttributeRecord, error) bool) { all(a.occurred)(yield) },
	}
	lots, result := a.lots, a.result
	go func() {
		g, err := topology.Build(ctx, f)
		for range lots { // so that the sender never waits for one that has failed
		}
		result <- built{g, err}
	}()
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
	a.lots <- a.lot
	close(a.lots)
	b := <-a.result
	a.cancel()
	*a = ahead{gone: true}
	return b.graph, b.err
}

func all[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, x := range list {
			if !yield(x, nil) {
				return
			}
		}
	}
}

func each(lots <-chan []graph.RelationRecord) iter.Seq2[*graph.RelationRecord, error] {
	return func(yield func(*graph.RelationRecord, error) bool) {
		for lot := range lots {
			for i := range lot {
				if !yield(&lot[i], nil) {
					return
				}
			}
		}
	}
}
