package embedded

import (
	"context"
	"maps"
	"slices"
	"strings"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// aliases is the view that judgements give of ids. It is immutable. Ids that
// stand for themselves and nothing else are in none of its maps.
type aliases struct {
	canonical map[string]string   // raw id of an entity or relation → the one that stands for it, where another
	members   map[string][]string // canonical id → all ids that it stands for, sorted; some ids of relations are in no record
}

var noAliases = &aliases{}

// of resolves any id; one that is not aliased is its own.
func (a *aliases) of(id string) string {
	if c, ok := a.canonical[id]; ok {
		return c
	}
	return id
}

// raws gives the ids as loaded that a canonical id stands for. The canonical id
// of a relation may itself be in no record.
func (a *aliases) raws(canonical string) []string {
	if ms, ok := a.members[canonical]; ok {
		return ms
	}
	return []string{canonical}
}

// all resolves ids, each once, in their order; nil stays nil.
func (a *aliases) all(ids []string) []string {
	if ids == nil {
		return nil
	}
	out := make([]string, 0, len(ids))
	seen := make(map[string]bool, len(ids))
	for _, id := range ids {
		if id = a.of(id); !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

// identity replaces the ends of a relation.
func (a *aliases) identity(i topology.Identity) topology.Identity {
	i.From, i.To = a.of(i.From), a.of(i.To)
	if i.Type.Symmetric() && i.To < i.From {
		i.From, i.To = i.To, i.From
	}
	return i
}

// claim replaces the sources of a claim, in a copy where any differs.
func (a *aliases) claim(c graph.Claim) graph.Claim {
	if len(a.canonical) == 0 {
		return c
	}
	for i, s := range c.Sources {
		if to := a.of(s.Entity); to != s.Entity {
			c.Sources = slices.Clone(c.Sources)
			c.Sources[i].Entity = to
		}
	}
	return c
}

func (a *aliases) attribute(k graph.AttributeKey) graph.AttributeKey {
	k.Of, k.Entity = a.of(k.Of), a.of(k.Entity)
	return k
}

func isRelationID(id string) bool { return strings.HasPrefix(id, "r:") }

// entityAliases is the part of the view that does not depend on relations.
func entityAliases(judgements []*graph.Judgement) *aliases {
	same := merge.Classes{}
	var ids []string
	for _, j := range judgements {
		if j.Same && !isRelationID(j.A) {
			same.Unite(j.A, j.B)
			ids = append(ids, j.A, j.B)
		}
	}
	a := &aliases{canonical: map[string]string{}, members: map[string][]string{}}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		a.add(id, same.Of(id))
	}
	return a
}

// add says that canonical stands for raw, among others.
func (a *aliases) add(raw, canonical string) {
	if raw != canonical {
		a.canonical[raw] = canonical
	}
	if !slices.Contains(a.members[canonical], raw) {
		a.members[canonical] = append(a.members[canonical], raw)
		slices.Sort(a.members[canonical])
	}
}

// addRelations completes the view with the relations whose ends it replaces and
// those that judgements pool. identities has at least all of these, by raw id.
func (a *aliases) addRelations(judgements []*graph.Judgement, identities map[string]topology.Identity) {
	moved := make(map[string]string, len(identities))
	for raw, identity := range identities {
		moved[raw] = a.identity(identity).ID()
	}
	pooled := merge.Classes{}
	for _, j := range judgements {
		if j.Same && isRelationID(j.A) {
			pooled.Unite(moved[j.A], moved[j.B])
		}
	}
	alone := map[string]bool{}
	for raw, id := range moved {
		if to := pooled.Of(id); to != raw {
			a.add(raw, to)
			a.add(id, to) // the id between resolves too
		} else {
			alone[raw] = true
		}
	}
	for raw := range alone {
		if _, ok := a.members[raw]; ok {
			a.add(raw, raw)
		}
	}
}

// clone gives a copy that may be changed.
func (a *aliases) clone() *aliases {
	b := &aliases{canonical: maps.Clone(a.canonical), members: make(map[string][]string, len(a.members))}
	for id, ms := range a.members {
		b.members[id] = slices.Clone(ms)
	}
	return b
}

// stands tells which id stands for a relation, and whether the view does not say
// so yet of its raw id.
func (a *aliases) stands(raw string, identity topology.Identity) (to string, unsaid bool) {
	if len(a.members) == 0 {
		return raw, false
	}
	to = a.of(a.identity(identity).ID())
	ms, pool := a.members[to]
	return to, (to != raw || pool) && !slices.Contains(ms, raw)
}

// loadAliases reads the view that the last judgements left.
func loadAliases(ctx context.Context, c *conn) (*aliases, error) {
	a := &aliases{canonical: map[string]string{}, members: map[string][]string{}}
	err := c.each(ctx, "SELECT raw, canonical FROM alias ORDER BY raw", func(row []driverValue) error {
		raw, to := str(row[0]), str(row[1])
		if raw != to {
			a.canonical[raw] = to
		}
		a.members[to] = append(a.members[to], raw)
		return nil
	})
	return a, err
}

// store writes the view in the place of the one before.
func (a *aliases) store(c *conn, before *aliases) error {
	for to, ms := range before.members {
		for _, raw := range ms {
			if !slices.Contains(a.members[to], raw) {
				if err := c.exec("DELETE FROM alias WHERE raw = ? AND canonical = ?", raw, to); err != nil {
					return err
				}
			}
		}
	}
	for to, ms := range a.members {
		for _, raw := range ms {
			if !slices.Contains(before.members[to], raw) {
				if err := c.exec("INSERT OR REPLACE INTO alias VALUES (?, ?)", raw, to); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
