package neo4jstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/graph"
)

// schemaVersion is the version of the data model that this program writes.
const schemaVersion = 1

// rule is a constraint or index, by the name it has when we make it. What is
// there already under another name serves as well.
type rule struct {
	kind   string // UNIQUENESS, RANGE, FULLTEXT: as the database calls it
	label  string
	fields string // joined by commas
	make   string
}

// rules are all that version 1 needs.
var rules = []rule{
	{"UNIQUENESS", "Dragoman", "id", "CREATE CONSTRAINT dragoman_id IF NOT EXISTS FOR (n:Dragoman) REQUIRE n.id IS UNIQUE"},
	{"UNIQUENESS", "Entity", "id", "CREATE CONSTRAINT dragoman_entity IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE"},
	{"UNIQUENESS", "Former", "id", "CREATE CONSTRAINT dragoman_former IF NOT EXISTS FOR (n:Former) REQUIRE n.id IS UNIQUE"},
	{"UNIQUENESS", "Document", "id", "CREATE CONSTRAINT dragoman_document IF NOT EXISTS FOR (n:Document) REQUIRE n.id IS UNIQUE"},
	{"UNIQUENESS", "Claim", "id", "CREATE CONSTRAINT dragoman_claim IF NOT EXISTS FOR (n:Claim) REQUIRE n.id IS UNIQUE"},
	{"UNIQUENESS", "Attribute", "id", "CREATE CONSTRAINT dragoman_attribute IF NOT EXISTS FOR (n:Attribute) REQUIRE n.id IS UNIQUE"},
	{"UNIQUENESS", "Concern", "id", "CREATE CONSTRAINT dragoman_concern IF NOT EXISTS FOR (n:Concern) REQUIRE n.id IS UNIQUE"},
	{"UNIQUENESS", "Judgement", "id", "CREATE CONSTRAINT dragoman_judgement IF NOT EXISTS FOR (n:Judgement) REQUIRE n.id IS UNIQUE"},
	{"UNIQUENESS", "Alias", "raw", "CREATE CONSTRAINT dragoman_alias IF NOT EXISTS FOR (n:Alias) REQUIRE n.raw IS UNIQUE"},
	{"UNIQUENESS", "Commit", "revision", "CREATE CONSTRAINT dragoman_commit IF NOT EXISTS FOR (n:Commit) REQUIRE n.revision IS UNIQUE"},
	{"UNIQUENESS", "Request", "key", "CREATE CONSTRAINT dragoman_request IF NOT EXISTS FOR (n:Request) REQUIRE n.key IS UNIQUE"},
	{"RANGE", "Claim", "about", "CREATE INDEX dragoman_claim_about IF NOT EXISTS FOR (n:Claim) ON (n.about)"},
	{"RANGE", "Claim", "known,id", "CREATE INDEX dragoman_claim_known IF NOT EXISTS FOR (n:Claim) ON (n.known, n.id)"},
	{"RANGE", "Document", "day,id", "CREATE INDEX dragoman_document_day IF NOT EXISTS FOR (n:Document) ON (n.day, n.id)"},
	{"RANGE", "Document", "known", "CREATE INDEX dragoman_document_known IF NOT EXISTS FOR (n:Document) ON (n.known)"},
	{"RANGE", "Document", "family", "CREATE INDEX dragoman_document_family IF NOT EXISTS FOR (n:Document) ON (n.family)"},
	{"RANGE", "Entity", "kind,id", "CREATE INDEX dragoman_entity_kind IF NOT EXISTS FOR (n:Entity) ON (n.kind, n.id)"},
	{"RANGE", "Entity", "magnitude", "CREATE INDEX dragoman_entity_magnitude IF NOT EXISTS FOR (n:Entity) ON (n.magnitude)"},
	{"RANGE", "Attribute", "of", "CREATE INDEX dragoman_attribute_of IF NOT EXISTS FOR (n:Attribute) ON (n.of)"},
	{"RANGE", "Concern", "relation", "CREATE INDEX dragoman_concern_relation IF NOT EXISTS FOR (n:Concern) ON (n.relation)"},
	{"RANGE", "Concern", "entity", "CREATE INDEX dragoman_concern_entity IF NOT EXISTS FOR (n:Concern) ON (n.entity)"},
	{"FULLTEXT", "Entity", "words", "CREATE FULLTEXT INDEX dragoman_entity_words IF NOT EXISTS FOR (n:Entity) ON EACH [n.words] OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}}"},
}

// Lists of what there is. Only online indexes count: one that is still being
// filled is waited for.
const (
	listRules = `
SHOW INDEXES YIELD name, type, labelsOrTypes, properties, owningConstraint, state
RETURN collect([type, labelsOrTypes, properties, owningConstraint IS NOT NULL, state, name]) AS rows`
	awaitRules = `CALL db.awaitIndexes(600)`
)

// found is what a database says of itself.
type found struct {
	store                  string
	revision, viewRevision int64
	schema                 int64
}

// prepare brings the schema up to date and gives what the database is at. Any
// number of servers may run it at once: what it creates, it creates only if it
// is missing, the database lets one of several win, and data change under the
// writers' lock after another look.
func (s *Store) prepare(ctx context.Context) (found, error) {
	at, err := s.identify(ctx)
	if err != nil {
		return at, err
	}
	switch {
	case at.schema > schemaVersion:
		return at, &graph.Error{Code: graph.Conflict, Message: fmt.Sprintf("%s: a later version of this program prepared the database %s (schema %d, this one knows %d); use that version", s.where, s.options.Database, at.schema, schemaVersion)}
	case at.store == "":
		if err := s.refuseForeign(ctx); err != nil {
			return at, err
		}
	}
	if err := s.makeRules(ctx); err != nil {
		var e *graph.Error
		if at.store == "" || !errors.As(err, &e) || !isForbidden(e.Err) {
			return at, err
		}
		// The user may not even list indexes; whoever founded the store made them.
	}
	if at.store == "" {
		if err := s.change(ctx, foundStore); err != nil {
			return at, err
		}
		return s.identify(ctx)
	}
	return at, nil
}

// lookAtStore is the first look at a database.
const lookAtStore = `
OPTIONAL MATCH (dragoman:Dragoman {id: 0})
RETURN dragoman.store, dragoman.revision, dragoman.viewRevision, dragoman.schema`

// foundStore makes the node that writers lock. Its constraint makes that one of
// several servers which do this at once succeeds and the others find it.
const foundStore = `
MERGE (dragoman:Dragoman {id: 0})
ON CREATE SET dragoman.store = replace(randomUUID(), '-', ''), dragoman.revision = 0, dragoman.viewRevision = 0, dragoman.schema = 1`

func (s *Store) identify(ctx context.Context) (found, error) {
	row, err := direct{s}.one(ctx, lookAtStore, nil)
	if err != nil {
		return found{}, err
	}
	return found{store: str(row[0]), revision: num(row[1]), viewRevision: num(row[2]), schema: num(row[3])}, nil
}

func isForbidden(err error) bool {
	said := serverError(causesOf(err))
	return said != nil && said.Code == forbidden
}

// makeRules creates what is missing of the constraints and indexes.
func (s *Store) makeRules(ctx context.Context) error {
	for try := 0; ; try++ {
		missing, filling, err := s.missingRules(ctx)
		if err != nil {
			return err
		}
		if len(missing) == 0 && !filling {
			return nil
		}
		if try == 20 {
			return &graph.Error{Code: graph.Internal, Message: fmt.Sprintf("%s: the index on %s (%s) could not be made; look for failed indexes with SHOW INDEXES", s.where, missing[0].label, missing[0].fields)}
		}
		if err = s.create(ctx, missing); err == nil {
			err = s.change(ctx, awaitRules)
		}
		if err = s.inRace(err); err != nil {
			return err
		}
		if err := s.sleep(ctx, time.Duration(try)*20*time.Millisecond); err != nil {
			return err
		}
	}
}

// create makes constraints and indexes. Indexes of one transaction are filled
// together, by one reading of the nodes and in the background; a constraint is
// waited for by its own statement.
func (s *Store) create(ctx context.Context, rules []rule) error {
	var indexes, constraints []string
	for _, r := range rules {
		if r.kind == "UNIQUENESS" {
			constraints = append(constraints, r.make)
		} else {
			indexes = append(indexes, r.make)
		}
	}
	if err := s.change(ctx, indexes...); err != nil {
		return err
	}
	for _, text := range constraints {
		if err := s.change(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// missingRules looks at what there is. filling says that something is there but
// not ready.
func (s *Store) missingRules(ctx context.Context) (missing []rule, filling bool, err error) {
	row, err := direct{s}.one(ctx, listRules, nil)
	if err != nil {
		return nil, false, err
	}
	rows, _ := row[0].([]any)
	for _, r := range rules {
		i := slices.IndexFunc(rows, func(row any) bool { return r.is(row.([]any)) })
		switch {
		case i < 0:
			missing = append(missing, r)
		case str(rows[i].([]any)[4]) != "ONLINE":
			filling = true
		}
	}
	return missing, filling, nil
}

// is says whether a row of listRules is of the index of a rule.
func (r *rule) is(row []any) bool {
	kind := str(row[0])
	if owned := truth(row[3]); owned && kind == "RANGE" { // its constraint is not listed by itself
		kind = "UNIQUENESS"
	}
	return kind == r.kind && slices.Equal(texts(row[1]), []string{r.label}) && strings.Join(texts(row[2]), ",") == r.fields
}

// inRace passes over what goes wrong only because another server did the same.
func (s *Store) inRace(err error) error {
	said := serverError(causesOf(err))
	if said == nil {
		return err
	}
	switch said.Code {
	case "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists",
		"Neo.ClientError.Schema.ConstraintAlreadyExists", "Neo.ClientError.Schema.IndexAlreadyExists",
		"Neo.ClientError.Schema.ConstraintWithNameAlreadyExists", "Neo.ClientError.Schema.IndexWithNameAlreadyExists",
		"Neo.DatabaseError.Schema.ConstraintCreationFailed", "Neo.TransientError.Schema.SchemaModifiedConcurrently":
		return nil
	case forbidden:
		return &graph.Error{
			Code:    graph.Forbidden,
			Message: fmt.Sprintf("%[1]s: the database %[2]s is not prepared yet and user %[3]q may not do that; start once as a user who may, or run GRANT INDEX MANAGEMENT ON DATABASE %[2]s TO … and GRANT CONSTRAINT MANAGEMENT ON DATABASE %[2]s TO …", s.where, s.options.Database, s.options.User),
			Err:     err,
		}
	case "Neo.ClientError.Schema.ConstraintViolation", "Neo.ClientError.Schema.ConstraintValidationFailed":
		return &graph.Error{Code: graph.Invalid, Message: s.where + ": the database holds nodes under our labels that are not ours; use an empty database", Err: err}
	}
	if said.IsRetriable() {
		return nil
	}
	return err
}

// change runs statements that change the schema, or the founding node, in a
// transaction of their own: Neo4j does not let those two share one.
func (s *Store) change(ctx context.Context, texts ...string) error {
	if len(texts) == 0 {
		return nil
	}
	for pause := firstPause; ; pause = min(2*pause, 500*time.Millisecond) {
		err := s.changeOnce(ctx, texts)
		if err == nil || !passing(err) || over(ctx) {
			return s.failure(ctx, err)
		}
		if e := s.sleep(ctx, pause); e != nil {
			return s.failure(ctx, err)
		}
	}
}

func (s *Store) changeOnce(ctx context.Context, texts []string) error {
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer s.closeSession(session)
	tx, err := session.BeginTransaction(ctx, transactionTimeout(ctx))
	if err != nil {
		return err
	}
	defer s.closeSession(tx)
	for _, text := range texts {
		result, err := tx.Run(ctx, text, nil)
		if err == nil {
			_, err = result.Consume(ctx)
		}
		if err != nil {
			return err
		}
	}
	return tx.Commit(ctx)
}
