package neo4jstore

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// trial applies one batch to the ledger, which keeps or drops the outcome.
type trial struct {
	*ledger
	batch   *graph.Batch
	in      *input
	refused []refusal
	more    int
	receipt graph.Receipt
	change  change
	turned  bool // a judgement turns round what was judged before
}

// change is what a batch changed, in ids as loaded.
type change struct {
	documents, entities, claims map[string]bool
	abouts                      map[string]bool     // relations and attributes with other claims or concerns
	relations                   map[string]bool     // those that are new or concern others
	attributes                  map[string]bool     // new
	concerns                    map[string][]string // added, by relation
	judgements                  map[[2]string]bool

	moved    []string                     // entities, as loaded and canonical, that views before and after do not show alike
	rewoven  map[string]topology.Identity // relations that they do not show alike
	families [][2]string                  // documents that basedOn joins
}

func newTrial(w *ledger, b *graph.Batch, in *input) *trial {
	return &trial{
		ledger: w, batch: b, in: in, refused: slices.Clone(in.refused), more: in.more,
		change: change{
			documents: map[string]bool{}, entities: map[string]bool{}, claims: map[string]bool{}, abouts: map[string]bool{},
			relations: map[string]bool{}, attributes: map[string]bool{}, concerns: map[string][]string{}, judgements: map[[2]string]bool{},
		},
	}
}

// apply leaves the outcome on trial. An error refuses the batch whole.
func (t *trial) apply() error {
	at := 0
	next := func(ranks ...int) []item {
		start := at
		for at < len(t.in.items) && slices.Contains(ranks, t.in.items[at].record.Rank()) {
			at++
		}
		return t.in.items[start:at]
	}
	t.takeNodes(next(0, 1))
	for _, r := range next(2, 3) {
		t.takeStatement(r)
	}
	t.judge(next(4))
	if err := t.verdict(); err != nil {
		return err
	}
	if err := t.retract(); err != nil {
		return err
	}
	if err := t.split(); err != nil {
		return err
	}
	t.count()
	return nil
}

// bad notes a bad record.
func (t *trial) bad(r item, e *graph.RecordError) {
	e.File, e.Line = r.record.File, r.record.Line
	if t.batch.OnError != graph.Skip && len(t.refused) >= maxRefused {
		t.more++
		return
	}
	t.refused = append(t.refused, refusal{e.Refusal(), r.order})
}

func (t *trial) refuse(r item, code graph.Code, field, reason string) {
	t.bad(r, &graph.RecordError{Field: r.record.Written(field), Code: code, Reason: reason})
}

// refuseOpenEnd is refuse for an id that names nothing.
func (t *trial) refuseOpenEnd(r item, field, what, id string) {
	t.bad(r, &graph.RecordError{
		Field: r.record.Written(field), Code: graph.NotFound, Absent: id,
		Reason: fmt.Sprintf("there is no %s %q, neither stored nor in what was sent; correct the id, or add a record of it", what, id),
	})
}

// refuseFor is refuse for the error of a Merge function.
func (t *trial) refuseFor(r item, field string, err error) {
	e, ok := errors.AsType[*graph.Error](err)
	if !ok {
		e = &graph.Error{Code: graph.Invalid, Message: err.Error()}
	}
	if e.Field != "" {
		field += "." + e.Field
	}
	t.refuse(r, e.Code, field, e.Message)
}

// verdict refuses the batch if there is a bad record and none may be skipped.
func (t *trial) verdict() error {
	if len(t.refused) == 0 {
		return nil
	}
	slices.SortStableFunc(t.refused, func(a, b refusal) int { return a.order - b.order })
	list := make([]graph.Refusal, len(t.refused))
	for i, r := range t.refused {
		list[i] = r.Refusal
	}
	if t.batch.OnError != graph.Skip {
		return &graph.BatchError{Refused: list, More: t.more}
	}
	t.receipt.Refused = list
	return nil
}

// count fills the receipt. What ended as it was does not count.
func (t *trial) count() {
	c := &t.change
	maps.DeleteFunc(c.documents, func(id string, _ bool) bool {
		old, is := t.documents.before(id), t.documents.get(id)
		return old != nil && reflect.DeepEqual(old.document, is.document)
	})
	maps.DeleteFunc(c.entities, func(id string, _ bool) bool {
		old, is := t.entities.before(id), t.entities.get(id)
		return old != nil && reflect.DeepEqual(old.entity, is.entity)
	})
	maps.DeleteFunc(c.claims, func(id string, _ bool) bool {
		old, is := t.claims.before(id), t.claims.get(id)
		return old != nil && reflect.DeepEqual(old.claim, is.claim)
	})
	if len(c.judgements) > 0 {
		was, is := byPair(t.judgements.before(allJudgements)), byPair(t.judgements.get(allJudgements))
		maps.DeleteFunc(c.judgements, func(pair [2]string, _ bool) bool {
			a, b := was[pair], is[pair]
			return a == b || a != nil && b != nil && *a == *b
		})
	}
	r := &t.receipt
	r.Documents, r.Entities, r.Relations = len(c.documents), len(c.entities), len(c.relations)
	r.Attributes, r.Claims, r.Judgements = len(c.attributes), len(c.claims), len(c.judgements)
}

func byPair(v *verdicts) map[[2]string]*graph.Judgement {
	out := map[[2]string]*graph.Judgement{}
	if v != nil {
		for _, j := range v.list {
			out[[2]string{j.A, j.B}] = j
		}
	}
	return out
}

// touch notes a relation or attribute with other claims.
func (c *change) touch(about string) { c.abouts[about] = true }

// aboutRelation tells ids of relations from those of attributes.
func aboutRelation(about string) bool { return merge.IsRelation(about) }
