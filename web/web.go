package web

import (
	"embed"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// hashed matches the names Vite gives: a dash and eight base64url characters before the ending.
var hashed = regexp.MustCompile(`-[A-Za-z0-9_-]{8}\.[a-z0-9]+$`)

// Playground returns the handler of three patterns of one mux:
//
//	/playground      the page; it queries its sibling ./graphql
//	/playground/     sends on to /playground, since the page's relative addresses need it there
//	/assets/         the page's scripts, styles, fonts and workers; licenses.md
//
// Below a prefix, wrap it in http.StripPrefix; the pages name no absolute path. It answers GET
// and HEAD, 405 to other methods and 404 to unknown paths, needs no token, and reveals nothing
// of the graph. It panics if the embedded build is broken, which a test rules out.
func Playground() http.Handler {
	pages, err := loadBuild(dist)
	if err != nil {
		panic("web: embedded build: " + err.Error())
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/playground/" {
			toPlayground(w, r)
			return
		}
		if page, found := pages[r.URL.Path]; found {
			page.ServeHTTP(w, r)
			return
		}
		notFound(w, r)
	})
}

// toPlayground writes Location itself: http.Redirect would make it absolute, without the
// prefix that was stripped.
func toPlayground(w http.ResponseWriter, r *http.Request) {
	if !readOnly(w, r) {
		return
	}
	location := "../playground"
	if r.URL.RawQuery != "" {
		location += "?" + r.URL.RawQuery
	}
	harden(w.Header())
	w.Header().Set("Location", location)
	w.WriteHeader(http.StatusPermanentRedirect)
}

// loadBuild maps request paths to pages: playground.html to /playground, assets to their own.
func loadBuild(build fs.FS) (map[string]*page, error) {
	pages := map[string]*page{}
	html, err := fs.ReadFile(build, "dist/playground.html")
	if err != nil {
		return nil, err
	}
	pages["/playground"] = newPage("playground.html", revalidate, PlaygroundPolicy, html)
	entries, err := fs.ReadDir(build, "dist/assets")
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		stored, err := fs.ReadFile(build, path.Join("dist/assets", entry.Name()))
		if err != nil {
			return nil, err
		}
		name, page := newAsset(entry.Name(), stored)
		pages["/assets/"+name] = page
	}
	return pages, nil
}

func newAsset(storedName string, stored []byte) (name string, asset *page) {
	name, gzipped := strings.CutSuffix(storedName, ".gz")
	cacheControl := revalidate
	if hashed.MatchString(name) {
		cacheControl = immutable
	}
	if gzipped {
		return name, newGzippedPage(name, cacheControl, PlaygroundPolicy, stored)
	}
	return name, newPage(name, cacheControl, PlaygroundPolicy, stored)
}
