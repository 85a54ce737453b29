package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

// The sum of a stream is that of its bytes, whatever pieces they come in; one that fails
// has none.
func TestSumOfAStream(t *testing.T) {
	for _, size := range []int{0, 1, 1<<18 - 1, 1 << 18, 3<<20 + 7} {
		text := bytes.Repeat([]byte("record "), size/7+1)[:size]
		want := sha256.Sum256(text)
		for reason, in := range map[string]io.Reader{
			"whole": bytes.NewReader(text), "in halves": iotest.HalfReader(bytes.NewReader(text)), "with the end": iotest.DataErrReader(bytes.NewReader(text)),
		} {
			if sum, err := sumOf(in); err != nil || !bytes.Equal(sum, want[:]) {
				t.Errorf("%d bytes, %s: %x, %v", size, reason, sum, err)
			}
		}
	}
	torn := errors.New("torn")
	if _, err := sumOf(io.MultiReader(bytes.NewReader(make([]byte, 1<<20)), iotest.ErrReader(torn))); !errors.Is(err, torn) {
		t.Errorf("a stream that fails: %v", err)
	}
}
