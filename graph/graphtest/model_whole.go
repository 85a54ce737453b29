package graphtest

import (
	"context"
	"iter"
	"maps"
	"slices"

	"dragoman/graph"
)

// Stats implements graph.Counter.
func (m *Model) Stats(ctx context.Context) (graph.Stats, error) {
	v, done, err := m.read(ctx)
	if err != nil {
		return graph.Stats{}, err
	}
	defer done()
	s := &sight{view: v}
	n := graph.Stats{
		Entities: len(v.entities), Documents: len(v.documents), Relations: len(v.relations), Attributes: len(v.attributes), Claims: len(v.claims), UndatedClaims: v.undated,
		ByKind: map[graph.EntityKind]int{}, ByType: map[graph.RelationType]int{}, ByStatus: map[graph.Status]int{}, ByStance: map[graph.Stance]int{},
	}
	for _, e := range v.entities {
		n.ByKind[e.Kind]++
	}
	for _, r := range s.everyRelation() {
		n.ByType[r.Type]++
		n.ByStatus[r.Status]++
		if r.Status == graph.Disputed {
			n.Disputes++
		}
	}
	for _, a := range s.everyAttribute() {
		if a.Status == graph.Disputed {
			n.Disputes++
		}
	}
	for id := range v.claims {
		n.ByStance[v.records.claim(id).Stance]++
	}
	return n, nil
}

// Info implements graph.Counter.
func (m *Model) Info(ctx context.Context) (graph.StoreInfo, error) {
	v, done, err := m.read(ctx)
	if err != nil {
		return graph.StoreInfo{}, err
	}
	defer done()
	return graph.StoreInfo{
		Engine: "model", Revision: v.records.revisionName(),
		Entities: len(v.entities), Relations: len(v.relations), Claims: len(v.claims),
	}, nil
}

// Export implements graph.Exporter.
func (m *Model) Export(ctx context.Context) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		v, done, err := m.read(ctx)
		if err != nil {
			yield(graph.Record{}, err)
			return
		}
		done() // what v refers to does not change
		for r := range v.records.canonical() {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// canonical gives the records in canonical order.
func (r *records) canonical() iter.Seq[graph.Record] {
	return func(yield func(graph.Record) bool) {
		var all []graph.Record
		for _, id := range sortedKeys(r.documents) {
			all = append(all, graph.Record{Document: r.documents[id]})
		}
		for _, id := range sortedKeys(r.entities) {
			all = append(all, graph.Record{Entity: r.entities[id]})
		}
		for _, id := range sortedKeys(r.relations) {
			all = append(all, graph.Record{Relation: r.relations[id]})
		}
		for _, k := range slices.SortedFunc(maps.Keys(r.attributes), compareAttributes) {
			all = append(all, graph.Record{Attribute: r.attributes[k]})
		}
		for _, k := range slices.SortedFunc(maps.Keys(r.judgements), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
			all = append(all, graph.Record{Judgement: r.judgements[k]})
		}
		for _, x := range all {
			if !yield(copyRecord(x)) {
				return
			}
		}
	}
}

// Audit implements graph.Auditor.
func (m *Model) Audit(ctx context.Context, after string, first int) ([]graph.AuditEntry, error) {
	v, done, err := m.read(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	entries := v.records.audit
	if after != "" {
		i := slices.IndexFunc(entries, func(e graph.AuditEntry) bool { return e.Revision == after })
		if i < 0 {
			return nil, graph.Unknown("after", after)
		}
		entries = entries[i+1:]
	}
	if err := within("first", first, graph.MaxFirst); err != nil {
		return nil, err
	}
	return slices.Clone(entries[:min(first, len(entries))]), nil
}
