package stanza

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/processors"
	_ "github.com/elastic/beats/v7/libbeat/processors/actions" // drop_event
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
)

func TestAWrongWayWithEventsIsRefused(t *testing.T) {
	const redactKey = "redact_fields.key: 0123456789abcdef\n"
	for _, tt := range []struct{ name, yaml, want string }{
		{"a format", "event_format: json", `event_format: must be one of ecs, message, got "json"`},
		{"an interval", "enrich: {users: true, interval: 0s}", "enrich.interval: must be greater than 0, got 0s"},
		{"an original of a message", "event_format: message\npreserve_original_event: true", "preserve_original_event: requires event_format: ecs, because a message is already the original: remove this option"},
		{"enrichment of a message", "event_format: message\nenrich.names: true", "enrich: requires event_format: ecs, because a message has no fields to add to"},
		{"redaction of a message", "event_format: message\nredact_fields.drop: [user]", "redact_fields: requires event_format: ecs, because a message has no fields to redact"},
		{"an original beside redaction", "redact_fields.drop: [user]\npreserve_original_event: true", "preserve_original_event: would keep in event.original what redact_fields hides: remove one of the two options"},
		{"nothing to redact", redactKey, "redact_fields: has nothing to redact: set hash, drop or preset"},
		{"a preset", redactKey + "redact_fields.preset: all", `redact_fields.preset: must be one of secrets, got "all"`},
		{"no key", "redact_fields.hash: [user.name]", "redact_fields.key: is required to compute the hashes; do not change it later, or equal values get different hashes"},
		{"no key for the preset", "redact_fields.preset: secrets", "redact_fields.key: is required"},
		{"a short key", "redact_fields: {key: short, drop: [user]}", "redact_fields.key: must have at least 16 characters, or it can be guessed; got 5"},
		{"a hash of an address", redactKey + "redact_fields.hash: [source.ip]", `redact_fields.hash: "source.ip" has the type ip, which cannot hold a hash: move it to drop`},
		{"a hash of a number", redactKey + "redact_fields.hash: [event.duration]", `redact_fields.hash: "event.duration" has the type long, which cannot hold a hash: move it to drop`},
		{"a hash of a group", redactKey + "redact_fields.hash: [user]", `redact_fields.hash: "user" is a group of fields, and only single fields can be hashed: list its fields, or move it to drop`},
		{"a hash of nothing", redactKey + "redact_fields.hash: [user.nmae]", `redact_fields.hash: "user.nmae" is not an event field, see docs/fields.md`},
		{"a field twice", redactKey + "redact_fields: {hash: [user.name], drop: [user.name]}", `redact_fields.hash: "user.name" is listed twice`},
		{"a column for a field", "redact_fields.drop: [USER_NAME]", `redact_fields.drop: "USER_NAME" is not an event field, see docs/fields.md`},
		{"the id", `redact_fields.drop: ["@metadata._id"]`, `redact_fields.drop: "@metadata._id" is not an event field, see docs/fields.md`},
		{"the time", `redact_fields.drop: ["@timestamp"]`, `redact_fields.drop: "@timestamp" is not an event field, see docs/fields.md`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(stanzatest.Parse(t, stanzatest.SignIn+tt.yaml))
			if err == nil || !slices.ContainsFunc(strings.Split(err.Error(), "\n"), func(line string) bool { return strings.HasPrefix(line, tt.want) }) {
				t.Errorf("error is %v, want %q", err, tt.want)
			}
		})
	}
}

func TestTheKeyOfHashesIsInNoMessage(t *testing.T) {
	_, err := Read(stanzatest.Parse(t, stanzatest.SignIn+"redact_fields: {key: hunter2, hash: [x]}"))
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("error is %v", err)
	}
}

func TestColumnsThatNoTableKnowsCanBeRedacted(t *testing.T) {
	c, err := Read(stanzatest.Parse(t, stanzatest.SignIn+"redact_fields: {key: 0123456789abcdef, hash: [salesforce.login.brand_new]}"))
	if err != nil {
		t.Fatal(err)
	}
	fields := mapstr.M{"salesforce": map[string]any{"login": map[string]any{"brand_new": "value"}}}
	c.Events.Redact.Redactor().Apply(fields)
	if got, _ := fields.GetValue("salesforce.login.brand_new"); got == "value" || got == nil {
		t.Errorf("it is %v", got)
	}
}

func TestWhatTheStanzaSaysGoesBeforeThePreset(t *testing.T) {
	c, err := Read(stanzatest.Parse(t, stanzatest.SignIn+"redact_fields: {key: 0123456789abcdef, preset: secrets, drop: [salesforce.login_key], hash: [url.query]}"))
	if err != nil {
		t.Fatal(err)
	}
	fields := mapstr.M{"url": map[string]any{"query": "q=1"}, "salesforce": map[string]any{"login_key": "l", "session_key": "s"}}
	c.Events.Redact.Redactor().Apply(fields)
	if _, err := fields.GetValue("salesforce.login_key"); err == nil {
		t.Error("the login key is still there")
	}
	for _, path := range []string{"url.query", "salesforce.session_key"} {
		if got, _ := fields.GetValue(path); len(got.(string)) != 22 {
			t.Errorf("%s is %v", path, got)
		}
	}
}

// The examples of docs/enrichment.md are good stanzas, and do what it says.
func TestTheExamplesOfThePageAboutEvents(t *testing.T) {
	page, err := os.ReadFile("../../../docs/enrichment.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	if len(examples) != 4 {
		t.Fatalf("the page has %d examples", len(examples))
	}
	for _, example := range examples {
		stanza := stanzatest.Parse(t, stanzatest.SignIn+strings.ReplaceAll(example[1], "${REDACT_KEY}", "0123456789abcdef"))
		c, err := Read(stanza)
		if err != nil {
			t.Errorf("%s is refused: %v", example[1], err)
		}
		if cmp := defaultConfig().Events; c.Events.Format == cmp.Format && c.Events.Enrich == cmp.Enrich && c.Events.Redact == nil && !stanza.HasField("processors") {
			t.Errorf("%s does nothing", example[1])
		}
		if !stanza.HasField("processors") {
			continue
		}
		var plugins struct {
			Processors processors.PluginConfig `config:"processors"`
		}
		if err := stanza.Unpack(&plugins); err != nil {
			t.Fatal(err)
		}
		drop, err := processors.New(plugins.Processors, logp.NewNopLogger())
		if err != nil {
			t.Fatal(err)
		}
		for _, self := range []any{true, nil} {
			event := &beat.Event{Fields: mapstr.M{"salesforce": map[string]any{"x": "y"}}}
			if self != nil {
				event.Fields["salesforce"].(map[string]any)["self"] = self
			}
			if left, err := drop.Run(event); err != nil || (left == nil) != (self == true) {
				t.Errorf("of an event with salesforce.self %v is left %v, error %v", self, left, err)
			}
		}
	}
}
