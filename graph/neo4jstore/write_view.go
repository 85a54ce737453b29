package neo4jstore

import (
	"context"

	"dragoman/graph"
)

// writeView writes judgements and what they come to.
func (p *plan) writeView(ctx context.Context) error {
	now := byPair(p.w.judgements.get(allJudgements))
	var judged, withdrawn [][]any
	for pair := range p.change.judgements {
		id := pair[0] + " " + pair[1]
		j := now[pair]
		if j == nil {
			withdrawn = append(withdrawn, []any{id})
			continue
		}
		judged = append(judged, p.judgementRow(j))
	}
	written, deleted := p.aliases()
	return p.puts(ctx, []string{deleteJudgements, writeJudgements, deleteAliases, writeAliases}, withdrawn, judged, deleted, written)
}

func (p *plan) judgementRow(j *graph.Judgement) []any {
	p.pack.B = nil
	return []any{j.A + " " + j.B, j.A, j.B, j.Same, orNil(j.By), orNil(j.Reason), orNil(j.At), p.pack.Judgement(j)}
}

// aliases compares the view with the one that is stored.
func (p *plan) aliases() (written, deleted [][]any) {
	before, after := p.w.stored, p.w.view
	if before == after {
		return nil, nil
	}
	was, is := map[string]string{}, map[string]string{}
	before.Members(func(to string, raws []string) {
		for _, raw := range raws {
			was[raw] = to
		}
	})
	after.Members(func(to string, raws []string) {
		for _, raw := range raws {
			is[raw] = to
		}
	})
	for _, raw := range sortedKeys(is) {
		if was[raw] != is[raw] {
			written = append(written, []any{raw, is[raw]})
		}
	}
	for _, raw := range sortedKeys(was) {
		if is[raw] == "" {
			deleted = append(deleted, []any{raw})
		}
	}
	return written, deleted
}
