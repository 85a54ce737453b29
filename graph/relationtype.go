package graph

import "fmt"

// RelationType is the closed list of what can connect two entities. The
// interaction types are those of the PLOVER event ontology.
type RelationType uint8

// The types, family by family, in the order of the contract (lists of
// relations are sorted by it). 0 is no type.
const (
	Holds RelationType = iota + 1
	Of
	Appointed
	Heads
	PartOf
	MemberOf
	Represents
	EmployedBy
	Succeeded
	Operates
	Controls
	AccreditedTo
	ParticipatedIn
	Led
	SpokeTo
	Recognizes
	Agree
	Consult
	Support
	Concede
	Cooperate
	Aid
	Retreat
	Request
	Accuse
	Reject
	Threaten
	Protest
	Sanction
	Mobilize
	Coerce
	Assault
	HasTies
	Supplies
	Opposes
	Backs
	SympathizesWith
	Signed
	Produced
	BasedOn
	RelatedTo
	SameSeriesAs
	SidelinesOf
	LocatedIn
	Borders
	CapitalOf
	Governs
	numTypes = int(Governs)
)

// Family groups relation types of one nature.
type Family uint8

// The families, in the order of the contract.
const (
	FamilyOffice Family = iota + 1
	FamilyStructure
	FamilyMission
	FamilyContact
	FamilyRecognition
	FamilyInteraction
	FamilyTies
	FamilyPaper
	FamilyKin
	FamilyGeography
)

// typeRule is what the vocabulary fixes about one relation type.
type typeRule struct {
	name      string
	family    Family
	from, to  kindSet
	symmetric bool // both directions are one relation; the smaller id is stored as from
	keyed     bool // identity needs a key
	lasting   bool // a state that holds over time: later news may supersede earlier
}

// rules is indexed by RelationType; a number that is no type has the zero rule.
var rules = [256]typeRule{
	Holds:           {name: "HOLDS", family: FamilyOffice, from: kinds(KindPerson), to: kinds(KindOffice), lasting: true},
	Of:              {name: "OF", family: FamilyOffice, from: kinds(KindOffice), to: bodies, lasting: true},
	Appointed:       {name: "APPOINTED", family: FamilyOffice, from: actors, to: kinds(KindPerson)},
	Heads:           {name: "HEADS", family: FamilyOffice, from: kinds(KindPerson), to: bodies, lasting: true},
	PartOf:          {name: "PART_OF", family: FamilyStructure, from: nonPerson, to: nonPerson, lasting: true},
	MemberOf:        {name: "MEMBER_OF", family: FamilyStructure, from: actors, to: kinds(KindGovernment, KindOrganization, KindGroup, KindDelegation), lasting: true},
	Represents:      {name: "REPRESENTS", family: FamilyStructure, from: actors, to: actors, lasting: true},
	EmployedBy:      {name: "EMPLOYED_BY", family: FamilyStructure, from: kinds(KindPerson), to: bodies, lasting: true},
	Succeeded:       {name: "SUCCEEDED", family: FamilyStructure, from: anyKind, to: anyKind},
	Operates:        {name: "OPERATES", family: FamilyMission, from: actors, to: kinds(KindMission), lasting: true},
	Controls:        {name: "CONTROLS", family: FamilyMission, from: actors, to: kinds(KindMission), lasting: true},
	AccreditedTo:    {name: "ACCREDITED_TO", family: FamilyMission, from: kinds(KindMission, KindPerson, KindOffice), to: kinds(KindGovernment, KindOrganization, KindGroup), lasting: true},
	ParticipatedIn:  {name: "PARTICIPATED_IN", family: FamilyContact, from: actors, to: kinds(KindMeeting, KindIncident)},
	Led:             {name: "LED", family: FamilyContact, from: kinds(KindPerson), to: kinds(KindDelegation)},
	SpokeTo:         {name: "SPOKE_TO", family: FamilyContact, from: actors, to: actors, symmetric: true},
	Recognizes:      {name: "RECOGNIZES", family: FamilyRecognition, from: kinds(KindGovernment, KindGroup), to: kinds(KindGovernment), lasting: true},
	Agree:           interaction("AGREE", true),
	Consult:         interaction("CONSULT", true),
	Support:         interaction("SUPPORT", false),
	Concede:         interaction("CONCEDE", false),
	Cooperate:       interaction("COOPERATE", true),
	Aid:             interaction("AID", false),
	Retreat:         interaction("RETREAT", false),
	Request:         interaction("REQUEST", false),
	Accuse:          interaction("ACCUSE", false),
	Reject:          interaction("REJECT", false),
	Threaten:        interaction("THREATEN", false),
	Protest:         interaction("PROTEST", false),
	Sanction:        interaction("SANCTION", false),
	Mobilize:        interaction("MOBILIZE", false),
	Coerce:          interaction("COERCE", false),
	Assault:         interaction("ASSAULT", false),
	HasTies:         {name: "HAS_TIES", family: FamilyTies, from: actors, to: actors, symmetric: true, lasting: true},
	Supplies:        {name: "SUPPLIES", family: FamilyTies, from: actors, to: actors, lasting: true},
	Opposes:         {name: "OPPOSES", family: FamilyTies, from: actors, to: actors, lasting: true},
	Backs:           {name: "BACKS", family: FamilyTies, from: actors, to: actors, lasting: true},
	SympathizesWith: {name: "SYMPATHIZES_WITH", family: FamilyTies, from: actors, to: actors, lasting: true},
	Signed:          {name: "SIGNED", family: FamilyPaper, from: actors, to: kinds(KindAgreement)},
	Produced:        {name: "PRODUCED", family: FamilyPaper, from: kinds(KindMeeting), to: kinds(KindAgreement, KindOrganization)},
	BasedOn:         {name: "BASED_ON", family: FamilyPaper, from: anyKind, to: anyKind},
	RelatedTo:       {name: "RELATED_TO", family: FamilyKin, from: kinds(KindPerson), to: kinds(KindPerson), symmetric: true, lasting: true},
	SameSeriesAs:    {name: "SAME_SERIES_AS", family: FamilyKin, from: kinds(KindMeeting), to: kinds(KindMeeting), symmetric: true, lasting: true},
	SidelinesOf:     {name: "SIDELINES_OF", family: FamilyKin, from: kinds(KindMeeting), to: kinds(KindMeeting), lasting: true},
	LocatedIn:       {name: "LOCATED_IN", family: FamilyGeography, from: anyKind, to: kinds(KindPlace), lasting: true},
	Borders:         {name: "BORDERS", family: FamilyGeography, from: kinds(KindPlace), to: kinds(KindPlace), symmetric: true, lasting: true},
	CapitalOf:       {name: "CAPITAL_OF", family: FamilyGeography, from: kinds(KindPlace), to: kinds(KindPlace), lasting: true},
	Governs:         {name: "GOVERNS", family: FamilyGeography, from: actors, to: kinds(KindPlace), lasting: true},
}

func interaction(name string, symmetric bool) typeRule {
	return typeRule{name: name, family: FamilyInteraction, from: actors, to: actors, symmetric: symmetric, keyed: true}
}

var typeNames = func() enumNames {
	n := make(enumNames, numTypes+1)
	for i, r := range rules[:numTypes+1] {
		n[i] = r.name
	}
	return n
}()

// RelationTypes lists all types in the order of the contract.
func RelationTypes() []RelationType {
	ts := make([]RelationType, numTypes)
	for i := range ts {
		ts[i] = RelationType(i + 1)
	}
	return ts
}

// Family gives the family of the type, 0 for no type.
func (x RelationType) Family() Family { return rules[x].family }

// Symmetric says that both directions are the same relation, stored with the
// smaller id as from.
func (x RelationType) Symmetric() bool { return rules[x].symmetric }

// Lasting says that the relation is a state over time, so that a dated claim
// for the other side of the question may supersede an older one.
func (x RelationType) Lasting() bool { return rules[x].lasting }

// NeedsKey says that identity needs a key besides the two ends.
func (x RelationType) NeedsKey() bool { return rules[x].keyed }

// CheckEnds refuses a relation between kinds that the type cannot connect.
// nil means the ends are allowed.
func (x RelationType) CheckEnds(from, to EntityKind) error {
	r := rules[x]
	if r.symmetric { // which end is from is not the writer's choice
		for i, kind := range []EntityKind{from, to} {
			if !r.from.has(kind) {
				return &Error{Code: Invalid, Field: []string{"from", "to"}[i], Message: fmt.Sprintf("%s cannot join a %s; it joins %s", x, kind, r.from)}
			}
		}
		return nil
	}
	if !r.from.has(from) {
		return &Error{Code: Invalid, Field: "from", Message: fmt.Sprintf("%s cannot start at a %s; it starts at %s", x, from, r.from)}
	}
	if !r.to.has(to) {
		return &Error{Code: Invalid, Field: "to", Message: fmt.Sprintf("%s cannot end at a %s; it ends at %s", x, to, r.to)}
	}
	return nil
}

// Role is the part an actor had in a meeting or incident (PARTICIPATED_IN only).
type Role uint8

// The roles, in the order of the contract. 0 is no stated role.
const (
	Host Role = iota + 1
	Visitor
	Organizer
	Mediator
	Participant
	Invited
	Victim
)

var roleNames = enumNames{"", "HOST", "VISITOR", "ORGANIZER", "MEDIATOR", "PARTICIPANT", "INVITED", "VICTIM"}
