package pack_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dragoman/graph"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// asWritten compares dates by their text.
var asWritten = cmp.Comparer(func(a, b graph.EDTF) bool { return a.String() == b.String() })

func edtf(t *testing.T, s string) graph.EDTF {
	t.Helper()
	e, err := graph.ParseEDTF(s)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func claim(t *testing.T) graph.Claim {
	return graph.Claim{
		ID: "c:1", Document: "gazette-1", Locator: 3, Stance: graph.Reports, Acting: true,
		Sources: []graph.Source{{Entity: "ministry"}, {Text: "an aide"}},
		Date:    graph.Date{Text: "last week", EDTF: edtf(t, "2025-10-1X"), Resolved: edtf(t, "2025-10-12"), Basis: "the page before"},
		Mode:    "call", Credibility: 2, Note: "said twice", RecordedAt: "2025-11-01", RecordedBy: "ann",
		Retracted: &graph.Retraction{At: "2025-11-02", By: "bob", Kind: graph.RetractedWithdrawn, Reason: "misread"},
	}
}

// What was packed is read as it was.
func TestRoundTrip(t *testing.T) {
	var p pack.Packer
	number := 2.5
	e := &graph.Entity{ID: "e", Kind: graph.KindPerson, Name: "Ayla", Named: true, Names: []graph.Name{{Text: "آیلا", Lang: "fa", Documents: []string{"d"}}}, ExternalIDs: []graph.ExternalID{{Scheme: "wd", Value: "Q1"}}}
	d := &graph.Document{ID: "d", Title: "T", Outlet: "o", Published: graph.Date{EDTF: edtf(t, "2025")}, BasedOn: []string{"x"}, Reliability: graph.ReliabilityB}
	a := &graph.AttributeRecord{Of: "e", Name: "size", Number: &number, Unit: "m"}
	j := &graph.Judgement{A: "a", B: "b", Same: true, By: "ann", Reason: "one face"}
	c := claim(t)
	i := topology.Identity{From: "a", Type: graph.ParticipatedIn, To: "m", Role: graph.Invited, Key: "k"}
	bodies := [][]byte{p.Entity(e), p.Document(d), p.Attribute("id", a), p.Judgement(j), p.Claim(&c, "r:1", i), p.Evidence("r:1", []graph.Claim{c})}

	gotE, err1 := pack.OpenEntity("e", bodies[0])
	gotD, err2 := pack.OpenDocument("d", bodies[1])
	gotA, err3 := pack.OpenAttribute("id", bodies[2])
	gotJ, err4 := pack.OpenJudgement("a", "b", bodies[3])
	gotC, gotI, err5 := pack.OpenClaim("c:1", "r:1", bodies[4])
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{e, d, a, j, c, i}, []any{gotE, gotD, gotA, gotJ, gotC, gotI}, asWritten); diff != "" {
		t.Error(diff)
	}
	var dates pack.Dates
	for range 2 { // the second finds the dates
		gotC, gotI, err := dates.OpenClaim("c:1", "r:1", bodies[4])
		if diff := cmp.Diff([]any{c, i}, []any{gotC, gotI}, asWritten); diff != "" || err != nil {
			t.Error(diff, err)
		}
	}
	if _, _, err := dates.OpenClaim("c:1", "r:2", bodies[4]); !errors.Is(err, pack.ErrSum) {
		t.Errorf("under another id: %v", err)
	}
	es, err := pack.OpenEvidence("r:1", bodies[5], nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	part := graph.Claim{ID: c.ID, Document: c.Document, Stance: c.Stance, Acting: true, Sources: c.Sources, Date: c.Date, RecordedAt: c.RecordedAt, Retracted: &graph.Retraction{At: c.Retracted.At, Kind: c.Retracted.Kind}}
	if diff := cmp.Diff([]graph.Claim{part}, es, asWritten); diff != "" {
		t.Error(diff)
	}
}

// A flipped bit, another row's id or a cut is an error, never a panic or another record.
func TestDamage(t *testing.T) {
	var p pack.Packer
	c := claim(t)
	body := p.Evidence("r:1", []graph.Claim{c, c})
	if _, err := pack.OpenEvidence("r:2", body, nil, nil); !errors.Is(err, pack.ErrSum) {
		t.Errorf("under another id: %v", err)
	}
	rapid.Check(t, func(t *rapid.T) {
		damaged := append([]byte(nil), body...)
		if rapid.Bool().Draw(t, "cut") {
			damaged = damaged[:rapid.IntRange(0, len(damaged)-1).Draw(t, "length")]
		} else {
			damaged[rapid.IntRange(0, len(damaged)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		}
		if _, err := pack.OpenEvidence("r:1", damaged, nil, nil); !errors.Is(err, pack.ErrSum) {
			t.Fatalf("taken: %v", err)
		}
	})
}

// What is read for a topology is what is read for all else.
func TestNumbersReadTheSame(t *testing.T) {
	var p pack.Packer
	whole, plain := claim(t), graph.Claim{ID: "c:2", Document: "gazette-2", Stance: graph.Denies, Against: true}
	claims := []graph.Claim{whole, plain, whole}
	body := p.Evidence("r:1", claims)
	n := pack.Numbers{Documents: map[string]uint32{"gazette-1": 7, "gazette-2": 9}}
	got, known, err := n.Evidence("r:1", body, nil)
	if err != nil || !known {
		t.Fatal(known, err)
	}
	retracted := &graph.Retraction{At: whole.Retracted.At, Kind: whole.Retracted.Kind}
	first := topology.NumberedClaim{Document: 7, Date: &whole.Date, Stance: whole.Stance, Sources: whole.Sources, RecordedAt: whole.RecordedAt, Retracted: retracted}
	want := []topology.NumberedClaim{first, {Document: 9, Stance: graph.Denies, Against: true}, first}
	if diff := cmp.Diff(want, got, asWritten); diff != "" {
		t.Error(diff)
	}
	if got[0].Date != got[2].Date {
		t.Error("the same date was parsed twice")
	}
	n.Documents = map[string]uint32{"gazette-2": 9}
	if _, known, err = n.Evidence("r:1", body, nil); err != nil || known {
		t.Errorf("a document without a number: known %v, %v", known, err)
	}
	for i := range body {
		bad := append([]byte(nil), body...)
		bad[i] ^= 1
		if _, _, err := n.Evidence("r:1", bad, nil); !errors.Is(err, pack.ErrSum) {
			t.Fatalf("byte %d flipped: %v", i, err)
		}
	}
}
