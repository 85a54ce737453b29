package neo4jstore

import (
	"bytes"
	"slices"

	"dragoman/graph"
	"dragoman/graph/pack"
)

var relationsToCheck = `
UNWIND $p.ids AS id
MATCH (a:Entity {id: id})-[r:` + anyType + `]->(b:Entity)
WITH collect(` + relationColumns + ` + [a.kind, b.kind, r.id, r.status, r.independent, r.claims, r.days, r.interval, r.inferred,
  r.contact, r.formal, r.aside]) AS rows`

// relations compares what is stored of every relation with what its claims say.
func (c *checker) relations() error {
	for after, last := "", false; !last; {
		next := ""
		err := c.chunk(func(f *findings) error {
			ids, err := f.someEntities(after)
			if err != nil {
				return err
			}
			if last = len(ids) == 0; last {
				return nil
			}
			next = ids[len(ids)-1]
			rows, err := f.rows(relationsToCheck, map[string]any{"ids": ids})
			if err != nil {
				return err
			}
			return f.compareRelations(rows)
		})
		if err != nil {
			return err
		}
		after = next
	}
	return nil
}

// someEntities gives the next entities that have about rangeSize relations.
func (v *view) someEntities(after string) (ids []string, err error) {
	rows, err := v.rows(degreesInOrder, map[string]any{"after": after, "limit": nextChunk})
	total := int64(0)
	for _, r := range rows {
		cols := r.([]any)
		if total += num(cols[1]); total > rangeSize && len(ids) > 0 {
			break
		}
		ids = append(ids, str(cols[0]))
	}
	return ids, err
}

// keptRelation is a relationship as it is, before it is compared.
type keptRelation struct {
	relationRow
	rest []any // the columns after those of relationColumns
	body []byte
}

func (f *findings) compareRelations(rows []any) error {
	var (
		stored []keptRelation
		raws   []string
		docs   []string
	)
	for _, r := range rows {
		cols := r.([]any)
		row, err := f.relationRow(r)
		if err != nil {
			f.add("relation %s: %v", str(cols[11]), err)
			continue
		}
		stored = append(stored, keptRelation{row, cols[9:], blob(cols[8])})
		raws, docs = append(raws, f.Raws(row.ID)...), append(docs, row.documents...)
	}
	claims, err := f.claimsAbout(raws)
	if err != nil {
		return err
	}
	about := map[string][]graph.Claim{}
	for _, c := range claims {
		id := f.Of(c.about)
		about[id], docs = append(about[id], c.Claim), append(docs, c.Document)
	}
	concerns, err := f.rows(concernsOf, map[string]any{"relations": raws})
	if err != nil {
		return err
	}
	concerned := map[string][]string{}
	for _, k := range concerns {
		id := f.Of(str(k.([]any)[0]))
		concerned[id] = append(concerned[id], f.Of(str(k.([]any)[1])))
	}
	if err := f.gatherDocuments(gathered(docs)); err != nil {
		return err
	}
	for _, r := range stored {
		f.compareRelation(r, about[r.ID], gathered(concerned[r.ID]))
	}
	return nil
}

func (f *findings) compareRelation(r keptRelation, claims []graph.Claim, concerns []string) {
	if str(r.rest[2]) != r.ID {
		f.add("relation %s: it is kept under the id %s", r.ID, str(r.rest[2]))
	}
	if !slices.Equal(concerns, gathered(r.Concerns)) {
		f.add("relation %s: what it concerns is not what its records say", r.ID)
	}
	sortClaims(claims)
	var p pack.Packer
	if !bytes.Equal(p.Evidence(r.ID, claims), r.body) || num(r.rest[5]) != int64(len(claims)) {
		f.add("relation %s: its evidence is not what its %d claims say", r.ID, len(claims))
		return
	}
	for i := range claims {
		claims[i] = f.Claim(claims[i])
	}
	evidence, _ := graph.Assess(graph.Select(claims, nil, f), r.Type.Lasting(), f)
	if str(r.rest[3]) != evidence.Status.String() || num(r.rest[4]) != int64(evidence.Independent) {
		f.add("relation %s: it is stored as %s by %d independent sources; its claims come to %s by %d", r.ID, str(r.rest[3]), num(r.rest[4]), evidence.Status, evidence.Independent)
	}
	f.compareDays(r, evidence.When)
	from, to := kindsByName[str(r.rest[0])], kindsByName[str(r.rest[1])]
	if truth(r.rest[9]) != graph.LensContact.Walks(r.Type, r.Role, from, to) || truth(r.rest[10]) != graph.LensFormal.Walks(r.Type, r.Role, from, to) ||
		truth(r.rest[11]) == graph.LensRelations.Walks(r.Type, r.Role, from, to) {
		f.add("relation %s: it is stored for other lenses than walk it", r.ID)
	}
}

func (f *findings) compareDays(r keptRelation, when graph.When) {
	days, _ := r.rest[6].([]any)
	if len(days) == 0 && !when.Dated {
		return
	}
	s := when.Span
	want := []graph.Day{s.StartEarliest, s.StartLatest, s.EndEarliest, s.EndLatest}
	same := when.Dated && len(days) == len(want) && truth(r.rest[7]) == s.Interval && truth(r.rest[8]) == when.Inferred()
	for i := range days {
		same = same && num(days[i]) == int64(want[i])
	}
	if !same {
		f.add("relation %s: it is stored for another time than its claims say", r.ID)
	}
}
