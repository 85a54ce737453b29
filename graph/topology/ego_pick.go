package topology

import (
	"cmp"
	"slices"
)

// pick is a node of one level as far as its place among the others goes: the
// greatest rank first, then by id.
type pick struct {
	rank int32
	v    uint32
	at   uint32 // place in found
}

func (e *egoSearch) pick(at uint32) {
	n := &e.found[at]
	e.picks = append(e.picks, pick{n.rank, n.v, at})
}

func (g *Graph) comparePicks(a, b pick) int {
	if a.rank != b.rank {
		return cmp.Compare(b.rank, a.rank)
	}
	return g.compareIDs(a.v, b.v)
}

// sortPicks puts picks in order. Where numbers are ranks of ids, rank and number
// are one key.
func (g *Graph) sortPicks(s []pick) {
	if len(g.idOrder) > 0 {
		slices.SortFunc(s, g.comparePicks)
		return
	}
	slices.SortFunc(s, func(a, b pick) int { return cmp.Compare(a.key(), b.key()) })
}

func (p *pick) key() uint64 { return uint64(^(uint32(p.rank)^1<<31))<<32 | uint64(p.v) }

func (g *Graph) before(a, b *pick) bool {
	if a.rank != b.rank {
		return a.rank > b.rank
	}
	return g.compareIDs(a.v, b.v) < 0
}

// selectFirst brings the first n to the front (Hoare's quickselect).
func (g *Graph) selectFirst(s []pick, n int) {
	for n > 0 && n < len(s) && len(s) > 1 {
		a, b, c := s[0], s[len(s)/2], s[len(s)-1]
		if g.before(&b, &a) {
			a, b = b, a
		}
		if g.before(&c, &b) {
			b = c
			if g.before(&b, &a) {
				b = a
			}
		}
		pivot := b
		i, j := 0, len(s)-1
		for i <= j {
			for g.before(&s[i], &pivot) {
				i++
			}
			for g.before(&pivot, &s[j]) {
				j--
			}
			if i <= j {
				s[i], s[j] = s[j], s[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			s = s[:j+1]
		case n > i:
			s, n = s[i:], n-i
		default:
			return
		}
	}
}
