package main

import (
	"math"
	"runtime/debug"
	"runtime/metrics"
)

// garbage says how much of it may lie about while a load runs, which makes very much,
// while what it keeps only grows: Go's own rule, to collect when there is as much garbage
// as data, goes through all that is kept too often at first, and takes too much room in
// the end.
//
// A user who sets GOGC or GOMEMLIMIT has the say.
type garbage struct {
	on      bool
	percent int   // before
	limit   int64 // before, in bytes
	heard   int   // calls of tell
}

const (
	roomAim     = 13 << 28 // bytes of data and garbage together that are aimed at
	mostGarbage = 200      // percent of the data
	lookEvery   = 256      // calls of tell
)

// letLie begins. End is to be called when the load has ended.
func (m *Main) letLie() *garbage {
	g := new(garbage)
	_, percent := m.LookupEnv("GOGC")
	_, limit := m.LookupEnv("GOMEMLIMIT")
	if g.on = !percent && !limit; g.on {
		g.percent, g.limit = debug.SetGCPercent(mostGarbage), debug.SetMemoryLimit(roomAim)
	}
	return g
}

// tell is called now and then.
func (g *garbage) tell() {
	if g.heard++; !g.on || g.heard%lookEvery != 0 {
		return
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	debug.SetMemoryLimit(roomFor(live[0].Value.Uint64()))
}

// roomFor is the limit for so many bytes of data. With less room above them the collector
// would be at work all the time.
func roomFor(live uint64) int64 {
	return int64(min(max(roomAim, live+live/3), math.MaxInt64))
}

func (g *garbage) end() {
	if g.on {
		debug.SetGCPercent(g.percent)
		debug.SetMemoryLimit(g.limit)
	}
}
