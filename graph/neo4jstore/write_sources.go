package neo4jstore

// entities looks at those that are named otherwise, or stand for others.
func (s *spread) entities() error {
	if s.w.entities.virgin {
		return nil
	}
	sources := map[string]bool{}
	for id := range s.change.entities {
		if old := s.w.entities.stored[id]; old != nil && old.entity.Named != s.w.entities.get(id).entity.Named {
			for _, raw := range s.w.view.Raws(s.w.view.Of(id)) {
				sources[raw] = true
			}
		}
	}
	moved := map[string]bool{}
	for _, id := range s.change.moved {
		sources[id], moved[id] = true, true
	}
	if len(sources) == 0 {
		return nil
	}
	for _, formers := range []bool{false, true} {
		var ids []string
		for _, id := range sortedKeys(sources) {
			if (s.w.stored.Of(id) != id) == formers {
				ids = append(ids, id)
			}
		}
		text := namedOfEntities
		if formers {
			text = namedOfFormers
		}
		if len(ids) == 0 {
			continue
		}
		row, err := s.run.one(s.ctx, text, map[string]any{"ids": ids})
		if err != nil {
			return err
		}
		if err := s.onTheWord(row, moved); err != nil {
			return err
		}
	}
	return s.concerned(sortedKeys(moved))
}

// namedOf gives claims on the word of entities, and documents of outlets.
func namedOf(label string) string {
	return `
CALL () {
  UNWIND $p.ids AS id MATCH (e:` + label + ` {id: id})<-[:ON_WORD_OF]-(c:Claim)
  RETURN collect([c.id, c.about, c.record, id]) AS claims
}
CALL () {
  UNWIND $p.ids AS id MATCH (e:` + label + ` {id: id})<-[:PUBLISHED_BY]-(d:Document)
  RETURN collect(` + paperColumns + `) AS documents
}
RETURN claims, documents`
}

func (s *spread) onTheWord(row []any, moved map[string]bool) error {
	err := each(row[0], func(cols []any) error {
		return s.reach(cols, moved[str(cols[3])])
	})
	if err != nil {
		return err
	}
	return each(row[1], func(cols []any) error {
		id := str(cols[0])
		s.outlets[id], s.reweigh[id] = true, true
		return s.document(cols)
	})
}

// reach takes what a claim is about into the plan.
func (s *spread) reach(cols []any, fed bool) error {
	c, err := s.openClaim(cols)
	if err != nil {
		return err
	}
	if now, changed := s.w.claims.now[c.claim.ID]; changed {
		c = now
	}
	if fed {
		s.fed.abouts[c.about] = true
	}
	if _, ok := s.w.statements.peek(c.about); !ok {
		s.w.statements.learn(c.about, &statement{identity: c.identity})
	}
	if c.identity.Type == 0 {
		s.touchAttribute(c.about)
		return nil
	}
	return s.settle(s.ctx, func() error { s.touchRelation(c.about, c.identity); return nil })
}

// concerned takes what concerns entities into the plan.
func (s *spread) concerned(ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	rows, err := s.ask(concernsOfEntities, ids)
	if err != nil {
		return err
	}
	for _, r := range rows {
		raw := str(r)
		err := s.settle(s.ctx, func() error {
			if st := s.w.statements.get(raw); st != nil {
				s.fed.abouts[raw] = true
				s.recall(s.touchRelation(raw, st.identity))
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// recall reads what a relation concerns as loaded, since what is stored in the
// view does not tell what was taken apart.
func (s *spread) recall(x *weighing) {
	all := []string{}
	for _, raw := range s.w.view.Raws(x.id) {
		if list := s.w.concerns.get(raw); list != nil {
			all = append(all, s.w.view.All(*list)...)
		}
	}
	x.recalled = &all
}

const concernsOfEntities = `
UNWIND $p.ids AS id
MATCH (k:Concern {entity: id})
RETURN collect(DISTINCT k.relation)`

// outletsNamed finds the documents of outlets that are named otherwise now.
func (s *spread) outletsNamed() error {
	for _, id := range sortedKeys(s.outlets) {
		err := s.settle(s.ctx, func() error {
			x := s.w.documents.get(id)
			if x.document.Outlet == "" {
				return nil
			}
			for _, raw := range s.w.view.Raws(s.w.view.Of(x.document.Outlet)) {
				s.w.entities.ask(raw)
			}
			return nil
		})
		if err != nil {
			return err
		}
		s.fed.documents[id] = true
		if !s.change.documents[id] {
			s.renaming = append(s.renaming, []any{id, s.outletNamed(s.w.documents.get(id).document)})
		}
	}
	return nil
}
