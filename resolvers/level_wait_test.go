package resolvers

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"dragoman/graph"
)

// field is the context in which a field of the root is resolved.
func field(ctx context.Context, name string) context.Context {
	return graphql.WithFieldContext(ctx, &graphql.FieldContext{
		Object: "Query", IsResolver: true,
		Field: graphql.CollectedField{Field: &ast.Field{Alias: name, Name: name}},
	})
}

func TestWhoWaitsForALevelHeedsItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := withLevels(t.Context(), newLevels())
		release := make(chan struct{})
		load := func(context.Context, []root) ([]int, error) {
			<-release
			return []int{7}, nil
		}
		var wg sync.WaitGroup
		wg.Go(func() {
			if n, err := each(field(ctx, "slow"), root{}, leaf, load); n != 7 || err != nil {
				t.Errorf("who loads: %d, %v", n, err)
			}
		})
		synctest.Wait()
		impatient, cancel := context.WithCancel(ctx)
		wg.Go(func() {
			if _, err := each(field(impatient, "slow"), root{}, leaf, load); !errors.Is(err, graph.ErrDeadline) {
				t.Errorf("who waits no longer: %v", err)
			}
		})
		synctest.Wait()
		cancel()
		synctest.Wait()
		close(release)
		wg.Wait()
	})
}

func TestCostOfNestedListsMultiplies(t *testing.T) {
	c := costs()
	ten := 10
	if got := c.Mission.ControlledBy(5, nil, &ten, nil); got != 51 {
		t.Errorf("ten rows of five: %d", got)
	}
	if got := c.Query.Missions(51, nil, nil, nil); got != 1+50*51 {
		t.Errorf("the default number of rows of fifty-one: %d", got)
	}
	huge := 1 << 40
	if got := c.Query.Places(2, nil, &huge, nil); got != 1+graph.MaxFirst*2 {
		t.Errorf("no more than may be asked for: %d", got)
	}
}

// The rows below a level share one list of their parents: making it anew for
// each row would cost the square of the rows.
func TestParentsAreListedOnce(t *testing.T) {
	a, b := &graph.Relation{ID: "r:a"}, &graph.Relation{ID: "r:b"}
	l := &level{done: make(chan struct{}), objects: []any{a, b, a}}
	close(l.done)
	first := membersOf[*graph.Relation](l)
	if len(first.list) != 2 || !first.has[a] || !first.has[b] {
		t.Fatalf("parents: %v", first.list)
	}
	if allocations := testing.AllocsPerRun(100, func() {
		if membersOf[*graph.Relation](l) != first {
			t.Error("the list was made again")
		}
	}); allocations > 0 {
		t.Errorf("asking again allocates %v times", allocations)
	}
}
