package neo4jstore

import (
	"context"
	"slices"

	"dragoman/graph"
)

// rowsAtOnce go into one statement at most, so that a change of very many things
// takes time but no memory.
const rowsAtOnce = 10_000

// put runs a statement on rows, if there are any.
func (p *plan) put(ctx context.Context, text string, rows [][]any) error {
	for chunk := range slices.Chunk(rows, rowsAtOnce) {
		if _, err := p.run.one(ctx, text, map[string]any{"rows": chunk}); err != nil {
			return err
		}
	}
	return nil
}

// write writes all that differs from what is stored.
func (p *plan) write(ctx context.Context) (*outcome, error) {
	if err := p.settle(ctx, func() error { p.relate(); return nil }); err != nil {
		return nil, err
	}
	s, err := p.spread(ctx)
	if err != nil {
		return nil, err
	}
	p.gatherChanges()
	out := &outcome{fed: s.fed}
	if len(p.change.rewoven) > 0 {
		if out.gone, err = p.reweave(ctx); err != nil {
			return nil, err
		}
	}
	for _, step := range []func(context.Context) error{
		p.writeGone(out), p.writeEntities, s.writeDocuments, p.writeClaims,
		p.writeAttributes, p.meet(out), p.writeRelations, p.writeDegrees, p.writeConcerns, p.writeView,
	} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// outcome is what the feed must be told beside the batches' own changes.
type outcome struct {
	fed      change
	gone     map[string]*storedRelation
	occurred []string // meetings, in the view
	nowhere  []string // meetings without it
}

func (p *plan) puts(ctx context.Context, texts []string, rows ...[][]any) error {
	for i, text := range texts {
		if err := p.put(ctx, text, rows[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *spread) writeDocuments(ctx context.Context) error {
	var created, updated, published, drawn [][]any
	for _, id := range sortedKeys(s.change.documents) {
		old, is := s.w.documents.stored[id], s.w.documents.get(id)
		d, had := is.document, graph.Document{}
		if old == nil {
			created = append(created, s.documentRow(id))
		} else {
			had = *old.document
			updated = append(updated, s.documentRow(id))
		}
		if d.Outlet != had.Outlet {
			published = append(published, s.labelled(id, d.Outlet))
		}
		for _, base := range d.BasedOn {
			if !slices.Contains(had.BasedOn, base) {
				drawn = append(drawn, []any{id, base})
			}
		}
	}
	return s.puts(ctx, []string{createDocuments, updateDocuments, publish, drawOn, renameFamilies, renameOutlets, redate},
		created, updated, published, drawn, s.renamed, s.renaming, s.redating)
}

// labelled is a row of a thing, an entity, and the same where it is a former one.
func (p *plan) labelled(thing, entity string) []any {
	if p.w.view.Of(entity) != entity {
		return []any{thing, nil, entity}
	}
	return []any{thing, entity, nil}
}

func (p *plan) writeClaims(ctx context.Context) error {
	ids := sortedKeys(p.change.claims)
	err := p.settle(ctx, func() error { // from when a claim is known, its document says
		for _, id := range ids {
			p.w.documents.ask(p.w.claims.get(id).claim.Document)
		}
		return nil
	})
	if err != nil {
		return err
	}
	var created, updated [][]any
	for _, id := range ids {
		c := p.w.claims.get(id)
		if row := p.claimRow(c); p.w.claims.stored[id] != nil {
			updated = append(updated, row)
		} else {
			created = append(created, row)
		}
	}
	if err := p.createClaims(ctx, created); err != nil {
		return err
	}
	return p.put(ctx, updateClaims, updated)
}
