package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"dragoman/graph"
)

// openServedDatabase opens the database, which may be away. The data folder is
// for the snapshot of the topology and for server.json; nothing of the graph is
// in it.
func (m *Main) openServedDatabase(ctx context.Context, s *serving) (graph.Store, error) {
	if h, ok := heldBy(ctx, s.data); ok {
		return nil, servedAlready(s.data, h)
	}
	o, err := m.storeOptions(s.store, s.data)
	if err != nil {
		return nil, err
	}
	o.Lazy, o.Warm = true, true
	if err := os.MkdirAll(s.data, 0o700); err != nil {
		return nil, graph.Errorf(graph.Unavailable, "the data folder %s cannot be made: %s", s.data, reasonOf(err))
	}
	return openDatabase(ctx, o)
}

// watchEvery is how often a server looks after a database, watchTime how long a
// look may take, and plantTime how long planting the demo graph may.
const (
	watchEvery = time.Second
	watchTime  = 5 * time.Second
	plantTime  = 2 * time.Minute
)

// accompany looks after a store that may be away, until ctx ends: it says when
// the store goes and comes, and plants the demo graph once that can be. wait
// returns when it has ended.
func (m *Main) accompany(ctx context.Context, s *serving, store graph.Store, log *slog.Logger) (wait func()) {
	prober, ok := store.(graph.Prober)
	if !ok {
		return func() {}
	}
	w := &watch{prober: prober, store: store, demo: s.demo, log: log}
	if reasons, ready := w.look(ctx); !ready {
		_, _ = fmt.Fprintf(m.Stderr, "%s is not ready (%s): serving all the same, /readyz tells when it is.\n", s.place(), reasons)
	}
	var running sync.WaitGroup
	running.Go(func() {
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				w.look(ctx)
			}
		}
	})
	return running.Wait
}

// watch is what is known of a store that may be away. It belongs to one
// goroutine at a time.
type watch struct {
	prober graph.Prober
	store  graph.Store
	demo   bool // the demo graph is still to be planted, where the store is empty
	log    *slog.Logger

	looked, ready bool
}

// look asks the store how it does, and acts on a change.
func (w *watch) look(ctx context.Context) (reasons string, ready bool) {
	short, cancel := context.WithTimeout(ctx, watchTime)
	defer cancel()
	h := w.prober.Health(short)
	reasons = strings.Join(h.Reasons, "; ")
	switch {
	case w.looked && h.Ready && !w.ready:
		w.log.Info("the store is ready", "search", h.Search, "revision", h.Revision)
	case w.looked && !h.Ready && w.ready && ctx.Err() == nil:
		w.log.Warn("the store is not ready", "reasons", reasons)
	}
	w.looked, w.ready = true, h.Ready
	if w.demo {
		w.plant(ctx)
	}
	return reasons, h.Ready
}

// info says what the store holds, in the time of a look.
func (w *watch) info(ctx context.Context) (graph.StoreInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, watchTime)
	defer cancel()
	return w.store.Info(ctx)
}

// plant puts the demo graph into an empty database. Two servers that do so at
// once plant the same, once.
func (w *watch) plant(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, plantTime)
	defer cancel()
	info, err := w.info(ctx)
	if err == nil && info.Entities == 0 {
		if err = plant(ctx, w.store); err == nil {
			w.log.Info("the store was empty: put the built-in demo graph in")
		}
	}
	switch code := graph.CodeOf(err); {
	case code == graph.Unavailable, code == graph.Deadline, code == graph.OutcomeUnknown, errors.Is(ctx.Err(), context.Canceled):
		return // the next look tries again
	case err != nil:
		w.log.Error("the demo graph could not be put in", "error", err)
	}
	w.demo = false
}
