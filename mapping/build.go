package mapping

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dragoman/graph"
)

// build is one record on its way. The first fault stays; what follows it is
// skipped.
type build struct {
	*scope
	rule *rule
	err  *fault
}

// at is a fault of a field.
func (b *build) at(t *template, field, format string, args ...any) {
	if b.err == nil {
		b.err = faultAt(t.at, format, args...)
		b.err.column, b.err.field = b.run.m.columnOf(t), field
	}
}

// get evaluates a template; nil gives nothing.
func (b *build) get(t *template, field string) string {
	if t == nil || b.err != nil {
		return ""
	}
	s, err := b.text(t)
	if err != nil {
		b.err = err
		b.err.field = field
		if b.err.column == "" {
			b.err.column = b.run.m.columnOf(t)
		}
	}
	return s
}

// field evaluates a plain field of the record.
func (b *build) field(key string) string {
	return b.get(b.rule.fields[key], b.rule.sort+"."+key)
}

// needed is field for what no record can do without.
func (b *build) needed(key string) string {
	s := b.field(key)
	if s == "" && b.err == nil {
		t := b.rule.fields[key]
		b.at(t, b.rule.sort+"."+key, "is empty%s; leave such rows to another rule by a condition (if), or skip them", b.why(t))
	}
	return s
}

// why tells what a template was made of.
func (b *build) why(t *template) string {
	var out []string
	for i := range t.parts {
		e := t.parts[i].expr
		if e == nil || e.quoted {
			continue
		}
		v, err := b.referred(&e.reference)
		if err != nil {
			continue
		}
		text, _ := textOf(v)
		for _, c := range e.calls {
			if w, ok := c.prep.(wanted); ok && text != "" {
				out = append(out, fmt.Sprintf("%s is %q, which is not in table %s", e.reference, text, w.name))
				text = ""
			}
		}
		switch {
		case text != "":
			out = append(out, fmt.Sprintf("%s is %q", e.reference, text))
		case isEmpty(v):
			out = append(out, fmt.Sprintf("%s is empty", e.reference))
		}
	}
	if len(out) == 0 {
		return ""
	}
	return ", since " + strings.Join(out, " and ")
}

// word reads a word of a vocabulary.
func word[T any](b *build, t *template, field, s string, parse func(string) (T, error)) (x T) {
	if s == "" || b.err != nil {
		return x
	}
	x, err := parse(s)
	if err != nil {
		b.at(t, field, "%s", reasonOf(err))
	}
	return x
}

func reasonOf(err error) string {
	if e := (*graph.Error)(nil); errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}

// record makes the record; nil without a fault where there is nothing to say.
func (b *build) record() (*graph.Record, *fault) {
	rec := &graph.Record{File: b.run.load.Name}
	if b.row != nil {
		rec.Line = b.row.line
	}
	switch b.rule.sort {
	case "document":
		rec.Document = b.document()
	case "entity":
		rec.Entity = b.entity()
	case "relation":
		rec.Relation = b.relation()
	case "attribute":
		if rec.Attribute = b.attribute(); rec.Attribute == nil {
			return nil, b.err
		}
	}
	if b.err != nil {
		return nil, b.err
	}
	if err := rec.Check(); err != nil {
		return nil, b.unchecked(err)
	}
	return rec, nil
}

// unchecked finds the mapping key behind a field that is not well formed.
func (b *build) unchecked(err error) *fault {
	var bad *graph.RecordError
	if !errors.As(err, &bad) {
		return faultAt(b.rule.at, "%s", err)
	}
	at, t := b.rule.behind(bad.Field)
	f := faultAt(at, "%s", bad.Reason)
	f.column, f.field, f.code = b.run.m.columnOf(t), bad.Field, bad.Code
	return f
}

// behind finds the key, and the template where there is one, that a field of a
// record was made by.
func (r *rule) behind(field string) (at place, t *template) {
	inner := strings.TrimPrefix(field, r.sort+".")
	at, t = r.at, r.fields[inner]
	if key, ok := strings.CutPrefix(inner, "claims[0]."); ok && r.claim != nil {
		at, t = r.claim.at, r.claim.fields[key]
	}
	if t != nil {
		at = t.at
	}
	return at, t
}

func (b *build) document() *graph.Document {
	return &graph.Document{
		ID: b.needed("id"), Title: b.field("title"), Outlet: b.field("outlet"),
		Published: b.date(b.rule.dates["published"], "document.published"),
		Retrieved: b.edtf(b.rule.fields["retrieved"], "document.retrieved"),
		URL:       b.field("url"), Note: b.field("note"), BasedOn: b.texts(b.rule.lists["basedOn"], "document.basedOn"),
		Reliability: word(b, b.rule.fields["reliability"], "document.reliability", b.field("reliability"), graph.ParseReliability),
	}
}

func (b *build) entity() *graph.Entity {
	e := &graph.Entity{
		ID: b.needed("id"), Type: b.field("type"), Name: b.needed("name"), Summary: b.field("summary"),
		Kind: word(b, b.rule.fields["kind"], "entity.kind", b.needed("kind"), graph.ParseEntityKind),
	}
	switch named := b.field("named"); named {
	case "", "true":
		e.Named = true
	case "false":
	default:
		b.at(b.rule.fields["named"], "entity.named", "%q is neither true nor false", named)
	}
	for i := range b.rule.names {
		b.names(&b.rule.names[i], e)
	}
	for _, x := range b.rule.ids {
		if value := b.get(x.value, "entity.externalIds"); value != "" {
			e.ExternalIDs = append(e.ExternalIDs, graph.ExternalID{Scheme: x.scheme, Value: value})
		}
	}
	return e
}

func (b *build) names(n *nameSpec, e *graph.Entity) {
	if b.err != nil {
		return
	}
	_, err := b.each(n.loops, func() (bool, *fault) {
		if n.when != nil {
			if ok, err := b.holds(n.when); err != nil || !ok {
				return true, err
			}
		}
		name := graph.Name{
			Text: b.get(n.text, "entity.names"), Lang: b.get(n.lang, "entity.names"), Script: b.get(n.script, "entity.names"),
			Documents: b.texts(n.documents, "entity.names"),
		}
		same := func(other graph.Name) bool {
			return other.Text == name.Text && other.Lang == name.Lang && other.Script == name.Script
		}
		if name.Text != "" && !slices.ContainsFunc(e.Names, same) {
			e.Names = append(e.Names, name)
		}
		return b.err == nil, b.err
	})
	if b.err == nil {
		b.err = err
	}
}

func (b *build) relation() *graph.RelationRecord {
	f := b.rule.fields
	return &graph.RelationRecord{
		From: b.needed("from"), To: b.needed("to"), Key: b.field("key"),
		Type:     word(b, f["type"], "relation.type", b.needed("type"), graph.ParseRelationType),
		Role:     word(b, f["role"], "relation.role", b.field("role"), graph.ParseRole),
		Concerns: b.texts(b.rule.lists["concerns"], "relation.concerns"),
		Claims:   []graph.Claim{b.claim("relation")},
	}
}

// attribute is nil where the row has no value for it.
func (b *build) attribute() *graph.AttributeRecord {
	a := &graph.AttributeRecord{
		Of: b.needed("of"), Name: b.needed("name"), Value: b.field("value"), Entity: b.field("entity"), Unit: b.field("unit"),
	}
	if s := b.field("number"); s != "" {
		n, err := strconv.ParseFloat(s, 64)
		if err != nil {
			b.at(b.rule.fields["number"], "attribute.number", "%q is no number; it is written with a point, as 1234.5 (decimal(\",\") reads a comma)", s)
		}
		a.Number = &n
	}
	if b.err == nil && a.Value == "" && a.Entity == "" && a.Number == nil {
		return nil
	}
	a.Claims = []graph.Claim{b.claim("attribute")}
	return a
}

func (b *build) claim(of string) (c graph.Claim) {
	spec := b.rule.claim
	field := of + ".claims[0]."
	get := func(key string) string { return b.get(spec.fields[key], field+key) }
	number := func(key string) int {
		s := get(key)
		if s == "" {
			return 0
		}
		n, err := strconv.Atoi(s)
		if err != nil {
			b.at(spec.fields[key], field+key, "%q is no whole number", s)
		}
		return n
	}
	yes := func(key string) bool {
		s := get(key)
		if s != "" && s != "true" && s != "false" {
			b.at(spec.fields[key], field+key, "%q is neither true nor false", s)
		}
		return s == "true"
	}
	c = graph.Claim{
		ID: get("id"), Document: get("document"), Locator: number("locator"), Against: yes("against"), Acting: yes("acting"),
		Stance: word(b, spec.fields["stance"], field+"stance", get("stance"), graph.ParseStance),
		Date:   b.date(spec.dates["date"], field+"date"), SpokenAt: b.date(spec.dates["spokenAt"], field+"spokenAt"),
		Mode: get("mode"), Label: get("label"), Credibility: number("credibility"), Note: get("note"),
		RecordedAt: get("recordedAt"), RecordedBy: get("recordedBy"),
	}
	for _, s := range spec.sources {
		source := graph.Source{Entity: b.get(s.entity, field+"sources"), Text: b.get(s.text, field+"sources")}
		if source != (graph.Source{}) {
			c.Sources = append(c.Sources, source)
		}
	}
	return c
}

func (b *build) texts(list []*template, field string) (out []string) {
	for _, t := range list {
		if s := b.get(t, field); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (b *build) edtf(t *template, field string) (e graph.EDTF) {
	s := b.get(t, field)
	if s == "" || b.err != nil {
		return e
	}
	e, err := graph.ParseEDTF(s)
	if err != nil {
		b.at(t, field, "%s; dates are read with a format: date(DD.MM.YYYY)", err)
	}
	return e
}

func (b *build) date(d dateSpec, field string) graph.Date {
	return graph.Date{
		Text: b.get(d.text, field), EDTF: b.edtf(d.edtf, field), Resolved: b.edtf(d.resolved, field),
		Basis: b.get(d.basis, field),
	}
}
