package main

import (
	"strconv"

	"dragoman/graph"
)

// pattern is a relation that may be invented.
type pattern struct {
	relation graph.RelationType
	from, to graph.EntityKind
	weight   int
}

// plausible lists what stands between what, with how often. CheckEnds has the
// last word on whether it may.
var plausible = []pattern{
	{graph.ParticipatedIn, graph.KindPerson, graph.KindMeeting, 240},
	{graph.ParticipatedIn, graph.KindDelegation, graph.KindMeeting, 40},
	{graph.ParticipatedIn, graph.KindGovernment, graph.KindMeeting, 40},
	{graph.ParticipatedIn, graph.KindGroup, graph.KindIncident, 15},
	{graph.ParticipatedIn, graph.KindPerson, graph.KindIncident, 15},
	{graph.Led, graph.KindPerson, graph.KindDelegation, 15},
	{graph.MemberOf, graph.KindPerson, graph.KindDelegation, 40},
	{graph.MemberOf, graph.KindPerson, graph.KindGroup, 40},
	{graph.MemberOf, graph.KindGovernment, graph.KindOrganization, 10},
	{graph.SpokeTo, graph.KindPerson, graph.KindPerson, 60},
	{graph.Holds, graph.KindPerson, graph.KindOffice, 60},
	{graph.Of, graph.KindOffice, graph.KindOrganization, 30},
	{graph.Of, graph.KindOffice, graph.KindGovernment, 10},
	{graph.Appointed, graph.KindGovernment, graph.KindPerson, 10},
	{graph.Heads, graph.KindPerson, graph.KindOrganization, 15},
	{graph.Heads, graph.KindPerson, graph.KindMission, 10},
	{graph.PartOf, graph.KindOrganization, graph.KindGovernment, 20},
	{graph.PartOf, graph.KindMeeting, graph.KindMeeting, 10},
	{graph.Represents, graph.KindMission, graph.KindGovernment, 10},
	{graph.Represents, graph.KindDelegation, graph.KindGovernment, 15},
	{graph.EmployedBy, graph.KindPerson, graph.KindOrganization, 60},
	{graph.Succeeded, graph.KindPerson, graph.KindPerson, 5},
	{graph.Operates, graph.KindGovernment, graph.KindMission, 8},
	{graph.Controls, graph.KindGovernment, graph.KindMission, 8},
	{graph.AccreditedTo, graph.KindMission, graph.KindGovernment, 10},
	{graph.Recognizes, graph.KindGovernment, graph.KindGovernment, 2},
	{graph.Consult, graph.KindPerson, graph.KindPerson, 20},
	{graph.Agree, graph.KindGovernment, graph.KindGovernment, 15},
	{graph.Support, graph.KindGovernment, graph.KindGroup, 10},
	{graph.Concede, graph.KindGovernment, graph.KindGroup, 3},
	{graph.Cooperate, graph.KindOrganization, graph.KindOrganization, 15},
	{graph.Aid, graph.KindGovernment, graph.KindGovernment, 10},
	{graph.Retreat, graph.KindGroup, graph.KindGovernment, 3},
	{graph.Request, graph.KindGovernment, graph.KindGovernment, 15},
	{graph.Accuse, graph.KindGovernment, graph.KindGroup, 15},
	{graph.Accuse, graph.KindPerson, graph.KindGovernment, 10},
	{graph.Reject, graph.KindGovernment, graph.KindGovernment, 8},
	{graph.Threaten, graph.KindGroup, graph.KindGovernment, 8},
	{graph.Protest, graph.KindGovernment, graph.KindGovernment, 8},
	{graph.Sanction, graph.KindGovernment, graph.KindOrganization, 6},
	{graph.Mobilize, graph.KindGovernment, graph.KindGroup, 5},
	{graph.Coerce, graph.KindGovernment, graph.KindPerson, 5},
	{graph.Assault, graph.KindGroup, graph.KindOrganization, 6},
	{graph.HasTies, graph.KindGovernment, graph.KindGovernment, 5},
	{graph.HasTies, graph.KindPerson, graph.KindGroup, 15},
	{graph.Supplies, graph.KindGovernment, graph.KindGovernment, 3},
	{graph.Opposes, graph.KindGroup, graph.KindGovernment, 8},
	{graph.Backs, graph.KindGovernment, graph.KindGroup, 5},
	{graph.SympathizesWith, graph.KindPerson, graph.KindGroup, 8},
	{graph.Signed, graph.KindGovernment, graph.KindAgreement, 12},
	{graph.Signed, graph.KindPerson, graph.KindAgreement, 8},
	{graph.Produced, graph.KindMeeting, graph.KindAgreement, 6},
	{graph.BasedOn, graph.KindAgreement, graph.KindAgreement, 3},
	{graph.RelatedTo, graph.KindPerson, graph.KindPerson, 15},
	{graph.SameSeriesAs, graph.KindMeeting, graph.KindMeeting, 6},
	{graph.SidelinesOf, graph.KindMeeting, graph.KindMeeting, 4},
	{graph.LocatedIn, graph.KindMeeting, graph.KindPlace, 20},
	{graph.LocatedIn, graph.KindMission, graph.KindPlace, 8},
	{graph.LocatedIn, graph.KindIncident, graph.KindPlace, 6},
	{graph.Borders, graph.KindPlace, graph.KindPlace, 3},
	{graph.CapitalOf, graph.KindPlace, graph.KindPlace, 1},
	{graph.Governs, graph.KindGovernment, graph.KindPlace, 3},
}

// choosePatterns keeps those whose kinds the graph has. The last is one that every
// graph has room for.
func (g *invention) choosePatterns() {
	sum := 0
	for _, p := range plausible {
		if n := len(g.pools[p.from]); n == 0 || len(g.pools[p.to]) == 0 || p.from == p.to && n < 2 || p.relation.CheckEnds(p.from, p.to) != nil {
			continue
		}
		sum += p.weight
		g.patterns, g.weights = append(g.patterns, p), append(g.weights, sum)
	}
	g.patterns, g.weights = append(g.patterns, pattern{graph.Support, graph.KindPerson, graph.KindGovernment, 1}), append(g.weights, sum+1)
}

// patternAt finds the pattern of a number below the sum of weights.
func (g *invention) patternAt(n int) pattern {
	low, high := 0, len(g.weights)-1
	for low < high {
		if mid := (low + high) / 2; n < g.weights[mid] {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return g.patterns[low]
}

// maxTries is how often a relation that exists already is drawn anew before one
// with a key of its own is taken, which is always new.
const maxTries = 8

// relation writes the i-th relation with its claims.
func (g *invention) relation(i int) {
	var p pattern
	var from, to int32
	role, keyed := graph.Role(0), false
	for try := 0; ; try++ {
		p = g.patternAt(g.rand.IntN(g.weights[len(g.weights)-1]))
		if try >= maxTries {
			p = g.patterns[len(g.patterns)-1]
		}
		from, to = g.pick(p.from), g.pick(p.to)
		if from == to {
			continue
		}
		if p.relation.Symmetric() && from > to {
			from, to = to, from
		}
		if role = 0; p.relation == graph.ParticipatedIn && g.chance(0.5) {
			role = graph.Victim
			if p.to == graph.KindMeeting {
				role = graph.Role(1 + g.rand.IntN(int(graph.Invited)))
			}
		}
		keyed = p.relation.NeedsKey()
		identity := (uint64(from)<<32|uint64(to))*0xff51afd7ed558ccd ^ (uint64(p.relation)<<8|uint64(role))*0xc4ceb9fe1a85ec53
		if keyed || g.used.add(identity) {
			break
		}
	}
	g.put(`{"relation":{"from":"`)
	g.entityID(from)
	g.put(`","type":"`)
	g.put(p.relation.String())
	g.put(`","to":"`)
	g.entityID(to)
	if role != 0 {
		g.put(`","role":"`)
		g.put(role.String())
	}
	if keyed {
		g.put(`","key":"matter-`)
		g.number(int64(i))
	}
	g.put(`","claims":[`)
	g.claims()
	g.put(`]}}`)
}

// claims writes one claim, or now and then two or three that need not agree.
func (g *invention) claims() {
	n := 1
	switch u := g.rand.Float64(); {
	case u > 0.97:
		n = 3
	case u > 0.85:
		n = 2
	}
	day := g.day()
	for c := range n {
		if c > 0 {
			g.put(",")
		}
		g.claim(day, c)
	}
}

// stances are those of a relation's first claim, and of further ones.
var stances = [2][]graph.Stance{
	{graph.Reports, graph.Reports, graph.Reports, graph.Asserts, graph.Asserts, graph.Confirms, graph.Alleges, graph.Suggests, graph.Plans, graph.Opines},
	{graph.Reports, graph.Asserts, graph.Confirms, graph.Denies, graph.Denies, graph.Alleges, graph.Suggests, graph.NoComment},
}

func (g *invention) claim(day graph.Day, c int) {
	list := stances[min(c, 1)]
	stance := list[g.rand.IntN(len(list))]
	g.put(`{"document":"`)
	g.documentID(g.rand.IntN(g.documents))
	g.put(`","locator":`)
	g.number(int64(3*c + 1 + g.rand.IntN(3))) // differs between the claims of one relation
	g.put(`,"stance":"`)
	g.put(stance.String())
	g.put(`"`)
	if stance == graph.Confirms || stance == graph.Reports && g.chance(0.3) {
		g.put(`,"sources":["`)
		g.entityID(g.pick(graph.KindPerson))
		g.put(`"]`)
	}
	switch u := g.rand.Float64(); {
	case u < 0.8:
		g.put(`,"date":"`)
		g.date(day)
		g.put(`"`)
	case u < 0.9:
		g.put(`,"date":"`)
		g.date(day)
		g.line = g.line[:len(g.line)-3] // the month only
		g.put(`"`)
	}
	g.put("}")
}

// date appends a day as YYYY-MM-DD.
func (g *invention) date(d graph.Day) { g.put(dates[d-firstDay]) }

// dates are the texts of all days that occur.
var dates = func() []string {
	out := make([]string, lastDay-firstDay+1)
	for i := range out {
		out[i] = (firstDay + graph.Day(i)).String()
	}
	return out
}()

func (g *invention) document(i int, outlets []int32) {
	g.put(`{"document":{"id":"`)
	g.documentID(i)
	g.put(`","title":"Report `)
	g.number(int64(i))
	g.put(`"`)
	if len(outlets) > 0 {
		g.put(`,"outlet":"`)
		g.entityID(outlets[g.rand.IntN(len(outlets))])
		g.put(`"`)
	}
	g.put(`,"published":"`)
	g.date(g.day())
	g.put(`","reliability":"`)
	g.line = append(g.line, "ABBCCCDF"[g.rand.IntN(8)])
	g.put(`"`)
	if i > 0 && g.chance(0.1) {
		g.put(`,"basedOn":["`)
		g.documentID(g.rand.IntN(i))
		g.put(`"]`)
	}
	g.put(`}}`)
}

// kindTypes are free words below the kinds.
var kindTypes = [numKinds][]string{
	graph.KindOrganization: {"ministry", "agency", "outlet", "company"}, graph.KindGroup: {"movement", "people"}, graph.KindMission: {"embassy", "consulate"},
	graph.KindMeeting: {"visit", "call", "summit", "meeting", "exercise"}, graph.KindIncident: {"clash", "fire"}, graph.KindPlace: {"city", "country"},
}

func (g *invention) entity(i int, k graph.EntityKind) {
	g.put(`{"entity":{"id":"`)
	g.entityID(int32(i))
	g.put(`","kind":"`)
	g.put(k.String())
	g.put(`"`)
	if words := kindTypes[k]; len(words) > 0 {
		g.put(`,"type":"`)
		g.put(words[g.rand.IntN(len(words))])
		g.put(`"`)
	}
	g.put(`,"name":"`)
	g.name(i, k)
	g.put(`"}}`)
}

// syllables make up names.
var syllables = [...]string{"ba", "ri", "mo", "ten", "sha", "ul", "kor", "vi", "dan", "lu", "pe", "gar", "ni", "so", "zel", "ha"}

// name appends a name that can be said and searched for.
func (g *invention) name(i int, k graph.EntityKind) {
	switch k {
	case graph.KindPerson:
		g.word()
		g.put(" ")
		g.word()
	case graph.KindMeeting, graph.KindIncident, graph.KindOffice, graph.KindDelegation, graph.KindAgreement, graph.KindMission:
		g.put(strconv.Itoa(i))
		g.put(" ")
		g.put(kindWords[k])
		g.put(" of ")
		g.word()
	default:
		g.word()
		g.put(" ")
		g.put(kindWords[k])
	}
}

var kindWords = [numKinds]string{
	graph.KindGovernment: "Republic", graph.KindOrganization: "Agency", graph.KindGroup: "Front", graph.KindMission: "Mission", graph.KindDelegation: "Delegation",
	graph.KindOffice: "Office", graph.KindMeeting: "Meeting", graph.KindIncident: "Incident", graph.KindAgreement: "Agreement", graph.KindPlace: "City",
}

func (g *invention) word() {
	start := len(g.line)
	for range 2 + g.rand.IntN(2) {
		g.put(syllables[g.rand.IntN(len(syllables))])
	}
	g.line[start] -= 'a' - 'A'
}
