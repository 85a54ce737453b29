package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestUsageErrorsAreOneClearLine(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	for _, c := range []struct {
		reason string
		args   []string
		says   string
	}{
		{"no such command", []string{"frobnicate"}, `unknown command "frobnicate"`},
		{"a command misspelt", []string{"paht", "a", "b"}, `unknown command "paht"; did you mean path?`},
		{"a command's beginning", []string{"resto"}, "; did you mean restore?"},
		{"a flag misspelt", []string{"path", "a", "b", "--status", "alleged"}, "unknown flag: --status; did you mean --statuses?"},
		{"a flag like two", []string{"stats", "--sever", "http://127.0.0.1:1"}, "unknown flag: --sever; did you mean --server?"},
		{"one end is missing", []string{"path", "ada-vern"}, "the command is dragoman path FROM TO, but 1 word was given"},
		{"a name without quotes", []string{"path", "ada", "vern", "boro-tal"}, "3 words were given; a name of several words stands in quotes"},
		{"relations and entities", []string{"sources", "ada-vern", "r:aaaaaaaaaaaaaaaaaaaaaaaaaa"}, "two entities"},
		{"no day to compare with", []string{"changes", "ada-vern"}, "--since"},
		{"now before then", []string{"changes", "ada-vern", "--since", "2031-03-02", "--as-of", "2031-03-01"}, "since"},
		{"one is connected with nothing", []string{"connect", "ada-vern"}, "the command is dragoman connect ID ID..., but 1 word was given"},
		{"one twice is one", []string{"connect", "ada-vern", "ada-vern"}, "different entities"},
		{"avoided and wanted", []string{"connect", "ada-vern", "boro-tal", "--avoid", "boro-tal"}, "boro-tal"},
		{"places that nobody sees", []string{"ego", "ada-vern", "--layout"}, "--json"},
		{"no such flag", []string{"stats", "--nope"}, "unknown flag: --nope"},
		{"no such word", []string{"path", "a", "b", "--lens", "rose"}, "one of CONTACT FORMAL RELATIONS EVERYTHING"},
		{"no number", []string{"path", "a", "b", "--max-hops", "six"}, "not a whole number"},
		{"no day", []string{"path", "a", "b", "--as-of", "yesterday"}, "--as-of"},
		{"no EDTF", []string{"timeline", "a", "--at", "2025-13-45"}, "--at"},
		{"beyond a limit of the schema", []string{"path", "ada-vern", "boro-tal", "--max-hops", "99"}, "12"},
		{"too many rows", []string{"search", "vern", "--first", "1001"}, "1000"},
		{"fewer than none", []string{"search", "vern", "--first", "-1"}, "first"},
		{"a cursor from elsewhere", []string{"search", "vern", "--after", "abc"}, "cursor"},
		{"no format", []string{"export", "--format", "xml"}, "one of jsonl, yaml"},
		{"no such store", []string{"serve", "--store", "sqlserver"}, "embedded"},
		{"no address", []string{"serve", "--addr", "8080"}, "127.0.0.1:8080"},
		{"not loopback, no tokens", []string{"serve", "--addr", "0.0.0.0:0"}, "--token-file"},
		{"a limit that refuses all", []string{"serve", "--max-query-depth", "0"}, "depth"},
		{"no level", []string{"serve", "--log-level", "loud"}, "--log-level"},
		{"no token file", []string{"serve", "--token-file", "/nonexistent"}, "/nonexistent"},
		{"no server address", []string{"stats", "--server", "somewhere"}, "http://127.0.0.1:8080"},
		{"two places", []string{"stats", "--server", "http://127.0.0.1:1", "--memory"}, "exclude each other"},
		{"a table without a mapping", []string{"load", "list.csv"}, "list.csv: rows of a table become records by a mapping: name one with --map, a file of your own (docs/mapping.md says how) or one that the program has: countries embassies icews ofac-sdn"},
		{"a compressed table without a mapping", []string{"load", "LIST.TSV.gz"}, "name one with --map"},
		{"no status at all", []string{"path", "ada-vern", "boro-tal", "--statuses", ""}, "--statuses names nothing; name something, or leave the flag out"},
		{"no document at all", []string{"timeline", "ada-vern", "--documents", ","}, "--documents names nothing"},
		{"a filter of nothing on an export", []string{"export", "--types", ""}, "--types names nothing"},
		{"a way to meet dates without a date", []string{"ego", "ada-vern", "--overlap", "certain"}, "--overlap says how dates meet --at and --during; add one of them"},
		{"passed and avoided", []string{"path", "ada-vern", "cyra-omm", "--via", "boro-tal", "--avoid", "boro-tal"}, "via names boro-tal, which avoid names too"},
		{"relations of nobody", []string{"generate", "--entities", "1", "--relations", "1"}, "at least 2"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			if !isOneOf(c.args[0], []string{"generate", "frobnicate", "paht", "resto"}) {
				c.args = append(c.args, "--data", dir)
			}
			r := p.want(exitUsage, c.args...)
			first, rest, _ := strings.Cut(r.err, "\n")
			if !strings.HasPrefix(first, "dragoman: ") || !strings.Contains(first, c.says) || r.out != "" {
				t.Errorf("%s: stdout %q, stderr %q; want a line with %q", c.reason, r.out, r.err, c.says)
			}
			if !strings.HasPrefix(rest, "See: dragoman") || strings.Count(rest, "\n") != 1 {
				t.Errorf("%s: after the line: %q", c.reason, rest)
			}
		})
	}
}

// TestSettings: a flag beats a variable, a variable beats the file, and in the
// file a command's own section beats the top.
func TestSettings(t *testing.T) {
	dir := newProgram(t).loaded()
	config := filepath.Join(t.TempDir(), "dragoman.yaml")
	write := func(text string) {
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("data: " + dir + "\nmax-hops: 3\npath:\n  lens: contact\n  avoid: [omar-lind, lume]\n")
	for _, c := range []struct {
		reason string
		env    map[string]string
		args   []string
		says   string
		code   int
	}{
		{"the file", nil, []string{"path", "ada-vern", "omar-dask"}, "by contact within 3 hops", exitNotFound},
		{"a variable beats the file", map[string]string{"DRAGOMAN_MAX_HOPS": "4"}, []string{"path", "ada-vern", "omar-dask"}, "by contact within 4 hops", exitNotFound},
		{"a flag beats both", map[string]string{"DRAGOMAN_MAX_HOPS": "4"}, []string{"path", "ada-vern", "omar-dask", "--max-hops", "2"}, "within 2 hops", exitNotFound},
		{"a list in a variable", map[string]string{"DRAGOMAN_STATUSES": "confirmed,Reported"}, []string{"path", "ada-vern", "omar-dask"}, "confirmed, reported", exitNotFound},
		{"a bad variable is named", map[string]string{"DRAGOMAN_MAX_HOPS": "x"}, []string{"path", "ada-vern", "omar-dask"}, "DRAGOMAN_MAX_HOPS: ", exitUsage},
	} {
		t.Run(c.reason, func(t *testing.T) {
			p := newProgram(t)
			p.env = c.env
			if r := p.want(c.code, append(c.args, "--config", config)...); !strings.Contains(r.out+r.err, c.says) {
				t.Errorf("%s: %s%s; want %q", c.reason, r.out, r.err, c.says)
			}
		})
	}
	p := newProgram(t)
	p.env["DRAGOMAN_CONFIG"] = config
	p.want(exitOK, "stats")
	for text, says := range map[string]string{
		"max-hop: 3\n":           `"max-hop"`,
		"path:\n  colour: red\n": `path has no setting "colour"`,
		"stats: {json: x}\n":     "stats.json: ",
		"- a\n":                  "not a YAML map",
	} {
		write(text)
		if r := p.want(exitUsage, "stats"); !strings.Contains(r.err, says) || !strings.Contains(r.err, config) {
			t.Errorf("config %q: %s; want %q", text, r.err, says)
		}
	}
	if r := p.want(exitUsage, "stats", "--config", "/nonexistent.yaml"); !strings.Contains(r.err, "/nonexistent.yaml") {
		t.Errorf("a config file that is missing: %s", r.err)
	}
}

func TestEveryFlagHasAVariableAndFitsThePage(t *testing.T) {
	p := newProgram(t)
	for _, name := range []string{"serve", "load", "export", "search", "entity", "path", "ego", "connect", "timeline", "sources", "changes", "check", "stats", "copy", "digest", "generate", "version", "completion"} {
		r := p.want(exitOK, name, "--help")
		for line := range strings.Lines(r.out) {
			if n := len([]rune(strings.TrimRight(line, "\n"))); n > pageWidth && !strings.HasPrefix(line, "  dragoman ") && name != "completion" {
				t.Errorf("%s --help: a line of %d characters: %s", name, n, line)
			}
		}
	}
	if r := p.want(exitOK); !strings.Contains(r.out, "Exit codes") {
		t.Errorf("without a command: %s", r.out)
	}
	if r := p.want(exitOK, "completion", "bash"); !strings.Contains(r.out, "dragoman") {
		t.Error("completion bash writes no script")
	}
	if r := p.want(exitOK, "version"); !strings.HasPrefix(r.out, "dragoman ") {
		t.Errorf("version: %s", r.out)
	}
}

// An id of something else where an entity is asked for is told as what it is.
func TestIDsThatAreNoEntities(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"entity", "gazette-1"}, `"gazette-1" is a document, and an entity is asked for; what only that document says is asked for with --documents gazette-1`},
		{[]string{"path", "ada-vern", "gazette-1"}, `"gazette-1" is a document`},
		{[]string{"path", "ada-vern", "boro-tal", "--documents", "ada-vern"}, `"ada-vern" is an entity, and this takes documents`},
		{[]string{"entity", "nobody-at-all"}, "nothing has the id or the name"},
	} {
		if r := p.want(exitNotFound, append(c.args, "--data", dir)...); !strings.Contains(r.err, c.says) {
			t.Errorf("%v: %s; want %q", c.args, r.err, c.says)
		}
	}
}

// What is advised where there is no data folder, the command has.
func TestNoDataFolder(t *testing.T) {
	p := newProgram(t)
	none := filepath.Join(t.TempDir(), "none")
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"stats", "--data", none}, "make one with load or serve, or name one with --data, a server with --server, or the demo graph with --memory\n"},
		{[]string{"backup", "-o", none + ".backup", "--data", none}, "make one with load or serve, or name one with --data or a server with --server\n"},
		{[]string{"check", "--data", none}, "or name one with --data or a server with --server\n"},
		{[]string{"compact", "--data", none}, "or name one with --data or a server with --server\n"},
		{[]string{"copy", "--from", none, "--to", none + "-2"}, "or name another store with --from\n"},
	} {
		r := p.want(exitUnavailable, c.args...)
		if !strings.Contains(r.err, "there is no data folder "+none+": ") || !strings.HasSuffix(r.err, c.says) {
			t.Errorf("%v: %s; want %q", c.args, r.err, c.says)
		}
		for flag := range strings.FieldsSeq(r.err) {
			flag = strings.TrimSuffix(flag, ",")
			if strings.HasPrefix(flag, "--") && !strings.Contains(p.want(exitOK, c.args[0], "--help").out, flag+" ") {
				t.Errorf("%s has no %s: %s", c.args[0], flag, r.err)
			}
		}
	}
}
