package graph

import (
	"cmp"
	"fmt"
	"math"
	"net/url"
	"strings"
)

// Limits of a record.
const (
	MaxText = 64 << 10 // bytes of a text: name, title, note, reason, …
	MaxWord = 128      // bytes of a key, a type, the name of an attribute, a unit, a language, …
	MaxURL  = 8 << 10  // bytes
	MaxList = 10_000   // entries of a list: names, claims, sources, concerns, …
)

// Check says whether the record is well formed as far as that shows without the
// rest of the graph: exactly one kind, the vocabulary, ids, ranges and sizes.
// Whether ids exist, and whether the ends have the right kinds, is for the store.
//
// It also completes the record, which is then ready to be stored:
//
//   - the ends of a symmetric relation and the two sides of a judgement are put
//     in order, the smaller id first, and Turned says so;
//   - a relation without an id gets its computed one. One that is given is kept,
//     whether it equals [RelationRecord.Identity] or not: a former id is not to
//     be told from a wrong one here, so the store looks those up;
//   - claims without an id get theirs. A given id that starts with "c:" must be
//     the computed one (over the relation's given id or its identity).
//
// Checking again changes nothing. Any error is a *[RecordError] with the file
// and line of the record.
func (r *Record) Check() error {
	if e := r.check(); e != nil {
		e.File, e.Line = r.File, r.Line
		return e
	}
	return nil
}

// first is the first of two things that have an order.
func (r *Record) first() string {
	switch {
	case r.Relation != nil:
		return r.Relation.From
	case r.Judgement != nil:
		return r.Judgement.A
	}
	return ""
}

func (r *Record) check() *RecordError {
	first := r.first()
	e := r.checkOne()
	r.Turned = r.Turned != (r.first() != first)
	return e
}

func (r *Record) checkOne() *RecordError {
	given := 0
	for _, is := range [...]bool{r.Document != nil, r.Entity != nil, r.Relation != nil, r.Attribute != nil, r.Judgement != nil} {
		if is {
			given++
		}
	}
	if given != 1 {
		return fault("", "a record holds exactly one of document, entity, relation, attribute and judgement, not %d of them", given)
	}
	switch {
	case r.Document != nil:
		return r.Document.check().under("document")
	case r.Entity != nil:
		return r.Entity.check().under("entity")
	case r.Relation != nil:
		return r.Relation.check().under("relation")
	case r.Attribute != nil:
		return r.Attribute.check().under("attribute")
	default:
		return r.Judgement.check().under("judgement")
	}
}

func (d *Document) check() *RecordError {
	return cmp.Or(
		checkID("id", d.ID),
		checkLine("title", d.Title, MaxText),
		checkOptionalID("outlet", d.Outlet),
		d.Published.check("published"),
		checkURL("url", d.URL),
		checkVocabulary("reliability", d.Reliability.String() != "" || d.Reliability == 0),
		checkIDs("basedOn", d.BasedOn),
		d.checkBasedOn(),
		checkText("note", d.Note),
	)
}

func (d *Document) checkBasedOn() *RecordError {
	for i, id := range d.BasedOn {
		if id == d.ID {
			return fault("", "%q is the document itself; leave it out", id).underItem("basedOn", i)
		}
	}
	return nil
}

func (x *Entity) check() *RecordError {
	if e := cmp.Or(
		checkID("id", x.ID),
		checkGiven("kind", x.Kind != 0, kindList),
		checkVocabulary("kind", x.Kind.String() != "" || x.Kind == 0),
		checkLine("type", x.Type, MaxWord),
		checkGiven("name", strings.TrimSpace(x.Name) != "", "for somebody whom no document names, describe them and set named to false"),
		checkLine("name", x.Name, MaxText),
		checkText("summary", x.Summary),
		checkLength("names", len(x.Names)),
		checkLength("externalIds", len(x.ExternalIDs)),
	); e != nil {
		return e
	}
	for i := range x.Names {
		if e := x.Names[i].check(); e != nil {
			return e.underItem("names", i)
		}
	}
	for i, id := range x.ExternalIDs {
		if e := id.check(); e != nil {
			return e.underItem("externalIds", i)
		}
	}
	return nil
}

var kindList = "one of " + strings.Join(kindNames[1:], " ")

func (n *Name) check() *RecordError {
	return cmp.Or(
		checkGiven("text", strings.TrimSpace(n.Text) != "", "the name as written"),
		checkLine("text", n.Text, MaxText),
		checkLine("lang", n.Lang, MaxWord),
		checkLine("script", n.Script, MaxWord),
		checkIDs("documents", n.Documents),
	)
}

func (x ExternalID) check() *RecordError {
	return cmp.Or(
		checkGiven("scheme", x.Scheme != "", "whose id it is: wd, ofac, …"),
		checkLine("scheme", x.Scheme, MaxWord),
		checkGiven("value", x.Value != "", "the id there"),
		checkLine("value", x.Value, MaxText),
	)
}

// Identity is the relation's id as computed from its ends, type, role and key,
// whatever id the record was given.
func (r *RelationRecord) Identity() string {
	return RelationID(r.From, r.Type, r.To, r.Role, r.Key)
}

func (r *RelationRecord) check() *RecordError {
	if e := cmp.Or(
		checkRelationID("id", r.ID),
		checkID("from", r.From),
		checkGiven("type", r.Type != 0, "a relation type such as PARTICIPATED_IN"),
		checkVocabulary("type", int(r.Type) <= numTypes),
		checkID("to", r.To),
		checkVocabulary("role", r.Role.String() != "" || r.Role == 0),
		checkLine("key", r.Key, MaxWord),
		checkIDs("concerns", r.Concerns),
		checkLength("claims", len(r.Claims)),
	); e != nil {
		return e
	}
	switch {
	case r.Role != 0 && r.Type != ParticipatedIn:
		return fault("role", "only PARTICIPATED_IN has a role; leave it out of %s", r.Type)
	case r.Type.NeedsKey() && r.Key == "":
		return fault("key", "is missing: %s is a single act and needs a key that says which, a short slug of the matter or an event id", r.Type)
	case strings.TrimSpace(r.Key) != r.Key:
		return fault("key", "%q starts or ends with a space; leave it out", r.Key)
	}
	if r.Type.Symmetric() && r.To < r.From {
		r.From, r.To = r.To, r.From
	}
	identity := r.Identity()
	if r.ID == "" {
		r.ID = identity
	}
	return checkClaims(r.Claims, "relation", func(c *Claim) string {
		if r.ID != identity && c.ID == RelationClaimID(r.ID, c) {
			return c.ID
		}
		return RelationClaimID(identity, c)
	})
}

func (r *AttributeRecord) check() *RecordError {
	if e := cmp.Or(
		checkReference("of", r.Of),
		checkGiven("name", r.Name != "", "what is stated: topic, size, outcome, …"),
		checkLine("name", r.Name, MaxWord),
		checkText("value", r.Value),
		checkOptionalID("entity", r.Entity),
		checkLine("unit", r.Unit, MaxWord),
		checkLength("claims", len(r.Claims)),
		r.checkValue(),
	); e != nil {
		return e
	}
	if r.Number != nil && *r.Number == 0 {
		*r.Number = 0 // -0 is the same number, but is written otherwise
	}
	identity := r.Identity()
	return checkClaims(r.Claims, "attribute", func(c *Claim) string { return AttributeClaimID(identity, c) })
}

// checkValue sees to it that there is one value, and that "occurred", off which
// the state of a meeting is read, has none but yes.
func (r *AttributeRecord) checkValue() *RecordError {
	given := 0
	for _, is := range [...]bool{r.Value != "", r.Entity != "", r.Number != nil} {
		if is {
			given++
		}
	}
	switch {
	case given != 1:
		return fault("value", "exactly one of value, entity and number is needed, not %d of them", given)
	case r.Number != nil && (math.IsNaN(*r.Number) || math.IsInf(*r.Number, 0)):
		return fault("number", "must be finite")
	case r.Name == "occurred" && (r.Value != "yes" || r.Unit != ""):
		return fault("value", `occurred takes the value "yes" only, without a unit; that something did not take place is a claim with stance DENIES`)
	}
	return nil
}

func (j *Judgement) check() *RecordError {
	if e := cmp.Or(
		checkReference("a", j.A),
		checkReference("b", j.B),
		checkLine("by", j.By, MaxText),
		checkText("reason", j.Reason),
		checkDay("at", j.At),
	); e != nil {
		return e
	}
	switch {
	case j.A == j.B:
		return fault("b", "%q stands in a as well; a judgement is about two ids", j.B)
	case isRelationID(j.A) != isRelationID(j.B):
		return fault("b", "%q and %q are an entity and a relation; a judgement is about two of one sort", j.A, j.B)
	}
	if j.B < j.A {
		j.A, j.B = j.B, j.A
	}
	return nil
}

func checkURL(field, s string) *RecordError {
	if s == "" {
		return nil
	}
	if e := checkLine(field, s, MaxURL); e != nil {
		return e
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fault(field, "%s is not a web address; it starts with https:// or http:// and a host", edtfQuote(s))
	}
	return nil
}

func fault(field, format string, args ...any) *RecordError {
	return &RecordError{Field: field, Code: Invalid, Reason: fmt.Sprintf(format, args...)}
}
