package managed

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	inputType = "salesforce-events"
	// patience is how long a test waits for what has to come.
	patience = 60 * time.Second
)

// rig is a beat under an Agent, and the org that it collects.
type rig struct {
	t     *testing.T
	agent Agent
	org   *org
	home  string
}

// Run tests a beat that start starts in a folder of its own.
func Run(t *testing.T, start func(t *testing.T, home string) Agent) {
	for name, test := range map[string]func(*rig){
		"units come and change and go":              unitsAreCollectedChangedAndRemoved,
		"a wrong key degrades until it is replaced": aWrongKeyDegradesUntilItIsReplaced,
		"a wrong stream fails while others collect": aWrongStreamFailsAndOthersCollect,
		"a trace is written and deleted":            aTraceIsWrittenAndDeleted,
		"the worst of a unit is told":               theWorstOfAUnitIsTold,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &rig{t: t, org: startOrg(t), home: t.TempDir()}
			r.agent = start(t, r.home)
			t.Cleanup(func() {
				if t.Failed() {
					log := r.agent.Log()
					t.Logf("end of the beat's log:\n%s", log[max(0, len(log)-10000):])
				}
			})
			test(r)
			if err := r.agent.Stop(); err != nil {
				t.Errorf("the beat ended with %v", err)
			}
		})
	}
}

func (r *rig) apply(inputs ...Input) {
	r.agent.Apply(Policy{Inputs: inputs, Output: map[string]any{
		"type": "file", "path": filepath.Join(r.home, "out"), "filename": "events", "permissions": 0o600,
		"queue": map[string]any{"mem": map[string]any{"events": 3200, "flush": map[string]any{"min_events": 1, "timeout": "0s"}}},
	}})
}

func input(id string, streams ...Stream) Input {
	return Input{ID: id, Type: inputType, Namespace: "acme", Streams: streams}
}

// event is a published event, as far as the tests look at it.
type event struct {
	Metadata struct {
		ID       string `json:"_id"`
		InputID  string `json:"input_id"`
		StreamID string `json:"stream_id"`
		RawIndex string `json:"raw_index"`
	} `json:"@metadata"`
	DataStream struct{ Type, Dataset, Namespace string } `json:"data_stream"`
	Event      struct{ Dataset, Code string }
	Labels     struct{ Owner string }
	Tags       []string
	Salesforce struct {
		Object  string
		LogFile struct{ ID string } `json:"log_file"`
	}
	Agent struct{ ID string }
}

func (r *rig) events() []event {
	r.t.Helper()
	paths, err := filepath.Glob(filepath.Join(r.home, "out", "events*"))
	if err != nil {
		r.t.Fatal(err)
	}
	var all []event
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			r.t.Fatal(err)
		}
		for line := range strings.Lines(string(content)) {
			if !strings.HasSuffix(line, "\n") {
				break // it is still being written
			}
			var one event
			if err := json.Unmarshal([]byte(line), &one); err != nil {
				r.t.Fatalf("event %q: %v", line, err)
			}
			all = append(all, one)
		}
	}
	return all
}

// count returns how many events came of an object, or rows of log files for "".
func (r *rig) count(object string) int {
	count := 0
	for _, one := range r.events() {
		if one.Salesforce.Object == object {
			count++
		}
	}
	return count
}

func (r *rig) waitFor(what string, met func() bool) {
	r.t.Helper()
	for deadline := time.Now().Add(patience); !met(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			r.t.Fatalf("%s did not come within %v; %d events came", what, patience, len(r.events()))
		}
	}
}

func (r *rig) waitForState(input, state, message string) {
	r.t.Helper()
	r.waitFor(state+" of "+input, func() bool {
		health := r.agent.Health(input)
		return health.State == state && strings.Contains(health.Message, message)
	})
}
