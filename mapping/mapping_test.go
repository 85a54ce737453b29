package mapping_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	unicode16 "unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"dragoman/graph"
	"dragoman/mapping"
)

// computed matches ids that are made of the content.
var computed = regexp.MustCompile(`"([rc]):[a-z2-7]{26}"`)

// file is an input that is a text.
func file(name, text string) mapping.Input {
	return mapping.Input{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

func parse(t *testing.T, text string, tables map[string]string) *mapping.Mapping {
	t.Helper()
	folder := fstest.MapFS{}
	for name, text := range tables {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	m, err := mapping.Parse("m.yaml", []byte(text), folder)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// read gives the records as lines, bad ones as their message, and the tally of the
// last file.
func read(t *testing.T, m *mapping.Mapping, inputs ...mapping.Input) (lines []string, tally mapping.Tally) {
	t.Helper()
	loads, err := m.Plan(inputs, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range loads {
		once := readLoad(l)
		if again := readLoad(l); !slices.Equal(once, again) {
			t.Errorf("a second reading is not the first:\n%s", cmp.Diff(once, again))
		}
		lines, tally = append(lines, once...), l.Tally()
	}
	return lines, tally
}

func readLoad(l *mapping.Load) (lines []string) {
	for r, err := range l.Records() {
		if err != nil {
			lines = append(lines, err.Error())
			continue
		}
		lines = append(lines, string(graph.AppendRecord(nil, &r, graph.EncodeOptions{})))
	}
	return lines
}

// person is the shortest mapping, of a source.
func person(source string) string {
	return "mapping: 1\nsource: " + source + "\nrules:\n  - entity: {id: '{id}', kind: PERSON, name: '{name}'}\n"
}

const anna, ben = `{"entity":{"id":"a","kind":"PERSON","name":"Anna Ek"}}`, `{"entity":{"id":"b","kind":"PERSON","name":"Ben Orr"}}`

func TestForms(t *testing.T) {
	packed := func(text string) string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write([]byte(text))
		_ = z.Close()
		return b.String()
	}
	for _, c := range []struct{ reason, source, name, text string }{
		{"csv", "{}", "f.csv", "id,name\na,Anna Ek\nb,Ben Orr\n"},
		{"columns in another order, more of them, spaces around", "{}", "f.csv", "x, name ,id\n1, Anna Ek ,a\r\n2,Ben Orr,b"},
		{"a byte order mark", "{}", "f.csv", "\ufeffid,name\na,Anna Ek\nb,Ben Orr\n"},
		{"gzip, whatever the name says", "{}", "f.csv", packed("id,name\na,Anna Ek\nb,Ben Orr\n")},
		{"gzip by name", "{}", "f.tsv.gz", packed("id\tname\na\tAnna Ek\nb\tBen Orr\n")},
		{"any separator", "{separator: ';'}", "f.csv", "id;name\na;\"Anna Ek\"\nb;Ben Orr\n"},
		{"a separator beyond ASCII", "{separator: ¦}", "f.txt", "id¦name\na¦Anna Ek\nb¦Ben Orr\n"},
		{"tabs by name of the file", "{}", "f.tsv", "id\tname\na\tAnna Ek\n\nb\tBen Orr"},
		{"tabs by format", "{format: tsv}", "f.txt", "id\tname\na\tAnna Ek\nb\tBen Orr\n"},
		{"tabs by separator", "{separator: tab}", "stdin", "id\tname\na\tAnna Ek\nb\tBen Orr\n"},
		{"positional", "{columns: [id, name]}", "f.csv", "a,Anna Ek\nb,Ben Orr\n"},
		{"the end of a DOS file", "{columns: [id, name]}", "f.csv", "a,Anna Ek\r\nb,Ben Orr\r\n\x1a\r\n"},
		{"empty columns at the end", "{}", "f.csv", "id,name,,\na,Anna Ek,\nb,Ben Orr,,\n"},
		{"quoted line breaks and quotes", "{}", "f.csv", "note,id,name\n\"one\ntwo, \"\"three\"\"\",a,Anna Ek\n,b,Ben Orr\n"},
		{"JSON Lines", "{}", "f.jsonl", `{"id":"a","name":"Anna Ek"}` + "\n\n" + `{"name":"Ben Orr","id":"b"}`},
		{"JSON Lines by format", "{format: jsonl}", "stdin", `{"id":"a","name":"Anna Ek"}` + "\n" + `{"name":"Ben Orr","id":"b"}`},
		{"JSON Lines of standard input", "{}", "stdin", `{"id":"a","name":"Anna Ek"}` + "\n" + `{ "name":"Ben Orr","id":"b"}` + "\n"},
		{"a JSON list of standard input", "{}", "stdin", "\n[\n {\"id\":\"a\",\"name\":\"Anna Ek\"},\n {\"id\":\"b\",\"name\":\"Ben Orr\"}\n]"},
		{"a JSON list within standard input", "{items: people}", "stdin", "{\n \"people\": [{\"id\":\"a\",\"name\":\"Anna Ek\"},{\"id\":\"b\",\"name\":\"Ben Orr\"}]\n}\n"},
		{"a name in braces is a name", "{}", "stdin", "id,name,{x}\na,Anna Ek,\nb,Ben Orr,\n"},
		{"a JSON list", "{}", "f.json", "[\n {\"id\":\"a\",\"name\":\"Anna Ek\"},\n {\"id\":\"b\",\"name\":\"Ben Orr\"}\n]"},
		{"a JSON list further in", "{items: data.people}", "f.json", `{"x":[{"y":1}],"data":{"n":2,"people":[{"id":"a","name":"Anna Ek"},{"id":"b","name":"Ben Orr"}]}}`},
	} {
		got, tally := read(t, parse(t, person(c.source), nil), file(c.name, c.text))
		if diff := cmp.Diff([]string{anna, ben}, got); diff != "" || tally.Rows != 2 || tally.Entities != 2 || tally.Refused != 0 {
			t.Errorf("%s: %+v (-want +got):\n%s", c.reason, tally, diff)
		}
	}
	named := parse(t, "mapping: 1\nrules:\n  - entity: {id: '{@name}', kind: PERSON, name: '{name}'}\n", nil)
	if got, _ := read(t, named, file("f.json", `{"a":{"name":"Anna Ek"},"b":{"name":"Ben Orr"}}`)); !slices.Equal(got, []string{anna, ben}) {
		t.Errorf("an object of objects: %s", got)
	}
	quotes := parse(t, person("{format: tsv}"), nil)
	if got, _ := read(t, quotes, file("f.txt", "id\tname\na\t\"Anna\" Ek\nb\t\"Ben\n")); len(got) != 2 || !strings.Contains(got[0], `\"Anna\" Ek`) || !strings.Contains(got[1], `\"Ben`) {
		t.Errorf("between tabs a quote is a quote: %s", got)
	}
}

// What an expression gives for a row, by name of a record.
func TestExpressions(t *testing.T) {
	const tables = `
  states: {file: states.csv, key: [name, others], list: "|"}
  words: {rows: {one: uno, two: due}}
  folded: {fold: true, rows: {São Tomé: st}}
  wide: {rows: {a: {x: "1", y: "2"}, b: {y: "3"}}}`
	states := map[string]string{"states.csv": "id,name,others\nutopia,Utopia,Nowhere|No Place\nladonia,Ladonia,\n"}
	for _, c := range []struct{ template, cell, want string }{
		{"{x}", "  Anna ", "Anna"},
		{"<{x}>", "a", "<a>"},
		{"{{{x}}}", "a", "{a}"},
		{"{x}-{y}", "a", ""},
		{"{x}-{y?}", "a", "a-"},
		{"{x}{y?}", "a", "a"},
		{"{'x'}", "a", "a"},
		{"{x | slug}", "Ørsted, São Tomé & Co.", "orsted-sao-tome-co"},
		{"{x | slug}", "Рахмон", "rakhmon"},
		{"{x | slug(20)}", "a very long name of a thing", "a-very-long-" + "dfeb5c63"},
		{"{x | slug(20)}", "a very long name of the thing", "a-very-long-" + "050d3818"},
		{"{x | lower}", "ABC É", "abc é"},
		{"{x | upper}", "abc", "ABC"},
		{"{x | fold}", "O’Brien-Ek", "obrien ek"},
		{"{x | script}", "Тоҷикистон", "Cyrl"},
		{"{x | squeeze}", "a  b\t c", "a b c"},
		{"{x | after('/')}", "http://w/entity/Q5", "Q5"},
		{"{x | after('/')}", "Q5", "Q5"},
		{"{x | before('(')}", "Anna (of Utopia)", "Anna"},
		{"{x | first(4)}", "1992-01-01", "1992"},
		{"{x | first(2)}", "éàü", "éà"},
		{"{x | replace('_', ' ')}", "a_b_c", "a b c"},
		{`{x | match("^(.+) \((.+)\)$")}`, "Police (Utopia)", "Police"},
		{`{x | match("^(.+) \((.+)\)$", 2)}`, "Police (Utopia)", "Utopia"},
		{`{x | match("^(.+) \((.+)\)$")}`, "Utopia", ""},
		{`{x | match("\d+")}`, "No. 12", "12"},
		{"{x | date(DD.MM.YYYY)}", "03.11.2025", "2025-11-03"},
		{"{x | date(D/M/YYYY)}", "3/1/2025", "2025-01-03"},
		{"{x | date('DD MMM YYYY')}", "20 DEC 1977", "1977-12-20"},
		{"{x | date('MMMM D, YYYY')}", "May 7, 1999", "1999-05-07"},
		{"{x | date('YYYY-MM-DDThh:mm:ssZ')}", "1993-05-01T00:00:00Z", "1993-05-01"},
		{"{x | date(YYYY-MM-DD, YYYY-MM, YYYY)}", "2025-11", "2025-11"},
		{"{x | date(YYYY-MM-DD, YYYY-MM, YYYY)}", "2025", "2025"},
		{"{x | decimal(',')}", "1.234,5", "1234.5"},
		{"{x | lang}", "fra", "fr"},
		{"{x | lang}", "per", "fa"},
		{"{x | lang}", "GER", "de"},
		{"{x | lang}", "zzq", "zzq"},
		{"{y | default('none')}", "a", "none"},
		{"{x | default('none')}", "a", "a"},
		{"{x | lookup(words)}", "two", "due"},
		{"{x | lookup(words)}", "three", ""},
		{"{x | lookup(words) | default('?')}", "three", "?"},
		{"{x | lookup(folded)}", "SAO TOME", "st"},
		{"{x | lookup(wide, y)}", "b", "3"},
		{"{x | lookup(wide, x)}", "b", ""},
		{"{x | lookup(states, id)}", "No Place", "utopia"},
		{"{x | lookup(states, name)}", "Nowhere", "Utopia"},
		{"{x | lookup(states, id) | else(x)}", "Elsewhere", "Elsewhere"},
		{"{y | else('z')}", "a", "z"},
		{"{x | and(', ', y)}", "a", "a"},
		{"{y | and(', ', x)}", "a", "a"},
		{"{x | and(', ', x) | upper}", "a", "A, A"},
		{"{x | split('|') | join(', ')}", "a| b ||c", "a, b, c"},
		{"{fixed}-{x}", "a", "5-a"},
		{"{named}", "a", "<a>"},
		{"{@row}.{@line} {@file}", "a", "1.2 f.csv"},
	} {
		text := "mapping: 1\nsource: {separator: ';'}\nconstants: {fixed: 5}\ntables:" + tables + "\nlet: {named: '<{x}>'}\nrules:\n" +
			"  - entity: {id: e, kind: PERSON, name: 'none', summary: " + `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(c.template) + `"` + "}\n"
		loads, err := parse(t, text, states).Plan([]mapping.Input{file("f.csv", "x;y\n"+c.cell+";\n")}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for r, err := range loads[0].Records() {
			if err != nil {
				t.Errorf("%s of %q: %v", c.template, c.cell, err)
			} else if r.Entity.Summary != c.want {
				t.Errorf("%s of %q: %q, want %q", c.template, c.cell, r.Entity.Summary, c.want)
			}
		}
	}
}

func TestConditions(t *testing.T) {
	for _, c := range []struct {
		condition string
		want      bool
	}{
		{"x", true},
		{"y", false},
		{"not x", false},
		{"not y", true},
		{"x = 'a'", true},
		{"x = y", false},
		{"x = x", true},
		{"x != 'a'", false},
		{"not x = 'a'", false},
		{"x in ('b', 'a')", true},
		{"x in ('b', 'c')", false},
		{"not x in ('b')", true},
		{"x matches '^[a-c]$'", true},
		{"not x matches '^[d-z]$'", true},
		{"x | upper = 'A'", true},
		{"'{x | upper} = {x | upper}'", true},
		{"[x, not y]", true},
		{"[x, y]", false},
	} {
		quoted := c.condition
		if quoted[0] != '[' && quoted[0] != '\'' {
			quoted = `"` + quoted + `"`
		}
		m := parse(t, "mapping: 1\nrules:\n  - if: "+quoted+"\n    entity: {id: e, kind: PERSON, name: N}\n", nil)
		lines, _ := read(t, m, file("f.csv", "x,y\na,\n"))
		if got := len(lines) == 1; got != c.want {
			t.Errorf("%s: %t, want %t: %s", c.condition, got, c.want, lines)
		}
	}
}

// A mapping that uses everything, and what comes of it.
func TestRecords(t *testing.T) {
	m := parse(t, `
mapping: 1
about: meetings
sources:
  main: {match: meetings*.csv, separator: ";", empty: ["-"]}
  guests: {match: guests*.csv, join: {column: meeting, to: id}}
constants: {document: d1, outlet: daily}
skip:
  - {if: 'id = "x"', because: not to be told}
claim: {document: '{document}', stance: REPORTS, sources: ['{outlet}', {text: 'a {trade?} spokesman'}], locator: '{@row}'}
once:
  - entity: {id: '{outlet}', kind: ORGANIZATION, type: outlet, name: The Daily}
  - document: {id: '{document}', title: Meetings, outlet: '{outlet}', published: '2025-11-01', reliability: B, basedOn: ['{document}-wire', '']}
  - document: {id: '{document}-wire'}
rules:
  - entity:
      id: 'm:{id}'
      kind: MEETING
      name: '{title}'
      named: "false"
      names:
        - '{title}'
        - {each: {o: others}, if: 'o != title', text: '{o}', lang: en, script: '{o | script}', documents: []}
      externalIds: {own: '{id}', none: '{nothing}'}
  - each: {g: guests}
    entity: {id: '{g.name | slug}', kind: PERSON, name: '{g.name}'}
  - each: {g: guests}
    relation:
      from: '{g.name | slug}'
      type: participated-in
      to: 'm:{id}'
      role: '{g.role}'
      claim:
        date: {text: '{day}', edtf: '{day | date(DD.MM.YYYY)}', resolved: '{year}', basis: '{why}'}
        spokenAt: '2025-11-02'
        label: '{g.code}'
        acting: 'true'
        credibility: '2'
  - each: {topic: 'topics | split("/")', weight: 'weights | split("/")'}
    if: topic
    attribute: {of: 'm:{id}', name: topic, value: '{topic} ({weight?})', claim: {stance: SUGGESTS, against: 'true', sources: []}}
  - attribute: {of: 'm:{id}', name: length, number: '{hours | decimal(",")}', unit: h}
`, nil)
	got, tally := read(t, m,
		file("guests.csv", "name,meeting,role,code\nAnna Ek,1,HOST,h\nBen Orr,1,,g\nAnna Ek,2,VISITOR,v\n"),
		file("in/meetings-2025.csv", strings.ReplaceAll("id title others day year why topics weights hours nothing trade\n1 Talks Talks 3.11.2025 - - a//b 1/2 1,5 - -\n2 Call - 04.11.2025 2025 words - - - - trade\nx No - - - - - - - - -\n", " ", ";")))
	const daily = `"sources":["daily",{"text":"a  spokesman"}]`
	want := []string{
		`{"entity":{"id":"daily","kind":"ORGANIZATION","type":"outlet","name":"The Daily"}}`,
		`{"document":{"id":"d1","title":"Meetings","outlet":"daily","published":"2025-11-01","reliability":"B","basedOn":["d1-wire"]}}`,
		`{"document":{"id":"d1-wire"}}`,
		`{"entity":{"id":"m:1","kind":"MEETING","name":"Talks","named":false,"names":[{"text":"Talks","documents":["d1"]}],"externalIds":[{"scheme":"own","value":"1"}]}}`,
		`{"entity":{"id":"anna-ek","kind":"PERSON","name":"Anna Ek"}}`,
		`{"entity":{"id":"ben-orr","kind":"PERSON","name":"Ben Orr"}}`,
		`in/meetings-2025.csv:2:15: relation.claims[0].date: date: "3.11.2025" is no date of the form DD.MM.YYYY (mapping key rules[2].relation.claim.date.edtf, m.yaml:34:37)`,
		`in/meetings-2025.csv:2:15: relation.claims[0].date: date: "3.11.2025" is no date of the form DD.MM.YYYY (mapping key rules[2].relation.claim.date.edtf, m.yaml:34:37)`,
		`{"attribute":{"of":"m:1","name":"topic","value":"a (1)","claims":[{"id":"c:","document":"d1","locator":1,"stance":"SUGGESTS","against":true}]}}`,
		`{"attribute":{"of":"m:1","name":"topic","value":"b ()","claims":[{"id":"c:","document":"d1","locator":1,"stance":"SUGGESTS","against":true}]}}`,
		`{"attribute":{"of":"m:1","name":"length","number":1.5,"unit":"h","claims":[{"id":"c:","document":"d1","locator":1,"stance":"REPORTS",` + daily + `}]}}`,
		`{"entity":{"id":"m:2","kind":"MEETING","name":"Call","named":false,"names":[{"text":"Call","documents":["d1"]}],"externalIds":[{"scheme":"own","value":"2"}]}}`,
		`{"relation":{"id":"r:","from":"anna-ek","type":"PARTICIPATED_IN","to":"m:2","role":"VISITOR","claims":[{"id":"c:","document":"d1","locator":2,"stance":"REPORTS","sources":["daily",{"text":"a trade spokesman"}],"date":{"text":"04.11.2025","edtf":"2025-11-04","resolved":"2025","basis":"words"},"spokenAt":"2025-11-02","acting":true,"label":"v","credibility":2}]}}`,
	}
	for i := range got {
		got[i] = computed.ReplaceAllString(got[i], `"$1:"`)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	counts := mapping.Tally{Rows: 3, Skipped: []mapping.Skipped{{Reason: "not to be told", Rows: 1}}, Documents: 2, Entities: 5, Relations: 1, Attributes: 3, Refused: 2}
	if diff := cmp.Diff(counts, tally); diff != "" || tally.Records() != 11 {
		t.Errorf("tally (-want +got):\n%s", diff)
	}
}

// What is wrong with a row is told with its place in the file and the key of the
// mapping; the rest is read on.
func TestBadRows(t *testing.T) {
	const rules = `
tables: {roles: {rows: {h: HOST}}}
claim: {document: d, stance: ASSERTS, date: '{day?}'}
rules:
  - entity: {id: '{id}', kind: '{kind}', name: '{name}'}
  - if: role
    relation: {from: '{id}', type: PARTICIPATED_IN, to: m, role: '{role | lookup(roles) | else(role)}'}
  - attribute: {of: '{id}', name: size, number: '{size}'}
`
	for _, c := range []struct {
		reason, source, name, text string
		says                       []string
	}{
		{"a row that is too short", "{}", "f.csv", "id,kind,name,role,day,size\na,PERSON,N\n", []string{"f.csv:2:10: the row has 3 cells, the file 6 columns"}},
		{"a row that is too long", "{}", "f.csv", "id,kind,name,role,day,size\na,PERSON,N,,,,x\n", []string{"f.csv:2:15: the row has 7 cells"}},
		{"a kind that is none", "{}", "f.csv", "id,kind,name,role,day,size\na,PERSN,N,,,\n", []string{`f.csv:2:3: entity.kind: "PERSN" is not`, "(mapping key rules[0].entity.kind, m.yaml:"}},
		{"an id that is none", "{}", "f.csv", "id,kind,name,role,day,size\n_,PERSON,N,,,\n", []string{"f.csv:2:1: entity.id: ", "(mapping key rules[0].entity.id"}},
		{"what is needed is not there", "{}", "f.csv", "id,kind,name,role,day,size\na,PERSON,,,,\n", []string{"f.csv:2:10: entity.name: is empty, since name is empty; leave such rows to another rule", "rules[0].entity.name"}},
		{"a role that is none", "{}", "f.csv", "id,kind,name,role,day,size\na,PERSON,N,g,,\n", []string{`f.csv:2:12: relation.role: "g" is not`}},
		{"a day that is none", "{}", "f.csv", "id,kind,name,role,day,size\na,PERSON,N,h,2025-13-01,\n", []string{"f.csv:2:14: relation.claims[0].date: ", "dates are read with a format", "mapping key claim.date"}},
		{"a number that is none", "{}", "f.csv", "id,kind,name,role,day,size\na,PERSON,N,,,\"1,5\"\n", []string{`f.csv:2:14: attribute.number: "1,5" is no number`}},
		{"a control character", "{}", "f.csv", "id,kind,name,role,day,size\na,PERSON,N\x01,,,\n", []string{"f.csv:2:10: entity.name: has the control character U+0001"}},
		{"Latin-1", "{}", "f.csv", "id,kind,name,role,day,size\na,PERSON,\xe9,,,\n", []string{"f.csv:2:10: is not valid UTF-8; convert the file, as with: iconv"}},
		{"UTF-16", "{}", "f.csv", "\xff\xfei\x00d\x00", []string{"f.csv: is UTF-16; convert it to UTF-8"}},
		{"UTF-16 without a mark", "{}", "f.csv", utf16("id,kind,name\na,PERSON,Анна\n", true), []string{"f.csv: is UTF-16; convert it to UTF-8, as with: iconv -f UTF-16LE"}},
		{"UTF-16, the greater byte first", "{}", "f.csv", utf16("id,kind,name\na,PERSON,Анна\n", false), []string{"f.csv: is UTF-16; convert it to UTF-8, as with: iconv -f UTF-16BE"}},
		{"a spreadsheet", "{}", "f.csv", "PK\x03\x04\x14\x00\x08", []string{"f.csv: is a zip archive or a spreadsheet (.xlsx, .ods), no text; "}},
		{"a program", "{}", "f.csv", "\x7fELF\x02\x01\x01\x00\x00\x00\x03\x00\x3e", []string{"f.csv: is no text, but a binary file"}},
		{"gzip that is cut", "{}", "f.csv", cut(gzipped("id,kind,name,role,day,size\na,PERSON,N,,,\n"), 4), []string{"f.csv:2: the compressed file ends early; fetch or compress it again"}},
		{"JSON by gzip that is cut", "{}", "f.json", cut(gzipped(`[{"id":"a","kind":"PERSON","name":"N"}`), 4), []string{"f.json:1:", ": the compressed file ends early"}},
		{"gzip that is damaged", "{}", "f.csv", cut(gzipped("id,kind,name,role,day,size\n"), 8) + "12345678", []string{"the compressed file is damaged"}},
		{"no file at all", "{}", "f.csv", "", []string{"f.csv: is empty; its first line should name the columns"}},
		{"a column that is not there", "{}", "f.csv", "id,kind,nam,role,day,size\na,PERSON,N,,,\n", []string{`m.yaml:6:48: mapping key rules[0].entity.name: "name" is no column of f.csv (did you mean nam?); it has id, kind, nam`}},
		{"a separator that is another", "{}", "f.csv", "id;kind;name;role;day;size\na;PERSON;N;;;\n", []string{`f.csv:1: is read as one column, "id;kind;name;role;day;size"`, `separator: ";" in the mapping (source)`}},
		{"tabs where commas are read", "{}", "f.csv", "id\tkind\tname\n", []string{`f.csv:1: is read as one column`, "separator: tab in the mapping (source)"}},
		{"many columns that are not there", "{}", "f.csv", "one,two\n", []string{"claim.date: \"day\" is no column of f.csv; it has one, two\nm.yaml:", "is no column of f.csv\nand 3 more names that are no columns of f.csv"}},
		{"a column twice", "{}", "f.csv", "id,id\na,b\n", []string{`f.csv:1:4: the column "id" is named twice`}},
		{"an open quote", "{}", "f.csv", "id,kind,name,role,day,size\na,\"PERSON,N,,,\n", []string{"f.csv:2:16: a cell that starts with a quote"}},
		{"a stray quote", "{}", "f.csv", "id,kind,name,role,day,size\na,PERSON,N \"x\",,,\n", []string{"f.csv:2:12: a quote stands where none may"}},
		{"an open quote, told where it opens", "{}", "f.csv", "id,kind,name,role,day,size\na,PERSON,N,,,\n\nb,\"two\nlines\",\"N,,,\nc,PERSON,N,,,\nd,\"PERSON\",N,,,\n", []string{"f.csv:5: a quote opens a cell in this line and is not closed as far as line 7"}},
		{"an open quote to the end", "{}", "f.csv", "id,kind,name,role,day,size\n\"a,PERSON,N,,,\nb,PERSON,N,,,\n", []string{"f.csv:2: a quote opens a cell in this line and is not closed as far as line 3"}},
		{"an open quote in a long file", "{}", "f.csv", "id,kind,name,role,day,size\na,PERSON,N,,,\nb,\"" + strings.Repeat("x,y\n", 6<<20), []string{"f.csv:3: a row is longer than 16 MiB: is a quote in it not closed?"}},
		{"a long line", "{format: tsv}", "f.tsv", "id\tkind\tname\trole\tday\tsize\n" + strings.Repeat("x", 17<<20) + "\n", []string{"f.tsv:2: the row is longer than 16 MiB"}},
		{"broken gzip", "{}", "f.csv", "\x1f\x8bnonsense", []string{"f.csv: starts like gzip, but is not"}},
		{"no JSON", "{}", "f.jsonl", `{"id":"a",`, []string{"f.jsonl:1:1: is no JSON object: it ends too early"}},
		{"JSON, but no object", "{}", "f.jsonl", `["a"]`, []string{"f.jsonl:1:1: is no JSON object: it is JSON of the type array"}},
		{"two objects in a line", "{}", "f.jsonl", `{"id":"a"} {}`, []string{"f.jsonl:1:12: something follows the object"}},
		{"a list where a text is wanted", "{}", "f.jsonl", `{"id":["a","b"],"kind":"PERSON","name":"N"}`, []string{"f.jsonl:1:1: entity.id: id is a list; go through it with each, or use join (mapping key rules[0].entity.id"}},
		{"broken JSON", "{}", "f.json", "[\n{\"id\":\"a\",\n \"kind\" \"PERSON\"}]", []string{"f.json:3:", "is not JSON"}},
		{"JSON that is cut off", "{}", "f.json", "[{\"id\":\"a\"", []string{"f.json:1:", "it ends too early"}},
		{"a JSON list of no objects", "{}", "f.json", "[\n1, {\"id\":\"a\",\"kind\":\"PERSON\",\"name\":\"N\"}]", []string{"f.json:2:1: is no object; each item"}},
		{"no list in the JSON", "{items: a.b}", "f.json", `{"a":{"c":[]}}`, []string{`f.json:1:`, `has no key "b", which items in the mapping names`}},
		{"JSON that is not UTF-8", "{}", "f.json", "[{\"id\":\"\xe9\"}]", []string{"is not valid UTF-8"}},
	} {
		m := parse(t, "mapping: 1\nsource: "+c.source+rules, nil)
		got, _ := read(t, m, file(c.name, c.text))
		all := strings.Join(got, "\n")
		for _, says := range c.says {
			if !strings.Contains(all, says) {
				t.Errorf("%s: %.600s\nwant %q", c.reason, all, says)
			}
		}
	}
}

func gzipped(text string) string {
	var b strings.Builder
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, text)
	_ = z.Close()
	return b.String()
}

func cut(text string, bytes int) string { return text[:len(text)-bytes] }

func utf16(text string, little bool) string {
	var b []byte
	for _, unit := range unicode16.Encode([]rune(text)) {
		if little {
			b = binary.LittleEndian.AppendUint16(b, unit)
		} else {
			b = binary.BigEndian.AppendUint16(b, unit)
		}
	}
	return string(b)
}

// Files whose lines end with carriage returns alone are read as others are.
func TestCarriageReturns(t *testing.T) {
	m := parse(t, "mapping: 1\nrules: [{entity: {id: '{id}', kind: PERSON, name: '{name}'}}]\n", nil)
	const text = "id,name\na,Anna\nb,\"Ben\nOrr\"\nc\n"
	want, tally := read(t, m, file("f.csv", text))
	got, count := read(t, m, file("f.csv", strings.ReplaceAll(text, "\n", "\r")))
	if diff := cmp.Diff(want, got); diff != "" || tally.Rows != 3 || count.Rows != 3 {
		t.Errorf("%d rows, %d (-line feeds +carriage returns):\n%s", tally.Rows, count.Rows, diff)
	}
}

// A mapping that is broken is told with line, column and key.
func TestBadMappings(t *testing.T) {
	for _, c := range []struct{ reason, text, says string }{
		{"nothing", "", "m.yaml:1:1: the mapping is empty"},
		{"no YAML", "mapping: [1\n", "m.yaml:1:10: is not YAML"},
		{"not UTF-8", "mapping: \xff", "is not valid UTF-8"},
		{"no version", "rules: []\n", "does not say which version"},
		{"another version", "mapping: 2\nrules: []\n", "m.yaml:1:10: mapping key mapping: is version 2"},
		{"a key that is none", "mapping: 1\nrulez: []\n", "m.yaml:2:1: mapping key rulez: is no key here; there are mapping about source sources constants tables let skip claim once rules (did you mean rules?)"},
		{"a key twice", "mapping: 1\nmapping: 1\n", "m.yaml:2:1: mapping key mapping: stands here twice"},
		{"no rules", "mapping: 1\n", "has no rules"},
		{"a rule of nothing", "mapping: 1\nrules: [{if: x}]\n", "mapping key rules[0]: makes no record"},
		{"a rule of two", "mapping: 1\nrules:\n  - entity: {id: a, kind: PERSON, name: n}\n    document: {id: d}\n", "makes a document and a entity"},
		{"no id", "mapping: 1\nrules: [{entity: {kind: PERSON, name: n}}]\n", "mapping key rules[0].entity: needs id"},
		{"a kind that is none", "mapping: 1\nrules:\n  - entity: {id: a, kind: PERSN, name: n}\n", `m.yaml:3:27: mapping key rules[0].entity.kind: "PERSN" is not an entity kind`},
		{"a type that is none", "mapping: 1\nclaim: {document: d, stance: ASSERTS}\nrules: [{relation: {from: a, type: LIKES, to: b}}]\n", "mapping key rules[0].relation.type"},
		{"a stance that is none", "mapping: 1\nclaim: {document: d, stance: SAYS}\nrules: [{relation: {from: a, type: BACKS, to: b}}]\n", "mapping key claim.stance"},
		{"no claim", "mapping: 1\nrules: [{relation: {from: a, type: BACKS, to: b}}]\n", "has no claim with a document"},
		{"two values", "mapping: 1\nclaim: {document: d, stance: ASSERTS}\nrules: [{attribute: {of: a, name: b, value: c, number: 1}}]\n", "has 2 of value, entity and number"},
		{"an open brace", "mapping: 1\nrules: [{entity: {id: '{a', kind: PERSON, name: n}}]\n", "a { is not closed"},
		{"a stray brace", "mapping: 1\nrules: [{entity: {id: 'a}', kind: PERSON, name: n}}]\n", "a } without {"},
		{"braces without quotes", "mapping: 1\nrules: [{entity: {id: {a}, kind: PERSON, name: n}}]\n", "put a text with braces in quotes"},
		{"a function that is none", "mapping: 1\nrules: [{entity: {id: '{a | slugg}', kind: PERSON, name: n}}]\n", "(did you mean slug?)"},
		{"too few arguments", "mapping: 1\nrules: [{entity: {id: '{a | replace(\"b\")}', kind: PERSON, name: n}}]\n", `replace has 1 arguments, not 2: replace("_", " ")`},
		{"a pattern that is none", "mapping: 1\nrules: [{entity: {id: '{a | match(\"(\")}', kind: PERSON, name: n}}]\n", "match: error parsing regexp"},
		{"a date format without a year", "mapping: 1\nrules: [{entity: {id: '{a | date(DD.MM)}', kind: PERSON, name: n}}]\n", "needs YYYY once"},
		{"a table that is none", "mapping: 1\nrules: [{entity: {id: '{a | lookup(t)}', kind: PERSON, name: n}}]\n", "there is no table t"},
		{"a column of a table that is none", "mapping: 1\ntables: {t: {rows: {a: b}}}\nrules: [{entity: {id: '{a | lookup(t, z)}', kind: PERSON, name: n}}]\n", "table t has no column z; it has value"},
		{"a table of several columns", "mapping: 1\ntables: {t: {rows: {a: {x: 1, y: 2}}}}\nrules: [{entity: {id: '{a | lookup(t)}', kind: PERSON, name: n}}]\n", "say which column of table t is wanted"},
		{"a table without rows", "mapping: 1\ntables: {t: {}}\nrules: [{document: {id: d}}]\n", "mapping key tables.t: a table has either rows"},
		{"a file that is not there", "mapping: 1\ntables: {t: {file: none.csv}}\nrules: [{document: {id: d}}]\n", "mapping key tables.t.file: none.csv cannot be read beside the mapping"},
		{"a file outside", "mapping: 1\ntables: {t: {file: ../t.csv}}\nrules: [{document: {id: d}}]\n", "is no file beside the mapping"},
		{"a key for two rows", "mapping: 1\ntables: {t: {file: twice.csv}}\nrules: [{document: {id: d}}]\n", `twice.csv:3: the key "a" stands for another row in line 2`},
		{"a condition that is none", "mapping: 1\nrules:\n  - if: a == b\n    document: {id: d}\n", "m.yaml:3:9: mapping key rules[0].if: a name is wanted where \"=\" stands"},
		{"words too many", "mapping: 1\nrules:\n  - if: a b\n    document: {id: d}\n", `"b" is too much`},
		{"a separator that is none", "mapping: 1\nsource: {separator: '::'}\nrules: [{document: {id: d}}]\n", `"::" is no separator`},
		{"a format that is none", "mapping: 1\nsource: {format: xml}\nrules: [{document: {id: d}}]\n", "there are csv tsv json jsonl"},
		{"a column that is not listed", "mapping: 1\nsource: {columns: [a, b]}\nrules: [{document: {id: '{c}'}}]\n", `"c" is no column of the mapping's list of columns; it has a, b`},
		{"two main files", "mapping: 1\nsources: {a: {match: a*}, b: {match: b*}}\nrules: [{document: {id: d}}]\n", "mapping key sources.b: has no join, but neither has sources.a"},
		{"no main file", "mapping: 1\nsources: {a: {match: a*, join: {column: x, to: y}}}\nrules: [{document: {id: d}}]\n", "all have a join"},
		{"a row in once", "mapping: 1\nonce: [{document: {id: '{a}'}}]\nrules: [{document: {id: d}}]\n", "a is no constant, and there are no columns in once"},
		{"no reason to skip", "mapping: 1\nskip: [{if: a}]\nrules: [{document: {id: d}}]\n", "needs a because"},
		{"brackets without end", "mapping: 1\nrules: " + strings.Repeat("[", 500_000), "m.yaml:2:1: keys and lists are nested too deeply"},
		{"dashes without end", "mapping: 1\nrules:\n  " + strings.Repeat("- ", 400_000) + "x", "m.yaml:3:1: keys and lists are nested too deeply"},
		{"an anchor", "mapping: 1\nrules: [{document: {id: &a d}}]\n", "an anchor or alias, which mappings do not have"},
	} {
		folder := fstest.MapFS{"twice.csv": &fstest.MapFile{Data: []byte("k,v\na,1\na,2\n")}}
		_, err := mapping.Parse("m.yaml", []byte(c.text), folder)
		var e *graph.Error
		if !errors.As(err, &e) || e.Code != graph.Invalid || !strings.Contains(e.Message, c.says) {
			t.Errorf("%s: %v\nwant %q", c.reason, err, c.says)
		}
	}
	text := "mapping: 1\nrules:\n" + strings.Repeat("  - entity: {id: a, kind: X, name: n}\n", 12)
	if _, err := mapping.Parse("m.yaml", []byte(text), nil); strings.Count(err.Error(), "\n") != 10 || !strings.HasSuffix(err.Error(), "and 2 more") {
		t.Errorf("many faults: %v", err)
	}
}

func TestPlan(t *testing.T) {
	joined := parse(t, "mapping: 1\nsources: {a: {match: a*.csv}, b: {match: ['b*.csv', 'ab*.csv'], join: {column: k, to: id}}}\nconstants: {c: 1}\n"+
		"rules:\n  - entity: {id: '{id}', kind: PERSON, name: '{c}', names: [{each: {x: b}, text: '{x.n}'}]}\n", nil)
	for _, c := range []struct {
		reason string
		files  []string
		set    map[string]string
		says   string
	}{
		{"one is missing", []string{"a.csv"}, nil, "also reads a file b (b*.csv or ab*.csv), which is missing"},
		{"one is of no source", []string{"a.csv", "c.csv"}, nil, "c.csv is none of the files of m.yaml: a (a*.csv), b ("},
		{"two of one source", []string{"a1.csv", "a2.csv", "b.csv"}, nil, "a1.csv and a2.csv are both read as a"},
		{"one of two sources", []string{"ab.csv", "b.csv"}, nil, "ab.csv may be a or b"},
		{"no such constant", []string{"a.csv", "b.csv"}, map[string]string{"d": "1"}, "has no constant d to be set; it has c"},
	} {
		var in []mapping.Input
		for _, name := range c.files {
			in = append(in, file(name, ""))
		}
		if _, err := joined.Plan(in, c.set); graph.CodeOf(err) != graph.Invalid || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.reason, err, c.says)
		}
	}
	loads, err := joined.Plan([]mapping.Input{file("b.csv", "k,n\n1,x\n7,y\n1,z\n,w\nshort\n"), file("x/a.csv", "id\n1\n2\n")}, map[string]string{"c": "set"})
	if err != nil || len(loads) != 1 {
		t.Fatal(loads, err)
	}
	for range 2 {
		want := []string{
			`{"entity":{"id":"1","kind":"PERSON","name":"set","names":[{"text":"x"},{"text":"z"}]}}`,
			`{"entity":{"id":"2","kind":"PERSON","name":"set"}}`,
			`b.csv:3: k "7" is in no row of x/a.csv (column id; mapping key sources.b.join, m.yaml:2:34)`,
			`b.csv:5: has no single value in column k, by which the row is joined (mapping key sources.b.join, m.yaml:2:34)`,
			`b.csv:6:1: the row has 1 cells, the file 2 columns; is the separator ',' right, and is the row whole?`,
		}
		if diff := cmp.Diff(want, readLoad(loads[0])); diff != "" {
			t.Errorf("joined (-want +got):\n%s", diff)
		}
	}
	if tally := loads[0].Tally(); tally.Refused != 3 || tally.Rows != 2 {
		t.Errorf("%+v", tally)
	}
	several, err := parse(t, person("{}"), nil).Plan([]mapping.Input{file("1.csv", ""), file("2.csv", "")}, nil)
	if err != nil || len(several) != 2 {
		t.Errorf("files that are read each for itself: %v %v", several, err)
	}
}

// What many rows say is handed out once while it is remembered; a reader may stop
// at any record.
func TestReading(t *testing.T) {
	m := parse(t, "mapping: 1\nrules:\n  - entity: {id: utopia, kind: GOVERNMENT, name: Utopia}\n  - entity: {id: 'p{n}', kind: PERSON, name: '{n}'}\n", nil)
	text := strings.Builder{}
	text.WriteString("n\n")
	for i := range 3000 {
		fmt.Fprintf(&text, "%d\n", i)
	}
	lines, tally := read(t, m, file("f.csv", text.String()))
	if len(lines) != 3001 || tally.Entities != 3001 || tally.Rows != 3000 {
		t.Errorf("%d lines, %+v", len(lines), tally)
	}
	loads, _ := m.Plan([]mapping.Input{file("f.csv", text.String())}, nil)
	for stop := range 4 {
		n := 0
		for range loads[0].Records() {
			if n++; n > stop {
				break
			}
		}
		if n != stop+1 {
			t.Errorf("stopped after %d, not %d", n, stop+1)
		}
	}
	if tally := loads[0].Tally(); tally.Rows > 4 {
		t.Errorf("stopped after a few, yet %+v", tally)
	}
	readLoad(loads[0])
	for range loads[0].Records() {
		break
	}
	if tally := loads[0].Tally(); tally.Rows != 3000 {
		t.Errorf("the tally is that of the whole file where there is one: %+v", tally)
	}
	broken := mapping.Input{Name: "f.csv", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("n\n1\n"), failing{})), nil
	}}
	lines, _ = read(t, m, broken)
	if last := lines[len(lines)-1]; !strings.Contains(last, "f.csv:2: reading stopped here") {
		t.Errorf("a file that breaks off: %s", lines)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the cable was cut") }

// What a store refused is traced to the column and the key.
func TestExplain(t *testing.T) {
	m := parse(t, `mapping: 1
claim: {document: d, stance: ASSERTS}
rules:
  - entity: {id: '{id}', kind: PERSON, name: '{name}'}
  - if: friend
    relation: {from: '{id}', type: SPOKE_TO, to: '{friend}'}
  - if: boss
    relation: {from: '{id}', type: RELATED_TO, to: '{boss}'}
`, nil)
	loads, err := m.Plan([]mapping.Input{file("f.csv", "id,name,friend,boss\na,A,b,\nb,B,x,y\nc,C,,\n")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	readLoad(loads[0])
	refused := []graph.Refusal{
		{File: "f.csv", Line: 3, Field: "relation.to", Reason: "no such entity", Absent: "x"},
		{File: "f.csv", Line: 3, Field: "relation.to", Reason: "no such entity", Absent: "y"},
		{File: "f.csv", Line: 3, Field: "relation.from", Reason: "wrong kind"},
		{File: "f.csv", Line: 4, Field: "entity.name", Reason: "another name"},
		{File: "f.csv", Line: 4, Column: 1, Field: "entity.id", Reason: "known (mapping key k, m.yaml:1:1)"},
		{File: "f.csv", Line: 4, Field: "relation.to", Reason: "of another file"},
		{File: "g.csv", Line: 3, Field: "relation.to", Reason: "of another file"},
	}
	loads[0].Explain(refused)
	want := []graph.Refusal{
		{File: "f.csv", Line: 3, Column: 5, Field: "relation.to", Reason: "no such entity (mapping key rules[1].relation.to, m.yaml:6:50)", Absent: "x"},
		{File: "f.csv", Line: 3, Column: 7, Field: "relation.to", Reason: "no such entity (mapping key rules[2].relation.to, m.yaml:8:52)", Absent: "y"},
		{File: "f.csv", Line: 3, Field: "relation.from", Reason: "wrong kind (mapping keys rules[1].relation.from or rules[2].relation.from, m.yaml:6:22)"},
		{File: "f.csv", Line: 4, Column: 3, Field: "entity.name", Reason: "another name (mapping key rules[0].entity.name, m.yaml:4:46)"},
		refused[4], refused[5], refused[6],
	}
	if diff := cmp.Diff(want, refused); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
	if tally := loads[0].Tally(); tally.Rows != 3 {
		t.Errorf("the tally is another one: %+v", tally)
	}
}

// The memory of a reading does not grow with the file.
func TestMemoryStaysFlat(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 400,000 rows")
	}
	m := parse(t, "mapping: 1\nclaim: {document: d, stance: ASSERTS, locator: '{@row}'}\nrules:\n  - entity: {id: 'p{n}', kind: PERSON, name: '{text}'}\n  - relation: {from: 'p{n}', type: RELATED_TO, to: p1}\n", nil)
	peak := func(rows int) (peak uint64) {
		t.Helper()
		in := mapping.Input{Name: "f.csv", Open: func() (io.ReadCloser, error) { return &endless{rows: rows}, nil }}
		loads, err := m.Plan([]mapping.Input{in}, nil)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, err := range loads[0].Records() {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n%50_000 == 0 {
				runtime.GC()
				var s runtime.MemStats
				runtime.ReadMemStats(&s)
				peak = max(peak, s.HeapAlloc)
			}
		}
		if n != 2*rows {
			t.Errorf("%d records of %d rows", n, rows)
		}
		return peak
	}
	few, many := peak(50_000), peak(400_000)
	if many > few+4<<20 {
		t.Errorf("the heap is %d KiB at 50,000 rows and %d KiB at 400,000", few>>10, many>>10)
	}
}

// endless is a file of so many rows that is never in memory.
type endless struct {
	rows, row int
	left      []byte
}

func (e *endless) Read(b []byte) (int, error) {
	if len(e.left) == 0 {
		switch {
		case e.row > e.rows:
			return 0, io.EOF
		case e.row == 0:
			e.left = []byte("n,text\n")
		default:
			e.left = fmt.Appendf(nil, "%d,%s %d\n", e.row, strings.Repeat("word ", 20), e.row)
		}
		e.row++
	}
	n := copy(b, e.left)
	e.left = e.left[n:]
	return n, nil
}

func (e *endless) Close() error { return nil }
