package topology

import (
	"fmt"
	"slices"
	"strings"

	"dragoman/graph"
)

// atMost refuses a negative argument, and one that is over its limit.
func atMost(name string, value, limit int) error {
	if value < 0 {
		return &graph.Error{Code: graph.Invalid, Field: name, Message: fmt.Sprintf("%s is %d; it must not be negative", name, value)}
	}
	if value > limit {
		return &graph.Error{Code: graph.Limit, Field: name, Limit: limit, Message: fmt.Sprintf("%s is %d; at most %d is allowed", name, value, limit)}
	}
	return nil
}

// numbers finds entities, each once, in the order of the ids given.
func (g *Graph) numbers(argument string, ids []string) ([]uint32, error) {
	return g.appendNumbers(make([]uint32, 0, len(ids)), argument, ids)
}

// appendNumbers is numbers in an empty room.
func (g *Graph) appendNumbers(out []uint32, argument string, ids []string) ([]uint32, error) {
	var unknown []string
	for _, id := range ids {
		v, ok := g.entity(id)
		switch {
		case !ok:
			unknown = append(unknown, id)
		case len(out) < 32 && !slices.Contains(out, v), len(out) >= 32:
			out = append(out, v)
		}
	}
	if len(unknown) > 0 {
		return nil, graph.Unknown(argument, unknown...)
	}
	if len(out) > 32 {
		seen := make(map[uint32]bool, len(out))
		out = slices.DeleteFunc(out, func(v uint32) bool {
			dup := seen[v]
			seen[v] = true
			return dup
		})
	}
	return out, nil
}

// refuse gives the first error.
func refuse(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func atLeastOne(name string, ids []string) error {
	if len(ids) == 0 {
		return &graph.Error{Code: graph.Invalid, Field: name, Message: name + " is empty; name at least one entity"}
	}
	return nil
}

func knownLens(l graph.Lens) error {
	if l > graph.LensEverything {
		return &graph.Error{Code: graph.Invalid, Field: "lens", Message: fmt.Sprintf("lens %d is none; one of CONTACT FORMAL RELATIONS EVERYTHING", l)}
	}
	return nil
}

// avoided takes a list of avoided ids apart: entities by number, relations by
// the identities that the caller resolved them to.
func (g *Graph) avoided(ids []string, identities []Identity) (entities []uint32, relations map[uint32]bool, err error) {
	if len(ids) == 0 && len(identities) == 0 {
		return nil, nil, nil
	}
	relations = map[uint32]bool{}
	var unknown []string
	known := map[string]bool{}
	for _, i := range identities {
		rel, _, _, ok := g.findIdentity(i)
		if !ok {
			unknown = append(unknown, i.ID())
			continue
		}
		known[i.ID()] = true
		relations[rel] = true
	}
	var plain []string
	for _, id := range ids {
		switch {
		case !strings.HasPrefix(id, "r:"):
			plain = append(plain, id)
		case !known[id] && !slices.Contains(unknown, id):
			unknown = append(unknown, id)
		}
	}
	if len(unknown) > 0 {
		return nil, nil, graph.Unknown("avoid", unknown...)
	}
	entities, err = g.numbers("avoid", plain)
	return entities, relations, err
}

// few is a set of entities that a query names, ascending.
type few []uint32

func (f few) has(v uint32) bool {
	if len(f) <= 8 {
		return slices.Contains(f, v)
	}
	_, ok := slices.BinarySearch(f, v)
	return ok
}

func setOf(vs ...[]uint32) few { return appendFew(nil, vs...) }

// appendFew is setOf in a room.
func appendFew(out few, vs ...[]uint32) few {
	for _, list := range vs {
		out = append(out, list...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func mapOf(vs []uint32) map[uint32]bool {
	out := make(map[uint32]bool, len(vs))
	for _, v := range vs {
		out[v] = true
	}
	return out
}
