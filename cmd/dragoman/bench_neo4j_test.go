package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	"unicode"

	"dragoman/dev/neo4j"
)

// BenchmarkNeo4j measures the Neo4j store as it is used, beside the raw driver
// behind net/http on the same database, in the same run: one Neo4j, three
// servers, short rounds that take turns, medians. It prints the tables of
// docs/performance.md. With -short the graph is a tenth of the size.
//
//	                ┌─ raw driver behind net/http ─┐
//	client ─ 16 ──▶ ├─ ours, --search database     ├──▶ Neo4j
//	                └─ ours, --search memory       ┘
func BenchmarkNeo4j(b *testing.B) {
	for range b.N {
		f := newFigures(b)
		n := &neo4jFigures{figures: f}
		n.start()
		f.generate()
		f.read()
		n.load()
		n.serveAll()
		n.visibility()
		n.rounds()
		f.print()
		n.printRounds()
	}
}

type neo4jFigures struct {
	*figures
	uri      string
	servers  []contender
	measured []trial
	words    []string // of names
	written  atomic.Int64
}

// contender is a server that answers the same questions.
type contender struct {
	name string
	url  string
	ours bool
}

// start runs a Neo4j with room for the graph.
func (n *neo4jFigures) start() {
	server, err := neo4j.Start(n.Context(), neo4j.Options{Heap: "3g", PageCache: "1g"})
	if err != nil {
		n.Fatal(err)
	}
	n.Cleanup(func() { _ = server.Stop(n.Context()) })
	n.uri = server.URI
}

func (n *neo4jFigures) load() { // a process of its own: its memory is measured
	cmd := exec.Command(n.binary, "load", n.input, "--store", "neo4j", "--neo4j-uri", n.uri, "--data", n.dir)
	begin := time.Now()
	out, err := cmd.CombinedOutput()
	if err != nil {
		n.Fatalf("%v: %s", err, out)
	}
	took := time.Since(begin)
	rate := float64(n.relations) / took.Seconds()
	n.row(fmt.Sprintf("load into an empty Neo4j, whole command (%.0f s)", took.Seconds()), thousands(int(rate))+" relations/s", "≥ 20,000", rate < 20_000)
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		n.row("memory of the loader, greatest", fmt.Sprintf("%d MiB", usage.Maxrss>>10), "flat", false)
	}
}

// serveAll starts the three servers.
func (n *neo4jFigures) serveAll() {
	self, err := os.Executable()
	if err != nil {
		n.Fatal(err)
	}
	raw := exec.Command(self, "-test.run", "^$")
	raw.Env = append(os.Environ(), rawEnv+"="+n.uri)
	n.servers = append(n.servers, contender{"raw driver", n.launch(raw), false})
	for _, way := range []string{"database", "memory"} {
		cmd := exec.Command(n.binary, "serve", "--addr", "127.0.0.1:0", "--store", "neo4j", "--neo4j-uri", n.uri, "--search", way, "--data", n.dir+"-"+way, "--empty")
		begin := time.Now()
		address := n.launch(cmd)
		n.ready(address)
		took := time.Since(begin)
		if way == "memory" {
			rate := float64(n.relations) / took.Seconds()
			n.row(fmt.Sprintf("topology filled: from the start of the process until ready (%.1f s)", took.Seconds()), thousands(int(rate))+" relations/s", "≥ 150,000", rate < 150_000)
			n.row("resident memory of that server, ready", (&served{b: n.B, figures: n.figures, cmd: cmd}).resident("VmRSS"), "", false)
		}
		n.servers = append(n.servers, contender{"ours, " + way, address, true})
	}
}

// launch starts a server and reads where it is.
func (n *neo4jFigures) launch(cmd *exec.Cmd) string {
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		n.Fatal(err)
	}
	n.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // "signal: killed"
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, address, ok := strings.Cut(lines.Text(), "start here  "); ok {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return strings.TrimSuffix(strings.TrimSpace(address), "/")
		}
	}
	n.Fatalf("%v does not say where it is: %s", cmd.Args, said.String())
	return ""
}

// ready waits until a server is.
func (n *neo4jFigures) ready(address string) {
	for begin := time.Now(); time.Since(begin) < 5*time.Minute; time.Sleep(20 * time.Millisecond) {
		resp, err := http.Get(address + "/readyz")
		if err != nil {
			continue
		}
		var h struct{ Search string }
		err = json.NewDecoder(resp.Body).Decode(&h)
		_ = resp.Body.Close()
		if err == nil && resp.StatusCode == http.StatusOK && h.Search != "filling" {
			return
		}
	}
	n.Fatalf("%s does not get ready", address)
}

// visibility writes on the server that searches the database and reads on the
// one that searches memory.
func (n *neo4jFigures) visibility() {
	writer, reader := n.servers[1].url, n.servers[2].url
	var without, with []time.Duration
	for i := range 20 {
		token := n.writeClaim(writer, fmt.Sprint("seen-", i))
		begin := time.Now()
		if i%2 == 0 {
			n.graphql(reader, countWritten, variables{"of": []string{n.actors[0], n.actors[1]}}, token)
			with = append(with, time.Since(begin))
			continue
		}
		for {
			text := n.graphql(reader, countWritten, variables{"of": []string{n.actors[0], n.actors[1]}}, "")
			if bytes.Contains(text, fmt.Appendf(nil, `"seen-%d"`, i)) {
				break
			}
			time.Sleep(2 * time.Millisecond)
		}
		without = append(without, time.Since(begin))
	}
	slices.Sort(without)
	slices.Sort(with)
	n.row("a write on one server seen on another: without a token, greatest of 10", short(without[len(without)-1]), "≤ 1 s", without[len(without)-1] > time.Second)
	n.row("the same with the token: time of the answer, median of 10", short(with[len(with)/2]), "", false)
}

const countWritten = `query ($of: [ID!]!) { relations(between: $of, first: 1000, where: {types: [SUPPORT]}) { nodes { key } } }`

// writeClaim writes one relation with one claim and gives the token.
func (n *neo4jFigures) writeClaim(url, key string) string {
	record := fmt.Sprintf(`{"relation":{"from":%q,"type":"SUPPORT","to":%q,"key":%q,"claims":[{"document":"d0","stance":"REPORTS"}]}}`, n.actors[0], n.actors[1], key)
	text := n.graphql(url, `mutation ($key: String!, $jsonl: String!) { importRecords(key: $key, jsonl: $jsonl) { claims token } }`, variables{"key": key, "jsonl": header + record}, "")
	var answer struct {
		Data struct{ ImportRecords struct{ Token string } }
	}
	if err := json.Unmarshal(text, &answer); err != nil || answer.Data.ImportRecords.Token == "" {
		n.Fatalf("%v: %s", err, text)
	}
	return answer.Data.ImportRecords.Token
}

var neo4jClient = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: throughputConnections}}

func (n *neo4jFigures) graphql(address, query string, vars variables, token string) []byte {
	text, err := postGraphQL(address, query, vars, token)
	if err != nil {
		n.Fatal(err)
	}
	return text
}

func postGraphQL(address, query string, vars variables, token string) ([]byte, error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": vars})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequest(http.MethodPost, address+"/graphql", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Dragoman-After", token)
	}
	return answerOf(neo4jClient.Do(req))
}

// answerOf reads a whole answer; one with errors, or stopped, is an error.
func answerOf(resp *http.Response, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err == nil && (resp.StatusCode != http.StatusOK || bytes.Contains(text, []byte(`"errors":`)) || bytes.Contains(text, []byte(`"stoppedBy":"`))) {
		err = fmt.Errorf("%s: %.500s", resp.Status, text)
	}
	return text, err
}

// trial is a kind of question: how the raw driver is asked, and how we are.
type trial struct {
	name  string
	raw   func() string // path and query
	query string
	vars  func() variables

	rate [3][]float64 // by server

	p50 [3][]time.Duration
}

// The evidence that every answer of ours carries.
const benchEvidence = `status independentSources firstKnown reliability when { edtf earliest latest } stances { stance against count } sources { entity { id } text }`

func (n *neo4jFigures) trials() []trial {
	id := func() string { return n.entity() }
	return []trial{
		{
			name: "entity by id", raw: func() string { return "/entity?id=" + id() },
			query: `query ($id: ID!) { entity(id: $id) { id kind name type degree } }`, vars: func() variables { return variables{"id": id()} },
		},
		{
			name: "list of 100", raw: func() string { return "/list?kind=ORGANIZATION&after=" + id() },
			query: `query ($first: Int) { organizations(first: $first) { nodes { id kind name type degree } } }`, vars: func() variables { return variables{"first": 100} },
		},
		{
			name: "entity with 20 relations", raw: func() string { return "/relations?id=" + id() },
			query: `query ($id: ID!) { entity(id: $id) { id name relations(first: 20) { nodes { id type from { id name kind } to { id name kind } ` + benchEvidence + ` } } } }`, vars: func() variables { return variables{"id": id()} },
		},
		{
			name: "ego, depth 2, 200 nodes", raw: func() string { return "/ego?id=" + id() },
			query: `query ($of: [ID!]!) { ego(of: $of, depth: 2, first: 200, perNode: 200) { complete nodes { distance entity { id kind name degree } } relations { id type from { id } to { id } ` + benchEvidence + ` } } }`, vars: func() variables { return variables{"of": []string{id()}} },
		},
		{
			name: "shortest path", raw: func() string {
				from, to := id(), id()
				for to == from { // Neo4j's own search refuses that
					to = id()
				}
				return "/path?id=" + from + "&to=" + to
			},
			query: `query ($from: [ID!]!, $to: [ID!]!) { paths(from: $from, to: $to) { outcome complete paths { hops status nodes { id kind name } steps { relation { id type ` + benchEvidence + ` } } } } }`, vars: func() variables { return variables{"from": []string{id()}, "to": []string{id()}} },
		},
		{
			name: "name search", raw: func() string { return "/search?text=" + url.QueryEscape(n.word()) },
			query: `query ($text: String) { search(text: $text, first: 10) { nodes { entity { id kind name } matchedName score } } }`, vars: func() variables { return variables{"text": n.word()} },
		},
		{
			name: "one write", raw: func() string { return fmt.Sprintf("/write?id=%s&key=raw-%d", id(), n.written.Add(1)) },
			query: `mutation ($key: String!, $jsonl: String!) { importRecords(key: $key, jsonl: $jsonl) { claims token } }`, vars: func() variables {
				key := fmt.Sprint("round-", n.written.Add(1))
				return variables{"key": key, "jsonl": header + fmt.Sprintf(`{"relation":{"from":%q,"type":"SUPPORT","to":%q,"key":%q,"claims":[{"document":"d0","stance":"REPORTS"}]}}`, n.actors[0], n.actors[1], key)}
			},
		},
	}
}

// word is the last one of some entity's name.
func (n *neo4jFigures) word() string { return n.words[n.rand.IntN(len(n.words))] }

// learn reads some names from the raw driver.
func (n *neo4jFigures) learn() {
	for range 200 {
		text, err := answerOf(neo4jClient.Get(n.servers[0].url + "/entity?id=" + n.entity()))
		var rows [][]any
		if err == nil {
			err = json.Unmarshal(text, &rows)
		}
		if err != nil {
			n.Fatal(err)
		}
		// The raw driver passes words on as they are, and the index reads signs as its
		// own language.
		words := strings.FieldsFunc(fmt.Sprint(rows[0][2]), func(r rune) bool { return !unicode.IsLetter(r) })
		if len(words) > 0 {
			if word := strings.ToLower(words[len(words)-1]); word != "and" && word != "or" && word != "not" {
				n.words = append(n.words, word)
			}
		}
	}
}

// Rounds are many and short, since the machine's noise comes in bursts.
const (
	roundCount = 7
	roundTime  = 500 * time.Millisecond
)

// rounds asks all servers in turns, and each in a different place of the turn.
func (n *neo4jFigures) rounds() {
	n.learn()
	n.measured = n.trials()
	var mu sync.Mutex // guards the random numbers
	for i := range n.measured {
		c := &n.measured[i]
		ask := func(k int) error {
			mu.Lock()
			path, vars := c.raw(), c.vars()
			mu.Unlock()
			if !n.servers[k].ours {
				return second(answerOf(neo4jClient.Get(n.servers[k].url + path)))
			}
			return second(postGraphQL(n.servers[k].url, c.query, vars, ""))
		}
		for k := range n.servers { // plans and caches
			for range 50 {
				if err := ask(k); err != nil {
					n.Fatalf("%s, %s: %v", c.name, n.servers[k].name, err)
				}
			}
		}
		for round := range roundCount {
			for turn := range n.servers {
				k := (round + turn) % len(n.servers)
				c.rate[k] = append(c.rate[k], n.burst(func() error { return ask(k) }))
				c.p50[k] = append(c.p50[k], n.single(func() error { return ask(k) }))
			}
		}
	}
}

// burst asks over 16 connections and gives answers a second.
func (n *neo4jFigures) burst(ask func() error) float64 {
	var done atomic.Int64
	var all sync.WaitGroup
	begin := time.Now()
	for range throughputConnections {
		all.Go(func() {
			for time.Since(begin) < roundTime {
				if err := ask(); err != nil {
					n.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	all.Wait()
	return float64(done.Load()) / time.Since(begin).Seconds()
}

// single asks over one connection and gives the median time.
func (n *neo4jFigures) single(ask func() error) time.Duration {
	var took []time.Duration
	for begin := time.Now(); time.Since(begin) < roundTime/2; {
		t := time.Now()
		if err := ask(); err != nil {
			n.Fatal(err)
		}
		took = append(took, time.Since(t))
	}
	slices.Sort(took)
	return took[len(took)/2]
}

func median[T float64 | time.Duration](xs []T) T {
	slices.Sort(xs)
	return xs[len(xs)/2]
}

// printRounds writes requests a second and median times, with ratios to the raw
// driver of the same rounds.
func (n *neo4jFigures) printRounds() {
	fmt.Printf("| %d connections, answers/s (median of %d rounds) | raw driver | database | ratio | memory | ratio |\n|---|---|---|---|---|---|\n", throughputConnections, roundCount)
	for i := range n.measured {
		c := &n.measured[i]
		raw, database, memory := median(c.rate[0]), median(c.rate[1]), median(c.rate[2])
		fmt.Printf("| %s | %s | %s | %.2f | %s | %.2f |\n", c.name, thousands(int(raw)), thousands(int(database)), database/raw, thousands(int(memory)), memory/raw)
		n.ReportMetric(database/raw, strings.ReplaceAll(c.name, " ", "-")+"-database-×raw")
		n.ReportMetric(memory/raw, strings.ReplaceAll(c.name, " ", "-")+"-memory-×raw")
	}
	fmt.Print("\n| one connection, median time | raw driver | database | × | memory | × |\n|---|---|---|---|---|---|\n")
	for i := range n.measured {
		c := &n.measured[i]
		raw, database, memory := median(c.p50[0]), median(c.p50[1]), median(c.p50[2])
		fmt.Printf("| %s | %s | %s | %.2f | %s | %.2f |\n", c.name, short(raw), short(database), float64(database)/float64(raw), short(memory), float64(memory)/float64(raw))
	}
	fmt.Println()
}
