package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dragoman/graph"
)

// pathReport is an answer about paths with what was asked.
type pathReport struct {
	*pathResult
	from, to *entityView
	mode     graph.PathMode
	via      []string // as on the command line
	maxHops  int
	filters  string   // as on the command line, without those that the policy repeats
	avoid    []string // ids
}

// tellPaths writes paths as one would paste them into a report.
func (m *Main) tellPaths(r pathReport) error {
	p := m.page()
	switch r.Outcome {
	case graph.Found:
		for i := range r.Paths {
			if i > 0 {
				p.blank()
			}
			r.head(p, i)
			r.steps(p, &r.Paths[i])
		}
		if len(r.Paths) == 0 {
			p.linef("%s and %s are connected.", r.from.Name, r.to.Name)
		}
	case graph.Same:
		p.linef("%s is both the start and the end.", r.from.Name)
		return p.err
	case graph.NoPath:
		p.line("", "", bold, fmt.Sprintf("No path from %s to %s%s within %s%s.", r.from.Name, r.to.Name, r.by(), counted(r.maxHops, "hop"), prefixed(" ", r.Policy.past())))
		for _, end := range []*entityView{r.from, r.to} {
			if slices.Contains(r.avoid, end.ID) {
				p.line("! ", "  ", warning, fmt.Sprintf("--avoid names %s, where the path would start or end.", end.Name))
			}
		}
	case graph.Stopped:
		p.line("", "", bold, fmt.Sprintf("Stopped before a path from %s to %s was found.", r.from.Name, r.to.Name))
	}
	p.blank()
	r.walked(p)
	r.relaxed(p)
	return p.err
}

// by says what the paths are by, and over what they lead.
func (r pathReport) by() string {
	text := by(r.Policy.Lens)
	if r.mode == graph.Earliest {
		text = " by contact in order of time"
	}
	if len(r.via) > 0 {
		text += " over " + strings.Join(r.via, ", ")
	}
	return text
}

func by(l graph.Lens) string {
	switch l {
	case graph.LensContact:
		return " by contact"
	case graph.LensFormal:
		return " by offices and structure"
	}
	return ""
}

// head says what the path as a whole is worth.
func (r pathReport) head(p *page, i int) {
	path := &r.Paths[i]
	title := fmt.Sprintf("%s to %s%s: %s, %s", first(path.Nodes).Name, last(path.Nodes).Name, r.by(),
		counted(path.Hops, "hop"), counted(path.Contacts, "contact"))
	if len(r.Paths) > 1 {
		of := len(r.Paths)
		if r.Total != nil {
			of = *r.Total
		}
		title += fmt.Sprintf(" (path %d of %d)", i+1, of)
	}
	p.line("", "", bold, title)
	p.linef("%s", strings.TrimSpace(path.weakest()+" "+behind(path.Independent)))
	if path.Order != "" {
		p.linef("%s", path.inTime())
	}
	p.blank()
}

// inTime tells of an earliest path when it arrives and how sure its order is.
func (v *pathView) inTime() string {
	text := "The last contact may have been on any day, for all its date says"
	if day := readable(v.Arrival); v.Arrival != "" {
		text = "By " + day + " at the latest"
	}
	switch {
	case v.Contacts == 0:
		return "Without a contact."
	case v.Contacts == 1:
		return text + "."
	case v.Order == graph.OverlapCertain.String():
		return text + "; the contacts came in this order."
	}
	return text + "; the contacts may have come in this order, which their dates leave open."
}

// behind says what stands behind every step.
func behind(independent int) string {
	if independent == 0 {
		return "Not every step has an independent source."
	}
	return fmt.Sprintf("Every step has at least %s.", counted(independent, "independent source"))
}

// weakest tells which step is weaker than the others, if any is: several may be as weak.
func (v *pathView) weakest() string {
	if v.Weakest == nil {
		return ""
	}
	i := slices.IndexFunc(v.Steps, func(s stepView) bool { return s.Relation.ID == v.Weakest.Relation.ID })
	if i < 0 {
		return ""
	}
	var alike []string
	for j, s := range v.Steps {
		if r, w := s.Relation, v.Steps[i].Relation; r.Status == w.Status && r.Independent == w.Independent {
			alike = append(alike, strconv.Itoa(j+1))
		}
	}
	status := strings.ToLower(v.Status.String())
	switch {
	case len(alike) == 1:
		return fmt.Sprintf("Weakest step: %s, %s.", alike[0], status)
	case len(alike) == len(v.Steps):
		return fmt.Sprintf("No step is weaker than another: all are %s.", status)
	}
	return fmt.Sprintf("Weakest steps: %s and %s, %s.", strings.Join(alike[:len(alike)-1], ", "), alike[len(alike)-1], status)
}

func first(nodes []entityView) entityView { return nodes[0] }
func last(nodes []entityView) entityView  { return nodes[len(nodes)-1] }

// maxCited is how many documents are named for a step.
const maxCited = 4

// steps writes a numbered list: what connects, how well that stands, and on what.
func (r pathReport) steps(p *page, path *pathView) {
	margin := len(fmt.Sprint(len(path.Steps))) + 2
	rest := strings.Repeat(" ", margin)
	for i := range path.Steps {
		s := &path.Steps[i]
		p.line(fmt.Sprintf("%*d  ", margin-2, i+1), rest, normal, s.Relation.sentence(s.Forward))
		e := &s.Relation.evidenceView
		p.line(rest, rest, dim, fmt.Sprintf("%s · %s · %s", e.When.words(), strings.ToLower(e.Status.String()), e.sources()))
		for j := range e.Documents {
			if j == maxCited {
				p.line(rest, rest, dim, fmt.Sprintf("and %d more documents", len(e.Documents)-maxCited))
				break
			}
			p.line(rest, rest+"  ", dim, e.Documents[j].words())
		}
		if ws := e.warnings(); len(ws) > 0 {
			p.line(rest+"! ", rest+"  ", warning, strings.Join(ws, "; "))
		}
		if s.ParallelCount > 0 {
			p.line(rest, rest, dim, fmt.Sprintf("also connected by %s: %s", counted(s.ParallelCount, "other relation"), s.others()))
		}
	}
}

// others names the types of the parallel relations.
func (s *stepView) others() string {
	var names []string
	for i := range s.Parallel {
		name := fmt.Sprintf("%s (%s)", spoken(s.Parallel[i].Type), strings.ToLower(s.Parallel[i].Status.String()))
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// spoken is a word of the vocabulary in small letters.
func spoken(word fmt.Stringer) string {
	return strings.ToLower(strings.ReplaceAll(word.String(), "_", " "))
}

// maxHubs is how many skipped hubs are named.
const maxHubs = 5

// walked says what the search walked, and what it did not.
func (r pathReport) walked(p *page) {
	pol := &r.Policy
	p.line("", "  ", dim, fmt.Sprintf("Walked: lens %s; %s; up to %s.", spoken(pol.Lens), strings.ToLower(joined(pol.Statuses)), counted(r.maxHops, "hop")))
	if r.filters != "" {
		p.line("", "  ", dim, "Only what passes "+r.filters+".")
	}
	all := r.Outcome == graph.NoPath
	if all && r.mode == graph.Earliest {
		p.line("", "  ", dim, "Of that only contacts, and none wholly before another that comes earlier on the path (--mode).")
	}
	pol.notWalked(p, all)
	if r.StoppedBy != 0 {
		p.line("! ", "  ", warning, fmt.Sprintf("Cut short by a %s: what is shown may not be the best there is.", strings.ToLower(r.StoppedBy.String())))
	}
}

// notWalked names what a traversal left out. all is for an answer that found
// nothing, where any of it may be why.
func (v *policyView) notWalked(p *page, all bool) {
	var out []string
	if all {
		var left []graph.Status
		for _, s := range graph.Statuses() {
			if !slices.Contains(v.Statuses, s) {
				left = append(left, s)
			}
		}
		if len(left) > 0 {
			out = append(out, "what is "+strings.ToLower(joined(left))+" (--statuses)")
		}
		switch v.Lens {
		case graph.LensContact:
			out = append(out, "anything but meetings and talks that people took part in; sharing a city, an office or an article is no contact (--lens)")
		case graph.LensFormal:
			out = append(out, "anything but offices, structure and missions (--lens)")
		case graph.LensRelations:
			out = append(out, "geography (--lens everything)")
		}
		out = append(out, "longer paths (--max-hops)")
	}
	if n := len(v.HubsSkipped); n > 0 {
		degree := 0
		for _, h := range v.HubsSkipped {
			degree = max(degree, h.Degree)
		}
		names := v.hubs(func(h *hubView) string { return fmt.Sprintf("%s (%s relations)", h.Entity.Name, thousands(h.Degree)) })
		out = append(out, fmt.Sprintf("through %s with more than %s relations: %s (--degree-cap %d walks through)", counted(n, "hub"), thousands(v.DegreeCap), names, degree))
	}
	if v.UndatedClaims > 0 {
		out = append(out, counted(v.UndatedClaims, "claim")+" of the whole graph whose day of becoming known is not known (--as-of)")
	}
	if len(out) > 0 {
		p.line("", "  ", dim, "Not walked: "+strings.Join(out, "; ")+".")
	}
}

// hubs names the nearest of the hubs that were not walked through.
func (v *policyView) hubs(name func(*hubView) string) string {
	var names []string
	for i := range v.HubsSkipped[:min(len(v.HubsSkipped), maxHubs)] {
		names = append(names, name(&v.HubsSkipped[i]))
	}
	if more := len(v.HubsSkipped) - maxHubs; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}

// past says what nothing was found without: "" where every entity was walked through.
func (v *policyView) past() string {
	n := len(v.HubsSkipped)
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("without walking through %s (%s)", counted(n, "hub"), v.hubs(func(h *hubView) string { return h.Entity.Name }))
}

// relaxed says what else to ask for where nothing was found.
func (r pathReport) relaxed(p *page) {
	if len(r.Relaxations) == 0 {
		return
	}
	p.blank()
	p.line("", "", normal, "There would be with one of these changed:")
	for i := range r.Relaxations {
		x := &r.Relaxations[i]
		if x.Paths == nil || x.Example == nil {
			p.line("  ", "    ", dim, x.change()+": not known, the search was cut short")
			continue
		}
		n := counted(*x.Paths, "path")
		if x.Capped {
			n += " or more"
		}
		names := make([]string, len(x.Example.Nodes))
		for j := range names {
			names[j] = x.Example.Nodes[j].Name
		}
		p.line("  ", "    ", normal, fmt.Sprintf("%s: %s, such as %s", x.change(), n, strings.Join(names, " – ")))
	}
}

// change is what to write on the command line instead.
func (x *relaxationView) change() string {
	flag := "--" + kebab(x.Field)
	if x.To == "" && x.Field == "degreeCap" {
		return "a greater " + flag // left out it would be that of the command
	}
	if x.To == "" {
		return "without " + flag
	}
	return flag + " " + strings.ToLower(strings.ReplaceAll(x.To, ", ", ","))
}
