package graph

import (
	"fmt"
	"strings"
)

// When is a date as answers show it, with its bounds.
type When struct {
	Date
	Span  Span
	Dated bool // Span has bounds
}

// WhenOf adds the bounds to a date.
func WhenOf(d Date) When {
	s, ok := d.Span()
	return When{Date: d, Span: s, Dated: ok}
}

// StanceCount counts live claims of one stance.
type StanceCount struct {
	Stance  Stance
	Against bool
	Count   int
}

// Evidence is what the claims about a relation or attribute add up to, under
// the filter of the answer it is part of.
type Evidence struct {
	Status      Status
	When        When   // zero where no live claim is dated
	Dates       []When // distinct dates of live claims, in the order in which When is chosen
	Stances     []StanceCount
	Sources     []Source // distinct innermost sources of live claims, entities by id, then texts
	Documents   []string // distinct, in the order of documents
	Independent int
	FirstKnown  Day // DayMax where unknown
	Reliability Reliability
}

// Relation is a relation as answers show it.
type Relation struct {
	ID       string
	From     string
	Type     RelationType
	To       string
	Role     Role
	Key      string
	Concerns []string
	Evidence

	Where *Filter // the claim-selecting filter under which Evidence was computed; nil is none
}

// View identifies the relation as seen under the answer's filter: a key for
// client caches.
func (r *Relation) View() string { return r.ID + "@" + r.Where.View() }

// Attribute is an attribute as answers show it.
type Attribute struct {
	AttributeKey
	Evidence

	Where *Filter // as in Relation
}

// ClaimAnswer is a claim with what it is about and what became of it.
type ClaimAnswer struct {
	Claim
	Relation   string        // id of the relation it is about; "" where it is about an attribute
	Attribute  *AttributeKey // nil where it is about a relation
	Known      Day           // DayMax where unknown
	Superseded bool
	Where      *Filter
}

// PathMode says which paths are wanted.
type PathMode uint8

// The modes. 0 means the caller's default.
const (
	Shortest    PathMode = iota + 1 // one shortest path, the first in tie order
	AllShortest                     // all paths of the least number of hops
	KShortest                       // the first loopless paths in tie order, whatever their hops
	Strongest                       // the first paths by best weakest strength, then best smallest source count, then fewest hops, then tie order
	Earliest                        // the first paths by contact in order of time, by smallest latest day of their last contact, then tie order; see below
)

// EARLIEST asks by whom something could have reached whom first. It walks, of
// what the lens and the filter let pass, the relations of lens CONTACT, through
// the entities that the lens of the query lets pass. Contacts are the meetings on
// a path, its ends included, each once, at the meeting's date, and the steps by
// SPOKE_TO and CONSULT, at the relation's date. What else is walked, LED and the
// MEMBER_OF and REPRESENTS of a delegation, is no contact and takes no time.
//
//   - The date of a meeting is that of its attribute "occurred" (unless RETRACTED),
//     if that has bounds; else that of its strongest participation, INVITED and
//     RETRACTED ones apart, whose date has bounds, of equal ones the first by
//     other end, key, id. As for Evidence, claim-selecting fields of the filter count.
//   - Dates are told apart by their bounds. A contact whose date has none may have
//     been on any day.
//   - A path is in order of time when there are days within the bounds of all its
//     contacts of which none is before the one of the contact before: no contact
//     lies wholly before another that comes earlier on the path.
//   - Its order is CERTAIN when each contact lies wholly BEFORE the next, neither
//     by an inferred date; else POSSIBLE. With one contact or none there is nothing
//     to order: CERTAIN.
//   - It arrives on the latest day of its last contact. Paths for which that is
//     unbounded, or that have no contact, come last.
//   - Each of parallel relations is a way of its own to take the step. Of the ways
//     along the same entities that which is first by arrival, weakest strength and
//     smallest source count stands for the path, and of equal ones that whose steps,
//     from the first on, are strongest, then of lowest id.

var modeNames = enumNames{"", "SHORTEST", "ALL_SHORTEST", "K_SHORTEST", "STRONGEST", "EARLIEST"}

// Check refuses what is no mode.
func (x PathMode) Check() error {
	if int(x) < len(modeNames) {
		return nil
	}
	return &Error{Code: Invalid, Field: "mode", Message: fmt.Sprintf("mode %d is none; one of %s", x, strings.Join(modeNames[1:], " "))}
}

// PathQuery asks how any of From is connected to any of To.
//
// What a traversal walks is the same in paths, ego networks, common neighbours
// and neighbour counts: relations that the lens walks ([Lens.Walks]) and that
// pass Where, statuses being Walked where none are named; with Kinds, both ends
// of a relation are of these kinds or exempt. A participation in a meeting that
// is PLANNED by its attribute "occurred" is walked only if Where.Statuses names
// PLANNED, in one that is NOT_HELD by it only if they name DENIED. (An
// "occurred" with no live claim under the filter is as good as none.)
//
// Members of From and To are ends wherever they stand on a path: neither
// DegreeCap nor Kinds concerns them, nor those of Via. Lens.Through concerns every
// inner node.
type PathQuery struct {
	From, To  []string
	Mode      PathMode // 0 is SHORTEST
	Lens      Lens     // 0 is RELATIONS
	First     int      // paths wanted; 0 gives none and a truthful Outcome
	MaxHops   int      // 0 to MaxHops
	DegreeCap int      // entities of greater degree are not walked through, unless an end; 0 walks through none, negative is INVALID
	Where     *Filter
	Avoid     []string // entities and relations that no path uses
	Via       []string // entities that a path passes in this order, other nodes before, between and after them; at most MaxVia, none again after another. One that is avoided leaves no path
	Relax     bool     // fill Relaxations where nothing is found
	ListHubs  bool     // fill Policy.HubsSkipped; without it the search only finds out whether there is one (Complete), which costs far less
}

// Outcome says how a path search ended.
type Outcome uint8

// The outcomes. 0 is none.
const (
	Found   Outcome = iota + 1
	NoPath          // none within the hops and the policy
	Same            // a start is an end, and Via names nothing: Paths are those without a step, by id (in SHORTEST the first), and nothing else is searched
	Stopped         // budget or deadline before any path was found
)

var outcomeNames = enumNames{"", "FOUND", "NO_PATH", "SAME", "STOPPED"}

// StopReason says what cut a search short.
type StopReason uint8

// The reasons. 0 is none: nothing did.
const (
	StopDeadline StopReason = iota + 1
	StopBudget
)

var stopNames = enumNames{"", "DEADLINE", "BUDGET"}

// PathResult is the answer to a PathQuery. Paths are in tie order: hops, weakest
// strength, smallest independent source count (most first), sequence of entity
// ids, sequence of relation ids (STRONGEST: strength and count before hops;
// EARLIEST: the day of arrival before all).
type PathResult struct {
	Outcome   Outcome
	Paths     []Path
	Total     *int // of all paths; only of a complete ALL_SHORTEST, 0 included
	Complete  bool // false where a hub or a budget cut the search; First does not count
	StoppedBy StopReason
	Explored  int // relations looked at; the engine's own measure
	Policy    Policy
	// Relaxations tell of a NO_PATH what else the query could have said to find
	// something, if Relax asks for it, in the order of the fields as listed there.
	Relaxations []Relaxation
}

// Path is a sequence of distinct entities joined by relations.
type Path struct {
	Hops        int
	Contacts    int // meetings on it, its ends included, and SPOKE_TO and CONSULT steps
	Status      Status
	Independent int // the smallest of the steps'; 0 of a path without steps, as Status is
	Weakest     int // index of the weakest step: worst status, then fewest sources, then first; -1 of a path without steps
	Nodes       []string
	Steps       []Step
	Order       *Overlap // of its contacts in time; only of EARLIEST, else nil
	Arrival     *Day     // latest day of the last contact; nil where it has no bound or there is no contact, and of other modes
}

// Step is one hop. Relation is the strongest (then lowest id) of the parallel
// relations between the two; in EARLIEST the one that is taken.
type Step struct {
	From, To string
	Relation *Relation
	Parallel []string // ids of the other relations that also pass, at most MaxParallel, strongest first then lowest id
	// ParallelCount is the number of those others, also where Parallel was cut.
	ParallelCount int
	Forward       bool // walked from the relation's from to its to
}

// Policy repeats what a traversal walked and did not.
//
// A hub is an entity of degree above DegreeCap, no end or centre, that the
// traversal would have walked through: of a kind that Lens.Through and Kinds let
// pass, not avoided. It is skipped when it is nearer than the answer's hops to any
// From or To, distances being measured along what is walked, without passing
// through hubs. The answer's hops are those of its longest path (with First 0, of
// the one path that First 1 would give), MaxHops if there is none. In an ego
// network it is one that was reached nearer than Depth, so not expanded.
type Policy struct {
	Lens          Lens
	Statuses      []Status // that were walked, strongest first, each once
	DegreeCap     int
	HubsSkipped   []Hub // nearest first, then id, at most MaxHubsSkipped
	UndatedClaims int   // claims in the whole store (Stats.UndatedClaims) that fall out of any asOf; 0 where no asOf was asked
}

// Hub is an entity that was not walked through because of its degree.
type Hub struct {
	Entity string
	Degree int
}

// Rank orders the nodes of an ego network within one distance.
type Rank uint8

// The ranks. 0 means the caller's default.
const (
	RankRelevance Rank = iota + 1 // see Relevance
	RankDegree                    // greatest degree first
	RankID                        // by id
)

var rankNames = enumNames{"", "RELEVANCE", "DEGREE", "ID"}

// EgoQuery asks for the surroundings of some entities, found in rounds:
//
//	round d = 1 … Depth, also when First nodes are taken:
//	  for each node reached in the round before (for d = 1 the centres):
//	    its new neighbours = those not reached before, in order of rank, then id
//	    the first PerNode of them are kept; the rest is cut
//	  what any node keeps is united, ordered by rank, then id, and taken while
//	  fewer than First are; the rest is cut
//	  reached in this round = what was taken, and known neighbours
//
// Known nodes are walked through like others but count in no limit. Nodes that
// were cut do not come back at a greater distance. Hubs (degree above DegreeCap)
// and nodes that Lens.Through does not let pass are reached, not expanded; only
// hubs make the answer incomplete. Centres are exempt from DegreeCap,
// Lens.Through and Kinds.
//
// The relation that shows a node of round d is, among those that are walked
// between it and the nodes expanded in that round, the one of the greatest
// [Relevance] to it, then of the lowest type. The node's rank is that relevance;
// its degree where Rank is DEGREE, 0 where it is ID.
type EgoQuery struct {
	Of        []string
	Depth     int      // 0 to MaxDepth
	First     int      // nodes besides the centres
	PerNode   int      // new neighbours of each node, 0 to MaxFirst
	Known     []string // nodes the caller has; not returned again; at most MaxKnown
	Lens      Lens
	Rank      Rank
	DegreeCap int // centres are exempt
	Where     *Filter
	ListHubs  bool // fill Policy.HubsSkipped; Complete heeds hubs with and without it
	Brief     bool // of the Evidence of relations nothing but Status and Independent is asked for; the rest may be missing, which costs less
	Lend      bool // EgoNetwork.Release may be set; without it answers are the caller's to keep, and equal ones are deeply equal
}

// EgoNetwork is the answer: nodes nearest first, then rank, then id.
type EgoNetwork struct {
	Centers   []string    // as in Of, each once
	Nodes     []EgoNode   // without centres and known ones
	Relations []*Relation // all walked ones with one end in Nodes and the other there, a centre or known, the MaxParallel strongest (then lowest id) of each pair; by id
	Omitted   []Omitted   // by kind, then type
	Complete  bool
	StoppedBy StopReason
	Policy    Policy

	CenterPositions []Position // aligned with Centers; none unless they were laid out, which no store does

	// Release, where it is not nil (never without EgoQuery.Lend), takes the memory of
	// Nodes and Relations back, for other answers. It may be called once, by whoever
	// alone has the answer and will read nothing of the two again; strings and lists
	// that were copied out of them stay good. Not to call it is never wrong.
	Release func()
}

// EgoNode is one node of an ego network.
type EgoNode struct {
	Entity   string
	Distance int
	Rank     int
	Hidden   int       // distinct neighbours by a walked relation that are neither in the answer nor known
	At       *Position // nil unless it was laid out, which no store does
}

// X is where the node is drawn; nil where it was not laid out.
func (n *EgoNode) X() *float64 {
	if n.At == nil {
		return nil
	}
	return &n.At.X
}

// Y is as X.
func (n *EgoNode) Y() *float64 {
	if n.At == nil {
		return nil
	}
	return &n.At.Y
}

// Position is a place in a picture of an ego network, in tenths: from −1,000 to
// 1,000 in a new picture, in whose middle is 0; from −10,000 to 10,000 in one that
// grew.
type Position struct{ X, Y float64 }

// Pin is an entity that keeps its place in a picture that grows.
type Pin struct {
	ID   string
	X, Y float64
}

// MaxPins is how many there may be.
const MaxPins = MaxKnown + MaxFirst

// Omitted counts what is missing from the answer: neighbours of a kind that were
// cut, each once, by the type of the relation that would have shown them, or
// relations of a type (Kind 0) that were cut between nodes that are shown.
type Omitted struct {
	Kind  EntityKind
	Type  RelationType
	Count int
}

// CommonQuery asks which other entities are within MaxHops of all of Of, along
// what a traversal walks, whatever the degrees. Members of Of are exempt from
// Kinds; Lens.Through concerns every inner node.
type CommonQuery struct {
	Of      []string // MinCommon to MaxCommon, at least two different ones
	MaxHops int      // 0, which finds nothing, to MaxHops
	Lens    Lens
	Where   *Filter
	Slice   Slice
}

// CommonNode is one of them: nearest first (sum of distances), then rank
// (greatest first), then id.
type CommonNode struct {
	Entity    string
	Distances []int // aligned with the different entities of Of, in their order
	Rank      int   // the greatest Relevance to it of a walked relation with an entity one step nearer to one of Of
}

// OnError says what becomes of the other records when one is bad.
type OnError uint8

// The choices. 0 means REFUSE_ALL.
const (
	RefuseAll OnError = iota + 1
	Skip
)

var onErrorNames = enumNames{"", "REFUSE_ALL", "SKIP"}
