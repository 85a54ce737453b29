package neo4jstore

import (
	"context"
	"fmt"
	"slices"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// entitiesOfKinds lists entities of some kinds by id; allEntities those of every
// kind.
const (
	entitiesOfKinds = `
UNWIND $p.kinds AS kind
CALL (kind) {
  MATCH (e:Entity)
  USING INDEX e:Entity(kind, id)
  WHERE e.kind = kind AND e.id > $p.after
  WITH e ORDER BY e.kind, e.id LIMIT $p.limit
  RETURN e
}
WITH e ORDER BY e.id LIMIT $p.limit
WITH collect([e.id, e.degree, coalesce(e.view, e.record)]) AS rows`
	allEntities = `
MATCH (e:Entity)
USING INDEX e:Entity(id)
WHERE e.id > $p.after
WITH e ORDER BY e.id LIMIT $p.limit
WITH collect([e.id, e.degree, coalesce(e.view, e.record)]) AS rows`
)

// entityCounts tells how many entities there are of each kind, which the database
// keeps count of by label.
var entityCounts = func() string {
	text := "WITH [0"
	for _, k := range graph.EntityKinds() {
		text += fmt.Sprintf(",\n  COUNT { (:%s) }", labels[k])
	}
	return text + "] AS rows"
}()

// ListEntities implements graph.Lister. Where only kinds are asked for, a page is
// one statement; what a filter, an office or a meeting decides is decided on the
// relations of candidates, chunk by chunk.
func (s *Store) ListEntities(ctx context.Context, qs []graph.EntityQuery) (out []graph.Page[*graph.Entity], err error) {
	err = s.survey(ctx, func(v *view) error {
		out, err = v.entityLists(qs)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (v *view) entityLists(qs []graph.EntityQuery) (out []graph.Page[*graph.Entity], err error) {
	out = make([]graph.Page[*graph.Entity], len(qs))
	for i := range qs {
		if err := checkEntities(&qs[i]); err != nil {
			return nil, err
		}
		switch g := v.st.graph; {
		case g != nil:
			out[i], err = v.entitiesInMemory(g, qs[i])
		case plainEntities(&qs[i]):
			out[i], err = v.plainEntities(qs[i])
		default:
			out[i], err = v.entitiesJudged(qs[i])
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func checkEntities(q *graph.EntityQuery) error {
	if q.State > graph.StateUnconfirmed {
		return &graph.Error{Code: graph.Invalid, Field: "state", Message: fmt.Sprintf("state %d is none; one of HELD PLANNED NOT_HELD UNCONFIRMED", q.State)}
	}
	return firstError(within("first", q.Slice.First, graph.MaxFirst), q.Where.Check(), keyParts(q.Slice.After, 1))
}

func (v *view) entitiesInMemory(g *topology.Graph, q graph.EntityQuery) (p graph.Page[*graph.Entity], err error) {
	where, err := v.seenFrom(g, q.Where)
	isEntity := v.inTopology(g)
	if err := firstError(err, known("of", q.OfficialsOf, isEntity), known("participant", q.Participant, isEntity), known("between", q.Between, isEntity)); err != nil {
		return p, err
	}
	q.Where, q.OfficialsOf, q.Participant, q.Between = where, v.All(q.OfficialsOf), v.All(q.Participant), v.All(q.Between)
	ids, err := g.EntityPage(v.ctx, q)
	if err != nil {
		return p, err
	}
	return v.entityPage(ids)
}

// entityPage gives entities for their ids.
func (v *view) entityPage(ids graph.Page[string]) (p graph.Page[*graph.Entity], err error) {
	p = graph.Page[*graph.Entity]{Keys: ids.Keys, More: ids.More, Total: ids.Total}
	found, err := v.entities(ids.Items)
	if err != nil {
		return p, err
	}
	for _, id := range ids.Items {
		if found[id] == nil {
			return p, v.damaged("entity "+id+" is in the topology only", nil)
		}
		p.Items = append(p.Items, found[id])
	}
	return p, nil
}

// withoutKinds is a filter without its kinds, nil where nothing is left: in a list
// of entities kinds select the entities themselves.
func withoutKinds(f *graph.Filter) *graph.Filter {
	if f == nil {
		return nil
	}
	rest := *f
	if rest.Kinds = nil; !rest.SelectsClaims() && !rest.SelectsRelations() {
		return nil
	}
	return &rest
}

// kindsOf are the kinds that a query can list, nil for all.
func kindsOf(q *graph.EntityQuery) []graph.EntityKind {
	kinds := graph.EntityKinds()
	keep := func(list []graph.EntityKind) {
		if list != nil {
			kinds = slices.DeleteFunc(kinds, func(k graph.EntityKind) bool { return !slices.Contains(list, k) })
		}
	}
	keep(q.Kinds)
	if q.Where != nil {
		keep(q.Where.Kinds)
	}
	if ofMeetings(q) {
		keep([]graph.EntityKind{graph.KindMeeting})
	}
	if q.Officials || q.OfficialsOf != nil {
		keep([]graph.EntityKind{graph.KindPerson})
	}
	if len(kinds) == len(graph.EntityKinds()) {
		return nil
	}
	return kinds
}

func ofMeetings(q *graph.EntityQuery) bool {
	return q.Participant != nil || q.Between != nil || q.State != 0
}

func plainEntities(q *graph.EntityQuery) bool {
	return !ofMeetings(q) && !q.Officials && q.OfficialsOf == nil && withoutKinds(q.Where) == nil
}

// entitiesAfter reads the next entities of some kinds, nil being all.
func (v *view) entitiesAfter(kinds []graph.EntityKind, after string, limit int) ([]*graph.Entity, error) {
	text, p := allEntities, map[string]any{"after": after, "limit": limit}
	if kinds != nil {
		text, p["kinds"] = entitiesOfKinds, namesOf(kinds)
	}
	rows, err := v.rows(text, p)
	if err != nil {
		return nil, err
	}
	out := make([]*graph.Entity, len(rows))
	for i, row := range rows {
		if out[i], err = v.entityRow(row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (v *view) plainEntities(q graph.EntityQuery) (p graph.Page[*graph.Entity], err error) {
	kinds, after := kindsOf(&q), ""
	if q.Slice.After != nil {
		after = q.Slice.After[0]
	}
	es, err := v.entitiesAfter(kinds, after, q.Slice.First+1)
	if err != nil {
		return p, err
	}
	total := -1
	if q.Slice.Count {
		if kinds == nil {
			kinds = graph.EntityKinds()
		}
		counts, err := v.rows(entityCounts, nil)
		if err != nil {
			return p, err
		}
		total = 0
		for _, k := range kinds {
			total += int(num(counts[k]))
		}
	}
	rows := make([]row[*graph.Entity], len(es))
	for i, e := range es {
		rows[i] = row[*graph.Entity]{graph.IDKey(e.ID), e}
	}
	return cut(q.Slice, rows, total), nil
}

// judge decides about candidates of an EntityQuery by their relations.
type judge struct {
	v     *view
	q     *graph.EntityQuery
	any   *graph.Filter // a relation must pass it; nil where none has to
	rest  *graph.Filter // for the relations that offices and taking part rest on
	only  map[string]bool
	kinds []graph.EntityKind
}

// entitiesJudged lists what passes, chunk by chunk of candidates.
func (v *view) entitiesJudged(q graph.EntityQuery) (p graph.Page[*graph.Entity], err error) {
	j := &judge{v: v, q: &q, any: withoutKinds(q.Where), kinds: kindsOf(&q)}
	if j.any != nil {
		rest := *j.any
		rest.Types = nil
		j.rest = &rest
	}
	if err := j.restrict(); err != nil {
		return p, err
	}
	var rows []row[*graph.Entity]
	total, after := 0, ""
	if q.Slice.After != nil && !q.Slice.Count {
		after = q.Slice.After[0]
	}
	for {
		es, err := j.candidates(after, max(q.Slice.First+1, leastChunk))
		if err != nil {
			return p, err
		}
		passed, err := j.passing(es)
		if err != nil {
			return p, err
		}
		for _, e := range es {
			if after = e.ID; !passed[e.ID] {
				continue
			}
			total++
			if q.Slice.After == nil || e.ID > q.Slice.After[0] {
				rows = append(rows, row[*graph.Entity]{graph.IDKey(e.ID), e})
			}
		}
		if len(es) == 0 || !q.Slice.Count && len(rows) > q.Slice.First {
			break
		}
	}
	return cut(q.Slice, rows, total), nil
}

// candidates gives the next entities that may be listed.
func (j *judge) candidates(after string, limit int) ([]*graph.Entity, error) {
	if j.only == nil {
		return j.v.entitiesAfter(j.kinds, after, limit)
	}
	var ids []string
	for id := range j.only {
		if id > after {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	ids = ids[:min(len(ids), limit)]
	found, err := j.v.entities(ids)
	var out []*graph.Entity
	for _, id := range ids {
		if e := found[id]; e != nil {
			out = append(out, e)
		}
	}
	return out, err
}

// passing says which candidates pass.
func (j *judge) passing(es []*graph.Entity) (map[string]bool, error) {
	var w wanted
	meetings := j.q.State != 0
	officials := j.q.Officials && j.q.OfficialsOf == nil
	for _, e := range es {
		if j.any != nil || meetings || officials {
			w.entities = append(w.entities, e.ID)
		}
		if meetings {
			w.owners = append(w.owners, e.ID)
		}
	}
	p := j.v.newPool()
	if err := p.fill(w); err != nil {
		return nil, err
	}
	some, rest := p.under(j.any), p.under(j.rest)
	out := map[string]bool{}
	for _, e := range es {
		switch {
		case j.kinds != nil && !slices.Contains(j.kinds, e.Kind),
			meetings && rest.meetingState(e.ID) != j.q.State,
			officials && !rest.isOfficial(e.ID),
			j.any != nil && !some.anyPasses(e.ID):
		default:
			out[e.ID] = true
		}
	}
	return out, nil
}

// anyPasses says whether a relation of the entity passes.
func (s *sight) anyPasses(id string) bool {
	return slices.ContainsFunc(s.at[id], func(r *pooled) bool {
		seen := s.relation(r.ID)
		return seen != nil && s.passes(seen, graph.Listed, nil)
	})
}

// across visits the far ends of passing relations of a type that lie in a
// direction as seen from an entity.
func (s *sight) across(id string, t graph.RelationType, in bool, def graph.StatusSet, visit func(id string, kind graph.EntityKind, when graph.When)) {
	for _, r := range s.at[id] {
		here, far, kind := r.From, r.To, r.toKind
		if in {
			here, far, kind = r.To, r.From, r.fromKind
		}
		if r.Type != t || here != id {
			continue
		}
		if seen := s.relation(r.ID); seen != nil && s.passes(seen, def, nil) {
			visit(far, kind, seen.When)
		}
	}
}

func (s *sight) isOfficial(id string) (is bool) {
	yes := func(string, graph.EntityKind, graph.When) { is = true }
	s.across(id, graph.Holds, false, graph.Walked, yes)
	s.across(id, graph.Heads, false, graph.Walked, yes)
	return is
}

// meetingState goes by the attribute "occurred" where a claim about it is live,
// else by the strongest participation other than by invitation.
func (s *sight) meetingState(id string) graph.MeetingState {
	for _, a := range s.attributesOf(id) {
		if a.Name == "occurred" && a.Status != graph.Retracted {
			return graph.StateOf(a.Status)
		}
	}
	best := graph.Status(0)
	for _, r := range s.at[id] {
		if r.Type != graph.ParticipatedIn || r.To != id || r.Role == graph.Invited {
			continue
		}
		if seen := s.relation(r.ID); seen != nil && (best == 0 || seen.Status < best) {
			best = seen.Status
		}
	}
	return graph.StateOf(best)
}

// restrict works out which entities may be listed at all, where officials of
// bodies or what somebody took part in is asked for, and refuses unknown ids.
func (j *judge) restrict() error {
	v, q := j.v, j.q
	w := wanted{exist: slices.Concat(v.All(q.OfficialsOf), v.All(q.Participant), v.All(q.Between))}
	w.filterIDs(v, q.Where)
	p := v.newPool()
	if err := p.fill(w); err != nil {
		return err
	}
	if err := firstError(p.filterKnown(q.Where), known("of", q.OfficialsOf, p.isEntity), known("participant", q.Participant, p.isEntity), known("between", q.Between, p.isEntity)); err != nil {
		return err
	}
	if q.OfficialsOf != nil {
		set, err := j.officials(v.All(q.OfficialsOf))
		if err != nil {
			return err
		}
		j.keep(set)
	}
	if len(q.Participant) > 0 {
		of, err := j.meetingsOf(v.All(q.Participant))
		if err != nil {
			return err
		}
		for _, set := range of {
			j.keep(set)
		}
	}
	if q.Between != nil {
		return j.keepBetween(v.All(q.Between))
	}
	return nil
}

// keepBetween keeps meetings in which two of some entities take part.
func (j *judge) keepBetween(ids []string) error {
	of, err := j.meetingsOf(ids)
	if err != nil {
		return err
	}
	count, two := map[string]int{}, map[string]bool{}
	for _, set := range of {
		for m := range set {
			if count[m]++; count[m] == 2 {
				two[m] = true
			}
		}
	}
	j.keep(two)
	return nil
}

func (j *judge) keep(set map[string]bool) {
	if j.only == nil {
		j.only = set
		return
	}
	for id := range j.only {
		if !set[id] {
			delete(j.only, id)
		}
	}
}

// around gathers the relations of entities.
func (j *judge) around(ids []string) (*sight, error) {
	p := j.v.newPool()
	if err := p.fill(wanted{exist: ids, entities: ids}); err != nil {
		return nil, err
	}
	return p.under(j.rest), nil
}

// officials gives the persons who hold an office of bodies or of what is part of
// them, or head one.
func (j *judge) officials(bodies []string) (map[string]bool, error) {
	out, seen := map[string]bool{}, setOf(bodies)
	person := func(id string, kind graph.EntityKind, _ graph.When) {
		if kind == graph.KindPerson {
			out[id] = true
		}
	}
	for len(bodies) > 0 {
		s, err := j.around(bodies)
		if err != nil {
			return nil, err
		}
		var parts, offices []string
		for _, b := range bodies {
			s.across(b, graph.PartOf, true, graph.Walked, func(id string, _ graph.EntityKind, _ graph.When) {
				if !seen[id] {
					seen[id] = true
					parts = append(parts, id)
				}
			})
			s.across(b, graph.Heads, true, graph.Walked, person)
			s.across(b, graph.Of, true, graph.Walked, func(id string, _ graph.EntityKind, _ graph.When) { offices = append(offices, id) })
		}
		if s, err = j.around(gathered(offices)); err != nil {
			return nil, err
		}
		for _, o := range offices {
			s.across(o, graph.Holds, true, graph.Walked, person)
		}
		bodies = parts
	}
	return out, nil
}

// agent is somebody who takes part for another, then.
type agent struct {
	of, id string
	then   graph.When
}

// meetingsOf gives, for each of some entities, the meetings in which it takes
// part, itself or by another.
func (j *judge) meetingsOf(ids []string) (map[string]map[string]bool, error) {
	s, err := j.around(ids)
	if err != nil {
		return nil, err
	}
	var agents []agent
	for _, id := range ids {
		agents = append(agents, agent{of: id, id: id})
		s.across(id, graph.Represents, true, graph.Listed, func(far string, kind graph.EntityKind, when graph.When) {
			switch kind {
			case graph.KindDelegation, graph.KindOffice, graph.KindPerson:
				agents = append(agents, agent{id, far, when})
			}
		})
		if s.kinds[id] == graph.KindDelegation {
			s.across(id, graph.MemberOf, true, graph.Listed, func(far string, _ graph.EntityKind, when graph.When) { agents = append(agents, agent{id, far, when}) })
		}
	}
	all := make([]string, len(agents))
	for i, a := range agents {
		all[i] = a.id
	}
	if s, err = j.around(gathered(all)); err != nil {
		return nil, err
	}
	out := map[string]map[string]bool{}
	for _, id := range ids {
		out[id] = map[string]bool{}
	}
	for _, a := range agents {
		s.across(a.id, graph.ParticipatedIn, false, graph.Listed, func(m string, kind graph.EntityKind, when graph.When) {
			if kind == graph.KindMeeting && mayMeet(a.then, when) {
				out[a.of][m] = true
			}
		})
	}
	return out, nil
}

// mayMeet says whether two dates may share a day; undated ones may.
func mayMeet(a, b graph.When) bool {
	return !a.Dated || !b.Dated || a.Span.Compare(b.Span) == graph.OrderUndetermined
}
