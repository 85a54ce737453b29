package neo4jstore

// Claims in the order of lists, from three beginnings. Each walk is a map {at,
// known, id, …}; candidates come as [at, [known, id, about]…].

const claimsByDocument = `
UNWIND $p.walks AS w
CALL (w) {
  MATCH (:Document {id: w.document})<-[:SAID_IN]-(c:Claim)
  WHERE c.known > w.known OR c.known = w.known AND c.id > w.id
  WITH c ORDER BY c.known, c.id LIMIT $p.limit
  RETURN collect([c.known, c.id, c.about]) AS found
}
WITH collect([w.at, found]) AS rows`

const claimsBySource = `
UNWIND $p.walks AS w
CALL (w) {
  UNWIND w.raws AS raw
  CALL (raw) {
    MATCH (e:Entity {id: raw}) RETURN e
  UNION
    MATCH (e:Former {id: raw}) RETURN e
  }
  CALL (e) {
    MATCH (e)<-[:ON_WORD_OF]-(c:Claim)
    RETURN c
  UNION
    MATCH (e)<-[:PUBLISHED_BY]-(:Document)<-[:SAID_IN]-(c:Claim)
    WHERE c.sources IS NULL
    RETURN c
  }
  WITH DISTINCT w, c
  WHERE c.known > w.known OR c.known = w.known AND c.id > w.id
  WITH c ORDER BY c.known, c.id LIMIT $p.limit
  RETURN collect([c.known, c.id, c.about]) AS found
}
WITH collect([w.at, found]) AS rows`

// claimsInOrder goes along the index of (known, id).
const claimsInOrder = `
UNWIND $p.walks AS w
CALL (w) {
  CALL (w) {
    MATCH (c:Claim)
    WHERE c.known = w.known AND c.id > w.id
    RETURN c ORDER BY c.id LIMIT $p.limit
  UNION
    MATCH (c:Claim)
    WHERE c.known > w.known AND c.id IS NOT NULL
    RETURN c ORDER BY c.known, c.id LIMIT $p.limit
  }
  WITH c ORDER BY c.known, c.id LIMIT $p.limit
  RETURN collect([c.known, c.id, c.about]) AS found
}
WITH collect([w.at, found]) AS rows`

const countOfClaims = `
MATCH (c:Claim)
WITH count(c) AS n
WITH [n] AS rows`

// countClaims counts all claims for walks through everything without a selection.
func (v *view) countClaims(walks []*claimWalk) error {
	n := -1
	for _, w := range walks {
		f := w.seen.where
		if !w.q.Slice.Count || w.q.Document != "" || w.q.Source != "" || w.q.Stances != nil || f.SelectsClaims() || f.SelectsRelations() {
			continue
		}
		if n < 0 {
			rows, err := v.rows(countOfClaims, nil)
			if err != nil {
				return err
			}
			n = int(num(rows[0]))
		}
		w.counted = &n
	}
	return nil
}

// candidates gives the next chunk of each walk.
func (v *view) candidates(walks []*claimWalk, limit int) ([][]candidate, error) {
	params := map[string][]any{}
	for i, w := range walks {
		next := map[string]any{"at": i, "known": w.known, "id": w.id}
		text := claimsInOrder
		switch {
		case w.q.Document != "":
			text = claimsByDocument
			next["document"] = w.q.Document
		case w.q.Source != "":
			text = claimsBySource
			next["raws"] = v.Raws(w.source)
		}
		params[text] = append(params[text], next)
	}
	out := make([][]candidate, len(walks))
	for _, text := range []string{claimsByDocument, claimsBySource, claimsInOrder} {
		if params[text] == nil {
			continue
		}
		rows, err := v.rows(text, map[string]any{"walks": params[text], "limit": limit})
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			cols := r.([]any)
			at, found := num(cols[0]), cols[1].([]any)
			for _, c := range found {
				c := c.([]any)
				out[at] = append(out[at], candidate{num(c[0]), str(c[1]), str(c[2])})
			}
		}
	}
	return out, nil
}
