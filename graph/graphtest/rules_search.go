package graphtest

import (
	"fmt"

	"dragoman/graph"
)

func (c *check) search(q graph.SearchQuery) []string {
	c.Helper()
	q.Slice = all
	p, err := c.store.Search(c.ctx, q)
	c.ok("Search", err)
	return mapped(p.Items, func(h graph.SearchHit) string { return fmt.Sprintf("%s %d %s", h.Entity.ID, h.Score, h.MatchedName) })
}

var searchRules = []rule{
	{"search/tiers", "hits come by tier: exact 4, folded 3, words 2, prefix 1; the matched name is the one that fits best", func(c *check) {
		c.want("exact before prefix", c.search(graph.SearchQuery{Text: "Anna Berg"}), []string{"anna 4 Anna Berg", "Anna 1 Anna Bergman"})
		c.want("folded", c.search(graph.SearchQuery{Text: "anna berg"}), []string{"anna 3 Anna Berg", "Anna 1 Anna Bergman"})
		c.want("words", c.search(graph.SearchQuery{Text: "berg anna"}), []string{"anna 2 Anna Berg", "Anna 1 Anna Bergman"})
		c.want("prefix", c.search(graph.SearchQuery{Text: "os te"}), []string{"osman 1 Osman Teke"})
		c.want("another script", c.search(graph.SearchQuery{Text: "angelina rau"}), []string{"rau 3 Ангелина Рау"})
		c.want("an exact second name", c.search(graph.SearchQuery{Text: "Südland"}), []string{"sudland 4 Südland", "envoys 1 Sudland's envoys"})
		c.want("without diacritics", c.search(graph.SearchQuery{Text: "lu ming"}), []string{"ming 3 Lü Míng"})
	}},
	{"search/order", "within a tier hits come by degree, greatest first, then id", func(c *check) {
		c.want("norland", c.search(graph.SearchQuery{Text: "norland"}), []string{"norland 3 Norland", "talk 2 Talk in Norland", "visit 2 Visit to Norland", "fm 2 Foreign Minister of Norland", "ministry 2 Foreign Ministry of Norland"})
	}},
	{"search/nothing", "text that folds to nothing and equals no name finds nothing; without text all are listed by id with their name", func(c *check) {
		c.want("marks", c.search(graph.SearchQuery{Text: "?!"}), []string{})
		c.want("a space", c.search(graph.SearchQuery{Text: " "}), []string{})
		c.want("nobody", c.search(graph.SearchQuery{Text: "zebra"}), []string{})
		c.want("no text", c.search(graph.SearchQuery{Kinds: []graph.EntityKind{graph.KindGovernment}}), []string{"norland 0 Norland", "sudland 0 Sudland"})
	}},
	{"search/filter", "kinds and filter select as in lists of entities", func(c *check) {
		c.want("kinds", c.search(graph.SearchQuery{Text: "norland", Kinds: []graph.EntityKind{graph.KindGovernment}}), []string{"norland 3 Norland"})
		c.want("where", c.search(graph.SearchQuery{Text: "anna", Where: &graph.Filter{Documents: []string{"d6"}}}), []string{"Anna 2 Anna Bergman"})
	}},
}
