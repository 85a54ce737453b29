package intake

import (
	"cmp"
	"errors"
	"hash/maphash"
	"slices"
	"strings"

	"dragoman/graph"
)

// repetition finds what a stream says twice, in memory that does not grow with
// it: a Bloom filter tells which ids may have come before (one in a million
// wrongly, at a million records), and only records with such an id are kept and
// compared. nil watches nothing.
type repetition struct {
	seed  maphash.Seed
	seen  []uint64
	again map[string]struct{} // keys that may have come twice
	kept  map[string]*graph.Record
	claim map[string]string // given claim id → key of what it is about
}

const (
	filterBits  = 1 << 27 // 16 MiB
	filterMarks = 8       // bits of a key
)

func newRepetition() *repetition {
	return &repetition{
		seed: maphash.MakeSeed(), seen: make([]uint64, filterBits/64),
		again: map[string]struct{}{}, kept: map[string]*graph.Record{}, claim: map[string]string{},
	}
}

func (r *repetition) any() bool { return r != nil && len(r.again) > 0 }

// note marks the ids of a record.
func (r *repetition) note(x *graph.Record) {
	if r == nil {
		return
	}
	key, claims := keyOf(x)
	r.mark(key)
	for i := range claims {
		if given(claims[i].ID) {
			r.mark(claimKey(claims[i].ID))
		}
	}
}

func (r *repetition) mark(key string) {
	h := maphash.String(r.seed, key)
	at, step := h>>32, h|1
	before := true
	for range filterMarks {
		bit := at % filterBits
		word, mask := bit/64, uint64(1)<<(bit%64)
		before = before && r.seen[word]&mask != 0
		r.seen[word] |= mask
		at += step & (filterBits - 1)
	}
	if before {
		r.again[key] = struct{}{}
	}
}

// clash compares a record with those before it that bear the same id. The
// records must come in the order in which they were noted.
func (r *repetition) clash(x *graph.Record, replace bool) *graph.RecordError {
	key, claims := keyOf(x)
	for i := range claims {
		id := claims[i].ID
		if _, twice := r.again[claimKey(id)]; !twice || !given(id) {
			continue
		}
		if other, ok := r.claim[id]; ok && other != key {
			return at(x, "claims", &graph.Error{Code: graph.Conflict, Message: "the claim id " + id + " stands for a claim about something else above; leave it out to have one computed"})
		}
		r.claim[id] = key
	}
	if _, twice := r.again[key]; !twice {
		return nil
	}
	old := r.kept[key]
	if old == nil {
		kept := *x
		r.kept[key] = &kept
		return nil
	}
	return r.merge(old, x, replace)
}

// merge adds a record to the one kept, as a store would.
func (r *repetition) merge(old, x *graph.Record, replace bool) *graph.RecordError {
	var err error
	switch {
	case x.Document != nil:
		old.Document, err = kept(old.Document)(graph.MergeDocument(old.Document, x.Document, replace))
	case x.Entity != nil:
		if old.Entity.Kind != x.Entity.Kind {
			return at(x, "kind", &graph.Error{Code: graph.Conflict, Message: "entity " + x.Entity.ID + " is a " + old.Entity.Kind.String() + " above; kinds do not change, so take another id"})
		}
		old.Entity, err = kept(old.Entity)(graph.MergeEntity(old.Entity, x.Entity, replace))
	case x.Relation != nil:
		old.Relation, err = kept(old.Relation)(graph.MergeRelation(old.Relation, x.Relation, replace))
	case x.Attribute != nil:
		old.Attribute, err = kept(old.Attribute)(graph.MergeAttribute(old.Attribute, x.Attribute, replace))
	case x.Judgement.Same != old.Judgement.Same && !replace:
		err = &graph.Error{Code: graph.Conflict, Field: "same", Message: "another judgement above on the same two ids says the opposite"}
	}
	var e *graph.Error
	if !errors.As(err, &e) {
		return nil
	}
	return at(x, e.Field, e)
}

// kept is the merged record, or the old one where merging failed.
func kept[T any](old *T) func(merged *T, changed bool, err error) (*T, error) {
	return func(merged *T, _ bool, err error) (*T, error) {
		if err != nil {
			return old, err
		}
		return merged, nil
	}
}

// at gives an error the place of a record.
func at(x *graph.Record, field string, e *graph.Error) *graph.RecordError {
	sort := "judgement"
	switch {
	case x.Document != nil:
		sort = "document"
	case x.Entity != nil:
		sort = "entity"
	case x.Relation != nil:
		sort = "relation"
	case x.Attribute != nil:
		sort = "attribute"
	}
	return &graph.RecordError{
		File: x.File, Line: x.Line, Field: strings.TrimSuffix(sort+"."+field, "."), Code: cmp.Or(e.Code, graph.Conflict), Reason: e.Message,
	}
}

// keyOf is what makes a record be about the same thing as another, and its claims.
func keyOf(x *graph.Record) (key string, claims []graph.Claim) {
	switch {
	case x.Document != nil:
		return "d" + x.Document.ID, nil
	case x.Entity != nil:
		return "e" + x.Entity.ID, nil
	case x.Relation != nil:
		return x.Relation.Identity(), x.Relation.Claims
	case x.Attribute != nil:
		return x.Attribute.Identity().ID(), x.Attribute.Claims
	}
	ids := []string{x.Judgement.A, x.Judgement.B}
	slices.Sort(ids)
	return "j" + strings.Join(ids, " "), nil
}

// given says that an id was not computed: a computed one cannot stand for two
// things.
func given(claim string) bool { return !strings.HasPrefix(claim, "c:") }

func claimKey(id string) string { return "c" + id }
