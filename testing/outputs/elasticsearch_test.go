package outputs

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
)

// elasticsearch is what a beat asks of one: its version and license, the policy and the
// template, and the bulk API of a data stream. As there, a data stream takes no
// operation but create, and no id twice.
type elasticsearch struct {
	inbox // the documents that were stored

	mu        sync.Mutex
	setup     map[string]string // bodies that were put, by path
	documents map[string]bool   // by stream and id
	conflicts int
	refused   []string // why what was refused
	bulks     int
	stalled   int                         // bulks that had to wait
	outage    func(bulk int) (status int) // what a bulk is answered with; 0 for as it is
	hold      chan struct{}               // stored bulks are answered when it is closed
	stall     chan struct{}               // bulks are taken when it is closed, unless the client has gone by then
}

func newElasticsearch(t *testing.T) (*elasticsearch, *httptest.Server) {
	t.Helper()
	e := &elasticsearch{setup: make(map[string]string), documents: make(map[string]bool)}
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	return e, server
}

func (e *elasticsearch) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Elastic-Product", "Elasticsearch")
	w.Header().Set("Content-Type", "application/json")
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		decoded, err := gzip.NewReader(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		body = decoded
	}
	switch {
	case r.URL.Path == "/":
		fmt.Fprint(w, `{"name":"test","cluster_name":"test","cluster_uuid":"ckZc1uR1RBmsm1CZ2ZlVbA","version":{"number":"9.4.0","build_flavor":"default"},"tagline":"You Know, for Search"}`)
	case r.URL.Path == "/_license":
		fmt.Fprint(w, `{"license":{"uid":"1","type":"basic","status":"active"}}`)
	case strings.HasSuffix(r.URL.Path, "/_bulk"):
		e.bulk(w, r, body)
	default:
		e.configure(w, r, body)
	}
}

// configure answers what sets up templates, policies and data streams.
func (e *elasticsearch) configure(w http.ResponseWriter, r *http.Request, body io.Reader) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if r.Method == http.MethodPut {
		content, err := io.ReadAll(body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		e.setup[r.URL.Path] = string(content)
		fmt.Fprint(w, `{"acknowledged":true}`)
		return
	}
	content, ok := e.setup[r.URL.Path]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"error":{"type":"resource_not_found_exception","reason":"not found"},"status":404}`)
		return
	}
	fmt.Fprint(w, content)
}

// bulk takes the documents of a bulk request.
func (e *elasticsearch) bulk(w http.ResponseWriter, r *http.Request, from io.Reader) {
	body, err := io.ReadAll(from)
	if err != nil {
		return // the client has gone
	}
	if !e.awaitTurn(r) {
		return
	}
	e.mu.Lock()
	e.bulks++
	hold, status := e.hold, 0
	if e.outage != nil {
		status = e.outage(e.bulks)
	}
	if status != 0 && status != http.StatusTooManyRequests {
		e.mu.Unlock()
		w.WriteHeader(status)
		return
	}
	var items []string
	errors := false
	lines := bufio.NewScanner(bytes.NewReader(body))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		action := lines.Text()
		if action == "" {
			continue // Elasticsearch minds no empty line between two documents
		}
		lines.Scan()
		code, reason := e.store(action, lines.Bytes(), len(items)%2 == 1 && status != 0)
		errors = errors || code >= 400
		item := fmt.Sprintf(`{"create":{"status":%d}}`, code)
		if code >= 400 {
			item = fmt.Sprintf(`{"create":{"status":%d,"error":{"type":"test","reason":%q}}}`, code, reason)
		}
		items = append(items, item)
	}
	e.mu.Unlock()
	if hold != nil {
		<-hold
	}
	fmt.Fprintf(w, `{"took":1,"errors":%v,"items":[%s]}`, errors, strings.Join(items, ","))
}

// awaitTurn waits while bulks stall, and reports whether the client is still there.
func (e *elasticsearch) awaitTurn(r *http.Request) bool {
	e.mu.Lock()
	stall := e.stall
	if stall != nil {
		e.stalled++
	}
	e.mu.Unlock()
	if stall == nil {
		return true
	}
	select {
	case <-stall:
		return true
	case <-r.Context().Done():
		return false
	}
}

// store takes one document; busy stands for a node that has too much to do.
func (e *elasticsearch) store(action string, document []byte, busy bool) (status int, reason string) {
	var operation map[string]struct {
		Index string `json:"_index"`
		ID    string `json:"_id"`
	}
	if err := json.Unmarshal([]byte(action), &operation); err != nil {
		return e.refuse(err.Error())
	}
	create, ok := operation["create"]
	var content struct {
		Timestamp string `json:"@timestamp"`
	}
	switch err := json.Unmarshal(document, &content); {
	case !ok:
		return e.refuse("only write ops with an op_type of create are allowed in data streams: " + action)
	case err != nil || content.Timestamp == "":
		return e.refuse("data stream timestamp field [@timestamp] is missing")
	case create.ID == "":
		return e.refuse("a document without an id")
	case busy:
		return http.StatusTooManyRequests, "rejected execution"
	case e.documents[create.Index+"/"+create.ID]:
		e.conflicts++
		return http.StatusConflict, "version conflict, document already exists"
	}
	e.documents[create.Index+"/"+create.ID] = true
	e.add(document, create.ID)
	return http.StatusCreated, ""
}

func (e *elasticsearch) refuse(reason string) (int, string) {
	e.refused = append(e.refused, reason)
	return http.StatusBadRequest, reason
}

// checkOnce checks that each row is one document.
func (e *elasticsearch) checkOnce(t *testing.T, o *org) {
	t.Helper()
	if repeated := e.check(t, o); repeated != 0 {
		t.Errorf("%d rows are more than one document", repeated)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.refused) > 0 {
		t.Errorf("%d documents were refused, the first for %s", len(e.refused), e.refused[0])
	}
}

// dataStream is the output of those who have a template of their own.
const dataStream = `
setup.template.enabled: false
setup.ilm.enabled: false
output.elasticsearch:
  hosts: ["http://%s"]
  index: logs-salesforce-default
  backoff: {init: 0.1s, max: 0.5s}
`

func TestElasticsearchGetsEachRowOnceThroughAnOutage(t *testing.T) {
	o := startOrg(t)
	e, server := newElasticsearch(t)
	l := newLine(t, server.Listener.Addr().String())
	survives(t, o, newBeat(t, o, fmt.Sprintf(dataStream, l.address)), &e.inbox, l.outage)
	e.checkOnce(t, o)
	t.Logf("%d documents came again and were conflicts", e.conflicts)
}

func TestElasticsearchThatIsTooBusyGetsEachRowOnce(t *testing.T) {
	o := startOrg(t)
	e, server := newElasticsearch(t)
	// Every third bulk is not taken, and of every third one of two documents is not.
	e.outage = func(bulk int) int {
		return []int{0, http.StatusServiceUnavailable, http.StatusTooManyRequests}[bulk%3]
	}
	b := newBeat(t, o, fmt.Sprintf(dataStream, server.Listener.Addr()))
	b.Start()
	b.waitFor("all rows", func() bool { return e.different() >= len(o.requests) })
	b.Stop()
	e.checkOnce(t, o)
}

func TestARowThatComesAgainAfterACrashIsAConflictAndNoSecondDocument(t *testing.T) {
	o := startOrg(t)
	e, server := newElasticsearch(t)
	b := newBeat(t, o, fmt.Sprintf(dataStream, server.Listener.Addr()))
	b.Start()
	b.waitFor("the first rows", func() bool { return e.different() >= interruptAt })
	// From here on what is stored is not acknowledged any more.
	held := make(chan struct{})
	e.mu.Lock()
	before := len(e.documents)
	e.hold = held
	e.mu.Unlock()
	b.waitFor("rows that are stored and not acknowledged", func() bool {
		e.mu.Lock()
		defer e.mu.Unlock()
		return len(e.documents) > before+1000
	})
	b.Kill()
	e.mu.Lock()
	unacknowledged := len(e.documents) - before
	e.hold = nil
	e.mu.Unlock()
	close(held)

	b.Start()
	b.waitFor("all rows", func() bool { return e.different() >= len(o.requests) })
	b.Stop()
	e.checkOnce(t, o)
	if e.conflicts < unacknowledged {
		t.Errorf("%d conflicts, want at least the %d that were not acknowledged", e.conflicts, unacknowledged)
	}
	t.Logf("%d conflicts; %d documents were stored and not acknowledged", e.conflicts, unacknowledged)
}

func TestElasticsearchIsSetUpWithTheFieldsOfTheInput(t *testing.T) {
	o := startOrg(t)
	e, server := newElasticsearch(t)
	b := newBeat(t, o, fmt.Sprintf("output.elasticsearch.hosts: [\"http://%s\"]", server.Listener.Addr()))
	b.Start()
	b.waitFor("all rows", func() bool { return e.different() >= len(o.requests) })
	b.Stop()
	e.checkOnce(t, o)
	for _, want := range []struct{ path, part string }{
		{"/_ilm/policy/filebeat", `"rollover"`},
		{"/_index_template/filebeat-9.4.0", `"data_stream"`},
		{"/_index_template/filebeat-9.4.0", `"login_key"`},
	} {
		if !strings.Contains(e.setup[want.path], want.part) {
			t.Errorf("what was put to %s has no %s", want.path, want.part)
		}
	}
	for document := range e.documents {
		if !strings.HasPrefix(document, "filebeat-9.4.0/") {
			t.Fatalf("a document is stored as %s", document)
		}
	}
}

// What the docs show is what the tests run.
func TestTheDocsShowTheSettingsOfTheTests(t *testing.T) {
	docs, err := os.ReadFile("../../docs/outputs.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, setting := range []string{"setup.template.enabled: false", "setup.ilm.enabled: false", "index: logs-salesforce-default", kafkaKey} {
		if !strings.Contains(string(docs), setting) {
			t.Errorf("docs/outputs.md does not have %s", setting)
		}
	}
}
