package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"dragoman/graph"

	"github.com/google/go-cmp/cmp"
)

// FuzzRecord: what is decoded is valid JSON, comes out the same when it is
// encoded and decoded again, and an error is a *RecordError that lies within the
// line.
func FuzzRecord(f *testing.F) {
	for _, line := range strings.Split(canonicalFile(f), "\n") {
		f.Add([]byte(line))
	}
	f.Add([]byte(`{"entity":{"id":"a","kind":"PERSON","name":"\ud83d\ude00\u0041\n"}}`))
	f.Add([]byte(withClaim(`{"id":"x","document":"d","stance":"PLANS","against":true,"date":{"text":"x","resolved":"2025","basis":"b"},"credibility":6}`)))
	f.Fuzz(func(t *testing.T, in []byte) {
		rec, err := graph.DecodeRecord(in)
		if err != nil {
			var bad *graph.RecordError
			if !errors.As(err, &bad) || bad.Column < 0 || bad.Column > len(in)+1 || bad.Reason == "" {
				t.Fatalf("%#v", err)
			}
			return
		}
		if !json.Valid(in) {
			t.Fatalf("%q was read, but is not JSON", in)
		}
		out := graph.AppendRecord(nil, &rec, graph.EncodeOptions{Audit: true})
		again, err := graph.DecodeRecord(out)
		if err != nil {
			t.Fatalf("%s is not read again: %v", out, err)
		}
		if diff := cmp.Diff(rec, again, sameEDTF); diff != "" {
			t.Fatalf("%s\n%s", out, diff)
		}
		if twice := graph.AppendRecord(nil, &again, graph.EncodeOptions{Audit: true}); !bytes.Equal(out, twice) {
			t.Fatalf("%s, then %s", out, twice)
		}
	})
}

// FuzzRecords: a file of any bytes is read to its end without a panic, and the
// lines of errors and records go up.
func FuzzRecords(f *testing.F) {
	f.Add([]byte(canonicalFile(f)))
	f.Add([]byte("\xef\xbb\xbf{\"dragoman\":1}\r\n\n{\"dragoman\":1}\n{}\n\xff"))
	f.Fuzz(func(t *testing.T, in []byte) {
		line := 0
		for rec, err := range graph.DecodeRecords("f", bytes.NewReader(in)) {
			at := rec.Line
			var bad *graph.RecordError
			if errors.As(err, &bad) {
				at = bad.Line
			} else if err != nil {
				return
			}
			if at <= line {
				t.Fatalf("line %d after %d", at, line)
			}
			line = at
		}
	})
}

const entityA = `{"entity":{"id":"a","kind":"PERSON","name":"A"}}` + "\n"

func TestLongLines(t *testing.T) {
	long := func(n int) io.Reader { return io.LimitReader(endless{}, int64(n)) }
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	in := io.MultiReader(strings.NewReader("{\"dragoman\":1}\n"+entityA), long(100<<20), strings.NewReader("\n"+entityA), long(graph.MaxLine+1))
	var got []string
	for rec, err := range graph.DecodeRecords("f", in) {
		if err != nil {
			got = append(got, string(graph.CodeOf(err))+" "+err.Error())
			continue
		}
		got = append(got, rec.Entity.ID)
	}
	runtime.ReadMemStats(&after)
	const says = "the line is longer than 16 MiB; split the record into several that add to each other"
	want := []string{"a", "LIMIT f:3: " + says, "a", "LIMIT f:5: " + says}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 5*graph.MaxLine {
		t.Errorf("a line of 100 MiB took %d MiB", used>>20)
	}
	for _, err := range graph.DecodeRecords("f", long(graph.MaxLine*2)) {
		if graph.CodeOf(err) != graph.Invalid || !strings.Contains(err.Error(), "header is missing") {
			t.Errorf("a long first line is no header: %v", err)
		}
	}
}

// endless gives x for ever.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestReaders(t *testing.T) {
	in := canonicalFile(t)
	for reason, r := range map[string]io.Reader{
		"a byte at a time":           iotest.OneByteReader(strings.NewReader(in)),
		"the end with the last data": iotest.DataErrReader(strings.NewReader(in)),
		"half of what is asked for":  iotest.HalfReader(strings.NewReader(in)),
	} {
		var out bytes.Buffer
		if err := graph.EncodeRecords(&out, graph.DecodeRecords("f", r), graph.EncodeOptions{}); err != nil || out.String() != in {
			t.Errorf("%s: %v %s", reason, err, out.String())
		}
	}
	broken := errors.New("broken")
	for reason, c := range map[string]struct {
		r    io.Reader
		code graph.Code
	}{
		"a broken reader":                 {iotest.ErrReader(broken), graph.Invalid},
		"a reader that does nothing":      {idle{}, graph.Invalid},
		"a reader that breaks in between": {io.MultiReader(strings.NewReader("{\"dragoman\":1}\n{\"ent"), iotest.ErrReader(broken)), graph.Invalid},
		"an error of ours":                {iotest.ErrReader(graph.Errorf(graph.Limit, "too large")), graph.Limit},
		"a deadline":                      {iotest.ErrReader(contextError()), graph.Deadline},
	} {
		n := 0
		for _, err := range graph.DecodeRecords("f", c.r) {
			n++
			var bad *graph.RecordError
			if graph.CodeOf(err) != c.code || errors.As(err, &bad) || !strings.HasPrefix(err.Error(), string(c.code)+": f:") {
				t.Errorf("%s: %v, want %s", reason, err, c.code)
			}
		}
		if n != 1 {
			t.Errorf("%s: %d results, want one error", reason, n)
		}
	}
}

type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

func contextError() error {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx.Err()
}
