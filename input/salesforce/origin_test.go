package salesforce

import (
	"testing"

	"github.com/elastic/beats/v7/filebeat/channel"
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/cfgfile"
	"github.com/elastic/beats/v7/libbeat/publisher/processing"
	pubtest "github.com/elastic/beats/v7/libbeat/publisher/testing"
	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/mapstr"
	"github.com/elastic/elastic-agent-libs/paths"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/delivery"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
)

// runners are Beats' factory of runners, as far as it says what clients are connected to.
type runners func(beat.PipelineConnector, *conf.C) error

func (runners) CheckConfig(*conf.C) error { return nil }

func (r runners) Create(pipeline beat.PipelineConnector, stanza *conf.C) (cfgfile.Runner, error) {
	return nil, r(pipeline, stanza)
}

// pipelineOf is a pipeline that has the processing of salesforcebeat.
func pipelineOf(t *testing.T, published *[]beat.Event) beat.PipelineConnector {
	t.Helper()
	info := beat.Info{Beat: "filebeat", Name: "collector"}
	supporter, err := Processing(processing.MakeDefaultBeatSupport(true))(info, logp.NewLogger("test"), conf.NewConfig())
	if err != nil {
		t.Fatal(err)
	}
	return pubtest.FakeConnector{ConnectFunc: func(c beat.ClientConfig) (beat.Client, error) {
		processor, err := supporter.Create(c.Processing, false, paths.New())
		if err != nil {
			return nil, err
		}
		return &pubtest.FakeClient{PublishFunc: func(event beat.Event) {
			done, err := processor.Run(&event)
			if err != nil {
				t.Fatal(err)
			}
			c.EventListener.AddEvent(event, true)
			*published = append(*published, *done)
		}}, nil
	}}
}

// Beats reads its option from the stanza, and sets its client by that alone.
func TestTheHostOfTheCollectorIsNotThatOfTheEvents(t *testing.T) {
	type result struct {
		Host any
		Tags any
	}
	for _, tt := range []struct {
		name, yaml string
		tags       any // of the event itself
		want       result
	}{
		{"by default", "", nil, result{nil, []string{"forwarded"}}},
		{"with other tags", "tags: [siem]", nil, result{nil, []string{"forwarded", "siem"}}},
		{"with the tag, as Fleet has it", "tags: [siem, forwarded]", nil, result{nil, []string{"siem", "forwarded"}}},
		{"with tags of the event", "tags: [siem]", []string{"parse_error"}, result{nil, []string{"parse_error", "forwarded", "siem"}}},
		{"if the stanza says so", "publisher_pipeline.disable_host: true", nil, result{nil, []string{"forwarded"}}},
		{"as a message", "event_format: message", nil, result{nil, []string{"forwarded"}}},
		{"restored", "publisher_pipeline: {disable_host: false}", nil, result{"collector", nil}},
		{"restored, with a tag of the user's", "publisher_pipeline.disable_host: false\ntags: [forwarded]", nil, result{"collector", []string{"forwarded"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stanza := stanzatest.Parse(t, stanzatest.SignIn+tt.yaml)
			manager := managerFor(logp.NewLogger("test"), newRegistry())
			var published []beat.Event
			factory := channel.RunnerFactoryWithCommonInputSettings(beat.Info{}, runners(func(pipeline beat.PipelineConnector, from *conf.C) error {
				if _, err := manager.Create(from); err != nil {
					return err
				}
				client, err := delivery.NewConnector(pipeline, from).ConnectWith(beat.ClientConfig{EventListener: silent{}})
				if err != nil {
					return err
				}
				fields := mapstr.M{"message": "x"}
				if tt.tags != nil {
					fields["tags"] = tt.tags
				}
				client.Publish(beat.Event{Fields: fields})
				client.Publish(beat.Event{Fields: mapstr.M{"message": "y"}})
				return nil
			}))
			if _, err := factory.Create(pipelineOf(t, &published), stanza); err != nil {
				t.Fatal(err)
			}
			if len(published) != 2 {
				t.Fatalf("%d events were published", len(published))
			}
			host, _ := published[0].Fields.GetValue("host.name")
			if diff := cmp.Diff(tt.want, result{host, published[0].Fields["tags"]}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// silent is a listener.
type silent struct{}

func (silent) AddEvent(beat.Event, bool) {}
func (silent) ACKEvents(int)             {}
func (silent) ClientClosed()             {}
