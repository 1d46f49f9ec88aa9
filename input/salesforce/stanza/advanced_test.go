package stanza

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
)

func TestAdvancedOptionsCountAsThoseBesideThem(t *testing.T) {
	t.Setenv("WAIT", "7s")
	with, err := Read(stanzatest.Parse(t, stanzatest.SignIn+`
event_monitoring_method.event_log_file.workers: 3
resource.timeout: 20s
advanced:
  resource: {retry.wait_max: "${WAIT}", proxy_headers: {X-Team: security}}
  resource.ssl.supported_protocols: [TLSv1.2, TLSv1.3]
  event_monitoring_method:
    event_log_file: {exclude_event_types: [URI, ApexExecution]}
  enrich.interval: 1h
`))
	if err != nil {
		t.Fatal(err)
	}
	beside, err := Read(stanzatest.Parse(t, stanzatest.SignIn+`
event_monitoring_method.event_log_file: {workers: 3, exclude_event_types: [URI, ApexExecution]}
resource:
  timeout: 20s
  retry.wait_max: 7s
  proxy_headers: {X-Team: security}
  ssl.supported_protocols: [TLSv1.2, TLSv1.3]
enrich.interval: 1h
`))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(beside, with, cmp.AllowUnexported(Config{}, eventLogFileConfig{}, objectConfig{}, queryConfig{})); diff != "" {
		t.Errorf("a stanza with advanced options is another one (-beside +in advanced):\n%s", diff)
	}
}

func TestNothingInAdvancedIsNoMistake(t *testing.T) {
	for _, nothing := range []string{"advanced:", "advanced: {}"} {
		if _, err := Read(stanzatest.Parse(t, stanzatest.SignIn+nothing)); err != nil {
			t.Errorf("%q: %v", nothing, err)
		}
	}
}
