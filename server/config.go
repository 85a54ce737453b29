package server

import (
	"log/slog"
	"net"
	"net/http"

	"github.com/99designs/gqlgen/graphql"

	"dragoman/graph"
)

// Config is what the edge needs.
type Config struct {
	Store   graph.Store
	Schema  graphql.ExecutableSchema
	SDL     string // text of the schema, served at /schema.graphql
	Present graphql.ErrorPresenterFunc
	Recover graphql.RecoverFunc

	Home       http.Handler // at /; nil serves nothing there
	Playground http.Handler // at /playground; nil likewise

	Scratch string // folder for files that are sent and then removed; "" is the system's

	Limits   Limits
	Tokens   Tokens
	Insecure bool     // serve an address that others can reach without tokens
	Hosts    []string // further names that the Host header may carry, without port; "*" is any
	Version  Version
	Log      *slog.Logger // nil is slog.Default
}

// Version tells what runs. It is the answer of /version.
type Version struct {
	Version string `json:"version"`
	Commit  string `json:"commit,omitempty"`
	Go      string `json:"go"`
}

// CheckExposure refuses to serve an address that others can reach without
// tokens, unless the configuration says that this is meant. addr is host:port.
func (c *Config) CheckExposure(addr string) error {
	if c.Insecure || len(c.Tokens.Readers) > 0 || isLoopback(addr) {
		return nil
	}
	return graph.Errorf(graph.Invalid, "%s can be reached from other machines: give --token-file (readers) and --editor-token-file (writers), or --insecure to serve it to anyone", addr)
}

// isLoopback says whether only this machine can reach the address.
func isLoopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
