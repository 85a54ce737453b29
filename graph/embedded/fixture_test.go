package embedded_test

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

// The fixture: two envoys, one of them twice under different ids, who met.
//
//	ana ──PARTICIPATED_IN──▶ talks ◀──PARTICIPATED_IN── bo
//	ana-2 ──SPOKE_TO──▶ bo            (ana-2 is ana, by a judgement of some tests)
const fixture = `{"dragoman": 1}
{"document":{"id":"gazette-1","title":"Talks held","outlet":"gazette","published":"2025-03-01"}}
{"document":{"id":"herald-1","title":"Also talks","outlet":"herald","published":"2025-03-02","basedOn":["gazette-1"]}}
{"entity":{"id":"ana","kind":"PERSON","name":"Ana Petrova","names":[{"text":"Ана Петрова","lang":"bg","documents":["gazette-1"]}]}}
{"entity":{"id":"ana-2","kind":"PERSON","name":"A. Petrova"}}
{"entity":{"id":"bo","kind":"PERSON","name":"Bo Lindqvist"}}
{"entity":{"id":"gazette","kind":"ORGANIZATION","type":"outlet","name":"The Gazette"}}
{"entity":{"id":"herald","kind":"ORGANIZATION","type":"outlet","name":"The Herald"}}
{"entity":{"id":"talks","kind":"MEETING","type":"negotiation","name":"Harbour talks"}}
{"relation":{"from":"ana","type":"PARTICIPATED_IN","to":"talks","claims":[{"document":"gazette-1","locator":2,"stance":"ASSERTS","date":"2025-02-28"},{"document":"herald-1","stance":"REPORTS","sources":["bo"]}]}}
{"relation":{"from":"bo","type":"PARTICIPATED_IN","to":"talks","claims":[{"document":"gazette-1","stance":"ASSERTS"}]}}
{"relation":{"from":"ana-2","type":"SPOKE_TO","to":"bo","concerns":["herald"],"claims":[{"document":"herald-1","stance":"REPORTS","sources":["ana-2"]}]}}
{"attribute":{"of":"talks","name":"occurred","value":"yes","claims":[{"document":"gazette-1","stance":"ASSERTS"}]}}
{"attribute":{"of":"talks","name":"size","number":12,"claims":[{"document":"herald-1","stance":"REPORTS"}]}}
`

const sameAna = `{"judgement":{"a":"ana","b":"ana-2","same":true,"by":"editor"}}`

func lines(text string) iter.Seq2[graph.Record, error] {
	if !strings.HasPrefix(text, `{"dragoman"`) {
		text = "{\"dragoman\": 1}\n" + text
	}
	return graph.DecodeRecords("fixture", strings.NewReader(text))
}

func load(t testing.TB, s graph.Store, text string) graph.Receipt {
	t.Helper()
	r, err := s.Apply(t.Context(), graph.Batch{Records: lines(text), Action: "load", Actor: "test"})
	if err != nil {
		t.Fatalf("loading: %v", err)
	}
	return r
}

// dump gives everything as canonical lines.
func dump(t testing.TB, s *embedded.Store) string {
	t.Helper()
	var b []byte
	for r, err := range s.Export(context.WithoutCancel(t.Context())) {
		if err != nil {
			t.Fatalf("exporting: %v", err)
		}
		b = append(graph.AppendRecord(b, &r, graph.EncodeOptions{Audit: true}), '\n')
	}
	return string(b)
}

// sound fails the test for everything that Check finds.
func sound(t testing.TB, s *embedded.Store) {
	t.Helper()
	for found, err := range s.Check(context.WithoutCancel(t.Context())) {
		if err != nil {
			t.Fatalf("checking: %v", err)
		}
		t.Errorf("check: %s", found)
	}
}

// tells wants Check to find one thing, that begins with some words.
func tells(t testing.TB, s *embedded.Store, begin string) {
	t.Helper()
	var all []string
	for found, err := range s.Check(context.WithoutCancel(t.Context())) {
		if err != nil {
			t.Fatalf("checking: %v", err)
		}
		all = append(all, found)
	}
	if len(all) != 1 || !strings.HasPrefix(all[0], begin) {
		t.Errorf("check finds %q, want what begins with %q", all, begin)
	}
}

// spoke is a new claim of a pair, told apart by n.
func spoke(n int) graph.Record {
	return graph.Record{Relation: &graph.RelationRecord{
		From: "ana", Type: graph.Accuse, To: "bo", Key: fmt.Sprint("matter-", n),
		Claims: []graph.Claim{{Document: "gazette-1", Stance: graph.Reports}},
	}}
}
