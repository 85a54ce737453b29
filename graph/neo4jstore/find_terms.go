package neo4jstore

import (
	"strings"

	"dragoman/graph"
)

// Predicates of searches stand inside the patterns, so that what they refuse is
// never walked. They are the same texts for every lens and filter, which are
// parameters: the server plans few statements and keeps the plans. A test is one
// CASE, since the planner would take conditions apart, which costs it more than
// testing them.

// walkedTerm is the test of a relationship r that a traversal walks, by what is
// stored on it; heldTerm is the same without heed to whether meetings took place.
// A date with gaps passes by its bounds here and is tested again as read.
const (
	walkedTerm = `CASE
      WHEN NOT r.status IN $p.statuses THEN false
      WHEN $p.contact AND r.contact IS NULL THEN false
      WHEN $p.formal AND r.formal IS NULL THEN false
      WHEN $p.near AND r.aside IS NOT NULL THEN false
      WHEN $p.typed AND NOT type(r) IN $p.types THEN false
      WHEN r.gate IS NOT NULL AND NOT r.gate IN $p.gates THEN false
      WHEN $p.plain THEN true` + moreTerm
	heldTerm = `CASE
      WHEN NOT r.status IN $p.statuses THEN false
      WHEN $p.contact AND r.contact IS NULL THEN false
      WHEN $p.formal AND r.formal IS NULL THEN false
      WHEN $p.near AND r.aside IS NOT NULL THEN false
      WHEN $p.typed AND NOT type(r) IN $p.types THEN false
      WHEN $p.plain THEN true` + moreTerm
	moreTerm = `
      WHEN r.independent < $p.independent THEN false
      WHEN r.id IN $p.shun THEN false
      WHEN NOT $p.timed THEN true
      WHEN r.days IS NULL THEN NOT $p.certain
      WHEN NOT $p.certain THEN all(q IN $p.periods WHERE r.days[0] <= q[1] AND r.days[3] >= q[0])
      WHEN r.inferred THEN false
      WHEN r.interval THEN all(q IN $p.periods WHERE r.days[1] <= q[1] AND r.days[2] >= q[0])
      ELSE all(q IN $p.periods WHERE r.days[0] >= q[0] AND r.days[3] <= q[1])
    END`
)

// walkedUnless is walkedTerm where a condition does not refuse before anything is
// read of the relationship.
func walkedUnless(condition string) string {
	return "CASE\n      WHEN " + condition + " THEN false" + strings.TrimPrefix(walkedTerm, "CASE")
}

// hashed is a list of the same members that is long enough to be searched by hash:
// of lists shorter than 128, Neo4j compares member by member, 25 ns each, for each
// relationship that is tested. Members are repeated; a list of few stays as it is.
func hashed(name string) string {
	return strings.ReplaceAll(`CASE WHEN size($list) < 8 OR size($list) > 127 THEN $list ELSE [i IN range(0, 127) | $list[i % size($list)]] END`, "$list", name)
}

// contactKinds is the test of a node that the lens CONTACT passes through.
const contactKinds = `$node.kind IN ['PERSON', 'DELEGATION', 'MEETING']`

// nodeTerm is the test of a node; $node stands for its name.
func nodeTerm(name string, whens ...string) string {
	text := "CASE"
	for _, w := range whens {
		text += "\n      " + w
	}
	return strings.ReplaceAll(text+"\n    END", "$node", name)
}

// Tests of nodes, in the order in which they say no or yes first.
const (
	whenHub     = `WHEN $node.degree > $p.cap AND NOT $node.id IN $p.exempt THEN false`
	whenOpen    = `WHEN $p.open THEN true`
	whenAvoided = `WHEN $node.id IN $p.avoid THEN false`
	whenExempt  = `WHEN $node.id IN $p.exempt THEN true`
	whenKind    = `WHEN NOT $p.anyKind AND NOT $node.kind IN $p.kinds THEN false`
	elseThrough = `ELSE NOT $p.contact OR ` + contactKinds
	whenWall    = `WHEN $p.contact AND NOT ` + contactKinds + ` THEN false`
	elseTrue    = `ELSE true`
)

// terms are the parameters of a lens and a filter without claim-selecting fields.
// def are the statuses that pass where none are named.
func terms(l graph.Lens, f *graph.Filter, def graph.StatusSet) map[string]any {
	p := map[string]any{
		"independent": 0, "timed": timed(f), "periods": [][]int64{}, "certain": false, "anyKind": true, "kinds": []string{}, "contact": l == graph.LensContact, "formal": l == graph.LensFormal, "near": l == graph.LensRelations,
		"shun": []string{}, "avoid": []string{}, "exempt": []string{}, "plain": true, "open": l != graph.LensContact,
	}
	set := f.StatusSet(def)
	statuses, gates, types := []string{}, []int{}, []string{}
	for _, s := range graph.Statuses() {
		if set.Has(s) {
			statuses = append(statuses, s.String())
		}
	}
	if set.Has(graph.Planned) {
		gates = append(gates, 1)
	}
	if set.Has(graph.Denied) {
		gates = append(gates, 2)
	}
	if f != nil && f.Types != nil {
		types = namesOf(f.Types)
	}
	p["typed"] = f != nil && f.Types != nil
	p["statuses"], p["gates"], p["types"] = statuses, gates, types
	if f == nil {
		return p
	}
	if f.Kinds != nil {
		p["kinds"], p["anyKind"], p["open"] = namesOf(f.Kinds), false, false
	}
	p["independent"], p["certain"] = f.MinIndependentSources, f.Overlap == graph.OverlapCertain
	p["plain"] = f.MinIndependentSources == 0 && !timed(f)
	var periods [][]int64
	for _, q := range []graph.EDTF{f.At, f.During} {
		if s, ok := q.Span(); ok {
			periods = append(periods, []int64{int64(s.Earliest()), int64(s.Latest())})
		}
	}
	if periods != nil {
		p["periods"] = periods
	}
	return p
}

func namesOf[T interface{ String() string }](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = x.String()
	}
	return out
}

// timed says whether dates are tested, so that those with gaps need a second
// look.
func timed(f *graph.Filter) bool {
	return f != nil && (!f.At.IsZero() || !f.During.IsZero())
}

// searchable refuses what only a topology can answer, after ids in it that there
// are not.
func (v *view) searchable(f *graph.Filter) error {
	if !f.SelectsClaims() {
		return nil
	}
	var w wanted
	w.filterIDs(v, f)
	p := v.newPool()
	if err := firstError(p.fill(w), p.filterKnown(f)); err != nil {
		return err
	}
	return unsupported("a filter by day known, documents, sources or reliability")
}

func unsupported(what string) error {
	return &graph.Error{Code: graph.Unsupported, Message: what + " needs the search in memory; start the server with --search memory"}
}
