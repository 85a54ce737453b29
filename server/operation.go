package server

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/maypok86/otter/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"dragoman/graph"
	"dragoman/resolvers"
)

const (
	mediaJSON     = "application/json"
	mediaResponse = "application/graphql-response+json"
)

// graphqlHandler is the GraphQL endpoint: POST with a JSON body, GET for queries.
type graphqlHandler struct {
	exec   *executor.Executor
	schema *ast.Schema
	config *Config
	limits Limits
	known  queryCache // documents that passed guard and validation
}

func newGraphQLHandler(es graphql.ExecutableSchema, c *Config) *graphqlHandler {
	h := &graphqlHandler{exec: executor.New(es), schema: es.Schema(), config: c, limits: c.Limits, known: newQueryCache()}
	h.exec.SetErrorPresenter(c.Present)
	h.exec.SetRecoverFunc(c.Recover)
	h.exec.SetQueryCache(h.known)
	h.exec.SetParserTokenLimit(c.Limits.Tokens)
	h.exec.Use(introspection{})
	return h
}

// introspection allows it always: the schema is public to whoever may query.
type introspection struct{}

func (introspection) ExtensionName() string                   { return "Introspection" }
func (introspection) Validate(graphql.ExecutableSchema) error { return nil }
func (introspection) MutateOperationContext(_ context.Context, oc *graphql.OperationContext) *gqlerror.Error {
	oc.DisableIntrospection = false
	return nil
}

// queryCache keeps parsed and validated documents by their text.
type queryCache struct {
	docs *otter.Cache[string, *ast.QueryDocument]
}

// maxCachedDocuments bounds the cache; a document is at most Limits.Tokens long.
const maxCachedDocuments = 1000

func newQueryCache() queryCache {
	return queryCache{otter.Must(&otter.Options[string, *ast.QueryDocument]{MaximumSize: maxCachedDocuments})}
}

// Get implements graphql.Cache.
func (c queryCache) Get(_ context.Context, query string) (*ast.QueryDocument, bool) {
	return c.docs.GetIfPresent(query)
}

// Add implements graphql.Cache.
func (c queryCache) Add(_ context.Context, query string, doc *ast.QueryDocument) {
	c.docs.Set(query, doc)
}

// ServeHTTP implements http.Handler.
func (h *graphqlHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	media, ok := accepted(r.Header.Values("Accept"))
	if !ok {
		http.Error(w, "answers are "+mediaResponse+" or "+mediaJSON, http.StatusNotAcceptable)
		return
	}
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	w.Header().Add("Vary", "Accept")
	params, status, err := h.read(w, r)
	if err != nil {
		h.answer(w, r, status, nil, err)
		return
	}
	h.execute(w, r, params)
}

// accepted negotiates the media type of the answer: the first of the header
// that is served; JSON for a client that names none.
func accepted(accept []string) (media string, ok bool) {
	header := strings.Join(accept, ",")
	if strings.TrimSpace(header) == "" {
		return mediaJSON, true
	}
	for part := range strings.SplitSeq(header, ",") {
		m, p, err := mime.ParseMediaType(strings.TrimSpace(part))
		if err != nil || p["q"] == "0" {
			continue
		}
		switch m {
		case mediaResponse:
			return mediaResponse, true
		case mediaJSON, "*/*", "application/*":
			return mediaJSON, true
		}
	}
	return "", false
}

// read takes the parameters off the request. On an error, status is the HTTP
// status that says it.
func (h *graphqlHandler) read(w http.ResponseWriter, r *http.Request) (p *graphql.RawParams, status int, err error) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		p, err = fromURL(r.URL.RawQuery)
	case http.MethodPost:
		p, status, err = h.fromBody(w, r)
	default:
		w.Header().Set("Allow", "GET, POST")
		return nil, http.StatusMethodNotAllowed, graph.Errorf(graph.Invalid, "the method %s is not served; POST, or GET for queries", r.Method)
	}
	if err != nil {
		if status == 0 {
			status = http.StatusBadRequest
		}
		return nil, status, err
	}
	if strings.TrimSpace(p.Query) == "" {
		return nil, http.StatusBadRequest, &graph.Error{Code: graph.Invalid, Field: "query", Message: "the parameter query is missing"}
	}
	p.Headers = r.Header
	return p, 0, nil
}

func fromURL(raw string) (*graphql.RawParams, error) {
	q, err := url.ParseQuery(raw)
	if err != nil {
		return nil, &graph.Error{Code: graph.Invalid, Message: "the query string is not well-formed", Err: err}
	}
	p := &graphql.RawParams{Query: q.Get("query"), OperationName: q.Get("operationName")}
	if err := decodeInto("variables", q.Get("variables"), &p.Variables); err != nil {
		return nil, err
	}
	return p, decodeInto("extensions", q.Get("extensions"), &p.Extensions)
}

func decodeInto(name, s string, to *map[string]any) error {
	if s == "" {
		return nil
	}
	if err := decodeJSON([]byte(s), to); err != nil {
		return &graph.Error{Code: graph.Invalid, Field: name, Message: "the parameter " + name + " is not a JSON object", Err: err}
	}
	return nil
}

func (h *graphqlHandler) fromBody(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, int, error) {
	m, p, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || m != mediaJSON || !strings.EqualFold(cmp.Or(p["charset"], "utf-8"), "utf-8") {
		return nil, http.StatusUnsupportedMediaType, graph.Errorf(graph.Invalid, "send the request as Content-Type: %s in UTF-8", mediaJSON)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.limits.Body))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, http.StatusRequestEntityTooLarge, exceeded("bytes", int(h.limits.Body))
	}
	if err != nil {
		return nil, 0, graph.Errorf(graph.Invalid, "the request body ended early: %w", err)
	}
	if !utf8.Valid(body) {
		return nil, 0, graph.Errorf(graph.Invalid, "the request body is not UTF-8")
	}
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("[")) {
		return nil, 0, graph.Errorf(graph.Invalid, "arrays of operations are not served; send one operation in each request")
	}
	var in struct {
		Query         *string        `json:"query"`
		OperationName *string        `json:"operationName"`
		Variables     map[string]any `json:"variables"`
		Extensions    map[string]any `json:"extensions"`
	}
	if err := decodeJSON(body, &in); err != nil {
		return nil, 0, &graph.Error{Code: graph.Invalid, Message: "the request body is not a JSON object with query, variables, operationName and extensions: " + jsonFault(err), Err: err}
	}
	params := &graphql.RawParams{Variables: in.Variables, Extensions: in.Extensions}
	if in.Query != nil {
		params.Query = *in.Query
	}
	if in.OperationName != nil {
		params.OperationName = *in.OperationName
	}
	return params, 0, nil
}

// jsonFault says what is wrong with a JSON text, in words fit for the client.
func jsonFault(err error) string {
	var wrong *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &wrong) && wrong.Field != "":
		return wrong.Field + " cannot be " + jsonKind(wrong.Value)
	case errors.As(err, &wrong):
		return "it is " + jsonKind(wrong.Value)
	case errors.As(err, &syntax):
		return fmt.Sprintf("it is no JSON at byte %d", syntax.Offset)
	}
	return "it ends early or has something after its end"
}

// jsonKind names a kind of JSON value with its article; encoding/json says "array", or
// "number 12".
func jsonKind(kind string) string {
	switch kind, _, _ = strings.Cut(kind, " "); kind {
	case "array":
		return "a list"
	case "string":
		return "a text"
	case "bool":
		return "true or false"
	case "object":
		return "an object"
	}
	return "a " + kind
}

// decodeJSON reads one JSON value and nothing after it; numbers keep their digits.
func decodeJSON(b []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("trailing data")
	}
	return nil
}

// execute runs the operation.
func (h *graphqlHandler) execute(w http.ResponseWriter, r *http.Request, p *graphql.RawParams) {
	ctx, cancel := context.WithTimeout(r.Context(), h.limits.Deadline)
	defer cancel()
	ctx = graphql.StartOperationTrace(ctx)
	doc, cached := h.known.Get(ctx, p.Query)
	if !cached {
		var err error
		if doc, err = parser.ParseQueryWithTokenLimit(&ast.Source{Input: p.Query}, h.limits.Tokens); err != nil {
			h.refuse(w, r, nil, h.syntaxError(err))
			return
		}
	}
	op := doc.Operations.ForName(p.OperationName)
	if op != nil && r.Method != http.MethodPost && op.Operation != ast.Query {
		w.Header().Set("Allow", "POST")
		h.answer(w, r, http.StatusMethodNotAllowed, nil, graph.Errorf(graph.Invalid, "a %s must be sent by POST", op.Operation))
		return
	}
	if err := h.guard(doc, op, p.Variables); err != nil {
		h.refuse(w, r, nil, err)
		return
	}
	if !cached { // a cached document has passed
		if err := h.guardUnused(doc); err != nil {
			h.refuse(w, r, nil, err)
			return
		}
	}
	oc, errs := h.exec.CreateOperationContext(ctx, p)
	if errs != nil {
		h.refuse(w, r, oc, errs)
		return
	}
	if err := h.config.await(ctx, r.Header); err != nil {
		h.answer(w, r, statusAfter(err), oc, err)
		return
	}
	seen, made, lent := h.config.Store.Revision(), new(resolvers.Tokens), new(resolvers.Loan)
	responses, ctx := h.exec.DispatchOperation(resolvers.WithLoan(resolvers.WithTokens(ctx, made), lent), oc)
	resp := responses(ctx)
	if tokens := made.List(); len(tokens) > 0 {
		shows(w, tokens...)
	} else {
		shows(w, seen)
	}
	if resp == nil { // the deadline passed before execution began
		h.answer(w, r, http.StatusGatewayTimeout, oc, graph.Errorf(graph.Deadline, "no answer within %s; ask for less", h.limits.Deadline))
		return
	}
	writeResponse(w, resp)
	lent.Return()
}

// guard measures the operation that will run; where none is named, all of them.
func (h *graphqlHandler) guard(doc *ast.QueryDocument, op *ast.OperationDefinition, variables map[string]any) error {
	ops := doc.Operations
	if op != nil {
		ops = ast.OperationList{op}
	}
	for _, op := range ops {
		g := guard{limits: h.limits, schema: h.schema, doc: doc, variables: variables}
		if err := g.check(op); err != nil {
			return err
		}
	}
	return nil
}

// guardUnused measures what no operation reaches: validation walks it all.
func (h *graphqlHandler) guardUnused(doc *ast.QueryDocument) error {
	for _, f := range doc.Fragments {
		g := guard{limits: h.limits, schema: h.schema, doc: doc}
		g.limits.RootFields = h.limits.SetSize
		if err := g.set(f.SelectionSet, g.narrow(nil, f.TypeCondition), 1, 1, []string{f.Name}); err != nil {
			return err
		}
	}
	return nil
}

func (h *graphqlHandler) syntaxError(err error) error {
	if strings.Contains(err.Error(), "token limit") {
		return exceeded("tokens", h.limits.Tokens)
	}
	var ge *gqlerror.Error
	if errors.As(err, &ge) {
		errcode.Set(ge, errcode.ParseFailed)
		return ge
	}
	return graph.Errorf(graph.Invalid, "the query cannot be parsed: %w", err)
}

// refuse answers a GraphQL request error in a well-formed HTTP request: 400
// under application/graphql-response+json, 200 under application/json, as the
// specification has it.
func (h *graphqlHandler) refuse(w http.ResponseWriter, r *http.Request, oc *graphql.OperationContext, err error) {
	status := http.StatusBadRequest
	if strings.HasPrefix(w.Header().Get("Content-Type"), mediaJSON) {
		status = http.StatusOK
	}
	h.answer(w, r, status, oc, err)
}

// answer writes an error, or a gqlerror.List, as a GraphQL response.
func (h *graphqlHandler) answer(w http.ResponseWriter, r *http.Request, status int, oc *graphql.OperationContext, err error) {
	if oc == nil {
		oc = &graphql.OperationContext{}
	}
	var list gqlerror.List
	if !errors.As(err, &list) {
		list = gqlerror.List{gqlerror.Wrap(err)}
		var ge *gqlerror.Error
		if errors.As(err, &ge) {
			list = gqlerror.List{ge}
		}
	}
	resp := h.exec.DispatchError(graphql.WithOperationContext(r.Context(), oc), list)
	writeMarshalled(w, status, requestError{Errors: resp.Errors, Extensions: resp.Extensions})
}

// requestError is the response to a request that was not executed: it has no
// data entry at all, where a failed execution has data: null.
type requestError struct {
	Errors     gqlerror.List  `json:"errors"`
	Extensions map[string]any `json:"extensions,omitempty"`
}

// writeResponse writes what was executed. Its data is JSON already and is not looked
// through again.
func writeResponse(w http.ResponseWriter, resp *graphql.Response) {
	if resp.Label != "" || resp.Path != nil || resp.HasNext != nil { // a part of an answer: none is asked for here
		writeMarshalled(w, http.StatusOK, resp)
		return
	}
	before, after := []byte("{"), []byte("}\n")
	var err error
	if len(resp.Errors) > 0 {
		if before, err = appendMember(before, "errors", resp.Errors); err == nil {
			before = append(before, ',')
		}
	}
	if len(resp.Extensions) > 0 && err == nil {
		if after, err = appendMember([]byte(","), "extensions", resp.Extensions); err == nil {
			after = append(after, "}\n"...)
		}
	}
	if err != nil {
		writeMarshalled(w, http.StatusOK, resp) // says so
		return
	}
	data := []byte(resp.Data)
	if data == nil {
		data = []byte("null")
	}
	before, data = append(before, `"data":`...), append(data, after...) // one write of what is long
	w.Header()["Content-Length"] = []string{strconv.Itoa(len(before) + len(data))}
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(before)
	_, _ = w.Write(data)
}

func appendMember(b []byte, name string, value any) ([]byte, error) {
	text, err := json.Marshal(value)
	b = append(append(append(b, '"'), name...), `":`...)
	return append(b, text...), err
}

func writeMarshalled(w http.ResponseWriter, status int, resp any) {
	b, err := json.Marshal(resp)
	if err != nil {
		status, b = http.StatusInternalServerError, []byte(`{"errors":[{"message":"the answer could not be written","extensions":{"code":"INTERNAL"}}]}`)
	}
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n'))
}
