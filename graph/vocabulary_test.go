package graph_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"dragoman/graph"
)

// word is what every closed list of the vocabulary can do.
type word interface {
	comparable
	fmt.Stringer
	MarshalText() ([]byte, error)
	MarshalGQL(io.Writer)
}

// speaks checks that a list has these words, in this order from 1, and that
// every way in and out agrees on them.
func speaks[T word, P interface {
	*T
	UnmarshalText([]byte) error
	UnmarshalGQL(any) error
}](t *testing.T, nth func(int) T, parse func(string) (T, error), words string) {
	t.Helper()
	all := strings.Fields(words)
	for i, name := range all {
		x := nth(i + 1)
		var text, gql T
		var out strings.Builder
		x.MarshalGQL(&out)
		b, err := x.MarshalText()
		must(t, err)
		must(t, P(&text).UnmarshalText(b))
		must(t, P(&gql).UnmarshalGQL(name))
		typed, err := parse(strings.ToLower(strings.ReplaceAll(name, "_", "-")))
		must(t, err)
		if x.String() != name || string(b) != name || out.String() != `"`+name+`"` || text != x || gql != x || typed != x {
			t.Errorf("%s: %s %s %s %v %v %v", name, x, b, out.String(), text, gql, typed)
		}
		if len(all[0]) > 1 && P(&text).UnmarshalText([]byte(strings.ToLower(name))) == nil {
			t.Errorf("records and GraphQL take names exactly, not %s", strings.ToLower(name))
		}
	}
	for _, none := range []int{0, len(all) + 1, 255} {
		if s := nth(none).String(); s != "" {
			t.Errorf("%d is %s", none, s)
		}
	}
	var x T
	_, err := parse("nothing")
	for _, err := range []error{err, P(&x).UnmarshalText(nil), P(&x).UnmarshalGQL("nothing"), P(&x).UnmarshalGQL(1)} {
		if graph.CodeOf(err) != graph.Invalid {
			t.Errorf("%T takes what is no word: %v", x, err)
		}
	}
	if !strings.Contains(err.Error(), strings.Join(all, " ")) {
		t.Errorf("the error lists the words: %v", err)
	}
}

func TestVocabulary(t *testing.T) {
	speaks(t, func(i int) graph.EntityKind { return graph.EntityKind(i) }, graph.ParseEntityKind, "PERSON GOVERNMENT ORGANIZATION GROUP MISSION DELEGATION OFFICE MEETING INCIDENT AGREEMENT PLACE")
	speaks(t, func(i int) graph.Role { return graph.Role(i) }, graph.ParseRole, "HOST VISITOR ORGANIZER MEDIATOR PARTICIPANT INVITED VICTIM")
	speaks(t, func(i int) graph.Lens { return graph.Lens(i) }, graph.ParseLens, "CONTACT FORMAL RELATIONS EVERYTHING")
	speaks(t, func(i int) graph.Stance { return graph.Stance(i) }, graph.ParseStance, "DENIES OPINES PLANS ALLEGES SUGGESTS CONFIRMS REPORTS ASSERTS NO_COMMENT")
	speaks(t, func(i int) graph.Status { return graph.Status(i) }, graph.ParseStatus, "CONFIRMED CORROBORATED REPORTED ALLEGED DISPUTED UNCONFIRMED PLANNED OPINION DOUBTED DENIED RETRACTED")
	speaks(t, func(i int) graph.MeetingState { return graph.MeetingState(i) }, graph.ParseMeetingState, "HELD PLANNED NOT_HELD UNCONFIRMED")
	speaks(t, func(i int) graph.Reliability { return graph.Reliability(i) }, graph.ParseReliability, "A B C D E F")
	speaks(t, func(i int) graph.RetractionKind { return graph.RetractionKind(i) }, graph.ParseRetractionKind, "ERROR WITHDRAWN")
	speaks(t, func(i int) graph.Rank { return graph.Rank(i) }, graph.ParseRank, "RELEVANCE DEGREE ID")
	speaks(t, func(i int) graph.Direction { return graph.Direction(i) }, graph.ParseDirection, "OUT IN BOTH")
	speaks(t, func(i int) graph.Outcome { return graph.Outcome(i) }, graph.ParseOutcome, "FOUND NO_PATH SAME STOPPED")
	speaks(t, func(i int) graph.StopReason { return graph.StopReason(i) }, graph.ParseStopReason, "DEADLINE BUDGET")
	speaks(t, func(i int) graph.ChangeKind { return graph.ChangeKind(i) }, graph.ParseChangeKind, "APPEARED CEASED ALTERED")
	speaks(t, func(i int) graph.Cause { return graph.Cause(i) }, graph.ParseCause, "BECAME_KNOWN UNDATED WITHDRAWN SUPERSEDED RESTORED")
	speaks(t, func(i int) graph.OnError { return graph.OnError(i) }, graph.ParseOnError, "REFUSE_ALL SKIP")
	var types []string
	for _, x := range graph.RelationTypes() {
		types = append(types, x.String())
	}
	speaks(t, func(i int) graph.RelationType { return graph.RelationType(i) }, graph.ParseRelationType, strings.Join(types, " "))
	for _, mode := range []graph.PathMode{graph.Shortest, graph.AllShortest, graph.KShortest, graph.Strongest} {
		got, err := graph.ParsePathMode(mode.String())
		if err != nil || got != mode {
			t.Errorf("%s: %s, %v", mode, got, err)
		}
	}
}

func TestStances(t *testing.T) {
	for s := graph.Denies; s <= graph.NoComment; s++ {
		vouches := strings.Contains("CONFIRMS ASSERTS REPORTS", s.String())
		if s.Vouches() != vouches || s.Affirms() != (vouches || s == graph.Alleges) || s.CanTurn() != strings.Contains("SUGGESTS PLANS OPINES", s.String()) {
			t.Errorf("%s", s)
		}
	}
}

func TestErrors(t *testing.T) {
	cause := errors.New("disk")
	e := graph.Errorf(graph.Unavailable, "the store is away: %w", cause)
	if e.Error() != "UNAVAILABLE: the store is away: disk: disk" && !strings.HasPrefix(e.Error(), "UNAVAILABLE: the store is away") || !errors.Is(e, cause) || !errors.Is(e, graph.ErrUnavailable) || errors.Is(e, graph.ErrInvalid) {
		t.Errorf("%v", e)
	}
	u := graph.Unknown("from", "a", "b")
	if !errors.Is(u, graph.ErrNotFound) || u.Error() != `NOT_FOUND: from: no such id: "a", "b"; find ids with search` {
		t.Errorf("%v", u)
	}
	if graph.CodeOf(nil) != "" || graph.CodeOf(cause) != graph.Internal || graph.CodeOf(fmt.Errorf("x: %w", u)) != graph.NotFound {
		t.Error("codes")
	}
	r := &graph.RecordError{File: "f", Line: 3, Column: 9, Field: "entity.name", Code: graph.Limit, Reason: "too long"}
	if got := r.Refusal(); got.File != "f" || got.Line != 3 || got.Field != "entity.name" || got.Reason != "too long" || got.Code != graph.Limit {
		t.Errorf("%+v", got)
	}
	for want, e := range map[string]*graph.RecordError{"f:3:9: entity.name: too long": r, "line 3: too long": {Line: 3, Reason: "too long"}, "f: too long": {File: "f", Reason: "too long"}, "too long": {Reason: "too long"}} {
		if e.Error() != want {
			t.Errorf("%s, want %s", e, want)
		}
	}
	b := &graph.BatchError{Refused: []graph.Refusal{r.Refusal(), r.Refusal()}, More: 3}
	if b.Error() != "f:3:9: entity.name: too long (and 4 more)" || !errors.Is(b, graph.ErrLimit) || errors.Is(b, graph.ErrInvalid) {
		t.Errorf("%v", b)
	}
	if one := (&graph.BatchError{Refused: b.Refused[:1]}).Error(); one != "f:3:9: entity.name: too long" {
		t.Error(one)
	}
	if (&graph.BatchError{}).Error() != "batch refused" || errors.Is(&graph.BatchError{}, graph.ErrLimit) {
		t.Error("a batch that names nothing")
	}
}

func TestEDTFAsText(t *testing.T) {
	var e graph.EDTF
	must(t, e.UnmarshalText([]byte("2025-10")))
	if b, err := e.MarshalText(); err != nil || string(b) != "2025-10" {
		t.Errorf("%s %v", b, err)
	}
	if err := e.UnmarshalText([]byte("soon")); graph.CodeOf(err) != graph.Invalid {
		t.Errorf("%v", err)
	}
}
