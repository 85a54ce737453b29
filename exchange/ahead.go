package exchange

// pagesAhead is how many pages may wait to be written.
const pagesAhead = 2

// ahead runs read in a goroutine of its own, some pages before visit, which gets
// them in order. It returns when read has ended.
//
//	store ── read ──▶ page, page ──▶ visit ──▶ writer
func ahead[T any](read func(give func(T) error) error, visit func(T) error) error {
	pages := make(chan T, pagesAhead)
	enough := make(chan struct{})
	var failed error // before pages is closed
	go func() {
		defer close(pages)
		failed = read(func(page T) error {
			select {
			case pages <- page:
				return nil
			case <-enough:
				return errStopped
			}
		})
	}()
	defer func() { // read must not outlive the state that it reads
		close(enough)
		for range pages {
		}
	}()
	for page := range pages {
		if err := visit(page); err != nil {
			return err
		}
	}
	return failed
}
