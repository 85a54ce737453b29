package neo4jstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/graph"
)

func TestFailure(t *testing.T) {
	s := &Store{where: "bolt://here"}
	said := func(code string) error { return &neo4j.Neo4jError{Code: code, Msg: "MATCH (secret) RETURN secret"} }
	done, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		reason  string
		ctx     context.Context
		err     error
		code    graph.Code
		passing bool
	}{
		{"none", nil, nil, "", false},
		{"ours", nil, graph.Errorf(graph.Conflict, "x"), graph.Conflict, false},
		{"the caller's time is over", done, said("Neo.ClientError.Statement.SyntaxError"), graph.Deadline, false},
		{"the server's limit of time", nil, said("Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration"), graph.Deadline, false},
		{"a deadlock", nil, said("Neo.TransientError.Transaction.DeadlockDetected"), graph.Unavailable, true},
		{"memory", nil, said("Neo.TransientError.General.MemoryPoolOutOfMemoryError"), graph.Limit, false},
		{"syntax", nil, said("Neo.ClientError.Statement.SyntaxError"), graph.Internal, false},
		{"a password that was changed", nil, said(unauthorized), graph.Unavailable, false},
		{"a wrong password too often", nil, said(rateLimited), graph.Unavailable, false},
		{"a right that is missing", nil, said(forbidden), graph.Unavailable, false},
		{"a leader that moved", nil, said("Neo.ClientError.Cluster.NotALeader"), graph.Unavailable, true},
		{"a connection refused", nil, &neo4j.ConnectivityError{Inner: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}}, graph.Unavailable, true},
		{"a connection cut", nil, io.ErrUnexpectedEOF, graph.Unavailable, true},
		{"a handshake cut", nil, fmt.Errorf("failed to read: %w", io.EOF), graph.Unavailable, true},
		{"misuse", nil, &neo4j.UsageError{Message: "x"}, graph.Internal, false},
		{"too many tries", nil, &neo4j.TransactionExecutionLimit{Cause: "timeout", Errors: []error{io.EOF, said("Neo.TransientError.Transaction.DeadlockDetected")}}, graph.Unavailable, true},
		{"too many tries at what needs memory", nil, &neo4j.TransactionExecutionLimit{Errors: []error{said("Neo.TransientError.General.MemoryPoolOutOfMemoryError")}}, graph.Limit, false},
		{"an expired token", nil, &neo4j.TokenExpiredError{Code: security + "TokenExpired"}, graph.Unavailable, false},
		{"anything else", nil, errors.New("x"), graph.Internal, false},
	} {
		ctx := c.ctx
		if ctx == nil {
			ctx = t.Context()
		}
		got := s.failure(ctx, c.err)
		if graph.CodeOf(got) != c.code {
			t.Errorf("%s: %v", c.reason, got)
		}
		var e *graph.Error
		if errors.As(got, &e) && strings.Contains(e.Message, "secret") {
			t.Errorf("%s: the message shows the statement: %s", c.reason, e.Message)
		}
		if c.err != nil && passing(c.err) != c.passing {
			t.Errorf("%s: passing is %v", c.reason, passing(c.err))
		}
	}
}
