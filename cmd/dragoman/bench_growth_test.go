package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

var benchChart = flag.String("chart", "", "SVG file that BenchmarkGrowth draws its figures into")

// BenchmarkGrowth measures the same at three sizes, each ten times the one before
// and the last as -relations says, and draws one chart of it.
func BenchmarkGrowth(b *testing.B) {
	for range b.N {
		largest := newFigures(b)
		sizes := []int{largest.relations / 100, largest.relations / 10, largest.relations}
		grown := growth{sizes: sizes, caption: largest.when()}
		for _, size := range sizes {
			f := *largest
			f.relations, f.began, f.dir = size, time.Now(), fmt.Sprint(largest.dir, "-", size)
			f.start()
			f.measure()
			f.print()
			grown.measured = append(grown.measured, f.measured)
		}
		fmt.Print(grown.table())
		if missing := grown.missing(); missing != "" {
			b.Fatalf("no figure %s at every size", missing)
		}
		if *benchChart != "" {
			if err := os.WriteFile(*benchChart, []byte(grown.chart()), 0o644); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// growth is what was measured at several sizes.
type growth struct {
	caption  string
	sizes    []int // relations, rising tenfold
	measured []map[string]float64
}

// grownPanel is a part of the chart: what has one unit.
type grownPanel struct {
	title string
	lines []grownLine
}

// grownLine is a figure by its unit, and the factor that turns it into the unit of
// its panel.
type grownLine struct {
	name, unit string
	factor     float64
}

var grownPanels = []grownPanel{
	{"Shortest path, µs", []grownLine{
		{"in the topology, p99", "topology-path-p99-µs", 1},
		{"in the topology, p50", "topology-path-p50-µs", 1},
		{"with evidence, p50", "store-path-p50-µs", 1},
		{"bare arrays, hops only, p50", "bare-path-p50-µs", 1},
	}},
	{"Other paths in the topology, p50, µs", []grownLine{
		{"k = 10", "topology-k-shortest-p50-µs", 1},
		{"strongest", "topology-strongest-p50-µs", 1},
		{"all shortest", "topology-all-shortest-p50-µs", 1},
		{"filtered", "topology-filtered-p50-µs", 1},
		{"earliest", "topology-earliest-p50-µs", 1},
	}},
	{"Over GraphQL, one connection, ms", []grownLine{
		{"ego of depth 2, p99", "graphql-ego-drawn-p99-µs", 1e-3},
		{"ego of depth 2, p50", "graphql-ego-drawn-p50-µs", 1e-3},
		{"ego of depth 2, in process, p50", "whole-ego-drawn-p50-µs", 1e-3},
		{"path, p99", "graphql-path-drawn-p99-µs", 1e-3},
		{"path, p50", "graphql-path-drawn-p50-µs", 1e-3},
	}},
	{"16 connections, answers a second", []grownLine{
		{"path", "path-drawn/s", 1}, {"ego of depth 2", "ego-drawn/s", 1},
	}},
	{"Start, seconds", []grownLine{
		{"without a snapshot", "start-rebuilt-s", 1}, {"after SIGKILL", "start-killed-s", 1}, {"after a clean stop", "start-clean-s", 1},
	}},
	{"Load, relations a second", []grownLine{{"whole command", "load-relations/s", 1}}},
	{"Memory", []grownLine{
		{"server after all queries, MiB", "VmRSS-MiB", 1}, {"topology, B a relation", "B/relation", 1},
	}},
	{"Ego in the topology, µs", []grownLine{{"p99", "topology-ego-p99-µs", 1}, {"p50", "topology-ego-p50-µs", 1}}},
}

// missing names a figure that is not positive, so has no place on the chart.
func (g growth) missing() string {
	for _, p := range grownPanels {
		for _, l := range p.lines {
			for _, m := range g.measured {
				if !(m[l.unit] > 0) {
					return l.unit
				}
			}
		}
	}
	return ""
}

// table is the chart in Markdown.
func (g growth) table() string {
	var t strings.Builder
	fmt.Fprintf(&t, "\n%s\n\n| figure |", g.caption)
	for _, n := range g.sizes {
		fmt.Fprintf(&t, " %s relations |", thousands(n))
	}
	t.WriteString("\n|---|" + strings.Repeat("---|", len(g.sizes)) + "\n")
	for _, p := range grownPanels {
		for _, l := range p.lines {
			fmt.Fprintf(&t, "| %s: %s |", p.title, l.name)
			for _, m := range g.measured {
				fmt.Fprintf(&t, " %s |", threeDigits(m[l.unit]*l.factor))
			}
			t.WriteByte('\n')
		}
	}
	return t.String() + "\n"
}

// threeDigits writes a figure as exactly as it deserves.
func threeDigits(n float64) string {
	switch {
	case n >= 100:
		return thousands(int(n + 0.5))
	case n >= 10:
		return fmt.Sprintf("%.1f", n)
	}
	return fmt.Sprintf("%.2f", n)
}
