package neo4jstore

import (
	"context"

	"dragoman/graph"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// storedRelation is a relationship of the database.
type storedRelation struct {
	identity topology.Identity
	status   graph.Status
	concerns []string // in the view
	claims   []graph.Claim
	unnamed  []string
}

// place is where a relationship is: its ends and its id, all in the view.
type place struct{ from, to, id string }

// gatherer looks up, in one statement, what a ledger asked for.
type gatherer struct {
	s      *Store
	ledger *ledger
	run    runner
	dates  pack.Dates

	places    map[string]place           // relationships to be looked up, by id
	relations map[string]*storedRelation // by id; nil where there is none
	unnamed   map[string]bool            // entities of the view, as relationships and documents say
}

func newGatherer(s *Store, w *ledger, run runner) *gatherer {
	return &gatherer{s: s, ledger: w, run: run, places: map[string]place{}, relations: map[string]*storedRelation{}, unnamed: map[string]bool{}}
}

// gathering looks up things by their ids, and gives one list for each sort. A
// relation is looked for only where a claim states it: else all relationships between
// its ends, thousands between two hubs, would be read in vain.
var gathering = `
CALL () {
  UNWIND $p.entities AS id MATCH (e:Entity {id: id}) RETURN collect([e.id, e.record, e.occurred]) AS entities
}
CALL () {
  UNWIND $p.formers AS id MATCH (e:Former {id: id}) RETURN collect([e.id, e.record, null]) AS formers
}
CALL () {
  UNWIND $p.documents AS id MATCH (d:Document {id: id}) RETURN collect(` + paperColumns + `) AS documents
}
CALL () {
  UNWIND $p.claims AS id MATCH (c:Claim {id: id}) RETURN collect([c.id, c.about, c.record]) AS claims
}
CALL () {
  UNWIND $p.statements AS id
  CALL (id) { MATCH (c:Claim {about: id}) RETURN c LIMIT 1 }
  RETURN collect([c.id, c.about, c.record]) AS statements
}
CALL () {
  UNWIND $p.concerns AS id MATCH (k:Concern {relation: id}) RETURN collect([k.relation, k.entity]) AS concerns
}
CALL () {
  UNWIND $p.judgements AS least MATCH (j:Judgement) WHERE j.id > least RETURN collect([j.a, j.b, j.record]) AS judgements
}
CALL () {
  UNWIND $p.incident AS id
  MATCH (e:Entity {id: id})-[r:` + relationTypes + `]-(:Entity)
  RETURN collect([id, r.id]) AS incident
}
CALL () {
  UNWIND $p.relations AS at
  CALL (at) { UNWIND at[3] AS raw MATCH (c:Claim {about: raw}) RETURN raw LIMIT 1 }
  MATCH (a:Entity {id: at[0]})
  MATCH (b:Entity {id: at[1]})
  MATCH (a)-[r:` + relationTypes + `]->(b)
  WHERE r.id = at[2]
  RETURN collect([r.id, a.id, type(r), b.id, r.role, r.key, r.status, r.concerns, r.unnamed, r.evidence,
    COLLECT { UNWIND r.documents AS id MATCH (d:Document {id: id}) RETURN ` + paperColumns + ` }]) AS relations
}`

const paperColumns = `[d.id, d.record, d.family, d.outletNamed]`

var gather = gathering + `
RETURN entities, formers, documents, claims, statements, concerns, judgements, incident, relations`

// locate asks for a relationship.
func (g *gatherer) locate(id string, as topology.Identity) {
	if _, known := g.relations[id]; !known && !g.ledger.statements.virgin {
		g.places[id] = place{as.From, as.To, id}
	}
}

// open says whether something is asked for.
func (g *gatherer) open() bool { return len(g.places) > 0 || g.ledger.uncertain() }

func (g *gatherer) params() map[string]any {
	w := g.ledger
	entities, formers := []string{}, []string{}
	for _, id := range w.entities.wanted() {
		if w.stored.Of(id) == id {
			entities = append(entities, id)
		} else {
			formers = append(formers, id)
		}
	}
	judgements := []string{}
	if len(w.judgements.wanted()) > 0 {
		judgements = append(judgements, "")
	}
	relations := make([][]any, 0, len(g.places))
	for _, p := range g.places {
		relations = append(relations, []any{p.from, p.to, p.id, gathered(w.stored.Raws(p.id), w.looks.Raws(p.id))})
	}
	return map[string]any{
		"entities": entities, "formers": formers, "documents": w.documents.wanted(), "claims": w.claims.wanted(),
		"statements": w.statements.wanted(), "concerns": w.concerns.wanted(), "judgements": judgements,
		"incident": w.incident.wanted(), "relations": relations,
	}
}

// fill looks up what is asked for, until nothing is.
func (g *gatherer) fill(ctx context.Context) error {
	for g.open() {
		row, err := g.run.one(ctx, gather, g.params())
		if err != nil {
			return err
		}
		if err := g.learn(row); err != nil {
			return err
		}
	}
	return nil
}

// settle runs work again until it asks for nothing more.
func (g *gatherer) settle(ctx context.Context, work func() error) error {
	for {
		if err := work(); err != nil {
			return err
		}
		if !g.open() {
			return nil
		}
		if err := g.fill(ctx); err != nil {
			return err
		}
	}
}
