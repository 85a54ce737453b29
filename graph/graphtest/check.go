package graphtest

import (
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dragoman/graph"
)

// alike is how answers are compared: an empty list is like none, and what is the
// store's own is left out.
var alike = cmp.Options{
	cmpopts.EquateEmpty(),
	cmp.Comparer(func(a, b graph.EDTF) bool { return a.String() == b.String() }),
	cmpopts.IgnoreFields(graph.PathResult{}, "Explored"),
	cmpopts.IgnoreFields(graph.Basis{}, "Explored"),
	cmpopts.IgnoreFields(graph.PathChanges{}, "Explored"),
	cmpopts.IgnoreFields(graph.ConnectResult{}, "Explored"),
	cmpopts.IgnoreFields(graph.Receipt{}, "Revision"),
	cmpopts.IgnoreFields(graph.Record{}, "File", "Line"),
	cmpopts.IgnoreFields(graph.Relation{}, "Where"),
	cmpopts.IgnoreFields(graph.Attribute{}, "Where"),
	cmpopts.IgnoreFields(graph.ClaimAnswer{}, "Where"),
}

// violated reports that the rule is broken.
func (c *check) violated(format string, args ...any) {
	c.Helper()
	c.Errorf("violated: %s\n%s", c.rule.words, fmt.Sprintf(format, args...))
}

// want compares.
func (c *check) want(what string, got, want any) {
	c.Helper()
	if diff := cmp.Diff(want, got, alike); diff != "" {
		c.violated("%s (-want +got):\n%s", what, diff)
	}
}

// ok wants no error.
func (c *check) ok(what string, err error) {
	c.Helper()
	if err != nil {
		c.Fatalf("violated: %s\n%s: %v", c.rule.words, what, err)
	}
}

// refused wants an error of a class, an *graph.Error or *graph.BatchError.
func (c *check) refused(what string, err error, class *graph.Error) *graph.Error {
	c.Helper()
	if !errors.Is(err, class) {
		c.violated("%s: the error is %v, want %s", what, err, class.Code)
		return &graph.Error{}
	}
	var e *graph.Error
	if !errors.As(err, &e) {
		return &graph.Error{}
	}
	if e.Message == "" {
		c.violated("%s: the error has no message", what)
	}
	return e
}

// text makes records of JSON Lines without their header, which counts as line 1.
func text(lines string) iter.Seq2[graph.Record, error] {
	return graph.DecodeRecords("fixture", strings.NewReader("{\"dragoman\": 1}\n"+strings.TrimPrefix(lines, "\n")))
}

// numbered puts a number in the place of each %d.
func numbered(lines string, n int) string { return strings.ReplaceAll(lines, "%d", fmt.Sprint(n)) }

// given makes a sequence of records, in lines from 1.
func given(records ...graph.Record) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		for i, r := range records {
			r.Line = i + 1
			if !yield(copyRecord(r), nil) {
				return
			}
		}
	}
}

// load applies lines and wants them taken.
func (c *check) load(lines string) graph.Receipt {
	c.Helper()
	receipt, err := c.store.Apply(c.ctx, graph.Batch{Records: text(lines), Action: "load", Actor: "tester"})
	c.ok("loading", err)
	return receipt
}

// told names a relation by what it says: "a HOLDS b", "a PARTICIPATED_IN m HOST",
// "a ACCUSE b matter".
func told(r *graph.Relation) string {
	if r == nil {
		return "none"
	}
	return strings.Join(strings.Fields(fmt.Sprint(r.From, " ", r.Type, " ", r.To, " ", r.Role, " ", r.Key)), " ")
}

// id computes the relation id of what told would say.
func id(words string) string {
	w := strings.Fields(words)
	var t graph.RelationType
	for _, x := range graph.RelationTypes() {
		if x.String() == w[1] {
			t = x
		}
	}
	var role graph.Role
	key := ""
	if len(w) > 3 {
		for r := graph.Host; r <= graph.Victim; r++ {
			if r.String() == w[3] {
				role = r
			}
		}
		if role == 0 {
			key = w[3]
		}
	}
	return graph.RelationID(w[0], t, w[2], role, key)
}

// mapped applies a function to each.
func mapped[T, S any](list []T, f func(T) S) []S {
	out := make([]S, 0, len(list))
	for _, x := range list {
		out = append(out, f(x))
	}
	return out
}

func entityID(e *graph.Entity) string {
	if e == nil {
		return "none"
	}
	return e.ID
}

// day parses a day of a test.
func day(s string) *graph.Day {
	d, err := graph.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return &d
}

// edtf parses a date of a test.
func edtf(s string) graph.EDTF {
	e, err := graph.ParseEDTF(s)
	if err != nil {
		panic(err)
	}
	return e
}
