package resolvers

import (
	"context"
	"fmt"
	"math"
	"slices"

	"dragoman/graph"
	"dragoman/graph/layout"
)

// checkPins refuses what cannot be drawn.
func checkPins(drawn bool, of []string, pins []*graph.Pin) error {
	invalid := func(format string, args ...any) error {
		return &graph.Error{Code: graph.Invalid, Field: "pinned", Message: fmt.Sprintf(format, args...)}
	}
	if !drawn {
		if len(pins) > 0 {
			return invalid("pinned says where entities are drawn, but nothing is to be drawn; add layout: true")
		}
		return nil
	}
	if err := atMost("of", len(of), graph.MaxFirst); err != nil {
		return err
	}
	if err := atMost("pinned", len(pins), graph.MaxPins); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, p := range pins {
		switch {
		case seen[p.ID]:
			return invalid("pinned names %s twice; an entity is drawn in one place", p.ID)
		case !(math.Abs(p.X) <= layout.MaxExtent && math.Abs(p.Y) <= layout.MaxExtent):
			return invalid("pinned: %s is at %g, %g; places lie within −%g and %g", p.ID, p.X, p.Y, layout.MaxExtent, layout.MaxExtent)
		}
		seen[p.ID] = true
	}
	return nil
}

// draw gives the entities of an ego network places, around those that are pinned.
func (r *Resolver) draw(ctx context.Context, n *graph.EgoNetwork, pins []*graph.Pin) error {
	at := map[string]int{}
	var nodes []layout.Node
	add := func(node layout.Node) {
		if _, ok := at[node.Key]; !ok {
			at[node.Key] = len(nodes)
			nodes = append(nodes, node)
		}
	}
	ids, err := r.canonical(ctx, pins)
	if err != nil {
		return err
	}
	for i, p := range pins {
		node := layout.Node{Key: ids[i], Fixed: true, At: layout.Point{X: p.X, Y: p.Y}}
		if j := slices.IndexFunc(n.Nodes, func(x graph.EgoNode) bool { return x.Entity == ids[i] }); j >= 0 {
			node.Ring = n.Nodes[j].Distance
		}
		add(node)
	}
	for _, id := range n.Centers {
		add(layout.Node{Key: id})
	}
	for i := range n.Nodes {
		add(layout.Node{Key: n.Nodes[i].Entity, Ring: n.Nodes[i].Distance})
	}
	var links [][2]int
	for _, x := range n.Relations {
		from, ok := at[x.From]
		if to, too := at[x.To]; ok && too {
			links = append(links, [2]int{from, to})
		}
	}
	places := layout.Place(nodes, links)
	for _, id := range n.Centers {
		n.CenterPositions = append(n.CenterPositions, graph.Position(places[at[id]]))
	}
	for i := range n.Nodes {
		p := graph.Position(places[at[n.Nodes[i].Entity]])
		n.Nodes[i].At = &p
	}
	return nil
}

// canonical gives the ids under which an answer shows the pinned entities.
func (r *Resolver) canonical(ctx context.Context, pins []*graph.Pin) ([]string, error) {
	ids := make([]string, len(pins))
	for i, p := range pins {
		ids[i] = p.ID
	}
	found, err := byID(ctx, ids, r.store.Entities)
	if err != nil {
		return nil, err
	}
	var unknown []string
	for i, id := range ids {
		if e := found[id]; e != nil {
			ids[i] = e.ID
		} else {
			unknown = append(unknown, id)
		}
	}
	if unknown != nil {
		return nil, graph.Unknown("pinned", unknown...)
	}
	return ids, nil
}
