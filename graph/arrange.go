package graph

import (
	"fmt"
	"slices"
	"strings"
)

// Link is a relation as a path is made of it.
type Link struct{ ID, From, To string }

// ArrangePath puts the relations of one path into its order. nodes are the
// entities along it, one more than links, and order the places in links. It
// starts at the end nearer to the first of links; where both are as near, at the
// one that lies on the side of that relation's From. Anything but a sequence of
// different entities, each joined to the next by one of links, is ErrInvalid with
// the field "of" and the ids at fault.
func ArrangePath(links []Link) (nodes []string, order []int, err error) {
	a := arrangement{links, map[string][]int{}}
	if err := a.join(); err != nil {
		return nil, nil, err
	}
	// Both ways from the first relation: to where it leads, and back.
	ahead, back := a.walk(links[0].From), a.walk(links[0].To)
	if err := a.whole(ahead, back); err != nil {
		return nil, nil, err
	}
	order = slices.Clone(back)
	slices.Reverse(order)
	order = append(order, ahead[1:]...)
	if len(ahead) < len(back) {
		slices.Reverse(order)
	}
	v := links[order[0]].From
	if len(order) > 1 && links[order[1]].has(v) {
		v = links[order[0]].To
	}
	nodes = []string{v}
	for _, i := range order {
		v = links[i].other(v)
		nodes = append(nodes, v)
	}
	return nodes, order, nil
}

// arrangement is a set of links that may be a path.
type arrangement struct {
	links []Link
	at    map[string][]int // of links, by both ends
}

// join fills at, and refuses what is no step or too much at one entity.
func (a *arrangement) join() error {
	if len(a.links) == 0 {
		return notAPath("it names no relation; name those of one path")
	}
	for i, l := range a.links {
		if l.From == l.To {
			return notAPath(fmt.Sprintf("%s joins %s with itself, which is no step; leave it out", l.ID, l.From), l.ID)
		}
		for _, j := range a.at[l.From] {
			if o := a.links[j]; o.has(l.To) {
				return notAPath(fmt.Sprintf("%s and %s join the same two, %s and %s; name one of them", o.ID, l.ID, l.From, l.To), o.ID, l.ID)
			}
		}
		a.at[l.From], a.at[l.To] = append(a.at[l.From], i), append(a.at[l.To], i)
	}
	for _, l := range a.links {
		for _, end := range []string{l.From, l.To} {
			if js := a.at[end]; len(js) > 2 {
				return notAPath(fmt.Sprintf("%d of them meet at %s, where a path has two; leave out those that lead away from it", len(js), end), a.ids(js)...)
			}
		}
	}
	return nil
}

// walk follows the links from the first one on, which is entered at an end of it.
func (a *arrangement) walk(from string) []int {
	way := []int{0}
	for v := a.links[0].other(from); ; {
		next := slices.IndexFunc(a.at[v], func(j int) bool { return j != way[len(way)-1] })
		if next < 0 || a.at[v][next] == 0 {
			return way
		}
		way = append(way, a.at[v][next])
		v = a.links[a.at[v][next]].other(v)
	}
}

// whole refuses a ring, and links that neither walk came by.
func (a *arrangement) whole(ahead, back []int) error {
	first := a.links[0]
	if last := a.links[ahead[len(ahead)-1]]; len(ahead) > 2 && last.has(first.From) {
		return notAPath("they form a ring, which has no ends; leave one out", a.ids(ahead)...)
	}
	var apart []int
	for i := range a.links {
		if !slices.Contains(ahead, i) && !slices.Contains(back, i) {
			apart = append(apart, i)
		}
	}
	if apart == nil {
		return nil
	}
	ids := a.ids(apart)
	return notAPath("these do not hang together with "+first.ID+": "+strings.Join(ids, ", ")+"; name the relations between, or ask about each part", ids...)
}

func (a *arrangement) ids(at []int) []string {
	out := make([]string, len(at))
	for i, j := range at {
		out[i] = a.links[j].ID
	}
	return out
}

func (l Link) has(v string) bool { return l.From == v || l.To == v }

func (l Link) other(v string) string {
	if l.From == v {
		return l.To
	}
	return l.From
}

func notAPath(why string, ids ...string) error {
	return &Error{Code: Invalid, Field: "of", IDs: ids, Message: "of is not the relations of one path: " + why}
}
