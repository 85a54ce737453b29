package graph

// EntityKind is the closed list of what an entity can be. The free word below
// it (embassy, visit, ministry, …) is Entity.Type.
type EntityKind uint8

// The kinds, in the order of the contract. 0 is no kind.
const (
	KindPerson EntityKind = iota + 1
	KindGovernment
	KindOrganization
	KindGroup
	KindMission
	KindDelegation
	KindOffice
	KindMeeting
	KindIncident
	KindAgreement
	KindPlace
)

var kindNames = enumNames{"", "PERSON", "GOVERNMENT", "ORGANIZATION", "GROUP", "MISSION", "DELEGATION", "OFFICE", "MEETING", "INCIDENT", "AGREEMENT", "PLACE"}

// EntityKinds lists all kinds in the order of the contract.
func EntityKinds() []EntityKind {
	return []EntityKind{KindPerson, KindGovernment, KindOrganization, KindGroup, KindMission, KindDelegation, KindOffice, KindMeeting, KindIncident, KindAgreement, KindPlace}
}

// kindSet is a set of kinds as bits.
type kindSet uint16

func kinds(ks ...EntityKind) (s kindSet) {
	for _, k := range ks {
		s |= 1 << k
	}
	return s
}

func (s kindSet) has(k EntityKind) bool { return s>>k&1 == 1 }

func (s kindSet) String() string {
	out := ""
	for _, k := range EntityKinds() {
		if s.has(k) {
			if out != "" {
				out += " "
			}
			out += k.String()
		}
	}
	return out
}

var (
	actors    = kinds(KindPerson, KindGovernment, KindOrganization, KindGroup, KindMission, KindDelegation, KindOffice)
	bodies    = kinds(KindGovernment, KindOrganization, KindGroup, KindMission, KindDelegation)
	anyKind   = kinds(EntityKinds()...)
	nonPerson = anyKind &^ kinds(KindPerson)
)

// IsActor says whether entities of this kind can act: talk, accuse, sign.
func (k EntityKind) IsActor() bool { return actors.has(k) }
