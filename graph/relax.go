package graph

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Relaxation is one condition of a path query that found nothing, and what it
// would have to be, all others being as they are, for paths to be found.
type Relaxation struct {
	Field string // the argument, or the field of its filter
	From  string // the value as it is, lists joined by ", "
	To    string // the value with which there are paths; "" is none: the condition lifted (of degreeCap only where Paths is nil)
	// Paths is the number of those with the fewest hops (EARLIEST: of all), at most
	// MaxRelaxed; nil where the budget or the deadline ended the search before it
	// was known whether there are any.
	Paths   *int
	Capped  bool  // there are more than Paths, or may be
	Example *Path // the first of them; nil where Paths is
}

// Relaxations tries, field by field, what a query that found nothing could say
// instead. Of several values the one that gives away least is told or, where an
// answer was stopped, one that is known to do:
//
//	maxHops                the least number of hops, to MaxHops
//	degreeCap              the smallest
//	lens                   RELATIONS, then EVERYTHING
//	statuses               with the strongest of the others added, one after another
//	minIndependentSources  the greatest number
//	overlap                POSSIBLE
//	types kinds at during asOf documents excludeDocuments sources excludeSources
//	minReliability avoid via                     left out
//
// ask answers a query as the store would, but for its relaxations; degree gives
// that of an entity. After an answer that was stopped nothing more is tried; the
// fields that were not tried to the end are told with Paths nil.
func Relaxations(q PathQuery, ask func(PathQuery) (*PathResult, error), degree func(id string) (int, error)) ([]Relaxation, error) {
	q.Relax, q.ListHubs, q.First = false, false, MaxRelaxed+1
	q.Mode = cmp.Or(q.Mode, Shortest)
	q.Lens = cmp.Or(q.Lens, LensRelations)
	switch {
	case q.Mode == Earliest:
	case len(q.Via) > 0:
		q.Mode = KShortest // the first of which are those of the fewest hops
	default:
		q.Mode = AllShortest
	}
	r := relaxer{q: q, ask: ask, degree: degree}
	r.hops()
	r.hubs()
	r.lens()
	if q.Where != nil {
		r.f = *q.Where
	}
	r.statuses()
	r.sources()
	r.lifted()
	return r.out, r.err
}

type relaxer struct {
	q      PathQuery
	f      Filter // of q; zero where there is none
	ask    func(PathQuery) (*PathResult, error)
	degree func(id string) (int, error)
	out    []Relaxation
	found  []Path // by the last query that found any
	over   bool   // an answer was stopped
	err    error
}

// try asks a laxer query. It is true when the field needs no further try: paths
// were found, or nothing more may be asked.
func (r *relaxer) try(field, from, to string, q PathQuery) bool {
	if r.err != nil {
		return true
	}
	x := Relaxation{Field: field, From: from, To: to}
	if r.over {
		r.out = append(r.out, x)
		return true
	}
	found, err := r.ask(q)
	if err != nil {
		r.err = err
		return true
	}
	r.over = found.StoppedBy != 0
	switch {
	case len(found.Paths) > 0:
		n := countAlike(q.Mode, found.Paths)
		capped := r.over && n == len(found.Paths) || n > MaxRelaxed
		n = min(n, MaxRelaxed)
		x.Paths, x.Capped, x.Example, r.found = &n, capped, &found.Paths[0], found.Paths
	case !r.over:
		return false
	}
	r.out = append(r.out, x)
	return true
}

// countAlike counts the paths that have the hops of the first.
func countAlike(mode PathMode, paths []Path) int {
	n := 0
	for n < len(paths) && (mode == Earliest || paths[n].Hops == paths[0].Hops) {
		n++
	}
	return n
}

func (r *relaxer) hops() {
	from := strconv.Itoa(r.q.MaxHops)
	for n := r.q.MaxHops + 1; n <= MaxHops; n++ {
		q := r.q
		q.MaxHops = n
		if r.try("maxHops", from, strconv.Itoa(n), q) {
			return
		}
	}
}

// hubs lifts the cap, and then halves the distance between one that is too small and
// the greatest degree that the example so far walks through.
func (r *relaxer) hubs() {
	const field = "degreeCap"
	from, q := strconv.Itoa(r.q.DegreeCap), r.q
	q.DegreeCap = noCap
	if r.q.DegreeCap == noCap || !r.try(field, from, "", q) || r.err != nil {
		return
	}
	at, lifted := len(r.out)-1, r.found
	if r.out[at].Example == nil {
		return
	}
	low, high := r.q.DegreeCap, r.needed(lifted[:1])
	for exact := false; !exact && !r.over && r.err == nil; {
		// With no cap left between, that of the example itself is asked for, so that
		// what is counted is what it gives.
		q.DegreeCap = low + (high-low)/2
		if exact = q.DegreeCap == low; exact {
			q.DegreeCap = high
		}
		switch {
		case !r.try(field, from, strconv.Itoa(q.DegreeCap), q):
			low = q.DegreeCap
		case r.err != nil || r.out[at+1].Paths == nil:
			r.out = r.out[:at+1]
		default:
			r.out = append(r.out[:at], r.out[at+1])
			high = min(q.DegreeCap, r.needed(r.found[:1]))
		}
	}
	if x := &r.out[at]; x.To == "" && r.err == nil {
		// Ended before a cap was tried: all that were counted without one are there
		// under that which they need together, and the first of them is the first.
		x.To = strconv.Itoa(r.needed(lifted[:*x.Paths]))
	}
}

// needed is the smallest degree cap that lets these paths through.
func (r *relaxer) needed(paths []Path) int {
	most := 0
	for i := range paths {
		for _, id := range paths[i].Nodes {
			if slices.Contains(r.q.From, id) || slices.Contains(r.q.To, id) || slices.Contains(r.q.Via, id) {
				continue
			}
			n, err := r.degree(id)
			if err != nil {
				r.err = err
			}
			most = max(most, n)
		}
	}
	return most
}

// noCap is more relations than an entity can have.
const noCap = 1<<31 - 1

func (r *relaxer) lens() {
	from := r.q.Lens
	for _, l := range []Lens{LensRelations, LensEverything} {
		q := r.q
		if q.Lens = l; l > from && r.try("lens", from.String(), l.String(), q) {
			return
		}
	}
}

// under asks with another filter.
func (r *relaxer) under(field, from, to string, f Filter) bool {
	q := r.q
	q.Where = &f
	return r.try(field, from, to, q)
}

func (r *relaxer) statuses() {
	set := r.f.StatusSet(Walked)
	from := statusList(set)
	for _, s := range Statuses() {
		if set.Has(s) {
			continue
		}
		f := r.f
		set |= StatusesOf(s)
		f.Statuses = setStatuses(set)
		if r.under("statuses", from, statusList(set), f) {
			return
		}
	}
}

func setStatuses(set StatusSet) []Status {
	out := []Status{}
	for _, s := range Statuses() {
		if set.Has(s) {
			out = append(out, s)
		}
	}
	return out
}

func statusList(set StatusSet) string { return spelled(setStatuses(set)) }

// spelled joins words of the vocabulary.
func spelled[T interface{ String() string }](xs []T) string {
	out := make([]string, len(xs))
	for i, x := range xs {
		out[i] = x.String()
	}
	return strings.Join(out, ", ")
}

// sources halves the distance between a number that is too great and one that is
// not: fewer sources never take paths away.
func (r *relaxer) sources() {
	const field = "minIndependentSources"
	from, f := strconv.Itoa(r.f.MinIndependentSources), r.f
	if f.MinIndependentSources == 0 {
		return
	}
	f.MinIndependentSources = 0
	if !r.under(field, from, "0", f) || r.err != nil || r.over {
		return
	}
	low, high := 0, r.f.MinIndependentSources
	for high-low > 1 {
		f.MinIndependentSources = low + (high-low)/2
		at := len(r.out)
		if !r.under(field, from, strconv.Itoa(f.MinIndependentSources), f) {
			high = f.MinIndependentSources
			continue
		}
		if r.err != nil || r.out[at].Paths == nil {
			r.out = r.out[:at]
			return
		}
		low = f.MinIndependentSources
		r.out = append(r.out[:at-1], r.out[at])
	}
}

// lifted leaves out one field after the other.
func (r *relaxer) lifted() {
	lift := func(is bool, field, from string, change func(*Filter)) {
		if f := r.f; is {
			change(&f)
			r.under(field, from, "", f)
		}
	}
	f := &r.f
	lift(f.Types != nil, "types", spelled(f.Types), func(f *Filter) { f.Types = nil })
	lift(f.Kinds != nil, "kinds", spelled(f.Kinds), func(f *Filter) { f.Kinds = nil })
	lift(!f.At.IsZero(), "at", f.At.String(), func(f *Filter) { f.At = EDTF{} })
	lift(!f.During.IsZero(), "during", f.During.String(), func(f *Filter) { f.During = EDTF{} })
	if timed := !f.At.IsZero() || !f.During.IsZero(); timed && f.Overlap == OverlapCertain {
		g := *f
		g.Overlap = OverlapPossible
		r.under("overlap", f.Overlap.String(), g.Overlap.String(), g)
	}
	if f.AsOf != nil {
		lift(true, "asOf", f.AsOf.String(), func(f *Filter) { f.AsOf = nil })
	}
	lift(f.Documents != nil, "documents", strings.Join(f.Documents, ", "), func(f *Filter) { f.Documents = nil })
	lift(f.ExcludeDocuments != nil, "excludeDocuments", strings.Join(f.ExcludeDocuments, ", "), func(f *Filter) { f.ExcludeDocuments = nil })
	lift(f.Sources != nil, "sources", strings.Join(f.Sources, ", "), func(f *Filter) { f.Sources = nil })
	lift(f.ExcludeSources != nil, "excludeSources", strings.Join(f.ExcludeSources, ", "), func(f *Filter) { f.ExcludeSources = nil })
	lift(f.MinReliability != 0, "minReliability", f.MinReliability.String(), func(f *Filter) { f.MinReliability = 0 })
	for _, x := range []struct {
		field string
		ids   []string
		drop  func(*PathQuery)
	}{
		{"avoid", r.q.Avoid, func(q *PathQuery) { q.Avoid = nil }},
		{"via", r.q.Via, func(q *PathQuery) { q.Via, q.Mode = nil, direct(q.Mode) }},
	} {
		if q := r.q; len(x.ids) > 0 {
			x.drop(&q)
			r.try(x.field, strings.Join(x.ids, ", "), "", q)
		}
	}
}

// direct is the mode that counts where nothing need be passed.
func direct(m PathMode) PathMode {
	if m == KShortest {
		return AllShortest
	}
	return m
}
