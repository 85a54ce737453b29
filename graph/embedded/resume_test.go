package embedded_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

// mixed is a stream in which everything comes late, twice or in part.
func mixed(n int) func(func(graph.Record, error) bool) {
	return func(yield func(graph.Record, error) bool) {
		r := rand.New(rand.NewPCG(1, 2))
		var all []graph.Record
		for x := range crowd(n) {
			all = append(all, x)
			switch {
			case x.Entity != nil && len(all)%5 == 0:
				all = append(all, graph.Record{Entity: &graph.Entity{ID: x.Entity.ID, Kind: x.Entity.Kind, Name: x.Entity.Name, Named: true, Summary: "later"}})
			case x.Relation != nil && len(all)%9 == 0:
				more := *x.Relation
				more.Concerns = []string{"p3"}
				more.Claims = []graph.Claim{{Document: "d1", Stance: graph.Denies, Note: "again", Sources: []graph.Source{{Entity: "p2"}}}}
				all = append(all, graph.Record{Relation: &more})
			case x.Relation != nil && len(all)%11 == 0:
				id := fmt.Sprint("own-", len(all))
				for _, note := range []string{"", "completed"} {
					all = append(all, graph.Record{Attribute: &graph.AttributeRecord{Of: "p1", Name: "topic", Value: id, Claims: []graph.Claim{{ID: id, Document: "d1", Stance: graph.Reports, Note: note}}}})
				}
			}
		}
		all = append(all, graph.Record{Judgement: &graph.Judgement{A: "p1", B: "p2", Same: true}})
		if n%2 == 1 { // out of order
			r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		}
		for i := range all {
			if !yield(all[i], nil) {
				return
			}
		}
	}
}

// A first load that is stopped goes on with the same stream, wherever it was, and
// comes to the same as one that never was.
func TestFirstLoadGoesOn(t *testing.T) {
	for _, n := range []int{6000, 6001} {
		want := openMemory(t)
		whole := apply(t, want, graph.Batch{Records: mixed(n)})
		length := 0
		for range mixed(n) {
			length++
		}
		went := 0
		for round := range 6 {
			dir := t.TempDir()
			for _, part := range []int{1 + round, 3 + round, 8} {
				s := openDir(t, dir, embedded.LongFrom(50), embedded.MarkEach())
				ctx, cancel := context.WithCancel(t.Context())
				origin := named("crowd")
				if round%2 == 1 {
					origin = namedLate("crowd", 3)
				}
				_, err := s.Apply(ctx, graph.Batch{Origin: origin, Records: func(yield func(graph.Record, error) bool) {
					i := 0
					for r, err := range mixed(n) {
						if i++; i > length*part/9 {
							cancel()
						}
						if !yield(r, err) {
							return
						}
					}
				}})
				cancel()
				if graph.CodeOf(err) != graph.Deadline {
					t.Fatalf("stopped, it says %v", err)
				}
				if dump(t, s) != "" {
					t.Fatal("something of it is seen")
				}
				closeStore(t, s)
				of, records, kept := embedded.Interrupted(dir)
				if kept && (of != "crowd" || records <= 0 || records > length) {
					t.Fatalf("%d records of %s are kept", records, of)
				}
				if kept {
					went++
				}
			}
			s := openDir(t, dir, embedded.LongFrom(50), embedded.MarkEach())
			r := apply(t, s, graph.Batch{Origin: named("crowd"), Records: mixed(n)})
			r.Revision = whole.Revision
			if diff := cmp.Diff(whole, r); diff != "" {
				t.Errorf("the receipt differs:\n%s", diff)
			}
			sound(t, s)
			closeStore(t, s)
			s = openDir(t, dir)
			sound(t, s)
			if diff := cmp.Diff(dump(t, want), dump(t, s)); diff != "" {
				t.Fatalf("round %d: the records differ:\n%.2000s", round, diff)
			}
			if _, _, kept := embedded.Interrupted(dir); kept {
				t.Error("it is still said to be stopped")
			}
		}
		if went == 0 {
			t.Error("nothing was ever kept; the test shows nothing")
		}
	}
}

// What is kept of one stream is no beginning of another, and marks that are torn do
// not count.
func TestKeptPartOfAnotherStream(t *testing.T) {
	for reason, spoil := range map[string]func(dir string) error{
		"another stream":   func(string) error { return nil },
		"torn marks":       func(dir string) error { return os.Truncate(filepath.Join(dir, "dragoman.db.marks"), 70_000) },
		"a shorter file":   func(dir string) error { return os.Truncate(filepath.Join(dir, "dragoman.db.first"), 200_000) },
		"a damaged page":   func(dir string) error { return overwrite(filepath.Join(dir, "dragoman.db.first"), 400_000) },
		"without the file": func(dir string) error { return os.Remove(filepath.Join(dir, "dragoman.db.first")) },
	} {
		t.Run(reason, func(t *testing.T) {
			dir := t.TempDir()
			s := openDir(t, dir, embedded.LongFrom(50), embedded.MarkEach())
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			_, _ = s.Apply(ctx, graph.Batch{Origin: named("crowd"), Records: func(yield func(graph.Record, error) bool) {
				i := 0
				for r, err := range crowd(6000) {
					if i++; i == 5000 {
						cancel()
					}
					if !yield(r, err) {
						return
					}
				}
			}})
			closeStore(t, s)
			if _, _, kept := embedded.Interrupted(dir); !kept {
				t.Fatal("nothing is kept")
			}
			if err := spoil(dir); err != nil {
				t.Fatal(err)
			}
			origin, records := "crowd", crowd(6000)
			if reason == "another stream" {
				origin, records = "other", crowd(5000)
			}
			s = openDir(t, dir)
			apply(t, s, graph.Batch{Origin: named(origin), Records: records})
			sound(t, s)
			want := openMemory(t)
			apply(t, want, graph.Batch{Records: records})
			if diff := cmp.Diff(dump(t, want), dump(t, s)); diff != "" {
				t.Errorf("the records differ:\n%.2000s", diff)
			}
		})
	}
}

func overwrite(path string, at int64) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt([]byte("damage damage damage damage"), at)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

func named(origin string) func(context.Context) string {
	return func(context.Context) string { return origin }
}

// namedLate is not known when a mark is to be made, the first few times.
func namedLate(origin string, times int) func(context.Context) string {
	return func(ctx context.Context) string {
		if times--; times >= 0 && ctx.Err() != nil {
			return ""
		}
		return origin
	}
}
