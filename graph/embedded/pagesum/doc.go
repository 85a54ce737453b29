// Package pagesum gives every page of a SQLite file a checksum.
//
// Its one idea: SQLite leaves bytes free at the end of each page where the file's
// header says so. What is written there on the way to the disk is looked at on the
// way back, so that a bit that flipped anywhere in the file, in a row, an index or
// what holds them together, is an error that names its place and never an answer:
//
//	SQLite ──write page n──▶ CRC-32C and CRC-32 of (content, n) in its last 8 bytes ──▶ file
//	SQLite ◀──page n────────  they fit, or SQLITE_IOERR_DATA                          ◀── file
//
// It sits between SQLite and the operating system's files as a VFS (see "The SQLite
// OS Interface or VFS", sqlite.org/vfs.html; the free bytes are in section 1.3.4 of
// "Database File Format"). Only the database itself goes through it: the log has
// checksums of its own, and other files are not read after a crash. Any SQLite reads
// such a file; one that writes it without this VFS leaves pages whose sums do not fit.
//
// Files whose header has no free bytes pass unchanged, so that older ones can be read.
package pagesum
