package graphtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"dragoman/graph"
)

// Apply implements graph.Writer: a copy of the records is changed and takes the
// place of the old one when all went well.
func (m *Model) Apply(ctx context.Context, b graph.Batch) (graph.Receipt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.closed:
		return graph.Receipt{}, errClosed
	case ctx.Err() != nil:
		return graph.Receipt{}, errEnded(ctx)
	}
	if k, ok := m.records.keys[b.Key]; ok && b.Key != "" {
		if k.digest != b.Digest {
			return graph.Receipt{}, graph.Errorf(graph.Conflict, "key %q was used for another batch; take a new key", b.Key)
		}
		k.receipt.Replayed = true
		return k.receipt, nil
	}
	next, refused, err := m.taken(b)
	if err != nil {
		return graph.Receipt{}, err
	}
	for _, r := range b.Retract {
		if err := next.retract(r); err != nil {
			return graph.Receipt{}, err
		}
	}
	if err := next.split(newView(next), b.Split); err != nil {
		return graph.Receipt{}, err
	}
	receipt := changes(m.records, next)
	receipt.Refused = refused
	receipt.Revision = fmt.Sprintf("m%d", len(next.audit)+1)
	next.audit = append(next.audit, graph.AuditEntry{
		Revision: receipt.Revision, At: time.Now().UTC().Format(time.RFC3339),
		Actor: b.Actor, Key: b.Key, Action: b.Action, Receipt: receipt,
	})
	if b.Key != "" {
		next.keys[b.Key] = keyed{digest: b.Digest, receipt: receipt}
	}
	m.records, m.view = next, newView(next)
	return receipt, nil
}

// taken gives the records after those of the batch that are good.
func (m *Model) taken(b graph.Batch) (*records, []graph.Refusal, error) {
	given, bad, err := gather(b)
	if err != nil {
		return nil, nil, err
	}
	next := m.try(given, bad, b.Replace)
	if b.OnError == graph.Skip || len(bad) == 0 {
		return next, refusals(bad, len(bad)), nil
	}
	const listed = 100
	return nil, nil, &graph.BatchError{Refused: refusals(bad, listed), More: max(0, len(bad)-listed)}
}

func refusals(bad map[int]*graph.RecordError, most int) []graph.Refusal {
	var out []graph.Refusal
	for _, i := range slices.Sorted(maps.Keys(bad)) {
		if len(out) < most {
			out = append(out, bad[i].Refusal())
		}
	}
	return out
}

// gather reads the sequence. The records are copies, complete; the nil ones are
// bad.
func gather(b graph.Batch) (given []*graph.Record, bad map[int]*graph.RecordError, err error) {
	bad = map[int]*graph.RecordError{}
	if b.Records == nil {
		return nil, bad, nil
	}
	for r, err := range b.Records {
		var fault *graph.RecordError
		if err == nil {
			r = copyRecord(r)
			err = r.Check()
		} else if !errors.As(err, &fault) {
			return nil, nil, err
		}
		if err == nil {
			given = append(given, &r)
			continue
		}
		errors.As(err, &fault)
		bad[len(given)] = fault
		given = append(given, nil)
	}
	return given, bad, nil
}

// try adds what can be added and notes down what is bad. A record that names a
// bad one is bad in turn, and then everything is tried anew without it.
func (m *Model) try(given []*graph.Record, bad map[int]*graph.RecordError, replace bool) *records {
	dangling := maps.Clone(bad)
	for {
		next := m.records.clone()
		faults := maps.Clone(dangling)
		for _, turn := range turns {
			for i, r := range given {
				if r == nil || faults[i] != nil || !turn(r) {
					continue
				}
				if err := next.add(r, m.view, replace); err != nil {
					faults[i] = faultOf(r, err)
				}
			}
		}
		found := false
		for i, r := range given {
			if r == nil || faults[i] != nil {
				continue
			}
			if err := next.dangles(r, m.view); err != nil {
				dangling[i] = faultOf(r, err)
				found = true
			}
		}
		if !found {
			maps.Copy(bad, faults)
			return next
		}
	}
}

// turns is the order in which kinds of records are added.
var turns = []func(*graph.Record) bool{
	func(r *graph.Record) bool { return r.Document != nil },
	func(r *graph.Record) bool { return r.Entity != nil },
	func(r *graph.Record) bool { return r.Relation != nil },
	func(r *graph.Record) bool { return r.Attribute != nil },
	func(r *graph.Record) bool { return r.Judgement != nil },
}

func faultOf(r *graph.Record, err error) *graph.RecordError {
	fault := &graph.RecordError{File: r.File, Line: r.Line, Code: graph.CodeOf(err), Reason: err.Error()}
	var e *graph.Error
	if errors.As(err, &e) {
		fault.Field, fault.Reason = r.Written(e.Field), e.Message
		if e.Code == graph.NotFound && len(e.IDs) > 0 {
			fault.Absent = e.IDs[0]
		}
	}
	return fault
}

// retract takes a claim back.
func (r *records) retract(x graph.ClaimRetraction) error {
	stored := r.claim(x.Claim)
	if stored == nil {
		return graph.Unknown("claim", x.Claim)
	}
	_, badDay := graph.ParseDay(x.At)
	switch {
	case x.Kind != graph.RetractedError && x.Kind != graph.RetractedWithdrawn, x.Reason == "", x.At != "" && badDay != nil:
		return graph.Errorf(graph.Invalid, "a retraction needs a kind, a reason and, if any, a day YYYY-MM-DD")
	case stored.Retracted == nil:
	case *stored.Retracted == x.Retraction:
		return nil
	default:
		return graph.Errorf(graph.Conflict, "claim %q is retracted already, otherwise", x.Claim)
	}
	at := r.claims[x.Claim]
	claims := slices.Clone(r.claimsAt(at))
	for i := range claims {
		if claims[i].ID == x.Claim {
			claims[i].Retracted = &x.Retraction
		}
	}
	if at.relation != "" {
		whole := *r.relations[at.relation]
		whole.Claims = claims
		r.relations[at.relation] = &whole
		return nil
	}
	whole := *r.attributes[at.attribute]
	whole.Claims = claims
	r.attributes[at.attribute] = &whole
	return nil
}

// split withdraws the judgements that merged the ids.
func (r *records) split(v *view, ids []string) error {
	var missing []string
	var withdrawn [][2]string
	for _, id := range ids {
		found := false
		for pair, j := range r.judgements {
			if j.Same && (j.A == id || j.B == id) {
				withdrawn, found = append(withdrawn, pair), true
			}
		}
		if !found || v.thing(id) == id {
			missing = append(missing, id)
		}
	}
	if missing != nil {
		return graph.Unknown("split", missing...)
	}
	for _, pair := range withdrawn {
		delete(r.judgements, pair)
	}
	return nil
}

// changes counts what differs.
func changes(before, after *records) (receipt graph.Receipt) {
	receipt.Documents = differing(before.documents, after.documents)
	receipt.Entities = differing(before.entities, after.entities)
	receipt.Judgements = differing(before.judgements, after.judgements)
	for id, r := range after.relations {
		if old := before.relations[id]; old == nil || !slices.Equal(old.Concerns, r.Concerns) {
			receipt.Relations++
		}
	}
	for k := range after.attributes {
		if before.attributes[k] == nil {
			receipt.Attributes++
		}
	}
	for id := range after.claims {
		if old := before.claim(id); old == nil || !reflect.DeepEqual(old, after.claim(id)) {
			receipt.Claims++
		}
	}
	return receipt
}

func differing[K comparable, V any](before, after map[K]*V) (n int) {
	for k, v := range after {
		if old, ok := before[k]; !ok || !reflect.DeepEqual(old, v) {
			n++
		}
	}
	for k := range before {
		if after[k] == nil {
			n++
		}
	}
	return n
}

func copyRecord(r graph.Record) graph.Record {
	r.Document, r.Entity, r.Judgement = shallow(r.Document), shallow(r.Entity), shallow(r.Judgement)
	if r.Relation = shallow(r.Relation); r.Relation != nil {
		r.Relation.Claims = slices.Clone(r.Relation.Claims)
	}
	if r.Attribute = shallow(r.Attribute); r.Attribute != nil {
		r.Attribute.Claims = slices.Clone(r.Attribute.Claims)
	}
	return r
}

func shallow[T any](p *T) *T {
	if p == nil {
		return nil
	}
	c := *p
	return &c
}
