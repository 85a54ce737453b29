package archive_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dragoman/archive"
	"dragoman/graph"
)

const content = "{\"dragoman\": 1}\n{\"entity\":{\"id\":\"ana\"}}\n"

// sealed makes a backup of what is given, and its bytes.
func sealed(t *testing.T, text string) (path string, b []byte) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "graph.backup")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.Seal(t.Context(), path, archive.Records, "store-7"); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, b
}

// opened says with which error a file of some bytes is refused; nil where it is not.
func opened(t *testing.T, path string, b []byte) error {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := archive.Open(t.Context(), path)
	if err != nil {
		return err
	}
	return f.Close()
}

// refuses wants an error that names the file, and a place in it.
func refuses(t *testing.T, reason, path string, err error, codes ...graph.Code) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: it is opened", reason)
		return
	}
	ok := false
	for _, code := range codes {
		ok = ok || graph.CodeOf(err) == code
	}
	if !ok || !strings.Contains(err.Error(), path) {
		t.Errorf("%s: the error is %v; want one of %v that names the file", reason, err, codes)
	}
}

func TestWhatWasSealedOpens(t *testing.T) {
	for _, text := range []string{content, "", "no newline at its end", strings.Repeat("x", 1<<20)} {
		path, _ := sealed(t, text)
		f, err := archive.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(f.Content())
		if err != nil || string(got) != text || f.Form != archive.Records || f.Revision != "store-7" || f.Size != int64(len(text)) {
			t.Errorf("of %d bytes came %d, %+v, %v", len(text), len(got), f.Manifest, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A file that was cut off anywhere is none, and the error says where it ends.
func TestCutAnywhere(t *testing.T) {
	path, whole := sealed(t, content)
	for n := range whole {
		err := opened(t, path, whole[:n])
		refuses(t, fmt.Sprintf("cut to %d bytes", n), path, err, graph.Invalid)
		if n > 0 && err != nil && !strings.Contains(err.Error(), fmt.Sprintf("offset %d", n)) {
			t.Errorf("cut to %d bytes: %v does not say where it ends", n, err)
		}
	}
}

// No bit may differ, in what is held or in the last line.
func TestFlippedAnywhere(t *testing.T) {
	path, whole := sealed(t, content)
	for at := range whole {
		for bit := range 8 {
			b := bytes.Clone(whole)
			b[at] ^= 1 << bit
			// A flipped digit may make the version a later one.
			refuses(t, fmt.Sprintf("bit %d of byte %d", bit, at), path, opened(t, path, b), graph.Invalid, graph.Conflict)
		}
	}
}

func TestWrongLastLines(t *testing.T) {
	path, whole := sealed(t, content)
	line := string(whole[len(content)+1 : len(whole)-1])
	for _, c := range []struct {
		reason, line, says string
		code               graph.Code
	}{
		{"no JSON", "the end", "no backup", graph.Invalid},
		{"another JSON", `{"entity":{"id":"bo"}}`, "no backup", graph.Invalid},
		{"no version", strings.Replace(line, `"dragomanBackup":1,`, "", 1), "no backup", graph.Invalid},
		{"a version before the first", strings.Replace(line, `:1,`, ":-1,", 1), "no backup", graph.Invalid},
		{"a later version", strings.Replace(line, `:1,`, ":2,", 1), "version 2", graph.Conflict},
		{"a later version with more to say", strings.Replace(line, `:1,`, `:2,"cipher":"none",`, 1), "version 2", graph.Conflict},
		{"an unknown form", strings.Replace(line, "records", "pictures", 1), "form", graph.Invalid},
		{"another form", strings.Replace(line, "records", "image", 1), "checksum", graph.Invalid},
		{"another revision", strings.Replace(line, "store-7", "store-8", 1), "checksum", graph.Invalid},
		{"another size", strings.Replace(line, fmt.Sprintf(`"size":%d`, len(content)), `"size":3`, 1), "3 bytes", graph.Invalid},
		{"another sum", line[:len(line)-3] + `0"}`, "checksum", graph.Invalid},
		{"an entry twice", strings.Replace(line, `"form":`, `"form":"image","form":`, 1), "was changed", graph.Invalid},
		{"an entry more", strings.Replace(line, `"form":`, `"by":"me","form":`, 1), "was changed", graph.Invalid},
		{"spaces", strings.Replace(line, `,"form"`, `, "form"`, 1), "was changed", graph.Invalid},
		{"too long a line", line[:len(line)-1] + strings.Repeat(" ", 5000) + "}", "no backup", graph.Invalid},
	} {
		err := opened(t, path, []byte(content+"\n"+c.line+"\n"))
		refuses(t, c.reason, path, err, c.code)
		if err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v does not say %q", c.reason, err, c.says)
		}
	}
	refuses(t, "something behind it", path, opened(t, path, append(bytes.Clone(whole), "more\n"...)), graph.Invalid)
	refuses(t, "something before it", path, opened(t, path, append([]byte("more\n"), whole...)), graph.Invalid)
	refuses(t, "one backup behind another", path, opened(t, path, append(bytes.Clone(whole), whole...)), graph.Invalid)
}

func TestNoFiles(t *testing.T) {
	dir := t.TempDir()
	_, err := archive.Open(t.Context(), filepath.Join(dir, "none"))
	refuses(t, "no file", filepath.Join(dir, "none"), err, graph.NotFound)
	_, err = archive.Open(t.Context(), dir)
	refuses(t, "a folder", dir, err, graph.Invalid)
	if _, err := archive.Seal(t.Context(), filepath.Join(dir, "none"), archive.Image, "store-1"); graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("sealing what is not there: %v", err)
	}
}

// Sealing twice would make a backup that holds a last line.
func TestSealedOnce(t *testing.T) {
	path, before := sealed(t, content)
	_, err := archive.Seal(t.Context(), path, archive.Records, "store-8")
	refuses(t, "sealed again", path, err, graph.Invalid)
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("it was changed, %v", err)
	}
}

func TestCancelled(t *testing.T) {
	path, _ := sealed(t, strings.Repeat("x", 65<<20))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := archive.Open(ctx, path); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v, want the context's", err)
	}
}
