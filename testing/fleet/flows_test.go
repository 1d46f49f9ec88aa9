package fleet

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/orgtest"
)

// defaults are the values of a policy that nobody has touched.
func defaults(vars []variable) values {
	chosen := make(values)
	for _, v := range vars {
		if v.Default != nil {
			chosen[v.Name] = v.Default
		}
	}
	return chosen
}

// others are values of a kind that an administrator may give, by variable.
func others(path string) values {
	return values{
		"api_share": "25%", "request_tracer": true, "coverage_events": true, "keep_host": true,
		"client_key_passphrase": "pass: 'phrase' # 1", "client_cert_path": path, "security_token": "Token{1}",
		"audience_url": "https://test.salesforce.com", "token_url": "https://acme.my.salesforce.com",
		"api_version": "62", "proxy_url": "http://user:p%40ss@127.0.0.1:3128",
		"ssl":     "verification_mode: full\nsupported_protocols: [TLSv1.2, TLSv1.3]",
		"timeout": "90s", "idle_timeout": "30s", "max_attempts": 3,
		"event_types": []any{"Login", "API"}, "exclude_event_types": []any{"URI", "Report"}, "log_interval": "both",
		"interval": "1m", "initial_interval": "168h", "lookback": "2h", "settle": "5m", "workers": 8,
		"names": []any{"LoginEvent", "SetupAuditTrail"}, "delay": "2m",
		"enrich_users": true, "enrich_names": true,
		"profile":       []any{"threat", "exfiltration"},
		"query_default": "SELECT Id, EventDate, UserId\nFROM LoginAsEvent",
		"query_value": "SELECT Id, EventDate, UserId\nFROM LoginAsEvent\n" +
			"WHERE EventDate > [[ .cursor.object.batch_start_time ]] AND EventDate <= [[ .cursor.object.batch_end_time ]] AND Username != 'it\\'s: #1'",
		"cursor_field": "EventDate", "batch_window": "6h",
		"advanced":       "resource.retry: {wait_min: 2s, wait_max: 2m}\nenrich.interval: 1h",
		"redact_secrets": true, "redact_hash": []any{"user.email", "user.name"}, "redact_drop": []any{"source.geo"},
		"redact_key": "it's: #1 {{key}} of hashes",
		"tags":       []any{"it's: #1", "42"}, "preserve_original_event": true,
		"processors": "- add_fields:\n    target: labels\n    fields: {team: red}\n- drop_event.when.equals.event.code: Logout",
	}
}

// companions are the variables that one is of no use without, and rivals those that the
// product does not take together with it.
var (
	companions = map[string][]string{"redact_secrets": {"redact_key"}, "redact_hash": {"redact_key"}, "redact_key": {"redact_secrets"}}
	rivals     = map[string][]string{"preserve_original_event": {"redact_secrets", "redact_hash", "redact_drop", "redact_key"}}
)

// untouched are the values of a policy in which only what has no default was filled in.
func untouched(vars []variable, path string) values {
	chosen := defaults(vars)
	for _, v := range vars {
		if v.Required && v.Default == nil {
			chosen[v.Name] = others(path)[v.Name]
		}
	}
	return chosen
}

// flow returns the values of a way to sign in, as the manifest groups them.
func flow(option []string, credentials values) values {
	chosen := values{"url": "https://acme.my.salesforce.com"}
	for _, name := range option {
		chosen[name] = credentials[name]
	}
	return chosen
}

// TestEveryChoiceGivesAStanzaThatTheProductTakes goes through each way to sign in, with no
// more than it needs, with each further value alone, and with all of them.
func TestEveryChoiceGivesAStanzaThatTheProductTakes(t *testing.T) {
	key := orgtest.KeyFile(t)
	credentials := credentialsWith(key)
	group := read(t, "manifest.yml").VarGroups[0]
	if !group.Required || len(group.Options) != 4 {
		t.Fatalf("the group of the ways to sign in is %+v", group)
	}
	var stanzas []any
	add := func(stream, what string, chosen values) {
		stanza := render(t, stream, variablesOf(t, stream), chosen)
		stanza["type"], stanza["id"] = inputType, fmt.Sprintf("%s %s %d", stream, what, len(stanzas))
		stanzas = append(stanzas, stanza)
	}
	for _, stream := range streams {
		vars := variablesOf(t, stream)
		for _, option := range group.Options {
			base := untouched(vars, key)
			maps.Copy(base, flow(option.Vars, credentials))
			add(stream, option.Name, base)
			for _, v := range vars {
				value, ok := others(key)[v.Name]
				if !ok {
					continue
				}
				one := maps.Clone(base)
				one[v.Name] = value
				for _, companion := range companions[v.Name] {
					one[companion] = others(key)[companion]
				}
				add(stream, option.Name+" "+v.Name, one)
			}
			for _, v := range vars {
				for _, choice := range v.Options {
					one := maps.Clone(base)
					one[v.Name] = choice.Value
					add(stream, option.Name+" "+v.Name+" "+choice.Value, one)
				}
			}
			for _, all := range everything(t, stream, option.Vars, key) {
				add(stream, option.Name+" all", all)
			}
		}
		// What need not be there is left out.
		bare := flow(group.Options[0].Vars, credentials)
		for _, v := range vars {
			if v.Required && v.Name != "url" {
				bare[v.Name] = untouched(vars, key)[v.Name]
			}
		}
		add(stream, "bare", bare)
	}
	t.Logf("%d stanzas", len(stanzas))
	if output, err := testConfig(t, stanzas); err != nil {
		t.Errorf("the product refuses what the package gives: %v\n%s", err, output)
	}
}

// everything returns policies of a way to sign in that together have every value.
func everything(t *testing.T, stream string, option []string, key string) []values {
	t.Helper()
	vars := variablesOf(t, stream)
	all := untouched(vars, key)
	maps.Copy(all, flow(option, credentialsWith(key)))
	for _, v := range vars {
		if value, ok := others(key)[v.Name]; ok {
			all[v.Name] = value
		}
	}
	var policies []values
	for name, others := range rivals {
		without, only := maps.Clone(all), maps.Clone(all)
		delete(without, name)
		for _, other := range others {
			delete(only, other)
		}
		policies = append(policies, without, only)
	}
	return policies
}

func TestValuesThatAreLeftOfAnotherWayToSignInAreRefused(t *testing.T) {
	credentials := credentialsWith(orgtest.KeyFile(t))
	for _, two := range [][]string{
		{"client_id", "username", "client_key", "client_secret"},
		{"client_id", "username", "client_key", "client_key_path"},
		{"client_id", "username", "client_key_path", "password", "password_client_secret"},
		{"client_id", "client_secret", "username", "password", "password_client_secret"},
	} {
		vars := variablesOf(t, "object")
		chosen := defaults(vars)
		maps.Copy(chosen, flow(two, credentials))
		stanza := render(t, "object", vars, chosen)
		stanza["type"], stanza["id"] = inputType, "two"
		output, err := testConfig(t, []any{stanza})
		if err == nil || !strings.Contains(output, "only one is allowed") && !strings.Contains(output, "remove one of them") {
			t.Errorf("with %q: %v\n%s", two, err, output)
		}
	}
}

// testConfig has the binary look at stanzas.
func testConfig(t *testing.T, stanzas []any) (string, error) {
	t.Helper()
	home := t.TempDir()
	config, err := yaml.Marshal(map[string]any{
		"filebeat.inputs": stanzas,
		"output.file":     map[string]any{"path": filepath.Join(home, "out"), "filename": "events"},
	})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(home, "filebeat.yml")
	if err := os.WriteFile(path, config, 0o600); err != nil {
		t.Fatal(err)
	}
	output, err := exec.Command(binary, "test", "config", "--path.home", home, "-c", path, "--strict.perms=false").CombinedOutput()
	return string(output), err
}
