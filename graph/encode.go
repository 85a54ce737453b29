package graph

import (
	"io"
	"iter"
)

// EncodeOptions says what of a record is written. The zero value is the
// canonical form.
type EncodeOptions struct {
	// Audit keeps recordedBy, and recordedAt also where the day from which the
	// claim counts as known is another one: that of its document.
	Audit bool

	// Dated says whether a document bears the day from which its claims count as
	// known, so that recordedAt adds nothing. nil: no document does, as far as the
	// writer knows. EncodeRecords fills it from the documents of the sequence.
	Dated func(document string) bool
}

// EncodeRecords writes JSON Lines: the header, then a line for each record, in
// the order and with the lists of the sequence. Fields come in the order of the
// format, are absent where empty (named where it is true), and hold UTF-8
// without escapes but those that JSON demands. So records in canonical order,
// with their lists as the Merge functions leave them, come out in canonical
// form: what loading and exporting a canonical file gives again, byte by byte.
//
// It ends at the first error of the sequence or of w and gives that error; what
// was written until then is not a whole file.
func EncodeRecords(w io.Writer, records iter.Seq2[Record, error], opts EncodeOptions) error {
	buf := append(make([]byte, 0, encodeBuffer+encodeBuffer/4), header...)
	buf = append(buf, '\n')
	dated := map[string]bool{}
	if opts.Dated == nil {
		opts.Dated = func(document string) bool { return dated[document] }
	}
	for rec, err := range records {
		if err != nil {
			return err
		}
		if rec.Document != nil {
			if _, ok := rec.Document.Known(); ok {
				dated[rec.Document.ID] = true
			}
		}
		buf = append(AppendRecord(buf, &rec, opts), '\n')
		if len(buf) < encodeBuffer {
			continue
		}
		if err := writeAll(w, buf); err != nil {
			return err
		}
		buf = buf[:0]
	}
	return writeAll(w, buf)
}

const encodeBuffer = 64 << 10

func writeAll(w io.Writer, p []byte) error {
	if _, err := w.Write(p); err != nil {
		return Errorf(Internal, "records could not be written: %w", err)
	}
	return nil
}

// AppendRecord appends one record as a JSON object without a line feed.
func AppendRecord(dst []byte, r *Record, o EncodeOptions) []byte {
	e := encoder{out: dst, opts: o}
	e.open()
	switch {
	case r.Document != nil:
		e.key("document")
		e.document(r.Document)
	case r.Entity != nil:
		e.key("entity")
		e.entity(r.Entity)
	case r.Relation != nil:
		e.key("relation")
		e.relation(r.Relation)
	case r.Attribute != nil:
		e.key("attribute")
		e.attribute(r.Attribute)
	case r.Judgement != nil:
		e.key("judgement")
		e.judgement(r.Judgement)
	}
	e.close()
	return e.out
}

func (e *encoder) document(x *Document) {
	e.open()
	e.text("id", x.ID)
	e.text("title", x.Title)
	e.text("outlet", x.Outlet)
	e.date("published", x.Published)
	e.text("retrieved", x.Retrieved.String())
	e.text("url", x.URL)
	e.text("reliability", x.Reliability.String())
	e.texts("basedOn", x.BasedOn)
	e.text("note", x.Note)
	e.close()
}

func (e *encoder) entity(x *Entity) {
	e.open()
	e.text("id", x.ID)
	e.text("kind", x.Kind.String())
	e.text("type", x.Type)
	e.text("name", x.Name)
	if !x.Named {
		e.truth("named", false)
	}
	if len(x.Names) > 0 {
		e.list("names", len(x.Names), func(i int) {
			e.open()
			e.text("text", x.Names[i].Text)
			e.text("lang", x.Names[i].Lang)
			e.text("script", x.Names[i].Script)
			e.texts("documents", x.Names[i].Documents)
			e.close()
		})
	}
	e.text("summary", x.Summary)
	if len(x.ExternalIDs) > 0 {
		e.list("externalIds", len(x.ExternalIDs), func(i int) {
			e.open()
			e.text("scheme", x.ExternalIDs[i].Scheme)
			e.text("value", x.ExternalIDs[i].Value)
			e.close()
		})
	}
	e.close()
}

func (e *encoder) relation(x *RelationRecord) {
	e.open()
	e.text("id", x.ID)
	e.text("from", x.From)
	e.text("type", x.Type.String())
	e.text("to", x.To)
	e.text("role", x.Role.String())
	e.text("key", x.Key)
	e.texts("concerns", x.Concerns)
	e.claims(x.Claims)
	e.close()
}

func (e *encoder) attribute(x *AttributeRecord) {
	e.open()
	e.text("of", x.Of)
	e.text("name", x.Name)
	e.text("value", x.Value)
	e.text("entity", x.Entity)
	if x.Number != nil {
		e.raw("number", CanonicalNumber(*x.Number))
	}
	e.text("unit", x.Unit)
	e.claims(x.Claims)
	e.close()
}

func (e *encoder) judgement(x *Judgement) {
	e.open()
	e.text("a", x.A)
	e.text("b", x.B)
	e.truth("same", x.Same)
	e.text("by", x.By)
	e.text("reason", x.Reason)
	e.text("at", x.At)
	e.close()
}

func (e *encoder) claims(claims []Claim) {
	if len(claims) > 0 {
		e.list("claims", len(claims), func(i int) { e.claim(&claims[i]) })
	}
}

func (e *encoder) claim(c *Claim) {
	e.open()
	e.text("id", c.ID)
	e.text("document", c.Document)
	e.integer("locator", c.Locator)
	e.text("stance", c.Stance.String())
	if c.Against {
		e.truth("against", true)
	}
	if len(c.Sources) > 0 {
		e.list("sources", len(c.Sources), func(i int) { e.source(c.Sources[i]) })
	}
	e.date("date", c.Date)
	e.date("spokenAt", c.SpokenAt)
	if c.Acting {
		e.truth("acting", true)
	}
	e.text("mode", c.Mode)
	e.text("label", c.Label)
	e.integer("credibility", c.Credibility)
	e.text("note", c.Note)
	if c.RecordedAt != "" && (e.opts.Audit || e.opts.Dated == nil || !e.opts.Dated(c.Document)) {
		e.text("recordedAt", c.RecordedAt)
	}
	if e.opts.Audit {
		e.text("recordedBy", c.RecordedBy)
	}
	if r := c.Retracted; r != nil {
		e.key("retracted")
		e.open()
		e.text("at", r.At)
		e.text("by", r.By)
		e.text("kind", r.Kind.String())
		e.text("reason", r.Reason)
		e.close()
	}
	e.close()
}

func (e *encoder) source(s Source) {
	if s.Entity != "" {
		e.quote(s.Entity)
		return
	}
	e.open()
	e.text("text", s.Text)
	e.close()
}
