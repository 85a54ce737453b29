package faultproxy

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

const bufferSize = 64 << 10

// link is one connection of a client and its continuation to the server.
type link struct {
	proxy  *Proxy
	client *net.TCPConn
	ctx    context.Context // ends when the link is severed
	cancel context.CancelFunc
	cut    bool // a fault ended it; guarded by proxy.mu

	mu         sync.Mutex // guards all below
	server     *net.TCPConn
	opaque     bool // the client does not speak Bolt in the clear
	manifest   bool // the server let the client choose a version from a list
	serverLast bool // the server spoke last
	asked      int  // requests
	answered   int  // answers that are complete
	lose       int  // the answer with this number is lost, from 1; 0 for none
	cutShort   bool // CutAfter ended the server's side
}

var errCut = errors.New("cut")

// live passes bytes until both sides have ended.
func (l *link) live() {
	defer l.proxy.forget(l)
	if !l.connect() {
		l.sever()
		return
	}
	var down sync.WaitGroup
	down.Go(l.down)
	l.up()
	down.Wait()
	l.cancel()
	_ = l.client.Close() // no reset: what was passed on may still be unread
	_ = l.server.Close()
}

func (l *link) connect() bool {
	if l.proxy.pass(l.ctx) != nil {
		return false
	}
	c, err := (&net.Dialer{Timeout: 10 * time.Second}).DialContext(l.ctx, "tcp", l.proxy.target)
	if err != nil {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.server = c.(*net.TCPConn)
	if l.ctx.Err() != nil { // severed meanwhile
		reset(l.server)
		return false
	}
	return true
}

// sever resets both sides.
func (l *link) sever() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cancel()
	reset(l.client)
	reset(l.server)
}

func reset(c *net.TCPConn) {
	if c != nil {
		_ = c.SetLinger(0)
		_ = c.Close()
	}
}

// up passes the client's bytes to the server.
func (l *link) up() {
	r := bufio.NewReaderSize(l.client, bufferSize)
	w := bufio.NewWriterSize(toServer{l}, bufferSize)
	err := l.offer(r, w)
	if errors.Is(err, errOpaque) {
		err = l.bytesUp(r)
	} else if err == nil {
		err = l.requests(&messages{r: r}, r, w)
	}
	l.mu.Lock()
	short := l.cutShort
	l.mu.Unlock()
	switch {
	case short: // the client shall read what was let pass: no reset
		_, _ = io.Copy(io.Discard, l.client)
	case errors.Is(err, io.EOF):
		_ = w.Flush()
		_ = l.server.CloseWrite()
	default:
		l.sever()
	}
}

// errOpaque means that the client does not speak Bolt in the clear.
var errOpaque = errors.New("no Bolt")

// offer passes the client's handshake.
func (l *link) offer(r *bufio.Reader, w *bufio.Writer) error {
	opening, err := r.Peek(4)
	if err != nil {
		return err
	}
	if binary.BigEndian.Uint32(opening) != magic {
		l.mu.Lock()
		l.opaque, l.serverLast = true, true
		l.mu.Unlock()
		return errOpaque
	}
	var offer [offerSize]byte
	if _, err := io.ReadFull(r, offer[:]); err != nil {
		return err
	}
	if err := l.wait(l.proxy.exchange(false)); err != nil {
		return err
	}
	if _, err := w.Write(offer[:]); err != nil {
		return err
	}
	return w.Flush()
}

// requests passes the client's messages, and together those that came together.
func (l *link) requests(m *messages, r *bufio.Reader, w *bufio.Writer) error {
	if _, err := r.Peek(1); err != nil { // the client has read the server's choice
		return err
	}
	l.mu.Lock()
	manifest := l.manifest
	l.mu.Unlock()
	if manifest {
		raw, err := m.pick()
		if err != nil {
			return err
		}
		_, _ = w.Write(raw) // Flush tells
	}
	for {
		raw, signature, err := m.next()
		if err != nil {
			return err
		}
		if err := l.request(signature, w); err != nil {
			return err
		}
		_, _ = w.Write(raw) // Flush tells
		if r.Buffered() == 0 {
			if err := w.Flush(); err != nil {
				return err
			}
		}
	}
}

// request takes note of a message before it passes, and fails where the
// connection is to be cut instead.
func (l *link) request(signature int, w *bufio.Writer) error {
	if signature == none {
		return nil
	}
	if err := l.turn(); err != nil {
		return err
	}
	moment := l.proxy.request(l, signature)
	if moment == BeforeCommit {
		_ = w.Flush()
		return errCut
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked++
	if moment == AfterCommit {
		l.lose = l.asked
	}
	return nil
}

// turn notes that the client speaks: a new exchange if the server spoke last.
func (l *link) turn() error {
	l.mu.Lock()
	turned := l.serverLast
	l.serverLast = false
	l.mu.Unlock()
	if !turned {
		return nil
	}
	return l.wait(l.proxy.exchange(true))
}

func (l *link) wait(d time.Duration) error {
	if d <= 0 {
		return nil
	}
	select {
	case <-time.After(d):
		return nil
	case <-l.ctx.Done():
		return l.ctx.Err()
	}
}

// bytesUp passes what is not Bolt in the clear.
func (l *link) bytesUp(r io.Reader) error {
	b := make([]byte, bufferSize)
	for {
		n, err := r.Read(b)
		if n > 0 {
			if err := l.turn(); err != nil {
				return err
			}
			if _, err := (toServer{l}).Write(b[:n]); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
}

type toServer struct{ *link }

func (l toServer) Write(b []byte) (int, error) {
	if err := l.proxy.pass(l.ctx); err != nil {
		return 0, err
	}
	return l.server.Write(b)
}
