package pagesum

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// Sizes of all files with sums.
const (
	Size     = 4096 // of a page, in bytes
	Reserved = 8    // of these, for the sums
)

// Places in a file's header, by "Database File Format", section 1.3.
const (
	atReserved = 20
	atVersion  = 60
	atProgram  = 68
	headerSize = 100
)

const magic = "SQLite format 3\x00"

var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	zeros      [Size]byte
)

// Seal writes the sums of a page, counted from 1, into its last bytes.
func Seal(p []byte, number uint32) {
	a, b := sums(p, number)
	binary.LittleEndian.PutUint32(p[Size-8:], a)
	binary.LittleEndian.PutUint32(p[Size-4:], b)
}

// Whole says whether a page has the sums that Seal gave it. One that was never
// written is all zeros, and whole: SQLite leaves free pages so, and takes a zero
// page for nothing else.
func Whole(p []byte, number uint32) bool {
	a, b := sums(p, number)
	if binary.LittleEndian.Uint32(p[Size-8:]) == a && binary.LittleEndian.Uint32(p[Size-4:]) == b {
		return true
	}
	return number != 1 && bytes.Equal(p, zeros[:])
}

// sums are two of different polynomials, both of which processors compute fast.
// The number is in them, so that a page in another's place is found.
func sums(p []byte, number uint32) (a, b uint32) {
	var n [4]byte
	binary.LittleEndian.PutUint32(n[:], number)
	p = p[:Size-Reserved]
	return crc32.Update(crc32.Checksum(n[:], castagnoli), castagnoli, p),
		crc32.Update(crc32.ChecksumIEEE(n[:]), crc32.IEEETable, p)
}

// Header is what the beginning of a file says of it.
type Header struct {
	SQLite   bool // it is a SQLite file
	Reserved int  // free bytes of each page
	Program  uint32
	Version  uint32 // of the program's tables
	Pages    uint32 // in the file
}

// ReadHeader reads the first 100 bytes of a file; shorter ones are of no SQLite file.
func ReadHeader(b []byte) (h Header) {
	if len(b) < headerSize || string(b[:len(magic)]) != magic {
		return h
	}
	return Header{
		SQLite: true, Reserved: int(b[atReserved]),
		Program: binary.BigEndian.Uint32(b[atProgram:]), Version: binary.BigEndian.Uint32(b[atVersion:]),
		Pages: binary.BigEndian.Uint32(b[28:]),
	}
}

// First is the only page of an empty database with room for sums: a file that
// consists of it is one that SQLite fills. SQL has no statement that makes it.
func First(program, version uint32) []byte {
	p := make([]byte, Size)
	copy(p, magic)
	binary.BigEndian.PutUint16(p[16:], Size)
	p[18], p[19] = 2, 2 // written and read with a log
	p[atReserved] = Reserved
	p[21], p[22], p[23] = 64, 32, 32         // fixed fractions of payload
	binary.BigEndian.PutUint32(p[24:], 1)    // changes of the file
	binary.BigEndian.PutUint32(p[28:], 1)    // pages
	binary.BigEndian.PutUint32(p[44:], 4)    // form of the schema
	binary.BigEndian.PutUint32(p[56:], 1)    // UTF-8
	binary.BigEndian.PutUint32(p[92:], 1)    // the change for which the page count is right
	binary.BigEndian.PutUint32(p[96:], 3<<8) // any version of SQLite
	binary.BigEndian.PutUint32(p[atVersion:], version)
	binary.BigEndian.PutUint32(p[atProgram:], program)
	p[headerSize] = 13                                          // a leaf of a table, without cells
	binary.BigEndian.PutUint16(p[headerSize+5:], Size-Reserved) // where cells begin
	Seal(p, 1)
	return p
}
