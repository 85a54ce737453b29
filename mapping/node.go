package mapping

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// reader reads the YAML of a mapping and collects what is wrong with it.
type reader struct {
	file   string
	faults []*fault
}

// node is a value of the YAML and the key it stands under.
type node struct {
	r   *reader
	n   ast.Node
	key string
	at  place
}

func (r *reader) node(n ast.Node, key string, fallback place) node {
	at := place{file: r.file, key: key}
	if at.line, at.column = placeOf(n); at.line == 0 {
		at.line, at.column = fallback.line, fallback.column
	}
	return node{r, n, key, at}
}

// MaxSize is the greatest length of a mapping in bytes.
const MaxSize = 1 << 20

// parse gives the top of the mapping.
func (r *reader) parse(text []byte) (top node, ok bool) {
	start := place{file: r.file, line: 1, column: 1}
	fail := func(at place, format string, args ...any) (node, bool) {
		r.faults = append(r.faults, faultAt(at, format, args...))
		return node{}, false
	}
	switch {
	case len(text) > MaxSize:
		return fail(start, "the mapping has %d bytes; at most %d are allowed, so put its tables into files", len(text), MaxSize)
	case !utf8.Valid(text):
		return fail(start, "the mapping is not valid UTF-8; convert it")
	}
	if line := deep(text); line > 0 {
		start.line = line
		return fail(start, "keys and lists are nested too deeply for a mapping")
	}
	file, err := parseYAML(text)
	if err != nil {
		at, reason := start, "is not YAML"
		if syntax := (*yaml.SyntaxError)(nil); errors.As(err, &syntax) {
			reason += ": " + syntax.Message
			if syntax.Token != nil && syntax.Token.Position != nil {
				at.line, at.column = syntax.Token.Position.Line, syntax.Token.Position.Column
			}
		}
		return fail(at, "%s", reason)
	}
	for _, doc := range file.Docs {
		if doc.Body != nil {
			return r.node(doc.Body, "", start), true
		}
	}
	return fail(start, "the mapping is empty; it starts with \"mapping: 1\"")
}

// maxDepth bounds what a parser that recurses is given; mappings nest ten deep.
const maxDepth = 100

// deep gives the line in which something nests deeper than that, else 0. It counts
// brackets and dashes wherever they stand, and indentation.
func deep(text []byte) int {
	number, brackets := 0, 0
	for line := range bytes.Lines(text) {
		number++
		start := line[:len(line)-len(bytes.TrimLeft(line, "-? \t"))]
		for _, c := range line {
			switch c {
			case '[', '{':
				if brackets++; brackets > maxDepth {
					return number
				}
			case ']', '}':
				brackets = max(0, brackets-1)
			}
		}
		if len(start) > 4*maxDepth {
			return number
		}
	}
	return 0
}

// parseYAML guards against a parser that gives up on what no mapping looks like.
func parseYAML(text []byte) (file *ast.File, err error) {
	defer func() {
		if recover() != nil {
			file, err = nil, errors.New("cannot be read as YAML")
		}
	}()
	return parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
}

func (n node) fail(format string, args ...any) {
	n.r.faults = append(n.r.faults, faultAt(n.at, format, args...))
}

// fields gives the values of an object by key. Keys other than known ones are
// faults; none known allows all.
func (n node) fields(known ...string) map[string]node {
	out := map[string]node{}
	for _, f := range n.pairs() {
		if len(known) > 0 && !slices.Contains(known, f.name) {
			f.keyNode.fail("is no key here; there are %s%s", strings.Join(known, " "), didYouMean(f.name, known))
			continue
		}
		out[f.name] = f.node
	}
	return out
}

// pair is one key of an object, in its order.
type pair struct {
	name    string
	keyNode node
	node
}

func (n node) pairs() (out []pair) {
	var values []*ast.MappingValueNode
	switch x := n.n.(type) {
	case *ast.MappingNode:
		values = x.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{x}
	case nil, *ast.NullNode:
		return nil
	default:
		n.fail("is %s; an object with keys is wanted here", what(n.n))
		return nil
	}
	seen := map[string]bool{}
	for _, v := range values {
		key, ok := scalar(v.Key)
		if !ok {
			n.r.node(v.Key, n.key, n.at).fail("a key is a plain word")
			continue
		}
		path := strings.TrimPrefix(n.key+"."+key, ".")
		at := n.r.node(v.Key, path, n.at)
		if seen[key] {
			at.fail("stands here twice; leave one out")
			continue
		}
		seen[key] = true
		out = append(out, pair{key, at, n.r.node(v.Value, path, at.at)})
	}
	return out
}

// list gives the items of a list; a single value is a list of one.
func (n node) list() (out []node) {
	switch x := n.n.(type) {
	case *ast.SequenceNode:
		for i, v := range x.Values {
			out = append(out, n.r.node(v, fmt.Sprintf("%s[%d]", n.key, i), n.at))
		}
		return out
	case nil, *ast.NullNode:
		return nil
	}
	return []node{n}
}

// text gives a scalar as text.
func (n node) text() string {
	s, ok := scalar(n.n)
	if !ok {
		n.fail("is %s; a text is wanted here%s", what(n.n), braceHint(n.n))
	}
	return s
}

func (n node) texts() (out []string) {
	for _, item := range n.list() {
		out = append(out, item.text())
	}
	return out
}

// flag gives a scalar as true or false.
func (n node) flag() bool {
	b, ok := n.n.(*ast.BoolNode)
	if !ok {
		n.fail("is %s; true or false is wanted here", what(n.n))
		return false
	}
	return b.Value
}

func (n node) isObject() bool {
	switch n.n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	}
	return false
}

// scalar gives what a person wrote: true, 1 and 1.0 are texts as much as a word
// is.
func scalar(n ast.Node) (string, bool) {
	switch x := n.(type) {
	case *ast.StringNode:
		return x.Value, true
	case *ast.LiteralNode:
		return strings.TrimRight(x.Value.Value, "\n"), true
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func what(n ast.Node) string {
	switch n.(type) {
	case nil, *ast.NullNode:
		return "empty"
	case *ast.SequenceNode:
		return "a list"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "an object"
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		return "an anchor or alias, which mappings do not have"
	case *ast.TagNode:
		return "tagged, which mappings do not have"
	}
	if s, ok := scalar(n); ok {
		return fmt.Sprintf("%q", s)
	}
	return "of another form"
}

// braceHint explains the commonest slip: {column} without quotes is an object.
func braceHint(n ast.Node) string {
	if m, ok := n.(*ast.MappingNode); ok && m.IsFlowStyle {
		return "; put a text with braces in quotes: '{column}'"
	}
	return ""
}

// didYouMean suggests the known word nearest to one that is not known.
func didYouMean(word string, known []string) string {
	best, distance := "", min(3, len(word)/2+1) // less than that
	for _, k := range known {
		if d := editDistance(strings.ToLower(word), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", best)
}

// editDistance counts insertions, deletions and replacements (Levenshtein).
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := before
			if a[i-1] != b[j-1] {
				cost++
			}
			before = row[j]
			row[j] = min(row[j]+1, row[j-1]+1, cost)
		}
	}
	return row[len(b)]
}
