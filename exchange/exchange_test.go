package exchange_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dragoman/exchange"
	"dragoman/graph"
	"dragoman/graph/embedded"
	"dragoman/records"
)

// odd holds whatever a format may stumble over: signs of markup, of CSV and of
// other scripts, parallel relations, all sorts of dates, what was taken back.
const odd = "../dev/formats/odd.jsonl"

func stored(t *testing.T, files ...string) graph.Store {
	t.Helper()
	s, err := embedded.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, f := range files {
		if _, err := s.Apply(t.Context(), graph.Batch{Records: records.Open(f)}); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
	}
	return s
}

func written(t *testing.T, s graph.Store, f exchange.Format, where *graph.Filter) string {
	t.Helper()
	var b bytes.Buffer
	if err := exchange.Write(t.Context(), &b, s, exchange.Options{Format: f, Where: where}); err != nil {
		t.Fatalf("%s: %v", f, err)
	}
	return b.String()
}

// drawn is a drawing as a reader finds it: columns by id.
type drawn struct{ nodes, edges map[string]map[string]string }

func (d *drawn) add(t *testing.T, to map[string]map[string]string, id string, columns map[string]string) {
	t.Helper()
	if to[id] != nil {
		t.Errorf("%s is there twice", id)
	}
	to[id] = columns
}

func newDrawn() *drawn { return &drawn{map[string]map[string]string{}, map[string]map[string]string{}} }

func readGraphML(t *testing.T, text string) *drawn {
	t.Helper()
	type element struct {
		ID     string `xml:"id,attr"`
		Source string `xml:"source,attr"`
		Target string `xml:"target,attr"`
		Data   []struct {
			Key  string `xml:"key,attr"`
			Text string `xml:",chardata"`
		} `xml:"data"`
	}
	var file struct {
		Keys []struct {
			ID   string `xml:"id,attr"`
			Name string `xml:"attr.name,attr"`
		} `xml:"key"`
		Nodes []element `xml:"graph>node"`
		Edges []element `xml:"graph>edge"`
	}
	if err := xml.Unmarshal([]byte(text), &file); err != nil {
		t.Fatalf("GraphML: %v", err)
	}
	names := map[string]string{}
	for _, k := range file.Keys {
		names[k.ID] = k.Name
	}
	d := newDrawn()
	columns := func(e element) map[string]string {
		out := map[string]string{"from": e.Source, "to": e.Target}
		for _, x := range e.Data {
			out[names[x.Key]] = x.Text
		}
		return out
	}
	for _, e := range file.Nodes {
		d.add(t, d.nodes, e.ID, columns(e))
	}
	for _, e := range file.Edges {
		d.add(t, d.edges, e.ID, columns(e))
	}
	return d
}

func readGEXF(t *testing.T, text string) *drawn {
	t.Helper()
	type element struct {
		ID     string `xml:"id,attr"`
		Source string `xml:"source,attr"`
		Target string `xml:"target,attr"`
		Values []struct {
			For   string `xml:"for,attr"`
			Value string `xml:"value,attr"`
		} `xml:"attvalues>attvalue"`
		Spells []struct {
			Start string `xml:"start,attr"`
			End   string `xml:"end,attr"`
		} `xml:"spells>spell"`
	}
	var file struct {
		Nodes []element `xml:"graph>nodes>node"`
		Edges []element `xml:"graph>edges>edge"`
	}
	if err := xml.Unmarshal([]byte(text), &file); err != nil {
		t.Fatalf("GEXF: %v", err)
	}
	d := newDrawn()
	columns := func(e element) map[string]string {
		out := map[string]string{"from": e.Source, "to": e.Target}
		for _, x := range e.Values {
			out[x.For] = x.Value
		}
		for _, s := range e.Spells {
			out["spells"] += "[" + s.Start + " " + s.End + "]"
		}
		return out
	}
	for _, e := range file.Nodes {
		d.add(t, d.nodes, e.ID, columns(e))
	}
	for _, e := range file.Edges {
		d.add(t, d.edges, e.ID, columns(e))
	}
	return d
}

func readCytoscape(t *testing.T, text string) *drawn {
	t.Helper()
	var file struct {
		Elements struct {
			Nodes, Edges []struct{ Data map[string]json.RawMessage }
		}
	}
	if err := json.Unmarshal([]byte(text), &file); err != nil {
		t.Fatalf("Cytoscape: %v", err)
	}
	d := newDrawn()
	columns := func(data map[string]json.RawMessage) (string, map[string]string) {
		out := map[string]string{"from": "", "to": ""}
		for name, raw := range data {
			var ids []string
			var s string
			switch {
			case json.Unmarshal(raw, &s) == nil:
				out[name] = s
			case slices.Contains([]string{"documents", "concerns", "sources", "formerIds"}, name) && json.Unmarshal(raw, &ids) == nil:
				out[name] = strings.Join(ids, ";")
			default:
				out[name] = string(raw)
			}
		}
		out["from"], out["to"] = out["source"], out["target"]
		id := out["id"]
		for _, own := range []string{"id", "source", "target", "interaction"} {
			delete(out, own)
		}
		return id, out
	}
	for _, e := range file.Elements.Nodes {
		id, c := columns(e.Data)
		d.add(t, d.nodes, id, c)
	}
	for _, e := range file.Elements.Edges {
		id, c := columns(e.Data)
		d.add(t, d.edges, id, c)
	}
	return d
}

func readCSV(t *testing.T, nodes, edges string) *drawn {
	t.Helper()
	d := newDrawn()
	for i, text := range []string{nodes, edges} {
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatalf("CSV: %v", err)
		}
		for _, row := range rows[1:] {
			out := map[string]string{"from": "", "to": ""}
			for j, head := range rows[0] {
				name, _, _ := strings.Cut(head, ":")
				switch head {
				case "id:ID":
					name = "id"
				case ":START_ID":
					name = "from"
				case ":END_ID":
					name = "to"
				case ":TYPE":
					name = "type"
				case ":LABEL":
					continue
				}
				if row[j] != "" {
					out[name] = row[j]
				}
			}
			id := out["id"]
			delete(out, "id")
			d.add(t, []map[string]map[string]string{d.nodes, d.edges}[i], id, out)
		}
	}
	return d
}

// Every format of nodes and edges tells the same, and that is what the store's own
// lists tell under the same filter.
func TestDrawings(t *testing.T) {
	s := stored(t, odd, "../cmd/dragoman/testdata/harbour.yaml")
	day := func(s string) *graph.Day {
		d, err := graph.ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return &d
	}
	for name, where := range map[string]*graph.Filter{
		"everything":      nil,
		"empty":           {},
		"a type":          {Types: []graph.RelationType{graph.Accuse}},
		"a day":           {AsOf: day("2025-10-20")},
		"statuses":        {Statuses: []graph.Status{graph.Retracted, graph.Disputed, graph.Planned}},
		"kinds":           {Kinds: []graph.EntityKind{graph.KindPerson, graph.KindOffice}},
		"a document less": {ExcludeDocuments: []string{"d-marks"}},
		"a source":        {Sources: []string{"who"}},
		"nothing":         {Types: []graph.RelationType{}},
	} {
		t.Run(name, func(t *testing.T) {
			want := newDrawn()
			es, err := s.ListEntities(t.Context(), []graph.EntityQuery{{Where: where, Slice: graph.Slice{First: 1000}}})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range es[0].Items {
				want.nodes[e.ID] = map[string]string{"name": e.Name, "kind": e.Kind.String(), "summary": e.Summary, "named": fmt.Sprint(e.Named), "degree": fmt.Sprint(e.Degree)}
			}
			rs, err := s.ListRelations(t.Context(), []graph.RelationQuery{{Where: where, Slice: graph.Slice{First: 1000}}})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rs[0].Items {
				want.edges[r.ID] = map[string]string{
					"from": r.From, "to": r.To, "type": r.Type.String(), "role": r.Role.String(), "relationKey": r.Key,
					"status": r.Status.String(), "independentSources": fmt.Sprint(r.Independent), "documents": strings.Join(r.Documents, ";"),
					"when": r.When.EDTF.String(), "whenText": r.When.Text, "inferred": fmt.Sprint(r.When.Inferred()), "concerns": strings.Join(r.Concerns, ";"),
					"symmetric": fmt.Sprint(r.Type.Symmetric()), "reliability": r.Reliability.String(),
				}
			}
			drawings := map[string]*drawn{
				"GraphML":   readGraphML(t, written(t, s, exchange.GraphML, where)),
				"GEXF":      readGEXF(t, written(t, s, exchange.GEXF, where)),
				"Cytoscape": readCytoscape(t, written(t, s, exchange.Cytoscape, where)),
				"CSV":       readCSV(t, written(t, s, exchange.CSVNodes, where), written(t, s, exchange.CSVEdges, where)),
			}
			for format, got := range drawings {
				compareColumns(t, format+" nodes", got.nodes, want.nodes)
				compareColumns(t, format+" edges", got.edges, want.edges)
				for id, columns := range drawings["GraphML"].edges { // and among each other in all columns
					mine := map[string]string{}
					for k, v := range got.edges[id] {
						if k != "spells" {
							mine[k] = v
						}
					}
					if diff := cmp.Diff(columns, mine); diff != "" {
						t.Errorf("%s, %s (-GraphML +%[1]s):\n%s", format, id, diff)
					}
				}
			}
		})
	}
}

func compareColumns(t *testing.T, what string, got, want map[string]map[string]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d, want %d", what, len(got), len(want))
	}
	for id, columns := range want {
		for name, value := range columns {
			if got[id][name] != value {
				t.Errorf("%s: %s of %s is %q, want %q", what, name, id, got[id][name], value)
			}
		}
	}
}

// The dates of a relation are its spells; an open end is left open, and what has no
// date has none.
func TestSpells(t *testing.T) {
	s := stored(t, odd)
	edges := readGEXF(t, written(t, s, exchange.GEXF, nil)).edges
	got := map[string]string{}
	for _, e := range edges {
		got[strings.Join(strings.Fields(e["type"]+" "+e["role"]+" "+e["relationKey"]+" "+e["to"]), " ")] = e["spells"]
	}
	for what, want := range map[string]string{
		"HOLDS office":                      "[2020-01-01 2024-05-31][2021-03-01 2021-03-31]",
		"OF gov":                            "",
		"ACCUSE one & <two>; \"three\" gov": "[2025-10-07 2025-10-07]",
		"ACCUSE another gov":                "", // a year before those that dates of XML have four digits for
		"PARTICIPATED_IN ORGANIZER m":       "[ 2025-10-01]",
		"SPOKE_TO b":                        "[2025-10-10 2025-10-10]",
	} {
		if is, ok := got[what]; is != want || !ok {
			t.Errorf("%s: %q (%t), want %q", what, is, ok, want)
		}
	}
}

// What is exported under a filter as records loads into an empty store, where it
// gives without the filter what the whole gave under it.
func TestExcerptLoads(t *testing.T) {
	s := stored(t, odd, "../cmd/dragoman/testdata/harbour.yaml")
	judged := strings.NewReader(`{"dragoman":1}
{"entity":{"id":"b-too","kind":"PERSON","name":"B too"}}
{"relation":{"from":"a","type":"SPOKE_TO","to":"b-too","claims":[{"document":"d-none","stance":"REPORTS","sources":["b-too"]}]}}
{"judgement":{"a":"b","b":"b-too","same":true}}
`)
	if _, err := s.Apply(t.Context(), graph.Batch{Records: graph.DecodeRecords("judged", judged)}); err != nil {
		t.Fatal(err)
	}
	all := graph.Statuses()
	for name, where := range map[string]*graph.Filter{
		"every status":    {Statuses: all},
		"a type":          {Types: []graph.RelationType{graph.Accuse, graph.SpokeTo}, Statuses: all},
		"a document less": {ExcludeDocuments: []string{"d-marks"}, Statuses: all},
		"kinds":           {Kinds: []graph.EntityKind{graph.KindPerson}, Statuses: all},
		"sure":            {Statuses: []graph.Status{graph.Confirmed, graph.Corroborated, graph.Reported}},
	} {
		for _, format := range []exchange.Format{exchange.JSONL, exchange.YAML} {
			text := written(t, s, format, where)
			part := stored(t)
			if _, err := part.Apply(t.Context(), graph.Batch{Records: records.Read("part."+string(format), strings.NewReader(text))}); err != nil {
				t.Errorf("%s, %s: %v\n%s", name, format, err, text)
				continue
			}
			if diff := cmp.Diff(summary(t, s, where), summary(t, part, &graph.Filter{Statuses: all})); diff != "" {
				t.Errorf("%s, %s (-whole +part):\n%s", name, format, diff)
			}
		}
	}
}

// summary lists relations with what they are worth.
func summary(t *testing.T, s graph.Store, where *graph.Filter) (out []string) {
	t.Helper()
	rs, err := s.ListRelations(t.Context(), []graph.RelationQuery{{Where: where, Slice: graph.Slice{First: 1000}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rs[0].Items {
		out = append(out, fmt.Sprint(r.ID, " ", r.Status, " ", r.Independent, " ", r.When.EDTF, " ", r.Documents, " ", r.Stances))
	}
	return out
}

// A claim is derived from its document and attributed to its sources, whoever is
// not named stays words, and nothing joins two entities but a relation with its status.
func TestJSONLD(t *testing.T) {
	s := stored(t, odd)
	var file struct {
		Graph []map[string]any `json:"@graph"`
	}
	text := written(t, s, exchange.JSONLD, &graph.Filter{Statuses: graph.Statuses()})
	if err := json.Unmarshal([]byte(text), &file); err != nil {
		t.Fatal(err)
	}
	claims := 0
	for _, n := range file.Graph {
		if sort := n["@type"].([]any)[0]; sort == "Relation" && n["status"] == nil {
			t.Errorf("%v has no status", n["@id"])
		}
		list, _ := n["claims"].([]any)
		for _, c := range list {
			claims++
			c := c.(map[string]any)
			if c["derivedFrom"] == nil || c["stance"] == nil {
				t.Errorf("claim %v", c)
			}
		}
	}
	n, err := s.Stats(t.Context())
	if err != nil || claims != n.Claims {
		t.Errorf("%d claims, want %d (%v)", claims, n.Claims, err)
	}
	for _, want := range []string{
		`"attributedTo":["urn:dragoman:id:who"],"sources":[{"@id":"urn:dragoman:id:who"},{"sourceText":"a \"friend\"; of, a friend"}]`,
		`"invalidatedBy":{"@type":"prov:Activity","endedAt":"2025-11-01","retractedBy":"desk","retractionKind":"ERROR","reason":"it was <elsewhere>"}`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %s", want)
		}
	}
}

type failing struct{ after int }

var errFull = errors.New("full")

func (f *failing) Write(p []byte) (int, error) {
	if f.after -= len(p); f.after < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// A writer that fails and a filter that is wrong end every format with an error.
func TestFailures(t *testing.T) {
	s := stored(t, odd)
	for _, f := range exchange.Formats() {
		if err := exchange.Write(t.Context(), &failing{100}, s, exchange.Options{Format: f}); !errors.Is(err, errFull) {
			t.Errorf("%s: a full disk gives %v", f, err)
		}
		err := exchange.Write(t.Context(), &failing{1 << 20}, s, exchange.Options{Format: f, Where: &graph.Filter{Documents: []string{"no-such"}}})
		if !errors.Is(err, graph.ErrNotFound) {
			t.Errorf("%s: an unknown document gives %v", f, err)
		}
	}
	if _, err := exchange.ParseFormat("docx"); graph.CodeOf(err) != graph.Invalid {
		t.Errorf("an unknown format: %v", err)
	}
	for _, bad := range []string{`{"types":["EATS"]}`, `{"statusses":[]}`, `{} {}`, `[]`, `{"asOf":"tomorrow"}`, `{"at":"XXXX-10"}`} {
		if _, err := exchange.ParseFilter([]byte(bad)); graph.CodeOf(err) != graph.Invalid {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// What is wrong with a filter is told by its key, in words of ours.
func TestBadFilters(t *testing.T) {
	for text, says := range map[string]string{
		`{"asof": "2025-11-01"}`:                 `has no key "asof", did you mean asOf?; it is an EvidenceFilter`,
		`{"Statuses": []}`:                       `has no key "Statuses", did you mean statuses?`,
		`{"statusses": []}`:                      `has no key "statusses", did you mean statuses?`,
		`{"colour": "red"}`:                      `has no key "colour"; it is`,
		`{"asOf": 2025}`:                         `asOf: is a day in quotes, as "2025-11-01"`,
		`{"types": "HOLDS"}`:                     `types: is a list of words in quotes`,
		`{"types": [null]}`:                      `types: is a list of words in quotes`,
		`{"types": ["EATS"]}`:                    `types: "EATS" is not a relation type; one of HOLDS`,
		`{"documents": [1]}`:                     `documents: is a list of ids in quotes`,
		`{"minIndependentSources": "2"}`:         `minIndependentSources: is a whole number, as 2`,
		`{"minIndependentSources": 1.5}`:         `minIndependentSources: is a whole number, as 2`,
		`{"at": "2025-13"}`:                      `at: "2025-13" is not an EDTF date`,
		`{"overlap": true}`:                      `overlap: is "POSSIBLE" or "CERTAIN"`,
		`{"asOf": "2025-11-01", "asOf": "2025"}`: `has the key "asOf" twice`,
		`{"types": [`:                            `is no JSON behind its byte`,
		`{"types": ["HOLDS"]`:                    `is no JSON behind its byte`,
		`{types: ["HOLDS"]}`:                     `is no JSON behind its byte 1;`,
		`asOf`:                                   `is no JSON object`,
		`[]`:                                     `is no JSON object`,
		`{} {}`:                                  `goes on behind its object`,
	} {
		_, err := exchange.ParseFilter([]byte(text))
		var e *graph.Error
		if !errors.As(err, &e) || e.Code != graph.Invalid || e.Field != "where" || !strings.Contains(e.Message, says) {
			t.Errorf("%s: %v, want %s", text, err, says)
		} else if strings.Contains(e.Message, "json:") || strings.Contains(e.Message, "invalid character") || e.Err != nil {
			t.Errorf("%s: the words of a library: %v", text, err)
		}
	}
	if f, err := exchange.ParseFilter([]byte(`{"asOf": null, "types": []}`)); err != nil || f.AsOf != nil || f.Types == nil {
		t.Errorf("null is left out, an empty list is not: %+v %v", f, err)
	}
}

func TestFilterText(t *testing.T) {
	for _, text := range []string{
		`{}`, `{"asOf":"2025-11-01","documents":["d"],"excludeSources":[],"minReliability":"B"}`,
		`{"types":["HOLDS"],"statuses":["DISPUTED"],"kinds":["PERSON"],"at":"2025-10","during":"2025/2026","overlap":"CERTAIN","minIndependentSources":2}`,
	} {
		f, err := exchange.ParseFilter([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := string(exchange.FilterText(f)); got != text {
			t.Errorf("%s is written as %s", text, got)
		}
	}
}

// in loads entities of FollowTheMoney and gives the store, and what was left out.
func in(t *testing.T, name string, text []byte) (graph.Store, map[string]int) {
	t.Helper()
	s, left := stored(t), map[string]int{}
	_, err := s.Apply(t.Context(), graph.Batch{Records: exchange.ReadFtM(name, opener(text), func(what string, times int) { left[what] = times })})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return s, left
}

func lines(t *testing.T, s graph.Store) []string {
	t.Helper()
	var b bytes.Buffer
	if err := graph.EncodeRecords(&b, s.(graph.Exporter).Export(t.Context()), graph.EncodeOptions{Audit: true}); err != nil {
		t.Fatal(err)
	}
	return strings.Split(b.String(), "\n")
}

// What came from FollowTheMoney goes out and comes in again as the same records.
func TestFtMRound(t *testing.T) { goesRound(t, "testdata/harbour.ftm.json") }

// The same for graphs of others, which are no part of this project.
func TestFtMRoundOfRealGraphs(t *testing.T) {
	folder := os.Getenv("DRAGOMAN_FTM")
	if folder == "" {
		t.Skip("DRAGOMAN_FTM names no folder with graphs of FollowTheMoney (*.ftm.json): they are not tried")
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.ftm.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s holds no *.ftm.json: %v", folder, err)
	}
	for _, file := range files {
		goesRound(t, file)
	}
}

func goesRound(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	once, _ := in(t, file, text)
	twice, left := in(t, file, []byte(written(t, once, exchange.FtM, nil)))
	if diff := cmp.Diff(lines(t, once), lines(t, twice)); diff != "" {
		t.Errorf("%s (-in +out and in):\n%s", file, diff)
	}
	if len(left) > 0 {
		t.Errorf("%s: what was written is not all read: %v", file, left)
	}
}

// What each schema becomes.
func TestFtMIn(t *testing.T) {
	text, err := os.ReadFile("testdata/harbour.ftm.json")
	if err != nil {
		t.Fatal(err)
	}
	s, left := in(t, "testdata/harbour.ftm.json", text)
	if diff := cmp.Diff(map[string]int{
		"Article.publisher: what documents say of themselves":                               1,
		"Company.addressEntity: ends that are not in the file, or whose schema is not held": 1,
		"Passport: entities of this schema":                                                 1,
	}, left); diff != "" {
		t.Errorf("what is not held (-want +got):\n%s", diff)
	}
	var got []string
	rs, err := s.ListRelations(t.Context(), []graph.RelationQuery{{Slice: graph.Slice{First: 1000}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rs[0].Items {
		from := r.From
		if strings.HasPrefix(from, "ftm:authority-") {
			from = "authority"
		}
		got = append(got, strings.Join(strings.Fields(fmt.Sprint(from, " ", r.Type, " ", r.To, " ", r.Role, " ", r.Key, " ", r.When.EDTF, " ", r.Documents)), " "))
	}
	slices.Sort(got)
	want := []string{
		"authority SANCTION harbour-group sanction:san-1 2023-01-01/ [ftm:press]",
		"harbour-group HAS_TIES jon debt:debt-1 [paper]",
		"harbour-group HAS_TIES lighthouse-ltd ownership:own-3 /2020 [ftm:press]",
		"harbour-group HAS_TIES port-office link:link-1 [ftm:press]",
		"harbour-master OF port-office [ftm:port_register]",
		"jon EMPLOYED_BY port-office emp-1 2022 [ftm:port_register]",
		"jon HAS_TIES mira associate:ass-1 [ftm:press]",
		"jon MEMBER_OF harbour-group mem-1 [ftm:press]",
		"jon MEMBER_OF lighthouse-ltd directorship:dir-1 [ftm:port_register]",
		"jon PARTICIPATED_IN regatta 2024-07-01/2024-07-03 [ftm:press]",
		"jon RELATED_TO mira fam-1 [ftm:press]",
		"jon RELATED_TO mira fam-2 [ftm:press]",
		"jon REPRESENTS lighthouse-ltd rep-1 [ftm:press]",
		"jon SUPPLIES port-office payment:pay-1 2020-06-01 [ftm:harbour]",
		"lighthouse-ltd HAS_TIES mira ownership:own-1 2005/ [ftm:port_register]",
		"lighthouse-ltd HAS_TIES mira ownership:own-2 [ftm:press]", // two days of a start are none
		"lighthouse-ltd LOCATED_IN quay [ftm:port_register]",
		"lighthouse-ltd PART_OF harbour-group [ftm:port_register]",
		"lighthouse-ltd SUCCEEDED harbour-group suc-1 2021-05-05 [ftm:press]",
		"mira HOLDS harbour-master occ-1 2019-01/2023-12-31 [ftm:port_register]",
		"mira LOCATED_IN quay [ftm:datasets-wgssqkgg24cowgrt7mc4cplaqs]",
		"mira PARTICIPATED_IN regatta 2024-07-01/2024-07-03 [ftm:press]",
		"mira SUPPLIES port-office payment:pay-1 2020-06-01 [ftm:harbour]",
		"port-office PARTICIPATED_IN regatta ORGANIZER 2024-07-01/2024-07-03 [ftm:press]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("relations (-want +got):\n%s", diff)
	}
	ds, err := s.Documents(t.Context(), []string{"ftm:datasets-wgssqkgg24cowgrt7mc4cplaqs"})
	if err != nil || ds[0] == nil || !slices.Equal(ds[0].BasedOn, []string{"ftm:port_register", "ftm:press"}) {
		t.Errorf("several data sets are not based on each: %+v, %v", ds[0], err)
	}
}

// Lines that are no entities are refused with their place, and the others read.
func TestFtMBadLines(t *testing.T) {
	text := "{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{\"name\":[\"A\"]}}\n\nno JSON\n{\"id\":\"\",\"schema\":\"Person\"}\n{\"id\":\"b\"}\n{\"id\":\"c\",\"schema\":\"Person\",\"properties\":{\"name\":\"C\"}}\n"
	var bad []string
	entities := 0
	for r, err := range exchange.ReadFtM("x.ftm.json", opener([]byte(text)), nil) {
		var fault *graph.RecordError
		switch {
		case errors.As(err, &fault):
			bad = append(bad, fmt.Sprint(fault.Line, " ", fault.Field))
		case err != nil:
			t.Fatal(err)
		case r.Entity != nil:
			entities++
		}
	}
	if want := []string{"3 ", "4 id", "5 schema", "6 "}; !slices.Equal(bad, want) || entities != 1 {
		t.Errorf("refused %q, want %q; %d entities", bad, want, entities)
	}
}

// FollowTheMoney states facts: nothing unsure is written unless asked for, and then
// it says what it is.
func TestFtMIsNotSurerThanTheEvidence(t *testing.T) {
	s := stored(t, odd)
	var b bytes.Buffer
	left := map[string]int{}
	if err := exchange.Write(t.Context(), &b, s, exchange.Options{Format: exchange.FtM, Left: func(what string, times int) { left[what] = times }}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "accuse") {
		t.Errorf("an accusation is stated: %s", b.String())
	}
	for _, what := range []string{"relations that are DISPUTED", "relations that are ALLEGED", "relations that are PLANNED", "entities of kind AGREEMENT"} {
		if left[what] == 0 {
			t.Errorf("it is not told that %s are left out: %v", what, left)
		}
	}
	text := written(t, s, exchange.FtM, &graph.Filter{Statuses: []graph.Status{graph.Alleged}})
	if !strings.Contains(text, "not a settled fact; its status is ALLEGED") {
		t.Errorf("what is asked for does not say that it is alleged: %s", text)
	}
}
