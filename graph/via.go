package graph

import (
	"fmt"
	"slices"
	"strings"
)

// CheckVia refuses entities to pass that are more than MaxVia, and, given ids as
// they stand after merges, such as come again after another, which no path of
// distinct entities passes in that order, and such as are ends of the path: name an
// entity as one or the other.
func CheckVia(via, from, to []string) error {
	if len(via) > MaxVia {
		return &Error{Code: Limit, Field: "via", Limit: MaxVia, Message: fmt.Sprintf("via names %d entities; at most %d are allowed", len(via), MaxVia)}
	}
	for i, id := range via {
		if first := slices.Index(via, id); first < i && via[i-1] != id {
			return &Error{Code: Invalid, Field: "via", IDs: []string{id}, Message: fmt.Sprintf("via names %s again after %s; a path passes an entity once, so name it in one place", id, via[i-1])}
		}
	}
	var ends []string
	for _, id := range via {
		if slices.Contains(from, id) || slices.Contains(to, id) {
			ends = append(ends, id)
		}
	}
	if len(ends) > 0 {
		return &Error{Code: Invalid, Field: "via", IDs: ends, Message: fmt.Sprintf("via names %s, where a path starts or ends; leave it out of via, or out of from and to", strings.Join(ends, ", "))}
	}
	return nil
}
