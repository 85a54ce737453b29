package neo4jstore

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"time"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// BulkOptions say from what the files of a first load are made.
type BulkOptions struct {
	// Records gives all records in canonical form and order ([graph.Exporter]). It is
	// called up to four times and must give the same each time.
	Records func() iter.Seq2[graph.Record, error]
	// Rest gives the same without relations ([graph.RestExporter]), which spares one
	// reading of those; nil where that cannot be had.
	Rest func() iter.Seq2[graph.Record, error]
	// Dir is the folder for the files, which is there and empty.
	Dir string
	// Actor stands in the audit trail.
	Actor string
	// Now is the clock of the audit trail; nil is time.Now.
	Now func() time.Time
	// Progress, where it is not nil, hears now and then how many records are done.
	Progress func(done int)
}

// Bulk is what WriteBulk wrote.
type Bulk struct {
	Receipt   graph.Receipt // with the revision that the database begins at
	Bytes     int64         // of all files
	Arguments string        // name of the file in the folder that neo4j-admin takes as @NAME
}

// WriteBulk writes the files from which `neo4j-admin database import full` makes a
// database that is a store: the nodes and relationships that Apply would make of
// the same records, and a log of one commit. Constraints and indexes are made by
// the first Open. INTERNAL where the records are not those of a sound store. After
// an error the folder is empty again; the file of arguments is written last.
//
//	records ──▶ survey: documents, who is named, what is merged, which meetings were
//	   │                                │ kept, without texts
//	   ├──▶ relations, claims, … ──rows─┴▶ files    degrees are counted
//	   └──▶ entities ──────────────rows──▶ files
//
// Memory grows with entities and documents (some 450 bytes each) and with what was
// merged, not with relations and claims.
func WriteBulk(ctx context.Context, o BulkOptions) (Bulk, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rest == nil {
		o.Rest = o.Records
	}
	id := make([]byte, 16)
	_, _ = rand.Read(id) // never fails
	s := &Store{id: hex.EncodeToString(id), where: "the files for neo4j-admin"}
	b := &bulk{
		ctx: ctx, options: o, store: s, degrees: map[string]int{}, occurred: map[string]any{}, pooled: map[string]*weighing{}, members: map[string]*graph.Entity{},
		documentNodes: map[string]int{}, entityNodes: map[string]int{},
	}
	b.plan = b.newPlan(newLedger(merge.None, true))
	var err error
	if b.out, err = newBulkFiles(o.Dir); err != nil {
		return Bulk{}, err
	}
	for _, step := range []func() error{b.survey, b.view, b.meetings, b.statements, b.pools, b.entities, b.merged, b.log} {
		if err := step(); err != nil {
			return Bulk{}, errors.Join(err, b.out.abandon())
		}
	}
	total, err := b.out.finish()
	return Bulk{b.receipt, total, bulkArguments}, err
}

// bulk makes the files. Its plan has no database: the ledger knows all documents
// and entities, without the texts that only their own rows have.
type bulk struct {
	ctx     context.Context
	options BulkOptions
	store   *Store
	plan    *plan
	out     *bulkFiles
	receipt graph.Receipt
	done    int  // records
	dealt   bool // relations have come
	nodes   int  // number of the next node

	documentNodes, entityNodes map[string]int

	judgements []*graph.Judgement
	degrees    map[string]int           // of entities that were an end
	occurred   map[string]any           // status of the attribute, by meeting
	pooled     map[string]*weighing     // relations of the view that may have several records
	members    map[string]*graph.Entity // those that were merged, or that others were merged into
}

func (b *bulk) newPlan(w *ledger) *plan {
	return newPlan(newGatherer(b.store, w, nil), transaction{})
}

// each goes through records until visit has had enough.
func (b *bulk) each(records iter.Seq2[graph.Record, error], visit func(r *graph.Record) (more bool, err error)) error {
	n := 0
	for r, err := range records {
		if err != nil {
			return err
		}
		if n++; n%1024 == 0 {
			if err := inTime(b.ctx); err != nil {
				return err
			}
		}
		if more, err := visit(&r); err != nil || !more {
			return err
		}
	}
	return nil
}

// told counts a record that is done.
func (b *bulk) told() {
	if b.done++; b.done%4096 == 0 && b.options.Progress != nil {
		b.options.Progress(b.done)
	}
}

// survey learns what rows need to know of other records.
func (b *bulk) survey() error {
	w := b.plan.w
	return b.each(b.options.Rest(), func(r *graph.Record) (bool, error) {
		switch {
		case r.Document != nil:
			d := *r.Document
			d.Title, d.URL, d.Note = "", "", ""
			w.documents.learn(d.ID, &paper{document: &d, family: d.ID})
			b.documentNodes[d.ID] = b.number()
			for _, base := range d.BasedOn {
				b.plan.families.Unite(d.ID, base)
			}
		case r.Entity != nil:
			w.entities.learn(r.Entity.ID, &being{entity: &graph.Entity{ID: r.Entity.ID, Kind: r.Entity.Kind, Named: r.Entity.Named}})
			b.entityNodes[r.Entity.ID] = b.number()
		case r.Attribute != nil && r.Attribute.Name == occurred && !aboutRelation(r.Attribute.Of):
			id := r.Attribute.Identity().ID()
			b.plan.attributes[id] = &tally{id: id, record: r.Attribute, isNew: true, claims: r.Attribute.Claims, done: true}
		case r.Judgement != nil:
			b.judgements = append(b.judgements, r.Judgement)
		}
		return true, nil
	})
}

// view makes the view of the judgements. Relations that it may move are found by
// another reading.
func (b *bulk) view() error {
	w := b.plan.w
	view := merge.Entities(b.judgements)
	judged := map[string]bool{}
	for _, j := range b.judgements {
		if j.Same && merge.IsRelation(j.A) {
			judged[j.A], judged[j.B] = true, true
		}
	}
	if view.Empty() && len(judged) == 0 {
		return nil
	}
	identities := map[string]topology.Identity{}
	err := b.each(b.options.Records(), func(r *graph.Record) (bool, error) {
		if x := r.Relation; x != nil {
			raw, identity := x.Identity(), identityOf(x)
			if view.Identity(identity) != identity || judged[raw] {
				identities[raw] = identity
				w.statements.learn(raw, &statement{identity: identity})
			}
		}
		return r.Attribute == nil && r.Judgement == nil, nil
	})
	view.Complete(b.judgements, identities)
	w.view, w.looks = view, view
	return err
}

func identityOf(r *graph.RelationRecord) topology.Identity {
	return topology.Identity{From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key}
}

// meetings reads off which took place.
func (b *bulk) meetings() error {
	ids := map[string]bool{}
	for _, x := range b.plan.attributes {
		ids[b.plan.w.view.Of(x.record.Of)] = true
	}
	rows, err := b.plan.occurrences(b.ctx, sortedKeys(ids), &outcome{})
	for _, row := range rows {
		b.occurred[row[0].(string)] = row[1]
	}
	clear(b.plan.attributes)
	return err
}

// entities writes those that nothing was merged with, and keeps the others.
func (b *bulk) entities() error {
	w := b.plan.w
	return b.each(b.options.Rest(), func(r *graph.Record) (bool, error) {
		if r.Entity == nil {
			return r.Document != nil, nil
		}
		b.told()
		b.receipt.Entities++
		e := r.Entity
		x := w.entities.stored[e.ID]
		if x == nil {
			return false, b.unsound("entity "+e.ID, "it was not there before")
		}
		if w.view.Of(e.ID) != e.ID || w.view.Pooled(e.ID) {
			b.members[e.ID] = e
			return true, nil
		}
		brief := x.entity
		x.entity = e
		err := b.entity(e.ID)
		x.entity = brief
		return true, err
	})
}

// merged writes the entities that were kept.
func (b *bulk) merged() error {
	for id, e := range b.members {
		b.plan.w.entities.stored[id].entity = e
	}
	for _, id := range sortedKeys(b.members) {
		err := error(nil)
		if to := b.plan.w.view.Of(id); to != id {
			err = errors.Join(b.out.formers.node(b.entityNodes[id], b.plan.formerRow(id, to)), b.out.mergedInto.put(b.entityNodes[id], b.entityNodes[to]))
		} else {
			err = b.entity(id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *bulk) unsound(what, why string) error {
	return graph.Errorf(graph.Internal, "%s: %s; the records are not those of a sound store: run check on it", what, why)
}

// number gives the next node its number.
func (b *bulk) number() int {
	b.nodes++
	return b.nodes - 1
}

// there gives the node of an entity that a record names, and fails where there is
// no record of it.
func (b *bulk) there(what, entity string) (node int, err error) {
	node, ok := b.entityNodes[entity]
	if !ok {
		return 0, b.unsound(what, fmt.Sprintf("it names the entity %q, which there is no record of", entity))
	}
	return node, nil
}
