package layout

// cluster puts nodes that hold together into communities: each moves to that of
// its neighbours where modularity gains most, until none does (the first phase of
// Blondel and others, "Fast unfolding of communities in large networks", 2008).
// Centres are left out: everything is linked to them.
func (p *picture) cluster() {
	n := len(p.x)
	p.community = make([]int32, n)
	degree, total, all := make([]int, n), make([]int, n), 0
	for i := range n {
		p.community[i] = int32(i)
		if p.ring[i] == 0 {
			continue
		}
		for _, j := range p.next[i] {
			if p.ring[j] > 0 {
				degree[i]++
			}
		}
		total[i] = degree[i]
		all += degree[i]
	}
	into := make([]int, n) // links into a community
	var beside []int32
	for range 12 {
		moved := false
		for i := range n {
			if degree[i] == 0 {
				continue
			}
			beside = beside[:0]
			for _, j := range p.next[i] {
				if c := p.community[j]; p.ring[j] > 0 {
					if into[c] == 0 {
						beside = append(beside, c)
					}
					into[c]++
				}
			}
			from := p.community[i]
			total[from] -= degree[i]
			// The gain of modularity times the square of the number of link ends.
			best, gain := from, into[from]*all-degree[i]*total[from]
			for _, c := range beside {
				if g := into[c]*all - degree[i]*total[c]; g > gain || g == gain && c < best {
					best, gain = c, g
				}
			}
			total[best] += degree[i]
			if best != from {
				p.community[i], moved = best, true
			}
			for _, c := range beside {
				into[c] = 0
			}
		}
		if !moved {
			break
		}
	}
	p.absorb(into)
}

// smallest is the number of nodes that stand as a community of their own.
const smallest = 4

// absorb gives the nodes of small communities to the one that they have most
// links to. into is all 0.
func (p *picture) absorb(into []int) {
	members := make([][]int32, len(p.x))
	for i, c := range p.community {
		members[c] = append(members[c], int32(i))
	}
	for c, small := range members {
		if len(small) == 0 || len(small) >= smallest || p.ring[small[0]] == 0 {
			continue
		}
		best := int32(c)
		var beside []int32
		for _, i := range small {
			for _, j := range p.next[i] {
				if to := p.community[j]; p.ring[j] > 0 && to != int32(c) {
					into[to]++
					beside = append(beside, to)
				}
			}
		}
		for _, to := range beside {
			if best == int32(c) || into[to] > into[best] || into[to] == into[best] && to < best {
				best = to
			}
		}
		for _, to := range beside {
			into[to] = 0
		}
		for _, i := range small {
			p.community[i] = best
		}
		if best != int32(c) {
			members[best], members[c] = append(members[best], small...), nil
		}
	}
}
