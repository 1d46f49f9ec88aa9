package doctor

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// file writes a configuration of another Filebeat.
func file(t *testing.T, folder, name, content string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// yaml is a list of one input that collects what the methods say.
func (o *org) yaml(id, methods string) string {
	return fmt.Sprintf(`- type: salesforce
  id: %s
  url: %s
  auth.oauth2.jwt_bearer_flow: {client.id: %s, client.username: %s, client.key_path: '%s'}
  event_monitoring_method: %s
`, id, o.url, o.ClientID(), o.Username(), o.key, methods)
}

// only is an input that collects what the methods say and nothing else.
func (o *org) only(t *testing.T, id, methods string) *config.C {
	t.Helper()
	list, err := config.NewConfigWithYAML([]byte(o.yaml(id, methods)), "test")
	if err != nil {
		t.Fatal(err)
	}
	var stanzas []*config.C
	if err := list.Unpack(&stanzas); err != nil {
		t.Fatal(err)
	}
	return stanzas[0]
}

func indented(text string) string { return "  " + strings.ReplaceAll(text, "\n", "\n  ") }

func TestOtherConfigurationsAreComparedWithThisOne(t *testing.T) {
	o := healthyOrg(t)
	folder := t.TempDir()
	logouts := file(t, folder, "whole.yml", "output.console.enabled: true\nfilebeat.inputs:\n"+indented(o.yaml("logouts", `{event_log_file: {event_types: [Logout]}}`)))
	list := file(t, folder, "list.yml", o.yaml("audit", `{object: {names: [SetupAuditTrail, LoginEvent]}}`)+"- {type: stdin}\n")
	file(t, folder, "inputs.yml", o.yaml("inside", `{event_log_file: {event_types: [login]}}`))
	folderOf := file(t, folder, "folder.yml", "filebeat.config.inputs: {enabled: true, path: inputs.yml}\n")
	logins := o.only(t, "logins", `{event_log_file: {event_types: [Login]}}`)

	for _, tt := range []struct {
		name string
		also []string
		code int
		want []string
	}{
		{"parted", []string{logouts}, 0, []string{"2 salesforce inputs together", "ok collected twice nothing is collected by more than one of 2 inputs", "warn not collected SetupAuditTrail"}},
		{"parted and whole", []string{logouts, list}, 0, []string{"3 salesforce inputs together", "ok not collected nothing that the org has", "warn collected twice LoginEvent: collected by audit (" + list + "), and log files of Login by logins (this configuration) cause: both tell of logins"}},
		{"twice", []string{folderOf}, 1, []string{"FAIL collected twice log files of Login: collected by logins (this configuration) and inside (" + folderOf + ")", "warn not collected log files of Logout; SetupAuditTrail"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := choice{also: tt.also}.result(t, logins)
			for _, words := range tt.want {
				if !strings.Contains(r.flat(), words) {
					t.Errorf("it does not say %q:\n%s", words, r.output)
				}
			}
			if r.code != tt.code {
				t.Errorf("the code is %d, want %d:\n%s", r.code, tt.code, r.output)
			}
			d := choice{also: tt.also, json: true}.result(t, logins).document(t)
			if len(d.Inputs) != 1 || len(d.Shared) != 1 || d.Shared[0].URL != o.url || len(d.Shared[0].Inputs) != 1+len(tt.also) {
				t.Errorf("the document is %+v", d)
			}
			if n := slices.IndexFunc(d.Shared[0].Checks, func(c checkDocument) bool { return c.Name == "overlap" }); n < 0 || (d.Shared[0].Checks[n].Status == "failed") != (tt.code == codeFailed) {
				t.Errorf("the checks are %+v", d.Shared[0].Checks)
			}
		})
	}
}

func TestInputsOfOneConfigurationThatOverlapAreWarnedOf(t *testing.T) {
	o := healthyOrg(t)
	r := choice{}.result(t, o.only(t, "one", `{event_log_file: {event_types: [Login]}}`), o.only(t, "two", `{event_log_file: {event_types: ["*"]}}`))
	if r.code != 0 || !strings.Contains(r.flat(), "warn collected twice log files of Login: collected by one and two") {
		t.Errorf("code %d:\n%s", r.code, r.output)
	}
	if r := (choice{input: "one"}).result(t, o.only(t, "one", `{event_log_file: {}}`), o.only(t, "two", `{event_log_file: {}}`)); strings.Contains(r.output, "together") {
		t.Errorf("the other input is looked at:\n%s", r.output)
	}
}

func TestAConfigurationThatCannotBeComparedEndsTheCommand(t *testing.T) {
	o := newOrg(t, orgsim.Options{Empty: true})
	folder := t.TempDir()
	for name, tt := range map[string]struct{ content, want string }{
		"none.yml":    {"filebeat.inputs: [{type: stdin}]\n", "has no enabled input of type salesforce"},
		"off.yml":     {strings.Replace(o.yaml("a", "{}"), "  id:", "  enabled: false\n  id:", 1), "has no enabled input of type salesforce"},
		"no.yml":      {"a: [", `reading "`},
		"wrong.yml":   {o.yaml("wrong", "{event_log_file: {intervall: 1h}}"), "wrong (" + filepath.Join(folder, "wrong.yml") + "): "},
		"missing.yml": {"", `reading "`},
	} {
		path := filepath.Join(folder, name)
		if tt.content != "" {
			file(t, folder, name, tt.content)
		}
		var out bytes.Buffer
		err := choice{also: []string{path}}.run(t.Context(), &out, []*config.C{o.stanza(t, "acme", "")})
		var exit *ExitError
		if !errors.As(err, &exit) || exit.Code != codeNotRun || !strings.Contains(err.Error(), tt.want) || out.Len() > 0 {
			t.Errorf("%s: %v, and %q", name, err, out.String())
		}
	}
}
