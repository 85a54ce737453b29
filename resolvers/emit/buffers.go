package emit

import (
	"bytes"
	"context"
	"sync"
)

// Loan is memory for the bytes of one response, lent to whoever sends them.
type Loan struct{ lent []*[]byte }

type loanKey struct{}

// WithLoan has the answers of an operation, whose fields are resolved and written
// one after the other, written to memory that is used again. Without it they are
// the receiver's to keep.
func WithLoan(ctx context.Context, l *Loan) context.Context {
	return context.WithValue(ctx, loanKey{}, l)
}

// Return ends a loan: nobody may read the response again.
func (l *Loan) Return() {
	for _, b := range l.lent {
		buffers.Put(b)
	}
	l.lent = nil
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// leastLoan is less than which is not worth it; keptBytes is the most.
const leastLoan = 4 << 10

// grow makes room for n more bytes.
func grow(ctx context.Context, b *bytes.Buffer, n int) {
	l, _ := ctx.Value(loanKey{}).(*Loan)
	if n += b.Len(); l == nil || n < leastLoan || n > keptBytes || n <= b.Cap() {
		b.Grow(n - b.Len())
		return
	}
	lent := buffers.Get().(*[]byte)
	if cap(*lent) < n {
		*lent = make([]byte, n+n/4)
	}
	l.lent = append(l.lent, lent)
	*b = *bytes.NewBuffer(append((*lent)[:0], b.Bytes()...))
}
