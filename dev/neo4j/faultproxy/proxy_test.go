package faultproxy_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dragoman/dev/neo4j/faultproxy"
)

func TestCounts(t *testing.T) {
	list := []byte{0, 0, 1, 0xFF, 2, 0, 8, 8, 5, 0, 0, 4, 4, 0x80, 0x01} // a manifest of two versions
	for _, c := range []struct {
		choice []byte
		reason string
	}{
		{v58, "the server chooses the version"},
		{list, "the client chooses from the server's list"},
	} {
		p, f := setUp(t, c.choice)
		d := connect(t, p.Addr(), f)
		must(t, d.ask(begin))
		must(t, d.ask(run, pull, run, pull))
		must(t, d.ask(commit))
		want := faultproxy.Counts{Connections: 1, Runs: 2, Commits: 1, Exchanges: 3}
		if diff := cmp.Diff(want, p.Counts()); diff != "" {
			t.Errorf("%s: counts (-want +got)\n%s", c.reason, diff)
		}
		if diff := cmp.Diff(strings.Fields("BEGIN RUN PULL RUN PULL COMMIT"), f.saw()); diff != "" {
			t.Errorf("%s: the server saw (-want +got)\n%s", c.reason, diff)
		}
	}
}

func TestSignatureAcrossChunks(t *testing.T) {
	for _, size := range []int{1, 2, 3, 1000} {
		p, f := setUp(t, v58)
		d := connect(t, p.Addr(), f)
		statement := append([]byte{0xB3, 0x10, 0xD1, 0x75, 0x30}, bytes.Repeat([]byte{0x12}, 30000)...)
		must(t, write(d.c, []byte{0, 0})) // keep-alive
		must(t, write(d.c, framedBy(statement, size)))
		if _, err := readMessage(d.c); err != nil {
			t.Fatal(err)
		}
		if got := p.Counts(); got.Runs != 1 || got.Commits != 0 {
			t.Errorf("chunks of %d bytes: %+v, want one RUN and no COMMIT", size, got)
		}
	}
}

func TestCutOnCommit(t *testing.T) {
	for _, c := range []struct {
		moment faultproxy.Moment
		saw    string
		reason string
	}{
		{faultproxy.BeforeCommit, "BEGIN RUN PULL", "COMMIT is not passed on"},
		{faultproxy.AfterCommit, "BEGIN RUN PULL COMMIT", "the server has answered COMMIT by the time of the cut"},
	} {
		p, f := setUp(t, v58)
		p.CutOnCommit(c.moment)
		other := connect(t, p.Addr(), f)
		d := connect(t, p.Addr(), f)
		must(t, d.ask(begin, run, pull))
		if err := d.ask(commit); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("moment %d: COMMIT: %v, want a reset connection", c.moment, err)
		}
		if diff := cmp.Diff(strings.Fields(c.saw), f.saw()); diff != "" {
			t.Errorf("%s: the server saw (-want +got)\n%s", c.reason, diff)
		}
		if err := other.ask(begin, commit); err != nil {
			t.Errorf("moment %d: the second COMMIT, on another connection: %v", c.moment, err)
		}
		if got := p.Counts(); got.Cuts != 1 || got.Commits != 2 {
			t.Errorf("moment %d: %+v, want 2 commits and 1 cut", c.moment, got)
		}
	}
}

// Answers to what was sent together with COMMIT arrive; its own does not.
func TestCutAfterPipelinedCommit(t *testing.T) {
	p, f := setUp(t, v58)
	p.CutOnCommit(faultproxy.AfterCommit)
	d := connect(t, p.Addr(), f)
	must(t, write(d.c, slices.Concat(framed(begin), framed(commit))))
	for {
		if _, err := readMessage(d.c); err != nil {
			break
		}
	}
	if diff := cmp.Diff([]string{"BEGIN", "COMMIT"}, f.saw()); diff != "" {
		t.Errorf("the server saw (-want +got)\n%s", diff)
	}
}

func TestCutAfter(t *testing.T) {
	whole := slices.Concat([]byte{0, 0}, success, []byte{0, 0}, record, record, record, success)
	for _, n := range []int{0, 1, 10, len(whole) - 1} {
		p, f := setUp(t, v58)
		d := connect(t, p.Addr(), f)
		p.CutAfter(n)
		must(t, write(d.c, slices.Concat(framed(run), framed(pull))))
		got, err := io.ReadAll(d.c)
		if err != nil || !bytes.Equal(got, whole[:n]) {
			t.Errorf("CutAfter(%d): read %d bytes, %v; want the first %d of the answer and the end", n, len(got), err, n)
		}
		if err := connect(t, p.Addr(), f).ask(run, pull); err != nil {
			t.Errorf("CutAfter(%d): the next connection: %v", n, err)
		}
		if got := p.Counts().Cuts; got != 1 {
			t.Errorf("CutAfter(%d): %d cuts, want 1", n, got)
		}
	}
}

func TestCut(t *testing.T) {
	p, f := setUp(t, v58)
	a, b := connect(t, p.Addr(), f), connect(t, p.Addr(), f)
	must(t, a.ask(begin))
	if n := p.Cut(); n != 2 {
		t.Errorf("Cut ended %d connections, want 2", n)
	}
	for _, d := range []client{a, b} {
		if err := d.ask(run); err == nil || isTimeout(err) {
			t.Errorf("a cut connection: %v, want an error at once", err)
		}
	}
	must(t, connect(t, p.Addr(), f).ask(run))
}

func TestRefuse(t *testing.T) {
	p, f := setUp(t, v58)
	standing := connect(t, p.Addr(), f)
	must(t, p.Refuse())
	must(t, p.Refuse())
	if _, err := net.Dial("tcp", p.Addr()); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("dial: %v, want connection refused", err)
	}
	must(t, standing.ask(run))
	must(t, p.Resume())
	must(t, connect(t, p.Addr(), f).ask(run))
}

func TestHang(t *testing.T) {
	p, f := setUp(t, v58)
	standing := connect(t, p.Addr(), f)
	p.Hang()
	p.Hang()
	fresh := dial(t, p.Addr())
	must(t, write(fresh, append([]byte{0x60, 0x60, 0xB0, 0x17}, make([]byte, 16)...)))
	must(t, write(standing.c, framed(run)))
	for what, c := range map[string]net.Conn{"standing": standing.c, "fresh": fresh} {
		must(t, c.SetReadDeadline(time.Now().Add(50*time.Millisecond)))
		if _, err := c.Read(make([]byte, 1)); !isTimeout(err) {
			t.Errorf("the %s connection: %v, want silence", what, err)
		}
		must(t, c.SetReadDeadline(time.Now().Add(10*time.Second)))
	}
	if got := f.saw(); len(got) != 0 {
		t.Errorf("the server saw %v while the proxy hung", got)
	}
	must(t, p.Resume())
	if _, err := readMessage(standing.c); err != nil {
		t.Errorf("what was held did not pass: %v", err)
	}
	if _, err := io.ReadFull(fresh, make([]byte, 4)); err != nil {
		t.Errorf("the held handshake did not pass: %v", err)
	}
}

func TestDelay(t *testing.T) {
	const d = 30 * time.Millisecond
	p, f := setUp(t, v58)
	c := connect(t, p.Addr(), f)
	p.Delay(d)
	began := time.Now()
	must(t, c.ask(run, pull))
	must(t, c.ask(run, pull))
	if took := time.Since(began); took < 2*d || took > 2*d+time.Second {
		t.Errorf("two exchanges took %v, want a little over %v", took, 2*d)
	}
}

func TestTargetAbsent(t *testing.T) {
	p, f := setUp(t, v58)
	f.close()
	c, err := net.Dial("tcp", p.Addr())
	if err == nil {
		defer func() { _ = c.Close() }()
		must(t, c.SetDeadline(time.Now().Add(10*time.Second)))
		_, err = c.Read(make([]byte, 1))
	}
	if err == nil || isTimeout(err) {
		t.Errorf("connecting or reading: %v, want an error at once", err)
	}
}

// What is not Bolt passes byte for byte: here a TLS-like opening to an echo.
func TestOpaque(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	var wg sync.WaitGroup
	wg.Go(func() {
		if c, err := l.Accept(); err == nil {
			_, _ = io.Copy(c, c)
			_ = c.Close()
		}
	})
	defer wg.Wait()
	defer func() { _ = l.Close() }()
	p, err := faultproxy.New(l.Addr().String())
	must(t, err)
	defer func() { must(t, p.Close()) }()
	c := dial(t, p.Addr())
	sent := append([]byte{0x16, 3, 1}, bytes.Repeat([]byte{0, 2, 0xB0, 0x12, 0, 0}, 50000)...)
	wg.Go(func() {
		_ = write(c, sent)
		_ = c.(*net.TCPConn).CloseWrite()
	})
	if got, err := io.ReadAll(c); err != nil || !bytes.Equal(got, sent) {
		t.Errorf("read %d bytes, %v; want the %d that were sent", len(got), err, len(sent))
	}
	if got := p.Counts(); got.Commits != 0 || got.Exchanges == 0 {
		t.Errorf("%+v: want no commits seen and some exchanges", got)
	}
}

// Faults from one side and traffic from the other, for the race detector; the
// proxy ends while it hangs.
func TestManyAtOnce(t *testing.T) {
	p, f := setUp(t, v58)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				c, err := net.Dial("tcp", p.Addr())
				if err != nil {
					continue
				}
				_ = c.SetDeadline(time.Now().Add(20 * time.Millisecond))
				if write(c, append([]byte{0x60, 0x60, 0xB0, 0x17}, make([]byte, 16)...)) == nil {
					if _, err := io.ReadFull(c, make([]byte, 4)); err == nil {
						_ = client{t, c}.ask(begin, run, pull, commit)
					}
				}
				_ = c.Close()
			}
		})
	}
	for i := range 40 {
		p.CutOnCommit(faultproxy.Moment(1 + i%2))
		p.CutAfter(i)
		p.Delay(time.Duration(i%3) * time.Millisecond)
		p.Cut()
		_ = p.Refuse()
		p.Hang()
		_ = p.Resume() // another process may have taken the port: then no traffic
		_ = p.Counts()
		connectOnce(p.Addr())
	}
	close(stop)
	p.Hang()
	connectOnce(p.Addr())
	must(t, p.Close())
	must(t, p.Resume())
	wg.Wait()
	f.close()
}

// connectOnce lets a little traffic happen.
func connectOnce(addr string) {
	if c, err := net.Dial("tcp", addr); err == nil {
		_ = c.SetDeadline(time.Now().Add(5 * time.Millisecond))
		_, _ = c.Read(make([]byte, 1))
		_ = c.Close()
	}
}
