package embedded

import (
	"iter"
	"sync"
)

// Rows go from the reading goroutine to the other in portions, of which a few wait.
const (
	aheadRows     = 256
	aheadPortions = 4
)

// readAhead runs a sequence in a goroutine of its own, some items ahead of who takes
// them. It returns when the sequence has ended; stop makes it end early.
//
//	all ── portion ── portion ──▶ yield
func readAhead[T any](all iter.Seq2[T, error], stop func()) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		items, _ := startAhead(all, stop)
		items(yield)
	}
}

// startAhead is readAhead that begins now. What it gives is taken once; where it is not
// taken, end must be called. The sequence has ended when either returns.
func startAhead[T any](all iter.Seq2[T, error], stop func()) (items iter.Seq2[T, error], end func()) {
	portions := make(chan []T, aheadPortions)
	enough := make(chan struct{})
	var failed error // before portions is closed
	go func() {
		defer close(portions)
		failed = divide(all, portions, enough)
	}()
	end = sync.OnceFunc(func() { // the sequence must not outlive what it reads from
		close(enough)
		stop()
		for range portions {
		}
	})
	return func(yield func(T, error) bool) {
		defer end()
		for portion := range portions {
			for _, x := range portion {
				if !yield(x, nil) {
					return
				}
			}
		}
		if failed != nil {
			var none T
			yield(none, failed)
		}
	}, end
}

// divide sends a sequence in portions until it ends or there are enough. It gives
// the error that the sequence ends with.
func divide[T any](all iter.Seq2[T, error], portions chan<- []T, enough <-chan struct{}) (failed error) {
	var portion []T
	send := func() bool {
		select {
		case portions <- portion:
			portion = make([]T, 0, aheadRows)
			return true
		case <-enough:
			return false
		}
	}
	for x, err := range all {
		if failed = err; err != nil {
			break
		}
		if portion = append(portion, x); len(portion) >= aheadRows && !send() {
			return nil
		}
	}
	send()
	return failed
}
