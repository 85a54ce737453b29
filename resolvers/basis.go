package resolvers

import (
	"context"

	"dragoman/graph"
)

func (q query) Sources(ctx context.Context, of []string, lens *graph.Lens, maxHops, degreeCap *int, where *graph.Filter) (*graph.Basis, error) {
	along, err := bounded(lens, maxHops, degreeCap, where)
	if err != nil {
		return nil, err
	}
	ask := graph.BasisQuery{Of: of, Lens: along.lens, MaxHops: along.hops, DegreeCap: along.degreeCap, Where: along.where, Cut: selected(ctx, "cut")}
	return each(ctx, root{}, single[*graph.Basis], func(ctx context.Context, _ []root) ([]*graph.Basis, error) {
		ctx, cancel := searching(ctx)
		defer cancel()
		found, err := q.store.Basis(ctx, ask)
		return []*graph.Basis{found}, err
	})
}

type basis struct{ *Resolver }

func (r basis) Nodes(ctx context.Context, obj *graph.Basis) ([]graph.AnyEntity, error) {
	return entitiesOf(ctx, r.Resolver, obj, func(b *graph.Basis) []string { return b.Nodes })
}

func (r basis) Steps(ctx context.Context, obj *graph.Basis) ([]*graph.BasisStep, error) {
	return partsOf(ctx, obj, func(b *graph.Basis) []*graph.BasisStep { return pointers(b.Steps) })
}

func (r basis) Best(ctx context.Context, obj *graph.Basis) (*graph.Path, error) {
	return partOf(ctx, obj, func(b *graph.Basis) *graph.Path { return b.Best })
}

func (r basis) Families(ctx context.Context, obj *graph.Basis) ([]*graph.BasisFamily, error) {
	return partsOf(ctx, obj, func(b *graph.Basis) []*graph.BasisFamily { return pointers(b.Families) })
}

func (r basis) Documents(ctx context.Context, obj *graph.Basis) ([]*graph.BasisDocument, error) {
	return partsOf(ctx, obj, func(b *graph.Basis) []*graph.BasisDocument { return pointers(b.Documents) })
}

func (r basis) Sources(ctx context.Context, obj *graph.Basis) ([]*graph.BasisSource, error) {
	return partsOf(ctx, obj, func(b *graph.Basis) []*graph.BasisSource { return pointers(b.Sources) })
}

func (r basis) Cut(ctx context.Context, obj *graph.Basis) (*graph.DocumentCut, error) {
	return partOf(ctx, obj, func(b *graph.Basis) *graph.DocumentCut { return b.Cut })
}

func (r basis) Policy(ctx context.Context, obj *graph.Basis) (*graph.Policy, error) {
	return partOf(ctx, obj, func(b *graph.Basis) *graph.Policy { return &b.Policy })
}

type basisStep struct{ *Resolver }

func (r basisStep) From(ctx context.Context, obj *graph.BasisStep) (graph.AnyEntity, error) {
	return entityOf(ctx, r.Resolver, obj, func(s *graph.BasisStep) string { return s.From })
}

func (r basisStep) To(ctx context.Context, obj *graph.BasisStep) (graph.AnyEntity, error) {
	return entityOf(ctx, r.Resolver, obj, func(s *graph.BasisStep) string { return s.To })
}

func (r basisStep) Relation(ctx context.Context, obj *graph.BasisStep) (*graph.Relation, error) {
	return partOf(ctx, obj, func(s *graph.BasisStep) *graph.Relation { return s.Relation })
}

type basisDocument struct{ *Resolver }

func (r basisDocument) Document(ctx context.Context, obj *graph.BasisDocument) (*graph.Document, error) {
	return documentOf(ctx, r.Resolver, obj, func(d *graph.BasisDocument) string { return d.Document })
}

func (r basisDocument) Without(ctx context.Context, obj *graph.BasisDocument) (*graph.Without, error) {
	return partOf(ctx, obj, func(d *graph.BasisDocument) *graph.Without { return &d.Without })
}

type basisSource struct{ *Resolver }

func (r basisSource) Source(ctx context.Context, obj *graph.BasisSource) (*graph.Source, error) {
	return partOf(ctx, obj, func(s *graph.BasisSource) *graph.Source { return &s.Source })
}

func (r basisSource) Documents(ctx context.Context, obj *graph.BasisSource) ([]*graph.Document, error) {
	return documentsOf(ctx, r.Resolver, obj, func(s *graph.BasisSource) []string { return s.Documents })
}

func (r basisSource) Without(ctx context.Context, obj *graph.BasisSource) (*graph.Without, error) {
	return partOf(ctx, obj, func(s *graph.BasisSource) *graph.Without { return &s.Without })
}

type basisFamily struct{ *Resolver }

func (r basisFamily) Documents(ctx context.Context, obj *graph.BasisFamily) ([]*graph.Document, error) {
	return documentsOf(ctx, r.Resolver, obj, func(f *graph.BasisFamily) []string { return f.Documents })
}

func (r basisFamily) Without(ctx context.Context, obj *graph.BasisFamily) (*graph.Without, error) {
	return partOf(ctx, obj, func(f *graph.BasisFamily) *graph.Without { return &f.Without })
}

type without struct{ *Resolver }

func (r without) Next(ctx context.Context, obj *graph.Without) (*graph.Path, error) {
	return partOf(ctx, obj, func(w *graph.Without) *graph.Path { return w.Next })
}

type documentCut struct{ *Resolver }

// Documents is null where no set was found.
func (r documentCut) Documents(ctx context.Context, obj *graph.DocumentCut) ([]*graph.Document, error) {
	if !obj.Found {
		return nil, nil
	}
	return documentsOf(ctx, r.Resolver, obj, func(c *graph.DocumentCut) []string { return c.Documents })
}
