package neo4jstore

import (
	"context"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// meetingStates gives of meetings the status of "occurred", and the strength of
// the strongest participation other than by invitation.
const meetingStates = `
UNWIND $p.ids AS id
MATCH (m:Entity {id: id})
WHERE m.kind = 'MEETING'
CALL (m) {
  MATCH (m)<-[r:PARTICIPATED_IN]-()
  WHERE r.role IS NULL OR r.role <> 'INVITED'
  RETURN min($p.strength[r.status]) AS best
}
WITH collect([m.id, m.occurred, best]) AS rows`

// strength numbers statuses, strongest first.
var strength = func() map[string]any {
	m := map[string]any{}
	for _, s := range graph.Statuses() {
		m[s.String()] = int(s)
	}
	return m
}()

// MeetingStates implements graph.MeetingReader.
func (s *Store) MeetingStates(ctx context.Context, ids []string, where *graph.Filter) (out []graph.MeetingState, err error) {
	err = s.survey(ctx, func(v *view) error {
		if err := where.Check(); err != nil {
			return err
		}
		switch g := v.st.graph; {
		case g != nil:
			out, err = v.statesInMemory(g, ids, where)
		case where.SelectsClaims():
			out, err = v.statesWeighed(ids, where)
		default:
			out, err = v.statesStored(ids)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (v *view) statesInMemory(g *topology.Graph, ids []string, where *graph.Filter) ([]graph.MeetingState, error) {
	seen, err := v.seenFrom(g, where)
	if err != nil {
		return nil, err
	}
	canonical := make([]string, len(ids))
	for i, id := range ids {
		canonical[i] = v.Of(id)
	}
	return g.MeetingStates(v.ctx, canonical, seen.ClaimsOnly())
}

func (v *view) statesStored(ids []string) ([]graph.MeetingState, error) {
	rows, err := v.rows(meetingStates, map[string]any{"ids": orEmpty(v.All(ids)), "strength": strength})
	if err != nil {
		return nil, err
	}
	states := map[string]graph.MeetingState{}
	for _, row := range rows {
		cols := row.([]any)
		status := graph.Status(num(cols[2]))
		if occurred := str(cols[1]); occurred != "" {
			s, err := graph.ParseStatus(occurred)
			if err != nil {
				return nil, v.damaged("status "+occurred, err)
			}
			if s != graph.Retracted {
				status = s
			}
		}
		states[str(cols[0])] = graph.StateOf(status)
	}
	out := make([]graph.MeetingState, len(ids))
	for i, id := range ids {
		out[i] = states[v.Of(id)]
	}
	return out, nil
}

// statesWeighed weighs the claims that a filter selects.
func (v *view) statesWeighed(ids []string, where *graph.Filter) ([]graph.MeetingState, error) {
	all := v.All(ids)
	w := wanted{exist: all, entities: all, owners: all}
	w.filterIDs(v, where)
	p := v.newPool()
	if err := p.fill(w); err != nil {
		return nil, err
	}
	if err := p.filterKnown(where); err != nil {
		return nil, err
	}
	s := p.under(where.ClaimsOnly())
	out := make([]graph.MeetingState, len(ids))
	for i, id := range ids {
		if p.kinds[v.Of(id)] == graph.KindMeeting {
			out[i] = s.meetingState(v.Of(id))
		}
	}
	return out, nil
}
