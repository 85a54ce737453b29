package graph

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// enum is the shared machinery of the vocabulary's closed lists: small integers
// in the order of the contract, 0 meaning "not given", with upper-case names.
// (GraphQL, JSON and the command line all speak those names.)
type enumNames []string // index 0 is the empty name

func (n enumNames) name(i uint8) string {
	if int(i) < len(n) {
		return n[i]
	}
	return ""
}

// parse accepts any case, and '-' for '_', as the command line promises.
func (n enumNames) parse(what, s string) (uint8, error) {
	t := strings.ReplaceAll(strings.ToUpper(strings.TrimSpace(s)), "-", "_")
	for i := 1; i < len(n); i++ {
		if n[i] == t {
			return uint8(i), nil
		}
	}
	return 0, &Error{Code: Invalid, Field: what, Message: fmt.Sprintf("%q is not %s %s; one of %s", s, article(what), what, strings.Join(n[1:], " "))}
}

// exact is parse without the leniency, for records and GraphQL.
func (n enumNames) exact(what, s string) (uint8, error) {
	for i := 1; i < len(n); i++ {
		if n[i] == s {
			return uint8(i), nil
		}
	}
	return 0, &Error{Code: Invalid, Field: what, Message: fmt.Sprintf("%q is not %s %s; one of %s", s, article(what), what, strings.Join(n[1:], " "))}
}

// marshalEnum writes a name; no name is null.
func marshalEnum(w io.Writer, s string) {
	if s == "" {
		_, _ = io.WriteString(w, "null")
		return
	}
	_, _ = io.WriteString(w, strconv.Quote(s))
}

// unmarshalEnum reads a GraphQL value; null is 0, not given.
func unmarshalEnum(n enumNames, what string, v any) (uint8, error) {
	if v == nil {
		return 0, nil
	}
	s, ok := v.(string)
	if !ok {
		return 0, &Error{Code: Invalid, Field: what, Message: fmt.Sprintf("%s %s must be an enum value, not %T", article(what), what, v)}
	}
	return n.exact(what, s)
}
