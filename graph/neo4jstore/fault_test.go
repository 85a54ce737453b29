package neo4jstore_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"dragoman/dev/neo4j/faultproxy"
	"dragoman/dev/neo4j/neo4jtest"
	"dragoman/graph"
	"dragoman/graph/neo4jstore"
	"dragoman/graph/neo4jstore/storetest"
)

// The fault tests break the way to a real Neo4j and ask through the methods of
// the store alone, every role of it:
//
//	test ──▶ Store ──▶ faultproxy ──▶ Neo4j
//	  └── answers are those of the sound store, or typed, and in time
//
// What others hold already is not repeated: Open against a server that is away or
// hangs, a lazy store, and Close against one that hangs (TestAway, TestLost), a
// statement that fills the pool (TestFullPool), wrong configuration
// (TestMisconfigured), one writer whose commits are cut (TestACommitThatIsCutIsResolved,
// TestACommitThatStaysUnknown, TestAWriteOutOfTimeLeavesNothing), the words of the
// driver (TestFailure), a database that was replaced (TestReplaced), and the whole
// program over a server that comes and goes (TestServeComesToItself).

// tardy is by how much an answer may come after its deadline.
const tardy = 250 * time.Millisecond

// brittle gives options for the shared server, emptied, by way of a proxy that
// breaks it. At the end of the test no goroutine may be left.
func brittle(t *testing.T) (neo4jstore.Options, *faultproxy.Proxy) {
	t.Helper()
	server := neo4jtest.ForTests(t)
	storetest.Empty(t, server.URI, server.User, server.Password)
	leavesNothing(t)
	return between(t, neo4jstore.Options{URI: server.URI, User: server.User, Password: server.Password, Poll: 50 * time.Millisecond})
}

// leavesNothing looks at the end that no goroutine is left of what comes after it.
func leavesNothing(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) })
}

// between puts a proxy before the server that the options name.
func between(t *testing.T, o neo4jstore.Options) (neo4jstore.Options, *faultproxy.Proxy) {
	t.Helper()
	scheme, addr, _ := strings.Cut(o.URI, "://")
	p, err := faultproxy.New(addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	o.URI = scheme + "://" + p.Addr()
	return o, p
}

func opens(t *testing.T, o neo4jstore.Options) *neo4jstore.Store {
	t.Helper()
	s, err := neo4jstore.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// eachWay runs a test in both ways of search.
func eachWay(t *testing.T, test func(*testing.T, neo4jstore.Search)) {
	t.Run("memory", func(t *testing.T) { test(t, neo4jstore.SearchMemory) })
	t.Run("database", func(t *testing.T) { test(t, neo4jstore.SearchDatabase) })
}

// fewer is n, or a tenth of it with -short.
func fewer(n int) int {
	if testing.Short() {
		return max(n/10, 1)
	}
	return n
}

// chain is what is stored before the faults: persons in a row, who spoke to the
// next, and all but the last to the hub.
//
//	p0 ── p1 ── p2 … p59      hub ── each of them
const chainLength = 60

func chain() string {
	var b strings.Builder
	b.WriteString(`{"document":{"id":"d1","title":"First","published":"2025-10-01"}}` + "\n")
	b.WriteString(`{"document":{"id":"d2","title":"Second","published":"2025-10-02"}}` + "\n")
	b.WriteString(`{"entity":{"id":"hub","kind":"PERSON","name":"Hub"}}` + "\n")
	for i := range chainLength {
		fmt.Fprintf(&b, `{"entity":{"id":"p%d","kind":"PERSON","name":"Person %d","summary":"%s"}}`+"\n", i, i, strings.Repeat("long ", 20))
	}
	b.WriteString(`{"entity":{"id":"m","kind":"MEETING","name":"Meeting"}}` + "\n")
	b.WriteString(`{"relation":{"from":"p0","type":"PARTICIPATED_IN","to":"m","role":"PARTICIPANT","claims":[{"id":"cm","document":"d1","stance":"ASSERTS"}]}}` + "\n")
	b.WriteString(`{"relation":{"from":"p0","type":"OPPOSES","to":"p1","claims":[{"id":"o1","document":"d1","stance":"ASSERTS"},{"id":"o2","document":"d2","stance":"DENIES"}]}}` + "\n")
	b.WriteString(`{"attribute":{"of":"m","name":"topic","value":"harbours","claims":[{"id":"ca","document":"d2","stance":"REPORTS"}]}}` + "\n")
	for i := range chainLength - 1 {
		fmt.Fprintf(&b, `{"relation":{"from":"p%d","type":"SPOKE_TO","to":"p%d","claims":[{"id":"n%d","document":"d1","stance":"ASSERTS","date":"2025-09-01"}]}}`+"\n", i, i+1, i)
		fmt.Fprintf(&b, `{"relation":{"from":"hub","type":"SPOKE_TO","to":"p%d","claims":[{"id":"h%d","document":"d2","stance":"REPORTS"}]}}`+"\n", i, i)
	}
	return b.String()
}

func batch(key, text string) graph.Batch {
	return graph.Batch{Key: key, Digest: key, Records: graph.DecodeRecords("", strings.NewReader("{\"dragoman\":1}\n"+text))}
}

func apply(t *testing.T, s *neo4jstore.Store, key, text string) graph.Receipt {
	t.Helper()
	r, err := s.Apply(t.Context(), batch(key, text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// role is one question to a store.
type role struct {
	name string
	ask  func(context.Context, *neo4jstore.Store) (any, error)
}

// roles are all that a store does but for writing, asked of chain.
func roles() []role {
	slice := graph.Slice{First: 100}
	ids := []string{"p0", "hub", "nobody"}
	type S = *neo4jstore.Store
	answer := func(name string, ask func(context.Context, S) (any, error)) role { return role{name, ask} }
	relation := func(ctx context.Context, s S) ([]string, error) {
		ps, err := s.ListRelations(ctx, []graph.RelationQuery{{Of: []string{"p0"}, Slice: slice}})
		if err != nil {
			return nil, err
		}
		var out []string
		for _, r := range ps[0].Items {
			out = append(out, r.ID)
		}
		return out, nil
	}
	return []role{
		answer("Entities", func(ctx context.Context, s S) (any, error) { return s.Entities(ctx, ids) }),
		answer("Documents", func(ctx context.Context, s S) (any, error) { return s.Documents(ctx, []string{"d1", "d2"}) }),
		answer("Relations", func(ctx context.Context, s S) (any, error) {
			ids, err := relation(ctx, s)
			if err != nil {
				return nil, err
			}
			return s.Relations(ctx, ids, nil)
		}),
		answer("Claims", func(ctx context.Context, s S) (any, error) { return s.Claims(ctx, []string{"o1", "n3", "h7"}) }),
		answer("MeetingStates", func(ctx context.Context, s S) (any, error) { return s.MeetingStates(ctx, []string{"m", "p0"}, nil) }),
		answer("ListEntities", func(ctx context.Context, s S) (any, error) {
			return s.ListEntities(ctx, []graph.EntityQuery{{Slice: slice}})
		}),
		answer("ListRelations", func(ctx context.Context, s S) (any, error) {
			return s.ListRelations(ctx, []graph.RelationQuery{{Of: []string{"hub"}, Slice: slice}})
		}),
		answer("ListClaims", func(ctx context.Context, s S) (any, error) {
			return s.ListClaims(ctx, []graph.ClaimQuery{{Of: []string{"hub"}, Slice: slice}})
		}),
		answer("ListDocuments", func(ctx context.Context, s S) (any, error) {
			return s.ListDocuments(ctx, []graph.DocumentQuery{{Slice: slice}})
		}),
		answer("ListAttributes", func(ctx context.Context, s S) (any, error) {
			return s.ListAttributes(ctx, []graph.AttributeQuery{{Slice: slice}})
		}),
		answer("ListTimeline", func(ctx context.Context, s S) (any, error) {
			return s.ListTimeline(ctx, []graph.TimelineQuery{{Of: []string{"p0"}, Slice: slice}})
		}),
		answer("ListDisputes", func(ctx context.Context, s S) (any, error) {
			return s.ListDisputes(ctx, []graph.DisputeQuery{{Slice: slice}})
		}),
		answer("Search", func(ctx context.Context, s S) (any, error) {
			return s.Search(ctx, graph.SearchQuery{Text: "person", Slice: slice})
		}),
		answer("Paths", func(ctx context.Context, s S) (any, error) {
			return s.Paths(ctx, graph.PathQuery{From: []string{"p0"}, To: []string{"p5"}, First: 3, MaxHops: 6, DegreeCap: 10})
		}),
		answer("Ego", func(ctx context.Context, s S) (any, error) {
			return s.Ego(ctx, graph.EgoQuery{Of: []string{"hub"}, Depth: 2, First: 200, PerNode: 200, DegreeCap: 1000})
		}),
		answer("Common", func(ctx context.Context, s S) (any, error) {
			return s.Common(ctx, graph.CommonQuery{Of: []string{"p0", "p2"}, MaxHops: 2, Slice: slice})
		}),
		answer("NeighbourCounts", func(ctx context.Context, s S) (any, error) {
			return s.NeighbourCounts(ctx, []graph.NeighbourQuery{{Of: "hub"}})
		}),
		answer("Stats", func(ctx context.Context, s S) (any, error) { return s.Stats(ctx) }),
		answer("Info", func(ctx context.Context, s S) (any, error) { return s.Info(ctx) }),
		answer("Export", func(ctx context.Context, s S) (any, error) {
			var out []graph.Record
			for r, err := range s.Export(ctx) {
				if err != nil {
					return nil, err
				}
				out = append(out, r)
			}
			return out, nil
		}),
		answer("Audit", func(ctx context.Context, s S) (any, error) { return s.Audit(ctx, "", 1000) }),
		answer("Check", func(ctx context.Context, s S) (any, error) {
			out := []string{}
			for problem, err := range s.Check(ctx) {
				if err != nil {
					return nil, err
				}
				out = append(out, problem)
			}
			return out, nil
		}),
	}
}

// sound asks all roles of a store that nothing is wrong with.
func sound(t *testing.T, s *neo4jstore.Store) map[string]any {
	t.Helper()
	want := map[string]any{}
	for _, r := range roles() {
		a, err := r.ask(t.Context(), s)
		if err != nil {
			t.Fatalf("%s of a sound store: %v", r.name, err)
		}
		want[r.name] = a
	}
	if problems := want["Check"].([]string); len(problems) > 0 {
		t.Fatalf("the store is not sound: %q", problems)
	}
	return want
}

// foreign are words of Neo4j, its driver and the network, that no message shows.
// A URI, and the name of a setting in its neo4j.conf, may be in one.
var foreign = regexp.MustCompile(`Neo\.|Neo4jError|Connectivity|TransactionExecution|\b(MATCH|UNWIND|RETURN|EOF)\b|dial tcp|i/o timeout|connection re(set|fused)|context (deadline|canceled)`)

// typed fails where an error is not one that a failing database may cause.
func typed(t *testing.T, what string, err error) {
	t.Helper()
	switch graph.CodeOf(err) {
	case graph.Deadline, graph.Unavailable, graph.OutcomeUnknown, graph.Limit:
	default:
		t.Errorf("%s: the code is %s: %v", what, graph.CodeOf(err), err)
	}
	var e *graph.Error
	if errors.As(err, &e) && (e.Message == "" || foreign.MatchString(e.Message)) {
		t.Errorf("%s: the message is %q", what, e.Message)
	}
}

// verdict is what became of a question.
type verdict uint8

const (
	right   verdict = iota // the answer of the sound store
	stopped                // a search that says so
	failed                 // typed
)

// judged compares an answer with that of the sound store. What is neither that,
// nor typed, nor a search that says that it was stopped fails the test.
func judged(t *testing.T, what string, got any, err error, want any) verdict {
	t.Helper()
	if err != nil {
		typed(t, what, err)
		switch got.(type) {
		case *graph.PathResult, *graph.EgoNetwork:
			if graph.CodeOf(err) == graph.Deadline {
				t.Errorf("%s fails with %v, want STOPPED", what, err)
			}
		}
		return failed
	}
	switch a := got.(type) {
	case *graph.PathResult:
		if a.StoppedBy != 0 && !a.Complete {
			return stopped
		}
	case *graph.EgoNetwork:
		if a.StoppedBy != 0 && !a.Complete {
			return stopped
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: a wrong answer without an error:\n%+v\nwant\n%+v", what, got, want)
	}
	return right
}

// tally counts verdicts and keeps the slowest answer.
type tally struct {
	verdicts [failed + 1]int
	late     time.Duration // the greatest excess over a deadline; negative where none was
}

func newTally() *tally { return &tally{late: -time.Hour} }

func (c *tally) add(v verdict, took, limit time.Duration) {
	c.verdicts[v]++
	c.late = max(c.late, took-limit)
}

func (c *tally) String() string {
	return fmt.Sprintf("%d right, %d stopped, %d typed; latest %v after the deadline", c.verdicts[right], c.verdicts[stopped], c.verdicts[failed], c.late.Round(time.Millisecond))
}

// askAll asks all roles at once, each with a limit, and judges what they answer.
func askAll(t *testing.T, s *neo4jstore.Store, limit time.Duration, want map[string]any) *tally {
	t.Helper()
	type outcome struct {
		role
		got  any
		err  error
		took time.Duration
	}
	all := roles()
	out := make(chan outcome, len(all))
	for _, r := range all {
		go func() {
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			start := time.Now()
			got, err := r.ask(ctx, s)
			out <- outcome{r, got, err, time.Since(start)}
		}()
	}
	c := newTally()
	for range all {
		o := <-out
		if o.took > limit+tardy {
			t.Errorf("%s took %v of %v", o.name, o.took, limit)
		}
		c.add(judged(t, o.name, o.got, o.err, want[o.name]), o.took, limit)
	}
	return c
}

// returns waits until every role gives the right answer again, and how long that
// took.
func returns(t *testing.T, s *neo4jstore.Store, want map[string]any) time.Duration {
	t.Helper()
	start := time.Now()
	waiting := roles()
	for {
		waiting = slices.DeleteFunc(waiting, func(r role) bool {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			got, err := r.ask(ctx, s)
			return judged(t, r.name+" after the return", got, err, want[r.name]) == right
		})
		took := time.Since(start)
		if len(waiting) == 0 {
			return took
		}
		if took > 5*time.Second {
			t.Fatalf("%d roles, %s among them, give no good answer within 5 s of the return", len(waiting), waiting[0].name)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
