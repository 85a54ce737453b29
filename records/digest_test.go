package records_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"dragoman/graph"
	"dragoman/records"
)

func TestDigestHeedsContentNotOrder(t *testing.T) {
	var all []graph.Record
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		all = append(all, graph.Record{Entity: &graph.Entity{ID: id, Kind: graph.KindPlace, Name: id, Named: true}})
	}
	of := func(list []graph.Record) string {
		t.Helper()
		d, err := records.DigestOf(func(yield func(graph.Record, error) bool) {
			for _, r := range list {
				if !yield(r, nil) {
					return
				}
			}
		})
		if err != nil || d.Records != len(list) {
			t.Fatal(err)
		}
		return d.String()
	}
	want := of(all)
	for seed := range uint64(20) {
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		if got := of(all); got != want {
			t.Fatalf("order %d: %s, want %s", seed, got, want)
		}
	}
	seen := map[string]bool{want: true}
	for i := range all {
		if fewer := of(append(append([]graph.Record{}, all[:i]...), all[i+1:]...)); seen[fewer] {
			t.Errorf("without record %d it is a digest that was there before", i)
		} else {
			seen[fewer] = true
		}
	}
	if twice := of(append(all, all[0])); seen[twice] {
		t.Error("a record that comes twice is not noticed")
	}
	cut := errors.New("cut")
	if _, err := records.DigestOf(func(yield func(graph.Record, error) bool) { yield(graph.Record{}, cut) }); !errors.Is(err, cut) {
		t.Errorf("an error of the sequence: %v", err)
	}
}
