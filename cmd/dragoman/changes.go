package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"dragoman/graph"
)

type standingView struct {
	Status graph.Status `json:"status"`
}

type changeView struct {
	Kind    graph.ChangeKind `json:"kind"`
	Day     string           `json:"day"`
	Before  *standingView    `json:"before"`
	After   *standingView    `json:"after"`
	Because []struct {
		Cause graph.Cause `json:"cause"`
		Claim struct {
			Stance   graph.Stance `json:"stance"`
			Document documentView `json:"document"`
		} `json:"claim"`
	} `json:"because"`
	Relation  *relationView  `json:"relation"`
	Attribute *attributeView `json:"attribute"`
}

type pathChangeView struct {
	Path    pathView     `json:"path"`
	Because []changeView `json:"because"`
}

type changesResult struct {
	Rows *struct {
		Nodes    []changeView `json:"nodes"`
		PageInfo pageInfo     `json:"pageInfo"`
	} `json:"rows"`
	Paths *struct {
		Then      graph.Outcome    `json:"then"`
		Now       graph.Outcome    `json:"now"`
		Complete  bool             `json:"complete"`
		StoppedBy graph.StopReason `json:"stoppedBy"`
		Policy    policyView       `json:"policy"`
		Appeared  []pathChangeView `json:"appeared"`
		Ceased    []pathChangeView `json:"ceased"`
	} `json:"paths"`
}

func (m *Main) changesCommand() *cobra.Command {
	since := &textValue{check: isDay, form: "date"}
	q := newQuestion(&cobra.Command{
		Use:   "changes ID... --since DATE",
		Short: "What became known since a day",
		Long: "changes compares what was known on a day of one or more entities, given by id or name, with what is " +
			"known now, or on a later day (--as-of): what appeared, ceased, or stands otherwise, and by which " +
			"claims. With --between it compares the paths to other entities. It exits 3 where nothing changed.",
		Example: "  dragoman changes nrf --since 2025-11-01\n" +
			"  dragoman changes nrf --between taliban --since 2025-11-01",
		Args: takes(1, 0),
	}, append([]argument{
		{name: "since", value: since, help: "the day to compare with: YYYY-MM-DD"},
		{name: "between", value: &listValue{form: "ids"}, help: "the other end: compare the paths to these entities"},
		{name: "lens", value: one(graph.ParseLens, 0, "lens"), help: "contact, formal, relations (as with paths), everything"},
		{name: "maxHops", value: &numberValue{n: 6}, help: "longest path, in steps"},
		degreeCapArgument(),
		firstArgument(50, "rows, or paths of each of the two states"),
		afterArgument(),
	}, evidence()...)...)
	q.RunE = func(_ *cobra.Command, args []string) error {
		if since.s == "" {
			return usage("--since is missing: the day to compare with, YYYY-MM-DD")
		}
		return m.with(q, func(ctx context.Context, b backend) error {
			vars := q.args.variables()
			vars["of"] = args
			for _, list := range []string{"of", "between"} {
				if err := m.resolveArgument(ctx, b, vars, list); err != nil {
					return err
				}
			}
			if err := m.resolveWhere(ctx, b, vars); err != nil {
				return err
			}
			r := &changesResult{}
			printed, err := m.ask(ctx, b, q, opChanges, "changes", vars, r)
			if err != nil {
				return err
			}
			if !printed {
				if err := m.tellChanges(r, since.s); err != nil {
					return err
				}
			}
			return r.ending(since.s)
		})
	}
	return q.Command
}

// ending is the exit of an answer.
func (r *changesResult) ending(since string) error {
	if r.Paths != nil {
		if err := stopped(r.Paths.StoppedBy); err != nil {
			return err
		}
		if len(r.Paths.Appeared)+len(r.Paths.Ceased) == 0 {
			return silently(exitNotFound)
		}
	}
	if r.Rows != nil && len(r.Rows.Nodes) == 0 && !r.Rows.PageInfo.HasNextPage {
		return graph.Errorf(graph.NotFound, "nothing that passes has changed since %s", since)
	}
	return nil
}

func (m *Main) tellChanges(r *changesResult, since string) error {
	p := m.page()
	if r.Rows != nil {
		for i := range r.Rows.Nodes {
			r.Rows.Nodes[i].tell(p, "")
		}
		m.more(r.Rows.PageInfo)
	}
	if r.Paths == nil {
		return p.err
	}
	p.line("", "", bold, fmt.Sprintf("Known on %s: %s. Known now: %s.", readable(since), connectedness(r.Paths.Then), connectedness(r.Paths.Now)))
	for _, list := range []struct {
		title string
		paths []pathChangeView
	}{{"Paths that are new", r.Paths.Appeared}, {"Paths that are no more", r.Paths.Ceased}} {
		if len(list.paths) == 0 {
			continue
		}
		p.heading("%s", list.title)
		for i := range list.paths {
			x := &list.paths[i]
			names := make([]string, len(x.Path.Nodes))
			for j := range x.Path.Nodes {
				names[j] = x.Path.Nodes[j].Name
			}
			p.line("  ", "    ", normal, fmt.Sprintf("%s (%s, %s)", strings.Join(names, " – "), counted(x.Path.Hops, "hop"), strings.ToLower(x.Path.Status.String())))
			for j := range x.Because {
				x.Because[j].tell(p, "    ")
			}
		}
	}
	if len(r.Paths.Appeared)+len(r.Paths.Ceased) == 0 {
		p.line("", "  ", dim, "The paths are the same.")
	}
	p.blank()
	p.line("", "  ", dim, fmt.Sprintf("Walked: lens %s; %s.", spoken(r.Paths.Policy.Lens), strings.ToLower(joined(r.Paths.Policy.Statuses))))
	r.Paths.Policy.notWalked(p, false)
	if r.Paths.StoppedBy != 0 {
		p.line("! ", "  ", warning, fmt.Sprintf("Cut short by a %s: not everything was compared.", strings.ToLower(r.Paths.StoppedBy.String())))
	}
	return p.err
}

func connectedness(o graph.Outcome) string {
	switch o {
	case graph.Found:
		return "connected"
	case graph.Same:
		return "one and the same"
	case graph.Stopped:
		return "not searched to the end"
	}
	return "not connected"
}

// tell writes the day, what it is, how it stood and stands, and the claims that
// make the difference.
func (v *changeView) tell(p *page, margin string) {
	day := "day unknown"
	if v.Day != "" {
		day = readable(v.Day)
	}
	what := ""
	switch {
	case v.Relation != nil:
		what = v.Relation.undated()
	case v.Attribute != nil:
		what = v.Attribute.subject() + " · " + v.Attribute.label()
	}
	p.line(margin, margin+"  ", normal, what)
	p.line(margin+"  ", margin+"  ", dim, fmt.Sprintf("%s · %s: %s", day, strings.ToLower(v.Kind.String()), v.standings()))
	for _, b := range v.Because {
		p.line(margin+"  ", margin+"    ", dim, fmt.Sprintf("%s (%s): %s", spoken(b.Cause), strings.ToLower(b.Claim.Stance.String()), b.Claim.Document.words()))
	}
}

func (v *changeView) standings() string {
	word := func(s *standingView) string {
		if s == nil {
			return "unknown"
		}
		return strings.ToLower(s.Status.String())
	}
	if before, after := word(v.Before), word(v.After); before != after {
		return before + ", now " + after
	}
	return word(v.After) + ", another date"
}
