package graph

// Node is anything that has an id of its own: an entity, a relation, a claim, a
// document.
type Node interface {
	NodeID() string
}

// AnyEntity is an entity as answers show it: one Go type for each kind, so that
// fields which only one kind has can hang on it.
type AnyEntity interface {
	Node
	Base() *Entity // what every kind has in common
}

// The kinds of entities as types. Each is made by [Typed].
type (
	Person       struct{ *Entity }
	Government   struct{ *Entity }
	Organization struct{ *Entity }
	Group        struct{ *Entity }
	Mission      struct{ *Entity }
	Delegation   struct{ *Entity }
	Office       struct{ *Entity }
	Meeting      struct{ *Entity }
	Incident     struct{ *Entity }
	Agreement    struct{ *Entity }
	Place        struct{ *Entity }
)

// typers is indexed by EntityKind.
var typers = [...]func(*Entity) AnyEntity{
	KindPerson:       func(e *Entity) AnyEntity { return &Person{e} },
	KindGovernment:   func(e *Entity) AnyEntity { return &Government{e} },
	KindOrganization: func(e *Entity) AnyEntity { return &Organization{e} },
	KindGroup:        func(e *Entity) AnyEntity { return &Group{e} },
	KindMission:      func(e *Entity) AnyEntity { return &Mission{e} },
	KindDelegation:   func(e *Entity) AnyEntity { return &Delegation{e} },
	KindOffice:       func(e *Entity) AnyEntity { return &Office{e} },
	KindMeeting:      func(e *Entity) AnyEntity { return &Meeting{e} },
	KindIncident:     func(e *Entity) AnyEntity { return &Incident{e} },
	KindAgreement:    func(e *Entity) AnyEntity { return &Agreement{e} },
	KindPlace:        func(e *Entity) AnyEntity { return &Place{e} },
}

// Typed wraps an entity in the type of its kind: a *Person, a *Government, ….
// It is nil for nil and for an entity without a kind.
func Typed(e *Entity) AnyEntity {
	if e == nil || int(e.Kind) >= len(typers) || typers[e.Kind] == nil {
		return nil
	}
	return typers[e.Kind](e)
}

// NodeID gives the id of the entity.
func (e *Entity) NodeID() string { return e.ID }

// Base gives the entity itself, also from the type of its kind.
func (e *Entity) Base() *Entity { return e }

// NodeID gives the id of the relation.
func (r *Relation) NodeID() string { return r.ID }

// NodeID gives the id of the claim.
func (c *ClaimAnswer) NodeID() string { return c.ID }

// NodeID gives the id of the document.
func (d *Document) NodeID() string { return d.ID }
