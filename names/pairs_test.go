package names_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"testing"

	"dragoman/names"
)

// TestLabelledPairs measures the tiers on pairs of names that people labelled
// the same or not. Recall is low on purpose: the pairs are mostly misspellings
// and nicknames, at which tiers do not guess.
func TestLabelledPairs(t *testing.T) {
	const path = "../../shared/data/name-pairs/pairs-dev.csv"
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is absent: it is trial data outside the project", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var same, other [names.TierExact + 1]int // pairs by their tier
	for _, row := range rows[1:] {
		a, b, label := row[2], row[3], row[4]
		tier := max(names.Match(a, b), names.Match(b, a))
		switch label {
		case "true":
			same[tier]++
		case "false":
			other[tier]++
			if tier >= names.TierFolded {
				t.Logf("labelled different, yet %v: %q, %q", tier, a, b)
			}
		default:
			t.Fatalf("label %q", label)
		}
	}
	precision := map[names.Tier]float64{}
	for tier := names.TierPrefix; tier <= names.TierExact; tier++ {
		hits, misses, falsely := sum(same[tier:]), sum(same[:tier]), sum(other[tier:])
		precision[tier] = float64(hits) / float64(max(1, hits+falsely))
		t.Logf("tier ≥ %-6v precision %.3f (%d of %d), recall %.3f (of %d)",
			tier, precision[tier], hits, hits+falsely, float64(hits)/float64(hits+misses), hits+misses)
	}
	if precision[names.TierFolded] < 0.9 {
		t.Errorf("precision of FOLDED and better is %.3f, want 0.9 or more", precision[names.TierFolded])
	}
	if precision[names.TierWords] < 0.7 {
		t.Errorf("precision of WORDS and better is %.3f, want 0.7 or more", precision[names.TierWords])
	}
}

func sum(counts []int) (total int) {
	for _, n := range counts {
		total += n
	}
	return total
}
