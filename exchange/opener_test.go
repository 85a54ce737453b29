package exchange_test

import (
	"bytes"
	"io"
)

// opener gives a text to be read several times.
func opener(text []byte) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }
}
