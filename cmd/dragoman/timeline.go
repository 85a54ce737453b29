package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"dragoman/graph"
)

type timelineResult struct {
	Nodes []struct {
		Order     string         `json:"order"`
		When      *whenView      `json:"when"`
		Relation  *relationView  `json:"relation"`
		Attribute *attributeView `json:"attribute"`
	} `json:"nodes"`
	PageInfo pageInfo `json:"pageInfo"`
}

func (m *Main) timelineCommand() *cobra.Command {
	q := newQuestion(&cobra.Command{
		Use:   "timeline ID...",
		Short: "What happened to an entity, in order where the documents give one",
		Long: "timeline lists what the documents say of one or more entities, given by id or name, by date. " +
			"Where the order of two rows is not known it says so. It exits 3 where nothing passes.",
		Example: "  dragoman timeline muttaqi --during 2025-10",
		Args:    takes(1, 0),
	}, append([]argument{firstArgument(50, "rows"), afterArgument()}, evidence()...)...)
	q.RunE = func(_ *cobra.Command, args []string) error {
		return m.with(q, func(ctx context.Context, b backend) error {
			of, err := m.resolveAll(ctx, b, args)
			if err != nil {
				return err
			}
			vars := q.args.variables()
			if err := m.resolveWhere(ctx, b, vars); err != nil {
				return err
			}
			vars["of"] = of
			r := &timelineResult{}
			printed, err := m.ask(ctx, b, q, opTimeline, "timeline", vars, r)
			if err != nil {
				return err
			}
			if !printed {
				if err := m.tellTimeline(r); err != nil {
					return err
				}
			}
			if len(r.Nodes) == 0 && !r.PageInfo.HasNextPage {
				return graph.Errorf(graph.NotFound, "nothing passes: widen --during, --statuses or what else was asked for")
			}
			return nil
		})
	}
	return q.Command
}

// tellTimeline puts the status before what it is about, so that nobody reads a
// denial as a fact.
func (m *Main) tellTimeline(r *timelineResult) error {
	p := m.page()
	unknown := false
	rows := make([][]string, len(r.Nodes))
	for i, n := range r.Nodes {
		mark := ""
		if i > 0 && n.Order != graph.OrderBefore.String() {
			mark, unknown = "?", true
		}
		what, status := "", graph.Status(0)
		switch {
		case n.Relation != nil:
			what, status = n.Relation.line(), n.Relation.Status
		case n.Attribute != nil:
			what, status = n.Attribute.subject()+" · "+n.Attribute.label(), n.Attribute.Status
		}
		rows[i] = []string{mark, n.When.brief(), strings.ToLower(status.String()), what}
	}
	p.table("", []column{{max: 1, style: warning}, {max: 22}, {max: 12, style: dim}, {}}, rows)
	if unknown {
		p.blank()
		p.line("", "  ", dim, "? order unknown: the documents do not tell whether this came before or after the row above")
	}
	m.more(r.PageInfo)
	return p.err
}
