package neo4jstore

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/graph"
	"dragoman/graph/merge"
)

// connect reaches the database, prepares it, and makes the first state.
func (s *Store) connect(ctx context.Context) error {
	if err := inTime(ctx); err != nil {
		return err
	}
	if err := s.greet(ctx); err != nil {
		return err
	}
	found, err := s.prepare(ctx)
	if err != nil {
		return s.opening(ctx, err)
	}
	st := &state{revision: found.revision, view: merge.None, documents: newDocumentCache()}
	for found.viewRevision > 0 {
		view, at, err := s.readView(ctx)
		if err != nil {
			return s.opening(ctx, err)
		}
		if st.view = view; at <= st.revision {
			break
		}
		if found, err = s.identify(ctx); err != nil {
			return s.opening(ctx, err)
		}
		st.revision = found.revision
	}
	if err := s.chooseWay(ctx); err != nil {
		return s.opening(ctx, err)
	}
	s.id = found.store
	s.loadSnapshot(ctx, st)
	s.heard(st.revision)
	s.publish(st, nil)
	return nil
}

// greet makes the first connection and looks at what answers. A server that has just
// started, on a machine with much to do, takes longer for its first statement than
// for the connection.
func (s *Store) greet(ctx context.Context) error {
	short, cancel := context.WithTimeout(ctx, 4*s.options.Connect)
	defer cancel()
	session := s.session(short, neo4j.AccessModeRead)
	defer s.closeSession(session)
	agent := ""
	result, err := session.Run(short, "RETURN 1", nil, transactionTimeout(short))
	if err == nil {
		var summary neo4j.ResultSummary
		if summary, err = result.Consume(short); err == nil {
			agent = summary.Server().Agent()
		}
	}
	var misuse *neo4j.UsageError
	if errors.As(err, &misuse) { // so old that it has no named databases, or not Bolt at all
		if info, e := s.driver.GetServerInfo(short); e == nil {
			agent, err = info.Agent(), nil
		}
	}
	if err != nil {
		return s.opening(ctx, err)
	}
	return s.checkVersion(agent)
}

// features that statements of this package use, by the first version that has
// them. https://neo4j.com/docs/cypher-manual/5/deprecations-additions-removals-compatibility/
var features = []struct {
	minor int
	name  string
}{
	{9, "quantified path patterns"},
	{21, "SHORTEST path selectors and CYPHER 5"},
	{23, "subqueries with a variable scope, CALL (x) { … }"},
	{26, "the fixes of the long-term release"},
}

func (s *Store) checkVersion(agent string) error {
	var major, minor int
	_, version, _ := strings.Cut(agent, "/")
	if n, _ := fmt.Sscanf(version, "%d.%d", &major, &minor); n < 2 {
		return &graph.Error{Code: graph.Unsupported, Message: fmt.Sprintf("%s: what answers calls itself %q, which is no Neo4j that is known; use Neo4j 5.26 or later", s.where, agent)}
	}
	if major > 5 || major == 5 && minor >= 26 {
		return nil
	}
	var missing []string
	for _, f := range features {
		if major < 5 || minor < f.minor {
			missing = append(missing, fmt.Sprintf("%s (5.%d)", f.name, f.minor))
		}
	}
	return &graph.Error{Code: graph.Unsupported, Message: fmt.Sprintf("%s: the server is Neo4j %s, which lacks %s; use Neo4j 5.26 or later", s.where, version, strings.Join(missing, ", "))}
}

// opening is failure for what goes wrong before there is a store: faults of the
// configuration are INVALID.
func (s *Store) opening(ctx context.Context, err error) error {
	invalid := func(field, message string) error {
		return &graph.Error{Code: graph.Invalid, Field: field, Message: s.where + ": " + message, Err: err}
	}
	var ours *graph.Error
	cause := err
	if errors.As(err, &ours) && ours.Err != nil {
		cause = ours.Err
	} else if ours != nil {
		return err
	}
	causes := causesOf(cause)
	if said := serverError(causes); said != nil {
		switch {
		case said.Code == unauthorized && s.options.User == "":
			return invalid("neo4j-user", "the database wants a user and a password; give --neo4j-user and --neo4j-password-file")
		case said.Code == unauthorized:
			return invalid("neo4j-password-file", "the database does not take this user and password; check both")
		case said.Code == security+"CredentialsExpired":
			return invalid("neo4j-password-file", "the password must be changed before it can be used; do so with ALTER CURRENT USER SET PASSWORD")
		case said.Code == "Neo.ClientError.Database.DatabaseNotFound":
			return invalid("neo4j-database", fmt.Sprintf("there is no database %q on that server; create it, or name another one", s.options.Database))
		case said.Code == forbidden:
			return &graph.Error{Code: graph.Forbidden, Message: fmt.Sprintf("%s: user %q may not use the database %q as it must; grant it ACCESS, MATCH and WRITE there, and NAME MANAGEMENT for the first start", s.where, s.options.User, s.options.Database), Err: err}
		}
	}
	if why := certificateFault(causes); why != "" {
		return invalid("neo4j-uri", why)
	}
	if strings.Contains(s.where, "+s") && slices.ContainsFunc(causes, isHandshake) {
		return &graph.Error{Code: graph.Unavailable, Message: s.where + ": no encrypted connection could be made; check that TLS is on for Bolt in the server, or use the address without +s", Err: err}
	}
	for _, c := range causes {
		if misuse, ok := any(c).(*neo4j.UsageError); ok {
			return invalid("neo4j-uri", "what answers there does not speak Bolt as Neo4j does ("+misuse.Message+"); the port is 7687 by default")
		}
	}
	return s.failure(ctx, err)
}

// isHandshake says whether an error is of the driver's type, which it does not
// export, for what goes wrong while encryption is agreed on.
func isHandshake(err error) bool {
	t := reflect.TypeOf(err)
	return t.Kind() == reflect.Pointer && t.Elem().Name() == "TlsError"
}

// certificateFault says in words what is wrong with a server's certificate, ""
// where that is not the matter.
func certificateFault(causes []error) string {
	for _, c := range causes {
		var (
			expired x509.CertificateInvalidError
			unknown x509.UnknownAuthorityError
			host    x509.HostnameError
			other   *tls.CertificateVerificationError
			plain   tls.RecordHeaderError
		)
		switch {
		case errors.As(c, &expired) && expired.Reason == x509.Expired:
			return fmt.Sprintf("the server's certificate is valid from %s to %s only; renew it", expired.Cert.NotBefore.Format(time.DateOnly), expired.Cert.NotAfter.Format(time.DateOnly))
		case errors.As(c, &unknown):
			return "the server's certificate is signed by no authority that this machine trusts; add that authority, or use the +ssc form of the address to take any certificate"
		case errors.As(c, &host):
			return "the server's certificate is for another name than the one in the address; use a name that it is for"
		case errors.As(c, &other), errors.As(c, &expired):
			return "the server's certificate cannot be verified; renew it"
		case errors.As(c, &plain):
			return "the server does not encrypt this port; use the address without +s, or set up TLS in the server"
		}
	}
	return ""
}
