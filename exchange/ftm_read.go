package exchange

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"dragoman/graph"
	"dragoman/records"
)

// maxFtM is the length in bytes of the longest entity that is read.
const maxFtM = 16 << 20

// ReadFtM reads entities of FollowTheMoney, a JSON object a line, also compressed
// by gzip, as records. name stands in messages, and names the document that they
// rest on where they name no datasets. open is called three times: for what is
// there, for the entities, and for what connects them; in memory are the ids. A
// line that is no entity is a *[graph.RecordError], after which reading goes on;
// an error of open or of reading ends the sequence. left, if not nil, is told at
// the end what the model does not hold, in words and how often.
//
// A claim is made of each property: the document is the one of the entity's
// datasets, the stance ASSERTS, the day it was recorded that of last_change.
func ReadFtM(name string, open func() (io.ReadCloser, error), left func(what string, times int)) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		r := &ftmReader{
			name: name, open: open, kinds: map[string]graph.EntityKind{}, documents: map[string]*graph.Document{},
			made: map[string]bool{}, tally: ftmTally{}, yield: yield,
		}
		r.stem, _, _ = strings.Cut(filepath.Base(name), ".")
		for _, part := range []func() error{r.census, r.things, r.links} {
			if err := part(); err != nil {
				if !errors.Is(err, errStopped) {
					yield(graph.Record{}, err)
				}
				return
			}
		}
		r.tally.tell(left)
	}
}

// ftmEntity is a line.
type ftmEntity struct {
	ID         string           `json:"id"`
	Schema     string           `json:"schema"`
	Caption    string           `json:"caption"`
	Datasets   []string         `json:"datasets"`
	Referents  []string         `json:"referents"`
	FirstSeen  string           `json:"first_seen"`
	LastChange string           `json:"last_change"`
	Properties map[string][]any `json:"properties"`

	line int
	told string // the id as the file has it
}

type ftmReader struct {
	name, stem string
	open       func() (io.ReadCloser, error)
	kinds      map[string]graph.EntityKind // of the things in the file, by our id
	documents  map[string]*graph.Document
	made       map[string]bool // authorities that were given
	tally      ftmTally
	yield      func(graph.Record, error) bool
	first      bool // in the census
}

// each shows the entities of the file.
func (r *ftmReader) each(visit func(*ftmEntity) error) error {
	f, err := r.open()
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	in, err := records.Unpack(r.name, f)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxFtM)
	n := 0
	for lines.Scan() {
		n++
		line := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\xef\xbb\xbf")))
		if len(line) == 0 {
			continue
		}
		e, err := r.read(line, n)
		switch {
		case err != nil && !r.first: // told in the census
		case err != nil:
			if !r.yield(graph.Record{}, err) {
				return errStopped
			}
		default:
			if err := visit(e); err != nil {
				return err
			}
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return graph.Errorf(graph.Limit, "%s:%d: the line is longer than %d MiB; is it one entity of FollowTheMoney a line?", r.name, n+1, maxFtM>>20)
	}
	if err := lines.Err(); err != nil {
		if e := (*graph.Error)(nil); errors.As(err, &e) {
			placed := *e
			placed.Message = fmt.Sprintf("%s:%d: reading stopped here: %s", r.name, n+1, e.Message)
			return &placed
		}
		return &graph.Error{Code: graph.Invalid, Err: err, Message: r.name + ": cannot be read further"}
	}
	return nil
}

func (r *ftmReader) read(line []byte, n int) (*ftmEntity, error) {
	e := &ftmEntity{line: n}
	bad := func(field, reason string) error {
		return &graph.RecordError{File: r.name, Line: n, Field: field, Reason: reason, Code: graph.Invalid}
	}
	if err := json.Unmarshal(line, e); err != nil {
		return nil, bad("", "is no entity of FollowTheMoney: "+notFtM(err))
	}
	switch {
	case e.ID == "":
		return nil, bad("id", "is missing: an entity of FollowTheMoney has one")
	case e.Schema == "":
		return nil, bad("schema", "is missing: Person, Company, …")
	}
	e.told, e.ID = e.ID, ourID(e.ID)
	return e, nil
}

// notFtM words an error of encoding/json for people.
func notFtM(err error) string {
	if kind := (*json.UnmarshalTypeError)(nil); errors.As(err, &kind) && kind.Field != "" {
		return kind.Field + " is JSON of the type " + kind.Value
	}
	return "it is no JSON object; each line is one, with id, schema and properties"
}

// ourID is the id as it is if it can be one of ours, else one made of it.
func ourID(id string) string {
	if graph.CheckID(id) == nil {
		return id
	}
	return ftmPrefix + short(id)
}

var lower32 = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// short is 130 bits of the digest of a text.
func short(s string) string {
	sum := sha256.Sum256([]byte(s))
	return lower32.EncodeToString(sum[:])[:26]
}

// texts gives the values of a property: cleaned, each once, in their order.
func (r *ftmReader) texts(e *ftmEntity, property string) []string {
	var out []string
	for _, v := range e.Properties[property] {
		var s string
		switch v := v.(type) {
		case string:
			s = v
		case float64:
			s = strconv.FormatFloat(v, 'f', -1, 64)
		case bool:
			s = strconv.FormatBool(v)
		}
		s = cleaned(s)
		switch {
		case s == "":
		case len(s) > graph.MaxText:
			r.tally.add("values longer than 64 KiB")
		case !slices.Contains(out, s):
			out = append(out, s)
		}
	}
	return out
}

// cleaned leaves out what a record may not hold: control characters.
func cleaned(s string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		switch {
		case c == '\n' || c == '\t' || c == unicode.ReplacementChar:
			return c
		case unicode.IsControl(c):
			return -1
		}
		return c
	}, strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")))
}

// oneLine is a text without line breaks, as names are.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// lines is texts for names.
func (r *ftmReader) lines(e *ftmEntity, property string) []string {
	out := r.texts(e, property)
	for i := range out {
		out[i] = oneLine(out[i])
	}
	return out
}

// census finds out which things and documents there are, and gives the documents.
func (r *ftmReader) census() error {
	r.first = true
	var order []string
	var proved []*ftmEntity
	note := func(d *graph.Document) {
		if _, ok := r.documents[d.ID]; !ok {
			order = append(order, d.ID)
			r.documents[d.ID] = d
		}
	}
	err := r.each(func(e *ftmEntity) error {
		if t, ok := thingOf(e.Schema); ok {
			r.kinds[e.ID] = t.kind
		}
		if slices.Contains(ftmDocuments, e.Schema) {
			note(r.document(e))
			return nil
		}
		if _, ok := linkOf(e.Schema); !ok && r.kinds[e.ID] == 0 {
			r.tally.add(e.Schema + ": entities of this schema")
			return nil
		}
		if len(e.Properties) == 0 { // it states nothing that would rest on a document
			return nil
		}
		if len(e.Properties["proof"]) > 0 { // to be seen whether that is in the file
			proved = append(proved, &ftmEntity{Schema: e.Schema, Datasets: e.Datasets, Properties: map[string][]any{"proof": e.Properties["proof"]}})
			return nil
		}
		for _, d := range r.collections(e) {
			note(d)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, e := range proved {
		if !slices.ContainsFunc(r.texts(e, "proof"), func(id string) bool { return r.documents[ourID(id)] != nil }) {
			for _, d := range r.collections(e) {
				note(d)
			}
		}
	}
	r.first = false
	for _, id := range order {
		if err := r.give(0, graph.Record{Document: r.documents[id]}); err != nil {
			return err
		}
	}
	return nil
}

func (r *ftmReader) give(line int, record graph.Record) error {
	record.File, record.Line = r.name, line
	if !r.yield(record, nil) {
		return errStopped
	}
	return nil
}

// document reads one; what it says of itself beyond our fields is not held.
func (r *ftmReader) document(e *ftmEntity) *graph.Document {
	d := &graph.Document{ID: e.ID}
	first := func(properties ...string) string {
		for _, p := range properties {
			if all := r.lines(e, p); len(all) > 0 {
				return all[0]
			}
		}
		return ""
	}
	d.Title = first("title", "name", "fileName")
	if d.Title == "" {
		d.Title = oneLine(cleaned(e.Caption))
	}
	if edtf, err := graph.ParseEDTF(first("publishedAt", "date", "authoredAt")); err == nil {
		d.Published.EDTF = edtf
	}
	if edtf, err := graph.ParseEDTF(first("retrievedAt")); err == nil {
		d.Retrieved = edtf
	}
	if u := first("sourceUrl"); strings.HasPrefix(u, "https://") || strings.HasPrefix(u, "http://") {
		d.URL = u
	}
	for p := range e.Properties {
		if !slices.Contains([]string{"title", "name", "fileName", "publishedAt", "date", "authoredAt", "retrievedAt", "sourceUrl"}, p) {
			r.tally.add(e.Schema + "." + p + ": what documents say of themselves")
		}
	}
	return d
}

// collections are the documents that the datasets of an entity make: the last one
// is what it rests on.
func (r *ftmReader) collections(e *ftmEntity) []*graph.Document {
	names := slices.Clone(e.Datasets)
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) == 0 {
		names = []string{r.stem}
	}
	var out []*graph.Document
	var ids []string
	for _, n := range names {
		d := &graph.Document{ID: datasetID(n), Title: oneLine(cleaned(n))}
		out, ids = append(out, d), append(ids, d.ID)
	}
	if len(out) == 1 {
		return out
	}
	id := ftmPrefix + "datasets-" + short(strings.Join(names, "\x00"))
	return append(out, &graph.Document{ID: id, Title: oneLine(cleaned(strings.Join(names, ", "))), BasedOn: ids})
}

func datasetID(name string) string {
	if id := ftmPrefix + name; graph.CheckID(id) == nil {
		return id
	}
	return ftmPrefix + short(name)
}

// rest are the ids of the documents that an entity rests on: its proofs, else its
// datasets.
func (r *ftmReader) rest(e *ftmEntity) []string {
	var ids []string
	for _, p := range r.texts(e, "proof") {
		if id := ourID(p); r.documents[id] != nil && !slices.Contains(ids, id) {
			ids = append(ids, id)
		} else {
			r.tally.add(e.Schema + ".proof: documents that are not in the file")
		}
	}
	if len(ids) > 0 {
		return ids
	}
	all := r.collections(e)
	return []string{all[len(all)-1].ID}
}

// claims say one thing on the word of the documents of an entity.
func (r *ftmReader) claims(e *ftmEntity, date graph.Date) []graph.Claim {
	day := e.LastChange
	if day == "" {
		day = e.FirstSeen
	}
	day = day[:min(len(day), len("2006-01-02"))]
	if _, err := graph.ParseDay(day); err != nil {
		day = ""
	}
	var out []graph.Claim
	for _, id := range r.rest(e) {
		c := graph.Claim{Document: id, Stance: graph.Asserts, Date: date}
		if strings.HasPrefix(id, ftmPrefix) {
			c.RecordedAt = day
		}
		out = append(out, c)
	}
	return out
}

// attribute gives one property as attributes.
func (r *ftmReader) attribute(e *ftmEntity, of, property string, values []string) error {
	for _, v := range values {
		a := &graph.AttributeRecord{Of: of, Name: property, Value: v, Claims: r.claims(e, graph.Date{})}
		if id := ourID(v); slices.Contains(ftmPointers, property) && r.kinds[id] != 0 {
			a.Value, a.Entity = "", id
		}
		if unit, ok := ftmMoney[property]; ok {
			if x, err := strconv.ParseFloat(v, 64); err == nil && graph.CanonicalNumber(x) == v {
				a.Name, a.Value, a.Number, a.Unit = "amount", "", &x, unit
			}
		}
		if err := r.give(e.line, graph.Record{Attribute: a}); err != nil {
			return err
		}
	}
	return nil
}

// attributes gives the properties but those in taken.
func (r *ftmReader) attributes(e *ftmEntity, of string, taken []string) error {
	var properties []string
	for p := range e.Properties {
		if !slices.Contains(taken, p) && p != "proof" {
			properties = append(properties, p)
		}
	}
	slices.Sort(properties)
	for _, p := range properties {
		if len(p) > graph.MaxWord || oneLine(cleaned(p)) != p {
			r.tally.add("properties whose name no attribute can have")
			continue
		}
		if err := r.attribute(e, of, p, r.texts(e, p)); err != nil {
			return err
		}
	}
	return nil
}

// things gives the entities.
func (r *ftmReader) things() error {
	return r.each(func(e *ftmEntity) error {
		t, ok := thingOf(e.Schema)
		if !ok {
			return nil
		}
		x := &graph.Entity{ID: e.ID, Kind: t.kind, Type: t.word, Named: true}
		properties := ftmNames
		if e.Schema == "Address" {
			properties = append([]string{"full"}, ftmNames...)
		}
		rest := r.rest(e)
		for _, p := range properties {
			for _, n := range r.lines(e, p) {
				if !slices.ContainsFunc(x.Names, func(o graph.Name) bool { return o.Text == n }) {
					x.Names = append(x.Names, graph.Name{Text: n, Documents: rest})
				}
			}
		}
		caption := oneLine(cleaned(e.Caption))
		switch {
		case caption != "" && len(x.Names) == 0: // a description
			x.Name, x.Named = caption, false
		case slices.ContainsFunc(x.Names, func(o graph.Name) bool { return o.Text == caption }):
			x.Name = caption
		case len(x.Names) > 0:
			x.Name = x.Names[0].Text
		default:
			x.Name, x.Named = oneLine(cleaned(t.schema+" "+e.told)), false
		}
		if s := r.texts(e, "summary"); len(s) == 1 {
			x.Summary = s[0]
		}
		for _, q := range r.lines(e, "wikidataId") {
			x.ExternalIDs = append(x.ExternalIDs, graph.ExternalID{Scheme: "wikidata", Value: q})
		}
		for _, id := range e.Referents {
			if id = oneLine(cleaned(id)); id != "" {
				x.ExternalIDs = append(x.ExternalIDs, graph.ExternalID{Scheme: "ftm", Value: id})
			}
		}
		if e.ID != e.told {
			x.ExternalIDs = append(x.ExternalIDs, graph.ExternalID{Scheme: "ftm-id", Value: oneLine(cleaned(e.told))})
		}
		return r.give(e.line, graph.Record{Entity: x})
	})
}

// links gives the relations, and the attributes of everything.
func (r *ftmReader) links() error {
	return r.each(func(e *ftmEntity) error {
		if l, ok := linkOf(e.Schema); ok {
			return r.link(e, l)
		}
		if _, ok := thingOf(e.Schema); !ok {
			return nil
		}
		taken := append(slices.Clone(ftmNames), "wikidataId")
		if e.Schema == "Address" {
			taken = append(taken, "full")
		}
		if len(r.texts(e, "summary")) == 1 {
			taken = append(taken, "summary")
		}
		for _, b := range ftmBonds {
			if b.schema != "" && b.schema != e.Schema {
				continue
			}
			taken = append(taken, b.property)
			if err := r.bond(e, b); err != nil {
				return err
			}
		}
		return r.attributes(e, e.ID, taken)
	})
}

// bond gives the relations that a property of a thing stands for.
func (r *ftmReader) bond(e *ftmEntity, b ftmBond) error {
	date := graph.Date{}
	if b.in { // an event: its day is that of taking part
		date, _ = r.date(e)
	}
	for _, v := range r.texts(e, b.property) {
		from, to := e.ID, ourID(v)
		if b.in {
			from, to = to, from
		}
		if what := r.unfit(b.relation, from, to); what != "" {
			r.tally.add(e.Schema + "." + b.property + ": " + what)
			continue
		}
		x := &graph.RelationRecord{From: from, Type: b.relation, To: to, Role: b.role, Claims: r.claims(e, date)}
		if err := r.give(e.line, graph.Record{Relation: x}); err != nil {
			return err
		}
	}
	return nil
}

// unfit says why two ends cannot be joined; "" where they can.
func (r *ftmReader) unfit(t graph.RelationType, from, to string) string {
	switch a, b := r.kinds[from], r.kinds[to]; {
	case a == 0 || b == 0:
		return "ends that are not in the file, or whose schema is not held"
	case t.CheckEnds(a, b) != nil:
		return t.String() + " cannot join " + a.String() + " and " + b.String()
	}
	return ""
}

// date is that of a connection, and the properties that it takes up. Two values of
// one property are no date: they stay what they are.
func (r *ftmReader) date(e *ftmEntity) (graph.Date, []string) {
	start, end, at := r.texts(e, "startDate"), r.texts(e, "endDate"), r.texts(e, "date")
	text, taken := "", []string(nil)
	switch {
	case len(start) > 1 || len(end) > 1:
	case len(start)+len(end) > 0:
		taken = []string{"startDate", "endDate"}
		text = strings.Join(start, "") + "/" + strings.Join(end, "")
	case len(at) == 1:
		taken, text = []string{"date"}, at[0]
	}
	if text == "" {
		return graph.Date{}, nil
	}
	edtf, err := graph.ParseEDTF(text)
	if err != nil {
		return graph.Date{}, nil
	}
	return graph.Date{EDTF: edtf}, taken
}

// link gives a connection: a relation for each pair of its ends.
func (r *ftmReader) link(e *ftmEntity, l ftmLink) error {
	date, taken := r.date(e)
	taken = append(taken, l.source, l.target)
	sources, others := r.texts(e, l.source), []string(nil)
	if l.schema == ftmSanction {
		var err error
		if sources, others, err = r.authority(e, sources); err != nil {
			return err
		}
	}
	targets := r.texts(e, l.target)
	if len(sources) == 0 || len(targets) == 0 {
		r.tally.add(e.Schema + ": entities without " + l.source + " or " + l.target)
		return nil
	}
	for _, s := range sources {
		for _, t := range targets {
			if err := r.pair(e, l, ourID(s), ourID(t), date, taken, others); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *ftmReader) pair(e *ftmEntity, l ftmLink, source, target string, date graph.Date, taken, others []string) error {
	from, to := source, target
	if l.swap {
		from, to = to, from
	}
	what := r.unfit(l.relation, from, to)
	if what == "" && from == to && l.relation.Symmetric() {
		what = "ties of a thing to itself"
	}
	if what != "" {
		r.tally.add(e.Schema + ": " + what)
		return nil
	}
	key := e.ID
	if l.word != "" {
		key = l.word + ":" + key
	}
	if len(key) > graph.MaxWord {
		key = key[:len(key)-len(e.ID)] + ftmPrefix + short(e.ID)
	}
	x := &graph.RelationRecord{From: from, Type: l.relation, To: to, Key: key, Claims: r.claims(e, date)}
	if err := r.give(e.line, graph.Record{Relation: x}); err != nil {
		return err
	}
	id := x.Identity()
	if l.relation.Symmetric() && to < from { // which is the source is not told by its place
		a := &graph.AttributeRecord{Of: id, Name: l.source, Entity: source, Claims: r.claims(e, graph.Date{})}
		if err := r.give(e.line, graph.Record{Attribute: a}); err != nil {
			return err
		}
	}
	if err := r.attribute(e, id, l.source, others); err != nil {
		return err
	}
	return r.attributes(e, id, taken)
}

// authority makes an entity of the words that name who sanctions: the first; the
// others stay words.
func (r *ftmReader) authority(e *ftmEntity, words []string) (sources, others []string, err error) {
	if len(words) == 0 {
		return nil, nil, nil
	}
	name := oneLine(words[0])
	id := ftmAuthority + short(name)
	r.kinds[id] = graph.KindOrganization
	if !r.made[id] {
		r.made[id] = true
		x := &graph.Entity{ID: id, Kind: graph.KindOrganization, Type: "authority", Name: name, Named: true}
		if err := r.give(e.line, graph.Record{Entity: x}); err != nil {
			return nil, nil, err
		}
	}
	return []string{id}, words[1:], nil
}
