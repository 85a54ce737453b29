package resolvers

import (
	"context"

	"dragoman/graph"
)

// The fields that one kind of entity has: each is its relations of one type in
// one direction, so that their evidence is not lost.

type (
	person     struct{ entityFields[*graph.Person] }
	government struct {
		entityFields[*graph.Government]
	}
	organization struct {
		entityFields[*graph.Organization]
	}
	group      struct{ entityFields[*graph.Group] }
	mission    struct{ entityFields[*graph.Mission] }
	delegation struct {
		entityFields[*graph.Delegation]
	}
	office    struct{ entityFields[*graph.Office] }
	meeting   struct{ entityFields[*graph.Meeting] }
	incident  struct{ entityFields[*graph.Incident] }
	agreement struct{ entityFields[*graph.Agreement] }
	place     struct{ entityFields[*graph.Place] }
)

// tied answers such a field.
func tied[E interface {
	comparable
	graph.AnyEntity
}](ctx context.Context, r entityFields[E], obj E, t graph.RelationType, d graph.Direction, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return connect(ctx, obj, first, after, func(e E, s graph.Slice) graph.RelationQuery {
		return graph.RelationQuery{Of: []string{e.NodeID()}, Types: []graph.RelationType{t}, Direction: d, Lens: graph.LensEverything, Where: where, Slice: s}
	}, r.store.ListRelations, same)
}

func (r person) Offices(ctx context.Context, obj *graph.Person, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Holds, graph.Out, where, first, after)
}

func (r person) Heads(ctx context.Context, obj *graph.Person, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Heads, graph.Out, where, first, after)
}

func (r person) Employers(ctx context.Context, obj *graph.Person, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.EmployedBy, graph.Out, where, first, after)
}

func (r government) HostedMissions(ctx context.Context, obj *graph.Government, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.AccreditedTo, graph.In, where, first, after)
}

func (r government) Recognizes(ctx context.Context, obj *graph.Government, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Recognizes, graph.Out, where, first, after)
}

func (r government) RecognizedBy(ctx context.Context, obj *graph.Government, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Recognizes, graph.In, where, first, after)
}

func (r government) Members(ctx context.Context, obj *graph.Government, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.MemberOf, graph.In, where, first, after)
}

func (r government) Backers(ctx context.Context, obj *graph.Government, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Backs, graph.In, where, first, after)
}

func (r organization) PartOf(ctx context.Context, obj *graph.Organization, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.PartOf, graph.Out, where, first, after)
}

func (r organization) Members(ctx context.Context, obj *graph.Organization, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.MemberOf, graph.In, where, first, after)
}

func (r organization) Staff(ctx context.Context, obj *graph.Organization, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.EmployedBy, graph.In, where, first, after)
}

func (r organization) Offices(ctx context.Context, obj *graph.Organization, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Of, graph.In, where, first, after)
}

func (r group) Members(ctx context.Context, obj *graph.Group, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.MemberOf, graph.In, where, first, after)
}

func (r group) Backers(ctx context.Context, obj *graph.Group, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Backs, graph.In, where, first, after)
}

func (r mission) SendingState(ctx context.Context, obj *graph.Mission, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Represents, graph.Out, where, first, after)
}

func (r mission) OperatedBy(ctx context.Context, obj *graph.Mission, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Operates, graph.In, where, first, after)
}

func (r mission) ControlledBy(ctx context.Context, obj *graph.Mission, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Controls, graph.In, where, first, after)
}

func (r mission) ReceivingState(ctx context.Context, obj *graph.Mission, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.AccreditedTo, graph.Out, where, first, after)
}

func (r mission) Head(ctx context.Context, obj *graph.Mission, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Heads, graph.In, where, first, after)
}

func (r mission) Place(ctx context.Context, obj *graph.Mission, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.LocatedIn, graph.Out, where, first, after)
}

func (r delegation) Principals(ctx context.Context, obj *graph.Delegation, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Represents, graph.Out, where, first, after)
}

func (r delegation) Members(ctx context.Context, obj *graph.Delegation, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.MemberOf, graph.In, where, first, after)
}

func (r delegation) Leaders(ctx context.Context, obj *graph.Delegation, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Led, graph.In, where, first, after)
}

func (r delegation) Meetings(ctx context.Context, obj *graph.Delegation, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.ParticipatedIn, graph.Out, where, first, after)
}

func (r office) Holders(ctx context.Context, obj *graph.Office, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Holds, graph.In, where, first, after)
}

func (r office) Body(ctx context.Context, obj *graph.Office, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Of, graph.Out, where, first, after)
}

func (r meeting) Place(ctx context.Context, obj *graph.Meeting, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.LocatedIn, graph.Out, where, first, after)
}

func (r meeting) PartOf(ctx context.Context, obj *graph.Meeting, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.PartOf, graph.Out, where, first, after)
}

func (r meeting) Talks(ctx context.Context, obj *graph.Meeting, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.PartOf, graph.In, where, first, after)
}

func (r meeting) Produced(ctx context.Context, obj *graph.Meeting, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Produced, graph.Out, where, first, after)
}

func (r incident) Place(ctx context.Context, obj *graph.Incident, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.LocatedIn, graph.Out, where, first, after)
}

func (r agreement) Signatories(ctx context.Context, obj *graph.Agreement, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Signed, graph.In, where, first, after)
}

func (r agreement) ProducedBy(ctx context.Context, obj *graph.Agreement, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Produced, graph.In, where, first, after)
}

func (r agreement) BasedOn(ctx context.Context, obj *graph.Agreement, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.BasedOn, graph.Out, where, first, after)
}

func (r place) Within(ctx context.Context, obj *graph.Place, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.LocatedIn, graph.Out, where, first, after)
}

func (r place) Borders(ctx context.Context, obj *graph.Place, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Borders, graph.Both, where, first, after)
}

func (r place) Capital(ctx context.Context, obj *graph.Place, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.CapitalOf, graph.In, where, first, after)
}

func (r place) GovernedBy(ctx context.Context, obj *graph.Place, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	return tied(ctx, r.entityFields, obj, graph.Governs, graph.In, where, first, after)
}
