package graph_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"dragoman/graph"
)

func TestEveryKindHasItsType(t *testing.T) {
	for _, k := range graph.EntityKinds() {
		e := &graph.Entity{ID: "x", Kind: k}
		typed := graph.Typed(e)
		if want := "*graph." + k.String()[:1] + strings.ToLower(k.String()[1:]); fmt.Sprintf("%T", typed) != want {
			t.Errorf("%s: %T, want %s", k, typed, want)
		}
		if typed.Base() != e || typed.NodeID() != "x" {
			t.Errorf("%s: another entity is inside", k)
		}
	}
	if graph.Typed(nil) != nil || graph.Typed(&graph.Entity{}) != nil || graph.Typed(&graph.Entity{Kind: 99}) != nil {
		t.Error("what has no kind has no type")
	}
}

func TestValuesInGraphQL(t *testing.T) {
	var day graph.Day
	if err := day.UnmarshalGQL("2025-11-15"); err != nil {
		t.Fatal(err)
	}
	var certain graph.Overlap
	if err := certain.UnmarshalGQL("CERTAIN"); err != nil {
		t.Fatal(err)
	}
	for want, write := range map[string]func(*bytes.Buffer){
		`"2025-11-15"`:   func(b *bytes.Buffer) { day.MarshalGQL(b) },
		`null`:           func(b *bytes.Buffer) { graph.DayMax.MarshalGQL(b) },
		`"2025-1X"`:      func(b *bytes.Buffer) { edtf(t, "2025-1X").MarshalGQL(b) },
		`"CERTAIN"`:      func(b *bytes.Buffer) { certain.MarshalGQL(b) },
		`"UNDETERMINED"`: func(b *bytes.Buffer) { graph.OrderUndetermined.MarshalGQL(b) },
		`"HOST"`:         func(b *bytes.Buffer) { graph.Host.MarshalGQL(b) },
	} {
		var b bytes.Buffer
		if write(&b); b.String() != want {
			t.Errorf("got %s, want %s", b.String(), want)
		}
	}
	var none bytes.Buffer
	if graph.Role(0).MarshalGQL(&none); none.String() != "null" {
		t.Errorf("no role: %s", none.String())
	}
	for name, err := range map[string]error{
		"a number for a day":  day.UnmarshalGQL(7),
		"words for a day":     day.UnmarshalGQL("today"),
		"a word that is none": certain.UnmarshalGQL("certain"),
		"a number for EDTF":   new(graph.EDTF).UnmarshalGQL(2025),
		"bad EDTF":            new(graph.EDTF).UnmarshalGQL("2025-13"),
		"an unknown order":    new(graph.Order).UnmarshalGQL("LATER"),
	} {
		if graph.CodeOf(err) != graph.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := day.UnmarshalGQL(nil); err != nil || day.String() != "2025-11-15" {
		t.Errorf("null leaves it as it is: %v %v", day, err)
	}
}
