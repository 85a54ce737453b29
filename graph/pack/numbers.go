package pack

import (
	"dragoman/graph"
	"dragoman/graph/topology"
)

// Numbers reads evidence for a topology: documents by their numbers, each date
// parsed once. It makes nothing of what a topology does not keep. It serves one
// goroutine.
type Numbers struct {
	Documents map[string]uint32 // may be shared; it is not changed

	dates map[string]*graph.Date // by their packed form
}

// Evidence reads what Packer.Evidence packed, and appends it to claims. known is
// false where it names a document without a number.
func (n *Numbers) Evidence(about string, body []byte, claims []topology.NumberedClaim) (all []topology.NumberedClaim, known bool, err error) {
	u, err := unseal(body, about)
	if err != nil {
		return claims, false, err
	}
	known = true
	for range u.length() {
		u.bytes() // its id: they come in the order of these
		document, ok := n.Documents[string(u.bytes())]
		known = known && ok
		c := topology.NumberedClaim{Document: document, Stance: graph.Stance(u.byte())}
		flags := u.byte()
		c.Against = flags&flagAgainst != 0
		c.Sources = u.sources()
		c.Date, c.RecordedAt = n.date(&u), u.text()
		c.Retracted = u.retraction(flags)
		claims = append(claims, c)
	}
	return claims, known, u.err()
}

// date reads a date, or finds it where the same was read before; nil for none.
func (n *Numbers) date(u *unpacker) *graph.Date {
	packed := u.b
	skipped := *u
	skipped.skipDate()
	packed = packed[:len(packed)-len(skipped.b)]
	if skipped.bad || len(packed) == 1 {
		*u = skipped
		return nil
	}
	if d, ok := n.dates[string(packed)]; ok {
		*u = skipped
		return d
	}
	d := u.date()
	if n.dates == nil || len(n.dates) >= mostDates {
		n.dates = map[string]*graph.Date{}
	}
	n.dates[string(packed)] = &d
	return &d
}
