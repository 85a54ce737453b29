// Package pack is the compact form in which stores keep records beside what
// their queries select by.
//
// A packed record has its fields in a fixed order, numbers as varints, texts and
// lists with their length before them, and at the end a CRC-32C (Castagnoli,
// RFC 3720 §12.1) over the row's ids and the content, so that a bit that flips
// on disk is found when the row is read:
//
//	[ field | field | … | checksum ]      ids are the row's own columns
package pack
