package topology

import (
	"context"
	"fmt"
	"testing"

	"dragoman/graph"
)

// An index of ids that would lead a search out of its arrays is refused, even if the
// checksums of its file are right.
func TestAnIndexOfIDsThatLeadsAwayIsRefused(t *testing.T) {
	damages := map[string]func(x *idIndex){
		"":                                func(*idIndex) {},
		"a relation that is none":         func(x *idIndex) { x.fill(3, uint64(x.mask[idRelation])) },
		"a bucket that ends before it":    func(x *idIndex) { x.off[1] = uint32(x.n) + 1 },
		"a last bucket without its end":   func(x *idIndex) { x.off[len(x.off)-1]-- },
		"as many buckets as no bits give": func(x *idIndex) { x.off = append(x.off, x.off[len(x.off)-1]) },
		"no buckets":                      func(x *idIndex) { x.off, x.from = nil, 64 },
		"fewer places than relations":     func(x *idIndex) { x.n-- },
		"other tags":                      func(x *idIndex) { x.mask[idTag] = 1 },
	}
	for name, damage := range damages {
		b := starOf(t, 36).base
		damage(&b.byID)
		if err := b.checkShape(); (err == nil) != (name == "") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// starOf has one entity that so many relations lead from.
func starOf(t *testing.T, relations int) *Graph {
	t.Helper()
	g, err := Build(context.Background(), Feed{
		Entities: func(yield func(*graph.Entity, error) bool) {
			for i := range relations + 1 {
				if !yield(&graph.Entity{ID: fmt.Sprintf("e%04d", i), Kind: graph.KindPerson, Named: true}, nil) {
					return
				}
			}
		},
		Relations: func(yield func(*graph.RelationRecord, error) bool) {
			for i := range relations {
				if !yield(&graph.RelationRecord{From: "e0000", Type: graph.Support, To: fmt.Sprintf("e%04d", i+1)}, nil) {
					return
				}
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}
