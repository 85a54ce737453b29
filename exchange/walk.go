package exchange

import (
	"context"
	"slices"
	"strings"

	"dragoman/graph"
)

// walk goes through a graph page by page.
type walk struct {
	ctx   context.Context
	s     Graph
	where *graph.Filter

	cited map[string]*citation // documents looked up, at most maxCited
	facts *bool                // whether any relation has attributes; nil is not looked
}

// eachPage shows every page of a list.
func eachPage[Q, T any](q Q, slice *graph.Slice, list func(q Q) ([]graph.Page[T], error), visit func([]T) error) error {
	*slice = graph.Slice{First: graph.MaxFirst}
	for {
		ps, err := list(q)
		if err != nil {
			return err
		}
		p := ps[0]
		if len(p.Items) > 0 {
			if err := visit(p.Items); err != nil {
				return err
			}
		}
		if !p.More || len(p.Keys) == 0 {
			return nil
		}
		slice.After = p.Keys[len(p.Keys)-1]
	}
}

func (k *walk) entities(visit func([]*graph.Entity) error) error {
	q := &graph.EntityQuery{Where: k.where}
	return eachPage(q, &q.Slice, func(q *graph.EntityQuery) ([]graph.Page[*graph.Entity], error) {
		return k.s.ListEntities(k.ctx, []graph.EntityQuery{*q})
	}, visit)
}

func (k *walk) relations(q *graph.RelationQuery, visit func([]*graph.Relation) error) error {
	q.Where = k.where
	return eachPage(q, &q.Slice, func(q *graph.RelationQuery) ([]graph.Page[*graph.Relation], error) {
		return k.s.ListRelations(k.ctx, []graph.RelationQuery{*q})
	}, visit)
}

func (k *walk) attributes(of []string, visit func([]*graph.Attribute) error) error {
	q := &graph.AttributeQuery{Of: of, Where: k.where}
	return eachPage(q, &q.Slice, func(q *graph.AttributeQuery) ([]graph.Page[*graph.Attribute], error) {
		return k.s.ListAttributes(k.ctx, []graph.AttributeQuery{*q})
	}, visit)
}

// attributesOf gives those of some things by thing, in the order of attributes.
func (k *walk) attributesOf(of []string) (map[string][]*graph.Attribute, error) {
	out := map[string][]*graph.Attribute{}
	if len(of) == 0 {
		return out, nil
	}
	err := k.attributes(of, func(as []*graph.Attribute) error {
		for _, a := range as {
			out[a.Of] = append(out[a.Of], a)
		}
		return nil
	})
	return out, err
}

// attributesOfRelations is attributesOf for relations, of which most graphs have
// no attributes at all: that is asked once.
func (k *walk) attributesOfRelations(rs []*graph.Relation) (map[string][]*graph.Attribute, error) {
	if k.facts == nil {
		p, err := k.s.ListAttributes(k.ctx, []graph.AttributeQuery{{Slice: graph.Slice{First: 1, After: graph.SortKey{"r:", "", "", "", "", ""}}}})
		if err != nil {
			return nil, err
		}
		any := len(p[0].Items) > 0 && strings.HasPrefix(p[0].Items[0].Of, "r:")
		k.facts = &any
	}
	if !*k.facts {
		return nil, nil
	}
	return k.attributesOf(relationIDs(rs))
}

func relationIDs(rs []*graph.Relation) []string {
	ids := make([]string, len(rs))
	for i, r := range rs {
		ids[i] = r.ID
	}
	return ids
}

func entityIDs(es []*graph.Entity) []string {
	ids := make([]string, len(es))
	for i, e := range es {
		ids[i] = e.ID
	}
	return ids
}

// claimsAtOnce is about how many things claims are asked for together.
const claimsAtOnce = 250

// claims gives the claims, selected by the filter, about relations and attributes,
// by relation id or identity of the attribute, in order of claim id.
func (k *walk) claims(relations []string, attributes []graph.AttributeKey) (map[any][]*graph.ClaimAnswer, error) {
	out := map[any][]*graph.ClaimAnswer{}
	for len(relations)+len(attributes) > 0 {
		n := min(claimsAtOnce, len(relations))
		m := min(claimsAtOnce-n, len(attributes))
		// Only what selects claims: the relations have passed already.
		q := &graph.ClaimQuery{Of: relations[:n], Attribute: attributes[:m], Where: k.where.ClaimsOnly()}
		if n == 0 {
			q.Of = nil
		}
		relations, attributes = relations[n:], attributes[m:]
		err := eachPage(q, &q.Slice, func(q *graph.ClaimQuery) ([]graph.Page[*graph.ClaimAnswer], error) {
			return k.s.ListClaims(k.ctx, []graph.ClaimQuery{*q})
		}, func(cs []*graph.ClaimAnswer) error {
			for _, c := range cs {
				var about any = c.Relation
				if c.Attribute != nil {
					about = *c.Attribute
				}
				out[about] = append(out[about], c)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for _, cs := range out {
		slices.SortFunc(cs, func(a, b *graph.ClaimAnswer) int { return strings.Compare(a.ID, b.ID) })
	}
	return out, nil
}

// documents shows documents by id.
func (k *walk) documents(ids []string, visit func(*graph.Document) error) error {
	for chunk := range slices.Chunk(ids, graph.MaxFirst) {
		ds, err := k.s.Documents(k.ctx, chunk)
		if err != nil {
			return err
		}
		for _, d := range ds {
			if d == nil {
				continue
			}
			if err := visit(d); err != nil {
				return err
			}
		}
	}
	return nil
}

// citation is what an edge tells of a document.
type citation struct {
	ID        string
	Title     string
	Outlet    string // its name
	Published string
	URL       string
}

// maxCited bounds how many documents are remembered, each with some 200 bytes.
const maxCited = 1 << 16

// cite looks up the documents of some evidence.
func (k *walk) cite(lists ...[]string) error {
	if len(k.cited) > maxCited {
		k.cited = map[string]*citation{}
	}
	var missing []string
	for _, ids := range lists {
		for _, id := range ids {
			if _, ok := k.cited[id]; !ok {
				k.cited[id] = &citation{ID: id}
				missing = append(missing, id)
			}
		}
	}
	var outlets []string
	of := map[string][]string{}
	err := k.documents(missing, func(d *graph.Document) error {
		k.cited[d.ID] = &citation{ID: d.ID, Title: d.Title, Published: day(d.Published), URL: d.URL}
		if d.Outlet != "" {
			if of[d.Outlet] == nil {
				outlets = append(outlets, d.Outlet)
			}
			of[d.Outlet] = append(of[d.Outlet], d.ID)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(outlets, graph.MaxFirst) {
		es, err := k.s.Entities(k.ctx, chunk)
		if err != nil {
			return err
		}
		for i, e := range es {
			if e == nil {
				continue
			}
			for _, id := range of[chunk[i]] {
				k.cited[id].Outlet = e.Name
			}
		}
	}
	return nil
}

// citations are those of documents that cite has looked up.
func (k *walk) citations(documents []string) []*citation {
	out := make([]*citation, len(documents))
	for i, id := range documents {
		out[i] = k.cited[id]
	}
	return out
}

// day writes a date for reading: the expression that gives its bounds, else its
// words.
func day(d graph.Date) string {
	switch {
	case !d.Resolved.IsZero():
		return d.Resolved.String()
	case !d.EDTF.IsZero():
		return d.EDTF.String()
	}
	return d.Text
}
