package embedded

// column is a list that grows without being copied.
type column[T any] struct{ blocks [][]T }

const columnBits = 16

func (c *column[T]) add(x T) {
	last := len(c.blocks) - 1
	if last < 0 || len(c.blocks[last]) == 1<<columnBits {
		c.blocks = append(c.blocks, make([]T, 0, 1<<columnBits))
		last++
	}
	c.blocks[last] = append(c.blocks[last], x)
}

func (c *column[T]) at(i uint32) T { return c.blocks[i>>columnBits][i&(1<<columnBits-1)] }

// len is how many there are.
func (c *column[T]) len() int {
	last := len(c.blocks) - 1
	if last < 0 {
		return 0
	}
	return last<<columnBits + len(c.blocks[last])
}
