package pack

import (
	"math"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// Entity packs a record of an entity. Degree and former ids are no part of it.
func (p *Packer) Entity(e *graph.Entity) []byte {
	start := len(p.B)
	p.byte(byte(e.Kind))
	p.text(e.Type)
	p.text(e.Name)
	p.flag(e.Named)
	p.text(e.Summary)
	p.uint(uint64(len(e.Names)))
	for _, n := range e.Names {
		p.text(n.Text)
		p.text(n.Lang)
		p.text(n.Script)
		p.texts(n.Documents)
	}
	p.uint(uint64(len(e.ExternalIDs)))
	for _, x := range e.ExternalIDs {
		p.text(x.Scheme)
		p.text(x.Value)
	}
	return p.seal(start, e.ID)
}

// OpenEntity reads what Entity packed.
func OpenEntity(id string, body []byte) (*graph.Entity, error) {
	u, err := unseal(body, id)
	if err != nil {
		return nil, err
	}
	e := new(graph.Entity)
	return e, u.entity(id, e)
}

// ReadEntity reads a [Record] of Entity. The record stays as it is as long as any text
// of e is kept.
func ReadEntity(id string, record []byte, e *graph.Entity) error {
	u := reading(record)
	return u.entity(id, e)
}

func (u *unpacker) entity(id string, e *graph.Entity) error {
	e.ID, e.Kind, e.Type, e.Name, e.Named, e.Summary = id, graph.EntityKind(u.byte()), u.text(), u.text(), u.flag(), u.text()
	if n := u.length(); n > 0 {
		e.Names = make([]graph.Name, n)
		for i := range e.Names {
			e.Names[i] = graph.Name{Text: u.text(), Lang: u.text(), Script: u.text(), Documents: u.texts()}
		}
	}
	if n := u.length(); n > 0 {
		e.ExternalIDs = make([]graph.ExternalID, n)
		for i := range e.ExternalIDs {
			e.ExternalIDs[i] = graph.ExternalID{Scheme: u.text(), Value: u.text()}
		}
	}
	return u.err()
}

// Document packs a record of a document.
func (p *Packer) Document(d *graph.Document) []byte {
	start := len(p.B)
	p.text(d.Title)
	p.text(d.Outlet)
	p.date(d.Published)
	p.edtf(d.Retrieved)
	p.text(d.URL)
	p.byte(byte(d.Reliability))
	p.texts(d.BasedOn)
	p.text(d.Note)
	return p.seal(start, d.ID)
}

// OpenDocument reads what Document packed.
func OpenDocument(id string, body []byte) (*graph.Document, error) {
	u, err := unseal(body, id)
	if err != nil {
		return nil, err
	}
	d := new(graph.Document)
	return d, u.document(id, d)
}

// ReadDocument reads a [Record] of Document. The record stays as it is as long as any
// text of d is kept.
func ReadDocument(id string, record []byte, d *graph.Document) error {
	u := reading(record)
	return u.document(id, d)
}

func (u *unpacker) document(id string, d *graph.Document) error {
	d.ID, d.Title, d.Outlet, d.Published, d.Retrieved, d.URL = id, u.text(), u.text(), u.date(), u.edtf(), u.text()
	d.Reliability, d.BasedOn, d.Note = graph.Reliability(u.byte()), u.texts(), u.text()
	return u.err()
}

// Claim packs a claim with the identity of the relation that it is about; of an
// attribute the identity is in a row of its own, and about.Type is 0.
func (p *Packer) Claim(c *graph.Claim, about string, identity topology.Identity) []byte {
	start := len(p.B)
	p.byte(byte(identity.Type))
	if identity.Type != 0 {
		p.text(identity.From)
		p.text(identity.To)
		p.byte(byte(identity.Role))
		p.text(identity.Key)
	}
	p.text(c.Document)
	p.int(c.Locator)
	p.byte(byte(c.Stance))
	p.byte(claimFlags(c))
	p.uint(uint64(len(c.Sources)))
	for _, s := range c.Sources {
		p.text(s.Entity)
		p.text(s.Text)
	}
	p.date(c.Date)
	p.date(c.SpokenAt)
	p.text(c.Mode)
	p.text(c.Label)
	p.byte(byte(c.Credibility))
	p.text(c.Note)
	p.text(c.RecordedAt)
	p.text(c.RecordedBy)
	if r := c.Retracted; r != nil {
		p.text(r.At)
		p.text(r.By)
		p.byte(byte(r.Kind))
		p.text(r.Reason)
	}
	return p.seal(start, c.ID, about)
}

const (
	flagAgainst = 1 << iota
	flagActing
	flagRetracted
)

func claimFlags(c *graph.Claim) (f byte) {
	if c.Against {
		f |= flagAgainst
	}
	if c.Acting {
		f |= flagActing
	}
	if c.Retracted != nil {
		f |= flagRetracted
	}
	return f
}

// OpenClaim reads a claim and the identity of the relation that it is about.
func OpenClaim(id, about string, body []byte) (c graph.Claim, identity topology.Identity, err error) {
	u, err := unseal(body, id, about)
	if err != nil {
		return c, identity, err
	}
	return u.claim(id)
}

// OpenClaim is the function of that name for who reads very many and keeps few: each
// date is parsed once, and the texts of a claim lie in one piece of memory, which
// stays as long as any of them is kept.
func (d *Dates) OpenClaim(id, about string, body []byte) (c graph.Claim, identity topology.Identity, err error) {
	u, err := unseal(body, id, about)
	if err != nil {
		return c, identity, err
	}
	u.dates, u.whole = d, string(u.b)
	return u.claim(id)
}

func (u *unpacker) claim(id string) (c graph.Claim, identity topology.Identity, err error) {
	if identity.Type = graph.RelationType(u.byte()); identity.Type != 0 {
		identity.From, identity.To, identity.Role, identity.Key = u.text(), u.text(), graph.Role(u.byte()), u.text()
	}
	c = graph.Claim{ID: id, Document: u.text(), Locator: u.int(), Stance: graph.Stance(u.byte())}
	flags := u.byte()
	c.Against, c.Acting = flags&flagAgainst != 0, flags&flagActing != 0
	c.Sources = u.sources()
	c.Date, c.SpokenAt = u.date(), u.date()
	c.Mode, c.Label, c.Credibility, c.Note = u.text(), u.text(), int(u.byte()), u.text()
	c.RecordedAt, c.RecordedBy = u.text(), u.text()
	if flags&flagRetracted != 0 {
		c.Retracted = &graph.Retraction{At: u.text(), By: u.text(), Kind: graph.RetractionKind(u.byte()), Reason: u.text()}
	}
	return c, identity, u.err()
}

// Attribute packs the identity of an attribute. A number is kept as its bits.
func (p *Packer) Attribute(id string, r *graph.AttributeRecord) []byte {
	start := len(p.B)
	p.text(r.Of)
	p.text(r.Name)
	p.text(r.Value)
	p.text(r.Entity)
	p.flag(r.Number != nil)
	if r.Number != nil {
		p.uint(math.Float64bits(*r.Number))
	}
	p.text(r.Unit)
	return p.seal(start, id)
}

// OpenAttribute reads what Attribute packed, without claims.
func OpenAttribute(id string, body []byte) (*graph.AttributeRecord, error) {
	u, err := unseal(body, id)
	if err != nil {
		return nil, err
	}
	r := &graph.AttributeRecord{Of: u.text(), Name: u.text(), Value: u.text(), Entity: u.text()}
	if u.flag() {
		n := math.Float64frombits(u.uint())
		r.Number = &n
	}
	r.Unit = u.text()
	return r, u.err()
}

// Judgement packs a judgement; a and b are the row's ids.
func (p *Packer) Judgement(j *graph.Judgement) []byte {
	start := len(p.B)
	p.flag(j.Same)
	p.text(j.By)
	p.text(j.Reason)
	p.text(j.At)
	return p.seal(start, j.A, j.B)
}

// OpenJudgement reads what Judgement packed.
func OpenJudgement(a, b string, body []byte) (*graph.Judgement, error) {
	u, err := unseal(body, a, b)
	if err != nil {
		return nil, err
	}
	j := &graph.Judgement{A: a, B: b, Same: u.flag(), By: u.text(), Reason: u.text(), At: u.text()}
	return j, u.err()
}
