package server_test

import (
	"net/http"
	"strings"
	"testing"

	"dragoman/graph"
)

// Exports say what is wrong before they begin, and name the state that they show.
func TestExport(t *testing.T) {
	c := config(t)
	lines := `{"dragoman":1}
{"document":{"id":"d"}}
{"entity":{"id":"a","kind":"PERSON","name":"A"}}
{"entity":{"id":"b","kind":"PERSON","name":"B"}}
{"relation":{"from":"a","type":"SPOKE_TO","to":"b","claims":[{"document":"d","stance":"ALLEGES","sources":[{"text":"someone"}]}]}}
`
	receipt, err := c.Store.Apply(t.Context(), graph.Batch{Records: graph.DecodeRecords("x", strings.NewReader(lines))})
	if err != nil {
		t.Fatal(err)
	}
	h := handler(t, c, "127.0.0.1:0")
	for _, q := range []struct {
		target string
		status int
		says   string
	}{
		{"/export?format=graphml", http.StatusOK, ""},
		{"/export?format=csv-edges&where=%7B%22statuses%22%3A%5B%22ALLEGED%22%5D%7D", http.StatusOK, ""},
		{"/export", http.StatusBadRequest, "INVALID"},
		{"/export?format=docx", http.StatusBadRequest, "INVALID"},
		{"/export?format=gexf&where=nonsense", http.StatusBadRequest, "INVALID"},
		{"/export?format=gexf&where=%7B%22documents%22%3A%5B%22none%22%5D%7D", http.StatusNotFound, "NOT_FOUND"},
		{"/export?format=graphml&wher=%7B%22statuses%22%3A%5B%22ALLEGED%22%5D%7D", http.StatusBadRequest, "INVALID"},
		{"/export?format=graphml&format=gexf", http.StatusBadRequest, "INVALID"},
		{"/export?format=jsonl&audit=yes", http.StatusBadRequest, "INVALID"},
		{"/export?format=jsonl&audit=%zz", http.StatusBadRequest, "INVALID"},
		{"/records?where=%7B%22statuses%22%3A%5B%22ALLEGED%22%5D%7D", http.StatusBadRequest, "INVALID"},
		{"/records?audit=1", http.StatusBadRequest, "INVALID"},
		{"/records?audit=true", http.StatusOK, ""},
	} {
		resp, answer := do(t, h, http.MethodGet, q.target, "", nil)
		if resp.StatusCode != q.status || answer.code() != q.says {
			t.Errorf("%s: %d %s, want %d %s", q.target, resp.StatusCode, answer.code(), q.status, q.says)
		}
		if shown := resp.Header.Get("Dragoman-After"); q.status == http.StatusOK && strings.HasPrefix(q.target, "/export") && shown != receipt.Revision {
			t.Errorf("%s shows %q, want %q", q.target, shown, receipt.Revision)
		}
	}
	resp, _ := do(t, h, http.MethodGet, "/export?format=ftm", "", nil)
	if left := resp.Trailer.Get("Dragoman-Left"); left != `{"relations that are ALLEGED":1}` {
		t.Errorf("what was left out: %q", left)
	}
	if resp, _ := do(t, h, http.MethodPost, "/export?format=ftm", "{}", nil); resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", resp.StatusCode)
	}
}

// A backup holds the audit trail, so it is for editors, as compacting and repairing
// are.
func TestCareIsForEditors(t *testing.T) {
	c := config(t)
	c.Scratch = t.TempDir()
	c.Tokens.Readers = tokens(t, "reader-secret-of-some-length\n", "reader")
	c.Tokens.Editors = tokens(t, "editor-secret-of-some-length\n", "editor")
	h := handler(t, c, "127.0.0.1:0")
	for _, q := range []struct{ method, target string }{
		{http.MethodGet, "/backup"},
		{http.MethodPost, "/compact"},
		{http.MethodPost, "/repair"},
	} {
		for token, want := range map[string]int{"": http.StatusUnauthorized, "reader-secret-of-some-length": http.StatusForbidden} {
			header := map[string]string{}
			if token != "" {
				header["Authorization"] = "Bearer " + token
			}
			if resp, _ := do(t, h, q.method, q.target, "", header); resp.StatusCode != want {
				t.Errorf("%s with %q: %d, want %d", q.target, token, resp.StatusCode, want)
			}
		}
	}
	resp, _ := do(t, h, http.MethodGet, "/backup", "", map[string]string{"Authorization": "Bearer editor-secret-of-some-length"})
	if resp.StatusCode != http.StatusOK { // a store that makes no images gives its records
		t.Errorf("an editor's backup: %d", resp.StatusCode)
	}
	for _, target := range []string{"/compact", "/repair"} {
		if resp, answer := do(t, h, http.MethodPost, target, "", map[string]string{"Authorization": "Bearer editor-secret-of-some-length"}); resp.StatusCode != http.StatusNotImplemented || answer.code() != "UNSUPPORTED" {
			t.Errorf("%s of a store without it: %d %s", target, resp.StatusCode, answer.code())
		}
	}
}
