package graph

import (
	"context"
	"io"
	"iter"
)

// The roles of a store. A consumer asks for the smallest that serves it; a
// store is the sum of those it implements. For all of them:
//
//   - Reads take ids in batches and give aligned slices; a batch is answered
//     from one state of the store.
//   - Ids that were merged away resolve: answers carry the surviving id.
//   - Ids in queries that the store does not have are ErrNotFound with
//     Error.IDs, except where a role says otherwise. Bad values are ErrInvalid,
//     values beyond a Max constant or a negative First ErrLimit or ErrInvalid.
//   - A cancelled or expired context is ErrDeadline; a closed store is
//     ErrUnavailable. Traversals do not fail with ErrDeadline (see Traverser).
//   - Answers are the caller's own to keep; but Entity, Document and Claim
//     values may be shared between answers and must not be changed.
//   - All methods may be called concurrently.
//   - In a query a list that is nil selects everything (or is the default), one
//     that is empty and not nil selects nothing; Of, From and To of a traversal
//     must name something (ErrInvalid). Repeated ids count once.
//   - A closed store is told before a done context, that before a bad query; of
//     several faults of a query any one is told.
//
// Merges are a view. A store keeps each record under the ids it came with, and
// answers from the view in which every entity and relation id is replaced by the
// smallest of its class (byte order): at the ends of relations, in concerns,
// sources, outlets and attributes. Classes are those of the judgements "same".
//
//	record                   view, after the judgement b = c
//	c PARTICIPATED_IN m      b PARTICIPATED_IN m, its id computed anew
//	r:<c …>                  resolves to that id; claims of both records are pooled
//
//   - The surviving entity has its own scalars, empty ones filled from the others
//     of the class in order of id; it is Named if one of them is. Names and
//     external ids unite as by MergeEntity; the Name of a former one becomes one
//     of the Names, without language or documents, if no name has that text.
//   - A judgement on relations pools the two after the entities are merged; the
//     class has the ends, type, role and key of its smallest id. They must have
//     one type, as two entities must have one kind (else Invalid).
//   - Judgements that say "not same" hold between whole classes: one against the
//     closure of the others is CONFLICT, in either order.
//   - A reference to a relation (attribute.of, a and b) by an id that no record
//     has is kept as the smallest record id that it resolves to at that time, so
//     that a later split leaves it standing.
//   - An id that no longer belongs to a record or a class is unknown again.

// EntityReader gives entities by id.
type EntityReader interface {
	// Entities is aligned with ids; nil for an unknown id, without an error. An
	// entity may be shared with other callers: read it only.
	Entities(ctx context.Context, ids []string) ([]*Entity, error)
}

// DocumentReader gives documents by id.
type DocumentReader interface {
	// Documents is aligned with ids; nil for an unknown id, without an error. A
	// document may be shared with other callers: read it only.
	Documents(ctx context.Context, ids []string) ([]*Document, error)
}

// RelationReader gives relations by id.
type RelationReader interface {
	// Relations is aligned with ids; nil for an unknown id, and for a relation of
	// which the filter selects no claim. Only claim-selecting fields of where
	// apply; nil is no filter.
	Relations(ctx context.Context, ids []string, where *Filter) ([]*Relation, error)
}

// ClaimReader gives claims by id.
type ClaimReader interface {
	// Claims is aligned with ids; nil for an unknown id, without an error.
	Claims(ctx context.Context, ids []string) ([]*ClaimAnswer, error)
}

// Lister gives slices of ordered lists. Each method takes a batch of queries and
// gives aligned pages. Slice.First above MaxFirst is ErrLimit, negative is
// ErrInvalid; 0 gives no items and a truthful More.
type Lister interface {
	ListEntities(ctx context.Context, qs []EntityQuery) ([]Page[*Entity], error)
	ListRelations(ctx context.Context, qs []RelationQuery) ([]Page[*Relation], error)
	ListClaims(ctx context.Context, qs []ClaimQuery) ([]Page[*ClaimAnswer], error)
	ListDocuments(ctx context.Context, qs []DocumentQuery) ([]Page[*Document], error)
	ListAttributes(ctx context.Context, qs []AttributeQuery) ([]Page[*Attribute], error)
	ListTimeline(ctx context.Context, qs []TimelineQuery) ([]Page[TimelineRow], error)
	ListDisputes(ctx context.Context, qs []DisputeQuery) ([]Page[Dispute], error)
}

// MeetingReader says whether meetings took place.
type MeetingReader interface {
	// MeetingStates is aligned with ids; 0 for an id that is no meeting. Only
	// claim-selecting fields of where apply.
	MeetingStates(ctx context.Context, ids []string, where *Filter) ([]MeetingState, error)
}

// Searcher finds entities by name.
type Searcher interface {
	// Search gives hits in the order of SearchQuery. Text that folds to nothing
	// and equals no name finds nothing.
	Search(ctx context.Context, q SearchQuery) (Page[SearchHit], error)
}

// Traverser follows relations. Its answers are exact: paths and nodes come in
// the stated order, and what is returned when a deadline or budget bites is a
// prefix of the exact answer or says that it is not (Complete, StoppedBy). Paths,
// Ego and Connect do not fail with ErrDeadline.
type Traverser interface {
	Paths(ctx context.Context, q PathQuery) (*PathResult, error)
	Ego(ctx context.Context, q EgoQuery) (*EgoNetwork, error)
	Connect(ctx context.Context, q ConnectQuery) (*ConnectResult, error)
	Common(ctx context.Context, q CommonQuery) (Page[CommonNode], error)
	// NeighbourCounts is aligned with qs, each in the order (type, direction, kind).
	NeighbourCounts(ctx context.Context, qs []NeighbourQuery) ([][]NeighbourCount, error)
}

// Examiner tells what connections rest on, and how they came about.
type Examiner interface {
	// Basis says what a connection rests on. It does not fail with ErrDeadline.
	Basis(ctx context.Context, q BasisQuery) (*Basis, error)
	// Changes says what became of some things since a day.
	Changes(ctx context.Context, q ChangeQuery) (Page[Change], error)
	// PathChanges says how connections changed since a day. It does not fail with
	// ErrDeadline.
	PathChanges(ctx context.Context, q PathChangeQuery) (*PathChanges, error)
}

// Counter describes the store.
type Counter interface {
	Stats(ctx context.Context) (Stats, error)
	Info(ctx context.Context) (StoreInfo, error)
}

// Batch is one atomic write.
type Batch struct {
	// Key makes the batch idempotent: a batch with a key that was applied before
	// changes nothing and gives the first one's receipt with Replayed set; with
	// other content under the same key it is ErrConflict. "" is no key.
	Key string
	// Digest identifies the content for Key. "" where Key is.
	Digest string
	// Origin says what the records are read from, for persons, and identifies it: the
	// same origin means the same records from the first on, OnError and Replace alike.
	// A store may keep what it took of a long stream that was stopped, where nobody
	// sees it, and go on from there when the same comes again. "" keeps nothing.
	Origin string
	// Actor is recorded in the audit trail.
	Actor string
	// Action is what the actor did, for the audit trail: load, recordClaim, ….
	Action string
	// Records are applied in any order: a record may refer to one that comes later
	// in the same batch. A *RecordError from the sequence is a bad record among the
	// others; any other error of it ends the batch.
	//
	// A record that Check refuses is bad, and so are: one that names what neither
	// the store nor the rest of the batch has (NotFound); ends of wrong kinds or a
	// judgement on unlike things (Invalid); a scalar that differs from what is
	// stored or came before in the batch, a claim id that stands for something
	// else, a relation id that is not that relation's (Conflict). The kind of an
	// entity never changes, also with Replace. Under Skip the others are taken as
	// if the bad ones had not been there: a record that only a bad one makes whole
	// is bad itself; of several faults of a record any one is told. nil is no records.
	Records iter.Seq2[Record, error]
	// Checked says that each record was given by [DecodeRecords], or passed Check, and
	// was not changed since, so that a store need not check it again.
	Checked bool
	// Retract takes claims back, those of this batch included. Unlike a bad record,
	// an unknown claim (ErrNotFound) fails the batch whatever OnError is; so does
	// an id in Split. Retractions come after the records, splits last.
	Retract []ClaimRetraction
	// Split undoes merges: each of these former entity or relation ids becomes a
	// thing of its own again, by withdrawing the judgements "same" that name it;
	// what was merged only through it is split too. An id that is not a former one
	// is ErrNotFound.
	Split []string

	OnError OnError // 0 is RefuseAll: one bad record refuses the batch
	Replace bool    // scalars that differ from what is stored replace it instead of being ErrConflict
}

// ClaimRetraction names a claim and why it is taken back. A claim that is
// retracted already is ErrConflict, unless with the same content; Replace does
// not change that. Kind and Reason are needed, At is a day or empty (ErrInvalid).
type ClaimRetraction struct {
	Claim string
	Retraction
}

// Refusal is a record that was not taken.
type Refusal struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"` // byte within the line, from 1; 0 where not known
	Field  string `json:"field"`
	Reason string `json:"reason"`
	Code   Code   `json:"code"`
	Absent string `json:"absent,omitempty"` // the id that names nothing, where Code is NotFound
}

// Receipt says what a batch did. Counts are of things added or changed, each
// once: a claim that is retracted counts among Claims, a judgement that a split
// withdraws among Judgements, and a relation or attribute only when it is new or
// its own fields change, not when claims are added to it. Loading the same
// records again gives zeros. Refused is in the order of the records.
type Receipt struct {
	Documents  int       `json:"documents"`
	Entities   int       `json:"entities"`
	Relations  int       `json:"relations"`
	Attributes int       `json:"attributes"`
	Claims     int       `json:"claims"`
	Judgements int       `json:"judgements"`
	Refused    []Refusal `json:"refused"`
	Revision   string    `json:"revision"` // of the state after the batch
	Replayed   bool      `json:"replayed"`
}

// Writer changes the store.
type Writer interface {
	// Apply commits the batch whole or not at all; when it returns without an
	// error the batch is durable and every later read sees it. Where a record is
	// bad and OnError is RefuseAll the error is a *BatchError that lists the
	// refusals (the first hundred). Records refer to entities and documents that
	// exist or come in the batch; a dangling reference is a bad record.
	Apply(ctx context.Context, b Batch) (Receipt, error)
}

// Exporter streams everything in canonical order.
type Exporter interface {
	// Export yields records in canonical form and order: documents, entities,
	// relations, attributes, judgements, each by id (attributes by identity, in the
	// order of AttributeQuery; judgements by a, b), with claims by id. It reads one
	// state of the store. What it yields are the records as they were loaded, not
	// the view of merges: loaded into an empty store they give the same store, and
	// a later split finds what belongs to whom.
	Export(ctx context.Context) iter.Seq2[Record, error]
}

// RestExporter is an Exporter that can leave out relations, which are most of what a
// store holds: for a reader that has to know the rest before it reads those.
type RestExporter interface {
	Exporter
	// ExportRest yields what Export does, but for relations.
	ExportRest(ctx context.Context) iter.Seq2[Record, error]
}

// Holder is a store that can keep one state for a reader of many answers, such
// as the pages of a whole list.
type Holder interface {
	// Hold runs f with a context under which every read of this store answers from
	// one state, the one that a read starting now would see; Revision is not a read.
	// f makes its reads one after another, and must not write to the store: where a
	// store lets no writer in meanwhile, writers of others wait for f as well. The
	// context is of no use after f. What f gives is given; a store that cannot keep
	// a state any longer gives an error of its own.
	Hold(ctx context.Context, f func(ctx context.Context) error) error
}

// Auditor tells who changed what.
type Auditor interface {
	// Audit lists the batches after revision after ("" for all), oldest first, at
	// most first. A replayed or refused batch is none; one that changed nothing may
	// or may not be listed.
	Audit(ctx context.Context, after string, first int) ([]AuditEntry, error)
}

// AuditEntry is one committed batch.
type AuditEntry struct {
	Revision string
	At       string // RFC 3339, the writer's clock
	Actor    string
	Key      string
	Action   string // load, importRecords, upsertEntity, …
	Receipt  Receipt
}

// Checker verifies the store against itself.
type Checker interface {
	// Check yields what is wrong, in words; nothing for a sound store.
	Check(ctx context.Context) iter.Seq2[string, error]
}

// Archiver is a store that writes an image of itself.
type Archiver interface {
	// Archive writes one state, whole, with audit trail and keys, into the file path,
	// which it makes. The same bytes go, in order, to the writer that beside gives once
	// it is told the revision of the state and the size in bytes. Writers go on
	// meanwhile. What is left at path after an error is no image; without one, it need
	// not be on the disk yet.
	Archive(ctx context.Context, path string, beside func(revision string, size int64) io.Writer) error
}

// Compacter is a store that can give back space it no longer needs.
type Compacter interface {
	// Compact rewrites what is stored without gaps and gives the size before and after
	// in bytes. Nothing that a read answers changes, nor the revision.
	Compact(ctx context.Context) (before, after int64, err error)
}

// Repairer is a store that can make anew what follows from its records.
type Repairer interface {
	// Repair makes everything anew that is only derived from records, and says in
	// words what was amiss or was made. It never changes a record: one that cannot be
	// read is an error, and nothing is done.
	Repair(ctx context.Context) ([]string, error)
}

// Store is the sum that the server and the command line need. Optional roles
// (Exporter, Holder, Auditor, Checker, Archiver, …) are asked for where they are used.
type Store interface {
	EntityReader
	DocumentReader
	RelationReader
	ClaimReader
	MeetingReader
	Lister
	Searcher
	Traverser
	Examiner
	Counter
	Writer

	// Revision names the state that a read starting now would see. Revisions of one
	// store compare by equality only.
	Revision() string
	// Close waits for running calls, then releases everything. Later calls are
	// ErrUnavailable; closing twice is harmless.
	Close() error
}

// Awaiter is a store that other processes write to as well.
type Awaiter interface {
	// Await returns when reads on this store see the revision or a later one.
	// ErrDeadline when ctx ends before; ErrInvalid for what is no revision of this
	// store.
	Await(ctx context.Context, revision string) error
}

// Portioner is a store that takes a long stream of records in portions.
type Portioner interface {
	// Portion is the number of records up to which a batch is taken whole or not at
	// all in one transaction. Apply refuses a longer one with ErrLimit.
	Portion() int
}

// Health is how a store does, for readiness probes.
type Health struct {
	Ready   bool
	Reasons []string // why it is not ready, or what is amiss though it is; for persons
	Search  string   // how connections are searched: memory, database; filling while a topology is made
	// Revision is that of the state which searches answer from; Behind is for how
	// long, in seconds, a later one has been known of, 0 where it is the newest.
	Revision string
	Behind   float64
}

// Prober is a store that depends on something which may be away.
type Prober interface {
	// Health asks what the store depends on, within ctx, and never fails.
	Health(ctx context.Context) Health
}
