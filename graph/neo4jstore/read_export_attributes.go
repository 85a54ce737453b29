package neo4jstore

import (
	"slices"

	"dragoman/graph"
	"dragoman/graph/pack"
)

const (
	attributesInOwners = `
MATCH (a:Attribute)
WHERE a.of > $p.after
WITH a ORDER BY a.of LIMIT $p.limit
WITH collect([a.of, a.id, a.record, a.evidence]) AS rows`

	attributesOfOwners = `
UNWIND $p.owners AS of
MATCH (a:Attribute {of: of})
WITH collect([a.of, a.id, a.record, a.evidence]) AS rows`
)

func (v *view) exportAttributes(give func(graph.Record) error) error {
	return v.inGroups(attributesInOwners, "", attributesOfOwners, "owners", func(rows []any) error {
		var (
			list []*graph.AttributeRecord
			byID = map[string]*graph.AttributeRecord{}
			ids  []string
		)
		for _, r := range rows {
			id := str(r.([]any)[1])
			a, err := pack.OpenAttribute(id, blob(r.([]any)[2]))
			if err != nil {
				return v.damaged("attribute "+id, err)
			}
			byID[id] = a
			list, ids = append(list, a), append(ids, id)
		}
		claims, err := v.claimsAbout(ids)
		if err != nil {
			return err
		}
		for _, c := range claims {
			a := byID[c.about]
			a.Claims = append(a.Claims, c.Claim)
		}
		slices.SortFunc(list, func(a, b *graph.AttributeRecord) int { return compareAttributes(a.Identity(), b.Identity()) })
		for _, a := range list {
			sortClaims(a.Claims)
			if err := give(graph.Record{Attribute: a}); err != nil {
				return err
			}
		}
		return nil
	})
}

// claimsAbout reads the claims about some things, as loaded.
func (v *view) claimsAbout(abouts []string) ([]fullClaim, error) {
	rows, err := v.rows(rawClaims, map[string]any{"abouts": abouts})
	if err != nil {
		return nil, err
	}
	out := make([]fullClaim, len(rows))
	for i, r := range rows {
		cols := r.([]any)
		out[i].about = str(cols[0])
		if out[i].Claim, _, err = pack.OpenClaim(str(cols[1]), out[i].about, blob(cols[2])); err != nil {
			return nil, v.damaged("claim "+str(cols[1]), err)
		}
	}
	return out, nil
}

const judgementRecords = `
MATCH (j:Judgement)
WHERE j.id > $p.after
WITH j ORDER BY j.id LIMIT $p.limit
WITH collect([j.id, j.a, j.b, j.record]) AS rows`

func (v *view) exportJudgements(give func(graph.Record) error) error {
	return v.chunks(judgementRecords, "", func(rows []any) error {
		for _, r := range rows {
			cols := r.([]any)
			j, err := pack.OpenJudgement(str(cols[1]), str(cols[2]), blob(cols[3]))
			if err != nil {
				return v.damaged("judgement "+str(cols[0]), err)
			}
			if err := give(graph.Record{Judgement: j}); err != nil {
				return err
			}
		}
		return nil
	})
}
