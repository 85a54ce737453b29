package column_test

import (
	"testing"

	"dragoman/graph/column"
)

func TestListGrows(t *testing.T) {
	var l column.List[int]
	for i := range 200_000 {
		if l.Len() != i {
			t.Fatalf("%d elements, want %d", l.Len(), i)
		}
		l.Add(3 * i)
	}
	for i := range l.Len() {
		if got := l.At(uint32(i)); got != 3*i {
			t.Fatalf("%d at %d", got, i)
		}
	}
}
