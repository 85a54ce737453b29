package neo4jstore

import (
	"context"
	"slices"

	"dragoman/graph"
	"dragoman/graph/pack"
)

// readTallies reads attributes as they are stored.
func (p *plan) readTallies(ctx context.Context, ids []string) error {
	for lot := range slices.Chunk(ids, relationsAtOnce) {
		row, err := p.run.one(ctx, attributesByIDs, map[string]any{"ids": lot})
		if err != nil {
			return err
		}
		err = each(row[0], func(cols []any) error {
			x := p.attributes[str(cols[0])]
			var err error
			if x.record, err = pack.OpenAttribute(x.id, blob(cols[1])); err != nil {
				return p.damaged("attribute "+x.id, err)
			}
			if x.claims, err = pack.OpenEvidence(x.id, blob(cols[2]), nil, &p.dates); err != nil {
				return p.damaged("attribute "+x.id, err)
			}
			for _, u := range texts(cols[3]) {
				p.unnamed[u] = true
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

const attributesByIDs = `
UNWIND $p.ids AS id
MATCH (a:Attribute {id: id})
RETURN collect([a.id, a.record, a.evidence, a.unnamed])`

// complete reads what is missing of attributes, and unites their claims.
func (p *plan) complete(ctx context.Context) error {
	var stored []string
	for _, id := range sortedKeys(p.attributes) {
		if x := p.attributes[id]; !x.done && !x.isNew {
			stored = append(stored, id)
		}
	}
	if err := p.readTallies(ctx, stored); err != nil {
		return err
	}
	for _, x := range p.attributes {
		if !x.done {
			x.claims, x.done = united(x.claims, x.added), true
		}
	}
	return nil
}

func (p *plan) writeAttributes(ctx context.Context) error {
	if err := p.complete(ctx); err != nil {
		return err
	}
	var created, updated, owned [][]any
	for _, id := range sortedKeys(p.attributes) {
		x := p.attributes[id]
		if !x.isNew {
			updated = append(updated, p.attributeRow(x))
			continue
		}
		created = append(created, p.attributeRow(x))
		if !aboutRelation(x.record.Of) {
			owned = append(owned, p.labelled(id, x.record.Of))
		}
	}
	return p.puts(ctx, []string{createAttributes, ownAttributes, updateAttributes}, created, owned, updated)
}

// meet reads the state of meetings off their attributes "occurred" again.
func (p *plan) meet(out *outcome) func(context.Context) error {
	return func(ctx context.Context) error {
		all := map[string]bool{}
		for _, x := range p.attributes {
			if x.record != nil && x.record.Name == occurred && !aboutRelation(x.record.Of) {
				all[p.w.view.Of(x.record.Of)] = true
			}
		}
		for _, id := range p.movedMeetings() {
			if to := p.w.view.Of(id); to != id {
				out.nowhere = append(out.nowhere, id)
				id = to
			}
			all[id] = true
		}
		if len(all) == 0 {
			return nil
		}
		meetings := sortedKeys(all)
		for _, id := range meetings {
			for _, raw := range p.w.view.Raws(id) {
				p.touchAttribute(occurredID(raw))
			}
		}
		if err := p.complete(ctx); err != nil {
			return err
		}
		rows, err := p.occurrences(ctx, meetings, out)
		if err != nil {
			return err
		}
		return p.put(ctx, holdMeetings, rows)
	}
}

func (p *plan) occurrences(ctx context.Context, meetings []string, out *outcome) (rows [][]any, err error) {
	for _, id := range meetings {
		var claims []graph.Claim
		for _, raw := range p.w.view.Raws(id) {
			if x := p.attributes[occurredID(raw)]; x != nil {
				claims = append(claims, x.claims...)
			}
		}
		var e graph.Evidence
		err := p.settle(ctx, func() error { e = p.assess(claims, false); p.w.entities.ask(id); return nil })
		if err != nil {
			return nil, err
		}
		if len(claims) > 0 {
			out.occurred = append(out.occurred, id)
		} else {
			out.nowhere = append(out.nowhere, id)
		}
		if x := p.w.entities.get(id); x == nil || x.entity.Kind != graph.KindMeeting {
			continue
		}
		p.meetings[id] = e.Status
		rows = append(rows, []any{id, orNil(e.Status.String()), gateOf(e.Status)})
	}
	return rows, nil
}
