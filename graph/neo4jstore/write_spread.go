package neo4jstore

import (
	"context"
	"slices"
)

// What changes of documents and entities means for relations: the weight of a
// claim depends on when its document came out, on which documents are of one
// family, and on who is its source.
//
//	document ─▶ its claims ──────────────┐
//	family   ─▶ its documents ─▶ claims ─┤
//	entity   ─▶ claims on its word ──────┼─▶ relations and attributes
//	         ─▶ documents of the outlet ─┤
//	         ─▶ what concerns it ────────┘
type spread struct {
	*plan
	ctx context.Context

	reweigh  map[string]bool // documents whose claims weigh otherwise
	redated  map[string]bool // documents whose claims are known from another day
	outlets  map[string]bool // documents, stored, whose outlet may be named or not otherwise
	renamed  [][]any         // families: old, new
	fed      change          // what the feed is told beside the batches' own changes
	redating [][]any         // claims: id, known
	renaming [][]any         // documents: id, outletNamed
}

// spread finds what else is to be written.
func (p *plan) spread(ctx context.Context) (*spread, error) {
	s := &spread{
		plan: p, ctx: ctx, reweigh: map[string]bool{}, redated: map[string]bool{}, outlets: map[string]bool{},
		fed: change{documents: map[string]bool{}, abouts: map[string]bool{}},
	}
	if err := s.documents(); err != nil {
		return nil, err
	}
	if err := s.entities(); err != nil {
		return nil, err
	}
	if err := s.outletsNamed(); err != nil {
		return nil, err
	}
	return s, s.claimsOf()
}

// documents compares those that changed with what is stored.
func (s *spread) documents() error {
	for id := range s.change.documents {
		old, is := s.w.documents.stored[id], s.w.documents.get(id)
		if old == nil {
			continue
		}
		a, b := old.document, is.document
		if a.Published != b.Published || a.Retrieved != b.Retrieved || a.Reliability != b.Reliability || a.Outlet != b.Outlet {
			s.reweigh[id] = true
		}
		if knownOf(a) != knownOf(b) {
			s.redated[id] = true
		}
	}
	return s.joinFamilies()
}

// joinFamilies makes documents and what they are based on one family, named by
// the smallest id in it.
func (s *spread) joinFamilies() error {
	named := map[string]bool{}
	for _, pair := range s.change.families {
		a, b := s.w.documents.get(pair[0]), s.w.documents.get(pair[1])
		if a == nil || b == nil {
			continue // a batch that was not kept
		}
		named[a.family], named[b.family] = true, true
		s.families.Unite(a.family, b.family)
	}
	var old []string
	for _, family := range sortedKeys(named) {
		if to := s.families.Of(family); to != family && !s.isNew(family) {
			s.renamed = append(s.renamed, []any{family, to})
			old = append(old, family)
		}
	}
	if old == nil || s.w.documents.virgin {
		return nil
	}
	rows, err := s.ask(documentsOfFamilies, old)
	for _, r := range rows {
		id := str(r)
		s.reweigh[id], s.fed.documents[id] = true, true
	}
	return err
}

// isNew says whether a document is not stored, and so no other one of a family
// that bears its name.
func (s *spread) isNew(id string) bool {
	old, looked := s.w.documents.stored[id]
	return s.w.documents.virgin || looked && old == nil
}

const documentsOfFamilies = `
UNWIND $p.ids AS id
MATCH (d:Document {family: id})
RETURN collect(d.id)`

func (s *spread) ask(text string, ids []string) ([]any, error) {
	row, err := s.run.one(s.ctx, text, map[string]any{"ids": ids})
	if err != nil {
		return nil, err
	}
	list, _ := row[0].([]any)
	return list, nil
}

var (
	namedOfEntities = namedOf("Entity")
	namedOfFormers  = namedOf("Former")
)

// claimsOf takes what documents say into the plan.
func (s *spread) claimsOf() error {
	ids := map[string]bool{}
	for _, m := range []map[string]bool{s.reweigh, s.redated} {
		for id := range m {
			ids[id] = true
		}
	}
	for chunk := range slices.Chunk(sortedKeys(ids), 100) {
		rows, err := s.ask(claimsOfDocuments, chunk)
		if err != nil {
			return err
		}
		err = each(rows, func(cols []any) error {
			if s.redated[str(cols[3])] {
				c, err := s.openClaim(cols)
				if err != nil {
					return err
				}
				if !s.change.claims[c.claim.ID] {
					s.redating = append(s.redating, []any{c.claim.ID, int64(s.knownDay(&c.claim))})
				}
			}
			return s.reach(cols, false)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

const claimsOfDocuments = `
UNWIND $p.ids AS id
MATCH (d:Document {id: id})<-[:SAID_IN]-(c:Claim)
RETURN collect([c.id, c.about, c.record, id])`
