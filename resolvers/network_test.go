package resolvers_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"dragoman/graph"
	"dragoman/resolvers"
)

func TestConnect(t *testing.T) {
	c := serveFixture(t)
	got := c.get(`{ connect(of: ["s-jaishankar", "sirajuddin-haqqani", "nrf"]) {
		outcome complete stoppedBy policy { lens degreeCap }
		groups { members { id } nodes { id __typename } size exact atLeast status independentSources text
			steps { from { id } to { id } forward parallelCount relation { type documents { id } } } }
		pairs { from { id } to { id } hops } } }`)
	for _, x := range []struct {
		path []any
		want string
	}{
		{[]any{"connect", "outcome"}, `"FOUND"`},
		{[]any{"connect", "complete"}, `true`},
		{[]any{"connect", "policy"}, `{"degreeCap":1000,"lens":"RELATIONS"}`},
		{[]any{"connect", "groups", 0, "members"}, `[{"id":"s-jaishankar"},{"id":"sirajuddin-haqqani"},{"id":"nrf"}]`},
		{[]any{"connect", "groups", 0, "size"}, `4`},
		{[]any{"connect", "groups", 0, "atLeast"}, `4`},
		{[]any{"connect", "groups", 0, "exact"}, `true`},
		{[]any{"connect", "groups", 0, "steps", 0, "from", "id"}, `"s-jaishankar"`},
		{[]any{"connect", "groups", 0, "steps", 0, "relation"}, `{"documents":[{"id":"one"},{"id":"two"}],"type":"PARTICIPATED_IN"}`},
		{[]any{"connect", "pairs", 0}, `{"from":{"id":"s-jaishankar"},"hops":2,"to":{"id":"sirajuddin-haqqani"}}`},
	} {
		if got := text(at(got, x.path...)); got != x.want {
			t.Errorf("%v is %s, want %s", x.path, got, x.want)
		}
	}
	if words, _ := at(got, "connect", "groups", 0, "text").(string); strings.Count(words, ";") < 3 || !strings.Contains(words, "Ben Birch") || !strings.HasSuffix(words, ".") {
		t.Errorf("the text is %q", words)
	}
	apart := text(c.get(`{ connect(of: ["plain", "nrf"]) { outcome groups { nodes { id } size text status steps { forward } } pairs { hops } } }`))
	want := `{"connect":{"groups":[{"nodes":[{"id":"plain"}],"size":0,"status":null,"steps":[],"text":""},{"nodes":[{"id":"nrf"}],"size":0,"status":null,"steps":[],"text":""}],"outcome":"NO_PATH","pairs":[{"hops":null}]}}`
	if apart != want {
		t.Errorf("\n got %s\nwant %s", apart, want)
	}
}

type place struct{ x, y float64 }

// placed reads where the entities of an answer are pictured.
func placed(t *testing.T, answer map[string]any) map[string]place {
	t.Helper()
	out := map[string]place{}
	read := func(id, at any) {
		m, _ := at.(map[string]any)
		x, ok := m["x"].(float64)
		y, too := m["y"].(float64)
		if !ok || !too {
			t.Fatalf("%v is nowhere: %s", id, text(at))
		}
		out[fmt.Sprint(id)] = place{x, y}
	}
	nodes, _ := at(answer, "ego", "nodes").([]any)
	for _, n := range nodes {
		read(at(n, "entity", "id"), n)
	}
	centers, _ := at(answer, "ego", "centers").([]any)
	for i, c := range centers {
		read(at(c, "id"), at(answer, "ego", "centerPositions", i))
	}
	return out
}

const pictured = `query($of: [ID!]!, $known: [ID!], $pinned: [Pin!]) {
	ego(of: $of, depth: 2, known: $known, layout: true, pinned: $pinned) { centers { id } centerPositions { x y } nodes { entity { id } x y } } }`

func TestEgoNetworkIsDrawn(t *testing.T) {
	c := serveFixture(t)
	first := placed(t, c.get(pictured, vars{"of": []string{"minister"}}))
	if len(first) < 4 || first["minister"] != (place{}) {
		t.Fatalf("%d entities, the centre at %v", len(first), first["minister"])
	}
	for id, p := range placed(t, c.get(pictured, vars{"of": []string{"minister"}})) {
		if p != first[id] {
			t.Errorf("%s is pictured at %v, and then at %v", id, first[id], p)
		}
	}
	var known []string
	var pinned []vars
	for id, p := range first {
		known, pinned = append(known, id), append(pinned, vars{"id": id, "x": p.x, "y": p.y})
	}
	more := placed(t, c.get(pictured, vars{"of": []string{"taliban"}, "known": known, "pinned": pinned}))
	fresh := 0
	for id, p := range more {
		if old, ok := first[id]; ok {
			if p != old {
				t.Errorf("%s moved from %v to %v", id, old, p)
			}
			continue
		}
		fresh++
		for other, q := range first {
			if math.Hypot(p.x-q.x, p.y-q.y) < 12 {
				t.Errorf("%s at %v is pictured on %s at %v", id, p, other, q)
			}
		}
	}
	if fresh == 0 {
		t.Error("nothing new was pictured")
	}
	if got := text(c.get(`{ ego(of: ["minister"]) { centerPositions { x } nodes { x y } } }`)); strings.Contains(got, `"x":0`) || !strings.Contains(got, `"centerPositions":[]`) || !strings.Contains(got, `{"x":null,"y":null}`) {
		t.Errorf("without layout: %s", got)
	}
}

// A merged entity is pictured where its former id was pinned.
func TestPinsFollowMerges(t *testing.T) {
	store := load(t)
	same := `{"dragoman": 1}
{"judgement": {"a": "ministry", "b": "herald", "same": true, "by": "tester", "reason": "a test"}}`
	if _, err := store.Apply(t.Context(), graph.Batch{Records: graph.DecodeRecords("merge", strings.NewReader(same))}); err != nil {
		t.Fatal(err)
	}
	c := serve(t, store, resolvers.Reader)
	got := placed(t, c.get(pictured, vars{"of": []string{"minister"}, "pinned": []vars{{"id": "ministry", "x": -70.5, "y": 12}}}))
	if got["herald"] != (place{-70.5, 12}) {
		t.Errorf("pictured at %v", got["herald"])
	}
}

func (s lasting) Connect(ctx context.Context, q graph.ConnectQuery) (*graph.ConnectResult, error) {
	<-ctx.Done()
	r, err := s.Store.Connect(context.WithoutCancel(ctx), q)
	if err == nil {
		r.Complete, r.StoppedBy = false, graph.StopDeadline
	}
	return r, err
}

// A search that takes all its time leaves enough to say what it found, and where
// to draw it.
func TestNetworksOutOfTimeAreAnswered(t *testing.T) {
	c := serveWithin(t, 2*time.Second, lasting{load(t)}, resolvers.Reader)
	got := text(c.get(`{
		connect(of: ["s-jaishankar", "sirajuddin-haqqani"]) { stoppedBy groups { nodes { name } } }
		ego(of: ["minister"], layout: true, pinned: [{id: "minister", x: 5, y: 5}]) { stoppedBy centerPositions { x } nodes { x } } }`))
	if strings.Count(got, "DEADLINE") != 2 || !strings.Contains(got, "Ben Birch") || !strings.Contains(got, `"centerPositions":[{"x":5}]`) {
		t.Error(got)
	}
}
