package graph

import (
	"fmt"
	"slices"
	"strings"
)

// Naming turns ids into what a reader knows: names of entities, and documents with
// their titles and ratings. A function that is nil, or gives no name, leaves the id.
type Naming struct {
	Entity   func(id string) Noun
	Document func(id string) *Document
}

func (n Naming) entity(id string) Noun {
	if n.Entity != nil {
		if noun := n.Entity(id); noun.Name != "" {
			return noun
		}
	}
	return Noun{Name: id}
}

func (n Naming) document(id string) (title string, rating Reliability) {
	if n.Document != nil {
		if d := n.Document(id); d != nil {
			title, rating = d.Title, d.Reliability
		}
	}
	if title == "" {
		title = id
	}
	return title, rating
}

// PathText tells a path as one sentence to quote: every step with names, what
// the relation is, no surer than its claims (see [Relation.Words]), its date as
// written, what the claims add up to, and the documents. Warnings stand where a
// step is disputed, alleged, rests on one source or on none, on no document that
// is rated better than D or E, or is dated by inference.
//
//	A took part in the talks (10 October; confirmed; “First report”); the talks
//	are alleged to have been attended by B (10 October; alleged only, no
//	independent source; …).
func PathText(p *Path, n Naming) string {
	if len(p.Steps) == 0 {
		if len(p.Nodes) == 0 {
			return ""
		}
		return n.entity(p.Nodes[0]).Name + " is both the start and the end."
	}
	clauses := make([]string, len(p.Steps))
	for i := range p.Steps {
		clauses[i] = StepText(&p.Steps[i], n)
	}
	return strings.Join(clauses, "; ") + "."
}

// StepText tells one step, without a full stop.
func StepText(s *Step, n Naming) string {
	from, to := n.entity(s.From), n.entity(s.To)
	return fmt.Sprintf("%s %s %s (%s)", from.Name, s.Relation.Words(from, to, s.Forward), to.Name, s.Relation.grounds(n))
}

// grounds is what a reader needs in order to judge a step.
func (r *Relation) grounds(n Naming) string {
	parts := []string{}
	if matter := r.Matter(); matter != "" {
		parts = append(parts, matter)
	}
	parts = append(parts, r.When.Words(), r.Evidence.Words())
	titles, ratings := make([]string, len(r.Documents)), make([]Reliability, len(r.Documents))
	for i, id := range r.Documents {
		titles[i], ratings[i] = n.document(id)
	}
	if words := r.RatingWords(ratings...); words != "" {
		parts = append(parts, words)
	}
	for _, title := range titles {
		parts = append(parts, "“"+title+"”")
	}
	return strings.Join(parts, "; ")
}

// Matter is the key in words, to stand beside the date of the relation: a day that begins
// or ends the key, as in keys of coded events, is left out where [When.Words] gives the
// same. "" where nothing is left.
func (r *Relation) Matter() string {
	key := r.Key
	if day := r.When.EDTF.String(); len(day) == len("2006-01-02") && r.When.Text == "" {
		key = strings.TrimPrefix(strings.TrimSuffix("-"+key+"-", "-"+day+"-"), "-"+day+"-")
	}
	return strings.ReplaceAll(strings.Trim(key, "-"), "-", " ")
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

// RatingWords warns where the best rated of the documents that speak for it is a D
// or an E. ratings are those of all its documents: it is "" where there are none, or
// one is F or has no letter, since that is not known to be bad.
func (e *Evidence) RatingWords(ratings ...Reliability) string {
	if len(ratings) == 0 || slices.Contains(ratings, ReliabilityF) || slices.Contains(ratings, 0) {
		return ""
	}
	if e.Reliability == ReliabilityD || e.Reliability == ReliabilityE {
		return "rests on no document rated better than " + e.Reliability.Meaning()
	}
	return ""
}

// Meaning is the letter with what it stands for: "E, unreliable". It is "" for F and
// without a letter.
func (x Reliability) Meaning() string {
	if x == 0 || x > ReliabilityE {
		return ""
	}
	return x.String() + ", " + [...]string{"completely reliable", "usually reliable", "fairly reliable", "not usually reliable", "unreliable"}[x-ReliabilityA]
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
