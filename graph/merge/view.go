package merge

import (
	"maps"
	"slices"
	"strings"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// View says which id stands for which. Ids that stand for themselves and nothing
// else are not in it. A View that is shared must not be changed.
type View struct {
	canonical map[string]string   // raw id of an entity or relation → the one that stands for it, where another
	members   map[string][]string // canonical id → all ids that it stands for, sorted; some ids of relations are in no record
}

// None is the view without merges.
var None = &View{}

// New gives an empty view to be filled with [View.Add].
func New() *View { return &View{canonical: map[string]string{}, members: map[string][]string{}} }

// Of resolves any id; one that nothing else stands for is its own.
func (v *View) Of(id string) string {
	if c, ok := v.canonical[id]; ok {
		return c
	}
	return id
}

// Raws gives the ids as loaded that a canonical id stands for, sorted. The
// canonical id of a relation may itself be in no record.
func (v *View) Raws(canonical string) []string {
	if ms, ok := v.members[canonical]; ok {
		return ms
	}
	return []string{canonical}
}

// Pooled says whether a canonical id stands for others too.
func (v *View) Pooled(canonical string) bool { _, ok := v.members[canonical]; return ok }

// Empty says that every id stands for itself.
func (v *View) Empty() bool { return len(v.members) == 0 }

// Members shows every canonical id of the view with what it stands for, in no
// order.
func (v *View) Members(visit func(canonical string, raws []string)) {
	for to, ms := range v.members {
		visit(to, ms)
	}
}

// All resolves ids, each once, in their order; nil stays nil.
func (v *View) All(ids []string) []string {
	if ids == nil {
		return nil
	}
	out := make([]string, 0, len(ids))
	seen := make(map[string]bool, len(ids))
	for _, id := range ids {
		if id = v.Of(id); !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

// InOrder resolves ids whose order counts; one that follows itself is there once.
func (v *View) InOrder(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = v.Of(id)
	}
	return slices.Compact(out)
}

// Identity replaces the ends of a relation.
func (v *View) Identity(i topology.Identity) topology.Identity {
	i.From, i.To = v.Of(i.From), v.Of(i.To)
	if i.Type.Symmetric() && i.To < i.From {
		i.From, i.To = i.To, i.From
	}
	return i
}

// Claim replaces the sources of a claim, in a copy where any differs.
func (v *View) Claim(c graph.Claim) graph.Claim {
	if len(v.canonical) == 0 {
		return c
	}
	for i, s := range c.Sources {
		if to := v.Of(s.Entity); to != s.Entity {
			c.Sources = slices.Clone(c.Sources)
			c.Sources[i].Entity = to
		}
	}
	return c
}

// Attribute replaces the ids of an attribute's identity.
func (v *View) Attribute(k graph.AttributeKey) graph.AttributeKey {
	k.Of, k.Entity = v.Of(k.Of), v.Of(k.Entity)
	return k
}

// IsRelation says whether an id is one of relations by its form.
func IsRelation(id string) bool { return strings.HasPrefix(id, "r:") }

// Add says that canonical stands for raw, among others.
func (v *View) Add(raw, canonical string) {
	if raw != canonical {
		v.canonical[raw] = canonical
	}
	if !slices.Contains(v.members[canonical], raw) {
		v.members[canonical] = append(v.members[canonical], raw)
		slices.Sort(v.members[canonical])
	}
}

// Clone gives a copy that may be changed.
func (v *View) Clone() *View {
	w := &View{canonical: maps.Clone(v.canonical), members: make(map[string][]string, len(v.members))}
	if w.canonical == nil {
		w.canonical = map[string]string{}
	}
	for id, ms := range v.members {
		w.members[id] = slices.Clone(ms)
	}
	return w
}

// Stands tells which id stands for a relation as loaded, and whether the view
// does not say so yet of its raw id, which then must be added.
func (v *View) Stands(raw string, identity topology.Identity) (to string, unsaid bool) {
	if len(v.members) == 0 {
		return raw, false
	}
	to = v.Of(v.Identity(identity).ID())
	ms, pool := v.members[to]
	return to, (to != raw || pool) && !slices.Contains(ms, raw)
}

// Moved lists, sorted, the entity ids (as loaded and canonical) for which two
// views differ.
func Moved(before, after *View) []string {
	var out []string
	for _, v := range []*View{before, after} {
		for to, ms := range v.members {
			if IsRelation(to) || slices.Equal(before.members[to], after.members[to]) {
				continue
			}
			out = append(append(out, ms...), to)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
