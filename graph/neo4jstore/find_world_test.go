package neo4jstore

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/dev/neo4j/neo4jtest"
	"dragoman/graph"
	"dragoman/graph/graphtest"
	"dragoman/graph/merge"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// world is a small graph, drawn at random, that the searches are tested on: in
// the database, written straight to it, and in the plain model.
type world struct {
	rng       *rand.Rand
	ids       []string
	meetings  []string
	documents []*graph.Document
	kinds     map[string]graph.EntityKind
	relations map[string]*graph.RelationRecord
	occurred  map[string]*graph.AttributeRecord
}

var worldDates = []string{"", "", "2024", "2025-01-01", "2025-02", "2024/2025", "2025-10-XX", "../2025-03", "2025?", "2025-1X-10", "2025-11-01/..", "2025-10-05"}

// newWorld draws n entities and about m relations. Few entities and many
// relations make parallel relations, ties and hubs.
func newWorld(seed uint64, n, m int) *world {
	w := &world{rng: rand.New(rand.NewPCG(seed, 7)), kinds: map[string]graph.EntityKind{}, relations: map[string]*graph.RelationRecord{}, occurred: map[string]*graph.AttributeRecord{}}
	kinds := []graph.EntityKind{graph.KindPerson, graph.KindPerson, graph.KindPerson, graph.KindMeeting, graph.KindMeeting, graph.KindGovernment, graph.KindDelegation, graph.KindOffice, graph.KindOrganization, graph.KindPlace}
	for i := range n {
		k := kinds[w.rng.IntN(len(kinds))]
		id := fmt.Sprintf("%c%d", "?pgorxdfmiaz"[int(k)], i)
		w.ids, w.kinds[id] = append(w.ids, id), k
		if k == graph.KindMeeting {
			w.meetings = append(w.meetings, id)
		}
	}
	for i := range 6 {
		d := &graph.Document{ID: fmt.Sprintf("doc%d", i), Title: "t", Reliability: graph.Reliability(w.rng.IntN(7))}
		if i > 0 {
			d.Published = w.date("2025-11-0" + fmt.Sprint(i))
		}
		if i == 3 {
			d.BasedOn = []string{"doc2"}
		}
		if w.rng.IntN(2) == 0 {
			d.Outlet = w.entity()
		}
		w.documents = append(w.documents, d)
	}
	for range m {
		w.relation()
	}
	for _, id := range w.meetings {
		if w.rng.IntN(3) == 0 {
			a := &graph.AttributeRecord{Of: id, Name: "occurred", Value: "yes", Claims: w.claims()}
			identify(a.Identity().ID(), a.Claims)
			w.occurred[id] = a
		}
	}
	return w
}

func (w *world) date(s string) graph.Date {
	e, err := graph.ParseEDTF(s)
	if err != nil {
		panic(err)
	}
	return graph.Date{EDTF: e}
}

func (w *world) entity() string {
	n := len(w.ids)
	if w.rng.IntN(4) == 0 {
		n = (n + 5) / 6 // some are hubs
	}
	return w.ids[w.rng.IntN(n)]
}

func (w *world) relation() {
	types := graph.RelationTypes()
	for range 60 {
		t := types[w.rng.IntN(len(types))]
		if w.rng.IntN(2) == 0 {
			t = []graph.RelationType{graph.ParticipatedIn, graph.Consult, graph.SpokeTo, graph.Represents, graph.MemberOf, graph.Holds, graph.Of, graph.PartOf, graph.Led}[w.rng.IntN(9)]
		}
		from, to := w.entity(), w.entity()
		if t.CheckEnds(w.kinds[from], w.kinds[to]) != nil {
			continue
		}
		if t.Symmetric() && to < from {
			from, to = to, from
		}
		r := &graph.RelationRecord{From: from, Type: t, To: to}
		if t.NeedsKey() {
			r.Key = []string{"k1", "k2"}[w.rng.IntN(2)]
		}
		if t == graph.ParticipatedIn {
			r.Role = graph.Role(w.rng.IntN(8))
		}
		r.ID = topology.Identity{From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key}.ID()
		if w.rng.IntN(8) == 0 {
			r.Concerns = []string{w.entity()}
		}
		r.Claims = w.claims()
		identify(r.ID, r.Claims)
		w.relations[r.ID] = r
		return
	}
}

func (w *world) claims() (out []graph.Claim) {
	for range 1 + w.rng.IntN(3) {
		c := graph.Claim{Document: w.documents[w.rng.IntN(len(w.documents))].ID, Stance: graph.Stance(1 + w.rng.IntN(9)), Locator: 1 + w.rng.IntN(1000)}
		if w.rng.IntN(2) == 0 {
			c.Stance = graph.Reports
		}
		c.Date = w.date(worldDates[w.rng.IntN(len(worldDates))])
		if w.rng.IntN(2) == 0 {
			c.Sources = []graph.Source{{Entity: w.entity()}}
		}
		if w.rng.IntN(6) == 0 {
			c.RecordedAt = fmt.Sprintf("2025-11-2%d", w.rng.IntN(9))
		}
		if w.rng.IntN(12) == 0 {
			c.Retracted = &graph.Retraction{Kind: graph.RetractedError, Reason: "r"}
		}
		out = append(out, c)
	}
	return out
}

// identify gives claims ids of their own.
func identify(about string, cs []graph.Claim) {
	for i := range cs {
		cs[i].ID = fmt.Sprintf("%s.%d", about[2:], i)
	}
	slices.SortFunc(cs, func(a, b graph.Claim) int { return cmp.Compare(a.ID, b.ID) })
}

func (w *world) records(yield func(graph.Record, error) bool) {
	for _, id := range w.ids {
		if !yield(graph.Record{Entity: w.record(id)}, nil) {
			return
		}
	}
	for _, d := range w.documents {
		if !yield(graph.Record{Document: d}, nil) {
			return
		}
	}
	for _, r := range w.relations {
		if !yield(graph.Record{Relation: r}, nil) {
			return
		}
	}
	for _, a := range w.occurred {
		if !yield(graph.Record{Attribute: a}, nil) {
			return
		}
	}
}

func (w *world) record(id string) *graph.Entity {
	return &graph.Entity{ID: id, Kind: w.kinds[id], Name: id, Named: true}
}

func (w *world) model(t testing.TB) *graphtest.Model {
	m := graphtest.NewModel()
	if _, err := m.Apply(context.Background(), graph.Batch{Records: w.records, Action: "load"}); err != nil {
		t.Fatal(err)
	}
	return m
}

// Document, Family, Named and Canonical make a world a graph.Docket.
func (w *world) Document(id string) *graph.Document {
	i := slices.IndexFunc(w.documents, func(d *graph.Document) bool { return d.ID == id })
	return w.documents[i]
}

func (w *world) Family(id string) string {
	if id == "doc3" {
		return "doc2"
	}
	return id
}
func (w *world) Named(string) bool          { return true }
func (w *world) Canonical(id string) string { return id }

// write puts the world into an empty database, without history.
func (w *world) write(t testing.TB, d neo4j.DriverWithContext) {
	ctx := context.Background()
	run := func(text string, params map[string]any) {
		t.Helper()
		if _, err := neo4j.ExecuteQuery(ctx, d, text, params, neo4j.EagerResultTransformer); err != nil {
			t.Fatal(err)
		}
	}
	run("MATCH (n) DETACH DELETE n", nil)
	for _, text := range worldSchema {
		run(text, nil)
	}
	run("CALL db.awaitIndexes()", nil)
	run("CREATE (:Dragoman {id: 0, schema: 1, store: 'test', revision: 1, viewRevision: 0, lock: 0, test: true})", nil)
	degree := map[string]int{}
	byType := map[graph.RelationType][]any{}
	var claims, documents, attributes []any
	gates, occurred := map[string]int{}, map[string]string{}
	for id, a := range w.occurred {
		e, _ := graph.Assess(graph.Select(a.Claims, nil, w), false, w)
		occurred[id] = e.Status.String()
		switch graph.StateOf(e.Status) {
		case graph.StatePlanned:
			gates[id] = 1
		case graph.NotHeld:
			gates[id] = 2
		}
		var p pack.Packer
		record := p.Attribute(a.Identity().ID(), a)
		attributes = append(attributes, map[string]any{"id": a.Identity().ID(), "of": id, "name": a.Name, "value": a.Value, "record": record, "evidence": p.Evidence(a.Identity().ID(), a.Claims)})
		for i := range a.Claims {
			claims = append(claims, w.claimProperties(a.Identity().ID(), &a.Claims[i], nil))
		}
	}
	for id, r := range w.relations {
		e, _ := graph.Assess(graph.Select(r.Claims, nil, w), r.Type.Lasting(), w)
		if e.Status != graph.Retracted {
			degree[r.From]++
			if r.To != r.From {
				degree[r.To]++
			}
		}
		for i := range r.Claims {
			claims = append(claims, w.claimProperties(id, &r.Claims[i], r))
		}
		byType[r.Type] = append(byType[r.Type], []any{r.From, r.To, w.relationProperties(r, &e, gates)})
	}
	byKind := map[graph.EntityKind][]any{}
	for _, id := range w.ids {
		var p pack.Packer
		props := map[string]any{"id": id, "kind": w.kinds[id].String(), "name": id, "named": true, "degree": degree[id], "record": p.Entity(w.record(id))}
		if degree[id] > 0 {
			props["magnitude"] = len(strconv.Itoa(degree[id]))
		}
		if s := occurred[id]; s != "" {
			props["occurred"] = s
		}
		byKind[w.kinds[id]] = append(byKind[w.kinds[id]], props)
	}
	for k, list := range byKind {
		run("UNWIND $rows AS row CREATE (e:Entity:"+labels[k]+") SET e = row", map[string]any{"rows": list})
	}
	for t, list := range byType {
		run("UNWIND $rows AS row MATCH (a:Entity {id: row[0]}) MATCH (b:Entity {id: row[1]}) CREATE (a)-[r:"+t.String()+"]->(b) SET r = row[2]", map[string]any{"rows": list})
	}
	for _, d := range w.documents {
		var p pack.Packer
		props := map[string]any{"id": d.ID, "family": w.Family(d.ID), "outletNamed": true, "record": p.Document(d), "known": int64(graph.DayMax)}
		if k, ok := d.Known(); ok {
			props["known"] = int64(k)
		}
		documents = append(documents, props)
	}
	run("UNWIND $rows AS row CREATE (d:Document) SET d = row", map[string]any{"rows": documents})
	run("UNWIND $rows AS row CREATE (c:Claim) SET c = row", map[string]any{"rows": claims})
	run("UNWIND $rows AS row CREATE (a:Attribute) SET a = row", map[string]any{"rows": attributes})
}

var worldSchema = []string{
	"CREATE CONSTRAINT IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE",
	"CREATE CONSTRAINT IF NOT EXISTS FOR (n:Document) REQUIRE n.id IS UNIQUE",
	"CREATE CONSTRAINT IF NOT EXISTS FOR (n:Claim) REQUIRE n.id IS UNIQUE",
	"CREATE CONSTRAINT IF NOT EXISTS FOR (n:Attribute) REQUIRE n.id IS UNIQUE",
	"CREATE CONSTRAINT IF NOT EXISTS FOR (n:Dragoman) REQUIRE n.id IS UNIQUE",
	"CREATE INDEX IF NOT EXISTS FOR (n:Claim) ON (n.about)",
	"CREATE INDEX IF NOT EXISTS FOR (n:Claim) ON (n.known, n.id)",
	"CREATE INDEX IF NOT EXISTS FOR (n:Document) ON (n.known)",
	"CREATE INDEX IF NOT EXISTS FOR (n:Entity) ON (n.kind, n.id)",
	"CREATE INDEX IF NOT EXISTS FOR (n:Entity) ON (n.magnitude)",
	"CREATE INDEX IF NOT EXISTS FOR (n:Attribute) ON (n.of)",
	"CREATE INDEX IF NOT EXISTS FOR (n:Concern) ON (n.entity)",
}

func (w *world) claimProperties(about string, c *graph.Claim, r *graph.RelationRecord) map[string]any {
	known := int64(graph.DayMax)
	if k, ok := c.KnownDay(w.Document(c.Document)); ok {
		known = int64(k)
	}
	p := map[string]any{"id": c.ID, "about": about, "document": c.Document, "known": known}
	if r != nil {
		p["from"], p["to"], p["type"] = r.From, r.To, r.Type.String()
	}
	return p
}

func (w *world) relationProperties(r *graph.RelationRecord, e *graph.Evidence, gates map[string]int) map[string]any {
	var p pack.Packer
	props := map[string]any{
		"id": r.ID, "key": r.Key, "status": e.Status.String(), "independent": e.Independent, "evidence": p.Evidence(r.ID, r.Claims),
		"claims": len(r.Claims), "documents": e.Documents,
	}
	if r.Role != 0 {
		props["role"] = r.Role.String()
	}
	if r.Concerns != nil {
		props["concerns"] = r.Concerns
	}
	if s := e.When.Span; e.When.Dated {
		props["days"] = []int64{int64(s.StartEarliest), int64(s.StartLatest), int64(s.EndEarliest), int64(s.EndLatest)}
		if s.Interval {
			props["interval"] = true
		}
		if e.When.Inferred() {
			props["inferred"] = true
		}
		if rs := e.When.EDTF.Readings(); len(rs) != 1 || rs[0] != s {
			props["gaps"] = true
		}
	}
	from, to := w.kinds[r.From], w.kinds[r.To]
	if graph.LensContact.Walks(r.Type, r.Role, from, to) {
		props["contact"] = true
	}
	if graph.LensFormal.Walks(r.Type, r.Role, from, to) {
		props["formal"] = true
	}
	if !graph.LensRelations.Walks(r.Type, r.Role, from, to) {
		props["aside"] = true
	}
	if g := gates[r.To]; g != 0 && r.Type == graph.ParticipatedIn {
		props["gate"] = g
	}
	return props
}

// counting counts the round trips of a runner.
type counting struct {
	runner
	n *atomic.Int64
}

func (c counting) one(ctx context.Context, text string, params map[string]any) ([]any, error) {
	c.n.Add(1)
	start := time.Now()
	defer func() {
		if d := time.Since(start); d > time.Second && os.Getenv("FIND_SLOW") != "" {
			fmt.Println(d, len(text), params)
		}
	}()
	return c.runner.one(ctx, text, params)
}

// finder is a store over a database that holds a world, in the database way.
type finder struct {
	s          *Store
	st         *state
	statements atomic.Int64
}

func (f *finder) view(ctx context.Context) *view {
	return f.s.newView(ctx, f.st, counting{direct{f.s}, &f.statements})
}

func findersDriver(t testing.TB) neo4j.DriverWithContext {
	t.Helper()
	server := neo4jtest.ForTests(t)
	d, err := neo4j.NewDriverWithContext(server.URI, neo4j.NoAuth())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close(context.Background()) })
	return d
}

func newFinder(t testing.TB, d neo4j.DriverWithContext) *finder {
	s := &Store{driver: d, bookmarks: neo4j.NewBookmarkManager(neo4j.BookmarkManagerConfig{}), options: Options{Database: "neo4j"}, where: "test", id: "test"}
	s.totals.least = 4 // so that small worlds have some
	return &finder{s: s, st: &state{revision: 1, view: merge.None, documents: newDocumentCache()}}
}

func worldSeed() uint64 {
	var seed uint64 = 1
	if s := os.Getenv("DRAGOMAN_SEED"); s != "" {
		_, _ = fmt.Sscan(s, &seed)
	}
	return seed
}
