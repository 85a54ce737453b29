package faultproxy

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// Moment is when CutOnCommit cuts.
type Moment int

// The two sides of a commit whose outcome the client cannot know.
const (
	never        Moment = iota
	BeforeCommit        // the server never sees COMMIT and rolls back
	AfterCommit         // the server has committed, or refused to, and the client never hears
)

// Counts are totals since New.
type Counts struct {
	Connections int // accepted, held ones included
	Runs        int // RUN messages: statements sent
	Commits     int // COMMIT messages, those that were cut included
	Exchanges   int // round trips: see Exchanges
	Cuts        int // connections that the proxy cut, by any of its ways
}

// Proxy passes connections on to a server and breaks them as told. New ones
// pass. All methods may be called from several goroutines.
type Proxy struct {
	target, addr string
	ctx          context.Context // ends with Close
	cancel       context.CancelFunc
	wg           sync.WaitGroup // goroutines

	mu       sync.Mutex   // guards all below
	listener net.Listener // nil while refusing
	links    map[*link]struct{}
	flow     chan struct{} // closed while bytes may pass
	delay    time.Duration
	onCommit Moment
	armed    bool // CutAfter waits
	budget   int  // bytes that CutAfter still lets pass
	counts   Counts
}

// New listens on a free port of 127.0.0.1 and passes connections on to target, a
// host:port. Close ends it.
func New(target string) (*Proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("faultproxy: %w", err)
	}
	p := &Proxy{target: target, addr: l.Addr().String(), links: map[*link]struct{}{}, flow: make(chan struct{})}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	close(p.flow)
	p.serve(l)
	return p, nil
}

// Addr is the host:port for clients. It stays the same all along.
func (p *Proxy) Addr() string { return p.addr }

// Refuse closes the listener: connecting fails at once. Connections that stand
// go on; Cut ends them.
func (p *Proxy) Refuse() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener == nil {
		return nil
	}
	err := p.listener.Close()
	p.listener = nil
	return err
}

// Hang accepts connections and passes nothing on, neither way, also on those
// that stand. Resume passes on what was held, even of a client that gave up.
func (p *Proxy) Hang() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.flow:
		p.flow = make(chan struct{})
	default:
	}
}

// Delay makes each exchange, the opening handshake included, take d longer.
func (p *Proxy) Delay(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = d
}

// Cut resets all connections now and gives their number. New ones pass.
func (p *Proxy) Cut() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.links {
		p.cutLocked(l)
		l.sever()
	}
	n := len(p.links)
	clear(p.links)
	return n
}

// CutAfter lets n more bytes from the server pass, counted over all connections,
// and then ends the connection that was to carry the next one: the client reads
// the n bytes and then the end of the stream. It happens once.
func (p *Proxy) CutAfter(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.armed, p.budget = true, max(n, 0)
}

// CutOnCommit resets the connection of the next COMMIT, at the given moment. It
// happens once.
func (p *Proxy) CutOnCommit(m Moment) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.onCommit = m
}

// Resume undoes Refuse, Hang and Delay and disarms what has not happened of
// CutAfter and CutOnCommit. It fails when another process took the port while
// the proxy refused.
func (p *Proxy) Resume() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay, p.onCommit, p.armed = 0, never, false
	select {
	case <-p.flow:
	default:
		close(p.flow)
	}
	if p.listener != nil || p.ctx.Err() != nil {
		return nil
	}
	l, err := net.Listen("tcp", p.addr)
	if err != nil {
		return fmt.Errorf("faultproxy: listening again: %w", err)
	}
	p.serveLocked(l)
	return nil
}

// Counts gives the totals so far.
func (p *Proxy) Counts() Counts {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counts
}

// Connections is the number of connections accepted so far.
func (p *Proxy) Connections() int { return p.Counts().Connections }

// Runs is the number of RUN messages, that is of statements, so far.
func (p *Proxy) Runs() int { return p.Counts().Runs }

// Exchanges is the number of round trips so far: how often a client spoke after
// the server had. Messages that the client sends together are one exchange. The
// handshake is not counted; the messages that introduce the client are.
func (p *Proxy) Exchanges() int { return p.Counts().Exchanges }

// Close ends the listener and all connections and returns when every goroutine
// of the proxy has ended.
func (p *Proxy) Close() error {
	p.cancel()
	err := p.Refuse()
	p.mu.Lock()
	for l := range p.links {
		l.sever()
	}
	p.mu.Unlock()
	p.wg.Wait()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
