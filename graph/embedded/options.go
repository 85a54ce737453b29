package embedded

import (
	"database/sql/driver"
	"time"
)

type driverValue = driver.Value

// Names in a data folder.
const (
	fileName     = "dragoman.db"
	snapshotName = "topology.snapshot"
	lockName     = "lock"
	markName     = "acknowledged"
)

// Option changes how a store is opened.
type Option func(*settings)

type settings struct {
	budget    int
	now       func() time.Time
	overlay   int           // relations in the topology's overlay from which it is compacted and saved
	rebuild   int           // relations touched by one batch from which the topology is rebuilt
	atOnce    int           // records of a first batch from which it is long; later ones are from atOnce
	markEvery time.Duration // between marks of a first load
	markFrom  int64         // claims between them
	keptBytes int           // each of entities and documents that are kept in memory
	pageLimit int           // of the data file, for tests of a full disk; 0 is none

	disk       disk   // of the store's own files
	vfs, below string // of SQLite's: its name, and that of the one it is over
}

func defaults() settings {
	return settings{
		now: time.Now, overlay: 50_000, rebuild: 20_000, atOnce: atOnce, markEvery: time.Second, markFrom: 100_000, keptBytes: keptBytes,
		disk: systemDisk{}, vfs: vfsName,
	}
}

// Budget bounds the relations that one search looks at; it then stops and says
// so. 0 is the topology's default.
func Budget(relations int) Option { return func(s *settings) { s.budget = relations } }

// Clock gives the times of the audit trail instead of time.Now.
func Clock(now func() time.Time) Option { return func(s *settings) { s.now = now } }

// CompactAfter sets how many changed relations are kept beside the compact
// topology before it is rebuilt and saved in the background. The default is 50,000.
func CompactAfter(relations int) Option { return func(s *settings) { s.overlay = relations } }
