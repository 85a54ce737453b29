package exchange

import (
	"slices"
	"strings"

	"dragoman/graph"
)

// sure are the statuses that FtM, which states facts, may state.
var sure = []graph.Status{graph.Confirmed, graph.Corroborated, graph.Reported}

// writeFtM writes entities of FollowTheMoney, one a line: documents, things,
// connections. FtM cannot say that something is alleged, disputed, planned or
// denied: where the filter names no statuses, only what is CONFIRMED, CORROBORATED
// or REPORTED is written, and the rest counted; what is asked for besides says its
// status in its description. Every connection carries its evidence under a key of
// its own, "evidence", which readers of FtM keep as context.
func writeFtM(w *out, k *walk, o Options) error {
	f := &ftmWriter{w: w, things: k, k: *k, tally: ftmTally{}, datasets: map[string][]string{}}
	if o.Where == nil || o.Where.Statuses == nil {
		where := graph.Filter{}
		if o.Where != nil {
			where = *o.Where
		}
		where.Statuses = sure
		f.k.where, f.surely = &where, true
	}
	for _, part := range []func(give func([]*ftmLine) error) error{f.documents, f.entities, f.relations} {
		if err := f.lines(part); err != nil {
			return err
		}
	}
	f.tally.tell(o.Left)
	return nil
}

type ftmWriter struct {
	w        *out
	things   *walk // under the filter as it was given
	k        walk  // with the statuses that are written
	surely   bool  // they were chosen here, and what else there is is counted
	tally    ftmTally
	datasets map[string][]string // of documents made of datasets, by id
}

// ftmLine is an entity on its way out.
type ftmLine struct {
	id, schema, caption string
	properties          map[string][]string
	order               []string
	documents           []string
	known               graph.Day
	evidence            string // JSON
	referents           []string
	datasets            []string
}

func newLine(id, schema string) *ftmLine {
	return &ftmLine{id: id, schema: schema, properties: map[string][]string{}, known: graph.DayMin}
}

// add adds a value, once.
func (l *ftmLine) add(property, value string) {
	if value == "" || slices.Contains(l.properties[property], value) {
		return
	}
	if l.properties[property] == nil {
		l.order = append(l.order, property)
	}
	l.properties[property] = append(l.properties[property], value)
}

// rests notes what a part of the line rests on.
func (l *ftmLine) rests(documents []string, known graph.Day) {
	collected := true // by a data set, which has no day of its own
	for _, d := range documents {
		collected = collected && strings.HasPrefix(d, ftmPrefix)
		if !slices.Contains(l.documents, d) {
			l.documents = append(l.documents, d)
		}
	}
	if known.Bounded() && collected {
		l.known = max(l.known, known)
	}
}

// fact adds an attribute: as the property of its name, or in words.
func (l *ftmLine) fact(a *graph.Attribute) {
	l.rests(a.Documents, a.FirstKnown)
	value := a.Value + a.Entity + a.Number
	for property, unit := range ftmMoney {
		if a.Name == "amount" && a.Unit == unit && a.Number != "" && ftmHas(l.schema, property) {
			l.add(property, value)
			return
		}
	}
	if ftmHas(l.schema, a.Name) && a.Unit == "" {
		l.add(a.Name, value)
		return
	}
	text := a.Name + ": " + value + suffix(" ", a.Unit)
	if ftmHas(l.schema, "notes") {
		l.add("notes", text)
	} else {
		l.add("description", text)
	}
}

// learn looks up which datasets documents are made of, and which are none.
func (f *ftmWriter) learn(ls []*ftmLine) error {
	var ids []string
	for _, l := range ls {
		for _, d := range l.documents {
			if _, ok := f.datasets[d]; !ok && strings.HasPrefix(d, ftmPrefix) {
				f.datasets[d] = nil
				ids = append(ids, d)
			}
		}
	}
	return f.k.documents(ids, func(d *graph.Document) error {
		f.datasets[d.ID] = []string{d.Title}
		if len(d.BasedOn) > 0 {
			f.datasets[d.ID] = nil
			return f.k.documents(d.BasedOn, func(part *graph.Document) error {
				f.datasets[d.ID] = append(f.datasets[d.ID], part.Title)
				return nil
			})
		}
		return nil
	})
}

// settle adds what lines rest on.
func (f *ftmWriter) settle(ls []*ftmLine) error {
	if err := f.learn(ls); err != nil {
		return err
	}
	for _, l := range ls {
		for _, d := range l.documents {
			if !strings.HasPrefix(d, ftmPrefix) {
				l.add("proof", d)
			}
			for _, n := range f.datasets[d] {
				if !slices.Contains(l.datasets, n) {
					l.datasets = append(l.datasets, n)
				}
			}
		}
	}
	return nil
}

// write writes a line.
func (f *ftmWriter) write(p **ftmLine) error {
	l := *p
	o := object{b: f.w.b}
	o.open()
	o.text("id", l.id)
	o.text("caption", l.caption)
	o.text("schema", l.schema)
	o.key("properties")
	o.open()
	slices.Sort(l.order)
	for _, p := range l.order {
		o.texts(p, l.properties[p])
	}
	o.close()
	o.texts("datasets", l.datasets)
	o.texts("referents", l.referents)
	o.text("last_change", l.known.String())
	o.raw("evidence", l.evidence)
	o.close()
	f.w.b = append(o.b, '\n')
	return f.w.flush(pieceSize)
}

// lines writes what read makes, while that goes on.
func (f *ftmWriter) lines(read func(give func([]*ftmLine) error) error) error {
	return ahead(func(give func([]*ftmLine) error) error {
		return read(func(ls []*ftmLine) error {
			if err := f.settle(ls); err != nil {
				return err
			}
			return give(ls)
		})
	}, each(f.write))
}

// documents writes those that are not made of datasets.
func (f *ftmWriter) documents(give func([]*ftmLine) error) error {
	q := &graph.DocumentQuery{Where: f.things.where}
	return eachPage(q, &q.Slice, func(q *graph.DocumentQuery) ([]graph.Page[*graph.Document], error) {
		return f.k.s.ListDocuments(f.k.ctx, []graph.DocumentQuery{*q})
	}, func(ds []*graph.Document) error {
		ids := make([]string, len(ds))
		for i, d := range ds {
			ids[i] = d.ID
		}
		if err := f.k.cite(ids); err != nil {
			return err
		}
		var ls []*ftmLine
		for _, d := range ds {
			if strings.HasPrefix(d.ID, ftmPrefix) {
				continue
			}
			l := newLine(d.ID, "Article")
			l.caption = d.Title
			l.add("title", d.Title)
			l.add("publisher", f.k.cited[d.ID].Outlet)
			l.add("sourceUrl", d.URL)
			f.plainDate(l, "publishedAt", d.Published.EDTF.String())
			f.plainDate(l, "retrievedAt", d.Retrieved.String())
			ls = append(ls, l)
		}
		return give(ls)
	})
}

// plainDate adds a day, month or year as FtM writes it.
func (f *ftmWriter) plainDate(l *ftmLine, property, edtf string) {
	switch {
	case edtf == "" || edtf == "..":
	case isPlain(edtf):
		l.add(property, edtf)
	default:
		f.tally.add("dates that FollowTheMoney has no way to write")
	}
}

// isPlain says whether a date is a year, month, day or time, and no more.
func isPlain(s string) bool {
	day, _, _ := strings.Cut(s, "T")
	if len(day) != 4 && len(day) != 7 && len(day) != 10 {
		return false
	}
	for i := range len(day) {
		if dash := i == 4 || i == 7; dash != (day[i] == '-') || !dash && (day[i] < '0' || day[i] > '9') {
			return false
		}
	}
	return len(day) == 4 || day[5] <= '1' // 21 to 41 are seasons
}

// entities writes things with their attributes and bonds.
func (f *ftmWriter) entities(give func([]*ftmLine) error) error {
	return f.things.entities(func(es []*graph.Entity) error {
		var ids, events []string
		for _, e := range es {
			ids = append(ids, e.ID)
			if schemaOf(e) == "Event" {
				events = append(events, e.ID)
			}
		}
		as, err := f.k.attributesOf(ids)
		if err != nil {
			return err
		}
		bonds := map[string][]*graph.Relation{}
		note := func(end func(*graph.Relation) string) func(rs []*graph.Relation) error {
			return func(rs []*graph.Relation) error {
				for _, r := range rs {
					bonds[end(r)] = append(bonds[end(r)], r)
				}
				return nil
			}
		}
		if err := f.k.relations(&graph.RelationQuery{Of: ids, Direction: graph.Out, Types: []graph.RelationType{graph.LocatedIn, graph.PartOf, graph.Of}},
			note(func(r *graph.Relation) string { return r.From })); err != nil {
			return err
		}
		if len(events) > 0 {
			if err := f.k.relations(&graph.RelationQuery{Of: events, Direction: graph.In, Types: []graph.RelationType{graph.ParticipatedIn}},
				note(func(r *graph.Relation) string { return r.To })); err != nil {
				return err
			}
		}
		var ls []*ftmLine
		for _, e := range es {
			l, err := f.thing(e, as[e.ID], bonds[e.ID])
			if err != nil {
				return err
			}
			if l != nil {
				ls = append(ls, l)
			}
		}
		return give(ls)
	})
}

func (f *ftmWriter) thing(e *graph.Entity, as []*graph.Attribute, bonds []*graph.Relation) (*ftmLine, error) {
	schema := schemaOf(e)
	switch {
	case strings.HasPrefix(e.ID, ftmAuthority): // words, in the sanction
		return nil, nil
	case schema == "":
		f.tally.add("entities of kind " + e.Kind.String())
		return nil, nil
	}
	l := newLine(e.ID, schema)
	l.caption = e.Name
	name, other := "name", "alias"
	if schema == "Address" {
		name, other = "full", "full"
	}
	if e.Named { // else the caption describes what has no name
		l.add(name, e.Name)
	}
	for _, n := range e.Names {
		if n.Text != e.Name {
			l.add(other, n.Text)
		}
		l.rests(n.Documents, graph.DayMin)
	}
	l.add("summary", e.Summary)
	for _, x := range e.ExternalIDs {
		switch x.Scheme {
		case "ftm":
			l.referents = append(l.referents, x.Value)
		case "wikidata":
			l.add("wikidataId", x.Value)
		case "ftm-id":
			l.id = x.Value
		default:
			l.add("notes", x.Scheme+": "+x.Value)
		}
	}
	if t, _ := thingOf(schema); e.Type != "" && (t.kind != e.Kind || t.word != e.Type) {
		l.add("keywords", e.Type)
	}
	for _, a := range as {
		l.fact(a)
	}
	kinds, err := f.ends(bonds)
	if err != nil {
		return nil, err
	}
	for _, r := range bonds {
		if b, ok := bondOf(r, kinds); ok {
			end := r.To
			if b.in {
				end = r.From
			}
			l.add(b.property, ftmID(kinds[end]))
			l.rests(r.Documents, r.FirstKnown)
		}
	}
	return l, nil
}

// ends looks up the entities that relations join.
func (f *ftmWriter) ends(rs []*graph.Relation) (map[string]*graph.Entity, error) {
	out := map[string]*graph.Entity{}
	var ids []string
	for _, r := range rs {
		for _, id := range []string{r.From, r.To} {
			if _, ok := out[id]; !ok {
				out[id] = nil
				ids = append(ids, id)
			}
		}
	}
	for chunk := range slices.Chunk(ids, graph.MaxFirst) {
		es, err := f.k.s.Entities(f.k.ctx, chunk)
		if err != nil {
			return nil, err
		}
		for i, e := range es {
			out[chunk[i]] = e
		}
	}
	return out, nil
}

// ftmID is the id that an entity has in FtM.
func ftmID(e *graph.Entity) string {
	for _, x := range e.ExternalIDs {
		if x.Scheme == "ftm-id" {
			return x.Value
		}
	}
	return e.ID
}

// bondOf gives the property that a relation is written as; ok is false for one that
// is a connection of its own. A key would be lost in a property.
func bondOf(r *graph.Relation, ends map[string]*graph.Entity) (ftmBond, bool) {
	from, to := ends[r.From], ends[r.To]
	if from == nil || to == nil || r.Key != "" {
		return ftmBond{}, false
	}
	legal := func(e *graph.Entity) bool {
		s := schemaOf(e)
		return s == "Person" || ftmHas(s, "legalForm")
	}
	property := ""
	switch {
	case r.Type == graph.LocatedIn && schemaOf(to) == "Address" && to.Type == "address":
		property = "addressEntity"
	case r.Type == graph.PartOf && legal(from) && legal(to):
		property = "parent"
	case r.Type == graph.Of && legal(to):
		property = "organization"
	case r.Type == graph.ParticipatedIn && legal(from) && (r.Role == graph.Organizer || r.Role == graph.Host):
		property = "organizer"
	case r.Type == graph.ParticipatedIn && legal(from) && r.Role != graph.Invited:
		property = "involved"
	}
	i := slices.IndexFunc(ftmBonds, func(b ftmBond) bool { return b.property == property })
	if i < 0 {
		return ftmBond{}, false
	}
	return ftmBonds[i], true
}

// relations writes connections.
func (f *ftmWriter) relations(give func([]*ftmLine) error) error {
	return f.things.relations(&graph.RelationQuery{}, func(rs []*graph.Relation) error {
		rs = f.stated(rs)
		ends, err := f.ends(rs)
		if err != nil {
			return err
		}
		as, err := f.k.attributesOfRelations(rs)
		if err != nil {
			return err
		}
		var ls []*ftmLine
		for _, r := range rs {
			from, to := ends[r.From], ends[r.To]
			if from == nil || to == nil || schemaOf(from) == "" || schemaOf(to) == "" {
				f.tally.add("relations with an end that FollowTheMoney has no word for")
				continue
			}
			if _, ok := bondOf(r, ends); !ok {
				ls = append(ls, f.connection(r, from, to, as[r.ID]))
			}
		}
		return give(ls)
	})
}

// stated leaves out, and counts, what is not written for its status.
func (f *ftmWriter) stated(rs []*graph.Relation) []*graph.Relation {
	if !f.surely {
		return rs
	}
	return slices.DeleteFunc(rs, func(r *graph.Relation) bool {
		unsure := !slices.Contains(sure, r.Status)
		if unsure {
			f.tally.add("relations that are " + r.Status.String())
		}
		return unsure
	})
}

func (f *ftmWriter) connection(r *graph.Relation, from, to *graph.Entity, as []*graph.Attribute) *ftmLine {
	link, id, apt := linkFor(r)
	if id == "" {
		id = r.ID
	}
	l := newLine(id, link.schema)
	source, target := ftmID(from), ftmID(to)
	if link.swap {
		source, target = target, source
	}
	for _, a := range as {
		if a.Name == link.source && a.Entity == r.To && r.Type.Symmetric() {
			source, target = target, source
			l.rests(a.Documents, a.FirstKnown)
			continue
		}
		l.fact(a)
	}
	if link.schema == ftmSanction {
		l.properties[link.source] = append([]string{from.Name}, l.properties[link.source]...)
		if len(l.properties[link.source]) == 1 {
			l.order = append(l.order, link.source)
		}
	} else {
		l.add(link.source, source)
	}
	l.add(link.target, target)
	if !apt {
		l.add("role", strings.ToLower(strings.ReplaceAll(r.Type.String(), "_", " "))+suffix(", ", strings.ToLower(r.Role.String()))+suffix(": ", r.Key))
	}
	f.dated(l, r)
	if !slices.Contains(sure, r.Status) {
		l.add("description", "not a settled fact; its status is "+r.Status.String())
	}
	l.rests(r.Documents, r.FirstKnown)
	l.evidence = ftmEvidence(r)
	return l
}

// ftmEvidence is what a connection rests on, as JSON.
func ftmEvidence(r *graph.Relation) string {
	var o object
	o.open()
	o.text("relation", r.ID)
	o.text("type", r.Type.String())
	o.text("status", r.Status.String())
	o.number("independentSources", r.Independent)
	o.text("firstKnown", r.FirstKnown.String())
	items(&o, "when", r.Dates, whenFields)
	items(&o, "stances", r.Stances, stanceFields)
	o.texts("sources", sources(r.Sources, sourceEntity))
	o.texts("sourceTexts", sources(r.Sources, sourceText))
	o.texts("documents", r.Documents)
	o.close()
	return string(o.b)
}

// dated writes when a relation held; what was only inferred is no date to state.
func (f *ftmWriter) dated(l *ftmLine, r *graph.Relation) {
	edtf := r.When.EDTF.String()
	start, end, interval := strings.Cut(edtf, "/")
	if !interval {
		f.plainDate(l, "date", edtf)
		return
	}
	f.plainDate(l, "startDate", start)
	f.plainDate(l, "endDate", end)
}
