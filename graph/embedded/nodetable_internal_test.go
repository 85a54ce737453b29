package embedded

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"dragoman/graph/column"
)

// The table finds what a map does, and what it gave stays where it was.
func TestNodeTableIsAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var table nodeTable
		is := map[string]*node{}
		ids := rapid.IntRange(0, rapid.SampledFrom([]int{3, 100, 20_000}).Draw(t, "ids"))
		for range rapid.SampledFrom([]int{10, 300, 10_000}).Draw(t, "steps") {
			id := fmt.Sprint("e", ids.Draw(t, "id"))
			if rapid.IntRange(0, 9).Draw(t, "fetch") == 0 {
				table.fetch([]string{id, "none"})
			}
			got := table.find(id)
			if got != is[id] {
				t.Fatalf("%s: %p, want %p", id, got, is[id])
			}
			if got == nil {
				is[id] = table.add(id)
				is[id].num = int64(len(is))
			}
		}
		nums := map[int64]bool{}
		for id, n := range is {
			if table.find(id) != n || n.id != id || nums[n.num] {
				t.Fatalf("%s: %+v", id, *n)
			}
			nums[n.num] = true
		}
	})
}

// Rows are found by keys, also where very many share one.
func TestPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p places
		var keys column.List[int64]
		rows := map[int64]uint32{}
		key := rapid.Int64Range(0, rapid.SampledFrom([]int64{5, 5000, 1 << 60}).Draw(t, "greatest"))
		for range rapid.SampledFrom([]int{10, 9000}).Draw(t, "steps") {
			k := key.Draw(t, "key")
			p.fetch([]int64{k})
			got := p.find(k, func(row uint32) bool { return keys.At(row-1) == k })
			if got != rows[k] {
				t.Fatalf("%d: row %d, want %d", k, got, rows[k])
			}
			keys.Add(k)
			if got == 0 {
				rows[k] = uint32(keys.Len())
				p.add(k, rows[k], func(row uint32) int64 { return keys.At(row - 1) })
			}
		}
	})
}
