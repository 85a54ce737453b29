package neo4jstore

import (
	"context"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
)

// reweave makes relations anew whose claims were pooled or taken apart: their
// relationships go, and their claims are read from where they are kept.
func (p *plan) reweave(ctx context.Context) (gone map[string]*storedRelation, err error) {
	gone = map[string]*storedRelation{}
	before := map[string]place{}
	err = p.settle(ctx, func() error {
		for raw, identity := range p.change.rewoven {
			if p.w.statements.stored[raw] != nil {
				id, as := p.w.standsAs(p.w.stored, raw, identity)
				before[id] = place{as.From, as.To, id}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for id, at := range before {
		if _, known := p.gatherer.relations[id]; !known {
			p.places[id] = at
		}
	}
	if err := p.fill(ctx); err != nil {
		return nil, err
	}
	for id := range before {
		if old := p.gatherer.relations[id]; old != nil {
			gone[id] = old
			if old.status != graph.Retracted {
				p.count(old.identity, -1)
			}
		}
	}
	return gone, p.readAnew(ctx)
}

// readAnew reads all claims and concerns of relations that are made anew.
func (p *plan) readAnew(ctx context.Context) error {
	raws := sortedKeys(p.change.rewoven)
	for chunk := range slices.Chunk(raws, 5000) {
		row, err := p.run.one(ctx, claimsOfRaws, map[string]any{"ids": chunk})
		if err != nil {
			return err
		}
		err = each(row[0], func(cols []any) error {
			c, err := p.openClaim(cols)
			if err != nil {
				return err
			}
			to, _ := p.w.standsAs(p.w.view, c.about, c.identity)
			x := p.relations[to]
			x.claims = append(x.claims, c.claim)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return p.settle(ctx, func() error {
		for _, raw := range raws {
			list := p.w.concerns.get(raw)
			if list == nil {
				continue
			}
			to, _ := p.w.standsAs(p.w.view, raw, p.change.rewoven[raw])
			x := p.relations[to]
			x.concerns = gathered(p.w.view.All(*list), x.concerns)
		}
		return nil
	})
}

const claimsOfRaws = `
UNWIND $p.ids AS id
MATCH (c:Claim {about: id})
RETURN collect([c.id, c.about, c.record])`

// movedMeetings lists the meetings among entities that views show otherwise.
func (p *plan) movedMeetings() []string {
	var out []string
	for _, id := range p.change.moved {
		if e := p.w.entities.get(id); e != nil && e.entity.Kind == graph.KindMeeting && !merge.IsRelation(id) {
			out = append(out, id)
		}
	}
	return out
}
