package mapping

import _ "embed"

//go:embed mapping.schema.json
var schema string

// Schema is the JSON Schema (2020-12) of mappings, for editors. Parse is stricter:
// it also reads the expressions.
func Schema() string { return schema }
