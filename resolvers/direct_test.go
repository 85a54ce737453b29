package resolvers_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"

	"dragoman/graph"
	"dragoman/graph/embedded"
	"dragoman/intake"
	"dragoman/resolvers"
	"dragoman/seed"
)

// twoWays asks one store in both ways: directly, and by the executor alone.
type twoWays struct {
	t             *testing.T
	schema        graphql.ExecutableSchema
	direct, plain client
}

func serveTwoWays(t *testing.T, store graph.Store) twoWays {
	t.Helper()
	schema := resolvers.NewExecutableSchema(store, resolvers.Options{})
	return twoWays{
		t, schema, serveSchema(t, time.Hour, schema, resolvers.Reader),
		serveSchema(t, time.Hour, resolvers.NewExecutableSchema(store, resolvers.Options{Plain: true}), resolvers.Reader),
	}
}

// same compares the two bodies byte by byte and gives it. Errors of several
// fields, which the executor resolves at the same time, come in any order.
func (w twoWays) same(reason, query string, variables ...vars) string {
	w.t.Helper()
	direct, plain := w.direct.body(query, variables...), w.plain.body(query, variables...)
	if bytes.Equal(direct, plain) {
		return string(direct)
	}
	if d, ok := inOrder(direct); ok {
		if p, _ := inOrder(plain); d == p {
			return string(direct)
		}
	}
	w.t.Errorf("%s\n%s\n%v\ndirect %s\n plain %s\n%s", reason, query, variables, cut(direct), cut(plain), cmp.Diff(string(plain), string(direct)))
	return string(direct)
}

// inOrder sorts the errors of a response, if it has several. Where a row is lost to
// an error, others of the same row are told only if they came first.
func inOrder(body []byte) (string, bool) {
	var r struct {
		Errors []json.RawMessage
		Data   json.RawMessage
	}
	if json.Unmarshal(body, &r) != nil || len(r.Errors) < 2 {
		return "", false
	}
	texts := make([]string, len(r.Errors))
	for i, e := range r.Errors {
		texts[i] = string(e)
	}
	slices.Sort(texts)
	return strings.Join(texts, "\n") + string(r.Data), true
}

func cut(b []byte) string { return string(b[:min(len(b), 2000)]) }

// written says how many root fields are written directly while do runs.
func (w twoWays) written(do func()) int64 {
	before := resolvers.Written(w.schema)
	do()
	return resolvers.Written(w.schema) - before
}

const everything = `
fragment entity on Entity { __typename id kind type name named summary degree formerIds externalIds { scheme value } names { text lang script documents { id title } } }
fragment when on When { text edtf earliest latest resolved inferred basis }
fragment document on Document { id title outlet { ...entity } published { ...when } retrieved url reliability basedOn { id } note }
fragment relation on Relation { __typename id view type role key from { ...entity } to { ...entity } when { ...when } dates { ...when } status stances { stance against count }
	sources { entity { ...entity } text } documents { ...document } concerns { ...entity } independentSources firstKnown reliability }
fragment claim on Claim { id document { ...document } locator stance against sources { entity { id } text } date { ...when } spokenAt { ...when } acting mode label credibility note known superseded recordedAt recordedBy }
fragment policy on Policy { lens statuses degreeCap hubsSkipped { degree entity { ...entity } } undatedClaims }
`

// hot is what pages and the command line ask for most: all of it is written directly.
var hot = []struct{ reason, query string }{
	{"an entity", `{ entity(id: "taliban") { ...entity } }`},
	{"a node that is an entity", `{ node(id: "taliban") { __typename id ... on Entity { name } ... on Government { degree } ... on Relation { type } } }`},
	{"a node that is a document", `{ node(id: "one") { id ... on Document { ...document } } }`},
	{"entities, some unknown", `{ entities(ids: ["taliban", "nobody", "talks", "taliban"]) { id kind type name degree summary } }`},
	{"an entity with its relations", `{ entity(id: "tajikistan") { id name relations(first: 20) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { ...relation } } } }`},
	{"relations of relations' ends", `{ entity(id: "taliban") { relations { edges { cursor node { to { relations(direction: OUT, lens: FORMAL, first: 2) { nodes { type to { name } } } } } } } } }`},
	{"entities with relations", `{ entities(ids: ["taliban", "town", "nrf"]) { ... on Place { place: relations { nodes { id } } } relations(first: 1) { nodes { from { id } } } } }`},
	{"a search", `{ search(text: "the", first: 10) { totalCount nodes { score matchedName entity { ...entity } } pageInfo { endCursor } } }`},
	{"all names", `{ search(first: 3) { edges { cursor node { score matchedName entity { id } } } } }`},
	{"lists of kinds", `{ officials { nodes { ...entity } } governments { nodes { ...entity } } meetings(first: 1) { edges { cursor node { name } } totalCount } places { nodes { id } } }`},
	{"relations", `{ relations(first: 1000) { nodes { ...relation } } }`},
	{"a relation under a filter", `{ relations(of: ["taliban"], where: {asOf: "2025-10-15"}) { nodes { id view status } } }`},
	{"claims", `{ claims { nodes { ...claim } } }`},
	{"documents", `{ documents { nodes { ...document } } }`},
	{"an ego network", `{ ego(of: ["taliban"], depth: 2) { centers { ...entity } nodes { distance rank hidden entity { ...entity } } relations { ...relation } omitted { kind type count } complete stoppedBy policy { ...policy } } }`},
	{"a bare ego network", `{ ego(of: ["taliban"], depth: 2) { nodes { distance entity { id kind name } } relations { __typename id view type role key from { id } to { a: id id } concerns { id } status independentSources } } }`},
	{"ends that are asked only for their ids", `{ relations(first: 1000) { nodes { from { id } to { x: id id y: id } } } paths(from: ["s-jaishankar"], to: ["sirajuddin-haqqani"]) { paths { steps { from { id } to { id } } } } }`},
	{"ends that are asked for more in other words", `{ relations(first: 1000) { nodes { from { id __typename } to { ... on Entity { id } ... on Person { id name } } } } }`},
	{"hubs", `{ ego(of: ["taliban"], depth: 3, degreeCap: 2) { complete policy { ...policy } } }`},
	{"a picture", `{ ego(of: ["taliban"], depth: 2, layout: true) { centerPositions { x y } nodes { x y entity { id } } } }`},
	{"a picture that grows", `{ ego(of: ["tajikistan"], known: ["taliban"], layout: true, pinned: [{id: "taliban", x: -1234.5, y: 10000}, {id: "town", x: 0.1, y: -0.3}]) { centerPositions { y x y } nodes { y entity { id } } } }`},
	{"no picture", `{ ego(of: ["taliban"]) { centerPositions { x y } nodes { x y } } }`},
	{"paths in order of time", `{ paths(from: ["s-jaishankar"], to: ["sirajuddin-haqqani"], mode: EARLIEST) { outcome paths { order arrival contacts text } } plain: paths(from: ["s-jaishankar"], to: ["sirajuddin-haqqani"]) { paths { order arrival } } }`},
	{"what stands in the way", `{ paths(from: ["s-jaishankar"], to: ["sirajuddin-haqqani"], maxHops: 1, where: {statuses: [CONFIRMED]}) { outcome relaxations { field from to paths capped example { hops text nodes { name } } } } }`},
	{"paths", `{ paths(from: ["s-jaishankar"], to: ["sirajuddin-haqqani"], mode: K_SHORTEST) { outcome total complete stoppedBy explored policy { ...policy }
		paths { id hops contacts status independentSources weakest { from { id } status } nodes { ...entity } text
			steps { forward status independentSources parallelCount parallel { ...relation } from { id } to { id } relation { ...relation } } } } }`},
	{"a path without steps", `{ paths(from: ["taliban"], to: ["taliban"]) { outcome paths { id text weakest { status } steps { status } nodes { id } } } }`},
	{"what is common", `{ common(of: ["taliban", "tajikistan"], maxHops: 2) { nodes { entity { name } distances rank } } }`},
	{"a timeline", `{ timeline(of: ["talks", "tajikistan"]) { nodes { order when { ...when } relation { ...relation } attribute { name value unit status entity { id } } } } }`},
	{"disputes", `{ disputes { nodes { relation { id } attribute { name } for { ...claim } against { ...claim } overlap } } }`},
	{"none asked for", `{ relations(first: 0) { nodes { id } edges { cursor } pageInfo { hasNextPage startCursor } totalCount } }`},
	{"aliases and fragments that meet", `{ a: entity(id: "taliban") { x: name x: name ... on Entity { x: name externalIds { scheme } } ... { externalIds { v: value } } } b: entity(id: "talks") { name } }`},
	{"nothing selected after all", `{ entity(id: "taliban") { name @skip(if: true) } }`},
}

func TestHotQueriesAreWrittenDirectly(t *testing.T) {
	w := serveTwoWays(t, load(t))
	for _, q := range hot {
		roots := int64(strings.Count(regexpRoots(q.query), "r"))
		got := w.written(func() { w.same(q.reason, withFragments(q.query)) })
		if got != roots {
			t.Errorf("%s: %d of %d root fields were written directly\n%s", q.reason, got, roots, q.query)
		}
	}
}

// What the command line asks of paths and egos is written directly too.
func TestOperationsOfTheCommandLineAreWrittenDirectly(t *testing.T) {
	w := serveTwoWays(t, load(t))
	for _, q := range []struct {
		name string
		vars vars
	}{
		{"ego", vars{"of": []string{"taliban"}, "depth": 2}},
		{"ego", vars{"of": []string{"taliban"}, "depth": 3, "degreeCap": 2, "layout": true}},
		{"path", vars{"from": []string{"s-jaishankar"}, "to": []string{"sirajuddin-haqqani"}, "mode": "EARLIEST"}},
		{"path", vars{"from": []string{"s-jaishankar"}, "to": []string{"sirajuddin-haqqani"}, "maxHops": 1}},
		{"path", vars{"from": []string{"taliban"}, "to": []string{"taliban"}}},
	} {
		query := operation(t, q.name)
		if n := w.written(func() { w.same(q.name, query, q.vars) }); n != 1 {
			t.Errorf("%s %v: %d root fields were written directly", q.name, q.vars, n)
		}
	}
}

// operation reads one of the command line's, with the fragments that it uses.
func operation(t *testing.T, name string) string {
	t.Helper()
	read := func(name string) string {
		b, err := os.ReadFile("../cmd/dragoman/queries/" + name + ".graphql")
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	text := read(name)
	defs := strings.Split(read("fragments"), "\nfragment ")[1:]
	for again := true; again; {
		again = false
		for i, def := range defs {
			name, _, _ := strings.Cut(def, " ")
			if strings.Contains(text, "..."+name+"\n") {
				def, _, _ = strings.Cut(def, "\n}\n")
				text, defs[i], again = text+"\nfragment "+def+"\n}\n", " ", true
			}
		}
	}
	return text
}

// regexpRoots has an r for each root field: an opening parenthesis or brace at the
// first level.
func regexpRoots(query string) (out string) {
	depth, args := 0, 0
	for _, c := range query {
		switch c {
		case '(':
			args++
		case ')':
			args--
		case '{':
			if args == 0 {
				if depth == 1 {
					out += "r"
				}
				depth++
			}
		case '}':
			if args == 0 {
				depth--
			}
		}
	}
	return out
}

// withFragments adds the fragments that a query uses, and those that they use.
func withFragments(query string) string {
	defs := map[string]string{}
	for _, def := range strings.Split(everything, "\nfragment ")[1:] {
		name, _, _ := strings.Cut(def, " ")
		defs[name] = "\nfragment " + def
	}
	for again := true; again; {
		again = false
		for name, def := range defs {
			if strings.Contains(query, "..."+name+" ") {
				query, again = query+def, true
				delete(defs, name)
			}
		}
	}
	return query
}

func TestBothWaysAreTheSame(t *testing.T) {
	logged(t)
	w := serveTwoWays(t, load(t))
	cases := []struct {
		reason, query string
		vars          vars
	}{
		{"unknown ids", `{ entity(id: "nobody") { id } relation(id: "r:nothing") { id } document(id: "nothing") { id } claim(id: "c:nothing") { id } node(id: "nothing") { id } }`, nil},
		{"unknown ids in arguments", `{ ego(of: ["nobody"]) { nodes { rank } } }`, nil},
		{"an argument that is refused", `{ entity(id: "taliban") { relations(first: 1001) { nodes { id } } } }`, nil},
		{"a cursor of another list", `{ entity(id: "taliban") { relations(after: "x") { nodes { id } } } }`, nil},
		{"a filter of its own", `{ entity(id: "taliban") { relations(where: {types: [CONTROLS]}) { nodes { type } } } }`, nil},
		{"null for a filter of its own", `query ($w: EvidenceFilter) { entity(id: "taliban") { relations(where: $w, first: null, direction: null) { nodes { type } } } }`, vars{"w": nil}},
		{"fields that are not covered", `{ entities(ids: ["taliban", "talks"]) { name ... on Meeting { state } } }`, nil},
		{"kinds that are not there", `{ entities(ids: ["taliban"]) { name ... on Meeting { state } } }`, nil},
		{"the same under two names", `{ entity(id: "taliban") { a: relations { nodes { id } } b: relations { nodes { id } } } }`, nil},
		{"the same of different kinds, with other selections", `{ entities(ids: ["taliban", "town"]) { ... on Place { relations { nodes { id } } } ... on Government { relations { nodes { type } } } } }`, nil},
		{"introspection beside", `{ __typename __type(name: "Person") { name } entity(id: "town") { __typename } stats { entities } }`, nil},
	}
	for _, tc := range cases {
		w.same(tc.reason, tc.query, tc.vars)
	}
	const bare = `query ($no: Boolean = false) { ego(of: ["taliban"]) { relations { id from { id @skip(if: $no) } to { id @include(if: $no) } ...more @include(if: $no) } } } fragment more on Relation { documents { id } when { edtf } }`
	for _, v := range []vars{{}, {"no": true}} {
		w.same("a field that is left out by a directive may still be asked for", bare, v)
	}
	const conditional = `query ($yes: Boolean!, $no: Boolean = false) { entity(id: "taliban") @include(if: $yes) {
		name @skip(if: $yes) id @include(if: $no) ... on Government @include(if: $yes) { kind } ...f @skip(if: $no) } } fragment f on Entity { degree relations @include(if: $no) { nodes { id } } }`
	for _, v := range []vars{{"yes": true}, {"yes": false}, {"yes": true, "no": true}, {"yes": false, "no": true}} {
		w.same("directives follow the variables of each request", conditional, v)
	}
}

// refusing fails to read some things.
type refusing struct {
	graph.Store
	of func(id string) error // of the whole call in which such an id is asked for
}

func (s refusing) Entities(ctx context.Context, ids []string) ([]*graph.Entity, error) {
	for _, id := range ids {
		if err := s.of(id); err != nil {
			return nil, err
		}
	}
	return s.Store.Entities(ctx, ids)
}

func (s refusing) Documents(ctx context.Context, ids []string) ([]*graph.Document, error) {
	for _, id := range ids {
		if err := s.of(id); err != nil {
			return nil, err
		}
	}
	return s.Store.Documents(ctx, ids)
}

func TestBothWaysFailTheSame(t *testing.T) {
	logged(t)
	for reason, of := range map[string]func(string) error{
		"an entity": func(id string) error {
			if id == "taliban" {
				return graph.Errorf(graph.Unavailable, "the store is away")
			}
			return nil
		},
		"a document": func(id string) error {
			if id == "one" {
				return errors.New("secret")
			}
			return nil
		},
	} {
		w := serveTwoWays(t, refusing{load(t), of})
		for _, q := range []string{
			`{ relations(first: 3) { nodes { id from { id } } } }`,
			`{ ego(of: ["taliban"]) { nodes { entity { id } } } }`,
			`{ documents { nodes { id outlet { id } basedOn { id } } } }`,
			`{ entity(id: "taliban") { id } town: entity(id: "town") { id } }`,
			`{ paths(from: ["s-jaishankar"], to: ["sirajuddin-haqqani"]) { paths { text } } }`,
		} {
			w.same(reason+" that cannot be read", q)
		}
	}
}

// forgetful does not know an entity that others refer to.
type forgetful struct{ graph.Store }

func (s forgetful) Entities(ctx context.Context, ids []string) ([]*graph.Entity, error) {
	found, err := s.Store.Entities(ctx, ids)
	for i, id := range ids {
		if id == "tajikistan" {
			found[i] = nil
		}
	}
	return found, err
}

func TestWhatIsPromisedAndNotThereIsAnErrorInBothWays(t *testing.T) {
	logged(t)
	w := serveTwoWays(t, forgetful{load(t)})
	for _, q := range []string{
		`{ relations(of: ["taliban"], where: {types: [OPPOSES]}) { nodes { from { name } } } }`,
		`{ relations { nodes { concerns { name } } } }`,
		`{ claims { nodes { sources { entity { name } text } } } }`,
	} {
		w.same("an end that is not there", q)
	}
}

var (
	randomQueries = flag.Int("queries", 300, "random queries that are asked in both ways")
	randomSeed    = flag.Uint64("queryseed", 0, "seed of the random queries; 0 is a new one")
)

func TestRandomQueriesAreTheSameInBothWays(t *testing.T) {
	store, err := embedded.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := intake.Take(t.Context(), store, seed.Records, intake.Options{Actor: "test", Action: "seed"}); err != nil {
		t.Fatal(err)
	}
	if *randomSeed == 0 {
		*randomSeed = rand.Uint64()
	}
	t.Logf("-queryseed %d", *randomSeed)
	w := serveTwoWays(t, store)
	d := newDrawn(t, w, *randomSeed)
	roots := 0
	direct := w.written(func() {
		for range *randomQueries {
			query, variables := d.operation()
			body := w.same("random", query, variables)
			if strings.Contains(body, `"code":"INVALID"`) && strings.Contains(body, `"locations"`) && !strings.Contains(body, `"data"`) {
				t.Fatalf("the generator made a query that is not valid: %s\n%s", query, body)
			}
			if t.Failed() {
				return
			}
			roots += d.roots
		}
	})
	t.Logf("%d of %d root fields were written directly", direct, roots)
	if int(direct)*4 < roots {
		t.Errorf("of %d root fields only %d were written directly: too few to mean anything", roots, direct)
	}
}
