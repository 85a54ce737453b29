package neo4jstore

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/notifications"

	"dragoman/graph"
)

// Interfaces that the store keeps, beside the optional ones of package graph.
var (
	_ graph.Store     = (*Store)(nil)
	_ graph.Awaiter   = (*Store)(nil)
	_ graph.Portioner = (*Store)(nil)
	_ graph.Holder    = (*Store)(nil)
	_ graph.Prober    = (*Store)(nil)
)

// schemes that an URI may have. The ones with neo4j find the members of a
// cluster; +s checks the server's certificate, +ssc takes any.
var schemes = []string{"neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"}

// Open opens the store in a database and prepares an empty one. INVALID where the
// options, the credentials, the certificate or the name of the database are
// wrong, or the database holds nodes of somebody else under our labels;
// UNSUPPORTED where the server is older than 5.26; CONFLICT where a later
// version prepared the database; FORBIDDEN where it is not prepared and the user
// may not do that; UNAVAILABLE where it cannot be reached. With Options.Lazy the
// last is no error: the store connects when it can, and until then every call is
// UNAVAILABLE. The topology is filled in the background.
func Open(ctx context.Context, o Options) (*Store, error) {
	s, err := newStore(o)
	if err != nil {
		return nil, err
	}
	err = s.connect(ctx)
	switch {
	case err == nil:
		s.begin()
	case o.Lazy && graph.CodeOf(err) == graph.Unavailable:
		s.unheard(err) // told by every call
		s.background.Go(s.connectLater)
	default:
		s.end()
		s.background.Wait()
		return nil, s.release(err)
	}
	return s, nil
}

func newStore(o Options) (*Store, error) {
	target, err := checkURI(o.URI)
	if err != nil {
		return nil, err
	}
	if o.Search > SearchDatabase {
		return nil, &graph.Error{Code: graph.Invalid, Field: "search", Message: "the search must be auto, memory or database"}
	}
	if o.User == "" && o.Password != "" {
		return nil, &graph.Error{Code: graph.Invalid, Field: "neo4j-user", Message: "a password is given without a user; give --neo4j-user"}
	}
	for field, n := range map[string]int64{"budget": o.Budget, "explore": int64(o.Explore), "pool": int64(o.Pool), "connect": int64(o.Connect), "poll": int64(o.Poll)} {
		if n < 0 {
			return nil, &graph.Error{Code: graph.Invalid, Field: field, Message: field + " must not be negative; 0 is the default"}
		}
	}
	o.Database, o.Budget = cmp.Or(o.Database, "neo4j"), cmp.Or(o.Budget, DefaultBudget)
	o.Pool, o.Connect, o.Poll = cmp.Or(o.Pool, 64), cmp.Or(o.Connect, 5*time.Second), cmp.Or(o.Poll, 250*time.Millisecond)
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Store{options: o, where: target.Scheme + "://" + target.Host, closed: make(chan struct{})}
	s.life, s.end = context.WithCancel(context.Background())
	s.shape.init()
	s.bookmarks = neo4j.NewBookmarkManager(neo4j.BookmarkManagerConfig{})
	auth := neo4j.NoAuth()
	if o.User != "" {
		auth = neo4j.BasicAuth(o.User, o.Password, "")
	}
	s.driver, err = neo4j.NewDriverWithContext(o.URI, auth, o.driver)
	if err != nil {
		s.end()
		return nil, &graph.Error{Code: graph.Invalid, Field: "neo4j-uri", Message: fmt.Sprintf("%q is no address of a database; write neo4j://host:7687", s.where), Err: err}
	}
	return s, nil
}

// driver sets up the driver. Retrying is ours, since only we know the deadline.
func (o *Options) driver(c *config.Config) {
	c.UserAgent = "dragoman"
	c.MaxConnectionPoolSize = o.Pool
	c.SocketConnectTimeout = o.Connect
	c.ConnectionAcquisitionTimeout = o.Connect
	c.ConnectionLivenessCheckTimeout = 30 * time.Second
	c.MaxConnectionLifetime = time.Hour
	c.MaxTransactionRetryTime = time.Second
	c.TelemetryDisabled = true
	c.NotificationsMinSeverity = notifications.DisabledLevel
	c.FetchSize = neo4j.FetchAll
	c.ReadBufferSize = 64 << 10
}

func checkURI(text string) (*url.URL, error) {
	refuse := func(why string) (*url.URL, error) {
		return nil, &graph.Error{Code: graph.Invalid, Field: "neo4j-uri", Message: why}
	}
	if text == "" {
		return refuse("no address of a database is given; give one as neo4j://host:7687")
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		// What cannot be parsed may have a password in it.
		return refuse("the address of the database is no URI; write neo4j://host:7687")
	case u.User != nil:
		return refuse("the address of the database must not have credentials in it, since it is shown in messages; give the user and the password by themselves")
	case !slices.Contains(schemes, u.Scheme):
		return refuse(fmt.Sprintf("the address of the database has the scheme %q; use one of %s", u.Scheme, strings.Join(schemes, ", ")))
	case u.Hostname() == "":
		return refuse("the address of the database names no host; write " + u.Scheme + "://host:7687")
	case u.Path != "" && u.Path != "/" || u.Fragment != "":
		return refuse("the address of the database has a path; write " + u.Scheme + "://" + u.Host + " and name the database by itself")
	case u.RawQuery != "" && strings.HasPrefix(u.Scheme, "bolt"):
		return refuse("an address with the scheme " + u.Scheme + " has no ?…; only neo4j:// may name a routing context")
	}
	return u, nil
}
