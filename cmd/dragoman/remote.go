package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"dragoman/exchange"
	"dragoman/graph"
	"dragoman/intake"
)

// remote asks a server.
type remote struct {
	base   string // without a slash at the end
	token  string // never printed
	client *http.Client
}

// dial prepares for asking a server; it connects to nothing yet.
func (m *Main) dial(address string, w *whereabouts) (*remote, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, usage("%q is not the address of a server; it looks like http://127.0.0.1:8080", address)
	}
	token, err := m.token(w.tokenFile)
	if err != nil {
		return nil, err
	}
	r := &remote{base: strings.TrimRight(address, "/"), token: token, client: http.DefaultClient}
	if w.server == "" {
		r.client = direct
	}
	return r, nil
}

// token reads the bearer token: the first line of the file, else the variable.
func (m *Main) token(path string) (string, error) {
	if path == "" {
		token, _ := m.LookupEnv("DRAGOMAN_TOKEN")
		return strings.TrimSpace(token), nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", usage("--bearer-token-file: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) > 0 && !strings.HasPrefix(fields[0], "#") {
			return fields[len(fields)-1], nil // a server's own token file may put a name first
		}
	}
	return "", usage("--bearer-token-file: %s holds no token", path)
}

// send makes a request. An answer that is no success is an error, unless keep
// says that its body is worth reading.
func (r *remote) send(ctx context.Context, method, path, media string, body io.Reader, keep func(status int) bool) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, r.base+path, body)
	if err != nil {
		return nil, usage("the server's address: %w", err)
	}
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	req.Header.Set("Accept", "application/graphql-response+json, application/json, */*")
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return nil, r.unreachable(ctx, err)
	}
	if resp.StatusCode == http.StatusOK || keep != nil && keep(resp.StatusCode) {
		return resp, nil
	}
	defer func() { _ = resp.Body.Close() }()
	return nil, r.refused(resp)
}

func (r *remote) unreachable(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return graph.Errorf(graph.Deadline, "the server at %s gave no answer in time; allow more with --timeout, or ask for less", r.base)
	}
	var where *url.Error
	if errors.As(err, &where) {
		err = where.Err
	}
	return graph.Errorf(graph.Unavailable, "the server at %s cannot be reached: %w", r.base, err)
}

// maxRefusal bounds what is read of an answer that explains a failure.
const maxRefusal = 1 << 20

// refused is the error that an answer states.
func (r *remote) refused(resp *http.Response) error {
	var a answer
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxRefusal))
	_ = json.Unmarshal(body, &a)
	_, err := a.fields()
	if err == nil {
		err = graph.Errorf(graph.Internal, "the server at %s answered %s: is it a dragoman server?", r.base, resp.Status)
	}
	if e, ok := errors.AsType[*graph.Error](err); ok && e.Code == graph.Unauthenticated {
		err = graph.Errorf(graph.Unauthenticated, "%s (set DRAGOMAN_TOKEN or --bearer-token-file)", e.Message)
	}
	return err
}

// Query implements backend.
func (r *remote) Query(ctx context.Context, op operation, vars variables) (map[string]json.RawMessage, error) {
	body, err := json.Marshal(map[string]any{"query": op.text(), "variables": vars})
	if err != nil {
		return nil, err
	}
	resp, err := r.send(ctx, http.MethodPost, "/graphql", "application/json", bytes.NewReader(body), nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	var a answer
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return nil, r.unreachable(ctx, err)
	}
	return a.fields()
}

// Load implements backend.
func (r *remote) Load(ctx context.Context, f *feed, o loading) (graph.Receipt, error) {
	q := url.Values{"name": {f.name}, "onError": {o.onError.String()}}
	if o.replace {
		q.Set("replace", "true")
	}
	t := newTransfer(f, o)
	unprocessable := func(status int) bool { return status == http.StatusUnprocessableEntity }
	resp, err := r.send(ctx, http.MethodPost, "/records?"+q.Encode(), "application/jsonl", t.body, unprocessable)
	t.end()
	if t.err != nil { // the server saw a broken request, and took nothing
		err = t.err
	}
	if err != nil {
		return graph.Receipt{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	var got struct {
		graph.Receipt
		More    int             `json:"more"`
		Stopped *intake.Stopped `json:"stopped"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
		return graph.Receipt{}, graph.Errorf(graph.OutcomeUnknown, "the server's answer broke off: it may have taken %s or not; load it again", f.name)
	}
	t.translate(got.Refused)
	if resp.StatusCode != http.StatusOK {
		refused := &graph.BatchError{Refused: got.Refused, More: got.More}
		if got.Stopped != nil {
			got.Stopped.Err = refused
			return graph.Receipt{}, got.Stopped
		}
		return graph.Receipt{}, refused
	}
	got.Refused = append(t.bad, got.Refused...)
	return got.Receipt, nil
}

// Export implements backend.
func (r *remote) Export(ctx context.Context, audit bool) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		resp, err := r.send(ctx, http.MethodGet, fmt.Sprintf("/records?audit=%t", audit), "", nil, nil)
		if err != nil {
			yield(graph.Record{}, err)
			return
		}
		defer func() { _ = resp.Body.Close() }()
		for record, err := range graph.DecodeRecords(r.base, resp.Body) {
			if !yield(record, err) {
				return
			}
		}
	}
}

// Exchange implements backend.
func (r *remote) Exchange(ctx context.Context, files []exchanged, o exchange.Options) error {
	revision := ""
	for i, f := range files {
		shown, err := r.exchange(ctx, f, o)
		switch {
		case err != nil:
			return err
		case i > 0 && shown != revision:
			return graph.Errorf(graph.Conflict, "the graph was written to between two files of the export, which so do not fit together; export again")
		}
		revision = shown
	}
	return nil
}

func (r *remote) exchange(ctx context.Context, f exchanged, o exchange.Options) (revision string, err error) {
	q := url.Values{"format": {string(f.format)}, "audit": {fmt.Sprint(o.Audit)}}
	if o.Where != nil {
		q.Set("where", string(exchange.FilterText(o.Where)))
	}
	resp, err := r.send(ctx, http.MethodGet, "/export?"+q.Encode(), "", nil, nil)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	if _, err := io.Copy(f.w, resp.Body); err != nil {
		return "", graph.Errorf(graph.Unavailable, "the export broke off: %w", err)
	}
	left := map[string]int{}
	if text := resp.Trailer.Get("Dragoman-Left"); text != "" && o.Left != nil && json.Unmarshal([]byte(text), &left) == nil {
		for _, what := range slices.Sorted(maps.Keys(left)) {
			o.Left(what, left[what])
		}
	}
	return resp.Header.Get("Dragoman-After"), nil
}

// Check implements backend.
func (r *remote) Check(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		resp, err := r.send(ctx, http.MethodGet, "/check", "", nil, nil)
		if err != nil {
			yield("", err)
			return
		}
		defer func() { _ = resp.Body.Close() }()
		scan := bufio.NewScanner(resp.Body)
		scan.Buffer(nil, maxRefusal)
		line, any := "", false
		for scan.Scan() { // all but the last line are faults
			if any && !yield(line, nil) {
				return
			}
			line, any = scan.Text(), true
		}
		if !strings.HasSuffix(line, " faults") || scan.Err() != nil {
			yield("", graph.Errorf(graph.Unavailable, "the server at %s stopped checking: %s", r.base, line))
		}
	}
}

// Close implements backend.
func (r *remote) Close() error {
	r.client.CloseIdleConnections()
	return nil
}
