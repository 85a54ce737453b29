package exchange

import "dragoman/graph"

// The fields of what columns and lines hold as JSON.

func stanceFields(o *object, s *graph.StanceCount) {
	o.key("stance")
	o.b = graph.AppendQuoted(o.b, s.Stance.String())
	if s.Against {
		o.truth("against", true)
	}
	o.number("count", s.Count)
}

func dateFields(o *object, d *graph.Date) {
	o.text("text", d.Text)
	o.text("edtf", d.EDTF.String())
	o.text("resolved", d.Resolved.String())
	o.text("basis", d.Basis)
}

func whenFields(o *object, w *graph.When) { dateFields(o, &w.Date) }

func nameFields(o *object, n *graph.Name) {
	o.key("text")
	o.b = graph.AppendQuoted(o.b, n.Text)
	o.text("lang", n.Lang)
	o.text("script", n.Script)
	o.texts("documents", n.Documents)
}

func externalIDFields(o *object, x *graph.ExternalID) {
	o.key("scheme")
	o.b = graph.AppendQuoted(o.b, x.Scheme)
	o.key("value")
	o.b = graph.AppendQuoted(o.b, x.Value)
}

func citationFields(o *object, c **citation) {
	o.text("id", (*c).ID)
	o.text("title", (*c).Title)
	o.text("outlet", (*c).Outlet)
	o.text("published", (*c).Published)
	o.text("url", (*c).URL)
}

// attributeFields are an attribute with what it is worth.
func attributeFields(o *object, p **graph.Attribute) {
	a := *p
	o.text("name", a.Name)
	o.text("value", a.Value)
	o.text("entity", a.Entity)
	o.raw("number", a.Number)
	o.text("unit", a.Unit)
	o.text("status", a.Status.String())
	o.number("independentSources", a.Independent)
	if d := a.When.Date; !d.IsZero() {
		o.key("when")
		o.open()
		dateFields(o, &d)
		o.close()
	}
	o.key("documents")
	if a.Documents == nil {
		o.b = append(o.b, "null"...)
		return
	}
	o.list(a.Documents)
}
