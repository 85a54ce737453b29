package embedded

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"

	"dragoman/graph"
	"dragoman/graph/pack"
)

// Relations leave in the order of their ids, and their claims lie in the order in
// which they came. Looking up each by the index would read a page of the file for
// every claim; so the table is read from its beginning to its end and sorted by
// SQLite, within its cache and beyond that in a temporary file without a name:
//
//	fact ──▶ first half, sorted by about ──▶ rows ── ahead ──▶ relations
//	    └──▶ second half, meanwhile ───────▶ rows ── ahead ──┘
//	concern ── in the same order ──────────────┘
const (
	claimColumns  = "SELECT id, about, body FROM fact "
	claimsSorted  = claimColumns + "WHERE +about_key >= ? AND +about_key < ? ORDER BY +about_key, about"
	claimsByIndex = claimColumns + "WHERE about_key >= ? AND about_key < ? ORDER BY about_key, about"
)

// span is a part of the numbers of relations; to is not in it.
type span struct{ from, to int64 }

// halves are of about as many relations: the numbers are sums.
var halves = [...]span{{firstRelationKey, firstRelationKey + 1<<59}, {firstRelationKey + 1<<59, firstRelationKey + 1<<60}}

// claimRow is a claim about a relation as it is in its row, and with the first one
// of a relation, what that concerns.
type claimRow struct {
	id, about string
	body      []byte
	concerns  []string
}

// claimsOf gives the claims about relations that a view sees. Where nobody else uses its
// connection they are read by others, in goroutines of their own, which begin at once:
// sorting takes as long as all that leaves before them. end must be called.
func (s *Store) claimsOf(ctx context.Context, v *view) (rows iter.Seq2[claimRow, error], end func()) {
	var parts []iter.Seq2[claimRow, error]
	ends := []func(){}
	for _, half := range halves {
		if s.memory != nil || s.holding(ctx) != nil {
			parts = append(parts, v.claimRows(ctx, false, half))
			continue
		}
		ctx, cancel := context.WithCancel(ctx)
		other, back := s.again(ctx, v)
		if other == nil {
			parts, ends = append(parts, readAhead(v.claimRows(ctx, true, half), cancel)), append(ends, cancel)
			continue
		}
		part, stop := startAhead(other.claimRows(ctx, true, half), cancel)
		parts, ends = append(parts, part), append(ends, stop, back)
	}
	rows = func(yield func(claimRow, error) bool) {
		for _, part := range parts {
			for row, err := range part {
				if !yield(row, err) {
					return
				}
			}
		}
	}
	return rows, func() {
		for _, end := range ends {
			end()
		}
	}
}

// again is another view of the state that a view is of, by a connection of its own; nil
// where a later one has come, or there is none to be had. It ends before the first does.
func (s *Store) again(ctx context.Context, v *view) (other *view, end func()) {
	c, err := s.readers.take()
	if err != nil {
		return nil, nil
	}
	end = func() {
		if c.exec("ROLLBACK") == nil {
			s.readers.give(c)
		} else {
			_ = c.close() // it was only read
		}
	}
	st, err := s.pin(ctx, c)
	if err != nil {
		_ = c.close()
		return nil, nil
	}
	if st.revision != v.revision {
		end()
		return nil, nil
	}
	return newView(c, st.graph, st.merges), end
}

// exportRelations shows relations as loaded, by id.
func (v *view) exportRelations(rows iter.Seq2[claimRow, error], give func(graph.Record) error) error {
	var (
		r     *graph.RelationRecord
		dates pack.Dates
	)
	flush := func() error {
		if r == nil {
			return nil
		}
		slices.SortFunc(r.Claims, func(a, b graph.Claim) int { return cmp.Compare(a.ID, b.ID) })
		return give(graph.Record{Relation: r})
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		claim, i, err := dates.OpenClaim(row.id, row.about, row.body)
		if err != nil {
			return v.damaged("claim "+row.id, err)
		}
		if r == nil || r.ID != row.about {
			if err := flush(); err != nil {
				return err
			}
			r = &graph.RelationRecord{ID: row.about, From: i.From, Type: i.Type, To: i.To, Role: i.Role, Key: i.Key, Concerns: row.concerns}
		}
		r.Claims = append(r.Claims, claim)
	}
	return flush()
}

// claimRows gives the claims about relations in the order of those. Where alone is true,
// nobody else uses the view's connection, and what is read may be written to a
// temporary file.
func (v *view) claimRows(ctx context.Context, alone bool, of span) iter.Seq2[claimRow, error] {
	return func(yield func(claimRow, error) bool) {
		concerns := &concerned{c: v.c}
		visit := func(row []driverValue) error {
			r := claimRow{id: str(row[0]), about: str(row[1]), body: blob(row[2])}
			var err error
			if r.concerns, err = concerns.of(ctx, r.about); err == nil && !yield(r, nil) {
				err = errStopped
			}
			return err
		}
		var err error
		if alone {
			err = v.c.eachOr(ctx, claimsSorted, claimsByIndex, visit, of.from, of.to)
		} else {
			err = v.c.each(ctx, claimsByIndex, visit, of.from, of.to)
		}
		if err != nil && !errors.Is(err, errStopped) {
			yield(claimRow{}, err)
		}
	}
}

// eachOr runs a query that may need room for a temporary file; where that cannot be
// had, it runs another one with the same rows, which needs none. What happens before
// the first row ends with the context.
func (c *conn) eachOr(ctx context.Context, first, second string, visit func(row []driverValue) error, args ...driverValue) error {
	begun := false
	err := c.eachUntil(ctx, ctx, first, func(row []driverValue) error {
		begun = true
		return visit(row)
	}, args...)
	if err == nil || begun || ctx.Err() != nil {
		return err
	}
	return c.each(ctx, second, visit, args...)
}

// concerned goes through what relations concern, in their order, some rows at a time.
type concerned struct {
	c    *conn
	rows [][2]string // relation, entity
	last [2]string
	done bool
}

const (
	concernsAfter  = "SELECT relation, entity FROM concern WHERE (relation, entity) > (?, ?) ORDER BY relation, entity LIMIT ?"
	concernsAtOnce = 1024
)

// of gives what a relation concerns, in order; each relation is asked about once, or
// again and again, none after a greater one.
func (x *concerned) of(ctx context.Context, relation string) (list []string, err error) {
	for {
		for len(x.rows) > 0 && x.rows[0][0] <= relation {
			if x.rows[0][0] == relation {
				list = append(list, x.rows[0][1])
			}
			x.rows = x.rows[1:]
		}
		if len(x.rows) > 0 || x.done {
			return list, nil
		}
		if err := x.read(ctx); err != nil {
			return nil, err
		}
	}
}

func (x *concerned) read(ctx context.Context) error {
	x.rows = x.rows[:0]
	err := x.c.each(ctx, concernsAfter, func(row []driverValue) error {
		x.rows = append(x.rows, [2]string{str(row[0]), str(row[1])})
		return nil
	}, x.last[0], x.last[1], int64(concernsAtOnce))
	if x.done = len(x.rows) < concernsAtOnce; len(x.rows) > 0 {
		x.last = x.rows[len(x.rows)-1]
	}
	return err
}
