package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/elastic/beats/v7/libbeat/management"
	"github.com/elastic/go-ucfg/yaml"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/testing/managed"
)

// beatVariable makes of a test's process a beat that a stand-in for an Agent runs.
const beatVariable = "SALESFORCEBEAT_UNDER_STAND_IN"

func TestMain(m *testing.M) {
	if os.Getenv(beatVariable) == "" {
		os.Exit(m.Run())
	}
	management.SetManagerFactory(newStandIn)
	main()
}

func TestAnAgentRunsTheBeat(t *testing.T) {
	managed.Run(t, func(t *testing.T, home string) managed.Agent { return startUnderStandIn(t, home) })
}

// component is as much of the specification as the tests need.
type component struct {
	Inputs []struct {
		Name    string `config:"name"`
		Command struct {
			Args []string `config:"args"`
		} `config:"command"`
	} `config:"inputs"`
}

// specification returns the type of the input that an Agent is told of, and how it calls
// the binary.
func specification(t *testing.T) (kind string, arguments []string) {
	t.Helper()
	parsed, err := yaml.NewConfigWithFile("_meta/agent/salesforcebeat.spec.yml")
	if err != nil {
		t.Fatal(err)
	}
	var spec component
	if err := parsed.Unpack(&spec); err != nil {
		t.Fatal(err)
	}
	if len(spec.Inputs) != 1 {
		t.Fatalf("%d inputs are specified", len(spec.Inputs))
	}
	return spec.Inputs[0].Name, spec.Inputs[0].Command.Args
}

func TestTheAgentIsToldOfTheInputsOwnName(t *testing.T) {
	kind, _ := specification(t)
	if kind != stanza.AgentName {
		t.Errorf("the type is %q, want %q", kind, stanza.AgentName)
	}
	if kind == stanza.Name {
		t.Errorf("the type %q is that of another input of an Agent", kind)
	}
}

// underStandIn is a beat that a stand-in for an Agent runs in its process.
type underStandIn struct {
	t       *testing.T
	log     string
	process *exec.Cmd
	input   io.WriteCloser
	exited  chan error

	mu     sync.Mutex
	health map[string]managed.Health
}

func startUnderStandIn(t *testing.T, home string) *underStandIn {
	t.Helper()
	_, arguments := specification(t)
	b := &underStandIn{t: t, log: filepath.Join(home, "log"), exited: make(chan error, 1), health: make(map[string]managed.Health)}
	log, err := os.Create(b.log)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(home, "module"), 0o700); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(home, "run", "salesforce-events-default")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	arguments = append(arguments, "-E", "path.home="+home, "-E", "path.data="+data)
	b.process = exec.Command(os.Args[0], arguments...)
	b.process.Dir, b.process.Stderr = data, log
	b.process.Env = append(os.Environ(), beatVariable+"=1")
	if b.input, err = b.process.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	output, err := b.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.process.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		b.listen(output)
		b.exited <- b.process.Wait()
		log.Close()
	}()
	t.Cleanup(func() { _ = b.process.Process.Kill() }) // it has ended by itself, if all went well
	return b
}

func (b *underStandIn) listen(output io.Reader) {
	lines := bufio.NewScanner(output)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		text, ok := strings.CutPrefix(lines.Text(), healthPrefix)
		var line healthLine
		if !ok || json.Unmarshal([]byte(text), &line) != nil {
			continue
		}
		b.mu.Lock()
		b.health[line.Input] = managed.Health{State: line.State, Message: line.Message}
		b.mu.Unlock()
	}
}

// Apply implements managed.Agent.
func (b *underStandIn) Apply(policy managed.Policy) {
	b.t.Helper()
	line, err := json.Marshal(policy)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.input.Write(append(line, '\n')); err != nil {
		b.t.Fatal(err)
	}
}

// Health implements managed.Agent.
func (b *underStandIn) Health(input string) managed.Health {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.health[input]
}

// Stop implements managed.Agent.
func (b *underStandIn) Stop() error {
	if err := b.input.Close(); err != nil {
		return err
	}
	select {
	case err := <-b.exited:
		return err
	case <-time.After(30 * time.Second):
		return errors.New("it did not end within 30s")
	}
}

// Log implements managed.Agent.
func (b *underStandIn) Log() string {
	content, err := os.ReadFile(b.log)
	if err != nil {
		return err.Error()
	}
	return string(content)
}
