package graph

import (
	"bytes"
	"encoding/json"
	flags "flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flags.Bool("update", false, "write what follows from the tables of words: testdata/wording.golden and the files of the explorer; read the diff")

// same holds a file to what follows from the tables.
func same(t *testing.T, name string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	wantLines, gotLines := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	for i := range max(len(wantLines), len(gotLines)) {
		switch {
		case i >= len(wantLines):
			t.Fatalf("%s:%d has %q too much; go test ./graph -run TestWording -update writes it", name, i+1, gotLines[i])
		case i >= len(gotLines) || gotLines[i] != wantLines[i]:
			t.Fatalf("%s:%d is stale, want %q; go test ./graph -run TestWording -update writes it", name, i+1, wantLines[i])
		}
	}
}

// others are for the other end.
var others = [...]Noun{KindPerson: {Name: "Ben"}, KindGovernment: {Name: "Ruthen"}, KindOrganization: {Name: "the ministry"}, KindGroup: {Name: "the League"}, KindMission: {Name: "the consulate"}, KindDelegation: {Name: "the mission"}, KindOffice: {Name: "spokesperson"}, KindMeeting: {Name: "the forum"}, KindIncident: {Name: "the raid"}, KindAgreement: {Name: "the pact"}, KindPlace: {Name: "the valley"}}

// told is one way of telling a relation: its type, and the role or the kind that
// changes the words.
type told struct {
	name     string
	relation Relation
	from, to [2]Noun // one, several
}

var (
	ones    = [...]Noun{KindPerson: {Name: "Ada"}, KindGovernment: {Name: "Lume"}, KindOrganization: {Name: "the bureau"}, KindGroup: {Name: "the Front"}, KindMission: {Name: "the embassy"}, KindDelegation: {Name: "the delegation"}, KindOffice: {Name: "foreign minister"}, KindMeeting: {Name: "the summit"}, KindIncident: {Name: "the attack"}, KindAgreement: {Name: "the treaty"}, KindPlace: {Name: "the town"}}
	several = [...]Noun{KindGovernment: {Name: "the Taliban"}, KindOrganization: {Name: "the Border Troops"}, KindGroup: {Name: "the Central Asian states"}, KindMeeting: {Name: "the talks"}, KindIncident: {Name: "the skirmishes"}, KindAgreement: {Name: "the agreements"}, KindPlace: {}}
)

// tellings are all ways, with a noun in the singular and, where one may stand there,
// one in the plural.
func tellings() (out []told) {
	pick := func(ones []Noun, s kindSet) (nouns [2]Noun) {
		for _, k := range EntityKinds() {
			if !s.has(k) {
				continue
			}
			if one := ones[k]; nouns[0].Name == "" || k == KindGovernment {
				nouns[0] = Noun{one.Name, k}
			}
			if more := several[k]; more.Name != "" && nouns[1].Name == "" {
				nouns[1] = Noun{more.Name, k}
			}
		}
		return nouns
	}
	add := func(name string, r Relation, from, to kindSet) {
		out = append(out, told{name, r, pick(ones[:], from), pick(others[:], to)})
	}
	for _, typ := range RelationTypes() {
		from, to := rules[typ].from, rules[typ].to
		if typ == LocatedIn {
			from &^= kinds(KindMeeting, KindIncident)
		}
		add(typ.String(), Relation{Type: typ}, from, to)
		switch typ {
		case ParticipatedIn:
			for x := Host; x <= Victim; x++ {
				add(typ.String()+" "+x.String(), Relation{Type: typ, Role: x}, from, to)
			}
			add(typ.String()+" an incident", Relation{Type: typ}, from, kinds(KindIncident))
		case LocatedIn:
			add(typ.String()+" of what takes place", Relation{Type: typ}, kinds(KindMeeting, KindIncident), to)
		}
	}
	return out
}

// stances are those that bring about a hedge which the status alone does not.
var stances = map[hedge][]StanceCount{
	contestedAllegation: {{Stance: Denies, Count: 1}, {Stance: Alleges, Count: 1}},
	suggested:           {{Stance: Suggests, Count: 1}},
	unanswered:          {{Stance: NoComment, Count: 1}},
	doubted:             {{Stance: Suggests, Against: true, Count: 1}},
	announcedNot:        {{Stance: Plans, Against: true, Count: 1}},
	judgedNot:           {{Stance: Opines, Against: true, Count: 1}},
}

var statusOfHedge = [...]Status{stated: Reported, alleged: Alleged, contested: Disputed, contestedAllegation: Disputed, suggested: Unconfirmed, unanswered: Unconfirmed, announced: Planned, judged: Opinion, doubted: Doubted, announcedNot: Doubted, judgedNot: Doubted, denied: Denied, takenBack: Retracted, unclaimed: 0}

// dating is a date and the day on which the relation became known, with what the two
// together mean.
type dating struct {
	name, edtf, known string
}

var datings = []dating{
	{"undated", "", "2025-11-01"},
	{"a day before it was known", "2025-10-10", "2025-11-01"},
	{"a period that was over", "2024/2025-06", "2025-11-01"},
	{"a period that goes on", "2024/..", "2025-11-01"},
	{"still to come when it was known", "2026-02", "2025-11-01"},
	{"known since nobody knows when", "2025-10-10", ""},
}

// evidenceFor is evidence with the hedge and the dating.
func evidenceFor(t *testing.T, h hedge, d dating) Evidence {
	t.Helper()
	e := Evidence{Status: statusOfHedge[h], Stances: stances[h], FirstKnown: DayMax}
	if d.edtf != "" {
		edtf, err := ParseEDTF(d.edtf)
		if err != nil {
			t.Fatal(err)
		}
		e.When = WhenOf(Date{EDTF: edtf})
	}
	if d.known != "" {
		day, err := ParseDay(d.known)
		if err != nil {
			t.Fatal(err)
		}
		e.FirstKnown = day
	}
	if e.hedge() != h {
		t.Fatalf("the evidence for %s is told as %s", hedges[h].name, hedges[e.hedge()].name)
	}
	return e
}

// Every type, role and status, from both ends and for nouns in the singular and the
// plural, as sentences to be read; then every hedge with every dating.
func TestWordingReadsWell(t *testing.T) {
	var b strings.Builder
	sentence := func(w told, e Evidence, forward bool, number int) string {
		r := w.relation
		r.Evidence = e
		subject, object := w.from[number], w.to[0]
		if !forward {
			subject, object = w.to[number], w.from[0]
		}
		if subject.Name == "" {
			return ""
		}
		return fmt.Sprintf("%s %s %s.", subject.Name, r.Words(subject, object, forward), object.Name)
	}
	all := tellings()
	for _, w := range all {
		fmt.Fprintf(&b, "%s\n", w.name)
		for _, s := range Statuses() {
			e := Evidence{Status: s, FirstKnown: DayMax}
			for _, forward := range []bool{true, false} {
				if !forward && w.relation.Type.Symmetric() {
					continue
				}
				for number := range 2 {
					if text := sentence(w, e, forward, number); text != "" && (number == 0 || s == Confirmed || s == Planned || s == Denied) {
						fmt.Fprintf(&b, "  %-12s %s\n", strings.ToLower(s.String()), text)
					}
				}
			}
		}
	}
	for _, w := range all {
		if w.name != "ACCUSE" && w.name != "BACKS" && w.name != "HOLDS" {
			continue
		}
		for _, d := range datings {
			fmt.Fprintf(&b, "%s, %s\n", w.name, d.name)
			for h := range hedges {
				fmt.Fprintf(&b, "  %-20s %s\n", hedges[h].name, sentence(w, evidenceFor(t, hedge(h), d), true, 0))
			}
		}
	}
	same(t, "testdata/wording.golden", []byte(b.String()))
}

// The explorer says what the server says: its table is written from this one.
func TestWordingOfTheExplorer(t *testing.T) {
	type ways [3]any // nature, forward, backward
	of := func(w *wording) ways {
		phrase := func(p phrase) []string {
			if p.several != "" {
				return []string{p.verb, p.rest, p.several}
			}
			return []string{p.verb, p.rest}
		}
		return ways{natureNames[w.nature], phrase(w.forward), phrase(w.backward)}
	}
	verbs := map[string][3]string{}
	types, roles := map[string]ways{}, map[string]ways{}
	note := func(w *wording) {
		for _, p := range []phrase{w.forward, w.backward} {
			f := formsOf(p.verb)
			verbs[p.verb] = [3]string{f.does, f.did, f.done}
		}
	}
	for _, typ := range RelationTypes() {
		types[typ.String()] = of(&typeWords[typ])
		note(&typeWords[typ])
	}
	for x := Host; x <= Victim; x++ {
		roles[x.String()] = of(&roleWords[x])
		note(&roleWords[x])
	}
	note(&placeWords)
	note(&incidentWords)
	words := map[string]string{}
	for _, h := range hedges {
		words[h.name] = h.words
	}
	var b bytes.Buffer
	object := func(name string, lines any, end string) {
		text, err := json.Marshal(lines)
		if err != nil {
			t.Fatal(err)
		}
		var entries map[string]json.RawMessage
		if err := json.Unmarshal(text, &entries); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "  %q: {", name)
		for i, key := range slices.Sorted(maps.Keys(entries)) {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "\n    %q: %s", key, entries[key])
		}
		fmt.Fprintf(&b, "\n  }%s\n", end)
	}
	b.WriteString("{\n")
	object("types", types, ",")
	object("roles", roles, ",")
	object("kinds", map[string]ways{"place": of(&placeWords), "incident": of(&incidentWords)}, ",")
	object("verbs", verbs, ",")
	object("hedges", words, ",")
	object("names", map[string][]string{"afterHead": strings.Fields(afterHead), "plurals": strings.Fields(plurals), "singulars": strings.Fields(singulars)}, "")
	b.WriteString("}\n")
	same(t, "../web/src/explorer/wording.json", b.Bytes())
}

// What the explorer's own tests ask of its words, with the answers of the server.
func TestWordingAskedOfTheExplorer(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("[")
	write := func(w told, h hedge, d dating, forward bool, number int) {
		r := w.relation
		r.Evidence = evidenceFor(t, h, d)
		subject, object := w.from[number], w.to[0]
		from, to := subject, object
		if !forward {
			subject, object = w.to[number], w.from[0]
			from, to = object, subject
		}
		if subject.Name == "" {
			return
		}
		noun := func(n Noun) map[string]any { return map[string]any{"name": n.Name, "kind": n.Kind.String()} }
		line := map[string]any{"type": r.Type.String(), "status": r.Status.String(), "from": noun(from), "to": noun(to), "firstKnown": nil, "when": nil, "role": nil}
		counts := []map[string]any{}
		for _, s := range r.Stances {
			counts = append(counts, map[string]any{"stance": s.Stance.String(), "against": s.Against, "count": s.Count})
		}
		line["stances"] = counts
		if r.Role != 0 {
			line["role"] = r.Role.String()
		}
		if d.known != "" {
			line["firstKnown"] = d.known
		}
		if d.edtf != "" {
			day := func(d Day) any {
				if !d.Bounded() {
					return nil
				}
				return d.String()
			}
			line["when"] = map[string]any{"edtf": d.edtf, "resolved": nil, "earliest": day(r.When.Span.Earliest()), "latest": day(r.When.Span.Latest())}
		}
		asked := map[string]any{"line": line, "forward": forward, "words": r.Words(subject, object, forward)}
		if r.Type.NeedsKey() {
			r.Key = strings.TrimPrefix(d.edtf+"-harboring-2031", "-")
			line["key"], asked["detail"] = r.Key, r.Matter()
		}
		text, err := json.Marshal(asked)
		if err != nil {
			t.Fatal(err)
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "\n%s", text)
	}
	all := tellings()
	for i, w := range all { // every verb both ways and in both numbers, each under some hedge
		for j, h := range []hedge{stated, hedge(i) % hedge(len(hedges))} {
			write(w, h, datings[0], j == 0, 0)
			write(w, h, datings[0], j == 1, 1)
		}
	}
	for _, w := range all { // every hedge with every dating
		if w.name == "ACCUSE" || w.name == "BACKS" || w.name == "HOLDS" {
			for h := range hedges {
				write(w, hedge(h), datings[h%len(datings)], true, 0)
				write(w, hedge(h), datings[(h+1)%len(datings)], true, 0)
			}
		}
	}
	b.WriteString("\n]\n")
	same(t, "../web/test/logic/wording.cases.json", b.Bytes())
}
