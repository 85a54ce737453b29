package graph

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
)

// A cursor is base64url, without padding, of
//
//	digest of the list   8 bytes    which list it belongs to, see ListDigest
//	number of key parts  uvarint
//	each part            uvarint length, bytes
//	checksum             4 bytes    first bytes of SHA-256 over all before it
//
// It holds no state of a store, so a cursor of one store works in another that
// holds the same rows.

const (
	cursorDigest    = 8
	cursorChecksum  = 4
	cursorMaxLength = 8192 // characters; a key has few parts of at most some ids and names
)

var cursorEncoding = base64.RawURLEncoding.Strict()

// ListDigest identifies a list: the field that gives it (type and name) and the
// query behind it, with defaults filled in and the slice left out. It does not
// depend on how a client writes or orders its arguments.
func ListDigest(field string, query any) (digest [8]byte) {
	b, err := json.Marshal([]any{field, query})
	if err != nil { // queries are plain values; were one not, no cursor may match it
		b = append([]byte(field), err.Error()...)
	}
	sum := sha256.Sum256(b)
	copy(digest[:], sum[:])
	return digest
}

// EncodeCursor gives the cursor of a row: its place, by its sort key, in the
// list with this digest.
func EncodeCursor(digest [8]byte, key SortKey) string {
	b := append([]byte{}, digest[:]...)
	b = binary.AppendUvarint(b, uint64(len(key)))
	for _, part := range key {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	sum := sha256.Sum256(b)
	return cursorEncoding.EncodeToString(append(b, sum[:cursorChecksum]...))
}

// DecodeCursor gives the sort key in a cursor of the list with this digest. A
// cursor of another list, or one that is damaged, is ErrInvalid with the field
// "after".
func DecodeCursor(cursor string, digest [8]byte) (SortKey, error) {
	if len(cursor) > cursorMaxLength {
		return nil, badCursor("is too long for a cursor")
	}
	b, err := cursorEncoding.DecodeString(cursor)
	if err != nil || len(b) < cursorDigest+1+cursorChecksum {
		return nil, badCursor("is not a cursor")
	}
	body, checksum := b[:len(b)-cursorChecksum], b[len(b)-cursorChecksum:]
	if sum := sha256.Sum256(body); !bytes.Equal(checksum, sum[:cursorChecksum]) {
		return nil, badCursor("is damaged")
	}
	if !bytes.Equal(body[:cursorDigest], digest[:]) {
		return nil, badCursor("belongs to another list, or to other arguments")
	}
	key, ok := cursorKey(body[cursorDigest:])
	if !ok {
		return nil, badCursor("is damaged")
	}
	return key, nil
}

func cursorKey(b []byte) (key SortKey, ok bool) {
	count, n := binary.Uvarint(b)
	if n <= 0 || count == 0 || count > uint64(len(b)) {
		return nil, false
	}
	b = b[n:]
	for range count {
		length, n := binary.Uvarint(b)
		if n <= 0 || length > uint64(len(b)-n) {
			return nil, false
		}
		key = append(key, string(b[n:n+int(length)]))
		b = b[n+int(length):]
	}
	return key, len(b) == 0
}

func badCursor(reason string) error {
	return &Error{Code: Invalid, Field: "after", Message: "after: the cursor " + reason + "; give the endCursor of the page before, with the same other arguments"}
}
