package neo4jstore

import (
	"errors"
	"slices"
	"strings"

	"dragoman/graph"
)

// retract takes claims back.
func (t *trial) retract() error {
	for i := range t.batch.Retract {
		if err := t.retractOne(&t.batch.Retract[i]); err != nil {
			return err
		}
	}
	return nil
}

func (t *trial) retractOne(r *graph.ClaimRetraction) error {
	switch {
	case r.Kind != graph.RetractedError && r.Kind != graph.RetractedWithdrawn:
		return &graph.Error{Code: graph.Invalid, Field: "kind", Message: "a retraction needs a kind: ERROR if the claim never was right, WITHDRAWN if it counts until that day"}
	case strings.TrimSpace(r.Reason) == "":
		return &graph.Error{Code: graph.Invalid, Field: "reason", Message: "a retraction needs a reason: say why the claim is taken back"}
	}
	if r.At != "" {
		if _, err := graph.ParseDay(r.At); err != nil {
			why := "not a day"
			if e, ok := errors.AsType[*graph.Error](err); ok {
				why = e.Message
			}
			return &graph.Error{Code: graph.Invalid, Field: "at", Message: "at: " + why + "; write YYYY-MM-DD, or leave it out"}
		}
	}
	old := t.claims.get(r.Claim)
	if old == nil {
		return graph.Unknown("claim", r.Claim)
	}
	if was := old.claim.Retracted; was != nil {
		if *was == r.Retraction {
			return nil
		}
		return &graph.Error{Code: graph.Conflict, Field: "claim", IDs: []string{r.Claim}, Message: "claim " + r.Claim + " was retracted before, otherwise; a retraction stays as it is"}
	}
	c := *old
	retraction := r.Retraction
	c.claim.Retracted = &retraction
	t.putClaim(&c)
	return nil
}

// split withdraws the judgements that merged ids. All are looked up before any
// is undone.
func (t *trial) split() error {
	if len(t.batch.Split) == 0 {
		return nil
	}
	all := t.allJudgements()
	var missing []string
	for _, id := range t.batch.Split {
		if t.looks.Of(id) == id || !slices.ContainsFunc(all, func(j *graph.Judgement) bool { return j.Same && (j.A == id || j.B == id) }) {
			missing = append(missing, id)
		}
	}
	if missing != nil {
		e := graph.Unknown("split", missing...)
		e.Message = "split: not merged by a judgement of their own: " + strings.Join(missing, ", ") + "; name a former id (formerIds)"
		return e
	}
	kept := slices.DeleteFunc(slices.Clone(all), func(j *graph.Judgement) bool {
		return j.Same && (slices.Contains(t.batch.Split, j.A) || slices.Contains(t.batch.Split, j.B))
	})
	t.pass(all, kept)
	return nil
}
