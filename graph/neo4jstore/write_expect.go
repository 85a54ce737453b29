package neo4jstore

import (
	"strings"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// askEntity asks for an entity and all that the view takes for the same.
func (w *ledger) askEntity(id string) {
	if id == "" {
		return
	}
	for _, raw := range w.looks.Raws(w.looks.Of(id)) {
		w.entities.ask(raw)
	}
	w.entities.ask(id)
}

// askStatement asks for a relation, by any id.
func (w *ledger) askStatement(id string) {
	w.statements.ask(id)
	for _, raw := range w.looks.Raws(w.looks.Of(id)) {
		w.statements.ask(raw)
	}
}

// expect asks for what a batch names.
func (g *gatherer) expect(b *graph.Batch, in *input, close bool) {
	for i := range in.items {
		g.expectRecord(&in.items[i].record, close)
	}
	for i := range b.Retract {
		g.ledger.claims.ask(b.Retract[i].Claim)
	}
	if len(b.Split) > 0 {
		g.ledger.judgements.ask(allJudgements)
	}
}

func (g *gatherer) expectRecord(r *graph.Record, close bool) {
	w := g.ledger
	switch {
	case r.Document != nil:
		w.documents.ask(r.Document.ID)
		w.entities.ask(r.Document.ID)
		w.askEntity(r.Document.Outlet)
		for _, id := range r.Document.BasedOn {
			w.documents.ask(id)
		}
	case r.Entity != nil:
		w.askEntity(r.Entity.ID)
		w.documents.ask(r.Entity.ID)
		for _, n := range r.Entity.Names {
			for _, id := range n.Documents {
				w.documents.ask(id)
			}
		}
	case r.Relation != nil:
		g.expectRelation(r.Relation, close)
	case r.Attribute != nil:
		g.expectAttribute(r.Attribute, close)
	case r.Judgement != nil:
		w.judgements.ask(allJudgements)
		for _, id := range []string{r.Judgement.A, r.Judgement.B} {
			if merge.IsRelation(id) {
				w.askStatement(id)
			} else {
				w.askEntity(id)
			}
		}
	}
}

// expectRelation asks for a relation of a batch. Its relationship, if there is
// one, is asked for with it where there are few; in a long load nearly all are new.
func (g *gatherer) expectRelation(r *graph.RelationRecord, close bool) {
	w := g.ledger
	w.askEntity(r.From)
	w.askEntity(r.To)
	raw := r.Identity()
	identity := topology.Identity{From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key}
	w.statements.ask(raw)
	if as := w.looks.Identity(identity); close {
		if id := w.looks.Of(as.ID()); id == as.ID() {
			g.locate(id, as)
		}
	}
	if len(r.Concerns) > 0 {
		w.concerns.ask(raw)
		for _, id := range r.Concerns {
			w.askEntity(id)
		}
	}
	g.expectClaims(r.Claims, close)
}

func (g *gatherer) expectAttribute(a *graph.AttributeRecord, close bool) {
	w := g.ledger
	own := *a
	owners := []string{a.Of}
	if merge.IsRelation(a.Of) {
		w.askStatement(a.Of)
		owners = append(owners, w.looks.Raws(w.looks.Of(a.Of))...)
	} else {
		w.askEntity(a.Of)
	}
	for _, own.Of = range owners {
		w.statements.ask(own.Identity().ID())
	}
	w.askEntity(a.Entity)
	g.expectClaims(a.Claims, close)
}

// expectClaims asks for claims; in a long load those with computed ids only when
// what they are about turns out to be there (see trial.find).
func (g *gatherer) expectClaims(claims []graph.Claim, close bool) {
	for i := range claims {
		c := &claims[i]
		if close || !strings.HasPrefix(c.ID, "c:") {
			g.ledger.claims.ask(c.ID)
		}
		g.ledger.documents.ask(c.Document)
		for _, s := range c.Sources {
			g.ledger.askEntity(s.Entity)
		}
	}
}
