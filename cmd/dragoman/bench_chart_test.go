package main

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
)

// The chart: a grid of panels, both axes logarithmic, a name at the end of each
// line. Colours are those of Okabe and Ito, told apart by the colour-blind too.
const (
	panelWidth, panelHeight = 460, 250
	plotLeft, plotTop       = 52, 40
	plotWidth, plotHeight   = 190, 170
	panelsAcross            = 2
	nameHeight              = 14
)

var lineColours = []string{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00"}

func (g growth) chart() string {
	rows := (len(grownPanels) + panelsAcross - 1) / panelsAcross
	width, height := panelsAcross*panelWidth, rows*panelHeight+40
	var svg strings.Builder
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="11">
<title>Figures at %s to %s relations</title>
<style>svg{background:#fff;color:#222}text{fill:currentColor}.grid{stroke:#8884;stroke-width:1}.line{fill:none;stroke-width:2}@media (prefers-color-scheme:dark){svg{background:#16181d;color:#ddd}}</style>
`, width, height, thousands(g.sizes[0]), thousands(g.sizes[len(g.sizes)-1]))
	for i, p := range grownPanels {
		fmt.Fprintf(&svg, "<g transform=\"translate(%d %d)\">\n", i%panelsAcross*panelWidth, i/panelsAcross*panelHeight)
		g.panel(&svg, p)
		svg.WriteString("</g>\n")
	}
	fmt.Fprintf(&svg, "<text x=\"8\" y=\"%d\" opacity=\".75\">%s</text>\n</svg>\n", height-14, escaped(g.caption))
	return svg.String()
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes all
	return b.String()
}

// panel draws one figure of each line at each size.
func (g growth) panel(svg io.Writer, p grownPanel) {
	low, high := g.decades(p)
	y := func(n float64) float64 {
		return plotTop + plotHeight*(1-(math.Log10(n)-float64(low))/float64(high-low))
	}
	x := func(i int) float64 { return plotLeft + 10 + float64(i)*(plotWidth-20)/float64(max(len(g.sizes)-1, 1)) }
	fmt.Fprintf(svg, "<text x=\"8\" y=\"22\" font-weight=\"600\" font-size=\"13\">%s</text>\n", escaped(p.title))
	for d := low; d <= high; d++ {
		at := y(math.Pow10(d))
		fmt.Fprintf(svg, "<path class=\"grid\" d=\"M%d %.1fh%d\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", plotLeft, at, plotWidth, plotLeft-6, at+4, decade(d))
	}
	for i, n := range g.sizes {
		fmt.Fprintf(svg, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x(i), plotTop+plotHeight+16, metric(n))
	}
	for i, l := range p.lines {
		fmt.Fprintf(svg, "<path class=\"line\" stroke=\"%s\" d=\"", lineColours[i])
		draw := "M"
		for k, m := range g.measured {
			fmt.Fprintf(svg, "%s%.1f %.1f", draw, x(k), y(m[l.unit]*l.factor))
			draw = "L"
		}
		fmt.Fprint(svg, "\"/>\n")
		for k, m := range g.measured {
			fmt.Fprintf(svg, "<circle r=\"3\" cx=\"%.1f\" cy=\"%.1f\" fill=\"%s\"/>\n", x(k), y(m[l.unit]*l.factor), lineColours[i])
		}
	}
	g.names(svg, p, y)
}

// names writes the name of each line beside its end; lines that end close
// together push their names apart.
func (g growth) names(svg io.Writer, p grownPanel, y func(float64) float64) {
	last := g.measured[len(g.measured)-1]
	type name struct {
		text, colour string
		at           float64
	}
	var all []name
	for i, l := range p.lines {
		n := last[l.unit] * l.factor
		all = append(all, name{l.name + " " + threeDigits(n), lineColours[i], y(n)})
	}
	slices.SortFunc(all, func(a, b name) int { return cmp.Compare(a.at, b.at) })
	floor := float64(plotTop)
	for i := range all {
		all[i].at = max(all[i].at, floor)
		floor = all[i].at + nameHeight
	}
	for i, ceiling := len(all)-1, float64(plotTop+plotHeight); i >= 0; i-- {
		all[i].at = min(all[i].at, ceiling)
		ceiling = all[i].at - nameHeight
		fmt.Fprintf(svg, "<circle r=\"4\" cx=\"%d\" cy=\"%.1f\" fill=\"%s\"/><text x=\"%d\" y=\"%.1f\">%s</text>\n",
			plotLeft+plotWidth+8, all[i].at, all[i].colour, plotLeft+plotWidth+16, all[i].at+4, escaped(all[i].text))
	}
}

// decades are the powers of ten around all figures of a panel.
func (g growth) decades(p grownPanel) (low, high int) {
	least, greatest := math.Inf(1), 0.0
	for _, m := range g.measured {
		for _, l := range p.lines {
			n := m[l.unit] * l.factor
			least, greatest = min(least, n), max(greatest, n)
		}
	}
	low, high = int(math.Floor(math.Log10(least))), int(math.Ceil(math.Log10(greatest)))
	return low, max(high, low+1)
}

// decade writes a power of ten.
func decade(d int) string {
	if d < 0 {
		return fmt.Sprintf("%.*f", -d, math.Pow10(d))
	}
	return metric(int(math.Pow10(d)))
}

// metric writes a round number as 10k or 1M.
func metric(n int) string {
	switch {
	case n >= 1_000_000:
		return fmt.Sprintf("%dM", n/1_000_000)
	case n >= 1_000:
		return fmt.Sprintf("%dk", n/1_000)
	}
	return fmt.Sprint(n)
}

// The chart is well-formed, and every figure of every size is in it.
func TestGrowthChart(t *testing.T) {
	g := growth{caption: "invented <figures>", sizes: []int{100, 1000}}
	for i := range g.sizes {
		m := map[string]float64{}
		for _, p := range grownPanels {
			for k, l := range p.lines {
				m[l.unit] = float64((k + 2) * (i + 1))
			}
		}
		g.measured = append(g.measured, m)
	}
	in := xml.NewDecoder(strings.NewReader(g.chart()))
	points := 0
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "circle" {
			points++
		}
	}
	want := 0
	for _, p := range grownPanels {
		want += len(p.lines) * (len(g.sizes) + 1) // and one beside the name
	}
	if points != want {
		t.Errorf("%d points, want %d", points, want)
	}
}
