package graph

import (
	"fmt"
	"math"
)

// CommonKey is the key of common neighbours: smallest sum of distances first,
// then greatest rank, which may be negative, then id.
func CommonKey(sum, rank int, id string) SortKey {
	return SortKey{fmt.Sprintf("%03d", sum), fmt.Sprintf("%010d", math.MaxInt32-rank), id}
}
