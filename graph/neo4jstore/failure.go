package neo4jstore

import (
	"context"
	"errors"
	"io"
	"net"
	"reflect"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/graph"
)

// failure makes an error of the driver or the server one of ours, by type and
// code. Errors of ours and nil pass through; once ctx has ended it is DEADLINE,
// whatever the driver says. No message has a statement in it.
func (s *Store) failure(ctx context.Context, err error) error {
	var ours *graph.Error
	switch {
	case err == nil, errors.As(err, &ours):
		return err
	case over(ctx):
		return late(err)
	}
	causes := causesOf(err)
	if refusal := serverError(causes); refusal != nil {
		return s.refused(refusal, err)
	}
	for _, c := range causes {
		switch any(c).(type) { // causes are unwrapped already
		case *neo4j.InvalidAuthenticationError, *neo4j.TokenExpiredError:
			return s.unauthorized(err)
		case *neo4j.UsageError:
			return &graph.Error{Code: graph.Internal, Message: s.where + ": the database was asked in a way that its driver refuses", Err: err}
		case *neo4j.ConnectivityError, *neo4j.TransactionExecutionLimit, net.Error:
			return s.unreachable(err)
		}
	}
	if lost(causes) {
		return s.unreachable(err)
	}
	return &graph.Error{Code: graph.Internal, Message: s.where + ": the database gave an answer that was not understood", Err: err}
}

// refused is failure for what the server said.
func (s *Store) refused(said *neo4j.Neo4jError, err error) error {
	e := &graph.Error{Code: graph.Internal, Message: s.where + ": the database refused a statement; see the server's log", Err: err}
	switch code := said.Code; {
	case timedOut[code]:
		e.Code, e.Message = graph.Deadline, s.where+": the database ended the statement, which took too long; ask for less, or allow more time"
	case strings.Contains(code, "MemoryPoolOutOfMemory"), strings.HasSuffix(code, ".TransactionOutOfMemoryError"):
		e.Code, e.Message = graph.Limit, s.where+": the database has not enough memory for this in one transaction; send or ask for less at once, or raise db.memory.transaction.max and dbms.memory.transaction.total.max in its neo4j.conf"
	case code == unauthorized, strings.HasPrefix(code, security) && strings.HasSuffix(code, "Expired"):
		return s.unauthorized(err)
	case code == rateLimited:
		e.Code, e.Message = graph.Unavailable, s.where+": the database was given a wrong password too often and takes none for some seconds; check the password, then try again"
	case code == forbidden:
		e.Code, e.Message = graph.Unavailable, s.where+": the database does not allow its user to do this; grant what the set-up guide lists"
	case strings.HasPrefix(code, "Neo.ClientError.Database."):
		e.Code, e.Message = graph.Unavailable, s.where+": the database "+s.options.Database+" is not there or not started"
	case code == "Neo.ClientError.Transaction.Terminated", said.IsRetriable(), strings.HasPrefix(code, "Neo.TransientError."), stopping[code]:
		e.Code, e.Message = graph.Unavailable, s.where+": the database could not do it just now; send it again"
	}
	return e
}

const (
	security     = "Neo.ClientError.Security."
	unauthorized = security + "Unauthorized"
	forbidden    = security + "Forbidden"
	rateLimited  = security + "AuthenticationRateLimit"
)

// timedOut are the codes of a transaction that went beyond its time.
var timedOut = map[string]bool{
	"Neo.ClientError.Transaction.TransactionTimedOut":                    true,
	"Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration": true,
}

// stopping are the codes of a server that goes down, comes up or is stuck.
var stopping = map[string]bool{
	"Neo.DatabaseError.Database.DatabaseNotFound":          true,
	"Neo.DatabaseError.Transaction.TransactionStartFailed": true,
	"Neo.ClientError.Transaction.LockClientStopped":        true,
	"Neo.ClientError.Transaction.LockAcquisitionTimeout":   true,
}

func (s *Store) unauthorized(err error) error {
	return &graph.Error{Code: graph.Unavailable, Message: s.where + ": the database does not take the user and password any more; give the right ones and start again", Err: err}
}

func (s *Store) unreachable(err error) error {
	return &graph.Error{Code: graph.Unavailable, Message: s.where + ": the database cannot be reached, has no connection free or does not answer in time; look at the server, then send it again", Err: err}
}

// passing says whether the same statement may do better in a moment.
func passing(err error) bool {
	causes := causesOf(err)
	if said := serverError(causes); said != nil {
		return said.IsRetriable() && !strings.Contains(said.Code, "OutOfMemory") || stopping[said.Code]
	}
	for _, c := range causes {
		switch any(c).(type) {
		case *neo4j.ConnectivityError, net.Error:
			return true
		}
	}
	return lost(causes)
}

// lost says whether a connection broke in a way that the driver gives no name.
func lost(causes []error) bool {
	for _, c := range causes {
		if errors.Is(c, io.EOF) || errors.Is(c, io.ErrUnexpectedEOF) || errors.Is(c, net.ErrClosed) || errors.Is(c, context.DeadlineExceeded) {
			return true
		}
	}
	return false
}

// serverError gives the first thing that the server itself said.
func serverError(causes []error) *neo4j.Neo4jError {
	for _, c := range causes {
		if e, ok := any(c).(*neo4j.Neo4jError); ok {
			return e
		}
	}
	return nil
}

// causesOf lists an error and all that it rests on, outermost first. The driver
// keeps causes in fields (Inner, Err, Errors) without Unwrap.
func causesOf(err error) []error {
	var out []error
	var walk func(err error, depth int)
	walk = func(err error, depth int) {
		if err == nil || depth > 12 {
			return
		}
		out = append(out, err)
		switch e := any(err).(type) {
		case *neo4j.TransactionExecutionLimit:
			if n := len(e.Errors); n > 0 {
				walk(e.Errors[n-1], depth+1)
			}
			return
		case interface{ Unwrap() error }:
			walk(e.Unwrap(), depth+1)
			return
		case interface{ Unwrap() []error }:
			for _, u := range e.Unwrap() {
				walk(u, depth+1)
			}
			return
		}
		if inner := field(err); inner != nil {
			walk(inner, depth+1)
		}
	}
	walk(err, 0)
	return out
}

// field gives the error in an exported field Inner or Err of an error, if it has
// one.
func field(err error) error {
	v := reflect.ValueOf(err)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return nil
	}
	for _, name := range []string{"Inner", "Err"} {
		if f := v.Elem().FieldByName(name); f.IsValid() && f.CanInterface() {
			if inner, ok := f.Interface().(error); ok {
				return inner
			}
		}
	}
	return nil
}

// over says whether a context has ended, or ends now: the driver's clocks may be
// a little ahead of it.
func over(ctx context.Context) bool {
	if ctx.Err() != nil {
		return true
	}
	at, ok := ctx.Deadline()
	return ok && time.Until(at) < 2*time.Millisecond
}

// inTime is the error of a context that has ended, as ours.
func inTime(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return late(err)
	}
	return nil
}

func late(err error) error {
	return &graph.Error{Code: graph.Deadline, Message: "out of time, or cancelled by the caller; ask for less, or allow more time", Err: err}
}
