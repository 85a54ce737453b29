package graph

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"
)

// checkClaims checks claims and gives each its id. what is a relation or an
// attribute; computed gives the id that a claim must have if it has one of ours.
func checkClaims(claims []Claim, what string, computed func(*Claim) string) *RecordError {
	if len(claims) == 0 {
		return fault("claims", "are missing: %s %s exists only because documents claim it; state at least one claim", article(what), what)
	}
	for i := range claims {
		c := &claims[i]
		if e := c.check(); e != nil {
			return e.underItem("claims", i)
		}
		switch id := computed(c); {
		case c.ID == "":
			c.ID = id
		case c.ID != id && strings.HasPrefix(c.ID, "c:"):
			return fault("id", "is %s, but ids that start with c: are computed from the content, which gives %s; leave the id out to state a claim of this content", c.ID, id).underItem("claims", i)
		}
	}
	return nil
}

// article is the indefinite one.
func article(word string) string {
	if word != "" && strings.IndexByte("aeio", word[0]) >= 0 {
		return "an"
	}
	return "a"
}

func (c *Claim) check() *RecordError {
	if e := cmp.Or(
		checkClaimID("id", c.ID),
		checkID("document", c.Document),
		checkGiven("stance", c.Stance != 0, stanceList),
		checkVocabulary("stance", c.Stance.String() != "" || c.Stance == 0),
		checkLength("sources", len(c.Sources)),
		c.Date.check("date"),
		c.SpokenAt.check("spokenAt"),
		checkLine("mode", c.Mode, MaxWord),
		checkLine("label", c.Label, MaxText),
		checkText("note", c.Note),
		checkRecordedAt("recordedAt", c.RecordedAt),
		checkLine("recordedBy", c.RecordedBy, MaxText),
		c.Retracted.check().under("retracted"),
	); e != nil {
		return e
	}
	switch {
	case c.Locator < 0:
		return fault("locator", "is %d; it is the number of a non-empty line of the document, from 1", c.Locator)
	case c.Against && !c.Stance.CanTurn():
		return fault("against", "turns round SUGGESTS, PLANS and OPINES only, not %s; that something does not hold is a claim with stance DENIES", c.Stance)
	case c.Credibility < 0 || c.Credibility > 6:
		return fault("credibility", "is %d; it is 1 (confirmed) to 5 (improbable), or 6 for unknown", c.Credibility)
	}
	for i, s := range c.Sources {
		if e := s.check(); e != nil {
			return e.underItem("sources", i)
		}
	}
	return nil
}

var stanceList = "one of " + strings.Join(stanceNames[1:], " ")

func (s Source) check() *RecordError {
	switch {
	case s.Entity != "" && s.Text != "":
		return fault("", `is both an entity and a text; a source is an entity id, or {"text": …} where no entity is named`)
	case s.Entity != "":
		return checkID("", s.Entity)
	case strings.TrimSpace(s.Text) == "":
		return fault("", `is empty; a source is an entity id, or {"text": …} where no entity is named`)
	}
	return checkLine("text", s.Text, MaxText)
}

func (r *Retraction) check() *RecordError {
	if r == nil {
		return nil
	}
	return cmp.Or(
		checkDay("at", r.At),
		checkLine("by", r.By, MaxText),
		checkGiven("kind", r.Kind != 0, "ERROR if it never was right, WITHDRAWN if it counts until that day"),
		checkVocabulary("kind", r.Kind.String() != "" || r.Kind == 0),
		checkGiven("reason", strings.TrimSpace(r.Reason) != "", "why the claim is taken back"),
		checkText("reason", r.Reason),
	)
}

// check sees to it that an inferred date says why, and that it infers something.
func (d *Date) check(field string) *RecordError {
	if d.Text == "" && d.Basis == "" && d.Resolved.IsZero() {
		return nil
	}
	if e := cmp.Or(checkLine("text", d.Text, MaxText), checkText("basis", d.Basis)); e != nil {
		return e.under(field)
	}
	switch {
	case d.Resolved.IsZero() && d.Basis != "":
		return fault("basis", "says why a date is inferred, but there is no resolved date; add it, or leave basis out").under(field)
	case d.Resolved.IsZero():
		return nil
	case strings.TrimSpace(d.Basis) == "":
		return fault("basis", "is missing: an inferred date (resolved) says why it may be inferred").under(field)
	}
	if _, ok := d.Resolved.Span(); !ok {
		return fault("resolved", "%s has an open year, so it resolves nothing; give a year or leave resolved out", d.Resolved).under(field)
	}
	return nil
}

func checkDay(field, s string) *RecordError {
	if s == "" {
		return nil
	}
	if _, err := ParseDay(s); err != nil {
		return fault(field, "%s", reasonOf(err))
	}
	return nil
}

// checkRecordedAt takes a day or an RFC 3339 time, whose day counts as written.
func checkRecordedAt(field, s string) *RecordError {
	if len(s) <= len("2006-01-02") {
		return checkDay(field, s)
	}
	if _, err := time.Parse(time.RFC3339, s); err != nil {
		return fault(field, "%s is neither a day (YYYY-MM-DD) nor an RFC 3339 time", edtfQuote(s))
	}
	return nil
}

// checkClaimID takes any id, ours included: whether that is the right one is
// known only when the claim's content is.
func checkClaimID(field, id string) *RecordError {
	switch {
	case id == "":
		return nil
	case strings.HasPrefix(id, "r:"):
		return fault(field, "%s: the prefix r: belongs to relations", edtfQuote(id))
	case strings.HasPrefix(id, "c:") && !isDigest(id):
		return fault(field, "%s: ids that start with c: are computed; leave it out, or choose one without that prefix", edtfQuote(id))
	}
	if err := checkIDForm(id); err != nil {
		return fault(field, "%s", reasonOf(err))
	}
	return nil
}

func reasonOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Message
	}
	return fmt.Sprint(err)
}
