package web

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"html/template"
	"io/fs"
	"net/http"
	"path"
)

//go:embed home.html
var homeHTML string

//go:embed home.css
var homeCSS string

type homeQuestion struct {
	Title string
	About string
	Link  template.URL // made by ShareLink; html/template would escape it a second time
}

type home struct {
	Style     template.CSS
	Icon      string
	Questions []homeQuestion
}

// Home returns the handler of "/": a page without script that says what this is and links to
// the worked questions, the playground and the server's own endpoints, all by relative
// addresses. Every other path is 404. It panics if the embedded page is broken, which a test
// rules out.
func Home() http.Handler {
	start, err := newHome()
	if err != nil {
		panic("web: landing page: " + err.Error())
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			notFound(w, r)
			return
		}
		start.ServeHTTP(w, r)
	})
}

func newHome() (*page, error) {
	questions, err := homeQuestions()
	if err != nil {
		return nil, err
	}
	icon, err := iconPath(dist)
	if err != nil {
		return nil, err
	}
	layout, err := template.New("home").Parse(homeHTML)
	if err != nil {
		return nil, err
	}
	var html bytes.Buffer
	content := home{Style: template.CSS(homeCSS), Icon: icon, Questions: questions}
	if err := layout.Execute(&html, content); err != nil {
		return nil, err
	}
	digest := sha256.Sum256([]byte(homeCSS))
	policy := homePolicy(base64.StdEncoding.EncodeToString(digest[:]))
	return newPage("home.html", revalidate, policy, html.Bytes()), nil
}

func homeQuestions() ([]homeQuestion, error) {
	questions, err := Questions()
	if err != nil {
		return nil, err
	}
	var out []homeQuestion
	for _, q := range questions {
		link, err := q.ShareLink()
		if err != nil {
			return nil, err
		}
		out = append(out, homeQuestion{Title: q.Title, About: q.About, Link: template.URL(link)})
	}
	return out, nil
}

// iconPath finds the icon under the hashed name the build gave it.
func iconPath(build fs.FS) (string, error) {
	names, err := fs.Glob(build, "dist/assets/favicon-*.svg")
	if err != nil {
		return "", err
	}
	if len(names) != 1 {
		return "", errors.New("the build has no icon, or several")
	}
	return "./assets/" + path.Base(names[0]), nil
}
