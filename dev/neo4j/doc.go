// Package neo4j starts a real Neo4j Community server for tests, benchmarks and
// `make neo4j`, on a machine that has Java and, the first time, Maven.
//
//	 pom.xml ──Maven, once──▶ <user cache>/dragoman/neo4j-5.26.31/lib/*.jar
//	                                        │
//	Start(ctx, Options) ──▶ home folder ──▶ java … CommunityEntryPoint
//	                        conf data logs       │ "Started."
//	                                             ▼
//	                        Server{URI} ── Kill, Restart, Stop
//
// Admin runs neo4j-admin on a home folder whose server is stopped. Stop ends the server; should this process die before that, the kernel ends it
// on Linux. Nothing here is part of the product. Package neo4jtest holds the rule
// by which tests use a server, skip or fail.
package neo4j
