package web

import (
	"io/fs"
	"net/http"
)

// Home returns the handler of "/": the explorer, which queries its sibling ./graphql and takes
// its scripts from ./assets/, served by [Playground]. Every other path is 404. It panics if the
// embedded build is broken, which a test rules out.
func Home() http.Handler {
	html, err := fs.ReadFile(dist, "dist/explorer.html")
	if err != nil {
		panic("web: embedded build: " + err.Error())
	}
	explorer := newPage("explorer.html", revalidate, ExplorerPolicy, html)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			notFound(w, r)
			return
		}
		explorer.ServeHTTP(w, r)
	})
}
