package topology

import (
	"context"

	"dragoman/graph"
)

// MeetingStates says whether meetings took place, aligned with ids; 0 for an id
// that is unknown or no meeting. Only claim-selecting fields of where apply.
func (g *Graph) MeetingStates(ctx context.Context, ids []string, where *graph.Filter) ([]graph.MeetingState, error) {
	s, err := g.newSieve(graph.LensEverything, where.ClaimsOnly(), anyStatus, false)
	if err != nil {
		return nil, err
	}
	out := make([]graph.MeetingState, len(ids))
	for i, id := range ids {
		if i%256 == 0 && ctx.Err() != nil {
			return nil, deadline(ctx)
		}
		if v, ok := g.entity(id); ok && g.kind(v) == graph.KindMeeting {
			out[i] = s.meetingState(v)
		}
	}
	return out, nil
}

// meetingState goes by the attribute "occurred" where a claim about it is live,
// else by the strongest participation other than by invitation.
func (s *sieve) meetingState(m uint32) graph.MeetingState {
	if status := s.g.occurred(&s.k, s.claims, m); status != 0 && status != graph.Retracted {
		return graph.StateOf(status)
	}
	var buf []cell
	best := graph.Status(0)
	for _, c := range s.g.segment(m, graph.ParticipatedIn, &buf) {
		if !c.in() || c.role() == graph.Invited {
			continue
		}
		status := c.status()
		if s.claims != nil {
			status = s.g.weighRelation(&s.k, s.claims, c.rel, false).status
		}
		if status != 0 && (best == 0 || status < best) {
			best = status
		}
	}
	return graph.StateOf(best)
}
