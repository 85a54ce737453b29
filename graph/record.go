package graph

// Record is one line of the record format: exactly one field is set.
type Record struct {
	Document  *Document
	Entity    *Entity
	Relation  *RelationRecord
	Attribute *AttributeRecord
	Judgement *Judgement

	// Turned: Check put the ends of the relation, or the sides of the judgement, in
	// order, and they were written the other way round.
	Turned bool

	File string // where it came from, for messages; empty where from no file
	Line int    // where it stood in File, from 1; 0 where it came from no file
}

// Written gives the field in which something stood before Check put ends or sides in
// order, for messages.
func (r *Record) Written(field string) string {
	if other, ok := turned[field]; ok && r.Turned {
		return other
	}
	return field
}

// AsWritten is the record before Check put ends or sides in order, for who checks it
// again and tells what is wrong with it.
func (r Record) AsWritten() Record {
	switch {
	case !r.Turned:
	case r.Relation != nil:
		back := *r.Relation
		back.From, back.To = back.To, back.From
		r.Relation = &back
	case r.Judgement != nil:
		back := *r.Judgement
		back.A, back.B = back.B, back.A
		r.Judgement = &back
	}
	r.Turned = false
	return r
}

var turned = map[string]string{"relation.from": "relation.to", "relation.to": "relation.from", "judgement.a": "judgement.b", "judgement.b": "judgement.a"}

// Document is an article or other record that claims rest on.
type Document struct {
	ID          string
	Title       string
	Outlet      string // entity id; empty where not known
	Published   Date
	Retrieved   EDTF // the day it was fetched
	URL         string
	Reliability Reliability // 0 is not given, which reads as F
	BasedOn     []string    // document ids that it reprints or rests on
	Note        string
}

// Entity is a thing with a name. Degree and FormerIDs are filled by stores and
// are not part of the record.
type Entity struct {
	ID          string
	Kind        EntityKind
	Type        string // free word below the kind: embassy, visit, ministry; may be empty
	Name        string
	Named       bool // false for somebody or something that the documents do not name
	Names       []Name
	Summary     string
	ExternalIDs []ExternalID

	Degree    int      // relations of every status but RETRACTED, in both directions, a self loop once
	FormerIDs []string // ids that were merged into this one, sorted
}

// Name is a name of an entity as some documents write it.
type Name struct {
	Text      string
	Lang      string   // BCP 47; may be empty
	Script    string   // ISO 15924; may be empty
	Documents []string // ids of the documents that use it
}

// ExternalID is the id of the same thing elsewhere.
type ExternalID struct {
	Scheme string
	Value  string
}

// RelationRecord states a relation by its identity (from, type, to, role, key)
// and the claims about it.
type RelationRecord struct {
	ID       string // computed; one that is given must equal it or be a former one
	From     string
	Type     RelationType
	To       string
	Role     Role
	Key      string
	Concerns []string // entities that a demand, accusation or promise is about
	Claims   []Claim
}

// AttributeRecord states a named value of an entity or a relation.
type AttributeRecord struct {
	Of     string // entity or relation id
	Name   string
	Value  string   // exactly one of Value, Entity and Number
	Entity string   // entity id
	Number *float64 // finite
	Unit   string
	Claims []Claim
}

// Judgement says that two entities, or two relations, are the same or are not.
type Judgement struct {
	A, B   string
	Same   bool
	By     string
	Reason string
	At     string // a day, or empty
}

// Claim is one document saying one thing about one relation or attribute.
type Claim struct {
	ID          string
	Document    string
	Locator     int // non-empty line or paragraph of the document, from 1; 0 is none
	Stance      Stance
	Against     bool     // turns SUGGESTS, PLANS and OPINES round
	Sources     []Source // whom the document names as origin, outermost first
	Date        Date     // when what is claimed holds
	SpokenAt    Date     // when the source said it
	Acting      bool     // the document calls the holding of an office acting
	Mode        string   // free word: by telephone, in writing
	Label       string   // the document's own word for it
	Credibility int      // Admiralty 1–6; 0 is not given; 6 means unknown
	Note        string   // paraphrase
	RecordedAt  string   // day or RFC 3339 time
	RecordedBy  string
	Retracted   *Retraction
}

// Source is one link of the chain on whose word a claim rests: an entity, or
// words where no entity is named.
type Source struct {
	Entity string
	Text   string
}

// Retraction takes a claim back without losing it.
type Retraction struct {
	At     string // a day, or empty
	By     string
	Kind   RetractionKind
	Reason string
}
