package resolvers

import (
	"errors"

	"dragoman/graph"
	"dragoman/graph/gen"
)

// entityRecord makes a record of an input. What an addition to a stored entity
// leaves out stays as it is.
func entityRecord(in gen.EntityInput, stored *graph.Entity) *graph.Entity {
	if stored == nil {
		stored = &graph.Entity{Named: true}
	}
	e := &graph.Entity{
		ID: in.ID, Kind: or(in.Kind, stored.Kind), Type: or(in.Type, ""), Name: or(in.Name, stored.Name),
		Named: or(in.Named, stored.Named), Summary: or(in.Summary, ""),
	}
	for _, n := range in.Names {
		e.Names = append(e.Names, graph.Name{Text: n.Text, Lang: or(n.Lang, ""), Script: or(n.Script, ""), Documents: n.Documents})
	}
	for _, x := range in.ExternalIds {
		e.ExternalIDs = append(e.ExternalIDs, graph.ExternalID{Scheme: x.Scheme, Value: x.Value})
	}
	return e
}

// claimRecord makes a record of an input: what the claim is about, and the claim.
func claimRecord(in gen.ClaimInput) (graph.Record, *graph.Claim, error) {
	sources, err := sourcesOf(in.Sources)
	if err != nil {
		return graph.Record{}, nil, err
	}
	if err := errors.Join(fromOne("locator", in.Locator), fromOne("credibility", in.Credibility)); err != nil {
		return graph.Record{}, nil, err
	}
	claims := []graph.Claim{{
		ID: or(in.ID, ""), Document: in.Document, Locator: or(in.Locator, 0), Stance: in.Stance, Against: or(in.Against, false),
		Sources: sources, Date: dateInput(in.Date), SpokenAt: dateInput(in.SpokenAt), Acting: or(in.Acting, false),
		Mode: or(in.Mode, ""), Label: or(in.Label, ""), Credibility: or(in.Credibility, 0), Note: or(in.Note, ""),
		RecordedAt: or(in.RecordedAt, ""), RecordedBy: or(in.RecordedBy, ""),
	}}
	about := or(in.About, gen.ClaimAbout{})
	if err := exactlyOne("about", "relation and attribute", about.Relation != nil, about.Attribute != nil); err != nil {
		return graph.Record{}, nil, err
	}
	if rel := about.Relation; rel != nil {
		return graph.Record{Relation: &graph.RelationRecord{
			From: rel.From, Type: rel.Type, To: rel.To, Role: or(rel.Role, 0), Key: or(rel.Key, ""), Concerns: rel.Concerns, Claims: claims,
		}}, &claims[0], nil
	}
	a := about.Attribute
	if err := exactlyOne("about.attribute", "value, entity and number", a.Value != nil, a.Entity != nil, a.Number != nil); err != nil {
		return graph.Record{}, nil, err
	}
	return graph.Record{Attribute: &graph.AttributeRecord{
		Of: a.Of, Name: a.Name, Value: or(a.Value, ""), Entity: or(a.Entity, ""), Number: a.Number, Unit: or(a.Unit, ""), Claims: claims,
	}}, &claims[0], nil
}

func sourcesOf(in []*gen.SourceInput) ([]graph.Source, error) {
	var out []graph.Source
	for _, s := range in {
		if err := exactlyOne("sources", "entity and text", s.Entity != nil, s.Text != nil); err != nil {
			return nil, err
		}
		out = append(out, graph.Source{Entity: or(s.Entity, ""), Text: or(s.Text, "")})
	}
	return out, nil
}

// exactlyOne checks a @oneOf input, which the executor does not check where it
// comes in a variable.
func exactlyOne(field, names string, given ...bool) error {
	n := 0
	for _, is := range given {
		if is {
			n++
		}
	}
	if n == 1 {
		return nil
	}
	e := graph.Errorf(graph.Invalid, "%s: exactly one of %s is to be given, not %d of them", field, names, n)
	e.Field = field
	return e
}

// fromOne refuses a 0 that is given, which the domain writes for none.
func fromOne(field string, n *int) error {
	if n == nil || *n != 0 {
		return nil
	}
	return &graph.Error{Code: graph.Invalid, Field: field, Message: field + " is 0; it counts from 1, and is left out where there is none"}
}

func dateInput(in *gen.DateInput) graph.Date {
	if in == nil {
		return graph.Date{}
	}
	return graph.Date{Text: or(in.Text, ""), EDTF: or(in.Edtf, graph.EDTF{}), Resolved: or(in.Resolved, graph.EDTF{}), Basis: or(in.Basis, "")}
}
