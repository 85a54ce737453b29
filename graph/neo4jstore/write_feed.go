package neo4jstore

import (
	"crypto/rand"
	"encoding/json"
	"strings"
	"time"

	"dragoman/graph/topology"
)

// ending writes the log and the revision, under which nobody else has written
// since the group began.
const ending = `
MATCH (dragoman:Dragoman {id: 0})
WHERE dragoman.revision = $p.base
SET dragoman.revision = $p.last, dragoman.viewRevision = coalesce($p.viewed, dragoman.viewRevision)
FOREACH (row IN $p.commits | CREATE (:Commit {revision: row[0], at: row[1], actor: row[2], key: row[3], action: row[4], receipt: row[5], touched: row[6]}))
FOREACH (row IN $p.requests | CREATE (:Request {key: row[0], digest: row[1], receipt: row[2]}))
MERGE (q:Request {key: $p.writer})
SET q.digest = $p.token, q.receipt = $p.at
RETURN count(*)`

// creatingEnding creates claims and relations first.
var creatingEnding = inside("claims", createClaims) + inside("relations", createRelations) + ending + ", max(claims), max(relations)"

// inside makes a statement that counts part of another one; its parameters are in a
// member of the other's, and its count has the same name.
func inside(name, text string) string {
	return "\nCALL () {" + strings.ReplaceAll(text, "$p.", "$p."+name+".") + " AS " + name + "\n}"
}

// write writes what the batches come to.
func (g *group) write() error {
	out := &outcome{}
	if g.last != g.base {
		var err error
		if out, err = g.plan.write(g.ctx); err != nil {
			return err
		}
	}
	now := time.Now
	if g.s.options.Now != nil {
		now = g.s.options.Now
	}
	at := now().UTC().Format(time.RFC3339Nano)
	commits, requests := [][]any{}, [][]any{}
	revision := g.base
	for _, j := range g.kept {
		b := j.batch
		receipt, err := json.Marshal(j.receipt)
		if err != nil {
			return err
		}
		if b.Key != "" {
			requests = append(requests, []any{b.Key, b.Digest, string(receipt)})
		}
		if j.change == nil {
			continue
		}
		revision++
		t := g.plan.touched(j.change, out, revision == g.last)
		touched, err := json.Marshal(t)
		if err != nil {
			return err
		}
		g.feed = append(g.feed, t)
		commits = append(commits, []any{revision, at, orNil(b.Actor), orNil(b.Key), orNil(b.Action), string(receipt), string(touched)})
	}
	var viewed any
	if g.ledger.view != g.ledger.stored {
		viewed = g.last
	}
	g.token = rand.Text()
	row, err := g.plan.endWith(g.ctx, map[string]any{
		"base": g.base, "last": g.last, "viewed": viewed, "commits": commits, "requests": requests,
		"writer": g.s.writes.writer(), "token": g.token, "at": at,
	})
	if err != nil {
		return err
	}
	if num(row[0]) != 1 {
		return errMoved
	}
	return nil
}

// touched tells the feed what a batch changed; the last of a group tells what the
// group changed besides.
func (p *plan) touched(c *change, out *outcome, last bool) *touched {
	t := &touched{View: p.w.view != p.w.stored}
	documents, entities, abouts := c.documents, c.entities, c.abouts
	if last && (len(out.fed.documents) > 0 || len(out.fed.abouts) > 0) {
		documents, abouts = union(documents, out.fed.documents), union(abouts, out.fed.abouts)
	}
	if len(documents)+len(entities)+len(abouts) > mostTouched {
		return &touched{View: t.View, Everything: true}
	}
	t.Documents = sortedKeys(documents)
	standing := map[string]bool{}
	for id := range entities {
		standing[p.w.view.Of(id)] = true
	}
	for _, id := range c.moved {
		if to := p.w.view.Of(id); to == id {
			standing[id] = p.w.entities.get(id) != nil
		} else {
			t.GoneEntities = append(t.GoneEntities, id)
			standing[to] = true
		}
	}
	t.Entities = sortedKeys(standing)
	is := map[topology.Identity]bool{}
	for _, about := range sortedKeys(abouts) {
		if st := p.w.statements.get(about); aboutRelation(about) && st != nil {
			if _, as := p.w.standsAs(p.w.view, about, st.identity); !is[as] {
				is[as] = true
				t.Relations = append(t.Relations, as)
			}
		}
	}
	if !last {
		return t
	}
	for _, id := range sortedKeys(out.gone) {
		if as := out.gone[id].identity; !is[as] {
			t.GoneRelations = append(t.GoneRelations, as)
		}
	}
	t.Occurred, t.GoneOccurred = out.occurred, out.nowhere
	return t
}

func union(a, b map[string]bool) map[string]bool {
	out := make(map[string]bool, len(a)+len(b))
	for _, m := range []map[string]bool{a, b} {
		for id := range m {
			out[id] = true
		}
	}
	return out
}
