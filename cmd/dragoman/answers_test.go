package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// Every command that answers, as people read it: each text is a golden file.
var answered = []struct {
	name string
	code int
	args []string
}{
	{"path", 0, []string{"path", "Ada Vern", "omar-dask", "--lens", "contact"}},
	{"path_back", 0, []string{"path", "cyra", "vern", "--lens", "CONTACT", "--mode", "strongest"}},
	{"path_all", 0, []string{"path", "vern", "lume", "--mode", "all-shortest"}},
	{"path_none", exitNotFound, []string{"path", "ada-vern", "omar-lind", "--lens", "contact"}},
	{"path_avoided_end", exitNotFound, []string{"path", "ada-vern", "boro-tal", "--avoid", "ada-vern"}},
	{"path_hops", exitNotFound, []string{"path", "ada-vern", "omar-dask", "--lens", "contact", "--max-hops", "3"}},
	{"path_strict", exitNotFound, []string{"path", "ada-vern", "boro-tal", "--min-independent-sources", "2", "--statuses", "confirmed,corroborated"}},
	{"path_as_of", exitNotFound, []string{"path", "ada-vern", "cyra-omm", "--as-of", "2031-03-31"}},
	{"path_earliest", 0, []string{"path", "ada-vern", "omar-dask", "--mode", "earliest"}},
	{"path_earliest_back", exitNotFound, []string{"path", "cyra-omm", "ada-vern", "--mode", "earliest"}},
	{"path_via", 0, []string{"path", "ada-vern", "cyra-omm", "--via", "Boro Tal,Lume Summit", "--mode", "k-shortest"}},
	{"path_via_none", exitNotFound, []string{"path", "ada-vern", "cyra-omm", "--via", "lume-summit", "--via", "boro-tal"}},
	{"path_same", 0, []string{"path", "vern", "ada-vern"}},
	{"ego", 0, []string{"ego", "boro-tal", "--depth", "2", "--first", "3"}},
	{"connect", 0, []string{"connect", "ada-vern", "boro-tal", "Cyra Omm", "omar-dask"}},
	{"connect_two", 0, []string{"connect", "vern", "lume", "--lens", "everything"}},
	{"connect_groups", exitNotFound, []string{"connect", "ada-vern", "boro-tal", "omar-lind", "--lens", "contact"}},
	{"entity", 0, []string{"entity", "ada-vern"}},
	{"entity_meeting", 0, []string{"entity", "Lume Summit"}},
	{"timeline", 0, []string{"timeline", "cyra-omm", "boro-tal"}},
	{"timeline_none", exitNotFound, []string{"timeline", "cyra-omm", "--during", "1990"}},
	{"sources", 0, []string{"sources", "Ada Vern", "omar-dask", "--lens", "contact"}},
	{"sources_two", 0, []string{"sources", "boro-tal", "cyra-omm", "--max-hops", "2"}},
	{"changes", 0, []string{"changes", "cyra-omm", "--since", "2031-03-15"}},
	{"changes_none", exitNotFound, []string{"changes", "cyra-omm", "--since", "2040-01-01"}},
	{"changes_between", 0, []string{"changes", "ada-vern", "--between", "cyra-omm", "--since", "2031-03-31", "--lens", "contact"}},
	{"search", 0, []string{"search", "vern"}},
	{"search_kinds", 0, []string{"search", "--kinds", "meeting,government"}},
	{"search_none", exitNotFound, []string{"search", "zzz"}},
	{"stats", 0, []string{"stats"}},
}

func TestAnswers(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	for _, c := range answered {
		t.Run(c.name, func(t *testing.T) {
			r := p.want(c.code, append(c.args, "--data", dir)...)
			golden(t, c.name, r.out)
			for line := range strings.Lines(r.out) {
				if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > pageWidth {
					t.Errorf("a line of %d characters: %s", n, line)
				}
			}
			if strings.Contains(r.out, "\x1b") {
				t.Error("colour where nobody sees it")
			}
		})
	}
}

// What is denied, planned, alleged, disputed, hinted or judged is told as that in every
// text, and a bad rating with it.
func TestNothingIsToldSurerThanItsClaims(t *testing.T) {
	p := newProgram(t)
	dir := filepath.Join(t.TempDir(), "graph")
	p.want(exitOK, "load", "testdata/rumours.yaml", "--data", dir)
	const all = "--statuses=confirmed,corroborated,reported,alleged,disputed,unconfirmed,planned,opinion,doubted,denied,retracted"
	var out strings.Builder
	for _, args := range [][]string{
		{"path", "lume-guards", "pier-talks", "--statuses", "planned,denied"},
		{"path", "lume-rebels", "lume-guards", "--statuses", "denied", "--format", "markdown"},
		{"path", "dunmark", "lume-rebels", "--max-hops", "1"},
		{"sources", "dunmark", "lume-rebels", "--max-hops", "1"},
		{"ego", "lume-guards", all},
		{"entity", "lume-guards", all},
		{"ego", "dunmark"},
		{"entity", "dunmark"},
		{"timeline", "lume-guards", "lume-rebels", "pier-talks", all},
		{"changes", "lume-guards", "pier-talks", "--since", "2031-05-10", all},
	} {
		r := p.want(exitOK, append(args, "--data", dir)...)
		if slices.Contains(args, "markdown") {
			r.out = strip(p, r.out)
		}
		fmt.Fprintf(&out, "$ dragoman %s\n%s\n", strings.Join(args, " "), r.out)
	}
	golden(t, "rumours", out.String())
}

// An empty word, as of an unset variable of the shell, is no name of everything.
func TestAnEmptyWordNamesNothing(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	for _, args := range [][]string{{"path", "", "boro-tal"}, {"ego", " "}} {
		if r := p.want(exitUsage, append(args, "--data", dir)...); !strings.Contains(r.err, "give its id or its name") || r.out != "" {
			t.Errorf("%q: %+v", args, r)
		}
	}
}

// Where hubs were not walked through, no path is one without walking through them.
func TestNoPathNamesTheHubs(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	ask := []string{"ada-vern", "boro-tal", "--degree-cap", "1", "--lens", "contact", "--data", dir}
	for _, format := range []string{"text", "markdown"} {
		r := p.want(exitNotFound, append([]string{"path", "--format", format}, ask...)...)
		headline, rest, _ := strings.Cut(r.out, "Not walked")
		if said := strings.Join(strings.Fields(headline), " "); !strings.Contains(said, "within 6 hops without walking through 2 hubs (Harbour talks of Vern and Tal, Lume Summit)") {
			t.Errorf("%s: the headline is %s", format, said)
		}
		if !strings.Contains(strings.Join(strings.Fields(rest), " "), "(--degree-cap 2 walks through)") {
			t.Errorf("%s: not told how to lift the cap: %s", format, rest)
		}
	}
	r := p.want(exitNotFound, append([]string{"connect"}, ask...)...)
	if !strings.HasPrefix(strings.Join(strings.Fields(r.out), " "), "Not all are joined by contact without walking through 2 hubs (Harbour talks of Vern and Tal, Lume Summit): they fall into 2 groups.") {
		t.Errorf("connect: %s", r.out)
	}
	p.want(exitOK, "path", "ada-vern", "boro-tal", "--degree-cap", "2", "--lens", "contact", "--data", dir)
}

// TestAnswersAsJSON: --json is the root field's value of the fixed operation, the
// same in process and from a server, and what any other client gets.
func TestAnswersAsJSON(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	inProcess := map[string]result{}
	for _, c := range answered {
		inProcess[c.name] = p.want(c.code, append(c.args, "--json", "--data", dir)...)
	}
	s := p.serve("--data", dir)
	for _, c := range answered {
		t.Run(c.name, func(t *testing.T) {
			r := p.want(c.code, append(c.args, "--json", "--data", dir)...)
			if diff := cmp.Diff(inProcess[c.name].out, r.out); diff != "" {
				t.Errorf("in process and from a server (-process +server):\n%s", diff)
			}
			if !json.Valid([]byte(r.out)) {
				t.Errorf("not JSON: %s", r.out)
			}
		})
	}
	body, _ := json.Marshal(map[string]any{"query": opPath.text(), "variables": map[string]any{"from": "ada-vern", "to": "omar-dask", "lens": "CONTACT"}})
	resp, err := http.Post(s.address+"/graphql", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var whole struct{ Data struct{ Paths any } }
	var printed any
	if err := json.NewDecoder(resp.Body).Decode(&whole); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(inProcess["path"].out), &printed); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(whole.Data.Paths, printed); diff != "" {
		t.Errorf("the value of data.paths (-server +printed):\n%s", diff)
	}
}

func TestNames(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	for _, c := range []struct {
		reason, name string
		code         int
		says         string // on standard error, or as the first line of the answer
	}{
		{"an id", "boro-tal", 0, "Boro Tal"},
		{"a name in another case", "BORO TAL", 0, "Boro Tal"},
		{"another of its names", "a. vern", 0, "Ada Vern"},
		{"a word of names: persons come before offices and meetings", "vern", 0, "Ada Vern"},
		{"the whole name of a meeting", "lume summit", 0, "Lume Summit"},
		{"the exact name comes before names that only start so", "Lume", 0, "Lume"},
		{"two persons", "omar", exitUsage, "omar-lind"},
		{"nobody", "nobody at all", exitNotFound, "dragoman search 'nobody at all'"},
		{"an id that only looks like one", "x:unknown", exitNotFound, `"x:unknown"`},
	} {
		t.Run(c.reason, func(t *testing.T) {
			r := p.want(c.code, "entity", c.name, "--data", dir)
			if c.code == 0 && !strings.HasPrefix(r.out, c.says+"\n") || c.code != 0 && (!strings.Contains(r.err, c.says) || r.out != "") {
				t.Errorf("%s: stdout %q, stderr %q; want %q", c.reason, r.out, r.err, c.says)
			}
		})
	}
	golden(t, "ambiguous", p.want(exitUsage, "path", "omar", "vern", "--data", dir).err)
}

func TestFilters(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	for _, c := range []struct {
		reason string
		code   int
		args   []string
	}{
		{"avoiding by name", exitNotFound, []string{"path", "vern", "boro-tal", "--avoid", "harbour talks of vern and tal", "--lens", "contact"}},
		{"avoiding by repetition", exitNotFound, []string{"path", "vern", "boro-tal", "--avoid", "omar-dask", "--avoid", "harbour-talks", "--lens", "contact"}},
		{"without a document", exitNotFound, []string{"path", "boro-tal", "cyra-omm", "--exclude-documents", "courier-1,courier-2"}},
		{"a source by name", 0, []string{"path", "boro-tal", "cyra-omm", "--sources", "Lume", "--lens", "contact"}},
		{"without that source", exitNotFound, []string{"path", "boro-tal", "cyra-omm", "--exclude-sources", "lume", "--lens", "contact"}},
		{"hubs are not walked through", exitNotFound, []string{"path", "ada-vern", "boro-tal", "--degree-cap", "1", "--lens", "contact"}},
		{"certainly within a day", 0, []string{"path", "ada-vern", "boro-tal", "--lens", "contact", "--at", "2031-03-03", "--overlap", "certain"}},
		{"no path that could rest on anything", exitNotFound, []string{"sources", "ada-vern", "omar-lind", "--lens", "contact"}},
		{"nothing that one's being oneself rests on", exitNotFound, []string{"sources", "vern", "ada-vern"}},
		{"an unknown relation", exitNotFound, []string{"sources", "r:aaaaaaaaaaaaaaaaaaaaaaaaaa"}},
		{"one to be passed that nobody is", exitNotFound, []string{"path", "ada-vern", "boro-tal", "--via", "nobody at all"}},
		{"an end to be passed", exitUsage, []string{"path", "ada-vern", "boro-tal", "--via", "vern"}},
		{"five to be passed", exitUsage, []string{"path", "ada-vern", "boro-tal", "--via", "lume,cyra-omm,omar-dask,omar-lind,harbour-talks"}},
		{"an unknown document", exitNotFound, []string{"path", "ada-vern", "boro-tal", "--documents", "nope"}},
		{"enum values in any case, and with dashes", 0, []string{"path", "ada-vern", "boro-tal", "--types", "Participated-In", "--kinds", "Person,MEETING"}},
	} {
		t.Run(c.reason, func(t *testing.T) { p.want(c.code, append(c.args, "--data", dir)...) })
	}
}

// An ego network is drawn alike in process and by a server.
func TestEgoNetworksAreDrawn(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	ask := []string{"ego", "boro-tal", "--depth", "2", "--layout", "--json", "--data", dir}
	r := p.want(0, ask...)
	var drawn struct {
		CenterPositions []struct{ X, Y float64 }
		Nodes           []struct{ X, Y *float64 }
	}
	if err := json.Unmarshal([]byte(r.out), &drawn); err != nil {
		t.Fatal(err)
	}
	if len(drawn.CenterPositions) != 1 || len(drawn.Nodes) == 0 {
		t.Fatalf("%d centres and %d entities are drawn", len(drawn.CenterPositions), len(drawn.Nodes))
	}
	for i, n := range drawn.Nodes {
		if n.X == nil || n.Y == nil {
			t.Errorf("entity %d is nowhere", i)
		}
	}
	p.serve("--data", dir)
	if diff := cmp.Diff(r.out, p.want(0, ask...).out); diff != "" {
		t.Errorf("in process and from a server (-process +server):\n%s", diff)
	}
}

// hubbed is a folder with a hub that Ada and Boro both oppose; without walking through it two
// others join them:
//
//	ada - hub - boro    ada - west - east - boro
func (p *program) hubbed() (dir string) {
	p.t.Helper()
	records := []string{`{"dragoman":1}`, `{"document":{"id":"d"}}`}
	for _, id := range []string{"ada", "boro", "east", "hub", "west", "x", "y"} {
		records = append(records, `{"entity":{"id":"`+id+`","kind":"GROUP","name":"`+id+`"}}`)
	}
	for _, ends := range [][2]string{{"ada", "hub"}, {"boro", "hub"}, {"x", "hub"}, {"y", "hub"}, {"ada", "west"}, {"west", "east"}, {"east", "boro"}} {
		records = append(records, `{"relation":{"from":"`+ends[0]+`","type":"OPPOSES","to":"`+ends[1]+`","claims":[{"document":"d","stance":"ASSERTS"}]}}`)
	}
	dir = p.t.TempDir()
	file := filepath.Join(dir, "hub.jsonl")
	if err := os.WriteFile(file, []byte(strings.Join(records, "\n")+"\n"), 0o600); err != nil {
		p.t.Fatal(err)
	}
	dir = filepath.Join(dir, "graph")
	p.want(exitOK, "load", file, "--data", dir)
	return dir
}

func TestSmallestNetworkNamesTheHubs(t *testing.T) {
	p := newProgram(t)
	dir := p.hubbed()
	for limit, says := range map[string]string{
		"3": "ada, boro: 3 steps, by way of 2 other entities No network of fewer steps joins them without walking through 1 hub (hub).",
		"4": "ada, boro: 2 steps, by way of 1 other entity No network of fewer steps joins them. ",
	} {
		r := p.want(exitOK, "connect", "ada", "boro", "--degree-cap", limit, "--data", dir)
		if said := strings.Join(strings.Fields(r.out), " "); !strings.HasPrefix(said, says) {
			t.Errorf("at most %s relations: %s", limit, said)
		}
	}
}

// What joins the centres is no part of an ego network, and yet what one asks for who names both.
func TestEgoOfSeveralShowsWhatJoinsThem(t *testing.T) {
	p := newProgram(t)
	dir := p.hubbed()
	for _, c := range []struct {
		reason string
		args   []string
		says   string
	}{
		{"as text", nil, "Around ada and hub: no entities, 1 relation Relations reported Ada opposes hub undated"},
		{"as a report", []string{"--format", "markdown"}, "No entities, 1 relation. - **Ada opposes hub**"},
		{"the centres need not be of the kinds", []string{"--kinds", "person"}, "Ada opposes hub"},
		{"under the filter", []string{"--statuses", "denied"}, "no entities, no relations"},
	} {
		args := append([]string{"ego", "ada", "hub", "--first", "0", "--data", dir}, c.args...)
		if said := strings.Join(strings.Fields(p.want(exitOK, args...).out), " "); !strings.Contains(said, c.says) {
			t.Errorf("%s: %s", c.reason, said)
		}
	}
	if r := p.want(exitOK, "ego", "ada", "--first", "0", "--data", dir); !strings.Contains(r.out, "no relations") {
		t.Errorf("of one: %s", r.out)
	}
}
