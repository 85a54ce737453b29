package server

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"dragoman/graph"
)

// parameters reads what stands behind the ? of an address. A name that is none of
// these, or comes twice, is INVALID: passed over, it would leave the answer to
// another question than the one asked.
func parameters(r *http.Request, names ...string) (url.Values, error) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, graph.Errorf(graph.Invalid, "what stands behind the ? cannot be read; write it as name=value&name=value, percent-encoded")
	}
	for _, name := range slices.Sorted(maps.Keys(q)) {
		switch {
		case !slices.Contains(names, name):
			return nil, &graph.Error{Code: graph.Invalid, Field: name, Message: fmt.Sprintf("%s %s has no parameter %q; it has %s", r.Method, r.URL.Path, name, strings.Join(names, ", "))}
		case len(q[name]) > 1:
			return nil, &graph.Error{Code: graph.Invalid, Field: name, Message: fmt.Sprintf("the parameter %s is given twice; give it once", name)}
		}
	}
	return q, nil
}

// flag reads a parameter that is true or false; absent is false.
func flag(q url.Values, name string) (bool, error) {
	switch q.Get(name) {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	}
	return false, &graph.Error{Code: graph.Invalid, Field: name, Message: fmt.Sprintf("%s is %q; it is true or false", name, q.Get(name))}
}
