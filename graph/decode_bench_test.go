package graph_test

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"testing"

	"dragoman/graph"
)

// simpleRelations writes n relation records with one claim each, as coded event
// data gives them.
func simpleRelations(n int) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	b.WriteString("{\"dragoman\": 1}\n")
	for i := range n {
		fmt.Fprintf(&b, `{"relation":{"from":"actor-%d","type":"CONSULT","to":"actor-%d","key":"e%d","claims":[{"document":"doc-%d","locator":%d,"stance":"REPORTS","sources":["agency-%d"],"date":"2025-%02d-%02d"}]}}`+"\n",
			random.IntN(20000), random.IntN(20000), i, random.IntN(5000), 1+random.IntN(40), random.IntN(50), 1+random.IntN(12), 1+random.IntN(28))
	}
	return b.Bytes()
}

func BenchmarkDecodeRelations(b *testing.B) {
	const records = 20_000
	data := simpleRelations(records)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range graph.DecodeRecords("bench", bytes.NewReader(data)) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(records*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

func BenchmarkEncodeRelations(b *testing.B) {
	const records = 20_000
	var all []graph.Record
	for rec, err := range graph.DecodeRecords("bench", bytes.NewReader(simpleRelations(records))) {
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, rec)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := graph.EncodeRecords(io.Discard, seq(all), graph.EncodeOptions{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(records*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

func seq(records []graph.Record) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}
