package resolvers

import (
	"context"

	"dragoman/graph"
)

// The lists of entities of one kind.

func entityList[N interface {
	comparable
	graph.AnyEntity
}](ctx context.Context, q query, ask graph.EntityQuery, where *graph.Filter, first *int, after *string) (*graph.Connection[N], error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return connect(ctx, root{}, first, after, func(_ root, s graph.Slice) graph.EntityQuery {
		ask.Where, ask.Slice = where, s
		return ask
	}, q.store.ListEntities, typed[N])
}

func kind(k graph.EntityKind) graph.EntityQuery {
	return graph.EntityQuery{Kinds: []graph.EntityKind{k}}
}

func (q query) Officials(ctx context.Context, of []string, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Person], error) {
	ask := kind(graph.KindPerson)
	ask.Officials, ask.OfficialsOf = true, of
	return entityList[*graph.Person](ctx, q, ask, where, first, after)
}

func (q query) Meetings(ctx context.Context, participant, between []string, state *graph.MeetingState, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Meeting], error) {
	ask := kind(graph.KindMeeting)
	ask.Participant, ask.Between, ask.State = participant, between, or(state, 0)
	return entityList[*graph.Meeting](ctx, q, ask, where, first, after)
}

func (q query) Governments(ctx context.Context, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Government], error) {
	return entityList[*graph.Government](ctx, q, kind(graph.KindGovernment), where, first, after)
}

func (q query) Groups(ctx context.Context, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Group], error) {
	return entityList[*graph.Group](ctx, q, kind(graph.KindGroup), where, first, after)
}

func (q query) Organizations(ctx context.Context, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Organization], error) {
	return entityList[*graph.Organization](ctx, q, kind(graph.KindOrganization), where, first, after)
}

func (q query) Missions(ctx context.Context, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Mission], error) {
	return entityList[*graph.Mission](ctx, q, kind(graph.KindMission), where, first, after)
}

func (q query) Incidents(ctx context.Context, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Incident], error) {
	return entityList[*graph.Incident](ctx, q, kind(graph.KindIncident), where, first, after)
}

func (q query) Agreements(ctx context.Context, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Agreement], error) {
	return entityList[*graph.Agreement](ctx, q, kind(graph.KindAgreement), where, first, after)
}

func (q query) Offices(ctx context.Context, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Office], error) {
	return entityList[*graph.Office](ctx, q, kind(graph.KindOffice), where, first, after)
}

func (q query) Delegations(ctx context.Context, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Delegation], error) {
	return entityList[*graph.Delegation](ctx, q, kind(graph.KindDelegation), where, first, after)
}

func (q query) Places(ctx context.Context, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Place], error) {
	return entityList[*graph.Place](ctx, q, kind(graph.KindPlace), where, first, after)
}
