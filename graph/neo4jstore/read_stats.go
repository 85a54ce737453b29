package neo4jstore

import (
	"context"
	"maps"

	"dragoman/graph"
)

// Stats implements graph.Counter. Counting takes a look at every claim, so the
// answer is kept until the next commit.
func (s *Store) Stats(ctx context.Context) (out graph.Stats, err error) {
	err = s.look(ctx, func(v *view) error {
		if kept := s.stats.Load(); kept != nil && kept.revision == v.st.revision {
			out = kept.copy()
			return nil
		}
		n, err := v.stats()
		if err != nil {
			return err
		}
		kept := &keptStats{v.st.revision, n}
		s.stats.Store(kept)
		out = kept.copy()
		return nil
	})
	if err != nil {
		return graph.Stats{}, err
	}
	return out, nil
}

type keptStats struct {
	revision int64
	stats    graph.Stats
}

// copy gives the caller maps of its own.
func (k *keptStats) copy() graph.Stats {
	n := k.stats
	n.ByKind, n.ByType, n.ByStatus, n.ByStance = maps.Clone(n.ByKind), maps.Clone(n.ByType), maps.Clone(n.ByStatus), maps.Clone(n.ByStance)
	return n
}

func (v *view) stats() (n graph.Stats, err error) {
	n.ByStance = map[graph.Stance]int{}
	if n.Claims, err = v.count(claimsByStance, func(name string, count int) error {
		stance, err := graph.ParseStance(name)
		n.ByStance[stance] = count
		return err
	}); err != nil {
		return n, err
	}
	if n.UndatedClaims, err = v.undatedClaims(); err != nil {
		return n, err
	}
	if err := v.countThings(&n); err != nil {
		return n, err
	}
	n.Disputes = n.ByStatus[graph.Disputed]
	seen := v.newPool().under(nil)
	err = seen.eachOwner("", nextChunk, func(seen *sight, owners []string) bool {
		for _, of := range owners {
			for _, a := range seen.attributesOf(of) {
				n.Attributes++
				if a.Status == graph.Disputed {
					n.Disputes++
				}
			}
		}
		return true
	})
	return n, err
}

// countThings counts entities, documents and relations: off the topology where
// there is one.
func (v *view) countThings(n *graph.Stats) (err error) {
	if g := v.atHand(); g != nil {
		c := g.Counts()
		n.Entities, n.Documents, n.Relations = c.Entities, c.Documents, c.Relations
		n.ByKind, n.ByType, n.ByStatus = c.ByKind, c.ByType, c.ByStatus
		return nil
	}
	n.ByKind, n.ByType, n.ByStatus = map[graph.EntityKind]int{}, map[graph.RelationType]int{}, map[graph.Status]int{}
	if n.Entities, err = v.count(entitiesByKind, func(name string, count int) error {
		kind, err := graph.ParseEntityKind(name)
		n.ByKind[kind] = count
		return err
	}); err != nil {
		return err
	}
	rows, err := v.rows(countOfDocuments, nil)
	if err != nil {
		return err
	}
	n.Documents = int(num(rows[0]))
	if n.Relations, err = v.count(relationsByType, func(name string, count int) error {
		t, err := graph.ParseRelationType(name)
		n.ByType[t] = count
		return err
	}); err != nil {
		return err
	}
	_, err = v.count(relationsByStatus, func(name string, count int) error {
		status, err := graph.ParseStatus(name)
		n.ByStatus[status] = count
		return err
	})
	return err
}

const (
	claimsByStance = `
MATCH (c:Claim)
WITH c.stance AS name, count(*) AS n
WITH collect([name, n]) AS rows`

	entitiesByKind = `
MATCH (e:Entity)
WITH e.kind AS name, count(*) AS n
WITH collect([name, n]) AS rows`
)

var (
	relationsByType = `
MATCH ()-[r:` + anyType + `]->()
WITH type(r) AS name, count(*) AS n
WITH collect([name, n]) AS rows`

	relationsByStatus = `
MATCH ()-[r:` + anyType + `]->()
WITH r.status AS name, count(*) AS n
WITH collect([name, n]) AS rows`
)

// count runs a statement of [name, number] rows and gives the sum.
func (v *view) count(text string, visit func(name string, n int) error) (sum int, err error) {
	rows, err := v.rows(text, nil)
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		cols := r.([]any)
		n := int(num(cols[1]))
		if sum += n; visit(str(cols[0]), n) != nil {
			return 0, v.damaged("something of the sort "+str(cols[0]), nil)
		}
	}
	return sum, nil
}

const countOfUndated = `
MATCH (c:Claim)
WHERE c.known = 2147483647 AND c.id IS NOT NULL
WITH count(c) AS n
WITH [n] AS rows`

// undatedClaims counts the claims, of the whole store, that no asOf lets in.
func (v *view) undatedClaims() (int, error) {
	rows, err := v.rows(countOfUndated, nil)
	if err != nil {
		return 0, err
	}
	return int(num(rows[0])), nil
}
