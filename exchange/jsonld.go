package exchange

import "dragoman/graph"

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
	w    *out
	k    *walk
	some bool
}

func writeJSONLD(w *out, k *walk) error {
	l := &linked{w: w, k: k}
	w.put(`{"@context":`, linkedContext, `,"@graph":[`)
	for _, part := range []func() error{l.documents, l.entities, l.relations} {
		if err := part(); err != nil {
			return err
		}
	}
	w.put("\n]}\n")
	return nil
}

// give writes a node.
func (l *linked) give(id string, fields func(o *object)) error {
	if l.some {
		l.w.put(",")
	}
	l.some = true
	l.w.put("\n")
	o := object{b: l.w.b}
	o.open()
	o.iri("@id", id)
	fields(&o)
	o.close()
	l.w.b = o.b
	return l.w.flush(pieceSize)
}

// iri writes an id as a name.
func (o *object) iri(name, id string) {
	if id != "" {
		o.key(name)
		o.b = graph.AppendQuoted(o.b, idBase+id)
	}
}

func (o *object) iris(name string, ids []string) {
	if len(ids) == 0 {
		return
	}
	o.key(name)
	o.begin('[')
	for _, id := range ids {
		o.item()
		o.b = graph.AppendQuoted(o.b, idBase+id)
	}
	o.end(']')
}

// sort is the type of a node, ours and that of PROV-O.
func (o *object) sort(ours, theirs string) {
	o.key("@type")
	o.list([]string{ours, theirs})
}

const provEntity = "prov:Entity"

func (l *linked) documents() error {
	return ahead(func(give func([]*graph.Document) error) error {
		q := &graph.DocumentQuery{Where: l.k.where}
		return eachPage(q, &q.Slice, func(q *graph.DocumentQuery) ([]graph.Page[*graph.Document], error) {
			return l.k.s.ListDocuments(l.k.ctx, []graph.DocumentQuery{*q})
		}, give)
	}, each(func(d **graph.Document) error { return l.document(*d) }))
}

func (l *linked) document(d *graph.Document) error {
	return l.give(d.ID, func(o *object) {
		o.sort("Document", provEntity)
		o.text("title", d.Title)
		o.text("published", day(d.Published))
		o.text("publishedText", d.Published.Text)
		o.text("retrieved", d.Retrieved.String())
		o.text("url", d.URL)
		o.text("reliability", d.Reliability.String())
		o.iri("attributedTo", d.Outlet)
		o.iris("derivedFrom", d.BasedOn)
		o.text("note", d.Note)
	})
}

// claimed are attributes with the claims about them.
type claimed struct {
	attributes []*graph.Attribute
	claims     map[any][]*graph.ClaimAnswer // by their identity
}

// claimed looks up the claims about the attributes of some things, by thing.
func (k *walk) claimed(of []string, as map[string][]*graph.Attribute) (map[string]claimed, error) {
	out := make(map[string]claimed, len(as))
	for _, id := range of {
		if len(as[id]) == 0 {
			continue
		}
		keys := make([]graph.AttributeKey, len(as[id]))
		for i, a := range as[id] {
			keys[i] = a.AttributeKey
		}
		claims, err := k.claims(nil, keys)
		if err != nil {
			return nil, err
		}
		out[id] = claimed{as[id], claims}
	}
	return out, nil
}

func (l *linked) entities() error {
	type described struct {
		entities   []*graph.Entity
		attributes map[string]claimed
	}
	return ahead(func(give func(described) error) error {
		return l.k.entities(func(es []*graph.Entity) error {
			ids := entityIDs(es)
			as, err := l.k.attributesOf(ids)
			if err != nil {
				return err
			}
			attributes, err := l.k.claimed(ids, as)
			if err != nil {
				return err
			}
			return give(described{es, attributes})
		})
	}, func(page described) error {
		for _, e := range page.entities {
			if err := l.entity(e); err != nil {
				return err
			}
			if err := l.attributes(page.attributes[e.ID]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l *linked) entity(e *graph.Entity) error {
	sort := provEntity
	if e.Kind.IsActor() {
		sort = "prov:Agent"
	}
	return l.give(e.ID, func(o *object) {
		o.sort(label(e.Kind.String()), sort)
		o.text("name", e.Name)
		o.text("entityType", e.Type)
		o.truth("named", e.Named)
		items(o, "otherNames", e.Names, linkedName)
		o.text("summary", e.Summary)
		items(o, "externalIds", e.ExternalIDs, externalIDFields)
		o.texts("formerIds", e.FormerIDs)
		o.number("degree", e.Degree)
	})
}

// linkedName gives a name with its documents as nodes.
func linkedName(o *object, n *graph.Name) {
	bare := *n
	bare.Documents = nil
	nameFields(o, &bare)
	o.iris("documents", n.Documents)
}

func (l *linked) relations() error {
	type described struct {
		relations  []*graph.Relation
		claims     map[any][]*graph.ClaimAnswer
		attributes map[string]claimed
	}
	return ahead(func(give func(described) error) error {
		return l.k.relations(&graph.RelationQuery{}, func(rs []*graph.Relation) error {
			ids := relationIDs(rs)
			claims, err := l.k.claims(ids, nil)
			if err != nil {
				return err
			}
			as, err := l.k.attributesOfRelations(rs)
			if err != nil {
				return err
			}
			attributes, err := l.k.claimed(ids, as)
			if err != nil {
				return err
			}
			return give(described{rs, claims, attributes})
		})
	}, func(page described) error {
		for _, r := range page.relations {
			if err := l.relation(r, page.claims[r.ID]); err != nil {
				return err
			}
		}
		for _, r := range page.relations {
			if err := l.attributes(page.attributes[r.ID]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l *linked) relation(r *graph.Relation, claims []*graph.ClaimAnswer) error {
	return l.give(r.ID, func(o *object) {
		o.sort("Relation", provEntity)
		o.text("relationType", r.Type.String())
		o.iri("from", r.From)
		o.iri("to", r.To)
		o.truth("symmetric", r.Type.Symmetric())
		o.text("role", r.Role.String())
		o.text("key", r.Key)
		o.iris("concerns", r.Concerns)
		linkedEvidence(o, &r.Evidence, claims)
	})
}

func (l *linked) attributes(of claimed) error {
	for _, a := range of.attributes {
		err := l.give(a.ID(), func(o *object) {
			o.sort("Attribute", provEntity)
			o.iri("of", a.Of)
			o.text("attributeName", a.Name)
			if a.Number != "" {
				o.raw("value", a.Number)
			} else {
				o.text("value", a.Value)
			}
			o.iri("entity", a.Entity)
			o.text("unit", a.Unit)
			linkedEvidence(o, &a.Evidence, of.claims[a.AttributeKey])
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// linkedEvidence is what a relation or an attribute rests on.
func linkedEvidence(o *object, e *graph.Evidence, claims []*graph.ClaimAnswer) {
	o.text("status", e.Status.String())
	o.number("independentSources", e.Independent)
	o.text("firstKnown", e.FirstKnown.String())
	o.text("reliability", e.Reliability.String())
	o.text("when", day(e.When.Date))
	o.text("whenText", e.When.Text)
	o.text("earliest", fourDigits(bound(e.When, e.When.Span.Earliest())))
	o.text("latest", fourDigits(bound(e.When, e.When.Span.Latest())))
	o.truth("inferred", e.When.Inferred())
	o.iris("derivedFrom", e.Documents)
	items(o, "claims", claims, linkedClaim)
}

func linkedClaim(o *object, p **graph.ClaimAnswer) {
	c := *p
	o.iri("@id", c.ID)
	o.sort("Claim", provEntity)
	o.text("stance", c.Stance.String())
	o.truth("against", c.Against)
	o.iri("derivedFrom", c.Document)
	o.positive("locator", c.Locator)
	o.iris("attributedTo", sources(c.Sources, sourceEntity))
	items(o, "sources", c.Sources, linkedSource) // in their order, outermost first
	o.text("when", day(c.Date))
	o.text("whenText", c.Date.Text)
	o.text("inferenceBasis", c.Date.Basis)
	o.text("spokenAt", day(c.SpokenAt))
	o.truth("acting", c.Acting)
	o.text("mode", c.Mode)
	o.text("sourceWord", c.Label)
	o.positive("credibility", c.Credibility)
	o.text("note", c.Note)
	o.text("known", c.Known.String())
	o.truth("superseded", c.Superseded)
	if r := c.Retracted; r != nil {
		o.key("invalidatedBy")
		o.open()
		o.text("@type", "prov:Activity")
		o.text("endedAt", r.At)
		o.text("retractedBy", r.By)
		o.text("retractionKind", r.Kind.String())
		o.text("reason", r.Reason)
		o.close()
	}
}

func linkedSource(o *object, s *graph.Source) {
	if s.Entity != "" {
		o.iri("@id", s.Entity)
	} else {
		o.text("sourceText", s.Text)
	}
}
