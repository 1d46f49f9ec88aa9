package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/beats-contrib/filebeat-salesforce/testing/managed"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/orgtest"
)

const specificationPath = "_meta/agent/salesforcebeat.spec.yml"

// An Agent that cannot read one specification loads none: so what it wants is held here.
func TestAnAgentCanReadTheSpecification(t *testing.T) {
	content, err := os.ReadFile(specificationPath)
	if err != nil {
		t.Fatal(err)
	}
	var spec struct {
		Version        int
		ComponentFiles []string `yaml:"component_files"`
		Inputs         []struct {
			Name, Description  string
			Platforms, Outputs []string
			Command            struct {
				Name     string
				Args     []string
				Timeouts map[string]time.Duration
				Restart  time.Duration `yaml:"restart_monitoring_period"`
				Most     int           `yaml:"maximum_restarts_per_period"`
			}
		}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(&spec); err != nil {
		t.Fatal(err)
	}
	if spec.Version != 2 || len(spec.Inputs) != 1 {
		t.Fatalf("version %d with %d inputs, want version 2 with one", spec.Version, len(spec.Inputs))
	}
	input := spec.Inputs[0]
	if input.Description == "" {
		t.Error("the input has no description")
	}
	if want := []string{"elasticsearch", "kafka", "logstash", "redis"}; !slices.Equal(input.Outputs, want) {
		t.Errorf("the outputs are %q, want %q", input.Outputs, want)
	}
	want := []string{
		"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64",
		"container/amd64", "container/arm64",
	}
	if !slices.Equal(input.Platforms, want) {
		t.Errorf("the platforms are %q, want %q", input.Platforms, want)
	}
	for n, argument := range input.Command.Args {
		if n%2 == 0 && argument != "-E" || n%2 == 1 && !strings.Contains(argument, "=") {
			t.Errorf("argument %d is %q, want settings after -E", n, argument)
		}
	}
	// A command that is called like a Beat runs inside of the Agent's collector.
	command := input.Command.Name
	if command == "" {
		command = strings.TrimSuffix(filepath.Base(specificationPath), ".spec.yml")
	}
	if slices.Contains([]string{"filebeat", "metricbeat", "auditbeat", "packetbeat", "osquerybeat", "heartbeat"}, command) {
		t.Errorf("the command is %q, which an Agent has itself", command)
	}
}

// agentTree is a folder that looks like that of an Agent that is installed.
type agentTree struct {
	t      *testing.T
	folder string
}

// upgrade unpacks a version of the Agent, which from now on is the one that runs. Its
// program is in the folder of the version, or further down, as on macOS.
func (a agentTree) upgrade(version, program string) (components string) {
	a.t.Helper()
	home := filepath.Join(a.folder, "data", "elastic-agent-"+version)
	program = filepath.Join(home, program)
	components = filepath.Join(home, "components")
	for _, folder := range []string{components, filepath.Dir(program)} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			a.t.Fatal(err)
		}
	}
	for _, file := range []string{program, filepath.Join(components, "agentbeat"), filepath.Join(components, "agentbeat.spec.yml")} {
		if err := os.WriteFile(file, nil, 0o755); err != nil {
			a.t.Fatal(err)
		}
	}
	link := filepath.Join(a.folder, "elastic-agent")
	_ = os.Remove(link) // of the version before, if there was one
	if err := os.Symlink(program, link); err != nil {
		a.t.Fatal(err)
	}
	return components
}

// install runs the script beside a binary that says what it is.
func (a agentTree) install(binary string) (string, error) {
	a.t.Helper()
	from := a.t.TempDir()
	for name, content := range map[string]string{"salesforcebeat": binary, "salesforcebeat.spec.yml": "version: 2\n"} {
		// Whoever copies them may have lost what they may do.
		if err := os.WriteFile(filepath.Join(from, name), []byte(content), 0o666); err != nil {
			a.t.Fatal(err)
		}
	}
	text, err := os.ReadFile("_meta/agent/install.sh")
	if err != nil {
		a.t.Fatal(err)
	}
	script := filepath.Join(from, "install.sh")
	if err := os.WriteFile(script, text, 0o755); err != nil {
		a.t.Fatal(err)
	}
	command := exec.Command("sh", script, a.folder)
	command.Env = append(os.Environ(), "NO_RESTART=1")
	output, err := command.CombinedOutput()
	return string(output), err
}

func TestTheScriptPutsTheComponentWhereTheAgentLooks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("it is a script of a shell that Windows does not have")
	}
	for system, program := range map[string]string{
		"Linux": "elastic-agent",
		"macOS": "elastic-agent.app/Contents/MacOS/elastic-agent",
	} {
		t.Run(system, func(t *testing.T) {
			agent := agentTree{t, t.TempDir()}
			first := agent.upgrade("9.4.1-bbbbbb", program)
			check := func(components, binary string) {
				t.Helper()
				content, err := os.ReadFile(filepath.Join(components, "salesforcebeat"))
				if err != nil || string(content) != binary {
					t.Fatalf("the binary in %s is %q, want %q: %v", components, content, binary, err)
				}
				for name, mode := range map[string]os.FileMode{"salesforcebeat": 0o755, "salesforcebeat.spec.yml": 0o644} {
					info, err := os.Stat(filepath.Join(components, name))
					if err != nil {
						t.Fatal(err)
					}
					if info.Mode().Perm() != mode {
						t.Errorf("%s has the mode %v, want %v", name, info.Mode().Perm(), mode)
					}
				}
				entries, err := os.ReadDir(components)
				if err != nil || len(entries) != 4 {
					t.Errorf("%s has %v: %v", components, entries, err)
				}
			}
			for _, binary := range []string{"one", "two"} { // the second replaces the first
				if output, err := agent.install(binary); err != nil {
					t.Fatalf("%v: %s", err, output)
				}
				check(first, binary)
			}
			// After an upgrade it goes into the new folder, and the old one may still be there;
			// and back, if that one failed.
			second := agent.upgrade("9.5.0-aaaaaa", program)
			if output, err := agent.install("three"); err != nil {
				t.Fatalf("%v: %s", err, output)
			}
			check(second, "three")
			check(first, "two")
			agent.upgrade("9.4.1-bbbbbb", program)
			if output, err := agent.install("four"); err != nil {
				t.Fatalf("%v: %s", err, output)
			}
			check(first, "four")
			check(second, "three")
		})
	}
	t.Run("no Agent", func(t *testing.T) {
		if output, err := (agentTree{t, t.TempDir()}).install("one"); err == nil || !strings.Contains(output, "no Elastic Agent found") {
			t.Errorf("%v: %s", err, output)
		}
	})
}

// TestThePolicyOfTheGuideCollects runs what the guide says of a policy without Fleet, with
// an org in place of the one that it names.
func TestThePolicyOfTheGuideCollects(t *testing.T) {
	guide, err := os.ReadFile("docs/elastic-agent.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(guide), "```yaml\n")
	text, _, ok := strings.Cut(text, "```")
	if !ok {
		t.Fatal("the guide has no policy")
	}
	org, url := orgtest.Start(t, orgsim.Options{Seed: 8, Days: 1, RowsPerHour: 5, EventTypes: []string{"Login"}})
	filled := text
	for old, value := range map[string]string{
		"https://acme.my.salesforce.com": url, "${env.SALESFORCE_CLIENT_ID}": org.ClientID(),
		"elastic@acme.example": org.Username(), "/etc/salesforce/key.pem": orgtest.KeyFile(t),
	} {
		if !strings.Contains(filled, old) {
			t.Fatalf("the policy of the guide does not have %s", old)
		}
		filled = strings.ReplaceAll(filled, old, value)
	}
	var policy struct {
		Outputs map[string]map[string]any
		Inputs  []map[string]any
	}
	if err := yaml.Unmarshal([]byte(filled), &policy); err != nil {
		t.Fatal(err)
	}
	if len(policy.Inputs) != 1 || policy.Outputs[policy.Inputs[0]["use_output"].(string)] == nil {
		t.Fatalf("the policy has the inputs %v and the outputs %v", policy.Inputs, policy.Outputs)
	}
	input := managed.Input{
		ID: policy.Inputs[0]["id"].(string), Type: policy.Inputs[0]["type"].(string),
		Namespace: policy.Inputs[0]["data_stream.namespace"].(string),
	}
	for _, one := range policy.Inputs[0]["streams"].([]any) {
		source := one.(map[string]any)
		dataset := source["data_stream"].(map[string]any)["dataset"].(string)
		if !slices.ContainsFunc(input.Streams, func(s managed.Stream) bool { return s.ID == source["id"] }) {
			input.Streams = append(input.Streams, managed.Stream{ID: source["id"].(string), Dataset: dataset, Source: source})
		}
	}
	if len(input.Streams) != 2 {
		t.Fatalf("the policy has the streams %v", input.Streams)
	}
	home := t.TempDir()
	beat := startUnderStandIn(t, home)
	beat.Apply(managed.Policy{Inputs: []managed.Input{input}, Output: map[string]any{
		"type": "file", "path": filepath.Join(home, "out"), "filename": "events",
		"queue": map[string]any{"mem": map[string]any{"events": 3200, "flush": map[string]any{"min_events": 1, "timeout": "0s"}}},
	}})
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		var events []byte
		paths, _ := filepath.Glob(filepath.Join(home, "out", "events*"))
		for _, path := range paths {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, content...)
		}
		missing := slices.DeleteFunc(slices.Clone(input.Streams), func(s managed.Stream) bool {
			return bytes.Contains(events, []byte(`"dataset":"`+s.Dataset+`"`)) && bytes.Contains(events, []byte(`"stream_id":"`+s.ID+`"`))
		})
		if len(missing) == 0 && beat.Health(input.ID).State == "HEALTHY" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("nothing came of %v; the input is %v\n%s", missing, beat.Health(input.ID), beat.Log())
		}
	}
	if err := beat.Stop(); err != nil {
		t.Error(err)
	}
}
