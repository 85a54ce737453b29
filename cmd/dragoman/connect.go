package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"dragoman/graph"
)

type connectGroupView struct {
	Members     []entityView `json:"members"`
	Nodes       []entityView `json:"nodes"`
	Size        int          `json:"size"`
	Exact       bool         `json:"exact"`
	AtLeast     int          `json:"atLeast"`
	Status      graph.Status `json:"status"`
	Independent int          `json:"independentSources"`
	Steps       []stepView   `json:"steps"`
}

type connectResult struct {
	Outcome   graph.Outcome      `json:"outcome"`
	Complete  bool               `json:"complete"`
	StoppedBy graph.StopReason   `json:"stoppedBy"`
	Policy    policyView         `json:"policy"`
	Groups    []connectGroupView `json:"groups"`
	Pairs     []struct {
		From entityView `json:"from"`
		To   entityView `json:"to"`
		Hops *int       `json:"hops"`
	} `json:"pairs"`
}

func (m *Main) connectCommand() *cobra.Command {
	hops := &numberValue{n: 6}
	q := newQuestion(&cobra.Command{
		Use:   "connect ID ID...",
		Short: "What joins several entities",
		Long: "connect finds the smallest network that joins 2 to 20 entities, given by id or name: every step with its " +
			"date, status and documents. What cannot be joined is told as groups, each with its own network; it exits 3 then.",
		Example: "  dragoman connect Jaishankar Haqqani nrf\n" +
			"  dragoman connect nrf taliban tajikistan --min-independent-sources 2 --max-hops 4",
		Args: takes(graph.MinConnect, 0),
	}, append([]argument{
		lensArgument(graph.LensRelations),
		{name: "maxHops", value: hops, help: "longest way that joins two of them, in steps"},
		degreeCapArgument(),
		{name: "avoid", value: &listValue{form: "ids"}, help: "entities and relations that may not be used"},
	}, evidence()...)...)
	q.RunE = func(_ *cobra.Command, args []string) error {
		return m.with(q, func(ctx context.Context, b backend) error {
			of, err := m.resolveAll(ctx, b, args)
			if err != nil {
				return err
			}
			vars := q.args.variables()
			if err := m.resolveArgument(ctx, b, vars, "avoid"); err != nil {
				return err
			}
			if err := m.resolveWhere(ctx, b, vars); err != nil {
				return err
			}
			vars["of"] = of
			r := &connectResult{}
			printed, err := m.ask(ctx, b, q, opConnect, "connect", vars, r)
			if err != nil {
				return err
			}
			report := pathReport{
				pathResult: &pathResult{Outcome: r.Outcome, StoppedBy: r.StoppedBy, Policy: r.Policy},
				maxHops:    hops.n, filters: q.args.filters("statuses"),
			}
			if !printed {
				if err := m.tellConnected(r, report); err != nil {
					return err
				}
			}
			return report.ending()
		})
	}
	return q.Command
}

// tellConnected writes networks as paths are written.
func (m *Main) tellConnected(r *connectResult, report pathReport) error {
	p := m.page()
	switch {
	case r.Outcome == graph.Stopped:
		p.line("", "", bold, "Stopped before it was known what joins them.")
	case r.Outcome == graph.NoPath:
		p.line("", "", bold, fmt.Sprintf("Not all are joined%s%s: they fall into %s.", by(r.Policy.Lens), prefixed(" ", r.Policy.past()), counted(len(r.Groups), "group")))
	}
	for i := range r.Groups {
		if i > 0 || r.Outcome == graph.NoPath {
			p.blank()
		}
		r.Groups[i].tell(p, report)
	}
	r.tellPairs(p)
	p.blank()
	report.walked(p)
	return p.err
}

func (g *connectGroupView) tell(p *page, report pathReport) {
	var names []string
	for _, e := range g.Members {
		names = append(names, e.Name)
	}
	title := strings.Join(names, ", ")
	switch {
	case len(g.Members) == 1:
		p.line("", "", bold, title+": joined with none of the others")
		return
	case len(g.Steps) == 0:
		p.line("", "", bold, title+": joined, but there was no time to find how")
		return
	}
	p.line("", "", bold, fmt.Sprintf("%s: %s, by way of %s", title, counted(g.Size, "step"), counted(len(g.Nodes)-len(g.Members), "other entity", "other entities")))
	quality := fmt.Sprintf("No network of fewer steps joins them%s.", prefixed(" ", report.Policy.past()))
	if !g.Exact {
		quality = fmt.Sprintf("There may be a network of fewer steps, though not of fewer than %d.", g.AtLeast)
	}
	p.linef("%s Weakest step: %s. %s", quality, strings.ToLower(g.Status.String()), behind(g.Independent))
	p.blank()
	report.steps(p, &pathView{Steps: g.Steps})
}

// tellPairs writes the distances where there are more than one.
func (r *connectResult) tellPairs(p *page) {
	if len(r.Pairs) < 2 {
		return
	}
	p.heading("Steps from one to another")
	rows := make([][]string, len(r.Pairs))
	for i, x := range r.Pairs {
		hops := "none"
		if x.Hops != nil {
			hops = fmt.Sprint(*x.Hops)
		}
		rows[i] = []string{hops, x.From.Name, x.To.Name}
	}
	p.table("  ", []column{{max: 4, right: true}, {max: 34}, {}}, rows)
}
