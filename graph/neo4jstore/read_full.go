package neo4jstore

import (
	"dragoman/graph"
	"dragoman/graph/pack"
)

// fullClaim is a claim with everything that its record says, sources replaced.
type fullClaim struct {
	graph.Claim
	about string // as loaded
}

const claimsByID = `
UNWIND $p.ids AS id
MATCH (c:Claim {id: id})
WITH collect([c.id, c.about, c.record]) AS rows`

// fullClaims reads claims in one statement; unknown ids are left out.
func (v *view) fullClaims(ids []string) (map[string]fullClaim, error) {
	full := make(map[string]fullClaim, len(ids))
	if len(ids) == 0 {
		return full, nil
	}
	rows, err := v.rows(claimsByID, map[string]any{"ids": gathered(ids)})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		cols := row.([]any)
		id, about := str(cols[0]), str(cols[1])
		c, _, err := pack.OpenClaim(id, about, blob(cols[2]))
		if err != nil {
			return nil, v.damaged("claim "+id, err)
		}
		full[id] = fullClaim{v.Claim(c), about}
	}
	return full, nil
}

// complete gives answers the whole of their claims, in one statement for all.
func (v *view) complete(answers []*graph.ClaimAnswer) error {
	ids := make([]string, len(answers))
	for i, a := range answers {
		ids[i] = a.ID
	}
	full, err := v.fullClaims(ids)
	if err != nil {
		return err
	}
	for _, a := range answers {
		c, ok := full[a.ID]
		if !ok {
			return v.damaged("claim "+a.ID+" is in evidence only", nil)
		}
		a.Claim = c.Claim
	}
	return nil
}
