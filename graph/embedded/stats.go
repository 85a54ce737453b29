package embedded

import (
	"context"

	"dragoman/graph"
)

// Stats implements graph.Counter. Counting takes a look at every claim, so the
// answer is kept until the next commit.
func (s *Store) Stats(ctx context.Context) (graph.Stats, error) {
	return read(ctx, s, func(v *view) (graph.Stats, error) {
		revision := v.g.Revision()
		if kept := s.stats.Load(); kept != nil && kept.revision == revision {
			return kept.copy(), nil
		}
		n, err := v.stats(ctx)
		if err != nil {
			return graph.Stats{}, err
		}
		kept := &keptStats{revision, n}
		s.stats.Store(kept)
		return kept.copy(), nil
	})
}

type keptStats struct {
	revision string
	stats    graph.Stats
}

// copy gives the caller maps of its own.
func (k *keptStats) copy() graph.Stats {
	n := k.stats
	n.ByKind, n.ByType, n.ByStatus, n.ByStance = cloned(n.ByKind), cloned(n.ByType), cloned(n.ByStatus), cloned(n.ByStance)
	return n
}

func cloned[K comparable](m map[K]int) map[K]int {
	out := make(map[K]int, len(m))
	for k, n := range m {
		out[k] = n
	}
	return out
}

func (v *view) stats(ctx context.Context) (n graph.Stats, err error) {
	counts := v.g.Counts()
	n = graph.Stats{
		Entities: counts.Entities, Documents: counts.Documents, Relations: counts.Relations,
		ByKind: counts.ByKind, ByType: counts.ByType, ByStatus: counts.ByStatus, ByStance: map[graph.Stance]int{},
		Disputes: counts.ByStatus[graph.Disputed],
	}
	err = v.c.each(ctx, "SELECT stance, count(*) FROM fact GROUP BY stance", func(row []driverValue) error {
		n.ByStance[graph.Stance(num(row[0]))] = int(num(row[1]))
		n.Claims += int(num(row[1]))
		return nil
	})
	if err != nil {
		return n, err
	}
	if n.UndatedClaims, err = v.undated(); err != nil {
		return n, err
	}
	s, err := v.under(ctx, nil)
	if err != nil {
		return n, err
	}
	owners, err := s.attributeOwners(scope{})
	if err != nil {
		return n, err
	}
	for _, of := range owners {
		if err := inTime(ctx); err != nil {
			return n, err
		}
		as, err := s.attributesOf(of)
		if err != nil {
			return n, err
		}
		delete(s.attributes, of)
		n.Attributes += len(as)
		for _, a := range as {
			if a.Status == graph.Disputed {
				n.Disputes++
			}
		}
	}
	return n, nil
}

// Info implements graph.Counter.
func (s *Store) Info(ctx context.Context) (graph.StoreInfo, error) {
	return read(ctx, s, func(v *view) (graph.StoreInfo, error) {
		counts := v.g.Counts()
		claims, err := v.c.integer("SELECT count(*) FROM fact")
		engine := "embedded"
		if s.memory != nil {
			engine = "memory"
		}
		return graph.StoreInfo{Engine: engine, Revision: v.g.Revision(), Entities: counts.Entities, Relations: counts.Relations, Claims: int(claims)}, err
	})
}
