package reference

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/elastic/elastic-agent-libs/config"
	"go.yaml.in/yaml/v3"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

// commented is an option that is a comment in a configuration.
var commented = regexp.MustCompile(`(?m)^( *)#([a-z_][a-z0-9_.]*:.*)$`)

// documented are the configurations that users are shown, by where.
func documented(t *testing.T) map[string]string {
	t.Helper()
	all := make(map[string]string)
	read := func(path string) string {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(string(text), "\r\n", "\n")
	}
	for _, name := range []string{"filebeat.yml", "filebeat.reference.yml", filepath.Join("packages", "files", "filebeat.yml")} {
		all[name] = read(filepath.Join(root, name))
	}
	all["filebeat.reference.yml, with all that is a comment"] = commented.ReplaceAllString(all["filebeat.reference.yml"], "$1$2")
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages, filepath.Join(root, "README.md")) {
		for _, block := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(read(page), -1) {
			if strings.Contains(block[1], "type: salesforce") {
				all[page+": "+block[1]] = block[1]
			}
		}
	}
	if len(all) < 8 {
		t.Fatalf("only %d configurations", len(all))
	}
	return all
}

// asJSON is a YAML text as an editor sees it.
func asJSON(t *testing.T, text string) any {
	t.Helper()
	var parsed any
	if err := yaml.Unmarshal([]byte(text), &parsed); err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(parsed)
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal(encoded, &value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestTheSchemaAcceptsWhatIsDocumented(t *testing.T) {
	v, schema := newValidator(t)
	for name, text := range documented(t) {
		if wrong := v.check(schema, asJSON(t, text), ""); wrong != "" {
			t.Errorf("%s\nis refused: %s", name, wrong)
		}
	}
	// Every way to split the names into levels, lists of blocks, and a file of inputs.
	for _, text := range []string{
		"- {type: salesforce, url: x, auth: {oauth2: {jwt_bearer_flow: {client: {id: 1, username: a}, client.key_path: p}}}}",
		"- {type: salesforce, url: x, auth.oauth2.jwt_bearer_flow.client.id: a, auth.oauth2: {jwt_bearer_flow.client: {username: a}}}",
		"- {type: salesforce, url: x, event_monitoring_method: {object: [{names: [A]}, {names: B, interval: 300}], event_log_file.interval: 1d12h}}",
		"- {type: salesforce, url: x, version: v62.0, profile: identity, resource.ssl.verification_mode: none, resource: {ssl: {enabled: false}, timeout: '${T}'}}",
		"- {type: salesforce, url: x, data_stream: {dataset: y}, policy: {revision: 3}, tags: a, event_monitoring_method: }",
		"- {type: filestream, anything: [1], url: 3}",
		"filebeat: {inputs: [{type: salesforce, url: x}]}",
		"- {type: salesforce, url: x, resource.proxy_headers.X-A: b, event_monitoring_method: {event_log_file.batch.enabled: false}, resource: {ssl.enabled: true}}",
		"filebeat.inputs: []",
	} {
		if wrong := v.check(schema, asJSON(t, text), ""); wrong != "" {
			t.Errorf("%s is refused: %s", text, wrong)
		}
	}
}

func TestTheSchemaRefusesWhatIsWrong(t *testing.T) {
	v, schema := newValidator(t)
	for _, text := range []string{
		"- {type: salesforce}",
		"- {type: salesforce, url: x, event_monitoring_method.event_log_file.intervall: 5m}",
		"- {type: salesforce, url: x, event_monitoring_method: {event_log_file: {intervall: 5m}}}",
		"- {type: salesforce, url: x, event_monitoring_method: {event_log_file: [{workers: 100}]}}",
		"- {type: salesforce, url: x, event_monitoring_method.object.interval: -5m}",
		"- {type: salesforce, url: x, event_monitoring_method.object.interval: soon}",
		"- {type: salesforce, url: x, event_monitoring_method.event_log_file.log_interval: weekly}",
		"- {type: salesforce, url: x, profile: [identity, security]}",
		"- {type: salesforce, url: x, auth.oauth2.jwt: {}}",
		"- {type: salesforce, url: x, auth: {oauth2: []}}",
		"- {type: salesforce, url: x, preserve_original_event: maybe}",
		"- {type: salesforce, url: x, resource.ssl: {verify: none}}",
		"filebeat.inputs: [{type: salesforce, url: x, resource: {retry: {max_attempts: 0}}}]",
	} {
		if v.check(schema, asJSON(t, text), "") == "" {
			t.Errorf("%s is accepted", text)
		}
	}
}

// inputs are those of a configuration, as Beats reads them.
func inputs(t *testing.T, text string) []*config.C {
	t.Helper()
	parsed, err := config.NewConfigWithYAML([]byte(text), "test")
	if err != nil {
		t.Fatal(err)
	}
	var section struct {
		Inputs []*config.C `config:"filebeat.inputs"`
	}
	if err := parsed.Unpack(&section); err != nil {
		t.Fatal(err)
	}
	return section.Inputs
}

func setEnvironment(t *testing.T) {
	t.Helper()
	for _, name := range []string{"CLIENT_ID", "CLIENT_SECRET", "KEY", "KEY_PASSPHRASE", "PASSWORD", "SECURITY_TOKEN"} {
		t.Setenv("SALESFORCE_"+name, "3MVG9")
	}
	t.Setenv("REDACT_KEY", "0123456789abcdefx")
}

func TestDocumentedConfigurationsLoad(t *testing.T) {
	setEnvironment(t)
	for name, text := range documented(t) {
		if strings.Contains(name, "all that is a comment") {
			continue
		}
		for _, from := range inputs(t, text) {
			if kind, _ := from.String("type", -1); kind != stanza.Name {
				continue
			}
			if err := stanza.ValidateStanza(from); err != nil {
				t.Errorf("%s\nis refused: %v", name, err)
			}
		}
	}
}

// What is a comment in the reference can be taken in: its only mistakes are those of
// alternatives that are there together.
func TestEveryOptionOfTheReferenceCanBeTakenIn(t *testing.T) {
	setEnvironment(t)
	text := documented(t)["filebeat.reference.yml, with all that is a comment"]
	from := inputs(t, text)[0]
	for _, option := range schema.Options() {
		if has, err := from.Has(option.Name, -1); err != nil || !has {
			t.Errorf("%s is missing: %v", option.Name, err)
		}
	}
	err := stanza.ValidateStanza(from)
	if err == nil {
		t.Fatal("three flows were taken")
	}
	alternatives := regexp.MustCompile(`^(salesforce input "acme": |  )(auth\.oauth2: has 3 enabled flows|.*\.client\.key: cannot be combined with key_path|event_monitoring_method\.(object|event_log_file)\.[a-z_]+: cannot be combined with query)`)
	for line := range strings.Lines(err.Error()) {
		if !alternatives.MatchString(line) {
			t.Error(line)
		}
	}
}

func TestTheReferenceHasAValueForEachOption(t *testing.T) {
	for _, option := range append(schema.Options(), schema.CommonOptions()...) {
		if option.Default == "" && values[option.Name] == "" && option.Name != "type" {
			t.Errorf("%s has neither a default nor a value for the reference", option.Name)
		}
		if option.Default != "" && values[option.Name] != "" {
			t.Errorf("%s has a default, and another value for the reference", option.Name)
		}
	}
}

func TestTheSmallestStanzaIsTheOneOfTheREADME(t *testing.T) {
	if lines := strings.Count("filebeat.inputs:\n"+smallest, "\n"); lines > 8 {
		t.Errorf("it has %d lines", lines)
	}
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.ReplaceAll(string(text), "\r\n", "\n"), "filebeat.inputs:\n"+smallest) {
		t.Error("the README shows another one")
	}
}

func TestCommentsHaveNoMarkdown(t *testing.T) {
	for text, want := range map[string]string{
		"See [enrichment.md](enrichment.md).":                    "See docs/enrichment.md.",
		"See [profiles](#profiles).":                             "See profiles in docs/reference.md.",
		"See [requests](reliability.md#requests), and `enrich`.": "See requests in docs/reliability.md, and enrich.",
		"See [ECS](https://example.com/ecs#a).":                  "See ECS, https://example.com/ecs#a.",
	} {
		if got := plain(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	for name, text := range documented(t) {
		if strings.HasSuffix(name, ".yml") && regexp.MustCompile(`\]\(|`+"`").MatchString(text) {
			t.Errorf("%s has Markdown in it", name)
		}
	}
}
