package neo4jstore

import (
	"context"
)

// writeEntities writes what changed and what the view shows otherwise.
func (p *plan) writeEntities(ctx context.Context) error {
	all := map[string]bool{}
	for id := range p.change.entities {
		all[id], all[p.w.view.Of(id)] = true, true
	}
	for _, id := range p.change.moved {
		if p.w.entities.get(id) != nil {
			all[id] = true
		}
	}
	ids := sortedKeys(all)
	err := p.settle(ctx, func() error {
		for _, id := range ids {
			for _, raw := range p.w.view.Raws(p.w.view.Of(id)) {
				p.w.entities.ask(raw)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var created, revived, updated, formed, retired, reformed [][]any
	for _, id := range ids {
		was := p.w.entities.stored[id]
		wasFormer := p.w.stored.Of(id) != id
		if to := p.w.view.Of(id); to != id {
			row := p.formerRow(id, to)
			switch {
			case was == nil:
				formed = append(formed, row)
			case wasFormer:
				reformed = append(reformed, row)
			default:
				retired = append(retired, row)
				reformed = append(reformed, row) // for its arrow, when all are what they are
			}
			continue
		}
		row, err := p.entityRow(id)
		switch {
		case err != nil:
			return err
		case row == nil:
		case was == nil:
			created = append(created, row)
		case wasFormer:
			revived = append(revived, row)
		default:
			updated = append(updated, row)
		}
	}
	return p.puts(ctx, []string{createEntities, reviveEntities, updateEntities, retireEntities, createFormers, updateFormers},
		created, revived, updated, retired, formed, reformed)
}

func (p *plan) formerRow(id, to string) []any {
	e := p.w.entities.get(id).entity
	p.pack.B = nil
	return []any{id, to, e.Kind.String(), p.pack.Entity(e)}
}
