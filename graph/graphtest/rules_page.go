package graphtest

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/go-cmp/cmp"

	"dragoman/graph"
)

// lists are one query of every list on the fixture, for rules that hold for all.
var lists = []struct {
	name string
	list func(first int) query
}{
	{"entities", func(n int) query { return entityList(graph.EntityQuery{}, n) }},
	{"relations", func(n int) query { return relationList(graph.RelationQuery{}, n) }},
	{"relations of the hub", func(n int) query { return relationList(graph.RelationQuery{Of: []string{"league"}}, n) }},
	{"claims", func(n int) query { return claimList(graph.ClaimQuery{}, n) }},
	{"documents", func(n int) query { return documentList(graph.DocumentQuery{}, n) }},
	{"attributes", func(n int) query { return attributeList(graph.AttributeQuery{}, n) }},
	{"timeline", func(n int) query { return timelineList(graph.TimelineQuery{}, n) }},
	{"disputes", func(n int) query { return disputeList(graph.DisputeQuery{}, n) }},
	{"search without text", func(n int) query { return search(graph.SearchQuery{}, n) }},
	{"search", func(n int) query { return search(graph.SearchQuery{Text: "nor"}, n) }},
	{"common", func(n int) query {
		return common(graph.CommonQuery{Of: []string{"anna", "ming"}, MaxHops: 2}, n)
	}},
}

// flat joins pages: items as text with their keys.
func flat(pages any) (items []string, keys []graph.SortKey, more []bool) {
	switch ps := pages.(type) {
	case []graph.Page[*graph.Entity]:
		return join(ps, entityID)
	case []graph.Page[*graph.Relation]:
		return join(ps, told)
	case []graph.Page[*graph.ClaimAnswer]:
		return join(ps, func(a *graph.ClaimAnswer) string { return a.ID })
	case []graph.Page[*graph.Document]:
		return join(ps, func(d *graph.Document) string { return d.ID })
	case []graph.Page[*graph.Attribute]:
		return join(ps, func(a *graph.Attribute) string { return a.ID() })
	case []graph.Page[graph.TimelineRow]:
		return join(ps, func(r graph.TimelineRow) string { return fmt.Sprint(r.ID, r.Order) })
	case []graph.Page[graph.Dispute]:
		return join(ps, func(d graph.Dispute) string { return d.ID })
	case []graph.Page[graph.SearchHit]:
		return join(ps, func(h graph.SearchHit) string { return fmt.Sprint(h.Entity.ID, h.Score) })
	case []graph.Page[graph.CommonNode]:
		return join(ps, func(n graph.CommonNode) string { return fmt.Sprint(n) })
	}
	return nil, nil, nil
}

func join[T any](ps []graph.Page[T], name func(T) string) (items []string, keys []graph.SortKey, more []bool) {
	for _, p := range ps {
		items = append(items, mapped(p.Items, name)...)
		keys = append(keys, p.Keys...)
		more = append(more, p.More)
	}
	return items, keys, more
}

// eachList looks at every list, in pages of some length.
func (c *check) eachList(first int, look func(name string, items []string, keys []graph.SortKey, more []bool)) {
	c.Helper()
	for _, l := range lists {
		pages, err := l.list(first).ask(c.ctx, c.store)
		c.ok(l.name, err)
		items, keys, more := flat(pages)
		look(l.name, items, keys, more)
	}
}

var pageRules = []rule{
	{"pages/any length", "a list read by 1, by 3 and by 1000 is the same list, with the same keys, also where a page ends between ties", func(c *check) {
		whole := map[string][]string{}
		wholeKeys := map[string][]graph.SortKey{}
		c.eachList(1000, func(name string, items []string, keys []graph.SortKey, more []bool) {
			whole[name], wholeKeys[name] = items, keys
			c.want(name+": one page holds all", more, []bool{false})
			if len(items) < 2 {
				c.violated("%s: only %d items", name, len(items))
			}
		})
		for _, n := range []int{1, 3} {
			c.eachList(n, func(name string, items []string, keys []graph.SortKey, more []bool) {
				c.want(fmt.Sprintf("%s by %d", name, n), items, whole[name])
				c.want(fmt.Sprintf("keys of %s by %d", name, n), keys, wholeKeys[name])
				c.want(fmt.Sprintf("more of %s by %d", name, n), slices.Index(more, false), len(more)-1)
			})
		}
	}},
	{"pages/keys", "keys are aligned with the items, strictly ascending as bytes", func(c *check) {
		c.eachList(1000, func(name string, items []string, keys []graph.SortKey, _ []bool) {
			c.want(name+": number of keys", len(keys), len(items))
			for i := 1; i < len(keys); i++ {
				if slices.Compare(keys[i-1], keys[i]) >= 0 {
					c.violated("%s: key %q does not come before %q", name, keys[i-1], keys[i])
				}
			}
		})
	}},
	{"pages/key parts", "every store gives the keys of sortkey.go, so that cursors are the same bytes everywhere", func(c *check) {
		model := NewModel()
		_, err := model.Apply(c.ctx, graph.Batch{Records: text(fixture)})
		c.ok("loading the model", err)
		for _, l := range lists {
			want, err := l.list(1000).ask(c.ctx, model)
			c.ok(l.name, err)
			_, keys, _ := flat(want)
			got, err := l.list(1000).ask(c.ctx, c.store)
			c.ok(l.name, err)
			_, gotKeys, _ := flat(got)
			c.want("keys of "+l.name, gotKeys, keys)
		}
	}},
	{"pages/first 0", "first 0 gives no items and a truthful More", func(c *check) {
		c.eachList(0, func(name string, items []string, _ []graph.SortKey, more []bool) {
			c.want(name, len(items), 0)
			c.want(name+": more", more, []bool{true})
		})
		ps, err := c.store.ListEntities(c.ctx, []graph.EntityQuery{{Kinds: []graph.EntityKind{graph.KindAgreement}}})
		c.ok("ListEntities", err)
		c.want("none at all: more", ps[0].More, false)
	}},
	{"pages/limits", "first above 1000 is LIMIT and says so, below 0 INVALID", func(c *check) {
		for _, l := range lists {
			_, err := l.list(1001).ask(c.ctx, c.store)
			c.want(l.name+": the limit", c.refused(l.name+" by 1001", err, graph.ErrLimit).Limit, graph.MaxFirst)
			_, err = l.list(-1).ask(c.ctx, c.store)
			c.refused(l.name+" by -1", err, graph.ErrInvalid)
		}
	}},
	{"pages/after a gap", "a page begins strictly after a key, whether or not an item has it", func(c *check) {
		ps, err := c.store.ListEntities(c.ctx, []graph.EntityQuery{
			{Slice: graph.Slice{First: 2, After: graph.SortKey{"an"}}}, {Slice: graph.Slice{First: 2, After: graph.SortKey{"anna"}}}, {Slice: graph.Slice{First: 2, After: graph.SortKey{"zzz"}}},
		})
		c.ok("ListEntities", err)
		c.want("after", mapped(ps, func(p graph.Page[*graph.Entity]) []string { return mapped(p.Items, entityID) }), [][]string{{"anna", "call"}, {"call", "crowd"}, {}})
	}},
	{"pages/total", "a total that is given is that of the whole list; one that was not asked for is not given", func(c *check) {
		ps, err := c.store.ListEntities(c.ctx, []graph.EntityQuery{{Slice: graph.Slice{First: 1, Count: true, After: graph.SortKey{"fm"}}}, {Slice: graph.Slice{First: 1}}})
		c.ok("ListEntities", err)
		if n := ps[0].Total; n != nil && *n != 20 {
			c.violated("the total is %d, want 20", *n)
		}
		if ps[1].Total != nil {
			c.violated("a total is given without having been asked for")
		}
	}},
	{"pages/repeatable", "asked again, a list is the same", func(c *check) {
		for _, l := range lists {
			once, _ := l.list(1000).ask(c.ctx, c.store)
			again, err := l.list(1000).ask(context.WithoutCancel(c.ctx), c.store)
			c.ok(l.name, err)
			if diff := cmp.Diff(once, again, alike); diff != "" {
				c.violated("%s: %s", l.name, diff)
			}
		}
	}},
}
