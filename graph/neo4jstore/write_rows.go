package neo4jstore

import (
	"slices"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// Rows of parameters, in the order in which the statements read them. What is
// empty is nil, which leaves the property out.

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func orNone(list []string) any {
	if len(list) == 0 {
		return nil
	}
	return list
}

func ifTrue(b bool) any {
	if b {
		return true
	}
	return nil
}

// relationFields are the properties of a relationship, from place 2 of its row on.
// The first firm ones belong to its identity and are written once.
var relationFields = []string{
	"id", "role", "key", "contact", "formal", "aside", "gate",
	"status", "independent", "when", "days", "interval", "inferred", "gaps",
	"claims", "documents", "sources", "unnamed", "concerns", "evidence",
}

const firmFields = 7

// relationRows gives the row of a relation; one that only changes has no firm
// fields but its id.
func (p *plan) relationRow(x *weighing, create bool) []any {
	row := make([]any, 0, 3+len(relationFields))
	row = append(row, x.as.From, x.as.To, x.id)
	if create {
		row = append(row, p.firm(x.as)...)
	} else {
		row = append(row, make([]any, firmFields-1)...)
	}
	e := &x.weighed
	row = append(row, e.Status.String(), e.Independent)
	row = append(row, whenRow(&e.When)...)
	documents, sources, unnamed := p.namedBy(x.claims)
	p.pack.B = nil
	row = append(row, len(x.claims), orNone(documents), orNone(sources), orNone(unnamed), orNone(x.concerns), p.pack.Evidence(x.id, x.claims))
	return append(row, x.as.Type.String())
}

// firm are the role, the key, the lenses and the gate of a relation.
func (p *plan) firm(as topology.Identity) []any {
	var kinds [2]graph.EntityKind
	for i, id := range []string{as.From, as.To} {
		if e := p.w.entities.get(id); e != nil {
			kinds[i] = e.entity.Kind
		}
	}
	walks := func(l graph.Lens) bool { return l.Walks(as.Type, as.Role, kinds[0], kinds[1]) }
	var gate any
	if as.Type == graph.ParticipatedIn && kinds[1] == graph.KindMeeting {
		gate = gateOf(p.meeting(as.To))
	}
	return []any{
		orNil(as.Role.String()), orNil(as.Key),
		ifTrue(walks(graph.LensContact)), ifTrue(walks(graph.LensFormal)), ifTrue(!walks(graph.LensRelations)), gate,
	}
}

// meeting gives the status of the attribute "occurred" of a meeting, 0 for none.
func (p *plan) meeting(id string) graph.Status {
	if s, ok := p.meetings[id]; ok {
		return s
	}
	if e := p.w.entities.get(id); e != nil {
		return e.occurred
	}
	return 0
}

// gateOf says for what status a query must ask to walk participations.
func gateOf(occurred graph.Status) any {
	switch {
	case occurred == 0 || occurred == graph.Retracted: // no live claim is as good as no attribute
		return nil
	case graph.StateOf(occurred) == graph.StatePlanned:
		return 1
	case graph.StateOf(occurred) == graph.NotHeld:
		return 2
	}
	return nil
}

// whenRow is when, days, interval, inferred, gaps.
func whenRow(w *graph.When) []any {
	out := make([]any, 5)
	text := w.EDTF.String()
	if text == "" {
		text = w.Text
	}
	out[0] = orNil(text)
	if !w.Dated {
		return out
	}
	s := w.Span
	out[1] = []int64{int64(s.StartEarliest), int64(s.StartLatest), int64(s.EndEarliest), int64(s.EndLatest)}
	held := w.EDTF
	if !w.Resolved.IsZero() {
		held = w.Resolved
	}
	out[2], out[3] = ifTrue(s.Interval), ifTrue(w.Inferred())
	if !plainDay(s) {
		out[4] = ifTrue(len(held.Readings()) > 1)
	}
	return out
}

func plainDay(s graph.Span) bool { return s.StartEarliest == s.EndLatest }

// namedBy lists the documents of claims, the entities on whose word they are, in
// the view, and those of them that are not named.
func (p *plan) namedBy(claims []graph.Claim) (documents, sources, unnamed []string) {
	for i := range claims {
		documents = append(documents, claims[i].Document)
		for _, s := range claims[i].Sources {
			if s.Entity != "" {
				sources = append(sources, p.w.view.Of(s.Entity))
			}
		}
	}
	if len(documents) > 1 {
		documents = gathered(documents)
	}
	if len(sources) > 0 {
		sources = gathered(sources)
	}
	for _, id := range sources {
		if !p.Named(id) {
			unnamed = append(unnamed, id)
		}
	}
	return documents, sources, unnamed
}

// claimFields are the properties of a claim; after them its row has the entities
// and the former ones on whose word it is.
var claimFields = []string{
	"id", "document", "about", "from", "type", "to", "known", "stance", "against", "retracted", "date", "note", "locator", "sources", "record",
}

func (p *plan) claimRow(c *stated) []any {
	x := &c.claim
	row := make([]any, 0, len(claimFields)+2)
	row = append(row, x.ID, x.Document, c.about)
	if c.identity.Type != 0 {
		_, as := p.w.standsAs(p.w.view, c.about, c.identity)
		row = append(row, as.From, as.Type.String(), as.To)
	} else {
		row = append(row, nil, nil, nil)
	}
	var locator any
	if x.Locator != 0 {
		locator = x.Locator
	}
	date := x.Date.EDTF.String()
	if date == "" {
		date = x.Date.Text
	}
	words, entities, formers := p.wordOf(x)
	p.pack.B = nil
	return append(row, int64(p.knownDay(x)), x.Stance.String(), ifTrue(x.Against), ifTrue(x.Retracted != nil), orNil(date), orNil(x.Note), locator,
		orNone(words), p.pack.Claim(x, c.about, c.identity), entities, formers)
}

// wordOf gives the chain of sources in words, and its entities by their labels.
func (p *plan) wordOf(c *graph.Claim) (words, entities, formers []string) {
	for _, s := range c.Sources {
		if s.Entity == "" {
			words = append(words, s.Text)
			continue
		}
		words = append(words, s.Entity)
		list := &entities
		if p.w.view.Of(s.Entity) != s.Entity {
			list = &formers
		}
		if !slices.Contains(*list, s.Entity) {
			*list = append(*list, s.Entity)
		}
	}
	return words, entities, formers
}

func (p *plan) knownDay(c *graph.Claim) graph.Day {
	var d *graph.Document
	if x := p.w.documents.get(c.Document); x != nil {
		d = x.document
	}
	if day, ok := c.KnownDay(d); ok {
		return day
	}
	return graph.DayMax
}

// documentFields are the properties of a document.
var documentFields = []string{"id", "title", "outlet", "outletNamed", "published", "url", "reliability", "note", "day", "known", "family", "record"}

func (p *plan) documentRow(id string) []any {
	x := p.w.documents.get(id)
	d := x.document
	published := d.Published.EDTF.String()
	if published == "" {
		published = d.Published.Text
	}
	p.pack.B = nil
	return []any{
		d.ID, orNil(d.Title), orNil(d.Outlet), p.outletNamed(d), orNil(published), orNil(d.URL), orNil(d.Reliability.String()), orNil(d.Note),
		int64(graph.DocumentSortDay(d)), int64(knownOf(d)), p.families.Of(x.family), p.pack.Document(d),
	}
}

// outletNamed says whether the outlet of a document is named; nil without one.
func (p *plan) outletNamed(d *graph.Document) any {
	if d.Outlet == "" {
		return nil
	}
	return p.Named(p.w.view.Of(d.Outlet))
}

// entityFields are the properties of an entity, but for degree and occurred.
var entityFields = []string{"id", "kind", "type", "name", "named", "summary", "names", "externalIds", "words", "record", "view"}

func (p *plan) entityRow(id string) ([]any, error) {
	e, err := p.w.whole(id)
	if err != nil || e == nil {
		return nil, err
	}
	var names, externals []string
	for _, n := range e.Names {
		names = append(names, n.Text)
	}
	for _, x := range e.ExternalIDs {
		externals = append(externals, x.Scheme+":"+x.Value)
	}
	p.pack.B = nil
	record := p.pack.Entity(p.w.entities.get(id).entity)
	var view any
	if p.w.view.Pooled(id) {
		p.pack.B = nil
		view = p.pack.Entity(e)
	}
	return []any{
		id, e.Kind.String(), orNil(e.Type), e.Name, e.Named, orNil(e.Summary), orNone(slices.Compact(names)), orNone(externals), wordsOf(e), record, view,
		labels[e.Kind],
	}, nil
}

// attributeFields are the properties of an attribute. The first of them are its
// identity and written once.
var attributeFields = []string{"id", "of", "name", "value", "entity", "number", "unit", "record", "documents", "sources", "unnamed", "evidence"}

const firmAttributeFields = 8

func (p *plan) attributeRow(x *tally) []any {
	row := make([]any, 0, len(attributeFields))
	row = append(row, x.id)
	if x.isNew {
		r := x.record
		var number any
		if r.Number != nil {
			number = *r.Number
		}
		p.pack.B = nil
		row = append(row, r.Of, r.Name, orNil(r.Value), orNil(r.Entity), number, orNil(r.Unit), p.pack.Attribute(x.id, r))
	} else {
		row = append(row, make([]any, firmAttributeFields-1)...)
	}
	documents, sources, unnamed := p.namedBy(x.claims)
	p.pack.B = nil
	return append(row, orNone(documents), orNone(sources), orNone(unnamed), p.pack.Evidence(x.id, x.claims))
}
