package neo4jstore

import "time"

// Search says where connections are searched.
type Search uint8

// The ways. SearchAuto takes memory where the graph fits Options.Budget.
const (
	SearchAuto Search = iota
	SearchMemory
	SearchDatabase
)

// Options say where the database is and how it is used.
type Options struct {
	URI      string // bolt://, neo4j:// and their +s and +ssc forms
	User     string // "" sends no credentials
	Password string
	Database string // "" is "neo4j"

	Search  Search
	Budget  int64  // bytes of memory for the topology; 0 is DefaultBudget
	Explore int    // relations looked at by one search; 0 is the default of the way
	Folder  string // where the snapshot of the topology is kept; "" keeps none

	Pool    int           // connections at most; 0 is 64
	Connect time.Duration // for one connection; 0 is 5 s
	Poll    time.Duration // how often commits of other servers are looked for; 0 is 250 ms

	Lazy bool // open also when the database is away, and connect when it is there
	Warm bool // ask one of each question after connecting, so that the database has planned them

	overlay int // relations written since the topology was compact, from which it is again; 0 is overlayLeast

	Now func() time.Time // the writer's clock; nil is time.Now
}

// DefaultBudget is the memory that SearchAuto allows for the topology.
const DefaultBudget = 4 << 30
