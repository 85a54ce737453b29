// Package column has lists that grow without being copied.
package column

// List is a list that is only added to. Its elements lie in blocks, so that it takes
// at most a block more than what is in it. The zero List is empty.
type List[T any] struct{ blocks [][]T }

const blockBits = 16 // elements of a block, as a power of two

// Add puts an element at the end.
func (l *List[T]) Add(x T) {
	last := len(l.blocks) - 1
	if last < 0 || len(l.blocks[last]) == 1<<blockBits {
		l.blocks = append(l.blocks, make([]T, 0, 1<<blockBits))
		last++
	}
	l.blocks[last] = append(l.blocks[last], x)
}

// At gives an element by its place from 0, which must be below Len.
func (l *List[T]) At(i uint32) T { return l.blocks[i>>blockBits][i&(1<<blockBits-1)] }

// Ref gives a pointer to an element by its place. It stays good when others are added.
func (l *List[T]) Ref(i uint32) *T { return &l.blocks[i>>blockBits][i&(1<<blockBits-1)] }

// Len is how many there are.
func (l *List[T]) Len() int {
	last := len(l.blocks) - 1
	if last < 0 {
		return 0
	}
	return last<<blockBits + len(l.blocks[last])
}
