package neo4jstore

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"dragoman/graph"
)

func (b *bulk) document(d *graph.Document) error {
	b.receipt.Documents++
	x := b.plan.w.documents.stored[d.ID]
	if x == nil {
		return b.unsound("document "+d.ID, "it was not there before")
	}
	brief := x.document
	x.document = d
	node := b.documentNodes[d.ID]
	err := b.out.documents.node(node, b.plan.documentRow(d.ID))
	x.document = brief
	if err == nil && d.Outlet != "" {
		var outlet int
		if outlet, err = b.there("document "+d.ID, d.Outlet); err == nil {
			err = b.out.publishedBy.put(node, outlet)
		}
	}
	drawn := map[string]bool{}
	for _, base := range d.BasedOn {
		if err != nil || drawn[base] {
			continue
		}
		drawn[base] = true
		on, ok := b.documentNodes[base]
		if !ok {
			return b.unsound("document "+d.ID, fmt.Sprintf("it draws on the document %q, which there is no record of", base))
		}
		err = b.out.drawsOn.put(node, on)
	}
	return err
}

func (b *bulk) relation(r *graph.RelationRecord) error {
	b.receipt.Relations++
	p, raw, identity := b.plan, r.Identity(), identityOf(r)
	for _, id := range append([]string{r.From, r.To}, r.Concerns...) {
		if _, err := b.there("relation "+raw, id); err != nil {
			return err
		}
	}
	if err := b.claims(r.Claims, stated{about: raw, identity: identity}); err != nil {
		return err
	}
	for _, id := range r.Concerns {
		if err := b.out.concerns.node(b.number(), []any{raw + " " + id, raw, id}); err != nil {
			return err
		}
	}
	id, as := p.w.standsAs(p.w.view, raw, identity)
	x := b.pooled[id]
	if x == nil {
		x = &weighing{id: id, as: as}
	}
	x.added = append(x.added, r.Claims...)
	x.concerns = append(x.concerns, r.Concerns...)
	if p.w.view.Pooled(id) {
		b.pooled[id] = x
		return nil
	}
	return b.relationship(x)
}

// relationship writes a relation as the view shows it.
func (b *bulk) relationship(x *weighing) error {
	if len(x.added) == 0 {
		return nil // nothing says so
	}
	p := b.plan
	x.added = united(nil, x.added)
	x.concerns = p.w.view.All(x.concerns)
	p.weigh(x)
	counts := 0
	if x.weighed.Status != graph.Retracted {
		counts = 1
	}
	b.degrees[x.as.From] += counts
	if x.as.To != x.as.From {
		b.degrees[x.as.To] += counts
	}
	row := p.relationRow(x, true)
	for i, end := range []string{x.as.From, x.as.To} {
		node, err := b.there("relation "+x.id, end)
		if err != nil {
			return err
		}
		row[i] = node
	}
	return b.out.relations.put(row...)
}

// pools writes the relations that judgements touch.
func (b *bulk) pools() error {
	for _, id := range sortedKeys(b.pooled) {
		if err := b.relationship(b.pooled[id]); err != nil {
			return err
		}
	}
	return nil
}

// claims writes the claims of a statement; as says what they are about.
func (b *bulk) claims(list []graph.Claim, as stated) error {
	b.receipt.Claims += len(list)
	for _, as.claim = range list {
		id := as.claim.ID
		document, ok := b.documentNodes[as.claim.Document]
		if !ok {
			return b.unsound("claim "+id, fmt.Sprintf("it names the document %q, which there is no record of", as.claim.Document))
		}
		row := b.plan.claimRow(&as)
		n, node := len(claimFields), b.number()
		if err := b.out.claims.node(node, row[:n]); err != nil {
			return err
		}
		if err := b.out.saidIn.put(node, document); err != nil {
			return err
		}
		for _, sources := range row[n:] {
			for _, source := range sources.([]string) {
				on, err := b.there("claim "+id, source)
				if err != nil {
					return err
				}
				if err := b.out.onWordOf.put(node, on); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (b *bulk) attribute(a *graph.AttributeRecord) error {
	b.receipt.Attributes++
	id := a.Identity().ID()
	if err := b.claims(a.Claims, stated{about: id}); err != nil {
		return err
	}
	node := b.number()
	if err := b.out.attributes.node(node, b.plan.attributeRow(&tally{id: id, record: a, isNew: true, claims: a.Claims})); err != nil {
		return err
	}
	if aboutRelation(a.Of) {
		return nil
	}
	of, err := b.there("attribute "+id, a.Of)
	if err != nil {
		return err
	}
	return b.out.hasAttribute.put(of, node)
}

func (b *bulk) judgement(j *graph.Judgement) error {
	b.receipt.Judgements++
	return b.out.judgements.node(b.number(), b.plan.judgementRow(j))
}

// entity writes one of the view.
func (b *bulk) entity(id string) error {
	row, err := b.plan.entityRow(id)
	if err != nil {
		return err
	}
	n := len(entityFields)
	labels := []string{"Entity", row[n].(string)}
	degree, joined := b.degrees[id]
	var magnitude any
	if joined {
		magnitude = len(strconv.Itoa(degree))
	}
	return b.out.entities.node(b.entityNodes[id], append(row[:n], degree, magnitude, b.occurred[id], labels))
}

// log writes what judgements come to, the node that writers lock, and the one
// commit.
func (b *bulk) log() error {
	written, _ := b.plan.aliases()
	for _, row := range written {
		if err := b.out.aliases.node(b.number(), row); err != nil {
			return err
		}
	}
	const revision = 1
	b.receipt.Revision = b.store.name(revision)
	view := !b.plan.w.view.Empty()
	viewed := 0
	if view {
		viewed = revision
	}
	if err := b.out.dragoman.node(b.number(), []any{0, schemaVersion, b.store.id, revision, viewed}); err != nil {
		return err
	}
	receipt, err := json.Marshal(b.receipt)
	if err != nil {
		return err
	}
	touched, err := json.Marshal(touched{View: view, Everything: true})
	if err != nil {
		return err
	}
	at := b.options.Now().UTC().Format(time.RFC3339Nano)
	return b.out.commits.node(b.number(), []any{revision, at, orNil(b.options.Actor), nil, "load", string(receipt), string(touched)})
}
