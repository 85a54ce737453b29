package graph

import (
	"cmp"
	"slices"
	"strconv"
)

// Docket is what must be known besides the claims themselves to weigh them.
type Docket interface {
	Document(id string) *Document  // nil where unknown
	Family(document string) string // one id that all documents joined by basedOn share
	Named(entity string) bool      // false for an entity that the documents do not name
	Canonical(id string) string    // the surviving id of a merged entity; else the id
}

// Assessed is a claim that a filter selected, with what became of it.
type Assessed struct {
	*Claim
	Testimony
	KnownDay Day // DayMax where unknown
}

// Links lists the entities that a filter by source looks at: every entity of the
// chain or, for the document's own voice, its outlet.
func (c *Claim) Links(d Docket) []string {
	var links []string
	for _, s := range c.Sources {
		if s.Entity != "" {
			links = append(links, d.Canonical(s.Entity))
		}
	}
	if len(c.Sources) == 0 {
		if doc := d.Document(c.Document); doc != nil && doc.Outlet != "" {
			links = append(links, d.Canonical(doc.Outlet))
		}
	}
	return links
}

// Origin gives the innermost source of a claim and whether it is a named one:
// the last of its sources; with none, the document's outlet; without an outlet,
// the document itself.
func (c *Claim) Origin(d Docket) (origin string, named bool) {
	if n := len(c.Sources); n > 0 {
		last := c.Sources[n-1]
		if last.Entity == "" {
			return "\x00" + last.Text, false
		}
		id := d.Canonical(last.Entity)
		return id, d.Named(id)
	}
	doc := d.Document(c.Document)
	if doc == nil || doc.Outlet == "" {
		return c.Document, true
	}
	id := d.Canonical(doc.Outlet)
	return id, d.Named(id)
}

// Select gives the claims that the filter selects, in order of id, ready to be
// weighed: the plain way from records to [Weigh]. Origins and families are
// numbered within the result.
func Select(claims []Claim, f *Filter, d Docket) []Assessed {
	ordinals := map[string]uint32{}
	number := func(space, id string) uint32 {
		n, ok := ordinals[space+id]
		if !ok {
			n = uint32(len(ordinals))
			ordinals[space+id] = n
		}
		return n
	}
	family := d.Family
	if len(claims) == 1 {
		family = func(document string) string { return document } // there is none to share it
	}
	var out []Assessed
	for i := range claims {
		c := &claims[i]
		doc := d.Document(c.Document)
		known, ok := c.KnownDay(doc)
		reliability := Reliability(0)
		if doc != nil {
			reliability = doc.Reliability
		}
		if !f.Admits(c.Document, reliability, c.Links(d), known, ok) || !f.admitsWords(c.Sources) {
			continue
		}
		a := Assessed{Claim: c, KnownDay: DayMax}
		if ok {
			a.KnownDay = known
		}
		origin, named := c.Origin(d)
		a.Testimony = Testimony{
			Stance: c.Stance, Against: c.Against, Named: named,
			Retracted: f.RetractedUnder(c.Retracted),
			Inferred:  c.Date.Inferred(),
			Origin:    number("o", origin), Family: number("f", family(c.Document)),
			Published: DayMax, Known: a.KnownDay, Reliability: reliability,
		}
		a.Span, a.Dated = c.Date.Span()
		if doc != nil {
			if day, ok := doc.LatestPublished(); ok {
				a.Published = day
			}
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b Assessed) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// Assess weighs selected claims and gives the evidence as answers show it, with
// Superseded set in the claims. Without claims the zero Evidence is returned and
// its Status is 0: what it is about does not exist in the answer.
func Assess(selected []Assessed, lasting bool, d Docket) (Evidence, Weight) {
	ts := make([]Testimony, len(selected))
	for i := range selected {
		ts[i] = selected[i].Testimony
	}
	w := Weigh(ts, lasting)
	e := Evidence{Status: w.Status, Independent: w.Independent, FirstKnown: w.FirstKnown, Reliability: w.Reliability}
	if w.When >= 0 {
		e.When = WhenOf(selected[w.When].Date)
	}
	var live []int
	for i := range ts {
		selected[i].Superseded = ts[i].Superseded
		if ts[i].live() {
			live = append(live, i)
		}
	}
	e.Documents = documentsOf(selected, d)
	e.Sources = sourcesOf(selected, live, d)
	e.Stances = AppendStances(nil, ts)
	e.Dates = datesOf(selected, ts)
	return e, w
}

// documentsOf lists the documents of all selected claims in the order of
// documents: latest publication day, unknown last; id.
func documentsOf(selected []Assessed, d Docket) []string {
	var ids []string
	for i := range selected {
		ids = append(ids, selected[i].Document)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	slices.SortStableFunc(ids, func(a, b string) int {
		return cmp.Compare(DocumentSortDay(d.Document(a)), DocumentSortDay(d.Document(b)))
	})
	return ids
}

// DocumentSortDay is the day by which documents are listed: the latest day of
// publication, DayMax where unknown.
func DocumentSortDay(d *Document) Day {
	if d == nil {
		return DayMax
	}
	if day, ok := d.LatestPublished(); ok {
		return day
	}
	return DayMax
}

func sourcesOf(selected []Assessed, live []int, d Docket) []Source {
	var out []Source
	for _, i := range live {
		c := selected[i].Claim
		s := Source{}
		if n := len(c.Sources); n > 0 {
			s = c.Sources[n-1]
			if s.Entity != "" {
				s.Entity = d.Canonical(s.Entity)
			}
		} else if doc := d.Document(c.Document); doc != nil && doc.Outlet != "" {
			s.Entity = d.Canonical(doc.Outlet)
		} else {
			continue // the document itself, which Documents lists
		}
		out = append(out, s)
	}
	slices.SortFunc(out, CompareSources)
	return slices.Compact(out)
}

func datesOf(selected []Assessed, ts []Testimony) []When {
	var out []When
	for _, i := range DateOrder(nil, ts) {
		w := WhenOf(selected[i].Date)
		if w.IsZero() || slices.ContainsFunc(out, func(o When) bool { return o.Date.same(w.Date) }) {
			continue
		}
		out = append(out, w)
	}
	return out
}

// same compares dates as written.
func (d Date) same(o Date) bool {
	return d.Text == o.Text && d.EDTF.String() == o.EDTF.String() && d.Resolved.String() == o.Resolved.String() && d.Basis == o.Basis
}

// CanonicalNumber is the decimal form of an attribute's number that its identity
// is made of.
func CanonicalNumber(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// Identity gives the identity of the attribute that the record is about.
func (r *AttributeRecord) Identity() AttributeKey {
	k := AttributeKey{Of: r.Of, Name: r.Name, Value: r.Value, Entity: r.Entity, Unit: r.Unit}
	if r.Number != nil {
		k.Number = CanonicalNumber(*r.Number)
	}
	return k
}

// rivalNames are the attributes of which only one value can hold at a time.
var rivalNames = map[string]bool{"size": true, "length": true, "amount": true}

// Rivals says whether two different attributes exclude each other if their dates
// overlap: two values of one size, length or amount in one unit.
func Rivals(a, b AttributeKey) bool {
	return a != b && a.Of == b.Of && a.Name == b.Name && a.Unit == b.Unit && rivalNames[a.Name]
}

// Contest makes a status DISPUTED where a rival value is affirmed for a time
// that may be the same. Each value comes with its selected claims, after Assess.
func Contest(values []AttributeKey, selected [][]Assessed, status []Status) {
	out := slices.Clone(status)
	for i := range values {
		for j := range values {
			if Rivals(values[i], values[j]) && mayClash(selected[i], selected[j]) {
				out[i] = Disputed
			}
		}
	}
	copy(status, out)
}

func mayClash(a, b []Assessed) bool {
	for i := range a {
		if x := &a[i].Testimony; !x.live() || !x.Stance.Affirms() {
			continue
		}
		for j := range b {
			if y := &b[j].Testimony; !y.live() || !y.Stance.Affirms() {
				continue
			}
			s, _ := a[i].reach(false)
			t, _ := b[j].reach(false)
			if s.Compare(t) == OrderUndetermined {
				return true
			}
		}
	}
	return false
}
