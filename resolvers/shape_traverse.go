package resolvers

import (
	"reflect"

	"dragoman/graph"
	"dragoman/resolvers/emit"
)

// traversals is the shapes of paths and ego networks.
func (s *shapes) traversals() {
	for value, name := range map[any]string{
		(*graph.EgoNetwork)(nil): "EgoNetwork", (*graph.PathResult)(nil): "PathResult",
		(*graph.Relation)(nil): "Relation", (*graph.ClaimAnswer)(nil): "Claim", (*graph.Document)(nil): "Document",
	} {
		s.roots[reflect.TypeOf(value)] = s.object(name)
	}
	s.paths()
	type ego = *graph.EgoNetwork
	s.define("EgoNetwork", fieldsByName{
		"centers":   entityRefs(s, func(n ego) []string { return n.Centers }),
		"nodes":     emit.Parts(s.object("EgoNode"), func(n ego) []graph.EgoNode { return n.Nodes }),
		"relations": emit.List(s.object("Relation"), func(n ego) []*graph.Relation { return n.Relations }, func(r *graph.Relation) any { return r }),
		"omitted":   emit.Parts(s.object("Omitted"), func(n ego) []graph.Omitted { return n.Omitted }),
		"complete":  boolean(func(n ego) bool { return n.Complete }),
		"stoppedBy": word(func(n ego) graph.StopReason { return n.StoppedBy }),
		"policy":    emit.Part(s.object("Policy"), func(n ego) *graph.Policy { return &n.Policy }),

		"centerPositions": emit.Parts(s.object("Position"), func(n ego) []graph.Position { return n.CenterPositions }),
	})
	s.define("Position", fieldsByName{
		"x": measure(func(p *graph.Position) *float64 { return &p.X }),
		"y": measure(func(p *graph.Position) *float64 { return &p.Y }),
	})
	s.define("EgoNode", fieldsByName{
		"entity":   entityRef(s, func(n *graph.EgoNode) string { return n.Entity }),
		"distance": number(func(n *graph.EgoNode) int { return n.Distance }),
		"rank":     number(func(n *graph.EgoNode) int { return n.Rank }),
		"hidden":   number(func(n *graph.EgoNode) int { return n.Hidden }),
		"x":        measure((*graph.EgoNode).X),
		"y":        measure((*graph.EgoNode).Y),
	})
	s.define("Omitted", fieldsByName{
		"kind":  word(func(o *graph.Omitted) graph.EntityKind { return o.Kind }),
		"type":  word(func(o *graph.Omitted) graph.RelationType { return o.Type }),
		"count": number(func(o *graph.Omitted) int { return o.Count }),
	})
	s.define("Policy", fieldsByName{
		"lens":          word(func(p *graph.Policy) graph.Lens { return p.Lens }),
		"statuses":      words(func(p *graph.Policy) []graph.Status { return p.Statuses }),
		"degreeCap":     number(func(p *graph.Policy) int { return p.DegreeCap }),
		"hubsSkipped":   emit.Parts(s.object("HubSkipped"), func(p *graph.Policy) []graph.Hub { return p.HubsSkipped }),
		"undatedClaims": number(func(p *graph.Policy) int { return p.UndatedClaims }),
	})
	s.define("HubSkipped", fieldsByName{
		"entity": entityRef(s, func(h *graph.Hub) string { return h.Entity }),
		"degree": number(func(h *graph.Hub) int { return h.Degree }),
	})
}

func (s *shapes) paths() {
	type result = *graph.PathResult
	s.define("PathResult", fieldsByName{
		"outcome": word(func(r result) graph.Outcome { return r.Outcome }),
		"paths":   emit.Parts(s.object("Path"), func(r result) []graph.Path { return r.Paths }),
		"total": numberOrNull(func(r result) (int, bool) {
			if r.Total != nil {
				return *r.Total, true
			}
			return 0, false
		}),
		"complete":  boolean(func(r result) bool { return r.Complete }),
		"stoppedBy": word(func(r result) graph.StopReason { return r.StoppedBy }),
		"explored":  number(func(r result) int { return r.Explored }),
		"policy":    emit.Part(s.object("Policy"), func(r result) *graph.Policy { return &r.Policy }),

		"relaxations": emit.Parts(s.object("Relaxation"), func(r result) []graph.Relaxation { return r.Relaxations }),
	})
	type relaxation = *graph.Relaxation
	s.define("Relaxation", fieldsByName{
		"field": text(func(x relaxation) string { return x.Field }),
		"from":  text(func(x relaxation) string { return x.From }),
		"to":    textOrNull(func(x relaxation) string { return x.To }),
		"paths": numberOrNull(func(x relaxation) (int, bool) {
			if x.Paths != nil {
				return *x.Paths, true
			}
			return 0, false
		}),
		"capped":  boolean(func(x relaxation) bool { return x.Capped }),
		"example": emit.Part(s.object("Path"), func(x relaxation) *graph.Path { return x.Example }).OrNull(),
	})
	type path = *graph.Path
	s.define("Path", fieldsByName{
		"id":                 text(path.PathID),
		"hops":               number(func(p path) int { return p.Hops }),
		"contacts":           number(func(p path) int { return p.Contacts }),
		"status":             word(func(p path) graph.Status { return p.Status }),
		"independentSources": number(func(p path) int { return p.Independent }),
		"weakest":            emit.Part(s.object("Step"), weakestOf).OrNull(),
		"steps":              emit.Parts(s.object("Step"), func(p path) []graph.Step { return p.Steps }),
		"nodes":              entityRefs(s, func(p path) []string { return p.Nodes }),
		"text":               emit.Told(s.needsOfText, s.appendText),
		"order": emit.Leaf(func(b []byte, p path) []byte {
			if p.Order == nil {
				return null(b)
			}
			return appendWord(b, p.Order.String())
		}),
		"arrival": day(func(p path) graph.Day {
			if p.Arrival == nil {
				return graph.DayMax
			}
			return *p.Arrival
		}),
	})
	type step = *graph.Step
	s.define("Step", fieldsByName{
		"from":               entityRef(s, func(x step) string { return x.From }).Exists(),
		"to":                 entityRef(s, func(x step) string { return x.To }).Exists(),
		"relation":           emit.Part(s.object("Relation"), func(x step) *graph.Relation { return x.Relation }),
		"parallel":           emit.Loads(s.object("Relation"), s.parallelOf),
		"parallelCount":      number(func(x step) int { return x.ParallelCount }),
		"forward":            boolean(func(x step) bool { return x.Forward }),
		"status":             word(step.Status),
		"independentSources": number(step.Independent),
	})
}

// needsOfText are the entities and documents that the sentence of a path names.
func (s *shapes) needsOfText(p *graph.Path, need func(*emit.Book, string)) {
	for _, id := range p.Nodes {
		need(s.entityBook, id)
	}
	for i := range p.Steps {
		for _, id := range p.Steps[i].Relation.Documents {
			need(s.documentBook, id)
		}
	}
}

func (s *shapes) appendText(b []byte, p *graph.Path, found emit.Found) []byte {
	return emit.AppendString(b, graph.PathText(p, graph.Naming{
		Entity: func(id string) graph.Noun {
			if e, ok := found(s.entityBook, id).(*graph.Entity); ok {
				return e.Noun()
			}
			return graph.Noun{}
		},
		Document: func(id string) *graph.Document {
			d, _ := found(s.documentBook, id).(*graph.Document)
			return d
		},
	}))
}
