package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"dragoman/graph"
	"dragoman/graph/embedded"
	"dragoman/graph/graphtest"
	"dragoman/graph/topology"
)

// read fills the bare arrays with the relations that a search walks by default:
// those of the lens RELATIONS that some claim affirms. (The few that a later
// denial supersedes are walked by the arrays only.)
func (f *figures) read() {
	in, err := os.Open(f.input)
	if err != nil {
		f.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	f.bare = graphtest.NewBare(f.entities)
	f.numbers = make(map[string]uint32, f.entities)
	for i := range f.ids.len() {
		f.numbers[f.ids.at(i)] = uint32(i)
	}
	defer func() { f.numbers = nil }() // nothing of it is in the way of the collector
	kinds := make([]graph.EntityKind, f.entities)
	for r, err := range graph.DecodeRecords(f.input, bufio.NewReaderSize(in, 1<<20)) {
		switch {
		case err != nil:
			f.Fatal(err)
		case r.Entity != nil:
			kinds[f.number(r.Entity.ID)] = r.Entity.Kind
			if r.Entity.Kind == graph.KindPerson {
				f.actors[0], f.actors[1] = f.actors[1], r.Entity.ID
			}
		case r.Relation != nil:
			from, to := f.number(r.Relation.From), f.number(r.Relation.To)
			if graph.LensRelations.Walks(r.Relation.Type, r.Relation.Role, kinds[from], kinds[to]) && slices.ContainsFunc(r.Relation.Claims, affirms) {
				f.bare.Add(from, to)
			}
		}
	}
}

func affirms(c graph.Claim) bool {
	switch c.Stance {
	case graph.Confirms, graph.Asserts, graph.Reports, graph.Alleges:
		return true
	}
	return false
}

func (f *figures) number(id string) uint32 {
	n, ok := f.numbers[id]
	if !ok {
		f.Fatalf("%s: %s is no entity that came before", f.input, id)
	}
	return n
}

// search asks the store in this process, the topology alone and the bare arrays,
// one after the other for each question, so that noise is the same for all.
func (f *figures) search() {
	store, err := embedded.Open(f.Context(), f.dir)
	if err != nil {
		f.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	f.whole(store)
	alone := f.topology()
	perRelation := float64(alone.Bytes()) / float64(f.relations)
	f.row("topology in memory", fmt.Sprintf("%d MB, %.0f B a relation", alone.Bytes()/1e6, perRelation), "≤ 40 B", perRelation > 40)
	f.ReportMetric(perRelation, "B/relation")
	f.collection()
	f.paths(store, alone, "shortest path, hubs not walked through", "path", defaultDegreeCap, 60*time.Microsecond)
	f.paths(store, alone, "shortest path, hubs walked through", "path-uncapped", 1<<30, 0)
	f.modes(alone)
	f.ego(store, alone)
}

// collection is how long the collector of garbage takes with two topologies, the
// bare arrays and the store in memory, while nothing else runs.
func (f *figures) collection() {
	longest := time.Duration(0)
	for range 5 {
		longest = max(longest, f.timed(func() error { runtime.GC(); return nil }))
	}
	f.row("a full collection of garbage in this process, longest of 5", short(longest), "≤ 10 ms", longest > 10*time.Millisecond)
	f.ReportMetric(float64(longest.Microseconds())/1000, "gc-ms")
}

// mode is a way to search that has an aim of its own.
type mode struct {
	what, unit string
	query      graph.PathQuery
	aim        time.Duration
}

// filter lets through most types, statuses and years.
func (f *figures) filter() *graph.Filter {
	during, err := graph.ParseEDTF("2018/2024")
	if err != nil {
		f.Fatal(err)
	}
	return &graph.Filter{
		Types: []graph.RelationType{
			graph.Support, graph.Consult, graph.HasTies, graph.Backs, graph.MemberOf, graph.Aid, graph.Accuse, graph.Agree, graph.SpokeTo, graph.Holds,
		},
		Statuses: []graph.Status{graph.Confirmed, graph.Corroborated, graph.Reported, graph.Alleged},
		During:   during,
	}
}

// modes asks the topology alone for each kind of path; the unfiltered and the
// filtered one for the same pairs.
func (f *figures) modes(alone *topology.Graph) {
	of := func(mode graph.PathMode, first int, where *graph.Filter) graph.PathQuery {
		return graph.PathQuery{Mode: mode, First: first, MaxHops: 6, DegreeCap: defaultDegreeCap, Where: where}
	}
	modes := []mode{
		{"shortest path, first alone", "first", of(graph.Shortest, 1, nil), 0},
		{"the same with types, time and statuses", "filtered", of(graph.Shortest, 1, f.filter()), 0},
		{"all shortest, up to 100", "all-shortest", of(graph.AllShortest, 100, nil), time.Millisecond},
		{"k shortest, k = 10", "k-shortest", of(graph.KShortest, 10, nil), 3 * time.Millisecond},
		{"strongest", "strongest", of(graph.Strongest, 1, nil), time.Millisecond},
		{"earliest", "earliest", of(graph.Earliest, 1, nil), 0},
	}
	took := make([][]time.Duration, len(modes))
	for range searches / 10 {
		from, to := []string{f.entity()}, []string{f.entity()}
		for i, m := range modes {
			q := m.query
			q.From, q.To = from, to
			took[i] = append(took[i], f.timed(func() error { return second(alone.Paths(f.Context(), q, nil)) }))
		}
	}
	for i, m := range modes {
		f.latency("topology: "+m.what, "topology-"+m.unit, took[i], m.aim)
	}
	ratio := f.measured["topology-filtered-p50-µs"] / f.measured["topology-first-p50-µs"]
	f.row("filtered to unfiltered, medians", fmt.Sprintf("%.1f ×", ratio), "≤ 4 ×", ratio > 4)
}

// topology is a second one, read from the same snapshot.
func (f *figures) topology() *topology.Graph {
	in, err := os.Open(filepath.Join(f.dir, "topology.snapshot"))
	if err != nil {
		f.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	g, err := topology.Load(bufio.NewReaderSize(in, 1<<20))
	if err != nil {
		f.Fatal(err)
	}
	return g
}

// searches is how many of each kind; defaultDegreeCap is that of the schema.
const (
	searches         = 3000
	defaultDegreeCap = 1000
)

func (f *figures) paths(store graph.Traverser, alone *topology.Graph, what, unit string, degreeCap int, aim time.Duration) {
	var bare, inner, whole []time.Duration
	found, hops := 0, 0
	for range searches {
		from, to := f.place(), f.place()
		q := graph.PathQuery{From: []string{f.ids.at(from)}, To: []string{f.ids.at(to)}, First: 10, MaxHops: 6, DegreeCap: degreeCap}
		bare = append(bare, f.timed(func() error {
			f.bare.Hops(uint32(from), uint32(to), q.MaxHops)
			return nil
		}))
		inner = append(inner, f.timed(func() error {
			r, err := alone.Paths(f.Context(), q, nil)
			if err == nil && r.StoppedBy != 0 {
				err = fmt.Errorf("stopped by %v", r.StoppedBy)
			}
			if err == nil && len(r.Paths) > 0 {
				found, hops = found+1, hops+len(r.Paths[0].Steps)
			}
			return err
		}))
		whole = append(whole, f.timed(func() error { return second(store.Paths(f.Context(), q)) }))
	}
	f.latency("bare arrays: hops only, for the same pairs", "bare-"+unit, bare, 0)
	f.latency(fmt.Sprintf("topology: %s (%d %% found, %.1f hops on average)", what, 100*found/searches, float64(hops)/float64(max(found, 1))), "topology-"+unit, inner, aim)
	ratio := float64(inner[len(inner)/2]) / float64(bare[len(bare)/2])
	f.row("topology to bare arrays, medians", fmt.Sprintf("%.1f ×", ratio), "", false)
	f.ReportMetric(ratio, unit+"-×bare")
	f.latency("store: "+what+", with its evidence", "store-"+unit, whole, 0)
}

func (f *figures) ego(store graph.Traverser, alone *topology.Graph) {
	var inner, whole []time.Duration
	nodes, relations := 0, 0
	for range searches / 3 {
		q := graph.EgoQuery{Of: []string{f.entity()}, Depth: 2, First: 500, PerNode: 50, DegreeCap: defaultDegreeCap}
		inner = append(inner, f.timed(func() error {
			found, err := alone.Ego(f.Context(), q)
			if err == nil && found.StoppedBy != 0 {
				err = fmt.Errorf("stopped by %v", found.StoppedBy)
			}
			if err == nil {
				nodes, relations = nodes+len(found.Nodes), relations+len(found.Relations)
			}
			return err
		}))
		whole = append(whole, f.timed(func() error { return second(store.Ego(f.Context(), q)) }))
	}
	n := len(inner)
	f.latency(fmt.Sprintf("topology: ego depth 2, first 500 (%d nodes, %d relations on average)", nodes/n, relations/n), "topology-ego", inner, 60*time.Microsecond)
	f.latency("store: the same with evidence", "store-ego", whole, 0)
}

func (f *figures) timed(do func() error) time.Duration {
	begin := time.Now()
	err := do()
	took := time.Since(begin)
	if err != nil {
		f.Fatal(err)
	}
	return took
}

func second[T any](_ T, err error) error { return err }

// print writes the table in Markdown.
func (f *figures) print() {
	fmt.Printf("\n%s, %s entities, %s relations; took %.0f s\n", f.when(), thousands(f.entities), thousands(f.relations), time.Since(f.began).Seconds())
	fmt.Print("\n| figure | measured | aim | |\n|---|---|---|---|\n")
	for _, r := range f.table {
		verdict := ""
		if r.aim != "" {
			verdict = "met"
			if r.missed {
				verdict = "**missed**"
			}
		}
		fmt.Printf("| %s | %s | %s | %s |\n", r.what, r.value, r.aim, verdict)
	}
	fmt.Println()
}

// when tells when and where it was measured.
func (f *figures) when() string {
	return fmt.Sprintf("%s, %s; %d CPUs%s, %s/%s; load average before %s",
		f.began.UTC().Format("2006-01-02 15:04 UTC"), runtime.Version(), runtime.NumCPU(), machine(), runtime.GOOS, runtime.GOARCH, f.load0)
}

// machine is what Linux tells about it.
func machine() (text string) {
	if cpu, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, rest, ok := strings.Cut(string(cpu), "model name\t: "); ok {
			name, _, _ := strings.Cut(rest, "\n")
			text += " (" + name + ")"
		}
	}
	if memory, err := os.ReadFile("/proc/meminfo"); err == nil {
		kib := 0
		if _, err := fmt.Sscan(strings.TrimPrefix(string(memory), "MemTotal:"), &kib); err == nil {
			text += fmt.Sprintf(", %d GiB", (kib+1<<19)>>20)
		}
	}
	return text
}

func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "not known"
	}
	return strings.Fields(string(text))[0]
}
