package embedded

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
