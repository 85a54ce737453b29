package neo4j

import (
	"fmt"
	"io"
	"maps"
	"strings"
)

// Version of the server that is started. It is the one pom.xml names.
const Version = "5.26.31"

// Options say how a server runs. The zero value is a small server without
// authentication on a free loopback port, whose data go when it is stopped.
type Options struct {
	Auth Auth

	// Port for Bolt on 127.0.0.1. 0 chooses a free one, which Restart keeps.
	Port int

	// HTTP also serves Neo4j's HTTP interface, on a free port of 127.0.0.1.
	HTTP bool

	// Heap is the largest Java heap and PageCache the cache of store files, both
	// in Java's notation ("512m", "2g"). Empty means 1g and 128m.
	Heap, PageCache string

	// JVM flags after the built-in ones, one argument each.
	JVM []string

	// Dir is the server's home: conf, data, logs. It is made if missing, keeps
	// its data between runs, and serves one server at a time. Empty means a new
	// temporary folder, removed by Stop.
	Dir string

	// Settings are further lines of neo4j.conf, by name, which win over the
	// built-in ones. The server refuses a name it does not know.
	Settings map[string]string

	TLS TLS

	// Log receives what the server prints, as it comes, from another goroutine;
	// nil drops it. A failed start quotes the last lines either way.
	Log io.Writer
}

// Auth is the account of the server; the zero value turns authentication off.
// Neo4j lets a new server begin with one account, so User is "neo4j" or empty,
// which means the same. Password needs 8 characters at least. It is set when the
// home folder is new: later runs on the same folder keep the first one.
type Auth struct {
	User, Password string
}

// TLS for Bolt, with a fresh self-signed certificate for 127.0.0.1, ::1 and
// localhost.
type TLS struct {
	Level   Level
	Expired bool // the certificate was valid until yesterday
}

// Level tells which connections Bolt accepts.
type Level string

// The levels of encryption.
const (
	Plain    Level = ""         // plain connections only
	Optional Level = "OPTIONAL" // both kinds
	Required Level = "REQUIRED" // encrypted connections only
)

func (o Options) withDefaults() (Options, error) {
	if o.Heap == "" {
		o.Heap = "1g"
	}
	if o.PageCache == "" {
		o.PageCache = "128m"
	}
	if o.Auth.Password != "" && o.Auth.User == "" {
		o.Auth.User = "neo4j"
	}
	switch {
	case o.Auth.User != "" && o.Auth.User != "neo4j":
		return o, fmt.Errorf("neo4j: Options.Auth.User %q: a new server has the one account neo4j; use that name", o.Auth.User)
	case o.Auth.User != "" && len(o.Auth.Password) < 8:
		return o, fmt.Errorf("neo4j: Options.Auth.Password has %d characters; the server wants 8 or more", len(o.Auth.Password))
	case o.Port < 0 || o.Port > 65535:
		return o, fmt.Errorf("neo4j: Options.Port %d is not between 0 and 65535", o.Port)
	}
	switch o.TLS.Level {
	case Plain, Optional, Required:
	default:
		return o, fmt.Errorf("neo4j: Options.TLS.Level %q; use Plain, Optional or Required", o.TLS.Level)
	}
	for name, value := range o.Settings {
		if strings.ContainsAny(name+value, "\r\n") {
			return o, fmt.Errorf("neo4j: Options.Settings[%q] holds a line break", name)
		}
	}
	o.Settings = maps.Clone(o.Settings)
	return o, nil
}
