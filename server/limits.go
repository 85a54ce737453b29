package server

import (
	"fmt"
	"time"

	"dragoman/graph"
)

// Limits bound what one request may ask for. Every refusal is a LIMIT error that
// names the limit and its value.
type Limits struct {
	Body       int64         // bytes of a request body
	Tokens     int           // lexical tokens of a query document
	Depth      int           // nested fields, the root field being 1, fragments expanded
	Aliases    int           // aliased fields, fragments expanded
	RootFields int           // fields of the operation, fragments expanded
	Selections int           // fields in the whole operation, fragments expanded
	SetSize    int           // fields in one selection set, fragments expanded
	Cost       int           // objects that could be asked for: sum of the products of `first` along each list; a nested list without `first` counts as 10
	Deadline   time.Duration // for one operation; reaches the store
	Upload     int64         // bytes of records that are loaded at once, as sent and as unpacked
	Uploads    int           // loads of records at the same time
}

// DefaultLimits are those of the contract.
func DefaultLimits() Limits {
	return Limits{
		Body: 1 << 20, Tokens: 4000, Depth: 15, Aliases: 30, RootFields: 20,
		Selections: 1000, SetSize: 200, Cost: 10_000, Deadline: 10 * time.Second,
		Upload: 4 << 30, Uploads: 2,
	}
}

// Check refuses limits that would refuse everything.
func (l Limits) Check() error {
	for name, v := range map[string]int64{
		"body": l.Body, "tokens": int64(l.Tokens), "depth": int64(l.Depth), "aliases": int64(l.Aliases), "root fields": int64(l.RootFields),
		"selections": int64(l.Selections), "selection set size": int64(l.SetSize), "cost": int64(l.Cost), "deadline": int64(l.Deadline),
		"upload": l.Upload, "uploads": int64(l.Uploads),
	} {
		if v <= 0 {
			return graph.Errorf(graph.Invalid, "the %s limit must be positive, not %d", name, v)
		}
	}
	return nil
}

// exceeded is the refusal for a limit that was passed.
func exceeded(what string, limit int) *graph.Error {
	return &graph.Error{
		Code: graph.Limit, Limit: limit,
		Message: fmt.Sprintf("the request has more than %d %s; ask for less, or in several requests", limit, what),
	}
}
