package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"dragoman/graph"
)

// BenchmarkServed measures how many answers a second one server gives over HTTP to
// 16 connections, the client being another process on the same CPUs. The same
// questions go in turns to a binary that leaves the writing of every answer to the
// executor, over a copy of the data folder.
//
//	                ┌─▶ as it is      data folder
//	client ── 16 ───┤     in turns
//	                └─▶ executor      copy
//
// With -short the graph is a tenth of the size.
func BenchmarkServed(b *testing.B) {
	for range b.N {
		f := newFigures(b)
		f.generate()
		f.load()
		f.table = nil // loading is measured elsewhere
		f.rates()
		f.print()
	}
}

// rated is a kind of question for which a number of answers a second is wanted.
type rated struct {
	what, unit, query string
	aim               int
	vars              func(*rand.Rand) variables
	writes            bool
}

func (f *figures) rated(words, persons []string) []rated {
	id := func(r *rand.Rand) string { return "e" + strconv.Itoa(r.IntN(f.entities)) }
	return []rated{
		{"entity by id", "entity", `query ($id: ID!) { entity(id: $id) { id kind name type degree } }`, 15_000, func(r *rand.Rand) variables {
			return variables{"id": id(r)}
		}, false},
		{"100 entities × 6 fields", "entities", `query ($ids: [ID!]!) { entities(ids: $ids) { id kind type name degree summary } }`, 5_000, func(r *rand.Rand) variables {
			ids := make([]string, 100)
			for i := range ids {
				ids[i] = id(r)
			}
			return variables{"ids": ids}
		}, false},
		{"entity with 20 relations", "relations", `query ($id: ID!) { entity(id: $id) { id name relations(first: 20) { nodes { id type from { id name kind } to { id name kind } ` + benchEvidence + ` } } } }`, 8_000, func(r *rand.Rand) variables {
			return variables{"id": id(r)}
		}, false},
		{"ego of 200 nodes, depth 2, what a page draws", "ego", drawnEgo, 4_000, func(r *rand.Rand) variables {
			return variables{"of": []string{id(r)}, "depth": 2, "first": 200}
		}, false},
		{"the same with all evidence of some 600 relations", "ego-evidence", `query ($of: [ID!]!) { ego(of: $of, depth: 2, first: 200, perNode: 200) { complete nodes { distance entity { id kind name degree } } relations { id type from { id } to { id } ` + benchEvidence + ` } } }`, 0, func(r *rand.Rand) variables {
			return variables{"of": []string{id(r)}}
		}, false},
		{"shortest path", "path", `query ($from: [ID!]!, $to: [ID!]!) { paths(from: $from, to: $to) { outcome complete paths { hops status nodes { id kind name } steps { relation { id type ` + benchEvidence + ` } } } } }`, 10_000, func(r *rand.Rand) variables {
			return variables{"from": []string{id(r)}, "to": []string{id(r)}}
		}, false},
		{"name search, top 10", "search", `query ($text: String) { search(text: $text, first: 10) { nodes { entity { id kind name } matchedName score } } }`, 5_000, func(r *rand.Rand) variables {
			return variables{"text": words[r.IntN(len(words))]}
		}, false},
		{"one durable write", "write", `mutation ($key: String!, $jsonl: String!) { importRecords(key: $key, jsonl: $jsonl) { claims } }`, 2_000, func(r *rand.Rand) variables {
			key := fmt.Sprint("rated-", r.Uint64())
			return variables{"key": key, "jsonl": header + fmt.Sprintf(`{"relation":{"from":%q,"type":"SUPPORT","to":%q,"key":%q,"claims":[{"document":"d0","stance":"REPORTS"}]}}`,
				persons[r.IntN(len(persons))], persons[r.IntN(len(persons))], key)}
		}, true},
	}
}

// The whole page is short, so rounds are short and take turns: the machine's noise
// comes in bursts.
const (
	ratedRounds = 5
	ratedTime   = time.Second
	leastGain   = 4 // times the executor alone, for 100 entities × 6 fields
)

// rates asks both servers, in turns.
func (f *figures) rates() {
	plain := *f
	plain.binary, plain.dir = f.binary+"-plain", f.dir+"-plain"
	f.run("go", "build", "-ldflags", "-X main.writing=executor", "-o", plain.binary, ".")
	if err := os.CopyFS(plain.dir, os.DirFS(f.dir)); err != nil {
		f.Fatal(err)
	}
	servers := [2]*served{f.serve(), plain.serve()}
	words, persons := f.names()
	for _, q := range f.rated(words, persons) {
		var got [2][]float64
		var work [2]time.Duration // of the server's process
		answers := [2]int{}
		for round := range ratedRounds + 1 {
			for k, s := range servers {
				before := s.worked()
				n, took := f.storm(s, q)
				if round > 0 { // the first warms up
					got[k] = append(got[k], float64(n)/took.Seconds())
					work[k] += s.worked() - before
					answers[k] += n
				}
			}
		}
		direct, executor := median(got[0]), median(got[1])
		value := fmt.Sprintf("%s answers/s, %s of the server's time each; by the executor %s, %s: %.1f ×", thousands(int(direct)), each(work[0], answers[0]),
			thousands(int(executor)), each(work[1], answers[1]), direct/executor)
		if q.writes {
			value = fmt.Sprintf("%s answers/s, %s of the server's time each", thousands(int(direct)), each(work[0], answers[0]))
		}
		missed, aim := direct < float64(q.aim), ""
		if q.aim > 0 {
			aim = "≥ " + thousands(q.aim)
		}
		if q.unit == "entities" {
			missed, aim = missed || direct/executor < leastGain, fmt.Sprintf("%s and ≥ %d ×", aim, leastGain)
		}
		f.row("HTTP, 16 connections: "+q.what, value, aim, missed)
		f.ReportMetric(direct, "served-"+q.unit+"/s")
		f.ReportMetric(direct/executor, "served-"+q.unit+"-×executor")
	}
	f.row("load average after", loadAverage(), "", false)
	for _, s := range servers {
		s.stop()
	}
}

func each(all time.Duration, n int) string { return short(all / time.Duration(max(n, 1))) }

// names gives the last words of the names of some entities, and some persons.
func (f *figures) names() (words, persons []string) {
	in, err := os.Open(f.input)
	if err != nil {
		f.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	for r, err := range graph.DecodeRecords(filepath.Base(f.input), bufio.NewReader(in)) {
		if err != nil {
			f.Fatal(err)
		}
		e := r.Entity
		if e == nil {
			continue
		}
		if fields := strings.Fields(e.Name); len(words) < 2000 && len(fields) > 0 {
			words = append(words, strings.ToLower(fields[len(fields)-1]))
		}
		if e.Kind == graph.KindPerson {
			persons = append(persons, e.ID)
		}
		if len(words) == 2000 && len(persons) > 5000 {
			break
		}
	}
	return words, persons
}

// worked is the processor time of the server so far; 0 where it is not told.
func (s *served) worked() time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	user, _ := strconv.Atoi(fields[11]) // utime and stime of proc(5), in hundredths of a second
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// storm asks from 16 connections at once, for a while.
func (f *figures) storm(s *served, q rated) (answers int, took time.Duration) {
	text, err := json.Marshal(q.query)
	if err != nil {
		f.Fatal(err)
	}
	seed := f.rand.Uint64()
	counts, errs := make([]int, throughputConnections), make([]error, throughputConnections)
	begin := time.Now()
	var all sync.WaitGroup
	for i := range throughputConnections {
		all.Go(func() {
			counts[i], errs[i] = ask(strings.TrimPrefix(s.address, "http://"), text, begin.Add(ratedTime), rand.New(rand.NewPCG(seed, uint64(i))), q.vars)
		})
	}
	all.Wait()
	took = time.Since(begin)
	for i, err := range errs {
		if err != nil {
			f.Fatalf("%s: %v", q.what, err)
		}
		answers += counts[i]
	}
	return answers, took
}

// ask speaks HTTP/1.1 by hand, so that the client takes as little as may be of the
// CPUs that it shares.
func ask(address string, query []byte, end time.Time, r *rand.Rand, vars func(*rand.Rand) variables) (n int, err error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close() }()
	in := bufio.NewReaderSize(conn, 1<<16)
	var body, message []byte
	for ; time.Now().Before(end); n++ {
		v, err := json.Marshal(vars(r))
		if err != nil {
			return n, err
		}
		body = append(append(append(append(append(body[:0], `{"query":`...), query...), `,"variables":`...), v...), '}')
		message = fmt.Appendf(message[:0], "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", len(body))
		if _, err := conn.Write(append(message, body...)); err != nil {
			return n, err
		}
		if err := skipAnswer(in); err != nil {
			return n, err
		}
	}
	return n, nil
}

// skipAnswer reads an answer to its end. One with errors is an error.
func skipAnswer(in *bufio.Reader) error {
	length := -1
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
		if len(line) <= len("\r\n") {
			break
		}
	}
	if length < 0 {
		return fmt.Errorf("an answer without its length")
	}
	start, err := in.Peek(min(length, 200))
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(start, []byte(`{"data":`)) {
		return fmt.Errorf("%s", start)
	}
	_, err = in.Discard(length)
	return err
}
