package embedded_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

// dense gives relations of every shape, more than are handed to the topology at once:
// both ends in turn, several claims whose given ids come in no order, sources of both
// sorts, concerns that repeat, dates of all forms.
func dense(n int) string {
	text := ""
	add := func(format string, args ...any) { text += fmt.Sprintf(format+"\n", args...) }
	for i := range 7 {
		add(`{"entity":{"id":"p%d","kind":"PERSON","name":"Person %d"}}`, i, i)
	}
	add(`{"document":{"id":"z","title":"T","outlet":"p3","published":"2024-02-02","basedOn":["a"]}}`)
	add(`{"document":{"id":"a","title":"T"}}`)
	dates := []string{``, `,"date":"2025-01-02"`, `,"date":"2025-01-XX"`, `,"date":{"text":"last week","edtf":"2025","resolved":"2025-03-01","basis":"the page"}`, `,"date":{"text":"then"}`}
	for i := range n {
		concerns := ""
		if i%3 == 0 {
			concerns = fmt.Sprintf(`,"concerns":["p%d","p1","p%d"]`, i%7, i%7)
		}
		add(`{"relation":{"from":"p%d","type":%q,"to":"p%d","key":"k%d"%s,"claims":[`+
			`{"id":"y%d","document":"a","stance":"REPORTS","sources":["p%d",{"text":"an aide"}]%s},`+
			`{"id":"x%d","document":"z","stance":"DENIES","recordedAt":"2025-05-0%d"%s}]}}`,
			i%7, []string{"ACCUSE", "SPOKE_TO", "CONSULT"}[i%3], (i+1+i/7%6)%7, i, concerns, i, (i+3)%7, dates[i%5], i, 1+i%9, dates[i/5%5])
	}
	return text
}

// A first load whose topology is under way differs in nothing from a store in memory,
// whatever comes at its end.
func TestFirstLoadsThatTurn(t *testing.T) {
	claim := `{"document":"a","stance":"REPORTS"}`
	for _, c := range []struct {
		reason, more string
		retract      []graph.ClaimRetraction
	}{
		{reason: "nothing"},
		{reason: "a judgement makes two persons one", more: `{"judgement":{"a":"p1","b":"p2","same":true}}`},
		{reason: "a judgement says that they are two", more: `{"judgement":{"a":"p1","b":"p2","same":false}}`},
		{reason: "a claim is taken back", retract: []graph.ClaimRetraction{{Claim: "y3", Retraction: graph.Retraction{Kind: graph.RetractedError, Reason: "misread"}}}},
		{reason: "a relation gets a claim more", more: `{"relation":{"from":"p0","type":"ACCUSE","to":"p1","key":"k0","claims":[` + claim + `]}}`},
		{reason: "a relation concerns one more", more: `{"relation":{"from":"p0","type":"ACCUSE","to":"p1","key":"k0","concerns":["p6"],"claims":[{"id":"y0","document":"a","stance":"REPORTS"}]}}`},
		{reason: "a claim is completed", more: `{"relation":{"from":"p0","type":"ACCUSE","to":"p1","key":"k0","claims":[{"id":"y0","document":"a","stance":"REPORTS","note":"more"}]}}`},
		{reason: "a person and a relation come late", more: `{"relation":{"from":"late","type":"ACCUSE","to":"p1","key":"l","claims":[` + claim + `]}}` + "\n" + `{"entity":{"id":"late","kind":"PERSON","name":"Late"}}`},
		{reason: "a document gets its day late", more: `{"document":{"id":"a","published":"2023-03-03"}}`},
		{reason: "a meeting took place", more: `{"entity":{"id":"m","kind":"MEETING","name":"M"}}` + "\n" + `{"attribute":{"of":"m","name":"occurred","value":"yes","claims":[` + claim + `]}}`},
		{reason: "an attribute of a relation", more: `{"attribute":{"of":"p1","name":"topic","value":"tea","claims":[` + claim + `]}}`},
	} {
		for _, before := range []bool{false, true} {
			t.Run(fmt.Sprint(c.reason, ", checked before: ", before), func(t *testing.T) {
				dir := t.TempDir()
				laid, plain := openDir(t, dir, embedded.LongFrom(100)), openMemory(t)
				text := dense(1500) + c.more
				var receipts []graph.Receipt
				for _, s := range []*embedded.Store{plain, laid} {
					r, err := s.Apply(t.Context(), graph.Batch{Records: lines(text), Checked: before && s == laid, Retract: c.retract})
					if err != nil {
						t.Fatal(err)
					}
					r.Revision = ""
					receipts = append(receipts, r)
				}
				if diff := cmp.Diff(receipts[0], receipts[1]); diff != "" {
					t.Errorf("the receipt differs:\n%s", diff)
				}
				if diff := cmp.Diff(dump(t, plain), dump(t, laid)); diff != "" {
					t.Errorf("the records differ:\n%.2000s", diff)
				}
				sound(t, laid)
				closeStore(t, laid)
				again := openDir(t, dir)
				sound(t, again)
			})
		}
	}
}
