package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"dragoman/graph"
)

// The exit codes of the contract.
const (
	exitOK          = 0
	exitFailure     = 1
	exitUsage       = 2
	exitNotFound    = 3 // no such thing, or no path
	exitUnavailable = 4 // the store or the server cannot be reached
	exitStopped     = 5 // cut short by a deadline or a budget
)

// outcome is an error that says itself how the program ends. A silent one has
// been explained already.
type outcome struct {
	code int
	err  error // nil is silent
}

func (o *outcome) Error() string {
	if o.err == nil {
		return fmt.Sprintf("exit %d", o.code)
	}
	return o.err.Error()
}

func (o *outcome) Unwrap() error { return o.err }

// usage is a mistake in how the program was called.
func usage(format string, args ...any) error {
	return &outcome{exitUsage, fmt.Errorf(format, args...)}
}

// silently ends with a code after the answer has been printed.
func silently(code int) error {
	if code == exitOK {
		return nil
	}
	return &outcome{code: code}
}

// exitCode reads the exit code off an error of a command.
func exitCode(err error) int {
	if err == nil {
		return exitOK
	}
	if o := (*outcome)(nil); errors.As(err, &o) {
		return o.code
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return exitStopped
	}
	switch graph.CodeOf(err) {
	case graph.NotFound:
		return exitNotFound
	case graph.Unavailable, graph.OutcomeUnknown:
		return exitUnavailable
	case graph.Deadline:
		return exitStopped
	}
	return exitFailure
}

// report prints what went wrong, in one line, and gives the exit code.
func (m *Main) report(cmd *cobra.Command, err error) int {
	code := exitCode(err)
	if o := (*outcome)(nil); err == nil || errors.As(err, &o) && o.err == nil {
		return code
	}
	_, _ = fmt.Fprintln(m.Stderr, "dragoman: "+explain(err))
	if code == exitUsage && cmd != nil {
		_, _ = fmt.Fprintf(m.Stderr, "See: %s --help\n", cmd.CommandPath())
	}
	return code
}

// explain writes an error in one line for the person at the terminal, who, unlike a client
// of the server, may see the cause.
func explain(err error) string {
	var e *graph.Error
	text := err.Error()
	if errors.As(err, &e) && e.Message != "" {
		text = e.Message
		if e.Err != nil && !strings.Contains(text, e.Err.Error()) {
			text += ": " + e.Err.Error()
		}
	}
	return plain(strings.ReplaceAll(text, "\n", ": "))
}
