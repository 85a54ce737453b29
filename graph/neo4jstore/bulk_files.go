package neo4jstore

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// bulkArguments is the file with the arguments of neo4j-admin.
const bulkArguments = "import.args"

// bulkFiles are the files of a first load, in the layout of
// https://neo4j.com/docs/operations-manual/5/import/: a header with names and
// types, then rows. Nodes are numbered here, all in one sequence, and have these
// numbers in the database: the importer takes a third of its time less than where
// it has to look up which node a text stands for.
type bulkFiles struct {
	dir string
	all []*bulkFile

	entities, formers, documents, claims, attributes *bulkFile
	concerns, judgements, aliases, dragoman, commits *bulkFile
	relations, mergedInto, publishedBy, drawsOn      *bulkFile
	saidIn, onWordOf, hasAttribute                   *bulkFile
}

// bulkTypes are the properties that are no texts, by their names.
var bulkTypes = map[string]string{
	"named": "boolean", "names": "string[]", "externalIds": "string[]", "record": "byte[]", "view": "byte[]", "degree": "long", "magnitude": "long",
	"outletNamed": "boolean", "day": "long", "known": "long",
	"contact": "boolean", "formal": "boolean", "aside": "boolean", "gate": "long", "independent": "long", "days": "long[]",
	"interval": "boolean", "inferred": "boolean", "gaps": "boolean", "claims": "long", "documents": "string[]", "sources": "string[]",
	"unnamed": "string[]", "concerns": "string[]", "evidence": "byte[]",
	"against": "boolean", "retracted": "boolean", "locator": "long", "number": "double", "same": "boolean",
	"schema": "long", "revision": "long", "viewRevision": "long",
}

// typed makes columns of properties.
func typed(fields ...string) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		if out[i] = f; bulkTypes[f] != "" {
			out[i] += ":" + bulkTypes[f]
		}
	}
	return out
}

// numbered are columns of nodes: their number, then properties.
func numbered(fields ...string) []string { return append([]string{":ID"}, typed(fields...)...) }

// ends are the columns of a relationship that only has two ends.
var ends = []string{":START_ID", ":END_ID"}

func newBulkFiles(dir string) (f *bulkFiles, err error) {
	f = &bulkFiles{dir: dir}
	open := func(name, is string, columns []string) *bulkFile {
		x := &bulkFile{name: name, is: is}
		err = errors.Join(err, x.open(dir, columns))
		f.all = append(f.all, x)
		return x
	}
	node := func(name, label string, columns []string) *bulkFile { return open(name, "--nodes="+label, columns) }
	edge := func(name, kind string, columns []string) *bulkFile {
		return open(name, "--relationships="+kind, columns)
	}
	f.entities = node("entities.csv", "", append(numbered(entityFields...), "degree:long", "magnitude:long", "occurred", ":LABEL"))
	f.formers = node("formers.csv", "Former=", numbered("id", "into", "kind", "record"))
	f.documents = node("documents.csv", "Document=", numbered(documentFields...))
	f.claims = node("claims.csv", "Claim=", numbered(claimFields...))
	f.attributes = node("attributes.csv", "Attribute=", numbered(attributeFields...))
	f.concerns = node("concerns.csv", "Concern=", numbered("id", "relation", "entity"))
	f.judgements = node("judgements.csv", "Judgement=", numbered("id", "a", "b", "same", "by", "reason", "at", "record"))
	f.aliases = node("aliases.csv", "Alias=", numbered("raw", "canonical"))
	f.dragoman = node("dragoman.csv", "Dragoman=", append([]string{":ID", "id:long"}, typed("schema", "store", "revision", "viewRevision")...))
	f.commits = node("commits.csv", "Commit=", numbered("revision", "at", "actor", "key", "action", "receipt", "touched"))
	f.relations = edge("relations.csv", "", append(append(slices.Clone(ends), typed(relationFields...)...), ":TYPE"))
	f.mergedInto = edge("merged-into.csv", "MERGED_INTO=", ends)
	f.publishedBy = edge("published-by.csv", "PUBLISHED_BY=", ends)
	f.drawsOn = edge("draws-on.csv", "DRAWS_ON=", ends)
	f.saidIn = edge("said-in.csv", "SAID_IN=", ends)
	f.onWordOf = edge("on-word-of.csv", "ON_WORD_OF=", ends)
	f.hasAttribute = edge("has-attribute.csv", "HAS_ATTRIBUTE=", ends)
	if err != nil {
		return nil, errors.Join(err, f.abandon())
	}
	return f, nil
}

// blank are the files of statements for rows that are written later; of the others
// there are none.
func (f *bulkFiles) blank() *bulkFiles {
	b := &bulkFiles{
		claims: f.claims.blank(), attributes: f.attributes.blank(), concerns: f.concerns.blank(), judgements: f.judgements.blank(),
		relations: f.relations.blank(), saidIn: f.saidIn.blank(), onWordOf: f.onWordOf.blank(), hasAttribute: f.hasAttribute.blank(),
	}
	b.all = b.ofStatements()
	return b
}

func (f *bulkFiles) ofStatements() []*bulkFile {
	return []*bulkFile{f.claims, f.attributes, f.concerns, f.judgements, f.relations, f.saidIn, f.onWordOf, f.hasAttribute}
}

// take writes the rows that blank files kept.
func (f *bulkFiles) take(o *bulkFiles) error {
	for i, x := range f.ofStatements() {
		if err := x.take(o.all[i]); err != nil {
			return err
		}
	}
	return nil
}

// abandon removes the files that were made.
func (f *bulkFiles) abandon() (err error) {
	for _, x := range f.all {
		if x.file != nil {
			_ = x.file.Close()
			err = errors.Join(err, os.Remove(x.file.Name()))
		}
	}
	return err
}

// leastBuffer is neo4j-admin's own size of a buffer, which has to hold any value.
const leastBuffer = 4 << 20

// finish closes the files and writes the arguments: one bad row ends the import.
func (f *bulkFiles) finish() (total int64, err error) {
	var b strings.Builder
	b.WriteString("--id-type=actual\n--array-delimiter=U+001F\n--bad-tolerance=0\n")
	longest, lines := 0, []string{}
	for _, x := range f.all {
		err = errors.Join(err, x.close())
		total += x.size
		longest = max(longest, x.longest)
		if x.lines {
			lines = append(lines, x.name)
		}
	}
	if err != nil {
		return 0, err
	}
	if len(lines) > 0 {
		fmt.Fprintf(&b, "--multiline-fields-format=v2\n--multiline-fields=%s\n", strings.Join(lines, ","))
	}
	if size := 2 * longest; size > leastBuffer {
		fmt.Fprintf(&b, "--read-buffer-size=%d\n", size)
	}
	for _, x := range f.all {
		fmt.Fprintf(&b, "%s%s\n", x.is, x.name)
	}
	if err := os.WriteFile(filepath.Join(f.dir, bulkArguments), []byte(b.String()), 0o644); err != nil {
		return 0, cannotWriteBulk(err)
	}
	return total, nil
}
