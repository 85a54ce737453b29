package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"dragoman/graph"
)

// A report is an answer to be cited: Markdown with every claim behind what it
// shows, by whom it is said and through whom, where that stands, and what was not
// looked at. It says nothing more surely than the claims do: every relation is told
// by its status and stands with it, every claim with its stance.

// claimView is a claim as a report needs it.
type claimView struct {
	ID       string               `json:"id"`
	Relation *struct{ ID string } `json:"relation"`
	Document reportedDocument     `json:"document"`
	Locator  int                  `json:"locator"`
	Stance   graph.Stance         `json:"stance"`
	Against  bool                 `json:"against"`
	Sources  []struct {
		Entity *entityView `json:"entity"`
		Text   string      `json:"text"`
	} `json:"sources"`
	Date        *whenView `json:"date"`
	SpokenAt    *whenView `json:"spokenAt"`
	Acting      bool      `json:"acting"`
	Mode        string    `json:"mode"`
	Label       string    `json:"label"`
	Credibility int       `json:"credibility"`
	Note        string    `json:"note"`
	Superseded  bool      `json:"superseded"`
	Retracted   *struct {
		At, By, Reason string
		Kind           graph.RetractionKind
	} `json:"retracted"`
}

type reportedDocument struct {
	documentView
	Retrieved string `json:"retrieved"`
	URL       string `json:"url"`
}

// report is what a report is written from.
type report struct {
	m        *Main
	revision string
	claims   map[string][]claimView // by relation, as they became known
	cited    []reportedDocument     // in the order of the first citation
	out      strings.Builder
}

// claimsOfReport is the length of a page of claims.
const claimsOfReport = 100

// gather asks the operation, and for the claims behind the relations that its
// answer shows. All of it must show one state of the graph.
func (m *Main) gather(ctx context.Context, b backend, q *question, op operation, root string, vars variables, to interface{ shown() []string }) (*report, error) {
	r := &report{m: m, claims: map[string][]claimView{}}
	var err error
	if r.revision, err = revisionNow(ctx, b); err != nil {
		return nil, err
	}
	if _, err := m.ask(ctx, b, q, op, root, vars, to); err != nil {
		return nil, err
	}
	where := claimsOnly(vars)
	for chunk := range slices.Chunk(to.shown(), claimsOfReport) {
		for after := any(nil); ; {
			var page struct {
				PageInfo pageInfo    `json:"pageInfo"`
				Nodes    []claimView `json:"nodes"`
			}
			fields, err := b.Query(ctx, opReport, variables{"of": chunk, "first": claimsOfReport, "after": after, "where": where})
			if err != nil {
				return nil, err
			}
			if err := decodeFields(fields, field{"claims", &page}); err != nil {
				return nil, err
			}
			for _, c := range page.Nodes {
				if c.Relation != nil {
					r.claims[c.Relation.ID] = append(r.claims[c.Relation.ID], c)
				}
			}
			if !page.PageInfo.HasNextPage {
				break
			}
			after = page.PageInfo.EndCursor
		}
	}
	now, err := revisionNow(ctx, b)
	if err == nil && now != r.revision {
		err = graph.Errorf(graph.Conflict, "the graph was written to while the report was made; ask again")
	}
	return r, err
}

func revisionNow(ctx context.Context, b backend) (string, error) {
	fields, err := b.Query(ctx, opRevision, nil)
	if err != nil {
		return "", err
	}
	var store struct {
		Revision string `json:"revision"`
	}
	err = decodeFields(fields, field{"store", &store})
	return store.Revision, err
}

// claimsOnly keeps of a filter what selects claims: the relations have passed.
func claimsOnly(vars variables) any {
	where, ok := vars["where"].(map[string]any)
	if !ok {
		return nil
	}
	kept := map[string]any{}
	for _, name := range []string{"asOf", "documents", "excludeDocuments", "sources", "excludeSources", "minReliability"} {
		if v, ok := where[name]; ok {
			kept[name] = v
		}
	}
	return kept
}

// shown lists the relations of an answer, each once.
func (r *pathResult) shown() (ids []string) {
	for _, p := range r.Paths {
		for _, s := range p.Steps {
			if !slices.Contains(ids, s.Relation.ID) {
				ids = append(ids, s.Relation.ID)
			}
		}
	}
	return ids
}

func (r *egoResult) shown() (ids []string) {
	for _, x := range r.all() {
		ids = append(ids, x.ID)
	}
	return ids
}

func (r *report) line(format string, args ...any) { fmt.Fprintf(&r.out, format+"\n", args...) }

// paths writes the report of a path search.
func (r *report) paths(p pathReport) error {
	r.line("# %s to %s%s", md(p.from.Name), md(p.to.Name), by(p.Policy.Lens))
	r.line("")
	switch p.Outcome {
	case graph.Same:
		r.line("%s is both the start and the end.", md(p.from.Name))
	case graph.NoPath:
		r.line("**No path within %s%s under what was looked at.** That none was found does not say that there is none: see below.", counted(p.maxHops, "hop"), prefixed(" ", md(p.Policy.past())))
	case graph.Stopped:
		r.line("**Stopped before a path was found.**")
	}
	if p.Outcome != graph.Found {
		r.line("")
	}
	for i := range p.Paths {
		r.path(p, i)
	}
	r.policy(func(page *page) { p.walked(page) })
	return r.end()
}

func (r *report) path(p pathReport, i int) {
	path := &p.Paths[i]
	if len(p.Paths) > 1 {
		r.line("## Path %d", i+1)
		r.line("")
	}
	r.line("%s", strings.Join(strings.Fields(fmt.Sprintf("%s, %s. %s %s", capital(counted(path.Hops, "hop")), counted(path.Contacts, "contact"), path.weakest(), behind(path.Independent))), " "))
	r.line("")
	for j := range path.Steps {
		s := &path.Steps[j]
		r.relation(fmt.Sprintf("%d. ", j+1), "   ", &s.Relation, s.Forward)
		if s.ParallelCount > 0 {
			r.line("   - Also connected by %s, not told here: %s.", counted(s.ParallelCount, "other relation"), md(s.others()))
		}
	}
	r.line("")
}

// relation writes one with its evidence and its claims.
func (r *report) relation(mark, rest string, x *relationView, forward bool) {
	r.line("%s**%s** (%s; %s; %s)", mark, md(x.sentence(forward)), strings.ToLower(x.Status.String()), md(x.When.words()), x.sources())
	if ws := x.warnings(); len(ws) > 0 {
		r.line("%s- Note: %s.", rest, md(strings.Join(ws, "; ")))
	}
	for i := range r.claims[x.ID] {
		r.line("%s- %s", rest, r.claim(&r.claims[x.ID][i]))
	}
}

// stanceWords say what a document does with what is claimed.
var stanceWords = map[graph.Stance]string{
	graph.Denies: "denies it", graph.Opines: "judges or expects it", graph.Plans: "announces or expects it", graph.Alleges: "alleges it",
	graph.Suggests: "suggests it, hedged", graph.Confirms: "confirms it", graph.Reports: "reports it", graph.Asserts: "says it in its own voice",
	graph.NoComment: "neither confirmed nor denied by who was asked",
}

// claim tells one: what the document says, on whose word, about which time.
func (r *report) claim(c *claimView) string {
	n := r.cite(c.Document)
	where := ""
	if c.Locator > 0 {
		where = fmt.Sprintf(", line %d", c.Locator)
	}
	stance := stanceWords[c.Stance]
	if c.Against {
		stance += " – the contrary: that it does not or will not hold"
	}
	parts := []string{fmt.Sprintf("%s[^%d]%s: %s", md(c.Document.short()), n, where, stance)}
	if len(c.Sources) > 0 {
		var names []string
		for _, s := range c.Sources {
			if s.Entity != nil {
				names = append(names, md(s.Entity.Name))
			} else {
				names = append(names, "“"+md(s.Text)+"” (not named)")
			}
		}
		slices.Reverse(names) // the origin first
		said := "on the word of " + names[0]
		if len(names) > 1 {
			said += ", through " + strings.Join(names[1:], ", through ")
		}
		parts = append(parts, said)
	}
	if c.Date != nil {
		date := "for " + md(c.Date.words())
		if c.Date.Basis != "" {
			date += " (" + md(c.Date.Basis) + ")"
		}
		parts = append(parts, date)
	}
	if c.SpokenAt != nil {
		parts = append(parts, "said "+md(c.SpokenAt.words()))
	}
	if c.Acting {
		parts = append(parts, "as acting")
	}
	if c.Mode != "" {
		parts = append(parts, md(c.Mode))
	}
	if c.Label != "" {
		parts = append(parts, "in its words “"+md(c.Label)+"”")
	}
	if c.Credibility > 0 {
		parts = append(parts, fmt.Sprintf("credibility %d", c.Credibility))
	}
	text := strings.Join(parts, "; ") + "."
	if c.Note != "" {
		text += " " + md(c.Note)
		if !strings.HasSuffix(text, ".") {
			text += "."
		}
	}
	if c.Superseded {
		text += " *History: later claims for the other side leave it behind.*"
	}
	if x := c.Retracted; x != nil {
		text += " *Taken back" + prefixed(" on ", x.At) + prefixed(" by ", md(x.By)) + ": " + md(x.Reason) + ".*"
	}
	return text
}

// short names a document in a line.
func (d *reportedDocument) short() string {
	switch {
	case d.Outlet != nil:
		return d.Outlet.Name
	case d.Title != "":
		return "“" + d.Title + "”"
	}
	return d.ID
}

// cite gives the number of a document's note.
func (r *report) cite(d reportedDocument) int {
	i := slices.IndexFunc(r.cited, func(o reportedDocument) bool { return o.ID == d.ID })
	if i < 0 {
		r.cited = append(r.cited, d)
		i = len(r.cited) - 1
	}
	return i + 1
}

// ego writes the report of an ego network.
func (r *report) ego(e *egoResult, filters string) error {
	names := make([]string, len(e.Centers))
	for i, c := range e.Centers {
		names[i] = md(c.Name)
	}
	r.line("# Around %s", strings.Join(names, " and "))
	r.line("")
	r.line("%s, %s.", capital(counted(len(e.Nodes), "entity", "entities")), counted(len(e.all()), "relation"))
	r.line("")
	relations := e.all()
	slices.SortStableFunc(relations, func(a, b relationView) int { return e.remoteness(&a) - e.remoteness(&b) })
	for i := range relations {
		r.relation("- ", "  ", &relations[i], true)
	}
	if len(relations) > 0 {
		r.line("")
	}
	r.policy(func(page *page) { e.walked(page, filters) })
	return r.end()
}

// policy writes what was looked at and what was not.
func (r *report) policy(tell func(*page)) {
	var text bytes.Buffer
	tell(&page{w: &text, width: 1 << 20})
	r.line("## What was looked at, and what was not")
	r.line("")
	for line := range strings.Lines(text.String()) {
		if line = strings.TrimSpace(strings.TrimPrefix(line, "! ")); line != "" {
			r.line("- %s", md(line))
		}
	}
	r.line("- Only documents that were loaded: revision %s of the graph.", md(r.revision))
	r.line("")
}

// end writes the documents and prints the whole.
func (r *report) end() error {
	if len(r.cited) > 0 {
		r.line("## Documents")
		r.line("")
	}
	for i := range r.cited {
		d := &r.cited[i]
		text := md(d.words()) + ", document `" + d.ID + "`"
		if d.Reliability != 0 && d.Reliability < graph.ReliabilityD { // worse ones stand in the words
			text += ", reliability " + d.Reliability.String()
		}
		if d.Retrieved != "" {
			text += ", retrieved " + d.Retrieved
		}
		if d.URL != "" {
			text += ", <" + strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20").Replace(d.URL) + ">"
		}
		r.line("[^%d]: %s.", i+1, text)
	}
	_, err := fmt.Fprint(r.m.Stdout, r.out.String())
	return err
}

// md is a text with nothing in it that Markdown would take for a sign of its own,
// in one line, and without what a terminal would obey.
func md(s string) string {
	s = strings.Join(strings.Fields(plain(strings.ReplaceAll(s, "\n", " "))), " ")
	var b strings.Builder
	for _, c := range s {
		if strings.ContainsRune("\\`*_[]<>#|~$&", c) {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}
