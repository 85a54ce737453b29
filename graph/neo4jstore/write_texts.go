package neo4jstore

import (
	"fmt"
	"strings"

	"dragoman/graph"
)

// The statements that write. Each takes rows as $rows and gives one record; its
// text is constant, made once from the fixed tables of labels, types and fields.

// created lists fields as a map literal that reads a row: {id: row[2], …}.
func created(fields []string, from int) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = fmt.Sprintf("%s: row[%d]", f, from+i)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// assigned lists fields as assignments: r.status = row[9], ….
func assigned(variable string, fields []string, from int) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = fmt.Sprintf("%s.%s = row[%d]", variable, f, from+i)
	}
	return strings.Join(parts, ", ")
}

const (
	unwind  = "\nUNWIND $p.rows AS row\n"
	counted = "\nRETURN count(*)"
)

// The last field of the row of an entity is the label of its kind, and that of a
// new relationship its type: both from the fixed tables, since the statement
// would take anything.
var (
	createEntities = unwind + fmt.Sprintf("CREATE (e:Entity:$(row[%d]) ", len(entityFields)) + created(entityFields, 0) + ")\nSET e.degree = 0" + counted
	// reviveEntities is for former ones.
	reviveEntities = unwind + `MATCH (e:Former {id: row[0]})
OPTIONAL MATCH (e)-[into:MERGED_INTO]->()
DELETE into
WITH DISTINCT e, row
REMOVE e:Former
SET e:Entity:` + fmt.Sprintf("$(row[%d])", len(entityFields)) + `
SET e = ` + created(entityFields, 0) + `
SET e.degree = 0` + counted
)

var updateEntities = unwind + "MATCH (e:Entity {id: row[0]})\nSET " + assigned("e", entityFields[2:], 2) + counted

// A former entity is id, into, kind, record.
var (
	createFormers = unwind + `CREATE (e:Former {id: row[0], into: row[1], kind: row[2], record: row[3]})
WITH e, row
MATCH (to:Entity {id: row[1]})
CREATE (e)-[:MERGED_INTO]->(to)` + counted
	retireEntities = unwind + "MATCH (e:Entity {id: row[0]})\nREMOVE e:Entity:" + allLabels() + `
SET e:Former
SET e = {id: row[0], into: row[1], kind: row[2], record: row[3]}` + counted
	updateFormers = unwind + `MATCH (e:Former {id: row[0]})
SET e.into = row[1], e.record = row[3]
WITH e, row
OPTIONAL MATCH (e)-[into:MERGED_INTO]->()
DELETE into
WITH DISTINCT e, row
MATCH (to:Entity {id: row[1]})
CREATE (e)-[:MERGED_INTO]->(to)` + counted
)

func allLabels() string {
	var all []string
	for _, k := range graph.EntityKinds() {
		all = append(all, labels[k])
	}
	return strings.Join(all, ":")
}

var (
	createDocuments = unwind + "CREATE (d:Document " + created(documentFields, 0) + ")" + counted
	updateDocuments = unwind + "MATCH (d:Document {id: row[0]})\nSET " + assigned("d", documentFields[1:], 1) + counted

	// publish has rows of document, outlet, former outlet.
	publish = unwind + `MATCH (d:Document {id: row[0]})
OPTIONAL MATCH (d)-[old:PUBLISHED_BY]->()
DELETE old
WITH DISTINCT d, row
OPTIONAL MATCH (e:Entity {id: row[1]})
OPTIONAL MATCH (f:Former {id: row[2]})
WITH d, coalesce(e, f) AS outlet
CREATE (d)-[:PUBLISHED_BY]->(outlet)` + counted
	drawOn = unwind + `MATCH (d:Document {id: row[0]})
MATCH (base:Document {id: row[1]})
MERGE (d)-[:DRAWS_ON]->(base)` + counted
	renameFamilies = unwind + "MATCH (d:Document {family: row[0]})\nSET d.family = row[1]" + counted
	renameOutlets  = unwind + "MATCH (d:Document {id: row[0]})\nSET d.outletNamed = row[1]" + counted
)

var (
	// createClaims looks up each document and each source once, and its rows have
	// their places in these lists. Nothing is created where one is missing.
	createClaims = gatheredNodes("Document", "documents") + gatheredNodes("Entity", "entities") + gatheredNodes("Former", "formers") + `
WITH documents, entities, formers
WHERE all_documents AND all_entities AND all_formers` + unwind +
		fmt.Sprintf("WITH row, [i IN row[%d] | entities[i]] + [i IN row[%d] | formers[i]] AS on, documents[row[%d]] AS d\n", len(claimFields), len(claimFields)+1, len(claimFields)+2) +
		"CREATE (c:Claim " + created(claimFields, 0) + `)-[:SAID_IN]->(d)
FOREACH (e IN on | CREATE (c)-[:ON_WORD_OF]->(e))` + counted
	// updateClaims writes claims and all that they rest on anew.
	updateClaims = unwind + "MATCH (c:Claim {id: row[0]})\nSET " + assigned("c", claimFields[1:], 1) + `
WITH c, row
OPTIONAL MATCH (c)-[old:SAID_IN|ON_WORD_OF]->()
DELETE old
WITH DISTINCT c, row
MATCH (d:Document {id: row[1]})
CREATE (c)-[:SAID_IN]->(d)
` + saidOn + counted
	moveClaims = unwind + "MATCH (c:Claim {about: row[0]})\nSET c.from = row[1], c.to = row[2]" + counted
	redate     = unwind + "MATCH (c:Claim {id: row[0]})\nSET c.known = row[1]" + counted
)

var saidOn = fmt.Sprintf(`WITH c, row
CALL (c, row) {
  UNWIND row[%d] AS id
  MATCH (e:Entity {id: id})
  CREATE (c)-[:ON_WORD_OF]->(e)
}
CALL (c, row) {
  UNWIND row[%d] AS id
  MATCH (e:Former {id: id})
  CREATE (c)-[:ON_WORD_OF]->(e)
}`, len(claimFields), len(claimFields)+1)

// createRelations looks up each end once and changes its degree; its rows have the
// places of their ends. Nothing is created where one is missing.
var createRelations = `
CALL () {
  UNWIND $p.ends AS end
  MATCH (e:Entity {id: end[0]})
  ` + addDegree("end[1]") + `
  RETURN collect(e) AS ends, collect(e.id) AS ids
}
WITH ends
WHERE ids = [end IN $p.ends | end[0]]` + unwind + "WITH row, ends[row[0]] AS a, ends[row[1]] AS b\nCREATE (a)-[:" + fmt.Sprintf("$(row[%d])", 2+len(relationFields)) + " " + created(relationFields, 2) + "]->(b)" + counted

// addDegree changes the degree of e, and its number of digits, which is indexed
// because it seldom changes.
func addDegree(by string) string {
	return "WITH e, e.degree + " + by + " AS degree\n  SET e.degree = degree, e.magnitude = size(toString(degree))"
}

// gatheredNodes looks up nodes by their ids, in that order.
func gatheredNodes(label, name string) string {
	return fmt.Sprintf(`
CALL () {
  UNWIND $p.%[2]s AS id
  MATCH (n:%[1]s {id: id})
  RETURN collect(n) AS %[2]s, collect(n.id) = $p.%[2]s AS all_%[2]s
}`, label, name)
}

var (
	findRelation = "MATCH (a:Entity {id: row[0]})\nMATCH (b:Entity {id: row[1]})\nMATCH (a)-[r:" + relationTypes + "]->(b)\nWHERE r.id = row[2]\n"

	updateRelations = unwind + findRelation + "SET " + assigned("r", relationFields[firmFields:], 2+firmFields) + counted
	deleteRelations = unwind + findRelation + "DELETE r" + counted
	changeDegrees   = unwind + "MATCH (e:Entity {id: row[0]})\n" + addDegree("row[1]") + counted
	// holdMeetings has rows of meeting, status of occurred, gate.
	holdMeetings = unwind + `MATCH (e:Entity {id: row[0]})
SET e.occurred = row[1]
WITH e, row
MATCH (e)<-[r:PARTICIPATED_IN]-(:Entity)
SET r.gate = row[2]` + counted
)

var (
	createAttributes = unwind + "CREATE (a:Attribute " + created(attributeFields, 0) + ")" + counted
	// ownAttributes has rows of attribute, entity, former entity.
	ownAttributes = unwind + `MATCH (a:Attribute {id: row[0]})
OPTIONAL MATCH (e:Entity {id: row[1]})
OPTIONAL MATCH (f:Former {id: row[2]})
WITH a, coalesce(e, f) AS owner
CREATE (owner)-[:HAS_ATTRIBUTE]->(a)` + counted
	updateAttributes = unwind + "MATCH (a:Attribute {id: row[0]})\nSET " + assigned("a", attributeFields[firmAttributeFields:], firmAttributeFields) + counted
	createConcerns   = unwind + "CREATE (:Concern {id: row[0], relation: row[1], entity: row[2]})" + counted
	writeJudgements  = unwind + `MERGE (j:Judgement {id: row[0]})
SET j.a = row[1], j.b = row[2], j.same = row[3], j.by = row[4], j.reason = row[5], j.at = row[6], j.record = row[7]` + counted
	deleteJudgements = unwind + "MATCH (j:Judgement {id: row[0]})\nDETACH DELETE j" + counted
	writeAliases     = unwind + "MERGE (a:Alias {raw: row[0]})\nSET a.canonical = row[1]" + counted
	deleteAliases    = unwind + "MATCH (a:Alias {raw: row[0]})\nDELETE a" + counted
)
