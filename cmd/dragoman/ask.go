package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"dragoman/graph"
)

// question is a command that asks one fixed operation.
type question struct {
	*cobra.Command
	args  *arguments
	where *whereabouts
	json  bool

	format string // text or markdown; "" where the command has one form only
	output string // file for the answer; "-" is the standard output, as is ""
}

// newQuestion adds the flags that all of them have.
func newQuestion(cmd *cobra.Command, list ...argument) *question {
	q := &question{Command: cmd, args: queryArguments(cmd, list...)}
	q.where = queryStoreFlags(cmd, "auto")
	cmd.Flags().BoolVar(&q.json, "json", false, "print the answer as JSON")
	cmd.Flags().SortFlags = false
	return q
}

// orMarkdown adds the choice of a report, and of a file for it.
func (q *question) orMarkdown() {
	q.Flags().StringVar(&q.format, "format", formatText, "text, or markdown: a report to cite, with every claim and its document")
	q.Flags().StringVarP(&q.output, "output", "o", "-", "file to write, replaced only when the answer is complete")
}

// The forms of an answer.
const (
	formatText     = "text"
	formatMarkdown = "markdown"
)

// checkForm refuses a form that is none.
func (q *question) checkForm() error {
	switch {
	case !isOneOf(q.format, []string{"", formatText, formatMarkdown}):
		return usage("--format %q is not known; it is text or markdown", q.format)
	case q.json && q.format == formatMarkdown:
		return usage("--json and --format markdown exclude each other")
	}
	return nil
}

// with connects, and gives f the backend and a context that ends in time.
func (m *Main) with(q *question, f func(ctx context.Context, b backend) error) (err error) {
	if err := q.checkForm(); err != nil {
		return err
	}
	if err := q.args.unheeded(); err != nil {
		return err
	}
	ctx := q.Context()
	b, err := m.connect(ctx, q.where, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	if q.where.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, q.where.timeout)
		defer cancel()
	}
	return m.into(q, func() error { return f(ctx, b) })
}

// into gives what f prints to the file that was asked for. An answer that was told in
// full is kept also where it is that there is none.
func (m *Main) into(q *question, f func() error) error {
	if q.output == "" || q.output == "-" {
		return f()
	}
	var ending error
	err := m.output(q.output, func(w io.Writer) error {
		out := m.Stdout
		m.Stdout = w
		defer func() { m.Stdout = out }()
		ending = f()
		if o := (*outcome)(nil); errors.As(ending, &o) && o.err == nil {
			return nil
		}
		return ending
	})
	return cmp.Or(err, ending)
}

// ask runs the operation and reads its root field into to. With --json it prints
// the field as it came; print then has nothing to do.
func (m *Main) ask(ctx context.Context, b backend, q *question, op operation, root string, vars variables, to any) (printed bool, err error) {
	fields, err := b.Query(ctx, op, vars)
	if err != nil {
		return false, asUsage(err)
	}
	if err := decodeFields(fields, field{root, to}); err != nil || !q.json {
		return false, err
	}
	var text bytes.Buffer
	if err := json.Indent(&text, fields[root], "", "  "); err != nil {
		return false, err
	}
	text.WriteByte('\n')
	_, err = m.Stdout.Write(text.Bytes())
	return true, err
}

// resolveArgument replaces names in a list argument by ids.
func (m *Main) resolveArgument(ctx context.Context, b backend, in map[string]any, name string) error {
	list, ok := in[name].([]string)
	if !ok {
		return nil
	}
	ids := []string{}
	for _, word := range list {
		if relationID(word) {
			ids = append(ids, word)
			continue
		}
		e, err := m.resolve(ctx, b, word)
		if err != nil {
			return err
		}
		ids = append(ids, e.ID)
	}
	in[name] = ids
	return nil
}

// relationID says whether a word is the id of a relation.
func relationID(word string) bool { return len(word) > 2 && word[:2] == "r:" }

// resolveWhere does so for the sources of a filter.
func (m *Main) resolveWhere(ctx context.Context, b backend, vars variables) error {
	where, ok := vars["where"].(map[string]any)
	if !ok {
		return nil
	}
	return errors.Join(m.resolveArgument(ctx, b, where, "sources"), m.resolveArgument(ctx, b, where, "excludeSources"))
}

// stopped is the exit for an answer that a deadline or a budget cut short.
func stopped(by graph.StopReason) error {
	if by == 0 {
		return nil
	}
	return silently(exitStopped)
}
