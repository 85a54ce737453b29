package records

import (
	"encoding/json"
	"errors"
	"fmt"
	"sort"

	"dragoman/graph"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

type yamlNode = ast.Node

// parse gives the items of the chunk.
func (c *chunk) parse() (nodes []yamlNode, bad *graph.RecordError) {
	if bad = c.check(); bad != nil {
		return nil, bad
	}
	defer func() {
		if recover() != nil { // the parser gave up on something that no record looks like
			nodes, bad = nil, c.fault(nil, "cannot be read as YAML")
		}
	}()
	// Repeated keys are left to the decoder, which says where and which.
	file, err := parser.ParseBytes(c.text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		var syntax *yaml.SyntaxError
		if errors.As(err, &syntax) {
			bad = c.fault(nil, "is not YAML: "+syntax.Message)
			if syntax.Token != nil && syntax.Token.Position != nil {
				bad.Line, bad.Column = c.line-1+syntax.Token.Position.Line, syntax.Token.Position.Column
			}
			return nil, bad
		}
		return nil, c.fault(nil, "is not YAML")
	}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		list, ok := doc.Body.(*ast.SequenceNode)
		if !ok {
			return nil, c.fault(doc.Body, "is no list; a file of records is a list whose items start with \"- \", the first of them - dragoman: 1")
		}
		nodes = append(nodes, list.Values...)
	}
	return nodes, nil
}

func (c *chunk) fault(n yamlNode, reason string) *graph.RecordError {
	w := jsonWriter{above: c.line - 1}
	at := w.place(n)
	return &graph.RecordError{Line: max(at.line, c.line), Column: at.column, Code: graph.Invalid, Reason: reason}
}

// jsonWriter turns nodes into JSON and remembers where each part came from.
type jsonWriter struct {
	out    []byte
	places []place // by offset
	above  int     // lines of the file before the chunk
}

// place says that the JSON from offset on stands for what is at line and column.
type place struct{ offset, line, column int }

const maxNodeDepth = 32

// place gives where a node starts; the zero place where that is not known.
func (w *jsonWriter) place(n yamlNode) place {
	if n == nil {
		return place{}
	}
	if m, ok := n.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		return w.place(m.Values[0].Key)
	}
	if v, ok := n.(*ast.MappingValueNode); ok {
		return w.place(v.Key)
	}
	t := n.GetToken()
	if t == nil || t.Position == nil {
		return place{}
	}
	return place{offset: len(w.out), line: w.above + t.Position.Line, column: t.Position.Column}
}

func (w *jsonWriter) fault(n yamlNode, format string, args ...any) *graph.RecordError {
	at := w.place(n)
	return &graph.RecordError{Line: at.line, Column: at.column, Code: graph.Invalid, Reason: fmt.Sprintf(format, args...)}
}

func (w *jsonWriter) value(n yamlNode, depth int) *graph.RecordError {
	if depth > maxNodeDepth {
		return w.fault(n, "lists are nested too deeply for a record")
	}
	at := w.place(n)
	at.offset = len(w.out)
	w.places = append(w.places, at)
	switch x := n.(type) {
	case nil, *ast.NullNode:
		w.out = append(w.out, "null"...)
	case *ast.StringNode:
		w.text(x.Value)
	case *ast.LiteralNode:
		w.text(x.Value.Value)
	case *ast.BoolNode:
		w.out = fmt.Append(w.out, x.Value)
	case *ast.IntegerNode:
		return w.number(n, x.Token.Value)
	case *ast.FloatNode:
		return w.number(n, x.Token.Value)
	case *ast.MappingNode:
		return w.object(x.Values, depth)
	case *ast.MappingValueNode:
		return w.object([]*ast.MappingValueNode{x}, depth)
	case *ast.SequenceNode:
		return w.list(x.Values, depth)
	case *ast.AnchorNode, *ast.AliasNode:
		return w.fault(n, "anchors (&) and aliases (*) are not for records; write the value out")
	case *ast.TagNode:
		return w.fault(n, "tags (!) are not for records; put a text in quotes instead")
	default:
		return w.fault(n, "%s is not for records", n.Type())
	}
	return nil
}

func (w *jsonWriter) text(s string) {
	quoted, _ := json.Marshal(s) // a string always can be
	w.out = append(w.out, quoted...)
}

func (w *jsonWriter) number(n yamlNode, s string) *graph.RecordError {
	if !json.Valid([]byte(s)) {
		return w.fault(n, "%q is a number in YAML only; write it in decimal, or in quotes if it is a text", s)
	}
	w.out = append(w.out, s...)
	return nil
}

func (w *jsonWriter) list(values []yamlNode, depth int) *graph.RecordError {
	w.out = append(w.out, '[')
	for i, v := range values {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		if bad := w.value(v, depth+1); bad != nil {
			return bad
		}
	}
	w.out = append(w.out, ']')
	return nil
}

func (w *jsonWriter) object(fields []*ast.MappingValueNode, depth int) *graph.RecordError {
	w.out = append(w.out, '{')
	for i, f := range fields {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		at := w.place(f.Key)
		at.offset = len(w.out)
		w.places = append(w.places, at)
		switch key := f.Key.(type) {
		case *ast.StringNode:
			w.text(key.Value)
		case *ast.MergeKeyNode:
			return w.fault(key, "merge keys (<<) are not for records; write the fields out")
		default:
			return w.fault(f.Key, "a field name is a plain word")
		}
		w.out = append(w.out, ':')
		if bad := w.value(f.Value, depth+1); bad != nil {
			return bad
		}
	}
	w.out = append(w.out, '}')
	return nil
}

// decode decodes what was written and puts an error where its cause stands in
// the YAML. line is used where that is not known.
func (w *jsonWriter) decode(line int) (graph.Record, *graph.RecordError) {
	rec, err := graph.DecodeRecord(w.out)
	if err == nil {
		return rec, nil
	}
	var bad *graph.RecordError
	if !errors.As(err, &bad) {
		return rec, &graph.RecordError{Line: line, Code: graph.CodeOf(err), Reason: err.Error()}
	}
	i := sort.Search(len(w.places), func(i int) bool { return w.places[i].offset > bad.Column-1 })
	bad.Column = 0
	bad.Line = line
	if i > 0 && w.places[i-1].line > 0 {
		bad.Line, bad.Column = w.places[i-1].line, w.places[i-1].column
	}
	return rec, bad
}
