package exchange

import (
	"errors"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"dragoman/graph"
	"dragoman/records"
)

// writeRecords writes the part of a graph that passes a filter as records that can
// be loaded: with every document and entity that they name, directly or through
// others. It goes through the graph twice, to find those first, and keeps their ids
// in memory. Merges are carried out in it, so it holds no judgements. Relations are
// in the order of lists, not in that of the canonical form.
func writeRecords(w io.Writer, k *walk, o Options) error {
	opts := graph.EncodeOptions{Audit: o.Audit}
	all := func(yield func(graph.Record, error) bool) {
		if err := k.excerpt(func(r graph.Record) error {
			if !yield(r, nil) {
				return errStopped
			}
			return nil
		}); err != nil && !errors.Is(err, errStopped) {
			yield(graph.Record{}, err)
		}
	}
	if o.Format == YAML {
		return records.WriteYAML(w, iter.Seq2[graph.Record, error](all), opts)
	}
	return graph.EncodeRecords(w, all, opts)
}

// errStopped ends a walk whose reader has enough.
var errStopped = errors.New("the reader has enough")

func (k *walk) excerpt(give func(graph.Record) error) error {
	named := &naming{documents: map[string]bool{}, entities: map[string]bool{}}
	if err := k.entities(func(es []*graph.Entity) error {
		for _, e := range es {
			named.entities[e.ID] = false
		}
		return nil
	}); err != nil {
		return err
	}
	if err := k.statements(func(r graph.Record) error {
		named.note(&r)
		return nil
	}); err != nil {
		return err
	}
	if err := named.close(k); err != nil {
		return err
	}
	if err := k.documents(slices.Sorted(maps.Keys(named.documents)), func(d *graph.Document) error {
		return give(graph.Record{Document: d})
	}); err != nil {
		return err
	}
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(named.entities)), graph.MaxFirst) {
		es, err := k.s.Entities(k.ctx, chunk)
		if err != nil {
			return err
		}
		for _, e := range es {
			if e == nil {
				continue
			}
			bare := *e
			bare.Degree, bare.FormerIDs = 0, nil
			if err := give(graph.Record{Entity: &bare}); err != nil {
				return err
			}
		}
	}
	return k.statements(give)
}

// statements shows relations, their attributes behind those of a page, and then the
// attributes of the entities that pass, with the claims that the filter selects.
func (k *walk) statements(give func(graph.Record) error) error {
	err := k.relations(&graph.RelationQuery{}, func(rs []*graph.Relation) error {
		ids := relationIDs(rs)
		claims, err := k.claims(ids, nil)
		if err != nil {
			return err
		}
		for _, r := range rs {
			record := &graph.RelationRecord{ID: r.ID, From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key, Concerns: r.Concerns}
			record.Claims = own(claims[r.ID], func(c *graph.Claim) string { return graph.RelationClaimID(r.ID, c) })
			if err := give(graph.Record{Relation: record}); err != nil {
				return err
			}
		}
		as, err := k.attributesOfRelations(rs)
		for _, id := range ids {
			if err == nil {
				err = k.attributeRecords(as[id], give)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return k.entities(func(es []*graph.Entity) error {
		ids := entityIDs(es)
		as, err := k.attributesOf(ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := k.attributeRecords(as[id], give); err != nil {
				return err
			}
		}
		return nil
	})
}

func (k *walk) attributeRecords(as []*graph.Attribute, give func(graph.Record) error) error {
	keys := make([]graph.AttributeKey, len(as))
	for i, a := range as {
		keys[i] = a.AttributeKey
	}
	claims, err := k.claims(nil, keys)
	if err != nil {
		return err
	}
	for _, a := range as {
		record := &graph.AttributeRecord{Of: a.Of, Name: a.Name, Value: a.Value, Entity: a.Entity, Unit: a.Unit}
		if a.Number != "" {
			if record.Number, err = number(a.Number); err != nil {
				return err
			}
		}
		record.Claims = own(claims[a.AttributeKey], func(c *graph.Claim) string { return graph.AttributeClaimID(a.AttributeKey, c) })
		if err := give(graph.Record{Attribute: record}); err != nil {
			return err
		}
	}
	return nil
}

// own gives claims as records. Computed ids are computed anew: a claim may have
// come from a relation that was merged, or name a source that was.
func own(claims []*graph.ClaimAnswer, id func(*graph.Claim) string) []graph.Claim {
	out := make([]graph.Claim, len(claims))
	for i, c := range claims {
		out[i] = c.Claim
		if strings.HasPrefix(c.ID, "c:") {
			out[i].ID = id(&out[i])
		}
	}
	slices.SortFunc(out, func(a, b graph.Claim) int { return strings.Compare(a.ID, b.ID) })
	return slices.CompactFunc(out, func(a, b graph.Claim) bool { return a.ID == b.ID })
}

// naming collects what records name. The values tell whether that was looked
// through for what it names itself.
type naming struct{ documents, entities map[string]bool }

func (n *naming) note(r *graph.Record) {
	var claims []graph.Claim
	switch {
	case r.Relation != nil:
		n.entity(r.Relation.From)
		n.entity(r.Relation.To)
		for _, id := range r.Relation.Concerns {
			n.entity(id)
		}
		claims = r.Relation.Claims
	case r.Attribute != nil:
		n.entity(r.Attribute.Of)
		n.entity(r.Attribute.Entity)
		claims = r.Attribute.Claims
	default:
		r.References(func(_, id string, document bool) bool {
			if document {
				n.document(id)
			} else {
				n.entity(id)
			}
			return true
		})
	}
	for i := range claims {
		n.document(claims[i].Document)
		for _, s := range claims[i].Sources {
			n.entity(s.Entity)
		}
	}
}

func (n *naming) document(id string) {
	if _, ok := n.documents[id]; !ok {
		n.documents[id] = false
	}
}

// entity notes an id, unless it is that of a relation or none.
func (n *naming) entity(id string) {
	if _, ok := n.entities[id]; !ok && id != "" && !strings.HasPrefix(id, "r:") {
		n.entities[id] = false
	}
}

// close adds what the documents and entities name, until nothing new comes.
func (n *naming) close(k *walk) error {
	for {
		documents, entities := open(n.documents), open(n.entities)
		if len(documents)+len(entities) == 0 {
			return nil
		}
		if err := k.documents(documents, func(d *graph.Document) error {
			n.note(&graph.Record{Document: d})
			return nil
		}); err != nil {
			return err
		}
		for chunk := range slices.Chunk(entities, graph.MaxFirst) {
			es, err := k.s.Entities(k.ctx, chunk)
			if err != nil {
				return err
			}
			for _, e := range es {
				if e != nil {
					n.note(&graph.Record{Entity: e})
				}
			}
		}
	}
}

// open gives the ids not looked through yet, and marks them.
func open(set map[string]bool) []string {
	var ids []string
	for id, seen := range set {
		if !seen {
			ids = append(ids, id)
			set[id] = true
		}
	}
	slices.Sort(ids)
	return ids
}
