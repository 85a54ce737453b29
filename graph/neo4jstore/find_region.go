package neo4jstore

import (
	"cmp"
	"context"
	"iter"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// region is the part of the graph that decides a search, as statements gave it.
// What is found in it is found by the topology's own code, so that order, policy
// and limits are the same in both ways of search:
//
//	one statement ─▶ region ─▶ topology of the region ─▶ answer ─▶ evidence of what is shown
//
// Relations are weighed by what is stored on them; their claims are read of those
// that the answer shows.
type region struct {
	v         *view
	where     *graph.Filter // without claim-selecting fields
	entities  map[string]regionEntity
	relations map[string]*regionRelation
	newest    *graph.Day
}

type regionEntity struct {
	kind   graph.EntityKind
	degree int
}

type regionRelation struct {
	graph.RelationRecord
	weighed topology.Weighed
	row     []any // of relationColumns
	whole   *graph.Relation
}

func (v *view) newRegion(where *graph.Filter) *region {
	return &region{v: v, where: where, entities: map[string]regionEntity{}, relations: map[string]*regionRelation{}}
}

// regionEntityColumns are those of a node e as a row; addEntities reads them.
const regionEntityColumns = `[e.id, e.kind, e.degree]`

func (g *region) addEntities(rows any) error {
	list, _ := rows.([]any)
	for _, row := range list {
		cols := row.([]any)
		kind, err := g.v.kind(str(cols[1]))
		if err != nil {
			return err
		}
		g.entities[str(cols[0])] = regionEntity{kind: kind, degree: int(num(cols[2]))}
	}
	return nil
}

func (g *region) isEntity(id string) bool { _, ok := g.entities[g.v.Of(id)]; return ok }

// weighedColumns are what a search needs of a relationship r besides its ends and
// identity.
const weighedColumns = `r.status, r.independent, r.days, r.gaps`

// regionRelationColumns are those of a relationship r as a row with its evidence;
// addRelations reads them.
const regionRelationColumns = relationColumns + ` + [` + weighedColumns + `]`

// lightColumns are the same without what the answer shows: only dates with gaps
// come with their evidence.
const lightColumns = `[startNode(r).id, type(r), endNode(r).id, r.role, r.key, NULL, NULL, NULL,
    CASE WHEN $p.timed AND r.gaps THEN r.evidence END, ` + weighedColumns + `]`

// addRelations takes rows of either. Dates with gaps that the database let pass by
// their bounds are tested as they are written.
func (g *region) addRelations(rows any) error {
	list, _ := rows.([]any)
	var gapped []*regionRelation
	for _, row := range list {
		r, gaps, err := g.read(row.([]any))
		switch {
		case err != nil:
			return err
		case g.relations[r.ID] != nil:
		case gaps && timed(g.where):
			gapped = append(gapped, r)
		default:
			g.relations[r.ID] = r
		}
	}
	if err := g.weighAll(gapped); err != nil {
		return err
	}
	for _, r := range gapped {
		if g.where.PassesTime(r.whole.When.Date, r.whole.When.Dated) {
			g.relations[r.ID] = r
		}
	}
	return nil
}

func (g *region) read(cols []any) (r *regionRelation, gaps bool, err error) {
	r = &regionRelation{row: cols[:9]}
	t, err := graph.ParseRelationType(str(cols[1]))
	if err != nil {
		return nil, false, g.v.damaged("relationship of type "+str(cols[1]), err)
	}
	r.From, r.Type, r.To, r.Key = str(cols[0]), t, str(cols[2]), str(cols[4])
	if role := str(cols[3]); role != "" {
		if r.Role, err = graph.ParseRole(role); err != nil {
			return nil, false, g.v.damaged("role "+role, err)
		}
	}
	r.ID = topology.Identity{From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key}.ID()
	r.weighed, err = g.v.weighed(cols[9:])
	return r, truth(cols[12]), err
}

// weighed reads weighedColumns.
func (v *view) weighed(cols []any) (w topology.Weighed, err error) {
	if w.Status, err = graph.ParseStatus(str(cols[0])); err != nil {
		return w, v.damaged("status "+str(cols[0]), err)
	}
	if w.Independent = int(num(cols[1])); w.Independent > topology.MaxWeighed {
		return w, unsupported("a relation with more than 1,000 independent sources")
	}
	if days, _ := cols[2].([]any); len(days) == 4 {
		w.Dated = true
		w.When = graph.Span{StartEarliest: day(days[0]), StartLatest: day(days[1]), EndEarliest: day(days[2]), EndLatest: day(days[3])}
	}
	return w, nil
}

func day(v any) graph.Day { return graph.Day(num(v)) }

// topology makes the region searchable. Relations between entities that did not
// come are left out.
func (g *region) topology(ctx context.Context, explore int) (*topology.Graph, error) {
	t, err := topology.Build(ctx, topology.Feed{
		Entities: g.feedEntities(), Documents: nil, Relations: g.feedRelations(), Newest: g.newest,
		Degree:  func(id string) (int, bool) { e, ok := g.entities[id]; return e.degree, ok },
		Weighed: func(r *graph.RelationRecord) topology.Weighed { return g.relations[r.ID].weighed },
	})
	if err != nil {
		return nil, err
	}
	return t.WithOptions(topology.Options{Budget: explore}), nil
}

func (g *region) feedEntities() iter.Seq2[*graph.Entity, error] {
	return func(yield func(*graph.Entity, error) bool) {
		var e graph.Entity
		for id, x := range g.entities {
			e = graph.Entity{ID: id, Kind: x.kind, Named: true}
			if !yield(&e, nil) {
				return
			}
		}
	}
}

func (g *region) feedRelations() iter.Seq2[*graph.RelationRecord, error] {
	return func(yield func(*graph.RelationRecord, error) bool) {
		for _, r := range g.relations {
			_, from := g.entities[r.From]
			_, to := g.entities[r.To]
			if from && to && !yield(&r.RelationRecord, nil) {
				return
			}
		}
	}
}

// simple is the filter that is left to the topology: dates were tested already.
func (g *region) simple() *graph.Filter {
	if g.where == nil {
		return nil
	}
	f := *g.where
	f.At, f.During, f.Overlap = graph.EDTF{}, graph.EDTF{}, graph.OverlapPossible
	return &f
}

// documentIDs are those of its claims.
func (r *relationRow) documentIDs() []string {
	ids := make([]string, len(r.Claims))
	for i := range r.Claims {
		ids[i] = r.Claims[i].Document
	}
	return ids
}

// unfiltered shows a relation with the evidence of all its claims.
func (v *view) unfiltered(row *relationRow) *graph.Relation {
	evidence, _ := graph.Assess(graph.Select(row.Claims, nil, v), row.Type.Lasting(), v)
	return &graph.Relation{
		ID: row.ID, From: row.From, Type: row.Type, To: row.To, Role: row.Role, Key: row.Key, Concerns: row.Concerns, Evidence: evidence,
	}
}

// fill gives relations of an answer their evidence.
func (g *region) fill(shown iter.Seq[**graph.Relation]) error {
	var bare []*regionRelation
	for at := range shown {
		if r := g.relations[(*at).ID]; r.whole == nil {
			bare = append(bare, r)
		}
	}
	if err := g.weighAll(bare); err != nil {
		return err
	}
	for at := range shown {
		*at = g.relations[(*at).ID].whole
	}
	return nil
}

// weighAll draws up the evidence of relations, with one statement at most for the
// documents that are not at hand.
func (g *region) weighAll(rs []*regionRelation) error {
	rows := make([]relationRow, len(rs))
	for i, r := range rs {
		var err error
		if rows[i], err = g.v.relationRow(r.row); err != nil {
			return err
		}
	}
	if err := g.v.gatherDocuments(documentsOf(rows)); err != nil {
		return err
	}
	for i, r := range rs {
		r.whole = g.v.unfiltered(&rows[i])
	}
	return nil
}

// explore is the number of relations that one search in the database may look at.
func (s *Store) explore() int { return cmp.Or(s.options.Explore, DefaultExplore) }

// DefaultExplore is Options.Explore of a search in the database.
const DefaultExplore = 200_000
