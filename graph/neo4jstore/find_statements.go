package neo4jstore

import (
	"fmt"

	"dragoman/graph"
)

// findStatements are the statements of searches and of lists of entities and
// relations.
var findStatements = func() []hotStatement {
	search := terms(graph.LensRelations, nil, graph.Walked)
	for name, value := range map[string]any{
		"from": []string{"a"}, "to": []string{"b"}, "of": []string{"a", "b"}, "ends": []string{"a", "b"}, "exempt": []string{"a", "b"},
		"named": []string{"a", "b"}, "known": []string{}, "counted": countedIDs(nil), "shunned": []string{}, "cap": 1000, "budget": DefaultExplore,
		"least": 1, "heedHubs": true, "first": 50, "perNode": 50, "rank": 1, "strength": strength, "powers": powers, "hops": 6, "rounds": 2, "sure": false, "most": graph.MaxHubsSkipped, "symmetric": symmetric,
	} {
		search[name] = value
	}
	list := listTerms(&graph.RelationQuery{})
	for name, value := range map[string]any{
		"order": order, "symmetric": symmetric, "between": []string{}, "among": false, "direction": 0, "limit": 51,
		"asks":  []any{map[string]any{"of": []string{"a"}, "seeds": []string{"a"}, "type": 0, "other": "", "key": "", "id": ""}},
		"other": "", "key": "", "id": "",
	} {
		list[name] = value
	}
	entities := map[string]any{"ids": []string{"a"}, "after": "", "limit": 101, "kinds": []string{"PERSON"}, "strength": strength}
	out := []hotStatement{
		{"paths", pathText, search},
		{"ego network of all that may be shown", ballText, search},
		{"common neighbours", commonText, search},
		{"neighbour counts", neighbourCounts, search},
		{"neighbours by date", neighbourRows, search},
		{"relations at entities", relationPages, list},
		{"entities", allEntities, entities},
		{"entities of kinds", entitiesOfKinds, entities},
		{"numbers of entities", entityCounts, entities},
		{"numbers of relations", relationCounts, entities},
		{"states of meetings", meetingStates, entities},
	}
	for depth, text := range egoTexts {
		out = append(out, hotStatement{fmt.Sprintf("ego network of depth %d", depth), text, search})
	}
	for steps := 1; steps < graph.MaxHops; steps++ {
		out = append(out,
			hotStatement{fmt.Sprintf("a hub within %d", steps), hubTexts[0][steps], search},
			hotStatement{fmt.Sprintf("hubs within %d", steps), hubTexts[1][steps], search})
	}
	return out
}()
