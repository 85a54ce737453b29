// Command stub serves the built pages before a GraphQL endpoint that runs elsewhere, at the
// root or below a prefix, so that the browser test can run without a store.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"

	"dragoman/web"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "address to listen on")
	prefix := flag.String("prefix", "", "path prefix, such as /x")
	endpoint := flag.String("graphql", "", "origin of the GraphQL endpoint")
	flag.Parse()
	if err := serve(*addr, *prefix, *endpoint); err != nil {
		log.Fatal(err)
	}
}

func serve(addr, prefix, endpoint string) error {
	origin, err := url.Parse(endpoint)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Printf("http://%s%s\n", listener.Addr(), prefix)
	return http.Serve(listener, http.StripPrefix(prefix, site(origin)))
}

func site(origin *url.URL) http.Handler {
	mux := http.NewServeMux()
	playground := web.Playground()
	mux.Handle("/playground", playground)
	mux.Handle("/playground/", playground)
	mux.Handle("/assets/", playground)
	mux.Handle("/graphql", httputil.NewSingleHostReverseProxy(origin))
	mux.Handle("/{$}", web.Home())
	return mux
}
