package stanza

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/mapstr"
	"github.com/elastic/elastic-agent-libs/transport/httpcommon"
	"github.com/elastic/elastic-agent-libs/transport/tlscommon"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
)

// What Beats, its modules and Elastic Agent put around our options has to go through.
func TestWhatOthersPutIntoAStanzaIsTaken(t *testing.T) {
	for name, yaml := range map[string]string{
		"options of all inputs": `
type: salesforce
enabled: true
tags: [salesforce-login, forwarded]
fields: {team: {name: siem}, url: x, client.id: y}
fields_under_root: true
processors:
- add_fields: {target: salesforce, fields: {instance_url: "https://acme.my.salesforce.com"}}
- drop_event.when.equals.intervall: 1
pipeline: '%{[event.module]}'
index: 'logs-%{+yyyy}'
keep_null: true
publisher_pipeline.disable_host: true
clean_inactive: 72h
service.type: salesforce
_module_name: salesforce
_fileset_name: login
`,
		"a unit of Elastic Agent": `
id: salesforce-sfdc.login-6a1b
name: salesforce-1
revision: 7
type: salesforce
use_output: default
meta: {package: {name: salesforce, version: 1.10.0}}
data_stream: {namespace: default, dataset: salesforce.login, type: logs}
package_policy_id: 6a1b
policy.revision: 3
streams: [{id: x, url: y}]
namespace: default
condition: "${host.platform} == 'linux'"
_runtime_experimental: process
something_that_is_new: {anything: true}
`,
		"what the input of Elastic takes without a word": `
event_monitoring_method.event_log_file: {event_types: [Login], batch: {enabled: false, window: 5m, max_windows_per_run: 1}}
`,
		"every setting of the transport": `
resource:
  timeout: 30s
  idle_connection_timeout: 1d
  proxy_url: http://user:pass@proxy.acme.example:3128
  proxy_disable: false
  proxy_headers: {X-Any-Thing: "1"}
  ssl:
    enabled: true
    verification_mode: certificate
    supported_protocols: [TLSv1.3]
    renegotiation: never
    ca_sha256: abc
    ca_trusted_fingerprint: abc
`,
		"one word in place of a list": `
event_monitoring_method: {event_log_file.event_types: Login, object.names: LoginEvent}
`,
		"texts for numbers, as environment variables are": `
event_monitoring_method.event_log_file: {workers: "8", interval: 300}
preserve_original_event: "true"
version: "v62.0"
`,
	} {
		t.Run(name, func(t *testing.T) {
			stanza, err := conf.MergeConfigs(stanzatest.Parse(t, stanzatest.Sound), stanzatest.Parse(t, yaml))
			if err != nil {
				t.Fatal(err)
			}
			if err := ValidateStanza(stanza); err != nil {
				t.Error(err)
			}
		})
	}
}

// A value that only looks like a placeholder is somebody's real one.
func TestRealValuesAreNoPlaceholders(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	if err := os.WriteFile("client-key.pem", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, yaml := range map[string]string{
		"a password with brackets":                       `auth.oauth2.user_password_flow: {client.id: 3MVG9, client.secret: "1955", username: a@b.example, password: "<hunter2>"}`,
		"a password like an example's, but for a letter": `auth.oauth2.user_password_flow: {client.id: 3MVG9, client.secret: "1955", username: a@b.example, password: Password}`,
		"a password with percent signs":                  `auth.oauth2.user_password_flow: {client.id: 3MVG9, client.secret: "1955", username: a@b.example, password: "x%abc%z"}`,
		"a password with a variable in it":               `auth.oauth2.user_password_flow: {client.id: 3MVG9, client.secret: "1955", username: a@b.example, password: "x$(abc)z"}`,
		"a password with a brace":                        `auth.oauth2.user_password_flow: {client.id: 3MVG9, client.secret: "1955", username: a@b.example, password: "x{{y}}z"}`,
		"a password like another's example":              `auth.oauth2.user_password_flow: {client.id: 3MVG9, client.secret: "1955", username: password@b.example, password: "username"}`,
		"a key that is there":                            `auth.oauth2.jwt_bearer_flow.client: {id: 3MVG9, username: client-id@b.example, key_path: client-key.pem}`,
		"a domain with a known word":                     `{url: "https://changeme-inc.my.salesforce.com", auth.oauth2.jwt_bearer_flow.client: {id: 3MVG9, username: a@b.example, key_path: "/keys/<prod>/key.pem"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			stanza, err := conf.MergeConfigs(stanzatest.Parse(t, "url: https://acme.my.salesforce.com"), stanzatest.Parse(t, yaml))
			if err != nil {
				t.Fatal(err)
			}
			if err := ValidateStanza(stanza); err != nil {
				t.Error(err)
			}
		})
	}
}

// No message repeats what was put where a secret belongs.
func TestNoMessageRepeatsASecret(t *testing.T) {
	const secret = "hunter2hunter2"
	for _, option := range schema.Options() {
		if option.Type != "secret" && option.Type != "proxy URL" {
			continue
		}
		for _, value := range []any{secret, []any{secret, "x"}, map[string]any{secret: secret}, "http://u:" + secret + "@%zz"} {
			stanza := stanzatest.Parse(t, "url: https://acme.my.salesforce.com")
			if err := stanza.Merge(mapstr.M{option.Name: value}); err != nil {
				t.Fatal(err)
			}
			if err := ValidateStanza(stanza); err == nil || strings.Contains(err.Error(), secret) {
				t.Errorf("%s with %T: %v", option.Name, value, err)
			}
		}
	}
}

func FuzzStanza(f *testing.F) {
	text, err := os.ReadFile(filepath.Join("testdata", "wrong-stanzas.txt"))
	if err != nil {
		f.Fatal(err)
	}
	for _, part := range strings.Split(string(text), "== ")[1:] {
		_, rest, _ := strings.Cut(part, "\n")
		stanza, _, _ := strings.Cut(rest, "\n--\n")
		f.Add([]byte(stanzatest.Sound + stanza))
		f.Add([]byte(stanza))
	}
	f.Fuzz(func(t *testing.T, yaml []byte) {
		stanza, err := readYAML(yaml)
		if err != nil || stanza == nil {
			return
		}
		if sources, err := Sources(stanza); err == nil && len(sources) == 0 {
			t.Error("an input without a source was taken")
		}
	})
}

// readYAML reads a configuration; that Beats' reader may panic is not our concern.
func readYAML(yaml []byte) (stanza *conf.C, err error) {
	defer func() {
		if recover() != nil {
			stanza = nil
		}
	}()
	return conf.NewConfigWithYAML(yaml, "fuzz")
}

// The table of options is what the code reads: every field of the structs is in it, and
// nothing else is.
func TestTheTableHasTheOptionsOfTheCode(t *testing.T) {
	fields := slices.DeleteFunc(leaves("", reflect.TypeFor[Config]()), func(name string) bool { return name == "type" }) // of all inputs
	var options []string
	for _, option := range schema.Options() {
		if option.Type != "map" || slices.Contains(fields, option.Name) {
			options = append(options, option.Name)
		}
		if schema.OptionTypes[option.Type] == nil {
			t.Errorf("%s is of the type %q, which nothing checks", option.Name, option.Type)
		}
		if option.Description == "" {
			t.Errorf("nothing is said of %s", option.Name)
		}
	}
	slices.Sort(fields)
	slices.Sort(options)
	if diff := cmp.Diff(fields, options); diff != "" {
		t.Errorf("options (-structs +table):\n%s", diff)
	}
}

// leaves returns the full names of what can be set in a struct.
func leaves(prefix string, of reflect.Type) []string {
	for of.Kind() == reflect.Pointer || (of.Kind() == reflect.Slice && of.Elem().Kind() == reflect.Struct) {
		of = of.Elem()
	}
	unpacks := reflect.PointerTo(of).Implements(reflect.TypeFor[interface{ Unpack(any) error }]())
	if of.Kind() != reflect.Struct || unpacks || of == reflect.TypeFor[tlscommon.Config]() || of == reflect.TypeFor[httpcommon.ProxyURI]() {
		return []string{strings.TrimSuffix(prefix, ".")}
	}
	var names []string
	for n := range of.NumField() {
		field := of.Field(n)
		name, flags, _ := strings.Cut(field.Tag.Get("config"), ",")
		switch {
		case strings.Contains(flags, "inline"):
			names = append(names, leaves(prefix, field.Type)...)
		case name != "":
			names = append(names, leaves(prefix+name+".", field.Type)...)
		}
	}
	return names
}

// A default of the code that the table does not tell of would be in no document.
func TestTheTableHasTheDefaultsOfTheCode(t *testing.T) {
	told := make(map[string]bool)
	for _, option := range schema.Options() {
		told[option.Name] = option.Default != ""
	}
	check := func(prefix string, defaults any) {
		value := reflect.ValueOf(defaults)
		for _, name := range leaves("", value.Type()) {
			if field := fieldOf(value, name); field.IsValid() && !field.IsZero() && (field.Kind() != reflect.Map || field.Len() > 0) && !told[prefix+name] {
				t.Errorf("%s is %v by default, of which the table says nothing", prefix+name, field)
			}
		}
	}
	check("", defaultConfig())
	check(schema.FilesOption, DefaultEventLogFile())
	check(schema.ObjectOption, DefaultObject())
}

// fieldOf returns the field of a struct that has a full name in a configuration, or
// nothing if a block on the way to it is not there.
func fieldOf(value reflect.Value, name string) reflect.Value {
	if value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if value.Kind() != reflect.Struct {
		return reflect.Value{}
	}
	first, rest, more := strings.Cut(name, ".")
	for n := range value.NumField() {
		tag, flags, _ := strings.Cut(value.Type().Field(n).Tag.Get("config"), ",")
		switch {
		case strings.Contains(flags, "inline"):
			if found := fieldOf(value.Field(n), name); found.IsValid() {
				return found
			}
		case tag == first && more:
			return fieldOf(value.Field(n), rest)
		case tag == first:
			return value.Field(n)
		}
	}
	return reflect.Value{}
}
