package neo4jstore

import (
	"strings"

	"dragoman/graph"
	"dragoman/graph/merge"
)

// pool is what the statements of one call gathered of one state: relations and
// attributes with all their claims, as far as evidence needs them. A batch of
// queries fills it at once; filters are applied afterwards.
type pool struct {
	*view
	kinds      map[string]graph.EntityKind // of entities by canonical id: those asked for, and ends of relations
	relations  map[string]*pooled          // by canonical id
	at         map[string][]*pooled        // by both ends
	concerning map[string][]*pooled        // by what they concern
	attributes map[string][]*graph.AttributeRecord
	keys       map[string]graph.AttributeKey // of attributes in the view, by their ids as loaded
}

// pooled is a relation with the kinds of its ends.
type pooled struct {
	relationRow
	fromKind, toKind graph.EntityKind
}

func (v *view) newPool() *pool {
	return &pool{
		view: v, kinds: map[string]graph.EntityKind{}, relations: map[string]*pooled{},
		at: map[string][]*pooled{}, concerning: map[string][]*pooled{},
		attributes: map[string][]*graph.AttributeRecord{}, keys: map[string]graph.AttributeKey{},
	}
}

// wanted is what a pool is to be filled with. Ids are canonical but for those of
// single attributes.
type wanted struct {
	exist     []string // entities of which only the kind is asked
	entities  []string // with their relations
	concerned []string // with the relations that concern them
	relations []string
	owners    []string // with their attributes: entities and relations
	abouts    []string // raw ids of attributes, which come with all others of the same owner
	documents []string
}

func (w *wanted) empty() bool {
	return len(w.exist)+len(w.entities)+len(w.concerned)+len(w.relations)+len(w.owners)+len(w.abouts) == 0
}

// anyType are all types as a pattern names them.
var anyType = func() string {
	var list []string
	for _, t := range graph.RelationTypes() {
		list = append(list, t.String())
	}
	return strings.Join(list, "|")
}()

// pooledColumns are those of relationColumns and the kinds of the ends.
const pooledColumns = relationColumns + ` + [startNode(r).kind, endNode(r).kind]`

// gatherStatement gives, in one row each: entities that there are; relations at
// entities, by id, and those that concern something; ids as loaded of the latter;
// attributes. A relation by id is found between the ends that its claims name.
var gatherStatement = `
CALL () {
  UNWIND $p.exist AS id
  MATCH (e:Entity {id: id})
  RETURN collect([e.id, e.kind]) AS entities
}
CALL () {
  UNWIND $p.concerned AS raw
  MATCH (k:Concern {entity: raw})
  RETURN collect(DISTINCT k.relation) AS concerning
}
CALL (concerning) {
  CALL (concerning) {
    UNWIND $p.entities AS id
    MATCH (:Entity {id: id})-[r:` + anyType + `]-(:Entity)
    RETURN r
  UNION
    UNWIND $p.relations AS id
    CALL (id) {
      MATCH (c:Claim {about: id})
      RETURN c.from AS from, c.to AS to LIMIT 1
    }
    MATCH (:Entity {id: from})-[r:` + anyType + `]-(:Entity {id: to})
    WHERE r.id IN $p.canonical
    RETURN r
  UNION
    UNWIND concerning AS id
    CALL (id) {
      MATCH (c:Claim {about: id})
      RETURN c.from AS from, c.to AS to LIMIT 1
    }
    MATCH (:Entity {id: from})-[r:` + anyType + `]-(:Entity {id: to})
    WHERE r.concerns IS NOT NULL
    RETURN r
  }
  RETURN collect(` + pooledColumns + `) AS relations
}
CALL () {
  CALL () {
    UNWIND $p.owners AS of
    MATCH (a:Attribute {of: of})
    RETURN a
  UNION
    UNWIND $p.abouts AS id
    MATCH (b:Attribute {id: id})
    MATCH (a:Attribute {of: b.of})
    RETURN a
  }
  RETURN collect([a.id, a.record, a.unnamed, a.evidence]) AS attributes
}
WITH [entities, relations, concerning, attributes] AS rows`

// raws gives all ids as loaded of some canonical ones.
func (v *view) raws(ids []string) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		out = append(out, v.Raws(id)...)
	}
	return gathered(out)
}

// fill gathers what is wanted, mostly in one statement, and the documents of it.
func (p *pool) fill(w wanted) error {
	w.exist = p.unseen(w.exist)
	documents := w.documents
	for !w.empty() {
		rows, err := p.rows(gatherStatement, map[string]any{
			"exist": w.exist, "entities": gathered(w.entities), "concerned": p.raws(w.concerned),
			"relations": p.raws(w.relations), "canonical": gathered(w.relations),
			"owners": p.raws(w.owners), "abouts": gathered(w.abouts),
		})
		if err != nil {
			return err
		}
		for _, e := range rows[0].([]any) {
			if err := p.addEntity(e); err != nil {
				return err
			}
		}
		for _, r := range rows[1].([]any) {
			if err := p.addRelation(r); err != nil {
				return err
			}
		}
		owners, err := p.addAttributes(rows[3].([]any), w.owners)
		if err != nil {
			return err
		}
		// What merges joined may have come in part; the rest is fetched now.
		w = wanted{owners: owners, relations: p.absent(texts(rows[2]))}
	}
	for _, r := range p.relations {
		documents = append(documents, r.documents...)
	}
	for _, as := range p.attributes {
		for _, a := range as {
			for i := range a.Claims {
				documents = append(documents, a.Claims[i].Document)
			}
		}
	}
	return p.gatherDocuments(gathered(documents))
}

// unseen leaves out entities whose kind is known. The topology knows all.
func (p *pool) unseen(ids []string) (out []string) {
	g := p.atHand()
	for _, id := range gathered(ids) {
		if p.kinds[id] != 0 {
			continue
		}
		if g == nil {
			out = append(out, id)
		} else if kind, _, ok := g.Entity(id); ok {
			p.kinds[id] = kind
		}
	}
	return out
}

// absent lists the canonical ids of relations as loaded that did not come, though
// they are pooled ones.
func (p *pool) absent(raws []string) (out []string) {
	for _, raw := range raws {
		if id := p.Of(raw); p.relations[id] == nil && p.Pooled(id) {
			out = append(out, id)
		}
	}
	return out
}

func (p *pool) addEntity(row any) (err error) {
	cols := row.([]any)
	p.kinds[str(cols[0])], err = p.kind(str(cols[1]))
	return err
}

func (v *view) kind(name string) (graph.EntityKind, error) {
	k, ok := kindsByName[name]
	if !ok {
		return 0, v.damaged("an entity of kind "+name, nil)
	}
	return k, nil
}

var kindsByName = func() map[string]graph.EntityKind {
	m := map[string]graph.EntityKind{}
	for _, k := range graph.EntityKinds() {
		m[k.String()] = k
	}
	return m
}()

func (p *pool) addRelation(row any) error {
	whole, err := p.relationRow(row)
	if err != nil || p.relations[whole.ID] != nil {
		return err
	}
	r := &pooled{relationRow: whole}
	kinds := row.([]any)[9:]
	if r.fromKind, err = p.kind(str(kinds[0])); err == nil {
		r.toKind, err = p.kind(str(kinds[1]))
	}
	if err != nil {
		return err
	}
	p.relations[r.ID] = r
	p.kinds[r.From], p.kinds[r.To] = r.fromKind, r.toKind
	p.at[r.From] = append(p.at[r.From], r)
	if r.To != r.From {
		p.at[r.To] = append(p.at[r.To], r)
	}
	for _, id := range r.Concerns {
		p.concerning[id] = append(p.concerning[id], r)
	}
	return nil
}

// isEntity says whether an id that was asked for is one of an entity.
func (p *pool) isEntity(id string) bool { return p.kinds[p.Of(id)] != 0 }

func (p *pool) isDocument(id string) bool { return p.Document(id) != nil }

// isThing says whether an id that was asked for is one of an entity or relation.
func (p *pool) isThing(id string) bool {
	if merge.IsRelation(id) {
		return p.relations[p.Of(id)] != nil
	}
	return p.isEntity(id)
}
