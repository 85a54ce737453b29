package faultproxy

import (
	"bufio"
	"errors"
	"io"
)

// down passes the server's bytes to the client.
func (l *link) down() {
	r := bufio.NewReaderSize(l.server, bufferSize)
	w := bufio.NewWriterSize(toClient{l}, bufferSize)
	err := l.answers(r, w)
	switch {
	case errors.Is(err, errShort):
	case errors.Is(err, io.EOF):
		_ = w.Flush()
		_ = l.client.CloseWrite()
	default:
		_ = w.Flush()
		l.sever()
	}
}

func (l *link) answers(r *bufio.Reader, w *bufio.Writer) error {
	// The server never speaks first, so what the client opened with is known by
	// the time the first byte comes.
	if _, err := r.Peek(1); err != nil {
		return err
	}
	l.mu.Lock()
	opaque := l.opaque
	l.mu.Unlock()
	if opaque {
		return l.bytesDown(r)
	}
	m := &messages{r: r}
	raw, manifest, err := m.choice()
	if err != nil {
		return err
	}
	l.mu.Lock()
	l.manifest, l.serverLast = manifest, true
	l.mu.Unlock()
	_, _ = w.Write(raw) // Flush tells
	for {
		if r.Buffered() == 0 {
			if err := w.Flush(); err != nil {
				return err
			}
		}
		raw, signature, err := m.next()
		if err != nil {
			return err
		}
		if l.answer(signature) {
			return errCut
		}
		_, _ = w.Write(raw) // Flush tells
	}
}

// answer takes note of a message before it passes, and tells whether it is to be
// lost, and the connection with it.
func (l *link) answer(signature int) (lost bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if signature == none {
		return false
	}
	l.serverLast = true
	switch signature {
	case success, failure, ignored:
		l.answered++
	}
	return l.lose > 0 && l.answered >= l.lose
}

func (l *link) bytesDown(r io.Reader) error {
	b := make([]byte, bufferSize)
	for {
		n, err := r.Read(b)
		if n > 0 {
			l.mu.Lock()
			l.serverLast = true
			l.mu.Unlock()
			if _, err := (toClient{l}).Write(b[:n]); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
}

// errShort means that CutAfter ended the answer.
var errShort = errors.New("cut short")

type toClient struct{ *link }

func (l toClient) Write(b []byte) (int, error) {
	if err := l.proxy.pass(l.ctx); err != nil {
		return 0, err
	}
	n, cut := l.proxy.spend(l.link, len(b))
	if n > 0 {
		if n, err := l.client.Write(b[:n]); err != nil {
			return n, err
		}
	}
	if !cut {
		return n, nil
	}
	l.mu.Lock()
	l.cutShort = true
	l.mu.Unlock()
	_ = l.client.CloseWrite()
	reset(l.server)
	return n, errShort
}
