package graph

import (
	"strconv"
	"strings"
)

// locate finds where the value at a field path (relation.claims[2].stance)
// starts in the JSON of a record that was decoded without an error: an offset in
// bytes. Of a path whose last fields are not there it gives the object or value
// that lacks them.
func locate(in []byte, path string) int {
	s := scanner{in: in}
	s.space()
	for path != "" {
		step := ""
		step, path = cutStep(path)
		start := s.pos
		if found := s.enter(step); !found {
			return start
		}
	}
	return s.pos
}

// cutStep takes the first step off a path: a name, or [i].
func cutStep(path string) (step, rest string) {
	path = strings.TrimPrefix(path, ".")
	if path == "" {
		return "", ""
	}
	if i := strings.IndexAny(path[1:], ".["); i >= 0 {
		return path[:i+1], path[i+1:]
	}
	return path, ""
}

// scanner walks over JSON that is known to be valid.
type scanner struct {
	in  []byte
	pos int
}

func (s *scanner) space() {
	for s.pos < len(s.in) && strings.IndexByte(" \t\r\n,:", s.in[s.pos]) >= 0 {
		s.pos++
	}
}

// enter moves to a field of the object, or an entry of the list, at pos.
func (s *scanner) enter(step string) bool {
	if s.pos >= len(s.in) || s.in[s.pos] != '{' && s.in[s.pos] != '[' {
		return false
	}
	object := s.in[s.pos] == '{'
	s.pos++
	for i := 0; ; i++ {
		s.space()
		if s.pos >= len(s.in) || s.in[s.pos] == '}' || s.in[s.pos] == ']' {
			return false
		}
		here := "[" + strconv.Itoa(i) + "]"
		if object {
			start := s.pos + 1
			s.value()
			here = string(s.in[start : s.pos-1])
			s.space()
		}
		if here == step {
			return true
		}
		s.value()
	}
}

// value moves behind the value at pos.
func (s *scanner) value() {
	depth := 0
	for s.pos < len(s.in) {
		c := s.in[s.pos]
		s.pos++
		switch c {
		case '"':
			for s.pos < len(s.in) && s.in[s.pos] != '"' {
				if s.in[s.pos] == '\\' {
					s.pos++
				}
				s.pos++
			}
			s.pos++
		case '{', '[':
			depth++
			continue
		case '}', ']':
			depth--
		default:
			for s.pos < len(s.in) && strings.IndexByte(",]} \t\r\n:", s.in[s.pos]) < 0 {
				s.pos++
			}
		}
		if depth == 0 {
			return
		}
		s.space()
	}
}
