package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"path"
	"strconv"
	"sync"
	"time"
)

const (
	// immutable is for names that carry a hash of their content; the seconds are one year.
	immutable = "public, max-age=31536000, immutable"
	// revalidate lets a browser keep a copy but ask, with the ETag, each time.
	revalidate = "no-cache"
)

// contentTypes is a table of our own because mime.TypeByExtension reads the machine's.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".html":  "text/html; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".md":    "text/markdown; charset=utf-8",
	".svg":   "image/svg+xml",
	".ttf":   "font/ttf",
	".woff":  "font/woff",
	".woff2": "font/woff2",
}

// page is one resource with its headers. gzipped is nil where compression does not pay.
type page struct {
	contentType  string
	cacheControl string
	policy       string
	tag          string // of the stored bytes, without quotes
	gzipped      []byte
	plain        func() ([]byte, error)
}

func newPage(name, cacheControl, policy string, plain []byte) *page {
	return &page{
		contentType:  contentTypes[path.Ext(name)],
		cacheControl: cacheControl,
		policy:       policy,
		tag:          tagOf(plain),
		plain:        func() ([]byte, error) { return plain, nil },
	}
}

// newGzippedPage unpacks on the first request that needs it, and keeps the result.
func newGzippedPage(name, cacheControl, policy string, gzipped []byte) *page {
	return &page{
		contentType:  contentTypes[path.Ext(name)],
		cacheControl: cacheControl,
		policy:       policy,
		tag:          tagOf(gzipped),
		gzipped:      gzipped,
		plain:        sync.OnceValues(func() ([]byte, error) { return unpack(gzipped) }),
	}
}

func tagOf(stored []byte) string {
	sum := sha256.Sum256(stored)
	return hex.EncodeToString(sum[:12])
}

func unpack(gzipped []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(gzipped))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}

// ServeHTTP answers GET and HEAD, with If-None-Match and Range handled by http.ServeContent.
func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !readOnly(w, r) {
		return
	}
	body, encoding, err := p.represent(r.Header.Values("Accept-Encoding"))
	if err != nil {
		http.Error(w, "the page could not be unpacked", http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Content-Type", p.contentType)
	header.Set("Cache-Control", p.cacheControl)
	header.Set("Content-Security-Policy", p.policy)
	harden(header)
	if p.gzipped != nil {
		header.Set("Vary", "Accept-Encoding")
	}
	tag := p.tag
	if encoding != "" {
		tag += "-" + encoding // representations of one resource must not share a strong tag
		header.Set("Content-Encoding", encoding)
		// ServeContent leaves the length of encoded bodies out; ours is known.
		header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	header.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

func (p *page) represent(acceptEncoding []string) (body []byte, encoding string, err error) {
	if p.gzipped != nil && prefersGzip(acceptEncoding) {
		return p.gzipped, "gzip", nil
	}
	body, err = p.plain()
	return body, "", err
}

// harden sets what every answer of this package carries, errors included.
func harden(header http.Header) {
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
}

func readOnly(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	harden(w.Header())
	w.Header().Set("Allow", "GET, HEAD")
	http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
	return false
}

func notFound(w http.ResponseWriter, _ *http.Request) {
	harden(w.Header())
	http.Error(w, "There is nothing here. The explorer is at /, the playground at /playground, the API at /graphql and its schema at /schema.graphql.", http.StatusNotFound)
}
