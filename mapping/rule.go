package mapping

import (
	"slices"

	"dragoman/graph"
)

// rule makes one record of a row, or one for each step of its loops.
type rule struct {
	at     place
	sort   string // document, entity, relation or attribute
	when   condition
	loops  []loop
	fields fieldSet
	names  []nameSpec
	ids    []idSpec
	lists  map[string][]*template // concerns, basedOn
	dates  map[string]dateSpec    // published
	claim  *claimSpec
}

// fieldSet is what a rule says about the plain fields of a record.
type fieldSet map[string]*template

// loop goes through one value, or through several in step.
type loop struct {
	at     place
	values []expression
	names  []string
}

type nameSpec struct {
	when               condition
	loops              []loop
	text, lang, script *template
	documents          []*template
}

type idSpec struct {
	scheme string
	value  *template
}

// dateSpec is an EDTF text, or the parts of a date.
type dateSpec struct{ text, edtf, resolved, basis *template }

type claimSpec struct {
	at      place
	fields  fieldSet
	sources []sourceSpec
	dates   map[string]dateSpec
}

// sourceSpec is an entity, or words.
type sourceSpec struct{ entity, text *template }

// defaults is what rules take over.
type defaults struct{ claim node }

// The keys of records, as in the record format.
var (
	ruleKeys     = []string{"document", "entity", "relation", "attribute", "if", "each"}
	documentKeys = []string{"id", "title", "outlet", "published", "retrieved", "url", "reliability", "basedOn", "note"}
	entityKeys   = []string{"id", "kind", "type", "name", "named", "names", "summary", "externalIds"}
	relationKeys = []string{"from", "type", "to", "role", "key", "concerns", "claim"}
	attributeKey = []string{"of", "name", "value", "entity", "number", "unit", "claim"}
	claimKeys    = []string{"id", "document", "locator", "stance", "against", "sources", "date", "spokenAt", "acting", "mode", "label", "credibility", "note", "recordedAt", "recordedBy"}
	nameKeys     = []string{"text", "lang", "script", "documents", "if", "each"}
)

func (m *Mapping) readRules(n node, names scopeNames, d defaults) (out []*rule) {
	if n.r == nil {
		return nil
	}
	for _, item := range n.list() {
		f := item.fields(ruleKeys...)
		r := &rule{at: item.at, fields: fieldSet{}, lists: map[string][]*template{}, dates: map[string]dateSpec{}}
		for _, sort := range ruleKeys[:4] {
			if _, ok := f[sort]; ok && r.sort == "" {
				r.sort = sort
			} else if ok {
				item.fail("makes a %s and a %s; each has a rule of its own", r.sort, sort)
			}
		}
		if r.sort == "" {
			item.fail("makes no record; it has one of document, entity, relation and attribute")
			continue
		}
		inner := names
		r.loops = readLoops(f, &inner)
		if when, ok := f["if"]; ok {
			r.when = when.condition(inner)
		}
		r.readRecord(f[r.sort], inner, d)
		out = append(out, r)
	}
	return out
}

// readLoops reads each, whose variables are seen by what follows.
func readLoops(f map[string]node, names *scopeNames) (out []loop) {
	each, ok := f["each"]
	if !ok {
		return nil
	}
	for _, n := range each.list() {
		l := loop{at: n.at}
		for _, p := range n.pairs() {
			x := exprParser{lexer: lexer{rest: p.text()}, names: *names, n: p.node}
			e, ok := x.operand()
			if !ok {
				continue
			}
			if rest := x.peek(); rest.kind != endToken {
				p.fail("%s is too much; each names one value: name: column, or name: column | split(\"|\")", x.shown(rest))
			}
			l.values = append(l.values, e)
			l.names = append(l.names, p.name)
		}
		if len(l.values) == 0 {
			n.fail("goes through nothing; it has names for the items of values: each: {name: column}")
		}
		names.variables = append(slices.Clone(names.variables), l.names...)
		out = append(out, l)
	}
	return out
}

func (r *rule) readRecord(n node, names scopeNames, d defaults) {
	switch r.sort {
	case "document":
		f := n.fields(documentKeys...)
		r.read(n, f, names, []string{"id"}, "title", "outlet", "retrieved", "url", "reliability", "note")
		r.list(f, "basedOn", names)
		readDateSpec(f, "published", names, r.dates)
		r.check(f, "reliability", func(s string) error { return as(graph.ParseReliability(s)) })
	case "entity":
		f := n.fields(entityKeys...)
		r.read(n, f, names, []string{"id", "kind", "name"}, "type", "named", "summary")
		r.check(f, "kind", func(s string) error { return as(graph.ParseEntityKind(s)) })
		r.readNames(f, names, d)
		for _, p := range f["externalIds"].pairs() {
			r.ids = append(r.ids, idSpec{p.name, p.template(names)})
		}
	case "relation":
		f := n.fields(relationKeys...)
		r.read(n, f, names, []string{"from", "type", "to"}, "role", "key")
		r.list(f, "concerns", names)
		r.check(f, "type", func(s string) error { return as(graph.ParseRelationType(s)) })
		r.check(f, "role", func(s string) error { return as(graph.ParseRole(s)) })
		r.readClaim(n, f["claim"], names, d)
	case "attribute":
		f := n.fields(attributeKey...)
		r.read(n, f, names, []string{"of", "name"}, "value", "entity", "number", "unit")
		r.readClaim(n, f["claim"], names, d)
		given := 0
		for _, key := range []string{"value", "entity", "number"} {
			if _, ok := f[key]; ok {
				given++
			}
		}
		if given != 1 {
			n.fail("has %d of value, entity and number; an attribute has exactly one", given)
		}
	}
}

// read reads plain fields, the needed ones first.
func (r *rule) read(n node, f map[string]node, names scopeNames, needed []string, others ...string) {
	for _, key := range needed {
		if _, ok := f[key]; !ok {
			n.fail("needs %s", key)
		}
	}
	for _, key := range append(slices.Clone(needed), others...) {
		if t := optionalTemplate(f, key, names); t != nil {
			r.fields[key] = t
		}
	}
}

func (r *rule) list(f map[string]node, key string, names scopeNames) {
	for _, n := range f[key].list() {
		r.lists[key] = append(r.lists[key], n.template(names))
	}
}

// check tries a word of the vocabulary where it does not depend on the row.
func (r *rule) check(f map[string]node, key string, try func(string) error) {
	checkFixed(f[key], r.fields[key], try)
}

func checkFixed(n node, t *template, try func(string) error) {
	if t == nil || !t.fixed || t.text == "" {
		return
	}
	if err := try(t.text); err != nil {
		n.fail("%s", reasonOf(err))
	}
}

// as drops the value of a parser.
func as[T any](_ T, err error) error { return err }

func (r *rule) readNames(f map[string]node, names scopeNames, d defaults) {
	for _, n := range f["names"].list() {
		var s nameSpec
		inner := names
		nf := map[string]node{"text": n}
		if n.isObject() {
			nf = n.fields(nameKeys...)
			if _, ok := nf["text"]; !ok {
				n.fail("needs text, the name as written")
				continue
			}
		}
		s.loops = readLoops(nf, &inner)
		if when, ok := nf["if"]; ok {
			s.when = when.condition(inner)
		}
		s.text = optionalTemplate(nf, "text", inner)
		s.lang = optionalTemplate(nf, "lang", inner)
		s.script = optionalTemplate(nf, "script", inner)
		documents, ok := nf["documents"]
		if !ok && d.claim.r != nil { // a name is used by the document that the claims are of
			documents = d.claim.fields()["document"]
		}
		for _, doc := range documents.list() {
			s.documents = append(s.documents, doc.template(inner))
		}
		r.names = append(r.names, s)
	}
}

// readClaim reads a claim, whose keys stand beside those of all claims of the
// mapping and before them.
func (r *rule) readClaim(n, claim node, names scopeNames, d defaults) {
	f := map[string]node{}
	if d.claim.r != nil {
		f = d.claim.fields()
	}
	at := n.at
	if claim.r != nil {
		at = claim.at
		for key, v := range claim.fields(claimKeys...) {
			f[key] = v
		}
	}
	c := &claimSpec{at: at, fields: fieldSet{}, dates: map[string]dateSpec{}}
	for _, key := range []string{"document", "stance"} {
		if _, ok := f[key]; !ok {
			n.fail("has no claim with a %s; give one under claim, here or at the top for all rules", key)
		}
	}
	for _, key := range claimKeys {
		switch v, ok := f[key]; {
		case !ok:
		case key == "date" || key == "spokenAt":
			readDateSpec(f, key, names, c.dates)
		case key == "sources":
			for _, item := range v.list() {
				c.sources = append(c.sources, readSource(item, names))
			}
		default:
			c.fields[key] = v.template(names)
		}
	}
	checkFixed(f["stance"], c.fields["stance"], func(s string) error { return as(graph.ParseStance(s)) })
	r.claim = c
}

func readSource(n node, names scopeNames) (s sourceSpec) {
	if n.isObject() {
		f := n.fields("text")
		if v, ok := f["text"]; ok {
			s.text = v.template(names)
		}
		return s
	}
	s.entity = n.template(names)
	return s
}

func readDateSpec(f map[string]node, key string, names scopeNames, into map[string]dateSpec) {
	n, ok := f[key]
	if !ok {
		return
	}
	if !n.isObject() {
		into[key] = dateSpec{edtf: n.template(names)}
		return
	}
	df := n.fields("text", "edtf", "resolved", "basis")
	into[key] = dateSpec{
		optionalTemplate(df, "text", names), optionalTemplate(df, "edtf", names),
		optionalTemplate(df, "resolved", names), optionalTemplate(df, "basis", names),
	}
}
