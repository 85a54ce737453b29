package records

import (
	"crypto/sha256"
	"encoding/hex"
	"iter"

	"dragoman/graph"
)

// Digest is a hash of records whatever their order: the sum, modulo 2^256, of the
// SHA-256 of each record's canonical line, audit fields included. Stores that
// export the same records have the same digest. It tells copies apart that went
// wrong, not those that somebody forged: sums of hashes can be steered. The zero
// value is that of no records.
type Digest struct {
	sum     [sha256.Size]byte
	line    []byte
	Records int // that were added
}

// Add adds a record.
func (d *Digest) Add(r *graph.Record) {
	d.line = graph.AppendRecord(d.line[:0], r, graph.EncodeOptions{Audit: true})
	one := sha256.Sum256(d.line)
	carry := uint32(0)
	for i := len(one) - 1; i >= 0; i-- {
		s := uint32(d.sum[i]) + uint32(one[i]) + carry
		d.sum[i], carry = byte(s), s>>8
	}
	d.Records++
}

// String is the hash in hexadecimal.
func (d *Digest) String() string { return hex.EncodeToString(d.sum[:]) }

// DigestOf adds up a whole sequence; an error of it ends it.
func DigestOf(in iter.Seq2[graph.Record, error]) (*Digest, error) {
	d := new(Digest)
	for r, err := range in {
		if err != nil {
			return nil, err
		}
		d.Add(&r)
	}
	return d, nil
}
