package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime"
	"testing"
	"time"

	"dragoman/graph"
	"dragoman/graph/embedded"
	"dragoman/server"
)

var benchFolder = flag.String("folder", "", "data folder of BenchmarkWholeAnswers, of a graph that dragoman generate wrote")

// BenchmarkWholeAnswers measures whole GraphQL answers in this process, over a data
// folder that exists and that nothing else uses; b.N answers of each kind.
func BenchmarkWholeAnswers(b *testing.B) {
	if *benchFolder == "" {
		b.Skip("needs -folder")
	}
	store, err := embedded.Open(b.Context(), *benchFolder)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	info, err := store.Info(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	f := &figures{B: b, relations: info.Relations}
	f.start()
	edge := f.handler(store)
	for _, q := range f.questions() {
		b.Run(q.unit, func(b *testing.B) {
			f := *f
			f.B = b
			b.ReportAllocs()
			took, size := f.inProcess(edge, q, b.N)
			f.latency("", "whole", took, 0)
			b.ReportMetric(float64(size)/float64(b.N), "B-an-answer")
		})
	}
}

// whole asks over GraphQL without a socket: the handler of the server reads the bytes
// of a request and writes those of the response.
func (f *figures) whole(store graph.Store) {
	edge := f.handler(store)
	for _, q := range f.questions() {
		f.inProcess(edge, q, q.count/10) // warms caches up
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		took, size := f.inProcess(edge, q, q.count)
		runtime.ReadMemStats(&after)
		f.latency(fmt.Sprintf("in process: %s (%.1f kB an answer, %s allocations of %.0f kB)", q.what, float64(size)/float64(q.count)/1000,
			thousands(int(after.Mallocs-before.Mallocs)/q.count), float64(after.TotalAlloc-before.TotalAlloc)/float64(q.count)/1000), "whole-"+q.unit, took, q.aimInProcess)
	}
}

// handler is that of a server.
func (f *figures) handler(store graph.Store) http.Handler {
	config := server.Config{Limits: server.DefaultLimits(), Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	equip(&config, store)
	edge, err := server.New(config, "127.0.0.1:8080")
	if err != nil {
		f.Fatal(err)
	}
	return edge
}

// inProcess asks n times, one after the other. size is that of all answers.
func (f *figures) inProcess(h http.Handler, q asked, n int) (took []time.Duration, size int) {
	var to recorded
	for range n {
		took = append(took, f.answer(h, q, &to))
		size += to.body.Len()
	}
	return took, size
}

// recorded is a response.
type recorded struct {
	header http.Header
	body   bytes.Buffer
}

func (r *recorded) Header() http.Header         { return r.header }
func (r *recorded) WriteHeader(int)             {}
func (r *recorded) Write(b []byte) (int, error) { return r.body.Write(b) }

// answer times one question, from the bytes of its request to those of the response.
func (f *figures) answer(h http.Handler, q asked, to *recorded) time.Duration {
	body, err := json.Marshal(map[string]any{"query": q.query, "variables": q.vars()})
	if err != nil {
		f.Fatal(err)
	}
	message := fmt.Appendf(nil, "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	in := bufio.NewReader(bytes.NewReader(message))
	to.header = http.Header{}
	to.body.Reset()
	took := f.timed(func() error {
		r, err := http.ReadRequest(in)
		if err == nil {
			h.ServeHTTP(to, r.WithContext(f.Context()))
		}
		return err
	})
	if text := to.body.Bytes(); !bytes.HasPrefix(text, []byte(`{"data"`)) || bytes.Contains(text, []byte(`"stoppedBy":"`)) {
		f.Fatalf("%s: %s", body, text[:min(len(text), 500)])
	}
	return took
}
