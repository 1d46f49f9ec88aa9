package agent

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"gopkg.in/yaml.v3"

	protocol "github.com/elastic/elastic-agent-client/v7/pkg/proto"

	"github.com/beats-contrib/filebeat-salesforce/testing/managed"
)

// folderVariable names what BuildAgent has built: the binary and its specification.
const folderVariable = "SALESFORCEBEAT_AGENT_FOLDER"

func built(t *testing.T) string {
	t.Helper()
	folder := os.Getenv(folderVariable)
	if folder == "" {
		t.Skipf("%s names no folder; run \"go tool mage test:agent\"", folderVariable)
	}
	return folder
}

func TestAnAgentRunsTheComponent(t *testing.T) {
	folder := built(t)
	managed.Run(t, func(t *testing.T, home string) managed.Agent { return startComponent(t, folder, home) })
}

// component is a process that a server of the Agent's protocol controls.
type component struct {
	*server
	log     string
	process *exec.Cmd
	exited  chan error
}

// startComponent starts the binary as an Agent does: with the arguments of its
// specification, in a folder of its own, and with the way to the server on its input.
func startComponent(t *testing.T, folder, home string) *component {
	t.Helper()
	var specification struct {
		Inputs []struct {
			Name    string
			Command struct{ Args []string }
		}
	}
	content, err := os.ReadFile(filepath.Join(folder, "salesforcebeat.spec.yml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(content, &specification); err != nil {
		t.Fatal(err)
	}
	c := &component{server: startServer(t), log: filepath.Join(home, "log"), exited: make(chan error, 1)}
	log, err := os.Create(c.log)
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(home, "run", "salesforce-events-default")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	c.process = exec.Command(filepath.Join(folder, "salesforcebeat"), append(specification.Inputs[0].Command.Args, "-E", "path.data="+data)...)
	c.process.Dir, c.process.Stdout, c.process.Stderr = data, log, log
	c.process.Env = append(os.Environ(), "AGENT_COMPONENT_ID=salesforce-events-default", "AGENT_COMPONENT_TYPE="+specification.Inputs[0].Name)
	start, err := proto.Marshal(c.info)
	if err != nil {
		t.Fatal(err)
	}
	c.process.Stdin = bytes.NewReader(start)
	if err := c.process.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		c.exited <- c.process.Wait()
		log.Close()
	}()
	t.Cleanup(func() { _ = c.process.Process.Kill() }) // it has ended by itself, if all went well
	return c
}

// Apply implements managed.Agent.
func (c *component) Apply(policy managed.Policy) { c.apply(policy) }

// Health implements managed.Agent.
func (c *component) Health(input string) managed.Health {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped[input] {
		return managed.Health{State: "STOPPED"}
	}
	unit, expected := c.observed[input], c.expected[input]
	// What is said of an older policy does not count.
	if unit == nil || expected == nil || unit.ConfigStateIdx != expected.ConfigStateIdx {
		return managed.Health{}
	}
	return managed.Health{State: protocol.State_name[int32(unit.State)], Message: unit.Message}
}

// Stop implements managed.Agent.
func (c *component) Stop() error {
	if err := c.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case err := <-c.exited:
		return err
	case <-time.After(30 * time.Second):
		return errors.New("it did not end within 30s")
	}
}

// Log implements managed.Agent.
func (c *component) Log() string {
	content, err := os.ReadFile(c.log)
	if err != nil {
		return err.Error()
	}
	return string(content)
}
