package graph

// Limits of ConnectQuery.
const (
	MinConnect = 2  // different entities that can be connected
	MaxConnect = 20 // entities that can be connected
	MaxExact   = 8  // members up to which the smallest network of a group is found
)

// ConnectQuery asks for the smallest network that joins some entities.
//
// It is made of what a traversal walks, as in [PathQuery]. Members of Of are ends
// wherever they stand: neither DegreeCap nor Kinds nor Lens.Through concerns
// them, so that one of them may join two others. Lens.Through concerns every
// other entity of a network.
type ConnectQuery struct {
	Of        []string // MinConnect to MaxConnect, at least two different ones
	Lens      Lens     // 0 is RELATIONS
	MaxHops   int      // longest way between two of Of that makes one group of them, 0 to MaxHops
	DegreeCap int      // entities of greater degree join nothing, unless in Of; 0 lets none, negative is INVALID
	Where     *Filter
	Avoid     []string // entities and relations that no network uses; none of Of (INVALID)
	ListHubs  bool     // fill Policy.HubsSkipped; Complete heeds hubs with and without it
}

// ConnectResult is the answer to a ConnectQuery.
//
// Two of Of are in one group when a way of at most MaxHops hops joins them, or
// both are in one group with a third.
//
// Policy.HubsSkipped are the hubs through which another answer might go: with n
// the steps of a group's network, those at most n/2 hops from a member of it;
// and, where there are several groups, those at most MaxHops/2 hops from any of
// Of. Hops are counted along what is walked, not through hubs.
type ConnectResult struct {
	Outcome   Outcome        // FOUND: one group holds all; NO_PATH: several; STOPPED: not known, and there are no groups and no pairs
	Groups    []ConnectGroup // of most members first, then by their first member's place in Of
	Pairs     []ConnectPair  // every two of Of, in its order
	Complete  bool           // false where a hub or a budget cut the search
	StoppedBy StopReason
	Explored  int // the engine's own measure
	Policy    Policy
}

// ConnectPair is how far two of the entities are from each other.
type ConnectPair struct {
	From, To string
	Hops     *int // of the shortest way, which may pass others of Of; nil if it is longer than MaxHops, or there is none
}

// ConnectGroup is a group and the smallest network found that joins its members:
// a tree, every leaf of which is a member.
//
// Where Exact is true there is no network of fewer steps, and among those of as
// many it is the first by: weakest strength, smallest independent source count
// (most first), ids of its entities in order. Among the trees on these entities
// it is the one got by taking the strongest step first (then most sources, then
// by the lower and the higher id of its ends), always of what is left and joins
// parts not joined yet, and never a weaker step or one with fewer sources than
// that order asks for.
//
// Else it is put together of the networks of two members that are nearest to each
// other: pairs are taken by hops, then ids, whenever they join parts not joined
// yet; of what their networks make together a tree is kept as above, without
// branches that end in no member. It has fewer than twice the steps of a smallest
// one.
type ConnectGroup struct {
	Members     []string // in the order of Of
	Nodes       []string // the members, then what else the network passes, by id
	Steps       []Step   // each leads away from the first member, nearest first, then by the ids of its ends; none of a group of one, or where a budget ended the search before
	Exact       bool
	AtLeast     int    // no network of fewer steps joins the members: the steps if Exact, else half of 1/(1-1/m) times what joining m members pair by pair takes, rounded up
	Status      Status // of the weakest step; 0 without steps
	Independent int    // the smallest of the steps'; 0 without steps
}

// Size is the number of steps.
func (g *ConnectGroup) Size() int { return len(g.Steps) }
