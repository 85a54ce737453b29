package neo4jstore

import (
	"context"
	"slices"

	"dragoman/graph"
)

// places numbers the nodes that rows name, so that a statement looks each of them
// up once, in the order of the index.
type places map[string]int

func (p places) note(ids ...string) {
	for _, id := range ids {
		p[id] = 0
	}
}

// number gives all ids in order.
func (p places) number() []string {
	ids := sortedKeys(p)
	for i, id := range ids {
		p[id] = i
	}
	return ids
}

func (p places) of(ids []string) []int {
	at := make([]int, len(ids))
	for i, id := range ids {
		at[i] = p[id]
	}
	return at
}

// create begins a statement that creates one thing for each row, or none where a
// node that rows name is not there. What comes next is prepared meanwhile.
func (p *plan) create(ctx context.Context, text string, rows [][]any, params map[string]any) error {
	params["rows"] = rows
	finish, err := p.tx.start(ctx, text, params)
	if err != nil {
		return err
	}
	p.begun = append(p.begun, func() error {
		row, err := finish()
		if err == nil && num(row[0]) != int64(len(rows)) {
			err = &graph.Error{Code: graph.Internal, Message: p.s.where + ": the database holds what cannot be right (a claim or relation needs a node that is not there); run check"}
		}
		return err
	})
	return nil
}

// end looks at what became of the statements that create.
func (p *plan) end() error {
	for _, finish := range p.begun {
		if err := finish(); err != nil {
			return err
		}
	}
	p.begun = nil
	return nil
}

// createClaims creates claims by the rows of claimRow.
func (p *plan) createClaims(ctx context.Context, rows [][]any) error {
	const document, entity, former = 1, 0, 1
	n := len(claimFields)
	for chunk := range slices.Chunk(rows, rowsAtOnce) {
		documents, entities, formers := places{}, places{}, places{}
		for _, row := range chunk {
			documents.note(row[document].(string))
			entities.note(row[n+entity].([]string)...)
			formers.note(row[n+former].([]string)...)
		}
		params := map[string]any{"documents": documents.number(), "entities": entities.number(), "formers": formers.number()}
		for i, row := range chunk {
			chunk[i] = append(row[:n], entities.of(row[n+entity].([]string)), formers.of(row[n+former].([]string)), documents[row[document].(string)])
		}
		if err := p.create(ctx, createClaims, chunk, params); err != nil {
			return err
		}
	}
	return nil
}

// createRelations creates relationships by the rows of relationRow, and changes
// the degrees of their ends as far as they are counted by now.
func (p *plan) createRelations(ctx context.Context, rows [][]any) error {
	for chunk := range slices.Chunk(rows, rowsAtOnce) {
		at := places{}
		for _, row := range chunk {
			at.note(row[0].(string), row[1].(string))
		}
		var ends [][]any
		for _, id := range at.number() {
			ends = append(ends, []any{id, p.degrees[id]})
			delete(p.degrees, id)
		}
		for _, row := range chunk {
			row[0], row[1] = at[row[0].(string)], at[row[1].(string)]
		}
		if err := p.create(ctx, createRelations, chunk, map[string]any{"ends": ends}); err != nil {
			return err
		}
	}
	return nil
}
