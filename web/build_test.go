package web_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// TestBuild holds the committed build to what the Go side and the policy rely on.
func TestBuild(t *testing.T) {
	for _, page := range []string{"explorer", "playground"} {
		t.Run("the "+page+" has no inline script or style", func(t *testing.T) {
			html, err := os.ReadFile("dist/" + page + ".html")
			if err != nil {
				t.Fatal(err)
			}
			if found := regexp.MustCompile(`<script>|<script [^>]*>[^<]|<style| style=| on[a-z]+=`).Find(html); found != nil {
				t.Errorf("found %s", found)
			}
		})
	}
	t.Run("the explorer loads no parser of GraphQL and nothing of GraphiQL", func(t *testing.T) {
		html, err := os.ReadFile("dist/explorer.html")
		if err != nil {
			t.Fatal(err)
		}
		scripts := regexp.MustCompile(`\./(assets/[^"]+\.js)"`).FindAllSubmatch(html, -1)
		if len(scripts) == 0 {
			t.Fatal("the page names no script")
		}
		for _, script := range scripts {
			text, err := os.ReadFile("dist/" + string(script[1]))
			if err != nil {
				packed, err := os.ReadFile("dist/" + string(script[1]) + ".gz")
				if err != nil {
					t.Fatal(err)
				}
				text = gunzip(t, packed)
			}
			if found := regexp.MustCompile(`GraphQLError|GraphiQL`).Find(text); found != nil {
				t.Errorf("%s holds %s", script[1], found)
			}
		}
	})
	entries, err := os.ReadDir("dist/assets")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		name, gzipped := strings.CutSuffix(entry.Name(), ".gz")
		kinds[path.Ext(name)]++
		checkStored(t, info, gzipped)
		if gzipped {
			checkDeterministicGzip(t, entry.Name())
		}
		if strings.Contains(name, ".worker-") {
			kinds["worker"]++
		}
	}
	if kinds["worker"] != 3 {
		t.Errorf("%d workers, want the editor's, JSON's and GraphQL's as files", kinds["worker"])
	}
	if kinds[".map"] != 0 {
		t.Error("source maps are not committed")
	}
	for _, kind := range []string{".js", ".css", ".svg", ".woff2"} {
		if kinds[kind] == 0 {
			t.Errorf("no %s", kind)
		}
	}
}

func checkStored(t *testing.T, info fs.FileInfo, gzipped bool) {
	t.Helper()
	text := regexp.MustCompile(`\.(js|css|svg|md)(\.gz)?$`).MatchString(info.Name())
	if text && !gzipped && info.Size() >= 1024 {
		t.Errorf("%s: text of 1 KiB and more is stored as .gz only", info.Name())
	}
	if !text && gzipped {
		t.Errorf("%s: fonts are compressed already", info.Name())
	}
}

func checkDeterministicGzip(t *testing.T, name string) {
	t.Helper()
	packed, err := os.ReadFile("dist/assets/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if string(packed[4:8]) != "\x00\x00\x00\x00" || packed[9] != 255 {
		t.Errorf("%s: the gzip header tells when or where it was made", name)
	}
}
