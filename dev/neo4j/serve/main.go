// Command serve runs a Neo4j server in the foreground, for `make neo4j`, until
// Ctrl-C. Data are kept where --data names a folder, else they go at the end.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"dragoman/dev/neo4j"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	switch err := run(ctx); {
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

// errUsage is a bad flag, which package flag has told the user already.
var errUsage = errors.New("bad flag")

func options(args []string) (neo4j.Options, error) {
	o := neo4j.Options{HTTP: true}
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.IntVar(&o.Port, "port", 7687, "port for Bolt on 127.0.0.1; 0 takes a free one")
	flags.StringVar(&o.Dir, "data", "", "folder that keeps the data; without it they go at the end")
	flags.StringVar(&o.Auth.Password, "password", "", "password of the account neo4j, 8 characters or more; without it anyone on this machine may connect")
	flags.StringVar(&o.Heap, "heap", "1g", "largest Java heap")
	flags.StringVar(&o.PageCache, "page-cache", "256m", "cache of store files")
	verbose := flags.Bool("verbose", false, "show what the server prints")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return o, err
		}
		return o, errUsage
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "serve: %q is one argument too many\n", flags.Arg(0))
		return o, errUsage
	}
	if *verbose {
		o.Log = os.Stderr
	}
	return o, nil
}

func run(ctx context.Context) (err error) {
	o, err := options(os.Args[1:])
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "starting Neo4j %s; the first time this fetches some 120 MB\n", neo4j.Version)
	s, err := neo4j.Start(ctx, o)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Stop(context.Background())) }()
	announce(s, o)
	select {
	case <-ctx.Done():
		fmt.Fprintln(os.Stderr, "stopping")
		return nil
	case <-s.Done():
		return fmt.Errorf("the server ended by itself; see %s/logs, or --verbose", s.Dir)
	}
}

func announce(s *neo4j.Server, o neo4j.Options) {
	fmt.Println(s.URI)
	account := ""
	if s.User != "" {
		account = " --neo4j-user " + s.User + " --neo4j-password-file FILE"
	}
	kept := "kept in " + s.Dir
	if o.Dir == "" {
		kept = "gone at the end (--data DIR keeps them)"
	}
	fmt.Fprintf(os.Stderr, `
  Cypher over HTTP  %s
  data              %s

In another terminal:

  dragoman serve --store neo4j --neo4j-uri %s%s

Ctrl-C stops it.
`, s.HTTP, kept, s.URI, account)
}
