package main

import (
	"embed"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"dragoman/graph"
)

//go:embed queries/*.graphql
var queries embed.FS

// operation is one of the fixed GraphQL operations. Those of the commands have
// one root field each, whose value is what --json prints.
type operation string

// The operations, by the name of their file.
const (
	opResolveID   operation = "resolve_id"
	opResolveName operation = "resolve_name"
	opResolveNode operation = "resolve_node"
	opSearch      operation = "search"
	opEntity      operation = "entity"
	opPath        operation = "path"
	opEgo         operation = "ego"
	opBetween     operation = "between"
	opConnect     operation = "connect"
	opTimeline    operation = "timeline"
	opSources     operation = "sources"
	opChanges     operation = "changes"
	opStats       operation = "stats"
	opReport      operation = "report"
	opRevision    operation = "revision"
)

// text is the GraphQL document: the operation, and of queries/fragments.graphql what
// it uses, directly or through others.
func (o operation) text() string {
	text := queryFile(string(o))
	wanted, shared := map[string]bool{}, fragments()
	var want func(text string)
	want = func(text string) {
		for _, used := range spread.FindAllStringSubmatch(text, -1) {
			if name := used[1]; !wanted[name] {
				wanted[name] = true
				want(shared[name])
			}
		}
	}
	want(text)
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		text += shared[name] // "" for a fragment of the operation's own
	}
	return text
}

// spread is the use of a fragment; one on a type has a space behind the dots.
var spread = regexp.MustCompile(`\.\.\.(\w+)`)

// fragments are the shared ones, by name.
var fragments = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for _, part := range strings.Split(queryFile("fragments"), "\nfragment ")[1:] {
		definition, _, _ := strings.Cut(part, "\n}\n") // behind it comes the next one's comment
		name, _, _ := strings.Cut(definition, " ")
		all[name] = "\nfragment " + definition + "\n}\n"
	}
	return all
})

func queryFile(name string) string {
	b, err := queries.ReadFile("queries/" + name + ".graphql")
	if err != nil {
		return ""
	}
	return string(b)
}

// variables are an operation's, by name.
type variables map[string]any

// answer is a response of GraphQL.
type answer struct {
	Data   map[string]json.RawMessage `json:"data"`
	Errors []refusal                  `json:"errors"`
}

// refusal is one of its errors.
type refusal struct {
	Message    string `json:"message"`
	Extensions struct {
		Code  graph.Code `json:"code"`
		IDs   []string   `json:"ids"`
		Limit int        `json:"limit"`
	} `json:"extensions"`
}

// fields gives the values of the root fields; an error of the operation is an
// *graph.Error with the code of the first.
func (a *answer) fields() (map[string]json.RawMessage, error) {
	if len(a.Errors) == 0 {
		return a.Data, nil
	}
	first := a.Errors[0]
	messages := make([]string, len(a.Errors))
	for i, e := range a.Errors {
		messages[i] = e.Message
	}
	if first.Extensions.Code == "" {
		first.Extensions.Code = graph.Internal
	}
	return nil, &graph.Error{
		Code: first.Extensions.Code, IDs: first.Extensions.IDs, Limit: first.Extensions.Limit,
		Message: strings.Join(messages, "; "),
	}
}

// asUsage turns the refusal of an argument into a usage error: the values of
// arguments are those of flags.
func asUsage(err error) error {
	switch graph.CodeOf(err) {
	case graph.Invalid, graph.Limit:
		return &outcome{exitUsage, err}
	}
	return err
}
