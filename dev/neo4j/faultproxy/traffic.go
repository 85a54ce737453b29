package faultproxy

import (
	"context"
	"net"
	"time"
)

func (p *Proxy) serve(l net.Listener) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.serveLocked(l)
}

// serveLocked accepts until the listener is closed; p.mu is held.
func (p *Proxy) serveLocked(l net.Listener) {
	p.listener = l
	p.wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.accept(c.(*net.TCPConn))
		}
	})
}

func (p *Proxy) accept(c *net.TCPConn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := &link{proxy: p, client: c}
	l.ctx, l.cancel = context.WithCancel(p.ctx)
	p.counts.Connections++
	p.links[l] = struct{}{}
	p.wg.Go(l.live)
}

func (p *Proxy) forget(l *link) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.links, l)
}

// pass waits until bytes may pass, or ctx ends.
func (p *Proxy) pass(ctx context.Context) error {
	p.mu.Lock()
	flow := p.flow
	p.mu.Unlock()
	select {
	case <-flow:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// spend tells how many of n bytes from the server may pass, and whether the
// connection is then to be cut.
func (p *Proxy) spend(l *link, n int) (allowed int, cut bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.armed {
		return n, false
	}
	if n <= p.budget {
		p.budget -= n
		return n, false
	}
	p.armed = false
	p.cutLocked(l)
	return p.budget, true
}

// request counts a message of a client and, where a fault waits for it, gives
// its moment.
func (p *Proxy) request(l *link, signature int) Moment {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch signature {
	case run:
		p.counts.Runs++
	case commit:
		p.counts.Commits++
		m := p.onCommit
		p.onCommit = never
		if m != never {
			p.cutLocked(l)
		}
		return m
	}
	return never
}

// cutLocked counts a connection that a fault ends, once; p.mu is held.
func (p *Proxy) cutLocked(l *link) {
	if !l.cut {
		l.cut = true
		p.counts.Cuts++
	}
}

// exchange counts an exchange, but for handshakes, and gives how long it is to
// take longer.
func (p *Proxy) exchange(counted bool) (delay time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if counted {
		p.counts.Exchanges++
	}
	return p.delay
}
