package neo4j

import (
	"bytes"
	"io"
	"strings"
	"sync"
)

const tailLines = 40

// console receives what the server prints, line by line: it keeps the last
// lines for an error message and sees the line that says that the server is up.
type console struct {
	up chan struct{} // closed at "Started."

	mu      sync.Mutex // guards all below
	log     io.Writer
	partial []byte
	tail    []string
	isUp    bool
}

func newConsole(log io.Writer) *console {
	return &console{up: make(chan struct{}), log: log}
}

// Write never fails: a log that cannot be written must not stop the server.
func (c *console) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.log != nil {
		_, _ = c.log.Write(p)
	}
	c.partial = append(c.partial, p...)
	for {
		line, rest, ok := bytes.Cut(c.partial, []byte("\n"))
		if !ok {
			return len(p), nil
		}
		c.line(string(bytes.TrimRight(line, "\r")))
		c.partial = rest
	}
}

func (c *console) line(text string) {
	if len(c.tail) == tailLines {
		c.tail = c.tail[1:]
	}
	c.tail = append(c.tail, text)
	if !c.isUp && strings.HasSuffix(text, "INFO  Started.") {
		c.isUp = true
		close(c.up)
	}
}

func (c *console) lastLines() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Join(append(c.tail, string(c.partial)), "\n")
}

// portTaken tells that the server gave up because another process had a port.
func (c *console) portTaken() bool {
	return strings.Contains(c.lastLines(), "PortBindException") || strings.Contains(c.lastLines(), "Address already in use")
}
