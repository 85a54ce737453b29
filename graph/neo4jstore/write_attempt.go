package neo4jstore

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/graph"
)

// group is one transaction for several batches.
type group struct {
	s    *Store
	ctx  context.Context
	tx   neo4j.ExplicitTransaction
	run  transaction
	jobs []*job

	base     int64                // revision before
	last     int64                // revision after the batches that were kept
	requests map[string][2]string // digest and receipt by key
	ledger   *ledger
	gather   *gatherer
	plan     *plan
	kept     []*job // take part in the commit
	replayed []*job
	token    string     // of this attempt
	feed     []*touched // by the revisions of this attempt
}

// attempt writes the jobs in one transaction. An error is one of all that are
// not done.
func (s *Store) attempt(ctx context.Context, jobs []*job) error {
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer s.closeSession(session)
	tx, err := session.BeginTransaction(ctx, transactionTimeout(ctx))
	if err != nil {
		return err
	}
	defer s.closeSession(tx)
	g := &group{s: s, ctx: ctx, tx: tx, run: transaction{s, tx}, jobs: jobs, requests: map[string][2]string{}}
	if err := g.open(); err != nil {
		return err
	}
	for _, j := range jobs {
		if err := g.apply(j); err != nil {
			return err
		}
	}
	if len(g.kept) == 0 {
		if s.writes.seal(g.replayed) {
			g.finish()
			return nil
		}
		return errAgain
	}
	if err := g.write(); err != nil {
		return err
	}
	if !s.writes.seal(slices.Concat(g.kept, g.replayed)) {
		return errAgain
	}
	return g.commit()
}

// opening takes the writers' lock, and looks up what is expected under it.
var opening = `
MATCH (dragoman:Dragoman {id: 0})
SET dragoman.lock = true
WITH dragoman` + gathering + `
CALL () {
  UNWIND $p.keys AS key MATCH (q:Request {key: key}) RETURN collect([q.key, q.digest, q.receipt]) AS requests
}
RETURN entities, formers, documents, claims, statements, concerns, judgements, incident, relations,
  requests, dragoman.revision, dragoman.viewRevision, dragoman.store`

// closeRelations are looked up with the batch where it has no more.
const closeRelations = 200

// open begins under the lock, in the view of that moment.
func (g *group) open() error {
	st, err := g.s.current(g.ctx)
	if err != nil {
		return err
	}
	keys := []string{}
	for _, j := range g.jobs {
		if j.batch.Key != "" {
			keys = append(keys, j.batch.Key)
		}
	}
	g.ledger = newLedger(st.view, false)
	g.gather = newGatherer(g.s, g.ledger, g.run)
	if st.revision > 0 && g.early() {
		g.expect()
	}
	params := g.gather.params()
	params["keys"] = keys
	row, err := g.run.one(g.ctx, opening, params)
	if err != nil {
		return err
	}
	if str(row[12]) != g.s.id {
		return errMoved // another store is in the database now
	}
	g.base, g.last = num(row[10]), num(row[10])
	for _, r := range row[9].([]any) {
		cols := r.([]any)
		g.requests[str(cols[0])] = [2]string{str(cols[1]), str(cols[2])}
	}
	if num(row[11]) > st.revision { // merges that this process has not heard of
		if err := g.s.reach(g.ctx, g.base); err != nil {
			return err
		}
		g.ledger = newLedger(g.s.state.Load().view, false)
		g.gather = newGatherer(g.s, g.ledger, g.run)
		g.expect()
	} else if g.base == 0 {
		g.ledger = newLedger(st.view, true)
		g.gather = newGatherer(g.s, g.ledger, g.run)
	} else if err := g.gather.learn(row); err != nil {
		return err
	} else if !g.early() {
		g.recall()
		g.expect()
	}
	g.plan = newPlan(g.gather, g.run)
	return nil
}

func (g *group) expect() {
	for _, j := range g.jobs {
		g.gather.expect(j.batch, j.in, g.early())
	}
}

// early says that there is so little to look up that it goes with the statement
// that takes the lock. In that one, as in any that writes, looking a node up by a
// unique property locks it, which costs more.
func (g *group) early() bool {
	n := 0
	for _, j := range g.jobs {
		n += len(j.in.items)
	}
	return n <= closeRelations
}

// apply takes one batch into the ledger. An error is one of the whole group; that
// of the batch alone goes to its job.
func (g *group) apply(j *job) error {
	if done, err := g.replay(j); done || err != nil {
		return err
	}
	if err := cmpError(j.fault, inTime(j.ctx)); err != nil {
		j.finish(err)
		return nil
	}
	for {
		if err := g.gather.fill(g.ctx); err != nil {
			return err
		}
		t := newTrial(g.ledger, j.batch, j.in)
		err := t.safely()
		if g.gather.open() {
			g.ledger.drop()
			continue
		}
		if err != nil {
			g.ledger.drop()
			j.finish(err)
			return nil
		}
		g.ledger.keep()
		j.receipt, j.change = t.receipt, &t.change
		break
	}
	return g.keep(j)
}

func cmpError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// safely is apply for records that make it panic.
func (t *trial) safely() (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = graph.Errorf(graph.Internal, "the batch could not be taken: %v", cause)
		}
	}()
	return t.apply()
}

// keep gives a batch that was applied its revision.
func (g *group) keep(j *job) error {
	if changed(&j.receipt) {
		g.last++
		g.plan.change.add(j.change)
	} else {
		j.change = nil
	}
	j.receipt.Revision = g.s.name(g.last)
	g.kept = append(g.kept, j)
	if j.batch.Key != "" {
		text, err := json.Marshal(j.receipt)
		if err != nil {
			return err
		}
		g.requests[j.batch.Key] = [2]string{j.batch.Digest, string(text)}
	}
	return nil
}

func changed(r *graph.Receipt) bool {
	return r.Documents+r.Entities+r.Relations+r.Attributes+r.Claims+r.Judgements > 0
}

// replay answers a batch that was applied before under its key.
func (g *group) replay(j *job) (done bool, err error) {
	b := j.batch
	was, ok := g.requests[b.Key]
	if b.Key == "" || !ok {
		return false, nil
	}
	if was[0] != b.Digest {
		j.finish(&graph.Error{Code: graph.Conflict, Field: "key", IDs: []string{b.Key}, Message: "key " + b.Key + " was used for other content; send this under a new key"})
		return true, nil
	}
	j.receipt = graph.Receipt{}
	if err := json.Unmarshal([]byte(was[1]), &j.receipt); err != nil {
		return true, g.gather.damaged("receipt of "+b.Key, err)
	}
	j.receipt.Replayed = true
	g.replayed = append(g.replayed, j)
	return true, nil
}
