package neo4jstore

import (
	"context"
	"errors"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// view is a read of one state. It is a graph.Docket of the documents that were
// gathered. It belongs to one call.
type view struct {
	*merge.View
	s       *Store
	ctx     context.Context
	st      *state
	run     runner
	dates   pack.Dates
	docs    map[string]documentRow
	unnamed map[string]bool // canonical ids of entities that are not named, among those gathered
}

// attempts to read between two commits before the read holds writers back.
const attempts = 6

// look answers from one state: work is run again when a commit came in between,
// and at last with writers held back.
func (s *Store) look(ctx context.Context, work func(*view) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	for range attempts {
		st, err := s.current(ctx)
		if err != nil {
			return err
		}
		if err = work(s.newView(ctx, st, direct{s})); !errors.Is(err, errMoved) {
			return err
		}
		if err := s.catchUp(ctx); err != nil {
			return err
		}
	}
	return s.hold(ctx, func(t transaction, st *state) error { return work(s.newView(ctx, st, t)) })
}

func (s *Store) newView(ctx context.Context, st *state, run runner) *view {
	return &view{View: st.view, s: s, ctx: ctx, st: st, run: run, docs: map[string]documentRow{}, unnamed: map[string]bool{}}
}

// rows runs a statement that collects rows, and checks that the database is
// still at the state's revision. The text has no end: head is added.
func (v *view) rows(text string, params map[string]any) ([]any, error) {
	row, err := v.run.one(v.ctx, text+head, params)
	if err != nil {
		return nil, v.s.failure(v.ctx, err)
	}
	list, _ := row[0].([]any)
	if revision, ok := row[1].(int64); !ok || revision != v.st.revision {
		return nil, errMoved
	}
	return list, nil
}

// documentRow is a document with what weighing needs beside it.
type documentRow struct {
	document    *graph.Document // outlet canonical
	family      string
	outletNamed bool
}

// Document implements graph.Docket.
func (v *view) Document(id string) *graph.Document { return v.docs[id].document }

// Family implements graph.Docket.
func (v *view) Family(id string) string { return v.docs[id].family }

// Canonical implements graph.Docket.
func (v *view) Canonical(id string) string { return v.Of(id) }

// Named implements graph.Docket.
func (v *view) Named(id string) bool { return !v.unnamed[id] }

// gatherDocuments fetches what is not there yet of some documents.
func (v *view) gatherDocuments(ids []string) error {
	missing := v.st.documents.fill(ids, v.docs)
	if len(missing) == 0 {
		v.noteOutlets(ids)
		return nil
	}
	rows, err := v.rows(documentsByID, map[string]any{"ids": missing})
	if err != nil {
		return err
	}
	if err := v.addDocuments(rows); err != nil {
		return err
	}
	v.noteOutlets(ids)
	return nil
}

// addDocuments takes rows of documentColumns.
func (v *view) addDocuments(rows []any) error {
	for _, r := range rows {
		cols := r.([]any)
		id := str(cols[0])
		d, err := pack.OpenDocument(id, blob(cols[3]))
		if err != nil {
			return v.damaged("document "+id, err)
		}
		d.Outlet = v.Of(d.Outlet)
		v.docs[id] = documentRow{document: d, family: str(cols[1]), outletNamed: truth(cols[2])}
		v.st.documents.put(id, v.docs[id])
	}
	return nil
}

// noteOutlets tells the docket which outlets are not named.
func (v *view) noteOutlets(ids []string) {
	for _, id := range ids {
		if d := v.docs[id]; d.document != nil && d.document.Outlet != "" && !d.outletNamed {
			v.unnamed[d.document.Outlet] = true
		}
	}
}

// documentColumns are those of a document d as a row; addDocuments reads them.
const documentColumns = `[d.id, d.family, d.outletNamed, d.record]`

const documentsByID = `
UNWIND $p.ids AS id
MATCH (d:Document {id: id})
WITH collect(` + documentColumns + `) AS rows`

// relationColumns are those of a relationship r as a packed row; relationRow
// reads them.
const relationColumns = `[startNode(r).id, type(r), endNode(r).id, r.role, r.key, r.concerns, r.documents, r.unnamed, r.evidence]`

// relationRow is a relation as the view shows it, with all its claims as far as
// evidence needs them.
type relationRow struct {
	graph.RelationRecord
	documents []string
}

// relationRow reads a row of relationColumns; unnamed sources are noted in the
// docket, documents still have to be gathered.
func (v *view) relationRow(row any) (relationRow, error) {
	cols := row.([]any)
	t, err := graph.ParseRelationType(str(cols[1]))
	if err != nil {
		return relationRow{}, v.damaged("relationship of type "+str(cols[1]), err)
	}
	r := relationRow{documents: texts(cols[6])}
	r.From, r.Type, r.To, r.Key, r.Concerns = str(cols[0]), t, str(cols[2]), str(cols[4]), texts(cols[5])
	if role := str(cols[3]); role != "" {
		if r.Role, err = graph.ParseRole(role); err != nil {
			return r, v.damaged("role "+role, err)
		}
	}
	r.ID = topology.Identity{From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key}.ID()
	for _, id := range texts(cols[7]) {
		v.unnamed[id] = true
	}
	if r.Claims, err = pack.OpenEvidence(r.ID, blob(cols[8]), nil, &v.dates); err != nil {
		return r, v.damaged("relation "+r.ID, err)
	}
	for i := range r.Claims {
		r.Claims[i] = v.Claim(r.Claims[i])
	}
	return r, nil
}

// damaged is the error for contents that cannot be right.
func (v *view) damaged(what string, err error) error {
	return &graph.Error{Code: graph.Internal, Message: v.s.where + ": the database holds what cannot be right (" + what + "); run check", Err: err}
}

// Values of a row. Absent ones are zero.

func str(v any) string  { s, _ := v.(string); return s }
func num(v any) int64   { n, _ := v.(int64); return n }
func blob(v any) []byte { b, _ := v.([]byte); return b }
func truth(v any) bool  { b, _ := v.(bool); return b }

func texts(v any) []string {
	list, _ := v.([]any)
	if len(list) == 0 {
		return nil
	}
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = str(x)
	}
	return out
}

// gathered lists, each once, what rows name.
func gathered(lists ...[]string) []string {
	all := slices.Concat(lists...)
	slices.Sort(all)
	return slices.Compact(all)
}
