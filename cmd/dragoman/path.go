package main

import (
	"context"

	"github.com/spf13/cobra"

	"dragoman/graph"
)

type pathView struct {
	Hops        int          `json:"hops"`
	Contacts    int          `json:"contacts"`
	Status      graph.Status `json:"status"`
	Independent int          `json:"independentSources"`
	Order       string       `json:"order"`   // of --mode earliest
	Arrival     string       `json:"arrival"` // a day, as whenView has them
	Weakest     *struct {
		Relation struct {
			ID string `json:"id"`
		} `json:"relation"`
	} `json:"weakest"`
	Nodes []entityView `json:"nodes"`
	Steps []stepView   `json:"steps"`
}

type stepView struct {
	Forward       bool           `json:"forward"`
	From          entityView     `json:"from"`
	To            entityView     `json:"to"`
	Relation      relationView   `json:"relation"`
	Parallel      []relationView `json:"parallel"`
	ParallelCount int            `json:"parallelCount"`
}

type pathResult struct {
	Outcome   graph.Outcome    `json:"outcome"`
	Total     *int             `json:"total"`
	Complete  bool             `json:"complete"`
	StoppedBy graph.StopReason `json:"stoppedBy"`
	Policy    policyView       `json:"policy"`
	Paths     []pathView       `json:"paths"`

	Relaxations []relaxationView `json:"relaxations"`
}

type relaxationView struct {
	Field   string    `json:"field"`
	From    string    `json:"from"`
	To      string    `json:"to"`
	Paths   *int      `json:"paths"`
	Capped  bool      `json:"capped"`
	Example *pathView `json:"example"`
}

func (m *Main) pathCommand() *cobra.Command {
	hops := &numberValue{n: 6}
	mode := &oneWord[graph.PathMode]{graph.ParsePathMode, graph.Shortest, "mode"}
	via := &listValue{form: "ids"}
	q := newQuestion(&cobra.Command{
		Use:   "path FROM TO",
		Short: "How two entities are connected",
		Long: "path tells how two entities, given by id or name, are connected: every step with its date, " +
			"status and documents, what to be careful about, and what was not walked. " +
			"Where there is no path it tells what else to ask for, and exits 3.",
		Example: "  dragoman path Jaishankar Haqqani --lens contact\n" +
			"  dragoman path Wafa Haqqani --mode k-shortest --first 3 --min-independent-sources 2\n" +
			"  dragoman path Jaishankar Haqqani --mode earliest --via Muttaqi\n" +
			"  dragoman path Jaishankar Haqqani --as-of 2025-11-01 --json",
		Args: takes(2, 2),
	}, append([]argument{
		lensArgument(graph.LensRelations),
		{name: "mode", value: mode, help: "shortest, all-shortest, k-shortest, strongest, earliest"},
		{name: "maxHops", value: hops, help: "longest path to look for, in steps"},
		firstArgument(10, "paths"),
		degreeCapArgument(),
		{name: "avoid", value: &listValue{form: "ids"}, help: "entities and relations that no path may use"},
		{name: "via", value: via, help: "entities that a path must pass, in this order"},
	}, evidence()...)...)
	q.orMarkdown()
	q.RunE = func(_ *cobra.Command, args []string) error {
		return m.with(q, func(ctx context.Context, b backend) error {
			from, err := m.resolve(ctx, b, args[0])
			if err != nil {
				return err
			}
			to, err := m.resolve(ctx, b, args[1])
			if err != nil {
				return err
			}
			vars := q.args.variables()
			for _, name := range []string{"avoid", "via"} {
				if err := m.resolveArgument(ctx, b, vars, name); err != nil {
					return err
				}
			}
			if err := m.resolveWhere(ctx, b, vars); err != nil {
				return err
			}
			vars["from"], vars["to"] = []string{from.ID}, []string{to.ID}
			r := &pathResult{}
			told := pathReport{r, from, to, mode.value, via.items, hops.n, q.args.filters("statuses"), nil}
			told.avoid, _ = vars["avoid"].([]string)
			if q.format == formatMarkdown {
				report, err := m.gather(ctx, b, q, opPath, "paths", vars, r)
				if err == nil {
					err = report.paths(told)
				}
				if err != nil {
					return err
				}
				return r.ending()
			}
			printed, err := m.ask(ctx, b, q, opPath, "paths", vars, r)
			if err != nil {
				return err
			}
			if !printed {
				if err := m.tellPaths(told); err != nil {
					return err
				}
			}
			return r.ending()
		})
	}
	return q.Command
}

// ending is the exit of an answer.
func (r *pathResult) ending() error {
	if r.StoppedBy == 0 && r.Outcome == graph.NoPath {
		return silently(exitNotFound)
	}
	if r.Outcome == graph.Stopped {
		return silently(exitStopped)
	}
	return stopped(r.StoppedBy)
}
