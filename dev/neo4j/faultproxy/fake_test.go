package faultproxy_test

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"dragoman/dev/neo4j/faultproxy"
)

// Requests of the fake client, and their names in the fake server's diary.
var (
	begin  = []byte{0xB1, 0x11, 0xA0}
	run    = []byte{0xB3, 0x10, 0x81, '1', 0xA0, 0xA0}
	pull   = []byte{0xB1, 0x3F, 0xA0}
	commit = []byte{0xB0, 0x12}
	names  = map[byte]string{0x11: "BEGIN", 0x10: "RUN", 0x3F: "PULL", 0x12: "COMMIT"}
)

// Answers of the fake server: a record of five bytes of text, and success.
var (
	record  = framed([]byte{0xB1, 0x71, 0x91, 0x85, 'h', 'e', 'l', 'l', 'o'})
	success = framed([]byte{0xB1, 0x70, 0xA0})
)

// framed puts a message into one chunk.
func framed(message []byte) []byte { return framedBy(message, len(message)) }

// framedBy puts a message into chunks of n bytes at most.
func framedBy(message []byte, n int) []byte {
	var b []byte
	for len(message) > 0 {
		size := min(n, len(message))
		b = binary.BigEndian.AppendUint16(b, uint16(size))
		b = append(b, message[:size]...)
		message = message[size:]
	}
	return append(b, 0, 0)
}

// fake is a server that speaks enough Bolt: SUCCESS for each request, after
// three records for PULL, and a keep-alive before each answer.
type fake struct {
	listener net.Listener
	choice   []byte // its answer to the handshake
	wg       sync.WaitGroup

	mu    sync.Mutex // guards all below
	diary []string   // requests in the order of arrival
	conns []net.Conn
}

func newFake(t *testing.T, choice []byte) *fake {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &fake{listener: l, choice: choice}
	f.wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			f.mu.Lock()
			f.conns = append(f.conns, c)
			f.mu.Unlock()
			f.wg.Go(func() { f.serve(c) })
		}
	})
	t.Cleanup(f.close)
	return f
}

func (f *fake) close() {
	_ = f.listener.Close()
	f.mu.Lock()
	for _, c := range f.conns {
		_ = c.Close()
	}
	f.mu.Unlock()
	f.wg.Wait()
}

func (f *fake) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	r := bufio.NewReader(c)
	if _, err := io.ReadFull(r, make([]byte, 20)); err != nil {
		return
	}
	if _, err := c.Write(f.choice); err != nil {
		return
	}
	if len(f.choice) > 4 { // a manifest: the client's version and capabilities
		if _, err := io.ReadFull(r, make([]byte, 5)); err != nil {
			return
		}
	}
	for {
		message, err := readMessage(r)
		if err != nil {
			return
		}
		name := names[message[1]]
		f.mu.Lock()
		f.diary = append(f.diary, name)
		f.mu.Unlock()
		answer := []byte{0, 0} // keep-alive
		if name == "PULL" {
			answer = append(append(append(answer, record...), record...), record...)
		}
		if _, err := c.Write(append(answer, success...)); err != nil {
			return
		}
	}
}

func (f *fake) saw() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.diary...)
}

// readMessage reads the next message, without framing, past keep-alives.
func readMessage(r io.Reader) ([]byte, error) {
	var message []byte
	for {
		var size [2]byte
		if _, err := io.ReadFull(r, size[:]); err != nil {
			return nil, err
		}
		n := binary.BigEndian.Uint16(size[:])
		if n == 0 && len(message) > 0 {
			return message, nil
		}
		chunk := make([]byte, n)
		if _, err := io.ReadFull(r, chunk); err != nil {
			return nil, err
		}
		message = append(message, chunk...)
	}
}

// client is the fake driver.
type client struct {
	t *testing.T
	c net.Conn
}

// connect dials and does the handshake.
func connect(t *testing.T, addr string, f *fake) client {
	t.Helper()
	c := dial(t, addr)
	offer := make([]byte, 20)
	copy(offer, []byte{0x60, 0x60, 0xB0, 0x17, 0, 0, 1, 0xFF, 0, 8, 8, 5})
	must(t, write(c, offer))
	choice := make([]byte, len(f.choice))
	if _, err := io.ReadFull(c, choice); err != nil {
		t.Fatalf("handshake: %v", err)
	}
	if len(choice) > 4 {
		must(t, write(c, []byte{0, 0, 8, 5, 0}))
	}
	return client{t, c}
}

func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	must(t, err)
	t.Cleanup(func() { _ = c.Close() })
	must(t, c.SetDeadline(time.Now().Add(10*time.Second)))
	return c
}

func write(c net.Conn, b []byte) error {
	_, err := c.Write(b)
	return err
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ask sends requests together and reads the answers of all.
func (c client) ask(requests ...[]byte) error {
	var all []byte
	for _, r := range requests {
		all = append(all, framed(r)...)
	}
	if err := write(c.c, all); err != nil {
		return err
	}
	for n := 0; n < len(requests); {
		m, err := readMessage(c.c)
		if err != nil {
			return err
		}
		if m[1] == 0x70 {
			n++
		}
	}
	return nil
}

var v58 = []byte{0, 0, 8, 5}

// setUp gives a proxy before a fake server; both end with the test, and then no
// goroutine is left.
func setUp(t *testing.T, choice []byte) (*faultproxy.Proxy, *fake) {
	t.Helper()
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) })
	f := newFake(t, choice)
	p, err := faultproxy.New(f.listener.Addr().String())
	must(t, err)
	t.Cleanup(func() { must(t, p.Close()) })
	return p, f
}

func isTimeout(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout()
}
