package neo4jstore

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// Store is a graph in a Neo4j database. See the package comment.
type Store struct {
	options   Options
	where     string // the URI without credentials, for messages
	driver    neo4j.DriverWithContext
	bookmarks neo4j.BookmarkManager
	id        string                  // of the store in the database; part of every revision; known once state is
	state     atomic.Pointer[state]   // nil until connected
	undated   atomic.Pointer[undated] // see view.undatedUnder
	totals    totals
	away      atomic.Pointer[graph.Error] // why there is no state, or none that is current
	news      news
	writes    queue
	recalled  *recalled // of the goroutine that writes, of which the queue lets there be one
	shape     shape
	stats     atomic.Pointer[keptStats] // of some revision

	gate       sync.RWMutex // guards closing against new calls
	closing    bool
	closed     chan struct{}   // closed when closing begins
	life       context.Context // ends after the last call: background work ends
	end        context.CancelFunc
	use        sync.WaitGroup
	background sync.WaitGroup
}

// state is what this process knows of the database as of one revision.
type state struct {
	revision  int64
	view      *merge.View
	graph     *topology.Graph // of this revision; always there in a view of Store.survey, perhaps in one of look; nil in the database way
	documents *documentCache
	entities  *entityCache // nil where the search is in the database
}

// name makes a revision a string; those of different stores differ.
func (s *Store) name(revision int64) string { return s.id + "-" + strconv.FormatInt(revision, 10) }

// number reads a revision of this store.
func (s *Store) number(revision string) (int64, bool) {
	digits, ok := strings.CutPrefix(revision, s.id+"-")
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, ok && err == nil && n >= 0
}

// enter counts a call in; leave must follow. UNAVAILABLE after Close.
func (s *Store) enter(ctx context.Context) error {
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.closing {
		return &graph.Error{Code: graph.Unavailable, Message: s.where + ": the store is closed; open it again"}
	}
	if err := inTime(ctx); err != nil {
		return err
	}
	s.use.Add(1)
	return nil
}

func (s *Store) leave() { s.use.Done() }
