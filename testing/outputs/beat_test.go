package outputs

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/beattest"
)

// patience is how long a test waits for what has to come.
const patience = 60 * time.Second

var binary string

func TestMain(m *testing.M) { os.Exit(beattest.Run(m, "../..", &binary)) }

// beat is a salesforcebeat that collects an org.
type beat struct {
	*beattest.Beat
	t *testing.T
}

// newBeat makes a beat that collects the org and has the given output.
func newBeat(t *testing.T, o *org, output string) *beat {
	t.Helper()
	b := &beat{beattest.New(t, binary), t}
	b.Configure(fmt.Sprintf(`
filebeat.inputs:
%s
queue.mem.flush.timeout: 0.1s
%s
logging: {level: info, to_files: false, to_stderr: true, metrics.enabled: false}
`, o.stanza(), output))
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("end of the beat's log:\n%s", b.logTail())
		}
	})
	return b
}

// waitFor waits for a condition that the beat brings about.
func (b *beat) waitFor(what string, met func() bool) {
	b.t.Helper()
	if !b.Settles(patience, 2*time.Millisecond, met) {
		b.t.Fatalf("%s did not come within %v", what, patience)
	}
}

func (b *beat) logTail() string {
	var kept []string
	for line := range strings.Lines(b.Log()) {
		kept = append(kept, fmt.Sprintf("%.500s", line))
	}
	return strings.Join(kept[max(0, len(kept)-25):], "\n")
}

// inbox is what an output delivered: for each row how often it came with which id.
type inbox struct {
	mu    sync.Mutex
	rows  map[string]map[string]int // by request, then by id
	total int
	bad   error // the first delivery that is no event
}

// add takes a document. id is that which the output has beside it; if it is empty the
// document has it under @metadata.
func (i *inbox) add(document []byte, id string) {
	var event struct {
		Metadata struct {
			ID string `json:"_id"`
		} `json:"@metadata"`
		Event struct {
			Original string `json:"original"`
		} `json:"event"`
	}
	err := json.Unmarshal(document, &event)
	cells, csvErr := csv.NewReader(strings.NewReader(event.Event.Original)).Read()
	if id == "" {
		id = event.Metadata.ID
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if err != nil || csvErr != nil || len(cells) <= requestColumn || id == "" {
		if i.bad == nil {
			i.bad = fmt.Errorf("document %.300q with the id %q is no event: %v, %v", document, id, err, csvErr)
		}
		return
	}
	if i.rows == nil {
		i.rows = make(map[string]map[string]int)
	}
	request := cells[requestColumn]
	if i.rows[request] == nil {
		i.rows[request] = make(map[string]int)
	}
	i.rows[request][id]++
	i.total++
}

// different returns how many rows have come.
func (i *inbox) different() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return len(i.rows)
}

// check checks that all rows of the org came, and those that came again with the same
// id. It returns how many deliveries were repeated.
func (i *inbox) check(t *testing.T, o *org) int {
	t.Helper()
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.bad != nil {
		t.Error(i.bad)
	}
	ids := make(map[string]bool)
	for request, byID := range i.rows {
		if !o.requests[request] {
			t.Fatalf("a row %q came that the org does not have", request)
		}
		if len(byID) != 1 {
			t.Fatalf("row %q came with the ids %v", request, byID)
		}
		for id := range byID {
			ids[id] = true
		}
	}
	if len(i.rows) != len(o.requests) || len(ids) != len(o.requests) {
		t.Errorf("%d rows with %d ids came, of %d rows", len(i.rows), len(ids), len(o.requests))
	}
	return i.total - len(i.rows)
}
