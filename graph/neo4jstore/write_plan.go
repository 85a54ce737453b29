package neo4jstore

import (
	"cmp"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// plan says what a group's batches come to in the database. It is a
// graph.Docket of the view after them.
//
//	change ──▶ relations and attributes touched ──▶ weighed ──▶ rows that differ
//	   └──▶ documents, entities, judgements whose change reweighs others
type plan struct {
	*gatherer
	w        *ledger
	change   change // of all batches
	families merge.Classes

	relations  map[string]*weighing // by id in the view
	attributes map[string]*tally    // by id as loaded
	meetings   map[string]graph.Status
	papers     map[string]*graph.Document // with outlets replaced
	known      map[string]bool            // Named
	degrees    map[string]int             // differences
	pack       pack.Packer

	tx    transaction
	late  []creation     // not begun yet: they may go with the statement that ends the group
	begun []func() error // statements whose outcome is not looked at yet
}

// weighing is a relation of the view whose relationship is to be written.
type weighing struct {
	id       string
	as       topology.Identity
	old      *storedRelation // nil where there is no relationship
	anew     bool            // it is made anew from the claims stored, with old gone before
	added    []graph.Claim   // new or changed
	concerns []string        // added, in the view
	recalled *[]string       // all, in the view, read anew because some of them stand for others now; nil where old is right
	weighed  graph.Evidence
	claims   []graph.Claim // all, with sources as loaded
}

func newPlan(g *gatherer, tx transaction) *plan {
	p := &plan{
		gatherer: g, w: g.ledger, tx: tx, families: merge.Classes{},
		change: change{
			documents: map[string]bool{}, entities: map[string]bool{}, claims: map[string]bool{}, abouts: map[string]bool{},
			relations: map[string]bool{}, attributes: map[string]bool{}, concerns: map[string][]string{}, judgements: map[[2]string]bool{},
			rewoven: map[string]topology.Identity{},
		},
		relations: map[string]*weighing{}, attributes: map[string]*tally{}, meetings: map[string]graph.Status{},
		papers: map[string]*graph.Document{}, known: map[string]bool{}, degrees: map[string]int{},
	}
	g.run = inTurn{p}
	return p
}

// add joins what a batch changed.
func (c *change) add(o *change) {
	for _, m := range [][2]map[string]bool{
		{c.documents, o.documents},
		{c.entities, o.entities},
		{c.claims, o.claims},
		{c.abouts, o.abouts},
		{c.relations, o.relations},
		{c.attributes, o.attributes},
	} {
		for id := range m[1] {
			m[0][id] = true
		}
	}
	for id, list := range o.concerns {
		c.concerns[id] = gathered(c.concerns[id], list)
	}
	for pair := range o.judgements {
		c.judgements[pair] = true
	}
	for raw, identity := range o.rewoven {
		c.rewoven[raw] = identity
	}
	c.moved = gathered(c.moved, o.moved)
	c.families = append(c.families, o.families...)
}

// Document implements graph.Docket.
func (p *plan) Document(id string) *graph.Document {
	if d, ok := p.papers[id]; ok {
		return d
	}
	x := p.w.documents.get(id)
	if x == nil {
		return nil
	}
	d := x.document
	if to := p.w.view.Of(d.Outlet); to != d.Outlet {
		seen := *d
		seen.Outlet = to
		d = &seen
	}
	p.papers[id] = d
	return d
}

// Family implements graph.Docket.
func (p *plan) Family(id string) string {
	if x := p.w.documents.get(id); x != nil {
		return p.families.Of(x.family)
	}
	return id
}

// Canonical implements graph.Docket.
func (p *plan) Canonical(id string) string { return p.w.view.Of(id) }

// Named implements graph.Docket. Entities whose records are not at hand are what
// the rows that name them say; those that change are at hand.
func (p *plan) Named(id string) bool {
	is, ok := p.known[id]
	if ok {
		return is
	}
	complete := true
	for _, raw := range p.w.view.Raws(id) {
		e, known := p.w.entities.peek(raw)
		complete = complete && known
		is = is || e != nil && e.entity.Named
	}
	if !is && !complete {
		return !p.unnamed[id] // not kept: more may be read yet
	}
	p.known[id] = is
	return is
}

// peek is get for what may stay unknown.
func (s *shelf[T]) peek(id string) (x *T, known bool) {
	for _, m := range []map[string]*T{s.trial, s.now, s.stored} {
		if x, known = m[id]; known {
			return x, true
		}
	}
	return nil, s.virgin
}

// touchRelation takes a relation as loaded into the plan.
func (p *plan) touchRelation(raw string, identity topology.Identity) *weighing {
	id, as := p.w.standsAs(p.w.view, raw, identity)
	x := p.relations[id]
	if x == nil {
		x = &weighing{id: id}
		p.relations[id] = x
	}
	x.as = as
	return x
}

// relate fills the plan with the relations and attributes that the batches touched.
func (p *plan) relate() {
	for about := range p.change.abouts {
		if st := p.w.statements.get(about); st != nil && aboutRelation(about) {
			p.touchRelation(about, st.identity)
		} else if st != nil {
			p.touchAttribute(about)
		}
	}
	for raw, identity := range p.change.rewoven {
		p.touchRelation(raw, identity).anew = true
	}
	if !p.w.uncertain() { // else the ends of one that stands for others may be wrong yet
		for _, x := range p.relations {
			if p.mayBeStored(x) {
				p.locate(x.id, x.as)
			}
		}
	}
	for about := range p.change.abouts {
		if p.change.rewoven[about].Type != 0 {
			p.w.concerns.ask(about)
		}
	}
}

// mayBeStored says whether a relationship of this id is to be looked for. One
// that is new as loaded, and that nothing is merged with, is in the database not.
func (p *plan) mayBeStored(x *weighing) bool {
	if p.w.view.Pooled(x.id) || p.w.stored.Pooled(x.id) {
		return true
	}
	return p.w.statements.stored[x.id] != nil
}

// gatherChanges hands the changed claims and concerns to what they are about.
func (p *plan) gatherChanges() {
	for _, id := range sortedKeys(p.change.claims) {
		c := p.w.claims.get(id)
		if c.identity.Type == 0 {
			t := p.attributes[c.about]
			t.added = append(t.added, c.claim)
			continue
		}
		to, _ := p.w.standsAs(p.w.view, c.about, c.identity)
		x := p.relations[to]
		x.added = append(x.added, c.claim)
	}
	for raw, list := range p.change.concerns {
		st := p.w.statements.get(raw)
		to, _ := p.w.standsAs(p.w.view, raw, st.identity)
		p.relations[to].concerns = p.w.view.All(gathered(p.relations[to].concerns, list))
	}
}

// weigh computes what the claims about a relation add up to. It asks for the
// documents that are not at hand, and is run again then.
func (p *plan) weigh(x *weighing) {
	if x.old != nil && !x.anew {
		x.claims = united(x.old.claims, x.added)
		concerns := x.old.concerns
		if x.recalled != nil {
			concerns = *x.recalled
		}
		x.concerns = gathered(p.w.view.All(concerns), x.concerns)
	} else if !x.anew {
		x.claims = x.added
		slices.Sort(x.concerns)
	}
	x.weighed = p.assess(x.claims, x.as.Type.Lasting())
}

func (p *plan) assess(claims []graph.Claim, lasting bool) graph.Evidence {
	seen := make([]graph.Claim, len(claims))
	for i := range claims {
		seen[i] = p.w.view.Claim(claims[i])
	}
	e, _ := graph.Assess(graph.Select(seen, nil, p), lasting, p)
	return e
}

// united puts changed claims in the place of old ones, in order of id.
func united(old, added []graph.Claim) []graph.Claim {
	out := slices.Concat(added, old)
	slices.SortStableFunc(out, func(a, b graph.Claim) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(out, func(a, b graph.Claim) bool { return a.ID == b.ID })
}

// count notes how a relation changes degrees.
func (p *plan) count(as topology.Identity, by int) {
	p.degrees[as.From] += by
	if as.To != as.From {
		p.degrees[as.To] += by
	}
}

// tally is an attribute as loaded whose node is to be written.
type tally struct {
	id     string
	record *graph.AttributeRecord
	isNew  bool
	claims []graph.Claim // all, with sources as loaded
	added  []graph.Claim
	done   bool // claims are complete
}

func (p *plan) touchAttribute(id string) {
	if p.attributes[id] != nil {
		return
	}
	x := &tally{id: id}
	if st, ok := p.w.statements.peek(id); ok && st != nil && st.attribute != nil && p.change.attributes[id] {
		x.isNew, x.record = true, st.attribute
	}
	p.attributes[id] = x
}

// occurred is the attribute off which the state of a meeting is read.
const occurred = "occurred"

func occurredID(meeting string) string {
	return graph.AttributeKey{Of: meeting, Name: occurred, Value: "yes"}.ID()
}
