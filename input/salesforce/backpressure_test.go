package salesforce

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	pubtest "github.com/elastic/beats/v7/libbeat/publisher/testing"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/monitoring"
	"github.com/elastic/go-concert/unison"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// stopVariable has how long the output stops, as a duration.
const stopVariable = "OUTPUT_STOPS"

// stoppingOutput acknowledges what it takes, until it takes no more, as a full queue
// before a dead output does.
type stoppingOutput struct {
	mu      sync.Mutex
	changed *sync.Cond
	room    int            // how many more events it takes
	blocked bool           // somebody waits for room
	came    map[string]int // by identity
}

func (o *stoppingOutput) connect(c beat.ClientConfig) (beat.Client, error) {
	return &pubtest.FakeClient{PublishFunc: func(event beat.Event) {
		o.mu.Lock()
		defer o.mu.Unlock()
		for o.room == 0 {
			o.blocked = true
			o.changed.Broadcast()
			o.changed.Wait()
		}
		o.room--
		o.came[identityOf(event)]++
		c.EventListener.AddEvent(event, true)
		c.EventListener.ACKEvents(1)
		o.changed.Broadcast()
	}}, nil
}

func (o *stoppingOutput) waitFor(t *testing.T, what string, met func() bool) {
	t.Helper()
	const patience = 3 * time.Minute
	deadline := time.Now().Add(patience)
	timeout := time.AfterFunc(patience, o.changed.Broadcast)
	defer timeout.Stop()
	o.mu.Lock()
	defer o.mu.Unlock()
	for !met() {
		if !time.Now().Before(deadline) {
			t.Fatalf("%s did not come within %v; %d events have", what, patience, len(o.came))
		}
		o.changed.Wait()
	}
}

// heap is what is in use, in bytes.
func heap() int64 {
	var memory runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&memory)
	return int64(memory.HeapAlloc)
}

func TestAnOutputThatStopsHoldsMemoryFlatAndLosesNothing(t *testing.T) {
	const files, rows = 6, 20_000
	const before = 1000 // events that come before the stop
	stopped := 2 * time.Second
	if text := os.Getenv(stopVariable); text != "" {
		var err error
		if stopped, err = time.ParseDuration(text); err != nil {
			t.Fatalf("%s: %v", stopVariable, err)
		}
	}
	org, stanza := testOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 10, EventTypes: []string{"Login"}, FileDelay: -1}, `
  event_log_file: {interval: 50ms, settle: 0s, initial_interval: 7d, log_interval: hourly}
  object: {names: [SetupAuditTrail], interval: 50ms, delay: 0s, initial_interval: 7d}
`)
	org.Grow(1) // up to now, so that no record that comes later is older than the lookback
	var body bytes.Buffer
	for file := range files {
		body.Reset()
		body.WriteString("\"EVENT_TYPE\",\"TIMESTAMP_DERIVED\",\"REQUEST_ID\",\"URI\"\n")
		for n := range rows {
			fmt.Fprintf(&body, "\"URI\",\"2026-01-05T03:10:20.117Z\",\"%d-%d\",\"/home/home.jsp\"\n", file, n)
		}
		if _, err := org.AddLogFile(orgsim.LogFileSpec{EventType: "URI", Body: bytes.Clone(body.Bytes())}); err != nil {
			t.Fatal(err)
		}
	}

	out := &stoppingOutput{room: before, came: make(map[string]int)}
	out.changed = sync.NewCond(&out.mu)
	manager := Plugin(logp.NewLogger("test"), newRegistry()).Manager
	var group unison.TaskGroup
	if err := manager.Init(&group); err != nil {
		t.Fatal(err)
	}
	in, err := manager.Create(stanza)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- in.Run(runContext(logp.NewLogger("test"), "test", ctx, monitoring.NewRegistry()), pubtest.FakeConnector{ConnectFunc: out.connect})
	}()

	out.waitFor(t, "the stop", func() bool { return out.blocked })
	time.Sleep(stopped / 4) // for the workers to fetch what they may
	early := heap()
	highest := early
	for range 8 {
		time.Sleep(stopped * 3 / 4 / 8)
		highest = max(highest, heap())
	}
	t.Logf("the output stopped for %v; %d KiB were in use at first, and never more than %d KiB", stopped, early>>10, highest>>10)
	if grown := highest - early; grown > 2<<20 {
		t.Errorf("memory grew by %d KiB while the output had stopped", grown>>10)
	}

	org.Grow(50) // what comes about meanwhile
	total := countOf(org.Truth())
	out.mu.Lock()
	out.room = 1 << 30
	out.changed.Broadcast()
	out.mu.Unlock()
	out.waitFor(t, "everything", func() bool { return len(out.came) >= total })
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("the input ended with %v", err)
	}
	if err := group.Stop(); err != nil {
		t.Error(err)
	}
	for id, times := range out.came {
		if times > 1 {
			t.Errorf("%s came %d times", id, times)
		}
	}
	if len(out.came) != total {
		t.Errorf("%d events came, the org has %d", len(out.came), total)
	}
}
