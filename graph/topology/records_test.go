package topology

import (
	"math/rand/v2"
	"testing"
)

// What is put into a table is what is read from it, whatever widths its columns
// have and whatever lies beside.
func TestRecordsKeepTheirNumbers(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 2))
		most := make([]uint32, 1+r.IntN(maxColumns))
		for i := range most {
			most[i] = uint32(1)<<r.IntN(33) - 1
		}
		rows := r.IntN(200)
		table := newRecords(rows, most...)
		want := make([][]uint32, rows)
		for row := range want {
			for column, m := range most {
				x := uint32(r.Uint64N(uint64(m) + 1))
				want[row] = append(want[row], x)
				table.put(uint32(row), column, x)
			}
		}
		for row := range want {
			for column, x := range want[row] {
				if got := table.at(uint32(row), column); got != x {
					t.Fatalf("seed %d: row %d, column %d is %d, want %d", seed, row, column, got, x)
				}
			}
		}
	}
}
