package server

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"mime"
	"net/http"

	"dragoman/graph"
	"dragoman/intake"
	"dragoman/records"
	"dragoman/resolvers"
)

// headerKey makes a load idempotent: the same key with the same body is loaded once.
const headerKey = "Idempotency-Key"

const maxKey = 255 // bytes

// take keeps the body of a request on disk, and loads the records in it.
func (s *Server) take(r *http.Request) (receipt graph.Receipt, err error) {
	q, err := parameters(r, "name", "onError", "replace")
	if err != nil {
		return receipt, err
	}
	name := cmp.Or(q.Get("name"), "request")
	o := intake.Options{Actor: resolvers.Actor(r.Context()), Action: "load", Key: r.Header.Get(headerKey)}
	if o.Replace, err = flag(q, "replace"); err != nil {
		return receipt, err
	}
	switch q.Get("onError") {
	case "", graph.RefuseAll.String():
	case graph.Skip.String():
		o.OnError = graph.Skip
	default:
		return receipt, graph.Errorf(graph.Invalid, "onError is %s or %s", graph.RefuseAll, graph.Skip)
	}
	if len(o.Key) > maxKey {
		return receipt, &graph.Error{Code: graph.Invalid, Field: headerKey, Message: fmt.Sprintf("the header %s has at most %d bytes", headerKey, maxKey)}
	}
	decode, err := formOf(r.Header.Get("Content-Type"))
	if err != nil {
		return receipt, err
	}
	sum := sha256.New()
	limit := s.config.Limits.Upload
	spool, err := intake.NewSpoolIn(s.config.Scratch, name, io.TeeReader(&bounded{in: r.Body, left: limit, limit: limit}, sum))
	if err != nil {
		return receipt, err
	}
	defer func() { _ = spool.Close() }() // nothing is lost with it
	if o.Key != "" {
		o.Digest = fmt.Sprintf("%s %s %t", hex.EncodeToString(sum.Sum(nil)), o.OnError, o.Replace)
	}
	var unpacked *bounded
	receipt, err = intake.Take(r.Context(), s.config.Store, func() iter.Seq2[graph.Record, error] {
		return func(yield func(graph.Record, error) bool) {
			in, err := records.Unpack(name, spool.Reader())
			if err != nil {
				yield(graph.Record{}, err)
				return
			}
			unpacked = &bounded{in: in, left: limit, limit: limit}
			decode(name, unpacked)(yield)
		}
	}, o)
	if err != nil && unpacked != nil && unpacked.left < 0 {
		err = unpacked.exceeded() // which says more than that reading stopped
	}
	return receipt, err
}

// formOf tells by the media type how records are written: JSON Lines, YAML, or what
// their first byte says.
func formOf(contentType string) (func(name string, in io.Reader) iter.Seq2[graph.Record, error], error) {
	media, _, err := mime.ParseMediaType(contentType)
	if contentType != "" && err != nil {
		return nil, graph.Errorf(graph.Invalid, "the Content-Type %q cannot be read", contentType)
	}
	switch media {
	case mediaLines, "application/x-ndjson", "application/jsonlines":
		return graph.DecodeRecords, nil
	case "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml":
		return records.DecodeYAML, nil
	case "text/csv", "text/tab-separated-values":
		return nil, graph.Errorf(graph.Invalid, "rows of a table become records by a mapping, which the command line has: dragoman load --map MAPPING FILE --server http://…")
	}
	return byFirstByte, nil
}

// byFirstByte takes what begins with { for JSON Lines, all else for YAML.
func byFirstByte(name string, in io.Reader) iter.Seq2[graph.Record, error] {
	peeked := bufio.NewReader(in)
	start, _ := peeked.Peek(512) // who reads on is told of an error
	start = bytes.TrimSpace(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")))
	if len(start) > 0 && start[0] != '{' {
		return records.DecodeYAML(name, peeked)
	}
	return graph.DecodeRecords(name, peeked)
}

// bounded is a stream that must not be longer than a limit.
type bounded struct {
	in          io.Reader
	left, limit int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.in.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, b.exceeded()
	}
	return n, err
}

func (b *bounded) exceeded() error {
	return &graph.Error{Code: graph.Limit, Limit: int(b.limit), Message: fmt.Sprintf("the records have more than %d bytes, as sent or unpacked; send them in several files, or let the server take more (--max-upload)", b.limit)}
}
