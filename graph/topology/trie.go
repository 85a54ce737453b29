package topology

// trie is a persistent sparse array: set gives a new trie that shares all but
// one path with the old one. The zero value is empty.
type trie[T any] struct {
	root  *trieNode[T]
	shift uint // of the topmost digit
}

// trieBits is the width of a digit: nodes of 64 pointers, so that 16 million
// slots are four copies of half a kilobyte away.
const trieBits = 6

type trieNode[T any] struct {
	sub  []*trieNode[T] // nil in a leaf
	leaf []*T           // nil above the leaves
}

// get gives nil for an empty slot.
func (t *trie[T]) get(i uint32) *T {
	n := t.root
	if n == nil || uint64(i)>>(t.shift+trieBits) != 0 {
		return nil
	}
	for shift := t.shift; shift > 0; shift -= trieBits {
		if n = n.sub[i>>shift&(1<<trieBits-1)]; n == nil {
			return nil
		}
	}
	return n.leaf[i&(1<<trieBits-1)]
}

// set puts v into slot i.
func (t trie[T]) set(i uint32, v *T) trie[T] {
	if t.root == nil {
		for uint64(i)>>(t.shift+trieBits) != 0 {
			t.shift += trieBits
		}
	}
	for uint64(i)>>(t.shift+trieBits) != 0 {
		up := &trieNode[T]{sub: make([]*trieNode[T], 1<<trieBits)}
		up.sub[0] = t.root
		t.root = up
		t.shift += trieBits
	}
	t.root = t.root.set(t.shift, i, v)
	return t
}

func (n *trieNode[T]) set(shift uint, i uint32, v *T) *trieNode[T] {
	c := &trieNode[T]{}
	if shift == 0 {
		c.leaf = make([]*T, 1<<trieBits)
		if n != nil {
			copy(c.leaf, n.leaf)
		}
		c.leaf[i&(1<<trieBits-1)] = v
		return c
	}
	c.sub = make([]*trieNode[T], 1<<trieBits)
	if n != nil {
		copy(c.sub, n.sub)
	}
	at := i >> shift & (1<<trieBits - 1)
	c.sub[at] = c.sub[at].set(shift-trieBits, i, v)
	return c
}

// each yields the filled slots in order.
func (t *trie[T]) each(f func(uint32, *T)) { t.root.each(0, t.shift, f) }

func (n *trieNode[T]) each(at uint32, shift uint, f func(uint32, *T)) {
	if n == nil {
		return
	}
	for i, v := range n.leaf {
		if v != nil {
			f(at|uint32(i), v)
		}
	}
	for i, s := range n.sub {
		s.each(at|uint32(i)<<shift, shift-trieBits, f)
	}
}
