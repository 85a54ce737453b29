package web_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dragoman/web"
)

// site mounts the handlers the way the server does.
func site() http.Handler {
	mux := http.NewServeMux()
	playground := web.Playground()
	mux.Handle("/playground", playground)
	mux.Handle("/playground/", playground)
	mux.Handle("/assets/", playground)
	mux.Handle("/{$}", web.Home())
	return mux
}

func request(t *testing.T, handler http.Handler, method, target string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, response *http.Response) []byte {
	t.Helper()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

var reference = regexp.MustCompile(`(?:src|href)="\./(assets/[^"]+)"`)

// assetEnding finds an asset that the playground names, by the end of its name.
func assetEnding(t *testing.T, handler http.Handler, ending string) string {
	t.Helper()
	html := body(t, request(t, handler, http.MethodGet, "/playground"))
	for _, match := range reference.FindAllSubmatch(html, -1) {
		if name := string(match[1]); strings.HasSuffix(name, ending) && strings.Contains(name, "/playground-") {
			return "/" + name
		}
	}
	t.Fatalf("the playground names no asset ending in %s", ending)
	return ""
}

func TestHeaders(t *testing.T) {
	handler := site()
	script := assetEnding(t, handler, ".js")
	style := assetEnding(t, handler, ".css")
	const year = "public, max-age=31536000, immutable"
	for _, test := range []struct{ path, contentType, cacheControl, reason string }{
		{"/", "text/html; charset=utf-8", "no-cache", "a page keeps its address when its content changes"},
		{"/playground", "text/html; charset=utf-8", "no-cache", "likewise, and it names the hashed assets"},
		{script, "text/javascript; charset=utf-8", year, "its name carries its hash"},
		{style, "text/css; charset=utf-8", year, "its name carries its hash"},
		{"/assets/licenses.md", "text/markdown; charset=utf-8", "no-cache", "its name carries no hash"},
	} {
		t.Run(test.path, func(t *testing.T) {
			response := request(t, handler, http.MethodGet, test.path)
			if response.StatusCode != http.StatusOK {
				t.Fatalf("status %d", response.StatusCode)
			}
			want := map[string]string{
				"Content-Type":           test.contentType,
				"Cache-Control":          test.cacheControl,
				"X-Content-Type-Options": "nosniff",
				"Referrer-Policy":        "no-referrer",
			}
			got := map[string]string{}
			for name := range want {
				got[name] = response.Header.Get(name)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.reason, diff)
			}
			policy := response.Header.Get("Content-Security-Policy")
			if test.path != "/" && policy != web.PlaygroundPolicy {
				t.Errorf("a worker obeys the policy it is served with; got %q", policy)
			}
			if test.path == "/" && (policy != web.ExplorerPolicy || strings.Contains(policy, "unsafe")) {
				t.Errorf("the explorer needs nothing inline; got %q", policy)
			}
			for _, directive := range []string{"default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"} {
				if !strings.Contains(policy, directive) {
					t.Errorf("the policy lacks %s: %q", directive, policy)
				}
			}
			if response.Header.Get("ETag") == "" {
				t.Error("no ETag")
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	handler := site()
	script := assetEnding(t, handler, ".js")
	plain := body(t, request(t, handler, http.MethodGet, script))
	for _, test := range []struct {
		accept []string
		want   string
		reason string
	}{
		{nil, "", "no header: plain"},
		{[]string{""}, "", "an empty header accepts only plain"},
		{[]string{"gzip"}, "gzip", "named"},
		{[]string{"GZIP"}, "gzip", "codings are case-insensitive"},
		{[]string{"x-gzip"}, "gzip", "the old name"},
		{[]string{"gzip, deflate, br, zstd"}, "gzip", "a browser: gzip is what is stored"},
		{[]string{"br"}, "", "brotli is not stored"},
		{[]string{"br, gzip;q=0.2"}, "gzip", "plain is not named, so any weight wins"},
		{[]string{"br", "gzip"}, "gzip", "two header lines are one list"},
		{[]string{"gzip;q=0"}, "", "refused"},
		{[]string{"gzip;q=0.000"}, "", "refused"},
		{[]string{"gzip; q=0, *"}, "", "refused by name, whatever the star says"},
		{[]string{"*"}, "gzip", "the star speaks for gzip"},
		{[]string{"*;q=0"}, "", "all refused: plain, which everybody reads"},
		{[]string{"identity;q=0, gzip;q=0"}, "", "both refused: plain rather than nothing"},
		{[]string{"identity;q=0, *"}, "gzip", "plain refused"},
		{[]string{"identity, gzip;q=0.5"}, "", "plain preferred"},
		{[]string{"identity;q=0.5, gzip"}, "gzip", "gzip preferred"},
		{[]string{"identity, gzip"}, "gzip", "a tie goes to gzip"},
		{[]string{"gzip;q=many"}, "", "an unreadable weight is none"},
		{[]string{"gzip;q=NaN"}, "", "an unreadable weight is none"},
	} {
		t.Run(strings.Join(test.accept, "|"), func(t *testing.T) {
			var header []string
			for _, line := range test.accept {
				header = append(header, "Accept-Encoding", line)
			}
			response := request(t, handler, http.MethodGet, script, header...)
			if got := response.Header.Get("Content-Encoding"); got != test.want {
				t.Fatalf("Content-Encoding %q, want %q: %s", got, test.want, test.reason)
			}
			if response.Header.Get("Vary") != "Accept-Encoding" {
				t.Error("a cache needs Vary: Accept-Encoding for both forms")
			}
			content := body(t, response)
			if got := response.Header.Get("Content-Length"); got != strconv.Itoa(len(content)) {
				t.Errorf("Content-Length %s, body %d", got, len(content))
			}
			if test.want == "gzip" {
				content = gunzip(t, content)
			}
			if !bytes.Equal(content, plain) {
				t.Error("both forms must be the same text")
			}
		})
	}
}

func gunzip(t *testing.T, packed []byte) []byte {
	t.Helper()
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestUnchangedIsNotSentAgain(t *testing.T) {
	handler := site()
	tags := map[string]string{}
	for _, target := range []string{"/", "/playground", assetEnding(t, handler, ".js")} {
		for _, accept := range []string{"identity", "gzip"} {
			first := request(t, handler, http.MethodGet, target, "Accept-Encoding", accept)
			tag := first.Header.Get("ETag")
			again := request(t, handler, http.MethodGet, target, "Accept-Encoding", accept, "If-None-Match", tag)
			if again.StatusCode != http.StatusNotModified || len(body(t, again)) != 0 {
				t.Errorf("%s %s: status %d", target, accept, again.StatusCode)
			}
			if again.Header.Get("ETag") != tag || again.Header.Get("Cache-Control") != first.Header.Get("Cache-Control") {
				t.Errorf("%s: a 304 repeats ETag and Cache-Control", target)
			}
			changed := request(t, handler, http.MethodGet, target, "Accept-Encoding", accept, "If-None-Match", `"other"`)
			if changed.StatusCode != http.StatusOK {
				t.Errorf("%s: another tag must get the page, got %d", target, changed.StatusCode)
			}
			if first.Header.Get("Content-Encoding") != "" && tags[target] == tag {
				t.Errorf("%s: both forms share the strong tag %s", target, tag)
			}
			tags[target] = tag
		}
	}
}

func TestHead(t *testing.T) {
	handler := site()
	for _, target := range []string{"/", "/playground", assetEnding(t, handler, ".js")} {
		for _, accept := range []string{"identity", "gzip"} {
			get := request(t, handler, http.MethodGet, target, "Accept-Encoding", accept)
			head := request(t, handler, http.MethodHead, target, "Accept-Encoding", accept)
			if head.StatusCode != http.StatusOK || len(body(t, head)) != 0 {
				t.Errorf("%s: status %d, and a body only for GET", target, head.StatusCode)
			}
			if diff := cmp.Diff(get.Header, head.Header); diff != "" {
				t.Errorf("%s: HEAD has GET's headers (-get +head):\n%s", target, diff)
			}
		}
	}
}

func TestRefused(t *testing.T) {
	handler := site()
	script := assetEnding(t, handler, ".js")
	for _, test := range []struct {
		method, path string
		status       int
		reason       string
	}{
		{http.MethodGet, "/assets/none.js", http.StatusNotFound, "unknown asset"},
		{http.MethodGet, script + ".gz", http.StatusNotFound, "the stored form has no address of its own"},
		{http.MethodGet, "/assets/", http.StatusNotFound, "no listing"},
		{http.MethodGet, "/playground/none", http.StatusNotFound, "nothing lies below the page"},
		{http.MethodPost, "/playground", http.StatusMethodNotAllowed, "pages are read"},
		{http.MethodPost, "/playground/", http.StatusMethodNotAllowed, "pages are read"},
		{http.MethodDelete, script, http.StatusMethodNotAllowed, "assets are read"},
		{http.MethodPost, "/", http.StatusMethodNotAllowed, "pages are read"},
	} {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			response := request(t, handler, test.method, test.path)
			if response.StatusCode != test.status {
				t.Errorf("status %d, want %d: %s", response.StatusCode, test.status, test.reason)
			}
			if body, _ := io.ReadAll(response.Body); test.status == http.StatusNotFound && !strings.Contains(string(body), "The explorer is at /, the playground at /playground") {
				t.Errorf("says %q, and not what there is", body)
			}
			if response.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Error("errors are not sniffed either")
			}
			if strings.Contains(response.Header.Get("Cache-Control"), "immutable") {
				t.Error("an error must not be kept for a year")
			}
			if test.status == http.StatusMethodNotAllowed && response.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("Allow %q", response.Header.Get("Allow"))
			}
		})
	}
	t.Run("home is one page", func(t *testing.T) {
		if response := request(t, web.Home(), http.MethodGet, "/other"); response.StatusCode != http.StatusNotFound {
			t.Errorf("status %d", response.StatusCode)
		}
	})
}

func TestBelowPrefix(t *testing.T) {
	handler := http.StripPrefix("/x", site())
	t.Run("pages name no absolute address", func(t *testing.T) {
		for _, target := range []string{"/x/", "/x/playground"} {
			html := body(t, request(t, handler, http.MethodGet, target))
			for _, match := range regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllSubmatch(html, -1) {
				if !bytes.HasPrefix(match[1], []byte("./")) {
					t.Errorf("%s names %s", target, match[1])
				}
			}
		}
	})
	t.Run("every asset a page names is there", func(t *testing.T) {
		for _, target := range []string{"/x/", "/x/playground"} {
			html := body(t, request(t, handler, http.MethodGet, target))
			matches := reference.FindAllSubmatch(html, -1)
			if len(matches) == 0 {
				t.Errorf("%s names no asset", target)
			}
			for _, match := range matches {
				if response := request(t, handler, http.MethodGet, "/x/"+string(match[1])); response.StatusCode != http.StatusOK {
					t.Errorf("%s: status %d", match[1], response.StatusCode)
				}
			}
		}
	})
	t.Run("the closing slash is taken off, with the question kept", func(t *testing.T) {
		response := request(t, handler, http.MethodGet, "/x/playground/?query=%7Ba%7D")
		if response.StatusCode != http.StatusPermanentRedirect {
			t.Errorf("status %d", response.StatusCode)
		}
		if got, want := response.Header.Get("Location"), "../playground?query=%7Ba%7D"; got != want {
			t.Errorf("Location %q, want %q", got, want)
		}
	})
}

func TestRange(t *testing.T) {
	handler := site()
	script := assetEnding(t, handler, ".js")
	response := request(t, handler, http.MethodGet, script, "Range", "bytes=0-9")
	if response.StatusCode != http.StatusPartialContent || len(body(t, response)) != 10 {
		t.Errorf("status %d", response.StatusCode)
	}
}
