package stanza

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
)

// xpackStanza is one for the x-pack input, with all that it requires.
const xpackStanza = `
type: salesforce
url: https://acme.my.salesforce.com
auth.oauth2:
  user_password_flow.enabled: false
  jwt_bearer_flow:
    enabled: true
    url: https://login.salesforce.com
    client: {id: 3MVG9, username: a@b.example, key_path: /k.pem}
event_monitoring_method:
  event_log_file:
    enabled: true
    interval: 1h
    query:
      default: "SELECT Id,CreatedDate,LogDate,LogFile FROM EventLogFile WHERE Interval = 'Hourly' AND CreatedDate > [[ (formatTime (now.Add (parseDuration \"-168h\")) \"RFC3339\") ]]"
      value: "SELECT Id,CreatedDate,LogDate,LogFile FROM EventLogFile WHERE Interval = 'Hourly' AND CreatedDate > [[ .cursor.event_log_file.last_event_time ]]"
    cursor.field: CreatedDate
  object:
    enabled: true
    interval: 5m
    query:
      default: "SELECT FIELDS(STANDARD) FROM LoginEvent"
      value: "SELECT FIELDS(STANDARD) FROM LoginEvent WHERE EventDate > [[ .cursor.object.first_event_time ]]"
    cursor.field: EventDate
`

const (
	xpackPassword = `
auth.oauth2:
  jwt_bearer_flow.enabled: false
  user_password_flow: {enabled: true, client: {id: 3MVG9, secret: s1}, token_url: "https://acme.my.salesforce.com", username: a@b.example, password: p1}
`
	xpackBatches = `
event_monitoring_method.object:
  query.value: "SELECT FIELDS(STANDARD) FROM LoginEvent WHERE EventDate > [[ .cursor.object.batch_start_time ]] AND EventDate <= [[ .cursor.object.batch_end_time ]]"
  batch: {enabled: true, initial_interval: 1h, window: 5m}
`
)

// xpackOption is an option of the x-pack input, up to its version 9.5.
type xpackOption struct {
	name     string
	with     string // what else the stanza says
	byItself string // its default there, as one writes it; "" if it has none
	other    string // another value that it takes
	want     string // what becomes of the other one here; "-" for nothing
}

var xpackOptions = []xpackOption{
	{"id", "", `""`, "acme", "-"},
	{"clean_inactive", "", "30m", "72h", "-"},
	{"url", "", "", "https://other.my.salesforce.com", "https://other.my.salesforce.com"},
	{"version", "", "58", "64", "64.0"},
	{"auth.oauth2.user_password_flow.enabled", "", "false", "false", "false"},
	{"auth.oauth2.user_password_flow.client.id", xpackPassword, "", "3MVG9x", "3MVG9x"},
	{"auth.oauth2.user_password_flow.client.secret", xpackPassword, "", "s2", "-"},
	{"auth.oauth2.user_password_flow.token_url", xpackPassword, "", "https://other.my.salesforce.com/services/oauth2/token", "https://other.my.salesforce.com"},
	{"auth.oauth2.user_password_flow.username", xpackPassword, "", "c@d.example", "c@d.example"},
	{"auth.oauth2.user_password_flow.password", xpackPassword, "", "p2", "-"},
	{"auth.oauth2.jwt_bearer_flow.enabled", xpackPassword, "false", "false", "false"},
	{"auth.oauth2.jwt_bearer_flow.client.id", "", "", "3MVG9x", "3MVG9x"},
	{"auth.oauth2.jwt_bearer_flow.client.username", "", "", "c@d.example", "c@d.example"},
	{"auth.oauth2.jwt_bearer_flow.client.key_path", "", "", "/other.pem", "/other.pem"},
	{"auth.oauth2.jwt_bearer_flow.url", "", "", "https://test.salesforce.com", "https://test.salesforce.com"},
	{"auth.oauth2.jwt_bearer_flow.token_url", "", "https://login.salesforce.com", "https://acme.my.salesforce.com", "https://acme.my.salesforce.com"},
	{"event_monitoring_method.event_log_file.enabled", "", "false", "true", "true"},
	{"event_monitoring_method.event_log_file.interval", "", "", "90m", "1h30m0s"},
	{"event_monitoring_method.event_log_file.query.default", "", "", "SELECT LogFile, CreatedDate FROM EventLogFile", "SELECT LogFile, CreatedDate FROM EventLogFile"},
	{"event_monitoring_method.event_log_file.query.value", "", "", "SELECT LogFile, CreatedDate FROM EventLogFile", "SELECT LogFile, CreatedDate FROM EventLogFile"},
	{"event_monitoring_method.event_log_file.cursor.field", "", "", "LogDate", "LogDate"},
	{"event_monitoring_method.event_log_file.batch", "", "{enabled: false, initial_interval: 0, window: 0, max_windows_per_run: 1}", "{enabled: true, window: 5m}", "-"},
	{"event_monitoring_method.object.enabled", "", "false", "true", "true"},
	{"event_monitoring_method.object.interval", "", "", "90m", "1h30m0s"},
	{"event_monitoring_method.object.query.default", "", "", "SELECT EventDate FROM LoginEvent", "SELECT EventDate FROM LoginEvent"},
	{"event_monitoring_method.object.query.value", "", "", "SELECT EventDate FROM LoginEvent", "SELECT EventDate FROM LoginEvent"},
	{"event_monitoring_method.object.cursor.field", "", "", "CreatedDate", "CreatedDate"},
	{"event_monitoring_method.object.batch.enabled", "", "false", "false", "false"},
	{"event_monitoring_method.object.batch.enabled", xpackBatches, "", "true", "true"},
	{"event_monitoring_method.object.batch.initial_interval", "", "0", "72h", "72h0m0s"},
	{"event_monitoring_method.object.batch.initial_interval", xpackBatches, "", "72h", "72h0m0s"},
	{"event_monitoring_method.object.batch.window", "", "0", "15m", "15m0s"},
	{"event_monitoring_method.object.batch.window", xpackBatches, "", "15m", "15m0s"},
	{"event_monitoring_method.object.batch.max_windows_per_run", xpackBatches, "1", "12", "12"},
	{"resource.timeout", "", "30s", "2m", "2m0s"},
	{"resource.retry.max_attempts", "", "5", "3", "3"},
	{"resource.retry.wait_min", "", "1s", "2s", "2s"},
	{"resource.retry.wait_max", "", "1m", "2m", "2m0s"},
	{"resource.ssl", "", "{enabled: false}", "{verification_mode: certificate}", "-"},
	{"resource.proxy_url", "", `""`, "http://proxy.acme.example:3128", "http://proxy.acme.example:3128"},
	{"resource.proxy_disable", "", "false", "true", "true"},
	{"resource.proxy_headers", "", "{}", "{X-Any: a}", "-"},
	{"resource.idle_connection_timeout", "", "0", "90s", "1m30s"},
	{"enabled", "", "true", "true", "-"},
	{"tags", "", "[]", "[a]", "-"},
	{"fields", "", "{}", "{a: b}", "-"},
	{"fields_under_root", "", "false", "true", "-"},
	{"processors", "", "[]", "[{add_tags.tags: [a]}]", "-"},
	{"pipeline", "", `""`, "p", "-"},
	{"keep_null", "", "false", "true", "-"},
	{"index", "", `""`, "i", "-"},
	{"publisher_pipeline.disable_host", "", "false", "true", "-"},
}

// stanza returns a stanza for the x-pack input that has an option.
func (o xpackOption) stanza(t *testing.T, value string) *conf.C {
	t.Helper()
	stanza := stanzatest.Parse(t, xpackStanza)
	for _, more := range []string{o.with, o.name + ": " + value} {
		if err := stanza.Merge(stanzatest.Parse(t, more)); err != nil {
			t.Fatal(err)
		}
	}
	return stanza
}

func TestEachOptionOfElasticsInputIsTaken(t *testing.T) {
	for _, option := range xpackOptions {
		t.Run(option.name, func(t *testing.T) {
			if option.byItself != "" {
				if _, err := Read(option.stanza(t, option.byItself)); err != nil {
					t.Errorf("its default is refused: %v", err)
				}
			}
			c, err := Read(option.stanza(t, option.other))
			if err != nil {
				t.Fatal(err)
			}
			if got := valueIn(c, option.name); option.want != "-" && got != option.want {
				t.Errorf("%s became %s, want %s", option.other, got, option.want)
			}
		})
	}
}

// valueIn returns the value of an option, as it is written.
func valueIn(c Config, option string) string {
	value := reflect.ValueOf(c)
	if rest, ok := strings.CutPrefix(option, schema.FilesOption); ok {
		value, option = reflect.ValueOf(c.EventMonitoringMethod.EventLogFile[0]), rest
	} else if rest, ok := strings.CutPrefix(option, schema.ObjectOption); ok {
		value, option = reflect.ValueOf(c.EventMonitoringMethod.Object[0]), rest
	}
	value = fieldOf(value, option)
	if value.Kind() == reflect.Pointer {
		if text, ok := value.Interface().(fmt.Stringer); ok {
			return text.String()
		}
		value = value.Elem()
	}
	return fmt.Sprint(value)
}

// Where a flow says that it is in use, those that say nothing are not: the other
// input's default.
func TestAFlowThatSaysNothingGivesWayToOneThatDoes(t *testing.T) {
	for _, tt := range []struct{ name, yaml, want string }{
		{"the other is switched on", "jwt_bearer_flow.enabled: true", schema.JWTBearerFlow},
		{"this one is switched on", "user_password_flow.enabled: true", schema.UserPasswordFlow},
		{"the other is switched off", "jwt_bearer_flow.enabled: false", schema.UserPasswordFlow},
	} {
		stanza := stanzatest.Parse(t, stanzatest.Sound+"auth.oauth2.user_password_flow: {client: {id: 3MVG9, secret: s1}, username: a@b.example, password: p1}")
		if err := stanza.Merge(stanzatest.Parse(t, "auth.oauth2."+tt.yaml)); err != nil {
			t.Fatal(err)
		}
		c, err := Read(stanza)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if names, _ := c.Auth.OAuth2.enabledFlows(); len(names) != 1 || names[0] != tt.want {
			t.Errorf("%s: the flows are %q, want %s", tt.name, names, tt.want)
		}
	}
}
