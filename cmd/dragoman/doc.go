// Command dragoman serves, loads and questions a knowledge graph of diplomacy.
//
// Every question goes through GraphQL, with a fixed operation of queries/, so
// that what is printed is what any other client would get:
//
//	arguments ─▶ flags, DRAGOMAN_… variables, config file   settings.go
//	          ─▶ names become ids                           resolve.go
//	          ─▶ operation + variables                      operation.go
//	                ├─ a server holds the folder: HTTP      remote.go
//	                └─ none does: the schema, in process    local.go
//	          ─▶ text for people, or --json                 one file per command
//
// This is the only package that knows a concrete store.
package main
