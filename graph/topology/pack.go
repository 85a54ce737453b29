package topology

import (
	"dragoman/graph"
)

// registry numbers what records refer to: the feed of a build, or a graph that
// a change is applied to.
type registry interface {
	entity(id string) (uint32, bool)
	docOrdinal(id string) (uint32, bool)
	dateOrdinal(d *graph.Date) uint32
	textOrdinal(s string) uint32
}

// docRow is a document in compact form.
type docRow struct {
	known, published int32
	reliability      uint8
	outlet, family   uint32
	based            []uint32
}

func packDocument(reg registry, d *graph.Document) (docRow, error) {
	r := docRow{known: int32(graph.DayMax), published: int32(graph.DayMax), reliability: uint8(d.Reliability), outlet: none}
	if day, ok := d.Known(); ok {
		r.known = int32(day)
	}
	if day, ok := d.LatestPublished(); ok {
		r.published = int32(day)
	}
	if d.Outlet != "" {
		v, ok := reg.entity(d.Outlet)
		if !ok {
			return r, dangling("document "+d.ID, "outlet", d.Outlet)
		}
		r.outlet = v
	}
	for _, id := range d.BasedOn {
		o, ok := reg.docOrdinal(id)
		if !ok {
			return r, dangling("document "+d.ID, "basedOn", id)
		}
		r.based = append(r.based, o)
	}
	return r, nil
}

func dangling(what, field, id string) error {
	return &graph.Error{
		Code: graph.Invalid, Field: field, IDs: []string{id},
		Message: what + ": " + field + " refers to " + id + ", which is not in the feed; send it first",
	}
}

func nameOf(r *graph.RelationRecord) string {
	return r.Type.String() + " from " + r.From + " to " + r.To
}

func relationEnds(reg registry, r *graph.RelationRecord) (from, to uint32, err error) {
	if r.Type == 0 || r.Type > graph.Governs {
		return 0, 0, graph.Errorf(graph.Invalid, "relation from %q to %q has no known type", r.From, r.To)
	}
	from, ok := reg.entity(r.From)
	if !ok {
		return 0, 0, dangling(nameOf(r), "from", r.From)
	}
	to, ok = reg.entity(r.To)
	if !ok {
		return 0, 0, dangling(nameOf(r), "to", r.To)
	}
	if r.Type.Symmetric() && r.To < r.From {
		from, to = to, from
	}
	return from, to, nil
}

// packConcerns numbers what a relation concerns, nil where that is nothing.
func packConcerns(reg registry, r *graph.RelationRecord) ([]uint32, error) {
	if len(r.Concerns) == 0 {
		return nil, nil
	}
	out := make([]uint32, len(r.Concerns))
	for i, id := range r.Concerns {
		v, ok := reg.entity(id)
		if !ok {
			return nil, dangling(nameOf(r), "concerns", id)
		}
		out[i] = v
	}
	return out, nil
}

// concerning is the part of meta that tells of them.
func concerning(concerns []uint32) uint32 {
	if len(concerns) > 0 {
		return metaConcerns
	}
	return 0
}

// packClaim fills c, reusing its links.
func packClaim(reg registry, c *claim, r *graph.Claim) error {
	d, ok := reg.docOrdinal(r.Document)
	if !ok {
		return dangling("claim "+r.ID, "document", r.Document)
	}
	*c = claim{doc: d, bits: claimBits(r.Stance, r.Against), links: c.links[:0], date: reg.dateOrdinal(&r.Date)}
	if err := packSources(reg, c, r.Sources, r.ID); err != nil {
		return err
	}
	packRetraction(c, r.Retracted)
	packRecorded(c, r)
	return nil
}

func claimBits(s graph.Stance, against bool) uint8 {
	bits := uint8(s) & claimStance
	if against {
		bits |= claimAgainst
	}
	return bits
}

// packSources fills the chain of a claim.
func packSources(reg registry, c *claim, sources []graph.Source, id string) error {
	for _, s := range sources {
		if s.Entity == "" {
			c.links = append(c.links, wordsLink|reg.textOrdinal(s.Text))
			continue
		}
		v, ok := reg.entity(s.Entity)
		if !ok {
			return dangling("claim "+id, "sources", s.Entity)
		}
		c.links = append(c.links, v)
	}
	return nil
}

func packRecorded(c *claim, r *graph.Claim) {
	if day, ok := r.KnownDay(nil); ok {
		c.bits |= claimRecorded
		c.known = int32(day)
	}
}

func packRetraction(c *claim, r *graph.Retraction) {
	if r == nil {
		return
	}
	c.bits |= claimRetracted
	if r.Kind != graph.RetractedWithdrawn || len(r.At) < 10 {
		return
	}
	if day, err := graph.ParseDay(r.At[:10]); err == nil {
		c.bits |= claimWithdrawn
		c.off = int32(day)
	}
}

func packOccurred(reg registry, a *graph.AttributeRecord) (occurrence, error) {
	of, ok := reg.entity(a.Of)
	if !ok {
		return occurrence{}, dangling("attribute "+a.Name, "of", a.Of)
	}
	o := occurrence{of: of, claims: make([]claim, len(a.Claims))}
	for i := range a.Claims {
		if err := packClaim(reg, &o.claims[i], &a.Claims[i]); err != nil {
			return o, err
		}
	}
	return o, nil
}
