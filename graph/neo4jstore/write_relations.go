package neo4jstore

import (
	"context"
	"slices"

	"dragoman/graph"
)

func (p *plan) writeGone(out *outcome) func(context.Context) error {
	return func(ctx context.Context) error {
		var rows [][]any
		for _, id := range sortedKeys(out.gone) {
			as := out.gone[id].identity
			rows = append(rows, []any{as.From, as.To, id})
			if x := p.relations[id]; x != nil {
				x.anew = true
			}
		}
		if err := p.put(ctx, deleteRelations, rows); err != nil {
			return err
		}
		var moves [][]any
		for _, raw := range sortedKeys(p.change.rewoven) {
			if p.w.statements.stored[raw] != nil {
				_, as := p.w.standsAs(p.w.view, raw, p.change.rewoven[raw])
				moves = append(moves, []any{raw, as.From, as.To})
			}
		}
		return p.put(ctx, moveClaims, moves)
	}
}

const relationsAtOnce = rowsAtOnce

// writeRelations weighs what the plan has, lot by lot.
func (p *plan) writeRelations(ctx context.Context) error {
	ids := sortedKeys(p.relations)
	for lot := range slices.Chunk(ids, relationsAtOnce) {
		var created, updated [][]any
		for _, id := range lot {
			if x := p.relations[id]; !x.anew && p.mayBeStored(x) {
				p.locate(x.id, x.as)
			}
		}
		if err := p.fill(ctx); err != nil {
			return err
		}
		if err := p.settle(ctx, func() error { return p.weighAll(lot) }); err != nil {
			return err
		}
		for _, id := range lot {
			x := p.relations[id]
			if len(x.claims) == 0 {
				continue // nothing says so
			}
			if x.old == nil || x.anew {
				created = append(created, p.relationRow(x, true))
			} else {
				updated = append(updated, p.relationRow(x, false))
			}
			p.countStatus(x)
			x.claims, x.old = nil, nil
			delete(p.gatherer.relations, id)
		}
		if err := p.createRelations(ctx, created); err != nil {
			return err
		}
		if err := p.put(ctx, updateRelations, updated); err != nil {
			return err
		}
	}
	return nil
}

func (p *plan) weighAll(lot []string) error {
	for _, id := range lot {
		x := p.relations[id]
		if x.anew {
			x.claims = united(x.claims, x.added)
		} else {
			x.old = p.gatherer.relations[id]
		}
		if x.old == nil || x.anew { // firm fields depend on the ends
			p.w.entities.ask(x.as.From)
			p.w.entities.ask(x.as.To)
		}
		p.weigh(x)
	}
	return nil
}

func (p *plan) countStatus(x *weighing) {
	was := x.old != nil && !x.anew && x.old.status != graph.Retracted
	is := x.weighed.Status != graph.Retracted
	switch {
	case is && !was:
		p.count(x.as, 1)
	case was && !is:
		p.count(x.as, -1)
	}
}

func (p *plan) writeDegrees(ctx context.Context) error {
	var rows [][]any
	for _, id := range sortedKeys(p.degrees) {
		if by := p.degrees[id]; by != 0 {
			rows = append(rows, []any{id, by})
		}
	}
	return p.put(ctx, changeDegrees, rows)
}

func (p *plan) writeConcerns(ctx context.Context) error {
	var rows [][]any
	for _, relation := range sortedKeys(p.change.concerns) {
		for _, entity := range p.change.concerns[relation] {
			rows = append(rows, []any{relation + " " + entity, relation, entity})
		}
	}
	return p.put(ctx, createConcerns, rows)
}
