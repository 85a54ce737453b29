package graph

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// under puts the field of an error below a parent. nil stays nil.
func (e *RecordError) under(parent string) *RecordError {
	if e == nil {
		return nil
	}
	switch {
	case e.Field == "":
		e.Field = parent
	case e.Field[0] == '[':
		e.Field = parent + e.Field
	default:
		e.Field = parent + "." + e.Field
	}
	return e
}

// underItem is under for the i-th entry of a list.
func (e *RecordError) underItem(list string, i int) *RecordError {
	return e.under(fmt.Sprintf("%s[%d]", list, i))
}

// Unwrap lets errors.Is and [CodeOf] see the code.
func (e *RecordError) Unwrap() error {
	return &Error{Code: e.Code, Message: e.Reason, Field: e.Field}
}

func checkGiven(field string, given bool, what string) *RecordError {
	if given {
		return nil
	}
	return fault(field, "is missing: %s", what)
}

// checkVocabulary refuses a number that is no word of its list, which only a
// program can produce.
func checkVocabulary(field string, known bool) *RecordError {
	if known {
		return nil
	}
	return fault(field, "is not a word of the vocabulary")
}

func checkLength(field string, n int) *RecordError {
	if n <= MaxList {
		return nil
	}
	return tooLarge(field, "has %d entries; at most %d are allowed in one record", n, MaxList)
}

func tooLarge(field, format string, args ...any) *RecordError {
	e := fault(field, format, args...)
	e.Code = Limit
	return e
}

// checkText takes a text of several lines, checkLine one of a single line.
func checkText(field, s string) *RecordError            { return checkRunes(field, s, MaxText, true) }
func checkLine(field, s string, limit int) *RecordError { return checkRunes(field, s, limit, false) }

func checkRunes(field, s string, limit int, lines bool) *RecordError {
	if len(s) > limit {
		return tooLarge(field, "has %d bytes; at most %d are allowed", len(s), limit)
	}
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < 0x7f {
			i++
			continue
		}
		if e := checkRune(field, s[i:], i, lines); e != nil {
			return e
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return nil
}

// checkRune refuses bytes that are no UTF-8 and the control characters U+0000 to
// U+001F and U+007F to U+009F; line feed and tab may stand in a text of several
// lines.
func checkRune(field, s string, offset int, lines bool) *RecordError {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && size <= 1:
		return fault(field, "is not valid UTF-8 (byte %d of the text)", offset+1)
	case lines && (r == '\n' || r == '\t'):
		return nil
	case r == '\n':
		return fault(field, "has a line break (byte %d of the text); it is a text of one line", offset+1)
	case r < ' ' || r >= 0x7f && r <= 0x9f:
		return fault(field, "has the control character U+%04X (byte %d of the text); leave it out", r, offset+1)
	}
	return nil
}

func checkID(field, id string) *RecordError {
	if err := CheckID(id); err != nil {
		return fault(field, "%s", reasonOf(err))
	}
	return nil
}

func checkOptionalID(field, id string) *RecordError {
	if id == "" {
		return nil
	}
	return checkID(field, id)
}

func checkIDs(field string, ids []string) *RecordError {
	if e := checkLength(field, len(ids)); e != nil {
		return e
	}
	for i, id := range ids {
		if e := checkID("", id); e != nil {
			return e.underItem(field, i)
		}
	}
	return nil
}

// checkReference takes the id of an entity or of a relation.
func checkReference(field, id string) *RecordError {
	if isRelationID(id) {
		return checkRelationID(field, id)
	}
	return checkID(field, id)
}

func checkRelationID(field, id string) *RecordError {
	if id == "" || isRelationID(id) && isDigest(id) {
		return nil
	}
	return fault(field, "%s is not the id of a relation, which is r: and 26 characters of a-z and 2-7; leave it out to have it computed", edtfQuote(id))
}

func isRelationID(id string) bool { return strings.HasPrefix(id, "r:") }

// isDigest says whether id has the form of a computed one: two bytes of prefix
// and 26 characters of base32.
func isDigest(id string) bool {
	if len(id) != 28 {
		return false
	}
	for i := 2; i < len(id); i++ {
		if c := id[i]; (c < 'a' || c > 'z') && (c < '2' || c > '7') {
			return false
		}
	}
	return true
}
