package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dragoman/graph"
)

type egoEntity struct {
	entityView
	Degree int `json:"degree"`
}

type egoResult struct {
	Complete  bool             `json:"complete"`
	StoppedBy graph.StopReason `json:"stoppedBy"`
	Policy    policyView       `json:"policy"`
	Centers   []egoEntity      `json:"centers"`
	Nodes     []struct {
		Distance int       `json:"distance"`
		Hidden   int       `json:"hidden"`
		Entity   egoEntity `json:"entity"`
	} `json:"nodes"`
	Relations []relationView `json:"relations"`
	Omitted   []omission     `json:"omitted"`
	between   relationsBetween
}

// omission is how many neighbours of a kind, or relations, an answer left out.
type omission struct {
	Kind  graph.EntityKind   `json:"kind"`
	Type  graph.RelationType `json:"type"`
	Count int                `json:"count"`
}

// relationsBetween are those that join the centres; an ego network has none of them.
type relationsBetween struct {
	Nodes    []relationView `json:"nodes"`
	PageInfo pageInfo       `json:"pageInfo"`
}

// all lists the relations of the network and those between its centres.
func (r *egoResult) all() []relationView { return slices.Concat(r.between.Nodes, r.Relations) }

// askBetween asks for what joins the centres under the same filter, but for the kinds, which
// the centres need not be of.
func (r *egoResult) askBetween(ctx context.Context, b backend, of []string, vars variables) error {
	var walked []string
	for _, s := range graph.Statuses() {
		if graph.Walked.Has(s) {
			walked = append(walked, s.String())
		}
	}
	where := map[string]any{"statuses": walked}
	given, _ := vars["where"].(map[string]any)
	maps.Copy(where, given)
	delete(where, "kinds")
	lens := vars["lens"]
	if lens == nil {
		lens = graph.LensRelations.String()
	}
	fields, err := b.Query(ctx, opBetween, variables{"of": of, "lens": lens, "where": where, "first": graph.MaxFirst})
	if err != nil {
		return asUsage(err)
	}
	return decodeFields(fields, field{"relations", &r.between})
}

func (m *Main) egoCommand() *cobra.Command {
	drawn := &switchValue{}
	q := newQuestion(&cobra.Command{
		Use:     "ego ID...",
		Short:   "What surrounds an entity",
		Long:    "ego shows what surrounds one or more entities, given by id or name: neighbours, nearest and most relevant first, the relations among them, and how much is not shown.",
		Example: "  dragoman ego nrf --depth 2 --first 20",
		Args:    takes(1, 0),
	}, append([]argument{
		{name: "depth", value: &numberValue{n: 1}, help: "how many steps away"},
		firstArgument(50, "entities besides the centres"),
		{name: "perNode", value: &numberValue{n: 50}, help: "at most so many new neighbours of each"},
		{name: "known", value: &listValue{form: "ids"}, help: "entities that you have already"},
		lensArgument(graph.LensRelations),
		{name: "rank", value: one(graph.ParseRank, graph.RankRelevance, "rank"), help: "relevance, degree, id"},
		degreeCapArgument(),
		{name: "layout", value: drawn, help: "with --json, give places to draw the entities at"},
	}, evidence()...)...)
	q.orMarkdown()
	q.RunE = func(_ *cobra.Command, args []string) error {
		if drawn.on && !q.json {
			return usage("--layout gives places that only --json shows; add it")
		}
		return m.with(q, func(ctx context.Context, b backend) error {
			of, err := m.resolveAll(ctx, b, args)
			if err != nil {
				return err
			}
			vars := q.args.variables()
			if err := m.resolveArgument(ctx, b, vars, "known"); err != nil {
				return err
			}
			if err := m.resolveWhere(ctx, b, vars); err != nil {
				return err
			}
			vars["of"] = of
			r := &egoResult{}
			if len(of) > 1 && !q.json {
				if err := r.askBetween(ctx, b, of, vars); err != nil {
					return err
				}
			}
			if q.format == formatMarkdown {
				report, err := m.gather(ctx, b, q, opEgo, "ego", vars, r)
				if err == nil {
					err = report.ego(r, q.args.filters("statuses"))
				}
				if err != nil {
					return err
				}
				return stopped(r.StoppedBy)
			}
			printed, err := m.ask(ctx, b, q, opEgo, "ego", vars, r)
			if err != nil {
				return err
			}
			if !printed {
				if err := m.tellEgo(r, q.args.filters("statuses")); err != nil {
					return err
				}
			}
			return stopped(r.StoppedBy)
		})
	}
	return q.Command
}

func (m *Main) tellEgo(r *egoResult, filters string) error {
	p := m.page()
	names := make([]string, len(r.Centers))
	for i, c := range r.Centers {
		names[i] = c.Name
	}
	p.line("", "", bold, fmt.Sprintf("Around %s: %s, %s", strings.Join(names, " and "), counted(len(r.Nodes), "entity", "entities"), counted(len(r.all()), "relation")))
	r.tellNodes(p)
	r.tellRelations(p)
	p.blank()
	r.walked(p, filters)
	return p.err
}

// walked says what the answer rests on, and what it leaves out.
func (r *egoResult) walked(p *page, filters string) {
	p.line("", "  ", dim, fmt.Sprintf("Walked: lens %s; %s.", spoken(r.Policy.Lens), strings.ToLower(joined(r.Policy.Statuses))))
	if filters != "" {
		p.line("", "  ", dim, "Only what passes "+filters+".")
	}
	r.Policy.notWalked(p, false)
	r.tellOmitted(p)
	if r.between.PageInfo.HasNextPage {
		p.line("! ", "  ", warning, fmt.Sprintf("Only the first %s relations between the centres.", thousands(graph.MaxFirst)))
	}
	if r.StoppedBy != 0 {
		p.line("! ", "  ", warning, fmt.Sprintf("Cut short by a %s: there is more.", strings.ToLower(r.StoppedBy.String())))
	}
}

func (r *egoResult) tellNodes(p *page) {
	columns := []column{{}, {max: 12, style: dim}, {max: 28, style: dim}, {max: 14, right: true, style: dim}}
	distance, rows := 0, [][]string(nil)
	for _, n := range r.Nodes {
		if n.Distance != distance {
			p.table("  ", columns, rows)
			distance, rows = n.Distance, nil
			p.heading("%s away", counted(distance, "step"))
		}
		hidden := ""
		if n.Hidden > 0 {
			hidden = "+" + thousands(n.Hidden) + " more"
		}
		rows = append(rows, []string{n.Entity.Name, spoken(n.Entity.Kind), n.Entity.ID, hidden})
	}
	p.table("  ", columns, rows)
}

func (r *egoResult) tellRelations(p *page) {
	relations := r.all()
	if len(relations) == 0 {
		return
	}
	p.heading("Relations")
	slices.SortStableFunc(relations, func(a, b relationView) int { return cmp.Compare(r.remoteness(&a), r.remoteness(&b)) })
	rows := make([][]string, len(relations))
	for i := range relations {
		x := &relations[i]
		rows[i] = []string{strings.ToLower(x.Status.String()), x.line(), x.When.brief()}
	}
	p.table("  ", []column{{max: 12, style: dim}, {}, {max: 20, style: dim}}, rows)
}

// remoteness orders relations for reading: those of the centres first.
func (r *egoResult) remoteness(x *relationView) int {
	for _, c := range r.Centers {
		if c.ID == x.From.ID || c.ID == x.To.ID {
			return 0
		}
	}
	return 1
}

func (r *egoResult) tellOmitted(p *page) {
	if len(r.Omitted) == 0 {
		return
	}
	const most = 8
	var out []string
	slices.SortStableFunc(r.Omitted, func(a, b omission) int { return cmp.Compare(b.Count, a.Count) })
	for i, o := range r.Omitted {
		if i == most {
			out = append(out, fmt.Sprintf("%d more sorts", len(r.Omitted)-most))
			break
		}
		what := "relations"
		if o.Kind != 0 {
			what = spoken(o.Kind)
		}
		out = append(out, fmt.Sprintf("%s %s by %s", thousands(o.Count), what, spoken(o.Type)))
	}
	p.line("", "  ", dim, "Not shown (--first, --per-node): "+strings.Join(out, "; ")+".")
}
