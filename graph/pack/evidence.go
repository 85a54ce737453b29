package pack

import "dragoman/graph"

// Evidence packs of each claim what the evidence of a relation or attribute is
// computed from: not its locator, its remarks, or who recorded it. Claims are in
// the order of their ids.
func (p *Packer) Evidence(about string, claims []graph.Claim) []byte {
	start := len(p.B)
	p.uint(uint64(len(claims)))
	for i := range claims {
		c := &claims[i]
		p.text(c.ID)
		p.text(c.Document)
		p.byte(byte(c.Stance))
		p.byte(claimFlags(c))
		p.uint(uint64(len(c.Sources)))
		for _, s := range c.Sources {
			p.text(s.Entity)
			p.text(s.Text)
		}
		p.date(c.Date)
		p.text(c.RecordedAt)
		if r := c.Retracted; r != nil {
			p.text(r.At)
			p.byte(byte(r.Kind))
		}
	}
	return p.seal(start, about)
}

// Dates keeps parsed dates by what is written, for readers of many packs. The
// zero value is ready; it serves one goroutine.
type Dates struct{ known map[string]graph.EDTF }

// most dates that are kept; a graph has fewer different ones.
const mostDates = 1 << 16

func (d *Dates) parse(s string) (graph.EDTF, bool) {
	if e, ok := d.known[s]; ok {
		return e, true
	}
	e, err := graph.ParseEDTF(s)
	if err != nil {
		return e, false
	}
	if d.known == nil || len(d.known) >= mostDates {
		d.known = map[string]graph.EDTF{}
	}
	d.known[s] = e
	return e, true
}

// OpenEvidence reads what Evidence packed, and appends it to claims. dates may
// be nil.
func OpenEvidence(about string, body []byte, claims []graph.Claim, dates *Dates) ([]graph.Claim, error) {
	u, err := unseal(body, about)
	if err != nil {
		return claims, err
	}
	u.dates = dates
	n := u.length()
	for range n {
		c := graph.Claim{ID: u.text(), Document: u.text(), Stance: graph.Stance(u.byte())}
		flags := u.byte()
		c.Against, c.Acting = flags&flagAgainst != 0, flags&flagActing != 0
		c.Sources = u.sources()
		c.Date, c.RecordedAt = u.date(), u.text()
		c.Retracted = u.retraction(flags)
		claims = append(claims, c)
	}
	return claims, u.err()
}

func (u *unpacker) sources() []graph.Source {
	n := u.length()
	if n == 0 {
		return nil
	}
	list := make([]graph.Source, n)
	for i := range list {
		list[i] = graph.Source{Entity: u.text(), Text: u.text()}
	}
	return list
}

// retraction reads as much of one as evidence has.
func (u *unpacker) retraction(flags byte) *graph.Retraction {
	if flags&flagRetracted == 0 {
		return nil
	}
	return &graph.Retraction{At: u.text(), Kind: graph.RetractionKind(u.byte())}
}
