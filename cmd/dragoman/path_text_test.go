package main

import (
	"testing"

	"dragoman/graph"
)

// A step is called the weakest alone only where no other is as weak.
func TestWeakestStep(t *testing.T) {
	step := func(id string, status graph.Status, independent int) stepView {
		var s stepView
		s.Relation.ID, s.Relation.Status, s.Relation.Independent = id, status, independent
		return s
	}
	for _, c := range []struct {
		reason string
		steps  []stepView
		want   string
	}{
		{"all alike", []stepView{step("r:a", graph.Reported, 1), step("r:b", graph.Reported, 1)}, "No step is weaker than another: all are reported."},
		{"one of two", []stepView{step("r:a", graph.Reported, 1), step("r:b", graph.Confirmed, 1)}, "Weakest step: 1, reported."},
		{"fewer sources are weaker", []stepView{step("r:a", graph.Reported, 0), step("r:b", graph.Reported, 1)}, "Weakest step: 1, reported."},
		{"three of four", []stepView{step("r:a", graph.Reported, 1), step("r:b", graph.Confirmed, 1), step("r:c", graph.Reported, 1), step("r:d", graph.Reported, 1)}, "Weakest steps: 1, 3 and 4, reported."},
		{"the only one", []stepView{step("r:a", graph.Reported, 1)}, "Weakest step: 1, reported."},
		{"no step", nil, ""},
	} {
		path := pathView{Status: graph.Reported, Steps: c.steps}
		if len(c.steps) > 0 {
			path.Weakest = &struct {
				Relation struct {
					ID string `json:"id"`
				} `json:"relation"`
			}{}
			path.Weakest.Relation.ID = "r:a"
		}
		if got := path.weakest(); got != c.want {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
}
