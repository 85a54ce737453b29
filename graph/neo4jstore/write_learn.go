package neo4jstore

import (
	"dragoman/graph"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// learn reads a row of gathering.
func (g *gatherer) learn(row []any) error {
	w := g.ledger
	for _, step := range []struct {
		rows any
		read func(cols []any) error
	}{
		{row[0], g.entity},
		{row[1], g.entity},
		{row[2], g.document},
		{row[3], g.claim},
		{row[4], g.statement},
		{row[5], g.concern},
		{row[6], g.judgement},
	} {
		if err := each(step.rows, step.read); err != nil {
			return err
		}
	}
	incident, _ := row[7].([]any)
	for _, r := range incident {
		cols := r.([]any)
		id, list := str(cols[0]), []string(nil)
		if old := w.incident.stored[id]; old != nil {
			list = *old
		}
		list = append(list, w.stored.Raws(str(cols[1]))...)
		w.incident.learn(id, &list)
	}
	for id := range g.places {
		g.relations[id] = nil
	}
	clear(g.places)
	return each(row[8], g.relation)
}

func each(rows any, read func(cols []any) error) error {
	list, _ := rows.([]any)
	for _, r := range list {
		if err := read(r.([]any)); err != nil {
			return err
		}
	}
	return nil
}

func (g *gatherer) damaged(what string, err error) error {
	return &graph.Error{Code: graph.Internal, Message: g.s.where + ": the database holds what cannot be right (" + what + "); run check", Err: err}
}

func (g *gatherer) entity(cols []any) error {
	id := str(cols[0])
	e, err := pack.OpenEntity(id, blob(cols[1]))
	if err != nil {
		return g.damaged("entity "+id, err)
	}
	x := &being{entity: e}
	if name := str(cols[2]); name != "" {
		if x.occurred, err = graph.ParseStatus(name); err != nil {
			return g.damaged("occurred of "+id, err)
		}
	}
	g.ledger.entities.learn(id, x)
	return nil
}

func (g *gatherer) document(cols []any) error {
	id := str(cols[0])
	if g.ledger.documents.stored[id] != nil {
		return nil
	}
	d, err := pack.OpenDocument(id, blob(cols[1]))
	if err != nil {
		return g.damaged("document "+id, err)
	}
	p := &paper{document: d, family: str(cols[2]), outletNamed: truth(cols[3])}
	if d.Outlet != "" && !p.outletNamed {
		g.unnamed[g.ledger.stored.Of(d.Outlet)] = true
	}
	g.ledger.documents.learn(id, p)
	return nil
}

func (g *gatherer) openClaim(cols []any) (*stated, error) {
	id, about := str(cols[0]), str(cols[1])
	c, identity, err := pack.OpenClaim(id, about, blob(cols[2]))
	if err != nil {
		return nil, g.damaged("claim "+id, err)
	}
	return &stated{claim: c, about: about, identity: identity}, nil
}

func (g *gatherer) claim(cols []any) error {
	c, err := g.openClaim(cols)
	if err == nil {
		g.ledger.claims.learn(c.claim.ID, c)
		g.ledger.statements.learn(c.about, &statement{identity: c.identity})
	}
	return err
}

func (g *gatherer) statement(cols []any) error {
	c, err := g.openClaim(cols)
	if err == nil {
		g.ledger.statements.learn(c.about, &statement{identity: c.identity})
	}
	return err
}

func (g *gatherer) concern(cols []any) error {
	id := str(cols[0])
	var list []string
	if old := g.ledger.concerns.stored[id]; old != nil {
		list = *old
	}
	list = gathered(list, []string{str(cols[1])})
	g.ledger.concerns.learn(id, &list)
	return nil
}

func (g *gatherer) judgement(cols []any) error {
	j, err := pack.OpenJudgement(str(cols[0]), str(cols[1]), blob(cols[2]))
	if err != nil {
		return g.damaged("judgement on "+str(cols[0])+" and "+str(cols[1]), err)
	}
	all := &verdicts{}
	if old := g.ledger.judgements.stored[allJudgements]; old != nil {
		all = old
	}
	all.list = append(all.list, j)
	g.ledger.judgements.learn(allJudgements, all)
	return nil
}

func (g *gatherer) relation(cols []any) error {
	id := str(cols[0])
	r := &storedRelation{identity: topology.Identity{From: str(cols[1]), To: str(cols[3]), Key: str(cols[5])}, concerns: texts(cols[7]), unnamed: texts(cols[8])}
	var err error
	if r.identity.Type, err = graph.ParseRelationType(str(cols[2])); err != nil {
		return g.damaged("relation "+id, err)
	}
	if role := str(cols[4]); role != "" {
		if r.identity.Role, err = graph.ParseRole(role); err != nil {
			return g.damaged("relation "+id, err)
		}
	}
	if r.status, err = graph.ParseStatus(str(cols[6])); err != nil {
		return g.damaged("relation "+id, err)
	}
	if r.claims, err = pack.OpenEvidence(id, blob(cols[9]), nil, &g.dates); err != nil {
		return g.damaged("relation "+id, err)
	}
	for _, u := range r.unnamed {
		g.unnamed[u] = true
	}
	g.relations[id] = r
	return each(cols[10], g.document)
}
