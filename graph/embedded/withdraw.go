package embedded

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"dragoman/graph"
)

// retract takes claims back.
func (w *session) retract() error {
	for i := range w.batch.Retract {
		if err := w.retractOne(&w.batch.Retract[i]); err != nil {
			return err
		}
	}
	return nil
}

func (w *session) retractOne(r *graph.ClaimRetraction) error {
	switch {
	case r.Kind != graph.RetractedError && r.Kind != graph.RetractedWithdrawn:
		return &graph.Error{Code: graph.Invalid, Field: "kind", Message: "a retraction needs a kind: ERROR if the claim never was right, WITHDRAWN if it counts until that day"}
	case strings.TrimSpace(r.Reason) == "":
		return &graph.Error{Code: graph.Invalid, Field: "reason", Message: "a retraction needs a reason: say why the claim is taken back"}
	}
	if r.At != "" {
		if _, err := graph.ParseDay(r.At); err != nil {
			return &graph.Error{Code: graph.Invalid, Field: "at", Message: "at: " + cmp.Or(messageOf(err), "not a day") + "; write YYYY-MM-DD, or leave it out"}
		}
	}
	f, err := w.facts.find(w, r.Claim)
	if err != nil {
		return err
	}
	if f == nil {
		return graph.Unknown("claim", r.Claim)
	}
	if old := f.claim.Retracted; old != nil {
		if *old == r.Retraction {
			return nil
		}
		return &graph.Error{Code: graph.Conflict, Field: "claim", IDs: []string{r.Claim}, Message: "claim " + r.Claim + " was retracted before, otherwise; a retraction stays as it is"}
	}
	c := f.claim
	c.Retracted = &r.Retraction
	st := statement{about: f.about, identity: f.identity}
	return w.facts.put(w, &st, &claimWrite{claim: c, old: f})
}

func messageOf(err error) string {
	if e, ok := errors.AsType[*graph.Error](err); ok {
		return e.Message
	}
	return ""
}

// split withdraws the judgements that merged ids. All are looked up before any
// is undone.
func (w *session) split() error {
	if len(w.batch.Split) == 0 {
		return nil
	}
	all, err := w.judgements()
	if err != nil {
		return err
	}
	var missing []string
	for _, id := range w.batch.Split {
		if w.Of(id) == id || !slices.ContainsFunc(all, func(j *graph.Judgement) bool { return j.Same && (j.A == id || j.B == id) }) {
			missing = append(missing, id)
		}
	}
	if missing != nil {
		e := graph.Unknown("split", missing...)
		e.Message = "split: not merged by a judgement of their own: " + strings.Join(missing, ", ") + "; name a former id (formerIds)"
		return e
	}
	var kept []*graph.Judgement
	for _, j := range all {
		if !j.Same || !slices.Contains(w.batch.Split, j.A) && !slices.Contains(w.batch.Split, j.B) {
			kept = append(kept, j)
			continue
		}
		if err := w.c.exec("DELETE FROM judgement WHERE a = ? AND b = ?", j.A, j.B); err != nil {
			return err
		}
		w.change(&w.receipt.Judgements)
	}
	return w.look(kept)
}
