package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"dragoman/graph"
)

// hitView is a find of the search by name.
type hitView struct {
	Entity      entityView `json:"entity"`
	MatchedName string     `json:"matchedName"`
	Score       int        `json:"score"`
}

type hitPage struct {
	Nodes    []hitView `json:"nodes"`
	PageInfo pageInfo  `json:"pageInfo"`
}

// secondary are kinds whose names are mostly made of the names of others ("visit
// of A to B"), so that they give way where a name fits both.
var secondary = []graph.EntityKind{graph.KindOffice, graph.KindDelegation, graph.KindMeeting, graph.KindIncident, graph.KindAgreement}

// resolve finds the entity that a word on the command line means: an id, else a
// name. Of a name the best match tier counts; in it, kinds that are not secondary
// come first; several in that tier are ambiguous.
func (m *Main) resolve(ctx context.Context, b backend, word string) (*entityView, error) {
	if strings.TrimSpace(word) == "" {
		return nil, usage("an entity is named by an empty word; give its id or its name")
	}
	if graph.CheckID(word) == nil {
		e, err := entityByID(ctx, b, word)
		if e != nil || err != nil {
			return e, err
		}
	}
	root, err := b.Query(ctx, opResolveName, variables{"text": word, "secondary": kindNames(secondary), "primary": kindNames(primary())})
	if err != nil {
		return nil, asUsage(err)
	}
	var first, second hitPage
	if err := decodeFields(root, field{"primary", &first}, field{"secondary", &second}); err != nil {
		return nil, err
	}
	tier, more := bestTier(first, second)
	switch {
	case len(tier) == 0:
		if err := notAnEntity(ctx, b, word); err != nil {
			return nil, err
		}
		return nil, graph.Errorf(graph.NotFound, "nothing has the id or the name %q; try: dragoman search %s", word, quoted(word))
	case len(tier) == 1:
		return &tier[0].Entity, nil
	}
	m.candidates(word, tier, more)
	return nil, silently(exitUsage)
}

// entityByID is nil where there is no such entity.
func entityByID(ctx context.Context, b backend, id string) (*entityView, error) {
	root, err := b.Query(ctx, opResolveID, variables{"id": id})
	if err != nil {
		return nil, err
	}
	var e *entityView
	return e, decodeFields(root, field{"entity", &e})
}

// notAnEntity is the error for an id that is of something else; nil for a word that is
// none.
func notAnEntity(ctx context.Context, b backend, word string) error {
	if graph.CheckID(word) != nil && !strings.HasPrefix(word, "r:") && !strings.HasPrefix(word, "c:") {
		return nil
	}
	root, err := b.Query(ctx, opResolveNode, variables{"id": word})
	if err != nil {
		return err
	}
	var node struct {
		Type string `json:"__typename"`
	}
	if err := decodeFields(root, field{"node", &node}); err != nil {
		return err
	}
	switch node.Type {
	case "Document":
		return graph.Errorf(graph.NotFound, "%q is a document, and an entity is asked for; what only that document says is asked for with --documents %s", word, quoted(word))
	case "Relation":
		return graph.Errorf(graph.NotFound, "%q is a relation, and an entity is asked for; name one of its ends", word)
	case "Claim":
		return graph.Errorf(graph.NotFound, "%q is a claim, and an entity is asked for; name what it is about", word)
	}
	return nil
}

// bestTier gives the hits that a name may mean. more says that there are others.
func bestTier(first, second hitPage) (tier []hitView, more bool) {
	best := 0
	for _, h := range slices.Concat(first.Nodes, second.Nodes) {
		best = max(best, h.Score)
	}
	for _, page := range []hitPage{first, second} {
		for _, h := range page.Nodes {
			if h.Score == best {
				tier = append(tier, h)
			}
		}
		if len(tier) > 0 {
			return tier, len(tier) == len(page.Nodes) && page.PageInfo.HasNextPage
		}
	}
	return nil, false
}

// candidates prints what an ambiguous name may mean.
func (m *Main) candidates(word string, tier []hitView, more bool) {
	p := &page{w: m.Stderr, width: pageWidth}
	p.line("dragoman: ", "  ", normal, fmt.Sprintf("%q may mean any of these; give the id:", word))
	rows := make([][]string, len(tier))
	for i, h := range tier {
		name := h.Entity.Name
		if h.MatchedName != "" && h.MatchedName != name {
			name += " (" + h.MatchedName + ")"
		}
		rows[i] = []string{h.Entity.ID, name, h.Entity.kind()}
	}
	p.table("  ", []column{{max: 128}, {}, {max: 24}}, rows)
	if more {
		p.linef("  and more; give more of the name")
	}
}

func primary() (out []graph.EntityKind) {
	for _, k := range graph.EntityKinds() {
		if !slices.Contains(secondary, k) {
			out = append(out, k)
		}
	}
	return out
}

func kindNames(kinds []graph.EntityKind) []string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = k.String()
	}
	return out
}

// resolveAll resolves several words.
func (m *Main) resolveAll(ctx context.Context, b backend, list []string) (ids []string, err error) {
	ids = []string{}
	for _, word := range list {
		e, err := m.resolve(ctx, b, word)
		if err != nil {
			return nil, err
		}
		ids = append(ids, e.ID)
	}
	return ids, nil
}

// field is a root field and what its value is read into.
type field struct {
	name string
	to   any
}

func decodeFields(root map[string]json.RawMessage, fields ...field) error {
	for _, f := range fields {
		if err := json.Unmarshal(root[f.name], f.to); err != nil {
			return graph.Errorf(graph.Internal, "the answer's field %s cannot be read; is the server of another version? (%w)", f.name, err)
		}
	}
	return nil
}

// quoted is a word as a shell takes it.
func quoted(word string) string {
	if !strings.ContainsFunc(word, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.:", r) || r > 127)
	}) && word != "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
