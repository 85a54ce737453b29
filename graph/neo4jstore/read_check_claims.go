package neo4jstore

import (
	"bytes"
	"maps"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/pack"
)

const claimsToCheck = `
MATCH (c:Claim)
WHERE c.id > $p.after
WITH c ORDER BY c.id LIMIT $p.limit
WITH collect([c.id, c.about, c.record, c.document, c.known, c.stance, c.from, c.type, c.to,
  [(c)-[:SAID_IN]->(d) | d.id], [(c)-[:ON_WORD_OF]->(e) | e.id]]) AS rows`

// claims looks at what claims refer to.
func (c *checker) claims() error {
	return c.each(claimsToCheck, func(f *findings, rows []any) error {
		p, w := f.newPool(), wanted{}
		for _, r := range rows {
			cols := r.([]any)
			w.subject(f.view, str(cols[1]))
			w.documents = append(w.documents, str(cols[3]))
		}
		if err := p.fill(w); err != nil {
			return err
		}
		for _, r := range rows {
			c.claim(f, p.under(nil), r.([]any))
		}
		return nil
	})
}

func (c *checker) claim(f *findings, seen *sight, cols []any) {
	id, about := str(cols[0]), str(cols[1])
	claim, identity, err := pack.OpenClaim(id, about, blob(cols[2]))
	if err != nil {
		f.add("claim %s: %v", id, err)
		return
	}
	if said := texts(cols[9]); len(said) != 1 || said[0] != claim.Document || str(cols[3]) != claim.Document {
		f.add("claim %s: it is not joined to its document %s", id, claim.Document)
	}
	var links []string
	for _, s := range claim.Sources {
		if s.Entity != "" {
			links = append(links, s.Entity)
		}
	}
	if !slices.Equal(gathered(links), gathered(texts(cols[10]))) {
		f.add("claim %s: it is not joined to those on whose word it is", id)
	}
	d := f.Document(claim.Document)
	if d == nil {
		f.add("claim %s: its document %s is missing", id, claim.Document)
		return
	}
	day := graph.DayMax
	if known, ok := claim.KnownDay(d); ok {
		day = known
	}
	if num(cols[4]) != int64(day) || str(cols[5]) != claim.Stance.String() {
		f.add("claim %s: it is listed under another day or stance than its own", id)
	}
	x, ok := seen.subjectOf(about)
	if !ok {
		f.add("claim %s: what it is about (%s) is missing", id, about)
		return
	}
	if _, ok := seen.find(x, id); !ok {
		f.add("claim %s: it is not among the evidence of what it is about (%s)", id, about)
	}
	if r := x.relation; r != nil {
		if str(cols[6]) != r.From || str(cols[7]) != r.Type.String() || str(cols[8]) != r.To {
			f.add("claim %s: it names other ends than its relation %s has", id, r.ID)
		}
		if identity.ID() != about {
			f.add("claim %s: its relation has another id than its ends give", id)
		}
		if f.Of(identity.From) != identity.From || f.Of(identity.To) != identity.To || f.Of(about) != about || f.Pooled(about) {
			c.named[about] = identity
		}
	}
}

// attributes compares the evidence of attributes with their claims.
func (c *checker) attributes() error {
	for after, last := "", false; !last; {
		next := ""
		err := c.chunk(func(f *findings) error {
			last = true
			return f.inGroups(attributesInOwners, after, attributesOfOwners, "owners", func(rows []any) error {
				last = false
				next = str(rows[len(rows)-1].([]any)[0])
				if err := f.compareAttributes(rows); err != nil {
					return err
				}
				return errOneGroup
			})
		})
		if err != nil {
			return err
		}
		after = next
	}
	return nil
}

func (f *findings) compareAttributes(rows []any) error {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = str(r.([]any)[1])
	}
	claims, err := f.claimsAbout(ids)
	if err != nil {
		return err
	}
	about := map[string][]graph.Claim{}
	for _, c := range claims {
		about[c.about] = append(about[c.about], c.Claim)
	}
	for i, r := range rows {
		cols := r.([]any)
		a, err := pack.OpenAttribute(ids[i], blob(cols[2]))
		if err != nil {
			f.add("attribute %s: %v", ids[i], err)
			continue
		}
		if a.Of != str(cols[0]) || a.Identity().ID() != ids[i] {
			f.add("attribute %s: it is kept under another id or owner than its own", ids[i])
		}
		var p pack.Packer
		sortClaims(about[ids[i]])
		if len(about[ids[i]]) == 0 {
			f.add("attribute %s: it has no claims", ids[i])
		} else if !bytes.Equal(p.Evidence(ids[i], about[ids[i]]), blob(cols[3])) {
			f.add("attribute %s: its evidence is not what its %d claims say", ids[i], len(about[ids[i]]))
		}
	}
	return nil
}

// aliases makes the view of merges anew from the judgements.
func (c *checker) aliases() error {
	return c.chunk(func(f *findings) error {
		var all []*graph.Judgement
		err := f.exportJudgements(func(r graph.Record) error {
			all = append(all, r.Judgement)
			return nil
		})
		if err != nil {
			return err
		}
		anew := merge.Entities(all)
		anew.Complete(all, c.named)
		for _, id := range differing(f.View, anew) {
			f.add("%s: it does not stand for what the judgements say", id)
		}
		return nil
	})
}

// differing lists the canonical ids that stand for other ids in one view than in
// the other.
func differing(a, b *merge.View) []string {
	ids := map[string]bool{}
	for _, v := range []*merge.View{a, b} {
		v.Members(func(canonical string, _ []string) {
			if !slices.Equal(a.Raws(canonical), b.Raws(canonical)) {
				ids[canonical] = true
			}
		})
	}
	return slices.Sorted(maps.Keys(ids))
}
