package resolvers_test

import (
	"regexp"
	"strings"
	"testing"

	"dragoman/resolvers"
)

func code(r reply) string {
	if len(r.Errors) == 0 {
		return ""
	}
	s, _ := r.Errors[0].Extensions["code"].(string)
	return s
}

var token = regexp.MustCompile(`"token":"[^"]+"`)

// tokenless is data without the revisions, which every store names in its own way.
func tokenless(data any) string { return token.ReplaceAllString(text(data), `"token":"…"`) }

const importing = `mutation($key: String!, $jsonl: String!, $onError: OnError) { importRecords(key: $key, jsonl: $jsonl, onError: $onError) {
	documents entities relations attributes claims refused { line field reason } token } }`

func TestImportRecords(t *testing.T) {
	c := serveFixture(t)
	good := "{\"dragoman\": 1}\n{\"entity\": {\"id\": \"new\", \"kind\": \"PLACE\", \"name\": \"New\"}}\n"
	first := c.ask(importing, vars{"key": "k1", "jsonl": good})
	want := `{"importRecords":{"attributes":0,"claims":0,"documents":0,"entities":1,"refused":[],"relations":0,"token":"…"}}`
	if tokenless(first.Data) != want {
		t.Errorf("first: got %s %v", text(first.Data), first.Errors)
	}
	if again := c.ask(importing, vars{"key": "k1", "jsonl": good}); text(again.Data) != text(first.Data) {
		t.Errorf("the same key with the same arguments gives the first answer: got %s", text(again))
	}
	if other := c.ask(importing, vars{"key": "k1", "jsonl": good + "\n\n{\"entity\": {\"id\": \"other\", \"kind\": \"PLACE\", \"name\": \"Other\"}}"}); code(other) != "CONFLICT" {
		t.Errorf("the same key with other arguments: got %s", text(other))
	}
	if anew := c.ask(importing, vars{"key": "k2", "jsonl": good}); at(anew.Data, "importRecords", "entities") != 0.0 {
		t.Errorf("loading again changes nothing: got %s", text(anew))
	}
}

func TestImportOfBadRecords(t *testing.T) {
	c := serveFixture(t)
	bad := "{\"dragoman\": 1}\n{\"entity\": {\"id\": \"new\", \"kind\": \"PLACE\", \"name\": \"New\"}}\n{\"entity\": {\"id\": \"worse\", \"kind\": \"COLOUR\", \"name\": \"Worse\"}}\n"
	refused := c.ask(importing, vars{"key": "k1", "jsonl": bad})
	if code(refused) != "INVALID" || at(refused.Data, "importRecords") != nil {
		t.Fatalf("refused whole: got %s", text(refused))
	}
	if got := at(refused.Errors[0].Extensions["refused"], 0, "line"); got != 3.0 {
		t.Errorf("the refusals are listed: got %s", text(refused.Errors[0].Extensions))
	}
	if c.get(`{ entity(id: "new") { id } }`)["entity"] != nil {
		t.Error("a refused batch left something behind")
	}
	skipped := c.ask(importing, vars{"key": "k2", "jsonl": bad, "onError": "SKIP"})
	if at(skipped.Data, "importRecords", "entities") != 1.0 || at(skipped.Data, "importRecords", "refused", 0, "line") != 3.0 {
		t.Errorf("skipped: got %s", text(skipped))
	}
	if r := c.ask(importing, vars{"key": "k3", "jsonl": "{\"entity\": {}}"}); code(r) != "INVALID" {
		t.Errorf("without a header: got %s", text(r))
	}
}

func TestUpsertEntity(t *testing.T) {
	c := serveFixture(t)
	upsert := `mutation($key: String!, $input: EntityInput!, $replace: Boolean) { upsertEntity(key: $key, input: $input, replace: $replace) {
		entity { __typename id name named summary names { text } externalIds { value } } token } }`
	cases := []struct {
		reason string
		vars   vars
		want   string // data, or a code
	}{
		{
			"a new one",
			vars{"key": "a", "input": vars{"id": "hall", "kind": "PLACE", "name": "The Hall"}},
			`{"upsertEntity":{"entity":{"__typename":"Place","externalIds":[],"id":"hall","name":"The Hall","named":true,"names":[],"summary":null},"token":"…"}}`,
		},
		{
			"an addition needs neither kind nor name, and keeps named",
			vars{"key": "b", "input": vars{"id": "clerk", "names": []vars{{"text": "the clerk"}}, "externalIds": []vars{{"scheme": "wd", "value": "Q2"}}}},
			`{"upsertEntity":{"entity":{"__typename":"Person","externalIds":[{"value":"Q2"}],"id":"clerk","name":"a clerk","named":false,"names":[{"text":"the clerk"}],"summary":null},"token":"…"}}`,
		},
		{"another name is a conflict where nothing may be overwritten", vars{"key": "c", "replace": false, "input": vars{"id": "clerk", "name": "somebody"}}, "CONFLICT"},
		{
			"and otherwise replaces the one that is set",
			vars{"key": "d", "input": vars{"id": "clerk", "name": "somebody"}},
			`{"upsertEntity":{"entity":{"__typename":"Person","externalIds":[{"value":"Q2"}],"id":"clerk","name":"somebody","named":false,"names":[{"text":"the clerk"}],"summary":null},"token":"…"}}`,
		},
		{"a new one without a kind", vars{"key": "e", "input": vars{"id": "thing", "name": "Thing"}}, "INVALID"},
		{"a reserved id", vars{"key": "f", "input": vars{"id": "r:thing", "kind": "PLACE", "name": "Thing"}}, "INVALID"},
		{"without a key", vars{"key": "", "input": vars{"id": "thing", "kind": "PLACE", "name": "Thing"}}, "INVALID"},
	}
	for _, tc := range cases {
		r := c.ask(upsert, tc.vars)
		if got := tokenless(r.Data); got != tc.want && code(r) != tc.want {
			t.Errorf("%s\n got %s %s\nwant %s", tc.reason, got, text(r.Errors), tc.want)
		}
	}
}

const recording = `mutation($key: String!, $input: ClaimInput!) { recordClaim(key: $key, input: $input) {
	claim { id stance sources { entity { id } text } date { text resolved } recordedAt recordedBy relation { type status } attribute { name number } document { id } } token } }`

func TestRecordAndRetractClaim(t *testing.T) {
	c := serveFixture(t)
	about := vars{"relation": vars{"from": "land", "type": "BORDERS", "to": "town"}}
	input := vars{
		"about": about, "document": "undated", "stance": "REPORTS", "sources": []vars{{"entity": "ministry"}, {"text": "a guide"}},
		"date": vars{"text": "in spring", "resolved": "2025-21", "basis": "a guess"},
	}
	first := c.ask(recording, vars{"key": "k1", "input": input})
	claim := at(first.Data, "recordClaim", "claim")
	id, _ := at(claim, "id").(string)
	if !strings.HasPrefix(id, "c:") || at(claim, "recordedAt") != "2026-01-02T03:04:05Z" || at(claim, "recordedBy") != "tester" ||
		at(claim, "relation", "status") != "REPORTED" || at(claim, "sources", 1, "text") != "a guide" {
		t.Fatalf("recorded: got %s", text(first))
	}
	if again := c.ask(recording, vars{"key": "k1", "input": input}); text(again.Data) != text(first.Data) {
		t.Errorf("again: got %s", text(again))
	}
	if r := c.ask(recording, vars{"key": "k2", "input": vars{"about": vars{"attribute": vars{"of": "town", "name": "size", "number": 3, "unit": "gates"}}, "document": "one", "stance": "ASSERTS"}}); at(r.Data, "recordClaim", "claim", "attribute", "number") != 3.0 {
		t.Errorf("about an attribute: got %s", text(r))
	}
	retract := `mutation($key: String!, $id: ID!, $at: Date) { retractClaim(key: $key, id: $id, kind: ERROR, reason: "misread", at: $at) { claim { retracted { at by kind reason } relation { status } attribute { name } } token } }`
	want := `{"attribute":null,"relation":{"status":"RETRACTED"},"retracted":{"at":"2026-01-02","by":"tester","kind":"ERROR","reason":"misread"}}`
	for range 2 {
		if r := c.ask(retract, vars{"key": "k3", "id": id}); text(at(r.Data, "retractClaim", "claim")) != want {
			t.Errorf("retracted: got %s", text(r))
		}
	}
	if r := c.ask(retract, vars{"key": "k4", "id": "c:nothing"}); code(r) != "NOT_FOUND" || at(r.Errors[0].Extensions, "field") != "id" {
		t.Errorf("an unknown claim: got %s", text(r))
	}
}

func TestUnknownIdsOfChangesAreNamed(t *testing.T) {
	c := serveFixture(t)
	border := func(to, document string, sources ...vars) vars {
		return vars{"key": "k", "input": vars{"about": vars{"relation": vars{"from": "land", "type": "BORDERS", "to": to}}, "document": document, "stance": "ASSERTS", "sources": sources}}
	}
	cases := []struct {
		reason, query string
		vars          vars
		ids           string
	}{
		{"an end", recording, border("nowhere", "one"), `["nowhere"]`},
		{"a document", recording, border("town", "nothing"), `["nothing"]`},
		{"a source", recording, border("town", "one", vars{"entity": "nobody"}), `["nobody"]`},
		{"ends in records", importing, vars{"key": "k", "jsonl": "{\"dragoman\": 1}\n" +
			"{\"attribute\": {\"of\": \"nowhere\", \"name\": \"size\", \"number\": 1, \"claims\": [{\"document\": \"one\", \"stance\": \"ASSERTS\"}]}}\n" +
			"{\"attribute\": {\"of\": \"nobody\", \"name\": \"size\", \"number\": 1, \"claims\": [{\"document\": \"one\", \"stance\": \"ASSERTS\"}]}}\n"}, `["nowhere","nobody"]`},
	}
	for _, tc := range cases {
		if r := c.ask(tc.query, tc.vars); code(r) != "NOT_FOUND" || text(r.Errors[0].Extensions["ids"]) != tc.ids {
			t.Errorf("%s: got %s, want NOT_FOUND with %s", tc.reason, text(r), tc.ids)
		}
	}
}

func TestVariablesAreNamedInErrors(t *testing.T) {
	c := serveFixture(t)
	for variable, v := range map[string]vars{"w.colour": {"w": vars{"colour": "red"}}, "w.types[0]": {"w": vars{"types": []string{"HATES"}}}} {
		r := c.ask(`query($w: EvidenceFilter) { places(where: $w) { nodes { id } } }`, v)
		if code(r) != "INVALID" || !strings.Contains(r.Errors[0].Message, "the variable "+variable) {
			t.Errorf("%s: got %s", variable, text(r))
		}
	}
}

func TestInputsAreCheckedInVariables(t *testing.T) {
	c := serveFixture(t)
	relation := vars{"from": "land", "type": "BORDERS", "to": "town"}
	attribute := vars{"of": "town", "name": "topic", "value": "gates"}
	claim := func(about vars, more vars) vars {
		in := vars{"about": about, "document": "one", "stance": "ASSERTS"}
		for k, v := range more {
			in[k] = v
		}
		return vars{"key": "k", "input": in}
	}
	cases := []struct {
		reason string
		vars   vars
	}{
		{"both of @oneOf", claim(vars{"relation": relation, "attribute": attribute}, nil)},
		{"none of @oneOf", claim(vars{}, nil)},
		{"null of @oneOf", claim(vars{"relation": nil}, nil)},
		{"a source that is two things", claim(vars{"relation": relation}, vars{"sources": []vars{{"entity": "ministry", "text": "x"}}})},
		{"a source that is nothing", claim(vars{"relation": relation}, vars{"sources": []vars{{}}})},
		{"an attribute with two values", claim(vars{"attribute": vars{"of": "town", "name": "size", "value": "x", "number": 3}}, nil)},
		{"an attribute without a value", claim(vars{"attribute": vars{"of": "town", "name": "size"}}, nil)},
		{"ends of the wrong kind", claim(vars{"relation": vars{"from": "land", "type": "HOLDS", "to": "town"}}, nil)},
		{"an interaction without a key", claim(vars{"relation": vars{"from": "taliban", "type": "ACCUSE", "to": "tajikistan"}}, nil)},
		{"line 0", claim(vars{"relation": relation}, vars{"locator": 0})},
		{"credibility 0", claim(vars{"relation": relation}, vars{"credibility": 0})},
		{"a bad date", claim(vars{"relation": relation}, vars{"date": vars{"edtf": "2025-02-30"}})},
	}
	for _, tc := range cases {
		if r := c.ask(recording, tc.vars); code(r) != "INVALID" || at(r.Data, "recordClaim") != nil {
			t.Errorf("%s: got %s", tc.reason, text(r))
		}
	}
}

func TestOnlyEditorsMayChange(t *testing.T) {
	store := load(t)
	before := store.Revision()
	changes := []string{
		`mutation { importRecords(key: "k", jsonl: "{}") { token } }`,
		`mutation { upsertEntity(key: "k", input: {id: "x", kind: PLACE, name: "X"}) { token } }`,
		`mutation { recordClaim(key: "k", input: {about: {relation: {from: "land", type: BORDERS, to: "town"}}, document: "one", stance: ASSERTS}) { token } }`,
		`mutation { retractClaim(key: "k", id: "c:x", kind: ERROR, reason: "y") { token } }`,
	}
	for role, want := range map[resolvers.Role]string{0: "UNAUTHENTICATED", resolvers.Reader: "FORBIDDEN"} {
		c := serve(t, store, role)
		for _, m := range changes {
			if r := c.ask(m); code(r) != want {
				t.Errorf("role %d: %s\n got %s, want %s", role, m, text(r), want)
			}
		}
	}
	if store.Revision() != before {
		t.Error("something changed")
	}
}
