package embedded

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"dragoman/graph"
)

// Where there is no room to sort in, rows come by the index; once rows have come, or
// the time is over, nothing is tried again.
func TestEachOr(t *testing.T) {
	s, err := OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }() // nothing is kept
	const (
		some   = "SELECT value FROM json_each('[1,2,3]') WHERE value > ?"
		broken = "SELECT no_such_column FROM fact WHERE num > ?"
		midway = "SELECT json_extract(value, CASE WHEN key < 1 THEN '$' ELSE 'no path' END) FROM json_each('[1,2,3]') WHERE value > ?"
	)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tc := range []struct {
		reason        string
		ctx           context.Context
		first, second string
		rows          []int64
		fails         bool
	}{
		{"the first does", t.Context(), some, broken, []int64{2, 3}, false},
		{"the first cannot begin", t.Context(), broken, some, []int64{2, 3}, false},
		{"neither can", t.Context(), broken, broken, nil, true},
		{"the first fails after a row", t.Context(), midway, some, []int64{1}, true},
		{"the time is over", over, some, some, nil, true},
	} {
		var rows []int64
		after := int64(1)
		if tc.first == midway {
			after = 0
		}
		err := s.writer.eachOr(tc.ctx, tc.first, tc.second, func(row []driverValue) error {
			rows = append(rows, num(row[0]))
			return nil
		}, after)
		if !slices.Equal(rows, tc.rows) || (err != nil) != tc.fails {
			t.Errorf("%s: rows %v, error %v; want %v", tc.reason, rows, err, tc.rows)
		}
		if tc.ctx == over && !errors.Is(err, graph.ErrDeadline) {
			t.Errorf("%s: %v", tc.reason, err)
		}
	}
}

// What is read ahead comes whole and in order, an error after all before it; who has
// enough ends the reading.
func TestReadAhead(t *testing.T) {
	broken := errors.New("broken")
	upTo := func(n int, end error, ended *bool) iter.Seq2[int, error] {
		return func(yield func(int, error) bool) {
			defer func() { *ended = true }()
			for i := range n {
				if !yield(i, nil) {
					return
				}
			}
			if end != nil {
				yield(0, end)
			}
		}
	}
	for _, tc := range []struct {
		reason    string
		n, enough int
		end       error
		want      int
		fails     bool
	}{
		{"nothing", 0, 10, nil, 0, false},
		{"less than a portion", 3, 10, nil, 3, false},
		{"whole portions", 2 * aheadRows, 1 << 20, nil, 2 * aheadRows, false},
		{"more than may wait", 10*aheadRows + 7, 1 << 20, nil, 10*aheadRows + 7, false},
		{"an error at once", 0, 10, broken, 0, true},
		{"an error later", aheadRows + 5, 1 << 20, broken, aheadRows + 5, true},
		{"enough at once", 100 * aheadRows, 1, nil, 1, false},
		{"enough later", 100 * aheadRows, 3*aheadRows + 1, nil, 3*aheadRows + 1, false},
	} {
		var ended bool
		got, failed := 0, error(nil)
		for x, err := range readAhead(upTo(tc.n, tc.end, &ended), func() {}) {
			if failed = err; err != nil {
				continue
			}
			if x != got {
				t.Fatalf("%s: %d came where %d belongs", tc.reason, x, got)
			}
			if got++; got == tc.enough {
				break
			}
		}
		if got != tc.want || errors.Is(failed, broken) != tc.fails || !ended {
			t.Errorf("%s: %d items, error %v, ended %v", tc.reason, got, failed, ended)
		}
	}
}

// A folder's export, sorted and read ahead, is that of a store in memory, which goes
// by the index; a state that is held gives it too. What relations concern is read in
// portions, of which some end within a relation.
func TestExportsAgree(t *testing.T) {
	text := concerning(2500, 5)
	memory, err := OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	folder, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var want string
	for _, s := range []*Store{memory, folder} {
		if _, err := s.Apply(t.Context(), graph.Batch{Records: graph.DecodeRecords("x", strings.NewReader(text))}); err != nil {
			t.Fatal(err)
		}
		got := exported(t.Context(), t, s)
		if want == "" {
			want = got
		}
		if got != want || strings.Count(got, `"concerns":["e0","e1","e2","e3","e4"]`) != 2500 {
			t.Errorf("%s: the export is another one: %d bytes, want %d", s.where, len(got), len(want))
		}
		if err := s.Hold(t.Context(), func(ctx context.Context) error {
			if got := exported(ctx, t, s); got != want {
				t.Errorf("%s, held: the export is another one", s.where)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		over, cancel := context.WithCancel(t.Context())
		var last error
		for r, err := range s.Export(over) {
			if last = err; r.Relation != nil {
				cancel()
			}
		}
		if cancel(); s == folder && !errors.Is(last, graph.ErrDeadline) { // that of a store in memory was gathered before
			t.Errorf("the caller went away, and the error is %v", last)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func exported(ctx context.Context, t *testing.T, s *Store) string {
	t.Helper()
	var b strings.Builder
	if err := graph.EncodeRecords(&b, s.Export(ctx), graph.EncodeOptions{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// concerning makes relations that concern some entities each, with two claims.
func concerning(relations, entities int) string {
	var b strings.Builder
	b.WriteString("{\"dragoman\":1}\n{\"document\":{\"id\":\"d\"}}\n")
	var concerns []string
	for i := range max(entities, 2) {
		fmt.Fprintf(&b, "{\"entity\":{\"id\":\"e%d\",\"kind\":\"GOVERNMENT\",\"name\":\"E\"}}\n", i)
		concerns = append(concerns, fmt.Sprintf("%q", fmt.Sprint("e", i)))
	}
	for i := range relations {
		fmt.Fprintf(&b, `{"relation":{"from":"e0","type":"ACCUSE","to":"e1","key":"k%d","concerns":[%s],"claims":[{"document":"d","stance":"REPORTS"},{"document":"d","stance":"ALLEGES","note":"n"}]}}`+"\n", i, strings.Join(concerns, ","))
	}
	return b.String()
}
