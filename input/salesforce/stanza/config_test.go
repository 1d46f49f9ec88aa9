package stanza

import (
	"strings"
	"testing"
	"time"

	"github.com/elastic/elastic-agent-libs/mapstr"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
)

func TestAWrongStanzaIsRefusedWithItsOptionAndValue(t *testing.T) {
	for _, tt := range []struct {
		name, yaml string
		want       []string
	}{
		{"nothing at all", "{}", []string{"url: is required", "auth.oauth2: is required"}},
		{"no URL", strings.Replace(stanzatest.SignIn, "url: https://acme.my.salesforce.com", "", 1), []string{"url: is required"}},
		{"the browser's URL", strings.Replace(stanzatest.SignIn, "acme.my.salesforce.com", "acme.lightning.force.com", 1), []string{"url:", "acme.lightning.force.com", "https://acme.my.salesforce.com"}},
		{"http to another host", strings.Replace(stanzatest.SignIn, "https://acme", "http://acme", 1), []string{"url:", "http://acme.my.salesforce.com", "https"}},
		{"an old API version", stanzatest.SignIn + "version: 45", []string{"version: 45.0 is too old", "46"}},
		{"no API version", stanzatest.SignIn + "version: newest", []string{"version", "newest", "62"}},
		{"a flow that is switched off", stanzatest.SignIn + "  enabled: false", []string{"auth.oauth2: has no enabled flow: enable one of jwt_bearer_flow, user_password_flow or client_credentials_flow"}},
		{"two audiences", stanzatest.SignIn + "  audience_url: https://test.salesforce.com", []string{"audience_url", "https://test.salesforce.com", "https://login.salesforce.com"}},
		{"a bad token URL", stanzatest.SignIn + "  token_url: ftp://acme", []string{"jwt_bearer_flow.token_url", "ftp"}},
		{"nothing enabled", stanzatest.SignIn + "event_monitoring_method.object.enabled: false", []string{"event_monitoring_method: has no enabled block"}},
		{"no event types", stanzatest.SignIn + "event_monitoring_method.event_log_file.event_types: []", []string{"event_types: must not be empty"}},
		{"all event types and one", stanzatest.SignIn + `event_monitoring_method.event_log_file.event_types: ["*", Login]`, []string{"event_types", `"*"`, "the only entry"}},
		{"an event type with a quote", stanzatest.SignIn + `event_monitoring_method.event_log_file.event_types: ["Log'in"]`, []string{"event_types", `"Log'in"`, "not a valid event type name"}},
		{"an event type twice", stanzatest.SignIn + `event_monitoring_method.event_log_file.event_types: [Login, login]`, []string{"event_types", `"login" is listed twice`}},
		{"a log interval that is none", stanzatest.SignIn + "event_monitoring_method.event_log_file.log_interval: weekly", []string{"log_interval", `"weekly"`, "auto, hourly, daily, both"}},
		{"no interval", stanzatest.SignIn + "event_monitoring_method.event_log_file.interval: 0s", []string{"event_log_file.interval: must be greater than 0, got 0s"}},
		{"a negative interval", stanzatest.SignIn + "event_monitoring_method.object: {names: [LoginEvent], interval: -5m}", []string{"object.interval: must be greater than 0, got -5m0s"}},
		{"a negative lookback", stanzatest.SignIn + "event_monitoring_method.event_log_file.lookback: -1h", []string{"event_log_file.lookback: must not be negative, got -1h0m0s"}},
		{"a length of time without unit", stanzatest.SignIn + "event_monitoring_method.event_log_file.settle: fast", []string{"settle", `7d, got "fast"`}},
		{"too many workers", stanzatest.SignIn + "event_monitoring_method.event_log_file.workers: 100", []string{"event_log_file.workers: must be between 1 and 32, got 100"}},
		{"no objects", stanzatest.SignIn + "event_monitoring_method.object.interval: 1m", []string{"object.names: is required"}},
		{"an object that is no name", stanzatest.SignIn + "event_monitoring_method.object.names: [Login Event]", []string{"object.names", `"Login Event"`, "not a valid object name"}},
		{"no tries", stanzatest.SignIn + "resource.retry.max_attempts: 0", []string{"resource.retry.max_attempts: must be at least 1, got 0"}},
		{"waits the wrong way round", stanzatest.SignIn + "resource.retry: {wait_min: 2m, wait_max: 1m}", []string{"resource.retry.wait_max: must be at least wait_min, 2m0s, got 1m0s"}},
		{"no timeout", stanzatest.SignIn + "resource.timeout: 0", []string{"resource.timeout: must be greater than 0, got 0s"}},
		{"no idle timeout", stanzatest.SignIn + "resource.idle_timeout: 0s", []string{"resource.idle_timeout: must be greater than 0, got 0s"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(stanzatest.Parse(t, tt.yaml))
			if err == nil {
				t.Fatal("the stanza was taken")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error does not say %q:\n%v", want, err)
				}
			}
		})
	}
}

func TestTheURLIsCleaned(t *testing.T) {
	for _, url := range []string{
		"https://acme.my.salesforce.com/", "acme.my.salesforce.com", "https://acme.my.salesforce.com/services/oauth2/token",
	} {
		c, err := Read(stanzatest.Parse(t, strings.Replace(stanzatest.SignIn, "https://acme.my.salesforce.com", url, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if c.URL != "https://acme.my.salesforce.com" {
			t.Errorf("url %q became %q", url, c.URL)
		}
	}
}

func TestWithoutAMethodTheInputCollectsWhatEveryOrgMayHave(t *testing.T) {
	for _, yaml := range []string{stanzatest.SignIn, stanzatest.SignIn + "event_monitoring_method: {}"} {
		c, err := Read(stanzatest.Parse(t, yaml))
		if err != nil {
			t.Fatal(err)
		}
		sources, err := NewSources(c)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, s := range sources {
			names = append(names, s.Name())
			if s.Records != nil && !s.Optional {
				t.Errorf("%s has to be there, though nobody named it", s.Name())
			}
		}
		const host = "acme.my.salesforce.com::"
		want := []string{host + "event_log_file", host + "SetupAuditTrail"}
		for _, object := range threatDetection {
			want = append(want, host+object)
		}
		if diff := cmp.Diff(want, names); diff != "" {
			t.Errorf("sources (-want +got):\n%s", diff)
		}
	}
}

func TestABlockThatIsSwitchedOffIsNotCollected(t *testing.T) {
	c, err := Read(stanzatest.Parse(t, stanzatest.SignIn+`
event_monitoring_method:
  event_log_file.enabled: false
  object.names: [LoginEvent]
`))
	if err != nil {
		t.Fatal(err)
	}
	sources, err := NewSources(c)
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) != 1 || sources[0].Records == nil || sources[0].Optional {
		t.Errorf("sources %+v", sources)
	}
}

func TestTheStateKeyDoesNotDependOnHowSomethingIsCollected(t *testing.T) {
	name := func(extra string) string {
		c, err := Read(stanzatest.Parse(t, stanzatest.SignIn+extra))
		if err != nil {
			t.Fatal(err)
		}
		sources, err := NewSources(c)
		if err != nil {
			t.Fatal(err)
		}
		return sources[0].Name()
	}
	if a, b := name("event_monitoring_method.event_log_file.interval: 1m"), name("event_monitoring_method.event_log_file: {event_types: [Login], workers: 2}"); a != b {
		t.Errorf("an edit of the stanza moved the state from %q to %q", a, b)
	}
}

func TestDurationsTakeDaysAndWeeks(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90s": 90 * time.Second, "1h30m": 90 * time.Minute, "1d": 24 * time.Hour, "2w": 14 * 24 * time.Hour,
		"1d12h": 36 * time.Hour, "0.5d": 12 * time.Hour, "-5m": -5 * time.Minute, "-1d": -24 * time.Hour, "-1d12h": -36 * time.Hour,
	} {
		got, err := schema.ParseDuration(text)
		if err != nil || got != want {
			t.Errorf("%q is %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "d", "1x", "1d1x", "a week", "1.d", "--1d"} {
		if got, err := schema.ParseDuration(text); err == nil {
			t.Errorf("%q was taken as %v", text, got)
		}
	}
	c, err := Read(stanzatest.Parse(t, stanzatest.SignIn+"event_monitoring_method.event_log_file: {interval: 300, initial_interval: 7d}"))
	if err != nil {
		t.Fatal(err)
	}
	files := c.EventMonitoringMethod.EventLogFile[0]
	if time.Duration(files.Interval) != 5*time.Minute || time.Duration(files.InitialInterval) != 7*24*time.Hour {
		t.Errorf("interval %v, initial_interval %v", files.Interval, files.InitialInterval)
	}
}

// The reference says what the code does: each default that it names is the one
// that leaving the option out stands for.
func TestTheDefaultsOfTheReferenceAreThoseOfTheCode(t *testing.T) {
	const blocks = `
event_monitoring_method:
  event_log_file.enabled: true
  object: {enabled: true, names: [LoginEvent]}
`
	left, given := stanzatest.Parse(t, stanzatest.SignIn+blocks), stanzatest.Parse(t, stanzatest.SignIn+blocks)
	for _, option := range schema.Options() {
		// The blocks of the other flows are not there.
		if option.Default == "" || strings.HasPrefix(option.Name, schema.PasswordOption) || strings.HasPrefix(option.Name, schema.CredentialsOption) {
			continue
		}
		value := stanzatest.Parse(t, "value: "+option.Default)
		set, err := value.Child("value", -1)
		if err == nil {
			err = given.SetChild(option.Name, -1, set)
		} else {
			var text any
			holder := mapstr.M{}
			if err = value.Unpack(&holder); err == nil {
				text = holder["value"]
				err = given.Merge(mapstr.M{option.Name: text})
			}
		}
		if err != nil {
			t.Fatalf("%s: %v", option.Name, err)
		}
	}
	want, err := Read(left)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(given)
	if err != nil {
		t.Fatal(err)
	}
	on := true
	want.Auth.OAuth2.JWTBearer.Enabled = &on
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Config{}, eventLogFileConfig{}, objectConfig{}, queryConfig{}), cmpopts.IgnoreTypes(givenOptions{})); diff != "" {
		t.Errorf("defaults (-code +reference):\n%s", diff)
	}
}
