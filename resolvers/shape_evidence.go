package resolvers

import (
	"context"

	"dragoman/graph"
	"dragoman/resolvers/emit"
)

// evidence is the shapes of relations, and of what they rest on.
func (s *shapes) evidence() {
	type relation = *graph.Relation
	s.define("Relation", fieldsByName{
		"id":                 text(func(r relation) string { return r.ID }),
		"view":               text(relation.View),
		"type":               word(func(r relation) graph.RelationType { return r.Type }),
		"role":               word(func(r relation) graph.Role { return r.Role }),
		"key":                textOrNull(func(r relation) string { return r.Key }),
		"from":               entityRef(s, func(r relation) string { return r.From }).Exists(),
		"to":                 entityRef(s, func(r relation) string { return r.To }).Exists(),
		"when":               emit.Part(s.object("When"), func(r relation) *graph.When { return shown(&r.When) }).OrNull(),
		"dates":              emit.Parts(s.object("When"), func(r relation) []graph.When { return r.Dates }),
		"status":             word(func(r relation) graph.Status { return r.Status }),
		"stances":            emit.Parts(s.object("StanceCount"), func(r relation) []graph.StanceCount { return r.Stances }),
		"sources":            emit.Parts(s.object("Source"), func(r relation) []graph.Source { return r.Sources }),
		"documents":          documentRefs(s, func(r relation) []string { return r.Documents }),
		"concerns":           entityRefs(s, func(r relation) []string { return r.Concerns }),
		"independentSources": number(func(r relation) int { return r.Independent }),
		"firstKnown":         day(func(r relation) graph.Day { return r.FirstKnown }),
		"reliability":        word(func(r relation) graph.Reliability { return r.Letter() }),
	})
	type when = *graph.When
	s.define("When", fieldsByName{
		"text":     textOrNull(func(w when) string { return w.Text }),
		"edtf":     edtf(func(w when) graph.EDTF { return w.EDTF }),
		"earliest": day(func(w when) graph.Day { return w.Earliest() }),
		"latest":   day(func(w when) graph.Day { return w.Latest() }),
		"resolved": edtf(func(w when) graph.EDTF { return w.Resolved }),
		"inferred": boolean(func(w when) bool { return w.Inferred() }),
		"basis":    textOrNull(func(w when) string { return w.Basis }),
	})
	s.define("StanceCount", fieldsByName{
		"stance":  word(func(c *graph.StanceCount) graph.Stance { return c.Stance }),
		"against": boolean(func(c *graph.StanceCount) bool { return c.Against }),
		"count":   number(func(c *graph.StanceCount) int { return c.Count }),
	})
	s.define("Source", fieldsByName{
		"entity": entityRef(s, func(x *graph.Source) string { return x.Entity }).OrNull(),
		"text":   textOrNull(func(x *graph.Source) string { return x.Text }),
	})
	s.documents()
	s.claims()
	s.attributes()
}

// shown is a date, nil where it says nothing at all.
func shown(w *graph.When) *graph.When {
	if w.IsZero() {
		return nil
	}
	return w
}

// existing is a date that may not be there.
func existing(w graph.When, ok bool) *graph.When {
	if !ok {
		return nil
	}
	return &w
}

func (s *shapes) documents() {
	type document = *graph.Document
	s.define("Document", fieldsByName{
		"id":          text(func(d document) string { return d.ID }),
		"title":       textOrNull(func(d document) string { return d.Title }),
		"outlet":      entityRef(s, func(d document) string { return d.Outlet }).OrNull(),
		"published":   emit.Part(s.object("When"), func(d document) *graph.When { return existing(d.Out()) }).OrNull(),
		"retrieved":   edtf(func(d document) graph.EDTF { return d.Retrieved }),
		"url":         textOrNull(func(d document) string { return d.URL }),
		"reliability": word(document.Letter),
		"basedOn":     documentRefs(s, func(d document) []string { return d.BasedOn }),
		"note":        textOrNull(func(d document) string { return d.Note }),
	})
}

func (s *shapes) claims() {
	type claim = *graph.ClaimAnswer
	s.define("Claim", fieldsByName{
		"id":          text(func(c claim) string { return c.ID }),
		"document":    emit.Ref(s.object("Document"), s.documentBook, func(c claim) string { return c.Document }),
		"locator":     numberOrNull(func(c claim) (int, bool) { return c.Line() }),
		"stance":      word(func(c claim) graph.Stance { return c.Stance }),
		"against":     boolean(func(c claim) bool { return c.Against }),
		"sources":     emit.Parts(s.object("Source"), func(c claim) []graph.Source { return c.Sources }),
		"date":        emit.Part(s.object("When"), func(c claim) *graph.When { return existing(c.Happened()) }).OrNull(),
		"spokenAt":    emit.Part(s.object("When"), func(c claim) *graph.When { return existing(c.Spoken()) }).OrNull(),
		"acting":      boolean(func(c claim) bool { return c.Acting }),
		"mode":        textOrNull(func(c claim) string { return c.Mode }),
		"label":       textOrNull(func(c claim) string { return c.Label }),
		"credibility": numberOrNull(func(c claim) (int, bool) { return c.Grade() }),
		"note":        textOrNull(func(c claim) string { return c.Note }),
		"known":       day(func(c claim) graph.Day { return c.Known }),
		"superseded":  boolean(func(c claim) bool { return c.Superseded }),
		"recordedAt":  textOrNull(func(c claim) string { return c.RecordedAt }),
		"recordedBy":  textOrNull(func(c claim) string { return c.RecordedBy }),
	})
}

func (s *shapes) attributes() {
	type attribute = *graph.Attribute
	s.define("AttributeValue", fieldsByName{
		"name":               text(func(a attribute) string { return a.Name }),
		"value":              textOrNull(func(a attribute) string { return a.Value }),
		"entity":             entityRef(s, func(a attribute) string { return a.AttributeKey.Entity }).OrNull(),
		"unit":               textOrNull(func(a attribute) string { return a.Unit }),
		"when":               emit.Part(s.object("When"), func(a attribute) *graph.When { return shown(&a.When) }).OrNull(),
		"dates":              emit.Parts(s.object("When"), func(a attribute) []graph.When { return a.Dates }),
		"status":             word(func(a attribute) graph.Status { return a.Status }),
		"stances":            emit.Parts(s.object("StanceCount"), func(a attribute) []graph.StanceCount { return a.Stances }),
		"independentSources": number(func(a attribute) int { return a.Independent }),
	})
}

// parallelOf answers Step.parallel.
func (s *shapes) parallelOf(ctx context.Context, _ emit.Asked, steps []*graph.Step) ([][]*graph.Relation, error) {
	return parallels(ctx, s.Resolver, steps)
}
