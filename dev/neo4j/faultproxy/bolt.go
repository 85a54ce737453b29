package faultproxy

import (
	"bufio"
	"encoding/binary"
	"io"
)

// Signatures of Bolt messages, as far as the proxy cares: requests that tests
// count, and the messages that end an answer. Each request has one answer, but
// for GOODBYE, after which there is nothing.
const (
	run    = 0x10
	commit = 0x12

	success = 0x70
	ignored = 0x7E
	failure = 0x7F

	none = -1 // a keep-alive: an empty chunk between messages
)

// magic opens a Bolt connection; four versions of four bytes follow.
const (
	magic     = 0x6060B017
	offerSize = 20
	// manifest is the answer of a server that then lists its versions, for the
	// client to choose one.
	manifest = 0x000001FF
)

// messages reads Bolt messages, which come as chunks: two bytes of length, then
// that many bytes; a chunk of length 0 ends the message.
type messages struct {
	r   *bufio.Reader
	raw []byte
}

// next gives the next message, framing included, and its signature or none. The
// bytes are valid until the call after it.
func (m *messages) next() (raw []byte, signature int, err error) {
	m.raw = m.raw[:0]
	signature = none
	seen := 0 // bytes of the message; the second one is its signature
	for {
		header, err := m.take(2)
		if err != nil {
			return nil, none, err
		}
		size := int(binary.BigEndian.Uint16(header))
		if size == 0 {
			return m.raw, signature, nil
		}
		chunk, err := m.take(size)
		if err != nil {
			return nil, none, err
		}
		if seen < 2 && seen+size >= 2 {
			signature = int(chunk[1-seen])
		}
		seen += size
	}
}

// take reads n bytes to the end of raw and gives them.
func (m *messages) take(n int) ([]byte, error) {
	at := len(m.raw)
	m.raw = append(m.raw, make([]byte, n)...)
	_, err := io.ReadFull(m.r, m.raw[at:])
	return m.raw[at:], err
}

// varint reads on to the end of a number in base 128.
func (m *messages) varint() (n uint64, err error) {
	for shift := 0; ; shift += 7 {
		b, err := m.take(1)
		if err != nil {
			return 0, err
		}
		n |= uint64(b[0]&0x7F) << shift
		if b[0] < 0x80 {
			return n, nil
		}
	}
}

// choice reads the server's answer to the handshake.
func (m *messages) choice() (raw []byte, isManifest bool, err error) {
	m.raw = m.raw[:0]
	version, err := m.take(4)
	if err != nil || binary.BigEndian.Uint32(version) != manifest {
		return m.raw, false, err
	}
	n, err := m.varint()
	for ; n > 0 && err == nil; n-- {
		_, err = m.take(4)
	}
	if err == nil {
		_, err = m.varint() // capabilities
	}
	return m.raw, true, err
}

// pick reads the client's choice from a manifest.
func (m *messages) pick() (raw []byte, err error) {
	m.raw = m.raw[:0]
	if _, err = m.take(4); err == nil {
		_, err = m.varint() // capabilities
	}
	return m.raw, err
}
