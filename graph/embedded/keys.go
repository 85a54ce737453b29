package embedded

import (
	"crypto/sha256"
	"encoding/binary"
)

// Ids of claims and of what they are about are found by a number, which sorts
// and compares several times faster than text. Of a computed id it is the first
// 60 bits, so that the numbers of relations are in the order of their ids; of
// others it is part of a digest. Two ids may have one number, so whoever looks
// one up compares the text too.
//
//	bits 63–60   0 given   1 a:   2 c:   3 r:
//	bits 59–0    the first twelve characters, five bits each

// firstRelationKey is at most the number of every relation, and greater than
// that of any other id.
const firstRelationKey int64 = 3 << 60

// computedLength is that of r:, c: and a: ids.
const computedLength = 28

// rank32 ranks the characters of ids by their bytes: digits before letters.
func rank32(c byte) int64 {
	if c <= '7' {
		return int64(c - '2')
	}
	return int64(c-'a') + 6
}

func keyOf(id string) (key int64) {
	if len(id) == computedLength && id[1] == ':' {
		switch id[0] {
		case 'a':
			key = 1
		case 'c':
			key = 2
		case 'r':
			key = 3
		}
	}
	if key == 0 {
		sum := sha256.Sum256([]byte(id))
		return int64(binary.BigEndian.Uint64(sum[:]) >> 4)
	}
	return key<<60 | base32Bits(id[2:14])
}

// short is an id as a small map key: 123 bits of a computed one, 124 of the
// digest of another.
type short [2]int64

func shorten(id string) short {
	key := keyOf(id)
	if key>>60 != 0 {
		return short{key, base32Bits(id[14:26])}
	}
	sum := sha256.Sum256([]byte(id))
	return short{key, int64(binary.BigEndian.Uint64(sum[8:]))}
}

// ranks are those of rank32, looked up.
var ranks = func() (all [256]int64) {
	for c := range all {
		all[c] = rank32(byte(c)) & 31
	}
	return all
}()

// base32Bits reads twelve characters.
func base32Bits(s string) (bits int64) {
	for i := range len(s) {
		bits = bits<<5 | ranks[s[i]]
	}
	return bits
}
