package orgsim

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

const (
	// maxSubrequests and maxSubqueries are how many subrequests, and how many
	// queries among them, one composite request may have.
	maxSubrequests = 25
	maxSubqueries  = 5
	// maxComposite is the most bytes of its body.
	maxComposite = 6 << 20
)

// A composite is the body of a composite request.
type composite struct {
	AllOrNone        bool         `json:"allOrNone"`
	CompositeRequest []subrequest `json:"compositeRequest"`
}

// A subrequest is one request of a composite one.
type subrequest struct {
	Method      string            `json:"method"`
	URL         string            `json:"url"`
	ReferenceID string            `json:"referenceId"`
	HTTPHeaders map[string]string `json:"httpHeaders"`
}

// A subanswer is the answer to a subrequest.
type subanswer struct {
	Body        any               `json:"body"`
	HTTPHeaders map[string]string `json:"httpHeaders"`
	Status      int               `json:"httpStatusCode"`
	ReferenceID string            `json:"referenceId"`
}

// isComposite reports whether a path, without the version, is that of composite
// requests.
func (o *Org) isComposite(path []string) bool {
	return !o.options.NoComposite && len(path) == 1 && path[0] == "composite"
}

// serveComposite answers several requests at once. They count as one call, and
// each of them fails on its own.
func (o *Org) serveComposite(w http.ResponseWriter, r *http.Request, c *call) {
	request, refusal := readComposite(r)
	if refusal == nil {
		refusal = request.check(r)
	}
	if refusal != nil {
		writeError(w, r, refusal)
		return
	}
	answers := make([]subanswer, len(request.CompositeRequest))
	failed := false
	for i, sub := range request.CompositeRequest {
		answers[i] = o.answerSub(r, sub, c)
		failed = failed || answers[i].Status >= http.StatusBadRequest
	}
	if failed && request.AllOrNone {
		for i := range answers {
			if answers[i].Status < http.StatusBadRequest {
				answers[i].Status, answers[i].Body = http.StatusBadRequest, []*apiError{processingHalted()}
			}
		}
	}
	writeJSON(w, r, http.StatusOK, map[string]any{"compositeResponse": answers})
}

func readComposite(r *http.Request) (*composite, *apiError) {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/json" {
		return nil, &apiError{status: http.StatusUnsupportedMediaType, Code: "UNSUPPORTED_MEDIA_TYPE", Message: "Content-Type header specified in HTTP request is not supported: " + mediaType}
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxComposite+1))
	if err != nil || len(body) > maxComposite {
		return nil, &apiError{status: http.StatusRequestEntityTooLarge, Code: "REQUEST_TOO_LARGE", Message: "The request body is too large."}
	}
	request := &composite{}
	if err := json.Unmarshal(body, request); err != nil {
		return nil, queryRefused("JSON_PARSER_ERROR", err.Error())
	}
	return request, nil
}

// check applies the limits that hold for the request as a whole.
func (c *composite) check(r *http.Request) *apiError {
	queries, seen := 0, map[string]bool{}
	for _, sub := range c.CompositeRequest {
		if sub.ReferenceID == "" || seen[sub.ReferenceID] {
			return queryRefused("INVALID_INPUT", fmt.Sprintf("Provide a unique referenceId for each subrequest, not %q.", sub.ReferenceID))
		}
		seen[sub.ReferenceID] = true
		if inner, err := sub.request(r); err == nil {
			switch RequestKind(inner) {
			case RequestQuery, RequestQueryMore:
				queries++
			}
		}
	}
	switch n := len(c.CompositeRequest); {
	case n == 0:
		return queryRefused("INVALID_INPUT", "The compositeRequest must have at least one subrequest.")
	case n > maxSubrequests:
		return queryRefused("LIMIT_EXCEEDED", fmt.Sprintf("The composite request has %d subrequests, more than %d.", n, maxSubrequests))
	case queries > maxSubqueries:
		return queryRefused("LIMIT_EXCEEDED", fmt.Sprintf("The composite request has %d queries, more than %d.", queries, maxSubqueries))
	}
	return nil
}

// request is the request that a subrequest stands for.
func (s subrequest) request(r *http.Request) (*http.Request, error) {
	target, err := url.ParseRequestURI(s.URL)
	if err != nil {
		return nil, err
	}
	inner := &http.Request{
		Method: strings.ToUpper(s.Method), URL: target, Host: r.Host, RequestURI: s.URL, Proto: r.Proto,
		Header: http.Header{"Authorization": r.Header["Authorization"]}, Body: http.NoBody,
	}
	for name, value := range s.HTTPHeaders {
		if !strings.EqualFold(name, "Accept") && !strings.EqualFold(name, "Accept-Encoding") && !strings.EqualFold(name, "Authorization") {
			inner.Header.Set(name, value)
		}
	}
	return inner.WithContext(r.Context()), nil
}

// answerSub answers a subrequest.
func (o *Org) answerSub(r *http.Request, sub subrequest, c *call) subanswer {
	recorded := &recordedAnswer{header: http.Header{}, status: http.StatusOK}
	o.serveSub(recorded, r, sub, c)
	answer := subanswer{Status: recorded.status, HTTPHeaders: map[string]string{}, ReferenceID: sub.ReferenceID}
	body := recorded.body.Bytes()
	if json.Valid(body) {
		answer.Body = json.RawMessage(body)
	} else if len(body) > 0 {
		answer.Body = string(body)
	}
	return answer
}

// serveSub answers a subrequest once it has passed the checks that it does not
// share with its composite request, and has met the faults.
func (o *Org) serveSub(w http.ResponseWriter, r *http.Request, sub subrequest, c *call) {
	inner, err := sub.request(r)
	path, version, ok := []string(nil), 0, false
	if err == nil {
		path, version, ok = splitPath(inner.URL.Path)
	}
	switch {
	case !ok || version < oldestVersion || version > o.options.NewestVersion:
		writeError(w, r, queryRefused("INVALID_INPUT", fmt.Sprintf("The url of a subrequest must be the path of a resource, not %q.", sub.URL)))
		return
	case inner.Method != http.MethodGet:
		writeError(w, r, methodNotAllowed(inner.Method, "GET"))
		return
	case RequestKind(inner) == RequestLogFile || len(path) == 0 || path[0] != "query" && path[0] != "queryAll" && path[0] != "sobjects":
		writeError(w, r, queryRefused("INVALID_INPUT", fmt.Sprintf("Composite requests do not support the resource %q.", inner.URL.Path)))
		return
	}
	within := &call{session: c.session, version: version, path: path, now: c.now}
	if o.faults.any() {
		t := o.target(inner)
		inner = inner.WithContext(context.WithValue(inner.Context(), targetKey{}, t))
		for _, one := range o.faults.all() {
			if !one.kind.nested || one.kind.when != nil && !one.kind.when(o, inner, one.fault) {
				continue
			}
			if s := o.meet(one, t, c.now); s != nil {
				s.kind.answer(o, w, inner, s)
				return
			}
		}
	}
	o.route(w, inner, within)
}

// compositeTarget says what faults need to know of a composite request: its
// query, if it is for one thing only. It leaves the body as it was.
func compositeTarget(r *http.Request, t *target) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxComposite+1))
	r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), r.Body))
	t.identity += " " + string(body)
	request := &composite{}
	if err != nil || json.Unmarshal(body, request) != nil || len(request.CompositeRequest) != 1 {
		return
	}
	if inner, err := request.CompositeRequest[0].request(r); err == nil && RequestKind(inner) == RequestQuery {
		t.query = inner.URL.Query().Get("q")
		t.object = queriedObject(t.query)
	}
}

func processingHalted() *apiError {
	return &apiError{
		status: http.StatusBadRequest, Code: "PROCESSING_HALTED",
		Message: "The transaction was rolled back since another operation in the same transaction failed.",
	}
}
