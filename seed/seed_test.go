package seed_test

import (
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dragoman/graph"
	"dragoman/graph/graphtest"
	"dragoman/seed"
)

// articles says of each document how many non-empty lines its article has, and
// under which number the article is filed beside the project.
var articles = map[string]struct {
	lines int
	file  string
}{
	"tajik-delegation-in-kabul":    {11, "000_*.txt"},
	"tajikistan-taliban-diplomacy": {30, "001_*.txt"},
	"muttaqi-jaishankar-handshake": {16, "002_*.txt"},
	"contact-group-on-afghanistan": {10, "003_*.txt"},
	"russia-taliban-envoy":         {17, "004_*.txt"},
}

// records reads the demo graph anew: a store may keep and change what it gets.
func records(t *testing.T) (rs []graph.Record) {
	t.Helper()
	for r, err := range seed.Records() {
		if err != nil {
			t.Fatal(err)
		}
		rs = append(rs, r)
	}
	return rs
}

// load applies the demo graph to a store.
func load(t *testing.T, s graph.Store, key string) graph.Receipt {
	t.Helper()
	receipt, err := s.Apply(t.Context(), graph.Batch{Key: key, Digest: key, Actor: "test", Action: "load", Records: seed.Records()})
	if err != nil {
		t.Fatal(err)
	}
	return receipt
}

// claims yields every claim with what it is about, in words.
func claims(rs []graph.Record) iter.Seq2[string, *graph.Claim] {
	return func(yield func(string, *graph.Claim) bool) {
		for i := range rs {
			about, list := "", []graph.Claim(nil)
			switch r := &rs[i]; {
			case r.Relation != nil:
				about, list = r.Relation.From+" "+r.Relation.Type.String()+" "+r.Relation.To, r.Relation.Claims
			case r.Attribute != nil:
				about, list = r.Attribute.Of+" "+r.Attribute.Name, r.Attribute.Claims
			}
			for j := range list {
				if !yield(about, &list[j]) {
					return
				}
			}
		}
	}
}

// article gives the non-empty lines of a document's article, and false where
// the articles are not beside the project.
func article(t *testing.T, document string) ([]string, bool) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join("..", "..", "shared", "articles", articles[document].file))
	if err != nil || len(found) != 1 {
		return nil, false
	}
	text, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(text)) {
		if strings.TrimSpace(line) != "" {
			lines = append(lines, line)
		}
	}
	return lines, true
}

func TestRecordsAreWellFormed(t *testing.T) {
	for _, r := range records(t) {
		if err := r.Check(); err != nil {
			t.Error(err)
		}
	}
}

func TestCounts(t *testing.T) {
	s := graphtest.NewModel()
	load(t, s, "first")
	stats, err := s.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{
		"documents": stats.Documents, "entities": stats.Entities, "relations": stats.Relations,
		"attributes": stats.Attributes, "claims": stats.Claims, "disputes": stats.Disputes, "undated": stats.UndatedClaims,
	}
	want := map[string]int{"documents": 5, "entities": 170, "relations": 328, "attributes": 181, "claims": 593, "disputes": 1, "undated": 407}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the demo graph holds something else (-want +got):\n%s", d)
	}
	byDocument, byStance := map[string]int{}, map[graph.Stance]int{}
	for _, c := range claims(records(t)) {
		byDocument[c.Document]++
		byStance[c.Stance]++
	}
	wantDocument := map[string]int{
		"tajik-delegation-in-kabul": 101, "tajikistan-taliban-diplomacy": 155, "muttaqi-jaishankar-handshake": 85,
		"contact-group-on-afghanistan": 146, "russia-taliban-envoy": 106,
	}
	if d := cmp.Diff(wantDocument, byDocument); d != "" {
		t.Errorf("claims of each document (-want +got):\n%s", d)
	}
	wantStance := map[graph.Stance]int{
		graph.Denies: 9, graph.Opines: 26, graph.Plans: 28, graph.Alleges: 9, graph.Suggests: 36,
		graph.Reports: 113, graph.Asserts: 363, graph.NoComment: 9,
	}
	if d := cmp.Diff(wantStance, byStance); d != "" {
		t.Errorf("claims of each stance (-want +got):\n%s", d)
	}
}

// TestWhatIsInferredIsSuggested: an inference of the readers is never told in the
// voice of an article or of its sources.
func TestWhatIsInferredIsSuggested(t *testing.T) {
	inferred := regexp.MustCompile(`(?i)\b(inference|inferred|implication|implied)\b`)
	n := 0
	for about, c := range claims(records(t)) {
		if !inferred.MatchString(c.Note) {
			continue
		}
		n++
		if c.Stance != graph.Suggests {
			t.Errorf("%s, %s line %d is %s, yet its note says: %s", about, c.Document, c.Locator, c.Stance, c.Note)
		}
	}
	if n == 0 {
		t.Error("no note tells of an inference")
	}
}

func TestLocatorsLieWithinTheArticles(t *testing.T) {
	for about, c := range claims(records(t)) {
		if n := articles[c.Document].lines; c.Locator < 1 || c.Locator > n {
			t.Errorf("%s: locator %d, but %s has the lines 1 to %d", about, c.Locator, c.Document, n)
		}
	}
	for document, a := range articles {
		lines, ok := article(t, document)
		if !ok {
			t.Logf("NOT CHECKED: the article %s is not beside the project, so its %d lines were not counted", a.file, a.lines)
			continue
		}
		if len(lines) != a.lines {
			t.Errorf("%s has %d non-empty lines, not %d", document, len(lines), a.lines)
		}
	}
}

func TestEverythingIsUsed(t *testing.T) {
	used, rs := map[string]bool{}, records(t)
	for _, r := range rs {
		switch {
		case r.Document != nil:
			used[r.Document.Outlet] = true
		case r.Relation != nil:
			used[r.Relation.From], used[r.Relation.To] = true, true
			for _, id := range r.Relation.Concerns {
				used[id] = true
			}
		case r.Attribute != nil:
			used[r.Attribute.Of], used[r.Attribute.Entity] = true, true
		}
	}
	for _, c := range claims(rs) {
		used[c.Document] = true
		for _, s := range c.Sources {
			used[s.Entity] = true
		}
	}
	for _, r := range rs {
		if r.Entity != nil && !used[r.Entity.ID] {
			t.Errorf("entity %s: nothing is said about it", r.Entity.ID)
		}
		if r.Document != nil && !used[r.Document.ID] {
			t.Errorf("document %s: nothing is taken from it", r.Document.ID)
		}
	}
}

func TestLoadingTwiceChangesNothing(t *testing.T) {
	s := graphtest.NewModel()
	load(t, s, "first")
	before := export(t, s)
	again := load(t, s, "second")
	if n := again.Documents + again.Entities + again.Relations + again.Attributes + again.Claims; n != 0 {
		t.Errorf("loading again changed %d things: %+v", n, again)
	}
	if d := cmp.Diff(before, export(t, s)); d != "" {
		t.Errorf("loading again changed the export (-before +after):\n%s", d)
	}
}

// TestNamesAreThoseOfTheArticles checks that a name stands in every article that
// is listed with it.
func TestNamesAreThoseOfTheArticles(t *testing.T) {
	for _, r := range records(t) {
		if r.Entity == nil {
			continue
		}
		for _, n := range r.Entity.Names {
			for _, document := range n.Documents {
				lines, ok := article(t, document)
				if !ok {
					t.Skip("NOT CHECKED: the articles are not beside the project")
				}
				if text := strings.ReplaceAll(strings.Join(lines, ""), "’", "'"); !strings.Contains(text, n.Text) {
					t.Errorf("%s: %s does not write %q", r.Entity.ID, document, n.Text)
				}
			}
		}
	}
}

// TestNoSentenceIsCopied allows eight words in a row of an article, not nine.
func TestNoSentenceIsCopied(t *testing.T) {
	const run = 9
	of := map[string]string{}
	for document := range articles {
		lines, ok := article(t, document)
		if !ok {
			t.Skip("NOT CHECKED: the articles are not beside the project")
		}
		for words := range runs(strings.Join(lines, ""), run) {
			of[words] = document
		}
	}
	files, err := filepath.Glob("*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files, filepath.Join("..", "docs", "seed.md")) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for words := range runs(string(text), run) {
			if document := of[words]; document != "" {
				t.Errorf("%s copies from %s: %q", name, document, words)
			}
		}
	}
}

var word = regexp.MustCompile(`[\pL\pN]+`)

// runs yields every n words in a row, in lower case.
func runs(text string, n int) iter.Seq[string] {
	words := word.FindAllString(strings.ToLower(text), -1)
	return func(yield func(string) bool) {
		for i := n; i <= len(words); i++ {
			if !yield(strings.Join(words[i-n:i], " ")) {
				return
			}
		}
	}
}

// export gives the canonical records of a store, line by line.
func export(t *testing.T, s graph.Exporter) (lines []string) {
	t.Helper()
	for r, err := range s.Export(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(graph.AppendRecord(nil, &r, graph.EncodeOptions{})))
	}
	return lines
}
