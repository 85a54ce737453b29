package graph

import "strings"

// How the relation types are told. web/src/explorer/wording.json is written from
// these tables, and a test holds it to them.

// nature is what a verb tells of.
type nature uint8

const (
	act    nature = iota // happened once: told as past
	state                // holds: told as present, where no date bounds it
	office               // held by one after another: "is or was", since few documents tell the end
)

var natureNames = [...]string{act: "act", state: "state", office: "office"}

// wording tells a relation from its start and from its end.
type wording struct {
	nature            nature
	forward, backward phrase
}

// phrase is a verb with what follows it. "{its}" agrees with the subject; several
// stands for rest after a subject in the plural, where that is given.
type phrase struct{ verb, rest, several string }

// typeWords is indexed by RelationType.
var typeWords = [numTypes + 1]wording{
	0:               {state, phrase{"be", "related to", ""}, phrase{"be", "related to", ""}},
	Holds:           {office, phrase{"hold", "the office", ""}, phrase{"be", "the office of", ""}},
	Of:              {state, phrase{"be", "an office of", ""}, phrase{"have", "the office", ""}},
	Appointed:       {act, phrase{"appoint", "", ""}, phrase{"be", "appointed by", ""}},
	Heads:           {office, phrase{"head", "", ""}, phrase{"be", "headed by", ""}},
	PartOf:          {state, phrase{"be", "part of", ""}, phrase{"include", "", ""}},
	MemberOf:        {state, phrase{"be", "a member of", "members of"}, phrase{"have", "among {its} members", ""}},
	Represents:      {state, phrase{"represent", "", ""}, phrase{"be", "represented by", ""}},
	EmployedBy:      {office, phrase{"work", "for", ""}, phrase{"employ", "", ""}},
	Succeeded:       {act, phrase{"succeed", "", ""}, phrase{"be", "succeeded by", ""}},
	Operates:        {state, phrase{"operate", "", ""}, phrase{"be", "operated by", ""}},
	Controls:        {state, phrase{"control", "", ""}, phrase{"be", "controlled by", ""}},
	AccreditedTo:    {state, phrase{"be", "accredited to", ""}, phrase{"receive", "", ""}},
	ParticipatedIn:  {act, phrase{"take", "part in", ""}, phrase{"be", "attended by", ""}},
	Led:             {act, phrase{"lead", "", ""}, phrase{"be", "led by", ""}},
	SpokeTo:         {act, phrase{"speak", "with", ""}, phrase{"speak", "with", ""}},
	Recognizes:      {state, phrase{"recognize", "", ""}, phrase{"be", "recognized by", ""}},
	Agree:           {act, phrase{"agree or offer", "to act with", ""}, phrase{"agree or offer", "to act with", ""}},
	Consult:         {act, phrase{"consult", "with", ""}, phrase{"consult", "with", ""}},
	Support:         {act, phrase{"support", "", ""}, phrase{"be", "supported by", ""}},
	Concede:         {act, phrase{"make", "a concession to", ""}, phrase{"be", "granted a concession by", ""}},
	Cooperate:       {act, phrase{"cooperate", "with", ""}, phrase{"cooperate", "with", ""}},
	Aid:             {act, phrase{"give", "aid to", ""}, phrase{"receive", "aid from", ""}},
	Retreat:         {act, phrase{"give", "way to", ""}, phrase{"see", "a retreat by", ""}},
	Request:         {act, phrase{"make", "a request to", ""}, phrase{"be", "asked by", ""}},
	Accuse:          {act, phrase{"accuse", "", ""}, phrase{"be", "accused by", ""}},
	Reject:          {act, phrase{"reject", "a demand or offer of", ""}, phrase{"be", "rejected by", ""}},
	Threaten:        {act, phrase{"threaten", "", ""}, phrase{"be", "threatened by", ""}},
	Protest:         {act, phrase{"protest", "against", ""}, phrase{"be", "protested against by", ""}},
	Sanction:        {act, phrase{"cut ties with or restrict", "", ""}, phrase{"be", "cut off or restricted by", ""}},
	Mobilize:        {act, phrase{"ready or move", "forces towards", ""}, phrase{"face", "forces readied or moved by", ""}},
	Coerce:          {act, phrase{"coerce", "", ""}, phrase{"be", "coerced by", ""}},
	Assault:         {act, phrase{"use", "force against", ""}, phrase{"meet", "force from", ""}},
	HasTies:         {state, phrase{"have", "ties with", ""}, phrase{"have", "ties with", ""}},
	Supplies:        {state, phrase{"supply", "", ""}, phrase{"be", "supplied by", ""}},
	Opposes:         {state, phrase{"oppose", "", ""}, phrase{"be", "opposed by", ""}},
	Backs:           {state, phrase{"back", "", ""}, phrase{"be", "backed by", ""}},
	SympathizesWith: {state, phrase{"sympathize", "with", ""}, phrase{"have", "the sympathy of", ""}},
	Signed:          {act, phrase{"sign", "", ""}, phrase{"be", "signed by", ""}},
	Produced:        {act, phrase{"produce", "", ""}, phrase{"come", "out of", ""}},
	BasedOn:         {state, phrase{"be", "based on", ""}, phrase{"be", "the basis of", ""}},
	RelatedTo:       {state, phrase{"be", "a relative of", ""}, phrase{"be", "a relative of", ""}},
	SameSeriesAs:    {state, phrase{"be", "of one series with", ""}, phrase{"be", "of one series with", ""}},
	SidelinesOf:     {act, phrase{"take", "place on the sidelines of", ""}, phrase{"have", "on {its} sidelines", ""}},
	LocatedIn:       {state, phrase{"be", "in", ""}, phrase{"be", "the place of", ""}},
	Borders:         {state, phrase{"border", "", ""}, phrase{"border", "", ""}},
	CapitalOf:       {state, phrase{"be", "the capital of", ""}, phrase{"have", "as {its} capital", ""}},
	Governs:         {state, phrase{"govern", "", ""}, phrase{"be", "governed by", ""}},
}

// roleWords is indexed by Role; without one ParticipatedIn has its own.
var roleWords = [...]wording{
	Host:        {act, phrase{"host", "", ""}, phrase{"be", "hosted by", ""}},
	Visitor:     {act, phrase{"come", "as a visitor to", "as visitors to"}, phrase{"have", "among {its} visitors", ""}},
	Organizer:   {act, phrase{"organize", "", ""}, phrase{"be", "organized by", ""}},
	Mediator:    {act, phrase{"mediate", "in", ""}, phrase{"be", "mediated by", ""}},
	Participant: {act, phrase{"take", "part in", ""}, phrase{"be", "attended by", ""}},
	Invited:     {act, phrase{"be", "invited to", ""}, phrase{"have", "among those invited", ""}},
	Victim:      {act, phrase{"fall", "victim to", ""}, phrase{"have", "among {its} victims", ""}},
}

// placeWords tell where a meeting or an incident is.
var placeWords = wording{act, phrase{"take", "place in", ""}, phrase{"be", "the place of", ""}}

// incidentWords tell who took part in an incident, in no role or as participant.
var incidentWords = wording{act, phrase{"take", "part in", ""}, phrase{"involve", "", ""}}

// forms are those of a verb: of one who does it, in the past, after "have".
type forms struct{ does, did, done string }

var irregular = map[string]forms{
	"agree or offer":            {"agrees or offers", "agreed or offered", "agreed or offered"},
	"be":                        {"is", "was", "been"},
	"come":                      {"comes", "came", "come"},
	"cut ties with or restrict": {"cuts ties with or restricts", "cut ties with or restricted", "cut ties with or restricted"},
	"fall":                      {"falls", "fell", "fallen"},
	"give":                      {"gives", "gave", "given"},
	"have":                      {"has", "had", "had"},
	"hold":                      {"holds", "held", "held"},
	"lead":                      {"leads", "led", "led"},
	"make":                      {"makes", "made", "made"},
	"meet":                      {"meets", "met", "met"},
	"ready or move":             {"readies or moves", "readied or moved", "readied or moved"},
	"see":                       {"sees", "saw", "seen"},
	"speak":                     {"speaks", "spoke", "spoken"},
	"take":                      {"takes", "took", "taken"},
	"control":                   {"controls", "controlled", "controlled"},
}

func formsOf(verb string) forms {
	if f, ok := irregular[verb]; ok {
		return f
	}
	switch stem, y := strings.CutSuffix(verb, "ly"); {
	case y:
		return forms{stem + "lies", stem + "lied", stem + "lied"}
	case strings.HasSuffix(verb, "e"):
		return forms{verb + "s", verb + "d", verb + "d"}
	}
	return forms{verb + "s", verb + "ed", verb + "ed"}
}

// finite is the phrase with its ending, after the subject. What is to come is told
// as present.
func (p phrase) finite(t tense, plural bool) string {
	f := formsOf(p.verb)
	does, did := f.does, f.did
	if plural {
		does = p.verb
		if p.verb == "be" {
			does, did = "are", "were"
		}
	}
	switch t {
	case past:
		return p.with(did, plural)
	case either:
		return p.with(does+" or "+did, plural)
	}
	return p.with(does, plural)
}

// infinitive is the phrase after "to" or "may".
func (p phrase) infinitive(t tense, plural bool) string {
	done := "have " + formsOf(p.verb).done
	switch t {
	case past:
		return p.with(done, plural)
	case either:
		if strings.Contains(p.verb, " or ") {
			return p.with(p.verb+", or "+done+",", plural)
		}
		return p.with(p.verb+" or "+done, plural)
	}
	return p.with(p.verb, plural)
}

// with puts what follows the verb behind it.
func (p phrase) with(verb string, plural bool) string {
	rest, its := p.rest, "its"
	if plural {
		its = "their"
		if p.several != "" {
			rest = p.several
		}
	}
	if rest == "" {
		return verb
	}
	return verb + " " + strings.Replace(rest, "{its}", its, 1)
}
