package embedded

import "dragoman/graph/embedded/pagesum"

// PageLimit bounds the data file, so that a test can fill the disk.
func PageLimit(pages int) Option { return func(s *settings) { s.pageLimit = pages } }

// LongFrom sets how many records make a batch long, and into an empty folder a first
// load.
func LongFrom(records int) Option { return func(s *settings) { s.atOnce = records } }

// MarkEach makes a first load mark where it is after each lot of records.
func MarkEach() Option { return func(s *settings) { s.markEvery, s.markFrom = 0, 0 } }

// RebuildAfter sets how many touched things make the topology be built anew.
func RebuildAfter(n int) Option { return func(s *settings) { s.rebuild = n } }

// Format is the newest format that this version reads.
const Format = format

// Disk is what the store does with files of its own.
type (
	Disk     = disk
	DiskFile = diskFile
)

// OnDisk puts a disk for tests under a store: its own files go through d, SQLite's
// through the VFS below.
func OnDisk(d Disk, below string) Option {
	return func(s *settings) { s.disk, s.below, s.vfs = d, below, vfsName+"-over-"+below }
}

// RegisterVFS makes the one that tests name in a DSN.
func RegisterVFS() error { return pagesum.Register(vfsName, "", plainFile) }
