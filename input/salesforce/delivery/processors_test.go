package delivery

import (
	"maps"
	"testing"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/common"
	"github.com/elastic/beats/v7/libbeat/processors"
	_ "github.com/elastic/beats/v7/libbeat/processors/actions"
	_ "github.com/elastic/beats/v7/libbeat/processors/convert"
	_ "github.com/elastic/beats/v7/libbeat/processors/dissect"
	_ "github.com/elastic/beats/v7/libbeat/processors/extract_array"
	_ "github.com/elastic/beats/v7/libbeat/processors/fingerprint"
	_ "github.com/elastic/beats/v7/libbeat/processors/move_fields"
	_ "github.com/elastic/beats/v7/libbeat/processors/registered_domain"
	_ "github.com/elastic/beats/v7/libbeat/processors/script"
	_ "github.com/elastic/beats/v7/libbeat/processors/urldecode"
	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/paths"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
)

// aLogin returns an event that the pipeline gets: made anew, as processors change it.
func aLogin() *beat.Event {
	cells := map[string]string{
		"TIMESTAMP": "20260105091502.123", "USER_ID": "005000000000001", "USER_NAME": "ana@acme.example", "SOURCE_IP": "203.0.113.27",
		"LOGIN_STATUS": "LOGIN_NO_ERROR", "URI": "/index.jsp?a=%20b", "BROWSER_TYPE": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0",
		"TLS_PROTOCOL": "TLSv1.2", "RUN_TIME": "119", "BRAND_NEW": `{"a": {"b": "c"}}`,
	}
	var header, values []string
	for name, value := range maps.All(cells) {
		header, values = append(header, name), append(values, value)
	}
	rows := ecs.NewMapper(ecs.Options{}).Rows(ecs.Org{ID: "00D000000000001AAA"}, ecs.LogFile{EventType: "Login"}, header)
	event := beatEvent(rows.Map(values, "id-1", nil))
	return &event
}

// The inner maps of an event are map[string]any. Beats' own are mapstr.M, so each
// processor must take the one for the other.
func TestProcessorsTakeTheMapsOfAnEventAsTheyTakeTheirOwn(t *testing.T) {
	for _, processor := range []string{
		`move_fields: {from: salesforce, to: "moved.", fields: [login, login_key], ignore_missing: true}`,
		`move_fields: {from: salesforce.login, to: "", exclude: [type]}`,
		`copy_fields: {fields: [{from: user, to: actor}, {from: salesforce.login, to: login}]}`,
		`rename: {fields: [{from: salesforce, to: sf}, {from: user.name, to: who.name}, {from: source, to: client}]}`,
		`drop_fields: {fields: [salesforce, user.name, source]}`,
		`drop_fields: {fields: ["/^salesforce/"]}`,
		`include_fields: {fields: [salesforce.login, user, event.action]}`,
		`add_fields: {target: salesforce, fields: {org: {name: acme}, login: {more: x}}}`,
		`add_fields: {target: "", fields: {user: {name: other}, labels: {a: b}}}`,
		`add_labels: {labels: {a: {b: c}}}`,
		`add_tags: {tags: [x], target: event.category}`,
		`append: {target_field: related.user, values: [x], fields: [user.email]}`,
		`append: {target_field: salesforce.all, values: [x], fields: [user.name, source.ip]}`,
		`convert: {mode: copy, fields: [{from: user, to: who}, {from: salesforce.login, to: salesforce.twin}, {from: event.duration, to: took, type: string}]}`,
		`convert: {mode: rename, fields: [{from: user, to: who}]}`,
		`replace: {fields: [{field: user.name, pattern: "@.*", replacement: ""}]}`,
		`truncate_fields: {fields: [user_agent.original], max_characters: 7}`,
		`extract_array: {field: related.user, mappings: {first.user: 0}}`,
		`fingerprint: {fields: [user.name, source.ip, event.action], target_field: salesforce.print}`,
		`dissect: {tokenizer: "%{local}@%{domain}", field: user.name, target_prefix: user.parts}`,
		`urldecode: {fields: [{from: url.query, to: url.plain}]}`,
		`registered_domain: {field: user.domain, target_field: user.registered}`,
		`decode_json_fields: {fields: [salesforce.login.brand_new], target: user}`,
		`drop_event: {when: {has_fields: [salesforce.login, user.name]}}`,
		`drop_event: {when: {equals: {user.name: ana@acme.example}}}`,
		`drop_event: {when: {range: {event.duration: {gt: 100}}}}`,
		`drop_event: {when: {network: {source.ip: [private, "203.0.113.0/24"]}}}`,
		`drop_event: {when: {contains: {related.user: ana@acme.example}}}`,
		`add_fields: {when: {regexp: {user.name: "^ana"}}, target: x, fields: {a: b}}`,
		`script: {lang: javascript, source: "function process(event) { var s = event.Get('salesforce'); s.seen = Object.keys(s).sort().join(); event.Put('user.more', {a: s.event_type}); event.Rename('source', 'salesforce.from'); event.Delete('user.name'); }"}`,
	} {
		t.Run(processor, func(t *testing.T) {
			log := logp.NewNopLogger()
			var plugins processors.PluginConfig
			from, err := conf.NewConfigWithYAML([]byte(processor), "processor")
			if err != nil {
				t.Fatal(err)
			}
			list, err := processors.New(append(plugins, from), log)
			if err != nil {
				t.Fatal(err)
			}
			for _, processor := range list.List {
				if setter, ok := processor.(processors.PathSetter); ok { // as the pipeline does
					if err := setter.SetPaths(paths.New()); err != nil {
						t.Fatal(err)
					}
				}
			}
			normalised := func(event *beat.Event) map[string]any {
				if event == nil {
					return nil
				}
				return common.NewGenericEventConverter(false, log).Convert(event.Fields)
			}
			theirs := aLogin()
			theirs.Fields = normalised(theirs)
			want, wantErr := list.Run(theirs)
			got, err := list.Run(aLogin())
			if err != nil || wantErr != nil {
				t.Fatalf("error %v, and %v of mapstr.M", err, wantErr)
			}
			if diff := cmp.Diff(normalised(want), normalised(got)); diff != "" {
				t.Errorf("fields (-of mapstr.M +of ours):\n%s", diff)
			}
			if cmp.Equal(normalised(got), normalised(aLogin())) {
				t.Error("it changes nothing, so this says nothing")
			}
		})
	}
}

// What copies a map must not leave two names for one map.
func TestACopyOfAMapOfAnEventIsACopy(t *testing.T) {
	for _, processor := range []string{
		`copy_fields: {fields: [{from: user, to: copy}]}`,
		`convert: {mode: copy, fields: [{from: user, to: copy}]}`,
	} {
		from, err := conf.NewConfigWithYAML([]byte(processor), "processor")
		if err != nil {
			t.Fatal(err)
		}
		list, err := processors.New(processors.PluginConfig{from}, logp.NewNopLogger())
		if err != nil {
			t.Fatal(err)
		}
		event, err := list.Run(aLogin())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := event.PutValue("copy.name", "changed"); err != nil {
			t.Fatal(err)
		}
		if name, _ := event.GetValue("user.name"); name != "ana@acme.example" {
			t.Errorf("%s: user.name is %v after the copy was changed", processor, name)
		}
	}
	clone := aLogin()
	original := clone.Clone()
	if _, err := clone.PutValue("user.name", "changed"); err != nil {
		t.Fatal(err)
	}
	if name, _ := original.GetValue("user.name"); name != "ana@acme.example" {
		t.Errorf("user.name of the clone is %v", name)
	}
}
