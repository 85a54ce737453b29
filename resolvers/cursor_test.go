package resolvers_test

import (
	"fmt"
	"testing"
)

func TestPagesAreTheWholeListInOrder(t *testing.T) {
	c := serveFixture(t)
	lists := []struct{ field, row string }{
		{`relations(`, `id`},
		{`claims(`, `id`},
		{`documents(`, `id`},
		{`organizations(`, `id`},
		{`timeline(`, `relation { id } attribute { name value number }`},
		{`disputes(`, `relation { id } attribute { name number }`},
		{`search(text: "the", `, `entity { id }`},
		{`common(of: ["taliban", "tajikistan"], maxHops: 2, `, `entity { id }`},
	}
	for _, l := range lists {
		page := `{ list: %sfirst: %d%s) { nodes { ` + l.row + ` } pageInfo { hasNextPage hasPreviousPage endCursor } } }`
		whole := at(c.get(fmt.Sprintf(page, l.field, 1000, "")), "list", "nodes").([]any)
		var paged []any
		after := ""
		for range len(whole) + 2 {
			got := at(c.get(fmt.Sprintf(page, l.field, 2, after)), "list")
			paged = append(paged, at(got, "nodes").([]any)...)
			if before := at(got, "pageInfo", "hasPreviousPage"); before != (after != "") {
				t.Errorf("%s: hasPreviousPage is %v after %q", l.field, before, after)
			}
			if at(got, "pageInfo", "hasNextPage") == false {
				break
			}
			after = fmt.Sprintf(", after: %q", at(got, "pageInfo", "endCursor"))
		}
		if text(paged) != text(whole) || len(whole) < 2 {
			t.Errorf("%s: pages are not the list:\n%s\n%s", l.field, text(paged), text(whole))
		}
	}
}

func TestCursorsBelongToTheirList(t *testing.T) {
	c := serveFixture(t)
	cursor := at(c.get(`{ relations(of: ["taliban"], first: 1) { pageInfo { endCursor } } }`), "relations", "pageInfo", "endCursor").(string)
	nested := at(c.get(`{ entity(id: "taliban") { relations(first: 1) { pageInfo { endCursor } } } }`), "entity", "relations", "pageInfo", "endCursor").(string)
	tampered := "A" + cursor[1:]
	if cursor[0] == 'A' {
		tampered = "B" + cursor[1:]
	}
	cases := []struct {
		reason, query, cursor, code string
	}{
		{"the list itself", `{ relations(of: ["taliban"], after: $after) { nodes { id } } }`, cursor, ""},
		{"another first, another order of arguments, an alias", `{ x: relations(after: $after, first: 7, of: ["taliban"]) { nodes { id } } }`, cursor, ""},
		{"defaults written out, a filter that selects nothing", `{ relations(of: ["taliban"], direction: BOTH, lens: EVERYTHING, where: {}, after: $after) { nodes { id } } }`, cursor, ""},
		{"other arguments", `{ relations(of: ["tajikistan"], after: $after) { nodes { id } } }`, cursor, "INVALID"},
		{"another filter", `{ relations(of: ["taliban"], where: {asOf: "2025-11-01"}, after: $after) { nodes { id } } }`, cursor, "INVALID"},
		{"another field", `{ timeline(of: ["taliban"], after: $after) { nodes { order } } }`, cursor, "INVALID"},
		{"the same list of the entity", `{ entity(id: "taliban") { relations(after: $after) { nodes { id } } } }`, nested, ""},
		{"another entity", `{ entity(id: "tajikistan") { relations(after: $after) { nodes { id } } } }`, nested, "INVALID"},
		{"damaged", `{ relations(of: ["taliban"], after: $after) { nodes { id } } }`, tampered, "INVALID"},
		{"no cursor at all", `{ relations(of: ["taliban"], after: $after) { nodes { id } } }`, "page 2", "INVALID"},
		{"an empty one", `{ relations(of: ["taliban"], after: $after) { nodes { id } } }`, "", "INVALID"},
	}
	for _, tc := range cases {
		r := c.ask(`query($after: String!) `+tc.query, vars{"after": tc.cursor})
		code := ""
		if len(r.Errors) > 0 {
			code, _ = r.Errors[0].Extensions["code"].(string)
			if r.Errors[0].Extensions["field"] != "after" {
				t.Errorf("%s: the error names %v", tc.reason, r.Errors[0].Extensions["field"])
			}
		}
		if code != tc.code {
			t.Errorf("%s: code %q, want %q: %s", tc.reason, code, tc.code, text(r.Errors))
		}
	}
}

func TestACursorFitsOneOfManyParents(t *testing.T) {
	c := serveFixture(t)
	cursor := at(c.get(`{ entity(id: "taliban") { relations(first: 1) { pageInfo { endCursor } } } }`), "entity", "relations", "pageInfo", "endCursor")
	r := c.ask(`query($after: String) { entities(ids: ["taliban", "tajikistan"]) { relations(after: $after) { nodes { id } } } }`, vars{"after": cursor})
	if at(r.Data, "entities", 0) == nil || at(r.Data, "entities", 1) != nil || len(r.Errors) != 1 {
		t.Errorf("got %s", text(r))
	}
}
