// Package neo4jstore keeps a graph in Neo4j 5.26 or later, so that several
// servers may answer from one database and Neo4j's own tools show the same graph.
//
// Its one idea: Neo4j is the record, and everything else can be made again from
// it. A read takes one packed record in one round trip; a search runs either in
// the database, on fields stored for it, or in this process, over a topology
// that is filled from packed rows and kept current from the log of commits:
//
//	Apply ─▶ one transaction ─▶ Neo4j ─▶ commits ─▶ state ─▶ readers
//	          (lock, rows, log)    │                  view of merges, topology, caches
//	                               └── packed rows ──▶ lists, evidence, exports
//
// A first load may go round transactions: WriteBulk writes the rows that Apply
// would write as files for Neo4j's own importer.
//
// # What is in the database
//
// Dates are days since 1970-01-01, 2147483647 where unknown. What is empty is
// absent. Labels of kinds and relationship types come from fixed tables.
//
//	(:Entity:Person {id, kind, type, name, named, summary, names, externalIds, degree,
//	    magnitude, words, record, view})      kind: "PERSON"; names: texts; words: folded words
//	                               of all names joined by blanks, for the full-text index;
//	                               record: packed, as loaded; view: packed, with what was merged
//	                               into it, where something was. name, named, … show the view.
//	                               magnitude: digits of degree, by which hubs are found; absent
//	                               while there was no relation
//	                               occurred: status of the attribute "occurred" of a meeting.
//	(:Former {id, into, kind, record})-[:MERGED_INTO]->(:Entity)   an entity that another one
//	                               stands for: the same node with other labels
//	(:Document {id, title, outlet, outletNamed, published, url, reliability, note, day, known,
//	    family, record})-[:PUBLISHED_BY]->(:Entity or :Former)     outlet: raw id; day: by which
//	                               documents are listed; known: of its claims; family: smallest
//	                               id of those joined by basedOn
//	(:Document)-[:DRAWS_ON]->(:Document)
//	(a:Entity)-[:HOLDS {id, role, key, status, independent, when, days, interval, inferred,
//	    gaps, contact, formal, aside, gate, claims, documents, sources, unnamed, concerns,
//	    evidence}]->(b:Entity)     a relation as the view shows it, without a filter
//	(:Claim {id, about, from, type, to, document, known, stance, against, retracted, date, note,
//	    locator, sources, record})-[:SAID_IN]->(:Document)         about: id as loaded of the
//	                               relation or attribute; from, type, to: of a relation, in
//	                               the view; sources: texts and raw ids, outermost first
//	(:Claim)-[:ON_WORD_OF]->(:Entity or :Former)                   each named link of its chain
//	(:Attribute {id, of, name, value, entity, number, unit, documents, sources, unnamed, record,
//	    evidence})                 as loaded; of: raw id; (:Entity)-[:HAS_ATTRIBUTE]->(:Attribute)
//	                               from the raw owner, where that is an entity
//	(:Concern {id, relation, entity})   a relation as loaded concerns an entity; id: both, by a blank
//	(:Judgement {id, a, b, same, by, reason, at, record})          id: both, by a blank
//	(:Alias {raw, canonical})      what judgements come to: rows of merge.View
//	(:Dragoman {id: 0, schema, store, revision, viewRevision, lock})   the one that writers lock
//	(:Commit {revision, at, actor, key, action, receipt, touched}) the audit trail and change feed;
//	                               receipt and touched are JSON
//	(:Request {key, digest, receipt})   idempotency keys, receipts as JSON; one of each process
//	                               that writes, whose key no caller's is like (NUL, "writer:"):
//	                               digest names its last commit, so that one of which the
//	                               connection did not tell can be asked after
//
// Properties of a relation that predicates look at:
//
//	status       name of the status; independent: number of independent sources
//	days         [StartEarliest, StartLatest, EndEarliest, EndLatest] of When, absent if undated;
//	             interval, inferred: true or absent; gaps: true where the span says less than the
//	             date (2025-1X-10), so that a test of it by days alone may pass too much
//	contact      true where the lens CONTACT walks it; formal: where FORMAL does; aside: true
//	             where RELATIONS does not. EVERYTHING walks all.
//	gate         1: in a meeting that is PLANNED by its "occurred", 2: NOT_HELD; else absent
//	claims       number of claims; documents: ids; sources: canonical ids of entities at any link;
//	             unnamed: those of them that are not named
//	evidence     packed (pack.Evidence) claims, pooled, ids of sources as loaded
package neo4jstore
