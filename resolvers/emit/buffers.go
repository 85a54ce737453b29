package emit

import (
	"bytes"
	"context"
	"sync"
)

// Loan is memory for the bytes of one response, lent to whoever sends them.
type Loan struct{ lent []lent }

type lent struct {
	buffer *[]byte
	bytes  []byte
}

type loanKey struct{}

// WithLoan has the answers of an operation, whose fields are resolved and written
// one after the other, lie in memory that is used again. Without it they are
// the receiver's to keep.
func WithLoan(ctx context.Context, l *Loan) context.Context {
	return context.WithValue(ctx, loanKey{}, l)
}

// Return ends a loan: nobody may read the response again.
func (l *Loan) Return() {
	for _, x := range l.lent {
		giveBack(x.buffer, x.bytes)
	}
	l.lent = nil
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

func giveBack(buffer *[]byte, b []byte) {
	if buffer == nil || cap(b) > keptBytes {
		return
	}
	*buffer = b[:0]
	buffers.Put(buffer)
}

// front is room before an answer for what comes before it in a response, as a rule the
// name of its field; leastLoan is less than which is copied, not lent.
const (
	front     = 128
	leastLoan = 4 << 10
)

// borrow gives a run a buffer to write to.
func (r *run) borrow() {
	r.buffer = buffers.Get().(*[]byte)
	if cap(*r.buffer) < front {
		*r.buffer = make([]byte, 0, leastLoan)
	}
	r.out = (*r.buffer)[:front]
}

// lend makes the run's buffer that of a response of which little is written yet, so
// that the answer is not copied. It is used again when the loan ends.
//
//	front ───────────┐
//	[     {"ego":    |{"nodes":[ … ]}      ]
func (r *run) lend(b *bytes.Buffer) bool {
	l, _ := r.ctx.Value(loanKey{}).(*Loan)
	if l == nil || b.Len() > front || len(r.out) < leastLoan {
		return false
	}
	start := front - b.Len()
	copy(r.out[start:], b.Bytes())
	*b = *bytes.NewBuffer(r.out[start:])
	l.lent = append(l.lent, lent{r.buffer, r.out})
	r.buffer, r.out = nil, nil
	return true
}
