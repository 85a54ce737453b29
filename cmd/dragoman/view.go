package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"dragoman/graph"
)

// What the fixed operations answer, as far as it is shown.

type entityView struct {
	ID    string           `json:"id"`
	Kind  graph.EntityKind `json:"kind"`
	Type  string           `json:"type"`
	Name  string           `json:"name"`
	Named *bool            `json:"named"`
}

func (e *entityView) noun() graph.Noun { return graph.Noun{Name: e.Name, Kind: e.Kind} }

// kind is the kind and the word below it.
func (e *entityView) kind() string {
	k := strings.ToLower(e.Kind.String())
	if e.Type != "" && e.Type != k {
		return k + ", " + e.Type
	}
	return k
}

type documentView struct {
	ID        string      `json:"id"`
	Title     string      `json:"title"`
	Outlet    *entityView `json:"outlet"`
	Published *whenView   `json:"published"`

	Reliability graph.Reliability `json:"reliability"`
}

// words cites the document: title, outlet, day, and a rating that one should know of.
func (d *documentView) words() string {
	text := d.ID
	if d.Title != "" {
		text = "“" + d.Title + "”"
	}
	var about []string
	if d.Outlet != nil {
		about = append(about, d.Outlet.Name)
	}
	if d.Published != nil {
		about = append(about, d.Published.words())
	}
	if d.Reliability == graph.ReliabilityD || d.Reliability == graph.ReliabilityE {
		about = append(about, "rated "+d.Reliability.Meaning())
	}
	if len(about) > 0 {
		text += " (" + strings.Join(about, ", ") + ")"
	}
	return text
}

type stanceView struct {
	Stance  graph.Stance `json:"stance"`
	Against bool         `json:"against"`
	Count   int          `json:"count"`
}

// evidenceView is what relations and attributes have in common.
type evidenceView struct {
	When        *whenView         `json:"when"`
	Status      graph.Status      `json:"status"`
	Stances     []stanceView      `json:"stances"`
	Independent int               `json:"independentSources"`
	FirstKnown  string            `json:"firstKnown"`
	Reliability graph.Reliability `json:"reliability"`
	Documents   []documentView    `json:"documents"`
}

// evidence is what the words of a relation go by.
func (e *evidenceView) evidence() graph.Evidence {
	out := graph.Evidence{Status: e.Status, FirstKnown: graph.DayMax, Reliability: e.Reliability}
	for _, s := range e.Stances {
		out.Stances = append(out.Stances, graph.StanceCount(s))
	}
	if day, err := graph.ParseDay(e.FirstKnown); err == nil {
		out.FirstKnown = day
	}
	if e.When != nil {
		edtf, _ := graph.ParseEDTF(e.When.EDTF)
		resolved, _ := graph.ParseEDTF(e.When.Resolved)
		out.When = graph.WhenOf(graph.Date{Text: e.When.Text, EDTF: edtf, Resolved: resolved})
	}
	return out
}

// rating warns where none of the documents is rated well; "" where they were not asked
// for.
func (e *evidenceView) rating() string {
	ratings := make([]graph.Reliability, len(e.Documents))
	for i := range e.Documents {
		ratings[i] = e.Documents[i].Reliability
	}
	return (&graph.Evidence{Reliability: e.Reliability}).RatingWords(ratings...)
}

// sources is the number of independent sources in words.
func (e *evidenceView) sources() string { return counted(e.Independent, "independent source") }

// denials counts the live claims that deny.
func (e *evidenceView) denials() (n int) {
	for _, s := range e.Stances {
		if s.Stance == graph.Denies {
			n += s.Count
		}
	}
	return n
}

// warnings are what one must not overlook when quoting it.
func (e *evidenceView) warnings() (out []string) {
	switch e.Status {
	case graph.Disputed:
		text := "disputed: the documents contradict each other"
		if n := e.denials(); n > 0 {
			text = "disputed: " + counted(n, "claim denies it", "claims deny it")
		}
		out = append(out, text)
	case graph.Alleged:
		out = append(out, "alleged only")
	case graph.Unconfirmed:
		out = append(out, "unconfirmed: the documents only suggest it")
	case graph.Planned:
		out = append(out, "planned: not known to have happened")
	case graph.Opinion:
		out = append(out, "an opinion or forecast, not a fact")
	case graph.Doubted:
		out = append(out, "doubted: there are only claims against it")
	case graph.Denied:
		out = append(out, "denied")
	}
	switch e.Independent {
	case 0:
		if e.Status <= graph.Disputed {
			out = append(out, "no independent source")
		}
	case 1:
		out = append(out, "single-sourced")
	}
	if rating := e.rating(); rating != "" {
		out = append(out, rating)
	}
	switch {
	case e.When == nil:
		out = append(out, "undated")
	case e.When.Inferred:
		out = append(out, "date inferred"+prefixed(": ", e.When.Basis))
	case e.When.uncertain():
		out = append(out, "date uncertain")
	}
	return out
}

type relationView struct {
	ID       string             `json:"id"`
	Type     graph.RelationType `json:"type"`
	Role     graph.Role         `json:"role"`
	Key      string             `json:"key"`
	From     entityView         `json:"from"`
	To       entityView         `json:"to"`
	Concerns []entityView       `json:"concerns"`
	evidenceView
}

// words says what the relation is, to stand between its ends, as surely as it is
// claimed.
func (r *relationView) words(forward bool) string {
	from, to := r.From.noun(), r.To.noun()
	if !forward {
		from, to = to, from
	}
	return (&graph.Relation{Type: r.Type, Role: r.Role, Evidence: r.evidence()}).Words(from, to, forward)
}

// matter is what a relation of a keyed type is about, in words that stand beside its
// date; "" without a key.
func (r *relationView) matter() string {
	e := r.evidence()
	if r.When != nil && !r.When.Inferred {
		e.When.Text = "" // the day is shown here, whatever the document's words for it
	}
	return r.about((&graph.Relation{Key: r.Key, Evidence: e}).Matter())
}

// about adds to the words of a key what the relation concerns.
func (r *relationView) about(words string) string {
	if len(r.Concerns) > 0 {
		names := make([]string, len(r.Concerns))
		for i, c := range r.Concerns {
			names[i] = c.Name
		}
		if words != "" {
			words += "; "
		}
		words += "about " + strings.Join(names, ", ")
	}
	return words
}

// line is the sentence where no warnings follow it: the documents' rating with it.
func (r *relationView) line() string { return r.sentence(true) + prefixed("; ", r.rating()) }

// undated is line where no date stands beside it.
func (r *relationView) undated() string {
	return r.told(true, r.about(strings.ReplaceAll(r.Key, "-", " "))) + prefixed("; ", r.rating())
}

// sentence tells the relation as it was claimed.
func (r *relationView) sentence(forward bool) string { return r.told(forward, r.matter()) }

func (r *relationView) told(forward bool, matter string) string {
	from, to := r.From.Name, r.To.Name
	if !forward {
		from, to = to, from
	}
	text := capital(from + " " + r.words(forward) + " " + to)
	if matter != "" && r.Type != graph.Appointed { // whose key is the id of an office
		text += " (" + matter + ")"
	}
	return text
}

// capital writes the first letter of a sentence large.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// subjectView is an entity or a relation: what an attribute is of.
type subjectView struct {
	ID   string      `json:"id"`
	Name string      `json:"name"`
	From *entityView `json:"from"`
	To   *entityView `json:"to"`
	Type string      `json:"type"` // of a relation a RelationType, of an entity a free word
	Role graph.Role  `json:"role"`
	evidenceView
}

type attributeView struct {
	Of     subjectView `json:"of"`
	Name   string      `json:"name"`
	Value  string      `json:"value"`
	Entity *entityView `json:"entity"`
	Number json.Number `json:"number"`
	Unit   string      `json:"unit"`
	evidenceView
}

// worth is the value as it is read.
func (a *attributeView) worth() string {
	switch {
	case a.Entity != nil:
		return a.Entity.Name
	case a.Number != "":
		return strings.TrimSpace(string(a.Number) + " " + a.Unit)
	}
	return strings.TrimSpace(a.Value + " " + a.Unit)
}

type pageInfo struct {
	HasNextPage bool   `json:"hasNextPage"`
	EndCursor   string `json:"endCursor"`
}

type hubView struct {
	Entity entityView `json:"entity"`
	Degree int        `json:"degree"`
}

type policyView struct {
	Lens          graph.Lens     `json:"lens"`
	Statuses      []graph.Status `json:"statuses"`
	DegreeCap     int            `json:"degreeCap"`
	HubsSkipped   []hubView      `json:"hubsSkipped"`
	UndatedClaims int            `json:"undatedClaims"`
}

// counted is a number with its noun; several is the plural where it is not just
// an s more.
func counted(n int, one string, several ...string) string {
	many := one + "s"
	if len(several) > 0 {
		many = several[0]
	}
	switch n {
	case 0:
		return "no " + many
	case 1:
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// thousands groups the digits of a number that is not negative.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// subject names what the attribute is of: an entity, or a relation by its ends.
func (a *attributeView) subject() string {
	if a.Of.From != nil && a.Of.To != nil {
		t, _ := graph.ParseRelationType(a.Of.Type)
		r := relationView{Type: t, Role: a.Of.Role, From: *a.Of.From, To: *a.Of.To, evidenceView: a.Of.evidenceView}
		return r.sentence(true)
	}
	return a.Of.Name
}
