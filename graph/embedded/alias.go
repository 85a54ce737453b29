package embedded

import (
	"context"

	"dragoman/graph/merge"
)

// loadMerges reads the view that the last judgements left.
func loadMerges(ctx context.Context, c *conn) (*merge.View, error) {
	view := merge.New()
	err := c.each(ctx, "SELECT raw, canonical FROM alias ORDER BY raw", func(row []driverValue) error {
		view.Add(str(row[0]), str(row[1]))
		return nil
	})
	return view, err
}

// storeMerges writes a view in the place of the one before.
func storeMerges(c *conn, before, after *merge.View) error {
	was, is := pairsOf(before), pairsOf(after)
	for pair := range was {
		if !is[pair] {
			if err := c.exec("DELETE FROM alias WHERE raw = ? AND canonical = ?", pair[0], pair[1]); err != nil {
				return err
			}
		}
	}
	for pair := range is {
		if !was[pair] {
			if err := c.exec("INSERT OR REPLACE INTO alias VALUES (?, ?)", pair[0], pair[1]); err != nil {
				return err
			}
		}
	}
	return nil
}

// pairsOf gives a view as rows: raw id, and which stands for it.
func pairsOf(v *merge.View) map[[2]string]bool {
	pairs := map[[2]string]bool{}
	v.Members(func(canonical string, raws []string) {
		for _, raw := range raws {
			pairs[[2]string{raw, canonical}] = true
		}
	})
	return pairs
}
