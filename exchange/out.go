package exchange

import (
	"io"

	"dragoman/graph"
)

// pieceSize is how much is written at once, in bytes.
const pieceSize = 64 << 10

// out collects what is written.
type out struct {
	w io.Writer
	b []byte
}

func (o *out) put(parts ...string) {
	for _, p := range parts {
		o.b = append(o.b, p...)
	}
}

// flush writes what was collected, if that is so much at least.
func (o *out) flush(least int) error {
	if len(o.b) < least {
		return nil
	}
	_, err := o.w.Write(o.b)
	o.b = o.b[:0]
	if err != nil {
		return graph.Errorf(graph.Internal, "the export could not be written: %w", err)
	}
	return nil
}
