package resolvers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"dragoman/graph"
	"dragoman/intake"
)

// ErrorPresenter turns any error into what a client may see: a message for a
// person, and extensions { code retryable requestId field limit ids … }. What is
// not an error of the domain is INTERNAL with a plain message, and is logged
// here, once.
func ErrorPresenter(ctx context.Context, err error) *gqlerror.Error {
	shown := &gqlerror.Error{Path: graphql.GetPath(ctx), Extensions: map[string]any{}}
	var located *gqlerror.Error
	if errors.As(err, &located) {
		shown.Locations = located.Locations
		if located.Path != nil {
			shown.Path = located.Path
		}
	}
	e := recognized(ctx, domain(ctx, err, located, shown.Extensions))
	if e.Code == graph.Internal {
		report(ctx, shown.Path, err)
		e = &graph.Error{Code: graph.Internal, Message: "something went wrong on the server; quote the request id when you report it"}
	}
	shown.Message = e.Message
	describe(ctx, e, shown.Extensions)
	return shown
}

// defect is an error that many rows share, and that is logged once.
type defect struct {
	error
	logged sync.Once
}

func (d *defect) Unwrap() error { return d.error }

func report(ctx context.Context, path ast.Path, err error) {
	log := func() {
		slog.ErrorContext(ctx, "a request failed", "request", RequestID(ctx), "path", path.String(), "error", err)
	}
	var shared *defect
	switch {
	case errors.As(err, new(recovered)): // logged where it was caught
	case errors.As(err, &shared):
		shared.logged.Do(log)
	default:
		log()
	}
}

func describe(ctx context.Context, e *graph.Error, extensions map[string]any) {
	extensions["code"] = string(e.Code)
	extensions["retryable"] = e.Code == graph.Deadline || e.Code == graph.Unavailable || e.Code == graph.OutcomeUnknown
	extensions["requestId"] = RequestID(ctx)
	if e.Field != "" {
		extensions["field"] = e.Field
	}
	if e.Code == graph.Limit && e.Limit > 0 {
		extensions["limit"] = e.Limit
	}
	if len(e.IDs) > 0 {
		extensions["ids"] = e.IDs
	}
}

// domain is the error as one of the domain; extensions takes what such an error
// does not hold.
func domain(ctx context.Context, err error, located *gqlerror.Error, extensions map[string]any) *graph.Error {
	var (
		batch  *graph.BatchError
		record *graph.RecordError
		edtf   *graph.EDTFError
		known  *graph.Error
		part   *intake.Stopped
	)
	if errors.As(err, &part) {
		extensions["stopped"] = map[string]any{"records": part.Records, "of": part.Of}
	}
	switch {
	case errors.As(err, &batch):
		e := refused(batch, extensions)
		if part != nil {
			e.Message += "; " + part.State()
		}
		return e
	case part != nil:
		return speakable(part.Domain())
	case errors.As(err, &record):
		return &graph.Error{Code: record.Code, Field: record.Field, Message: record.Error()}
	case errors.As(err, &edtf):
		extensions["position"] = edtf.Offset
		return &graph.Error{Code: graph.Invalid, Message: edtf.Error()}
	case errors.As(err, &known):
		return speakable(known)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return &graph.Error{Code: graph.Deadline, Message: "the request ran out of time or was cancelled; ask for less, or allow more time"}
	case located != nil && located.Err == nil && located.Extensions["code"] != nil:
		return ofTheRequest(located)
	case beforeResolving(ctx):
		return &graph.Error{Code: graph.Invalid, Message: argumentOf(located) + " cannot be read as a value of its type"}
	}
	return &graph.Error{Code: graph.Internal}
}

// refused is a batch that was refused whole, with the records at fault.
func refused(batch *graph.BatchError, extensions map[string]any) *graph.Error {
	e := &graph.Error{Code: graph.Invalid, Message: batch.Error()}
	list := make([]map[string]any, len(batch.Refused))
	for i, r := range batch.Refused {
		list[i] = map[string]any{"line": r.Line, "field": r.Field, "reason": r.Reason}
		if i == 0 && r.Code != "" {
			e.Code = r.Code
		}
		if r.Absent != "" && e.Code == graph.NotFound && !slices.Contains(e.IDs, r.Absent) {
			e.IDs = append(e.IDs, r.Absent)
		}
	}
	extensions["refused"] = list
	if batch.More > 0 {
		extensions["refusedMore"] = batch.More
	}
	return e
}

// speakable is the error without its cause, which is for logs only.
func speakable(e *graph.Error) *graph.Error {
	out := *e
	if e.Err != nil {
		out.Message = strings.TrimRight(strings.ReplaceAll(e.Message, e.Err.Error(), ""), ": ")
	}
	if out.Message == "" {
		out.Message = "the request failed: " + strings.ToLower(strings.ReplaceAll(string(e.Code), "_", " "))
	}
	return &out
}

// ofTheRequest is a request that did not get as far as a resolver: it does not
// parse, does not fit the schema, or asks for too much.
func ofTheRequest(e *gqlerror.Error) *graph.Error {
	code := graph.Invalid
	switch e.Extensions["code"] {
	case errcode.ValidationFailed, errcode.ParseFailed:
	case "COMPLEXITY_LIMIT_EXCEEDED":
		code = graph.Limit
	default:
		if c, ok := e.Extensions["code"].(string); ok {
			code = graph.Code(c)
		}
	}
	message := e.Message
	if len(e.Path) > 1 && e.Path[0] == ast.PathName("variable") {
		message = "the variable " + e.Path[1:].String() + ": " + message
	}
	return &graph.Error{Code: code, Message: message}
}

// beforeResolving says that the arguments of a field were not read yet.
func beforeResolving(ctx context.Context) bool {
	fc := graphql.GetFieldContext(ctx)
	return fc != nil && fc.Args == nil && fc.Field.Field != nil && fc.Field.Definition != nil && len(fc.Field.Definition.Arguments) > 0
}

func argumentOf(e *gqlerror.Error) string {
	if e != nil && len(e.Path) > 0 {
		if name, ok := e.Path[len(e.Path)-1].(ast.PathName); ok {
			return string(name)
		}
	}
	return "an argument"
}

// recovered is a panic, logged where it was caught.
type recovered struct{}

func (recovered) Error() string { return "panic" }

// Recover logs a panic of a resolver with its stack and makes it INTERNAL.
func Recover(ctx context.Context, p any) error {
	slog.ErrorContext(ctx, "a resolver panicked", "request", RequestID(ctx), "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
	return recovered{}
}
