package merge

import (
	"cmp"
	"slices"

	"dragoman/graph"
)

// Entity makes one of the records of a class: e is that of the surviving id,
// which is changed and given back, others those of the rest in order of id.
// Scalars that e does not say are taken from the first that does; lists unite;
// the names of the others become names of it.
func Entity(e *graph.Entity, others []*graph.Entity) (*graph.Entity, error) {
	for _, o := range others {
		e.FormerIDs = append(e.FormerIDs, o.ID)
		e.Type, e.Summary = cmp.Or(e.Type, o.Type), cmp.Or(e.Summary, o.Summary)
		e.Named = e.Named || o.Named
	}
	for _, o := range others {
		if err := enrich(e, &graph.Entity{Names: o.Names, ExternalIDs: o.ExternalIDs}); err != nil {
			return nil, err
		}
	}
	for _, o := range others {
		called := func(n graph.Name) bool { return n.Text == o.Name }
		if o.Name == e.Name || slices.ContainsFunc(e.Names, called) {
			continue
		}
		if err := enrich(e, &graph.Entity{Names: []graph.Name{{Text: o.Name}}}); err != nil {
			return nil, err
		}
	}
	return e, nil
}

func enrich(e, added *graph.Entity) error {
	added.ID, added.Named = e.ID, e.Named
	united, _, err := graph.MergeEntity(e, added, true)
	if graph.CodeOf(err) == graph.Limit {
		return nil // a list that would be too long stays as it is
	}
	if err == nil {
		*e = *united
	}
	return err
}
