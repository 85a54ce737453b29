// Package embedded is the default store: one folder, one process, no server to
// run beside it.
//
// Its one idea: SQLite keeps what was said, memory keeps how it hangs together.
//
//	Apply ──▶ one SQLite transaction ──▶ dragoman.db (+ -wal, -shm)   durable, the truth
//	              │ and after it
//	              └─▶ new topology ──▶ atomic pointer ──▶ readers
//	                       │ now and then
//	                       └─▶ topology.snapshot                      only to start faster
//
// Records are kept as they were loaded. What judgements merge is a view: a small
// table of aliases, applied when rows are read and when the topology is fed, so
// that a split finds everything as it was.
//
// # The folder
//
//	dragoman.db         SQLite: records, claims, tokens of names, audit log
//	dragoman.db-wal     its write-ahead log; belongs to it and must be copied with it
//	dragoman.db.first   a first load that is not whole yet, and
//	dragoman.db.marks   how far it has come; both may be deleted
//	topology.snapshot   the topology as of some revision; may be deleted
//	acknowledged        the newest revision that was acknowledged
//	unchecked           there after an unclean end, until the data file was gone through
//	lock                held by the process that has the folder open; tells its id
//
// # Invariants
//
//   - A batch is one transaction, its log row included: it is on disk whole when
//     Apply returns, or it is not there at all.
//   - A state is a topology, the aliases and the revision of both. A read loads
//     the state, begins a read transaction, and takes the state anew if the
//     transaction sees a later revision. Since the topology is made before the
//     commit and published right after it, that wait is short, and a read never
//     mixes two revisions.
//   - Every page of the data file ends in checksums, which are checked whenever it
//     is read from the disk.
//   - What was acknowledged is there at the next start, or the start is refused.
//   - After an unclean end the data file is gone through in the background. Where it
//     is damaged, nothing more is answered.
//   - Every row's body ends in a checksum over its ids and itself, which is
//     checked whenever the row is read.
//   - Only the holder of the writer's seat writes. Who waits for it hands its
//     batch to the holder, who commits several batches with one flush of the disk.
//   - Nothing is deleted but withdrawn judgements and aliases.
package embedded
