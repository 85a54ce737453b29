package graphtest

import (
	"context"
	"os"
	"strconv"
	"testing"
	"time"

	"dragoman/graph"
)

// Options changes what [RunWith] does. The zero value is what [Run] does.
type Options struct {
	// Reopen closes a store and opens what it left behind, for stores that keep
	// things. nil skips the rules about that.
	Reopen func(t *testing.T, s graph.Store) graph.Store
	// Skip names rules and groups (as in the names of the subtests: "paths/mode
	// STRONGEST") that the store does not keep, each with the reason why.
	Skip map[string]string
	// Unsupported says of a question of the random walk (a graph.PathQuery,
	// EgoQuery, ConnectQuery, CommonQuery, NeighbourQuery or a list's query) that the store may
	// answer it with ErrUnsupported; such answers are counted in the log. nil allows
	// for none.
	Unsupported func(q any) bool
	// Seed is that of the random walk; 0 is DRAGOMAN_SEED, or else the clock.
	Seed uint64
	// Steps is the number of operations of the random walk; 0 is 3000, or 600
	// under -short; negative is none.
	Steps int
}

// Run tests that the stores which open gives keep the contract of package graph.
// open gives an empty store each time; it closes it with t.Cleanup if that is
// needed, which must bear that the test has closed it before.
func Run(t *testing.T, open func(t *testing.T) graph.Store) {
	t.Helper()
	RunWith(t, open, Options{})
}

// RunWith is Run with options.
func RunWith(t *testing.T, open func(t *testing.T) graph.Store, o Options) {
	t.Helper()
	h := &harness{open: open, options: o}
	t.Run("fixture", func(t *testing.T) { h.onFixture(t) })
	t.Run("fresh", func(t *testing.T) { h.onFresh(t) })
	t.Run("walk", func(t *testing.T) { h.skip(t, "walk"); h.walk(t) })
}

type harness struct {
	open    func(t *testing.T) graph.Store
	options Options
}

// rule is a promise in words and an example that shows whether it is kept.
type rule struct {
	name  string
	words string
	check func(c *check)
}

// check is a rule being looked at.
type check struct {
	*testing.T
	ctx   context.Context
	rule  rule
	store graph.Store
	h     *harness
	nth   int // of lines that differ by a number
}

func (h *harness) skip(t *testing.T, name string) {
	t.Helper()
	if reason, ok := h.options.Skip[name]; ok {
		t.Skipf("%s: %s", name, reason)
	}
}

// onFixture looks at the rules of reading, all on one store that holds the
// fixture.
func (h *harness) onFixture(t *testing.T) {
	s := h.open(t)
	if _, err := s.Apply(t.Context(), graph.Batch{Records: text(fixture), Action: "load"}); err != nil {
		t.Fatalf("the fixture cannot be loaded: %v", err)
	}
	for _, r := range slicesOf(identityRules, listRules, pageRules, filterRules, pathRules, wayRules, egoRules, connectRules, searchRules, errorRules) {
		h.look(t, r, s)
	}
}

// onFresh looks at the rules of writing and living, each on a store of its own.
func (h *harness) onFresh(t *testing.T) {
	for _, r := range slicesOf(orderRules, recencyRules, writeRules, batchRules, mergeRules, retractionRules, lifeRules, basisRules, changeRules) {
		h.look(t, r, nil)
	}
}

func slicesOf(groups ...[]rule) (all []rule) {
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}

func (h *harness) look(t *testing.T, r rule, s graph.Store) {
	t.Run(r.name, func(t *testing.T) {
		h.skip(t, r.name)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if s == nil {
			s = h.open(t)
		}
		r.check(&check{T: t, ctx: ctx, rule: r, store: s, h: h})
	})
}

// seed gives the seed of the walk.
func (o Options) seed(t *testing.T) uint64 {
	if o.Seed != 0 {
		return o.Seed
	}
	if s := os.Getenv("DRAGOMAN_SEED"); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatalf("DRAGOMAN_SEED=%q is not a number", s)
		}
		return n
	}
	return uint64(time.Now().UnixNano()) % 1_000_000
}

func (o Options) steps() int {
	switch {
	case o.Steps != 0:
		return o.Steps
	case testing.Short():
		return 600
	}
	return 3000
}
