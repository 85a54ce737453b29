package graph

// Lens is a named set of relation types that a traversal walks.
type Lens uint8

// The lenses. 0 means the caller's default.
const (
	LensContact    Lens = iota + 1 // who met or spoke with whom
	LensFormal                     // offices, structure, missions
	LensRelations                  // all but geography and the links between meetings
	LensEverything                 // every relation
)

var lensNames = enumNames{"", "CONTACT", "FORMAL", "RELATIONS", "EVERYTHING"}

// Types is the set of relation types of the lens as bits: bit t is type t.
// [Lens.Walks] decides on a single relation where role and ends matter too.
func (x Lens) Types() uint64 { return lensTypes[x] }

var lensTypes = func() (sets [256]uint64) {
	for _, t := range RelationTypes() {
		bit := uint64(1) << t
		sets[LensEverything] |= bit
		switch t.Family() {
		case FamilyOffice, FamilyStructure, FamilyMission:
			sets[LensFormal] |= bit
		}
		if t.Family() != FamilyGeography && t != SameSeriesAs && t != SidelinesOf {
			sets[LensRelations] |= bit
		}
		switch t {
		case ParticipatedIn, Led, SpokeTo, Consult, MemberOf, Represents:
			sets[LensContact] |= bit
		}
	}
	return sets
}()

// Walks says whether a traversal through the lens may use a relation of type t
// with this role between entities of these kinds, in either direction.
func (x Lens) Walks(t RelationType, role Role, from, to EntityKind) bool {
	if lensTypes[x]>>t&1 == 0 {
		return false
	}
	switch x {
	case LensContact:
		switch t {
		case ParticipatedIn: // taking part in an incident, being invited or a victim is not contact
			return to == KindMeeting && role != Invited && role != Victim
		case MemberOf, Represents:
			return from == KindDelegation || to == KindDelegation
		}
	case LensRelations:
		return t != PartOf || from != KindMeeting || to != KindMeeting
	}
	return true
}

// Through says whether a path through the lens may pass an entity of kind k,
// that is, have it elsewhere than at its ends. Contact runs through people,
// delegations and meetings only: a body that hosted two visits does not connect
// the visitors.
func (x Lens) Through(k EntityKind) bool {
	return x != LensContact || k == KindPerson || k == KindDelegation || k == KindMeeting
}
