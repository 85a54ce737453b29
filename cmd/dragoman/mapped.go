package main

import (
	"bytes"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dragoman/graph"
	"dragoman/mapping"
	"dragoman/mappings"
)

// mapFlags are the flags of load that have to do with mappings.
type mapFlags struct {
	name string   // of a mapping in the program, or of a file; empty for none
	set  []string // NAME=VALUE
}

// findMapping reads a mapping: a file, or one that the program has.
func findMapping(name string) (*mapping.Mapping, error) {
	if slices.Contains(mappings.Names(), name) {
		return mappings.Find(name)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		if !strings.ContainsAny(name, `./\`) {
			return nil, usage("--map %s: there is no such file, and the program has no mapping of that name; it has %s", name, strings.Join(mappings.Names(), " "))
		}
		return nil, usage("--map %s: %s", name, reasonOf(err))
	}
	return mapping.Parse(name, text, os.DirFS(filepath.Dir(name)))
}

// mappedFeeds are the feeds of files that are read by a mapping.
func (m *Main) mappedFeeds(f mapFlags, paths []string) (feeds []*feed, err error) {
	with, err := findMapping(f.name)
	if err != nil {
		return nil, err
	}
	set := map[string]string{}
	for _, s := range f.set {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			return nil, usage("--set %s: it is NAME=VALUE, and NAME is a constant of the mapping", s)
		}
		set[name] = value
	}
	var inputs []mapping.Input
	parts := map[string]*feed{}
	closeAll := func(err error) error {
		for _, part := range parts {
			err = errors.Join(err, part.Close())
		}
		return err
	}
	for _, path := range paths {
		part, err := m.openFeed(path)
		if err != nil {
			return nil, closeAll(err)
		}
		if _, twice := parts[part.name]; twice {
			return nil, closeAll(errors.Join(usage("%s is named twice", part.name), part.Close()))
		}
		parts[part.name] = part
		inputs = append(inputs, mapping.Input{Name: part.name, Open: part.read})
	}
	loads, err := with.Plan(inputs, set)
	if err != nil {
		return nil, closeAll(err)
	}
	for _, l := range loads {
		one := &feed{name: l.Name, from: l.Records, mapped: l, main: parts[l.Name]}
		if len(loads) == 1 {
			for _, part := range parts {
				one.parts = append(one.parts, part)
			}
		} else {
			one.parts = []*feed{parts[l.Name]}
		}
		feeds = append(feeds, one)
	}
	return feeds, nil
}

// explain adds the keys of the mapping to what was refused, where the file can be
// read again.
func (f *feed) explain(refused []graph.Refusal) {
	if f.mapped != nil && (f.main.stdin == nil || f.main.spool != nil) {
		f.mapped.Explain(refused)
	}
}

// tellMapped says what became of the rows of a file.
func (m *Main) tellMapped(l *mapping.Load) {
	_, _ = fmt.Fprintf(m.Stderr, "%s: %s\n", l.Name, rowsOf(l.Tally()))
}

// rowsOf leaves out how many records are bad: of those some are told by the store.
func rowsOf(t mapping.Tally) string {
	text := counted(t.Rows, "row")
	if t.Rows == 0 {
		text += ": there is nothing behind the line that names the columns, if there is one"
	}
	for _, s := range t.Skipped {
		if s.Rows > 0 {
			text += fmt.Sprintf("; %s skipped: %s", counted(s.Rows, "row"), s.Reason)
		}
	}
	return text
}

// maxSamples is how many records a dry run shows.
const maxSamples = 10

// rehearse reads a file without storing anything: how many records of each sort it
// gives, ten of them, and what is wrong with it as far as that shows without the
// store. sound is false where something is.
func (m *Main) rehearse(f *feed) (sound bool, err error) {
	var receipt graph.Receipt
	once := newThings()
	var refused []graph.Refusal
	var shown, others []graph.Record
	more, seen := 0, map[string]bool{}
	for r, err := range f.records() {
		if bad := (*graph.RecordError)(nil); errors.As(err, &bad) {
			if refused = append(refused, bad.Refusal()); len(refused) > maxListed {
				refused, more = refused[:maxListed], more+1
			}
			continue
		}
		if err != nil {
			return false, err
		}
		count(&receipt, &r)
		once.count(&r)
		switch sort := sortOf(&r); {
		case !seen[sort] && len(shown) < maxSamples:
			seen[sort] = true
			shown = append(shown, r)
		case len(others) < maxSamples:
			others = append(others, r)
		}
	}
	for _, r := range append(shown, others[:min(len(others), maxSamples-len(shown))]...) {
		line := graph.AppendRecord(nil, &r, graph.EncodeOptions{Audit: true})
		if _, err := fmt.Fprintf(m.Stdout, "%s\n", line); err != nil {
			return false, err
		}
	}
	m.tellBad(f, refused, more)
	if f.mapped != nil {
		m.tellMapped(f.mapped)
	}
	text := recordsOf(receipt)
	if things := summary(once.Receipt); things != summary(receipt) {
		text += "; each thing once: " + things
	}
	if bad := len(refused) + more; bad > 0 {
		text += "; " + counted(bad, "bad row or record", "bad rows and records")
	}
	_, _ = fmt.Fprintf(m.Stderr, "%s: %s. Nothing was stored; what only the store can tell, such as ends that are not there, was not looked at.\n", f.name, text)
	return len(refused) == 0, nil
}

// recordsOf is summary for records that were only read.
func recordsOf(r graph.Receipt) string {
	text := summary(r)
	if text == "nothing new" {
		return "no records"
	}
	return "records: " + text
}

func count(to *graph.Receipt, r *graph.Record) {
	switch {
	case r.Document != nil:
		to.Documents++
	case r.Entity != nil:
		to.Entities++
	case r.Relation != nil:
		to.Relations++
		to.Claims += len(r.Relation.Claims)
	case r.Attribute != nil:
		to.Attributes++
		to.Claims += len(r.Attribute.Claims)
	default:
		to.Judgements++
	}
}

// things counts what records are about, each thing once, as a load into an empty store
// does. It knows them again by a hash of 64 bits of their ids: of ten million things it
// takes two for one with a chance of a few in a million.
type things struct {
	graph.Receipt
	hash maphash.Seed
	seen map[uint64]struct{}
}

func newThings() *things {
	return &things{hash: maphash.MakeSeed(), seen: map[uint64]struct{}{}}
}

// once counts the thing of an id, unless it was counted before.
func (t *things) once(to *int, id string) {
	h := maphash.String(t.hash, id)
	if _, known := t.seen[h]; !known {
		t.seen[h] = struct{}{}
		*to++
	}
}

func (t *things) count(r *graph.Record) {
	var claims []graph.Claim
	var claimID func(*graph.Claim) string
	switch {
	case r.Document != nil:
		t.once(&t.Documents, r.ID())
	case r.Entity != nil:
		t.once(&t.Entities, r.ID())
	case r.Relation != nil:
		id := r.Relation.Identity()
		t.once(&t.Relations, id)
		claims, claimID = r.Relation.Claims, func(c *graph.Claim) string { return graph.RelationClaimID(id, c) }
	case r.Attribute != nil:
		k := r.Attribute.Identity()
		t.once(&t.Attributes, k.ID())
		claims, claimID = r.Attribute.Claims, func(c *graph.Claim) string { return graph.AttributeClaimID(k, c) }
	default:
		t.Judgements++
	}
	for i := range claims {
		id := claims[i].ID
		if id == "" {
			id = claimID(&claims[i])
		}
		t.once(&t.Claims, "claim "+id)
	}
}

// sortOf is what makes a sample worth showing beside others.
func sortOf(r *graph.Record) string {
	switch {
	case r.Document != nil:
		return "document"
	case r.Entity != nil:
		return r.Entity.Kind.String()
	case r.Relation != nil:
		return r.Relation.Type.String()
	case r.Attribute != nil:
		return "attribute " + r.Attribute.Name
	}
	return "judgement"
}

// eachSort is how many bad rows of a sort are told.
const eachSort = 3

// tellBad prints bad records; of rows that fail in the same way, which a mapping that
// does not fit makes of all, only the first.
func (m *Main) tellBad(f *feed, refused []graph.Refusal, more int) {
	if f.mapped == nil {
		m.tellRefused(refused, more)
		return
	}
	var told []graph.Refusal
	times := map[string]int{}
	for _, r := range refused {
		sort := r.Field
		if i := strings.LastIndex(r.Reason, "(mapping key "); i >= 0 {
			sort = r.Reason[i:]
		}
		if times[sort]++; times[sort] <= eachSort {
			told = append(told, r)
		}
	}
	m.tellRefused(told, more+len(refused)-len(told))
}

// tellFaults prints what is wrong with a mapping, a line for each fault.
func (m *Main) tellFaults(err error) error {
	var e *graph.Error
	if !errors.As(err, &e) || !strings.Contains(e.Message, "\n") {
		return asFailure(err)
	}
	for line := range strings.Lines(e.Message) {
		_, _ = io.WriteString(m.Stderr, plain(strings.TrimRight(line, "\n"))+"\n")
	}
	return silently(exitFailure)
}

// write gives a text to the standard output.
func (m *Main) write(text []byte) error {
	_, err := io.Copy(m.Stdout, bytes.NewReader(text))
	return err
}
