package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"dragoman/graph"
)

func (m *Main) searchCommand() *cobra.Command {
	q := newQuestion(&cobra.Command{
		Use:   "search TEXT",
		Short: "Find entities by name",
		Long: "search finds entities by any of their names, best match first. Without a text, --kinds lists all " +
			"of a kind. It exits 3 where nothing is found.",
		Example: "  dragoman search haqqani\n  dragoman search --kinds mission",
	}, append([]argument{
		{name: "kinds", value: words(graph.ParseEntityKind, "kinds"), help: strings.ToLower(joined(graph.EntityKinds()))},
		firstArgument(50, "entities"), afterArgument(),
	}, without(evidence(), "kinds")...)...)
	q.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 && !cmd.Flags().Changed("kinds") {
			return usage("give a name to search for, or --kinds to list all of a kind")
		}
		return nil
	}
	q.RunE = func(_ *cobra.Command, args []string) error {
		return m.with(q, func(ctx context.Context, b backend) error {
			vars := q.args.variables()
			if len(args) > 0 {
				vars["text"] = strings.Join(args, " ")
			}
			if err := m.resolveWhere(ctx, b, vars); err != nil {
				return err
			}
			var r searchResult
			printed, err := m.ask(ctx, b, q, opSearch, "search", vars, &r)
			if err != nil {
				return err
			}
			if !printed {
				if err := m.tellHits(&r); err != nil {
					return err
				}
			}
			if len(r.Nodes) == 0 && !r.PageInfo.HasNextPage {
				if len(args) == 0 {
					return graph.Errorf(graph.NotFound, "nothing found")
				}
				return graph.Errorf(graph.NotFound, "nothing found: names match as they are spelt, by whole words and their beginnings; where the spelling varies, try fewer letters")
			}
			return nil
		})
	}
	return q.Command
}

type searchResult struct {
	Nodes []struct {
		hitView
		Entity struct {
			entityView
			Degree int `json:"degree"`
		} `json:"entity"`
	} `json:"nodes"`
	PageInfo pageInfo `json:"pageInfo"`
}

func (m *Main) tellHits(r *searchResult) error {
	p := m.page()
	rows := make([][]string, len(r.Nodes))
	for i, h := range r.Nodes {
		name := h.Entity.Name
		if h.MatchedName != "" && h.MatchedName != name {
			name += " (" + h.MatchedName + ")"
		}
		rows[i] = []string{h.Entity.ID, name, h.Entity.kind(), thousands(h.Entity.Degree)}
	}
	p.table("", []column{{max: 34, style: bold}, {}, {max: 22, style: dim}, {max: 9, right: true, style: dim}}, rows)
	m.more(r.PageInfo)
	return p.err
}

// more says how to go on, where there is more.
func (m *Main) more(info pageInfo) {
	if info.HasNextPage {
		p := &page{w: m.Stderr, width: 4096}
		p.linef("There is more: --after %s", info.EndCursor)
	}
}
