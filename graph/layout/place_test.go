package layout_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"dragoman/graph/layout"
)

// network is a made-up ego network.
type network struct {
	nodes []layout.Node
	links [][2]int
}

// star is a centre and communities around it, with links mostly inside of them;
// far is the share of nodes at two steps.
func star(seed uint64, n, links, communities int, far float64) network {
	r := rand.New(rand.NewPCG(seed, 1))
	w := network{nodes: []layout.Node{{Key: "e0000"}}}
	of := []int{-1}
	for i := 1; i <= n; i++ {
		ring := 1
		if r.Float64() < far {
			ring = 2
		}
		w.nodes, of = append(w.nodes, layout.Node{Key: fmt.Sprintf("e%04d", r.IntN(9000)*1000+i), Ring: ring}), append(of, r.IntN(communities))
		if ring == 1 {
			w.links = append(w.links, [2]int{0, i})
			continue
		}
		for j := range of[:i] { // some nearer node of its community
			if k := (j + i*7) % i; k > 0 && w.nodes[k].Ring == 1 && (of[k] == of[i] || j > 200) {
				w.links = append(w.links, [2]int{k, i})
				break
			}
		}
	}
	for tries := 0; len(w.links) < links && tries < 100*links; tries++ {
		a, b := 1+r.IntN(n), 1+r.IntN(n)
		if d := w.nodes[a].Ring - w.nodes[b].Ring; a != b && d*d <= 1 && (of[a] == of[b] || r.IntN(100) == 0) {
			w.links = append(w.links, [2]int{a, b})
		}
	}
	return w
}

var networks = map[string]network{
	"alone":         {nodes: []layout.Node{{Key: "a"}}},
	"one neighbour": star(1, 1, 1, 1, 0),
	"handful":       star(2, 6, 8, 2, 0),
	"fifty":         star(3, 50, 110, 5, 0.3),
	"two hundred":   star(4, 200, 600, 8, 0.6),
	"five hundred":  star(5, 500, 1500, 12, 0.7),
	"flat":          star(6, 500, 1500, 10, 0),
	"sparse":        star(7, 300, 305, 6, 0.8),
	"thousand":      star(8, 1000, 4000, 20, 0.5),
	"strangers":     {nodes: strangers(300)},
}

// strangers are linked to nothing, all centres.
func strangers(n int) (nodes []layout.Node) {
	for i := range n {
		nodes = append(nodes, layout.Node{Key: fmt.Sprint(i)})
	}
	return nodes
}

func TestNoTwoNodesAreTooNear(t *testing.T) {
	for name, w := range networks {
		at := layout.Place(w.nodes, w.links)
		for i, a := range at {
			if math.Abs(a.X) > layout.Extent || math.Abs(a.Y) > layout.Extent || a.X*10 != math.Round(a.X*10) || math.Signbit(a.X) && a.X == 0 {
				t.Fatalf("%s: %v is out of bounds, or not in tenths", name, a)
			}
			for j, b := range at[:i] {
				if d := distance(a, b); d < layout.MinDistance {
					t.Fatalf("%s: %d and %d are %.2f apart", name, i, j, d)
				}
			}
		}
	}
	if at := layout.Place(networks["fifty"].nodes, networks["fifty"].links)[0]; at != (layout.Point{}) {
		t.Errorf("the centre is at %v", at)
	}
	if at := layout.Place(nil, nil); len(at) != 0 {
		t.Errorf("nothing has %d places", len(at))
	}
}

func distance(a, b layout.Point) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }

func TestOrderMakesNoDifference(t *testing.T) {
	for name, w := range networks {
		want := layout.Place(w.nodes, w.links)
		r := rand.New(rand.NewPCG(1, 9))
		perm := r.Perm(len(w.nodes))
		nodes := make([]layout.Node, len(w.nodes))
		for i, at := range perm {
			nodes[at] = w.nodes[i]
		}
		var links [][2]int
		for _, i := range r.Perm(len(w.links)) {
			l := w.links[i]
			links = append(links, [2]int{perm[l[1]], perm[l[0]]})
			if i%3 == 0 {
				links = append(links, [2]int{perm[l[0]], perm[l[1]]}, [2]int{perm[l[0]], perm[l[0]]})
			}
		}
		got := layout.Place(nodes, links)
		for i, at := range perm {
			if got[at] != want[i] {
				t.Fatalf("%s: node %d is at %v, was at %v", name, i, got[at], want[i])
			}
		}
	}
}

// spread is how long links are, against the distance of any two nodes.
func spread(w network, at []layout.Point) float64 {
	linked, any, pairs := 0.0, 0.0, 0
	links := 0
	for _, l := range w.links {
		if w.nodes[l[0]].Ring > 0 && w.nodes[l[1]].Ring > 0 {
			linked += distance(at[l[0]], at[l[1]])
			links++
		}
	}
	for i := range at {
		for j := range i {
			any += distance(at[i], at[j])
			pairs++
		}
	}
	return linked / float64(links) / (any / float64(pairs))
}

func crossings(w network, at []layout.Point) (n int) {
	side := func(a, b, c layout.Point) bool { return (b.X-a.X)*(c.Y-a.Y) > (b.Y-a.Y)*(c.X-a.X) }
	for i, k := range w.links {
		for _, l := range w.links[:i] {
			if k[0] == l[0] || k[0] == l[1] || k[1] == l[0] || k[1] == l[1] {
				continue
			}
			a, b, c, d := at[k[0]], at[k[1]], at[l[0]], at[l[1]]
			if side(a, b, c) != side(a, b, d) && side(c, d, a) != side(c, d, b) {
				n++
			}
		}
	}
	return n
}

// radial puts the nodes on rings in the order of their keys.
func radial(w network) []layout.Point {
	count, seen := map[int]int{}, map[int]int{}
	for _, n := range w.nodes {
		count[n.Ring]++
	}
	at := make([]layout.Point, len(w.nodes))
	for i, n := range w.nodes {
		s, c := math.Sincos(2 * math.Pi * float64(seen[n.Ring]) / float64(count[n.Ring]))
		seen[n.Ring]++
		at[i] = layout.Point{X: float64(n.Ring) * 400 * c, Y: float64(n.Ring) * 400 * s}
	}
	return at
}

func TestLinksAreShortAndCrossSeldom(t *testing.T) {
	for _, name := range []string{"fifty", "two hundred", "five hundred", "flat", "sparse", "thousand"} {
		w := networks[name]
		at, plain := layout.Place(w.nodes, w.links), radial(w)
		near, far := spread(w, at), spread(w, plain)
		few, many := crossings(w, at), crossings(w, plain)
		t.Logf("%s: links are %.2f of the mean distance (on plain rings %.2f), %d crossings (%d)", name, near, far, few, many)
		if near > 0.6*far || 2*few > many {
			t.Errorf("%s: no better than plain rings", name)
		}
	}
}

// What is drawn stays, and what is new stands near what it is linked to.
func TestAPictureGrows(t *testing.T) {
	w := networks["two hundred"]
	at := layout.Place(w.nodes, w.links)
	r := rand.New(rand.NewPCG(3, 3))
	for i := range w.nodes {
		w.nodes[i].Fixed, w.nodes[i].At = true, at[i]
	}
	w.nodes = append([]layout.Node(nil), w.nodes...)
	w.links = append([][2]int(nil), w.links...)
	old := len(w.nodes)
	for i := range 60 {
		w.nodes = append(w.nodes, layout.Node{Key: fmt.Sprint("new", i), Ring: 1})
		w.links = append(w.links, [2]int{17, old + i})
		if i > 0 && r.IntN(2) == 0 {
			w.links = append(w.links, [2]int{old + r.IntN(i), old + i})
		}
	}
	grown := layout.Place(w.nodes, w.links)
	mean := 0.0
	for i := range grown {
		if i < old && grown[i] != at[i] {
			t.Fatalf("%d moved from %v to %v", i, at[i], grown[i])
		}
		for j := range i {
			if d := distance(grown[i], grown[j]); d < layout.MinDistance {
				t.Fatalf("%d and %d are %.2f apart", i, j, d)
			}
		}
		if i >= old {
			mean += distance(grown[i], grown[17]) / 60
		}
	}
	t.Logf("new nodes are %.0f from their neighbour", mean)
	if mean > 450 {
		t.Errorf("new nodes are %.0f from their neighbour", mean)
	}
	draw(t, "grown", w, grown)
	// Whatever is fixed, also all in one place or in a corner, the rest finds room.
	for i := range old {
		w.nodes[i].At = layout.Point{X: layout.MaxExtent, Y: -layout.MaxExtent}
	}
	for i, a := range layout.Place(w.nodes, w.links) {
		if math.Abs(a.X) > layout.MaxExtent || math.Abs(a.Y) > layout.MaxExtent || i >= old && a == w.nodes[0].At {
			t.Fatalf("%d is at %v", i, a)
		}
	}
}

func BenchmarkPlace(b *testing.B) {
	for _, name := range []string{"fifty", "five hundred", "flat", "thousand"} {
		w := networks[name]
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			for b.Loop() {
				layout.Place(w.nodes, w.links)
			}
		})
	}
}

// draw writes a picture into the folder that LAYOUT_PICTURES names.
func draw(t *testing.T, name string, w network, at []layout.Point) {
	dir := os.Getenv("LAYOUT_PICTURES")
	if dir == "" {
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1020 -1020 2040 2040" width="900" height="900"><rect x="-1020" y="-1020" width="2040" height="2040" fill="white"/>`)
	for _, l := range w.links {
		colour := "#88a"
		if w.nodes[l[0]].Ring == 0 {
			colour = "#e4e4e4"
		}
		fmt.Fprintf(&b, `<line x1="%g" y1="%g" x2="%g" y2="%g" stroke="%s" stroke-width="1.5"/>`, at[l[0]].X, at[l[0]].Y, at[l[1]].X, at[l[1]].Y, colour)
	}
	for i, a := range at {
		colour := []string{"#c22", "#27c", "#2a6", "#b80"}[min(w.nodes[i].Ring, 3)]
		if !w.nodes[i].Fixed && strings.HasPrefix(w.nodes[i].Key, "new") {
			colour = "#b0b"
		}
		fmt.Fprintf(&b, `<circle cx="%g" cy="%g" r="7" fill="%s"/>`, a.X, a.Y, colour)
	}
	b.WriteString("</svg>")
	if err := os.WriteFile(dir+"/"+strings.ReplaceAll(name, " ", "-")+".svg", []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestPictures(t *testing.T) {
	if os.Getenv("LAYOUT_PICTURES") == "" {
		t.Skip("LAYOUT_PICTURES names no folder to draw into")
	}
	for name, w := range networks {
		draw(t, name, w, layout.Place(w.nodes, w.links))
		draw(t, name+" rings", w, radial(w))
	}
}
