package graph

// The shapes of the record format, fields in canonical order.
var (
	recordShape     = shape{"a record", []string{"document", "entity", "relation", "attribute", "judgement", "dragoman"}}
	documentShape   = shape{"a document", []string{"id", "title", "outlet", "published", "retrieved", "url", "reliability", "basedOn", "note"}}
	entityShape     = shape{"an entity", []string{"id", "kind", "type", "name", "named", "names", "summary", "externalIds"}}
	nameShape       = shape{"a name", []string{"text", "lang", "script", "documents"}}
	externalShape   = shape{"an external id", []string{"scheme", "value"}}
	relationShape   = shape{"a relation", []string{"id", "from", "type", "to", "role", "key", "concerns", "claims"}}
	attributeShape  = shape{"an attribute", []string{"of", "name", "value", "entity", "number", "unit", "claims"}}
	judgementShape  = shape{"a judgement", []string{"a", "b", "same", "by", "reason", "at"}}
	claimShape      = shape{"a claim", []string{"id", "document", "locator", "stance", "against", "sources", "date", "spokenAt", "acting", "mode", "label", "credibility", "note", "recordedAt", "recordedBy", "retracted"}}
	sourceShape     = shape{`a source that is no entity`, []string{"text"}}
	dateShape       = shape{"a date", []string{"text", "edtf", "resolved", "basis"}}
	retractionShape = shape{"a retraction", []string{"at", "by", "kind", "reason"}}
)

// top reads a whole line and gives the version if it is the header, else 0.
func (d *decoder) top(r *Record) (version int) {
	fields := 0
	for d.object(&recordShape); d.err == nil; {
		field := d.next()
		if field != "" {
			fields++
		}
		switch {
		case field == "":
			if d.err == nil && d.peek() != 0 {
				d.unexpected("the end of the line")
			}
			if d.err == nil && fields == 0 {
				d.fail(0, "is empty; a record holds exactly one of document, entity, relation, attribute and judgement")
			}
			return version
		case fields > 1 && version == 0:
			d.fail(d.pos, "stands beside another; a record holds exactly one of document, entity, relation, attribute and judgement")
		case field == "document":
			r.Document = d.document()
		case field == "entity":
			r.Entity = d.entity()
		case field == "relation":
			r.Relation = d.relation()
		case field == "attribute":
			r.Attribute = d.attribute()
		case field == "judgement":
			r.Judgement = d.judgement()
		case field == "dragoman":
			version = d.integer()
		}
	}
	return version
}

func (d *decoder) document() *Document {
	x := new(Document)
	for d.object(&documentShape); ; {
		switch d.next() {
		case "id":
			x.ID = d.word()
		case "title":
			x.Title = d.text()
		case "outlet":
			x.Outlet = d.word()
		case "published":
			d.date(&x.Published)
		case "retrieved":
			x.Retrieved = d.edtf()
		case "url":
			x.URL = d.text()
		case "reliability":
			x.Reliability = Reliability(d.enum(reliabilityNames, "reliability"))
		case "basedOn":
			x.BasedOn = list(d, &d.ids, readWord)
		case "note":
			x.Note = d.text()
		default:
			return x
		}
	}
}

func readWord(d *decoder, s *string) { *s = d.word() }

func (d *decoder) entity() *Entity {
	x := &Entity{Named: true}
	for d.object(&entityShape); ; {
		switch d.next() {
		case "id":
			x.ID = d.word()
		case "kind":
			x.Kind = EntityKind(d.enum(kindNames, "entity kind"))
		case "type":
			x.Type = d.word()
		case "name":
			x.Name = d.text()
		case "named":
			x.Named = d.truth()
		case "names":
			x.Names = list(d, &d.names, (*decoder).name)
		case "summary":
			x.Summary = d.text()
		case "externalIds":
			x.ExternalIDs = list(d, &d.externals, (*decoder).external)
		default:
			return x
		}
	}
}

func (d *decoder) name(n *Name) {
	for d.object(&nameShape); ; {
		switch d.next() {
		case "text":
			n.Text = d.text()
		case "lang":
			n.Lang = d.word()
		case "script":
			n.Script = d.word()
		case "documents":
			n.Documents = list(d, &d.ids, readWord)
		default:
			return
		}
	}
}

func (d *decoder) external(x *ExternalID) {
	for d.object(&externalShape); ; {
		switch d.next() {
		case "scheme":
			x.Scheme = d.word()
		case "value":
			x.Value = d.text()
		default:
			return
		}
	}
}

func (d *decoder) relation() *RelationRecord {
	x := new(RelationRecord)
	for d.object(&relationShape); ; {
		switch d.next() {
		case "id":
			x.ID = d.text()
		case "from":
			x.From = d.word()
		case "type":
			x.Type = RelationType(d.enum(typeNames, "relation type"))
		case "to":
			x.To = d.word()
		case "role":
			x.Role = Role(d.enum(roleNames, "role"))
		case "key":
			x.Key = d.word()
		case "concerns":
			x.Concerns = list(d, &d.ids, readWord)
		case "claims":
			x.Claims = list(d, &d.claims, (*decoder).claim)
		default:
			return x
		}
	}
}

func (d *decoder) attribute() *AttributeRecord {
	x := new(AttributeRecord)
	for d.object(&attributeShape); ; {
		switch d.next() {
		case "of":
			x.Of = d.word()
		case "name":
			x.Name = d.word()
		case "value":
			x.Value = d.text()
		case "entity":
			x.Entity = d.word()
		case "number":
			x.Number = d.float()
		case "unit":
			x.Unit = d.word()
		case "claims":
			x.Claims = list(d, &d.claims, (*decoder).claim)
		default:
			return x
		}
	}
}

func (d *decoder) judgement() *Judgement {
	x := new(Judgement)
	decided := false
	start := d.pos
	for d.object(&judgementShape); ; {
		switch d.next() {
		case "a":
			x.A = d.word()
		case "b":
			x.B = d.word()
		case "same":
			x.Same = d.truth()
			decided = true
		case "by":
			x.By = d.word()
		case "reason":
			x.Reason = d.text()
		case "at":
			x.At = d.word()
		default:
			if d.err == nil && !decided {
				d.fail(start, "is missing: true if a and b are the same, false if they are not")
				d.err.Field += ".same"
			}
			return x
		}
	}
}

func (d *decoder) claim(c *Claim) {
	for d.object(&claimShape); ; {
		switch d.next() {
		case "id":
			c.ID = d.text()
		case "document":
			c.Document = d.word()
		case "locator":
			c.Locator = d.ordinal()
		case "stance":
			c.Stance = Stance(d.enum(stanceNames, "stance"))
		case "against":
			c.Against = d.truth()
		case "sources":
			c.Sources = list(d, &d.sources, (*decoder).source)
		case "date":
			d.date(&c.Date)
		case "spokenAt":
			d.date(&c.SpokenAt)
		case "acting":
			c.Acting = d.truth()
		case "mode":
			c.Mode = d.word()
		case "label":
			c.Label = d.word()
		case "credibility":
			c.Credibility = d.ordinal()
		case "note":
			c.Note = d.text()
		case "recordedAt":
			c.RecordedAt = d.word()
		case "recordedBy":
			c.RecordedBy = d.word()
		case "retracted":
			c.Retracted = d.retraction()
		default:
			return
		}
	}
}

func (d *decoder) source(s *Source) {
	if d.err != nil {
		return
	}
	switch d.peek() {
	case '"':
		s.Entity = d.word()
	case '{':
		for d.object(&sourceShape); ; {
			if d.next() == "" {
				return
			}
			s.Text = d.word()
		}
	default:
		d.wrong(`an entity id, or {"text": …} where no entity is named`)
	}
}

func (d *decoder) date(x *Date) {
	if d.err != nil {
		return
	}
	if c := d.peek(); c == '"' {
		x.EDTF = d.edtf()
		return
	} else if c != '{' {
		d.wrong(`an EDTF text, or {"text", "edtf", "resolved", "basis"}`)
		return
	}
	for d.object(&dateShape); ; {
		switch d.next() {
		case "text":
			x.Text = d.text()
		case "edtf":
			x.EDTF = d.edtf()
		case "resolved":
			x.Resolved = d.edtf()
		case "basis":
			x.Basis = d.text()
		default:
			return
		}
	}
}

func (d *decoder) retraction() *Retraction {
	x := new(Retraction)
	for d.object(&retractionShape); ; {
		switch d.next() {
		case "at":
			x.At = d.word()
		case "by":
			x.By = d.word()
		case "kind":
			x.Kind = RetractionKind(d.enum(retractionNames, "kind of retraction"))
		case "reason":
			x.Reason = d.text()
		default:
			return x
		}
	}
}
