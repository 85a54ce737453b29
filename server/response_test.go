package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// canned answers every operation alike.
type canned struct {
	echo
	response graphql.Response
}

func (c canned) Exec(context.Context) graphql.ResponseHandler {
	return func(ctx context.Context) *graphql.Response {
		for name, value := range c.response.Extensions {
			graphql.RegisterExtension(ctx, name, value)
		}
		response := c.response
		return &response
	}
}

func TestResponsesAreThoseOfEncodingJSON(t *testing.T) {
	data := json.RawMessage(`{"who":"Ана \"Petrova\"","list":[1,null,{}]}`)
	failed := gqlerror.List{{Message: `cannot be "read" <here>`, Path: ast.Path{ast.PathName("who"), ast.PathIndex(1)}, Extensions: map[string]any{"code": "INTERNAL"}}}
	more := true
	for reason, r := range map[string]graphql.Response{
		"data":                            {Data: data},
		"errors and data":                 {Data: data, Errors: failed},
		"extensions":                      {Data: data, Extensions: map[string]any{"a": 1, "b": `"data":null`}},
		"everything":                      {Data: data, Errors: failed, Extensions: map[string]any{"a": 1}},
		"no data":                         {Errors: failed},
		"null":                            {Data: json.RawMessage("null"), Errors: failed},
		"nothing at all":                  {},
		"a part of an answer":             {Data: data, Label: "later", Path: ast.Path{ast.PathName("who")}, HasNext: &more},
		"an extension that is no JSON":    {Data: data, Extensions: map[string]any{"a": func() {}}},
		"an error with one that is none":  {Data: data, Errors: gqlerror.List{{Message: "x", Extensions: map[string]any{"a": make(chan int)}}}},
		"an empty list of errors is none": {Data: data, Errors: gqlerror.List{}},
	} {
		c := config(t)
		c.Schema = canned{newEcho(), r}
		w := httptest.NewRecorder()
		req := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query":"{ who }"}`))
		req.Host = "localhost"
		req.Header.Set("Content-Type", "application/json")
		handler(t, c, "127.0.0.1:0").ServeHTTP(w, req)
		want, err := json.Marshal(r)
		want = append(want, '\n')
		if err != nil {
			if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), `"code":"INTERNAL"`) {
				t.Errorf("%s: %d %s", reason, w.Code, w.Body)
			}
			continue
		}
		if !bytes.Equal(w.Body.Bytes(), want) || w.Code != http.StatusOK {
			t.Errorf("%s: %d\n got %swant %s", reason, w.Code, w.Body, want)
		}
		if n := w.Header().Get("Content-Length"); n != "" && n != strconv.Itoa(len(want)) {
			t.Errorf("%s: Content-Length %s of %d", reason, n, len(want))
		}
	}
}
