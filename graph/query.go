package graph

// Limits of the contract.
const (
	MaxFirst  = 1000 // entries of a page, paths, nodes of an ego network besides the centres
	MaxHops   = 12
	MaxDepth  = 4
	MaxKnown  = 2000
	MaxVia    = 4
	MinCommon = 2
	MaxCommon = 20

	MaxParallel    = 20  // relations shown between one pair in an ego network
	MaxHubsSkipped = 100 // hubs named in a policy
	MaxRelaxed     = 100 // paths counted in a relaxation
)

// SortKey is a row's place in its list: parts that compare byte by byte, the
// last of which makes it unique. Every store gives the same parts: those of the
// list's order, as sortkey.go writes them.
type SortKey []string

// What passes a filter, in every list: a relation passes when its status is in
// Statuses (where none are named Listed; for claims and documents every status,
// so that retracted claims can be read), and it meets the other fields. An
// attribute has no type and no ends, so Types and Kinds do not concern it; the
// other fields do. Evidence is that of the
// claims which the filter selects. A relation is about its two ends and, for claims,
// documents and timelines, about what it concerns; an attribute is about its Of.

// Slice is the part of a list that a query wants.
type Slice struct {
	First int     // at most; 0 asks for none, and then More still says whether there are any
	After SortKey // strictly after this key; nil from the start
	Count bool    // the caller wants Page.Total
}

// Page is one slice of a list.
type Page[T any] struct {
	Items []T
	Keys  []SortKey // aligned with Items
	More  bool      // there are items after the last
	Total *int      // of the whole list; nil where it is not cheap or was not asked for
}

// EntityQuery asks for entities in the order of their ids.
//
// With claim- or relation-selecting fields in Where (Kinds apart), an entity is
// in the list only if at least one of its relations passes. Where.Kinds here
// selects the entities themselves, like Kinds, and nothing about their relations.
// The relations that the selections below rest on must pass Where, its Types and
// Kinds apart.
type EntityQuery struct {
	Kinds []EntityKind // nil is all kinds
	Where *Filter
	Slice Slice

	// Officials selects persons who HOLD an office (or HEAD a body). With
	// OfficialsOf not nil: offices OF these bodies or of bodies PART_OF them (over
	// any number of steps), and heads of those. OfficialsOf implies Officials.
	// These relations need a walked status where Where names none: whose office is
	// only denied or suggested is no official.
	Officials   bool
	OfficialsOf []string

	// For meetings: Participant selects those in which each of these takes part,
	// itself or by a delegation, office or person that REPRESENTS it (or is
	// MEMBER_OF, for a delegation's members) then; Between those in which at
	// least two of these do; State those in that state. nil and 0 select all.
	// Each of them leaves only meetings; an empty Participant asks no more. Any
	// role is taking part. REPRESENTS and MEMBER_OF count in one step; "then" is:
	// the bounds of its date and of the participation's share a day, undated passes.
	Participant []string
	Between     []string
	State       MeetingState
}

// Direction is how a relation lies as seen from an entity.
type Direction uint8

// The directions. 0 means the caller's default, which is BOTH.
const (
	Out  Direction = iota + 1 // the entity is from
	In                        // the entity is to
	Both                      // either; symmetric relations always pass
)

var directionNames = enumNames{"", "OUT", "IN", "BOTH"}

// RelationQuery asks for relations in the order (type, other end, key, id). The
// other end is the one that is not in Of; to where both or neither are.
// Direction means nothing without Of. Lens 0 is EVERYTHING.
type RelationQuery struct {
	Of        []string // at least one end is one of these; nil is all
	Between   []string // both ends are among these; nil is all
	Direction Direction
	Lens      Lens
	Types     []RelationType // intersects with Lens and Where.Types; nil is all
	Where     *Filter
	Slice     Slice
}

// ClaimQuery asks for claims in the order (known day, unknown last; id).
type ClaimQuery struct {
	Of        []string       // entity ids (claims about their relations and attributes) and relation ids (about them and their attributes); nil is all
	Attribute []AttributeKey // claims about these attributes, in addition to Of; with Of nil, only these. An unknown one has no claims
	Document  string         // "" is all
	Source    string         // at any link of the chain, or as outlet of a document's own voice; "" is all
	Stances   []Stance       // nil is all
	Where     *Filter
	Slice     Slice
}

// DocumentQuery asks for documents in the order (latest publication day,
// unknown last; id). With a filter, a document is in the list only if at least
// one claim of it is selected about something that passes.
type DocumentQuery struct {
	Of    []string // documents with claims about these entities or relations, as in ClaimQuery; nil is all
	Where *Filter
	Slice Slice
}

// AttributeQuery asks for attributes in the order (of, name, value, entity,
// number, unit).
type AttributeQuery struct {
	Of    []string // entity and relation ids; nil is all
	Names []string // nil is all
	Where *Filter
	Slice Slice
}

// TimelineQuery asks for what happened to some entities in the order (earliest,
// latest, id), undated last, an open start (../2025) first: their relations and
// attributes that bear a claim.
type TimelineQuery struct {
	Of    []string // nil is everything
	Where *Filter
	Slice Slice
}

// TimelineRow is one entry: a relation or an attribute.
type TimelineRow struct {
	ID        string // of the relation or attribute
	When      When
	Order     Order // to the row before, also where that is on the page before: BEFORE (the row before is earlier, by bounds) or UNDETERMINED; the first row of a list has UNDETERMINED
	Relation  *Relation
	Attribute *Attribute
}

// DisputeQuery asks for relations and attributes with status DISPUTED in the
// order of their ids.
type DisputeQuery struct {
	Of    []string // entities at either end, or relations, and what attributes are of; nil is all
	Where *Filter
	Slice Slice
}

// Dispute is a relation or attribute on which documents disagree.
type Dispute struct {
	ID        string
	Relation  *Relation
	Attribute *Attribute
	For       []*ClaimAnswer // live claims that affirm it, in the order of claims
	Against   []*ClaimAnswer // live denials; for rival attribute values, also the claims for the others: see [SidesOf]
	Overlap   Overlap        // how sure it is that both sides speak of the same time
}

// SearchQuery asks for entities by name, best match first: score, then degree,
// greatest first, then id. Without text: all, by id, the matched name being Name.
// The matched name is the first of Name and Names with the best score.
type SearchQuery struct {
	Text  string
	Kinds []EntityKind // nil is all
	Where *Filter      // as in EntityQuery
	Slice Slice
}

// SearchHit is an entity found by one of its names.
type SearchHit struct {
	Entity      *Entity
	MatchedName string
	Score       int // 4 exact, 3 folded, 2 words, 1 prefix; 0 without text
}

// NeighbourQuery asks how many neighbours an entity has, per relation type,
// direction and kind, before expanding it: by relations that a traversal walks,
// the entity exempt from Where.Kinds. It is no neighbour of its own. Lens 0 is
// RELATIONS.
type NeighbourQuery struct {
	Of    string
	Lens  Lens
	Where *Filter
}

// NeighbourCount is the number of distinct neighbours by one type and direction.
type NeighbourCount struct {
	Type      RelationType
	Direction Direction // OUT or IN; BOTH for symmetric types
	Kind      EntityKind
	Count     int
	Capped    bool // counting stopped at Count: there are at least so many
}

// Stats counts what the store holds, after merges. Absent words of a map are 0.
type Stats struct {
	Entities      int
	Documents     int
	Relations     int // of every status
	Attributes    int
	Claims        int
	Disputes      int
	UndatedClaims int // claims (about relations and attributes) whose known day is not known
	ByKind        map[EntityKind]int
	ByType        map[RelationType]int
	ByStatus      map[Status]int // relations
	ByStance      map[Stance]int
}

// StoreInfo describes the store itself.
type StoreInfo struct {
	Engine    string // embedded, memory, neo4j
	Search    string // as in Health; "" where there is one way only
	Revision  string
	Entities  int
	Relations int
	Claims    int
}
