package embedded

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/pack"
)

// Export implements graph.Exporter. Memory stays flat, but for the identities of
// attributes; a store in memory gathers all first, so that its reader may write.
func (s *Store) Export(ctx context.Context) iter.Seq2[graph.Record, error] {
	return s.exported(ctx, true)
}

// ExportRest implements graph.RestExporter.
func (s *Store) ExportRest(ctx context.Context) iter.Seq2[graph.Record, error] {
	return s.exported(ctx, false)
}

func (s *Store) exported(ctx context.Context, relations bool) iter.Seq2[graph.Record, error] {
	records := func(yield func(graph.Record, error) bool) {
		v, end, err := s.begin(ctx)
		if err == nil {
			var claims iter.Seq2[claimRow, error]
			stop := func() {}
			if relations {
				claims, stop = s.claimsOf(ctx, v)
			}
			err = v.export(ctx, claims, func(r graph.Record) error {
				if !yield(r, nil) {
					return errStopped
				}
				return nil
			})
			stop()
			end()
		}
		if err != nil && !errors.Is(err, errStopped) {
			yield(graph.Record{}, err)
		}
	}
	if s.memory == nil {
		return records
	}
	return func(yield func(graph.Record, error) bool) { collect(ctx, records)(yield) }
}

// export shows all records, among them those of claims about relations, where they
// are given.
func (v *view) export(ctx context.Context, claims iter.Seq2[claimRow, error], give func(graph.Record) error) error {
	plain := newView(v.c, v.g, merge.None) // records as they were loaded
	for d, err := range plain.feedDocuments(ctx) {
		if err == nil {
			err = give(graph.Record{Document: d})
		}
		if err != nil {
			return err
		}
	}
	for e, err := range plain.feedEntities(ctx) {
		if err == nil {
			err = give(graph.Record{Entity: e})
		}
		if err != nil {
			return err
		}
	}
	if claims != nil {
		if err := plain.exportRelations(claims, give); err != nil {
			return err
		}
	}
	if err := plain.exportAttributes(ctx, give); err != nil {
		return err
	}
	js, err := v.judgements()
	for _, j := range js {
		if err == nil {
			err = give(graph.Record{Judgement: j})
		}
	}
	return err
}

func (v *view) exportAttributes(ctx context.Context, give func(graph.Record) error) error {
	type place struct {
		key graph.AttributeKey
		id  string
	}
	var places []place
	err := v.c.each(ctx, "SELECT id, body FROM attribute", func(row []driverValue) error {
		a, err := pack.OpenAttribute(str(row[0]), blob(row[1]))
		if err != nil {
			return v.damaged("attribute "+str(row[0]), err)
		}
		places = append(places, place{a.Identity(), str(row[0])})
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(places, func(a, b place) int { return compareKeys(a.key, b.key) })
	for _, p := range places {
		if err := inTime(ctx); err != nil {
			return err
		}
		a, err := v.rawAttribute(p.id)
		if err == nil {
			err = v.addClaims(a, p.id)
		}
		if err != nil {
			return err
		}
		slices.SortFunc(a.Claims, func(x, y graph.Claim) int { return cmp.Compare(x.ID, y.ID) })
		if err := give(graph.Record{Attribute: a}); err != nil {
			return err
		}
	}
	return nil
}

// Audit implements graph.Auditor. Batches that changed nothing are not in it.
func (s *Store) Audit(ctx context.Context, after string, first int) ([]graph.AuditEntry, error) {
	return read(ctx, s, func(v *view) (out []graph.AuditEntry, err error) {
		if err := within("first", first, graph.MaxFirst); err != nil {
			return nil, err
		}
		from := int64(0)
		if after != "" {
			n, ok := s.number(after)
			last, err := v.c.integer(lastRevision)
			if err != nil {
				return nil, err
			}
			if !ok || n > last {
				return nil, graph.Unknown("after", after)
			}
			from = n
		}
		err = v.c.each(ctx, "SELECT revision, at, actor, key, action, receipt FROM log WHERE revision > ? ORDER BY revision LIMIT ?", func(row []driverValue) error {
			e := graph.AuditEntry{Revision: s.name(num(row[0])), At: str(row[1]), Actor: str(row[2]), Key: str(row[3]), Action: str(row[4])}
			if err := json.Unmarshal(blob(row[5]), &e.Receipt); err != nil {
				return v.damaged("log row "+e.Revision, err)
			}
			out = append(out, e)
			return nil
		}, from, int64(first))
		return out, err
	})
}
