package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"dragoman/graph"
)

type withoutView struct {
	Claims  int           `json:"claims"`
	Lost    []string      `json:"lost"`
	Stands  bool          `json:"stands"`
	Outcome graph.Outcome `json:"outcome"`
	Next    *pathView     `json:"next"`
}

type basisResult struct {
	Nodes []entityView `json:"nodes"`
	Steps []struct {
		From     entityView    `json:"from"`
		To       entityView    `json:"to"`
		Walked   bool          `json:"walked"`
		Relation *relationView `json:"relation"`
	} `json:"steps"`
	Stands      bool             `json:"stands"`
	Independent int              `json:"independentSources"`
	Outcome     graph.Outcome    `json:"outcome"`
	Complete    bool             `json:"complete"`
	StoppedBy   graph.StopReason `json:"stoppedBy"`
	Policy      policyView       `json:"policy"`
	Families    []struct {
		Members   int            `json:"members"`
		Documents []documentView `json:"documents"`
		Without   withoutView    `json:"without"`
	} `json:"families"`
	Documents []struct {
		Document documentView `json:"document"`
		Without  withoutView  `json:"without"`
	} `json:"documents"`
	Sources []struct {
		Source struct {
			Text   string      `json:"text"`
			Entity *entityView `json:"entity"`
		} `json:"source"`
		Without withoutView `json:"without"`
	} `json:"sources"`
	Cut struct {
		Documents []documentView   `json:"documents"` // nil where none was found
		Smallest  bool             `json:"smallest"`
		Minimal   bool             `json:"minimal"`
		AtLeast   int              `json:"atLeast"`
		Complete  bool             `json:"complete"`
		StoppedBy graph.StopReason `json:"stoppedBy"`
	} `json:"cut"`
}

func (m *Main) sourcesCommand() *cobra.Command {
	hops := &numberValue{n: 6}
	q := newQuestion(&cobra.Command{
		Use:   "sources RELATION... | FROM TO",
		Short: "What a connection rests on",
		Long: "sources tells of a path, given by the ids of its relations or as the shortest one between two " +
			"entities given by id or name, whether they are still connected without each document, source and " +
			"origin behind it, and a smallest set of documents without which no path is left: each path uses at least one of them. Reprints of one document are one origin. " +
			"It exits 3 where there is no path between FROM and TO.",
		Example: "  dragoman sources Jaishankar Haqqani --lens contact\n" +
			"  dragoman sources Wafa Haqqani --exclude-sources tolonews --json",
		Args: takes(1, 0),
	}, append([]argument{
		lensArgument(graph.LensRelations),
		{name: "maxHops", value: hops, help: "longest path that counts as a connection, in steps"},
		degreeCapArgument(),
	}, evidence()...)...)
	q.RunE = func(_ *cobra.Command, args []string) error {
		return m.with(q, func(ctx context.Context, b backend) error {
			vars := q.args.variables()
			if err := m.resolveWhere(ctx, b, vars); err != nil {
				return err
			}
			of, err := m.relationsOf(ctx, b, args, vars)
			if err != nil {
				return err
			}
			vars["of"] = of
			r := &basisResult{}
			printed, err := m.ask(ctx, b, q, opSources, "sources", vars, r)
			if err != nil {
				return err
			}
			if !printed {
				if err := m.tellSources(r, hops.n, q.args.filters("statuses")); err != nil {
					return err
				}
			}
			return stopped(max(r.StoppedBy, r.Cut.StoppedBy))
		})
	}
	return q.Command
}

// relationsOf gives the relations of the path that is asked about: those named,
// or those of the shortest path between two entities.
func (m *Main) relationsOf(ctx context.Context, b backend, args []string, vars variables) ([]string, error) {
	named := 0
	for _, a := range args {
		if relationID(a) {
			named++
		}
	}
	if named == len(args) {
		return args, nil
	}
	if named > 0 || len(args) != 2 {
		return nil, usage("give the ids of relations, or two entities")
	}
	ask := variables{"first": 1}
	for _, name := range []string{"lens", "maxHops", "degreeCap", "where"} {
		if v, ok := vars[name]; ok {
			ask[name] = v
		}
	}
	ends := make([]*entityView, 2)
	for i, name := range []string{"from", "to"} {
		e, err := m.resolve(ctx, b, args[i])
		if err != nil {
			return nil, err
		}
		ends[i], ask[name] = e, []string{e.ID}
	}
	fields, err := b.Query(ctx, opPath, ask)
	if err != nil {
		return nil, asUsage(err)
	}
	found := &pathResult{}
	if err := decodeFields(fields, field{"paths", found}); err != nil {
		return nil, err
	}
	if err := found.ending(); err != nil && len(found.Paths) == 0 {
		return nil, graph.Errorf(graph.NotFound, "no path from %s to %s was found that could rest on anything; see: dragoman path %s %s", ends[0].Name, ends[1].Name, quoted(args[0]), quoted(args[1]))
	}
	if len(found.Paths) == 0 || len(found.Paths[0].Steps) == 0 {
		return nil, graph.Errorf(graph.NotFound, "%s is both the start and the end: there is nothing that this rests on", ends[0].Name)
	}
	var of []string
	for i := range found.Paths[0].Steps {
		of = append(of, found.Paths[0].Steps[i].Relation.ID)
	}
	return of, nil
}

func (m *Main) tellSources(r *basisResult, maxHops int, filters string) error {
	p := m.page()
	title := fmt.Sprintf("%s to %s%s: %s, behind it %s of %s", first(r.Nodes).Name, last(r.Nodes).Name, by(r.Policy.Lens),
		counted(len(r.Steps), "hop"), counted(len(r.Documents), "document"), counted(len(r.Families), "origin"))
	p.line("", "", bold, title)
	for i := range r.Steps {
		s := &r.Steps[i]
		if s.Relation == nil {
			p.line(fmt.Sprintf("%d  ", i+1), "   ", normal, fmt.Sprintf("between %s and %s there is nothing left under the filter", s.From.Name, s.To.Name))
			continue
		}
		p.line(fmt.Sprintf("%d  ", i+1), "   ", normal, s.Relation.sentence(s.Relation.From.ID == s.From.ID))
		p.line("   ", "   ", dim, fmt.Sprintf("%s · %s · %s", s.Relation.When.words(), strings.ToLower(s.Relation.Status.String()), s.Relation.sources()))
	}
	if !r.Stands {
		p.line("! ", "  ", warning, "This path is not walked under these settings.")
	}
	r.tellRows(p)
	r.tellCut(p, maxHops)
	p.blank()
	p.line("", "  ", dim, fmt.Sprintf("Walked: lens %s; %s; up to %s.", spoken(r.Policy.Lens), strings.ToLower(joined(r.Policy.Statuses)), counted(maxHops, "hop")))
	if filters != "" {
		p.line("", "  ", dim, "Only what passes "+filters+".")
	}
	r.Policy.notWalked(p, false)
	if !r.Complete && r.StoppedBy == 0 {
		p.line("! ", "  ", warning, fmt.Sprintf("Entities with more than %s relations were not walked through (--degree-cap): there may be other paths.", thousands(r.Policy.DegreeCap)))
	}
	if r.StoppedBy != 0 {
		p.line("! ", "  ", warning, fmt.Sprintf("Cut short by a %s: not everything was searched.", strings.ToLower(r.StoppedBy.String())))
	}
	return p.err
}

func (r *basisResult) tellRows(p *page) {
	write := func(title string, n int, row func(i int) (string, *withoutView)) {
		if n == 0 {
			return
		}
		p.heading("%s", title)
		for i := range n {
			what, without := row(i)
			style := dim
			if without.Outcome == graph.NoPath {
				style = warning
			}
			p.line("  ", "    ", normal, what)
			p.line("    ", "    ", style, without.words())
		}
	}
	write("Without each document", len(r.Documents), func(i int) (string, *withoutView) {
		return r.Documents[i].Document.words(), &r.Documents[i].Without
	})
	var several []int // families of more than one document
	for i := range r.Families {
		if r.Families[i].Members > 1 {
			several = append(several, i)
		}
	}
	write("Without each origin of several documents", len(several), func(i int) (string, *withoutView) {
		f := &r.Families[several[i]]
		names := make([]string, len(f.Documents))
		for j := range f.Documents {
			names[j] = f.Documents[j].words()
		}
		if more := f.Members - len(names); more > 0 {
			names = append(names, counted(more, "other document")+" of it")
		}
		return strings.Join(names, "; "), &f.Without
	})
	write("Without each source", len(r.Sources), func(i int) (string, *withoutView) {
		s := &r.Sources[i]
		if s.Source.Entity != nil {
			return s.Source.Entity.Name, &s.Without
		}
		return "“" + s.Source.Text + "”, unnamed", &s.Without
	})
}

// words says what becomes of the connection.
func (w *withoutView) words() string {
	switch {
	case w.Outcome == graph.Stopped:
		return "not searched to the end"
	case w.Outcome == graph.NoPath:
		return "not connected"
	case w.Stands:
		return "this path stands"
	case w.Next == nil:
		return "still connected"
	}
	names := make([]string, len(w.Next.Nodes))
	for i := range w.Next.Nodes {
		names[i] = w.Next.Nodes[i].Name
	}
	return fmt.Sprintf("still connected in %s (%s): %s", counted(w.Next.Hops, "hop"), strings.ToLower(w.Next.Status.String()), strings.Join(names, ", "))
}

// tellCut names a set of documents of which every path uses at least one, and how
// far it is proved that no fewer would do.
func (r *basisResult) tellCut(p *page, maxHops int) {
	c := &r.Cut
	p.heading("Documents of which every path of up to %s uses at least one", counted(maxHops, "hop"))
	switch {
	case c.Documents == nil:
		p.line("! ", "  ", warning, fmt.Sprintf("Not found in time; it takes at least %s.", counted(c.AtLeast, "document")))
		return
	case len(c.Documents) == 0:
		p.line("  ", "  ", dim, "nothing: there is no path")
		return
	}
	for i := range c.Documents {
		p.line("  ", "    ", normal, c.Documents[i].words())
	}
	switch {
	case c.Smallest && len(c.Documents) == 1:
		p.line("  ", "  ", dim, "Without it nothing connects them.")
	case c.Smallest:
		p.line("  ", "  ", dim, "Without all of these nothing connects them, and no fewer documents do that; other sets of as many may do it too.")
	case c.Minimal:
		p.line("! ", "  ", warning, fmt.Sprintf("Without all of these nothing connects them, and without a part of them something does. There may be a smaller set of others, of at least %s.", counted(c.AtLeast, "document")))
	default:
		p.line("! ", "  ", warning, fmt.Sprintf("Without all of these nothing connects them. Whether all are needed was not found in time; it takes at least %s.", counted(c.AtLeast, "document")))
	}
	if !c.Complete {
		p.line("! ", "  ", warning, "Entities with more relations than --degree-cap were not walked through: there may be other paths.")
	}
}
