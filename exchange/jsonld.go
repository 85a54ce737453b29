package exchange

import (
	"bufio"

	"dragoman/graph"
)

// JSON-LD with PROV-O: documents, relations, attributes and claims are
// prov:Entity, what can act is prov:Agent. A claim is derived from its document and
// attributed to whom it names; what it is about is derived from the documents of
// its live claims. A relation is a node with its evidence and never a bare triple
// between its ends: that would be surer than the claims are.

// idBase is before the ids of all that has one.
const idBase = "urn:dragoman:id:"

const linkedContext = `{
"@version":1.1,
"@vocab":"urn:dragoman:term:",
"prov":"http://www.w3.org/ns/prov#",
"dcterms":"http://purl.org/dc/terms/",
"rdfs":"http://www.w3.org/2000/01/rdf-schema#",
"xsd":"http://www.w3.org/2001/XMLSchema#",
"name":"rdfs:label",
"title":"dcterms:title",
"published":"dcterms:issued",
"derivedFrom":{"@id":"prov:wasDerivedFrom","@type":"@id"},
"attributedTo":{"@id":"prov:wasAttributedTo","@type":"@id"},
"invalidatedBy":"prov:wasInvalidatedBy",
"endedAt":{"@id":"prov:endedAtTime","@type":"xsd:date"},
"from":{"@type":"@id"},
"to":{"@type":"@id"},
"of":{"@type":"@id"},
"concerns":{"@type":"@id"},
"entity":{"@type":"@id"},
"documents":{"@type":"@id"},
"known":{"@type":"xsd:date"},
"firstKnown":{"@type":"xsd:date"},
"earliest":{"@type":"xsd:date"},
"latest":{"@type":"xsd:date"},
"sources":{"@container":"@list"},
"claims":{"@reverse":"about"}
}`

// linked writes the nodes of the graph, one a line.
type linked struct {
	w    *bufio.Writer
	k    *walk
	some bool
}

func writeJSONLD(w *bufio.Writer, k *walk) error {
	l := &linked{w: w, k: k}
	put(w, `{"@context":`, linkedContext, `,"@graph":[`)
	for _, part := range []func() error{l.documents, l.entities, l.relations} {
		if err := part(); err != nil {
			return err
		}
	}
	put(w, "\n]}\n")
	return nil
}

func (l *linked) give(fields []field) {
	if l.some {
		put(l.w, ",")
	}
	l.some = true
	put(l.w, "\n")
	object(l.w, present(fields))
}

// present leaves out what holds nothing.
func present(fields []field) []field {
	out := fields[:0]
	for _, f := range fields {
		switch v := f.value.(type) {
		case nil:
			continue
		case string:
			if v == "" {
				continue
			}
		case []string:
			if len(v) == 0 {
				continue
			}
		}
		out = append(out, f)
	}
	return out
}

// iri is the name of an id; "" of none.
func iri(id string) string {
	if id == "" {
		return ""
	}
	return idBase + id
}

func iris(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = iri(id)
	}
	return out
}

func (l *linked) documents() error {
	q := &graph.DocumentQuery{Where: l.k.where}
	return eachPage(q, &q.Slice, func(q *graph.DocumentQuery) ([]graph.Page[*graph.Document], error) {
		return l.k.s.ListDocuments(l.k.ctx, []graph.DocumentQuery{*q})
	}, func(ds []*graph.Document) error {
		for _, d := range ds {
			l.give([]field{
				{"@id", iri(d.ID)},
				{"@type", []string{"Document", "prov:Entity"}},
				{"title", d.Title},
				{"published", day(d.Published)},
				{"publishedText", d.Published.Text},
				{"retrieved", d.Retrieved.String()},
				{"url", d.URL},
				{"reliability", d.Reliability.String()},
				{"attributedTo", iri(d.Outlet)},
				{"derivedFrom", iris(d.BasedOn)},
				{"note", d.Note},
			})
		}
		return nil
	})
}

func (l *linked) entities() error {
	return l.k.entities(func(es []*graph.Entity) error {
		ids := make([]string, len(es))
		for i, e := range es {
			ids[i] = e.ID
		}
		as, err := l.k.attributesOf(ids)
		if err != nil {
			return err
		}
		for _, e := range es {
			sort := "prov:Entity"
			if e.Kind.IsActor() {
				sort = "prov:Agent"
			}
			l.give([]field{
				{"@id", iri(e.ID)},
				{"@type", []string{label(e.Kind.String()), sort}},
				{"name", e.Name},
				{"entityType", e.Type},
				{"named", e.Named},
				{"otherNames", linkedNames(e.Names)},
				{"summary", e.Summary},
				{"externalIds", tree(externalIDs(e.ExternalIDs))},
				{"formerIds", e.FormerIDs},
				{"degree", e.Degree},
			})
			if err := l.attributes(as[e.ID]); err != nil {
				return err
			}
		}
		return nil
	})
}

// linkedNames gives names with their documents as nodes.
func linkedNames(list []graph.Name) any {
	out := make([]nameText, len(list))
	for i, n := range list {
		out[i] = nameText{n.Text, n.Lang, n.Script, iris(n.Documents)}
	}
	return tree(out)
}

func (l *linked) relations() error {
	return l.k.relations(&graph.RelationQuery{}, func(rs []*graph.Relation) error {
		ids := make([]string, len(rs))
		for i, r := range rs {
			ids[i] = r.ID
		}
		claims, err := l.k.claims(ids, nil)
		if err != nil {
			return err
		}
		for _, r := range rs {
			l.give(append([]field{
				{"@id", iri(r.ID)},
				{"@type", []string{"Relation", "prov:Entity"}},
				{"relationType", r.Type.String()},
				{"from", iri(r.From)},
				{"to", iri(r.To)},
				{"symmetric", r.Type.Symmetric()},
				{"role", r.Role.String()},
				{"key", r.Key},
				{"concerns", iris(r.Concerns)},
			}, linkedEvidence(&r.Evidence, claims[r.ID])...))
		}
		as, err := l.k.attributesOfRelations(rs)
		for _, id := range ids {
			if err == nil {
				err = l.attributes(as[id])
			}
		}
		if err != nil {
			return err
		}
		return nil
	})
}

func (l *linked) attributes(as []*graph.Attribute) error {
	keys := make([]graph.AttributeKey, len(as))
	for i, a := range as {
		keys[i] = a.AttributeKey
	}
	claims, err := l.k.claims(nil, keys)
	if err != nil {
		return err
	}
	for _, a := range as {
		var value any = a.Value
		if a.Number != "" {
			value = jsonNumber(a.Number)
		}
		l.give(append([]field{
			{"@id", iri(a.ID())},
			{"@type", []string{"Attribute", "prov:Entity"}},
			{"of", iri(a.Of)},
			{"attributeName", a.Name},
			{"value", value},
			{"entity", iri(a.Entity)},
			{"unit", a.Unit},
		}, linkedEvidence(&a.Evidence, claims[a.AttributeKey])...))
	}
	return nil
}

// linkedEvidence is what a relation or an attribute rests on.
func linkedEvidence(e *graph.Evidence, claims []*graph.ClaimAnswer) []field {
	said := make([]lineOf, len(claims))
	for i, c := range claims {
		said[i] = present(linkedClaim(c))
	}
	return []field{
		{"status", e.Status.String()},
		{"independentSources", e.Independent},
		{"firstKnown", known(e.FirstKnown)},
		{"reliability", e.Reliability.String()},
		{"when", day(e.When.Date)},
		{"whenText", e.When.Text},
		{"earliest", fourDigits(bound(e.When, e.When.Span.Earliest()))},
		{"latest", fourDigits(bound(e.When, e.When.Span.Latest()))},
		{"inferred", e.When.Inferred()},
		{"derivedFrom", iris(e.Documents)},
		{"claims", tree(said)},
	}
}

func linkedClaim(c *graph.ClaimAnswer) []field {
	fields := []field{
		{"@id", iri(c.ID)},
		{"@type", []string{"Claim", "prov:Entity"}},
		{"stance", c.Stance.String()},
		{"against", c.Against},
		{"derivedFrom", iri(c.Document)},
		{"locator", positive(c.Locator)},
		{"attributedTo", iris(sources(c.Sources, func(s graph.Source) string { return s.Entity }))},
		{"sources", chain(c.Sources)},
		{"when", day(c.Date)},
		{"whenText", c.Date.Text},
		{"inferenceBasis", c.Date.Basis},
		{"spokenAt", day(c.SpokenAt)},
		{"acting", c.Acting},
		{"mode", c.Mode},
		{"sourceWord", c.Label},
		{"credibility", positive(c.Credibility)},
		{"note", c.Note},
		{"known", known(c.Known)},
		{"superseded", c.Superseded},
	}
	if r := c.Retracted; r != nil {
		fields = append(fields, field{"invalidatedBy", lineOf(present([]field{
			{"@type", "prov:Activity"},
			{"endedAt", r.At},
			{"retractedBy", r.By},
			{"retractionKind", r.Kind.String()},
			{"reason", r.Reason},
		}))})
	}
	return fields
}

// positive is the number, or nothing for 0.
func positive(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// chain lists sources in their order, outermost first.
func chain(list []graph.Source) any {
	out := make([]lineOf, len(list))
	for i, s := range list {
		out[i] = lineOf{{"sourceText", s.Text}}
		if s.Entity != "" {
			out[i] = lineOf{{"@id", iri(s.Entity)}}
		}
	}
	return tree(out)
}
