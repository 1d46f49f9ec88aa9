package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/elastic/beats/v7/libbeat/common/reload"
	"github.com/elastic/beats/v7/libbeat/management"
	"github.com/elastic/beats/v7/libbeat/management/status"
	"github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/testing/managed"
)

// healthPrefix begins the lines in which the stand-in says what it was told.
const healthPrefix = "health "

// healthLine is what such a line says.
type healthLine struct{ Input, State, Message string }

// standIn stands for Beats' manager of Elastic Agent, which is under another license. It
// takes policies from standard input, one JSON document a line, and gives them to Beats
// as that manager does; the end of the input ends the beat.
type standIn struct {
	management.Manager // what is not ours does nothing
	registry           *reload.Registry
	stop               func()
	hasOutput          bool

	mu    sync.Mutex // guards all below
	units map[string]*unit
}

// unit is what was said of an input's streams.
type unit struct {
	failure string // of the input as a whole
	streams map[string]unitReport
	told    unitReport
}

type unitReport struct {
	state   status.Status
	message string
}

func newStandIn(_ *config.C, registry *reload.Registry, log *logp.Logger) (management.Manager, error) {
	off, err := config.NewConfigFrom(map[string]any{"enabled": false})
	if err != nil {
		return nil, err
	}
	rest, err := management.NewManager(off, registry, log)
	if err != nil {
		return nil, err
	}
	return &standIn{Manager: rest, registry: registry, units: make(map[string]*unit)}, nil
}

// Enabled implements management.Manager.
func (s *standIn) Enabled() bool { return true }

// SetStopCallback implements management.Manager.
func (s *standIn) SetStopCallback(stop func()) { s.stop = stop }

// Start implements management.Manager.
func (s *standIn) Start() error {
	go func() {
		lines := bufio.NewScanner(os.Stdin)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var policy managed.Policy
			if err := json.Unmarshal(lines.Bytes(), &policy); err != nil {
				fmt.Fprintln(os.Stderr, "policy:", err)
				os.Exit(1)
			}
			if err := s.apply(policy); err != nil {
				fmt.Fprintln(os.Stderr, "applying the policy:", err)
			}
		}
		s.stop()
	}()
	return nil
}

func (s *standIn) apply(policy managed.Policy) error {
	// Beats takes an output once; with another the manager would start the beat anew.
	if !s.hasOutput {
		output, err := config.NewConfigFrom(map[string]any{fmt.Sprint(policy.Output["type"]): policy.Output})
		if err != nil {
			return err
		}
		if err := s.registry.GetReloadableOutput().Reload(&reload.ConfigWithMeta{Config: output}); err != nil {
			return err
		}
		s.hasOutput = true
	}
	var stanzas []*reload.ConfigWithMeta
	for _, input := range policy.Inputs {
		for _, stream := range input.Streams {
			stanza, err := config.NewConfigFrom(stanzaOf(input, stream))
			if err != nil {
				return err
			}
			reporter := &streamReporter{s, input.ID, stream.ID}
			stanzas = append(stanzas, &reload.ConfigWithMeta{Config: stanza, InputUnitID: input.ID, StatusReporter: reporter})
		}
		s.change(input.ID, func(u *unit) { u.failure = "" })
	}
	err := s.registry.GetInputList().Reload(stanzas)
	if err == nil {
		return nil
	}
	// Which unit it is about is only in the text: a stanza's mistakes name its id.
	for _, input := range policy.Inputs {
		for _, stream := range input.Streams {
			if strings.Contains(err.Error(), fmt.Sprintf("input %q", stream.ID)) {
				s.change(input.ID, func(u *unit) { u.failure = err.Error() })
			}
		}
	}
	return err
}

// stanzaOf is what becomes of a stream: its source, and what the Agent adds.
func stanzaOf(input managed.Input, stream managed.Stream) map[string]any {
	add := func(target string, fields map[string]any) any {
		return map[string]any{"add_fields": map[string]any{"target": target, "fields": fields}}
	}
	stanza := stream.Full()
	own, _ := stanza["processors"].([]any)
	stanza["type"] = input.Type
	stanza["index"] = "logs-" + stream.Dataset + "-" + input.Namespace
	stanza["processors"] = append([]any{
		add("elastic_agent", map[string]any{"id": managed.AgentID, "snapshot": false}),
		add("agent", map[string]any{"id": managed.AgentID}),
		add("@metadata", map[string]any{"input_id": input.ID}),
		add("data_stream", map[string]any{"dataset": stream.Dataset, "namespace": input.Namespace, "type": "logs"}),
		add("event", map[string]any{"dataset": stream.Dataset}),
		add("@metadata", map[string]any{"stream_id": stream.ID}),
	}, own...)
	return stanza
}

// streamReporter is the status reporter of a stream.
type streamReporter struct {
	agent         *standIn
	input, stream string
}

// UpdateStatus implements status.StatusReporter. As the Beats that we build with does,
// it drops a state that is the one before, whatever its message.
func (r *streamReporter) UpdateStatus(state status.Status, message string) {
	r.agent.change(r.input, func(u *unit) {
		if u.streams[r.stream].state != state {
			u.streams[r.stream] = unitReport{state, message}
		}
	})
}

// change changes what is known of an input, and says so if that changes its state.
func (s *standIn) change(input string, by func(*unit)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.units[input]
	if !ok {
		u = &unit{streams: make(map[string]unitReport)}
		s.units[input] = u
	}
	by(u)
	worst, stopped := unitReport{status.Running, "Healthy"}, len(u.streams) > 0
	for _, one := range u.streams {
		stopped = stopped && one.state == status.Stopped
		if (one.state == status.Degraded || one.state == status.Failed) && one.state > worst.state {
			worst = one
		}
	}
	if u.failure != "" {
		worst = unitReport{status.Failed, u.failure}
	} else if stopped {
		worst = unitReport{status.Stopped, ""}
	}
	if worst == u.told {
		return
	}
	u.told = worst
	states := map[status.Status]string{status.Running: "HEALTHY", status.Degraded: "DEGRADED", status.Failed: "FAILED", status.Stopped: "STOPPED"}
	line, err := json.Marshal(healthLine{input, states[worst.state], worst.message})
	if err != nil {
		panic(err) // it is text
	}
	fmt.Println(healthPrefix + string(line))
}
