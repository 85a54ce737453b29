package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dragoman/graph"
)

type entityPage struct {
	entityView
	Names []struct {
		Text string `json:"text"`
	} `json:"names"`
	Summary     string `json:"summary"`
	ExternalIDs []struct {
		Scheme string `json:"scheme"`
		Value  string `json:"value"`
	} `json:"externalIds"`
	Degree     int                `json:"degree"`
	FormerIDs  []string           `json:"formerIds"`
	State      graph.MeetingState `json:"state"`
	When       *whenView          `json:"when"`
	Attributes []attributeView    `json:"attributes"`
	Relations  struct {
		Nodes    []relationView `json:"nodes"`
		PageInfo pageInfo       `json:"pageInfo"`
	} `json:"relations"`
	Documents struct {
		Nodes    []documentView `json:"nodes"`
		PageInfo pageInfo       `json:"pageInfo"`
	} `json:"documents"`
}

func (m *Main) entityCommand() *cobra.Command {
	q := newQuestion(&cobra.Command{
		Use:     "entity ID",
		Short:   "One entity: its names, attributes, relations and documents",
		Long:    "entity shows one entity, given by id or name, with what the documents say of it.",
		Example: "  dragoman entity muttaqi\n  dragoman entity taliban --types recognizes --as-of 2025-11-01",
		Args:    takes(1, 1),
	}, append([]argument{
		{name: "direction", value: letters(graph.ParseDirection, "out", "in", "both"), help: "only relations from it, or to it"},
		lensArgument(graph.LensEverything),
		firstArgument(50, "relations"), afterArgument(),
	}, evidence()...)...)
	q.RunE = func(_ *cobra.Command, args []string) error {
		return m.with(q, func(ctx context.Context, b backend) error {
			e, err := m.resolve(ctx, b, args[0])
			if err != nil {
				return err
			}
			vars := q.args.variables()
			if err := m.resolveWhere(ctx, b, vars); err != nil {
				return err
			}
			vars["id"] = e.ID
			var r *entityPage
			printed, err := m.ask(ctx, b, q, opEntity, "entity", vars, &r)
			if err != nil || printed {
				return err
			}
			if r == nil {
				return graph.Errorf(graph.NotFound, "nothing has the id %q any more", e.ID)
			}
			return m.tellEntity(r)
		})
	}
	return q.Command
}

func (m *Main) tellEntity(e *entityPage) error {
	p := m.page()
	p.line("", "", bold, e.Name)
	p.linef("%s", strings.Join(e.facts(), " · "))
	if e.Named != nil && !*e.Named {
		p.linef("The documents do not name it: the name above is a description.")
	}
	if also := e.otherNames(); len(also) > 0 {
		p.linef("Also: %s", strings.Join(also, ", "))
	}
	if e.Summary != "" {
		p.line("", "", normal, e.Summary)
	}
	if len(e.Attributes) > 0 {
		p.heading("Attributes")
		rows := make([][]string, len(e.Attributes))
		for i := range e.Attributes {
			a := &e.Attributes[i]
			rows[i] = []string{spaced(a.Name), a.worth(), strings.ToLower(a.Status.String()), a.When.brief()}
		}
		p.table("  ", []column{{max: 14}, {}, {max: 12, style: dim}, {max: 20, style: dim}}, rows)
	}
	e.tellRelations(p)
	if len(e.Documents.Nodes) > 0 {
		p.heading("Documents")
		for i := range e.Documents.Nodes {
			p.line("  ", "    ", normal, e.Documents.Nodes[i].words())
		}
		if e.Documents.PageInfo.HasNextPage {
			p.line("  ", "    ", dim, "and more")
		}
	}
	m.more(e.Relations.PageInfo)
	return p.err
}

// facts are what fits below the name in one line.
func (e *entityPage) facts() []string {
	facts := []string{e.kind(), e.ID, counted(e.Degree, "relation")}
	if e.State != 0 {
		facts = append(facts, spoken(e.State))
	}
	if e.When != nil {
		facts = append(facts, e.When.words())
	}
	for _, x := range e.ExternalIDs {
		facts = append(facts, x.Scheme+" "+x.Value)
	}
	if len(e.FormerIDs) > 0 {
		facts = append(facts, "merged with "+strings.Join(e.FormerIDs, ", "))
	}
	return facts
}

func (e *entityPage) otherNames() (out []string) {
	for _, n := range e.Names {
		if n.Text != e.Name && !slices.Contains(out, n.Text) { // the same in several languages
			out = append(out, n.Text)
		}
	}
	return out
}

// tellRelations groups them by what they are and how surely, types in the order of
// the server.
func (e *entityPage) tellRelations(p *page) {
	if len(e.Relations.Nodes) == 0 {
		p.heading("No relations pass")
		return
	}
	p.heading("Relations")
	var order []string
	rows := map[string][][]string{}
	for i := range e.Relations.Nodes {
		r := &e.Relations.Nodes[i]
		forward := r.From.ID == e.ID
		other := r.From
		if forward {
			other = r.To
		}
		name := other.Name
		if m := r.matter(); m != "" {
			name += " (" + m + ")"
		}
		words := r.words(forward)
		if rows[words] == nil {
			order = append(order, words)
		}
		if rating := r.rating(); rating != "" {
			name += "; " + rating
		}
		rows[words] = append(rows[words], []string{name, strings.ToLower(r.Status.String()), r.When.brief()})
	}
	for _, words := range order {
		p.line("  ", "    ", normal, words)
		p.table("    ", []column{{}, {max: 12, style: dim}, {max: 24, style: dim}}, rows[words])
	}
}

// spaced is a slug in words.
func spaced(slug string) string { return strings.NewReplacer("-", " ", "_", " ").Replace(slug) }

// valueWords tell a value no surer than its claims.
var valueWords = map[graph.Status]string{
	graph.Alleged: "as alleged", graph.Disputed: "which is disputed", graph.Unconfirmed: "unconfirmed", graph.Planned: "as planned or expected",
	graph.Opinion: "in an analyst’s judgement", graph.Doubted: "which is doubted", graph.Denied: "which is denied", graph.Retracted: "since taken back",
}

// label is the attribute's name and value.
func (a *attributeView) label() string {
	return fmt.Sprintf("%s: %s%s", spaced(a.Name), a.worth(), prefixed(", ", valueWords[a.Status]))
}
