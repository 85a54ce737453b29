package topology

// unite numbers the families of documents: those joined by basedOn, over any
// number of steps and in either direction, get the number of the first of them.
func unite(n int, based func(d uint32) []uint32) []uint32 {
	parent := make([]uint32, n)
	for i := range parent {
		parent[i] = uint32(i)
	}
	find := func(x uint32) uint32 {
		for parent[x] != x {
			parent[x] = parent[parent[x]]
			x = parent[x]
		}
		return x
	}
	for d := range uint32(n) {
		for _, o := range based(d) {
			a, b := find(d), find(o)
			parent[max(a, b)] = min(a, b)
		}
	}
	for i := range parent {
		parent[i] = find(uint32(i))
	}
	return parent
}
