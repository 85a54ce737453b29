package graph

import (
	"errors"
	"fmt"
	"strings"
)

// Code is a machine-readable class of failure. The values are part of the
// GraphQL contract (extensions.code).
type Code string

// The failure classes.
const (
	Invalid         Code = "INVALID"         // the request itself is wrong; sending it again will not help
	NotFound        Code = "NOT_FOUND"       // an id that the request names is unknown
	Conflict        Code = "CONFLICT"        // contradicts what is stored, or another record of the request
	Limit           Code = "LIMIT"           // larger than a stated limit
	Deadline        Code = "DEADLINE"        // out of time or cancelled; may be sent again
	Unavailable     Code = "UNAVAILABLE"     // the store cannot be reached or is closed; may be sent again
	OutcomeUnknown  Code = "OUTCOME_UNKNOWN" // a write may or may not have happened; send it again with the same key
	Unsupported     Code = "UNSUPPORTED"     // this store, as it runs, cannot do it; the message names the flag that changes that
	Unauthenticated Code = "UNAUTHENTICATED" // no token, or one that is not known
	Forbidden       Code = "FORBIDDEN"       // the token does not allow it
	Internal        Code = "INTERNAL"        // a defect of ours
)

// Error is the one error type that crosses the borders of this module's
// packages. Errors of libraries are wrapped in it where they enter.
type Error struct {
	Code    Code
	Message string   // one sentence for a person: what, where and how to mend it
	Field   string   // the argument or record field at fault; empty where none
	IDs     []string // the ids at fault, as given; for NotFound and Conflict
	Limit   int      // the limit that was passed; for Limit only, else 0
	Err     error    // the cause, never shown to clients; may be nil
}

// Sentinels for errors.Is: any *Error of that code matches.
var (
	ErrInvalid     = &Error{Code: Invalid}
	ErrNotFound    = &Error{Code: NotFound}
	ErrConflict    = &Error{Code: Conflict}
	ErrLimit       = &Error{Code: Limit}
	ErrDeadline    = &Error{Code: Deadline}
	ErrUnavailable = &Error{Code: Unavailable}
	ErrUnsupported = &Error{Code: Unsupported}
)

// ErrDamaged is the cause, for errors.Is, where a store found what it keeps damaged and
// answers from it no more. The message names the place; it may hold paths.
var ErrDamaged = errors.New("the data file is damaged")

// Error implements error. It includes the cause, so it is for logs; clients
// are shown Message.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Code))
	if e.Message != "" {
		b.WriteString(": ")
		b.WriteString(e.Message)
	}
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is matches a sentinel: an *Error that has a code and no message.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Message == "" && t.Err == nil && t.Code == e.Code
}

// Errorf makes an *Error with a formatted message. A %w verb sets the cause.
func Errorf(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), Err: errors.Unwrap(err)}
}

// Unknown is the error for ids that a request names and the store does not
// have. what names the argument or the kind of thing, for the message.
func Unknown(what string, ids ...string) *Error {
	quoted := make([]string, len(ids))
	for i, id := range ids {
		quoted[i] = fmt.Sprintf("%q", id)
	}
	where := "find ids with search"
	if strings.HasSuffix(strings.ToLower(strings.TrimSuffix(what, "s")), "document") {
		where = "documents lists the ids of documents"
	}
	return &Error{
		Code: NotFound, Field: what, IDs: ids,
		Message: fmt.Sprintf("%s: no such id: %s; %s", what, strings.Join(quoted, ", "), where),
	}
}

// CodeOf gives the code of the first *Error in err's chain, Internal for any
// other error, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}
