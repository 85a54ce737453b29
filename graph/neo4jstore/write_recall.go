package neo4jstore

// recalled is what a long batch looked up of entities and documents. The next one
// of a load, which names many of the same, need not look them up again: where the
// database is still at the revision that this process left it at, nobody wrote to
// it meanwhile, and they are as they were.
type recalled struct {
	revision  string
	entities  map[string]*being
	documents map[string]*paper
	unnamed   map[string]bool
}

// mostRecalled entities and documents are kept, so that the memory of a load does
// not grow with the graph.
const mostRecalled = 100_000

// recall begins a long batch with what the one before looked up. Whatever becomes
// of the batch, that is used once: only a commit keeps it on.
func (g *group) recall() {
	r := g.s.recalled
	g.s.recalled = nil
	if r == nil || r.revision != g.s.name(g.base) {
		return
	}
	g.ledger.entities.stored, g.ledger.documents.stored, g.gather.unnamed = r.entities, r.documents, r.unnamed
}

// retain keeps what was looked up, if the batch only added relations or claims:
// those change nothing that is kept of entities and documents.
func (g *group) retain() {
	g.s.recalled = nil
	p, c := g.plan, &g.plan.change
	if g.early() || len(c.documents)+len(c.entities)+len(c.judgements)+len(c.rewoven)+len(c.moved)+len(c.families)+len(c.attributes)+len(p.attributes)+len(p.meetings) > 0 {
		return
	}
	entities, documents := g.ledger.entities.stored, g.ledger.documents.stored
	if entities == nil || documents == nil || len(entities)+len(documents) > mostRecalled {
		return
	}
	g.s.recalled = &recalled{g.s.name(g.last), entities, documents, g.gather.unnamed}
}
