package graph_test

import (
	"errors"
	"strings"
	"testing"

	"dragoman/graph"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// sameEDTF lets cmp compare dates by ==; nil and empty lists count as equal.
var sameEDTF = cmp.Options{cmpopts.EquateComparable(graph.EDTF{}), cmpopts.EquateEmpty()}

// mergeRecords merges two records of one kind and gives the result as canonical JSON.
func mergeRecords(t *testing.T, old *graph.Record, new graph.Record, replace bool) (string, bool, error) {
	t.Helper()
	if old == nil {
		old = &graph.Record{}
	}
	out := graph.Record{}
	var changed bool
	var err error
	switch {
	case new.Entity != nil:
		out.Entity, changed, err = graph.MergeEntity(old.Entity, new.Entity, replace)
	case new.Document != nil:
		out.Document, changed, err = graph.MergeDocument(old.Document, new.Document, replace)
	case new.Relation != nil:
		out.Relation, changed, err = graph.MergeRelation(old.Relation, new.Relation, replace)
	case new.Attribute != nil:
		out.Attribute, changed, err = graph.MergeAttribute(old.Attribute, new.Attribute, replace)
	}
	return string(graph.AppendRecord(nil, &out, graph.EncodeOptions{Audit: true})), changed, err
}

func canonicalLine(r graph.Record) string {
	return string(graph.AppendRecord(nil, &r, graph.EncodeOptions{Audit: true}))
}

func claimed(inside string) string {
	return `{"relation":{"from":"a","type":"BACKS","to":"b","claims":[{"id":"x","document":"d","stance":"REPORTS"` + inside + `}]}}`
}

func TestMerge(t *testing.T) {
	entity := func(inside string) string {
		return `{"entity":{"id":"a","kind":"PERSON","name":"A"` + inside + `}}`
	}
	document := func(inside string) string { return `{"document":{"id":"d"` + inside + `}}` }
	size := func(inside string) string {
		return `{"attribute":{"of":"a","name":"size","number":5,"claims":[` + inside + `]}}`
	}
	backs := graph.RelationID("a", graph.Backs, "b", 0, "")
	stored := func(s string) string { return strings.Replace(s, `{"from"`, `{"id":"`+backs+`","from"`, 1) }
	cases := []struct {
		reason   string
		old, new string
		want     string // "" is old
		conflict string // field
		replaced string // with replace; "" is want
	}{
		{reason: "the same again changes nothing", old: entity(`,"type":"x"`), new: entity(`,"type":"x"`)},
		{reason: "what is not given stays", old: entity(`,"type":"x","summary":"s"`), new: entity(``)},
		{reason: "a scalar is added", old: entity(``), new: entity(`,"type":"x"`), want: entity(`,"type":"x"`)},
		{reason: "another scalar is a conflict", old: entity(`,"type":"x"`), new: entity(`,"type":"y"`), conflict: "type", replaced: entity(`,"type":"y"`)},
		{reason: "another kind is a conflict", old: entity(``), new: strings.Replace(entity(``), "PERSON", "GROUP", 1), conflict: "kind", replaced: strings.Replace(entity(``), "PERSON", "GROUP", 1)},
		{reason: "another name is a conflict", old: entity(``), new: strings.Replace(entity(``), `"A"`, `"B"`, 1), conflict: "name", replaced: strings.Replace(entity(``), `"A"`, `"B"`, 1)},
		{reason: "named is always given", old: entity(`,"named":false`), new: entity(``), conflict: "named", replaced: entity(``)},
		{
			reason: "external ids unite in order", old: entity(`,"externalIds":[{"scheme":"wd","value":"2"}]`), new: entity(`,"externalIds":[{"scheme":"wd","value":"1"},{"scheme":"o","value":"9"},{"scheme":"wd","value":"2"}]`),
			want: entity(`,"externalIds":[{"scheme":"o","value":"9"},{"scheme":"wd","value":"1"},{"scheme":"wd","value":"2"}]`),
		},
		{
			reason: "names unite, and so do their documents", old: entity(`,"names":[{"text":"n","lang":"en","documents":["d2"]}]`), new: entity(`,"names":[{"text":"n","lang":"fa"},{"text":"n","lang":"en","documents":["d1","d2"]},{"text":"m"}]`),
			want: entity(`,"names":[{"text":"m"},{"text":"n","lang":"en","documents":["d1","d2"]},{"text":"n","lang":"fa"}]`),
		},

		{
			reason: "a document grows", old: document(`,"title":"T","basedOn":["e"]`), new: document(`,"reliability":"B","published":"2025","basedOn":["c","e"],"url":"https://x.org","note":"n","outlet":"o","retrieved":"2025"`),
			want: document(`,"title":"T","outlet":"o","published":"2025","retrieved":"2025","url":"https://x.org","reliability":"B","basedOn":["c","e"],"note":"n"`),
		},
		{reason: "a date is completed part by part", old: document(`,"published":"2025"`), new: document(`,"published":{"text":"last year"}`), want: document(`,"published":{"text":"last year","edtf":"2025"}`)},
		{reason: "a date that contradicts replaces the old one whole", old: document(`,"published":{"edtf":"2025","resolved":"2025-10-01","basis":"b"}`), new: document(`,"published":"2024"`), conflict: "published.edtf", replaced: document(`,"published":"2024"`)},
		{reason: "another day of retrieval is a conflict", old: document(`,"retrieved":"2025"`), new: document(`,"retrieved":"2024"`), conflict: "retrieved", replaced: document(`,"retrieved":"2024"`)},
		{reason: "another letter is a conflict", old: document(`,"reliability":"A"`), new: document(`,"reliability":"B"`), conflict: "reliability", replaced: document(`,"reliability":"B"`)},

		{
			reason: "concerns and claims unite", old: stored(claimed(``)), new: `{"relation":{"from":"a","type":"BACKS","to":"b","concerns":["z","y"],"claims":[{"id":"w","document":"d","stance":"DENIES"}]}}`,
			want: stored(`{"relation":{"from":"a","type":"BACKS","to":"b","concerns":["y","z"],"claims":[{"id":"w","document":"d","stance":"DENIES"},{"id":"x","document":"d","stance":"REPORTS"}]}}`),
		},
		{
			reason: "a claim is completed", old: stored(claimed(``)), new: claimed(`,"locator":3,"label":"l","mode":"m","credibility":2,"note":"n","spokenAt":"2025"`),
			want: stored(claimed(`,"locator":3,"spokenAt":"2025","mode":"m","label":"l","credibility":2,"note":"n"`)),
		},
		{reason: "another locator is a conflict", old: stored(claimed(`,"locator":3`)), new: claimed(`,"locator":4`), conflict: "locator", replaced: stored(claimed(`,"locator":4`))},
		{reason: "another stance is a conflict", old: stored(claimed(``)), new: strings.Replace(claimed(``), "REPORTS", "DENIES", 1), conflict: "stance", replaced: stored(strings.Replace(claimed(``), "REPORTS", "DENIES", 1))},
		{reason: "another document is a conflict", old: stored(claimed(``)), new: strings.Replace(claimed(``), `"d"`, `"e"`, 1), conflict: "document", replaced: stored(strings.Replace(claimed(``), `"d"`, `"e"`, 1))},
		{reason: "acting is always given", old: stored(claimed(`,"acting":true`)), new: claimed(``), conflict: "acting", replaced: stored(claimed(``))},
		{reason: "a chain of sources is one value", old: stored(claimed(`,"sources":["p","q"]`)), new: claimed(`,"sources":["q",{"text":"somebody"}]`), conflict: "sources", replaced: stored(claimed(`,"sources":["q",{"text":"somebody"}]`))},
		{reason: "a chain is added", old: stored(claimed(``)), new: claimed(`,"sources":["q"]`), want: stored(claimed(`,"sources":["q"]`))},
		{reason: "a retraction is added", old: stored(claimed(``)), new: claimed(`,"retracted":{"kind":"ERROR","reason":"r"}`), want: stored(claimed(`,"retracted":{"kind":"ERROR","reason":"r"}`))},
		{reason: "a retraction is completed", old: stored(claimed(`,"retracted":{"kind":"ERROR","reason":"r"}`)), new: claimed(`,"retracted":{"at":"2025-01-01","by":"me","kind":"ERROR","reason":"r"}`), want: stored(claimed(`,"retracted":{"at":"2025-01-01","by":"me","kind":"ERROR","reason":"r"}`))},
		{reason: "another retraction is a conflict", old: stored(claimed(`,"retracted":{"kind":"ERROR","reason":"r"}`)), new: claimed(`,"retracted":{"kind":"WITHDRAWN","reason":"r"}`), conflict: "retracted.kind", replaced: stored(claimed(`,"retracted":{"kind":"WITHDRAWN","reason":"r"}`))},
		{reason: "who recorded first stands", old: stored(claimed(`,"recordedAt":"2025-02-01","recordedBy":"a"`)), new: claimed(`,"recordedAt":"2025-01-01","recordedBy":"b"`), want: stored(claimed(`,"recordedAt":"2025-01-01","recordedBy":"b"`))},
		{reason: "on one day the smaller name", old: stored(claimed(`,"recordedAt":"2025-02-01","recordedBy":"a"`)), new: claimed(`,"recordedAt":"2025-02-01","recordedBy":"b"`), replaced: stored(claimed(`,"recordedAt":"2025-02-01","recordedBy":"b"`))},

		{reason: "attributes unite claims", old: size(`{"id":"x","document":"d","stance":"REPORTS"}`), new: size(`{"id":"w","document":"d","stance":"REPORTS"}`), want: size(`{"id":"w","document":"d","stance":"REPORTS"},{"id":"x","document":"d","stance":"REPORTS"}`)},
		{reason: "another value is another attribute", old: size(`{"id":"x","document":"d","stance":"REPORTS"}`), new: strings.Replace(size(`{"id":"x","document":"d","stance":"REPORTS"}`), "5", "6", 1), conflict: "number", replaced: "-"},
	}
	for _, c := range cases {
		t.Run(c.reason, func(t *testing.T) {
			old, new := decode(t, c.old), decode(t, c.new)
			c.old = canonicalLine(old)
			if c.want != "" {
				c.want = canonicalLine(decode(t, c.want))
			}
			if len(c.replaced) > 1 {
				c.replaced = canonicalLine(decode(t, c.replaced))
			}
			before := []graph.Record{decode(t, c.old), decode(t, c.new)}
			got, changed, err := mergeRecords(t, &old, new, false)
			_, _, err2 := mergeRecords(t, &new, old, false)
			if (err == nil) != (err2 == nil) {
				t.Errorf("whether there is a conflict depends on the order: %v, %v", err, err2)
			}
			if c.conflict != "" {
				var e *graph.Error
				if !errors.As(err, &e) || e.Code != graph.Conflict || e.Field != c.conflict || len(e.IDs) != 1 {
					t.Fatalf("%v, want CONFLICT of %s", err, c.conflict)
				}
			} else {
				want := c.old
				if c.want != "" {
					want = c.want
				}
				if err != nil || got != want || changed != (got != c.old) {
					t.Errorf("got %s\nwant %s\nchanged %v, %v", got, want, changed, err)
				}
				if back, _, _ := mergeRecords(t, &new, old, false); back != got {
					t.Errorf("the other way round gives %s, not %s", back, got)
				}
			}
			replaced, _, err := mergeRecords(t, &old, new, true)
			want := c.replaced
			switch {
			case want == "-":
				if !errors.Is(err, graph.ErrConflict) {
					t.Errorf("identity is replaced: %v", err)
				}
			case want == "":
				want = got
				fallthrough
			default:
				if err != nil || replaced != want {
					t.Errorf("with replace got %s\nwant %s\n%v", replaced, want, err)
				}
			}
			if diff := cmp.Diff(before, []graph.Record{old, new}, sameEDTF); diff != "" {
				t.Errorf("merging changed what it was given:\n%s", diff)
			}
		})
	}
}

func TestMergeMessages(t *testing.T) {
	old := &graph.Entity{ID: "a", Kind: graph.KindPerson, Name: "A", Type: "x"}
	_, _, err := graph.MergeEntity(old, &graph.Entity{ID: "a", Kind: graph.KindGroup, Name: "A"}, false)
	if want := `CONFLICT: entity "a": kind is PERSON, the record says GROUP; make them agree, or load with replace`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	a, b := &graph.Claim{ID: "c", Document: "d", Stance: graph.Reports, Sources: []graph.Source{{Entity: "p"}, {Text: "q"}}}, &graph.Claim{ID: "c", Document: "d", Stance: graph.Reports, Sources: []graph.Source{{Entity: "r"}}}
	_, _, err = graph.MergeClaim(a, b, false)
	if want := `p ← \"q\"`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want it to name %s", err, want)
	}
	many := make([]string, graph.MaxList)
	for i := range many {
		many[i] = "d" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + strings.Repeat("y", i/1000) + graph.CanonicalNumber(float64(i))
	}
	_, _, err = graph.MergeDocument(&graph.Document{ID: "d", BasedOn: many}, &graph.Document{ID: "d", BasedOn: []string{"one-more"}}, true)
	if !errors.Is(err, graph.ErrLimit) {
		t.Errorf("a list of more than MaxList entries: %v", err)
	}
}

func TestMergeKeepsNothingShared(t *testing.T) {
	old := &graph.Entity{ID: "a", Names: []graph.Name{{Text: "n", Documents: []string{"d"}}}, ExternalIDs: []graph.ExternalID{{Scheme: "s", Value: "v"}}, FormerIDs: []string{"f"}, Degree: 7}
	got, changed, err := graph.MergeEntity(old, &graph.Entity{ID: "a"}, false)
	if err != nil || changed || got.Degree != 7 {
		t.Fatal(got, changed, err)
	}
	got.Names[0].Text, got.Names[0].Documents[0], got.ExternalIDs[0].Value, got.FormerIDs[0] = "x", "x", "x", "x"
	if old.Names[0].Text != "n" || old.Names[0].Documents[0] != "d" || old.ExternalIDs[0].Value != "v" || old.FormerIDs[0] != "f" {
		t.Error("the result shares lists with what is stored")
	}
	x := 5.0
	claims := []graph.Claim{{ID: "c", Sources: []graph.Source{{Entity: "p"}}, Retracted: &graph.Retraction{Reason: "r"}}}
	attribute, changed, err := graph.MergeAttribute(nil, &graph.AttributeRecord{Of: "a", Name: "size", Number: &x, Claims: claims}, false)
	if err != nil || !changed {
		t.Fatal(changed, err)
	}
	*attribute.Number, attribute.Claims[0].Sources[0].Entity, attribute.Claims[0].Retracted.Reason = 6, "x", "x"
	if x != 5 || claims[0].Sources[0].Entity != "p" || claims[0].Retracted.Reason != "r" {
		t.Error("the result shares values with the record")
	}
	relation := &graph.RelationRecord{ID: "r:x", From: "a", Type: graph.Backs, To: "b", Concerns: []string{"z", "y", "z"}}
	fresh, changed, err := graph.MergeRelation(nil, relation, false)
	if err != nil || !changed || strings.Join(fresh.Concerns, " ") != "y z" || relation.Concerns[0] != "z" {
		t.Errorf("%+v %v %v", fresh, changed, err)
	}
	if _, _, err := graph.MergeRelation(relation, &graph.RelationRecord{ID: "r:x", From: "a", Type: graph.Backs, To: "c"}, true); !errors.Is(err, graph.ErrConflict) {
		t.Errorf("identity is not replaced: %v", err)
	}
}
