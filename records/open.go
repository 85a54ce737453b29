package records

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"dragoman/graph"
)

// Open reads the records of a file, whose name says the format: .jsonl and
// .ndjson are JSON Lines, .yaml and .yml are YAML, .json is either JSON Lines or
// one list of records. With .gz behind, or compressed without saying so, it is
// unpacked. "-" is standard input, whose format is told from its beginning.
//
// The file is opened when the sequence is read and closed at its end. Errors are
// those of [graph.DecodeRecords]: a *[graph.RecordError] for a bad record, after
// which reading goes on, else an *[graph.Error] that ends the sequence (NOT_FOUND
// where there is no such file).
func Open(path string) iter.Seq2[graph.Record, error] {
	if path == "-" {
		return Read("stdin", os.Stdin)
	}
	return func(yield func(graph.Record, error) bool) {
		f, err := os.Open(path)
		if err != nil {
			yield(graph.Record{}, openError(path, err))
			return
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			yield(graph.Record{}, graph.Errorf(graph.Invalid, "%s is a folder; name the files in it", path))
			return
		}
		Read(path, f)(yield)
	}
}

func openError(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &graph.Error{Code: graph.NotFound, IDs: []string{path}, Err: err, Message: path + ": there is no such file"}
	case errors.Is(err, fs.ErrPermission):
		return &graph.Error{Code: graph.Invalid, Err: err, Message: path + ": this user may not read the file"}
	}
	return &graph.Error{Code: graph.Invalid, Err: err, Message: path + ": the file cannot be opened"}
}

// Read is Open for a stream. name chooses the format like a file's name and
// appears in messages; one that says nothing about the format leaves it to the
// first byte: { is JSON Lines, anything else YAML.
func Read(name string, r io.Reader) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		in, err := Unpack(name, r)
		if err != nil {
			yield(graph.Record{}, err)
			return
		}
		yaml, err := isYAML(name, in)
		switch {
		case err != nil:
			yield(graph.Record{}, err)
		case yaml:
			DecodeYAML(name, in)(yield)
		default:
			graph.DecodeRecords(name, in)(yield)
		}
	}
}

// isYAML decides by name, else by the first byte that is no white space.
func isYAML(name string, in *bufio.Reader) (bool, error) {
	base := strings.TrimSuffix(strings.ToLower(name), ".gz")
	switch base = base[strings.LastIndexAny(base, `/\`)+1:]; {
	case strings.HasSuffix(base, ".jsonl"), strings.HasSuffix(base, ".ndjson"):
		return false, nil
	case strings.HasSuffix(base, ".yaml"), strings.HasSuffix(base, ".yml"):
		return true, nil
	case strings.HasSuffix(base, ".json"), !strings.Contains(base, "."):
		start, err := in.Peek(512)
		start = bytes.TrimSpace(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")))
		if len(start) == 0 && err != nil && err != io.EOF {
			return false, &graph.Error{Code: graph.Invalid, Err: err, Message: name + ": cannot be read"}
		}
		return len(start) > 0 && start[0] != '{', nil
	}
	if IsTable(name) {
		return false, &graph.Error{Code: graph.Unsupported, Message: name + ": rows of a table become records by a mapping, which says what their columns mean; see load --map and docs/mapping.md"}
	}
	return false, &graph.Error{Code: graph.Unsupported, Message: name + ": the format is not known by this name; records come as .jsonl, .ndjson, .json, .yaml or .yml, with .gz behind where they are compressed"}
}

// IsTable says whether a file holds a table by its name: .csv, .tsv and .tab, with
// .gz behind or not.
func IsTable(name string) bool {
	switch filepath.Ext(strings.TrimSuffix(strings.ToLower(name), ".gz")) {
	case ".csv", ".tsv", ".tab":
		return true
	}
	return false
}
