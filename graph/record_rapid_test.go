package graph_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"dragoman/graph"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var (
	anID   = rapid.StringMatching(`[a-z][a-z0-9][a-z0-9._:-]{0,3}x`)
	aText  = rapid.StringMatching(`[a-z<>&"\\éع語😀 ]{0,6}`)
	aNote  = rapid.StringMatching(`[a-z\n\t"é]{0,8}`)
	aDay   = rapid.SampledFrom([]string{"", "2025-10-12", "2024-02-29"})
	anEDTF = rapid.Custom(func(t *rapid.T) graph.EDTF {
		e, err := graph.ParseEDTF(rapid.SampledFrom([]string{"", "2025", "2025-10", "2025-10-12", "2025-1X", "2024/2025-03", "../2025", "[..2025-10-11]", "2025-10~", "XXXX-10-25"}).Draw(t, "edtf"))
		if err != nil {
			t.Fatal(err)
		}
		return e
	})
	aDate = rapid.Custom(func(t *rapid.T) graph.Date {
		d := graph.Date{Text: aText.Draw(t, "text"), EDTF: anEDTF.Draw(t, "written")}
		if rapid.Bool().Draw(t, "inferred") {
			d.Resolved, _ = graph.ParseEDTF("2025-10")
			d.Basis = "because " + aText.Draw(t, "basis")
		}
		return d
	})
	aClaim = rapid.Custom(func(t *rapid.T) graph.Claim {
		c := graph.Claim{
			ID:          rapid.OneOf(rapid.Just(""), anID).Draw(t, "id"),
			Document:    anID.Draw(t, "document"),
			Locator:     rapid.IntRange(0, 3).Draw(t, "locator"),
			Stance:      graph.Stance(rapid.IntRange(1, int(graph.NoComment)).Draw(t, "stance")),
			Date:        aDate.Draw(t, "date"),
			SpokenAt:    aDate.Draw(t, "spokenAt"),
			Acting:      rapid.Bool().Draw(t, "acting"),
			Mode:        aText.Draw(t, "mode"),
			Label:       aText.Draw(t, "label"),
			Credibility: rapid.IntRange(0, 6).Draw(t, "credibility"),
			Note:        aNote.Draw(t, "note"),
			RecordedAt:  rapid.SampledFrom([]string{"", "2025-10-12", "2025-10-12T08:00:00Z"}).Draw(t, "recordedAt"),
			RecordedBy:  aText.Draw(t, "recordedBy"),
		}
		c.Against = c.Stance.CanTurn() && rapid.Bool().Draw(t, "against")
		for range rapid.IntRange(0, 2).Draw(t, "sources") {
			s := graph.Source{Entity: anID.Draw(t, "source")}
			if rapid.Bool().Draw(t, "unnamed") {
				s = graph.Source{Text: "some " + aText.Draw(t, "words")}
			}
			c.Sources = append(c.Sources, s)
		}
		if rapid.IntRange(0, 3).Draw(t, "retracted") == 0 {
			c.Retracted = &graph.Retraction{At: aDay.Draw(t, "at"), By: aText.Draw(t, "by"), Kind: graph.RetractedWithdrawn, Reason: "r" + aNote.Draw(t, "reason")}
		}
		return c
	})
	ids     = rapid.SliceOfN(anID, 0, 3)
	aRecord = rapid.Custom(func(t *rapid.T) graph.Record {
		claims := rapid.SliceOfN(aClaim, 1, 3)
		switch rapid.IntRange(0, 4).Draw(t, "record") {
		case 0:
			return graph.Record{Document: &graph.Document{
				ID: anID.Draw(t, "id"), Title: aText.Draw(t, "title"), Outlet: rapid.OneOf(rapid.Just(""), anID).Draw(t, "outlet"), Published: aDate.Draw(t, "published"), Retrieved: anEDTF.Draw(t, "retrieved"),
				URL: rapid.SampledFrom([]string{"", "https://example.org/?a=b&c=<d>"}).Draw(t, "url"), Reliability: graph.Reliability(rapid.IntRange(0, 6).Draw(t, "reliability")), BasedOn: rapid.SliceOfN(rapid.StringMatching(`[A-Z]{2}`), 0, 3).Draw(t, "basedOn"), Note: aNote.Draw(t, "note"),
			}}
		case 1:
			e := &graph.Entity{ID: anID.Draw(t, "id"), Kind: graph.EntityKind(rapid.IntRange(1, 11).Draw(t, "kind")), Type: aText.Draw(t, "type"), Name: "N" + aText.Draw(t, "name"), Named: rapid.Bool().Draw(t, "named"), Summary: aNote.Draw(t, "summary")}
			for range rapid.IntRange(0, 2).Draw(t, "names") {
				e.Names = append(e.Names, graph.Name{Text: "n" + aText.Draw(t, "text"), Lang: rapid.SampledFrom([]string{"", "fa"}).Draw(t, "lang"), Documents: ids.Draw(t, "documents")})
			}
			for range rapid.IntRange(0, 2).Draw(t, "externalIds") {
				e.ExternalIDs = append(e.ExternalIDs, graph.ExternalID{Scheme: "wd", Value: "Q" + aText.Draw(t, "value")})
			}
			return graph.Record{Entity: e}
		case 2:
			r := &graph.RelationRecord{From: anID.Draw(t, "from"), Type: rapid.SampledFrom(graph.RelationTypes()).Draw(t, "type"), To: anID.Draw(t, "to"), Key: "k" + strings.TrimSpace(aText.Draw(t, "key")), Concerns: ids.Draw(t, "concerns"), Claims: claims.Draw(t, "claims")}
			if r.Type == graph.ParticipatedIn {
				r.Role = graph.Role(rapid.IntRange(0, 7).Draw(t, "role"))
			}
			return graph.Record{Relation: r}
		case 3:
			a := &graph.AttributeRecord{Of: anID.Draw(t, "of"), Name: "size", Unit: aText.Draw(t, "unit"), Claims: claims.Draw(t, "claims")}
			switch rapid.IntRange(0, 2).Draw(t, "value") {
			case 0:
				x := rapid.Float64().Draw(t, "number")
				a.Number = &x
			case 1:
				a.Value = "v" + aNote.Draw(t, "text")
			default:
				a.Entity = anID.Draw(t, "entity")
			}
			return graph.Record{Attribute: a}
		}
		return graph.Record{Judgement: &graph.Judgement{A: "a" + anID.Draw(t, "a"), B: "b" + anID.Draw(t, "b"), Same: rapid.Bool().Draw(t, "same"), By: aText.Draw(t, "by"), Reason: aNote.Draw(t, "reason"), At: aDay.Draw(t, "at")}}
	})
)

// A record that passes Check comes back whole from its JSON.
func TestRecordsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rec := aRecord.Draw(t, "record")
		if err := rec.Check(); err != nil {
			t.Fatal(err)
		}
		line := graph.AppendRecord(nil, &rec, graph.EncodeOptions{Audit: true})
		again, err := graph.DecodeRecord(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		rec.Turned = false // tells of what came in, not of what goes out
		if diff := cmp.Diff(rec, again, sameEDTF); diff != "" {
			t.Fatalf("%s\n%s", line, diff)
		}
	})
}

// Merging a record with itself changes nothing, and the order of two records
// matters neither for what comes of them nor for whether they contradict.
func TestMergeLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := aClaim.Filter(func(c graph.Claim) bool { return c.ID != "" }).Draw(t, "one")
		two := one
		more := aClaim.Draw(t, "two")
		for _, take := range []struct {
			name string
			do   func()
		}{
			{"note", func() { two.Note = more.Note }},
			{"date", func() { two.Date = more.Date }},
			{"label", func() { two.Label = more.Label }},
			{"sources", func() { two.Sources = more.Sources }},
			{"retracted", func() { two.Retracted = more.Retracted }},
			{"recordedAt", func() { two.RecordedAt = more.RecordedAt }},
			{"recordedBy", func() { two.RecordedBy = more.RecordedBy }},
			{"acting", func() { two.Acting = more.Acting }},
		} {
			if rapid.IntRange(0, 3).Draw(t, take.name) == 0 {
				take.do()
			}
		}
		x, changed, errX := graph.MergeClaim(&one, &two, false)
		y, _, errY := graph.MergeClaim(&two, &one, false)
		if (errX == nil) != (errY == nil) {
			t.Fatalf("%v, but the other way round %v", errX, errY)
		}
		if errX != nil {
			if _, _, err := graph.MergeClaim(&one, &two, true); err != nil {
				t.Fatalf("with replace: %v", err)
			}
			return
		}
		if diff := cmp.Diff(x, y, sameEDTF); diff != "" {
			t.Fatalf("the order matters:\n%s", diff)
		}
		if changed != !cmp.Equal(*x, one, sameEDTF) {
			t.Fatalf("changed is %v", changed)
		}
		for _, c := range []*graph.Claim{&one, &two, x} {
			if _, changed, err := graph.MergeClaim(x, c, false); changed || err != nil {
				t.Fatalf("merging again: %v %v", changed, err)
			}
		}
	})
}

// Lists of a fresh entity come out sorted and without repetition, and merging is
// idempotent.
func TestMergeIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rec := aRecord.Filter(func(r graph.Record) bool { return r.Entity != nil || r.Document != nil || r.Relation != nil }).Draw(t, "record")
		if err := rec.Check(); err != nil {
			t.Fatal(err)
		}
		switch {
		case rec.Entity != nil:
			first, changed, err := graph.MergeEntity(nil, rec.Entity, false)
			if !changed || err != nil {
				t.Fatal(changed, err)
			}
			if _, changed, err := graph.MergeEntity(first, rec.Entity, false); changed || err != nil {
				t.Fatal(changed, err)
			}
		case rec.Document != nil:
			first, changed, err := graph.MergeDocument(nil, rec.Document, false)
			if !changed || err != nil || !slices.IsSorted(first.BasedOn) {
				t.Fatal(changed, err)
			}
			if _, changed, err := graph.MergeDocument(first, rec.Document, false); changed || err != nil {
				t.Fatal(changed, err)
			}
		default:
			first, changed, err := graph.MergeRelation(nil, rec.Relation, false)
			if err != nil { // two claims under one id that contradict
				return
			}
			if again, changedAgain, err := graph.MergeRelation(first, rec.Relation, false); !changed || changedAgain || err != nil || !slices.IsSorted(again.Concerns) {
				t.Fatal(changed, changedAgain, err)
			}
		}
	})
}

// What is exported once is canonical: exporting what it loads gives it again.
func TestExportIsAFixedPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(aRecord, 0, 5).Draw(t, "records")
		for i := range all {
			if err := all[i].Check(); err != nil {
				t.Fatal(err)
			}
		}
		var once, twice bytes.Buffer
		if err := graph.EncodeRecords(&once, seq(all), graph.EncodeOptions{}); err != nil {
			t.Fatal(err)
		}
		if err := graph.EncodeRecords(&twice, graph.DecodeRecords("", bytes.NewReader(once.Bytes())), graph.EncodeOptions{}); err != nil {
			t.Fatal(err)
		}
		if once.String() != twice.String() {
			t.Fatalf("%s\nthen\n%s", once.String(), twice.String())
		}
	})
}
