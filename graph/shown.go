package graph

import "strconv"

// What answers show of the domain's values where that is not the plain field:
// a second result of false is "nothing to show".

// Shown gives the date with its bounds; nothing where it says nothing at all.
func (w When) Shown() (When, bool) { return w, !w.IsZero() }

// Earliest is the first day it may have been; DayMin where it has no bounds.
func (w When) Earliest() Day {
	if !w.Dated {
		return DayMin
	}
	return w.Span.Earliest()
}

// Latest is the last day it may have been; DayMax where it has no bounds.
func (w When) Latest() Day {
	if !w.Dated {
		return DayMax
	}
	return w.Span.Latest()
}

// Held is the date of the foremost live claim.
func (e *Evidence) Held() (When, bool) { return e.When.Shown() }

// Letter is the best reliability behind it, F where none is given.
func (e *Evidence) Letter() Reliability { return letter(e.Reliability) }

// Letter is the reliability of the document, F where none is given.
func (d *Document) Letter() Reliability { return letter(d.Reliability) }

func letter(r Reliability) Reliability {
	if r == 0 {
		return ReliabilityF
	}
	return r
}

// Out is when the document came out.
func (d *Document) Out() (When, bool) { return WhenOf(d.Published).Shown() }

// Happened is when what is claimed holds or happened.
func (c *Claim) Happened() (When, bool) { return WhenOf(c.Date).Shown() }

// Spoken is when the source said it.
func (c *Claim) Spoken() (When, bool) { return WhenOf(c.SpokenAt).Shown() }

// Line is the non-empty line of the document, from 1.
func (c *Claim) Line() (int, bool) { return c.Locator, c.Locator > 0 }

// Grade is the Admiralty number of the claim, 1 to 6.
func (c *Claim) Grade() (int, bool) { return c.Credibility, c.Credibility > 0 }

// Day is the day of the retraction.
func (r *Retraction) Day() (Day, bool) {
	if len(r.At) < 10 {
		return 0, false
	}
	day, err := ParseDay(r.At[:10])
	return day, err == nil
}

// Figure is the value of an attribute that is a number.
func (k *AttributeKey) Figure() (float64, bool) {
	x, err := strconv.ParseFloat(k.Number, 64)
	return x, err == nil
}

// Dated is the date of the row.
func (t *TimelineRow) Dated() (When, bool) { return t.When.Shown() }

// PathID is a digest of the relations of the path in their order: equal for
// equal paths in every store.
func (p *Path) PathID() string {
	ids := make([]string, 0, len(p.Steps)+1)
	for _, s := range p.Steps {
		ids = append(ids, s.Relation.ID)
	}
	if len(ids) == 0 {
		ids = p.Nodes
	}
	return digestID("p:", ids...)
}

// Status is that of the relation shown.
func (s *Step) Status() Status { return s.Relation.Status }

// Independent is the number of independent sources of the relation shown.
func (s *Step) Independent() int { return s.Relation.Independent }

// Matched is the name that matched; nothing where no text was searched for.
func (h *SearchHit) Matched() (string, bool) { return h.MatchedName, h.Score > 0 }
