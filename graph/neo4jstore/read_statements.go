package neo4jstore

// hotStatement is a statement that answers take, with parameters like those of
// real queries, for a test of its plan.
type hotStatement struct {
	name, text string
	params     map[string]any
}

var (
	someWalk = []any{map[string]any{"at": 0, "document": "d", "raws": []string{"e"}, "known": 0, "id": ""}}
	someIDs  = []string{"a", "b"}
)

// readStatements are those of reading records and lists, head apart. Not among
// them are those that count, check or export everything.
var readStatements = []hotStatement{
	{"gather", gatherStatement, map[string]any{
		"exist": someIDs, "entities": someIDs, "concerned": someIDs, "relations": someIDs, "canonical": someIDs, "owners": someIDs, "abouts": someIDs,
	}},
	{"documents by id", documentsByID, map[string]any{"ids": someIDs}},
	{"entities by id", wholeEntities, map[string]any{"ids": someIDs}},
	{"claims by id", claimsByID, map[string]any{"ids": someIDs}},
	{"claims of a document", claimsByDocument, map[string]any{"walks": someWalk, "limit": 10}},
	{"claims on the word of", claimsBySource, map[string]any{"walks": someWalk, "limit": 10}},
	{"claims in order", claimsInOrder, map[string]any{"walks": someWalk, "limit": 10}},
	{"documents in order", documentsInOrder, map[string]any{"day": 0, "id": "", "limit": 10}},
	{"subjects of documents", subjectsOfDocuments, map[string]any{"documents": []any{map[string]any{"id": "d", "after": ""}}, "limit": 10}},
	{"owners in order", ownersInOrder, map[string]any{"from": "", "limit": 10}},
	{"degrees in order", degreesInOrder, map[string]any{"after": "", "limit": 10}},
	{"relations from", relationsFrom, map[string]any{"ids": someIDs, "statuses": nil}},
	{"namesakes", namesakesByWords, map[string]any{"words": "+a*", "kinds": []string{"PERSON"}, "whole": wholeUpTo}},
	{"entities in order", entitiesInOrder, map[string]any{"after": "", "kinds": []string{"PERSON"}, "limit": 10}},
	{"undated claims", countOfUndated, nil},
	{"commits in order", commitsInOrder, map[string]any{"after": 0, "limit": 10}},
	{"documents to export", documentRecords, map[string]any{"after": "", "limit": 10}},
	{"entities to export", entityRecords, map[string]any{"after": "", "limit": 10}},
	{"claims to export", claimsInRelations, map[string]any{"after": "", "limit": 10}},
	{"claims about", rawClaims, map[string]any{"abouts": someIDs}},
	{"concerns", concernsOf, map[string]any{"relations": someIDs}},
	{"attributes to export", attributesInOwners, map[string]any{"after": "", "limit": 10}},
	{"attributes of owners", attributesOfOwners, map[string]any{"owners": someIDs}},
	{"judgements to export", judgementRecords, map[string]any{"after": "", "limit": 10}},
}
