package neo4jstore

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"go.uber.org/goleak"

	"dragoman/dev/neo4j/neo4jtest"
	"dragoman/graph"
	"dragoman/graph/neo4jstore/storetest"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// emptied gives options for the shared server, whose database is empty, and
// looks at the end that no goroutine is left.
func emptied(t *testing.T) Options {
	t.Helper()
	server := neo4jtest.ForTests(t)
	storetest.Empty(t, server.URI, server.User, server.Password)
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) })
	return Options{URI: server.URI, User: server.User, Password: server.Password, Poll: 50 * time.Millisecond}
}

func opened(t *testing.T, o Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), o)
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

// scribe writes rows by hand, as another process would.
type scribe struct {
	*testing.T
	s *Store
}

// run runs a statement in a transaction of its own.
func (w scribe) run(text string, params map[string]any) []any {
	w.Helper()
	session := w.s.session(w.Context(), neo4j.AccessModeWrite)
	defer session.Close(context.WithoutCancel(w.Context()))
	result, err := session.Run(w.Context(), text, params)
	if err != nil {
		w.Fatal(err)
	}
	records, err := result.Collect(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	if len(records) == 0 {
		return nil
	}
	return records[0].Values
}

// commit writes entities and relations of type SPOKE_TO between them, each with
// a claim of document d, and gives the revision.
func (w scribe) commit(entities []string, pairs [][2]string) string {
	w.Helper()
	t := touched{Documents: []string{"d"}, Entities: entities}
	var relations []any
	for _, p := range pairs {
		i := topology.Identity{From: p[0], Type: graph.SpokeTo, To: p[1]}
		t.Relations = append(t.Relations, i)
		var k pack.Packer
		id := i.ID()
		relations = append(relations, map[string]any{
			"from": p[0], "to": p[1], "id": id,
			"evidence": k.Evidence(id, []graph.Claim{{ID: "c:" + id, Document: "d", Stance: graph.Reports}}),
		})
	}
	feed, err := json.Marshal(t)
	if err != nil {
		w.Fatal(err)
	}
	var k pack.Packer
	row := w.run(`
MATCH (g:Dragoman {id: 0}) SET g.lock = true, g.revision = g.revision + 1
MERGE (d:Document {id: 'd'}) ON CREATE SET d.record = $document, d.family = 'd'
CREATE (:Commit {revision: g.revision, touched: $feed})
FOREACH (id IN $entities | MERGE (e:Entity {id: id}) SET e.kind = 'PERSON', e.named = true)
WITH g
CALL () {
	UNWIND $relations AS x
	MATCH (a:Entity {id: x.from}), (b:Entity {id: x.to})
	MERGE (a)-[r:SPOKE_TO {id: x.id}]->(b) SET r.evidence = x.evidence
	RETURN count(r) AS n
}
RETURN g.revision`, map[string]any{"document": k.Document(&graph.Document{ID: "d"}), "feed": string(feed), "entities": entities, "relations": relations})
	return w.s.name(num(row[0]))
}

// shown gives the number of entities and relations that searches see.
func shown(t *testing.T, s *Store) [2]int {
	t.Helper()
	var n [2]int
	err := s.survey(t.Context(), func(v *view) error {
		c := v.st.graph.Counts()
		n = [2]int{c.Entities, c.Relations}
		return v.st.graph.Check()
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func wantShown(t *testing.T, s *Store, want [2]int) {
	t.Helper()
	if got := shown(t, s); got != want {
		t.Errorf("searches see %v entities and relations, want %v", got, want)
	}
}

// What one server commits, another sees: at once with its revision, within a
// second without.
func TestCatchUp(t *testing.T) {
	o := emptied(t)
	a, b := opened(t, o), opened(t, o)
	w := scribe{t, a}
	revision := w.commit([]string{"a", "b"}, [][2]string{{"a", "b"}})
	if err := b.Await(t.Context(), revision); err != nil {
		t.Fatal(err)
	}
	wantShown(t, b, [2]int{2, 1})
	if b.Revision() != revision {
		t.Errorf("after Await the revision is %s, want %s", b.Revision(), revision)
	}
	start := time.Now()
	revision = w.commit([]string{"c"}, [][2]string{{"a", "c"}, {"b", "c"}})
	for shown(t, a) != [2]int{3, 3} {
		if time.Since(start) > time.Second {
			t.Fatal("not seen within a second")
		}
		time.Sleep(time.Millisecond)
	}
	if h := a.Health(t.Context()); !h.Ready || h.Search != "memory" || h.Revision != revision || h.Behind != 0 {
		t.Errorf("health: %+v", h)
	}
	for _, bad := range []string{"", "x", "other-1", revision + "x"} {
		if err := a.Await(t.Context(), bad); graph.CodeOf(err) != graph.Invalid {
			t.Errorf("Await(%q): %v", bad, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := a.Await(ctx, a.name(99)); graph.CodeOf(err) != graph.Deadline {
		t.Errorf("Await of what is not committed: %v", err)
	}
}

// A topology filled while commits come is that of the last of them; one that
// follows them is the same.
func TestFillAmongCommits(t *testing.T) {
	o := emptied(t)
	a := opened(t, o)
	w := scribe{t, a}
	last := ""
	var late *Store
	for i := range 40 {
		if i == 20 {
			late = opened(t, o)
		}
		x, y := fmt.Sprint("x", i), fmt.Sprint("y", i)
		last = w.commit([]string{x, y}, [][2]string{{x, y}, {"x0", y}})
	}
	for _, s := range []*Store{a, late} {
		if err := s.Await(t.Context(), last); err != nil {
			t.Fatal(err)
		}
		wantShown(t, s, [2]int{80, 79})
	}
}

// A topology that was compacted goes on following, with what was committed while
// it was.
func TestCompact(t *testing.T) {
	o := emptied(t)
	o.overlay = 4
	a := opened(t, o)
	w := scribe{t, a}
	for i := range 50 {
		x, y := fmt.Sprint("x", i), fmt.Sprint("y", i)
		if err := a.Await(t.Context(), w.commit([]string{x, y}, [][2]string{{x, y}})); err != nil {
			t.Fatal(err)
		}
		wantShown(t, a, [2]int{2 * (i + 1), i + 1})
	}
	for start := time.Now(); a.shape.state.Load().graph.OverlaySize() > o.overlay; time.Sleep(time.Millisecond) {
		if time.Since(start) > 5*time.Second {
			t.Fatal("it was not compacted")
		}
	}
	wantShown(t, a, [2]int{100, 50})
}

// A log with a gap, or one that says everything changed, makes the topology anew.
func TestGap(t *testing.T) {
	o := emptied(t)
	a := opened(t, o)
	w := scribe{t, a}
	if err := a.Await(t.Context(), w.commit([]string{"a", "b"}, [][2]string{{"a", "b"}})); err != nil {
		t.Fatal(err)
	}
	wantShown(t, a, [2]int{2, 1})
	w.run(`MATCH (g:Dragoman {id: 0}) SET g.revision = g.revision + 2 CREATE (:Entity {id: 'z', kind: 'PERSON'})`, nil)
	w.run(`MATCH (g:Dragoman {id: 0}) SET g.revision = g.revision + 1 CREATE (:Commit {revision: g.revision, touched: '{"all":true}'}) CREATE (:Entity {id: 'y', kind: 'PERSON'})`, nil)
	if err := a.Await(t.Context(), a.name(4)); err != nil {
		t.Fatal(err)
	}
	wantShown(t, a, [2]int{4, 1})
}

// The saved topology is taken up with the commits after it; a damaged one is
// ignored.
func TestSnapshot(t *testing.T) {
	o := emptied(t)
	o.Folder = t.TempDir()
	a := opened(t, o)
	other := o
	other.Folder = ""
	b := opened(t, other)
	w := scribe{t, b}
	if err := a.Await(t.Context(), w.commit([]string{"a", "b"}, [][2]string{{"a", "b"}})); err != nil {
		t.Fatal(err)
	}
	wantShown(t, a, [2]int{2, 1})
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	w.commit([]string{"c"}, [][2]string{{"a", "c"}})
	// A relation that no commit touched shows whether the database was read anew.
	w.run(`MATCH (:Entity {id: 'a'})-[r]->(:Entity {id: 'b'}) DELETE r`, nil)
	a = opened(t, o)
	wantShown(t, a, [2]int{3, 2})
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	damage(t, a.snapshotName())
	wantShown(t, opened(t, o), [2]int{3, 1})
}

// Where the topology would be too large, connections are searched in the database.
func TestWay(t *testing.T) {
	o := emptied(t)
	for want, change := range map[string]func(*Options){
		"memory":   func(*Options) {},
		"database": func(o *Options) { o.Budget = 1 },
	} {
		o := o
		change(&o)
		s := opened(t, o)
		deadline := time.Now().Add(5 * time.Second)
		for s.Health(t.Context()).Search == "filling" && time.Now().Before(deadline) {
			time.Sleep(time.Millisecond)
		}
		if got := s.Health(t.Context()).Search; got != want {
			t.Errorf("search in %s, want %s", got, want)
		}
		if i, err := s.Info(t.Context()); err != nil || i.Engine != "neo4j" || i.Revision != s.Revision() {
			t.Errorf("info: %+v, %v", i, err)
		}
	}
}

// A database that is emptied under a store is told, and not taken for its own.
func TestReplaced(t *testing.T) {
	o := emptied(t)
	s := opened(t, o)
	storetest.Empty(t, o.URI, o.User, o.Password)
	if err := s.catchUp(t.Context()); graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("catching up: %v", err)
	}
}
