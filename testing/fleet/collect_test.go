package fleet

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/beats-contrib/filebeat-salesforce/testing/beattest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/orgtest"
)

// patience is how long a test waits for what has to come.
const patience = 60 * time.Second

var binary string

func TestMain(m *testing.M) { os.Exit(beattest.Run(m, "../..", &binary)) }

const (
	secret   = "8D0E1A: 'secret' # {1}"
	password = `pass"w0rd' #1: {{no}}`
)

// credentialsWith are the values of all ways to sign in, with the key in a file too.
func credentialsWith(path string) values {
	return values{
		"client_id": orgsim.DefaultClientID, "username": orgsim.DefaultUsername,
		"client_key": orgtest.PEM(orgtest.Key()), "client_key_path": path, "client_secret": secret,
		"password_client_secret": secret, "password": password,
	}
}

func startOrg(t *testing.T) (org *orgsim.Org, url string) {
	t.Helper()
	return orgtest.Start(t, orgsim.Options{
		Seed: 8, Days: 1, RowsPerHour: 40, EventTypes: []string{"Login", "API"},
		ClientSecret: secret, Password: password,
	})
}

// TestEveryWayToSignInCollects has the product collect all data streams with the stanzas
// that the package gives.
func TestEveryWayToSignInCollects(t *testing.T) {
	key := orgtest.KeyFile(t)
	org, url := startOrg(t)
	want := make(map[string]int)
	var stanzas []any
	for _, option := range read(t, "manifest.yml").VarGroups[0].Options {
		for _, stream := range streams {
			vars := variablesOf(t, stream)
			chosen := defaults(vars)
			maps.Copy(chosen, flow(option.Vars, credentialsWith(key)))
			tag := option.Name + " " + stream
			maps.Copy(chosen, values{
				"url": url, "token_url": url, "audience_url": "https://login.salesforce.com",
				"initial_interval": "168h", "log_interval": "hourly", "settle": "0s", "delay": "0s",
				"profile":       []any{"privilege"},
				"query_default": "SELECT FIELDS(STANDARD) FROM SetupAuditTrail",
				"query_value":   "SELECT FIELDS(STANDARD) FROM SetupAuditTrail\nWHERE CreatedDate > [[ .cursor.object.last_event_time ]]",
				"cursor_field":  "CreatedDate",
				"tags":          []any{"forwarded", tag}, "preserve_original_event": true,
				"advanced":   "resource.retry: {wait_max: 5s}",
				"processors": "- add_fields: {target: labels, fields: {owner: the team}}",
			})
			stanza := render(t, stream, vars, chosen)
			stanza["type"], stanza["id"] = inputType, tag
			stanzas = append(stanzas, stanza)
			want[tag] = holds(org, stream)
		}
	}
	got := collect(t, stanzas, want)
	for tag, count := range want {
		if count == 0 || got[tag] != count {
			t.Errorf("%s: %d events came of %d", tag, got[tag], count)
		}
	}
}

func holds(org *orgsim.Org, stream string) int {
	truth := org.Truth()
	if stream != "log_file" {
		// Of what the profile is about, the org has no log files, and no older records.
		return len(truth.Records["SetupAuditTrail"])
	}
	rows := 0
	for _, file := range truth.LogFiles {
		if file.Interval == orgsim.Hourly {
			rows += len(file.Rows)
		}
	}
	return rows
}

// collect runs a beat until all has come, and returns how many events came by the second
// of their tags.
func collect(t *testing.T, stanzas []any, want map[string]int) map[string]int {
	t.Helper()
	home := t.TempDir()
	config, err := yaml.Marshal(map[string]any{
		"filebeat.inputs": stanzas, "queue.mem.flush.timeout": "0.1s",
		"output.file": map[string]any{"path": filepath.Join(home, "out"), "filename": "events", "rotate_every_kb": 1 << 20},
		"logging":     map[string]any{"to_stderr": true, "to_files": false},
	})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(home, "filebeat.yml")
	if err := os.WriteFile(path, config, 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	beat := exec.Command(binary, "--path.home", home, "-c", path, "--strict.perms=false")
	beat.Stderr = &log
	if err := beat.Start(); err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, count := range want {
		total += count
	}
	var got map[string]int
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		var sum int
		if got, sum = count(t, filepath.Join(home, "out")); sum >= total {
			break
		}
	}
	if err := beat.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := beat.Wait(); err != nil {
		t.Errorf("the beat ended with %v", err)
	}
	if t.Failed() || len(got) != len(want) {
		text := log.String()
		t.Logf("end of the beat's log:\n%s", text[max(0, len(text)-4000):])
	}
	return got
}

func count(t *testing.T, folder string) (counts map[string]int, sum int) {
	t.Helper()
	counts = make(map[string]int)
	paths, err := filepath.Glob(filepath.Join(folder, "events*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(content)) {
			var event struct {
				Tags   []string
				Labels struct{ Owner string }
				Host   map[string]any
				Event  struct{ Original string }
			}
			if !strings.HasSuffix(line, "\n") {
				break // it is still being written
			}
			if err := json.Unmarshal([]byte(line), &event); err != nil {
				t.Fatal(err)
			}
			if len(event.Tags) != 2 || event.Labels.Owner != "the team" || event.Host != nil || event.Event.Original == "" {
				t.Fatalf("the stanza's tags, processors and switches gave %.1000s", line)
			}
			counts[event.Tags[1]]++
			sum++
		}
	}
	return counts, sum
}
