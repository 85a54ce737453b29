package embedded

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"strings"

	"dragoman/graph"
)

const (
	applicationID = 0x64726167 // "drag"
	format        = 2          // of the file, in user_version; what differs between formats is told in migrate.go
)

// tables are those of this format.
const tables = `
CREATE TABLE store (id TEXT NOT NULL) STRICT;

-- One row for each committed batch: the audit trail, and what start-up replays
-- on top of an older topology snapshot.
CREATE TABLE log (
	revision INTEGER PRIMARY KEY,
	at       TEXT NOT NULL,
	actor    TEXT NOT NULL,
	key      TEXT NOT NULL,
	action   TEXT NOT NULL,
	receipt  BLOB NOT NULL,
	touched  BLOB NOT NULL
) STRICT;
CREATE TABLE request (key TEXT PRIMARY KEY, digest TEXT NOT NULL, receipt BLOB NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE entity (num INTEGER PRIMARY KEY, id TEXT NOT NULL, kind INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
CREATE UNIQUE INDEX entity_id ON entity (id);
-- Folded words of the names; "=" and the name itself for names without words.
CREATE TABLE token (word TEXT NOT NULL, entity INTEGER NOT NULL, PRIMARY KEY (word, entity)) STRICT, WITHOUT ROWID;

CREATE TABLE document (
	num    INTEGER PRIMARY KEY,
	id     TEXT NOT NULL,
	day    INTEGER NOT NULL, -- latest publication day; 2147483647 where unknown
	family TEXT NOT NULL,    -- the smallest id of the documents joined by basedOn
	outlet TEXT NOT NULL,
	body   BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX document_id ON document (id);
CREATE INDEX document_day ON document (day, id);
CREATE INDEX document_family ON document (family);
CREATE INDEX document_outlet ON document (outlet) WHERE outlet <> '';

-- One row for each claim. about is the id of a relation or attribute as loaded,
-- before merges; the body of the former tells its ends.
CREATE TABLE fact (
	num       INTEGER PRIMARY KEY,
	id_key    INTEGER NOT NULL, -- the ids as numbers, by which they are found
	id        TEXT NOT NULL,
	about_key INTEGER NOT NULL,
	about     TEXT NOT NULL,
	document  INTEGER NOT NULL,
	known     INTEGER NOT NULL, -- day; 2147483647 where unknown
	stance    INTEGER NOT NULL,
	body      BLOB NOT NULL
) STRICT;
` + factIndexes + `
CREATE TABLE mention (entity INTEGER NOT NULL, fact INTEGER NOT NULL, PRIMARY KEY (entity, fact)) STRICT, WITHOUT ROWID; -- sources of claims
CREATE TABLE concern (relation TEXT NOT NULL, entity TEXT NOT NULL, PRIMARY KEY (relation, entity)) STRICT, WITHOUT ROWID;
CREATE INDEX concern_entity ON concern (entity);
CREATE TABLE attribute (id TEXT PRIMARY KEY, target TEXT NOT NULL, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX attribute_target ON attribute (target);

CREATE TABLE judgement (a TEXT NOT NULL, b TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;
-- What judgements come to: ids as loaded that another one stands for now.
CREATE TABLE alias (raw TEXT PRIMARY KEY, canonical TEXT NOT NULL) STRICT, WITHOUT ROWID;
`

const factIndexes = `
CREATE INDEX fact_id ON fact (id_key);
CREATE INDEX fact_about ON fact (about_key);
CREATE INDEX fact_document ON fact (document);
CREATE INDEX fact_known ON fact (known);
`

const dropFactIndexes = `DROP INDEX fact_id; DROP INDEX fact_about; DROP INDEX fact_document; DROP INDEX fact_known;`

// prepareFile makes a new file ours, and refuses what is not ours or is of another
// format. It gives the store's id.
func prepareFile(c *conn) (id string, err error) {
	app, err := c.integer("PRAGMA application_id")
	if err != nil {
		return "", err
	}
	version, err := c.integer("PRAGMA user_version")
	if err != nil {
		return "", err
	}
	n, err := c.integer("SELECT count(*) FROM sqlite_schema")
	switch {
	case err != nil:
		return "", err
	case n == 0 && (app == 0 && version == 0 || app == applicationID && version == format):
		err = c.transact(func() error { return makeTables(c, newStoreID()) })
	default:
		err = readable(c.where, uint32(app), version)
	}
	if err != nil {
		return "", err
	}
	v, err := c.one("SELECT id FROM store")
	return str(v), err
}

// readable refuses what this program does not read.
func readable(where string, app uint32, version int64) error {
	switch {
	case app != applicationID:
		return &graph.Error{Code: graph.Invalid, Message: fmt.Sprintf("%s: %s is another program's SQLite file; name another folder (--data)", where, fileName)}
	case version > format:
		return &graph.Error{Code: graph.Conflict, Message: fmt.Sprintf("%s: the data has format %d, and this program reads formats 1 to %d; use the dragoman that wrote it, or a later one", where, version, format)}
	case version < format:
		return &graph.Error{Code: graph.Conflict, Message: fmt.Sprintf("%s: the data has format %d, and this program writes format %d; bring it up to date with dragoman migrate", where, version, format)}
	}
	return nil
}

func makeTables(c *conn, id string) error {
	if err := c.exec(tables); err != nil {
		return err
	}
	if err := c.exec("INSERT INTO store VALUES (?)", id); err != nil {
		return err
	}
	// A pragma takes no parameters; both values are ours.
	return c.exec(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, format))
}

// newStoreID keeps revisions of different stores apart.
func newStoreID() string {
	var b [5]byte
	_, _ = rand.Read(b[:]) // never fails
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
}

// transact commits on nil and rolls back on an error.
func (c *conn) transact(work func() error) error {
	if err := c.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := work()
	if err == nil {
		err = c.exec("COMMIT")
	}
	if err != nil {
		_ = c.exec("ROLLBACK") // SQLite may have done so itself
	}
	return err
}

// quickCheck looks for damage that a killed machine may have left.
func quickCheck(ctx context.Context, c *conn) error { return sound(ctx, c, "PRAGMA quick_check(1)") }
