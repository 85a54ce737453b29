package graph

import (
	"fmt"
	"strings"
)

// Naming turns ids into what a reader knows: names of entities and titles of
// documents. A function that is nil, or gives "", leaves the id.
type Naming struct {
	Entity   func(id string) string
	Document func(id string) string
}

func (n Naming) entity(id string) string   { return named(n.Entity, id) }
func (n Naming) document(id string) string { return named(n.Document, id) }

func named(name func(string) string, id string) string {
	if name != nil {
		if s := name(id); s != "" {
			return s
		}
	}
	return id
}

// PathText tells a path as one sentence to quote: every step with names, what
// the relation is, its date as written, what the claims add up to, and the
// documents. Warnings stand where a step is disputed, alleged, rests on one
// source or on none, or is dated by inference.
//
//	A took part in the talks (10 October; confirmed; “First report”); the talks
//	were attended by B (10 October; alleged only, no independent source; …).
func PathText(p *Path, n Naming) string {
	if len(p.Steps) == 0 {
		if len(p.Nodes) == 0 {
			return ""
		}
		return n.entity(p.Nodes[0]) + " is both the start and the end."
	}
	clauses := make([]string, len(p.Steps))
	for i := range p.Steps {
		clauses[i] = StepText(&p.Steps[i], n)
	}
	return strings.Join(clauses, "; ") + "."
}

// StepText tells one step, without a full stop.
func StepText(s *Step, n Naming) string {
	return fmt.Sprintf("%s %s %s (%s)", n.entity(s.From), s.Relation.Words(s.Forward), n.entity(s.To), s.Relation.grounds(n))
}

// Words says what the relation is, to stand between its ends: from it to the
// other end where forward, else the other way round.
func (r *Relation) Words(forward bool) string {
	words := typeWords[r.Type]
	if r.Type == ParticipatedIn && int(r.Role) < len(roleWords) && r.Role != 0 {
		words = roleWords[r.Role]
	}
	if forward {
		return words.forward
	}
	return words.backward
}

// grounds is what a reader needs in order to judge a step.
func (r *Relation) grounds(n Naming) string {
	parts := []string{}
	if r.Key != "" {
		parts = append(parts, strings.ReplaceAll(r.Key, "-", " "))
	}
	parts = append(parts, r.When.Words(), r.Evidence.Words())
	for _, id := range r.Documents {
		parts = append(parts, "“"+n.document(id)+"”")
	}
	return strings.Join(parts, "; ")
}

// Words gives the date as written, else what its EDTF says, else the inferred one; a date
// that was inferred says so. Without any it is "undated".
func (w When) Words() string {
	text := w.Text
	if text == "" {
		text = w.EDTF.Words()
	}
	inferred := w.Resolved.Words()
	switch {
	case text == "" && inferred == "":
		return "undated"
	case inferred == "":
		return text
	case text == "":
		return inferred + ", inferred"
	}
	return text + ", inferred to be " + inferred
}

// Words says what the claims add up to, with a warning where little stands
// behind it.
func (e *Evidence) Words() string {
	words := statusWords[0]
	if int(e.Status) < len(statusWords) {
		words = statusWords[e.Status]
	}
	switch {
	case e.Status == Corroborated:
		return fmt.Sprintf("%s by %d independent sources", words, e.Independent)
	case e.Status > Disputed || e.Status == 0:
		return words
	case e.Independent == 0:
		return words + ", no independent source"
	case e.Independent == 1:
		return words + ", single source"
	}
	return fmt.Sprintf("%s, %d independent sources", words, e.Independent)
}

// statusWords is indexed by Status.
var statusWords = [...]string{
	0:            "no claim is left",
	Confirmed:    "confirmed",
	Corroborated: "corroborated",
	Reported:     "reported",
	Alleged:      "alleged only",
	Disputed:     "disputed: the documents contradict each other",
	Unconfirmed:  "unconfirmed",
	Planned:      "planned, not known to have happened",
	Opinion:      "an opinion only",
	Doubted:      "doubted",
	Denied:       "denied",
	Retracted:    "retracted",
}

type bothWays struct{ forward, backward string }

// typeWords is indexed by RelationType.
var typeWords = [numTypes + 1]bothWays{
	0:               {"is related to", "is related to"},
	Holds:           {"holds or held the office", "is or was the office of"},
	Of:              {"is an office of", "has the office"},
	Appointed:       {"appointed", "was appointed by"},
	Heads:           {"heads or headed", "is or was headed by"},
	PartOf:          {"is part of", "includes"},
	MemberOf:        {"is a member of", "has as a member"},
	Represents:      {"represents", "is represented by"},
	EmployedBy:      {"works or worked for", "employs or employed"},
	Succeeded:       {"succeeded", "was succeeded by"},
	Operates:        {"operates", "is operated by"},
	Controls:        {"controls", "is controlled by"},
	AccreditedTo:    {"is accredited to", "receives"},
	ParticipatedIn:  {"took part in", "was attended by"},
	Led:             {"led", "was led by"},
	SpokeTo:         {"spoke with", "spoke with"},
	Recognizes:      {"recognizes", "is recognized by"},
	Agree:           {"agreed or offered to act with", "agreed or offered to act with"},
	Consult:         {"consulted with", "consulted with"},
	Support:         {"supported", "was supported by"},
	Concede:         {"made a concession to", "was granted a concession by"},
	Cooperate:       {"cooperated with", "cooperated with"},
	Aid:             {"gave aid to", "received aid from"},
	Retreat:         {"gave way to", "saw a retreat by"},
	Request:         {"made a request to", "was asked by"},
	Accuse:          {"accused", "was accused by"},
	Reject:          {"rejected a demand or offer of", "was rejected by"},
	Threaten:        {"threatened", "was threatened by"},
	Protest:         {"protested against", "was protested against by"},
	Sanction:        {"cut ties with or restricted", "was cut off or restricted by"},
	Mobilize:        {"readied or moved forces towards", "faced forces readied or moved by"},
	Coerce:          {"coerced", "was coerced by"},
	Assault:         {"used force against", "met force from"},
	HasTies:         {"has ties with", "has ties with"},
	Supplies:        {"supplies", "is supplied by"},
	Opposes:         {"opposes", "is opposed by"},
	Backs:           {"backs", "is backed by"},
	SympathizesWith: {"sympathizes with", "has the sympathy of"},
	Signed:          {"signed", "was signed by"},
	Produced:        {"produced", "came out of"},
	BasedOn:         {"is based on", "is the basis of"},
	RelatedTo:       {"is a relative of", "is a relative of"},
	SameSeriesAs:    {"is of one series with", "is of one series with"},
	SidelinesOf:     {"took place on the sidelines of", "had on its sidelines"},
	LocatedIn:       {"is or took place in", "is the place of"},
	Borders:         {"borders", "borders"},
	CapitalOf:       {"is the capital of", "has as its capital"},
	Governs:         {"governs", "is governed by"},
}

// roleWords is indexed by Role.
var roleWords = [...]bothWays{
	Host:        {"hosted", "was hosted by"},
	Visitor:     {"came as a visitor to", "had as a visitor"},
	Organizer:   {"organized", "was organized by"},
	Mediator:    {"mediated in", "was mediated by"},
	Participant: {"took part in", "was attended by"},
	Invited:     {"was invited to", "had invited"},
	Victim:      {"was a victim of", "had as a victim"},
}
