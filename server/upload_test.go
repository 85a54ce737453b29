package server_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
)

const uploaded = `{"dragoman":1}
{"document":{"id":"d"}}
{"entity":{"id":"a","kind":"PERSON","name":"A"}}
{"entity":{"id":"b","kind":"PERSON","name":"B"}}
{"relation":{"from":"a","type":"SPOKE_TO","to":"b","claims":[{"document":"d","stance":"REPORTS"}]}}
`

func zipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	return b.String()
}

// Records come as JSON Lines or YAML, packed or not, up to a limit; what is wrong with
// them is told by line, and then nothing of them is stored.
func TestUpload(t *testing.T) {
	const yaml = "- dragoman: 1\n- entity: {id: a, kind: PERSON, name: A}\n"
	big := uploaded + strings.Repeat(`{"entity":{"id":"a","kind":"PERSON","name":"A"}}`+"\n", 2000)
	for _, c := range []struct {
		reason, target, media, body string
		status                      int
		says                        string
	}{
		{"JSON Lines", "/records", "application/jsonl", uploaded, 200, `"claims":1`},
		{"a name that says otherwise does not count", "/records?name=f.yaml", "application/jsonl", uploaded, 200, `"claims":1`},
		{"YAML", "/records", "application/yaml", yaml, 200, `"entities":1`},
		{"YAML by its first byte", "/records", "application/octet-stream", yaml, 200, `"entities":1`},
		{"packed", "/records", "application/gzip", zipped(uploaded), 200, `"claims":1`},
		{"packed YAML", "/records", "application/yaml", zipped(yaml), 200, `"entities":1`},
		{"a bad line", "/records?name=f.jsonl", "application/jsonl", uploaded + `{"entity":{"id":"c"}}` + "\n", 422, `"line":6`},
		{"a bad line, packed", "/records?name=f.jsonl", "application/jsonl", zipped(uploaded + `{"entity":{"id":"c"}}` + "\n"), 422, `"line":6`},
		{"a bad item of YAML", "/records", "application/yaml", yaml + "- entity: {id: c}\n", 422, `"line":3`},
		{"a reference to nothing", "/records", "application/jsonl", uploaded + `{"document":{"id":"e","outlet":"none"}}` + "\n", 422, `"line":6`},
		{"no header", "/records", "application/jsonl", "{}\n", 400, "header"},
		{"longer than allowed", "/records", "application/jsonl", big, 413, "20000 bytes"},
		{"longer than allowed when unpacked", "/records", "application/gzip", zipped(big), 413, "20000 bytes"},
		{"packed and torn", "/records", "application/gzip", zipped(big[:15000])[:60], 400, "the compressed file ends early; fetch or compress it again"},
		{"a parameter that is none", "/records?onerror=SKIP", "application/jsonl", uploaded, 400, "it has name, onError, replace"},
		{"a flag that is neither", "/records?replace=1", "application/jsonl", uploaded, 400, "true or false"},
		{"an onError that is none", "/records?onError=maybe", "application/jsonl", uploaded, 400, "SKIP"},
		{"a table", "/records", "text/csv", "a,b\n", 400, "by a mapping"},
		{"a media type that is none", "/records", ";;", uploaded, 400, "Content-Type"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			conf := config(t)
			conf.Scratch = t.TempDir()
			conf.Limits.Upload = 20_000
			before := conf.Store.Revision()
			h := handler(t, conf, "127.0.0.1:0")
			r := httptest.NewRequest("POST", "http://localhost"+c.target, strings.NewReader(c.body))
			r.Header.Set("Content-Type", c.media)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
				t.Errorf("%d %s, want %d and %s", w.Code, w.Body, c.status, c.says)
			}
			if changed := conf.Store.Revision() != before; changed != (c.status == 200) {
				t.Errorf("the store changed: %t", changed)
			}
			if left, _ := os.ReadDir(conf.Scratch); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestUploadUnderAKey(t *testing.T) {
	h := handler(t, config(t), "127.0.0.1:0")
	post := func(key, body string) (int, string) {
		r := httptest.NewRequest("POST", "http://localhost/records", strings.NewReader(body))
		r.Header.Set("Idempotency-Key", key)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	if code, body := post("k1", uploaded); code != 200 || strings.Contains(body, `"replayed":true`) {
		t.Errorf("first: %d %s", code, body)
	}
	if code, body := post("k1", uploaded); code != 200 || !strings.Contains(body, `"replayed":true`) || !strings.Contains(body, `"claims":1`) {
		t.Errorf("again: %d %s", code, body)
	}
	if code, body := post("k1", uploaded+"\n"); code != 409 || !strings.Contains(body, "CONFLICT") {
		t.Errorf("another body: %d %s", code, body)
	}
	if code, body := post(strings.Repeat("k", 256), uploaded); code != 400 || !strings.Contains(body, "255") {
		t.Errorf("a long key: %d %s", code, body)
	}
}

// A client that goes away has changed nothing, and no more loads run at a time than
// are allowed.
func TestBrokenUpload(t *testing.T) {
	conf := config(t)
	conf.Limits.Uploads = 1
	s := httptest.NewServer(handler(t, conf, "127.0.0.1:0"))
	defer s.Close()
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_, _ = fmt.Fprintf(c, "POST /records HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/jsonl\r\nContent-Length: %d\r\n\r\n%s", 2*len(uploaded), uploaded)
	status := 0
	for end := time.Now().Add(time.Minute); status != http.StatusServiceUnavailable && time.Now().Before(end); {
		resp, err := http.Post(s.URL+"/records", "application/jsonl", strings.NewReader("{\"dragoman\":1}\n"))
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if status = resp.StatusCode; status == http.StatusServiceUnavailable && (resp.Header.Get("Retry-After") == "" || !strings.Contains(string(body), "1 loads are under way")) {
			t.Errorf("%s", body)
		}
	}
	if status != http.StatusServiceUnavailable {
		t.Errorf("a second load at the same time: %d", status)
	}
	_ = c.Close()
	for end := time.Now().Add(time.Minute); status != http.StatusOK && time.Now().Before(end); { // until the place is free
		resp, err := http.Post(s.URL+"/records", "application/jsonl", strings.NewReader("{\"dragoman\":1}\n"))
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		status = resp.StatusCode
	}
	resp, err := http.Get(s.URL + "/records")
	if err != nil {
		t.Fatal(err)
	}
	held, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if status != http.StatusOK || strings.Count(string(held), "\n") != 1 {
		t.Errorf("after the client went: %d, and the store holds %s", status, held)
	}
}
