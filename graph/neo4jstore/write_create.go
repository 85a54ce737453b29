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

// creation is a statement that creates one thing for each row, or none where a node
// that rows name is not there.
type creation struct {
	text   string
	rows   int
	params map[string]any
}

// fewRows are created late, with the statement that ends the group if that can be.
const fewRows = 200

// create begins to create one thing for each row. What comes next is prepared
// meanwhile.
func (p *plan) create(ctx context.Context, text string, rows [][]any, params map[string]any) error {
	params["rows"] = rows
	if p.late = append(p.late, creation{text, len(rows), params}); len(rows) <= fewRows {
		return nil
	}
	return p.begin(ctx)
}

// begin begins what is late.
func (p *plan) begin(ctx context.Context) error {
	for _, c := range p.late {
		finish, err := p.tx.start(ctx, c.text, c.params)
		if err != nil {
			return err
		}
		p.begun = append(p.begun, func() error {
			row, err := finish()
			if err == nil {
				err = p.allThere(num(row[0]), c)
			}
			return err
		})
	}
	p.late = nil
	return nil
}

func (p *plan) allThere(made int64, c creation) error {
	if made == int64(c.rows) {
		return nil
	}
	return &graph.Error{Code: graph.Internal, Message: p.s.where + ": the database holds what cannot be right (a claim or relation needs a node that is not there); run check"}
}

// inTurn runs statements of a plan after those that create and are late.
type inTurn struct{ p *plan }

func (t inTurn) one(ctx context.Context, text string, params map[string]any) ([]any, error) {
	if err := t.p.begin(ctx); err != nil {
		return nil, err
	}
	return t.p.tx.one(ctx, text, params)
}

// endWith runs the statement that ends the group. A small batch mostly adds claims of
// new relations; then they are created by the same statement, which saves two round
// trips of four.
func (p *plan) endWith(ctx context.Context, params map[string]any) (row []any, err error) {
	if l := p.late; len(l) == 2 && l[0].text == createClaims && l[1].text == createRelations {
		p.late = nil
		params["claims"], params["relations"] = l[0].params, l[1].params
		if row, err = p.tx.one(ctx, creatingEnding, params); err != nil {
			return nil, err
		}
		return row, firstError(p.allThere(num(row[1]), l[0]), p.allThere(num(row[2]), l[1]), p.end())
	}
	if row, err = p.run.one(ctx, ending, params); err != nil {
		return nil, err
	}
	return row, p.end()
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
